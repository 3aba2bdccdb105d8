//! What a hit shows: page, headings and text of each unit, in shards.
//!
//! Text is kept whole while the index stays within its budget. The text of a very large book is cut down to the
//! sentences that name most of what is rare elsewhere, so that a hit still shows the words it was found by; headings
//! and places are always kept, and everything is found as before.

use super::{Made, Unit, Word, cut, fold, squeezed, token};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Bytes that all files of an index may have together.
const BUDGET: usize = 2_900_000;

/// Bytes of text that every unit keeps, be the book ever so large.
const LEAST: usize = 60;

/// Bytes of a shard before it is squeezed to half.
const SHARD: usize = 9_000;

const GAP: &str = " … ";

/// One unit's text, and its sentences where it has to be cut, the most telling first.
struct Text<'a> {
    unit: &'a Unit,
    body: String,
    telling: Vec<Range<usize>>,
}

/// The texts to show, cut down as far as `spent` bytes of other files demand.
pub(super) fn shards(units: &[Unit], words: &[Word], spent: usize) -> Vec<Made> {
    let room = BUDGET.saturating_sub(spent);
    let mut texts: Vec<Text> = units.par_iter().map(Text::new).collect();
    let whole: usize = texts.iter().map(|text| frame(text.unit) + text.body.len()).sum();
    if whole <= room / 4 * 11 {
        let made = squeeze(&texts, usize::MAX);
        if size(&made) <= room {
            return made;
        }
    }
    let rarity = (0..)
        .zip(words)
        .map(|(number, word)| (word.term, (number, rarity(word.places.len(), units.len()))))
        .collect();
    texts.par_chunks_mut(super::TOGETHER).for_each(|texts| {
        let mut teller = Teller::new(&rarity);
        let found: Vec<_> = texts.iter().map(|text| teller.telling(&text.body)).collect();
        texts.iter_mut().zip(found).for_each(|(text, telling)| text.telling = telling);
    });

    // How far the text can be squeezed shows only once it has been.
    let frames: usize = units.iter().map(frame).sum();
    let mut wanted = room / 4 * 9;
    loop {
        let length = longest(&texts, wanted.saturating_sub(frames)).max(LEAST);
        let made = squeeze(&texts, length);
        let size = size(&made);
        if size <= room || length == LEAST {
            return made;
        }
        wanted = wanted / 1_000 * (room * 980 / size);
    }
}

fn size(made: &[Made]) -> usize {
    made.iter().map(|shard| shard.data.len() + 40).sum()
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
fn squeeze(texts: &[Text], length: usize) -> Vec<Made> {
    let bodies: Vec<Cow<'_, str>> = texts.par_iter().map(|text| text.within(length)).collect();
    let ranges =
        cut(texts.iter().zip(&bodies).map(|(text, body)| frame(text.unit) + body.len()), SHARD);
    let made = ranges.into_par_iter().map(|range| {
        let texts: Vec<(&Unit, &str)> =
            range.clone().map(|at| (texts[at].unit, &*bodies[at])).collect();
        let pages = texts
            .chunk_by(|one, other| one.0.page == other.0.page && one.0.chapter == other.0.chapter);
        let data: Vec<Vec<serde_json::Value>> = pages
            .map(|page| {
                let head = [&page[0].0.page, &page[0].0.chapter].map(|text| text.as_str().into());
                let units = page.iter().map(|(unit, body)| {
                    let fields = [unit.anchor.as_str(), &unit.section, body].into_iter();
                    fields.chain(unit.crumbs.iter().map(String::as_str)).collect()
                });
                head.into_iter().chain(units).collect()
            })
            .collect();
        Made { start: range.start, data: squeezed(&data) }
    });
    made.collect()
}

/// The length to which texts are cut so that they fit into `room` together.
fn longest(texts: &[Text], room: usize) -> usize {
    let mut lengths: Vec<usize> = texts.iter().map(|text| text.body.len()).collect();
    lengths.sort_unstable();
    let mut spent = 0;
    for (at, length) in lengths.iter().enumerate() {
        let rest = lengths.len() - at;
        if spent + length * rest > room {
            return (room - spent) / rest;
        }
        spent += length;
    }
    usize::MAX
}

fn rarity(units: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (1.0 + number(all) / (number(units) + 0.5)).ln()
}

/// Every word's number, and how rare it is.
type Rarity<'a> = FxHashMap<&'a str, (u32, f64)>;

/// Finds the telling sentences of one text after the other.
struct Teller<'a, 't> {
    rarity: &'a Rarity<'a>,
    tokens: token::KnownTerms<'t, (u32, f64)>,
    /// By word: the sentence it was last met in, counted from 1, and the text it was last told in.
    met: Vec<u32>,
    told: Vec<u32>,
    sentences: u32,
    texts: u32,
}

/// Where a sentence stands, and which of all words of its text are its own.
struct Sentence {
    at: Range<usize>,
    words: Range<usize>,
}

impl<'a, 't> Teller<'a, 't> {
    fn new(rarity: &'a Rarity<'a>) -> Self {
        let (met, told) = (vec![0; rarity.len()], vec![0; rarity.len()]);
        Self { rarity, tokens: token::KnownTerms::default(), met, told, sentences: 0, texts: 0 }
    }

    /// The sentences of a text, each next one the one that names most for its length that none before it did.
    fn telling(&mut self, body: &'t str) -> Vec<Range<usize>> {
        // The words of each sentence once, with their rarity.
        let mut words: Vec<(u32, f64)> = Vec::new();
        let mut all: Vec<Sentence> = Vec::new();
        for at in sentences(body) {
            self.sentences += 1;
            let start = words.len();
            let mut find = |term: &str| self.rarity.get(term).copied();
            self.tokens.each(&body[at.clone()], &mut find, &mut |(word, rarity)| {
                let met = &mut self.met[word as usize];
                if *met != self.sentences {
                    *met = self.sentences;
                    words.push((word, rarity));
                }
            });
            all.push(Sentence { at, words: start..words.len() });
        }
        self.texts += 1;
        let worth = |at: usize, told: &[u32]| {
            let sentence = &all[at];
            let length = sentence.at.len() + GAP.len();
            let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
            let new = words[sentence.words.clone()]
                .iter()
                .filter(|(word, _)| told[*word as usize] != self.texts);
            Worth { worth: new.map(|(_, rarity)| rarity).sum::<f64>() / length, at }
        };
        // The worth of a sentence only falls, so one that still leads when it is weighed again is the best.
        let mut left: BinaryHeap<Worth> = (0..all.len()).map(|at| worth(at, &self.told)).collect();
        let mut telling = Vec::with_capacity(all.len());
        while let Some(best) = left.pop() {
            let now = worth(best.at, &self.told);
            if left.peek().is_some_and(|next| now < *next) {
                left.push(now);
                continue;
            }
            let sentence = &all[best.at];
            for (word, _) in &words[sentence.words.clone()] {
                self.told[*word as usize] = self.texts;
            }
            telling.push(sentence.at.clone());
        }
        telling
    }
}

/// What a sentence is worth; of two that are worth the same, the earlier one is more.
struct Worth {
    worth: f64,
    at: usize,
}

impl Ord for Worth {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then(other.at.cmp(&self.at))
    }
}

impl PartialOrd for Worth {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Worth {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Worth {}

/// Sentences and their longer parts, and every line.
fn sentences(body: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = body.get(start..).filter(|rest| !rest.is_empty())?;
        let end = rest.char_indices().find_map(|(at, letter)| match letter {
            '\n' | '。' | '！' | '？' => Some(at + letter.len_utf8()),
            '.' | '?' | ';' | ':' if rest[at + 1..].starts_with(' ') => Some(at + 2),
            _ => None,
        });
        let end = end.unwrap_or(rest.len());
        let sentence = start..start + rest[..end].trim_end().len();
        start += end;
        Some(sentence)
    })
    .filter(|sentence| !sentence.is_empty())
}

impl<'a> Text<'a> {
    /// Text and code in one line each, so that an excerpt never runs from one into the other.
    fn new(unit: &'a Unit) -> Self {
        let line = |text: &str| {
            let mut line = String::with_capacity(text.len());
            for word in text.split_whitespace() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
            if fold::is_composed(&line) { line } else { line.nfc().collect() }
        };
        let lines = [line(&unit.text), line(&unit.code)];
        let body = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        Self { unit, body, telling: Vec::new() }
    }

    /// The most telling sentences that fit, in the order they stand; at least some words of the first.
    fn within(&self, length: usize) -> Cow<'_, str> {
        if self.body.len() <= length {
            return Cow::Borrowed(&self.body);
        }
        let mut room = length;
        let mut kept: Vec<&Range<usize>> = Vec::new();
        for sentence in &self.telling {
            if sentence.len() + GAP.len() <= room {
                room -= sentence.len() + GAP.len();
                kept.push(sentence);
            }
        }
        if kept.is_empty() {
            let most = &self.body[self.telling[0].clone()];
            let end = (0..=length.min(most.len()))
                .rev()
                .find(|end| most.is_char_boundary(*end))
                .unwrap_or(0);
            let end = most[..end].rfind(' ').unwrap_or(end);
            return format!("{} …", &most[..end]).into();
        }
        kept.sort_by_key(|sentence| sentence.start);
        let mut text = String::new();
        let mut end = 0;
        for sentence in kept {
            let near = self.body[end..sentence.start].trim().is_empty();
            text.push_str(if sentence.start == 0 {
                ""
            } else if near {
                " "
            } else {
                GAP
            });
            text.push_str(&self.body[sentence.clone()]);
            end = sentence.end;
        }
        text.into()
    }
}
