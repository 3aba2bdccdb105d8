//! A text in pieces that no term reaches out of.

use crate::letters::{BLANK, COMMA, is_border, is_steady, letter};

/// A text that is cut into pieces, in the order they stand.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// Whether all between tokens so far is as [`crate::letters::is_plain`] has it.
    pub(super) are_plain: bool,
}

/// Runs of letters whose terms are their pairs come as those; what else stands between blanks and marks is a token, with
/// letters that may be such only once they are folded.
pub(super) enum Piece<'t> {
    Run,
    Token(&'t str),
    /// No piece: here a sentence, a longer part of one, or a line ends.
    End(usize),
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, are_plain: !text.is_empty() }
    }

    /// The next piece, if there is one. The pairs of a run go into `pairs`, each as its two letters in one number, and the
    /// last letter with none.
    pub(super) fn next(&mut self, pairs: &mut Vec<u32>) -> Option<Piece<'t>> {
        let bytes = self.text.as_bytes();
        let start = match start_of_piece(bytes, self.at, &mut self.are_plain)? {
            Start::Piece(start) => start,
            Start::End(end) => {
                self.at = end;
                return Some(Piece::End(end));
            }
        };
        pairs.clear();
        let end = end_of_run(bytes, start, pairs);
        if end > start && is_apart(bytes, end) {
            self.at = end;
            return Some(Piece::Run);
        }
        self.at = end_of_token(bytes, start, end);
        Some(Piece::Token(&self.text[start..self.at]))
    }
}

enum Start {
    Piece(usize),
    End(usize),
}

/// Where the next piece begins, if there is one before a sentence ends; and whether all up to there is plain.
#[inline]
fn start_of_piece(bytes: &[u8], mut at: usize, is_plain: &mut bool) -> Option<Start> {
    loop {
        let byte = *bytes.get(at)?;
        if matches!(byte, b'!'..0x80) {
            return Some(Start::Piece(at));
        }
        if byte.is_ascii_whitespace() {
            let before = at.checked_sub(1).map(|before| bytes[before]);
            at += 1;
            let parts_two = before.is_some_and(|before| before != b' ') && at < bytes.len();
            *is_plain &= byte == b' ' && parts_two;
            if byte == b'\n' || byte == b' ' && matches!(before, Some(b'.' | b'?' | b';' | b':')) {
                return Some(Start::End(at));
            }
            continue;
        }
        let letter = letter(bytes, at);
        if !is_border(letter) && letter != COMMA {
            return Some(Start::Piece(at));
        }
        at += 3;
        *is_plain &= letter != BLANK;
        // `。`, `！` and `？`.
        if matches!(letter, 0x3002 | 0xff01 | 0xff1f) {
            return Some(Start::End(at));
        }
    }
}

/// Where a run ends; what it has goes into `pairs`.
#[inline]
fn end_of_run(bytes: &[u8], start: usize, pairs: &mut Vec<u32>) -> usize {
    let mut before = letter(bytes, start);
    if !is_steady(before) {
        return start;
    }
    let mut at = start + 3;
    loop {
        let letter = letter(bytes, at);
        if !is_steady(letter) {
            pairs.push(before << 16);
            return at;
        }
        pairs.push(before << 16 | letter);
        before = letter;
        at += 3;
    }
}

/// Whether what follows a run leaves its last letter as it is.
#[inline]
fn is_apart(bytes: &[u8], end: usize) -> bool {
    let letter = letter(bytes, end);
    bytes.get(end).is_none_or(u8::is_ascii) || is_border(letter) || letter == COMMA
}

/// Where the token ends that begins at `start`, and whose letters before `at` are those of a run.
fn end_of_token(bytes: &[u8], start: usize, mut at: usize) -> usize {
    let (mut after_run, mut after_other) = (at > start, false);
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if after_run || byte.is_ascii_whitespace() {
                break;
            }
            after_other = false;
            at += 1;
            while matches!(bytes.get(at), Some(b'!'..0x80)) {
                at += 1;
            }
            continue;
        }
        let letter = letter(bytes, at);
        let is_steady = is_steady(letter);
        let after_ascii = at > start && !after_run && !after_other;
        let is_mark = letter == COMMA && !after_other && !bytes[at - 1].is_ascii_digit();
        if is_border(letter) || is_mark || is_steady && after_ascii {
            break;
        }
        (after_run, after_other) = (is_steady, !is_steady);
        at += match byte {
            0xf0.. => 4,
            0xe0.. => 3,
            _ => 2,
        };
    }
    at
}
