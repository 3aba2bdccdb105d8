//! Puts parsed chapters, and what the data files say, together to a guide.

use super::asks::Asks;
use super::data::BookData;
use super::formulas::Formulas;
use super::order::ChapterOrder;
use super::own::{self, OwnPages};
use super::written::links_of;
use super::{Facts, Guide, anchors_of, key_at, moves};
use crate::finding::{Finding, Found, did_you_mean};
use crate::fragment::math::Macros;
use crate::fragment::policy::Policy;
use crate::load::Project;
use crate::manifest::keys::UNKNOWN_KEY;
use crate::manifest::outline::OutlineEntry;
use crate::manifest::site::Footer;
use crate::parse::{Chapter, Syntax, front};
use crate::source::Stitched;
use crate::study::Study;
use crate::study::exams::Exams;
use rayon::prelude::*;
use std::sync::Arc;

/// Puts parsed chapters together.
pub fn assemble(project: &Project, chapters: Vec<Chapter>) -> Found<Guide<'_>> {
    let macros = Macros::of(&project.manifest.macros);
    let facts = chapters
        .par_iter()
        .map(|chapter| Facts::of(chapter, &macros, project.marks_of(&chapter.entry.path)))
        .map(Arc::new)
        .collect();
    let order = ChapterOrder::of(&project.outline);
    assemble_from(project, chapters, facts, order, BookData::of(project))
}

/// The same with what each chapter holds, one for one, and the tables of the contents and of the data files, all of which
/// the preview remembers.
pub fn assemble_from(
    project: &Project,
    chapters: Vec<Chapter>,
    facts: Arc<[Arc<Facts>]>,
    order: ChapterOrder,
    data: BookData,
) -> Found<Guide<'_>> {
    let mut findings = Vec::new();
    for facts in facts.iter() {
        findings.extend(facts.findings.iter().cloned());
    }
    let syntax = Syntax::of(&project.manifest);
    let mut single = |text: &Option<Stitched>, path: &Option<String>| {
        let entry = OutlineEntry::of(path.clone().unwrap_or_default());
        let (chapter, more) = crate::parse::chapter(entry, text.clone()?, syntax);
        findings.extend(more);
        Some(chapter)
    };
    let home = single(&project.home, &project.manifest.home);
    let not_found = single(&project.not_found, &project.manifest.not_found);
    let footer = match &project.manifest.site.footer {
        Some(Footer::Words(words)) => single(&Some(words.clone()), &None),
        _ => None,
    };
    let BookData { exams, terms, services, term_lookup, retired, findings: of_data } = data;
    findings.extend(of_data.iter().cloned());
    for chapter in &chapters {
        unknown_labels(chapter, &exams, &mut findings);
    }
    let ChapterOrder { by_path, pages, by_page, keys, ids } = order;
    let mut asks = Asks::default();
    for facts in facts.iter() {
        asks.add(&facts.asks);
    }
    let macros = Macros::of(&project.manifest.macros);
    let (mut other_links, mut other_formulas) = (Vec::new(), Vec::new());
    for text in [&home, &not_found, &footer].into_iter().flatten() {
        other_links.push(links_of(text));
        asks.add(&Asks::of(text));
        let formulas = Formulas::of(&text.blocks, &macros);
        other_formulas.push((text.entry.path.clone(), formulas));
    }
    let own = OwnPages::of(own::Sources {
        project,
        keys: ids,
        home: home.as_ref().map(|home| anchors_of(home, &Study::default())).unwrap_or_default(),
        exams: &exams,
        terms: &terms,
        services: &services,
        study: facts.iter().any(|facts| !facts.study.is_empty()),
    });
    let guide = Guide {
        project,
        keys,
        own: Arc::new(own),
        policy: Policy::of(&project.manifest.site.allow),
        moves: moves::all(&project.manifest, &chapters),
        chapters,
        targets: Arc::clone(&facts),
        facts,
        home,
        not_found,
        footer,
        exams,
        terms,
        services,
        term_lookup,
        retired,
        asks,
        other_links,
        other_formulas,
        pages,
        by_path,
        by_page,
    };
    Found::new(guide, findings)
}

/// Most other programs take the title of a chapter from its front matter.
const TITLE_ELSEWHERE: &str = "the title is the chapter's first heading, `# …`; `nav-title` is a shorter one for the contents";

fn unknown_labels(chapter: &Chapter, exams: &Exams, findings: &mut Vec<Finding>) {
    let has = |key: &str| chapter.front.keys.contains_key(key);
    for (key, value) in &chapter.front.labels {
        let at = key_at(chapter, key);
        match exams.label(key) {
            None => {
                let labels = exams.labels().map(|(key, _)| key.as_str());
                let known: Vec<&str> = front::KEYS.into_iter().chain(labels).collect();
                let help = match key.as_str() {
                    "title" => Some(TITLE_ELSEWHERE.to_owned()),
                    key => did_you_mean(key, known.iter().copied()),
                };
                let help = help.unwrap_or_else(|| {
                    let known = known.join(", ");
                    format!("known keys: {known}; keys of your own go below `extra`")
                });
                findings.push(
                    UNKNOWN_KEY
                        .broken(at, format!("front matter has no key `{key}`"))
                        .help(help)
                        .respelt(key, known.into_iter().filter(|key| !has(key))),
                );
            }
            Some(label) => {
                let value = value.as_str().unwrap_or_default();
                if !label.values.contains_key(value) {
                    let known = label.values.keys().map(String::as_str);
                    let finding = UNKNOWN_KEY.broken(at, format!("`{key}` has no value `{value}`"));
                    findings.push(finding.misspelt(value, known.clone(), || {
                        format!("values: {}", known.collect::<Vec<_>>().join(", "))
                    }));
                }
            }
        }
    }
}
