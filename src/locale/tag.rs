//! What the tag of a language tells, and the way in which a text runs.

use std::cmp::Ordering;
use unic_langid::{CharacterDirection, LanguageIdentifier};

/// The way in which a language is written: `rtl` or `ltr`.
pub fn direction(tag: &str) -> &'static str {
    match identifier(tag).character_direction() {
        CharacterDirection::RTL => "rtl",
        _ => "ltr",
    }
}

/// The way in which most letters of a text run; nothing for one without letters that have a way.
pub fn direction_of(text: &str) -> Option<&'static str> {
    let is_right_to_left = |letter: &char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let (right_to_left, others): (Vec<char>, Vec<char>) = letters.partition(is_right_to_left);
    match right_to_left.len().cmp(&others.len()) {
        Ordering::Greater => Some("rtl"),
        Ordering::Less => Some("ltr"),
        Ordering::Equal => None,
    }
}

/// Whether a browser can make sense of a tag: `en`, `pt-BR`, `zh-Hant-TW`.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.chars().all(|letter| letter.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len())
                && part.chars().all(|letter| letter.is_ascii_alphanumeric())
        })
}

pub(super) fn identifier(tag: &str) -> LanguageIdentifier {
    tag.parse().unwrap_or_default()
}
