//! The contents, where they name places in chapters.

use super::links::{BROKEN_ANCHOR, BROKEN_LINK};
use crate::finding::{Finding, did_you_mean};
use crate::guide::{Guide, Target};
use crate::manifest::outline::{EntryKind, OutlineEntry};

/// Places that are not there.
pub fn places(guide: &Guide<'_>) -> Vec<Finding> {
    let entries = guide.project.outline.entries.iter();
    let places = entries.filter(|entry| entry.kind == EntryKind::Place);
    places.filter_map(|entry| missing(guide, entry)).collect()
}

fn missing(guide: &Guide<'_>, entry: &OutlineEntry) -> Option<Finding> {
    let nothing = format!("nothing is at `{}`", entry.path);
    match guide.target("", &entry.path) {
        Target::Page { .. } => None,
        Target::NoAnchor { page, anchor, chapter } => {
            let known = guide.anchors(&page, chapter).iter().map(String::as_str);
            let help = did_you_mean(&anchor, known)
                .unwrap_or_else(|| "the line leads to the start of the chapter".to_owned());
            Some(BROKEN_ANCHOR.broken(entry.span?, nothing).help(help))
        }
        _ => Some(BROKEN_LINK.broken(entry.span?, nothing).help("list the chapter".to_owned())),
    }
}
