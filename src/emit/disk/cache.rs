//! What one build remembers for the next, in the user's own cache folder.
//!
//! Each book has a folder there, named after the place where the book lies. It holds one file of fragments, written
//! beside itself and renamed, so that two builds at once leave one or the other whole. Its bytes carry the build of the
//! program that made them: after an upgrade nothing is believed. All of it can be deleted at any time, and the books used
//! longest ago are forgotten when it grows too large. Trouble with it never stops a build; it only makes the next one
//! slower.

#![allow(clippy::disallowed_methods, reason = "this file owns the cache folder")]

use crate::fragment::cache::Memory;
use std::fs;
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const FILE: &str = "fragments";

/// A larger file is not ours.
const LARGEST: u64 = 256 << 20;

/// Bytes that all books together may take.
const MOST: u64 = 1 << 30;

/// The program's build, as `build.rs` numbers it.
const BUILD: &str = env!("GUIDEWRIGHT_BUILD");

/// The folder for all books: what the system gives to programs for what can be made again. Nothing where a user has no
/// home.
pub fn home() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "guidewright").map(|dirs| dirs.cache_dir().to_path_buf())
}

/// The folder of one book below `home`.
pub fn of_book(home: &Path, book: &Path) -> PathBuf {
    let place = book.canonicalize().unwrap_or_else(|_| book.to_path_buf());
    home.join(format!("{:016x}", xxhash_rust::xxh3::xxh3_64(place.as_os_str().as_encoded_bytes())))
}

/// Where a book's fragments are kept between builds.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    edition: u64,
}

impl Cache {
    /// The cache in a book's folder, and what it remembers; a folder that is not there yet remembers nothing.
    pub fn open(folder: &Path) -> Result<(Self, Memory)> {
        let edition = u64::from_str_radix(BUILD, 16).expect("build.rs writes it so");
        let cache = Self { folder: folder.to_path_buf(), edition };
        let file = folder.join(FILE);
        // Reading a pipe would never end.
        let usable = is_folder(folder) && is_file(&file).is_some_and(|length| length <= LARGEST);
        let bytes = if usable { fs::read(&file)? } else { Vec::new() };
        Ok((cache, Memory::from_bytes(&bytes, edition)))
    }

    /// Keeps what a build remembers, unless that is what was there.
    pub fn keep(&self, memory: &Memory) -> Result<()> {
        let file = self.folder.join(FILE);
        let Some(bytes) = memory.to_bytes(self.edition) else {
            // Marks the book as used, so that others are forgotten before it.
            let opened = fs::File::options().append(true).open(&file);
            let _ = opened.and_then(|file| file.set_modified(SystemTime::now()));
            return Ok(());
        };
        fs::create_dir_all(&self.folder)?;
        if !is_folder(&self.folder) {
            return Err(Error::new(ErrorKind::NotADirectory, "it is not a folder"));
        }
        self.sweep();
        let _busy = super::stop::busy();
        let beside = self.folder.join(format!("{FILE}.{}.new", std::process::id()));
        let outcome = fs::File::create_new(&beside)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&beside, &file));
        if outcome.is_err() {
            let _ = fs::remove_file(&beside);
        }
        if let Some(home) = self.folder.parent() {
            forget_oldest(home, MOST);
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

/// What a program that a book names answered to a question, if that is remembered in the book's folder.
pub fn answer(folder: &Path, key: &str) -> Option<Vec<u8>> {
    recall(folder, &format!("{ANSWER}{key}"))
}

/// Remembers an answer, and forgets those that were not asked for in a week. Without it the program is asked again.
pub fn keep_answer(folder: &Path, key: &str, bytes: &[u8]) {
    forget_idle(folder, ANSWER);
    remember(folder, &format!("{ANSWER}{key}"), bytes);
}

/// The smaller copies of a picture, if they are remembered in the book's folder.
pub fn picture(folder: &Path, key: &str) -> Option<Vec<u8>> {
    recall(folder, &format!("{PICTURE}{key}"))
}

/// Remembers the smaller copies of a picture. Without them they are made again.
pub fn keep_picture(folder: &Path, key: &str, bytes: &[u8]) {
    remember(folder, &format!("{PICTURE}{key}"), bytes);
}

/// Forgets the copies of pictures that were not asked for in a week.
pub fn forget_pictures(folder: &Path) {
    forget_idle(folder, PICTURE);
}

const ANSWER: &str = "answer-";
const PICTURE: &str = "picture-";

fn recall(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let path = folder.join(name);
    is_file(&path).filter(|length| *length <= LARGEST)?;
    let bytes = fs::read(&path).ok()?;
    // Asked for again: it is kept for another week.
    let opened = fs::File::options().append(true).open(&path);
    let _ = opened.and_then(|file| file.set_modified(SystemTime::now()));
    Some(bytes)
}

fn remember(folder: &Path, name: &str, bytes: &[u8]) {
    if fs::create_dir_all(folder).is_ok() && is_folder(folder) {
        let _ = super::write_file(&folder.join(name), bytes);
    }
}

/// Removes the files of a book whose names begin so and that were not asked for in a week.
fn forget_idle(folder: &Path, start: &str) {
    const WEEK: u64 = 7 * 24 * 3600;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_one = entry.file_name().to_str().is_some_and(|name| name.starts_with(start));
        let asked = entry.metadata().ok().and_then(|facts| facts.modified().ok());
        let age = asked.and_then(|asked| asked.elapsed().ok());
        if is_one && age.is_some_and(|age| age.as_secs() > WEEK) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Forgets one book, whose folder [`of_book`] names. Gives the bytes that are free now.
pub fn forget(folder: &Path) -> Result<u64> {
    if !is_folder(folder) {
        return Ok(0);
    }
    let size = size(folder);
    fs::remove_dir_all(folder)?;
    Ok(size)
}

/// Forgets all books. Gives the bytes that are free now.
pub fn forget_all(home: &Path) -> Result<u64> {
    books(home).iter().try_fold(0, |sum, folder| Ok(sum + forget(folder)?))
}

/// Forgets the books that were built longest ago until the others take at most `most` bytes.
fn forget_oldest(home: &Path, most: u64) {
    let used = |folder: &PathBuf| {
        fs::metadata(folder.join(FILE))
            .and_then(|facts| facts.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let mut books: Vec<(SystemTime, u64, PathBuf)> =
        books(home).into_iter().map(|folder| (used(&folder), size(&folder), folder)).collect();
    books.sort();
    let mut sum: u64 = books.iter().map(|(_, size, _)| size).sum();
    for (_, size, folder) in books {
        if sum <= most {
            break;
        }
        if forget(&folder).is_ok() {
            sum -= size;
        }
    }
}

/// Folders of books, by their form: whatever else lies there is not ours.
fn books(home: &Path) -> Vec<PathBuf> {
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) && is_folder(path)
    };
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(ours).collect()
}

/// Bytes of the files in a book's folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| is_file(&entry.path())).sum()
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|facts| facts.is_dir())
}

/// The length of a regular file.
fn is_file(path: &Path) -> Option<u64> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|facts| facts.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_books_built_longest_ago_are_forgotten_first() {
        let home = std::env::temp_dir().join(format!("guidewright-cache-{}", std::process::id()));
        let now = SystemTime::now();
        for (name, age) in
            [("00000000000000aa", 3), ("00000000000000bb", 1), ("00000000000000cc", 2)]
        {
            fs::create_dir_all(home.join(name)).expect("the temporary folder can be written");
            let path = home.join(name).join(FILE);
            fs::write(&path, [0; 100]).expect("a file can be written");
            let file = fs::File::options().append(true).open(&path).expect("it is there");
            file.set_modified(now - Duration::from_secs(age * 60)).expect("times can be set");
        }
        fs::create_dir_all(home.join("not-a-book")).expect("the temporary folder can be written");
        forget_oldest(&home, 250);
        let left = || {
            let mut names: Vec<_> =
                books(&home).iter().map(|path| path.file_name().map(ToOwned::to_owned)).collect();
            names.sort();
            names
                .into_iter()
                .flatten()
                .map(|name| name.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(left(), ["00000000000000bb", "00000000000000cc"]);
        forget_oldest(&home, 100);
        assert_eq!(left(), ["00000000000000bb"]);
        assert_eq!(forget_all(&home).expect("they can be removed"), 100);
        assert!(left().is_empty() && home.join("not-a-book").exists());
        fs::remove_dir_all(&home).expect("the temporary folder can be removed");
    }
}
