//! Marks that nothing reads: those of other programs, and those of Markdown that miss their partner or their place.
//!
//! Markdown has no errors, so they stand on the page as they are. Each place is told once, with our way to write it.
//! Code is left alone, and so is what a backslash marks as text.

mod begins;
mod brackets;
mod latex;
mod lists;
mod pairs;
mod quotes;
mod signs;
mod slips;
mod theirs;
mod tongues;

use super::proof::Galley;
use crate::finding::{Edit, Finding, Rule};
use crate::letters;
use crate::load::shortcodes;
use crate::manifest::{Dialect, Manifest};
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Inline, InlineKind, each_block};
use crate::parse::markup::{Html, PieceKind};
use crate::source::Sources;
use tongues::Tongues;

pub const FOREIGN_MARK: Rule =
    Rule::warning("foreign-mark", "no marks of other programs stand on a page");
pub const UNKNOWN_HELPER: Rule =
    Rule::warning("unknown-helper", "`{{#…}}` includes a file, and nothing else");
pub const LITERAL_MARK: Rule =
    Rule::warning("literal-mark", "no marks of Markdown stand on a page as they are");
pub const SMART_QUOTE: Rule = Rule::warning(
    "smart-quote",
    "quotes, dashes and blanks that programs read are those of a keyboard",
);
pub const CONFLICT_MARKER: Rule =
    Rule::error("conflict-marker", "no conflict of versions is left unresolved");

/// The marks of a chapter.
pub fn of(galley: &Galley<'_>) -> Vec<Finding> {
    let Galley { chapter, sources, manifest, has_shortcodes, .. } = *galley;
    let mut heard = Heard::default();
    each_block(&chapter.blocks, &mut |block| {
        runs(chapter, block, &mut heard);
        quotes::block(chapter, block, &mut heard.findings);
        theirs::helpers(chapter, block, &mut heard.findings);
    });
    let Heard { mut findings, tongues, .. } = heard;
    tongues.settle(&mut findings);
    if !findings.is_empty() && pairs::bolds_by_underscores(chapter) {
        findings.retain(|finding| !pairs::is_of_a_word(finding, sources));
    }
    findings.retain(|finding| {
        // Where helpers are text, none is unknown.
        !(!manifest.includes && finding.rule == &UNKNOWN_HELPER
            || is_escaped_helper(finding, sources)
            || has_shortcodes && is_shortcode(finding, sources)
            || !manifest.reads_callouts && is_callout(finding, sources))
    });
    findings.into_iter().map(|finding| with_dollars(finding, manifest)).collect()
}

/// Whether it is of a mark that begins a callout where a book has any.
fn is_callout(finding: &Finding, sources: &Sources) -> bool {
    finding.rule == &FOREIGN_MARK
        && finding.span.is_some_and(|span| sources.text(span).starts_with("[!"))
}

/// Where dollars are no formulas either, a finding that would write them says what makes it one.
fn with_dollars(finding: Finding, manifest: &Manifest) -> Finding {
    let writes = |edit: &Edit| edit.becomes.starts_with('$');
    if manifest.formulas || !finding.edit.as_deref().is_some_and(writes) {
        return finding;
    }
    let help = match manifest.dialect {
        Dialect::Native => "it is one where `mathjax` is `true` in `[markdown]`",
        Dialect::MdBook => {
            "it is one where `mathjax-support` is `true` in `[output.html]`, or `mathjax` in `[markdown]` of a manifest of ours"
        }
    };
    Finding { edit: None, ..finding.help(help.to_owned()) }
}

/// Whether a backslash stands before a helper where the author wrote it. Putting includes in place takes it away.
fn is_escaped_helper(finding: &Finding, sources: &Sources) -> bool {
    let Some(span) = finding.span.filter(|_| finding.rule == &UNKNOWN_HELPER) else { return false };
    let before = sources.get(span.source).text.get(..span.range().start);
    before.is_some_and(|before| before.ends_with('\\'))
}

/// Whether it is one of the marks that name a shortcode, of which a book that has some was told when it was read.
fn is_shortcode(finding: &Finding, sources: &Sources) -> bool {
    finding.rule == &FOREIGN_MARK
        && finding.span.is_some_and(|span| shortcodes::is_named(sources.text(span)))
}

/// What to write for a block of code whose language stands in braces, as `{note}` and `{python}` do.
pub(super) fn directive(language: &str) -> Option<String> {
    let inner = language.strip_prefix('{')?.trim_end_matches('}').trim();
    Some(theirs::directive(inner))
}

/// Our callout for what others call so.
pub(super) fn callout_called(name: &str) -> Option<&'static str> {
    theirs::callout_called(name)
}

/// What to write for a comment that brings text in elsewhere.
pub(super) fn in_comment(comment: &str) -> Option<String> {
    theirs::in_comment(comment)
}

/// Whether a text begins with a link as Org writes it.
pub(super) fn is_org_link(text: &str) -> bool {
    tongues::is_org_link(text)
}

/// What is found in a chapter.
#[derive(Debug, Default)]
struct Heard {
    findings: Vec<Finding>,
    /// Up to where the chapter's text is told.
    told: usize,
    /// Whether a quote between lines of `>>>` is open.
    quotes: bool,
    /// How many elements of raw HTML are open that hold code.
    codes: usize,
    tongues: Tongues,
}

/// A mark in a stretch of text: its length and what to tell of it, nothing to pass it over.
type Mark = (usize, Option<Finding>);

/// Words between two inlines of another kind.
#[derive(Clone, Copy)]
struct Words<'c> {
    chapter: &'c Chapter,
    /// As they are written.
    text: &'c str,
    /// Where they stand in the chapter's text.
    start: usize,
    /// Where the paragraph, heading or cell ends that they are part of.
    end: usize,
    before: Option<&'c InlineKind>,
    after: Option<&'c InlineKind>,
}

impl<'c> Words<'c> {
    /// From a place on to the end of the paragraph, as far as a mark may reach.
    fn from(&self, at: usize) -> &'c str {
        // Of ten thousand open marks in a line, each looks no further for its end.
        const REACH: usize = 1000;
        let rest = &self.chapter.text.text[self.start + at..self.end.max(self.start + at)];
        &rest[..rest.floor_char_boundary(REACH)]
    }

    /// From a place on to the end of its line.
    fn line(&self, at: usize) -> &'c str {
        let rest = self.from(at);
        let Some(end) = memchr::memchr(b'\n', rest.as_bytes()) else { return rest };
        let line = &rest[..end];
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The letter before a place, whatever it belongs to.
    fn letter_before(&self, at: usize) -> Option<char> {
        self.chapter.text.text[..self.start + at].chars().next_back()
    }

    /// How many backslashes stand before a place.
    fn slashes_before(&self, at: usize) -> usize {
        let before = &self.chapter.text.text.as_bytes()[..self.start + at];
        before.iter().rev().take_while(|byte| **byte == b'\\').count()
    }

    /// A mark of another program over `length` bytes from a place on, and what to write in its place.
    fn foreign(&self, at: usize, length: usize, help: String) -> Finding {
        let written = self.from(at);
        let written = written[..length.min(written.len())].lines().next().unwrap_or_default();
        self.broken(&FOREIGN_MARK, at, length, format!("nothing reads `{written}`")).help(help)
    }

    /// A break of `rule` over `length` bytes from a place on.
    fn broken(&self, rule: &'static Rule, at: usize, length: usize, message: String) -> Finding {
        let start = self.start + at;
        rule.broken(self.chapter.span(&(start..start + length)), message)
    }
}

/// The runs of inlines that a block itself holds.
fn runs<'c>(chapter: &'c Chapter, block: &'c Block, heard: &mut Heard) {
    match &block.kind {
        BlockKind::Heading(heading) => {
            // Those of the kind that a rule below makes begin like a paragraph.
            let begins = !chapter.text.text[block.at.range()].starts_with('#');
            run(chapter, &heading.inlines, begins, heard);
        }
        BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
            run(chapter, inlines, true, heard);
        }
        BlockKind::Quote(_) => {
            if let Some(fence) = theirs::fence_of_quote(chapter, block) {
                // The second one ends what was told at the first.
                heard.quotes = !heard.quotes;
                heard.findings.extend(Some(fence).filter(|_| heard.quotes));
            }
        }
        BlockKind::Callout(callout) => {
            theirs::folded(chapter, callout, &mut heard.findings);
            run(chapter, &callout.title, false, heard);
        }
        BlockKind::Table(table) => {
            for line in table.lines() {
                for cell in line {
                    run(chapter, &cell.inlines, false, heard);
                }
            }
        }
        BlockKind::Definitions(definitions) => {
            for definition in definitions {
                run(chapter, &definition.term, false, heard);
            }
        }
        _ => {}
    }
}

fn run<'c>(chapter: &'c Chapter, inlines: &'c [Inline], paragraph: bool, heard: &mut Heard) {
    let Some(end) = inlines.last().map(|last| last.at.end()) else { return };
    let mut open = slips::Open::default();
    // Footnotes come last, wherever they stand.
    heard.told = 0;
    heard.codes = 0;
    walk(chapter, inlines, end, paragraph, &mut open, heard);
}

fn walk<'c>(
    chapter: &'c Chapter,
    inlines: &'c [Inline],
    end: usize,
    paragraph: bool,
    open: &mut slips::Open,
    heard: &mut Heard,
) {
    for (index, inline) in inlines.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &inlines[before].kind);
        let after = inlines.get(index + 1).map(|after| &after.kind);
        match &inline.kind {
            InlineKind::Text(said) => {
                let text = &chapter.text.text[inline.at.range()];
                let words = Words { chapter, text, start: inline.at.start(), end, before, after };
                let begins = paragraph
                    && matches!(before, None | Some(InlineKind::SoftBreak | InlineKind::HardBreak));
                if heard.codes == 0 {
                    look(words, begins, open, heard);
                }
                heard.findings.extend(signs::unknown_entities(words, said));
            }
            InlineKind::Code(_) => {
                quotes::code(chapter, inline, &mut heard.findings);
                heard.findings.extend(theirs::entities(chapter, inline));
            }
            InlineKind::Html(html) => heard.codes = codes(heard.codes, html),
            InlineKind::Image(image) => {
                heard.findings.extend(theirs::sized(
                    chapter,
                    &inline.at.range(),
                    &image.src,
                    &image.alt,
                ));
            }
            InlineKind::Link(leads) if leads.automatic => {}
            InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strike(_)
            | InlineKind::Link(_) => {
                heard.findings.extend(pairs::pair(chapter, inline, open.bold > 0));
                heard.findings.extend(brackets::apart(chapter, inline));
                let underscored = matches!(inline.kind, InlineKind::Emphasis(_))
                    && chapter.text.text[inline.at.range()].starts_with('_');
                if underscored {
                    italics(chapter, inline, end, before, heard);
                }
                let bold = usize::from(matches!(inline.kind, InlineKind::Strong(_)));
                open.bold += bold;
                walk(chapter, inline.inner(), end, false, open, heard);
                open.bold -= bold;
            }
            _ => {}
        }
    }
}

/// How many elements that hold code are open behind some tags, of those that were open before.
fn codes(open: usize, html: &Html) -> usize {
    let holds = |name: &String| ["code", "kbd", "samp"].contains(&name.as_str());
    html.pieces.iter().fold(open, |open, piece| match &piece.kind {
        PieceKind::Open(tag) if holds(&tag.name) => open + 1,
        PieceKind::Close(name) if holds(name) => open.saturating_sub(1),
        _ => open,
    })
}

/// Goes through some words once, from mark to mark.
fn look(words: Words<'_>, begins: bool, open: &mut slips::Open, heard: &mut Heard) {
    let bytes = words.text.as_bytes();
    // What was told may go on behind code or a line's end.
    let mut at = heard.told.saturating_sub(words.start);
    // Whether only blanks and marks of quotes came on this line.
    let mut fresh = begins;
    let mut escaped = words.slashes_before(0) % 2 == 1;
    while at < bytes.len() {
        let byte = bytes[at];
        if !fresh && !escaped && !begins::may(byte) {
            at += begins::length_without(&bytes[at..]);
            continue;
        }
        let found = match byte {
            b'(' | b'[' if words.slashes_before(at) > 0 => {
                let found = theirs::brackets(words, at);
                if escaped && found.is_none() {
                    open.escaped(byte);
                }
                found
            }
            _ if escaped => {
                open.escaped(byte);
                None
            }
            _ => line(words, at, fresh, &mut heard.tongues).or_else(|| match byte {
                b'{' | b'[' | b'=' | b'%' | b'"' | b'\'' => theirs::mark(words, at),
                b'^' => theirs::mark(words, at).or_else(|| signs::mark(words, at)),
                b':' | b'+' | b'@' => signs::mark(words, at),
                b'~' => theirs::mark(words, at).or_else(|| slips::mark(words, at, open)),
                b']' => theirs::mark(words, at).or_else(|| slips::mark(words, at, open)),
                b'<' => theirs::mark(words, at).or_else(|| slips::mark(words, at, open)),
                b'*' | b'_' | b'`' | b')' => slips::mark(words, at, open),
                b'\\' => latex::command(words, at).or_else(|| slips::path(words, at)),
                _ => None,
            }),
        };
        escaped = byte == b'\\' && !escaped;
        match byte {
            b'\n' => fresh = begins,
            b' ' | b'\t' | b'>' => {}
            _ => fresh = false,
        }
        match found {
            Some((length, finding)) => {
                heard.findings.extend(finding);
                at += length.max(1);
                heard.told = words.start + at;
                escaped = false;
            }
            None => at += 1,
        }
    }
}

/// A mark that begins a line, where one begins, or one of a language that is no Markdown.
fn line(words: Words<'_>, at: usize, fresh: bool, tongues: &mut Tongues) -> Option<Mark> {
    if !fresh {
        return tongues.mark(words, at);
    }
    // Of the letters that lines of Chinese, Japanese and Korean begin with, those of numbers alone may be a mark.
    let letter = letters::letter(words.text.as_bytes(), at);
    if letters::is_steady(letter) && !lists::is_number(letter) {
        return None;
    }
    theirs::line(words, at)
        .or_else(|| slips::line(words, at))
        .or_else(|| tongues.line(words, at))
        .or_else(|| tongues.mark(words, at))
}

/// Looks at both ends of what underscores make italic: behind code they may be no marks of Markdown.
fn italics<'c>(
    chapter: &'c Chapter,
    inline: &'c Inline,
    end: usize,
    before: Option<&'c InlineKind>,
    heard: &mut Heard,
) {
    let (InlineKind::Emphasis(inner), text) = (&inline.kind, &*chapter.text.text) else { return };
    let last = inner.last().map(|last| &last.kind);
    for (start, before) in [(inline.at.start(), before), (inline.at.end() - 1, last)] {
        let text = &text[start..=start];
        let words = Words { chapter, text, start, end, before, after: None };
        // Italics that begin elsewhere may end with code.
        let Some(found) = heard.tongues.italics(words) else { return };
        heard.findings.push(found);
    }
}
