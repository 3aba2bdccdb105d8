//! Which sentences of a text tell most: those that name what is rare elsewhere.

use super::token::{KnownTerms, Numbers, Pairs, Told, pair_in};
use super::vocabulary::{Word, as_in_browsers};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

const GAP: &str = " … ";

/// How rare words are, by classes of how many units they are in: a unit more or less changes few of them.
pub(super) struct Rarity<'a> {
    words: &'a [Word<'a>],
    /// The number of each pair.
    pairs: Pairs,
    /// That of each other word: dear to make, cheap to ask.
    known: Option<FxHashMap<&'a str, u32>>,
    /// The class of each word.
    classes: Vec<u8>,
    /// How rare those of each class are.
    rarities: Vec<f64>,
}

impl<'a> Rarity<'a> {
    pub(super) fn new(words: &'a [Word<'a>], units: usize, for_many: bool) -> Self {
        let (mut pairs, mut known) = (Pairs::default(), for_many.then(FxHashMap::default));
        for (number, word) in (0..).zip(words) {
            if let Some(pair) = pair_in(word.term) {
                pairs.get_or_insert(pair, number);
            } else if let Some(known) = &mut known {
                known.insert(word.term, number);
            }
        }
        let class_of =
            |word: &Word| u8::try_from(class(word.places.count())).expect("it has few bits");
        let classes: Vec<u8> = words.iter().map(class_of).collect();
        let all = typical(class(units));
        let rarity = |class: u32| (1.0 + all / (typical(class) + 0.5)).ln();
        let rarities = (0..=usize::BITS).map(rarity).collect();
        Self { words, pairs, known, classes, rarities }
    }

    #[inline]
    fn of(&self, word: u32) -> f64 {
        self.rarities[usize::from(self.classes[word as usize])]
    }
}

impl Numbers for &Rarity<'_> {
    fn word(&mut self, term: &str) -> Option<u32> {
        if let Some(known) = &self.known {
            return known.get(term).copied();
        }
        let place = self.words.binary_search_by(|word| as_in_browsers(word.term, term)).ok()?;
        u32::try_from(place).ok()
    }

    fn pairs(&mut self, pairs: &[u32], all: &mut Vec<u32>) {
        all.reserve(pairs.len());
        for pair in pairs {
            if let Some(word) = self.pairs.get(*pair) {
                all.push(word);
            }
        }
    }
}

/// The class of a number of units.
pub(super) fn class(units: usize) -> u32 {
    units.max(1).ilog2()
}

/// The middle of a class.
fn typical(class: u32) -> f64 {
    f64::from(1 << class.min(30)) * 1.5 - 0.5
}

/// Finds the telling sentences of one text after the other.
pub(super) struct Teller<'a, 't> {
    rarity: &'a Rarity<'a>,
    terms: KnownTerms<'t>,
    /// By word: the sentence it was last met in, counted from 1, and the text it was last told in.
    met: Vec<u32>,
    told: Vec<u32>,
    sentences: u32,
    texts: u32,
    /// Of the text at hand the words of each sentence once, and the sentences. Kept for their room.
    words: Vec<u32>,
    all: Vec<Sentence>,
}

/// Where a sentence stands, and which of all words of its text are its own.
struct Sentence {
    at: Range<usize>,
    words: Range<usize>,
}

impl Sentence {
    /// What it is worth; leaves it with those of its words that are new, since the others never will be.
    fn weigh(
        &mut self,
        words: &mut [u32],
        rarity: &Rarity<'_>,
        mut is_new: impl FnMut(u32) -> bool,
    ) -> f64 {
        let mut worth = 0.0;
        // Each goes where the next new one belongs: which ones are new follows no rule that a processor could foresee.
        let mut end = self.words.start;
        for place in self.words.clone() {
            let word = words[place];
            let is_new = is_new(word);
            words[end] = word;
            end += usize::from(is_new);
            worth += if is_new { rarity.of(word) } else { 0.0 };
        }
        self.words.end = end;
        let length = self.at.len() + GAP.len();
        worth / f64::from(u32::try_from(length).unwrap_or(u32::MAX))
    }
}

impl<'a, 't> Teller<'a, 't> {
    pub(super) fn new(rarity: &'a Rarity<'a>) -> Self {
        let (met, told) = (vec![0; rarity.words.len()], vec![0; rarity.words.len()]);
        let (words, all) = (Vec::new(), Vec::new());
        let terms = KnownTerms::default();
        Self { rarity, terms, met, told, sentences: 0, texts: 0, words, all }
    }

    /// The sentences of a text, each next one the one that names most for its length that none before it did, until none of
    /// the others fits into `room`.
    pub(super) fn telling(&mut self, body: &'t str, mut room: usize) -> Vec<Range<usize>> {
        let Self { rarity, terms, met, told, sentences, texts, words, all } = self;
        words.clear();
        all.clear();
        let mut worths: Vec<Worth> = Vec::new();
        let Told { terms, ends } = terms.of(body, rarity);
        let (mut start, mut first) = (0, 0);
        for (end, last) in ends.iter().copied().chain([(body.len(), terms.len())]) {
            let at = start..start + body[start..end].trim_end().len();
            start = end;
            if at.is_empty() {
                continue;
            }
            *sentences += 1;
            let words_start = words.len();
            words.extend_from_slice(&terms[first..last]);
            first = last;
            let mut sentence = Sentence { at, words: words_start..words.len() };
            let is_new =
                |word: u32| std::mem::replace(&mut met[word as usize], *sentences) != *sentences;
            let each = sentence.weigh(words, rarity, is_new);
            worths.push(Worth { each, at: all.len(), after: 0 });
            words.truncate(sentence.words.end);
            all.push(sentence);
        }
        *texts += 1;
        // The worth of a sentence only falls, so one that still leads when it is weighed again is the best.
        let mut left = BinaryHeap::from(worths);
        let shortest = all.iter().map(|sentence| sentence.at.len()).min().unwrap_or_default();
        let mut telling = Vec::new();
        while let Some(mut best) = left.peek_mut() {
            if best.after != telling.len() {
                let is_new = |word: u32| told[word as usize] != *texts;
                let each = all[best.at].weigh(words, rarity, is_new);
                (best.each, best.after) = (each, telling.len());
                continue;
            }
            let sentence = &all[PeekMut::pop(best).at];
            for word in &words[sentence.words.clone()] {
                told[*word as usize] = *texts;
            }
            telling.push(sentence.at.clone());
            room = room.checked_sub(sentence.at.len() + GAP.len()).unwrap_or(room);
            if shortest + GAP.len() > room {
                break;
            }
        }
        telling
    }
}

/// What a sentence is worth; of two that are worth the same, the earlier one is more.
struct Worth {
    /// For each of its bytes.
    each: f64,
    at: usize,
    /// How many had been told when it was weighed.
    after: usize,
}

impl Ord for Worth {
    fn cmp(&self, other: &Self) -> Ordering {
        self.each.total_cmp(&other.each).then(other.at.cmp(&self.at))
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

/// The most telling sentences that fit, in the order they stand; at least some words of the first.
pub(super) fn within(body: &str, telling: &[Range<usize>], length: usize) -> String {
    let mut room = length;
    let mut kept: Vec<&Range<usize>> = Vec::new();
    for sentence in telling {
        if sentence.len() + GAP.len() <= room {
            room -= sentence.len() + GAP.len();
            kept.push(sentence);
        }
    }
    if kept.is_empty() {
        let most = &body[telling[0].clone()];
        let end = most.floor_char_boundary(length);
        let end = most[..end].rfind(' ').unwrap_or(end);
        return format!("{} …", &most[..end]);
    }
    kept.sort_by_key(|sentence| sentence.start);
    let mut text = String::new();
    let mut end = 0;
    for sentence in kept {
        let near = body[end..sentence.start].trim().is_empty();
        text.push_str(if sentence.start == 0 {
            ""
        } else if near {
            " "
        } else {
            GAP
        });
        text.push_str(&body[sentence.clone()]);
        end = sentence.end;
    }
    text
}
