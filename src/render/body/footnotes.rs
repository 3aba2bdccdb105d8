//! Footnotes: their marks in the text, and the list of their texts.

use super::Writer;
use crate::html::escape;
use crate::parse::blocks::FRAME;
use crate::parse::doc::{Block, BlockKind, Footnote, each_block};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The footnotes of a chapter, numbered in the order in which the text refers to them.
pub(super) struct Footnotes<'g> {
    /// Those of the chapter.
    blocks: &'g [Block],
    /// Id and text of each label, looked for once the text refers to one.
    texts: OnceCell<BTreeMap<&'g str, (&'g str, &'g [Block])>>,
    /// Labels in the order of their first reference, with the number of references.
    met: Vec<(&'g str, usize)>,
    /// Where each label stands in `met`.
    places: BTreeMap<&'g str, usize>,
}

impl<'g> Footnotes<'g> {
    pub(super) fn of(blocks: &'g [Block]) -> Self {
        Self { blocks, texts: OnceCell::new(), met: Vec::new(), places: BTreeMap::new() }
    }

    /// Id and text of a label.
    fn text(&self, label: &str) -> Option<(&'g str, &'g [Block])> {
        let texts = self.texts.get_or_init(|| {
            let mut texts = BTreeMap::new();
            each_block(self.blocks, &mut |block| {
                if let BlockKind::Footnote(footnote) = &block.kind {
                    let Footnote { label, id, blocks } = &**footnote;
                    texts.entry(label.as_str()).or_insert((id.as_str(), &**blocks));
                }
            });
            texts
        });
        texts.get(label).copied()
    }

    /// Counts a reference; gives the number of the footnote, and how often it was referred to.
    fn refer(&mut self, label: &'g str) -> (usize, usize) {
        let place = *self.places.entry(label).or_insert_with(|| {
            self.met.push((label, 0));
            self.met.len() - 1
        });
        self.met[place].1 += 1;
        (place + 1, self.met[place].1)
    }
}

impl<'g> Writer<'g, '_> {
    pub(super) fn footnote_mark(&mut self, label: &'g str) {
        let Some((id, _)) = self.footnotes.text(label) else { return };
        if !self.surface.footnote(label) {
            return;
        }
        let (number, count) = self.footnotes.refer(label);
        let mark = self.id_attribute(&mark_id(id, count));
        let place = self.surface.place(id).unwrap_or_default();
        let _ = write!(
            self.out,
            "<sup class=\"gw-footnote\"><a href=\"{}\"{mark} role=\"doc-noteref\" aria-label=\"{}\">{number}</a></sup>",
            escape(&place),
            escape(&self.locale().say("prose.footnote", &[("number", &number)]))
        );
    }

    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.met.is_empty() {
            return;
        }
        let _ = writeln!(
            self.out,
            "<section class=\"gw-footnotes\" role=\"doc-endnotes\" aria-label=\"{}\"><ol>",
            escape(&self.surface.footnotes(self.locale()))
        );
        // A footnote may refer to another one, so the list can grow while it is written.
        let mut index = 0;
        while let Some(&(label, _)) = self.footnotes.met.get(index) {
            index += 1;
            let Some((id, blocks)) = self.footnotes.text(label) else { continue };
            self.open_place("li", id);
            self.apart(|writer| writer.blocks(blocks));
            let back = self.surface.place(&mark_id(id, 1)).unwrap_or_default();
            let _ = writeln!(
                self.out,
                "<a class=\"gw-footnote-back\" href=\"{}\" role=\"doc-backlink\" aria-label=\"{}\">↩</a></li>",
                escape(&back),
                escape(self.locale().word("prose.back_to_text"))
            );
        }
        self.out.push_str("</ol></section>\n");
    }
}

/// Id of the mark in the text that leads to a footnote, by how often it was referred to.
fn mark_id(footnote: &str, count: usize) -> String {
    // Ids of footnotes all begin with the same word, so a number before it is no part of one.
    let again = if count > 1 { format!("{count}-") } else { String::new() };
    format!("{FRAME}to-{again}{footnote}")
}
