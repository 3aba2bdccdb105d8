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
mod pack;
mod shard;
#[cfg(test)]
mod tests;
pub mod token;
pub mod units;

use crate::fragment::cache::Memory;
use crate::guide::Guide;
use count::{Count, Counts, TOGETHER, Word, count, plain, vocabulary};
use rayon::prelude::*;
use serde::Serialize;
use shard::{Made, Shards, call, cut, file, shards, squeezed};
use std::ops::Range;
use std::sync::Arc;
use units::{Unit, UnitKind};
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

/// Bytes of words, before they are squeezed, and places that a shard aims at: small enough for a query, large enough
/// to be few.
const WORDS: usize = 12_000;
const PLACES: usize = 5_000;

/// Weighed counts that the weight classes stand for.
const LEVELS: [f32; pack::LEVELS as usize + 1] = [1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0];

/// The index of a guide; nothing for a book that wants no search. `memory` keeps the last one: most builds change
/// nothing that search finds.
pub fn of(guide: &Guide<'_>, memory: &Memory) -> Option<Index> {
    if !guide.project.manifest.search {
        return None;
    }
    let (units, synonyms) = (units::units(guide), units::synonyms(guide));
    let made = || build(&units, &synonyms).into_text();
    // Each language has one of its own.
    let name = format!("index{}", guide.project.folder());
    let text = memory.last(&name, digest(&units, &synonyms), Index::is_ours, made);
    Some(Index::from_text(&text))
}

/// A number for all that an index is made from.
fn digest(units: &[Unit], synonyms: &[Vec<String>]) -> u128 {
    fn text(hash: &mut Xxh3, text: &str) {
        // The length in front: `a`, `bc` is not `ab`, `c`.
        hash.update(&text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    fn texts(hash: &mut Xxh3, all: &[String]) {
        hash.update(&all.len().to_le_bytes());
        for one in all {
            text(hash, one);
        }
    }
    let hashes = units.par_chunks(TOGETHER).map(|units| {
        let mut hash = Xxh3::new();
        for unit in units {
            let Unit {
                kind,
                page,
                anchor,
                chapter,
                section,
                crumbs,
                text: body,
                code,
                domain,
                exams,
            } = unit;
            hash.update(&[*kind as u8, u8::from(domain.is_some())]);
            hash.update(&exams.to_le_bytes());
            let domain = domain.as_deref().unwrap_or_default();
            for field in [page, anchor, chapter, section, body, code] {
                text(&mut hash, field);
            }
            text(&mut hash, domain);
            texts(&mut hash, crumbs);
        }
        hash.digest128()
    });
    let mut hash = Xxh3::new();
    hashes.collect::<Vec<_>>().iter().for_each(|part| hash.update(&part.to_le_bytes()));
    for group in synonyms {
        texts(&mut hash, group);
    }
    hash.digest128()
}

/// What a file of the index begins and ends with, and what parts its name from its data.
const CALL: [&str; 3] = ["gw.shard(\"", "\",\"", "\");\n"];

impl Index {
    /// All files, one after the other: each is one line that tells its name.
    fn into_text(self) -> String {
        let bytes: Vec<&[u8]> = self.files.iter().map(|(_, bytes)| &**bytes).collect();
        String::from_utf8(bytes.concat()).expect("files of the index are text")
    }

    /// Whether a text is files as we write them: nothing but names and packed data.
    fn is_ours(text: &str) -> bool {
        text.split_inclusive('\n').all(|line| {
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
        let files = text.split_inclusive('\n').filter_map(file).collect();
        Self { files, entry: ENTRY.to_owned() }
    }
}

/// Builds the index. Each group of `synonyms` is words or phrases that mean the same.
pub fn build(units: &[Unit], synonyms: &[Vec<String>]) -> Index {
    let counts = units.par_chunks(TOGETHER).map(count);
    let counts = counts.map(|Counts { terms, units }| (terms, units));
    let (terms, counts): (Vec<Vec<String>>, Vec<Vec<Count>>) = counts.unzip();
    let lengths: Vec<usize> = counts.iter().flatten().map(|count| count.length).collect();
    let words = vocabulary(&terms, counts);
    let (first, made) = dictionary(&words);
    let mut files = Vec::new();
    let dictionary = shards(&mut files, 'w', &made);
    let places = shards(&mut files, 'p', &places(&words));
    let spent = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() + units.len();
    let texts = shards(&mut files, 't', &excerpt::shards(units, &words, spent));

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
    let plain = plain(units);
    let units = units.iter().zip(lengths).map(|(unit, length)| shape(unit.kind, length)).collect();
    let entry = Opening {
        plain,
        units,
        domain,
        domains,
        exams,
        first,
        words: dictionary,
        places,
        texts,
        same: synonyms,
        stop: token::STOP,
        levels: LEVELS,
    };
    let entry = file(&mut files, "search", &squeezed(&entry));
    files.push((ENTRY.to_owned(), call("search", &entry)));
    Index { files, entry: ENTRY.to_owned() }
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
fn dictionary<'a>(words: &[Word<'a>]) -> (Vec<&'a str>, Vec<Made>) {
    let ranges = cut(words.iter().map(|word| word.term.len() / 2 + 2), WORDS);
    let first = ranges.iter().map(|range| words[range.start].term).collect();
    let coded = |word: &Word| pack::word(word.term, word.places.len());
    (first, made(ranges, |range| words[range].iter().map(coded).collect::<Vec<_>>()))
}

fn places(words: &[Word]) -> Vec<Made> {
    let ranges = cut(words.iter().map(|word| word.places.len()), PLACES);
    let coded = |word: &Word| pack::places(&word.places);
    made(ranges, |range| words[range].iter().map(coded).collect::<Vec<_>>())
}

fn made<T: Serialize>(
    ranges: Vec<Range<usize>>,
    data: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<Made> {
    let squeeze = |range: Range<usize>| Made { start: range.start, data: squeezed(&data(range)) };
    ranges.into_par_iter().map(squeeze).collect()
}

/// Kind and length as one number. Lengths grow by steps of 1.45 from 8 words.
fn shape(kind: UnitKind, length: usize) -> usize {
    let steps = std::iter::successors(Some(8.0_f64), |words| Some(words * 1.45));
    let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    let step = steps.take(15).take_while(|words| *words < length).count();
    kind as usize * 16 + step
}
