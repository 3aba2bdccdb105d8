//! The one gate to the files of a book.

#![allow(clippy::disallowed_methods, reason = "this file owns reading")]

use super::kept::{self, KnownText};
use crate::budget;
use crate::manifest::outline::leaves;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that says that a folder is a site of ours. Such a folder is no part of a book, wherever it lies.
pub const MARK: &str = ".guidewright";

/// Where files come from: a folder, a folder of which the preview keeps what it has read, or memory in tests.
#[derive(Debug, Clone)]
pub enum Files {
    Folder(PathBuf),
    Kept(Arc<kept::Kept>),
    Memory(BTreeMap<String, Vec<u8>>),
}

impl Files {
    /// A book held in memory, for tests and examples.
    pub fn from_texts(texts: &[(&str, &str)]) -> Self {
        Self::Memory(
            texts
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
                .collect(),
        )
    }

    /// A book's folder, with the links on the way to it followed once and for all.
    pub fn below(root: &Path) -> Self {
        Self::Folder(root.canonicalize().unwrap_or_else(|_| root.to_path_buf()))
    }

    /// The book's folder as one reaches it from where the command runs, with a `/` at its end.
    pub(super) fn named(&self) -> String {
        let root = match self {
            Self::Memory(_) => return String::new(),
            Self::Kept(kept) => kept.root(),
            Self::Folder(root) => root,
        };
        std::env::current_dir()
            .and_then(|here| here.canonicalize())
            .map(|here| from(&here, root))
            .unwrap_or_default()
    }

    /// The gate: reads a regular file below the book's folder. The error says what is wrong in a few words.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let root = match self {
            Self::Memory(files) => {
                return files.get(name).cloned().ok_or_else(|| "there is no such file".to_owned());
            }
            Self::Kept(kept) => return kept.read(name).map(|bytes| bytes.to_vec()),
            Self::Folder(root) => root,
        };
        let (real, facts) = if leaves(name) {
            let beside = beside(root);
            let real = admit(&beside, name, &root.join(name))
                .map_err(|why| outside(&why).unwrap_or(why))?;
            if real.strip_prefix(&beside).is_ok_and(|inside| inside.iter().any(is_hidden)) {
                return Err("it is hidden".to_owned());
            }
            (real, None)
        } else if let Some((path, facts)) = without_links(root, name) {
            (path, Some(facts))
        } else {
            (admit(root, name, &root.join(name))?, None)
        };
        let facts = facts.map_or_else(|| std::fs::metadata(&real), Ok);
        let facts = facts.map_err(|error| reason(&error))?;
        if !facts.is_file() {
            return Err("it is not a file".to_owned());
        }
        if facts.len() > budget::FILE {
            return Err(format!("it is larger than {} MB", budget::FILE >> 20));
        }
        std::fs::read(&real).map_err(|error| reason(&error))
    }

    /// Whether a file or folder of that name is there, readable or not.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::Memory(files) => files.keys().any(|file| Path::new(file).starts_with(name)),
            Self::Kept(kept) => kept.root().join(name).symlink_metadata().is_ok(),
            Self::Folder(root) => root.join(name).symlink_metadata().is_ok(),
        }
    }

    /// Name of the book's folder; empty in memory.
    pub(super) fn name(&self) -> String {
        let root = match self {
            Self::Memory(_) => return String::new(),
            Self::Kept(kept) => kept.root(),
            Self::Folder(root) => root,
        };
        root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// As [`Files::read`], for bytes that are handed on as they are.
    pub fn share(&self, name: &str) -> Result<Arc<[u8]>, String> {
        match self {
            Self::Kept(kept) => kept.read(name),
            _ => self.read(name).map(Arc::from),
        }
    }

    /// A text that is known to be UTF-8 with plain line ends already.
    pub(super) fn known_text(&self, name: &str) -> Option<KnownText> {
        match self {
            Self::Kept(kept) => kept.text(name),
            _ => None,
        }
    }

    /// All files below a folder, without hidden ones, what editors leave behind and sites that were built there.
    pub fn list(&self, folder: &str, leave_out: &str) -> Listing {
        match self {
            Self::Memory(files) => {
                let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
                let names = files
                    .keys()
                    .filter_map(|name| name.strip_prefix(&prefix))
                    .filter(|name| !name.split('/').any(leftover))
                    .map(str::to_owned);
                Listing { names: names.collect(), ..Listing::default() }
            }
            Self::Kept(kept) => kept.list(folder, leave_out),
            Self::Folder(root) => Listing::of(root, folder, leave_out),
        }
    }
}

/// What stands below a folder of a book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Files by path from the folder, with `/`, sorted.
    pub names: Vec<String>,
    /// What cannot be had, by path from the folder, and why.
    pub lost: Vec<(String, String)>,
    /// Where links lead, by path from the book's folder.
    pub linked: BTreeSet<String>,
}

impl Listing {
    fn of(root: &Path, folder: &str, leave_out: &str) -> Self {
        let base = root.join(folder);
        let left_out = root.join(leave_out);
        let mut listing = Self::default();
        if !base.is_dir() {
            return listing;
        }
        let mut walk = walkdir::WalkDir::new(&base).min_depth(1).follow_links(true).into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    listing.lose(&base, error.path().unwrap_or(&base), &walk_reason(&error));
                    continue;
                }
            };
            let path = entry.path();
            let is_folder = entry.file_type().is_dir();
            let mut leave = |listing: &mut Self, why: &str| {
                listing.lose(&base, path, why);
                if is_folder {
                    walk.skip_current_dir();
                }
            };
            let named = entry.file_name().to_str();
            let (Some(named), Some(name)) = (named, below(&base, path)) else {
                leave(&mut listing, "its name is not UTF-8");
                continue;
            };
            let built = is_folder && (path == left_out || path.join(MARK).is_file());
            if leftover(named) || built {
                if is_folder {
                    walk.skip_current_dir();
                }
                continue;
            }
            if entry.path_is_symlink() {
                match admit(root, &name, path) {
                    Ok(real) => listing.linked.extend(below(root, &real)),
                    Err(why) => {
                        leave(&mut listing, &why);
                        continue;
                    }
                }
            }
            if entry.file_type().is_file() {
                listing.names.push(name);
            } else if !is_folder {
                leave(&mut listing, "it is not a file");
            }
        }
        listing.names.sort();
        listing.lost.sort();
        listing
    }

    fn lose(&mut self, base: &Path, path: &Path, why: &str) {
        let name = path.strip_prefix(base).unwrap_or(path).to_string_lossy().replace('\\', "/");
        // Editors mark an open file with a link that leads nowhere.
        if !name.split('/').any(leftover) {
            self.lost.push((name, why.to_owned()));
        }
    }
}

/// The way from one folder to another, with a `/` at its end; empty where they are the same.
fn from(here: &Path, there: &Path) -> String {
    let common = here.iter().zip(there.iter()).take_while(|(one, other)| one == other).count();
    if common == 0 {
        // On another disk.
        return format!("{}/", there.display()).replace('\\', "/");
    }
    let up = here.iter().skip(common).map(|_| "..".to_owned());
    let down = there.iter().skip(common).map(|name| name.to_string_lossy().into_owned());
    up.chain(down).map(|name| name + "/").collect()
}

/// A book's folder as one reaches it from the root of its repository, which is where code hosts look for files; outside
/// of one, from where the command runs.
pub fn from_repository(book: &Path) -> String {
    let files = Files::below(book);
    let Files::Folder(root) = &files else { return String::new() };
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    repository.map_or_else(|| files.named(), |repository| from(repository, root))
}

/// The folder around a book that its includes may read, where the book may include from outside at all: its repository;
/// outside of one, the folder it lies in.
fn beside(root: &Path) -> PathBuf {
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    repository.or(root.parent()).unwrap_or(root).to_path_buf()
}

/// What a refused link out of a book's folder means for a file beside the book.
fn outside(why: &str) -> Option<String> {
    (why == LINK_OUT).then(|| "it lies outside the book's repository".to_owned())
}

const LINK_OUT: &str = "it is a link out of the book's folder";

/// A path from a folder, with `/`.
fn below(base: &Path, path: &Path) -> Option<String> {
    Some(path.strip_prefix(base).ok()?.to_str()?.replace('\\', "/"))
}

/// The path of a name that leads over no link, which is nearly every one, and what the system says of it. Much less work
/// than to follow links from the root of the disk on.
fn without_links(root: &Path, name: &str) -> Option<(PathBuf, Metadata)> {
    let mut path = root.to_path_buf();
    let mut facts = None;
    for part in name.split('/') {
        if matches!(part, "" | "." | "..") || part.contains('\\') {
            return None;
        }
        path.push(part);
        let found = path.symlink_metadata().ok()?;
        if found.is_symlink() {
            return None;
        }
        facts = Some(found);
    }
    Some((path, facts?))
}

/// Where a path leads once all links are followed, if that is a part of the book.
fn admit(root: &Path, name: &str, path: &Path) -> Result<PathBuf, String> {
    let real = path.canonicalize().map_err(|error| reason(&error))?;
    let Ok(inside) = real.strip_prefix(root) else {
        return Err(LINK_OUT.to_owned());
    };
    if inside.iter().any(is_hidden) && !name.split('/').any(|part| part.starts_with('.')) {
        return Err("it is a link to something hidden".to_owned());
    }
    Ok(real)
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

/// Hidden files that hosts of pages read: they are published.
const READ_BY_HOSTS: [&str; 4] = [".well-known", ".nojekyll", ".htaccess", ".domains"];

/// Hidden files and what editors leave beside a file they save.
pub fn leftover(name: &str) -> bool {
    name.starts_with('.') && !READ_BY_HOSTS.contains(&name)
        || name.starts_with('#')
        || name.ends_with('~')
        || name == "4913"
        || [".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".rej"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn walk_reason(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "it is a link to a folder that it lies in".to_owned();
    }
    match error.io_error() {
        Some(error) if error.kind() == std::io::ErrorKind::NotFound => {
            "it is a link to nothing".to_owned()
        }
        Some(error) => reason(error),
        None => error.to_string(),
    }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "we may not read it".to_owned(),
        _ => error.to_string(),
    }
}
