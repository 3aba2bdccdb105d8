//! Addresses that are gone, and where their readers go: `[build] redirects` and chapters' `aliases`.

use super::{Guide, Target};
use crate::address;
use crate::load::MARK;
use crate::manifest::outline::normal;
use crate::manifest::{Dialect, Manifest};
use crate::parse::Chapter;
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

/// One address that is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// Path of the page it named, from the site's root.
    pub from: String,
    /// The place on that page; empty for the page as a whole.
    pub anchor: String,
    /// As the author wrote it: a page of the site from its root, or an address elsewhere.
    pub to: String,
}

impl Move {
    /// Nothing for a text that names no page of the site. In mdBook's books the page is a file of any name.
    pub fn read(from: &str, to: &str, dialect: Dialect) -> Option<Self> {
        let from = from.strip_prefix("./").unwrap_or(from).trim_start_matches('/');
        let (page, anchor) = from.split_once('#').unwrap_or((from, ""));
        let is_file = |page: &String| match dialect {
            Dialect::MdBook => !page.is_empty() && !from.ends_with('/'),
            Dialect::Native => page.ends_with(".html"),
        };
        let page = normal(&address::decode(page)).filter(is_file)?;
        Some(Self { from: page, anchor: address::decode(anchor), to: to.to_owned() })
    }
}

/// All moves of a book, those from one page side by side. Cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves(Arc<[Move]>);

impl Deref for Moves {
    type Target = [Move];

    fn deref(&self) -> &[Move] {
        &self.0
    }
}

impl Moves {
    /// Of several from one place the first holds.
    fn new(mut moves: Vec<Move>) -> Self {
        let mut seen = BTreeSet::new();
        moves.retain(|moved| seen.insert((moved.from.clone(), moved.anchor.clone())));
        moves.sort_by(|one, other| one.from.cmp(&other.from));
        Self(moves.into())
    }

    /// Those from one page.
    pub fn of(&self, page: &str) -> &[Move] {
        let start = self.partition_point(|moved| *moved.from < *page);
        let length = self[start..].partition_point(|moved| moved.from == page);
        &self[start..start + length]
    }

    /// The one from a page as a whole.
    pub fn of_whole(&self, page: &str) -> Option<&Move> {
        self.of(page).iter().find(|moved| moved.anchor.is_empty())
    }
}

/// All moves that name a page.
pub(super) fn all(manifest: &Manifest, chapters: &[Chapter]) -> Moves {
    let read = |from: &str, to: &str| Move::read(from, to, manifest.dialect);
    let named = manifest.redirects.iter().filter_map(|(from, to)| read(from, to));
    let moved = chapters.iter().filter(|chapter| !chapter.front.aliases.is_empty());
    let aliases = moved.flat_map(|chapter| {
        let here = address::path(&chapter.page());
        chapter.front.aliases.iter().filter_map(move |alias| read(alias, &here))
    });
    Moves::new(named.chain(aliases).collect())
}

/// The names that a redirect may meet.
#[derive(Debug)]
pub struct TakenNames {
    there: BTreeSet<String>,
    moved: BTreeSet<String>,
}

impl TakenNames {
    /// What keeps a redirect from a path that is no page: what stands there, what lies in a folder of that name, or what
    /// stands in the place of its folder.
    pub fn in_the_way(&self, path: &str) -> Option<&str> {
        let folders = || path.match_indices('/').map(|(end, _)| &path[..end]);
        let inside = format!("{path}/");
        self.there.get(path).map(String::as_str).or_else(|| {
            [&self.there, &self.moved].into_iter().find_map(|names| {
                let above = folders().find_map(|folder| names.get(folder));
                let below = names.range(inside.clone()..).next();
                above.or(below.filter(|name| name.starts_with(&inside))).map(String::as_str)
            })
        })
    }
}

impl Guide<'_> {
    /// The address that a move leads to, seen from the page that is gone; nothing if it leads nowhere.
    pub fn leads_to(&self, moved: &Move) -> Option<String> {
        let to = self.onward(&moved.to);
        match self.target("", to) {
            Target::External => address::outward(to),
            Target::Page { page, query, anchor, .. } => {
                let page = address::between(&moved.from, &page);
                Some(page + &address::written(&query) + &address::fragment(&anchor))
            }
            Target::NoAnchor { page, .. } => Some(address::between(&moved.from, &page)),
            Target::File { path, tail } => {
                Some(address::between(&moved.from, &path) + &address::written(&tail))
            }
            Target::Beside(Some(path)) => {
                let tail = &to[to.find(['?', '#']).unwrap_or(to.len())..];
                let up = "../".repeat(moved.from.matches('/').count());
                let path = if path.ends_with(".md") { address::page_path(&path) } else { path };
                Some(up + &address::path(&path) + &address::written(tail))
            }
            Target::Beside(None) => Some(address::beside(to)),
            // mdBook makes whatever redirect it is asked for; one in a circle helps nobody.
            Target::Missing(path) => {
                let theirs = self.project.manifest.dialect == Dialect::MdBook;
                let tail = &to[to.find(['?', '#']).unwrap_or(to.len())..];
                let there = || address::between(&moved.from, &path) + &address::written(tail);
                (theirs && self.moves.of(&path).is_empty()).then(there)
            }
        }
    }

    /// The names of all that the site has, and of all that redirects are made for.
    pub fn names(&self) -> TakenNames {
        const OURS: [&str; 3] = ["assets", "search", MARK];
        let pages = self.chapters.iter().map(Chapter::page);
        let files = self.project.files.keys().cloned();
        let own = self.own.paths().chain(OURS).map(str::to_owned);
        TakenNames {
            there: pages.chain(files).chain(own).collect(),
            moved: self.moves.iter().map(|moved| moved.from.clone()).collect(),
        }
    }

    /// Where an address leads in the end: from a page or a place that is gone on to where its readers go. A circle leads
    /// nowhere.
    pub fn onward<'m>(&'m self, to: &'m str) -> &'m str {
        let mut to = to;
        // Of so many moves none was passed twice.
        for _ in 0..=self.moves.len() {
            let next = match self.target("", to) {
                Target::Missing(page) => {
                    let anchor = to.split_once('#').map_or("", |(_, anchor)| anchor);
                    self.next_move(&page, &address::decode(anchor))
                }
                Target::NoAnchor { page, anchor, .. } => self.next_move(&page, &anchor),
                _ => None,
            };
            match next {
                Some(next) => to = &next.to,
                None => break,
            }
        }
        to
    }

    /// The move that takes readers on from a place: the one from this place, or that of its page if the page is gone.
    pub(super) fn next_move(&self, page: &str, anchor: &str) -> Option<&Move> {
        let moves = self.moves.of(page);
        let whole = || {
            let is_gone = matches!(self.target("", &address::path(page)), Target::Missing(_));
            self.moves.of_whole(page).filter(|_| is_gone)
        };
        moves.iter().find(|moved| moved.anchor == anchor && !anchor.is_empty()).or_else(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, Moves};

    #[test]
    fn moves_from_one_page_lie_side_by_side_as_they_were_written() {
        let written = [("b.html", "", "1"), ("a.html", "x", "2"), ("b.html", "y", "3")];
        let written =
            [&written[..], &[("b.html", "z", "4"), ("c.html", "", "5"), ("b.html", "", "6")]]
                .concat();
        let moves = written.iter().map(|(from, anchor, to)| Move {
            from: (*from).to_owned(),
            anchor: (*anchor).to_owned(),
            to: (*to).to_owned(),
        });
        let moves = Moves::new(moves.collect());
        let to = |page: &str| moves.of(page).iter().map(|moved| &*moved.to).collect::<String>();
        assert_eq!(
            ["a.html", "b.html", "bb.html", "c.html", "d.html"].map(to),
            ["2", "134", "", "5", ""]
        );
        let whole = |page: &str| moves.of_whole(page).map(|moved| &*moved.to);
        assert_eq!(["a.html", "b.html", "c.html"].map(whole), [None, Some("1"), Some("5")]);
    }
}
