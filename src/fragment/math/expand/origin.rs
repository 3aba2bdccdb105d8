//! A formula with everything in place, of which every byte knows where the author wrote what it comes from.

use std::ops::Range;

/// A formula with everything in place.
pub(in crate::fragment::math) struct Expanded {
    pub(in crate::fragment::math) text: String,
    /// Where a run of the text begins, and what of the author's text it comes from.
    pub(super) origins: Vec<(usize, Origin)>,
    /// What `\label` names.
    pub(in crate::fragment::math) labels: Vec<String>,
    /// What `\eqref` refers to, with its place.
    pub(in crate::fragment::math) references: Vec<(String, Range<usize>)>,
}

#[derive(Clone)]
pub(super) enum Origin {
    /// The author's own bytes, from here on.
    Own(usize),
    /// All of it stands for these.
    Of(Range<usize>),
}

impl Expanded {
    /// Where the author wrote what stands at a place of the text; the place may begin or end within a letter.
    pub(in crate::fragment::math) fn origin(&self, place: &Range<usize>) -> Range<usize> {
        if place.start >= self.text.len() {
            // What is missing at the end is reported behind the last letter.
            let end = self.text.len().checked_sub(1).map_or(0, |last| self.origin_of(last).end);
            return end..end;
        }
        let start = self.origin_of(self.text.floor_char_boundary(place.start));
        let after = self.text.ceil_char_boundary(place.end.max(place.start + 1));
        let end = self.origin_of(after - 1);
        start.start..end.end.max(start.start)
    }

    fn origin_of(&self, at: usize) -> Range<usize> {
        let run = self.origins.partition_point(|(from, _)| *from <= at).saturating_sub(1);
        match self.origins.get(run) {
            Some((from, Origin::Own(own))) => own + (at - from)..own + (at - from) + 1,
            Some((_, Origin::Of(range))) => range.clone(),
            None => 0..0,
        }
    }
}
