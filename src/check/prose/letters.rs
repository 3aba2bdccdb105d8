//! Characters that no page may hold.

use crate::check::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::html::{is_unfit, names_letters};
use crate::parse::doc::{InlineKind, each_inline};
use crate::source::{SourceId, Span};
use std::collections::BTreeSet;

pub const CONTROL_CHARACTER: Rule =
    Rule::error("control-character", "texts hold no characters that pages may not hold");

/// Those that stand in the files of a book, but for those that are the text of a chapter.
pub fn in_sources(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sources = &guide.project.sources;
    let told: BTreeSet<SourceId> =
        guide.texts().filter_map(|text| text.text.all_of(sources)).collect();
    for (source, text) in sources.all() {
        if !told.contains(&source) {
            in_text(source, text, &mut findings);
        }
    }
    findings
}

/// Those that stand in the file that a text is, and those that an author wrote as `&#1;`.
pub fn of(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    let text = &*chapter.text.text;
    // What stands nowhere in a text, it may name by its number.
    if !may_hold(text) && !names_letters(text) {
        return findings;
    }
    if let Some(source) = chapter.text.all_of(galley.sources) {
        in_text(source, text, &mut findings);
    }
    each_inline(&chapter.blocks, &mut |inline| {
        let InlineKind::Text(words) = &inline.kind else { return };
        if !may_hold(words) {
            return;
        }
        let written = &text[inline.at.range()];
        if let Some(letter) = words.chars().find(|letter| is_unfit(*letter))
            && !written.contains(is_unfit)
        {
            findings.push(finding(chapter.span(&inline.at.range()), letter));
        }
    });
    findings
}

/// Whether a text has bytes that such characters have, which is quicker to see than its characters are to read.
fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_unfit = |at: usize| match bytes[at] {
        b'\t' | b'\n' | b'\r' => false,
        // U+FFFE and U+FFFF.
        0xef => matches!(bytes[at + 1..], [0xbf, 0xbe | 0xbf, ..]),
        byte => byte < b' ',
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    let odd = eights.iter().enumerate().filter(|(_, eight)| has_odd(u64::from_le_bytes(**eight)));
    let in_eight = |(number, _)| (number * 8..number * 8 + 8).any(is_unfit);
    odd.into_iter().any(in_eight) || (bytes.len() - rest.len()..bytes.len()).any(is_unfit)
}

/// Whether one of eight bytes is less than a blank, or the first of the last letters of three bytes.
#[inline]
fn has_odd(eight: u64) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    // A byte that is less than what is taken away borrows, and its upper bit, which was not set, is.
    let less = |eight: u64, than: u64| eight.wrapping_sub(ONES * than) & !eight;
    (less(eight, 0x20) | less(eight ^ (ONES * 0xef), 1)) & (ONES << 7) != 0
}

/// One finding a line: a file that is no text would have thousands.
fn in_text(source: SourceId, text: &str, findings: &mut Vec<Finding>) {
    if !may_hold(text) {
        return;
    }
    let mut told = 0;
    while let Some(at) = text[told..].find(is_unfit).map(|at| told + at) {
        let letter = text[at..].chars().next().unwrap_or_default();
        findings.push(finding(Span::new(source, at..at + letter.len_utf8()), letter));
        told = text[at..].find('\n').map_or(text.len(), |end| at + end);
    }
}

fn finding(span: Span, letter: char) -> Finding {
    let code = u32::from(letter);
    CONTROL_CHARACTER
        .broken(span, format!("U+{code:04X} is a character that no page may hold"))
        .help("take it out; a page shows `\u{fffd}` in its place".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_no_page_may_hold_are_seen_wherever_they_stand() {
        let others =
            ["", "a", " ", "\t", "\r\n", "é", "ï", "あ", "語", "！", "\u{ffbe}", "\u{fffd}", "🦀"];
        let unfit = ["\0", "\u{1}", "\u{1f}", "\u{fffe}", "\u{ffff}"];
        for (before, behind) in
            (0..20).flat_map(|before| (0..20).map(move |behind| (before, behind)))
        {
            for other in others {
                let text = [&other.repeat(before), "x", &other.repeat(behind)].concat();
                assert!(!may_hold(&text), "{text:?}");
                for letter in unfit {
                    assert!(may_hold(&text.replace('x', letter)), "{letter:?} in {text:?}");
                }
            }
        }
    }
}
