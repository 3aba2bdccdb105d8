//! A file that comes in pieces: as long as it is what the old site has, nothing is written.

#![allow(clippy::disallowed_methods, reason = "this file writes one of a stage")]

use super::goes_on;
use anyhow::{Result, ensure};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

pub(super) struct Piecewise {
    /// The file of the old site, open behind what came so far, and its length.
    old: Option<(File, u64)>,
    /// Once it differs from that.
    new: Option<File>,
    length: u64,
}

impl Piecewise {
    /// The next edition of a file, which need not be there.
    pub(super) fn after(old: &Path) -> Self {
        let facts = fs::symlink_metadata(old).ok().filter(fs::Metadata::is_file);
        let old = facts.and_then(|facts| Some((File::open(old).ok()?, facts.len())));
        Self { old, new: None, length: 0 }
    }

    /// Adds the next piece. The first one that differs asks for the `place` of the new file.
    pub(super) fn add(
        &mut self,
        piece: &[u8],
        place: impl FnOnce() -> Result<PathBuf>,
    ) -> Result<()> {
        if self.new.is_none() {
            let old = self.old.as_mut();
            if !old.is_some_and(|(old, _)| goes_on(old, piece).unwrap_or(false)) {
                self.part(&place()?)?;
            }
        }
        if let Some(new) = &mut self.new {
            new.write_all(piece)?;
        }
        self.length += piece.len() as u64;
        Ok(())
    }

    /// Ends it. Gives the new file, unless the old one is the same.
    pub(super) fn end(mut self, place: impl FnOnce() -> Result<PathBuf>) -> Result<Option<File>> {
        let is_old = self.old.as_ref().is_some_and(|(_, length)| *length == self.length);
        if self.new.is_none() && !is_old {
            self.part(&place()?)?;
        }
        Ok(self.new)
    }

    /// Begins the new file with what it shares with the old one.
    fn part(&mut self, place: &Path) -> Result<()> {
        let mut new = File::create_new(place)?;
        if let Some((mut old, _)) = self.old.take().filter(|_| self.length > 0) {
            old.rewind()?;
            let copied = io::copy(&mut old.take(self.length), &mut new)?;
            ensure!(copied == self.length, "the old site was changed meanwhile");
        }
        self.new = Some(new);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_came_or_nothing() {
        let around =
            std::env::temp_dir().join(format!("guidewright-pieces-{}", std::process::id()));
        fs::create_dir_all(&around).expect("a folder can be made");
        let (old, new) = (around.join("old"), around.join("new"));
        for (was, pieces, is_old) in [
            (Some("abcdef"), &["abc", "def"][..], true),
            (Some("abcdef"), &["abc", "dxf", "ghi"], false),
            (Some("abcdef"), &["xbc", "def"], false),
            (Some("abcdef"), &["abc", ""], false),
            (Some("abcdef"), &["abc", "def", "g"], false),
            (Some("abcdef"), &[], false),
            (Some(""), &[], true),
            (None, &["abc", "def"], false),
            (None, &[], false),
        ] {
            let _ = fs::remove_file(&old);
            if let Some(was) = was {
                fs::write(&old, was).expect("it can be written");
            }
            let mut file = Piecewise::after(&old);
            for piece in pieces {
                file.add(piece.as_bytes(), || Ok(new.clone())).expect("it can be written");
            }
            let written = file.end(|| Ok(new.clone())).expect("it can be written");
            let whole = pieces.concat();
            assert_eq!(written.is_none(), is_old, "{was:?} {pieces:?}");
            let there = fs::read_to_string(&new).ok();
            assert_eq!(there, (!is_old).then_some(whole), "{was:?} {pieces:?}");
            let _ = fs::remove_file(&new);
        }
        fs::remove_dir_all(&around).expect("the folder can go");
    }
}
