//! Values as texts that stand in a script without escapes: JSON, deflated by a pure Rust encoder, so that every machine
//! gives the same bytes, in base64. Reading is `static/js/search.js`'s job.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;
use std::io::Read as _;

/// One place of a term: the unit's number, times eight, and the weight class, 0 to [`LEVELS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(unit: u32, level: u8) -> Self {
        Self(unit * 8 + u32::from(level))
    }

    pub(super) fn unit(self) -> u32 {
        self.0 / 8
    }

    pub(super) fn level(self) -> u8 {
        (self.0 % 8) as u8
    }
}

/// The highest weight class.
pub(super) const LEVELS: u8 = 7;

/// The places of a term, as they stand between the brackets of a list: for each the step from the unit before, times eight,
/// and the weight class.
pub(super) fn push_places(list: &[Posting], json: &mut String) {
    let mut before = 0;
    for (number, place) in list.iter().enumerate() {
        if number > 0 {
            json.push(',');
        }
        let step = place.0 - std::mem::replace(&mut before, place.unit() * 8);
        push_number(step, json);
    }
}

/// As `write!` would, in a quarter of its time: a book has millions of places.
fn push_number(mut number: u32, json: &mut String) {
    let mut digits = [0; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    json.extend(digits[start..].iter().map(|digit| char::from(*digit)));
}

/// Hands out what [`push_places`] wrote; tells whether it was that.
pub(super) fn each_place(json: &str, mut take: impl FnMut(Posting)) -> bool {
    let mut before = 0_u32;
    let mut digits = 0;
    let mut step = 0_u32;
    // With a border at the end, as between two.
    for byte in json.bytes().chain([b',']) {
        match byte {
            b'0'..=b'9' => {
                step = step.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'));
                digits += 1;
            }
            b',' if digits > 0 => {
                let Some(place) = before.checked_add(step) else { return false };
                take(Posting(place));
                before = place & !7;
                (step, digits) = (0, 0);
            }
            _ => return false,
        }
    }
    true
}

/// JSON, packed.
pub(super) fn squeeze(json: &str) -> String {
    STANDARD.encode(deflate(json.as_bytes()))
}

/// What was packed; nothing if it is no packed text, or one longer than any of ours.
pub(super) fn unsqueezed(data: &str) -> Option<String> {
    const LONGEST: u64 = 64 << 20;
    let bytes = STANDARD.decode(data).ok()?;
    let mut json = String::with_capacity(bytes.len() * 5);
    DeflateDecoder::new(&bytes[..]).take(LONGEST).read_to_string(&mut json).ok()?;
    Some(json)
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

/// A word, with a digit in front for how common it is.
pub(super) fn word(word: &str, units: usize) -> String {
    format!("{}{word}", units.max(1).ilog2().min(9))
}

/// Whether a text is made of nothing but the characters of packed values and of names.
pub(super) fn is_packed(text: &str) -> bool {
    let ours = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-');
    text.bytes().all(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_steps_with_classes() {
        let list =
            [(0, 0), (2, 7), (3, 1), (900, 3)].map(|(unit, level)| Posting::new(unit, level));
        let mut json = String::new();
        push_places(&list, &mut json);
        assert_eq!(json, "0,23,9,7179");
        let mut read = Vec::new();
        assert!(each_place(&json, |place| read.push(place)));
        assert_eq!(read, list);
    }

    #[test]
    fn what_are_no_places_are_not_read() {
        for json in ["", ",", "1,", "1,,2", "1 ", "-1", "[1]"] {
            assert!(!each_place(json, |_| {}), "{json:?}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        assert_eq!(unsqueezed(&squeeze("[1,2]")).as_deref(), Some("[1,2]"));
        assert_eq!(unsqueezed("no data"), None);
    }

    #[test]
    fn words_tell_how_common_they_are() {
        assert_eq!(word("train", 1), "0train");
        assert_eq!(word("train", 5), "2train");
        assert_eq!(word("train", 5000), "9train");
    }
}
