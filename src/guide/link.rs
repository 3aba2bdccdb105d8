//! Where links lead: from the words of an address to a page, a file, or nothing.

use super::{Guide, OWN_PAGES};
use crate::manifest::outline::normal;
use crate::parse::page_path;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    External,
    /// A page of the site, by its path, perhaps at an anchor.
    Page {
        page: String,
        anchor: String,
        chapter: Option<usize>,
    },
    /// A published file, by its path from the site's root.
    File(String),
    /// Nothing is there: the path as worked out, for the message.
    Missing(String),
    /// The chapter is there, the anchor is not.
    NoAnchor {
        chapter: usize,
        anchor: String,
    },
}

impl Guide<'_> {
    /// Where a link leads. `from` is the path of the file it stands in, from the source folder.
    pub fn target(&self, from: &str, to: &str) -> Target {
        if is_external(to) {
            return Target::External;
        }
        let (path, anchor) = to.split_once('#').map_or((to, ""), |(path, anchor)| (path, anchor));
        let path = path.split('?').next().unwrap_or_default();
        let (path, anchor) = (decode(path), decode(anchor));
        let full = if path.is_empty() {
            from.to_owned()
        } else {
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            match normal(format!("{folder}/{path}").trim_start_matches('/')) {
                Some(full) if !path.starts_with('/') => full,
                _ => return Target::Missing(path),
            }
        };
        if let Some(index) = self.find_chapter(&full) {
            if !anchor.is_empty() && !self.anchors[index].contains(&anchor) {
                return Target::NoAnchor { chapter: index, anchor };
            }
            let page = page_path(&self.chapters[index].entry.path);
            return Target::Page { page, anchor, chapter: Some(index) };
        }
        if self.project.manifest.home.as_deref() == Some(full.as_str()) {
            return Target::Page { page: "index.html".to_owned(), anchor, chapter: None };
        }
        if self.project.files.contains_key(&full) {
            return Target::File(full);
        }
        if OWN_PAGES.contains(&full.as_str()) {
            return Target::Page { page: full, anchor, chapter: None };
        }
        Target::Missing(full)
    }

    /// A chapter by its path, by its page's path, or by its folder when that has an index.
    fn find_chapter(&self, path: &str) -> Option<usize> {
        let folder = path.trim_end_matches('/');
        self.by_path(path)
            .or_else(|| self.by_path(&format!("{}.md", path.strip_suffix(".html")?)))
            .or_else(|| self.by_path(&format!("{folder}/README.md")))
            .or_else(|| self.by_path(&format!("{folder}/index.md")))
    }

    /// The place in the book that teaches `path#anchor`, as data files write it.
    pub fn taught_at(&self, place: &str) -> Target {
        self.target("", place)
    }
}

/// Whether a link leaves the site.
pub fn is_external(to: &str) -> bool {
    to.starts_with("//")
        || to.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        })
}

/// Schemes that cannot run anything.
pub fn is_safe(to: &str) -> bool {
    let scheme = to.split(':').next().unwrap_or_default().to_ascii_lowercase();
    to.starts_with("//") || ["http", "https", "mailto", "tel", "ftp"].contains(&scheme.as_str())
}

/// The address of `to` seen from the page or file `from`; both from the same root.
pub fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Undoes `%20` and the like; what is not valid stays as it is.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
