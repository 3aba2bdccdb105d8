//! Marks that are nearly right: a callout, a kind or a table that Markdown takes for plain text.
//!
//! Markdown has no errors, so a slip in a mark leaves words on the page that nobody wanted to see.

use crate::check::proof::Galley;
use crate::check::{foreign, text};
use crate::finding::{Finding, Rule, nearest, only_near};
use crate::manifest::callouts::marks;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, CalloutKind, Heading, Inline, InlineKind, each_block};
use crate::source::Span;
use crate::study::question::QuestionKind;

pub const UNKNOWN_CALLOUT: Rule = Rule::error(
    "unknown-callout",
    "a callout is of a kind that we know, a tab has words, and what is laid out is a list",
);
pub const UNKNOWN_KIND: Rule =
    Rule::error("unknown-kind", "the kind in a heading's braces is spelled as we know it");
pub const UNREAD_ATTRIBUTE: Rule =
    Rule::warning("unread-attribute", "what stands in a heading's braces is read by something");
pub const BROKEN_TABLE: Rule = Rule::error(
    "broken-table",
    "a table has a line below its head, and below that its rows and nothing else",
);

/// The head of a table without bars at its edges, right below a line of text.
fn below_text(chapter: &Chapter, block: &Block) -> Option<Finding> {
    let mut above = None;
    for (at, line) in lines(chapter, block).skip(1) {
        if let Some((head_at, head)) = above
            && is_ruler(line)
            && line.contains('|')
            && cells(head) == cells(line)
        {
            let span = chapter.span(&(head_at..head_at + head.trim_end().len()));
            let message = "this is no table: it begins right below a line of text";
            let help = "put a blank line above its head".to_owned();
            return Some(BROKEN_TABLE.broken(span, message).help(help));
        }
        above = Some((at, line)).filter(|(_, line)| line.contains('|'));
    }
    None
}

/// Quotes that begin like a callout.
pub fn callouts(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    if !galley.manifest.reads_callouts {
        return findings;
    }
    each_block(&chapter.blocks, &mut |block| {
        if let BlockKind::Callout(callout) = &block.kind
            && callout.kind == CalloutKind::Tab
            && callout.title.is_empty()
        {
            let span = text::place(chapter, &block.at.range(), "]");
            let help = "write them behind the mark: `> [!TAB] Linux`".to_owned();
            findings.push(UNKNOWN_CALLOUT.broken(span, "this tab has no words").help(help));
        }
        if let BlockKind::Callout(callout) = &block.kind
            && let CalloutKind::Layout(layout) = callout.kind
            && !callout.blocks.iter().any(|block| matches!(block.kind, BlockKind::List(_)))
        {
            let mark = layout.mark();
            let span = text::place(chapter, &block.at.range(), "]");
            let message = format!("there is no list to lay out as `{mark}`");
            let help = "write it below the mark, each item behind `> - `".to_owned();
            findings.push(UNKNOWN_CALLOUT.broken(span, message).help(help));
        }
        let BlockKind::Quote(blocks) = &block.kind else { return };
        let Some(BlockKind::Paragraph(inlines)) = blocks.first().map(|block| &block.kind) else {
            return;
        };
        let Some(Inline { kind: InlineKind::Text(text), at }) = inlines.first() else { return };
        if chapter.text.text[..at.start()].ends_with('\\') {
            return;
        }
        let Some((mark, _)) = text.strip_prefix("[!").and_then(|rest| rest.split_once(']')) else {
            return;
        };
        let own = galley.manifest.callouts.iter().map(|own| own.name.as_str());
        let known = || marks().chain(own.clone());
        let span = chapter.span(&(at.start()..(at.start() + mark.len() + 3).min(at.end())));
        let finding = UNKNOWN_CALLOUT.broken(span, format!("there is no callout `{mark}`"));
        findings.push(match foreign::callout_called(mark) {
            Some(ours) => finding
                .help(format!("write `[!{ours}]`"))
                .mended(format!("[!{mark}]"), format!("[!{ours}]")),
            None => finding.misspelt(mark, known(), || {
                format!("kinds: {}", known().collect::<Vec<_>>().join(", "))
            }),
        });
    });
    findings
}

/// Classes of headings that differ from a kind by a slip: the question would be printed with its answers.
pub fn kinds(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let known = || QuestionKind::ALL.iter().map(|kind| kind.name()).chain(["case", "cards"]);
    let mut findings = Vec::new();
    for block in &chapter.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let slip = heading.classes.iter().find_map(|class| {
            let near = nearest(class, known())?;
            (near != class).then_some((class, near))
        });
        let kinds: Vec<&str> =
            known().filter(|kind| heading.has(kind)).filter(|kind| *kind != "cards").collect();
        // `multiple` and `matching` begin with the kind that they mean.
        let sure = slip.filter(|(class, near)| {
            class.starts_with(near) || only_near(class, known()) == Some(near)
        });
        let (span, message, help) = if let Some((class, near)) = slip {
            (
                text::place(chapter, &block.at.range(), &format!(".{class}")),
                format!("`.{class}` makes no question of this heading"),
                format!("did you mean `.{near}`?"),
            )
        } else if let Some(kind) = known().find(|kind| !galley.is_chapter && heading.has(kind)) {
            (
                text::place(chapter, &block.at.range(), &format!(".{kind}")),
                format!(
                    "`.{kind}` is read in chapters alone: here answers stand below what is asked"
                ),
                "move this section into a chapter of the contents".to_owned(),
            )
        } else if let [one, other, ..] = kinds.as_slice() {
            (
                text::place(chapter, &block.at.range(), &format!(".{other}")),
                format!("a heading cannot be `.{one}` and `.{other}`"),
                "keep the one it is".to_owned(),
            )
        } else if let Some(span) = unread(chapter, block, heading) {
            (
                    span,
                    "this is not read as attributes".to_owned(),
                    "write `{#id .kind key=value}` at the end of the heading, with spaces between and none inside a value".to_owned(),
                )
        } else {
            continue;
        };
        let finding = UNKNOWN_KIND.broken(span, message).help(help);
        findings.push(match sure {
            Some((class, near)) => finding.mended(format!(".{class}"), format!(".{near}")),
            None => finding,
        });
    }
    findings
}

/// Attributes of headings that are no questions: they stand on no page, which is a loss if they were words.
pub fn attributes(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    for block in &chapter.blocks {
        let BlockKind::Heading(heading) = &block.kind else { continue };
        let Some((name, _)) = heading.attributes.first() else { continue };
        if QuestionKind::ALL
            .iter()
            .map(|kind| kind.name())
            .chain(["case", "cards"])
            .any(|kind| heading.has(kind))
        {
            continue;
        }
        findings.push(
            UNREAD_ATTRIBUTE
                .broken(
                    text::place(chapter, &block.at.range(), name),
                    format!("`{name}` is read by nothing, so no page shows it"),
                )
                .help("take it out, or write `\\{` if the braces belong to the title".to_owned()),
        );
    }
    findings
}

/// `{#id …` or ` .choice` that stayed in a heading's words.
fn unread(chapter: &Chapter, block: &Block, heading: &Heading) -> Option<Span> {
    let text = &chapter.text.text[block.at.range()];
    let braces = heading.inlines.iter().any(
        |inline| matches!(&inline.kind, InlineKind::Text(text) if text.contains("{#") || text.contains("{.")),
    );
    let start = if braces {
        let brace = text.rfind("{#").or_else(|| text.rfind("{."))?;
        // One with a backslash before it is text.
        (!text[..brace].ends_with('\\')).then_some(brace)?
    } else {
        let words = heading.text();
        let last = words.rsplit(' ').next()?;
        let kind = last.strip_prefix('.')?;
        QuestionKind::ALL.iter().find(|known| known.name() == kind)?;
        text.rfind(last)?
    };
    Some(chapter.span(&(block.at.start() + start..block.at.start() + text.trim_end().len())))
}

/// Rows whose last cells are lost, and tables whose head and ruler do not fit together.
pub fn tables(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    // Where the last table ended, and how many columns it had.
    let mut table_above: Option<(usize, usize)> = None;
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Table(table) => {
            let columns = table.align.len();
            for (at, line) in lines(chapter, block).skip(2) {
                let count = cells(line);
                if filled(line) > columns {
                    let span = chapter.span(&(at..at + line.trim_end().len()));
                    let message = format!("this row has {count} cells, the head has {columns}");
                    findings.push(BROKEN_TABLE.broken(span, message).help(
                            "the last ones are not shown: add a column to the head, or write `\\|` for a bar that is text".to_owned(),
                        ));
                } else if columns > 1 && !line.contains('|') {
                    let start = at + line.len() - line.trim_start_matches([' ', '>']).len();
                    let span = chapter.span(&(start..at + line.trim_end().len()));
                    let message = "this line is read as a row of the table above it";
                    findings.push(
                        BROKEN_TABLE.broken(span, message).help(
                            "put a blank line between them, or bars between the cells of a row"
                                .to_owned(),
                        ),
                    );
                }
            }
            table_above = Some((block.at.end(), columns));
        }
        BlockKind::Paragraph(_) | BlockKind::Plain(_) => {
            let mut lines = lines(chapter, block);
            let Some((start, head)) = lines.next() else { return };
            let Some((at, ruler)) = lines.next() else {
                let apart = table_above.is_some_and(|(end, columns)| {
                    let between = chapter.text.text.get(end..start);
                    between.is_some_and(|text| text.trim_matches([' ', '>', '\n']).is_empty())
                        && cells(head) == columns
                });
                if apart && is_row(head) {
                    let span = chapter.span(&(start..start + head.trim_end().len()));
                    let message = "this row stands apart from the table above it";
                    findings.push(
                        BROKEN_TABLE
                            .broken(span, message)
                            .help("take the blank line out between them".to_owned()),
                    );
                }
                return;
            };
            if let Some((message, help)) = drawn_otherwise(head, ruler) {
                let span = chapter.span(&(start..start + head.trim_end().len()));
                findings.push(BROKEN_TABLE.broken(span, message).help(help.to_owned()));
                return;
            }
            let mut all = [head, ruler].into_iter().chain(lines.map(|(_, line)| line));
            let bare = |line| is_bare_row(line) && cells(line) == cells(head);
            if is_row(head) && is_row(ruler) && !is_ruler(ruler) || all.all(bare) {
                let span = chapter.span(&(start..start + head.trim_end().len()));
                findings.push(
                    BROKEN_TABLE
                        .broken(span, "this is no table: the line below its head is missing")
                        .help(format!("put `|{}` below it", " --- |".repeat(cells(head)))),
                );
            } else if is_ruler(ruler) && head.contains('|') {
                let (head, below) = (cells(head), cells(ruler));
                let message =
                    format!("this is no table: its head has {head} cells, this line has {below}");
                findings.push(
                    BROKEN_TABLE
                        .broken(chapter.span(&(at..at + ruler.trim_end().len())), message)
                        .help(format!("write `|{}`", " --- |".repeat(head))),
                );
            } else {
                findings.extend(below_text(chapter, block));
            }
        }
        // Columns as Pandoc draws them, whose line of dashes divides the text here.
        BlockKind::Rule => {
            let written = chapter.text.text[block.at.range()].trim_end();
            let columns: Vec<&str> = written.split_whitespace().collect();
            if columns.len() > 1 && columns.iter().all(|part| part.starts_with("---")) {
                let span = chapter.span(&(block.at.start()..block.at.start() + written.len()));
                let ruler = " --- |".repeat(columns.len());
                let help = format!("put bars between the cells, and `|{ruler}` below the head");
                let message = "this is no table: columns of blanks are not read";
                findings.push(BROKEN_TABLE.broken(span, message).help(help));
            }
        }
        _ => {}
    });
    findings
}

/// What is wrong with the first two lines of a table that is written in another way than ours.
fn drawn_otherwise(head: &str, next: &str) -> Option<(&'static str, &'static str)> {
    let [head, next] = [head, next].map(|line| line.trim().trim_start_matches(['>', ' ']));
    let frame = head.starts_with('+')
        && head.matches('+').count() > 1
        && head.contains("--")
        && head.chars().all(|letter| "+-=:".contains(letter));
    if frame && next.starts_with('|') {
        return Some((
            "this is no table: frames of `+` are not read",
            "take the lines of `+` out, and put `| --- | --- |` below the head",
        ));
    }
    let ruler = next.contains(['-', '－', '—'])
        && next.chars().all(|letter| "｜|-－—：: ".contains(letter));
    (head.contains('｜') && next.contains('｜') && ruler).then_some((
        "this is no table: its bars are those of full width",
        "write `|` and `-` in half width",
    ))
}

/// Lines of a block with their places.
fn lines<'c>(chapter: &'c Chapter, block: &Block) -> impl Iterator<Item = (usize, &'c str)> {
    let mut at = block.at.start();
    chapter.text.text[block.at.range()].split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// How many cells a row is written with; `\|` is text.
fn cells(line: &str) -> usize {
    let line = line.trim().trim_start_matches(['>', ' ']);
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let mut before = ' ';
    let bars = line.chars().filter(|&letter| {
        let bar = letter == '|' && before != '\\';
        before = letter;
        bar
    });
    bars.count() + 1
}

/// The cells of a row up to the last that holds something.
fn filled(line: &str) -> usize {
    let full = line.trim_end_matches(['|', ' ', '\t', '\n', '\r']);
    // A bar behind a backslash is text.
    if full.ends_with('\\') { cells(line) } else { cells(full) }
}

/// Whether a line has bars at both ends and between its cells.
fn is_row(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['>', ' ']);
    line.starts_with('|') && line.ends_with('|') && cells(line) > 1
}

/// Whether a line has bars between its cells alone.
fn is_bare_row(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['>', ' ']);
    let whole = |cell: &str| cell.matches('(').count() == cell.matches(')').count();
    line.contains(" | ")
        && line.split('|').all(whole)
        && !line.starts_with('|')
        && !line.ends_with('|')
        && !line.contains(['`', '$'])
}

fn is_ruler(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['>', ' ']);
    line.contains('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c))
}
