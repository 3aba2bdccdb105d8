//! Pictures that are to have smaller copies, and cannot.

use crate::address;
use crate::finding::Finding;
use crate::guide::{Guide, Target};
use crate::load::pictures::PICTURE_COPIES;
use std::collections::BTreeSet;

/// Files under the name of a picture that hold none, where the book asks for copies.
pub fn unreadable(guide: &Guide<'_>) -> Vec<Finding> {
    if guide.project.manifest.site.pictures.is_none() {
        return Vec::new();
    }
    let mut told = BTreeSet::new();
    let pictures = guide.links.iter().filter(|link| link.is_picture());
    let look = |link| {
        let chapter = guide.chapter_of(link)?;
        let Target::File { path, .. } = guide.leads(chapter, &link.at, &link.to) else {
            return None;
        };
        let kind = address::ending(&path)?;
        let is_drawn = ["svg", "gif", "avif", "heic"].contains(&kind.as_str());
        let is_sound =
            guide.project.files.get(&path).is_none_or(|bytes| imagesize::blob_size(bytes).is_ok());
        if is_drawn || is_sound || !told.insert(path.clone()) {
            return None;
        }
        let message = format!("`{path}` holds no picture, so nothing is made of it");
        let help = "save it anew as a PNG, JPEG or WebP file".to_owned();
        let span = super::links::smallest(chapter, &link.at, &link.to);
        Some(PICTURE_COPIES.broken(span, message).help(help))
    };
    pictures.filter_map(look).collect()
}
