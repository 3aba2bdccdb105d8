//! What carries work from one edition of a book to the next: chapters by their text, and what there was to say of them.
//!
//! A chapter is read anew when its entry, its text or a setting that it is read with changed, and looked at anew when
//! any setting did. Nothing else is kept, so that **whatever went before, an edition hands out the bytes of a clean
//! build**.

use crate::assets::{Assets, Templates};
use crate::check::{self, Proof};
use crate::finding::{Finding, Found, Severity};
use crate::fragment::code::Highlighter;
use crate::fragment::math::Macros;
use crate::guide::{self, BookData, ChapterOrder, Facts, Guide, Moves};
use crate::load::{DataTexts, GivenFiles, Project};
use crate::locale::Locale;
use crate::manifest::Manifest;
use crate::manifest::outline::{Outline, OutlineEntry};
use crate::parse::{self, Chapter, Syntax};
use crate::source::{SourceId, Stitched, is_same};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// What the next edition need not work out again.
#[derive(Debug, Default)]
pub struct Remembered {
    /// Those of the last edition, in the order of its contents.
    chapters: Vec<Known>,
    /// The settings that all of them were read with.
    settings: Option<Manifest>,
    /// What else a proofreader goes by: all settings, whether there are shortcodes, and whether programs ran.
    proofs: Option<(Manifest, (bool, bool))>,
    /// The words of the interface, and those of the original, which mark questions in chapters too.
    locales: [Option<Locale>; 2],
    order: Option<(Arc<Outline>, ChapterOrder)>,
    data: Option<(DataTexts, BookData)>,
    /// Under the last settings.
    names: Option<Names>,
    templates: Option<(Assets, Templates, Vec<Finding>)>,
    pub(super) highlighter: Arc<Highlighter>,
    /// Of the book in its other languages, by their folder.
    translations: BTreeMap<String, Remembered>,
}

/// What gives files of a site their names, and whether all of these differ.
#[derive(Debug)]
struct Names {
    outline: Arc<Outline>,
    files: Arc<GivenFiles>,
    own: Vec<&'static str>,
    moves: Moves,
    differ: bool,
}

/// A chapter, with the text that it was made from and what was made of it. Its entry is that of the contents.
#[derive(Debug)]
struct Known {
    text: Option<Stitched>,
    chapter: Chapter,
    facts: Arc<Facts>,
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
        let flags = (project.has_shortcodes, project.programs_ran);
        let as_told = |(known, its): &(Manifest, _)| *known == project.manifest && *its == flags;
        if !self.proofs.as_ref().is_some_and(as_told) {
            self.chapters.iter_mut().for_each(|known| known.told = Told::default());
            self.proofs = Some((project.manifest.clone(), flags));
            self.names = None;
        }
        let entries: Vec<&OutlineEntry> = project.outline.chapters().collect();
        let mut known = self.known(&project.outline, &entries);
        let fits = |(known, text): (&Option<Known>, &Option<Stitched>)| {
            known.as_ref().is_some_and(|known| known.text == *text)
        };
        let all = known.iter().zip(&project.chapters).enumerate();
        let new: Vec<usize> = all.filter(|(_, one)| !fits(*one)).map(|(index, _)| index).collect();
        let read = |&index: &usize| {
            let (entry, text) = (entries[index], &project.chapters[index]);
            let marks = project.marks_of(&entry.path);
            Known::read(entry, text.clone(), project.manifest_source, syntax, &macros, marks)
        };
        let made: Vec<Known> = new.par_iter().map(read).collect();
        for (index, chapter) in new.into_iter().zip(made) {
            known[index] = Some(chapter);
        }
        let known = known.into_iter().map(|known| known.expect("what was not known was read"));
        self.chapters = known.collect();
        let order = self.order(&project.outline);
        let data = self.data(project);
        let known = || self.chapters.iter();
        let told = known().map(|known| Arc::clone(&known.told)).collect();
        let findings = known().flat_map(|known| known.findings.iter().cloned()).collect();
        let chapters = known().map(|known| known.chapter.clone()).collect();
        let facts = known().map(|known| Arc::clone(&known.facts)).collect();
        let guide = Found::new((), findings)
            .and_then(|()| guide::assemble_from(project, chapters, facts, order, data));
        guide.map(|guide| (guide, told))
    }

    /// What is remembered of the chapters of these contents, if anything.
    fn known(&mut self, outline: &Arc<Outline>, entries: &[&OutlineEntry]) -> Vec<Option<Known>> {
        let known = std::mem::take(&mut self.chapters);
        if known.len() == entries.len() && self.has_order_of(outline) {
            return known.into_iter().map(Some).collect();
        }
        let path = |known: Known| (known.chapter.entry.path.clone(), known);
        let mut by_path: HashMap<String, Known> = known.into_iter().map(path).collect();
        let known = |entry: &&OutlineEntry| {
            by_path.remove(&entry.path).filter(|known| known.chapter.entry == **entry)
        };
        entries.iter().map(known).collect()
    }

    fn has_order_of(&self, outline: &Arc<Outline>) -> bool {
        self.order.as_ref().is_some_and(|(known, _)| is_same(known, outline))
    }

    fn order(&mut self, outline: &Arc<Outline>) -> ChapterOrder {
        if let Some((_, order)) = self.order.as_ref().filter(|_| self.has_order_of(outline)) {
            return order.clone();
        }
        let order = ChapterOrder::of(outline);
        self.order = Some((Arc::clone(outline), order.clone()));
        order
    }

    fn data(&mut self, project: &Project) -> BookData {
        let texts = project.data();
        if let Some((_, data)) = self.data.as_ref().filter(|(known, _)| *known == texts) {
            return data.clone();
        }
        let data = BookData::of(project);
        self.data = Some((texts, data.clone()));
        data
    }

    /// Whether no two things of the site want one name.
    pub(super) fn has_no_collision(&mut self, guide: &Guide<'_>) -> bool {
        let project = guide.project;
        let known = self.names.as_ref().filter(|known| {
            let is_file = || project.files.keys().eq(known.files.keys());
            is_same(&known.outline, &project.outline)
                && (Arc::ptr_eq(&known.files, &project.files) || is_file())
                && known.own.iter().copied().eq(guide.own.paths())
                && known.moves == guide.moves
        });
        if let Some(known) = known {
            return known.differ;
        }
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        let differ = !check::collisions::all(guide).iter().any(is_error);
        self.names = Some(Names {
            outline: Arc::clone(&project.outline),
            files: Arc::clone(&project.files),
            own: guide.own.paths().collect(),
            moves: guide.moves.clone(),
            differ,
        });
        differ
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

impl Known {
    /// `settings` is where the manifest stands.
    fn read(
        entry: &OutlineEntry,
        text: Option<Stitched>,
        settings: SourceId,
        syntax: Syntax<'_>,
        macros: &Macros,
        locale: &Locale,
    ) -> Self {
        let empty = || Stitched::empty(entry.span.map_or(settings, |span| span.source));
        let (chapter, findings) =
            parse::chapter(entry.clone(), text.clone().unwrap_or_else(empty), syntax);
        let facts = Arc::new(Facts::of(&chapter, macros, locale));
        Self { text, chapter, facts, findings, told: Told::default() }
    }
}
