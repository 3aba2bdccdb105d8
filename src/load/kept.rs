//! A book's folder of which the preview keeps what it has read.
//!
//! Reads through the same gate as everyone, then answers from memory until it is told that a file may have changed. What
//! is told may be too much, never too little: a file that turns out the same counts as unchanged. A name that leads over
//! a link is read anew each time, since what it leads to changes under another name.

use super::Project;
use super::again::Last;
use super::files::{Files, Listing};
use super::include;
use crate::finding::Found;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What may have changed below the book's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders, by path from the book's folder, with `/`.
    pub names: BTreeSet<String>,
    /// Whether a name may have come or gone.
    pub listing: bool,
    /// Nobody knows what changed.
    pub all: bool,
}

#[derive(Debug)]
pub struct Kept {
    root: PathBuf,
    files: Mutex<HashMap<String, File>>,
    lists: Mutex<BTreeMap<(String, String), List>>,
    pinned: Mutex<BTreeMap<String, Arc<str>>>,
    changed: AtomicBool,
    /// What may be otherwise than when the book was read last.
    stale: Mutex<Stale>,
    last: Mutex<Option<Last>>,
}

#[derive(Debug, Default)]
struct Stale {
    /// Files that were read then.
    names: BTreeSet<String>,
    /// Whether that is all.
    more: bool,
}

type Bytes = Result<Arc<[u8]>, String>;

#[derive(Debug)]
struct File {
    bytes: Bytes,
    text: Option<KnownText>,
    fresh: bool,
    /// Whether somebody asked for it as anything but a text.
    raw: bool,
}

/// A text without faults.
#[derive(Debug, Clone)]
pub(super) struct KnownText {
    pub text: Arc<str>,
    /// Whether it has no braces, and so nothing that another text would be put in place of.
    pub is_plain: bool,
}

impl KnownText {
    fn new(text: Arc<str>) -> Self {
        Self { is_plain: include::braces(&text).is_none(), text }
    }
}

#[derive(Debug)]
struct List {
    listing: Listing,
    fresh: bool,
}

impl Kept {
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.canonicalize().unwrap_or_else(|_| root.to_path_buf()),
            files: Mutex::default(),
            lists: Mutex::default(),
            pinned: Mutex::default(),
            changed: AtomicBool::new(false),
            stale: Mutex::default(),
            last: Mutex::default(),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn read(&self, name: &str) -> Bytes {
        let bytes = self.bytes(name);
        if let Some(file) = lock(&self.files).get_mut(name) {
            file.raw = true;
        }
        bytes
    }

    fn bytes(&self, name: &str) -> Bytes {
        if let Some(text) = lock(&self.pinned).get(name) {
            return Ok(text.as_bytes().into());
        }
        if let Some(file) = lock(&self.files).get(name)
            && file.fresh
        {
            return file.bytes.clone();
        }
        let bytes = self.folder().read(name).map(Arc::from);
        let fresh = !self.over_a_link(name);
        if !fresh {
            // What it leads to changes and nobody says so.
            lock(&self.stale).more = true;
        }
        let mut files = lock(&self.files);
        // What turns out the same stays where it is, so that all who have it know it without a look.
        if let Some(known) = files.get_mut(name).filter(|known| known.bytes == bytes) {
            known.fresh = fresh;
            return known.bytes.clone();
        }
        self.changed.store(true, Ordering::Relaxed);
        let raw = files.get(name).is_some_and(|known| known.raw);
        files.insert(name.to_owned(), File { bytes: bytes.clone(), text: None, fresh, raw });
        bytes
    }

    /// A file's text, if it is one without faults; kept, so that a thousand unchanged chapters cost next to nothing.
    pub(super) fn text(&self, name: &str) -> Option<KnownText> {
        if let Some(text) = lock(&self.pinned).get(name) {
            return Some(KnownText::new(Arc::clone(text)));
        }
        if let Some(file) = lock(&self.files).get(name)
            && file.fresh
            && file.text.is_some()
        {
            return file.text.clone();
        }
        let bytes = self.bytes(name).ok()?;
        if let Some(text) = lock(&self.files).get(name).and_then(|file| file.text.clone()) {
            return Some(text);
        }
        let text = KnownText::new(super::strip(std::str::from_utf8(&bytes).ok()?));
        if let Some(file) = lock(&self.files).get_mut(name) {
            // Most files are their text, which then stands in memory once.
            if *bytes == *text.text.as_bytes() {
                file.bytes = Ok(Arc::from(Arc::clone(&text.text)));
            }
            file.text = Some(text.clone());
        }
        Some(text)
    }

    pub(super) fn list(&self, folder: &str, leave_out: &str) -> Listing {
        let key = (folder.to_owned(), leave_out.to_owned());
        if let Some(list) = lock(&self.lists).get(&key)
            && list.fresh
        {
            return list.listing.clone();
        }
        let listing = self.folder().list(folder, leave_out);
        let list = List { listing: listing.clone(), fresh: true };
        let known = lock(&self.lists).insert(key, list);
        if known.is_none_or(|known| known.listing != listing) {
            self.changed.store(true, Ordering::Relaxed);
        }
        listing
    }

    /// What is named here is read again when it is next asked for.
    pub fn forget(&self, change: &Changes) {
        self.pin(BTreeMap::new());
        let all_there = || change.names.iter().all(|name| self.still_has(name));
        let listing = change.listing && (change.names.is_empty() || !all_there());
        let (mut files, mut stale) = (lock(&self.files), lock(&self.stale));
        if change.all {
            files.values_mut().for_each(|file| file.fresh = false);
        }
        for name in &change.names {
            if let Some(file) = files.get_mut(name) {
                file.fresh = false;
                stale.names.insert(name.clone());
                continue;
            }
            // Nothing was read under this name, unless it is a folder's.
            let below =
                |file: &str| file.strip_prefix(&**name).is_some_and(|it| it.starts_with('/'));
            for (_, file) in files.iter_mut().filter(|(file, _)| below(file)) {
                file.fresh = false;
                stale.more = true;
            }
        }
        if listing || change.all {
            lock(&self.lists).values_mut().for_each(|list| list.fresh = false);
            stale.more = true;
        }
    }

    /// Whether a file that may have come or gone was there when it was read and is there now: an editor that puts a new
    /// file in the place of the old one changes no list.
    fn still_has(&self, name: &str) -> bool {
        let had = lock(&self.files).get(name).is_some_and(|file| file.fresh && file.bytes.is_ok());
        had && self.root.join(name).symlink_metadata().is_ok_and(|facts| facts.is_file())
    }

    /// Gives these files other texts than they have, until this is called again.
    pub fn pin(&self, texts: BTreeMap<String, Arc<str>>) {
        let mut pinned = lock(&self.pinned);
        if !pinned.is_empty() || !texts.is_empty() {
            lock(&self.stale).more = true;
        }
        *pinned = texts;
    }

    /// What was read last, with new words where nothing else is new.
    pub(super) fn again(&self) -> Option<Found<Project>> {
        let stale = std::mem::take(&mut *lock(&self.stale));
        let mut last = lock(&self.last).take()?;
        let is_text = |name: &String| lock(&self.files).get(name).is_some_and(|file| !file.raw);
        if stale.more || !stale.names.iter().all(is_text) {
            return None;
        }
        for name in &stale.names {
            let text = self.text(name).filter(|text| text.is_plain)?.text;
            last.reword(name, &text).then_some(())?;
        }
        let loaded = last.loaded.clone();
        *lock(&self.last) = Some(last);
        Some(loaded)
    }

    /// Keeps what was made of the files.
    pub(super) fn keep(&self, last: Last) {
        *lock(&self.last) = Some(last);
    }

    /// Whether anything that was read since the last call is not what it was.
    pub fn take_changed(&self) -> bool {
        self.changed.swap(false, Ordering::Relaxed)
    }

    fn folder(&self) -> Files {
        Files::below(&self.root)
    }

    fn over_a_link(&self, name: &str) -> bool {
        let mut path = self.root.clone();
        name.split('/').any(|part| {
            path.push(part);
            path.is_symlink()
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // An entry is put in whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
