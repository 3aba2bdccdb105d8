//! What the book as a whole must say of itself.

use crate::finding::{Finding, Rule, did_you_mean};
use crate::fragment::code::{Colouring, known, language_names};
use crate::guide::{Guide, identity};
use crate::load::history::LAST_CHANGE;
use crate::locale::{MISSING_WORDS, is_language, is_of_study};
use crate::manifest;
use crate::parse::doc::{BlockKind, each_block};
use crate::source::Span;
use std::path::Path;

pub const BOOK_ID: Rule =
    Rule::error("book-id", "a book with questions or cards has an id that outlives its title");

/// Without an id the title is the book's name to readers' browsers and to Anki.
pub fn id(guide: &Guide<'_>) -> Vec<Finding> {
    let manifest = &guide.project.manifest;
    let studied = guide.questions().next().is_some() || guide.cards().next().is_some();
    // In all its languages it is one book.
    if manifest.id.is_some() || !studied || guide.project.original.is_some() {
        return Vec::new();
    }
    let source = guide.project.manifest_source;
    let text = &guide.project.sources.get(source).text;
    // What is wrong with the one that it has is found when it is read.
    if identity::is_named(text) {
        return Vec::new();
    }
    let at = text.find("[book]").map_or(0..0, |at| at..at + "[book]".len());
    let title = toml::Value::String(manifest.title.clone());
    let finding = BOOK_ID.broken(
        Span::new(source, at),
        "readers' progress hangs on the title, and a new title would lose it",
    );
    let id = identity::fresh(&manifest.title, &manifest.title);
    vec![finding.help(format!("add `id = \"{id}\"` and `was = {title}` to `[book]`, and leave both as they are from then on"))]
}

/// Paths of the search's settings that are none of a chapter's.
pub fn searched(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let source = project.manifest_source;
    let chapters = guide.chapters.iter().map(|chapter| chapter.entry.path.as_str());
    let chapters = || chapters.clone().chain(project.manifest.home.as_deref());
    let unmet = project.manifest.searched.keys();
    let unmet =
        unmet.filter(|path| !chapters().any(|chapter| Path::new(chapter).starts_with(path)));
    unmet
        .map(|path| {
            let span = manifest::place(source, &project.sources.get(source).text, path);
            let message = format!("`{path}` is no chapter and no folder of chapters");
            let help = did_you_mean(path, chapters())
                .unwrap_or_else(|| "name it by its path from the source folder".to_owned());
            manifest::BAD_SETTING.broken(span, message).help(help)
        })
        .collect()
}

/// Languages whose hidden lines are told apart, that neither we nor a block of code names. mdBook takes any.
pub fn hidden_lines(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    if project.manifest.dialect == manifest::Dialect::MdBook {
        return Vec::new();
    }
    let mut unmet: Vec<&str> = project.manifest.hidden_lines.keys().map(String::as_str).collect();
    unmet.retain(|language| known(language) == Colouring::No);
    // Few books have one, and for those alone all their code is looked at.
    for chapter in guide.texts() {
        if unmet.is_empty() {
            break;
        }
        each_block(&chapter.blocks, &mut |block| {
            if let BlockKind::Code(code) = &block.kind {
                unmet.retain(|language| *language != code.language);
            }
        });
    }
    let source = project.manifest_source;
    let text = &project.sources.get(source).text;
    let finding = |language: &str| {
        manifest::BAD_SETTING
            .broken(
                manifest::place(source, text, language),
                format!("no block of code is in `{language}`"),
            )
            .misspelt(language, language_names(), || {
                "name a language as it stands behind a fence".to_owned()
            })
    };
    unmet.into_iter().map(finding).collect()
}

/// Days of last changes that the book wants and nobody asked git for.
pub fn last_change(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let asked = project.manifest.site.last_change;
    let asked = asked.filter(|_| project.history.is_none() && project.original.is_none());
    let note = asked.map(|at| {
        LAST_CHANGE.broken(at, "pages show no days of last changes, for git was not asked").help(
            "`guidewright build --last-change` asks it; a preview and a check never do".to_owned(),
        )
    });
    note.into_iter().collect()
}

/// A page in one language with buttons in another is read aloud wrongly.
pub fn words(guide: &Guide<'_>) -> Vec<Finding> {
    let studied = guide.questions().next().is_some() || guide.cards().next().is_some();
    let locale = guide.locale();
    let first = locale.missing.iter().find(|name| studied || !is_of_study(name));
    // What is no language at all is found when it is read.
    let Some(first) = first.filter(|_| is_language(&locale.tag)) else { return Vec::new() };
    let project = guide.project;
    let name = format!("locales/{}.toml", locale.tag);
    let span = match project.sources.find(&name) {
        Some(source) => Span::new(source, 0..0),
        None => {
            let text = &project.sources.get(project.manifest_source).text;
            manifest::place(project.manifest_source, text, &locale.tag)
        }
    };
    let message = format!(
        "words of the interface are in English, such as `{first}`: we do not have them in `{}`",
        locale.tag
    );
    vec![MISSING_WORDS.broken(span, message).help(format!("say them in `{name}`"))]
}
