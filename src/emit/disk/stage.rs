//! A site on its way to the disk: the folder that is filled beside the one it will replace.
//!
//! Files may be [put early](Stage::put_early), while others are still being made, so that the disk works while the
//! processor does; [`Stage::finish`] adds the rest and puts the whole in its place. What did not change is linked, not
//! written again, and where nothing changed nothing is touched. One thread writes: two that make files in one folder
//! spend their time waiting for each other in the system. Where a site is replaced, the new one is on the disk before it
//! takes its place; where none was, none can be lost, and nobody waits for the disk.

#![allow(clippy::disallowed_methods, reason = "this file owns the stage")]

use super::lock::Lock;
use super::stop::{self, Busy};
use super::{MARK, MARK_TEXT, absolute, clean, guard, is_site, make_folder, put, swap};
use crate::emit::Site;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::{self, File};
use std::io::Read as _;
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
    early: Sender<(String, Arc<[u8]>)>,
    writer: JoinHandle<Result<Writer>>,
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
    /// Bytes written since the disk was last asked to take them.
    waiting: usize,
    /// Whether a site will be replaced.
    replaces: bool,
    /// For all flushes: an open folder tells of every write that failed since it was opened, and tells it once. Nothing
    /// where none is needed.
    handle: Option<Arc<File>>,
    flush: Option<JoinHandle<std::io::Result<()>>>,
    lock: Lock,
    // Released last: a signal waits for it.
    _busy: Busy,
}

/// How often a writer that has nothing to write looks whether a signal came: a page may take as long as it likes.
const LOOK: Duration = Duration::from_millis(50);

/// Bytes that are sent to the disk together.
const SHIPMENT: usize = 4 << 20;

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
            waiting: 0,
            replaces: is_site(&dest, book),
            handle: None,
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
        let _ = self.early.send((path.to_owned(), Arc::clone(bytes)));
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
    fn take(&mut self, queue: &Receiver<(String, Arc<[u8]>)>) -> Result<()> {
        let mut unlinked: Vec<(String, u64)> = Vec::new();
        let mut waiting: VecDeque<(String, Arc<[u8]>)> = VecDeque::new();
        loop {
            waiting.extend(queue.try_iter());
            // The page of the whole book comes last, and the disk takes longest over it: others wait while it does.
            let long = waiting.iter().position(|(_, bytes)| bytes.len() >= SHIPMENT);
            let next = waiting.swap_remove_front(long.unwrap_or(0));
            let next = next.map_or_else(|| queue.recv_timeout(LOOK), Ok);
            if stop::asked() {
                self.leave();
            }
            let (path, bytes) = match next {
                Ok(next) => next,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let hash = xxh3_64(&bytes);
            if holds(&self.dest.join(&path), &bytes) {
                unlinked.push((path, hash));
            } else {
                self.put(&path, &bytes)?;
                self.ship(bytes.len())?;
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
        self.put(MARK, MARK_TEXT.as_bytes())?;
        self.flush(&files)
            .with_context(|| format!("cannot write all of `{}`", self.folder.display()))?;
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
        fs::hard_link(&old, &target).or_else(|_| match bytes {
            Some(bytes) => put(&target, bytes),
            None => fs::read(&old)
                .with_context(|| format!("cannot read `{}`", old.display()))
                .and_then(|bytes| put(&target, &bytes)),
        })
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        put(&self.room(path)?, bytes)
    }

    /// Where a file of the stage goes. Makes its folder.
    fn room(&mut self, path: &str) -> Result<PathBuf> {
        let target = self.folder.join(path);
        let folder = target.parent().context("a file of a site lies in its folder")?;
        if self.folders.is_empty() {
            fs::create_dir(&self.folder)
                .with_context(|| format!("cannot make `{}`", self.folder.display()))?;
            let handle = File::open(&self.folder).ok();
            let handle = handle.filter(|handle| self.replaces || !finds_room_at_once(handle));
            self.handle = handle.map(Arc::new);
            self.folders.insert(self.folder.clone());
        }
        if !self.folders.contains(folder) {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make `{}`", folder.display()))?;
            self.folders.insert(folder.to_path_buf());
        }
        Ok(target)
    }

    /// Flushed, so that a power cut after the swap finds whole files on the disk, and so that a disk which has no room
    /// for what it accepted says so before the swap. One call for all: a thousand single ones take ten times as long.
    #[cfg(target_os = "linux")]
    fn flush(&mut self, _: &[NewFile<'_>]) -> std::io::Result<()> {
        if let Some(flush) = self.flush.take() {
            flush.join().unwrap_or(Ok(()))?;
        }
        let Some(handle) = &self.handle else { return Ok(()) };
        Ok(rustix::fs::syncfs(handle)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn flush(&self, files: &[NewFile<'_>]) -> std::io::Result<()> {
        for file in files.iter().filter(|file| !matches!(file.place, Place::Old | Place::Linked)) {
            File::options().write(true).open(self.folder.join(file.path))?.sync_all()?;
        }
        #[cfg(unix)]
        for folder in &self.folders {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Asks the disk to take what was written so far, unless it is already doing so: the last flush then has less to wait for.
    #[cfg(target_os = "linux")]
    fn ship(&mut self, more: usize) -> Result<()> {
        self.waiting += more;
        if self.waiting < SHIPMENT || self.flush.as_ref().is_some_and(|flush| !flush.is_finished())
        {
            return Ok(());
        }
        if let Some(flush) = self.flush.take() {
            flush.join().unwrap_or(Ok(()))?;
        }
        if let Some(handle) = self.handle.clone() {
            self.waiting = 0;
            self.flush = Some(std::thread::spawn(move || Ok(rustix::fs::syncfs(&handle)?)));
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn ship(&mut self, _: usize) -> Result<()> {
        Ok(())
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
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Whether the file system of an open folder finds a place for what it accepts before it accepts it, as those of local disks
/// do: others, which send it over a network, may have no room for it later.
#[cfg(target_os = "linux")]
fn finds_room_at_once(folder: &File) -> bool {
    // ext4, XFS, Btrfs, F2FS, ZFS, tmpfs and the layers of containers, as `statfs` numbers them.
    const LOCAL: [i64; 7] =
        [0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0x2fc1_2fc1, 0x0102_1994, 0x794c_7630];
    #[allow(clippy::useless_conversion, reason = "the number has another width elsewhere")]
    let kind = rustix::fs::fstatfs(folder).map(|facts| i64::from(facts.f_type));
    kind.is_ok_and(|kind| LOCAL.contains(&kind))
}

#[cfg(not(target_os = "linux"))]
fn finds_room_at_once(_: &File) -> bool {
    false
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
