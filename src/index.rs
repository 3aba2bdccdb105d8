//! The search index: what can be found, as scripts that the browser loads when a query needs them.
//!
//! A [`Unit`] is one thing to find: a section, a question, a card, a service, a term. The answer is a set of small
//! files that work from a folder as from a server, each a call of `gw.shard(name, data)`:
//!
//! | file | holds | loaded |
//! | --- | --- | --- |
//! | entry | kind, length and domain of every unit, names of the shards, synonyms | with the first query |
//! | `w…` words | a run of the sorted words | for the words typed, their forms and near misses |
//! | `p…` places | for a run of words: the units each is in and what it weighs there | for the words that matched |
//! | `t…` texts | a run of units: page, anchor, headings, text | for the hits that are shown |
//!
//! Every name carries a hash of the content and only the entry knows the names, so a cache never mixes two editions.
//! Ranking is the job of `search.js` and `hit.js` in `static/js`; nothing here knows of pages or templates.

mod count;
mod diagram;
mod excerpt;
mod fold;
mod kept;
mod last;
mod lines;
mod pack;
mod shard;
mod telling;
#[cfg(test)]
mod tests;
pub mod token;
pub mod units;
mod vocabulary;

use crate::fragment::cache::Memory;
use crate::guide::Guide;
use count::{Counts, count, plain, together};
use kept::AllKept;
use last::{Before, Last};
use lines::AllLines;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use shard::{Files, Made, Packed, Shards, call, cut, json, print, squeezed};
use std::ops::Range;
use std::sync::Arc;
use units::{Unit, UnitKind};
use vocabulary::{Room, Word, vocabulary};
use xxhash_rust::xxh3::Xxh3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Names without a folder, and bytes; the same for the same units.
    pub files: Vec<(String, Arc<[u8]>)>,
    /// Which of the files names all the others.
    pub entry: String,
}

/// The file that names all others.
const ENTRY: &str = "search.js";

/// Bytes of words and of places, before they are squeezed, that a shard aims at: small enough for a query, large enough to
/// be few.
const WORDS: usize = 16_000;
const PLACES: usize = 9_000;

/// Weighed counts that the weight classes stand for.
const LEVELS: [u8; pack::LEVELS as usize + 1] = [1, 2, 3, 5, 8, 13, 21, 34];

/// The index of a guide; nothing for a book that wants no search. `memory` keeps the last one: most builds change
/// nothing that search finds, or little.
pub fn of(guide: &Guide<'_>, memory: &Memory) -> Option<Index> {
    if !guide.project.manifest.search {
        return None;
    }
    let (units, synonyms) = (units::units(guide), units::synonyms(guide));
    let prints = prints(&units);
    let make = |last: Option<&str>| remade(&units, &prints, &synonyms, last, excerpt::BUDGET);
    // Each language has one of its own.
    let name = format!("index{}", guide.project.folder());
    let text = memory.last(&name, digest(&prints, &synonyms), Index::is_ours, make);
    Some(Index::from_text(&text))
}

/// A number for all that an index is made from.
fn digest(prints: &[u128], synonyms: &[Vec<String>]) -> u128 {
    let mut hash = Xxh3::new();
    for print in prints {
        hash.update(&print.to_le_bytes());
    }
    for group in synonyms {
        add_texts(&mut hash, group);
    }
    hash.digest128()
}

/// For each unit a number for all that is in it.
fn prints(units: &[Unit]) -> Vec<u128> {
    let print = |unit: &Unit| {
        let Unit { kind, page, anchor, chapter, section, crumbs, text, code, domain, exams } = unit;
        let mut hash = Xxh3::new();
        hash.update(&[*kind as u8, u8::from(domain.is_some())]);
        hash.update(&exams.to_le_bytes());
        let domain = domain.as_deref().unwrap_or_default();
        for field in [page, anchor, chapter, section, text, code] {
            add_text(&mut hash, field);
        }
        add_text(&mut hash, domain);
        add_texts(&mut hash, crumbs);
        hash.digest128()
    };
    units.par_iter().with_min_len(together(units.len())).map(print).collect()
}

fn add_text(hash: &mut Xxh3, text: &str) {
    // The length in front: `a`, `bc` is not `ab`, `c`.
    hash.update(&text.len().to_le_bytes());
    hash.update(text.as_bytes());
}

fn add_texts(hash: &mut Xxh3, all: &[String]) {
    hash.update(&all.len().to_le_bytes());
    for text in all {
        add_text(hash, text);
    }
}

/// What a file of the index begins and ends with, and what parts its name from its data.
const CALL: [&str; 3] = ["gw.shard(\"", "\",\"", "\");\n"];

impl Index {
    /// All files, one after the other: each is one line that tells its name. Before them a line of what they were
    /// `made` from.
    fn into_text(self, made: &str) -> String {
        let files: Vec<&[u8]> = self.files.iter().map(|(_, bytes)| &**bytes).collect();
        let bytes = [&[made.as_bytes(), b"\n"][..], &files].concat().concat();
        String::from_utf8(bytes).expect("files of the index are text")
    }

    /// Whether a text is files as we write them: nothing but names and packed data.
    fn is_ours(text: &str) -> bool {
        text.split_inclusive('\n').skip(1).all(|line| {
            Self::named(line).is_some_and(|(name, data)| {
                let plain =
                    |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                name.bytes().all(plain) && pack::is_packed(data)
            })
        })
    }

    fn named(line: &str) -> Option<(&str, &str)> {
        let [start, middle, end] = CALL;
        line.strip_prefix(start)?.strip_suffix(end)?.split_once(middle)
    }

    fn from_text(text: &str) -> Self {
        let file = |line: &str| {
            let (name, _) = Self::named(line)?;
            Some((format!("{name}.js"), line.as_bytes().into()))
        };
        let files = text.split_inclusive('\n').skip(1).filter_map(file).collect();
        Self { files, entry: ENTRY.to_owned() }
    }
}

/// The index of these units, made on the last one's text where that helps; each group of `synonyms` is words or phrases
/// that mean the same. Gives the text to be remembered.
fn remade(
    units: &[Unit],
    prints: &[u128],
    synonyms: &[Vec<String>],
    last: Option<&str>,
    budget: usize,
) -> String {
    let last = last.and_then(read);
    let before = last.as_ref().and_then(|last| Some((Before::new(last, prints)?, last.packed())));
    let made = before.and_then(|(before, packed)| {
        build(units, prints, synonyms, Some((before, packed)), budget)
    });
    let made = made.or_else(|| build(units, prints, synonyms, None, budget));
    let (index, made) = made.expect("what follows no other index is always made");
    index.into_text(&made)
}

/// A last index out of its text.
fn read(text: &str) -> Option<Last<'_>> {
    let (made, lines) = text.split_once('\n')?;
    let files: FxHashMap<&str, &str> =
        lines.split_inclusive('\n').filter_map(Index::named).collect();
    let entry = files.get("search")?;
    Last::read(made, &files, entry)
}

/// Builds the index, and what the next one has to know. Nothing where what was `before` is not as it says.
fn build<'l>(
    units: &[Unit],
    prints: &[u128],
    synonyms: &[Vec<String>],
    before: Option<(Before<'l>, Packed<'l>)>,
    budget: usize,
) -> Option<(Index, String)> {
    let (mut before, packed) =
        before.map_or_else(Default::default, |(before, packed)| (Some(before), packed));
    let is_new = |unit: &usize| before.as_ref().is_none_or(|before| !before.is_known(*unit));
    let new: Vec<usize> = (0..units.len()).filter(is_new).collect();
    let lines = AllLines::new(units);
    // Where they surely need not be cut, nothing is kept for that; where an index follows another, few are made anew.
    let bytes: usize = units.iter().map(|unit| unit.text.len() + unit.code.len()).sum();
    let keeps = before.is_none() && bytes > budget;
    let counted = new.par_chunks(together(new.len()));
    let counts: Vec<Counts> = counted.map(|new| count(&lines, new, keeps)).collect();
    let numbers = new.iter().map(|unit| u32::try_from(*unit).expect("a book has fewer units"));
    let mut room = Room::default();
    let (told, spread) = vocabulary(&counts, &numbers.collect::<Vec<_>>(), &mut room);
    let lengths: Vec<usize> =
        counts.iter().flat_map(|counts| &counts.units).map(|count| count.length).collect();
    // The rest of the counts goes: it takes as much as the places of all words, which are what is left of it.
    let kept = AllKept::new(counts.into_iter().zip(spread).filter(|_| keeps));
    let words = match &mut before {
        Some(before) => before.words(told)?,
        None => told,
    };
    let mut files = Files::default();
    let (first, made) = dictionary(&words, &packed);
    let dictionary = files.shards('w', &made);
    let places = files.shards('p', &made_places(&words, &packed));
    let spent = files.all.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() + units.len();
    let work = excerpt::Work { lines: &lines, words: &words, kept };
    let texts = excerpt::shards(&work, prints, (budget, spent), before.as_ref());
    let made = last::Made::new(prints, &texts).packed();
    let texts = files.shards('t', &texts.made);

    let mut lengths = lengths.into_iter();
    let shape = |(number, unit): (usize, &Unit)| {
        let known = before.as_ref().and_then(|before| before.shape(number));
        known.unwrap_or_else(|| shape(unit.kind, lengths.next().unwrap_or_default()))
    };
    let shapes = units.iter().enumerate().map(shape).collect();
    let mut domains: Vec<&str> = Vec::new();
    let domain = units
        .iter()
        .map(|unit| {
            let name = unit.domain.as_deref().unwrap_or_default();
            domains.iter().position(|known| *known == name).unwrap_or_else(|| {
                domains.push(name);
                domains.len() - 1
            })
        })
        .collect();
    let exams: Vec<u32> = units.iter().map(|unit| unit.exams).collect();
    let exams = if exams.iter().any(|&asking| asking != 0) { exams } else { Vec::new() };
    let opening = Opening {
        units: shapes,
        domain,
        domains,
        exams,
        first,
        words: dictionary,
        places,
        texts,
        same: synonyms,
        plain: plain(units),
        stop: token::STOP,
        levels: LEVELS.map(f32::from),
    };
    let entry = files.add("search", &pack::squeeze(&json(&opening)));
    files.all.push((ENTRY.to_owned(), call("search", &entry)));
    Some((Index { files: files.all, entry: ENTRY.to_owned() }, made))
}

/// Where a file of the index lies in the site.
pub fn path(name: &str) -> String {
    format!("search/{name}")
}

/// What the browser reads first.
#[derive(Serialize)]
struct Opening<'a> {
    /// For each unit its kind, times sixteen, and the step of its length.
    units: Vec<usize>,
    /// For each unit its place in `domains`.
    domain: Vec<usize>,
    domains: Vec<&'a str>,
    /// For each unit the exams that ask for it; nothing in a book on one exam.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exams: Vec<u32>,
    /// First word of each shard of words.
    first: Vec<&'a str>,
    words: Shards,
    places: Shards,
    texts: Shards,
    same: &'a [Vec<String>],
    /// Words that tell nothing in headings, `stop` among them.
    plain: Vec<String>,
    stop: &'static [&'static str],
    levels: [f32; pack::LEVELS as usize + 1],
}

/// The shards of words, and the first word of each.
fn dictionary<'a, 'l>(words: &[Word<'a>], packed: &Packed<'l>) -> (Vec<&'a str>, Vec<Made<'l>>) {
    let ranges = cut(words.iter().map(|word| (word.term.len() / 2 + 2, print(word.term))), WORDS);
    let first = ranges.iter().map(|range| words[range.start].term).collect();
    let coded = |word: &Word| pack::word(word.term, word.places.count());
    let told = |range: Range<usize>| json(&words[range].iter().map(coded).collect::<Vec<_>>());
    (first, made('w', ranges, packed, told))
}

fn made_places<'l>(words: &[Word], packed: &Packed<'l>) -> Vec<Made<'l>> {
    let lengths: Vec<usize> = words.par_iter().map(|word| word.places.length()).collect();
    let pieces = words.iter().zip(lengths).map(|(word, length)| (length, print(word.term)));
    made('p', cut(pieces, PLACES), packed, |range| {
        let mut json = String::with_capacity(PLACES + 2);
        for word in &words[range] {
            json.push(if json.is_empty() { '[' } else { ',' });
            word.places.push_to(&mut json);
        }
        json + "]"
    })
}

fn made<'l>(
    kind: char,
    ranges: Vec<Range<usize>>,
    packed: &Packed<'l>,
    json: impl Fn(Range<usize>) -> String + Sync,
) -> Vec<Made<'l>> {
    let made = |range: Range<usize>| Made {
        start: range.start,
        data: squeezed(kind, &json(range), packed),
    };
    ranges.into_par_iter().map(made).collect()
}

/// Kind and length as one number. Lengths grow by steps of 1.45 from 8 words.
fn shape(kind: UnitKind, length: usize) -> usize {
    let steps = std::iter::successors(Some(8.0_f64), |words| Some(words * 1.45));
    let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    let step = steps.take(15).take_while(|words| *words < length).count();
    kind as usize * 16 + step
}
