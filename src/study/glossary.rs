//! Terms and services: what a word means, what a service is for, where each is taught.
//!
//! Both are TOML files beside the chapters. Terms give the explanations that pages show on a word and the synonyms
//! that search uses; services make the directory. Knows nothing of pages or of search.

use crate::finding::Finding;
use crate::manifest::keys;
use crate::source::{SourceId, Span};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Term {
    /// As it stands in running text.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Acronym.
    pub short: Option<String>,
    /// Other words for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// One sentence.
    pub meaning: String,
    /// Where it is taught: a chapter's path from the source folder, perhaps with an anchor.
    #[schemars(with = "Option<String>")]
    pub chapter: Option<Spanned<String>>,
}

impl Term {
    pub fn id(&self) -> String {
        crate::parse::blocks::slug(self.name.get_ref())
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Service {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
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
    #[schemars(with = "Vec<String>")]
    pub chapters: Vec<Spanned<String>>,
    /// Address of the vendor's documentation.
    pub docs: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Alike {
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    pub differs: String,
}

/// Whether a new customer can still use a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    Open,
    /// Existing customers only.
    Closed,
    Ended,
    Renamed,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "guidewright glossary")]
struct Glossary {
    term: Vec<Term>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "guidewright services")]
struct Directory {
    service: Vec<Service>,
}

/// Terms in alphabetical order.
pub fn terms(source: SourceId, text: &str) -> (Vec<Term>, Vec<Finding>) {
    let (glossary, findings) =
        keys::read::<Glossary>(text, &|range| Span::new(source, range), &keys::BAD_TOML);
    let mut terms = glossary.unwrap_or_default().term;
    terms.sort_by_key(|term| (term.name.get_ref().to_lowercase(), term.meaning.clone()));
    (terms, findings)
}

/// Services in alphabetical order of their names.
pub fn services(source: SourceId, text: &str) -> (Vec<Service>, Vec<Finding>) {
    let (directory, findings) =
        keys::read::<Directory>(text, &|range| Span::new(source, range), &keys::BAD_TOML);
    let mut services = directory.unwrap_or_default().service;
    services.sort_by_key(|service| bare(&service.name).to_lowercase());
    (services, findings)
}

/// A service's name without the vendor, as people look it up.
pub fn bare(name: &str) -> &str {
    name.strip_prefix("Amazon ").or_else(|| name.strip_prefix("AWS ")).unwrap_or(name)
}

pub fn glossary_schema() -> serde_json::Value {
    schemars::schema_for!(Glossary).to_value()
}

pub fn services_schema() -> serde_json::Value {
    schemars::schema_for!(Directory).to_value()
}
