//! Numbers and texts as strings that stand in a script without escapes, thirteen bits in two characters.
//!
//! Places of a term are written bit by bit: how many, the units by halving (the middle one first, in as many bits as
//! the room between its neighbours asks for), then how much the term weighs in each, in unary. Sorted words are
//! written as what differs from the word before. All else is JSON, deflated by a pure Rust encoder, so that every
//! machine gives the same bytes. Reading is `static/js/search.js`'s job.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;

/// One place of a term: the unit's number and the weight class, 0 to [`LEVELS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) unit: u32,
    pub(super) level: u8,
}

/// The highest weight class.
pub(super) const LEVELS: u8 = 7;

/// The places of several terms in an index of `units` units, one term after the other.
pub(super) fn places<'a>(lists: impl Iterator<Item = &'a [Posting]>, units: u32) -> String {
    let mut bits = Bits::default();
    for list in lists {
        let count = u32::try_from(list.len()).expect("no more places than units");
        bits.unary(count.ilog2());
        bits.low(count, count.ilog2());
        halve(&mut bits, list, 0, units);
        for posting in list {
            bits.unary(u32::from(posting.level));
        }
    }
    bits.finish()
}

/// Units of a sorted list that all lie from `start` up to `end`.
fn halve(bits: &mut Bits, list: &[Posting], start: u32, end: u32) {
    let half = list.len() / 2;
    let Some(middle) = list.get(half) else { return };
    let (left, right) = (&list[..half], &list[half + 1..]);
    let room = |list: &[Posting]| u32::try_from(list.len()).expect("no more places than units");
    let least = start + room(left);
    bits.within(middle.unit - least, end - room(right) - least);
    halve(bits, left, start, middle.unit);
    halve(bits, right, middle.unit + 1, end);
}

/// JSON, deflated. A character too many says that the last bits hold no byte although there is room for one.
pub(super) fn squeeze(json: &str) -> String {
    let bytes = deflate(json.as_bytes());
    let mut bits = Bits::default();
    for byte in &bytes {
        bits.low(u32::from(*byte), 8);
    }
    let text = bits.finish();
    let odd = text.len() / 2 * 13 / 8 > bytes.len();
    if odd { text + "#" } else { text }
}

/// Deflated bytes. A compressor is a third of a megabyte, so each thread has one for all shards.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        static COMPRESSOR: RefCell<Compress> =
            RefCell::new(Compress::new(Compression::new(6), false));
    }
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        let mut left = bytes;
        loop {
            let before = compressor.total_in();
            let status = compressor.compress_vec(left, &mut out, FlushCompress::Finish);
            if status.expect("memory takes all") == Status::StreamEnd {
                return out;
            }
            let taken = compressor.total_in() - before;
            left = &left[usize::try_from(taken).expect("a part of a text in memory")..];
            out.reserve(out.capacity());
        }
    })
}

/// A word after the one before it in the sorted list. A capital letter says how many UTF-16 units are shared with
/// that, a sign how common the word is; words themselves hold neither.
pub(super) fn word(before: &str, word: &str, units: usize) -> String {
    let mut shared = 0;
    let mut rest = word;
    for (here, there) in word.chars().zip(before.chars()) {
        if here != there || shared + here.len_utf16() > 25 {
            break;
        }
        shared += here.len_utf16();
        rest = &rest[here.len_utf8()..];
    }
    let mut text =
        String::from(char::from(b'A' + u8::try_from(shared).expect("at most 25 are shared")));
    let class = units.max(1).ilog2().min(12);
    if class > 0 {
        text.push(char::from(b'"' + u8::try_from(class).expect("at most 12")));
    }
    text + rest
}

/// Bits as they come, written out thirteen at a time.
#[derive(Default)]
struct Bits {
    text: String,
    /// The lowest `count` bits wait to be written.
    held: u64,
    count: u32,
}

/// What a pair of characters holds.
const PAIR: u32 = 13;

impl Bits {
    /// The lowest `width` bits of a value, 32 at most.
    fn low(&mut self, value: u32, width: u32) {
        self.held = self.held << width | u64::from(value) & !(u64::MAX << width);
        self.count += width;
        while self.count >= PAIR {
            self.count -= PAIR;
            let pair = u32::try_from(self.held >> self.count).expect("thirteen bits");
            self.text.push(letter(pair / 91));
            self.text.push(letter(pair % 91));
            self.held &= !(u64::MAX << self.count);
        }
    }

    /// As many ones as `value`, which is at most 31, then a zero.
    fn unary(&mut self, value: u32) {
        self.low(u32::MAX << 1, value + 1);
    }

    /// A value below `end`: the first few values take one bit less where `end` is no power of two.
    fn within(&mut self, value: u32, end: u32) {
        let width = u32::BITS - (end - 1).leading_zeros();
        let short = (1 << width) - end;
        if value < short {
            self.low(value, width - 1);
        } else {
            self.low(value + short, width);
        }
    }

    fn finish(mut self) -> String {
        if self.count > 0 {
            self.low(0, PAIR - self.count);
        }
        self.text
    }
}

/// Whether a text is made of nothing but the characters that stand for bits and words here.
pub(super) fn is_packed(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'#'..=b'~') && byte != b'\\')
}

/// One of 91 characters from `#` on that need no escape between double quotes.
fn letter(value: u32) -> char {
    let place = u8::try_from(value).expect("91 values fit a byte") + b'#';
    char::from(if place < b'\\' { place } else { place + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(write: impl FnOnce(&mut Bits)) -> String {
        let mut bits = Bits::default();
        write(&mut bits);
        bits.finish()
    }

    fn pattern(bits: &str) -> String {
        let value = u32::from_str_radix(&format!("{bits:0<13}"), 2).expect("only zeros and ones");
        [letter(value / 91), letter(value % 91)].iter().collect()
    }

    #[test]
    fn places_are_bits() {
        // Two places (10, 0); the middle is the second: 2 of 1..=3 is the second of three (10); the first: 0 of two
        // (0); levels 0 and 2 (0, 110).
        let list = [Posting { unit: 0, level: 0 }, Posting { unit: 2, level: 2 }];
        assert_eq!(places(std::iter::once(&list[..]), 4), pattern("1001000110"));
    }

    #[test]
    fn values_within_a_bound_take_no_bit_too_many() {
        assert_eq!(bits(|bits| bits.within(0, 1)), "");
        assert_eq!(bits(|bits| bits.within(0, 3)), pattern("0"));
        assert_eq!(bits(|bits| bits.within(1, 3)), pattern("10"));
        assert_eq!(bits(|bits| bits.within(2, 3)), pattern("11"));
    }

    #[test]
    fn no_letter_needs_an_escape() {
        let letters: Vec<char> = (0..91).map(letter).collect();
        assert!(letters.iter().all(|letter| !matches!(letter, '\\' | '"')));
        assert_eq!((letters[0], letters[90]), ('#', '~'));
    }

    #[test]
    fn words_share_what_stands_before() {
        assert_eq!(word("", "train", 1), "Atrain");
        assert_eq!(word("train", "training", 5), "F$ing");
        assert_eq!(word("𝛼a", "𝛼b", 2), "C#b");
    }
}
