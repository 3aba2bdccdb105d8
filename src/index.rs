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
//! Ranking is `static/js/search.js`'s job; nothing here knows of pages or templates.

mod diagram;
mod excerpt;
mod pack;
#[cfg(test)]
mod tests;
pub mod token;
pub mod units;

use crate::fragment::cache::Memory;
use crate::guide::Guide;
use pack::Posting;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    Text,
    Question,
    Card,
    Service,
    Term,
    /// A section that mostly sends the reader elsewhere, such as a list of sources.
    Links,
}

/// One thing to find.
#[derive(Debug, Clone)]
pub struct Unit {
    pub kind: UnitKind,
    /// Path of the page from the site's root: `data/formats.html`.
    pub page: String,
    /// Id on the page; empty for its top.
    pub anchor: String,
    /// Title of the chapter.
    pub chapter: String,
    /// The unit's own heading.
    pub section: String,
    /// Headings above it, outermost first, without the chapter's.
    pub crumbs: Vec<String>,
    pub text: String,
    pub code: String,
    /// Domain of the exam that the unit belongs to.
    pub domain: Option<String>,
    /// In a book on several exams those that ask for the unit, a bit for the place of each; none where all readers want it.
    pub exams: u32,
}

impl Unit {
    /// Words of the ids of a section and its page. Where a heading is a figure of speech, they say what it is about.
    fn named(&self) -> (Vec<&str>, Vec<&str>) {
        if !matches!(self.kind, UnitKind::Text | UnitKind::Links) {
            return (Vec::new(), Vec::new());
        }
        let file = self.page.rsplit('/').next().unwrap_or_default();
        (self.anchor.split('-').collect(), file.trim_end_matches(".html").split('-').collect())
    }
}

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
    let text = memory.last("index", digest(&units, &synonyms), Index::is_ours, made);
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
    let counts: Vec<Counts> = units.par_chunks(TOGETHER).map(count).collect();
    let words = vocabulary(&counts);
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
    let lengths = counts.iter().flat_map(|counts| &counts.units).map(|count| count.length);
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

#[derive(Serialize)]
struct Shards {
    /// Number of the first word or unit in each shard.
    starts: Vec<usize>,
    names: Vec<String>,
}

/// What some neighbouring units say.
struct Counts {
    /// Every term of theirs once.
    terms: Vec<String>,
    units: Vec<Count>,
}

/// What one unit says: every term, by its place in [`Counts::terms`], with its weighed count; and how many terms
/// there are.
struct Count {
    terms: Vec<(usize, f32)>,
    length: usize,
}

/// Units that are counted together: enough that most of their terms are known from the ones before.
const TOGETHER: usize = 64;

fn count(units: &[Unit]) -> Counts {
    let mut terms = Terms::default();
    let units = units.iter().map(|unit| terms.count(unit)).collect();
    Counts { terms: terms.all, units }
}

/// Terms met so far, and the weights of the unit that is counted.
#[derive(Default)]
struct Terms<'u> {
    tokens: token::Known<'u, usize>,
    all: Vec<String>,
    places: FxHashMap<String, usize>,
    /// By place: what a term weighs in this field, and in the fields before it.
    field: Vec<f32>,
    unit: Vec<f32>,
}

impl<'u> Terms<'u> {
    /// Headings say what a section is about, text says it in passing. Code repeats itself, so it counts a little, once.
    fn count(&mut self, unit: &'u Unit) -> Count {
        let mut length = 0;
        let mut met = Vec::new();
        let crumbs: Vec<&str> = unit.crumbs.iter().map(String::as_str).collect();
        let (anchor, file) = unit.named();
        for (texts, weight, most) in [
            (&[unit.section.as_str()][..], 6.0, 6.0),
            (&anchor, 3.0, 3.0),
            (&file, 2.0, 2.0),
            (&[unit.chapter.as_str()], 3.0, 3.0),
            (&crumbs, 2.0, 2.0),
            (&[unit.text.as_str()], 1.0, 20.0),
            (&[unit.code.as_str()], 1.0, 2.0),
        ] {
            let mut here = Vec::new();
            let Self { tokens, all, places, field, unit } = self;
            let mut find = |term: &str| {
                let known = places.get(term).copied();
                let place = known.unwrap_or_else(|| {
                    places.insert(term.to_owned(), all.len());
                    all.push(term.to_owned());
                    all.len() - 1
                });
                Some(place)
            };
            let mut take = |place: usize| {
                if place >= field.len() {
                    field.resize(place + 1, 0.0);
                }
                if field[place] == 0.0 {
                    here.push(place);
                }
                field[place] += weight;
                length += 1;
            };
            for text in texts {
                tokens.each(text, &mut find, &mut take);
            }
            unit.resize(field.len(), 0.0);
            for place in here {
                if unit[place] == 0.0 {
                    met.push(place);
                }
                unit[place] += std::mem::take(&mut field[place]).min(most);
            }
        }
        let weigh = |place: usize| (place, std::mem::take(&mut self.unit[place]));
        Count { terms: met.into_iter().map(weigh).collect(), length }
    }
}

/// Terms that stand in more than a fortieth of all headings, ten at least, and those that tell nothing anywhere.
fn plain(units: &[Unit]) -> Vec<String> {
    // Units and the last unit that a term was met in, from 1.
    let mut known = BTreeMap::<String, (usize, usize)>::new();
    for (number, unit) in (1..).zip(units) {
        token::each_term(&unit.section, &mut |term| match known.get_mut(term) {
            Some((_, last)) if *last == number => {}
            Some((count, last)) => (*count, *last) = (*count + 1, number),
            None => {
                known.insert(term.to_owned(), (1, number));
            }
        });
    }
    let most = (units.len() / 40).max(10);
    let often = known.into_iter().filter(|(_, (count, _))| *count > most).map(|(term, _)| term);
    often.chain(token::STOP.iter().map(|&term| term.to_owned())).collect()
}

/// A term and every unit it is in.
struct Word<'a> {
    term: &'a str,
    places: Vec<Posting>,
}

/// All terms, sorted as the browser compares strings.
fn vocabulary(counts: &[Counts]) -> Vec<Word<'_>> {
    let mut known = FxHashMap::<&str, usize>::default();
    let mut words: Vec<Word> = Vec::new();
    let mut unit = 0;
    for counts in counts {
        let mut place = |term| {
            *known.entry(term).or_insert_with(|| {
                words.push(Word { term, places: Vec::new() });
                words.len() - 1
            })
        };
        let places: Vec<usize> = counts.terms.iter().map(|term| place(term.as_str())).collect();
        for count in &counts.units {
            for (term, weight) in &count.terms {
                words[places[*term]].places.push(Posting { unit, level: level(*weight) });
            }
            unit += 1;
        }
    }
    words.par_sort_unstable_by(|one, other| one.term.encode_utf16().cmp(other.term.encode_utf16()));
    words
}

fn level(weight: f32) -> u8 {
    let reached = |level: &u8| LEVELS[usize::from(*level)] <= weight;
    (1..=pack::LEVELS).rev().find(reached).unwrap_or(0)
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

/// Runs of neighbours that stay below `limit` together, or are one alone.
fn cut(sizes: impl Iterator<Item = usize>, limit: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut sum = 0;
    for (at, size) in sizes.enumerate() {
        sum += size;
        match ranges.last_mut() {
            Some(range) if sum <= limit => range.end = at + 1,
            _ => {
                ranges.push(at..at + 1);
                sum = size;
            }
        }
    }
    ranges
}

/// The content of one shard: its first word or unit, and what is told of them.
struct Made {
    start: usize,
    data: String,
}

fn shards(files: &mut Vec<(String, Arc<[u8]>)>, kind: char, made: &[Made]) -> Shards {
    let starts = made.iter().map(|shard| shard.start).collect();
    let names = made
        .iter()
        .enumerate()
        .map(|(number, shard)| file(files, &format!("search-{kind}{number}"), &shard.data))
        .collect();
    Shards { starts, names }
}

/// Characters of a hash in a name: thirty bits, told apart also where a disk ignores case.
const HASH: usize = 6;

/// Adds `data` under a name that carries its hash; gives the name without its end.
fn file(files: &mut Vec<(String, Arc<[u8]>)>, stem: &str, data: &str) -> String {
    let hash = xxhash_rust::xxh3::xxh3_64(data.as_bytes());
    let letters =
        (0..HASH).filter_map(|place| char::from_digit((hash >> (5 * place) & 31) as u32, 32));
    let name = format!("{stem}-{}", letters.collect::<String>());
    files.push((format!("{name}.js"), call(&name, data)));
    name
}

/// A script that hands `data`, which needs no escapes, to the page.
fn call(name: &str, data: &str) -> Arc<[u8]> {
    let [start, middle, end] = CALL;
    [start, name, middle, data, end].concat().into_bytes().into()
}

/// A value as JSON, deflated.
fn squeezed<T: Serialize + ?Sized>(value: &T) -> String {
    pack::squeeze(&serde_json::to_string(value).expect("strings and numbers are always JSON"))
}
