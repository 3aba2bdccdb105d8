//! The last index, as what the next one is made from: where a book changed in one place, nearly all of its index is what it
//! was, and is taken over instead of being counted and packed again.
//!
//! An index is a function of its units alone, so each part that is taken over has to be what a new one would be: places of
//! words are taken over for units whose content is the same, packed shards where what was packed is, texts where neither
//! their unit changed nor how rare its words are. What cannot be read, or fits nothing, is no last index; then all is
//! made anew.

use super::excerpt::Texts;
use super::pack::{self, Posting};
use super::shard::{Packed, Shards, hash};
use super::telling::class;
use super::vocabulary::{Places, Word, as_in_browsers};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

/// What an index does not say of what it was made from.
#[derive(Serialize, Deserialize)]
pub(super) struct Made {
    /// Bytes to which texts were cut.
    most: u64,
    units: Vec<MadeUnit>,
}

#[derive(Serialize, Deserialize)]
struct MadeUnit {
    print: u64,
    /// Bytes of its text: all, and those shown.
    whole: usize,
    shown: usize,
}

impl Made {
    pub(super) fn new(prints: &[u128], texts: &Texts<'_>) -> Self {
        let unit = |(print, (whole, shown)): (&u128, &(usize, usize))| MadeUnit {
            print: short(*print),
            whole: *whole,
            shown: *shown,
        };
        let units = prints.iter().zip(&texts.sizes).map(unit).collect();
        Self { most: texts.most as u64, units }
    }

    pub(super) fn packed(&self) -> String {
        STANDARD.encode(postcard::to_stdvec(self).expect("numbers can be written"))
    }

    fn unpacked(text: &str) -> Option<Self> {
        postcard::from_bytes(&STANDARD.decode(text).ok()?).ok()
    }
}

/// Enough of a print to tell the units of one book apart.
fn short(print: u128) -> u64 {
    u64::try_from(print >> 64).expect("half of it")
}

/// The opening of an index, as far as it matters here.
#[derive(Deserialize)]
struct Opened {
    /// As [`super::Opening`] has them.
    units: Vec<usize>,
    words: Shards,
    places: Shards,
    texts: Shards,
}

/// A last index, read.
pub(super) struct Last<'l> {
    made: Made,
    opened: Opened,
    /// Of each shard what it holds, and that packed.
    words: Vec<(String, &'l str)>,
    places: Vec<(String, &'l str)>,
    texts: Vec<&'l str>,
}

impl<'l> Last<'l> {
    /// Out of what [`Made`] packed, and the data of the files by their names; `entry` is the data of the opening.
    pub(super) fn read(made: &str, files: &FxHashMap<&str, &'l str>, entry: &str) -> Option<Self> {
        let made = Made::unpacked(made)?;
        let opened: Opened = serde_json::from_str(&pack::unsqueezed(files.get(entry)?)?).ok()?;
        if made.units.len() != opened.units.len() || opened.texts.starts.first() != Some(&0) {
            return None;
        }
        let read = |name: &String| {
            let data = *files.get(name.as_str())?;
            Some((pack::unsqueezed(data)?, data))
        };
        let all = |shards: &Shards| shards.names.par_iter().map(read).collect::<Option<Vec<_>>>();
        let (words, places) = rayon::join(|| all(&opened.words), || all(&opened.places));
        let texts = opened.texts.names.iter().map(|name| files.get(name.as_str()).copied());
        let texts = texts.collect::<Option<Vec<_>>>()?;
        if texts.len() != opened.texts.starts.len() {
            return None;
        }
        Some(Self { made, words: words?, places: places?, texts, opened })
    }

    /// What was packed, so that it need not be again.
    pub(super) fn packed(&self) -> Packed<'l> {
        let words = self.words.par_iter().map(|(json, data)| (hash('w', json), *data));
        let places = self.places.par_iter().map(|(json, data)| (hash('p', json), *data));
        words.chain(places).collect()
    }

    /// All words, with the digit in front of each.
    fn words(&self) -> Option<Vec<&str>> {
        let words = self.words.iter().map(|(json, _)| serde_json::from_str::<Vec<&str>>(json));
        Some(words.collect::<Result<Vec<_>, _>>().ok()?.concat())
    }
}

/// How the units of a book follow from those of the last index.
pub(super) struct Before<'l> {
    made: &'l Made,
    /// For each unit its number in the last index, if it is there.
    from: Vec<Option<usize>>,
    /// The other way round.
    to: Vec<Option<u32>>,
    /// Whether a word of the unit is rarer or less rare than it was.
    reweighed: Vec<bool>,
    shapes: &'l [usize],
    starts: &'l [usize],
    texts: &'l [&'l str],
    words: Vec<&'l str>,
    /// The shards of places.
    places: &'l [(String, &'l str)],
}

/// The places of a word of the last index.
struct Former<'l> {
    /// As they stand.
    list: &'l str,
    count: usize,
    /// Those in units that are not what they were.
    gone: Vec<Posting>,
}

impl<'l> Before<'l> {
    /// Nothing if most of the book is new.
    pub(super) fn new(last: &'l Last<'l>, prints: &[u128]) -> Option<Self> {
        let from = matched(&last.made.units, prints);
        let mut to = vec![None; last.made.units.len()];
        for (unit, before) in (0..).zip(&from) {
            if let Some(before) = before {
                to[*before] = Some(unit);
            }
        }
        let known = from.iter().flatten().count();
        if known * 2 < from.len().max(to.len()) {
            return None;
        }
        Some(Self {
            made: &last.made,
            reweighed: vec![class(from.len()) != class(to.len()); from.len()],
            from,
            to,
            shapes: &last.opened.units,
            starts: &last.opened.texts.starts,
            texts: &last.texts,
            words: last.words()?,
            places: &last.places,
        })
    }

    pub(super) fn is_known(&self, unit: usize) -> bool {
        self.from[unit].is_some()
    }

    /// Kind and length of a unit that is known.
    pub(super) fn shape(&self, unit: usize) -> Option<usize> {
        self.from[unit].map(|before| self.shapes[before])
    }

    /// Bytes of a known unit's text: all, and those that were shown.
    pub(super) fn sizes(&self, unit: usize) -> Option<(usize, usize)> {
        self.from[unit].map(|before| {
            let made = &self.made.units[before];
            (made.whole, made.shown)
        })
    }

    pub(super) fn most(&self) -> usize {
        usize::try_from(self.made.most).unwrap_or(usize::MAX)
    }

    /// Bytes of a unit's text that were shown, if it is shown as it was.
    pub(super) fn shown(&self, unit: usize, is_cut: bool) -> Option<usize> {
        let (_, shown) = self.sizes(unit)?;
        (!is_cut || !self.reweighed[unit]).then_some(shown)
    }

    /// The shard of just these units.
    pub(super) fn text_shard(&self, range: &Range<usize>) -> Option<&'l str> {
        let start = self.from[range.start]?;
        let follow = (start..).zip(range.clone());
        let number = self.starts.binary_search(&start).ok()?;
        let end = self.starts.get(number + 1).copied().unwrap_or(self.to.len());
        let same = end.checked_sub(start) == Some(range.len())
            && follow.into_iter().all(|(before, unit)| self.from[unit] == Some(before));
        same.then(|| self.texts[number])
    }

    /// All words: those of the last index without what is gone, and what was `told` by units that are not known.
    pub(super) fn words<'w>(&mut self, told: Vec<Word<'w>>) -> Option<Vec<Word<'w>>>
    where
        'l: 'w,
    {
        let former = self.places.par_iter().map(|(json, _)| former(json, &self.to));
        let former = former.collect::<Option<Vec<_>>>()?;
        if former.iter().map(Vec::len).sum::<usize>() != self.words.len() {
            return None;
        }
        let numbers = (0..).zip(&self.to);
        let stays = numbers.into_iter().all(|(before, to)| to.is_none_or(|unit| unit == before));
        let mut words = Vec::with_capacity(self.words.len() + told.len());
        let mut told = told.into_iter().peekable();
        for (word, former) in self.words.iter().zip(former.into_iter().flatten()) {
            let term = word.get(1..)?;
            while let Some(new) =
                told.next_if(|new| as_in_browsers(new.term, term) == Ordering::Less)
            {
                words.push(new);
            }
            let new = told.next_if(|new| new.term == term).map(|new| new.places);
            let places = self.follow(&former, new, stays);
            if places.count() == 0 {
                continue;
            }
            if class(places.count()) != class(former.count) {
                places.each(|place| self.reweighed[place.unit() as usize] = true);
            }
            words.push(Word { term, places });
        }
        words.extend(told);
        Some(words)
    }

    /// The places of a word now, with those that are `new`.
    fn follow<'w>(&self, former: &Former<'l>, new: Option<Places<'_>>, stays: bool) -> Places<'w>
    where
        'l: 'w,
    {
        let mut now: Vec<Posting> = Vec::new();
        if let Some(new) = new {
            new.each(|place| now.push(place));
        }
        if stays && now == former.gone {
            return Places::Kept(former.list, former.count);
        }
        now.reserve(former.count);
        pack::each_place(former.list, |place| {
            let unit = self.to[place.unit() as usize];
            now.extend(unit.map(|unit| Posting::new(unit, place.level())));
        });
        now.sort_unstable();
        Places::Found(Cow::Owned(now))
    }
}

/// The lists in a shard of places.
fn former<'l>(json: &'l str, to: &[Option<u32>]) -> Option<Vec<Former<'l>>> {
    // No letter of a list is a quote.
    let lists = json.strip_prefix("[\"")?.strip_suffix("\"]")?.split("\",\"");
    let former = |list| {
        let mut former = Former { list, count: 0, gone: Vec::new() };
        let mut known = true;
        let look = |place: Posting| {
            former.count += 1;
            match to.get(place.unit() as usize) {
                Some(Some(_)) => {}
                Some(None) => former.gone.push(place),
                None => known = false,
            }
        };
        (pack::each_place(list, look) && known).then_some(former)
    };
    lists.map(former).collect()
}

/// Where the units of the last index went: for each unit of this one its number there. They keep their order, so a chapter
/// that moved is partly counted again.
fn matched(before: &[MadeUnit], prints: &[u128]) -> Vec<Option<usize>> {
    let is_same = |(one, other): &(&MadeUnit, &u128)| one.print == short(**other);
    let start = before.iter().zip(prints).take_while(is_same).count();
    let rest = before[start..].iter().rev().zip(prints[start..].iter().rev());
    let end = rest.take_while(is_same).count();
    let mut places = FxHashMap::<u64, Vec<usize>>::default();
    for at in (start..before.len() - end).rev() {
        places.entry(before[at].print).or_default().push(at);
    }
    let mut next = start;
    let mut middle = |print: &u128| {
        let places = places.get_mut(&short(*print))?;
        while let Some(at) = places.pop() {
            if at >= next {
                next = at + 1;
                return Some(at);
            }
        }
        None
    };
    let behind = prints.len() - end;
    (0..prints.len())
        .map(|unit| match unit {
            _ if unit < start => Some(unit),
            _ if unit >= behind => Some(before.len() - (prints.len() - unit)),
            _ => middle(&prints[unit]),
        })
        .collect()
}
