//! What `page.html` is given, field by field.

use super::super::languages::LanguageLink;
use super::super::theme::{self, Ground, SiteIcon};
use super::Frame;
use crate::guide::Guide;
use crate::manifest::Manifest;
use serde::Serialize;

/// What is the same for all pages.
#[derive(Debug, Serialize)]
pub(super) struct BookView<'a> {
    pub book: &'a str,
    /// Codes of the exams, such as "MLA-C01".
    pub codes: Vec<&'a str>,
    /// Whether readers choose among several exams.
    pub several: bool,
    pub language: &'a str,
    /// "rtl", or nothing for the way of most languages.
    pub direction: &'static str,
    /// Colours before a reader chooses; nothing for the system's.
    pub colours: &'static str,
    pub authors: &'a [String],
    /// Address of the book's sources; empty where the book does not say.
    pub repository: &'a str,
    pub has_print: bool,
    pub has_glossary: bool,
    pub has_services: bool,
    pub has_objectives: bool,
    pub has_search: bool,
    /// Paths of the scripts that look into the index, for the search box to load.
    pub search_scripts: &'a [String],
    /// Domains that search can be narrowed to; none where there is no choice.
    pub domains: &'a [DomainOption],
    pub has_study: bool,
    pub has_questions: bool,
    pub has_cards: bool,
    pub offline: bool,
    pub ground: &'a Ground,
    /// What the manifest gives templates of the book's own.
    pub book_extra: serde_json::Map<String, serde_json::Value>,
    /// The Content-Security-Policy.
    pub policy: String,
    pub book_id: &'a str,
    /// The same from before the book had an id; empty if there is nothing to take over.
    pub book_was: &'a str,
    /// From the site's root in this language to that of the book's own: "../", or nothing.
    pub hub: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct PageView<'a> {
    #[serde(flatten)]
    pub frame: &'a Frame,
    pub styles: String,
    /// The sheet of pages that show the reader's study, home and the study page; empty elsewhere.
    pub study_styles: String,
    /// Sheets that the book brings besides ours.
    pub own_styles: Vec<String>,
    pub scripts: Vec<Script>,
    /// Address of this page among the book's sources; empty where the book does not say.
    pub edit: String,
    /// Address of the book's own picture; empty without one.
    pub logo: String,
    pub icon: SiteIcon<'a>,
    /// What other sites show of a link to the page.
    pub share: Option<Share>,
    pub blocking_script: String,
    pub canonical: Option<String>,
    /// All languages of the book; none where there is but one.
    pub languages: Vec<LanguageLink>,
    /// Whole address of the page in the book's own language, where the page has other languages.
    pub original: String,
}

/// What other sites show of a page, in the words of the Open Graph protocol.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    pub kind: &'static str,
    pub url: String,
    /// Whole address; empty without a picture.
    pub picture: String,
}

/// A domain that chapters belong to.
#[derive(Debug, Serialize)]
pub(super) struct DomainOption {
    pub id: String,
    pub short: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Script {
    pub src: String,
}

pub(super) fn share(
    manifest: &Manifest,
    frame: &Frame,
    canonical: Option<&String>,
) -> Option<Share> {
    let site = manifest.site_url.as_deref().unwrap_or_default();
    Some(Share {
        kind: if frame.kind == "chapter" { "article" } else { "website" },
        url: canonical?.clone(),
        picture: theme::file(manifest, site, manifest.site.social.as_deref()),
    })
}

/// The domains of the chapters, in the order they come; none if all chapters are of one, or of none.
pub(super) fn domains(guide: &Guide<'_>) -> Vec<DomainOption> {
    let mut met: Vec<Option<&str>> = Vec::new();
    for domain in (0..guide.chapters.len()).map(|chapter| guide.domain_of(chapter)) {
        if !met.contains(&domain) {
            met.push(domain);
        }
    }
    if met.len() < 2 {
        return Vec::new();
    }
    let short = |id: &str| {
        let domain = guide.exams.iter().find_map(|exam| exam.blueprint.domain(id));
        domain.map_or(id, |domain| domain.short()).to_owned()
    };
    let option = |id: &str| DomainOption { id: id.to_owned(), short: short(id) };
    met.into_iter().flatten().map(option).collect()
}
