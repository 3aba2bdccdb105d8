//! A site on its way to the disk: the folder that is filled beside the one it will replace.
//!
//! Files may be [put early](Stage::put_early), while others are still being made, so that the disk works while the
//! processor does; [`Stage::finish`] adds the rest and puts the whole in its place. What did not change is linked, not
//! written again, and where nothing changed nothing is touched. One thread writes at a time: two that make files in one
//! folder spend their time waiting for each other in the system. It is the one that brings a file while nobody writes, as
//! the bytes are still near its processor; what others bring meanwhile waits for it, and they go on.

#![allow(clippy::disallowed_methods, reason = "this file owns the stage")]

mod early;

use super::flush::Flush;
use super::lock::Lock;
use super::piecewise::Piecewise;
use super::stop::{self, Busy};
use super::{
    MARK, MARK_TEXT, absolute, clean, goes_on, guard, is_site, make_folder, put, swap, take_away,
};
use crate::emit::Site;
use crate::render::Pieces;
use anyhow::{Context, Error, Result, bail};
use early::{Early, Next, Sending, lock};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
}

/// A site that is being written.
pub struct Stage {
    dest: PathBuf,
    early: Arc<Early>,
    /// Looks for a signal as long as this is open.
    making: Sender<()>,
    watch: JoinHandle<()>,
}

/// Holds the lock of its destination; dropped, it leaves nothing behind.
struct Writer {
    dest: PathBuf,
    /// Not there before the first file that has to be written.
    folder: PathBuf,
    /// Where the files lie that came before the end, by path.
    early: BTreeMap<String, Place>,
    /// Those that the old site has, until it is known that there will be a new one.
    unlinked: Vec<String>,
    /// Folders made so far, by their paths from our own; that, too.
    folders: BTreeSet<String>,
    /// Files whose end has not come.
    growing: BTreeMap<Arc<str>, Piecewise>,
    /// Whether a site will be replaced.
    replaces: bool,
    /// There as soon as the stage is.
    flush: Option<Flush>,
    /// What went wrong before the end; nothing is taken after it.
    trouble: Option<Error>,
    lock: Lock,
    // Released last: a signal waits for it.
    _busy: Busy,
}

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
        let writer = Writer {
            dest: dest.clone(),
            folder,
            early: BTreeMap::new(),
            unlinked: Vec::new(),
            folders: BTreeSet::new(),
            growing: BTreeMap::new(),
            replaces: is_site(&dest, book),
            flush: None,
            trouble: None,
            lock,
            _busy: busy,
        };
        let early = Early { waiting: Mutex::default(), writer: Mutex::new(Some(writer)) };
        let early = Arc::new(early);
        let (making, ended) = channel();
        let watched = Arc::clone(&early);
        let watch = std::thread::spawn(move || watched.watch(&ended));
        Ok(Self { dest, early, making, watch })
    }

    /// Takes a file of the site to come; may be called from several threads. What goes wrong is said at the end.
    pub fn put_early(&self, path: &str, bytes: &Arc<[u8]>) {
        self.early.add(Next::File(path.to_owned(), Arc::clone(bytes)));
    }

    /// The same for a file that comes in pieces. One whose end does not come is no file of the site.
    pub fn begin_early(&self, path: &str) -> Box<dyn Pieces> {
        Box::new(Sending { path: path.into(), early: Arc::clone(&self.early) })
    }

    /// Takes away what was written so far: the site will not be.
    pub fn give_up(self) {
        // What the writer holds goes with it.
        drop(lock(&self.early.writer).take());
    }

    /// Adds all that is missing and puts the site in its place.
    pub fn finish(self, site: &Site) -> Result<Written> {
        drop(self.making);
        self.watch.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut writer = self.early.end().expect("a stage ends once");
        let outcome = writer.replace(site);
        drop(writer);
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
    /// Takes what comes before the end.
    fn take(&mut self, next: Next) {
        if self.trouble.is_none() {
            self.trouble = self.try_take(next).err();
        }
    }

    fn try_take(&mut self, next: Next) -> Result<()> {
        let (path, is_old) = match next {
            Next::File(path, bytes) => {
                let is_old = self.is_old(&path, &bytes);
                if !is_old {
                    self.put(&path, &bytes)?;
                }
                (path, is_old)
            }
            Next::Piece(path, bytes) => return self.grow(&path, &bytes),
            Next::Whole(path) => {
                let is_old = self.end(&path)?;
                (path.as_ref().to_owned(), is_old)
            }
        };
        if is_old {
            self.unlinked.push(path);
        } else {
            self.early.insert(path, Place::Stage);
        }
        // Once something is new, what did not change is linked while other files are still made.
        if !self.folders.is_empty() {
            for path in std::mem::take(&mut self.unlinked) {
                let target = self.room(&path)?;
                let linked = fs::hard_link(self.dest.join(&path), &target).is_ok();
                // At the end it may be copied.
                let place = if linked { Place::Linked } else { Place::Old };
                self.early.insert(path, place);
            }
        }
        Ok(())
    }

    /// Whether the old site has a file as it is.
    fn is_old(&self, path: &str, bytes: &[u8]) -> bool {
        self.replaces && holds(&self.dest.join(path), bytes)
    }

    /// Adds a piece to a file.
    fn grow(&mut self, path: &Arc<str>, piece: &[u8]) -> Result<()> {
        let mut file = self.growing(path);
        file.add(piece, || self.room(path)).with_context(|| self.cannot_write(path))?;
        self.growing.insert(Arc::clone(path), file);
        Ok(())
    }

    /// Ends such a file. Gives whether the old site has it.
    fn end(&mut self, path: &Arc<str>) -> Result<bool> {
        let file = self.growing(path);
        let new = file.end(|| self.room(path)).with_context(|| self.cannot_write(path))?;
        let is_old = new.is_none();
        self.flush(new);
        Ok(is_old)
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
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        let old = std::mem::take(&mut self.unlinked).into_iter();
        let mut known = std::mem::take(&mut self.early);
        known.extend(old.map(|path| (path, Place::Old)));
        let here = site.files.par_iter().map(|(path, bytes)| (path.as_str(), Some(&**bytes)));
        let away = site.away.par_iter().map(|(path, _)| (path.as_str(), None));
        let file = |(path, bytes): (&'s str, Option<&'s [u8]>)| {
            let place = match (known.get(path).copied(), bytes) {
                (Some(place), None) => place,
                // What was put early under this name need not be what the site holds.
                (Some(place @ (Place::Stage | Place::Linked)), Some(bytes)) => {
                    let is_it = holds(&self.folder.join(path), bytes);
                    if is_it { place } else { Place::Nowhere }
                }
                (_, Some(bytes)) if self.is_old(path, bytes) => Place::Old,
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
        for (path, place) in &known {
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
                .end(self.folders.iter().map(|folder| self.folder.join(folder)))
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
        if self.folders.is_empty() {
            fs::create_dir(&self.folder)
                .with_context(|| format!("cannot make `{}`", self.folder.display()))?;
            let replaced = self.replaces.then_some(self.dest.as_path());
            let mut flush = Flush::begin(&self.folder, replaced)
                .with_context(|| format!("cannot look into `{}`", self.folder.display()))?;
            flush.mark(put(&self.folder.join(MARK), MARK_TEXT.as_bytes())?);
            self.flush = Some(flush);
            self.folders.insert(String::new());
        }
        let (folder, _) = path.rsplit_once('/').unwrap_or_default();
        if !self.folders.contains(folder) {
            make_folder(&self.folder.join(folder))?;
            self.folders.insert(folder.to_owned());
        }
        Ok(self.folder.join(path))
    }

    /// Ends the process when a signal came.
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
