//! Letters as everybody types them: accents, points and wide forms taken away, and what one writer sets for another's.
//!
//! `static/js/token.js` folds queries in the same way; `tests/vectors/token.json` holds both to it.

use crate::check::text::is_ideograph;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Accents, vowel points, wide forms and what nobody sees taken away, one character at a time; letter case stays, since it
/// tells where a name such as `CreateEndpoint` is made of two words.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    if is_composed(text) {
        fold_letters(text.chars(), &mut folded);
    } else {
        fold_letters(text.nfc(), &mut folded);
    }
    Cow::Owned(folded)
}

/// Whether a letter is of those that fold to themselves: nearly all of a text in English, Chinese or Japanese.
#[inline]
fn stays(letter: char) -> bool {
    // Marks such as `、` and `。`, the dot between names, and what makes a vowel long.
    let is_mark = |letter| matches!(letter, '\u{3001}'..='\u{3020}' | '\u{30fb}' | '\u{30fc}');
    letter.is_ascii() || is_ideograph(letter) || is_mark(letter)
}

/// Whether accents stand on their letters wherever Unicode has both in one.
pub(super) fn is_composed(text: &str) -> bool {
    // What nothing joins, and which joins nothing: all before the accents, and wide forms of ASCII.
    let alone = |letter: char| {
        letter < '\u{300}' || stays(letter) || matches!(letter, '\u{ff01}'..='\u{ff5e}')
    };
    text.chars().all(alone) || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

fn fold_letters(letters: impl Iterator<Item = char>, folded: &mut String) {
    let mut letters = letters.peekable();
    while let Some(letter) = letters.next() {
        // The voice mark of a half-wide letter is a letter of its own; both are one wide letter.
        let mark = letters.next_if(|next| matches!(next, '\u{ff9e}' | '\u{ff9f}'));
        match letter {
            _ if mark.is_none() && stays(letter) => folded.push(letter),
            '\u{ff01}'..='\u{ff5e}' if mark.is_none() => {
                folded.extend(char::from_u32(u32::from(letter) - 0xff01 + u32::from('!')));
            }
            _ => {
                let parts = std::iter::once(letter).chain(mark).nfkd();
                let bare = parts.filter(|part| !is_left_out(*part));
                folded.extend(bare.nfkc().map(one_form));
            }
        }
    }
}

/// The first digit of scripts that have their own; the other nine follow it.
const ZEROS: &str = "٠۰०০੦૦௦౦೦൦๐໐၀០";

/// Letters that one writer sets for another's, and digits of other scripts. The letters of Hebrew that end a word stay: they
/// are others than those inside one.
fn one_form(letter: char) -> char {
    match letter {
        // The apostrophe of Ukrainian, which is a letter.
        '\u{2bc}' => '’',
        // Alef with the sign that joins it to the word before.
        '\u{671}' => '\u{627}',
        // Yeh without its points, and as Persian keyboards have it.
        '\u{649}' | '\u{6cc}' => '\u{64a}',
        // The end of feminine words.
        '\u{629}' => '\u{647}',
        // Kaf as Persian keyboards have it.
        '\u{6a9}' => '\u{643}',
        _ if letter > '\u{65f}' && letter.is_numeric() => {
            let digit = ZEROS.chars().find_map(|zero| {
                (letter as u32).checked_sub(zero as u32).filter(|digit| *digit < 10)
            });
            digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter)
        }
        _ => letter,
    }
}

/// Accents, the points of Hebrew and Arabic, the stroke that makes an Arabic word longer; a hyphen that shows only where
/// a line ends; spaces, joints and signs of direction without a width; what chooses among the looks of a sign.
fn is_left_out(part: char) -> bool {
    matches!(part,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{ad}' | '\u{200b}' | '\u{200d}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// In small letters, and those that many keyboards lack as they are written without them.
pub(super) fn lower(text: &str) -> String {
    let lower = text.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let mut plain = String::with_capacity(lower.len());
    for letter in lower.chars() {
        match letter {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            _ => plain.push(letter),
        }
    }
    plain
}
