//! A book's folder of which the preview keeps what it has read.
//!
//! Reads through the same gate as everyone, then answers from memory until it is told that a file may have changed. What
//! is told may be too much, never too little: a file that turns out the same counts as unchanged. A name that leads over
//! a link is read anew each time, since what it leads to changes under another name.

use super::files::{Files, Listing};
use super::include;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What may have changed below the book's folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files and folders, by path from the book's folder, with `/`.
    pub names: std::collections::BTreeSet<String>,
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
}

type Bytes = Result<Arc<[u8]>, String>;

#[derive(Debug)]
struct File {
    bytes: Bytes,
    text: Option<KnownText>,
    fresh: bool,
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
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn read(&self, name: &str) -> Bytes {
        if let Some(text) = lock(&self.pinned).get(name) {
            return Ok(text.as_bytes().into());
        }
        if let Some(file) = lock(&self.files).get(name)
            && file.fresh
        {
            return file.bytes.clone();
        }
        let bytes = self.folder().read(name).map(Arc::from);
        let file = File { bytes: bytes.clone(), text: None, fresh: !self.over_a_link(name) };
        let known = lock(&self.files).insert(name.to_owned(), file);
        if known.is_none_or(|known| known.bytes != bytes) {
            self.changed.store(true, Ordering::Relaxed);
        }
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
        let bytes = self.read(name).ok()?;
        let text = KnownText::new(super::strip(String::from_utf8(bytes.to_vec()).ok()?).into());
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
        lock(&self.pinned).clear();
        let mut files = lock(&self.files);
        if change.all {
            files.values_mut().for_each(|file| file.fresh = false);
        }
        for name in &change.names {
            if let Some(file) = files.get_mut(name) {
                file.fresh = false;
                continue;
            }
            // Nothing was read under this name, unless it is a folder's.
            let below =
                |file: &str| file.strip_prefix(&**name).is_some_and(|it| it.starts_with('/'));
            let below = files.iter_mut().filter(|(file, _)| below(file));
            below.for_each(|(_, file)| file.fresh = false);
        }
        if change.listing || change.all {
            lock(&self.lists).values_mut().for_each(|list| list.fresh = false);
        }
    }

    /// Gives these files other texts than they have, until this is called again.
    pub fn pin(&self, texts: BTreeMap<String, Arc<str>>) {
        *lock(&self.pinned) = texts;
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
