//! Names between chapters and data files: domains, objectives, services, and places that teach.

mod words;

use super::links::UNSAFE_LINK;
use crate::address;
use crate::finding::{Finding, Rule, did_you_mean, nearest};
use crate::guide::{Guide, Target, key_at};
use crate::parse::Chapter;
use crate::source::Span;

pub const UNUSED_DATA: Rule =
    Rule::warning("unused-data", "data files of the source folder are named in `book.toml`");
pub const UNKNOWN_DOMAIN: Rule =
    Rule::error("unknown-domain", "a part's domain is one of the blueprint");
pub const UNKNOWN_OBJECTIVE: Rule =
    Rule::error("unknown-objective", "objectives are ones of the blueprint");
pub const UNKNOWN_SERVICE: Rule =
    Rule::error("unknown-service", "services are ones of the directory");
pub const BROKEN_DATA_LINK: Rule =
    Rule::error("broken-data-link", "chapters named in the glossary and the directory exist");

/// Objectives and services that chapters name, and the words of their descriptions.
pub fn of_chapters(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = words::of_chapters(guide);
    if !guide.exams.is_empty() {
        let known: Vec<&str> =
            guide.exams.objectives().map(|home| home.objective.id.as_str()).collect();
        for chapter in &guide.chapters {
            for id in chapter.front.objectives.iter().filter(|id| !known.contains(&id.as_str())) {
                findings.push(
                    UNKNOWN_OBJECTIVE
                        .broken(value_at(chapter, "objectives", id), guide.exams.lacks(id))
                        .misspelt(id, known.iter().copied(), || {
                            "name objectives as the blueprint does, by their ids".to_owned()
                        }),
                );
            }
        }
    }
    if guide.project.services.is_some() {
        let known = services(guide);
        for chapter in &guide.chapters {
            for id in chapter.front.services.iter().filter(|id| !known.contains(&id.as_str())) {
                findings.push(
                    UNKNOWN_SERVICE
                        .broken(
                            value_at(chapter, "services", id),
                            format!("the directory has no service `{id}`"),
                        )
                        .misspelt(id, known.iter().copied(), || {
                            "add it to the directory".to_owned()
                        }),
                );
            }
        }
    }
    findings
}

/// The ids of all services.
fn services<'g>(guide: &'g Guide<'_>) -> Vec<&'g str> {
    guide.services.iter().map(|service| service.id.get_ref().as_str()).collect()
}

/// What the data files and the settings name, and their words.
pub fn of_book(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = domains(guide);
    findings.extend(words::of_book(guide));
    findings.extend(unused(guide));
    if let Some(source) = guide.project.services {
        let known = services(guide);
        for service in guide.services.iter() {
            for alike in
                service.alike.iter().filter(|alike| !known.contains(&alike.id.get_ref().as_str()))
            {
                findings.push(
                    UNKNOWN_SERVICE
                        .broken(
                            Span::new(source, alike.id.span()),
                            format!("the directory has no service `{}`", alike.id.get_ref()),
                        )
                        .misspelt(alike.id.get_ref(), known.iter().copied(), || {
                            "name a service of the directory".to_owned()
                        }),
                );
            }
            let words = [&service.name, &service.what, &service.when];
            let words: Vec<&String> = words.into_iter().chain(&service.note).collect();
            findings.extend(words::marked(guide, Span::new(source, service.id.span()), &words));
            if let Some(docs) = service.docs.as_ref().filter(|docs| !is_elsewhere(docs.get_ref())) {
                let message = format!("`{}` is not an address we link to", docs.get_ref());
                findings.push(
                    UNSAFE_LINK
                        .broken(Span::new(source, docs.span()), message)
                        .help("write it in full, with `https://`".to_owned()),
                );
            }
            for place in &service.chapters {
                data_link(guide, Span::new(source, place.span()), place.get_ref(), &mut findings);
            }
        }
    }
    if let Some(source) = guide.project.glossary {
        for term in guide.terms.iter() {
            let words = [term.name.get_ref(), &term.meaning];
            findings.extend(words::marked(guide, Span::new(source, term.name.span()), &words));
            if let Some(place) = &term.chapter {
                data_link(guide, Span::new(source, place.span()), place.get_ref(), &mut findings);
            }
        }
    }
    findings
}

/// Files called like data of the book that its manifest does not name: they would be downloads, and nothing reads them.
fn unused(guide: &Guide<'_>) -> Vec<Finding> {
    let project = guide.project;
    let study = &project.manifest.study;
    let usual = [
        ("blueprint.toml", "blueprint", study.blueprints.is_empty()),
        ("glossary.toml", "glossary", study.glossary.is_none()),
        ("services.toml", "services", study.services.is_none()),
        ("retired.txt", "retired", study.retired.is_none()),
    ];
    let unread = usual.iter().filter(|(file, _, free)| *free && project.files.contains_key(*file));
    let told = |(file, key, _): &(&str, &str, bool)| {
        let message = format!("nothing reads `{file}`");
        let help = format!("add `{key} = \"{file}\"` to `[study]`, or give the file another name");
        UNUSED_DATA.broken(Span::new(project.manifest_source, 0..0), message).help(help)
    };
    unread.map(told).collect()
}

/// Parts of the contents that teach a domain nobody knows.
fn domains(guide: &Guide<'_>) -> Vec<Finding> {
    let known =
        || guide.exams.iter().flat_map(|exam| &exam.blueprint.domain).map(|it| it.id.as_str());
    let lost = guide.project.outline.parts.iter().filter_map(|part| {
        let domain = part.domain.as_deref().filter(|domain| !known().any(|id| id == *domain))?;
        let message = if guide.exams.is_empty() {
            format!("the book has no blueprint, and so no domain `{domain}`")
        } else {
            format!("no blueprint has a domain `{domain}`")
        };
        let part = part.span?;
        let text = &guide.project.sources.get(part.source).text;
        let start = part.range().start;
        let quoted = format!("\"{domain}\"");
        let at = text[start..].find("domain").and_then(|key| {
            let found = text[start + key..].find(&quoted)?;
            Some(Span::new(part.source, start + key + found..start + key + found + quoted.len()))
        });
        let finding = UNKNOWN_DOMAIN.broken(at.unwrap_or(part), message);
        Some(finding.misspelt(domain, known(), || {
            let known: Vec<&str> = known().collect();
            if known.is_empty() {
                "name one as `blueprint` in `[study]`, or take the domain away".to_owned()
            } else {
                format!("domains: {}", known.join(", "))
            }
        }))
    });
    lost.collect()
}

/// Whether an address of a data file leads to another site, where nothing runs.
fn is_elsewhere(to: &str) -> bool {
    address::is_external(to) && address::is_safe(to)
}

/// A value in the front matter behind a key, in its quotes if it has any; else the key's line.
fn value_at(chapter: &Chapter, key: &str, value: &str) -> Span {
    let Some(at) = chapter.front.keys.get(key) else { return key_at(chapter, key) };
    let entry = &chapter.text.text[at.clone()];
    let written = [format!("\"{value}\""), format!("'{value}'"), value.to_owned()];
    let found = written.iter().find_map(|value| {
        let start = at.start + key.len() + entry[key.len()..].find(value)?;
        Some(chapter.span(&(start..start + value.len())))
    });
    found.unwrap_or_else(|| key_at(chapter, key))
}

fn data_link(guide: &Guide<'_>, span: Span, place: &str, findings: &mut Vec<Finding>) {
    let finding = BROKEN_DATA_LINK.broken(span, format!("nothing is at `{place}`"));
    let chapters = || guide.chapters.iter().map(|chapter| chapter.entry.path.as_str());
    let (help, finding) = match guide.taught_at(place) {
        Target::Page { .. } => return,
        Target::NoAnchor { page, anchor, chapter } => {
            let path = place.split('#').next().unwrap_or_default();
            let known = || guide.anchors(&page, chapter).iter().map(String::as_str);
            let near =
                nearest(&anchor, known()).map(|near| format!("did you mean `{path}#{near}`?"));
            (near, finding.respelt(&anchor, known()))
        }
        _ => (did_you_mean(place, chapters()), finding.respelt(place, chapters())),
    };
    let help = help.unwrap_or_else(|| {
        "write a chapter's path from the source folder, and an anchor of it".to_owned()
    });
    findings.push(finding.help(help));
}
