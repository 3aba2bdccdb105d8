//! Terms and services: what a word means, what a service is for, where each is taught.
//!
//! Both are TOML files beside the chapters. Terms give the explanations that pages show on a word and the synonyms
//! that search uses; services make the directory. Knows nothing of pages or of search.

use crate::finding::Finding;
use crate::manifest::keys::{self, Schema};
use crate::parse::blocks::slug;
use crate::source::{SourceId, Span};
use crate::study::question::short_hash;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Term {
    /// Its place in the glossary; no two terms share one.
    #[serde(skip)]
    pub id: String,
    /// As it stands in running text.
    #[cfg_attr(test, schemars(with = "String"))]
    pub name: Spanned<String>,
    /// Acronym.
    pub short: Option<String>,
    /// Other words for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// One sentence.
    pub meaning: String,
    /// Where it is taught: a chapter's path from the source folder, perhaps with an anchor.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub chapter: Option<Spanned<String>>,
}

impl Term {
    /// The letter it is listed under; `#` for a name that begins with none.
    pub fn letter(&self) -> String {
        match self.name.get_ref().chars().next() {
            Some(first) if first.is_alphabetic() => first.to_uppercase().to_string(),
            _ => "#".to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Service {
    /// Name by which chapters and questions know it, such as "feature-store".
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// As it stands in running text.
    pub name: String,
    /// Other names of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it stands under in the directory.
    pub category: String,
    /// What it is.
    pub what: String,
    /// When the exam wants it.
    pub when: String,
    /// Look-alikes and how to tell them apart.
    #[serde(default)]
    pub alike: Vec<Alike>,
    #[serde(default)]
    pub status: Status,
    /// What happened to it and when.
    pub note: Option<String>,
    /// Paths of chapters that teach it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub chapters: Vec<Spanned<String>>,
    /// Address of the vendor's documentation.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub docs: Option<Spanned<String>>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub struct Alike {
    /// Id of the other service.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: Spanned<String>,
    /// How to tell the two apart, in one sentence.
    pub differs: String,
}

/// Whether a new customer can still use a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum Status {
    #[default]
    Open,
    /// Existing customers only.
    Closed,
    Ended,
    Renamed,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields, title = "guidewright glossary"))]
struct Glossary {
    term: Vec<Term>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields, title = "guidewright services"))]
struct Directory {
    service: Vec<Service>,
}

/// Terms in alphabetical order.
pub fn terms(source: SourceId, text: &str) -> (Vec<Term>, Vec<Finding>) {
    let (glossary, findings) = keys::read_by_table::<Glossary>(
        text,
        glossary_schema(),
        &|range| Span::new(source, range),
        &keys::BAD_TOML,
    );
    let mut terms = glossary.unwrap_or_default().term;
    terms.sort_by_key(|term| (term.name.get_ref().to_lowercase(), term.meaning.clone()));
    name(&mut terms);
    (terms, findings)
}

/// Gives each term its id: its words, as headings get theirs. Where names differ in signs alone (`C`, `C++`, `C#`), the
/// one without signs has it and the others get a mark made from their name, which no further term changes.
fn name(terms: &mut [Term]) {
    let is_plain = |term: &Term| {
        term.name.get_ref().to_lowercase().replace(' ', "-") == slug(term.name.get_ref())
    };
    let mut taken = BTreeSet::new();
    let (plain, other): (Vec<&mut Term>, Vec<&mut Term>) =
        terms.iter_mut().partition(|term| is_plain(term));
    for term in plain.into_iter().chain(other) {
        let name = term.name.get_ref();
        let mut id = slug(name);
        if id.is_empty() || taken.contains(&id) {
            let base = if id.is_empty() { "term" } else { &id };
            id = format!("{base}-{}", short_hash(name));
        }
        // The same name a second time is a finding; its id is distinct all the same.
        while !taken.insert(id.clone()) {
            id.push('x');
        }
        term.id = id;
    }
}

/// Services in alphabetical order of their names.
pub fn services(source: SourceId, text: &str) -> (Vec<Service>, Vec<Finding>) {
    let (directory, findings) = keys::read_by_table::<Directory>(
        text,
        services_schema(),
        &|range| Span::new(source, range),
        &keys::BAD_TOML,
    );
    let mut services = directory.unwrap_or_default().service;
    services.sort_by_key(|service| bare(&service.name).to_lowercase());
    (services, findings)
}

/// A service's name without the vendor, as people look it up.
pub fn bare(name: &str) -> &str {
    name.strip_prefix("Amazon ").or_else(|| name.strip_prefix("AWS ")).unwrap_or(name)
}

/// The JSON schema of a glossary, for editors.
pub fn glossary_schema() -> &'static serde_json::Value {
    static SCHEMA: Schema = Schema::new(|| keys::schema(include_str!("glossary.schema.json")));
    &SCHEMA
}

/// The JSON schema of a file of services, for editors.
pub fn services_schema() -> &'static serde_json::Value {
    static SCHEMA: Schema = Schema::new(|| keys::schema(include_str!("services.schema.json")));
    &SCHEMA
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[test]
    fn the_schemas_tell_of_every_key() {
        keys::hold::<Glossary>(glossary_schema(), "src/study/glossary.schema.json");
        keys::hold::<Directory>(services_schema(), "src/study/services.schema.json");
    }

    fn ids(names: &[&str]) -> Vec<String> {
        let of = |name| format!("[[term]]\nname = \"{name}\"\nmeaning = \"m\"\n");
        let text = names.iter().map(of).collect::<Vec<_>>().concat();
        let source = Sources::default().add("glossary.toml", text.as_str());
        let (mut terms, findings) = terms(source, &text);
        assert!(findings.is_empty(), "{findings:?}");
        terms.sort_by_key(|term| names.iter().position(|name| name == term.name.get_ref()));
        terms.into_iter().map(|term| term.id).collect()
    }

    #[test]
    fn terms_that_differ_in_signs_have_ids_of_their_own() {
        let both = ids(&["C", "C++"]);
        let all = ids(&["C#", "C++", "C", "∑", "Data lake"]);
        assert_eq!(both[0], "c");
        assert!(both[1].starts_with("c-"), "{both:?}");
        assert_eq!([&all[1], &all[2]], [&both[1], &both[0]], "a further term changes no id");
        assert!(all[0] != all[1] && all[3].starts_with("term-"), "{all:?}");
        assert_eq!(all[4], "data-lake");
    }
}
