//! Files of the site that would overwrite each other.

use crate::finding::{Finding, Rule, Severity};
use crate::guide::{Guide, Move, own};
use crate::manifest::Dialect;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

pub const COLLIDING_PAGES: Rule =
    Rule::error("colliding-pages", "no two files of the site share a name");

/// What stands at a name of the site.
struct Taken {
    /// The name as it is written.
    name: String,
    /// What it is, for the message.
    what: String,
    /// Whether it is a page that we make of nothing that the author wrote.
    ours: bool,
}

/// Files that would overwrite each other, also on systems that do not tell `A` from `a`, or an `é` that is one letter from
/// one that is two.
pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut seen: BTreeMap<String, Taken> = BTreeMap::new();
    let take = |seen: &mut BTreeMap<String, Taken>, name: &str, what: String, ours: bool| {
        seen.insert(key(name), Taken { name: name.to_owned(), what, ours });
    };
    // In a book of mdBook's a chapter or a file of the author's stands where a page of ours would, and names that only
    // some systems take for one are its author's matter.
    let theirs = guide.project.manifest.dialect == Dialect::MdBook;
    let at_most = |finding: Finding, severity: Severity| Finding {
        severity: if theirs { finding.severity.min(severity) } else { finding.severity },
        ..finding
    };
    let sitemap = guide.project.manifest.site_url.is_some().then_some("sitemap.xml");
    for page in guide.own.paths().chain(["hub.html"]).chain(sitemap) {
        take(&mut seen, page, format!("our own page `{page}`"), true);
    }
    let mut findings = Vec::new();
    for chapter in &guide.chapters {
        let page = chapter.page();
        let key = key(&page);
        let span = chapter.entry.span.unwrap_or_else(|| chapter.span(&(0..0)));
        if let Some(other) = seen.get(&key) {
            let path = &chapter.entry.path;
            let (severity, message, help) = if theirs && page == own::NOT_FOUND {
                let message = format!("`{path}` is the page for lost readers, and no chapter");
                (Severity::Note, message, "take its line out of the contents".to_owned())
            } else if guide.is_taken(&page) && other.ours {
                let message = format!("`{path}` stands in the place of {}", other.what);
                (Severity::Note, message, "rename it to have both".to_owned())
            } else {
                let help = if key == "index.html" && !theirs {
                    format!(
                        "for the home page write `home = \"{path}\"` in `[book]` and take it out of the contents, or rename it"
                    )
                } else {
                    "rename one of them".to_owned()
                };
                let message = format!("`{path}` would become `{page}`, which is {}", other.what);
                // Some systems alone take both names for one.
                let same = other.name == page;
                (if same { Severity::Error } else { Severity::Warning }, message, help)
            };
            findings.push(at_most(COLLIDING_PAGES.broken(span, message).help(help), severity));
        } else {
            take(&mut seen, &page, format!("the page of `{}`", chapter.entry.path), false);
        }
    }
    for path in guide.project.files.keys() {
        if let Some(other) = seen.get(&key(path)) {
            let (severity, message) = if theirs && other.name == *path {
                let message = format!("the file `{path}` stands in the place of {}", other.what);
                (if other.ours { Severity::Note } else { Severity::Warning }, message)
            } else {
                let message = format!("the file `{path}` stands where {} goes", other.what);
                (Severity::Warning, message)
            };
            let help = "rename the file, or take it out of the source folder".to_owned();
            let finding = COLLIDING_PAGES.broken_nowhere(message).help(help);
            findings.push(at_most(finding, severity));
        } else {
            take(&mut seen, path, format!("the file `{path}`"), false);
        }
    }
    for Move { from, .. } in guide.moves.iter().filter(|moved| moved.anchor.is_empty()) {
        if let Some(other) = seen.get(&key(from)) {
            let message = format!("a redirect at `{from}` would hide {}", other.what);
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
