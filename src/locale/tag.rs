//! What the tag of a language tells, and the way in which a text runs.

use std::cmp::Ordering;
use unic_langid::subtags::Region;
use unic_langid::{CharacterDirection, LanguageIdentifier};

/// The way in which a language is written: `rtl` or `ltr`.
pub fn direction(tag: &str) -> &'static str {
    let tag = identifier(tag);
    let region = tag.region.as_ref().map(Region::as_str);
    // Languages that are written in more than one script, where the tag tells none. So say Unicode's likely subtags, a table
    // of a third of a megabyte that tells no more of the ways of lines than this.
    match (tag.language.as_str(), region) {
        _ if tag.script.is_some() => {}
        ("az", Some("IQ" | "IR"))
        | ("ha", Some("CM" | "SD"))
        | ("ms", Some("CC"))
        | ("pa", Some("PK"))
        | ("uz", Some("AF")) => return "rtl",
        ("az" | "bm" | "ff" | "ha" | "ms" | "pa" | "uz", _)
        | ("sd", Some("IN"))
        | ("ug", Some("KZ" | "MN")) => return "ltr",
        _ => {}
    }
    match tag.character_direction() {
        CharacterDirection::RTL => "rtl",
        _ => "ltr",
    }
}

/// The script that a text in Chinese is in, by where it is read; of another language the one that its tag tells.
pub(super) fn script(tag: &LanguageIdentifier) -> Option<&str> {
    if let Some(script) = &tag.script {
        return Some(script.as_str());
    }
    let region = tag.region.as_ref().map(Region::as_str);
    (tag.language == "zh").then_some(match region {
        Some(
            "AU" | "BN" | "GB" | "GF" | "HK" | "ID" | "MO" | "PA" | "PF" | "PH" | "SR" | "TH"
            | "TW" | "US" | "VN",
        ) => "Hant",
        _ => "Hans",
    })
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
