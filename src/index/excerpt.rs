//! What a hit shows: page, headings and text of each unit, in shards.
//!
//! Text is kept whole while the index stays within its budget. The text of a very large book is cut down to the
//! sentences that name most of what is rare elsewhere, so that a hit still shows the words it was found by; headings
//! and places are always kept, and everything is found as before.

use super::kept::AllKept;
use super::last::Before;
use super::lines::AllLines;
use super::shard::{Made, Piece, cut, json, print};
use super::telling::{Numbered, Rarities, Teller, within};
use super::token::KnownTerms;
use super::vocabulary::Word;
use super::{Unit, pack, together};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes that all files of an index are to have together, by and large.
pub(super) const BUDGET: usize = 2_900_000;

/// Bytes of text that every unit keeps, be the book ever so large.
const LEAST: usize = 60;

/// Bytes of a shard before it is squeezed to half.
const SHARD: usize = 12_000;

/// The room for texts goes down by steps: other files that take some bytes more or less change nothing.
const STEP: usize = 16 << 10;

/// The texts of an index, and what the next one has to know of them.
pub(super) struct Texts<'l> {
    pub(super) made: Vec<Made<'l>>,
    /// Bytes to which texts were cut.
    pub(super) most: usize,
    /// Of each unit's text the bytes: all, and those shown.
    pub(super) sizes: Vec<(usize, usize)>,
}

/// The texts to show, cut down as far as `spent` bytes of other files and the `budget` for all demand. `prints` are
/// numbers for the contents of units. What is as it was `before` is not made again.
pub(super) fn shards<'l>(
    work: &Work<'_>,
    prints: &[u128],
    (budget, spent): (usize, usize),
    before: Option<&Before<'l>>,
) -> Texts<'l> {
    let units = work.lines.units;
    let all = 0..units.len();
    let known = |unit: usize| before.and_then(|before| before.sizes(unit));
    let whole = all.clone().into_par_iter();
    let whole =
        whole.map(|unit| known(unit).map_or_else(|| work.lines.of(unit).len(), |(whole, _)| whole));
    let whole: Vec<usize> = whole.collect();
    let frames: Vec<usize> = units.iter().map(frame).collect();
    let room = work.unpacked(budget.saturating_sub(spent) / STEP * STEP, prints);
    let most = longest(&whole, room.saturating_sub(frames.iter().sum()));

    let before = before.filter(|before| before.most() == most);
    let is_cut = most != usize::MAX;
    let kept: Vec<Option<usize>> =
        all.clone().map(|unit| before.and_then(|before| before.shown(unit, is_cut))).collect();
    let mut texts: Vec<Option<Cow<'_, str>>> = vec![None; units.len()];
    work.show(&mut texts, all.clone().filter(|unit| kept[*unit].is_none()), most);
    let shown = |unit: usize| kept[unit].or_else(|| Some(texts[unit].as_ref()?.len()));
    let shown: Vec<usize> = all.clone().map(|unit| shown(unit).unwrap_or_default()).collect();

    let piece = |unit: usize| -> Piece {
        let place = print(&units[unit].page) ^ print(&units[unit].anchor);
        (frames[unit] + shown[unit], place)
    };
    let ranges = cut(all.map(piece), SHARD);
    let as_before = |range: &Range<usize>| {
        let all = range.clone().all(|unit| kept[unit].is_some());
        before.filter(|_| all).and_then(|before| before.text_shard(range))
    };
    let old: Vec<Option<&'l str>> = ranges.iter().map(as_before).collect();
    let anew = ranges.iter().zip(&old).filter(|(_, old)| old.is_none());
    let neighbours = anew.flat_map(|(range, _)| range.clone()).filter(|unit| kept[*unit].is_some());
    work.show(&mut texts, neighbours, most);
    let made = ranges.into_par_iter().zip(old).map(|(range, old)| {
        let squeeze = || {
            let texts = texts[range.clone()].iter().map(|text| text.as_deref().unwrap_or_default());
            pack::squeeze(&told(units[range.clone()].iter().zip(texts)))
        };
        let start = range.start;
        Made { start, data: old.map_or_else(|| squeeze().into(), Cow::Borrowed) }
    });
    Texts { made: made.collect(), most, sizes: whole.into_iter().zip(shown).collect() }
}

/// Bytes of a unit without its text, before it is squeezed. A page's path and title stand in a shard once, so they
/// count in part.
fn frame(unit: &Unit) -> usize {
    let crumbs: usize = unit.crumbs.iter().map(|crumb| crumb.len() + 3).sum();
    unit.anchor.len()
        + unit.section.len()
        + crumbs
        + 12
        + (unit.page.len() + unit.chapter.len() + 12) / 4
}

/// Units that share a page share its path and title: `[page, chapter, [anchor, section, text, crumb…], …]`.
fn told<'t>(texts: impl Iterator<Item = (&'t Unit, &'t str)>) -> String {
    let mut all = String::from("[");
    let mut page: Option<&Unit> = None;
    for (unit, text) in texts {
        let is_on = |page: &Unit| page.page == unit.page && page.chapter == unit.chapter;
        if !page.is_some_and(is_on) {
            all.push_str(if page.is_some() { "],[" } else { "[" });
            all.push_str(&json(&unit.page));
            all.push(',');
            all.push_str(&json(&unit.chapter));
            page = Some(unit);
        }
        let fields = [unit.anchor.as_str(), &unit.section, text].into_iter();
        let mut before = ",[";
        for field in fields.chain(unit.crumbs.iter().map(String::as_str)) {
            all.push_str(before);
            all.push_str(&json(field));
            before = ",";
        }
        all.push(']');
    }
    all.push_str(if page.is_some() { "]]" } else { "]" });
    all
}

/// What texts are made from.
pub(super) struct Work<'a> {
    pub(super) lines: &'a AllLines<'a>,
    pub(super) words: &'a [Word<'a>],
    /// What counting found in the units, where that was kept.
    pub(super) kept: AllKept,
}

impl Work<'_> {
    /// How much fits into `room` before it is squeezed, by a few units: by which ones their contents decide.
    fn unpacked(&self, room: usize, prints: &[u128]) -> usize {
        const SAMPLE: usize = 48;
        const OPENING: usize = 600;
        let units = self.lines.units;
        let mut sample: Vec<usize> = (0..units.len()).collect();
        if sample.len() > SAMPLE {
            sample.select_nth_unstable_by_key(SAMPLE, |unit| prints[*unit]);
            sample.truncate(SAMPLE);
        }
        sample.sort_unstable();
        let wholes: Vec<(&Unit, Cow<'_, str>)> =
            sample.iter().map(|unit| (&units[*unit], self.lines.of(*unit).whole())).collect();
        let texts: Vec<(&Unit, &str)> = wholes
            .iter()
            .map(|(unit, whole)| (*unit, &whole[..whole.floor_char_boundary(OPENING)]))
            .collect();
        let bytes: usize = texts.iter().map(|(unit, text)| frame(unit) + text.len()).sum();
        let pack = |texts: &[(&Unit, &str)]| pack::squeeze(&told(texts.iter().copied())).len();
        let packed: usize = texts.chunks(SAMPLE / 4).map(pack).sum();
        room.checked_div(packed).map_or(room, |times| times * bytes)
    }

    /// Fills in the texts of some units, cut down to `most` bytes.
    fn show<'t>(
        &'t self,
        texts: &mut [Option<Cow<'t, str>>],
        units: impl Iterator<Item = usize>,
        most: usize,
    ) {
        let (whole, cut): (Vec<usize>, Vec<usize>) =
            units.partition(|unit| self.lines.of(*unit).len() <= most);
        for unit in whole {
            texts[unit] = Some(self.lines.of(unit).whole());
        }
        let (kept, read): (Vec<usize>, Vec<usize>) =
            cut.into_iter().partition(|unit| self.kept.of(*unit).is_some());
        let all = self.lines.units.len();
        let rarities = Rarities::new(all);
        let numbered =
            (!read.is_empty()).then(|| Numbered::new(self.words, &rarities, read.len() > all / 8));
        let parts = kept.chunk_by(|one, other| self.kept.part(*one) == self.kept.part(*other));
        let parts: Vec<&[usize]> = parts.chain(read.chunks(together(read.len()))).collect();
        let shown = parts.into_par_iter().map(|units| match &numbered {
            Some(numbered) if self.kept.of(units[0]).is_none() => self.read(units, numbered, most),
            _ => self.recall(units, &rarities, most),
        });
        let shown: Vec<Vec<String>> = shown.collect();
        for (unit, text) in kept.iter().chain(&read).zip(shown.into_iter().flatten()) {
            texts[*unit] = Some(Cow::Owned(text));
        }
    }

    /// What is shown of units that counting kept, of one part.
    fn recall(&self, units: &[usize], rarities: &Rarities, most: usize) -> Vec<String> {
        let spread = self.kept.spread(units[0]);
        let rarities = spread.iter().map(|count| rarities.of(*count as usize)).collect();
        let mut teller = Teller::new(rarities);
        let show = |unit: &usize| {
            let whole = self.lines.of(*unit).whole();
            let kept = self.kept.of(*unit).expect("they were kept");
            within(&whole, &teller.telling(&whole, kept.told(), most), most)
        };
        units.iter().map(show).collect()
    }

    /// What is shown of other units.
    fn read(&self, units: &[usize], numbered: &Numbered<'_>, most: usize) -> Vec<String> {
        let wholes: Vec<Cow<'_, str>> =
            units.iter().map(|unit| self.lines.of(*unit).whole()).collect();
        let (mut teller, mut terms) =
            (Teller::new(numbered.rarities.clone()), KnownTerms::default());
        let show = |whole| {
            let told = terms.of(whole, &mut &*numbered);
            within(whole, &teller.telling(whole, told, most), most)
        };
        wholes.iter().map(|whole| &**whole).map(show).collect()
    }
}

/// The length to which texts are cut so that they fit into `room` together. It goes by steps, so that a change of one text
/// cuts few others in another way.
fn longest(lengths: &[usize], room: usize) -> usize {
    let fits = |most: &usize| lengths.iter().map(|length| length.min(most)).sum::<usize>() <= room;
    let steps = std::iter::successors(Some(64 << 10), |most| Some(most / 10 * 9));
    let mut steps = std::iter::once(usize::MAX).chain(steps).take_while(|most| *most > LEAST);
    steps.find(fits).unwrap_or(LEAST)
}
