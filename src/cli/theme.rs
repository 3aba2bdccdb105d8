//! `theme`: default templates, styles and scripts put into a book to be changed there, and what a newer version of this
//! program changed in them since.
//!
//! Beside each file that is put into a book, its text as it was then is kept below `.ejected`, so that a later version can
//! show what became different in its own. Whoever took that over says so, and the kept text is brought up to date.

use super::book::nearest;
use super::print;
use crate::assets;
use crate::emit::disk;
use crate::finding::did_you_mean;
use crate::load::{self, Files};
use crate::report::counted;
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use similar::TextDiff;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Folder of a book with the texts as they were when they were put into it.
const KEPT: &str = ".ejected";

#[derive(Debug, Subcommand)]
pub(super) enum Theme {
    /// Write default templates, styles or scripts into a book, to be changed there
    ///
    /// Without a name, list all of them; those that the book has already are marked with an asterisk. How each was is kept
    /// in the folder `.ejected` of the book, for `theme diff`: leave it there, and let your version control keep it.
    #[command(
        after_help = "Examples:\n  guidewright theme eject\n  guidewright theme eject templates/404.html static/css/tokens.css"
    )]
    Eject {
        /// Files by their names in the list, such as templates/404.html
        #[arg(value_name = "FILE")]
        files: Vec<String>,
        /// Put the default back in place of what the book has
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        book: Of,
    },
    /// Show what this version of guidewright changed in files that a book has taken over
    ///
    /// Compares the defaults as they were when `theme eject` wrote them with those of now. A file that was not written by
    /// `theme eject` is compared as it stands in the book. Ends with 1 if there is a difference.
    Diff {
        /// Note that the changes are taken over, or are not wanted: the next `theme diff` starts from here
        #[arg(long)]
        done: bool,
        #[command(flatten)]
        book: Of,
    },
}

#[derive(Debug, Args)]
pub(super) struct Of {
    /// The book's folder [default: the current folder, or the nearest above it that holds a book]
    #[arg(long = "book", value_name = "BOOK")]
    dir: Option<PathBuf>,
}

pub(super) fn run(what: Theme, terminal: &Terminal) -> Result<ExitCode> {
    match what {
        Theme::Eject { files, force, book } => {
            let dir = found(book)?;
            if files.is_empty() { list(&dir) } else { eject(&dir, &files, force, terminal) }
        }
        Theme::Diff { done, book } => diff(&found(book)?, done, terminal),
    }
}

fn found(book: Of) -> Result<PathBuf> {
    let dir = nearest(book.dir);
    load::is_book(&dir).map(|()| dir)
}

fn list(dir: &Path) -> Result<ExitCode> {
    let mut names: Vec<&str> = assets::overrides().collect();
    names.sort_unstable();
    let line = |name: &&str| {
        let mark = if dir.join(name).is_file() { " *" } else { "" };
        format!("{name}{mark}\n")
    };
    print(&names.iter().map(line).collect::<String>())
}

fn eject(dir: &Path, names: &[String], force: bool, terminal: &Terminal) -> Result<ExitCode> {
    // All are written, or none.
    let mut chosen = Vec::new();
    for name in names {
        let name = name.trim_start_matches("./").replace('\\', "/");
        let Some(text) = assets::written(&name) else {
            let help = did_you_mean(&name, assets::overrides())
                .unwrap_or_else(|| "`guidewright theme eject` lists them all".to_owned());
            bail!("there is no file `{name}` to take over: {help}");
        };
        if !force && dir.join(&name).exists() {
            bail!("`{name}` is in the book already: `--force` puts the default back in its place");
        }
        chosen.push((name, text));
    }
    for (name, text) in chosen {
        write(dir, &name, text)?;
        write(dir, &format!("{KEPT}/{name}"), text)?;
        terminal.say(&format!("wrote {name}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(dir: &Path, name: &str, text: &str) -> Result<()> {
    let path = dir.join(name);
    let folder = path.parent().context("a file of ours stands in a folder")?;
    disk::make_folder(folder)?;
    disk::write_file(&path, text.as_bytes())
}

fn diff(dir: &Path, done: bool, terminal: &Terminal) -> Result<ExitCode> {
    let files = Files::below(dir);
    let mut report = String::new();
    let mut changed = 0;
    for name in assets::overrides() {
        let Some(own) = text(&files, name) else { continue };
        let now = assets::written(name).context("every name has its text")?;
        let kept = text(&files, &format!("{KEPT}/{name}"));
        let (before, label) = match &kept {
            Some(kept) => (kept, format!("{name} (as it was put into the book)")),
            None => (&own, format!("{name} (in the book)")),
        };
        if before != now {
            changed += 1;
            let label_now = format!("{name} (guidewright {})", env!("CARGO_PKG_VERSION"));
            let lines = TextDiff::from_lines(before.as_str(), now);
            let _ = write!(report, "{}", lines.unified_diff().header(&label, &label_now));
        }
        if done {
            write(dir, &format!("{KEPT}/{name}"), now)?;
        }
    }
    if done {
        terminal.say(&format!("noted {} as taken over", counted(changed, "changed file")));
        return Ok(ExitCode::SUCCESS);
    }
    if changed == 0 {
        terminal.say("what the book has taken over is as it is in this version");
    }
    print(&report)?;
    Ok(if changed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A text of the book with plain line ends, as ours have them.
fn text(files: &Files, name: &str) -> Option<String> {
    let text = String::from_utf8(files.read(name).ok()?).ok()?;
    Some(text.replace("\r\n", "\n"))
}
