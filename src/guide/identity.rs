//! The name under which a book is known to readers' browsers and to Anki, whatever becomes of its title.
//!
//! Readers' progress and the notes of an exported deck hang on it. Before books had an `id` their title was the name;
//! what was kept under it is taken over.

use crate::manifest::Manifest;
use crate::parse::blocks::slug;
use crate::study::question::short_hash;

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

/// A readable name with five letters that depend on `salt`.
pub fn named(title: &str, salt: &str) -> String {
    let start: String = slug(title).chars().take(KEPT).collect();
    format!("{}-{}", start.trim_end_matches('-'), short_hash(salt))
}
