//! Which book a command means, and where what it makes goes.

use super::print_bytes;
use super::programs::Leave;
use crate::emit::disk;
use crate::load::{self, Project};
use crate::terminal::Terminal;
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

#[derive(Debug, Args)]
pub(super) struct Book {
    /// The book's folder, the one with book.toml [default: the current folder, or the nearest above it that holds a book]
    #[arg(value_name = "BOOK", env = "GUIDEWRIGHT_BOOK", hide_env = true)]
    dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) leave: Leave,
}

impl Book {
    pub(super) fn dir(&self) -> PathBuf {
        nearest(self.dir.clone())
    }
}

/// The folder that was named, else the nearest one that holds a book, from here upwards.
pub(super) fn nearest(named: Option<PathBuf>) -> PathBuf {
    let here = PathBuf::from(".");
    named.unwrap_or_else(|| {
        let levels = std::env::current_dir().map_or(0, |here| here.components().count());
        let above = (0..levels).map(|level| match level {
            0 => here.clone(),
            level => std::iter::repeat_n("..", level).collect(),
        });
        above.into_iter().find(|folder| load::is_book(folder).is_ok()).unwrap_or(here.clone())
    })
}

/// A book that a command writes into: it has to be known what its manifest says.
pub(super) fn read(dir: &Path) -> Result<Project> {
    let project = load::folder(dir)?.value;
    let manifest = &project.sources.get(project.manifest_source);
    DeTable::parse(&manifest.text).map_err(|error| anyhow!("{}", error.message())).with_context(
        || {
            format!(
                "{} does not parse: mend it first, `guidewright check` shows where",
                manifest.name
            )
        },
    )?;
    Ok(project)
}

/// Says what was recognised of a book that is not in our own words, and which settings of it are not read because they
/// stand in the environment, where mdBook looks for them.
pub(super) fn say_recognised(project: &Project, terminal: &Terminal) {
    let Some(recognised) = project.recognised() else { return };
    terminal.say(&recognised);
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut settings: Vec<String> = names.filter(|name| is_setting(name)).collect();
    settings.sort();
    if !settings.is_empty() {
        let names = settings.join(", ");
        terminal.say(&format!(
            "not read: {names}; write the settings of mdBook's variables into book.toml"
        ));
    }
}

/// Whether mdBook takes a variable of the environment for one of a manifest's tables or a key in it.
fn is_setting(name: &str) -> bool {
    let Some(path) = name.strip_prefix("MDBOOK_") else { return false };
    let table = path.split("__").next().unwrap_or_default();
    ["book", "build", "rust", "output", "preprocessor"]
        .iter()
        .any(|known| table.eq_ignore_ascii_case(known))
}

/// Whether a file that was named stands for standard output.
pub(super) fn is_stdout(output: &Path) -> bool {
    output.as_os_str() == "-"
}

/// Refuses a file that is not ours to replace; standard output takes everything.
pub(super) fn may_write(output: &Path, force: bool, is_ours: impl Fn(&[u8]) -> bool) -> Result<()> {
    if is_stdout(output) { Ok(()) } else { disk::may_replace(output, force, is_ours) }
}

/// Refuses a file in the source folder: the next build would publish it with the pages.
pub(super) fn keep_unpublished(output: &Path, book: &Path, project: &Project) -> Result<()> {
    if is_stdout(output) {
        return Ok(());
    }
    let whole = std::path::absolute(output)?;
    let folder = whole.parent().and_then(|folder| folder.canonicalize().ok());
    let source = book.join(&project.manifest.source).canonicalize().ok();
    let inside = folder.as_deref().zip(source.as_deref());
    let Some(inside) = inside.and_then(|(folder, source)| folder.strip_prefix(source).ok()) else {
        return Ok(());
    };
    let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    if inside.iter().chain(whole.file_name()).any(is_hidden) {
        return Ok(());
    }
    bail!(
        "`{}` lies in the source folder, whose files the next build publishes: choose another place, or write it there with `--force`",
        output.display()
    )
}

/// Writes what a command made to the file that was named.
pub(super) fn deliver(output: &Path, bytes: &[u8]) -> Result<()> {
    if is_stdout(output) { print_bytes(bytes) } else { disk::write_file(output, bytes) }
}

/// A file that was written, for people.
pub(super) fn named(output: &Path) -> String {
    if is_stdout(output) { "standard output".to_owned() } else { output.display().to_string() }
}
