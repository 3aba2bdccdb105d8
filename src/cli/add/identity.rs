//! The id of a book that has none yet, written into `book.toml`: what readers keep of the new chapter or question hangs
//! on it.

use crate::guide::identity;
use crate::manifest::Manifest;

/// The text of `book.toml` with an id, and the id; nothing for a book that has one, be it one that nothing reads.
pub(super) fn give(manifest: &Manifest, text: &str) -> Option<(String, String)> {
    if manifest.id.is_some() || identity::is_named(text) {
        return None;
    }
    let id = identity::fresh(&manifest.title, &manifest.title);
    let title = toml::Value::String(manifest.title.clone());
    let at = text.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((*end, line))
    });
    let (end, _) = at.into_iter().find(|(_, line)| line.trim() == "[book]")?;
    let (before, after) = text.split_at(end);
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    Some((format!("{before}{gap}id = \"{id}\"\nwas = {title}\n{after}"), id))
}
