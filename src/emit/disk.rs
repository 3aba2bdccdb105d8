//! The site onto the disk, whole or not at all.
//!
//! The new site is written to a folder beside the destination and the two are exchanged in one step, so a reader meets
//! the old site or the new one and nothing between. What did not change is linked, not written again, and where nothing
//! changed nothing is touched. Only a folder that carries our mark is ever replaced. Beside the destination stand, while
//! a build is at work, a lock and a stage; the next build takes away what one that was killed left of them. Only this
//! file and those below it write.

#![allow(clippy::disallowed_methods, reason = "this file owns writing")]

pub mod cache;
mod lock;
pub mod stop;

use super::Site;
use anyhow::{Context, Result, bail};
use lock::Lock;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that says a folder is ours.
pub const MARK: &str = ".guidewright";
const MARK_TEXT: &str =
    "This folder is written by guidewright, which replaces it whole at each build.\n";

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
}

/// Replaces the site at `dest`. `source` is the book's folder, which is never overwritten.
pub fn write(site: &Site, dest: &Path, book: &Path, source: &Path) -> Result<Written> {
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
    let stage = parent.join(format!(".{name}.{}.new", std::process::id()));
    let outcome = replace(site, &dest, &stage);
    // After a swap this is the old site; after a failure the half-written new one.
    let _ = fs::remove_dir_all(&stage);
    drop(lock);
    drop(busy);
    if stop::asked() {
        stop::wait();
    }
    outcome.with_context(|| {
        format!("could not write the site to `{}`; what was there is unchanged", dest.display())
    })
}

fn replace(site: &Site, dest: &Path, stage: &Path) -> Result<Written> {
    let files: Vec<File<'_>> = site
        .files
        .par_iter()
        .map(|(path, bytes)| File { path, bytes, same: holds(&dest.join(path), bytes) })
        .collect();
    let unchanged = files.iter().filter(|file| file.same).count();
    let written = Written { written: files.len() - unchanged, unchanged };
    // The mark is a file too.
    if written.written == 0 && count(dest) == files.len() + 1 {
        return Ok(written);
    }
    fill(&files, dest, stage)?;
    if stop::asked() {
        bail!("stopped");
    }
    swap(stage, dest)?;
    Ok(written)
}

/// One file of the new site.
struct File<'s> {
    path: &'s str,
    bytes: &'s Arc<[u8]>,
    /// The old site has it as it is.
    same: bool,
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path)
        .with_context(|| format!("`{}` is no usable path", path.display()))?;
    // Links in the parents are followed, the destination itself is not.
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
    Ok(parent.canonicalize().map_or_else(|_| path.clone(), |parent| parent.join(name)))
}

/// Refuses to replace anything that is not a site of ours.
fn guard(dest: &Path, book: &Path, source: &Path) -> Result<()> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let target = real(dest);
    for precious in [real(book), real(source)] {
        if precious.starts_with(&target) {
            bail!(
                "`{}` holds the book itself: choose another folder with `--dest`",
                dest.display()
            );
        }
    }
    if std::env::var_os("HOME").is_some_and(|home| real(Path::new(&home)).starts_with(&target)) {
        bail!("`{}` is a home folder: choose another one with `--dest`", dest.display());
    }
    let Ok(facts) = fs::symlink_metadata(dest) else { return Ok(()) };
    if facts.is_symlink() {
        bail!("`{}` is a link: name the folder itself with `--dest`", dest.display());
    }
    if !facts.is_dir() {
        bail!("`{}` is a file: choose a folder with `--dest`", dest.display());
    }
    if dest.join(".git").exists() {
        bail!(
            "`{}` holds a git repository, which would be lost: build into another folder with `--dest` and copy the site",
            dest.display()
        );
    }
    let empty = fs::read_dir(dest)
        .with_context(|| format!("cannot look into `{}`", dest.display()))?
        .next()
        .is_none();
    if !empty && !dest.join(MARK).is_file() {
        bail!(
            "`{}` was not written by guidewright (it has no `{MARK}`): empty it yourself or choose another folder with `--dest`",
            dest.display()
        );
    }
    Ok(())
}

/// Removes what builds that were killed left behind; we hold the lock, so nobody is at work there. One that was killed
/// between the two steps of a swap left no site in its place: the old one goes back first.
fn clean(dest: &Path, parent: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let mut stages = Vec::new();
    for entry in entries.flatten() {
        let file = entry.file_name();
        let Some(rest) = file.to_str().and_then(|file| file.strip_prefix(&format!(".{name}.")))
        else {
            continue;
        };
        let Some((process, end)) = rest.split_once('.') else { continue };
        // `.site.v2.77.new` is the stage of a site named `site.v2`.
        if process.is_empty() || !process.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        match end {
            "old" if !dest.exists() => {
                let _ = fs::rename(entry.path(), dest);
            }
            "new" | "old" => stages.push(entry.path()),
            _ => {}
        }
    }
    for stage in stages {
        let _ = fs::remove_dir_all(&stage);
    }
}

/// Whether a regular file holds just these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = || {
        let facts = fs::symlink_metadata(path).ok()?;
        if !facts.is_file() || facts.len() != bytes.len() as u64 {
            return Some(false);
        }
        let mut file = fs::File::open(path).ok()?;
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

/// Makes the stage: links what did not change, writes the rest.
fn fill(files: &[File<'_>], dest: &Path, stage: &Path) -> Result<()> {
    fs::create_dir(stage).with_context(|| format!("cannot make `{}`", stage.display()))?;
    put(&stage.join(MARK), MARK_TEXT.as_bytes())?;
    let folders: BTreeSet<&str> =
        files.iter().filter_map(|file| Some(file.path.rsplit_once('/')?.0)).collect();
    for folder in &folders {
        let folder = stage.join(folder);
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    files.par_iter().try_for_each(|file| {
        if stop::asked() {
            bail!("stopped");
        }
        let target = stage.join(file.path);
        if file.same && fs::hard_link(dest.join(file.path), &target).is_ok() {
            return Ok(());
        }
        put(&target, file.bytes)
    })?;
    flush(files, &folders, stage)
        .with_context(|| format!("cannot write all of `{}`", stage.display()))
}

/// Flushed, so that a power cut after the swap finds whole files on the disk, and so that a disk which has no room for
/// what it accepted says so before the swap. One call for all: a thousand single ones take ten times as long.
#[cfg(target_os = "linux")]
fn flush(_: &[File<'_>], _: &BTreeSet<&str>, stage: &Path) -> std::io::Result<()> {
    Ok(rustix::fs::syncfs(fs::File::open(stage)?)?)
}

#[cfg(not(target_os = "linux"))]
fn flush(files: &[File<'_>], folders: &BTreeSet<&str>, stage: &Path) -> std::io::Result<()> {
    for file in files.iter().filter(|file| !file.same) {
        fs::File::options().write(true).open(stage.join(file.path))?.sync_all()?;
    }
    #[cfg(unix)]
    for folder in folders.iter().copied().chain([""]) {
        fs::File::open(stage.join(folder))?.sync_all()?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = fs::File::create_new(path)?;
        file.write_all(bytes)
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

/// Exchanges two folders in one step where the system can, as Linux does on its own file systems. Elsewhere the old one
/// steps aside first: for a moment there is none, and [`clean`] mends it if we are killed just then.
fn swap(stage: &Path, dest: &Path) -> Result<()> {
    if !dest.exists() {
        return fs::rename(stage, dest).context("cannot put the site in its place");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, stage, CWD, dest, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = stage.with_extension("old");
    fs::rename(dest, &aside).context("cannot move the old site aside")?;
    if let Err(error) = fs::rename(stage, dest) {
        let _ = fs::rename(&aside, dest);
        return Err(error).context("cannot put the site in its place");
    }
    let _ = fs::remove_dir_all(&aside);
    Ok(())
}

/// Writes one file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name =
        path.file_name().and_then(|name| name.to_str()).context("the file has no usable name")?;
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let _busy = stop::busy();
    let outcome = put(&beside, bytes).and_then(|()| {
        fs::rename(&beside, path)
            .with_context(|| format!("cannot put `{}` in its place", path.display()))
    });
    if outcome.is_err() {
        let _ = fs::remove_file(&beside);
    }
    outcome
}

/// Makes a new folder with some files; an existing folder must be empty.
pub fn make_book<'f>(dir: &Path, files: impl Iterator<Item = (&'f str, String)>) -> Result<()> {
    let taken =
        fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file();
    if taken {
        bail!("`{}` exists and is not empty: choose a new folder", dir.display());
    }
    for (name, text) in files {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        }
        put(&path, text.as_bytes())?;
    }
    Ok(())
}
