//! `po import`: the chapters of a language from its file of translations.

#![allow(clippy::disallowed_methods, reason = "a file of translations is no part of a book")]

use super::catalog::{self, Translations};
use super::{Source, is_data, sources, titles, told_in};
use crate::cli::book::{nearest, read};
use crate::emit::disk;
use crate::load::Project;
use crate::parse::{self, Syntax};
use crate::report::counted;
use crate::source::Stitched;
use crate::terminal::Terminal;
use crate::texts;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    /// The file of translations; its header names the language
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The book's folder
    #[arg(value_name = "BOOK")]
    book: Option<PathBuf>,
    /// Replace chapters that say what the file does not
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Import, terminal: &Terminal) -> Result<ExitCode> {
    let dir = nearest(arguments.book.clone());
    let project = read(&dir)?;
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("cannot read `{}`", arguments.file.display()))?;
    let (said, language) = catalog::read(&text, &arguments.file)?;
    let stem = arguments.file.file_stem().map(|stem| stem.to_string_lossy().replace('_', "-"));
    let tag =
        if language.is_empty() { stem.unwrap_or_default() } else { language.replace('_', "-") };
    let translation = told_in(&project, &tag)?;
    let say = |words: &str| said.get(words).map(|said| said.words.as_str());
    let (mut made, mut translated, mut all) = (Vec::new(), 0, 0);
    let new_titles = titles::new(&project, translation.overlay.tag(), &said);
    for source in sources(&project) {
        let own = source.texts.iter().filter(|text| say(&text.words).is_some()).count();
        all += source.texts.len();
        translated += own;
        let name = translation.overlay.own_file(&source.entry.path);
        if own == 0 {
            continue;
        }
        if !arguments.force
            && let Some(other) = unknown(&project, translation, &source, &said)
        {
            bail!(
                "`{name}` says what the file does not, such as “{other}”: take it in with `guidewright po export --language {tag}`, or replace the chapter with `--force`"
            );
        }
        let mut text = texts::with(&source.file, &source.texts, say);
        // It may say of itself what the original does not, such as that it is a draft.
        if let Some(id) = project.sources.find(&name).filter(|_| !is_data(&name)) {
            let read = |file: &str| {
                let syntax = Syntax::of(&project.manifest);
                parse::chapter(source.entry.clone(), Stitched::whole(id, file), syntax).0
            };
            let there = &*project.sources.get(id).text;
            text = texts::with_front_of((&text, &read(&text)), (there, &read(there)));
        }
        made.push((name, text));
    }
    for (name, text) in &made {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            disk::make_folder(folder)?;
        }
        disk::write_file(&path, text.as_bytes())?;
    }
    let chapters = counted(made.len(), "text file");
    terminal
        .say(&format!("wrote {chapters}: {translated} of {} are translated", counted(all, "text")));
    if !new_titles.is_empty() {
        let table = format!("[languages.{}.contents]", translation.overlay.tag());
        terminal
            .say(&format!("titles stand in book.toml; put these there:\n{table}\n{new_titles}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// What a translation that is there says and neither the file nor the original.
fn unknown(
    project: &Project,
    translation: &Project,
    source: &Source,
    said: &Translations,
) -> Option<String> {
    let path = &source.entry.path;
    let name = translation.overlay.file(path);
    let there =
        Source::of(project, &source.entry, &name).filter(|_| translation.overlay.has(path))?;
    let ours = source.texts.iter().map(|text| text.words.clone());
    let theirs = source.texts.iter();
    let theirs = theirs.filter_map(|text| Some(text.read_again(&said.get(&text.words)?.words)));
    let known: BTreeSet<String> = ours.chain(theirs).collect();
    let other = there.texts.iter().find(|text| !known.contains(&text.words))?;
    Some(other.words.chars().take(60).collect())
}
