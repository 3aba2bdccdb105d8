//! `po export`: the texts of all chapters with what is translated already, as a file of translations.

#![allow(clippy::disallowed_methods, reason = "a file of translations is no part of a book")]

use super::catalog::{self, Said, Translations};
use super::{Source, sources, titles, told_in};
use crate::cli::book::{nearest, read};
use crate::cli::shown;
use crate::emit::disk;
use crate::load::Project;
use crate::report::counted;
use crate::terminal::Terminal;
use crate::texts::Text;
use anyhow::Result;
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// The book's folder
    #[arg(value_name = "BOOK")]
    book: Option<PathBuf>,
    /// The language, one of those under `[languages]` in book.toml
    #[arg(long, value_name = "TAG")]
    language: String,
    /// The file to write [default: po/TAG.po in the book's folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Export, terminal: &Terminal) -> Result<ExitCode> {
    let dir = nearest(arguments.book.clone());
    let project = read(&dir)?;
    let translation = told_in(&project, &arguments.language)?;
    let tag = translation.overlay.tag();
    let output = arguments.output.clone().unwrap_or_else(|| dir.join(format!("po/{tag}.po")));
    let earlier = std::fs::read_to_string(&output).unwrap_or_default();
    let sources = sources(&project);
    let mut said =
        if earlier.is_empty() { Translations::new() } else { catalog::read(&earlier, &output)?.0 };
    // What a translator says of a title goes before what the manifest does not say yet.
    for (title, words) in titles::said(&project, tag) {
        said.entry(title).or_insert(words);
    }
    // What the file has heard of neither was changed since the chapter was translated.
    let is_new = |words: &String| !earlier.is_empty() && !said.contains_key(words);
    let of_another: BTreeSet<&str> = said.values().map(|known| known.words.as_str()).collect();
    let mut here = Translations::new();
    let mut replaced = Vec::new();
    for (text, words) in sources.iter().flat_map(|source| aligned(&project, translation, source)) {
        let ours = text.words.clone();
        let is_doubtful = match said.get(&ours) {
            None => is_new(&ours),
            Some(known) if text.read_again(&known.words) == words => known.is_doubtful,
            // The chapter has its texts in another order than the original.
            Some(_) if of_another.contains(words.as_str()) => continue,
            // Which of the two is the newer one only people know: what the file had is kept below.
            Some(known) => {
                replaced.push((ours.clone(), known.words.clone()));
                true
            }
        };
        here.insert(ours, Said { words, is_doubtful });
    }
    said.extend(here);
    let (text, translated, all) =
        catalog::written(&project, tag, &sources, &said, &replaced, &earlier)?;
    if let Some(folder) = output.parent() {
        disk::make_folder(folder)?;
    }
    disk::write_file(&output, text.as_bytes())?;
    let texts = counted(all, "text");
    terminal
        .say(&format!("wrote {texts} to {}: {translated} translated", shown(&output).display()));
    Ok(ExitCode::SUCCESS)
}

/// What a chapter's translation says, text by text, where it has as many as the original.
fn aligned<'s>(
    project: &Project,
    translation: &Project,
    source: &'s Source,
) -> impl Iterator<Item = (&'s Text, String)> {
    let path = &source.entry.path;
    let name = translation.overlay.file(path);
    let there = Source::of(project, &source.entry, &name).filter(|_| translation.overlay.has(path));
    let there = there.filter(|there| there.texts.len() == source.texts.len());
    let pairs = there
        .into_iter()
        .flat_map(|there| source.texts.iter().zip(there.texts.into_iter().map(|text| text.words)));
    pairs.filter(|(ours, theirs)| ours.words != *theirs)
}
