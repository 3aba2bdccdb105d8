//! Text that Markdown puts elsewhere than its author sees it: beside a list instead of in it, into a quote instead of
//! below it, into one line instead of several.
//!
//! Indents and blank lines say in Markdown what belongs together. Where both readings are Markdown, the one that the
//! author did not mean shows on the page alone.

use super::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::parse::Chapter;
use crate::parse::doc::{
    Block, BlockKind, Code, Heading, Inline, InlineKind, List, each_block, each_run,
};
use crate::parse::formula::UNCLEAR_DOLLAR;

pub const MISPLACED_TEXT: Rule =
    Rule::warning("misplaced-text", "text stands where its indent and its blank lines show it");

pub fn all(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_run(&chapter.blocks, &mut |blocks| {
        for pair in blocks.windows(2) {
            findings.extend(beside_list(chapter, &pair[0], &pair[1]));
            findings.extend(cut_formula(chapter, &pair[0], &pair[1]));
        }
        findings.extend(begun_again(chapter, blocks));
        for block in blocks {
            findings.extend(outside_of_footnote(chapter, block));
        }
    });
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::List(list) => {
            findings.extend(entries(chapter, list));
            findings.extend(drawn_into_entry(chapter, list));
            for block in list.items.iter().flat_map(|item| &item.blocks) {
                if let BlockKind::Code(code) = &block.kind {
                    findings.extend(prose_as_code(chapter, code));
                }
            }
        }
        BlockKind::Quote(_) | BlockKind::Callout(_) => {
            findings.extend(drawn_in(chapter, block));
        }
        BlockKind::Heading(heading) => findings.extend(made_heading(chapter, block, heading)),
        BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
            findings.extend(labels(chapter, inlines));
        }
        _ => {}
    });
    findings
}

/// How far from the left stands what begins at a place, or behind blanks there.
fn column(chapter: &Chapter, at: usize) -> usize {
    let at = at + blanks(&chapter.text.text[at..]);
    let before = &chapter.text.text[..at];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    line.chars().fold(0, |column, letter| match letter {
        '\t' => column / 4 * 4 + 4,
        _ => column + 1,
    })
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The first line of what stands at a place.
fn line(chapter: &Chapter, at: usize) -> std::ops::Range<usize> {
    let at = at + blanks(&chapter.text.text[at..]);
    let line = chapter.text.text[at..].lines().next().unwrap_or_default().trim_end();
    at..at + line.len()
}

/// A block behind a list that is indented as if it were a part of the last entry, and not far enough for it.
fn beside_list(chapter: &Chapter, list: &Block, block: &Block) -> Option<Finding> {
    let BlockKind::List(entries) = &list.kind else { return None };
    let List { items, start } = &**entries;
    if let BlockKind::Html(_) | BlockKind::Rule | BlockKind::Footnote { .. } = block.kind {
        return None;
    }
    let entry = column(chapter, items.first()?.at.start());
    let is_indented =
        column(chapter, block.at.start()) > entry && block.at.start() > list.at.start();
    is_indented.then_some(())?;
    let width = start.map_or(2, |start| start.to_string().len() + 2);
    let help = match block.kind {
        BlockKind::List(_) => {
            format!("indent its entries by {width} blanks to put them below that entry")
        }
        _ => format!("indent it by {width} blanks to make it a part of that entry, or by none"),
    };
    let message = "this stands beside the list above it, not in its last entry";
    let span = chapter.span(&line(chapter, block.at.start()));
    Some(MISPLACED_TEXT.broken(span, message).help(help))
}

/// A formula of which a line begins with a sign that makes a list or a quote of it.
fn cut_formula(chapter: &Chapter, above: &Block, block: &Block) -> Option<Finding> {
    let (BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines)) = &above.kind else {
        return None;
    };
    let what = match &block.kind {
        BlockKind::List(_) => "list",
        BlockKind::Quote(_) => "quote",
        _ => return None,
    };
    let text = &*chapter.text.text;
    let is_below = text[inlines.last()?.at.end()..block.at.start()].matches('\n').count() < 2;
    let opening = inlines.iter().rfind(|inline| match &inline.kind {
        InlineKind::Text(words) => words.contains('$'),
        _ => false,
    })?;
    let open = opening.at.start() + text[opening.at.range()].rfind('$')?;
    let sign = if text[..open].ends_with('$') { "$$" } else { "$" };
    // An amount, or a sign that something ends with, begins no formula.
    let begins =
        text[open + 1..].starts_with(|next: char| next.is_alphabetic() || "\\({|".contains(next));
    let cut = line(chapter, block.at.start());
    let ends = text[cut.clone()]
        .split_once(sign)
        .is_some_and(|(before, _)| !before.ends_with([' ', '\t', '\\']) && !before.contains('`'));
    (is_below && begins && ends).then_some(())?;
    let message = format!("this line of a formula begins a {what}");
    let help = "put the whole formula into one line, or between lines of `$$`".to_owned();
    Some(UNCLEAR_DOLLAR.broken(chapter.span(&cut), message).help(help))
}

/// Lists of one procedure that code parts, so that each counts from 1.
fn begun_again(chapter: &Chapter, blocks: &[Block]) -> Option<Finding> {
    let from_one =
        |block: &Block| matches!(&block.kind, BlockKind::List(list) if list.start == Some(1));
    // A list below code with notes belongs to it.
    let is_code =
        |block: &Block| matches!(&block.kind, BlockKind::Code(code) if !code.options.notes);
    // Whether a list stands above, and whether code stands between.
    let (mut counted, mut parted) = (false, false);
    let again = blocks.iter().find(|block| {
        if is_code(block) {
            parted = true;
            return false;
        }
        let again = counted && parted && from_one(block);
        (counted, parted) = (from_one(block), false);
        again
    })?;
    let message = "this list counts from 1 again, since the code above it is no part of an entry";
    let help =
        "indent the code as far as the text of its entry, or write the numbers that are meant";
    let span = chapter.span(&line(chapter, again.at.start()));
    Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()))
}

/// A paragraph below a footnote that is indented, and not far enough for it.
fn outside_of_footnote(chapter: &Chapter, block: &Block) -> Option<Finding> {
    let BlockKind::Paragraph(_) = &block.kind else { return None };
    let text = &chapter.text.text;
    let indent = column(chapter, block.at.start());
    let line_start = text[..block.at.start()].rfind('\n')? + 1;
    let blank = text[line_start..block.at.start()].trim().is_empty();
    ((1..4).contains(&indent) && blank).then_some(())?;
    let above = text[..line_start].trim_end();
    let above = &above[above.rfind("\n\n").map_or(0, |at| at + 2)..];
    (above.starts_with("[^") && above.contains("]:")).then_some(())?;
    let message = "this is no part of the footnote above it";
    let span = chapter.span(&line(chapter, block.at.start()));
    Some(MISPLACED_TEXT.broken(span, message).help("indent it by four blanks".to_owned()))
}

/// Entries that are indented as if they stood below the one above them.
fn entries(chapter: &Chapter, list: &List) -> Option<Finding> {
    let first = column(chapter, list.items.first()?.at.start());
    let lower = list.items.iter().find(|item| column(chapter, item.at.start()) > first)?;
    let width = list.start.map_or(2, |start| start.to_string().len() + 2);
    let message = "this entry stands on the level of the one above it";
    let help = format!("indent it by {width} blanks to put it below that, or by none");
    let span = chapter.span(&line(chapter, lower.at.start()));
    Some(MISPLACED_TEXT.broken(span, message).help(help))
}

/// A paragraph of an entry that is indented so far that it is code.
fn prose_as_code(chapter: &Chapter, code: &Code) -> Option<Finding> {
    let holds_link = |line: &str| {
        line.split_once("](").is_some_and(|(words, to)| words.contains('[') && to.contains(')'))
    };
    let holds_bold = |line: &str| {
        let inner = line.split_once("**").and_then(|(_, rest)| rest.split_once("**"));
        inner.is_some_and(|(inner, _)| inner.starts_with(char::is_alphabetic) && inner.len() > 1)
    };
    let says = code.text.split_whitespace().count() > 3;
    let marked = code.text.lines().any(|line| holds_link(line) || holds_bold(line));
    (!code.fenced && says && marked).then_some(())?;
    let message = "this is read as code, since it is indented four blanks too far";
    let help = "indent it as far as the text of its entry; put lines of ```` ``` ```` round code";
    let span = chapter.span(&line(chapter, *code.lines.first()?));
    Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()))
}

/// A sentence right below a quote, which Markdown takes for a part of it.
fn drawn_in(chapter: &Chapter, block: &Block) -> Option<Finding> {
    let mut at = block.at.start();
    let (mut before, mut marked) = ("", 0);
    let left = column(chapter, at);
    for written in chapter.text.text[block.at.range()].split_inclusive('\n') {
        let text = written.trim_start_matches([' ', '\t']);
        let start = at + written.len() - text.len();
        at += written.len();
        let text = text.trim_end();
        let ended = before.ends_with(['.', '!', '?', ':', '。', '！', '？', '…']);
        let begins = text.chars().next().is_some_and(|letter| {
            letter.is_alphabetic() && !letter.is_lowercase() || "*`\"“".contains(letter)
        });
        marked += usize::from(text.starts_with('>'));
        // Who marks each line of a quote means the one without a mark to stand below it.
        if ended && begins && marked > 1 && column(chapter, start) <= left {
            let message = "this line is read as a part of the quote above it";
            let help = "put a blank line between them, or `> ` before it";
            let span = chapter.span(&(start..start + text.len()));
            return Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()));
        }
        before = text;
    }
    None
}

/// A sentence right below a list, which Markdown takes for a part of its last entry.
fn drawn_into_entry(chapter: &Chapter, list: &List) -> Option<Finding> {
    // A line that was broken to a width is longer.
    const SHORT: usize = 60;
    let (entry, others) = list.items.split_last()?;
    let left = column(chapter, entry.at.start());
    let written = |at: &std::ops::Range<usize>| chapter.text.text[at.clone()].trim_end();
    // Where one entry goes on so, the others do as well.
    let lazy = |at: &std::ops::Range<usize>| {
        let mut start = at.start;
        let mut before: Option<&str> = None;
        for line in written(at).split_inclusive('\n') {
            let begins = line.trim_start().starts_with(char::is_uppercase);
            if let Some(before) = before
                && !line.trim().is_empty()
                && column(chapter, start) <= left
            {
                let ends = before.ends_with(['.', '!', '?', '。', '！', '？', '…']);
                let ends = ends || before.chars().count() < SHORT && !before.ends_with(':');
                return Some((start, begins && ends));
            }
            before = Some(line.trim_end());
            start += line.len();
        }
        None
    };
    let (start, meant) = lazy(&entry.at.range())?;
    let plain = matches!(
        &*entry.blocks,
        [Block { kind: BlockKind::Plain(_) | BlockKind::Paragraph(_), .. }]
    );
    (meant
        && plain
        && !others.is_empty()
        && others.iter().all(|item| lazy(&item.at.range()).is_none()))
    .then_some(())?;
    let message = "this line is read as a part of the entry above it";
    let help = "put a blank line between them, or indent it as far as the text of the entry";
    let span = chapter.span(&line(chapter, start));
    Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()))
}

/// Several lines, or a sentence, that the line below them makes a heading.
fn made_heading(chapter: &Chapter, block: &Block, heading: &Heading) -> Option<Finding> {
    let written = chapter.text.text[block.at.range()].trim_end();
    let rule = written.lines().next_back()?.trim_start_matches([' ', '\t', '>']);
    let is_rule = rule.len() > 2 && rule.bytes().all(|byte| byte == b'-');
    let many = heading.inlines.iter().any(|inline| matches!(inline.kind, InlineKind::SoftBreak));
    let words = heading.text();
    let sentence = words.len() > 40 && words.ends_with(['.', ':', '!', '。']);
    (is_rule && !written.starts_with('#') && (many || sentence)).then_some(())?;
    let start = block.at.start() + written.len() - rule.len();
    let message = "this line makes a heading of the text above it";
    let help = "put a blank line above it if it is to divide, or write `## ` before a heading";
    let span = chapter.span(&(start..start + rule.len()));
    Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()))
}

/// Lines that each begin with a name in bold, and run together.
fn labels(chapter: &Chapter, inlines: &[Inline]) -> Option<Finding> {
    let begins =
        |index: usize| index == 0 || matches!(inlines[index - 1].kind, InlineKind::SoftBreak);
    let is_label = |index: usize| {
        let Some(Inline { kind: InlineKind::Strong(inner), .. }) = inlines.get(index) else {
            return false;
        };
        let inside = matches!(inner.last().map(|last| &last.kind), Some(InlineKind::Text(text)) if text.ends_with([':', '：']));
        let behind = matches!(inlines.get(index + 1).map(|next| &next.kind), Some(InlineKind::Text(text)) if text.starts_with([':', '：']));
        inside || behind
    };
    let mut lines = (0..inlines.len()).filter(|index| begins(*index));
    let first = lines.next().filter(|first| is_label(*first))?;
    lines.next().filter(|second| is_label(*second))?;
    let at = inlines[first].at.start();
    let message = "this line and those below it run together";
    let help = "end each with a backslash, or begin them with `- `";
    let span = chapter.span(&line(chapter, at));
    Some(MISPLACED_TEXT.broken(span, message).help(help.to_owned()))
}
