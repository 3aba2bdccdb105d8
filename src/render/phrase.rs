//! The deciding phrase of a question, found in its words before they are written.
//!
//! The page marks it once the answer is shown. Where it stands is settled here, so that the browser need not search. A
//! phrase may go over several inlines and blocks, and lines may break in it anywhere.

use crate::parse::doc::{Block, BlockKind, Inline, InlineKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// What part of a word, a piece of code or a formula belongs to the phrase of which question.
pub(super) type Mark<'g> = (Range<usize>, &'g str);

/// Phrases in some blocks.
#[derive(Debug, Default)]
pub(super) struct Marks<'g> {
    /// By the inline whose text they are in.
    by_inline: BTreeMap<usize, Vec<Mark<'g>>>,
}

/// The words of some blocks, every run of space as one blank, and where each letter comes from.
#[derive(Default)]
struct Words {
    text: String,
    /// For each byte of the text: its inline, and its place there.
    places: Vec<Option<(usize, Range<usize>)>>,
}

impl<'g> Marks<'g> {
    /// Finds the first place of each question's phrase, by the question's id.
    pub(super) fn find(blocks: &[Block], phrases: impl Iterator<Item = (&'g str, String)>) -> Self {
        let mut words = Words::default();
        words.blocks(blocks);
        let mut marks = Self::default();
        for (id, phrase) in phrases {
            let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
            let Some(start) = words.text.find(&phrase).filter(|_| !phrase.is_empty()) else {
                continue;
            };
            let places = words.places[start..start + phrase.len()].iter().flatten();
            for (inline, place) in places {
                let own = marks.by_inline.entry(*inline).or_default();
                match own.last_mut() {
                    Some((range, of)) if *of == id => range.end = range.end.max(place.end),
                    _ => own.push((place.clone(), id)),
                }
            }
        }
        marks
    }

    /// The marks in the text of an inline, in no order.
    pub(super) fn of(&self, inline: &Inline) -> &[Mark<'g>] {
        if self.by_inline.is_empty() {
            return &[];
        }
        self.by_inline.get(&name(inline)).map_or(&[], Vec::as_slice)
    }
}

/// What tells an inline from all others as long as its chapter lives.
fn name(inline: &Inline) -> usize {
    std::ptr::from_ref(inline).addr()
}

impl Words {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.space(None);
            match &block.kind {
                BlockKind::Heading(heading) => self.inlines(&heading.inlines),
                BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.inlines(inlines),
                BlockKind::Quote(blocks) => self.blocks(blocks),
                BlockKind::Callout(callout) => {
                    self.inlines(&callout.title);
                    self.blocks(&callout.blocks);
                }
                BlockKind::List(list) => {
                    list.items.iter().for_each(|item| self.blocks(&item.blocks));
                }
                BlockKind::Table(table) => {
                    for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                        self.space(None);
                        self.inlines(&cell.inlines);
                    }
                }
                BlockKind::Definitions(definitions) => {
                    for definition in definitions {
                        self.space(None);
                        self.inlines(&definition.term);
                        definition.meanings.iter().for_each(|blocks| self.blocks(blocks));
                    }
                }
                // A footnote's text stands elsewhere; code and raw HTML are no prose.
                BlockKind::Footnote { .. }
                | BlockKind::Code(_)
                | BlockKind::Html(_)
                | BlockKind::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => {
                    for (at, letter) in text.char_indices() {
                        self.letter(letter, name(inline), at..at + letter.len_utf8());
                    }
                }
                // A formula is framed as a whole or not at all.
                InlineKind::Math { tex, .. } => {
                    tex.chars().for_each(|letter| self.letter(letter, name(inline), 0..tex.len()));
                }
                InlineKind::Emphasis(_)
                | InlineKind::Strong(_)
                | InlineKind::Strike(_)
                | InlineKind::Link(_) => self.inlines(inline.inner()),
                InlineKind::SoftBreak | InlineKind::HardBreak => self.space(None),
                InlineKind::Html(html) if html.tags().any(|tag| tag.name == "br") => {
                    self.space(None);
                }
                InlineKind::Image(_) | InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
            }
        }
    }

    fn letter(&mut self, letter: char, inline: usize, place: Range<usize>) {
        if letter.is_whitespace() {
            self.space(Some((inline, place)));
            return;
        }
        self.text.push(letter);
        self.places.resize(self.text.len(), Some((inline, place)));
    }

    fn space(&mut self, place: Option<(usize, Range<usize>)>) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
            self.places.push(place);
        }
    }
}

/// Some of a text in pieces, each with the questions whose phrases hold all of it.
pub(super) fn pieces<'g>(
    marks: &[Mark<'g>],
    range: Range<usize>,
) -> Vec<(Range<usize>, Vec<&'g str>)> {
    let mut borders = vec![range.start, range.end];
    for (mark, _) in marks {
        borders.extend([mark.start, mark.end].into_iter().filter(|border| range.contains(border)));
    }
    borders.sort_unstable();
    borders.dedup();
    let pieces = borders.windows(2).map(|ends| ends[0]..ends[1]);
    let of = |piece: &Range<usize>| {
        let holds = |(mark, _): &&Mark| mark.start <= piece.start && piece.end <= mark.end;
        marks.iter().filter(holds).map(|(_, id)| *id).collect()
    };
    pieces.map(|piece| (piece.clone(), of(&piece))).collect()
}
