//! Characters that no page may hold.

use crate::check::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::html::is_unfit;
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
    if !may_hold(text) && !text.contains("&#") {
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
    let unfit = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // U+FFFE and U+FFFF.
    let last = |three: &[u8]| three[0] == 0xef && three[1] == 0xbf && three[2] >= 0xbe;
    // In pieces without a way out, of which a processor does many bytes at once.
    let (pieces, rest) = text.as_bytes().as_chunks::<64>();
    let any = |piece: &[u8; 64]| piece.iter().fold(false, |any, byte| any | unfit(byte));
    pieces.iter().any(any)
        || rest.iter().any(unfit)
        || !text.is_ascii() && text.as_bytes().windows(3).any(last)
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
