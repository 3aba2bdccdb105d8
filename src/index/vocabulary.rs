//! All terms of a book, in the browser's order, and where each stands.

use super::count::Counts;
use super::pack::{self, Posting};
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

/// All terms, sorted as the browser compares strings, of `units` that were counted in this order; `places` is where their
/// places lie.
pub(super) fn vocabulary<'a>(
    counts: &'a [Counts],
    units: &[u32],
    places: &'a mut Vec<Posting>,
) -> Vec<Word<'a>> {
    let mut known = FxHashMap::<&str, usize>::default();
    // Terms and how many places they have, by the order they come in.
    let mut terms: Vec<(&str, usize)> = Vec::new();
    let mut of_parts: Vec<Vec<usize>> = Vec::new();
    for part in counts {
        let mut number = |term| {
            *known.entry(term).or_insert_with(|| {
                terms.push((term, 0));
                terms.len() - 1
            })
        };
        let numbers: Vec<usize> = part.terms.iter().map(|term| number(term.as_str())).collect();
        let here = part.units.iter().flat_map(|count| &count.terms);
        for coded in here {
            terms[numbers[(coded >> 3) as usize]].1 += 1;
        }
        of_parts.push(numbers);
    }
    // Where the next place of each term goes.
    let mut ends: Vec<usize> = Vec::with_capacity(terms.len());
    let mut sum = 0;
    for (_, count) in &terms {
        ends.push(sum);
        sum += count;
    }
    *places = vec![Posting::new(0, 0); sum];
    let all = counts.iter().zip(&of_parts);
    let all = all.flat_map(|(part, numbers)| part.units.iter().map(move |count| (count, numbers)));
    for ((count, numbers), unit) in all.zip(units) {
        for coded in &count.terms {
            let end = &mut ends[numbers[(coded >> 3) as usize]];
            places[*end] = Posting::new(*unit, (coded & 7) as u8);
            *end += 1;
        }
    }
    let places: &'a [Posting] = places;
    let word = |((term, count), end): ((&'a str, usize), usize)| Word {
        term,
        places: Places::Found(Cow::Borrowed(&places[end - count..end])),
    };
    let mut words: Vec<Word> = terms.into_iter().zip(ends).map(word).collect();
    words.par_sort_unstable_by(|one, other| as_in_browsers(one.term, other.term));
    words
}

/// The order of two texts by their units of UTF-16. That of their bytes is the same but for the letters of two units, which
/// come before the last letters of one.
pub(super) fn as_in_browsers(one: &str, other: &str) -> Ordering {
    let place = |byte: u8| match byte {
        0xee | 0xef => byte + 0x10,
        _ => byte,
    };
    one.bytes().map(place).cmp(other.bytes().map(place))
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
