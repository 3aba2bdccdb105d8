//! The whole book with its look-up tables.
//!
//! Made from parsed chapters by [`assemble`] and never changed after it. Here a link finds its target, an id its
//! question, a service its chapters. Knows nothing of output.

pub mod identity;
pub mod formulas;
pub mod link;
pub mod written;
mod moves;
pub mod own;

use crate::finding::{Finding, Found, did_you_mean};
use crate::fragment::filter;
use crate::fragment::math::Macros;
use crate::fragment::policy::Policy;
use crate::load::Project;
use crate::locale::Locale;
use crate::manifest::Dialect;
use crate::manifest::keys::UNKNOWN_KEY;
use crate::manifest::outline::OutlineEntry;
use crate::manifest::site::Footer;
use crate::parse::doc::{
    BlockKind, Blocks, CalloutKind, InlineKind, each_block, each_html, each_inline,
};
use crate::parse::markup::Tag;
use crate::parse::{Chapter, Syntax, front};
use crate::source::{SourceId, Span, Stitched};
use crate::study::card::Card;
use crate::study::exams::Exams;
use crate::study::glossary::{self, Service, Term};
use crate::study::objective;
use crate::study::question::Question;
use crate::study::{self, Study};
use formulas::Formulas;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use written::links_of;

pub use link::Target;
pub use moves::Move;
pub use own::OwnPages;
pub use written::{Link, On};

/// The book in memory.
#[derive(Debug)]
pub struct Guide<'p> {
    pub project: &'p Project,
    pub chapters: Vec<Chapter>,
    /// One per chapter.
    pub studies: Vec<Arc<Study>>,
    /// Prose of the home page.
    pub home: Option<Chapter>,
    /// Words of the page for addresses that are not there.
    pub not_found: Option<Chapter>,
    /// The book's own words at the foot of every page.
    pub footer: Option<Chapter>,
    pub exams: Exams,
    pub terms: Vec<Term>,
    pub services: Vec<Service>,
    /// Where terms begin in running text.
    pub term_lookup: crate::study::lookup::Lookup,
    /// Ids of withdrawn questions.
    pub retired: BTreeSet<String>,
    /// Every link and image of the text, in the order of chapters.
    pub links: Vec<Link>,
    /// What pages let a browser load.
    pub policy: Policy,
    /// Addresses that are gone.
    pub moves: Vec<Move>,
    /// For each chapter a name that no other has, without a full stop.
    pub keys: Vec<String>,
    /// The pages besides the chapters.
    pub own: OwnPages,
    /// One per chapter.
    formulas: Vec<Arc<Formulas>>,
    home_formulas: Formulas,
    by_path: BTreeMap<String, usize>,
    /// For each chapter the ids that a link may name.
    anchors: Vec<Arc<BTreeSet<String>>>,
}

/// What the book's tables hold of one chapter, made from its own text alone.
#[derive(Debug, Clone)]
pub struct Facts {
    study: Arc<Study>,
    findings: Arc<[Finding]>,
    anchors: Arc<BTreeSet<String>>,
    /// As if the chapter were the first.
    links: Arc<[Link]>,
    formulas: Arc<Formulas>,
}

impl Facts {
    /// `macros` are the book's, `locale` has the marks of the chapter's language.
    pub fn of(chapter: &Chapter, macros: &Macros, locale: &Locale) -> Self {
        let (study, findings) = study::read(chapter, locale);
        let mut links = Vec::new();
        links_of(chapter, On::Chapter(0), &mut links);
        Self {
            anchors: Arc::new(anchors_of(chapter, &study)),
            study: Arc::new(study),
            findings: findings.into(),
            links: links.into(),
            formulas: Arc::new(Formulas::of(&chapter.blocks, macros)),
        }
    }
}

/// Puts parsed chapters together.
pub fn assemble(project: &Project, chapters: Vec<Chapter>) -> Found<Guide<'_>> {
    let macros = Macros::of(&project.manifest.macros);
    let facts = chapters
        .par_iter()
        .map(|chapter| Facts::of(chapter, &macros, project.marks_of(&chapter.entry.path)))
        .collect();
    assemble_from(project, chapters, facts)
}

/// The same with what each chapter holds, one for one, which the preview remembers.
pub fn assemble_from(
    project: &Project,
    chapters: Vec<Chapter>,
    facts: Vec<Facts>,
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
    let by_path = chapters
        .iter()
        .enumerate()
        .map(|(index, chapter)| (chapter.entry.path.clone(), index))
        .collect();
    let anchors = facts.iter().map(|facts| Arc::clone(&facts.anchors)).collect();
    let mut links = Vec::new();
    for (index, facts) in facts.iter().enumerate() {
        links
            .extend(facts.links.iter().map(|link| Link { on: On::Chapter(index), ..link.clone() }));
    }
    links.retain(|link| !link.trusted || project.manifest.trusted_html);
    let formulas = facts.iter().map(|facts| Arc::clone(&facts.formulas)).collect();
    let home_formulas = home.as_ref().map_or_else(Formulas::default, |home| {
        Formulas::of(&home.blocks, &Macros::of(&project.manifest.macros))
    });
    let studies: Vec<Arc<Study>> = facts.into_iter().map(|facts| facts.study).collect();
    let beside = [(On::Home, &home), (On::NotFound, &not_found), (On::Footer, &footer)];
    for (on, text) in beside {
        if let Some(text) = text {
            links_of(text, on, &mut links);
        }
    }
    let term_lookup = crate::study::lookup::Lookup::new(&terms);
    let keys = own::keys(&chapters);
    let own = OwnPages::of(own::Sources {
        project,
        keys: &keys,
        home: home.as_ref().map(|home| anchors_of(home, &Study::default())).unwrap_or_default(),
        exams: &exams,
        terms: &terms,
        services: &services,
        study: studies.iter().any(|study| !study.is_empty()),
    });
    let guide = Guide {
        project,
        keys,
        own,
        policy: Policy::of(&project.manifest.site.allow),
        moves: moves::all(&project.manifest, &chapters),
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
        formulas,
        home_formulas,
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

fn unknown_labels(chapter: &Chapter, exams: &Exams, findings: &mut Vec<Finding>) {
    let has = |key: &str| chapter.front.keys.contains_key(key);
    for (key, value) in &chapter.front.labels {
        let at = key_at(chapter, key);
        match exams.label(key) {
            None => {
                let labels = exams.labels().map(|(key, _)| key.as_str());
                let known: Vec<&str> = front::KEYS.into_iter().chain(labels).collect();
                let help = did_you_mean(key, known.iter().copied())
                    .or_else(|| Some(format!("known keys: {}", known.join(", "))));
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

/// Where a key of the front matter stands.
pub fn key_at(chapter: &Chapter, key: &str) -> Span {
    let Some(at) = chapter.front.keys.get(key) else { return chapter.span(&(0..0)) };
    let line = chapter.text.text[at.clone()].lines().next().unwrap_or_default();
    chapter.span(&(at.start..at.start + line.trim_end().len()))
}

/// The ids on a chapter's page that a link may name.
fn anchors_of(chapter: &Chapter, study: &Study) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut referred = BTreeSet::new();
    each_inline(&chapter.blocks, &mut |inline| {
        if let InlineKind::FootnoteReference(label) = &inline.kind {
            referred.insert(label.as_str());
        }
    });
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading(heading) => {
            anchors.insert(heading.id.clone());
        }
        BlockKind::Footnote { label, id, .. } if referred.contains(label.as_str()) => {
            anchors.insert(id.clone());
        }
        BlockKind::Definitions(definitions) => {
            anchors.extend(definitions.iter().map(|definition| definition.id.clone()));
        }
        _ => {}
    });
    each_html(&chapter.blocks, &mut |html| {
        let tags = html.tags().filter(|tag| !filter::swallows(&tag.name));
        anchors.extend(tags.filter_map(Tag::id).map(|id| id.value.clone()));
    });
    anchors.extend(study.cards().map(|card| card.id.clone()));
    anchors
}

impl<'p> Guide<'p> {
    /// The same book with nothing but the text of some chapters: all links lead where they led, so what `check` finds
    /// in one of these chapters alone is found here as well, in a fraction of the time.
    #[must_use]
    pub fn only(&self, wanted: &[usize]) -> Guide<'p> {
        let chapters = self.chapters.iter().enumerate().map(|(index, chapter)| {
            if wanted.contains(&index) {
                return chapter.clone();
            }
            let source = chapter.text.span(0..0).source;
            Chapter {
                entry: chapter.entry.clone(),
                text: Stitched::empty(source),
                front: front::Front::default(),
                listed: Vec::new(),
                blocks: Blocks::default(),
                undefined: Vec::new(),
                hidden: Vec::new(),
            }
        });
        let studies = self.studies.iter().enumerate().map(|(index, study)| {
            if wanted.contains(&index) { Arc::clone(study) } else { Arc::default() }
        });
        let formulas = self.formulas.iter().enumerate().map(|(index, formulas)| {
            if wanted.contains(&index) { Arc::clone(formulas) } else { Arc::default() }
        });
        let here = |link: &&Link| matches!(link.on, On::Chapter(index) if wanted.contains(&index));
        Guide {
            project: self.project,
            keys: self.keys.clone(),
            own: self.own.clone(),
            policy: self.policy.clone(),
            moves: self.moves.clone(),
            chapters: chapters.collect(),
            studies: studies.collect(),
            home: None,
            not_found: None,
            footer: None,
            exams: self.exams.clone(),
            terms: self.terms.clone(),
            services: self.services.clone(),
            term_lookup: crate::study::lookup::Lookup::new(&self.terms),
            retired: self.retired.clone(),
            links: self.links.iter().filter(here).cloned().collect(),
            formulas: formulas.collect(),
            home_formulas: Formulas::default(),
            by_path: self.by_path.clone(),
            anchors: self.anchors.clone(),
        }
    }
}

impl Guide<'_> {
    /// The text a link stands in.
    pub fn chapter_of(&self, link: &Link) -> Option<&Chapter> {
        match link.on {
            On::Chapter(index) => self.chapters.get(index),
            On::Home => self.home.as_ref(),
            On::NotFound => self.not_found.as_ref(),
            On::Footer => self.footer.as_ref(),
        }
    }

    /// The formulas of a chapter, or of the home page.
    pub fn formulas(&self, chapter: &Chapter) -> &Formulas {
        self.by_path(&chapter.entry.path).map_or(&self.home_formulas, |index| &self.formulas[index])
    }

    /// What readers see of the kind of a callout.
    pub fn callout_word(&self, kind: CalloutKind) -> &str {
        match kind {
            CalloutKind::Own(place) => &self.project.manifest.callouts[place].title,
            // Their titles say all.
            CalloutKind::Tab | CalloutKind::Layout(_) => "",
            _ => self.locale().word(&format!("callouts.{}", kind.name(&[]))),
        }
    }

    /// The words of the interface.
    pub fn locale(&self) -> &Locale {
        &self.project.assets.locale
    }

    /// A chapter's title for people who read it without markup.
    pub fn title(&self, chapter: &Chapter) -> String {
        let told = self.formulas(chapter).told(chapter.h1().map_or(&[], |title| &title.inlines));
        if told.is_empty() { chapter.title() } else { told }
    }

    /// The tag of a chapter's language, where it is not that of the pages.
    pub fn language_of<'c>(&'c self, chapter: &'c Chapter) -> Option<&'c str> {
        let original = || self.project.untranslated(&chapter.entry.path);
        chapter.front.language.as_deref().or_else(|| original().map(|original| &*original.tag))
    }

    pub fn by_path(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The ids that a link to a page may name.
    pub fn anchors(&self, page: &str, chapter: Option<usize>) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        chapter
            .map_or_else(|| self.own.ids(page).unwrap_or(&NONE), |chapter| &self.anchors[chapter])
    }

    /// Whether a chapter stands where one of our own pages would, as none may in a book of ours; mdBook knows no such
    /// page but that for lost readers, which is ours there, too.
    pub fn is_taken(&self, page: &str) -> bool {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        let is_here = |chapter: &Chapter| chapter.page() == page;
        theirs && page != own::NOT_FOUND && self.chapters.iter().any(is_here)
    }

    /// Whether a page is not made, since a file of the book stands there, as mdBook has it.
    pub fn gives_way(&self, page: &str) -> bool {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        theirs && self.project.files.contains_key(page)
    }

    /// Every question with its chapter's index, in reading order.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        self.studies
            .iter()
            .enumerate()
            .flat_map(|(index, study)| study.questions().map(move |q| (index, q)))
    }

    pub fn cards(&self) -> impl Iterator<Item = (usize, &Card)> {
        self.studies
            .iter()
            .enumerate()
            .flat_map(|(index, study)| study.cards().map(move |card| (index, card)))
    }

    /// Id of the domain a chapter belongs to: its part's, else that of its objectives.
    pub fn domain_of(&self, chapter: usize) -> Option<&str> {
        let chapter = &self.chapters[chapter];
        let part = self
            .project
            .outline
            .parts
            .get(chapter.entry.part)
            .and_then(|part| part.domain.as_deref());
        let home = || self.exams.home(&chapter.front.objectives);
        part.or_else(|| home().map(|home| home.domain.id.as_str()))
    }
}
