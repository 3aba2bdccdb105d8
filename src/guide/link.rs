//! Where links lead: from the words of an address to a page, a file, or nothing.

use super::Guide;
use crate::address::page_path;
use crate::address::{self, decode, is_external};
use crate::manifest::Dialect;
use crate::manifest::outline::{climbing, normal};
use crate::parse::Chapter;
use crate::parse::doc::At;
use std::borrow::Cow;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    External,
    /// A place beside the site on its host, which only those know who publish both: the address as the author wrote it,
    /// and its path from the site's root where it has one.
    Beside(Option<String>),
    /// A page of the site, by its path, perhaps at an anchor.
    Page {
        page: String,
        /// With its `?`, as the author wrote it.
        query: String,
        anchor: String,
        chapter: Option<usize>,
    },
    /// A published file, by its path from the site's root, and what the author wrote behind that.
    File {
        path: String,
        tail: String,
    },
    /// Nothing is there: the path as worked out, for the message.
    Missing(String),
    /// The page is there, the anchor is not.
    NoAnchor {
        page: String,
        anchor: String,
        chapter: Option<usize>,
    },
}

impl Guide<'_> {
    /// Where a link of a chapter's text leads: it starts at the file it stands in, which an include may have brought.
    pub fn leads(&self, chapter: &Chapter, at: &At, to: &str) -> Target {
        // What has no path means this page.
        if to.starts_with(['#', '?']) || to.is_empty() {
            return self.target(&chapter.entry.path, to);
        }
        if self.project.manifest.dialect == Dialect::MdBook {
            // mdBook puts the text of an include in place before it looks at links.
            return match self.target(&chapter.entry.path, to) {
                Target::Missing(path) => self.of_no_file(path),
                target => target,
            };
        }
        self.target(&self.origin(chapter, at), to)
    }

    /// Where a path leads in mdBook that no file has: it looks for the page of what stands up to the last `.md`, and a
    /// redirect takes readers on from a page that is gone.
    fn of_no_file(&self, path: String) -> Target {
        let page = path.rfind(".md").map(|at| page_path(&path[..at + ".md".len()]));
        match self.target("", self.onward(page.as_ref().unwrap_or(&path))) {
            Target::Missing(_) => Target::Missing(path),
            target => target,
        }
    }

    /// The file that a place of a chapter's text stands in, by its path from the source folder.
    pub fn origin<'c>(&self, chapter: &'c Chapter, at: &At) -> Cow<'c, str> {
        let name = &self.project.sources.get(chapter.span(at).source).name;
        let name = self.project.overlay.stands_for(name);
        let source = &self.project.manifest.source;
        let path = &chapter.entry.path;
        let own = match name.strip_suffix(path.as_str()) {
            Some("") => source.is_empty(),
            Some(before) => before.strip_suffix('/') == Some(source),
            None => false,
        };
        if own {
            Cow::Borrowed(path)
        } else {
            Cow::Owned(address::relative(&format!("{source}/"), &name))
        }
    }

    /// Where a link leads. `from` is the path of the file it stands in, from the source folder.
    pub fn target(&self, from: &str, to: &str) -> Target {
        if is_external(to) {
            return Target::External;
        }
        let (before, anchor) = to.split_once('#').unwrap_or((to, ""));
        let (path, query) = before.split_at(before.find('?').unwrap_or(before.len()));
        let (path, anchor) = (decode(path), decode(anchor));
        let full = if path.is_empty() {
            from.to_owned()
        } else {
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            // A file outside of the source folder may be included, and lead back into it.
            let source = &self.project.manifest.source;
            let full = normal(format!("{source}/{folder}/{path}").trim_start_matches('/'));
            let inside = full.as_deref().and_then(|full| {
                full.strip_prefix(source)?.strip_prefix('/').or(source.is_empty().then_some(full))
            });
            match inside {
                Some(full) if !path.starts_with('/') => full.to_owned(),
                _ if self.project.manifest.dialect == Dialect::MdBook => {
                    return self.beside(folder, &path);
                }
                _ => return Target::Missing(path),
            }
        };
        let at = |page: String, chapter: Option<usize>, known: bool| {
            // Browsers go to the start of a page without a place of that name.
            let anchor = if known || !anchor.eq_ignore_ascii_case("top") { &*anchor } else { "" };
            if known || anchor.is_empty() {
                Target::Page { page, query: query.to_owned(), anchor: anchor.to_owned(), chapter }
            } else {
                Target::NoAnchor { page, anchor: anchor.to_owned(), chapter }
            }
        };
        if let Some(index) = self.find_chapter(&full) {
            let page = page_path(&self.chapters[index].entry.path);
            let known = !anchor.is_empty() && self.targets[index].anchors.contains(&anchor);
            return at(page, Some(index), known);
        }
        if self.project.files.contains_key(&full) {
            let before_tail = to.find(['?', '#']).unwrap_or(to.len());
            return Target::File { path: full, tail: to[before_tail..].to_owned() };
        }
        let is_home = self.project.manifest.home.as_deref() == Some(full.as_str());
        let own = if is_home { "index.html" } else { &full };
        match self.own.has(own, &anchor) {
            Some(known) => at(own.to_owned(), None, known),
            None => Target::Missing(full),
        }
    }

    /// Where a path leads that leaves the site, seen from a folder of it.
    fn beside(&self, folder: &str, path: &str) -> Target {
        if let Some(absolute) = path.strip_prefix('/') {
            // From the root of the host, where the site may stand itself.
            let site = self.project.manifest.site_path.trim_start_matches('/');
            let inside = absolute.strip_prefix(site).unwrap_or(absolute);
            return match self.target("", inside) {
                target @ (Target::Page { .. } | Target::File { .. }) => target,
                _ => Target::Beside(None),
            };
        }
        let from_root = climbing(format!("{folder}/{path}").trim_start_matches('/'));
        Target::Beside(from_root)
    }

    /// A chapter by its path, by its page's path, or by its folder when that has an index.
    fn find_chapter(&self, path: &str) -> Option<usize> {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        // mdBook knows `README.md` as the index of its folder, by either name.
        let folder = folder.strip_suffix("index.md").filter(|_| theirs).unwrap_or(folder);
        let folder = folder.trim_end_matches('/');
        let inside = |name: &str| {
            if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
        };
        self.by_path(path)
            .or_else(|| self.by_path(&format!("{}.md", path.strip_suffix(".html")?)))
            .or_else(|| self.without_ending(path))
            .or_else(|| self.by_path(&inside("README.md")))
            .or_else(|| self.by_path(&inside("index.md")))
    }

    /// A chapter whose page is named without `.html`, as hosts of pages let one.
    fn without_ending(&self, path: &str) -> Option<usize> {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        self.by_path(&format!("{path}.md")).filter(|_| theirs)
    }

    /// Whether an address that leaves the site may be followed.
    pub fn follows(&self, to: &str) -> bool {
        address::is_safe(to) || self.project.manifest.trusted_html && !address::runs(to)
    }

    /// The place in the book that teaches `path#anchor`, as data files write it.
    pub fn taught_at(&self, place: &str) -> Target {
        self.target("", place)
    }
}
