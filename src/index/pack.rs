//! Values as texts that stand in a script without escapes: JSON, deflated by a pure Rust encoder, so that every machine
//! gives the same bytes, in base64. Reading is `static/js/search.js`'s job.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

/// The places of a term: for each the step from the unit before, times eight, and the weight class.
pub(super) fn places(list: &[Posting]) -> Vec<u32> {
    let mut before = 0;
    let step = |place: &Posting| {
        (place.unit - std::mem::replace(&mut before, place.unit)) * 8 + u32::from(place.level)
    };
    list.iter().map(step).collect()
}

/// JSON, packed.
pub(super) fn squeeze(json: &str) -> String {
    STANDARD.encode(deflate(json.as_bytes()))
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
        let list = [(0, 0), (2, 7), (3, 1)].map(|(unit, level)| Posting { unit, level });
        assert_eq!(places(&list), [0, 2 * 8 + 7, 8 + 1]);
    }

    #[test]
    fn words_tell_how_common_they_are() {
        assert_eq!(word("train", 1), "0train");
        assert_eq!(word("train", 5), "2train");
        assert_eq!(word("train", 5000), "9train");
    }
}
