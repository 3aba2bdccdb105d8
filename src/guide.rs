//! The whole book with its look-up tables.
//!
//! Made from parsed chapters by [`assemble`] and never changed after it. Here a link finds its target, an id its
//! question, a service its chapters. Knows nothing of output.

mod assemble;
mod asks;
mod data;
pub mod identity;
pub mod formulas;
pub mod link;
pub mod written;
mod moves;
mod order;
pub mod own;

use crate::finding::Finding;
use crate::fragment::filter;
use crate::fragment::math::Macros;
use crate::fragment::policy::Policy;
use crate::load::Project;
use crate::locale::{self, Locale};
use crate::manifest::Dialect;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, CalloutKind, InlineKind, each_block, each_inline};
use crate::parse::markup::{Html, Tag};
use crate::source::Span;
use crate::study::card::Card;
use crate::study::exams::Exams;
use crate::study::glossary::{Service, Term};
use crate::study::lookup::Lookup;
use crate::study::question::Question;
use crate::study::{self, Study};
use formulas::Formulas;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use written::links_of;

pub use asks::Asks;
pub use assemble::{assemble, assemble_from};
pub use data::BookData;
pub use link::Target;
pub use moves::{Move, Moves, TakenNames};
pub use order::ChapterOrder;
pub use own::OwnPages;
pub use written::Link;

/// The book in memory.
#[derive(Debug)]
pub struct Guide<'p> {
    pub project: &'p Project,
    pub chapters: Vec<Chapter>,
    /// One per chapter.
    facts: Arc<[Arc<Facts>]>,
    /// The same, of which links take the ids that they may name.
    targets: Arc<[Arc<Facts>]>,
    /// Prose of the home page.
    pub home: Option<Chapter>,
    /// Words of the page for addresses that are not there.
    pub not_found: Option<Chapter>,
    /// The book's own words at the foot of every page.
    pub footer: Option<Chapter>,
    pub exams: Arc<Exams>,
    pub terms: Arc<[Term]>,
    pub services: Arc<[Service]>,
    /// Where terms begin in running text.
    pub term_lookup: Arc<Lookup>,
    /// Ids of withdrawn questions.
    pub retired: Arc<BTreeSet<String>>,
    /// What pages let a browser load.
    pub policy: Policy,
    /// Addresses that are gone.
    pub moves: Moves,
    /// For each chapter a name that no other has, without a full stop.
    pub keys: Arc<[String]>,
    /// The pages besides the chapters.
    pub own: Arc<OwnPages>,
    /// What the texts ask of style sheets.
    pub asks: Asks,
    /// What the home page, the page for lost addresses and the foot link and show.
    other_links: Vec<Vec<Link>>,
    /// Of the home page, the page for lost addresses and the foot, each with the path of its text.
    other_formulas: Vec<(String, Formulas)>,
    /// For each chapter the path of its page.
    pages: Arc<[String]>,
    by_path: Arc<FxHashMap<String, usize>>,
    by_page: Arc<FxHashMap<String, usize>>,
}

/// What the book's tables hold of one chapter, made from its own text alone.
#[derive(Debug, Default)]
pub struct Facts {
    study: Study,
    findings: Vec<Finding>,
    /// The ids that a link may name.
    anchors: BTreeSet<String>,
    links: Vec<Link>,
    formulas: Formulas,
    asks: Asks,
}

impl Facts {
    /// `macros` are the book's, `locale` has the marks of the chapter's language.
    pub fn of(chapter: &Chapter, macros: &Macros, locale: &Locale) -> Self {
        let (study, findings) = study::read(chapter, locale);
        Self {
            anchors: anchors_of(chapter, &study),
            study,
            findings,
            links: links_of(chapter),
            asks: Asks::of(chapter),
            formulas: Formulas::of(&chapter.blocks, macros),
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
    let (mut referred, mut footnotes) = (BTreeSet::new(), Vec::new());
    let ids = |html: &Html, anchors: &mut BTreeSet<String>| {
        let tags = html.tags().filter(|tag| !filter::swallows(&tag.name));
        anchors.extend(tags.filter_map(Tag::id).map(|id| id.value.clone()));
    };
    each_inline(&chapter.blocks, &mut |inline| match &inline.kind {
        InlineKind::FootnoteReference(label) => {
            referred.insert(&**label);
        }
        InlineKind::Html(html) => ids(html, &mut anchors),
        _ => {}
    });
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading(heading) => {
            anchors.insert(heading.id.clone());
        }
        BlockKind::Footnote(footnote) => footnotes.push(footnote),
        BlockKind::Definitions(definitions) => {
            anchors.extend(definitions.iter().map(|definition| definition.id.clone()));
        }
        BlockKind::Html(html) => ids(html, &mut anchors),
        _ => {}
    });
    let shown = footnotes.into_iter().filter(|footnote| referred.contains(&*footnote.label));
    anchors.extend(shown.map(|footnote| footnote.id.clone()));
    anchors.extend(study.cards().map(|card| card.id.clone()));
    anchors
}

impl<'p> Guide<'p> {
    /// The same book in which all chapters but some have nothing to say: all links lead where they led, so whether `check`
    /// finds a fault in one of these chapters is known by asking here, in a fraction of the time. The words of a finding may
    /// be others, since they name what is near.
    #[must_use]
    pub fn only(&self, wanted: &[usize]) -> Guide<'p> {
        let blank = Chapter::blank(self.project.manifest_source);
        let mut chapters = vec![blank; self.chapters.len()];
        let mut facts = vec![Arc::<Facts>::default(); self.facts.len()];
        for &index in wanted {
            chapters[index] = self.chapters[index].clone();
            facts[index] = Arc::clone(&self.facts[index]);
        }
        Guide {
            project: self.project,
            keys: self.keys.clone(),
            own: self.own.clone(),
            policy: self.policy.clone(),
            moves: self.moves.clone(),
            chapters,
            facts: facts.into(),
            targets: Arc::clone(&self.targets),
            home: None,
            not_found: None,
            footer: None,
            exams: self.exams.clone(),
            terms: self.terms.clone(),
            services: self.services.clone(),
            term_lookup: self.term_lookup.clone(),
            retired: self.retired.clone(),
            asks: Asks::default(),
            other_links: Vec::new(),
            other_formulas: Vec::new(),
            pages: self.pages.clone(),
            by_path: self.by_path.clone(),
            by_page: self.by_page.clone(),
        }
    }
}

impl Guide<'_> {
    /// All texts that pages show: the chapters, then the home page, the page for lost addresses and the foot.
    pub fn texts(&self) -> impl Iterator<Item = &Chapter> {
        self.chapters.iter().chain(self.texts_beside())
    }

    /// Those that are no chapters.
    pub fn texts_beside(&self) -> impl Iterator<Item = &Chapter> {
        [&self.home, &self.not_found, &self.footer].into_iter().flatten()
    }

    /// Every link and image, each with the text that it stands in, in the order of these.
    pub fn links(&self) -> impl Iterator<Item = (&Chapter, &Link)> {
        let texts = self.texts().enumerate();
        texts.flat_map(|(place, text)| self.links_of(place).map(move |link| (text, link)))
    }

    /// The links and images of a text, by its place among all.
    pub fn links_of(&self, place: usize) -> impl Iterator<Item = &Link> {
        let trusted = self.project.manifest.trusted_html;
        let links = match place.checked_sub(self.facts.len()) {
            None => &self.facts[place].links,
            Some(beside) => &self.other_links[beside],
        };
        links.iter().filter(move |link| trusted || !link.trusted)
    }

    /// The formulas of one of the texts.
    pub fn formulas(&self, text: &Chapter) -> &Formulas {
        static NONE: LazyLock<Formulas> = LazyLock::new(Formulas::default);
        let path = &text.entry.path;
        if let Some(index) = self.by_path(path) {
            return &self.facts[index].formulas;
        }
        let other = self.other_formulas.iter().find(|(of, _)| of == path);
        other.map_or(&NONE, |(_, formulas)| formulas)
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

    /// The direction of that language's letters; empty where it is the one of the pages.
    pub fn direction_of(&self, chapter: &Chapter) -> &'static str {
        self.language_of(chapter).map_or("", locale::direction)
    }

    pub fn by_path(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Whether a page has no places since the file of its chapter is missing.
    pub fn is_unwritten(&self, page: &str, chapter: Option<usize>) -> bool {
        let home = self.project.manifest.home.as_ref().filter(|_| page == "index.html");
        self.project.unwritten.iter().any(|path| match chapter {
            Some(chapter) => self.by_path(path) == Some(chapter),
            None => Some(path) == home,
        })
    }

    /// The chapter that has a page.
    pub fn by_page(&self, page: &str) -> Option<usize> {
        self.by_page.get(page).copied()
    }

    /// The ids that a link to a page may name.
    pub fn anchors(&self, page: &str, chapter: Option<usize>) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        chapter.map_or_else(|| self.own.ids(page).unwrap_or(&NONE), |it| &self.targets[it].anchors)
    }

    /// Whether a chapter stands where one of our own pages would, as none may in a book of ours; mdBook knows no such
    /// page but that for lost readers, which is ours there, too, and the one for print, whose name it reserves.
    pub fn is_taken(&self, page: &str) -> bool {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        let is_free = page != own::NOT_FOUND && page != "print.html";
        theirs && is_free && self.by_page.contains_key(page)
    }

    /// Whether a page is not made, since a file of the book stands there, as mdBook has it.
    pub fn gives_way(&self, page: &str) -> bool {
        let theirs = self.project.manifest.dialect == Dialect::MdBook;
        theirs && self.project.files.contains_key(page)
    }

    /// Study material of a chapter.
    pub fn study(&self, chapter: usize) -> &Study {
        &self.facts[chapter].study
    }

    /// That of all of them.
    pub fn studies(&self) -> impl ExactSizeIterator<Item = &Study> + Clone {
        self.facts.iter().map(|facts| &facts.study)
    }

    /// Every question with its chapter's index, in reading order.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        self.studies()
            .enumerate()
            .flat_map(|(index, study)| study.questions().map(move |q| (index, q)))
    }

    /// All of the book's, also where this is a part of it.
    pub fn questions_of_book(&self) -> impl Iterator<Item = &Question> {
        self.targets.iter().flat_map(|facts| facts.study.questions())
    }

    pub fn cards(&self) -> impl Iterator<Item = (usize, &Card)> {
        self.studies()
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
