//! Ids name one thing each, on a page and, those of questions and cards, in the book.

use super::proof::Galley;
use super::text;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::blocks::FRAME;
use crate::parse::doc::{BlockKind, each_block};
use crate::parse::markup::Tag;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub const DUPLICATE_ID: Rule = Rule::error("duplicate-id", "an id names one thing");

/// Ids given twice in a text, and ids of the frame.
pub fn in_text(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    let mut given: Vec<(&str, Span)> = Vec::new();
    // Names that are made from words step aside; only what comes later can meet them.
    let mut made: Vec<(&str, Span)> = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &block.kind {
            let span = text::id(chapter, &block.at.range(), &heading.id);
            if heading.id_given { &mut given } else { &mut made }.push((&heading.id, span));
        }
    });
    chapter.each_html(&mut |html| {
        let ids = html.tags().filter_map(Tag::id);
        given.extend(ids.map(|id| (id.value.as_str(), chapter.span(&id.value_at))));
    });
    let cards = galley.study.cards();
    let cards: Vec<(&str, Span)> =
        cards.map(|card| (card.id.as_str(), text::id(chapter, &card.at, &card.id))).collect();
    for (id, span) in given.iter().chain(&cards).filter(|(id, _)| id.starts_with(FRAME)) {
        let message = format!("`{id}` is kept for the page round the text");
        let help = format!("give this one an id that does not begin with `{FRAME}`");
        findings.push(DUPLICATE_ID.broken(*span, message).help(help));
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    given.sort_by_key(|(_, span)| *span);
    for (id, span) in given {
        twice(&mut seen, id, span, &mut findings);
    }
    seen.extend(made);
    // A card with the id of another one is found below.
    for (id, span) in cards {
        if seen.contains_key(id) {
            twice(&mut seen, id, span, &mut findings);
        }
    }
    findings
}

/// Ids of questions and cards given twice in the book.
pub fn duplicates(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut here: BTreeSet<(usize, &str)> = BTreeSet::new();
    for (index, question) in guide.questions() {
        // A double within one chapter was found above.
        if here.insert((index, &question.id)) {
            let span = text::id(&guide.chapters[index], &question.heading_at, &question.id);
            twice(&mut seen, &question.id, span, &mut findings);
        }
    }
    for (index, card) in guide.cards() {
        let span = text::id(&guide.chapters[index], &card.at, &card.id);
        twice(&mut seen, &card.id, span, &mut findings);
    }
    findings
}

fn twice<'g>(
    seen: &mut BTreeMap<&'g str, Span>,
    id: &'g str,
    span: Span,
    findings: &mut Vec<Finding>,
) {
    if let Some(&first) = seen.get(id) {
        findings.push(
            DUPLICATE_ID
                .broken(span, format!("`{id}` is taken"))
                .help("give this one an id of its own".to_owned())
                .also(first, "the first one"),
        );
    } else {
        seen.insert(id, span);
    }
}
