//! The name under which a book is known to readers' browsers and to Anki, whatever becomes of its title.
//!
//! Readers' progress and the notes of an exported deck hang on it. Before books had an `id` their title was the name;
//! what was kept under it is taken over.

use crate::manifest::Manifest;
use crate::parse::blocks::slug;
use crate::study::question::short_hash;
use toml::de::{DeTable, DeValue};
use unicode_normalization::UnicodeNormalization as _;

/// Letters of the title that an id made from it keeps.
const KEPT: usize = 24;

/// The book's `id`; for a book without one, what its title gives.
pub fn of(manifest: &Manifest) -> String {
    manifest.id.clone().unwrap_or_else(|| of_title(title(manifest)))
}

/// The name from before the book had an id, if it was another one.
pub fn earlier(manifest: &Manifest) -> Option<String> {
    let earlier = of_title(manifest.was.as_deref().unwrap_or(title(manifest)));
    (of(manifest) != earlier).then_some(earlier)
}

/// What Anki knows the book's notes by: once exported they keep it, so an earlier name stays in use.
pub fn of_notes(manifest: &Manifest) -> String {
    manifest.was.as_ref().map_or_else(|| of(manifest), |title| of_title(title))
}

/// What Anki knows the kinds of the book's notes by.
pub fn of_models(manifest: &Manifest) -> &str {
    manifest.was.as_ref().or(manifest.id.as_ref()).map_or(title(manifest), String::as_str)
}

/// The title in the book's own language: one book has one name in all its languages.
fn title(manifest: &Manifest) -> &str {
    manifest.original_title.as_ref().unwrap_or(&manifest.title)
}

/// The name that a title gives.
pub fn of_title(title: &str) -> String {
    named(title, title)
}

/// An `id` for a manifest, with five letters that depend on `salt`: of a title's letters those stay that an id may have.
pub fn fresh(title: &str, salt: &str) -> String {
    named(&latin(title).unwrap_or_else(|| "book".to_owned()), salt)
}

/// Words in the letters that ids have, a to z, digits and hyphens; nothing where none are left.
pub fn latin(words: &str) -> Option<String> {
    let plain = slug(words).replace('ß', "ss");
    let plain: String = plain.nfkd().filter(char::is_ascii).collect();
    let plain = plain.replace('_', "-");
    let start: String = plain.trim_matches('-').chars().take(KEPT).collect();
    Some(start.trim_end_matches('-').to_owned()).filter(|latin| !latin.is_empty())
}

/// A readable name with five letters that depend on `salt`.
fn named(title: &str, salt: &str) -> String {
    let start: String = slug(title).chars().take(KEPT).collect();
    format!("{}-{}", start.trim_end_matches('-'), short_hash(salt))
}

/// Whether a manifest names the book, be it in a way that nothing reads.
pub fn is_named(manifest: &str) -> bool {
    let Ok(table) = DeTable::parse(manifest) else { return false };
    let book = table.get_ref().get("book").map(toml::Spanned::get_ref);
    matches!(book, Some(DeValue::Table(book)) if book.contains_key("id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_letters_that_a_manifest_takes() {
        for (title, start) in [
            ("Formats – a guide", "formats--a-guide-"),
            ("Imkerprüfung: Straße 1_2", "imkerprufung-strasse-1-2-"),
            ("潮汐", "book-"),
            ("Ελ 2", "2-"),
        ] {
            let id = fresh(title, title);
            assert!(id.starts_with(start) && id.len() == start.len() + 5, "{title}: {id}");
            assert!(id.chars().all(|it| matches!(it, 'a'..='z' | '0'..='9' | '-')), "{id}");
        }
    }
}
