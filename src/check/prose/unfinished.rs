//! What is still to be written: words that `guidewright add` leaves for the author, and those that authors leave for
//! themselves.

use crate::check::proof::Galley;
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::html::names_letters;
use crate::parse::doc::{BlockKind, Inline, InlineKind, each_inline, plain};
use crate::source::Span;

pub const FILL_IN: Rule = Rule::warning("fill-in", "nothing is left to be filled in");

/// What authors write at the start of a text, or with a colon or a name behind it.
const NOTES: [&str; 4] = ["TODO", "FIXME", "TBD", "TBA"];
/// What is all there is of a paragraph.
const ALONE: [&str; 9] = [
    "todo",
    "tbd",
    "tba",
    "to do",
    "to be written",
    "to be done",
    "coming soon",
    "work in progress",
    "under construction",
];
/// Bytes of the longest paragraph that is nothing else.
const LONGEST: usize = 30;
const FILLER: &str = "lorem ipsum";

/// A place that is to be written: where, what, and the words that say so.
struct Gap {
    span: Span,
    asked: String,
    mark: String,
}

/// One finding per section of a chapter, with the number of places.
pub fn of(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    let mut section: Vec<Gap> = Vec::new();
    let marked = may_be_marked(&chapter.text.text);
    for block in &chapter.blocks {
        if matches!(block.kind, BlockKind::Heading(_)) {
            findings.extend(told(&mut section));
        }
        let alone = match &block.kind {
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                is_short(inlines) && is_alone(&plain(inlines))
            }
            _ => false,
        };
        if !alone && !marked {
            continue;
        }
        each_inline(std::slice::from_ref(block), &mut |inline| {
            let InlineKind::Text(words) = &inline.kind else { return };
            let Some((at, mark)) = gap(words, alone) else { return };
            let written = &chapter.text.text[inline.at.range()];
            let start = inline.at.start() + written.find(mark).unwrap_or_default();
            let asked = words[at + mark.len()..].trim_start_matches([':', ' ']);
            let asked = if mark.eq_ignore_ascii_case(FILLER) { "" } else { asked };
            section.push(Gap {
                span: chapter.span(&(start..inline.at.end())),
                asked: asked.trim().trim_end_matches('.').to_owned(),
                mark: mark.to_owned(),
            });
        });
    }
    findings.extend(told(&mut section));
    findings
}

/// Whether a chapter may hold marks among other words, which is quicker to see in all of it than in each of its pieces.
fn may_be_marked(text: &str) -> bool {
    // Where the letter stands in the filler that texts have fewest of.
    const RARE: usize = 7;
    let bytes = text.as_bytes();
    // All other marks begin with these letters.
    let mut capitals = memchr::memchr2_iter(b'F', b'T', bytes);
    let begins = |at: usize, mark: &str| bytes[at..].starts_with(mark.as_bytes());
    let mut rare = memchr::memchr2_iter(b'p', b'P', bytes);
    let is_filler = |at: usize| {
        let start = at.checked_sub(RARE);
        let found = start.and_then(|start| bytes.get(start..start + FILLER.len()));
        found.is_some_and(|found| found.eq_ignore_ascii_case(FILLER.as_bytes()))
    };
    capitals.any(|at| begins(at, text::FILL_IN) || NOTES.iter().any(|note| begins(at, note)))
        || rare.any(is_filler)
        // A letter may be named by its number.
        || names_letters(text)
}

/// The first mark in some words, and where.
fn gap(words: &str, alone: bool) -> Option<(usize, &str)> {
    // All marks but one begin with these letters, and most words hold neither, which costs the least to see.
    let bytes = words.as_bytes();
    let capitals = bytes.contains(&b'F') || bytes.contains(&b'T');
    if capitals && let Some(at) = words.find(text::FILL_IN) {
        return Some((at, &words[at..at + text::FILL_IN.len()]));
    }
    if alone {
        let mark = words.trim();
        return Some((words.find(mark)?, mark));
    }
    let note = |note: &&str| {
        let at = words.find(note)?;
        let after = &words[at + note.len()..];
        let begins = words[..at].trim().is_empty();
        let meant = after.starts_with(':')
            || after.starts_with('(')
            || begins && (after.trim().is_empty() || after.starts_with([' ', '.', ',']));
        let whole = words[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        (meant && whole).then(|| (at, &words[at..at + note.len()]))
    };
    let note = if capitals { NOTES.iter().find_map(note) } else { None };
    note.or_else(|| {
        let filler = |at: usize| {
            let found = words.get(at..at + FILLER.len())?;
            found.eq_ignore_ascii_case(FILLER).then_some((at, found))
        };
        let begins = words.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'l' | b'L'));
        begins.map(|(at, _)| at).find_map(filler)
    })
}

/// Whether its words by themselves, without those in emphasis and links, are no more than what is alone may have.
fn is_short(inlines: &[Inline]) -> bool {
    let lengths = inlines.iter().map(|inline| match &inline.kind {
        InlineKind::Text(words) => words.len(),
        _ => 0,
    });
    lengths.sum::<usize>() <= LONGEST
}

fn is_alone(words: &str) -> bool {
    words.len() <= LONGEST
        && ALONE.contains(&words.trim().trim_end_matches(['.', '!', '…']).to_lowercase().as_str())
}

fn told(section: &mut Vec<Gap>) -> Option<Finding> {
    let places = section.len();
    let Gap { span, asked, mark } = section.drain(..).next()?;
    let what = if asked.is_empty() { "something".to_owned() } else { format!("\"{asked}\"") };
    let message = match places {
        1 => format!("{what} is still to be written"),
        2 => format!("{what} is still to be written, and one more place of this section"),
        places => {
            format!("{what} is still to be written, and {} more places of this section", places - 1)
        }
    };
    let help = format!("write it and take the words `{mark}` away");
    Some(FILL_IN.broken(span, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_with_a_mark_may_be_marked() {
        let marks =
            NOTES.into_iter().chain([text::FILL_IN, "lorem ipsum", "LOREM Ipsum", "T&#79;DO"]);
        for mark in marks {
            for (before, after) in [("", ""), ("Pip, the Flat\n", "."), ("é", "psum"), ("P", "T")]
            {
                assert!(may_be_marked(&format!("{before}{mark}{after}")), "{mark}");
            }
        }
        for none in ["", "p", "ipsum lorem", "To do. FILLED", "T", "lorem ip", "TB & A"] {
            assert!(!may_be_marked(none), "{none}");
        }
    }
}
