//! What the book is written for.
//!
//! Prose and study material are written by the same code (`body.rs`, `study.rs`) for a page of the site, for the page
//! that holds the whole book (`print.rs`), for the cards of another program (`emit/anki.rs`). A [`Surface`] says what
//! differs: how ids and addresses are made there, and where answers stand. Knows nothing of blocks and inlines.

use crate::address;
use crate::guide::Target;
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::blocks::FRAME;
use serde::Serialize;

pub trait Surface {
    /// Path of the page from which its addresses are seen.
    fn page(&self) -> &str;

    /// The id that a place of the chapter has here.
    fn id(&self, id: &str) -> String;

    /// The address of a place of the same chapter; nothing where the chapter is not at hand.
    fn place(&self, id: &str) -> Option<String>;

    /// The address of what the author links to with the words `to`; nothing where the link's words stand alone.
    fn link(&mut self, target: &Target, to: &str) -> Option<String>;

    /// The address of what a browser loads, such as a picture; nothing where that is not at hand.
    fn load(&mut self, target: &Target, to: &str) -> Option<String> {
        self.link(target, to)
    }

    /// The address of a smaller copy of a picture; nothing where the picture itself is wanted alone.
    fn copy(&mut self, _path: &str) -> Option<String> {
        None
    }

    /// The address of the glossary, where first uses of its terms are marked.
    fn glossary(&self) -> Option<String> {
        None
    }

    /// Whether the text of a footnote is shown, so that its mark is written.
    fn footnote(&mut self, _label: &str) -> bool {
        true
    }

    /// What the list of footnotes is called for those who hear the page.
    fn footnotes(&self, locale: &Locale) -> String {
        locale.word("prose.footnotes").to_owned()
    }

    /// The note that a link to an address gets behind its words.
    fn note(&mut self, _address: &str) -> Option<Note> {
        None
    }

    /// Where answers are gathered that stand apart from their questions; nothing where they stand below them.
    fn answers(&mut self) -> Option<&mut Vec<Answer>> {
        None
    }
}

/// A number behind a link, and the address of what it refers to.
#[derive(Debug, Clone)]
pub struct Note {
    pub number: usize,
    pub href: String,
}

/// The answer of a question, apart from it.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    pub id: String,
    /// Address of the question.
    pub href: String,
    /// HTML of the question's title, without links.
    pub title: String,
    pub body: String,
}

/// A file of the site.
fn file(path: &str) -> Target {
    Target::File { path: path.to_owned(), tail: String::new() }
}

/// The address of a target seen from a page of the site.
pub fn seen_from(page: &str, target: &Target, to: &str) -> String {
    match target {
        Target::External | Target::Missing(_) => address::written(to),
        Target::Beside(_) => address::beside(to),
        Target::Page { page: there, query, anchor, .. } if !query.is_empty() => {
            let query = address::written(query);
            address::between(page, there) + &query + &address::fragment(anchor)
        }
        Target::Page { page: there, anchor, .. } => address::place(page, there, anchor),
        Target::NoAnchor { page: there, .. } => address::between(page, there),
        Target::File { path, tail } => address::between(page, path) + &address::written(tail),
    }
}

/// A page of the site.
#[derive(Debug, Clone)]
pub struct SitePage {
    path: String,
    /// Path of the page that the chapter has for itself.
    chapter: String,
    /// Before the chapter's ids, where it shares the page with others.
    key: Option<String>,
}

impl SitePage {
    /// The chapter's own.
    pub fn of(chapter: &Chapter) -> Self {
        Self { path: chapter.page(), chapter: chapter.page(), key: None }
    }

    /// The home page, whose prose is a chapter that has no other.
    pub fn home() -> Self {
        Self { path: "index.html".to_owned(), chapter: "index.html".to_owned(), key: None }
    }

    /// A page that shows something of several chapters.
    pub fn shared(path: &str, chapter: &Chapter, key: &str) -> Self {
        Self { path: path.to_owned(), chapter: chapter.page(), key: Some(key.to_owned()) }
    }
}

impl Surface for SitePage {
    fn page(&self) -> &str {
        &self.path
    }

    fn id(&self, id: &str) -> String {
        self.key.as_ref().map_or_else(|| id.to_owned(), |key| keyed(key, id))
    }

    fn place(&self, id: &str) -> Option<String> {
        Some(address::place(&self.path, &self.chapter, id))
    }

    fn link(&mut self, target: &Target, to: &str) -> Option<String> {
        Some(seen_from(&self.path, target, to))
    }

    fn copy(&mut self, path: &str) -> Option<String> {
        self.link(&file(path), path)
    }

    fn glossary(&self) -> Option<String> {
        Some(address::between(&self.path, "glossary.html"))
    }
}

/// The page for addresses that are not there: it is shown at any address, so its links start at the site's root.
#[derive(Debug, Clone)]
pub struct Anywhere<'r> {
    /// Path of the site on its host, with `/` at both ends.
    pub root: &'r str,
}

impl Surface for Anywhere<'_> {
    fn page(&self) -> &'static str {
        "404.html"
    }

    fn id(&self, id: &str) -> String {
        id.to_owned()
    }

    fn place(&self, id: &str) -> Option<String> {
        Some(address::fragment(id))
    }

    fn link(&mut self, target: &Target, to: &str) -> Option<String> {
        Some(match target {
            Target::External => address::written(to),
            Target::Beside(_) => address::beside(to),
            _ => format!("{}{}", self.root, seen_from("404.html", target, to)),
        })
    }

    fn copy(&mut self, path: &str) -> Option<String> {
        self.link(&file(path), path)
    }

    fn glossary(&self) -> Option<String> {
        Some(format!("{}glossary.html", self.root))
    }
}

/// The foot of every page, whose words are the same and whose links start at another place each time.
#[derive(Debug, Clone)]
pub struct Foot<'p> {
    pub path: &'p str,
    /// From the page to the site's root.
    pub root: &'p str,
}

impl Surface for Foot<'_> {
    fn page(&self) -> &str {
        self.path
    }

    fn id(&self, id: &str) -> String {
        keyed(&format!("{FRAME}foot"), id)
    }

    fn place(&self, id: &str) -> Option<String> {
        Some(address::fragment(&self.id(id)))
    }

    fn link(&mut self, target: &Target, to: &str) -> Option<String> {
        if self.root.starts_with('/') {
            return Anywhere { root: self.root }.link(target, to);
        }
        Some(seen_from(self.path, target, to))
    }

    fn copy(&mut self, path: &str) -> Option<String> {
        self.link(&file(path), path)
    }
}

/// The id of a chapter's place on a page of several chapters. A key holds no full stop, so no two places meet.
pub fn keyed(key: &str, id: &str) -> String {
    format!("{key}.{id}")
}
