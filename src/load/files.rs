//! The one gate to the files of a book.

#![allow(clippy::disallowed_methods, reason = "this file owns reading")]

use super::kept;
use crate::budget;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

    /// The gate: reads a regular file below the book's folder. The error says what is wrong in a few words.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let root = match self {
            Self::Memory(files) => {
                return files.get(name).cloned().ok_or_else(|| "there is no such file".to_owned());
            }
            Self::Kept(kept) => return kept.read(name).map(|bytes| bytes.to_vec()),
            Self::Folder(root) => root,
        };
        let path = root.join(name);
        let real = path.canonicalize().map_err(|error| reason(&error))?;
        if !real.starts_with(root) {
            return Err("it is a link out of the book's folder".to_owned());
        }
        let facts = std::fs::metadata(&real).map_err(|error| reason(&error))?;
        if !facts.is_file() {
            return Err("it is not a file".to_owned());
        }
        if facts.len() > budget::FILE {
            return Err(format!("it is larger than {} MB", budget::FILE >> 20));
        }
        std::fs::read(&real).map_err(|error| reason(&error))
    }

    /// As [`Files::read`], for bytes that are handed on as they are.
    pub fn share(&self, name: &str) -> Result<Arc<[u8]>, String> {
        match self {
            Self::Kept(kept) => kept.read(name),
            _ => self.read(name).map(Arc::from),
        }
    }

    /// A text that is known to be UTF-8 with plain line ends already.
    pub(super) fn known_text(&self, name: &str) -> Option<Arc<str>> {
        match self {
            Self::Kept(kept) => kept.text(name),
            _ => None,
        }
    }

    /// All files below a folder, sorted, without hidden ones and what editors leave behind.
    pub fn list(&self, folder: &str, leave_out: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        match self {
            Self::Memory(files) => files
                .keys()
                .filter_map(|name| name.strip_prefix(&prefix))
                .filter(|name| !name.split('/').any(leftover))
                .map(str::to_owned)
                .collect(),
            Self::Kept(kept) => kept.list(folder, leave_out),
            Self::Folder(root) => {
                let base = root.join(folder);
                let left_out = root.join(leave_out);
                let mut names: Vec<String> = walkdir::WalkDir::new(&base)
                    .min_depth(1)
                    .into_iter()
                    .filter_entry(|entry| {
                        !entry.file_name().to_str().is_none_or(leftover) && entry.path() != left_out
                    })
                    .filter_map(Result::ok)
                    .filter(|entry| entry.file_type().is_file() || entry.path_is_symlink())
                    .filter_map(|entry| {
                        entry.path().strip_prefix(&base).ok().map(Path::to_path_buf)
                    })
                    .filter_map(|path| path.to_str().map(|path| path.replace('\\', "/")))
                    .collect();
                names.sort();
                names
            }
        }
    }
}

/// Hidden files and what editors leave beside a file they save.
pub fn leftover(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with('#')
        || name.ends_with('~')
        || name == "4913"
        || [".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".rej"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "we may not read it".to_owned(),
        _ => error.to_string(),
    }
}
