//! Sees to it that a site is on the disk before it takes the place of another.
//!
//! So a power cut after the swap finds whole files, and a disk which has no room for what it accepted says so before the
//! swap. Where no site was, none can be lost, and nobody waits for the disk. The mark of such a site says so by its time, and
//! the next build flushes what it takes over of it.
//!
//! A file is sent there as soon as it is whole, while others are still made. A few of them one by one, since a flush of the
//! whole file system waits for what other programs have written, too; many in one, since a thousand single flushes take
//! ten times as long. What leads to the files needs none of its own: file systems bring changes of folders to the disk in
//! their order, so that a swap is never there before what is swapped.

#![allow(clippy::disallowed_methods, reason = "this file flushes a stage")]

use super::MARK;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::SystemTime;

/// The time of the mark of a site for whose flush nobody waited.
const UNFLUSHED: SystemTime = SystemTime::UNIX_EPOCH;

/// Files that wait for the disk, open, at a time.
const WAITING: usize = 64;

pub(super) struct Flush(Option<AtWork>);

struct AtWork {
    queue: SyncSender<File>,
    worker: JoinHandle<io::Result<()>>,
    /// For flushes of all: an open folder tells of every write that failed since it was opened, and tells it once.
    folder: Arc<File>,
    /// Whether more files came than may wait.
    overflows: bool,
}

impl Flush {
    /// For a stage whose folder is there and empty, and the site that it will replace.
    pub(super) fn begin(folder: &Path, replaced: Option<&Path>) -> io::Result<Self> {
        let folder = Arc::new(File::open(folder)?);
        if replaced.is_none() && finds_room_at_once(&folder) {
            return Ok(Self(None));
        }
        let is_flushed = |site: &Path| {
            let time = fs::metadata(site.join(MARK)).and_then(|facts| facts.modified());
            time.is_ok_and(|time| time != UNFLUSHED)
        };
        let behind = replaced.is_some_and(|site| !is_flushed(site));
        let (queue, files) = sync_channel(WAITING);
        let all = Arc::clone(&folder);
        let worker = std::thread::spawn(move || {
            if behind {
                flush_all(&all)?;
            }
            work(&files, &all)
        });
        Ok(Self(Some(AtWork { queue, worker, folder, overflows: false })))
    }

    /// The mark of the stage, which is the first of its files.
    pub(super) fn mark(&mut self, file: File) {
        if self.0.is_none() {
            let _ = file.set_modified(UNFLUSHED);
        }
        self.add(file);
    }

    /// A file of the stage is whole. What goes wrong is said at the end.
    pub(super) fn add(&mut self, file: File) {
        let Some(at_work) = &mut self.0 else { return };
        if cfg!(target_os = "linux") {
            at_work.overflows |= at_work.queue.try_send(file).is_err();
        } else {
            let _ = at_work.queue.send(file);
        }
    }

    /// Waits until all is there; `folders` are those of the stage.
    pub(super) fn end(self, folders: impl Iterator<Item = PathBuf>) -> io::Result<()> {
        let Some(AtWork { queue, worker, folder, overflows }) = self.0 else { return Ok(()) };
        drop(queue);
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        if overflows {
            flush_all(&folder)?;
        }
        // Linux alone promises their order.
        if cfg!(all(unix, not(target_os = "linux"))) {
            for folder in folders {
                File::open(folder)?.sync_all()?;
            }
        }
        Ok(())
    }
}

/// Flushes files as they come.
fn work(files: &Receiver<File>, folder: &File) -> io::Result<()> {
    /// From so many on, all are flushed in one.
    const MANY: usize = 9;
    while let Ok(first) = files.recv() {
        let files: Vec<File> = std::iter::once(first).chain(files.try_iter()).collect();
        if cfg!(target_os = "linux") && files.len() >= MANY {
            flush_all(folder)?;
        } else {
            files.iter().try_for_each(File::sync_data)?;
        }
    }
    Ok(())
}

/// Flushes the file system of a folder. Elsewhere than on Linux no file comes without being flushed by itself.
fn flush_all(folder: &File) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(folder)?;
    let _ = folder;
    Ok(())
}

/// Whether the file system of an open folder finds a place for what it accepts before it accepts it, as those of local disks
/// do: others, which send it over a network, may have no room for it later.
fn finds_room_at_once(folder: &File) -> bool {
    #[cfg(target_os = "linux")]
    {
        // ext4, XFS, Btrfs, F2FS, ZFS, tmpfs and the layers of containers, as `statfs` numbers them.
        const LOCAL: [i64; 7] =
            [0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0x2fc1_2fc1, 0x0102_1994, 0x794c_7630];
        #[allow(clippy::useless_conversion, reason = "the number has another width elsewhere")]
        let kind = rustix::fs::fstatfs(folder).map(|facts| i64::from(facts.f_type));
        kind.is_ok_and(|kind| LOCAL.contains(&kind))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        false
    }
}
