//! `po`: the texts of a book as a file of translations, in the format of gettext, and back.

#![allow(clippy::disallowed_methods, reason = "a file of translations is no part of a book")]

mod titles;

use super::book::nearest;
use super::shown;
use crate::emit::disk;
use crate::load::{self, Project};
use crate::manifest::outline::OutlineEntry;
use crate::parse::{self, Syntax};
use crate::report::counted;
use crate::source::Stitched;
use crate::terminal::Terminal;
use crate::texts::{self, Text, TextKind};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use polib::catalog::Catalog;
use polib::message::{Message, MessageFlags};
use polib::metadata::CatalogMetadata;
use polib::po_file;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Write the texts of all chapters, with what is translated already: po/TAG.po
    ///
    /// A file that is there keeps its translations; those of texts that are gone stay at its end. Where a chapter is
    /// translated and its original was changed since, the text is marked as fuzzy.
    Export(Export),
    /// Make the chapters of a language from its file of translations
    ///
    /// What is not translated in a chapter stays as in the original; a chapter without any translation is not made. A
    /// translation that is marked as fuzzy, because the original was changed, is used until there is a better one.
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Export {
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

#[derive(Debug, Args)]
pub(super) struct Import {
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

pub(super) fn run(what: What, terminal: &Terminal) -> Result<ExitCode> {
    match what {
        What::Export(arguments) => export(&arguments, terminal),
        What::Import(arguments) => import(&arguments, terminal),
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
    let (chapter, _) = parse::chapter(entry.clone(), text, Syntax::of(&project.manifest));
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

/// Translations by the words of the original.
type Translations = BTreeMap<String, Said>;

#[derive(Debug, Clone)]
struct Said {
    words: String,
    /// The original was changed since; "fuzzy" in the words of gettext.
    is_doubtful: bool,
}

fn export(arguments: &Export, terminal: &Terminal) -> Result<ExitCode> {
    let dir = nearest(arguments.book.clone());
    let project = load::folder(&dir)?.value;
    let translation = told_in(&project, &arguments.language)?;
    let tag = translation.overlay.tag();
    let output = arguments.output.clone().unwrap_or_else(|| dir.join(format!("po/{tag}.po")));
    let earlier = std::fs::read_to_string(&output).unwrap_or_default();
    let sources = sources(&project);
    let mut said =
        if earlier.is_empty() { Translations::new() } else { read(&earlier, &output)?.0 };
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
    let (text, translated, all) = written(&project, tag, &sources, &said, &replaced, &earlier)?;
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

/// The file of translations, how many texts of it have one, and how many there are.
fn written(
    project: &Project,
    tag: &str,
    sources: &[Source],
    said: &Translations,
    replaced: &[(String, String)],
    earlier: &str,
) -> Result<(String, usize, usize)> {
    let mut catalog = Catalog::new(CatalogMetadata {
        project_id_version: project.manifest.title.clone(),
        language: tag.to_owned(),
        mime_version: "1.0".to_owned(),
        content_type: "text/plain; charset=UTF-8".to_owned(),
        content_transfer_encoding: "8bit".to_owned(),
        ..CatalogMetadata::default()
    });
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&Text> = Vec::new();
    for source in sources {
        for text in &source.texts {
            let place = format!("{}:{}", source.name, text.line(&source.file));
            let known = places.entry(text.words.as_str()).or_default();
            if known.is_empty() {
                order.push(text);
            }
            known.push(place);
        }
    }
    let mut translated = 0;
    let mut all: Vec<(&str, Option<&str>)> = Vec::new();
    for title in titles::all(project) {
        let known = places.entry(title).or_default();
        if known.is_empty() {
            all.push((title, Some("title of the contents")));
        }
        known.push("book.toml".to_owned());
    }
    let code = |text: &Text| (text.kind == TextKind::Code).then_some("code");
    all.splice(0..0, order.iter().map(|text| (text.words.as_str(), code(text))));
    for &(words, comment) in &all {
        let known = said.get(words);
        translated += usize::from(known.is_some());
        let mut message = Message::build_singular();
        message.with_source(places[words].join("\n")).with_msgid(words.to_owned());
        if let Some(comment) = comment {
            message.with_extracted_comments(comment.to_owned());
        }
        if known.is_some_and(|said| said.is_doubtful) {
            let mut flags = MessageFlags::new();
            flags.add_flag("fuzzy");
            message.with_flags(flags);
        }
        let translation = known.map(|said| said.words.clone()).unwrap_or_default();
        catalog.append_or_update(message.with_msgstr(translation).done());
    }
    let mut bytes = BufWriter::new(Vec::new());
    po_file::write(&catalog, &mut bytes).context("cannot write the translations")?;
    let bytes = bytes.into_inner().context("cannot write the translations")?;
    let mut text = String::from_utf8(bytes).context("translations are UTF-8")?;
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let unused = said.iter().filter(|(words, _)| !places.contains_key(words.as_str()));
    let unused = unused.map(|(words, translation)| (words, &translation.words));
    for (words, translation) in unused.chain(replaced.iter().map(|(ours, known)| (ours, known))) {
        let quoted = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        gone.insert(format!("#~ msgid {}\n#~ msgstr {}\n", quoted(words), quoted(translation)));
    }
    let old = earlier.split("\n\n").filter(|entry| entry.trim_start().starts_with("#~"));
    gone.extend(old.map(|entry| format!("{}\n", entry.trim())));
    for entry in gone {
        let _ = write!(text, "\n{entry}");
    }
    Ok((text, translated, all.len()))
}

/// What a file of translations says, and of which language.
fn read(text: &str, path: &Path) -> Result<(Translations, String)> {
    let name = path.display();
    let mut inside = false;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        match line {
            "" => inside = false,
            _ if line.starts_with("msg") => inside = true,
            _ if line.starts_with('#') || inside && line.starts_with('"') => {}
            _ => bail!("`{name}` is no file of translations: line {number} belongs to no message"),
        }
    }
    let catalog = po_file::parse_from_reader(text.as_bytes())
        .with_context(|| format!("`{name}` is no file of translations"))?;
    let said = catalog
        .messages()
        .filter_map(|message| {
            let words = message.msgstr().ok().filter(|said| !said.trim().is_empty())?.to_owned();
            let said = Said { words, is_doubtful: message.is_fuzzy() };
            Some((message.msgid().to_owned(), said))
        })
        .collect();
    Ok((said, catalog.metadata.language.clone()))
}

fn import(arguments: &Import, terminal: &Terminal) -> Result<ExitCode> {
    let dir = nearest(arguments.book.clone());
    let project = load::folder(&dir)?.value;
    let text = std::fs::read_to_string(&arguments.file)
        .with_context(|| format!("cannot read `{}`", arguments.file.display()))?;
    let (said, language) = read(&text, &arguments.file)?;
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
