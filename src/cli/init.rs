//! `init`: a folder of Markdown files becomes a book. Only `book.toml` and, where there is none, `.gitignore` are added.

use super::new::{argument, fresh_id, language_tag, readable};
use super::{quoted, shown};
use crate::emit::disk;
use crate::load::{self, Files};
use crate::report::counted;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Files about a repository, which are no chapters.
const ABOUT: [&str; 6] =
    ["readme", "license", "changelog", "contributing", "code_of_conduct", "security"];
/// What may be the page that a folder opens with, the first that is there.
const HOMES: [&str; 2] = ["index.md", "README.md"];

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder with Markdown files
    #[arg(default_value = ".", value_name = "FOLDER")]
    dir: PathBuf,
    /// Title of the book [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// Language of the book's text, such as en or pt-BR
    #[arg(long, default_value = "en")]
    language: String,
}

pub(super) fn init(arguments: Init, terminal: &Terminal) -> Result<ExitCode> {
    let dir = &arguments.dir;
    if !dir.is_dir() {
        bail!("there is no folder `{}`: `guidewright new` makes a book of its own", dir.display());
    }
    if load::is_book(dir).is_ok() {
        bail!("`{}` holds a book already: run `guidewright serve` on it", dir.display());
    }
    let files = Files::below(dir);
    let chapters: Vec<String> =
        files.list("", "site").names.into_iter().filter(|name| is_chapter(name)).collect();
    language_tag(&arguments.language)?;
    let Some(source) = source(&chapters) else {
        bail!(
            "`{}` has no Markdown files: `guidewright new` makes a book that shows what can be written",
            dir.display()
        );
    };
    let inside = |name: &&String| source.is_empty() || name.starts_with(&format!("{source}/"));
    let count = chapters.iter().filter(inside).count();
    let home = HOMES.into_iter().find(|home| dir.join(&source).join(home).is_file());
    let name = dir.canonicalize().unwrap_or_else(|_| dir.clone());
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = arguments.title.unwrap_or_else(|| readable(&name.unwrap_or_default()));
    let shown_source = if source.is_empty() { "." } else { &source };
    let home = home.map_or_else(String::new, |home| format!("home = {}\n", quoted(home)));
    let manifest = format!(
        "# Every key is described by `guidewright schema book`, which editors can use to complete this file.\n\
         [book]\n\
         # Readers' progress is kept under this name: leave it as it is, whatever becomes of the title.\n\
         id = {}\ntitle = {}\nlanguage = {}\nsource = {}\n{home}",
        quoted(&fresh_id(&title)),
        quoted(&title),
        quoted(&arguments.language),
        quoted(shown_source),
    );
    disk::write_file(&dir.join("book.toml"), manifest.as_bytes())?;
    if !dir.join(".gitignore").exists() {
        disk::write_file(&dir.join(".gitignore"), b"/site\n")?;
    }
    terminal.say(&format!(
        "made a book of {} in {}: the contents follow the names of files and folders\nnow run: guidewright serve {}",
        counted(count, "Markdown file"),
        if source.is_empty() { dir.clone() } else { shown(&dir.join(&source)) }.display(),
        argument(&dir.display().to_string())
    ));
    Ok(ExitCode::SUCCESS)
}

fn is_chapter(name: &str) -> bool {
    let path = Path::new(name);
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let about = stem.is_some_and(|stem| ABOUT.contains(&stem.as_str())) && !name.contains('/');
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md")) && !about
}

/// The folder that the chapters are in: this one if any of them lies in it, else the one below with the most.
fn source(chapters: &[String]) -> Option<String> {
    let mut below = BTreeMap::<&str, usize>::new();
    for name in chapters {
        match name.split_once('/') {
            None => return Some(String::new()),
            Some((folder, _)) => *below.entry(folder).or_default() += 1,
        }
    }
    let most = below.into_iter().max_by(|(a, some), (b, more)| some.cmp(more).then(b.cmp(a)));
    most.map(|(folder, _)| folder.to_owned())
}
