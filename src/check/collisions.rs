//! Files of the site that would overwrite each other.

use crate::address::page_path;
use crate::finding::{Finding, Rule, Severity};
use crate::guide::{Guide, Move, own};
use crate::manifest::Dialect;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use unicode_normalization::UnicodeNormalization as _;

pub const COLLIDING_PAGES: Rule =
    Rule::error("colliding-pages", "no two files of the site share a name");

/// What stands at a name of the site.
#[derive(Clone, Copy)]
enum Taken<'g> {
    /// A page that we make of nothing that the author wrote.
    Own(&'g str),
    /// The page of the chapter at a path.
    Chapter(&'g str),
    File(&'g str),
}

impl Taken<'_> {
    fn is_ours(self) -> bool {
        matches!(self, Self::Own(_))
    }

    /// Whether the name is written in these very letters.
    fn is_called(self, name: &str) -> bool {
        match self {
            Self::Own(own) | Self::File(own) => own == name,
            Self::Chapter(path) => page_path(path) == name,
        }
    }
}

impl Display for Taken<'_> {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(page) => write!(to, "our own page `{page}`"),
            Self::Chapter(path) => write!(to, "the page of `{path}`"),
            Self::File(path) => write!(to, "the file `{path}`"),
        }
    }
}

/// Files that would overwrite each other, also on systems that do not tell `A` from `a`, or an `é` that is one letter from
/// one that is two.
pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut seen: HashMap<Cow<'_, str>, Taken<'_>> = HashMap::new();
    // In a book of mdBook's a chapter or a file of the author's stands where a page of ours would, and names that only
    // some systems take for one are its author's matter.
    let theirs = guide.project.manifest.dialect == Dialect::MdBook;
    let at_most = |finding: Finding, severity: Severity| Finding {
        severity: if theirs { finding.severity.min(severity) } else { finding.severity },
        ..finding
    };
    let sitemap = guide.project.manifest.site_url.is_some().then_some("sitemap.xml");
    for page in guide.own.paths().chain(["hub.html"]).chain(sitemap) {
        seen.insert(key(page.into()), Taken::Own(page));
    }
    let mut findings = Vec::new();
    for chapter in &guide.chapters {
        let page = chapter.page();
        let key = key(page.clone().into());
        let span = chapter.entry.span.unwrap_or_else(|| chapter.span(&(0..0)));
        if let Some(other) = seen.get(&key) {
            let path = &chapter.entry.path;
            let (severity, message, help) = if theirs && page == own::NOT_FOUND {
                let message = format!("`{path}` is the page for lost readers, and no chapter");
                (Severity::Note, message, "take its line out of the contents".to_owned())
            } else if guide.is_taken(&page) && other.is_ours() {
                let message = format!("`{path}` stands in the place of {other}");
                (Severity::Note, message, "rename it to have both".to_owned())
            } else {
                let help = if key == "index.html" && !theirs {
                    format!(
                        "for the home page write `home = \"{path}\"` in `[book]` and take it out of the contents, or rename it"
                    )
                } else {
                    "rename one of them".to_owned()
                };
                let message = format!("`{path}` would become `{page}`, which is {other}");
                // Some systems alone take both names for one.
                let same = other.is_called(&page);
                (if same { Severity::Error } else { Severity::Warning }, message, help)
            };
            findings.push(at_most(COLLIDING_PAGES.broken(span, message).help(help), severity));
        } else {
            seen.insert(key, Taken::Chapter(&chapter.entry.path));
        }
    }
    for path in guide.project.files.keys() {
        if let Some(other) = seen.get(&key(path.into())) {
            let (severity, message) = if theirs && other.is_called(path) {
                let message = format!("the file `{path}` stands in the place of {other}");
                (if other.is_ours() { Severity::Note } else { Severity::Warning }, message)
            } else {
                let message = format!("the file `{path}` stands where {other} goes");
                (Severity::Warning, message)
            };
            let help = "rename the file, or take it out of the source folder".to_owned();
            let finding = COLLIDING_PAGES.broken_nowhere(message).help(help);
            findings.push(at_most(finding, severity));
        } else {
            seen.insert(key(path.into()), Taken::File(path));
        }
    }
    let names = LazyCell::new(|| guide.names());
    for Move { from, .. } in guide.moves.iter().filter(|moved| moved.anchor.is_empty()) {
        // One of another name gives way, and is told.
        let hides = from.ends_with(".html") || names.in_the_way(from).is_none();
        if let Some(other) = seen.get(&key(from.into())).filter(|_| hides) {
            let message = format!("a redirect at `{from}` would hide {other}");
            findings.push(
                COLLIDING_PAGES.broken_nowhere(message).help("take the redirect out".to_owned()),
            );
        }
    }
    findings
}

/// What two names share that some system takes for one.
fn key(path: Cow<'_, str>) -> Cow<'_, str> {
    if path.is_ascii() {
        return if path.contains(|letter: char| letter.is_ascii_uppercase()) {
            path.to_ascii_lowercase().into()
        } else {
            path
        };
    }
    path.nfc().collect::<String>().to_lowercase().into()
}
