//! Titles that the contents alone have: they stand in book.toml, which no command rewrites.

use super::catalog::{Said, Translations};
use crate::cli::quoted;
use crate::load::Project;
use crate::manifest::outline::{EntryKind, OutlineEntry};
use std::collections::BTreeSet;

/// Titles of parts, groups, links and chapters to come.
pub(super) fn all(project: &Project) -> impl Iterator<Item = &str> {
    let outline = &project.outline;
    let named = |entry: &&OutlineEntry| entry.kind != EntryKind::Chapter && !entry.title.is_empty();
    let parts = outline.parts.iter().map(|part| part.title.as_str());
    let titles = parts.chain(outline.entries.iter().filter(named).map(|it| it.title.as_str()));
    titles.filter(|title| title.chars().any(char::is_alphabetic))
}

/// What the manifest says of titles in a language.
pub(super) fn said(project: &Project, tag: &str) -> Translations {
    let language = project.manifest.languages.iter().find(|language| language.tag == tag);
    let contents = language.into_iter().flat_map(|language| &language.contents);
    let as_said = |words: &str| Said { words: words.to_owned(), is_doubtful: false };
    contents.map(|(words, (_, theirs))| (words.clone(), as_said(theirs))).collect()
}

/// Lines for the manifest with titles that it does not say yet as the file of translations does.
pub(super) fn new(project: &Project, tag: &str, said: &Translations) -> String {
    let known = self::said(project, tag);
    let mut lines: Vec<String> = all(project)
        .filter_map(|title| {
            let words = &said.get(title)?.words;
            let is_known = known.get(title).is_some_and(|known| known.words == *words);
            (!is_known).then(|| format!("{} = {}", quoted(title), quoted(words)))
        })
        .collect();
    let mut met = BTreeSet::new();
    lines.retain(|line| met.insert(line.clone()));
    lines.join("\n")
}
