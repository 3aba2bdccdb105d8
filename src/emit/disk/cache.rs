//! The cache folder: what one build remembers for the next.
//!
//! Holds one file of fragments, written beside itself and renamed, so that two builds at once leave one or the other
//! whole. Its bytes carry the program they were made by, to the last byte: after an upgrade nothing is believed. The
//! folder can be deleted at any time. Trouble with it never stops a build; it only makes the next one slower.

#![allow(clippy::disallowed_methods, reason = "this file owns the cache folder")]

use crate::fragment::cache::Memory;
use std::fs;
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};

/// Name of the folder in a book.
pub const FOLDER: &str = ".guidewright-cache";

const FILE: &str = "fragments";

/// A larger file is not ours.
const LARGEST: u64 = 256 << 20;

/// Where a book's fragments are kept between builds.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    edition: u64,
}

impl Cache {
    /// The cache in a folder, and what it remembers; a folder that is not there yet remembers nothing.
    pub fn open(folder: &Path) -> Result<(Self, Memory)> {
        let program = fs::read(std::env::current_exe()?)?;
        let edition = xxhash_rust::xxh3::xxh3_64(&program);
        drop(program);
        let cache = Self { folder: folder.to_path_buf(), edition };
        let file = folder.join(FILE);
        // A link may lead out of the book, a pipe would never end.
        let usable = is_folder(folder) && is_file(&file).is_some_and(|length| length <= LARGEST);
        let bytes = if usable { fs::read(&file)? } else { Vec::new() };
        Ok((cache, Memory::from_bytes(&bytes, edition)))
    }

    /// Keeps what a build remembers, unless that is what was there.
    pub fn keep(&self, memory: &Memory) -> Result<()> {
        let Some(bytes) = memory.to_bytes(self.edition) else { return Ok(()) };
        match fs::create_dir(&self.folder) {
            // Nobody wants it among the sources that they keep.
            Ok(()) => fs::write(self.folder.join(".gitignore"), "*\n")?,
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            Err(_) if !is_folder(&self.folder) => {
                return Err(Error::new(ErrorKind::NotADirectory, "it is not a folder"));
            }
            Err(_) => {}
        }
        self.sweep();
        let _busy = super::stop::busy();
        let beside = self.folder.join(format!("{FILE}.{}.new", std::process::id()));
        let outcome = fs::File::create_new(&beside)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&beside, self.folder.join(FILE)));
        if outcome.is_err() {
            let _ = fs::remove_file(&beside);
        }
        outcome
    }

    /// Removes what builds that were killed left half-written an hour ago or earlier.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let stale =
                name.to_str().is_some_and(|name| name.ends_with(".new"))
                    && entry.metadata().ok().and_then(|facts| facts.modified().ok()).is_some_and(
                        |written| written.elapsed().is_ok_and(|age| age.as_secs() > 3600),
                    );
            if stale {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|facts| facts.is_dir())
}

/// The length of a regular file.
fn is_file(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|facts| facts.len())
}
