//! Reads every file a build needs, once.
//!
//! Takes a folder (or, in tests, a map of files) and gives a [`Project`]: manifest, outline, texts, pictures and
//! assets. After this no stage opens a file. All reading goes through one gate, [`Files`], which admits regular
//! files below the book's folder only. Knows nothing of what the texts mean.

#![allow(clippy::disallowed_methods, reason = "this file owns reading")]

mod project;
mod files;
mod decode;
pub mod history;
pub mod include;
mod reader;
mod contents;
mod overrides;
mod published;
pub mod languages;
pub mod pictures;
pub mod shortcodes;
mod theme;
pub mod kept;
mod again;
pub mod programs;

use crate::assets::{Assets, FOOTER, HEAD};
use crate::budget;
use crate::finding::{Found, Rule};
use crate::manifest::outline::{EntryKind, OutlineEntry};
use crate::manifest::{self, Dialect};
use crate::source::Sources;
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use again::Last;
use languages::{Common, Overlay};
use pictures::Pictures;
use reader::ProjectReader;
use shortcodes::Shortcodes;

pub use again::again;
pub use decode::strip;
pub use files::{Files, Listing, MARK, from_repository, leftover};
pub use overrides::UNUSED_OVERRIDE;
pub use project::{DataTexts, GivenFiles, Project};

pub const MISSING_CHAPTER: Rule =
    Rule::error("missing-chapter", "every chapter of the contents exists");
pub const MISSING_FILE: Rule = Rule::error("missing-file", "files named in book.toml exist");
pub const INVALID_UTF8: Rule = Rule::error("invalid-utf8", "texts are UTF-8");
pub const EMPTY_BOOK: Rule = Rule::error("empty-book", "a book has a source folder with chapters");
pub const UNUSED_CHAPTER: Rule =
    Rule::warning("unused-chapter", "every Markdown file of the source folder is in the contents");
pub const UNREADABLE_FILE: Rule = Rule::error(
    "unreadable-file",
    "files of the book are regular files of at most 64 MB, without links out",
);

/// Where mdBook keeps the contents. A folder with it is a book, also without a manifest.
pub const SUMMARY: &str = "src/SUMMARY.md";

/// Reads a book from its folder.
pub fn folder(root: &Path) -> Result<Found<Project>> {
    is_book(root)?;
    files(&Files::below(root))
        .with_context(|| format!("could not read the book in `{}`", root.display()))
}

/// Whether a folder holds a book.
pub fn is_book(root: &Path) -> Result<()> {
    if root.is_file() {
        bail!("`{}` is a file: name the book's folder, the one with book.toml", root.display());
    }
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    if !root.join("book.toml").is_file() && !root.join(SUMMARY).is_file() {
        let new = if root == Path::new(".") { Path::new("my-book") } else { root };
        bail!(
            "no `book.toml` in `{}`: run the command in a book's folder, name one, or make one with `guidewright new {}`",
            root.display(),
            new.display()
        );
    }
    Ok(())
}

/// Reads a book from wherever its files are.
pub fn files(files: &Files) -> Result<Found<Project>> {
    Ok(whole(files)?.loaded)
}

/// The same, with what is to be known for reading it again.
#[allow(clippy::too_many_lines, reason = "one step after the other, each a line or two")]
fn whole(files: &Files) -> Result<Last> {
    let mut reader = ProjectReader {
        files,
        ahead: BTreeMap::new(),
        sources: Sources::of(files.named()),
        included: budget::INCLUDED_IN_BOOK,
        dialect: Dialect::default(),
        includes: true,
        source: String::new(),
        include_from: Vec::new(),
        findings: Vec::new(),
        shortcodes: Vec::new(),
        overlay: Overlay::default(),
        used: BTreeSet::new(),
        unwritten: BTreeSet::new(),
    };
    let summary = files.read(SUMMARY).is_ok();
    let manifest_text = match files.read("book.toml") {
        Ok(text) => text,
        Err(_) if summary && !files.has("book.toml") => Vec::new(),
        Err(why) => anyhow::bail!("cannot read `book.toml`: {why}"),
    };
    let manifest_source = reader.decode("book.toml", manifest_text, None);
    let text = Arc::clone(&reader.sources.get(manifest_source).text);
    let (mut manifest, outline, findings) = manifest::read(manifest_source, &text, summary);
    reader.findings.extend(findings);
    if manifest.title.is_empty() {
        manifest.title = files.name();
    }
    reader.dialect = manifest.dialect;
    reader.includes = manifest.includes;
    reader.source.clone_from(&manifest.source);
    reader.include_from.clone_from(&manifest.include_from);
    reader.macros(&mut manifest, manifest_source);

    let Listing { names, lost, mut linked } = files.list(&manifest.source, &manifest.dest);
    for (name, why) in lost {
        reader.unreadable(&reader.inside(&name), &why);
    }
    reader.ahead = names
        .par_iter()
        .filter(|name| is_markdown(name))
        .filter_map(|name| {
            let name = reader.inside(name);
            // What is kept need not be read.
            let read = || files.read(&name).map(decode::ReadAhead::of);
            files.known_text(&name).is_none().then(read).map(|text| (name, text))
        })
        .collect();
    let (names, others) = languages::part(names, &manifest.languages);
    let markdown: Vec<String> = names.iter().filter(|name| is_markdown(name)).cloned().collect();
    let by_summary = outline.is_none();
    let outline = Arc::new(reader.chapters_in_order(outline, &mut manifest, &markdown));
    let has_page =
        |entry: &OutlineEntry| matches!(entry.kind, EntryKind::Chapter | EntryKind::Home);
    if !outline.entries.iter().any(has_page) {
        let finding = reader.nothing_there(manifest_source, &manifest, markdown.is_empty());
        reader.findings.push(finding);
    }

    let mut included = BTreeSet::new();
    let mut chapters = Vec::with_capacity(outline.entries.len());
    for entry in outline.chapters() {
        let name = reader.inside(&entry.path);
        let text = reader.chapter(&name, entry.span, &markdown, &mut included);
        if text.is_none() {
            reader.unwritten.insert(entry.path.clone());
        }
        chapters.push(text);
    }
    let mut home = manifest.home.as_ref().and_then(|name| {
        let at = Some(reader.setting(manifest_source, name));
        let text = reader.chapter(&reader.inside(name), at, &markdown, &mut included);
        if text.is_none() {
            reader.unwritten.insert(name.clone());
        }
        text
    });
    // Few books have one that they do not name.
    if manifest.dialect == Dialect::MdBook && manifest.not_found.is_none() {
        manifest.not_found = markdown.iter().find(|name| *name == "404.md").cloned();
    }
    let mut not_found = manifest.not_found.as_ref().and_then(|name| {
        let at = Some(reader.setting(manifest_source, name));
        reader.chapter(&reader.inside(name), at, &markdown, &mut included)
    });
    let mut data = |name: &String| {
        let at = reader.setting(manifest_source, name);
        reader.text(&reader.inside(name), Some(at), &names)
    };
    let blueprints = manifest.study.blueprints.iter().filter_map(&mut data).collect();
    let glossary = manifest.study.glossary.as_ref().and_then(&mut data);
    let services = manifest.study.services.as_ref().and_then(&mut data);
    let retired = manifest.study.retired.as_ref().and_then(&mut data);

    reader.unused(&outline, &manifest, &markdown, &included, by_summary);
    if manifest.dialect == Dialect::MdBook {
        if manifest.site.favicon.is_none() {
            manifest.site.favicon = theme::icon(files, &manifest);
        }
        reader.findings.extend(theme::replaced(files, &manifest, manifest_source));
    }
    if let Some(theme) = manifest.theme.as_ref().filter(|theme| !files.has(theme)) {
        let at = reader.setting(manifest_source, theme);
        let finding = MISSING_FILE.broken(at, format!("there is no folder `{theme}`"));
        reader.findings.push(finding.help("take the key out: nothing reads a theme".to_owned()));
    }
    for folder in manifest.include_from.iter().filter(|folder| !files.has(folder)) {
        let at = manifest::place(manifest_source, &text, folder);
        let finding = MISSING_FILE.broken(at, format!("there is no folder `{folder}`"));
        reader.findings.push(finding.help("make it, or take it out of `include-from`".to_owned()));
    }
    let published = reader.publish(&manifest, manifest_source, &outline, &names);
    let mut own = reader.overrides(&manifest, &included, &mut linked);
    let parts = [(HEAD, manifest.site.head.as_ref()), (FOOTER, manifest.site.footer_template())];
    for (part, name) in parts {
        let Some(name) = name else { continue };
        let at = reader.setting(manifest_source, name);
        own.extend(reader.template(part, name, at));
    }
    let locale = reader.locale(&manifest);
    let own_shortcodes = std::mem::take(&mut reader.shortcodes);
    let (shortcodes, faults) = Shortcodes::of(own_shortcodes.clone(), &locale);
    reader.findings.extend(faults);
    let faults =
        shortcodes.expand_all(&outline, &manifest, &mut chapters, &mut home, &mut not_found);
    reader.findings.extend(faults);
    let mut project = Project {
        languages: languages::of_site(&manifest),
        overlay: Overlay::new(&manifest.source, "", &[]),
        original: None,
        translations: Vec::new(),
        manifest,
        manifest_source,
        outline,
        sources: Sources::default(),
        chapters,
        home,
        not_found,
        blueprints,
        glossary,
        services,
        retired,
        files: published,
        pictures: Pictures::default(),
        history: None,
        linked,
        assets: Assets::new(own.iter().cloned(), locale),
        drafts: Vec::new(),
        unwritten: std::mem::take(&mut reader.unwritten),
        has_shortcodes: !shortcodes.is_empty(),
        programs_ran: false,
    };
    let common =
        Common { main: &project, others: &others, shortcodes: &own_shortcodes, overrides: &own };
    let spoken = project.manifest.languages.iter();
    let mut translations: Vec<Project> =
        spoken.map(|language| reader.translation(language, &common)).collect();
    for translation in &mut translations {
        translation.sources = reader.sources.clone();
    }
    project.translations = translations;
    project.sources = reader.sources;
    project.compare_languages();
    let mut used = reader.used;
    used.append(&mut included);
    Ok(Last { loaded: Found::new(project, reader.findings), used })
}

fn is_markdown(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"))
}
