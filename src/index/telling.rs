//! Which sentences of a text tell most: those that name what is rare elsewhere.

use super::token;
use super::vocabulary::{Word, as_in_browsers};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

const GAP: &str = " … ";

/// How rare words are, by classes of how many units they are in: a unit more or less changes few of them.
pub(super) struct Rarity<'a> {
    words: &'a [Word<'a>],
    units: usize,
    /// Dear to make, cheap to ask.
    known: Option<FxHashMap<&'a str, (u32, f64)>>,
}

impl<'a> Rarity<'a> {
    pub(super) fn new(words: &'a [Word<'a>], units: usize, for_many: bool) -> Self {
        let mut rarity = Self { words, units, known: None };
        if for_many {
            let word = |number: usize| (words[number].term, rarity.of(number));
            rarity.known = Some((0..words.len()).map(word).collect());
        }
        rarity
    }

    fn of(&self, number: usize) -> (u32, f64) {
        let rarity = 1.0 + typical(self.units) / (typical(self.words[number].places.count()) + 0.5);
        (u32::try_from(number).expect("a book has fewer words"), rarity.ln())
    }

    /// A word's number, and how rare it is.
    fn find(&self, term: &str) -> Option<(u32, f64)> {
        if let Some(known) = &self.known {
            return known.get(term).copied();
        }
        let place = self.words.binary_search_by(|word| as_in_browsers(word.term, term));
        place.ok().map(|number| self.of(number))
    }
}

/// The class of a number of units.
pub(super) fn class(units: usize) -> u32 {
    units.max(1).ilog2()
}

/// The middle of a number's class.
fn typical(units: usize) -> f64 {
    f64::from(1 << class(units).min(30)) * 1.5 - 0.5
}

/// Finds the telling sentences of one text after the other.
pub(super) struct Teller<'a, 't> {
    rarity: &'a Rarity<'a>,
    tokens: token::KnownTerms<'t, (u32, f64)>,
    /// By word: the sentence it was last met in, counted from 1, and the text it was last told in.
    met: Vec<u32>,
    told: Vec<u32>,
    sentences: u32,
    texts: u32,
    /// Of the text at hand the words of each sentence once, with their rarity, and the sentences. Kept for their room.
    words: Vec<(u32, f64)>,
    all: Vec<Sentence>,
}

/// Where a sentence stands, and which of all words of its text are its own.
struct Sentence {
    at: Range<usize>,
    words: Range<usize>,
}

impl<'a, 't> Teller<'a, 't> {
    pub(super) fn new(rarity: &'a Rarity<'a>) -> Self {
        let (met, told) = (vec![0; rarity.words.len()], vec![0; rarity.words.len()]);
        let tokens = token::KnownTerms::default();
        let (words, all) = (Vec::new(), Vec::new());
        Self { rarity, tokens, met, told, sentences: 0, texts: 0, words, all }
    }

    /// The sentences of a text, each next one the one that names most for its length that none before it did, until none of
    /// the others fits into `room`.
    pub(super) fn telling(&mut self, body: &'t str, mut room: usize) -> Vec<Range<usize>> {
        let Self { rarity, tokens, met, told, sentences, texts, words, all } = self;
        words.clear();
        all.clear();
        for at in parts(body) {
            *sentences += 1;
            let start = words.len();
            let mut find = |term: &str| rarity.find(term);
            tokens.each(&body[at.clone()], &mut find, &mut |(word, rarity)| {
                let last = &mut met[word as usize];
                if *last != *sentences {
                    *last = *sentences;
                    words.push((word, rarity));
                }
            });
            all.push(Sentence { at, words: start..words.len() });
        }
        *texts += 1;
        let worth = |at: usize, told: &[u32]| {
            let sentence = &all[at];
            let length = sentence.at.len() + GAP.len();
            let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
            let mut new = 0.0;
            for (word, rarity) in &words[sentence.words.clone()] {
                if told[*word as usize] != *texts {
                    new += rarity;
                }
            }
            Worth { worth: new / length, at }
        };
        // The worth of a sentence only falls, so one that still leads when it is weighed again is the best.
        let mut left: BinaryHeap<Worth> = (0..all.len()).map(|at| worth(at, told)).collect();
        let shortest = all.iter().map(|sentence| sentence.at.len()).min().unwrap_or_default();
        let mut telling = Vec::new();
        while let Some(best) = left.pop() {
            let now = worth(best.at, told);
            if left.peek().is_some_and(|next| now < *next) {
                left.push(now);
                continue;
            }
            let sentence = &all[best.at];
            for (word, _) in &words[sentence.words.clone()] {
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
fn parts(body: &str) -> impl Iterator<Item = Range<usize>> {
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
