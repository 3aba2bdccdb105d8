//! `new`: a small book that builds without findings and shows every feature.

use crate::emit::disk;
use crate::guide::identity;
use crate::terminal::Terminal;
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// The book, file by file; `{id}` and `{title}` in book.toml are replaced.
const FILES: [(&str, &str); 10] = [
    ("book.toml", include_str!("new/book.toml")),
    (".gitignore", include_str!("new/gitignore")),
    ("chapters/home.md", include_str!("new/chapters/home.md")),
    ("chapters/writing.md", include_str!("new/chapters/writing.md")),
    ("chapters/code.md", include_str!("new/chapters/code.md")),
    ("chapters/snippets/tide.py", include_str!("new/chapters/snippets/tide.py")),
    ("chapters/harbour/tides.md", include_str!("new/chapters/harbour/tides.md")),
    ("chapters/blueprint.toml", include_str!("new/chapters/blueprint.toml")),
    ("chapters/glossary.toml", include_str!("new/chapters/glossary.toml")),
    ("chapters/services.toml", include_str!("new/chapters/services.toml")),
];

const PAGES: (&str, &str) = (".github/workflows/book.yml", include_str!("new/pages.yml"));

#[derive(Debug, Args)]
pub(super) struct New {
    /// Folder to make; one that is there must be empty, but for a history and files about the repository
    dir: PathBuf,
    /// Title of the book [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// Add a workflow that publishes the book
    #[arg(long, value_enum, value_name = "WHERE")]
    with: Option<Workflow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Workflow {
    /// GitHub Pages, at every push to the branch main
    GithubPages,
}

pub(super) fn make(arguments: New, terminal: &Terminal) -> Result<ExitCode> {
    let New { dir, title, with } = arguments;
    let named = if dir.file_name().is_some() { dir.clone() } else { dir.canonicalize()? };
    let name = named.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = title.unwrap_or_else(|| readable(&name.unwrap_or_default()));
    let id = fresh_id(&title);
    let quoted = super::quoted(&title);
    let files = FILES
        .iter()
        .map(|(name, text)| (*name, text.replace("{id}", &id).replace("\"{title}\"", &quoted)));
    let workflow = with.map(|Workflow::GithubPages| {
        (PAGES.0, PAGES.1.replace("{version}", env!("CARGO_PKG_VERSION")))
    });
    disk::make_book(&dir, files.chain(workflow))?;
    terminal.say(&format!(
        "made a book in {}\nnow run: guidewright serve {}",
        dir.display(),
        argument(&dir.display().to_string())
    ));
    Ok(ExitCode::SUCCESS)
}

/// An id that no other book of the same title has.
#[allow(clippy::disallowed_methods, reason = "an author's command, no part of a build")]
pub(super) fn fresh_id(title: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    identity::named(title, &format!("{title}\n{}", now.as_nanos()))
}

/// A name as a shell takes it for one word.
pub(super) fn argument(name: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./~+,@".contains(letter);
    if name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

pub(super) fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(
        || "My book".to_owned(),
        |first| first.to_uppercase().collect::<String>() + letters.as_str(),
    )
}
