//! Held while a site is written, so that a stage is either ours or dead.
//!
//! A lock is a file beside the destination. The system lets go of it when its process ends, however it ends; the file is
//! taken away by who holds it, so that nothing is left beside a site.

#![allow(clippy::disallowed_methods, reason = "this file owns a lock on the disk")]

use super::stop::{self, Busy};
use anyhow::{Context, Result};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(20);

pub(super) struct Lock {
    path: PathBuf,
    /// Closing it lets go.
    _file: File,
}

impl Lock {
    /// Waits for the lock. While another build holds it, a signal may end us.
    pub(super) fn take(path: &Path) -> Result<(Busy, Self)> {
        loop {
            let busy = stop::busy();
            let file =
                File::options().create(true).truncate(false).write(true).open(path).with_context(
                    || format!("cannot write beside the site: `{}`", path.display()),
                )?;
            match file.try_lock() {
                Ok(()) if is_at(&file, path) => {
                    return Ok((busy, Self { path: path.to_path_buf(), _file: file }));
                }
                // Its last holder removed it after we opened it and before we locked it.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    drop(busy);
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| format!("cannot lock `{}`", path.display()));
                }
            }
        }
    }
}

impl Lock {
    /// Takes the file away. Elsewhere an open file cannot be taken away safely, so it stays.
    pub(super) fn take_away(&self) {
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.take_away();
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(ours), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else { return false };
    (ours.dev(), ours.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
