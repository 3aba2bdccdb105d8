//! The formulas of a chapter, set together.
//!
//! Made from the chapter's own text and the book's macros, in the order of the text, so that a definition holds for what
//! comes after it and a reference finds its equation wherever that stands. Knows nothing of pages.

use crate::fragment::math::{self, FormulaFault, Macros, Mathml};
use crate::parse::doc::{self, At, Block, Inline, InlineKind, each_inline};
use std::collections::BTreeMap;

/// What became of each formula, by where it begins in the chapter's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    set: BTreeMap<usize, Set>,
    /// The book's macros and all that the chapter defines.
    macros: Macros,
}

/// One formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Where it stands, dollar signs and all.
    pub at: At,
    pub display: bool,
    /// A `<math>` element, or why there is none.
    pub mathml: Result<Mathml, FormulaFault>,
}

impl Formulas {
    pub fn of(blocks: &[Block], book: &Macros) -> Self {
        let (mut found, mut macros) = (Vec::new(), book.clone());
        each_inline(blocks, &mut |inline| {
            if let InlineKind::Math { tex, display } = &inline.kind {
                found.push((inline.at.range(), &**tex, *display));
            }
        });
        // As they stand in the text, which is not always how the blocks are kept.
        found.sort_by_key(|(at, ..)| at.start);
        let texts: Vec<(&str, bool)> =
            found.iter().map(|(_, tex, display)| (*tex, *display)).collect();
        let set = math::all(&texts, &mut macros);
        let set = found
            .into_iter()
            .zip(set)
            .map(|((at, _, display), mathml)| (at.start, Set { at, display, mathml }));
        Self { set: set.collect(), macros }
    }

    /// The formula that begins at a place of the chapter's text.
    pub fn at(&self, start: usize) -> Option<&Set> {
        self.set.get(&start)
    }

    /// The words of some of the chapter's inlines for people who read them without markup: formulas are told in letters.
    pub fn told(&self, inlines: &[Inline]) -> String {
        doc::told(inlines, &|inline| self.words(inline))
    }

    /// The same for blocks, as [`doc::words`].
    pub fn told_blocks(&self, blocks: &[Block]) -> String {
        doc::told_blocks(blocks, &|inline| self.words(inline))
    }

    /// Adds it to a text.
    pub fn push_told_blocks(&self, blocks: &[Block], text: &mut String) {
        doc::push_told_blocks(blocks, &|inline| self.words(inline), text);
    }

    fn words(&self, formula: &Inline) -> Option<String> {
        Some(self.at(formula.at.start())?.mathml.as_ref().ok()?.words())
    }

    /// What the chapter's title knows, wherever it stands.
    pub fn macros(&self) -> &Macros {
        &self.macros
    }

    pub fn iter(&self) -> impl Iterator<Item = &Set> {
        self.set.values()
    }
}
