//! `check --fix`: mends what has one right answer, and shows what it changes.

use super::print_bytes;
use super::programs::Leave;
use crate::emit::disk;
use crate::finding::Finding;
use crate::load::kept::Kept;
use crate::load::{Files, Project};
use crate::manifest::outline::leaves;
use crate::mend::{self, Mended};
use crate::report;
use crate::terminal::Terminal;
use anyhow::{Context, Result};
use std::path::Path;
use std::sync::Arc;

/// How the book is read, and what becomes of the new texts.
pub(super) struct Order<'a> {
    pub dir: &'a Path,
    pub leave: &'a Leave,
    /// The folder of what is remembered of the book.
    pub memory: Option<&'a Path>,
    /// Nothing is written, and the changes go to standard output, for `patch` and the like.
    pub dry: bool,
    /// Standard output is taken by findings.
    pub machine: bool,
}

/// Mends a book as far as its findings say how. `look` gives all findings of a project that was read with some.
pub(super) fn run(
    order: &Order<'_>,
    terminal: &Terminal,
    look: impl Fn(&Project, Vec<Finding>) -> Vec<Finding>,
) -> Result<(Project, Vec<Finding>)> {
    let kept = Arc::new(Kept::new(order.dir));
    let files = Files::Kept(Arc::clone(&kept));
    let looked = |texts: &mend::Texts| {
        kept.pin(texts.clone());
        let read = order.leave.read(&files, order.dir, order.memory)?;
        let findings = look(&read.value, read.findings);
        Ok((read.value, findings))
    };
    // Files beside the book may belong to others, and a file that is not UTF-8 was not read as it stands.
    let may = |name: &str| {
        !leaves(name) && files.read(name).is_ok_and(|bytes| String::from_utf8(bytes).is_ok())
    };
    let mended = mend::book(looked, may)?;
    show(&mended, order, terminal)?;
    if !order.dry {
        write(&mended, order.dir)?;
    }
    if mended.count > 0 {
        let places = report::counted(mended.count, "place");
        let files = report::counted(mended.files.len(), "file");
        let done = if order.dry { "would mend" } else { "mended" };
        terminal.say(&format!("{done} {places} in {files}"));
    }
    Ok((mended.project, mended.findings))
}

fn show(mended: &Mended, order: &Order<'_>, terminal: &Terminal) -> Result<()> {
    let folder = &mended.project.sources.folder;
    let to_stdout = order.dry && !order.machine;
    for (name, change) in &mended.files {
        let colour = terminal.colour && !to_stdout;
        let text = report::diff(&format!("{folder}{name}"), change, colour);
        if to_stdout {
            print_bytes(text.as_bytes())?;
        } else {
            terminal.say(text.trim_end());
        }
    }
    Ok(())
}

/// Puts all new texts in place. Each file is looked at once more before any is changed.
fn write(mended: &Mended, dir: &Path) -> Result<()> {
    let files = Files::below(dir);
    let mut ready = Vec::new();
    for (name, change) in &mended.files {
        let now = files.read(name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = now.and_then(|now| mend::as_written(&now, change)).with_context(|| {
            format!("`{name}` was saved meanwhile, so nothing is written: run the command again")
        })?;
        ready.push((dir.join(name), text));
    }
    for (path, text) in ready {
        disk::rewrite(&path, text.as_bytes())?;
    }
    Ok(())
}
