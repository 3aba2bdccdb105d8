//! Pages to look things up in: the services and the glossary.

use super::Page;
use super::frame::Shell;
use super::lists::{NamedLink, list_page};
use crate::address;
use crate::assets::Content;
use crate::guide::Target;
use crate::guide::own;
use crate::study::glossary::Status;
use serde::Serialize;

/// What each service is, when the exam wants it, what it is mistaken for.
pub fn services(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct ServiceView {
        /// Its id on the page.
        anchor: String,
        name: String,
        also: String,
        category: String,
        what: String,
        when: String,
        alike: Vec<AlikeView>,
        status: &'static str,
        note: String,
        chapters: Vec<NamedLink>,
        docs: String,
    }
    #[derive(Serialize)]
    struct AlikeView {
        href: String,
        name: String,
        differs: String,
    }
    #[derive(Serialize)]
    struct Services {
        services: Vec<ServiceView>,
        categories: Vec<String>,
    }
    let guide = shell.guide;
    let name_of = |id: &str| {
        let known = guide.services.iter().find(|service| service.id.get_ref() == id);
        known.map_or_else(|| id.to_owned(), |service| service.name.clone())
    };
    let view = guide.services.iter().map(|service| {
        let status = match service.status {
            Status::Open => "open",
            Status::Closed => "closed",
            Status::Ended => "ended",
            Status::Renamed => "renamed",
        };
        ServiceView {
            anchor: own::service_id(service.id.get_ref()),
            name: service.name.clone(),
            also: service.also.join(", "),
            category: service.category.clone(),
            what: service.what.clone(),
            when: service.when.clone(),
            alike: service
                .alike
                .iter()
                .map(|alike| AlikeView {
                    href: address::fragment(&own::service_id(alike.id.get_ref())),
                    name: name_of(alike.id.get_ref()),
                    differs: alike.differs.clone(),
                })
                .collect(),
            status,
            note: service.note.clone().unwrap_or_default(),
            chapters: service
                .chapters
                .iter()
                .filter_map(|place| place_link(shell, place.get_ref(), "services.html"))
                .collect(),
            docs: service
                .docs
                .as_ref()
                .and_then(|docs| address::outward(docs.get_ref()))
                .unwrap_or_default(),
        }
    });
    let mut categories: Vec<String> =
        guide.services.iter().map(|service| service.category.clone()).collect();
    categories.sort();
    categories.dedup();
    let content = Content::new("services.html", &Services { services: view.collect(), categories });
    list_page(shell, "services", "services.services", "services.html", content)
}

/// A place in the book that a data file names.
fn place_link(shell: &Shell<'_>, place: &str, page: &str) -> Option<NamedLink> {
    let (target, anchor, chapter) = match shell.guide.taught_at(place) {
        Target::Page { page, anchor, chapter, .. } => (page, anchor, chapter),
        Target::NoAnchor { page, chapter, .. } => (page, String::new(), chapter),
        _ => return None,
    };
    let title = chapter.map_or_else(|| target.clone(), |chapter| shell.title(chapter).to_owned());
    Some(NamedLink { title, href: address::place(page, &target, &anchor) })
}

/// The terms by their first letter.
pub fn glossary(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct TermView {
        id: String,
        name: String,
        short: String,
        also: String,
        meaning: String,
        chapter: Option<NamedLink>,
    }
    #[derive(Serialize)]
    struct Letter {
        name: String,
        id: String,
        href: String,
        terms: Vec<TermView>,
    }
    #[derive(Serialize)]
    struct Glossary {
        letters: Vec<Letter>,
        count: usize,
    }
    let mut letters: Vec<Letter> = Vec::new();
    for term in shell.guide.terms.iter() {
        let letter = term.letter();
        let view = TermView {
            id: term.id.clone(),
            name: term.name.get_ref().clone(),
            short: term.short.clone().unwrap_or_default(),
            also: term.also.join(", "),
            meaning: term.meaning.clone(),
            chapter: term
                .chapter
                .as_ref()
                .and_then(|place| place_link(shell, place.get_ref(), "glossary.html")),
        };
        match letters.last_mut() {
            Some(last) if last.name == letter => last.terms.push(view),
            _ => {
                let id = own::letter_id(&letter);
                let href = address::fragment(&id);
                letters.push(Letter { name: letter, id, href, terms: vec![view] });
            }
        }
    }
    let content =
        Content::new("glossary.html", &Glossary { letters, count: shell.guide.terms.len() });
    list_page(shell, "glossary", "glossary.glossary", "glossary.html", content)
}
