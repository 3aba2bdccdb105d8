//! The site onto the disk, whole or not at all.
//!
//! The new site is written to a folder beside the destination and the two are exchanged in one step, so a reader meets
//! the old site or the new one and nothing between. What did not change is linked, not written again. Only a folder that
//! carries our mark is ever replaced. This is the only place that writes.

#![allow(clippy::disallowed_methods, reason = "this file owns writing")]

use super::Site;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

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
    let _lock = lock(parent, name)?;
    clean(parent, name);
    let stage = parent.join(format!(".{name}.{}.new", std::process::id()));
    let outcome = stage_site(site, &dest, &stage).and_then(|written| {
        swap(&stage, &dest)?;
        Ok(written)
    });
    // After a swap this is the old site; after a failure the half-written new one.
    let _ = fs::remove_dir_all(&stage);
    outcome.with_context(|| {
        format!("could not write the site to `{}`; what was there is unchanged", dest.display())
    })
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

/// Held while a site is written, so that two builds do not stage at once.
fn lock(parent: &Path, name: &str) -> Result<fs::File> {
    let path = parent.join(format!(".{name}.lock"));
    let file = fs::File::create(&path)
        .with_context(|| format!("cannot write in `{}`", parent.display()))?;
    file.lock().with_context(|| format!("cannot lock `{}`", path.display()))?;
    Ok(file)
}

/// Removes what builds that were killed left behind; we hold the lock, so nobody is at work there.
fn clean(parent: &Path, name: &str) {
    let prefix = format!(".{name}.");
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let file = entry.file_name();
        let Some(file) = file.to_str() else { continue };
        if file.starts_with(&prefix) && file.ends_with(".new") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn stage_site(site: &Site, dest: &Path, stage: &Path) -> Result<Written> {
    let mut done = Written { written: 0, unchanged: 0 };
    fs::create_dir(stage).with_context(|| format!("cannot make `{}`", stage.display()))?;
    put(&stage.join(MARK), MARK_TEXT.as_bytes())?;
    let mut folders = std::collections::BTreeSet::new();
    for (path, bytes) in &site.files {
        let target = stage.join(path);
        if let Some(folder) = target.parent()
            && folders.insert(folder.to_path_buf())
        {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make `{}`", folder.display()))?;
        }
        let old = dest.join(path);
        let same = fs::metadata(&old)
            .is_ok_and(|facts| facts.is_file() && facts.len() == bytes.len() as u64)
            && fs::read(&old).is_ok_and(|old| old == **bytes);
        if same && fs::hard_link(&old, &target).is_ok() {
            done.unchanged += 1;
        } else {
            put(&target, bytes)?;
            done.written += 1;
        }
    }
    for folder in folders.iter().map(PathBuf::as_path).chain([stage]) {
        // Flushed, so that a power cut after the swap finds the new names on the disk.
        if let Ok(folder) = fs::File::open(folder) {
            let _ = folder.sync_all();
        }
    }
    Ok(done)
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = fs::File::create_new(path)?;
        file.write_all(bytes)
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

/// Exchanges two folders in one step where the system can; elsewhere the old one steps aside first.
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
    let aside = stage.with_extension("old.new");
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
