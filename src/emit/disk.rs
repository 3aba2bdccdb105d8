//! The site onto the disk, whole or not at all.
//!
//! The new site is written to a folder beside the destination, its [`Stage`], and the two are exchanged in one step, so a
//! reader meets the old site or the new one and nothing between. Only a folder that carries our mark, or mdBook's, is ever
//! replaced.
//! Beside the destination stand, while a build is at work, a lock and a stage; the next build takes away what one that
//! was killed left of them. Only this file and those below it write.

#![allow(clippy::disallowed_methods, reason = "this file owns writing")]

pub mod cache;
mod flush;
mod lock;
mod piecewise;
pub mod stage;
pub mod stop;

pub use crate::load::MARK;
use crate::manifest::outline::normal;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

const MARK_TEXT: &str =
    "This folder is written by guidewright, which replaces it whole at each build.\n";

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path)
        .with_context(|| format!("`{}` is no usable path", path.display()))?;
    // Links in the parents are followed, the destination itself is not.
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
    Ok(parent.canonicalize().map_or_else(|_| path.clone(), |parent| parent.join(name)))
}

/// Refuses to replace anything but a site, ours or one that mdBook made.
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
    if !empty && !is_site(dest, book) {
        bail!(
            "`{}` was not written by guidewright (it has no `{MARK}`): empty it yourself or choose another folder with `--dest`",
            dest.display()
        );
    }
    Ok(())
}

/// Whether a folder is a site that a build replaces: ours, or what mdBook made inside of the book's folder, which it empties
/// as well.
pub fn is_site(folder: &Path, book: &Path) -> bool {
    const MDBOOK: &str = "<!-- Book generated using mdBook -->";
    // It stands in the first lines.
    const HEAD: u64 = 1 << 10;
    let by_mdbook = || {
        folder.canonicalize().ok()?.strip_prefix(book.canonicalize().ok()?).ok()?;
        let mut head = Vec::new();
        let file = File::open(folder.join("index.html")).ok()?;
        file.take(HEAD).read_to_end(&mut head).ok()?;
        Some(String::from_utf8_lossy(&head).contains(MDBOOK))
    };
    folder.join(MARK).is_file() || by_mdbook().unwrap_or(false)
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
        take_away(&stage);
    }
}

/// Takes a folder away. Names in one folder go one after the other, those in several side by side.
fn take_away(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    let inner = || folders.par_iter().for_each(|folder| drop(fs::remove_dir_all(folder)));
    let outer = || {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
    };
    rayon::join(inner, outer);
    let _ = fs::remove_dir_all(folder);
}

/// Writes a new file.
fn put(path: &Path, bytes: &[u8]) -> Result<File> {
    let write = || {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        Ok::<_, std::io::Error>(file)
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

/// Whether an open file goes on with just these bytes.
fn goes_on(file: &mut File, bytes: &[u8]) -> std::io::Result<bool> {
    let mut buffer = [0; 16 << 10];
    let mut left = bytes;
    while !left.is_empty() {
        let most = left.len().min(buffer.len());
        let length = file.read(&mut buffer[..most])?;
        let Some(rest) = left.strip_prefix(&buffer[..length]).filter(|_| length > 0) else {
            return Ok(false);
        };
        left = rest;
    }
    Ok(true)
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

/// Makes a folder and those above it.
pub fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder `{}`", folder.display()))
}

/// Writes one file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name =
        path.file_name().and_then(|name| name.to_str()).context("the file has no usable name")?;
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let _busy = stop::busy();
    let outcome = put(&beside, bytes).and_then(|_| {
        fs::rename(&beside, path)
            .with_context(|| format!("cannot put `{}` in its place", path.display()))
    });
    if outcome.is_err() {
        let _ = fs::remove_file(&beside);
    }
    outcome
}

/// Gives a file of an author's another text, whole or not at all. It keeps its rights, and a link still leads to it.
pub fn rewrite(path: &Path, bytes: &[u8]) -> Result<()> {
    let real = path.canonicalize().with_context(|| format!("cannot find `{}`", path.display()))?;
    let rights = fs::metadata(&real).map(|facts| facts.permissions());
    write_file(&real, bytes)?;
    rights
        .and_then(|rights| fs::set_permissions(&real, rights))
        .with_context(|| format!("cannot give `{}` its rights back", path.display()))
}

/// Refuses to replace a file that we did not make, unless that is asked for.
pub fn may_replace(path: &Path, force: bool, is_ours: impl Fn(&[u8]) -> bool) -> Result<()> {
    if force || fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    if path.is_dir() {
        bail!("`{}` is a folder: name a file with `--output`", path.display());
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    if !bytes.is_empty() && !is_ours(&bytes) {
        bail!(
            "`{}` is there already and was not made by guidewright: choose another file, or replace it with `--force`",
            path.display()
        );
    }
    Ok(())
}

/// Makes a new folder with some files; an existing folder may hold nothing but a history and files about a repository,
/// which stay as they are. A name that leads out of the folder stops all of it before anything is written.
pub fn make_book<N: AsRef<str>, B: AsRef<[u8]>>(
    dir: &Path,
    files: impl Iterator<Item = (N, B)>,
) -> Result<()> {
    let about = |name: &str| {
        let name = name.to_lowercase();
        let plain = ["readme", "license", "licence", "copying"];
        name.starts_with('.') || plain.iter().any(|plain| name.starts_with(plain))
    };
    let mut there = fs::read_dir(dir).into_iter().flatten().flatten();
    if dir.is_file() || there.any(|entry| !about(&entry.file_name().to_string_lossy())) {
        bail!("`{}` exists and is not empty: choose a new folder", dir.display());
    }
    let inside = |(name, bytes): (N, B)| match normal(name.as_ref()) {
        Some(name) => Ok((dir.join(name), bytes)),
        None => bail!("`{}` does not lie in the new folder", name.as_ref()),
    };
    let files = files.map(inside).collect::<Result<Vec<_>>>()?;
    for (path, bytes) in files {
        if path.exists() {
            continue;
        }
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        put(&path, bytes.as_ref())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_book_stays_in_its_folder() {
        let around =
            std::env::temp_dir().join(format!("guidewright-new-book-{}", std::process::id()));
        let book = around.join("book");
        for name in ["../beside.md", "/guidewright-at-the-root.md", "in/../../beside.md"] {
            let files = [("book.toml", ""), (name, "")];
            assert!(make_book(&book, files.into_iter()).is_err(), "{name}");
            assert!(!around.exists(), "{name}: something was written");
        }
        make_book(&book, [("./in/./chapter.md", "")].into_iter()).expect("lies inside");
        assert!(book.join("in/chapter.md").is_file());
        fs::remove_dir_all(&around).expect("the folder can go");
    }
}
