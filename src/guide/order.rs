//! What follows from the order and the paths of the chapters alone, and so stays the same while texts change.

use super::own;
use crate::address::page_path;
use crate::manifest::outline::Outline;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tables of the contents, which an edition may take over from the one before it.
#[derive(Debug, Clone)]
pub struct ChapterOrder {
    pub(super) by_path: Arc<FxHashMap<String, usize>>,
    /// For each chapter the path of its page.
    pub(super) pages: Arc<[String]>,
    /// By path of the page; of several chapters that would have one page, the last.
    pub(super) by_page: Arc<FxHashMap<String, usize>>,
    /// For each chapter a name that no other has, without a full stop.
    pub(super) keys: Arc<[String]>,
    /// The same, as the ids of a page that has them all.
    pub(super) ids: Arc<BTreeSet<String>>,
}

impl ChapterOrder {
    pub fn of(outline: &Outline) -> Self {
        let paths: Vec<&str> = outline.chapters().map(|entry| &*entry.path).collect();
        let by_path = paths.iter().enumerate().map(|(index, path)| ((*path).to_owned(), index));
        let pages: Arc<[String]> = paths.iter().map(|path| page_path(path)).collect();
        let by_page = pages.iter().enumerate().map(|(index, page)| (page.clone(), index));
        let keys: Arc<[String]> = own::keys(&paths).into();
        let ids = keys.iter().cloned().collect();
        Self {
            by_path: Arc::new(by_path.collect()),
            by_page: Arc::new(by_page.collect()),
            pages,
            ids: Arc::new(ids),
            keys,
        }
    }
}
