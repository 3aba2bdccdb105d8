//! References and footnotes: each is defined once, and what is defined is referred to.

use super::foreign;
use super::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::parse::Chapter;
use crate::parse::definitions::Hidden;
use crate::parse::doc::{At, Block, BlockKind, Footnote, InlineKind, each_block, each_inline};
use std::collections::{BTreeMap, BTreeSet};

pub const UNDEFINED_REFERENCE: Rule =
    Rule::error("undefined-reference", "every reference link has a definition");
pub const UNDEFINED_FOOTNOTE: Rule = Rule::error("undefined-footnote", "every footnote has a text");
pub const UNUSED_REFERENCE: Rule =
    Rule::warning("unused-reference", "an address is defined once, and words are no definition");
pub const UNUSED_FOOTNOTE: Rule =
    Rule::warning("unused-footnote", "every text of a footnote is referred to, and there is one");

/// References without a definition, and footnotes without a text.
pub fn undefined(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
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
    findings.extend(chapter.hidden.iter().map(|it| hidden(chapter, it)));
    // Footnotes and their marks have a `^`, as it is or by its name.
    if memchr::memchr2(b'^', b'&', chapter.text.text.as_bytes()).is_none() {
        return findings;
    }
    let mut known = BTreeSet::new();
    let referred = referred(&chapter.blocks);
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Footnote(footnote) = &block.kind else { return };
        let Footnote { label, blocks, .. } = &**footnote;
        let first = known.insert(label.as_str());
        let at = block.at.start()..(block.at.start() + label.len() + 3).min(block.at.end());
        if first && referred.contains(label.as_str()) {
            if blocks.is_empty() {
                let message = format!("footnote `{label}` has no text");
                let help = format!("write it behind `[^{label}]:`");
                findings.push(UNDEFINED_FOOTNOTE.broken(chapter.span(&at), message).help(help));
            }
            return;
        }
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
        if !text.contains('[') {
            return;
        }
        let (mut from, mut seen) = (0, 0);
        while let Some(start) = text[from..].find("[^").map(|start| from + start) {
            let Some(length) = text[start..].find(']') else { break };
            let label = &text[start + 2..start + length];
            from = start + length;
            if label.trim().is_empty() {
                continue;
            }
            let written = &chapter.text.text[inline.at.range()];
            // Quotes in it may have become others.
            let found = written[seen..]
                .find(&text[start..=start + length])
                .or_else(|| written[seen..].find("[^"));
            let place = inline.at.start() + found.map_or(0, |found| seen + found);
            seen = found.map_or(seen, |found| seen + found + length);
            if chapter.text.text[..place].ends_with('\\') {
                continue;
            }
            let begins = chapter.text.text[..place].ends_with('\n');
            if begins && chapter.text.text[place + length + 1..].starts_with(" :") {
                let span = chapter.span(&(place..place + length + 3));
                let message = format!("`[^{label}] :` begins no footnote");
                let help = format!("take the blank before the colon out: `[^{label}]:`");
                findings.push(UNDEFINED_FOOTNOTE.broken(span, message).help(help));
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
    findings
}

/// Labels of the footnotes that a page shows: those to which the text refers, or a footnote that is shown.
fn referred(blocks: &[Block]) -> BTreeSet<&str> {
    let mut footnotes: Vec<(At, &str)> = Vec::new();
    each_block(blocks, &mut |block| {
        if let BlockKind::Footnote(footnote) = &block.kind {
            footnotes.push((block.at.range(), &footnote.label));
        }
    });
    footnotes.sort_by_key(|(at, _)| at.start);
    let within = |start: usize| {
        let before = footnotes.partition_point(|(at, _)| at.start <= start);
        let (at, label) = footnotes[..before].last()?;
        at.contains(&start).then_some(*label)
    };
    let mut met = Vec::new();
    let mut inside = BTreeMap::<&str, Vec<&str>>::new();
    each_inline(blocks, &mut |inline| {
        if let InlineKind::FootnoteReference(label) = &inline.kind {
            match within(inline.at.start()) {
                Some(footnote) => inside.entry(footnote).or_default().push(label),
                None => met.push(&**label),
            }
        }
    });
    let mut referred = BTreeSet::new();
    while let Some(label) = met.pop() {
        if referred.insert(label) {
            met.extend(inside.remove(label).into_iter().flatten());
        }
    }
    referred
}

/// A definition that leads no link where its author meant it to.
fn hidden(chapter: &Chapter, Hidden { at, label, first }: &Hidden) -> Finding {
    match first {
        Some(first) => UNUSED_REFERENCE
            .broken(chapter.span(at), format!("`[{label}]` is defined already; no link leads here"))
            .help("give this one a label of its own, or take it out".to_owned())
            .also(chapter.span(first), "links lead here"),
        None if label.starts_with('!') => UNUSED_REFERENCE
            .broken(
                chapter.span(at),
                format!("`[{label}]:` makes an address of this line, and links of all `[{label}]`"),
            )
            .help(format!("take the colon out: `> [{label}]`")),
        None => UNUSED_REFERENCE
            .broken(
                chapter.span(at),
                format!("`[{label}]:` makes an address of this line, so no page shows it"),
            )
            .help("put a backslash before the bracket, or make the word bold".to_owned()),
    }
}
