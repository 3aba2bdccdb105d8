//! What the pages of a book in several languages say of the others.
//!
//! A page has the same path in all of them, below the folder of its language.

use super::frame::Frame;
use crate::address;
use crate::guide::Guide;
use crate::load::languages::SiteLanguage;
use crate::parse::Chapter;
use serde::Serialize;

/// The page in one of the languages.
#[derive(Debug, Serialize)]
pub struct LanguageLink {
    tag: String,
    /// As people who speak it call it.
    name: String,
    href: String,
    /// Whether it is the page itself.
    here: bool,
    /// Whole address, for search engines; empty where the book does not know its own, and on pages that are not for them.
    alternate: String,
}

/// The page in all languages; none in a book in one.
pub fn links(guide: &Guide<'_>, frame: &Frame) -> Vec<LanguageLink> {
    let project = guide.project;
    // The root of the site of the book's own language. The 404 page has no place of its own from which it could be seen.
    let (up, path) = if frame.root.starts_with('/') {
        let root = frame.root.strip_suffix(project.folder()).unwrap_or(&frame.root);
        (root.to_owned(), "index.html")
    } else {
        let up = if project.folder().is_empty() { "" } else { "../" };
        (format!("{}{up}", frame.root), frame.path.as_str())
    };
    let link = |language: &SiteLanguage| LanguageLink {
        tag: language.tag.clone(),
        name: language.name.clone(),
        href: format!("{up}{}{}", language.folder, address::path(path)),
        here: language.folder == project.folder(),
        // What stands there in another language is no other form of the page.
        alternate: if language.lacks.contains(&frame.path) {
            String::new()
        } else {
            address_in(guide, &language.folder, frame)
        },
    };
    project.languages.iter().map(link).collect()
}

/// Whole address of the page in the book's own language, for readers of languages that it is not told in.
pub fn original(guide: &Guide<'_>, frame: &Frame) -> String {
    if guide.project.languages.is_empty() { String::new() } else { address_in(guide, "", frame) }
}

fn address_in(guide: &Guide<'_>, folder: &str, frame: &Frame) -> String {
    let project = guide.project;
    let here = project.manifest.site_url.as_deref().filter(|_| !frame.hidden);
    let root = here.map(|url| url.strip_suffix(project.folder()).unwrap_or(url));
    let path = if frame.path == "index.html" { "" } else { &frame.path };
    root.map_or_else(String::new, |root| format!("{root}{folder}{}", address::path(path)))
}

/// Whole address under which search engines are to know the page: one that is not translated is the original's.
pub fn canonical(guide: &Guide<'_>, frame: &Frame) -> Option<String> {
    let project = guide.project;
    let here = project.languages.iter().find(|language| language.folder == project.folder());
    let is_original = here.is_some_and(|here| here.lacks.contains(&frame.path));
    let folder = if is_original { "" } else { project.folder() };
    Some(address_in(guide, folder, frame)).filter(|address| !address.is_empty())
}

/// What is said of a text that is not translated.
#[derive(Debug, Serialize)]
pub struct Untranslated {
    /// The language in which it stands, as people who speak it call it.
    name: String,
    /// Of the words that say so.
    tag: String,
    direction: &'static str,
}

/// What is said of a chapter, if it is not translated.
pub fn untranslated(guide: &Guide<'_>, chapter: &Chapter) -> Option<Untranslated> {
    let project = guide.project;
    let original = project.untranslated(&chapter.entry.path)?;
    Some(Untranslated {
        name: original.name.clone(),
        tag: project.manifest.language.clone(),
        direction: project.manifest.direction.name(),
    })
}
