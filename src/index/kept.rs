//! What counting found in texts, kept until it is known how rare words are: nobody need read a long book's texts twice.

use super::count::Counts;
use super::token::{Told, short};

/// What was kept of all units of a book.
#[derive(Default)]
pub(super) struct AllKept {
    /// Of units that were counted together: what was kept of each, and how many units each of their terms is in.
    parts: Vec<(Vec<Option<Kept>>, Vec<u32>)>,
}

impl AllKept {
    /// From all parts of a book, each but the last as long as the first, with how many units each of their terms is in.
    pub(super) fn new(parts: impl Iterator<Item = (Counts, Vec<u32>)>) -> Self {
        Self { parts: parts.map(|(counts, spread)| (counts.kept, spread)).collect() }
    }

    /// In which part a unit is.
    pub(super) fn part(&self, unit: usize) -> usize {
        unit / self.length()
    }

    pub(super) fn of(&self, unit: usize) -> Option<&Kept> {
        let (kept, _) = self.parts.get(self.part(unit))?;
        kept[unit % self.length()].as_ref()
    }

    /// How many units each term of a unit's part is in.
    pub(super) fn spread(&self, unit: usize) -> &[u32] {
        &self.parts[self.part(unit)].1
    }

    fn length(&self) -> usize {
        self.parts.first().map_or(1, |(kept, _)| kept.len())
    }
}

/// The terms of a text by their places in [`super::count::Counts::terms`], and where its sentences end: bytes, and terms.
#[derive(Default)]
pub(super) struct Kept {
    terms: Vec<u16>,
    ends: Vec<(u32, u32)>,
}

impl Kept {
    /// How many terms have a place that can be kept.
    pub(super) const MOST: usize = 1 << 16;

    /// Adds a line that begins at `start`; one that is not the first ends what stands before it.
    pub(super) fn push_line(&mut self, start: usize, line: Told<'_>) {
        let before = self.terms.len();
        self.terms.reserve_exact(line.terms.len());
        self.terms.extend(line.terms.iter().map(|term| (term & 0xffff) as u16));
        let (start, before) = (short(start), short(before));
        self.ends.extend((start > 0).then_some((start, before)));
        self.ends.extend(line.ends.iter().map(|(at, terms)| (start + at, before + terms)));
    }

    pub(super) fn told(&self) -> Told<'_, u16> {
        Told { terms: &self.terms, ends: &self.ends }
    }
}
