//! Values as texts that stand in a script without escapes: JSON, deflated by a pure Rust encoder, so that every machine
//! gives the same bytes, in base64. The places of a term are a text in it, a letter for each. Reading is
//! `static/js/search.js`'s job.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::cell::RefCell;
use std::thread::LocalKey;
use zlib_rs::{Deflate, DeflateConfig, DeflateFlush, Inflate, InflateFlush, Status, Strategy};

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

/// The places of a term, as they stand between the quotes of a text: for each a letter that stands for the step from the unit
/// before, times eight, and the weight class. A step that no letter reaches has several, the first ones with [`FAR`].
pub(super) fn push_places(list: &[Posting], text: &mut String) {
    each_step(list, |step| text.push(letter(step)));
}

/// Bytes of what [`push_places`] writes.
pub(super) fn places_length(list: &[Posting]) -> usize {
    let mut length = 0;
    each_step(list, |step| {
        let code = code(step);
        length += 1 + usize::from(code >= 0x80) + usize::from(code >= 0x800);
        length += usize::from(code >= 0x10000);
    });
    length
}

#[inline]
fn each_step(list: &[Posting], mut take: impl FnMut(u32)) {
    let mut before = 0;
    for place in list {
        let mut step = place.0 - std::mem::replace(&mut before, place.unit() * 8);
        while step >= FAR {
            take(FAR);
            step -= FAR & !7;
        }
        take(step);
    }
}

/// Stands for a step that leads to no place, and is followed by another.
const FAR: u32 = (1 << 20) - 1;

/// The letter of a number up to [`FAR`]. Texts of JSON have no control characters, quotes and backslashes as they are, and
/// between 0xd800 and 0xe000 there are no letters.
#[inline]
fn letter(number: u32) -> char {
    char::from_u32(code(number)).expect("the gap is left out")
}

#[inline]
fn code(number: u32) -> u32 {
    match number + 0x23 {
        code @ ..0x5c => code,
        code @ ..0xd7ff => code + 1,
        code => code + 0x801,
    }
}

/// The number of a letter, if it is one of those.
fn number(letter: char) -> Option<u32> {
    match u32::from(letter) {
        0x5c => None,
        code @ ..0x5c => code.checked_sub(0x23),
        code @ ..0xd800 => Some(code - 0x24),
        code => Some(code - 0x824).filter(|number| *number <= FAR),
    }
}

/// Hands out what [`push_places`] wrote; tells whether it was that.
pub(super) fn each_place(text: &str, mut take: impl FnMut(Posting)) -> bool {
    let mut before = 0_u32;
    let mut is_whole = false;
    for letter in text.chars() {
        let Some(step) = number(letter) else { return false };
        let Some(place) = before.checked_add(step) else { return false };
        before = place & !7;
        is_whole = step != FAR;
        if is_whole {
            take(Posting(place));
        }
    }
    is_whole
}

/// JSON, packed.
pub(super) fn squeeze(json: &str) -> String {
    thread_local! {
        static REPEATS: RefCell<Deflate> = compressor(Strategy::Default);
    }
    STANDARD.encode(deflate(json.as_bytes(), &REPEATS))
}

/// JSON with places. No row of steps comes again, so none is looked for; letters that are met often take fewer bits.
pub(super) fn squeeze_places(json: &str) -> String {
    thread_local! {
        static LETTERS: RefCell<Deflate> = compressor(Strategy::HuffmanOnly);
    }
    STANDARD.encode(deflate(json.as_bytes(), &LETTERS))
}

/// What was packed; nothing if it is no packed text, or one longer than any of ours.
pub(super) fn unsqueezed(data: &str) -> Option<String> {
    const LONGEST: usize = 64 << 20;
    thread_local! {
        static INFLATE: RefCell<Inflate> = RefCell::new(Inflate::new(false, 15));
    }
    let bytes = STANDARD.decode(data).ok()?;
    INFLATE.with_borrow_mut(|inflate| {
        inflate.reset(false);
        let mut out = vec![0; bytes.len() * 5 + 64];
        loop {
            let (taken, given) = (length(inflate.total_in()), length(inflate.total_out()));
            match inflate.decompress(&bytes[taken..], &mut out[given..], InflateFlush::Finish) {
                Ok(Status::StreamEnd) => break,
                // It ends too early.
                Ok(_) if length(inflate.total_out()) < out.len() => return None,
                Ok(_) if out.len() < LONGEST => out.resize(out.len() * 2, 0),
                _ => return None,
            }
        }
        out.truncate(length(inflate.total_out()));
        String::from_utf8(out).ok()
    })
}

/// Bytes of a text that is in memory.
fn length(bytes: u64) -> usize {
    usize::try_from(bytes).expect("it is in memory")
}

/// A compressor is a third of a megabyte, so each thread has one for all shards.
type Compressor = LocalKey<RefCell<Deflate>>;

fn compressor(strategy: Strategy) -> RefCell<Deflate> {
    // Below zero: without a head.
    let config = DeflateConfig { window_bits: -15, strategy, ..DeflateConfig::new(6) };
    RefCell::new(Deflate::new_with_config(config))
}

fn deflate(bytes: &[u8], compressor: &'static Compressor) -> Vec<u8> {
    compressor.with_borrow_mut(|compressor| {
        compressor.reset();
        let mut out = vec![0; bytes.len() / 2 + 64];
        loop {
            let (taken, given) = (length(compressor.total_in()), length(compressor.total_out()));
            let (left, room) = (&bytes[taken..], &mut out[given..]);
            let status = compressor.compress(left, room, DeflateFlush::Finish);
            if status.expect("memory takes all") == Status::StreamEnd {
                out.truncate(length(compressor.total_out()));
                return out;
            }
            out.resize(out.len() * 2, 0);
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
    fn places_are_the_letters_of_the_shared_vectors() {
        let vectors = include_str!("../../tests/vectors/places.json");
        let vectors: Vec<(String, Vec<(u32, u8)>)> =
            serde_json::from_str(vectors).expect("the vectors are JSON");
        for (expected, list) in vectors {
            let list: Vec<Posting> =
                list.into_iter().map(|(unit, level)| Posting::new(unit, level)).collect();
            let mut text = String::new();
            push_places(&list, &mut text);
            assert_eq!(text, expected);
            assert_eq!(places_length(&list), text.len());
            let mut read = Vec::new();
            assert!(each_place(&text, |place| read.push(place)), "{text:?}");
            assert_eq!(read, list);
        }
    }

    #[test]
    fn letters_of_places_stand_in_json_as_they_are_and_are_read_again() {
        let edges = [0, 0x38, 0x39, 0x5c, 0x7dc, 0xd7db, 0xd7dc, 0xd7dd, 0xffff, FAR - 1, FAR];
        for edge in edges.into_iter().chain(0..300) {
            let letter = letter(edge);
            assert_eq!(number(letter), Some(edge));
            let json = serde_json::to_string(&letter).expect("it is a letter");
            assert_eq!(json.len(), letter.len_utf8() + 2, "{letter:?}");
        }
        let known: Vec<u32> = ('\0'..=char::MAX).filter_map(number).collect();
        assert!(known.into_iter().eq(0..=FAR));
    }

    #[test]
    fn what_are_no_places_are_not_read() {
        let far = letter(FAR).to_string();
        for text in ["", " ", "!", "\"", "#\\", "\n", "\u{10fffd}", &far] {
            assert!(!each_place(text, |_| {}), "{text:?}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for json in ["[1,2]", "", &"[\"#:,\",\"#\"]".repeat(9_999)] {
            for data in [squeeze(json), squeeze_places(json)] {
                assert_eq!(unsqueezed(&data).as_deref(), Some(json));
            }
        }
        assert_eq!(unsqueezed("no data"), None);
        let data = squeeze(&"[1,2]".repeat(99));
        for end in (0..data.len()).step_by(4) {
            assert_eq!(unsqueezed(&data[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn words_tell_how_common_they_are() {
        assert_eq!(word("train", 1), "0train");
        assert_eq!(word("train", 5), "2train");
        assert_eq!(word("train", 5000), "9train");
    }
}
