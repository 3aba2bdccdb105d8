//! `new`: a small book that builds without findings and shows every feature.

use crate::emit::disk;
use crate::guide::identity;
use crate::locale;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// The book in a language, file by file; `{id}`, `{title}` and `{language}` in book.toml are replaced.
type Sample = [(&'static str, &'static str); 10];

macro_rules! sample {
    ($folder:literal, $($name:literal),*) => {
        [
            (".gitignore", include_str!("new/gitignore")),
            $(($name, include_str!(concat!("new/", $folder, "/", $name)))),*
        ]
    };
}

const ENGLISH: Sample = sample!(
    "en",
    "book.toml",
    "chapters/home.md",
    "chapters/writing.md",
    "chapters/code.md",
    "chapters/snippets/tide.py",
    "chapters/harbour/tides.md",
    "chapters/blueprint.toml",
    "chapters/glossary.toml",
    "chapters/services.toml"
);
const GERMAN: Sample = sample!(
    "de",
    "book.toml",
    "chapters/home.md",
    "chapters/schreiben.md",
    "chapters/code.md",
    "chapters/snippets/tide.py",
    "chapters/hafen/gezeiten.md",
    "chapters/blueprint.toml",
    "chapters/glossary.toml",
    "chapters/services.toml"
);

const PAGES: (&str, &str) = (".github/workflows/book.yml", include_str!("new/pages.yml"));

#[derive(Debug, Args)]
pub(super) struct New {
    /// Folder to make; one that is there must be empty, but for a history and files about the repository
    dir: PathBuf,
    /// Title of the book [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// Language of the book: the sample is there in English and in German
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
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
    let New { dir, title, language, with } = arguments;
    let sample = sample_in(&language)?;
    let named = if dir.file_name().is_some() { dir.clone() } else { dir.canonicalize()? };
    let name = named.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = title.unwrap_or_else(|| readable(&name.unwrap_or_default()));
    let id = fresh_id(&title);
    let quoted = super::quoted(&title);
    let files = sample.iter().map(|(name, text)| {
        let text = text.replace("{id}", &id).replace("{language}", &language);
        (*name, text.replace("\"{title}\"", &quoted))
    });
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

/// The sample for a book in a language, whatever its region.
fn sample_in(language: &str) -> Result<Sample> {
    language_tag(language)?;
    match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => Ok(ENGLISH),
        "de" => Ok(GERMAN),
        _ => bail!(
            "the sample book is told in English and German, not in `{language}`: take `--language en`, and set `language = \"{language}\"` in book.toml when you put your own chapters in its place"
        ),
    }
}

/// Refuses what is no tag of a language.
pub(super) fn language_tag(language: &str) -> Result<()> {
    if !locale::is_language(language) {
        bail!("`{language}` is not the tag of a language: write `en`, `de` or `pt-BR`");
    }
    Ok(())
}

/// An id that no other book of the same title has.
#[allow(clippy::disallowed_methods, reason = "an author's command, no part of a build")]
pub(super) fn fresh_id(title: &str) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    identity::fresh(title, &format!("{title}\n{}", now.as_nanos()))
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
