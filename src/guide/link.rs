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
        let own = &chapter.entry.path;
        if self.project.manifest.dialect == Dialect::MdBook {
            // mdBook puts the text of an include in place before it looks at links.
            return self.led_from(own, to, |from, to| self.in_theirs(self.place(from, to), to));
        }
        // What has no path means this page.
        if to.starts_with(['#', '?']) || to.is_empty() {
            return self.target(own, to);
        }
        self.target(&self.origin(chapter, at), to)
    }

    /// Where a link of mdBook leads for which nothing is there by its own words: mdBook looks for the page of what stands up
    /// to the last `.md`, and a redirect takes readers on from a page or a place that is gone.
    fn in_theirs(&self, target: Target, to: &str) -> Target {
        let path = match &target {
            Target::Missing(path) => path,
            Target::NoAnchor { page, anchor, .. } => {
                return self.moved(page, anchor).unwrap_or(target);
            }
            _ => return target,
        };
        let page =
            path.rfind(".md").map_or(path.clone(), |at| page_path(&path[..at + ".md".len()]));
        let tail = &to[to.find(['?', '#']).unwrap_or(to.len())..];
        match self.place("", &(address::path(&page) + tail)) {
            Target::Missing(_) => {
                let anchor = tail.split_once('#').map_or("", |(_, anchor)| anchor);
                self.moved(&page, &decode(anchor)).unwrap_or(target)
            }
            Target::NoAnchor { page, anchor, chapter } => {
                self.moved(&page, &anchor).unwrap_or(Target::NoAnchor { page, anchor, chapter })
            }
            found => found,
        }
    }

    /// Where readers arrive who follow a link to a page or a place that is gone; nothing if no redirect takes them on.
    pub fn moved(&self, page: &str, anchor: &str) -> Option<Target> {
        let moved = self.next_move(page, anchor)?;
        self.leads_to(moved)?;
        // A redirect of a page takes along what stood behind `#`.
        let kept = if moved.anchor.is_empty() { anchor } else { "" };
        Some(match self.target("", self.onward(&moved.to)) {
            Target::Page { page, query, anchor, chapter } if anchor.is_empty() => {
                let there = self.place("", &(address::path(&page) + &address::fragment(kept)));
                match there {
                    Target::NoAnchor { .. } => there,
                    _ => Target::Page { page, query, anchor: kept.to_owned(), chapter },
                }
            }
            // The redirect has the finding.
            Target::NoAnchor { page, chapter, .. } => {
                Target::Page { page, query: String::new(), anchor: String::new(), chapter }
            }
            Target::Missing(_) => return None,
            // Whoever follows the redirect leaves the site.
            Target::External | Target::Beside(_) => Target::Page {
                page: page.to_owned(),
                query: String::new(),
                anchor: anchor.to_owned(),
                chapter: None,
            },
            found => found,
        })
    }

    /// What an author wrote behind the `.md` of a link that leads to a chapter all the same, and the address without it.
    pub fn behind_ending<'t>(&self, chapter: &Chapter, to: &'t str) -> Option<(&'t str, &'t str)> {
        if self.project.manifest.dialect == Dialect::Native || is_external(to) {
            return None;
        }
        let path = &to[..to.find(['?', '#']).unwrap_or(to.len())];
        let (before, tail) = path.split_at(path.rfind(".md")? + ".md".len());
        let nothing = || {
            matches!(
                self.target(&chapter.entry.path, to),
                Target::Missing(_) | Target::Beside(None)
            )
        };
        (!tail.is_empty() && nothing()).then_some((before, tail))
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
        self.led_from(from, to, |from, to| self.place(from, to))
    }

    /// Where a link leads from a file or, in mdBook's books, from the root of the host, where the site may stand itself.
    fn led_from(&self, from: &str, to: &str, lead: impl Fn(&str, &str) -> Target) -> Target {
        if is_external(to) {
            return Target::External;
        }
        let Some(absolute) = to.strip_prefix('/') else { return lead(from, to) };
        if self.project.manifest.dialect == Dialect::Native {
            return lead(from, to);
        }
        let below = self.below_site(to);
        match lead("", below.unwrap_or(absolute)) {
            Target::Missing(_) => Target::Beside(None),
            Target::Page { chapter: None, .. } | Target::NoAnchor { chapter: None, .. }
                if below.is_none() =>
            {
                Target::Beside(None)
            }
            target => target,
        }
    }

    /// An address from the root of the host as it stands below the site, if it does.
    pub fn below_site<'t>(&self, to: &'t str) -> Option<&'t str> {
        to.strip_prefix(self.project.manifest.site_path.as_str())
    }

    /// Where a link of the site leads.
    fn place(&self, from: &str, to: &str) -> Target {
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
                    let path = format!("{folder}/{path}");
                    return Target::Beside(climbing(path.trim_start_matches('/')));
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
            let page = self.pages[index].clone();
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
            // A file may end in other letters, as `UP.MD` does.
            .or_else(|| self.by_page(path))
            .or_else(|| self.by_page(&inside("index.html")))
    }

    /// A chapter whose page is named without `.html`, as hosts of pages let one.
    fn without_ending(&self, path: &str) -> Option<usize> {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        let found = || {
            self.by_path(&format!("{path}.md")).or_else(|| self.by_page(&format!("{path}.html")))
        };
        theirs.then(found)?
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
