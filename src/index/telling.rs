//! Which sentences of a text tell most: those that name what is rare elsewhere.

use super::token::{Numbers, Pairs, Told, pair_in};
use super::vocabulary::{Word, as_in_browsers};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::ops::Range;

const GAP: &str = " … ";

/// What stands for 1 in a rarity.
const WHOLE: u32 = 1 << 16;

/// How rare words are, by classes of how many units they are in: a unit more or less changes few of them. Whole numbers add up
/// many times quicker than fractions, of which each waits for the one before.
pub(super) struct Rarities([u32; usize::BITS as usize]);

impl Rarities {
    pub(super) fn new(units: usize) -> Self {
        let all = typical(class(units));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 22")]
        let rarity =
            |class: u32| ((1.0 + all / (typical(class) + 0.5)).ln() * f64::from(WHOLE)) as u32;
        let mut rarities = [0; usize::BITS as usize];
        for (class, place) in (0..).zip(&mut rarities) {
            *place = rarity(class).max(1);
        }
        Self(rarities)
    }

    /// How rare a word is that is in some units; never 0.
    #[inline]
    pub(super) fn of(&self, units: usize) -> u32 {
        self.0[class(units) as usize]
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

/// Words by their numbers.
pub(super) struct Numbered<'a> {
    words: &'a [Word<'a>],
    /// The number of each pair.
    pairs: Pairs,
    /// That of each other word: dear to make, cheap to ask.
    known: Option<FxHashMap<&'a str, u32>>,
    pub(super) rarities: Vec<u32>,
}

impl<'a> Numbered<'a> {
    pub(super) fn new(words: &'a [Word<'a>], rarities: &Rarities, for_many: bool) -> Self {
        let (mut pairs, mut known) = (Pairs::default(), for_many.then(FxHashMap::default));
        for (number, word) in (0..).zip(words) {
            if let Some(pair) = pair_in(word.term) {
                pairs.get_or_insert(pair, number);
            } else if let Some(known) = &mut known {
                known.insert(word.term, number);
            }
        }
        let rarities = words.iter().map(|word| rarities.of(word.places.count())).collect();
        Self { words, pairs, known, rarities }
    }
}

impl Numbers for &Numbered<'_> {
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

/// Finds the telling sentences of one text after the other.
pub(super) struct Teller {
    /// By word: how rare it is, or 0 once the text at hand has told it.
    rarities: Vec<u32>,
    /// By word: the sentence it was last met in, counted from 1.
    met: Vec<u32>,
    sentences: u32,
    /// Of the text at hand the words of each sentence once, the sentences, what they are worth, and what it has told. Kept for
    /// their room.
    words: Vec<u32>,
    all: Vec<Sentence>,
    worths: Vec<Worth>,
    told: Vec<(u32, u32)>,
}

/// Where a sentence stands, and which of all words of its text are its own.
struct Sentence {
    at: Range<usize>,
    words: Range<usize>,
}

/// What a sentence is worth; of two that are worth the same, the earlier one is more.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    /// For each of its bytes.
    each: u64,
    at: Reverse<usize>,
    /// How many had been told when it was weighed.
    after: usize,
}

impl Sentence {
    /// What its words are worth together, for each of its bytes. Leaves it with those of them that are not told, since the
    /// others never will be.
    fn weigh(&mut self, words: &mut [u32], rarities: &[u32]) -> u64 {
        let mut worth = 0;
        // Each goes where the next that is left belongs: which ones are left follows no rule that a processor could foresee.
        let mut end = self.words.start;
        for place in self.words.clone() {
            let word = words[place];
            let rarity = rarities[word as usize];
            words[end] = word;
            end += usize::from(rarity != 0);
            worth += u64::from(rarity);
        }
        self.words.end = end;
        for_each_byte(worth, &self.at)
    }
}

/// What a sentence is worth for its length.
fn for_each_byte(worth: u64, at: &Range<usize>) -> u64 {
    worth * u64::from(WHOLE) / (at.len() + GAP.len()) as u64
}

impl Teller {
    /// For texts of words that are as rare as this, by their numbers.
    pub(super) fn new(rarities: Vec<u32>) -> Self {
        let met = vec![0; rarities.len()];
        let (words, all, worths, told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { rarities, met, sentences: 0, words, all, worths, told }
    }

    /// The sentences of a text, each next one the one that names most for its length that none before it did, until none of
    /// the others fits into `room`.
    pub(super) fn telling<N: Copy + Into<u32>>(
        &mut self,
        body: &str,
        terms: Told<'_, N>,
        room: usize,
    ) -> Vec<Range<usize>> {
        self.take_apart(body, terms);
        self.choose(room)
    }

    /// The sentences of the text that was taken apart, the most telling first.
    fn choose(&mut self, mut room: usize) -> Vec<Range<usize>> {
        let Self { rarities, words, all, worths, told, .. } = self;
        // The worth of a sentence only falls, so one that still leads when it is weighed again is the best.
        let mut left = BinaryHeap::from(std::mem::take(worths));
        let shortest = all.iter().map(|sentence| sentence.at.len()).min().unwrap_or_default();
        let mut telling = Vec::new();
        while let Some(mut best) = left.peek_mut() {
            if best.after != telling.len() {
                best.each = all[best.at.0].weigh(words, rarities);
                best.after = telling.len();
                continue;
            }
            let sentence = &all[PeekMut::pop(best).at.0];
            for word in &words[sentence.words.clone()] {
                told.push((*word, std::mem::take(&mut rarities[*word as usize])));
            }
            telling.push(sentence.at.clone());
            room = room.checked_sub(sentence.at.len() + GAP.len()).unwrap_or(room);
            if shortest + GAP.len() > room {
                break;
            }
        }
        for (word, rarity) in told.drain(..) {
            rarities[word as usize] = rarity;
        }
        *worths = left.into_vec();
        telling
    }

    /// The sentences of a text, each weighed by itself.
    fn take_apart<N: Copy + Into<u32>>(&mut self, body: &str, Told { terms, ends }: Told<'_, N>) {
        let Self { rarities, met, sentences, words, all, worths, .. } = self;
        all.clear();
        worths.clear();
        // Each word goes where the next new one belongs, as in `weigh`; none is told yet.
        words.resize(words.len().max(terms.len()), 0);
        let (mut start, mut first, mut end) = (0, 0, 0);
        let ends = ends.iter().map(|(at, last)| (*at as usize, *last as usize));
        for (next, last) in ends.chain([(body.len(), terms.len())]) {
            let at = start..start + body[start..next].trim_end().len();
            start = next;
            if at.is_empty() {
                continue;
            }
            *sentences += 1;
            let (start_of_words, mut worth) = (end, 0);
            for word in &terms[first..last] {
                let word: u32 = (*word).into();
                let is_new = std::mem::replace(&mut met[word as usize], *sentences) != *sentences;
                words[end] = word;
                end += usize::from(is_new);
                worth += u64::from(is_new) * u64::from(rarities[word as usize]);
            }
            first = last;
            let each = for_each_byte(worth, &at);
            worths.push(Worth { each, at: Reverse(all.len()), after: 0 });
            all.push(Sentence { at, words: start_of_words..end });
        }
    }
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
