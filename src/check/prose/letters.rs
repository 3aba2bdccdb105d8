//! Characters that no page may hold.

use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::html::is_unfit;
use crate::parse::doc::{InlineKind, each_inline};
use crate::source::{SourceId, Span};

pub const CONTROL_CHARACTER: Rule =
    Rule::error("control-character", "texts hold no characters that pages may not hold");

pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, text) in guide.project.sources.all() {
        in_text(source, text, &mut findings);
    }
    // What an author wrote as `&#1;`.
    for chapter in guide.texts() {
        each_inline(&chapter.blocks, &mut |inline| {
            let InlineKind::Text(words) = &inline.kind else { return };
            let written = &chapter.text.text[inline.at.clone()];
            if let Some(letter) = words.chars().find(|letter| is_unfit(*letter))
                && !written.contains(is_unfit)
            {
                findings.push(finding(chapter.span(&inline.at), letter));
            }
        });
    }
    findings
}

/// One finding a line: a file that is no text would have thousands.
fn in_text(source: SourceId, text: &str, findings: &mut Vec<Finding>) {
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
