//! A site on its way to the disk: the folder that is filled beside the one it will replace.
//!
//! Files may be [put early](Stage::put_early), while others are still being made, so that the disk works while the
//! processor does; [`Stage::finish`] adds the rest and puts the whole in its place. What did not change is linked, not
//! written again, and where nothing changed nothing is touched. One thread writes: two that make files in one folder
//! spend their time waiting for each other in the system.

#![allow(clippy::disallowed_methods, reason = "this file owns the stage")]

use super::flush::Flush;
use super::lock::Lock;
use super::piecewise::Piecewise;
use super::stop::{self, Busy};
use super::{
    MARK, MARK_TEXT, absolute, clean, goes_on, guard, is_site, make_folder, put, swap, take_away,
};
use crate::emit::Site;
use crate::render::Pieces;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_64;

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
}

/// A site that is being written.
pub struct Stage {
    dest: PathBuf,
    early: Sender<Early>,
    writer: JoinHandle<Result<Writer>>,
}

/// What comes before the end.
enum Early {
    File(String, Arc<[u8]>),
    /// The next bytes of a file that comes in pieces.
    Piece(Arc<str>, Vec<u8>),
    /// The end of such a file.
    Whole(Arc<str>),
}

/// Hands a file on piece by piece.
struct Sending {
    path: Arc<str>,
    early: Sender<Early>,
}

impl Pieces for Sending {
    fn add(&mut self, piece: Vec<u8>) {
        // A writer that has failed takes no more.
        let _ = self.early.send(Early::Piece(Arc::clone(&self.path), piece));
    }

    fn end(self: Box<Self>) {
        let _ = self.early.send(Early::Whole(self.path));
    }
}

/// Holds the lock of its destination; dropped, it leaves nothing behind.
struct Writer {
    dest: PathBuf,
    /// Not there before the first file that has to be written.
    folder: PathBuf,
    /// What was put before the end, by path: the hash of the bytes, and where they lie.
    early: BTreeMap<String, (u64, Place)>,
    /// Folders made so far; our own, too.
    folders: BTreeSet<PathBuf>,
    /// Files whose end has not come.
    growing: BTreeMap<Arc<str>, Piecewise>,
    /// Whether a site will be replaced.
    replaces: bool,
    /// There as soon as the stage is.
    flush: Option<Flush>,
    lock: Lock,
    // Released last: a signal waits for it.
    _busy: Busy,
}

/// How often a writer that has nothing to write looks whether a signal came: a page may take as long as it likes.
const LOOK: Duration = Duration::from_millis(50);

/// One file of the new site.
struct NewFile<'s> {
    path: &'s str,
    /// Nothing of one that was put early and is nowhere else.
    bytes: Option<&'s [u8]>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The old site has it as it is.
    Old,
    /// The old site has it, and it was linked early.
    Linked,
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
        make_folder(parent)?;
        let name = dest
            .file_name()
            .and_then(|name| name.to_str())
            .context("the destination has no usable name")?;
        let (busy, lock) = Lock::take(&parent.join(format!(".{name}.lock")))?;
        clean(&dest, parent, name);
        let folder = parent.join(format!(".{name}.{}.new", std::process::id()));
        let mut writer = Writer {
            dest: dest.clone(),
            folder,
            early: BTreeMap::new(),
            folders: BTreeSet::new(),
            growing: BTreeMap::new(),
            replaces: is_site(&dest, book),
            flush: None,
            lock,
            _busy: busy,
        };
        let (early, queue) = channel();
        let write = move || {
            writer.take(&queue)?;
            Ok(writer)
        };
        Ok(Self { dest, early, writer: std::thread::spawn(write) })
    }

    /// Takes a file of the site to come; may be called from several threads. What goes wrong is said at the end.
    pub fn put_early(&self, path: &str, bytes: &Arc<[u8]>) {
        // A writer that has failed takes no more.
        let _ = self.early.send(Early::File(path.to_owned(), Arc::clone(bytes)));
    }

    /// The same for a file that comes in pieces. One whose end does not come is no file of the site.
    pub fn begin_early(&self, path: &str) -> Box<dyn Pieces> {
        Box::new(Sending { path: path.into(), early: self.early.clone() })
    }

    /// Takes away what was written so far: the site will not be.
    pub fn give_up(self) {
        drop(self.early);
        // What the writer holds goes with it.
        drop(self.writer.join());
    }

    /// Adds all that is missing and puts the site in its place.
    pub fn finish(self, site: &Site) -> Result<Written> {
        drop(self.early);
        let written = self.writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let outcome = written.and_then(|mut writer| writer.replace(site));
        if stop::asked() {
            stop::wait();
        }
        outcome.with_context(|| {
            let dest = self.dest.display();
            format!("could not write the site to `{dest}`; what was there is unchanged")
        })
    }
}

impl Writer {
    /// Writes what comes until no more can come.
    fn take(&mut self, queue: &Receiver<Early>) -> Result<()> {
        let mut unlinked: Vec<(String, u64)> = Vec::new();
        loop {
            let next = queue.recv_timeout(LOOK);
            if stop::asked() {
                self.leave();
            }
            let (path, hash, is_old) = match next {
                Ok(Early::File(path, bytes)) => {
                    let is_old = holds(&self.dest.join(&path), &bytes);
                    if !is_old {
                        self.put(&path, &bytes)?;
                    }
                    (path, xxh3_64(&bytes), is_old)
                }
                Ok(Early::Piece(path, bytes)) => {
                    self.grow(&path, &bytes)?;
                    continue;
                }
                Ok(Early::Whole(path)) => {
                    let (hash, is_old) = self.end(&path)?;
                    (path.as_ref().to_owned(), hash, is_old)
                }
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if is_old {
                unlinked.push((path, hash));
            } else {
                self.early.insert(path, (hash, Place::Stage));
            }
            // Once something is new, what did not change is linked while other files are still made.
            if !self.folders.is_empty() {
                for (path, hash) in unlinked.drain(..) {
                    let target = self.room(&path)?;
                    let linked = fs::hard_link(self.dest.join(&path), &target).is_ok();
                    // At the end it may be copied.
                    let place = if linked { Place::Linked } else { Place::Old };
                    self.early.insert(path, (hash, place));
                }
            }
        }
        let old = unlinked.into_iter().map(|(path, hash)| (path, (hash, Place::Old)));
        self.early.extend(old);
        Ok(())
    }

    /// Adds a piece to a file.
    fn grow(&mut self, path: &Arc<str>, piece: &[u8]) -> Result<()> {
        let mut file = self.growing(path);
        file.add(piece, || self.room(path)).with_context(|| self.cannot_write(path))?;
        self.growing.insert(Arc::clone(path), file);
        Ok(())
    }

    /// Ends such a file. Gives its hash, and whether the old site has it.
    fn end(&mut self, path: &Arc<str>) -> Result<(u64, bool)> {
        let file = self.growing(path);
        let (hash, new) = file.end(|| self.room(path)).with_context(|| self.cannot_write(path))?;
        let is_old = new.is_none();
        self.flush(new);
        Ok((hash, is_old))
    }

    fn growing(&mut self, path: &str) -> Piecewise {
        let begin = || Piecewise::after(&self.dest.join(path));
        self.growing.remove(path).unwrap_or_else(begin)
    }

    fn cannot_write(&self, path: &str) -> String {
        format!("cannot write `{}`", self.folder.join(path).display())
    }

    /// A new file is whole.
    fn flush(&mut self, new: Option<File>) {
        if let Some((flush, new)) = self.flush.as_mut().zip(new) {
            flush.add(new);
        }
    }

    fn replace<'s>(&mut self, site: &'s Site) -> Result<Written> {
        let known = std::mem::take(&mut self.early);
        let here = site.files.par_iter().map(|(path, bytes)| (path.as_str(), Some(&**bytes)));
        let away = site.away.par_iter().map(|(path, _)| (path.as_str(), None));
        let file = |(path, bytes): (&'s str, Option<&'s [u8]>)| {
            let place = match (known.get(path), bytes) {
                (Some((_, place)), None) => *place,
                (Some((hash, place)), Some(bytes)) if *hash == xxh3_64(bytes) => *place,
                // What was written early under this name is not what the site holds.
                (Some((_, Place::Stage)), _) => Place::Nowhere,
                (_, Some(bytes)) if holds(&self.dest.join(path), bytes) => Place::Old,
                _ => Place::Nowhere,
            };
            NewFile { path, bytes, place }
        };
        let mut files: Vec<NewFile<'_>> = here.chain(away).map(file).collect();
        files.sort_unstable_by_key(|file| file.path);
        let is_old = |file: &&NewFile<'_>| matches!(file.place, Place::Old | Place::Linked);
        let unchanged = files.iter().filter(is_old).count();
        let written = Written { written: files.len() - unchanged, unchanged };
        // The mark is a file too.
        if written.written == 0 && count(&self.dest) == files.len() + 1 {
            return Ok(written);
        }
        for (path, (_, place)) in &known {
            let kept = files
                .binary_search_by(|file| file.path.cmp(path.as_str()))
                .is_ok_and(|at| files[at].place == *place);
            if *place != Place::Old && !kept {
                let path = self.folder.join(path);
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove `{}`", path.display()))?;
            }
        }
        for file in &files {
            if stop::asked() {
                bail!("stopped");
            }
            self.add(file)?;
        }
        if let Some(flush) = self.flush.take() {
            flush
                .end(&self.folders)
                .with_context(|| format!("cannot write all of `{}`", self.folder.display()))?;
        }
        if stop::asked() {
            bail!("stopped");
        }
        swap(&self.folder, &self.dest)?;
        Ok(written)
    }

    fn add(&mut self, file: &NewFile<'_>) -> Result<()> {
        match file.place {
            Place::Stage | Place::Linked => Ok(()),
            Place::Old => self.link(file.path, file.bytes),
            Place::Nowhere => {
                let bytes = file.bytes.context("a file of the site was given away and is lost")?;
                self.put(file.path, bytes)
            }
        }
    }

    /// Takes a file over from the old site, which has just these bytes.
    fn link(&mut self, path: &str, bytes: Option<&[u8]>) -> Result<()> {
        let (old, target) = (self.dest.join(path), self.room(path)?);
        if fs::hard_link(&old, &target).is_ok() {
            return Ok(());
        }
        let new = match bytes {
            Some(bytes) => put(&target, bytes),
            None => fs::read(&old)
                .with_context(|| format!("cannot read `{}`", old.display()))
                .and_then(|bytes| put(&target, &bytes)),
        };
        self.flush(Some(new?));
        Ok(())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let new = put(&self.room(path)?, bytes)?;
        self.flush(Some(new));
        Ok(())
    }

    /// Where a file of the stage goes. Makes its folder.
    fn room(&mut self, path: &str) -> Result<PathBuf> {
        let target = self.folder.join(path);
        let folder = target.parent().context("a file of a site lies in its folder")?;
        if self.folders.is_empty() {
            fs::create_dir(&self.folder)
                .with_context(|| format!("cannot make `{}`", self.folder.display()))?;
            let replaced = self.replaces.then_some(self.dest.as_path());
            let mut flush = Flush::begin(&self.folder, replaced)
                .with_context(|| format!("cannot look into `{}`", self.folder.display()))?;
            flush.mark(put(&self.folder.join(MARK), MARK_TEXT.as_bytes())?);
            self.flush = Some(flush);
            self.folders.insert(self.folder.clone());
        }
        if !self.folders.contains(folder) {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make `{}`", folder.display()))?;
            self.folders.insert(folder.to_path_buf());
        }
        Ok(target)
    }

    /// Ends the process when a signal came while pages are made: the end of that may be far.
    fn leave(&self) -> ! {
        let _ = fs::remove_dir_all(&self.folder);
        self.lock.take_away();
        stop::end();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After a swap this is the old site; after a failure the half-written new one.
        take_away(&self.folder);
    }
}

/// Whether a regular file holds just these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = || {
        let facts = fs::symlink_metadata(path)?;
        let may_be = facts.is_file() && facts.len() == bytes.len() as u64;
        Ok::<_, std::io::Error>(may_be && goes_on(&mut File::open(path)?, bytes)?)
    };
    same().unwrap_or(false)
}

/// How many things that are no folders lie below a folder.
fn count(folder: &Path) -> usize {
    let entries = walkdir::WalkDir::new(folder).into_iter();
    entries.filter(|entry| entry.as_ref().is_ok_and(|entry| !entry.file_type().is_dir())).count()
}
