//! `po`: the texts of a book as a file of translations, in the format of gettext, and back. This file knows which texts
//! there are and where they stand.

mod catalog;
mod export;
mod import;
mod titles;

use crate::load::Project;
use crate::manifest::outline::OutlineEntry;
use crate::parse::{self, Syntax};
use crate::source::Stitched;
use crate::terminal::Terminal;
use crate::texts::{self, Text};
use anyhow::{Context, Result};
use clap::Subcommand;
use std::collections::BTreeSet;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Write the texts of all chapters, with what is translated already: po/TAG.po
    ///
    /// A file that is there keeps its translations; those of texts that are gone stay at its end. Where a chapter is
    /// translated and its original was changed since, the text is marked as fuzzy.
    Export(export::Export),
    /// Make the chapters of a language from its file of translations
    ///
    /// What is not translated in a chapter stays as in the original; a chapter without any translation is not made. A
    /// translation that is marked as fuzzy, because the original was changed, is used until there is a better one.
    Import(import::Import),
}

pub(super) fn run(what: What, terminal: &Terminal) -> Result<ExitCode> {
    match what {
        What::Export(arguments) => export::run(&arguments, terminal),
        What::Import(arguments) => import::run(&arguments, terminal),
    }
}

/// A chapter, a piece that chapters include, or a file of data, with its texts.
struct Source {
    entry: OutlineEntry,
    /// Its file, from the book's folder.
    name: String,
    file: String,
    texts: Vec<Text>,
}

impl Source {
    fn of(project: &Project, entry: &OutlineEntry, name: &str) -> Option<Self> {
        let id = project.sources.find(name)?;
        let file = project.sources.get(id).text.to_string();
        let texts = if is_data(&entry.path) {
            texts::of_data(&file)
        } else {
            texts_of(project, entry, &file, Stitched::whole(id, file.as_str()))
        };
        Some(Self { entry: entry.clone(), name: name.to_owned(), file, texts })
    }
}

fn texts_of(project: &Project, entry: &OutlineEntry, file: &str, text: Stitched) -> Vec<Text> {
    // Hidden lines of code keep the marks that say so.
    let syntax = Syntax { hides_lines: false, ..Syntax::of(&project.manifest) };
    let (chapter, _) = parse::chapter(entry.clone(), text, syntax);
    texts::of(file, &chapter)
}

fn is_data(path: &str) -> bool {
    path.ends_with(".toml")
}

/// Markdown files of the source folder that are no chapters and that chapters include, by path from it.
fn included(project: &Project) -> BTreeSet<String> {
    let texts = project.chapters.iter().flatten();
    let texts = texts.chain(&project.home).chain(&project.not_found);
    let own: BTreeSet<&str> = project
        .outline
        .chapters()
        .map(|entry| entry.path.as_str())
        .chain(project.manifest.home.as_deref())
        .chain(project.manifest.not_found.as_deref())
        .collect();
    let path = |id| {
        let name = &project.sources.get(id).name;
        let path = name.strip_prefix(&project.overlay.file("")).filter(|it| it.ends_with(".md"))?;
        (!own.contains(path)).then(|| path.to_owned())
    };
    texts.flat_map(Stitched::sources).filter_map(path).collect()
}

/// All texts in the book's own language, the home page first.
fn sources(project: &Project) -> Vec<Source> {
    let manifest = &project.manifest;
    let beside = |path: &Option<String>| path.clone().map(OutlineEntry::of);
    let entries = beside(&manifest.home).into_iter();
    let entries = entries.chain(project.outline.chapters().cloned());
    let entries = entries.chain(beside(&manifest.not_found));
    let study = &manifest.study;
    let data = study.blueprints.iter().chain(&study.glossary).chain(&study.services);
    let more = included(project).into_iter().chain(data.cloned());
    let entries = entries.chain(more.map(OutlineEntry::of));
    let source = |entry: OutlineEntry| {
        let name = project.overlay.file(&entry.path);
        Source::of(project, &entry, &name)
    };
    entries.filter_map(source).collect()
}

fn told_in<'p>(project: &'p Project, tag: &str) -> Result<&'p Project> {
    let mut translations = project.translations.iter();
    translations
        .find(|translation| translation.overlay.tag().eq_ignore_ascii_case(tag))
        .with_context(|| {
            format!(
                "the book is not told in `{tag}`: give it a table `[languages.{tag}]` in book.toml"
            )
        })
}
