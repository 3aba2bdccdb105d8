//! A site on its way to the disk: the folder that is filled beside the one it will replace.
//!
//! Pages may be [put early](Stage::put_early), while others are still being made, so that the disk works while the
//! processor does; [`Stage::finish`] adds the rest and puts the whole in its place. What did not change is linked, not
//! written again, and where nothing changed nothing is touched.

#![allow(clippy::disallowed_methods, reason = "this file owns the stage")]

use super::lock::Lock;
use super::stop::{self, Busy};
use super::{MARK, MARK_TEXT, absolute, clean, guard, put, swap};
use crate::emit::Site;
use anyhow::{Context, Error, Result, bail};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use xxhash_rust::xxh3::xxh3_64;

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
}

/// Holds the lock of its destination; dropped, it leaves nothing behind.
pub struct Stage {
    dest: PathBuf,
    /// Not there before the first file that has to be written.
    folder: PathBuf,
    early: Mutex<Early>,
    /// Held by each who puts a file, and alone by the one who clears all away.
    gate: RwLock<()>,
    lock: Lock,
    // The last to be let go of: a signal waits for it.
    _busy: Busy,
}

/// What was put before the end.
#[derive(Default)]
struct Early {
    /// By path: the hash of the bytes, and whether the old site has them.
    files: BTreeMap<String, (u64, bool)>,
    /// Folders made so far; our own, too.
    folders: BTreeSet<PathBuf>,
    fault: Option<Error>,
    /// Bytes written since the disk was last asked to take them.
    waiting: usize,
    /// For all flushes: an open folder tells of every write that failed since it was opened, and tells it once.
    handle: Option<Arc<File>>,
    flush: Option<JoinHandle<std::io::Result<()>>>,
}

/// Bytes that are sent to the disk together.
const SHIPMENT: usize = 4 << 20;

/// One file of the new site.
struct NewFile<'s> {
    path: &'s str,
    bytes: &'s [u8],
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The old site has it as it is.
    Old,
    /// It was put early.
    Stage,
    Nowhere,
}

impl Stage {
    /// A stage for a site at `dest`, in the place of nothing but a site of ours. `source` is the book's folder, which is
    /// never overwritten. Waits for another build that is at work there.
    pub fn begin(dest: &Path, book: &Path, source: &Path) -> Result<Self> {
        let dest = absolute(dest)?;
        guard(&dest, book, source)?;
        let parent = dest.parent().context("a site cannot be written to the root of the disk")?;
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot make the folder `{}`", parent.display()))?;
        let name = dest
            .file_name()
            .and_then(|name| name.to_str())
            .context("the destination has no usable name")?;
        let (busy, lock) = Lock::take(&parent.join(format!(".{name}.lock")))?;
        clean(&dest, parent, name);
        let folder = parent.join(format!(".{name}.{}.new", std::process::id()));
        let (early, gate) = (Mutex::default(), RwLock::default());
        Ok(Self { dest, folder, early, gate, lock, _busy: busy })
    }

    /// Takes a file of the site to come; may be called from several threads. What goes wrong is said at the end.
    pub fn put_early(&self, path: &str, bytes: &[u8]) {
        let open = self.gate.read().unwrap_or_else(PoisonError::into_inner);
        if stop::asked() {
            drop(open);
            self.leave();
        }
        if self.early().fault.is_some() {
            return;
        }
        let old = holds(&self.dest.join(path), bytes);
        let outcome = if old { Ok(()) } else { self.put(path, bytes) };
        let mut early = self.early();
        match outcome {
            Ok(()) => {
                early.files.insert(path.to_owned(), (xxh3_64(bytes), old));
                early.waiting += if old { 0 } else { bytes.len() };
                if early.waiting >= SHIPMENT {
                    early.ship();
                }
            }
            Err(error) => early.fault = Some(error),
        }
    }

    /// Adds all that is missing and puts the site in its place.
    pub fn finish(self, site: &Site) -> Result<Written> {
        let outcome = self.replace(site);
        let dest = self.dest.clone();
        drop(self);
        if stop::asked() {
            stop::wait();
        }
        outcome.with_context(|| {
            format!("could not write the site to `{}`; what was there is unchanged", dest.display())
        })
    }

    fn replace(&self, site: &Site) -> Result<Written> {
        let mut early = self.early();
        if let Some(fault) = early.fault.take() {
            return Err(fault);
        }
        let known = std::mem::take(&mut early.files);
        drop(early);
        let files: Vec<NewFile<'_>> = site
            .files
            .par_iter()
            .map(|(path, bytes)| {
                let place = match known.get(path) {
                    Some((hash, old)) if *hash == xxh3_64(bytes) => {
                        if *old {
                            Place::Old
                        } else {
                            Place::Stage
                        }
                    }
                    // What came early under this name is not what the site has there.
                    Some((_, false)) => Place::Nowhere,
                    _ if holds(&self.dest.join(path), bytes) => Place::Old,
                    _ => Place::Nowhere,
                };
                NewFile { path, bytes, place }
            })
            .collect();
        let unchanged = files.iter().filter(|file| file.place == Place::Old).count();
        let written = Written { written: files.len() - unchanged, unchanged };
        // The mark is a file too.
        if written.written == 0 && count(&self.dest) == files.len() + 1 {
            return Ok(written);
        }
        for (path, (_, old)) in &known {
            let here = |file: &NewFile<'_>| file.path == path && file.place == Place::Stage;
            let kept = files
                .binary_search_by(|file| file.path.cmp(path.as_str()))
                .is_ok_and(|at| here(&files[at]));
            if !old && !kept {
                let path = self.folder.join(path);
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove `{}`", path.display()))?;
            }
        }
        files.par_iter().try_for_each(|file| {
            if stop::asked() {
                bail!("stopped");
            }
            self.add(file)
        })?;
        self.put(MARK, MARK_TEXT.as_bytes())?;
        self.flush(&files)
            .with_context(|| format!("cannot write all of `{}`", self.folder.display()))?;
        if stop::asked() {
            bail!("stopped");
        }
        swap(&self.folder, &self.dest)?;
        Ok(written)
    }

    fn add(&self, file: &NewFile<'_>) -> Result<()> {
        match file.place {
            Place::Stage => Ok(()),
            Place::Old => {
                let target = self.room(file.path)?;
                fs::hard_link(self.dest.join(file.path), &target)
                    .or_else(|_| put(&target, file.bytes))
            }
            Place::Nowhere => self.put(file.path, file.bytes),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        put(&self.room(path)?, bytes)
    }

    /// Where a file of the stage goes; its folder is there then.
    fn room(&self, path: &str) -> Result<PathBuf> {
        let target = self.folder.join(path);
        let folder = target.parent().context("a file of a site lies in its folder")?;
        let mut early = self.early();
        if early.folders.is_empty() {
            fs::create_dir(&self.folder)
                .with_context(|| format!("cannot make `{}`", self.folder.display()))?;
            early.handle = File::open(&self.folder).ok().map(Arc::new);
            early.folders.insert(self.folder.clone());
        }
        if !early.folders.contains(folder) {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make `{}`", folder.display()))?;
            early.folders.insert(folder.to_path_buf());
        }
        Ok(target)
    }

    /// Flushed, so that a power cut after the swap finds whole files on the disk, and so that a disk which has no room
    /// for what it accepted says so before the swap. One call for all: a thousand single ones take ten times as long.
    #[cfg(target_os = "linux")]
    fn flush(&self, _: &[NewFile<'_>]) -> std::io::Result<()> {
        let mut early = self.early();
        if let Some(flush) = early.flush.take() {
            flush.join().unwrap_or(Ok(()))?;
        }
        let Some(handle) = &early.handle else { return Ok(()) };
        Ok(rustix::fs::syncfs(handle)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn flush(&self, files: &[NewFile<'_>]) -> std::io::Result<()> {
        for file in files.iter().filter(|file| file.place != Place::Old) {
            File::options().write(true).open(self.folder.join(file.path))?.sync_all()?;
        }
        #[cfg(unix)]
        for folder in &self.early().folders {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Ends the process when a signal came while pages are made: nobody would look at [`stop::asked`] for long.
    fn leave(&self) -> ! {
        let _alone = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        let _ = fs::remove_dir_all(&self.folder);
        self.lock.take_away();
        stop::end();
    }

    fn early(&self) -> MutexGuard<'_, Early> {
        self.early.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // After a swap this is the old site; after a failure the half-written new one.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Early {
    /// Asks the disk to take what was written so far, unless it is at it. The last flush finds less to wait for.
    #[cfg(target_os = "linux")]
    fn ship(&mut self) {
        let fault = match self.flush.take_if(|flush| flush.is_finished()) {
            Some(flush) => flush.join().unwrap_or(Ok(())),
            None if self.flush.is_some() => return,
            None => Ok(()),
        };
        self.waiting = 0;
        match (fault, &self.handle) {
            (Err(error), _) => self.fault = Some(error.into()),
            (Ok(()), Some(handle)) => {
                let handle = Arc::clone(handle);
                let flush = move || Ok(rustix::fs::syncfs(&handle)?);
                self.flush = Some(std::thread::spawn(flush));
            }
            (Ok(()), None) => {}
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn ship(&mut self) {
        self.waiting = 0;
    }
}

/// Whether a regular file holds just these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = || {
        let facts = fs::symlink_metadata(path).ok()?;
        if !facts.is_file() || facts.len() != bytes.len() as u64 {
            return Some(false);
        }
        let mut file = File::open(path).ok()?;
        let mut buffer = [0; 16 << 10];
        let mut left = bytes;
        while !left.is_empty() {
            let length = file.read(&mut buffer).ok()?;
            let Some(rest) = left.strip_prefix(&buffer[..length]).filter(|_| length > 0) else {
                return Some(false);
            };
            left = rest;
        }
        Some(true)
    };
    same().unwrap_or(false)
}

/// How many things that are no folders lie below a folder.
fn count(folder: &Path) -> usize {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    entries.filter(|entry| entry.as_ref().is_ok_and(|entry| !entry.file_type().is_dir())).count()
}
