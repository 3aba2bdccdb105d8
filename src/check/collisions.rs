//! Files of the site that would overwrite each other.

use crate::finding::{Finding, Rule};
use crate::guide::{Guide, Move};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

pub const COLLIDING_PAGES: Rule =
    Rule::error("colliding-pages", "no two files of the site share a name");

/// Files that would overwrite each other, also on systems that do not tell `A` from `a`, or an `é` that is one letter from
/// one that is two.
pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let sitemap = guide.project.manifest.site_url.is_some().then_some("sitemap.xml");
    for page in guide.own.paths().chain(["hub.html"]).chain(sitemap) {
        seen.insert(key(page), format!("our own page `{page}`"));
    }
    let mut findings = Vec::new();
    for chapter in &guide.chapters {
        let page = chapter.page();
        let key = key(&page);
        let span = chapter.entry.span.unwrap_or_else(|| chapter.span(&(0..0)));
        if let Some(other) = seen.get(&key) {
            let help = if key == "index.html" {
                format!(
                    "for the home page write `home = \"{}\"` in `[book]` and take it out of the contents, or rename it",
                    chapter.entry.path
                )
            } else {
                "rename one of them".to_owned()
            };
            let message =
                format!("`{}` would become `{page}`, which is {other}", chapter.entry.path);
            findings.push(COLLIDING_PAGES.broken(span, message).help(help));
        } else {
            seen.insert(key, format!("the page of `{}`", chapter.entry.path));
        }
    }
    for path in guide.project.files.keys() {
        if let Some(other) = seen.get(&key(path)) {
            let message = format!("the file `{path}` stands where {other} goes");
            let help = "rename the file, or take it out of the source folder".to_owned();
            findings.push(COLLIDING_PAGES.broken_nowhere(message).help(help));
        } else {
            seen.insert(key(path), format!("the file `{path}`"));
        }
    }
    for Move { from, .. } in guide.moves.iter().filter(|moved| moved.anchor.is_empty()) {
        if let Some(other) = seen.get(&key(from)) {
            let message = format!("a redirect at `{from}` would hide {other}");
            findings.push(
                COLLIDING_PAGES.broken_nowhere(message).help("take the redirect out".to_owned()),
            );
        }
    }
    findings
}

/// What two names share that some system takes for one.
fn key(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}
