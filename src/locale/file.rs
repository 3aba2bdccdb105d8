//! Files of words: those that the program brings, and any of them read with the places of its messages.

use super::tag::{identifier, script};
use crate::packed::Packed;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Every file of `locales`: language and text; `build.rs` makes the list.
#[allow(clippy::unreadable_literal, reason = "no person writes them")]
pub(super) static SHIPPED: &[(&str, Packed)] = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// Our file for a language: of its very name, of its script, or of the language alone.
pub(super) fn text_of(tag: &str) -> Option<&'static str> {
    let file = |wanted: &str| {
        SHIPPED.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, text)| text)
    };
    let language = identifier(tag);
    let alone = language.language.as_str();
    let script = script(&language).map(|script| format!("{alone}-{script}"));
    let scripts = SHIPPED.iter().any(|(name, _)| name.starts_with(&format!("{alone}-")));
    let found = file(tag).or_else(|| file(&script?)).or_else(|| file(alone).filter(|_| !scripts));
    found.map(Packed::text)
}

/// A file of words as it is written.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub messages: Vec<Message>,
    pub faults: Vec<(Range<usize>, String)>,
}

#[derive(Debug)]
pub(super) struct Message {
    pub name: String,
    pub text: String,
    /// Where its text stands.
    pub range: Range<usize>,
}

pub(super) fn read(text: &str) -> Words {
    let mut words = Words::default();
    match DeTable::parse(text) {
        Ok(table) => words.take(table.get_ref(), ""),
        Err(error) => {
            let range = error.span().unwrap_or_default();
            words.faults.push((range, format!("this is no TOML: {}", error.message())));
        }
    }
    words
}

impl Words {
    fn take(&mut self, table: &DeTable<'_>, above: &str) {
        for (key, value) in table {
            let name = format!("{above}{}", key.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.take(inner, &format!("{name}.")),
                DeValue::String(text) => {
                    let text = text.as_ref().to_owned();
                    self.messages.push(Message { name, text, range: value.span() });
                }
                _ => self.faults.push((value.span(), format!("`{name}` is no text"))),
            }
        }
    }
}
