//! What carries work from one edition of a book to the next: chapters by their text, and what there was to say of them.
//!
//! A chapter is read anew when its entry, its text or a setting that it is read with changed, and looked at anew when
//! any setting did. Nothing else is kept, so that **whatever went before, an edition hands out the bytes of a clean
//! build**.

use crate::assets::{Assets, Templates};
use crate::check::Proof;
use crate::finding::{Finding, Found};
use crate::fragment::code::Highlighter;
use crate::fragment::math::Macros;
use crate::guide::{self, ChapterOrder, Facts, Guide};
use crate::load::Project;
use crate::locale::Locale;
use crate::manifest::Manifest;
use crate::manifest::outline::{Outline, OutlineEntry};
use crate::parse::{self, Chapter, Syntax};
use crate::source::Stitched;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// What the next edition need not work out again.
#[derive(Debug, Default)]
pub struct Remembered {
    /// By path of the chapter.
    chapters: HashMap<String, Arc<Parsed>>,
    /// The settings that all of them were read with.
    settings: Option<Manifest>,
    /// What else a proofreader goes by: all settings, whether there are shortcodes, and whether programs ran.
    proofs: Option<(Manifest, bool, bool)>,
    /// The words of the interface, and those of the original, which mark questions in chapters too.
    locales: [Option<Locale>; 2],
    order: Option<(Outline, ChapterOrder)>,
    templates: Option<(Assets, Templates, Vec<Finding>)>,
    pub(super) highlighter: Arc<Highlighter>,
    /// Of the book in its other languages, by their folder.
    translations: BTreeMap<String, Remembered>,
}

/// A chapter with all that it was made from: its entry, its text with the places it comes from.
#[derive(Debug)]
struct Parsed {
    chapter: Chapter,
    /// Whether there was a text, be it an empty one.
    is_there: bool,
    facts: Facts,
    findings: Vec<Finding>,
    told: Told,
}

/// What a proofreader said of a chapter, once it was asked.
pub(super) type Told = Arc<OnceLock<Proof>>;

impl Remembered {
    /// As [`parse::chapters`] and [`guide::assemble`], with what there is to say of each chapter.
    pub(super) fn guide<'p>(&mut self, project: &'p Project) -> Found<(Guide<'p>, Vec<Told>)> {
        let syntax = Syntax::of(&project.manifest);
        let macros = Macros::of(&project.manifest.macros);
        let as_before = |known: &Manifest| {
            Syntax::of(known) == syntax && known.macros == project.manifest.macros
        };
        let original = project.original.as_ref().map(|original| &original.locale);
        let locales = [Some(&project.assets.locale), original].map(Option::<&Locale>::cloned);
        if self.locales != locales || !self.settings.as_ref().is_some_and(as_before) {
            self.chapters.clear();
            self.locales = locales;
            self.settings = Some(project.manifest.clone());
        }
        let proofs = Some((project.manifest.clone(), project.has_shortcodes, project.programs_ran));
        let look_anew = self.proofs != proofs;
        self.proofs = proofs;
        let known = &self.chapters;
        let one = |(entry, text): (&OutlineEntry, &Option<Stitched>)| {
            let is_there = text.is_some();
            let text = text.clone().unwrap_or_else(|| {
                Stitched::empty(entry.span.map_or(project.manifest_source, |span| span.source))
            });
            let known = known.get(&entry.path);
            match known.filter(|known| known.is_there == is_there && known.fits(entry, &text)) {
                Some(known) if look_anew => Arc::new(known.untold()),
                Some(known) => Arc::clone(known),
                None => {
                    let marks = project.marks_of(&entry.path);
                    let parsed = Parsed::new(entry, text, syntax, &macros, marks);
                    Arc::new(Parsed { is_there, ..parsed })
                }
            }
        };
        let entries: Vec<&OutlineEntry> = project.outline.chapters().collect();
        let parsed: Vec<Arc<Parsed>> =
            entries.par_iter().copied().zip(&project.chapters).map(one).collect();
        let told = parsed.iter().map(|parsed| Arc::clone(&parsed.told)).collect();
        let findings = parsed.iter().flat_map(|parsed| parsed.findings.iter().cloned()).collect();
        let chapters = parsed.iter().map(|parsed| parsed.chapter.clone()).collect();
        let facts = parsed.iter().map(|parsed| parsed.facts.clone()).collect();
        let paths = entries.iter().map(|entry| entry.path.clone());
        self.chapters = paths.zip(parsed).collect();
        let order = self.order(&project.outline);
        let guide = Found::new((), findings)
            .and_then(|()| guide::assemble_from(project, chapters, facts, order));
        guide.map(|guide| (guide, told))
    }

    fn order(&mut self, outline: &Outline) -> ChapterOrder {
        if let Some((known, order)) = &self.order
            && known == outline
        {
            return order.clone();
        }
        let order = ChapterOrder::of(outline);
        self.order = Some((outline.clone(), order.clone()));
        order
    }

    /// What is remembered of the book in another language.
    pub(super) fn of_translation(&mut self, folder: &str) -> &mut Self {
        self.translations.entry(folder.to_owned()).or_default()
    }

    pub(super) fn templates(&mut self, project: &Project) -> (Templates, Vec<Finding>) {
        if let Some((assets, templates, faults)) = &self.templates
            && *assets == project.assets
        {
            return (templates.afresh(), faults.clone());
        }
        let (templates, faults) = project.assets.templates();
        self.templates = Some((project.assets.clone(), templates.clone(), faults.clone()));
        (templates, faults)
    }
}

impl Parsed {
    fn new(
        entry: &OutlineEntry,
        text: Stitched,
        syntax: Syntax<'_>,
        macros: &Macros,
        locale: &Locale,
    ) -> Self {
        let (chapter, findings) = parse::chapter(entry.clone(), text, syntax);
        let facts = Facts::of(&chapter, macros, locale);
        Self { chapter, is_there: true, facts, findings, told: Told::default() }
    }

    /// The same without what was said of it.
    fn untold(&self) -> Self {
        Self {
            chapter: self.chapter.clone(),
            facts: self.facts.clone(),
            findings: self.findings.clone(),
            told: Told::default(),
            ..*self
        }
    }

    fn fits(&self, entry: &OutlineEntry, text: &Stitched) -> bool {
        self.chapter.entry == *entry && self.chapter.text == *text
    }
}
