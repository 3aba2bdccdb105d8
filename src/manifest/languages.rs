//! `[languages]`: the languages that a book is told in besides its own.
//!
//! Each has a table by its tag. Reads what the manifest says of it and makes the settings of the book in that language.
//! Where its texts lie is `load/languages.rs`'s to say.

use super::site::Faults;
use super::{Direction, Manifest};
use crate::locale;
use crate::source::Span;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A language besides the book's own. What it does not say is as in the book's own language.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// BCP 47; it names the folder with its files too, both in the source folder and in the site.
    pub tag: String,
    /// Where the manifest begins to speak of it.
    pub at: Span,
    /// As people who speak it call it.
    pub name: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub authors: Option<Vec<String>>,
    pub direction: Direction,
    /// Words of the contents by those in the book's own language, with the place of the latter.
    pub contents: BTreeMap<String, (Span, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawLanguage {
    /// What the list of languages calls it; its own name for itself when absent: "Deutsch".
    name: Option<String>,
    /// Title of the book in this language.
    title: Option<String>,
    /// The sentence on the home page in this language.
    description: Option<String>,
    /// Names at the foot of every page, where they are others.
    authors: Option<Vec<String>>,
    /// Way of the lines, "ltr" or "rtl"; follows the language when absent.
    direction: Option<Direction>,
    /// Titles of parts, groups and chapters to come in this language, by those in the book's own.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    contents: BTreeMap<Spanned<String>, String>,
}

pub(super) type RawLanguages = BTreeMap<Spanned<String>, RawLanguage>;

/// Fills in the languages; one whose tag cannot name it is left out. `own` is the tag of the book's own language.
pub(super) fn resolve(raw: RawLanguages, own: &str, faults: &mut Faults<'_>) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for (key, language) in raw {
        let RawLanguage { name, title, description, authors, direction, contents } = language;
        let (range, tag) = (key.span(), key.into_inner());
        let fault = if !locale::is_language(&tag) {
            Some(("is not the tag of a language", "write a tag, such as `de` or `pt-BR`"))
        } else if tag.eq_ignore_ascii_case(own) {
            Some(("is the book's own language", "what is said of it stands in `[book]`"))
        } else if languages.iter().any(|known| known.tag.eq_ignore_ascii_case(&tag)) {
            Some(("stands here a second time", "keep one of the two"))
        } else {
            None
        };
        if let Some((message, help)) = fault {
            faults.add(range, format!("`{tag}` {message}"), help);
            continue;
        }
        let source = faults.source;
        let words = |(words, said): (Spanned<String>, String)| {
            let at = Span::new(source, words.span());
            (words.into_inner(), (at, said))
        };
        languages.push(Language {
            at: Span::new(source, range),
            name: name.unwrap_or_else(|| locale::name(&tag).to_owned()),
            title,
            description,
            authors,
            direction: direction.unwrap_or_else(|| Direction::of(&tag)),
            contents: contents.into_iter().map(words).collect(),
            tag,
        });
    }
    languages
}

impl Manifest {
    /// The settings of the book in one of its other languages, whose site is a folder of the book's own.
    #[must_use]
    pub fn in_language(&self, language: &Language) -> Self {
        let below = |address: &str| format!("{address}{}/", language.tag);
        let or_ours = |said: &Option<String>, ours: &String| said.as_ref().unwrap_or(ours).clone();
        Self {
            original_title: Some(self.title.clone()),
            title: or_ours(&language.title, &self.title),
            description: or_ours(&language.description, &self.description),
            authors: language.authors.as_ref().unwrap_or(&self.authors).clone(),
            language: language.tag.clone(),
            direction: language.direction,
            site_url: self.site_url.as_deref().map(below),
            site_path: below(&self.site_path),
            // The host is the site's as a whole.
            cname: None,
            languages: Vec::new(),
            ..self.clone()
        }
    }
}
