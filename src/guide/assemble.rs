//! Puts parsed chapters, and what the data files say, together to a guide.

use super::asks::Asks;
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
use crate::source::{SourceId, Stitched};
use crate::study::exams::Exams;
use crate::study::{Study, glossary, objective};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Puts parsed chapters together.
pub fn assemble(project: &Project, chapters: Vec<Chapter>) -> Found<Guide<'_>> {
    let macros = Macros::of(&project.manifest.macros);
    let facts = chapters
        .par_iter()
        .map(|chapter| Facts::of(chapter, &macros, project.marks_of(&chapter.entry.path)))
        .collect();
    assemble_from(project, chapters, facts, ChapterOrder::of(&project.outline))
}

/// The same with what each chapter holds, one for one, and the tables of the contents, all of which the preview remembers.
pub fn assemble_from(
    project: &Project,
    chapters: Vec<Chapter>,
    facts: Vec<Facts>,
    order: ChapterOrder,
) -> Found<Guide<'_>> {
    let mut findings = Vec::new();
    for facts in &facts {
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
    let text = |id: SourceId| Arc::clone(&project.sources.get(id).text);
    let mut data = Data { findings: Vec::new() };
    let blueprints = project
        .blueprints
        .iter()
        .filter_map(|&id| Some((id, data.keep(objective::read(id, &text(id)))?)))
        .collect();
    let exams = data.keep(Exams::new(blueprints, &project.sources));
    let terms =
        project.glossary.map_or_else(Vec::new, |id| data.keep(glossary::terms(id, &text(id))));
    let services =
        project.services.map_or_else(Vec::new, |id| data.keep(glossary::services(id, &text(id))));
    findings.extend(data.findings);
    let retired = project.retired.map_or_else(BTreeSet::new, |id| {
        let text = text(id);
        let ids = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
    });
    for chapter in &chapters {
        unknown_labels(chapter, &exams, &mut findings);
    }
    let ChapterOrder { by_path, keys, ids } = order;
    let anchors = facts.iter().map(|facts| Arc::clone(&facts.anchors)).collect();
    let mut links: Vec<_> = facts.iter().map(|facts| Arc::clone(&facts.links)).collect();
    let mut asks = Asks::default();
    for facts in &facts {
        asks.add(&facts.asks);
    }
    let formulas = facts.iter().map(|facts| Arc::clone(&facts.formulas)).collect();
    let studies: Vec<Arc<Study>> = facts.into_iter().map(|facts| facts.study).collect();
    let macros = Macros::of(&project.manifest.macros);
    let mut other_formulas = Vec::new();
    for text in [&home, &not_found, &footer].into_iter().flatten() {
        links.push(links_of(text));
        asks.add(&Asks::of(text));
        let formulas = Formulas::of(&text.blocks, &macros);
        other_formulas.push((text.entry.path.clone(), formulas));
    }
    let term_lookup = crate::study::lookup::Lookup::new(&terms);
    let own = OwnPages::of(own::Sources {
        project,
        keys: ids,
        home: home.as_ref().map(|home| anchors_of(home, &Study::default())).unwrap_or_default(),
        exams: &exams,
        terms: &terms,
        services: &services,
        study: studies.iter().any(|study| !study.is_empty()),
    });
    let guide = Guide {
        project,
        keys,
        own: Arc::new(own),
        policy: Policy::of(&project.manifest.site.allow),
        moves: moves::all(&project.manifest, &chapters).into(),
        chapters,
        studies,
        home,
        not_found,
        footer,
        exams,
        terms,
        services,
        term_lookup,
        retired,
        links,
        asks,
        formulas,
        other_formulas,
        by_path,
        anchors,
    };
    Found::new(guide, findings)
}

struct Data {
    findings: Vec<Finding>,
}

impl Data {
    fn keep<T>(&mut self, (value, findings): (T, Vec<Finding>)) -> T {
        self.findings.extend(findings);
        value
    }
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
