//! References and footnotes: each is defined once, and what is defined is referred to.

use super::foreign;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::definitions::Hidden;
use crate::parse::doc::{BlockKind, InlineKind, each_block, each_inline};
use std::collections::BTreeSet;

pub const UNDEFINED_REFERENCE: Rule =
    Rule::error("undefined-reference", "every reference link has a definition");
pub const UNDEFINED_FOOTNOTE: Rule = Rule::error("undefined-footnote", "every footnote has a text");
pub const UNUSED_REFERENCE: Rule =
    Rule::warning("unused-reference", "an address is defined once, and words are no definition");
pub const UNUSED_FOOTNOTE: Rule =
    Rule::warning("unused-footnote", "every text of a footnote is referred to, and there is one");

/// References without a definition, and footnotes without a text.
pub fn undefined(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chapter in guide.texts() {
        for (at, name) in &chapter.undefined {
            // Another language's link, of which is told.
            let text = &chapter.text.text;
            if at.start > 0 && text.get(at.start - 1..).is_some_and(foreign::is_org_link) {
                continue;
            }
            findings.push(
                UNDEFINED_REFERENCE
                    .broken(chapter.span(at), format!("`{name}` is not defined"))
                    .help(format!("add a line `[{name}]: address`, or write the link in full")),
            );
        }
        for Hidden { at, label, first } in &chapter.hidden {
            let finding = match first {
                Some(first) => UNUSED_REFERENCE
                    .broken(
                        chapter.span(at),
                        format!("`[{label}]` is defined already; no link leads here"),
                    )
                    .help("give this one a label of its own, or take it out".to_owned())
                    .also(chapter.span(first), "links lead here"),
                None => UNUSED_REFERENCE
                    .broken(
                        chapter.span(at),
                        format!("`[{label}]:` makes an address of this line, so no page shows it"),
                    )
                    .help("put a backslash before the bracket, or make the word bold".to_owned()),
            };
            findings.push(finding);
        }
        let mut known = BTreeSet::new();
        let mut referred = BTreeSet::new();
        each_inline(&chapter.blocks, &mut |inline| {
            if let InlineKind::FootnoteReference(label) = &inline.kind {
                referred.insert(label.as_str());
            }
        });
        each_block(&chapter.blocks, &mut |block| {
            let BlockKind::Footnote { label, .. } = &block.kind else { return };
            let first = known.insert(label.as_str());
            if first && referred.contains(label.as_str()) {
                return;
            }
            let at = block.at.start..(block.at.start + label.len() + 3).min(block.at.end);
            let (message, help) = if first {
                (
                    "is not referred to, so no page shows it",
                    format!("put `[^{label}]` where it belongs, or take its text out"),
                )
            } else {
                ("has a second text, which no page shows", "give it a name of its own".to_owned())
            };
            let message = format!("footnote `{label}` {message}");
            findings.push(UNUSED_FOOTNOTE.broken(chapter.span(&at), message).help(help));
        });
        each_inline(&chapter.blocks, &mut |inline| {
            // A footnote without a definition reaches us as plain text.
            let InlineKind::Text(text) = &inline.kind else { return };
            let (mut from, mut seen) = (0, 0);
            while let Some(start) = text[from..].find("[^").map(|start| from + start) {
                let Some(length) = text[start..].find(']') else { break };
                let label = &text[start + 2..start + length];
                from = start + length;
                if label.trim().is_empty() {
                    continue;
                }
                let written = &chapter.text.text[inline.at.clone()];
                let found = written[seen..].find(&text[start..=start + length]);
                let place = inline.at.start + found.map_or(0, |found| seen + found);
                seen = found.map_or(seen, |found| seen + found + length);
                if chapter.text.text[..place].ends_with('\\') {
                    continue;
                }
                findings.push(
                    UNDEFINED_FOOTNOTE
                        .broken(
                            chapter.span(&(place..place + length + 1)),
                            format!("footnote `{label}` has no text"),
                        )
                        .misspelt(label, known.iter().copied(), || {
                            format!("add a line `[^{label}]: …`")
                        }),
                );
            }
        });
    }
    findings
}
