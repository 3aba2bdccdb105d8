//! All terms of a book, in the browser's order, and where each stands.

use super::count::{Counts, Term};
use super::pack::{self, Posting};
use super::token::{Pairs, push_pair};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A term and every unit it is in.
pub(super) struct Word<'a> {
    pub(super) term: &'a str,
    pub(super) places: Places<'a>,
}

/// The places of a term.
pub(super) enum Places<'a> {
    Found(Cow<'a, [Posting]>),
    /// As they stand in the last index, without quotes; and how many there are.
    Kept(&'a str, usize),
}

impl Places<'_> {
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Found(places) => places.len(),
            Self::Kept(_, count) => *count,
        }
    }

    /// Hands out all; tells whether they could be read.
    pub(super) fn each(&self, mut take: impl FnMut(Posting)) -> bool {
        match self {
            Self::Found(places) => places.iter().for_each(|place| take(*place)),
            Self::Kept(kept, _) => return pack::each_place(kept, take),
        }
        true
    }

    /// Bytes that they take in JSON.
    pub(super) fn length(&self) -> usize {
        let length = match self {
            Self::Found(places) => pack::places_length(places),
            Self::Kept(kept, _) => kept.len(),
        };
        length + "\"\",".len()
    }

    /// Adds them to JSON, as a text.
    pub(super) fn push_to(&self, json: &mut String) {
        json.push('"');
        match self {
            Self::Found(places) => pack::push_places(places, json),
            Self::Kept(kept, _) => json.push_str(kept),
        }
        json.push('"');
    }
}

/// Where words and their places lie, each behind the other.
#[derive(Default)]
pub(super) struct Room {
    terms: String,
    places: Vec<Posting>,
}

/// All terms, sorted as the browser compares strings, of `units` that were counted in this order; and of each of `counts` how
/// many units its terms are in.
pub(super) fn vocabulary<'a>(
    counts: &[Counts],
    units: &[u32],
    room: &'a mut Room,
) -> (Vec<Word<'a>>, Vec<Vec<u32>>) {
    let (mut words, mut pairs) = (FxHashMap::<&str, u32>::default(), Pairs::default());
    // Terms and how many places they have, by the order they come in.
    let mut terms: Vec<(&Term, u32)> = Vec::new();
    let mut of_parts: Vec<Vec<u32>> = Vec::new();
    for part in counts {
        let mut numbers: Vec<u32> = Vec::with_capacity(part.terms.len());
        for term in &part.terms {
            let next = u32::try_from(terms.len()).expect("a book has fewer words");
            let number = match term {
                Term::Word(word) => *words.entry(word).or_insert(next),
                Term::Pair(pair) => pairs.get_or_insert(*pair, next),
            };
            if number == next {
                terms.push((term, 0));
            }
            numbers.push(number);
        }
        let here = part.units.iter().flat_map(|count| &count.terms);
        for coded in here {
            terms[numbers[(coded >> 3) as usize] as usize].1 += 1;
        }
        of_parts.push(numbers);
    }
    // Where the next place of each term goes.
    let mut ends: Vec<u32> = Vec::with_capacity(terms.len());
    let mut sum = 0;
    for (_, count) in &terms {
        ends.push(sum);
        sum += count;
    }
    let Room { terms: all_terms, places } = room;
    *places = vec![Posting::new(0, 0); sum as usize];
    let all = counts.iter().zip(&of_parts);
    let all = all.flat_map(|(part, numbers)| part.units.iter().map(move |count| (count, numbers)));
    for ((count, numbers), unit) in all.zip(units) {
        for coded in &count.terms {
            let end = &mut ends[numbers[(coded >> 3) as usize] as usize];
            places[*end as usize] = Posting::new(*unit, (coded & 7) as u8);
            *end += 1;
        }
    }
    for number in of_parts.iter_mut().flatten() {
        *number = terms[*number as usize].1;
    }
    // Where each term begins, and the next one.
    let mut starts = vec![0];
    for (term, _) in &terms {
        match term {
            Term::Word(word) => all_terms.push_str(word),
            Term::Pair(pair) => push_pair(*pair, all_terms),
        }
        starts.push(all_terms.len());
    }
    let (all_terms, places): (&'a str, &'a [Posting]) = (all_terms, places);
    let word = |((term, count), end): ((&[usize], u32), u32)| {
        let term = &all_terms[term[0]..term[1]];
        let places = &places[(end - count) as usize..end as usize];
        (start(term), Word { term, places: Places::Found(Cow::Borrowed(places)) })
    };
    let counted = starts.windows(2).zip(terms.iter().map(|(_, count)| *count));
    let mut words: Vec<(u64, Word)> = counted.zip(ends).map(word).collect();
    words.par_sort_unstable_by(|one, other| {
        one.0.cmp(&other.0).then_with(|| as_in_browsers(one.1.term, other.1.term))
    });
    (words.into_iter().map(|(_, word)| word).collect(), of_parts)
}

/// The first letters of a term as a number: most terms are told apart by them.
fn start(term: &str) -> u64 {
    let mut start = [0; 8];
    for (place, byte) in start.iter_mut().zip(term.bytes()) {
        *place = in_browsers(byte);
    }
    u64::from_be_bytes(start)
}

/// The order of two texts by their units of UTF-16. That of their bytes is the same but for the letters of two units, which
/// come before the last letters of one.
pub(super) fn as_in_browsers(one: &str, other: &str) -> Ordering {
    one.bytes().map(in_browsers).cmp(other.bytes().map(in_browsers))
}

fn in_browsers(byte: u8) -> u8 {
    match byte {
        0xee | 0xef => byte + 0x10,
        _ => byte,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_in_the_order_of_utf_16() {
        let letters =
            ["", "a", "z", "é", "語", "\u{d7ff}", "\u{e000}", "\u{ff21}", "\u{fffd}", "𝄞", "🦀"];
        for one in letters {
            for other in letters {
                let [one, other] = [format!("a{one}b"), format!("a{other}")];
                let expected = one.encode_utf16().cmp(other.encode_utf16());
                assert_eq!(as_in_browsers(&one, &other), expected, "{one:?}, {other:?}");
            }
        }
    }
}
