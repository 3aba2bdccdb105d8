//! Smaller copies of a book's pictures, of which a browser fetches the one that fits its screen.
//!
//! Made from what [`super::files`] has read, where the book asks for them in `[site.pictures]` and the program was built
//! with the feature `pictures`. What was lossy stays so, and what was not loses nothing. The same picture gives the same
//! bytes; a copy that is no lighter than what it stands for is thrown away. Nothing here is needed to read a page: it
//! names the originals, and a preview shows nothing else.

#[cfg(feature = "pictures")]
mod make;

use super::Project;
use crate::finding::{Finding, Rule};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const PICTURE_COPIES: Rule =
    Rule::warning("picture-copies", "a book that wants smaller copies of its pictures gets them");

/// The copies of each picture, by its path from the source folder; narrow ones first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures(BTreeMap<String, Arc<[Smaller]>>);

/// A copy of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smaller {
    /// From the site's root.
    pub path: String,
    /// In pixels.
    pub width: u32,
    pub bytes: Arc<[u8]>,
}

impl Pictures {
    /// The copies of a picture, by its path from the source folder.
    pub fn of(&self, path: &str) -> &[Smaller] {
        self.0.get(path).map_or(&[], |copies| copies)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What earlier builds remember of the copies, by a key of the picture and of what is asked; and a place to keep it.
#[cfg_attr(not(feature = "pictures"), allow(dead_code, reason = "nothing is remembered then"))]
pub struct Shelf<'a> {
    pub recall: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    pub keep: &'a (dyn Fn(&str, &[u8]) + Sync),
}

impl Shelf<'_> {
    /// Remembers nothing.
    pub const EMPTY: Self = Self { recall: &|_| None, keep: &|_, _| () };
}

/// Whether smaller copies can be made of a file: one of pixels that do not move.
pub fn can_be_copied(bytes: &[u8]) -> bool {
    use imagesize::ImageType::{Jpeg, Png, Webp};
    matches!(imagesize::image_type(bytes), Ok(Png | Jpeg | Webp))
        && imagesize::blob_size(bytes).is_ok()
}

/// Says so where a book asks for what this program was built without.
pub fn lacking(project: &Project) -> Option<Finding> {
    let asked = project.manifest.site.pictures.as_ref()?;
    if cfg!(feature = "pictures") {
        return None;
    }
    let message = "this guidewright was built without what makes pictures smaller";
    let help = "pages show the originals; `cargo install guidewright --features pictures` brings a program that makes copies";
    Some(PICTURE_COPIES.broken(asked.at, message).help(help.to_owned()))
}

/// Makes the copies that the book asks for, in all its languages.
#[cfg(feature = "pictures")]
pub fn make(project: &mut Project, shelf: &Shelf<'_>) -> Vec<Finding> {
    use rayon::prelude::*;
    use std::collections::BTreeSet;

    let Some(asked) = project.manifest.site.pictures.clone() else { return Vec::new() };
    let look: BTreeSet<String> = {
        let manifest = &project.manifest;
        manifest.look_files().map(|file| manifest.published(file).to_owned()).collect()
    };
    // Languages share most of their pictures.
    let mut originals = BTreeMap::<u128, (&str, &Arc<[u8]>)>::new();
    for project in project.in_all_languages() {
        for (path, bytes) in project.files.iter().filter(|(path, _)| !look.contains(*path)) {
            if make::is_kind(path) && can_be_copied(bytes) {
                originals.entry(xxhash_rust::xxh3::xxh3_128(bytes)).or_insert((path, bytes));
            }
        }
    }
    let made: BTreeMap<u128, Result<Vec<make::Made>, String>> = originals
        .par_iter()
        .map(|(hash, (_, bytes))| (*hash, make::remembered(*hash, bytes, &asked, shelf)))
        .collect();
    let mut findings = Vec::new();
    for (hash, (path, _)) in &originals {
        if let Some(Err(why)) = made.get(hash) {
            let message = format!("`{path}` gets no smaller copies: {why}");
            findings.push(PICTURE_COPIES.broken(asked.at, message).help(
                "pages show the original; save it anew as a PNG, JPEG or WebP file".to_owned(),
            ));
        }
    }
    give(project, &look, &made);
    findings
}

/// Without the feature pages show the originals.
#[cfg(not(feature = "pictures"))]
pub fn make(_: &mut Project, _: &Shelf<'_>) -> Vec<Finding> {
    Vec::new()
}

/// Puts the copies beside the pictures of a book and of its translations.
#[cfg(feature = "pictures")]
fn give(
    project: &mut Project,
    look: &std::collections::BTreeSet<String>,
    made: &BTreeMap<u128, Result<Vec<make::Made>, String>>,
) {
    let pictures = project.files.iter().filter(|(path, _)| !look.contains(*path));
    let copies = pictures.filter(|(path, _)| make::is_kind(path)).filter_map(|(path, bytes)| {
        let copies = made.get(&xxhash_rust::xxh3::xxh3_128(bytes))?.as_ref().ok()?;
        let copies = copies.iter().map(|copy| Smaller {
            path: copy.path(path),
            width: copy.width,
            bytes: copy.bytes.as_slice().into(),
        });
        Some((path.clone(), copies.collect::<Arc<[_]>>())).filter(|(_, copies)| !copies.is_empty())
    });
    project.pictures = Pictures(copies.collect());
    for translation in &mut project.translations {
        give(translation, look, made);
    }
}

/// What is asked of the copies, as a key of what is remembered.
#[cfg(feature = "pictures")]
fn asks(asked: &crate::manifest::site::PictureCopies) -> String {
    format!("{:?} {:?} {}", asked.widths, asked.format, asked.quality)
}
