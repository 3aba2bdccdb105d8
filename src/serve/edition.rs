//! One edition of a book in memory, whose pages are made when somebody asks for them.
//!
//! A chapter's page is rendered on its own, by the function that a build renders it with, and kept; so an edit shows as
//! soon as the book is read, whatever the number of its chapters. All the rest (lists, print, search) is the answer of
//! [`crate::build`], made when the first of it is wanted. What carries work from one edition to the next is [`Remembered`].

use super::remembered::{Remembered, Told};
use crate::assets::{AssetForm, Templates};
use crate::check::{self, Proofreader};
use crate::emit::{self, Site};
use crate::finding::{Finding, Found, Severity};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, own};
use crate::load::{GivenFiles, Project};
use crate::parse::Chapter;
use crate::render::{Follow, bank, chapter, frame::Shell, theme};
use crate::source::{SourceId, is_same};
use crate::timing::Timings;
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

self_cell::self_cell!(
    struct Book {
        owner: Project,
        #[covariant]
        dependent: Guide,
    }
);

self_cell::self_cell!(
    struct Press {
        owner: Book,
        #[covariant]
        dependent: Shell,
    }
);

/// A page's bytes, once it was asked for.
type Page = OnceLock<Arc<[u8]>>;

/// Keeps no page of a whole build that an edition makes on its own.
struct Alone<'e>(&'e Edition);

impl Follow for Alone<'_> {
    fn made(&self, path: &str, _: &Arc<[u8]>) -> bool {
        self.0.is_page(path)
    }
}

/// A book, ready to be shown.
pub struct Edition {
    press: Press,
    highlighter: Arc<Highlighter>,
    templates: Templates,
    /// One for each chapter, which nobody asks for where two things want one name: only a whole build knows which of them
    /// gets it.
    pages: Vec<Page>,
    alone: bool,
    /// The book's own files, styles and scripts.
    given: Site,
    rest: OnceLock<Site>,
    /// One for each chapter.
    told: Vec<Told>,
    /// What was found before the chapters were checked together.
    early: Vec<Finding>,
    /// The book in its other languages.
    translations: Vec<Edition>,
}

impl Edition {
    /// Reads a loaded book; it is checked by [`Self::check`] and, in part, by [`Self::quick_check`].
    pub fn new(loaded: Found<Project>, memory: &mut Remembered) -> Self {
        let Found { value: mut project, findings: mut early } = loaded;
        // A preview must show what was just read, never what a browser kept.
        project.manifest.offline = false;
        project.assets = project.assets.in_form(AssetForm::Written);
        let translations = project.translations.iter().map(|translation| {
            let memory = memory.of_translation(translation.folder());
            Self::new(Found::new(translation.clone(), Vec::new()), memory)
        });
        let translations = translations.collect();
        let (templates, faults) = memory.templates(&project);
        early.extend(faults);
        let mut told = Vec::new();
        let book = Book::new(project, |project| {
            let (guide, of_chapters) = memory.guide(project).drain(&mut early);
            told = of_chapters;
            guide
        });
        let guide = book.borrow_dependent();
        let alone = memory.has_no_collision(guide);
        let pages = vec![OnceLock::new(); guide.chapters.len()];
        let styles = theme::sheet(guide);
        Self {
            told,
            given: emit::given(guide, styles.clone()),
            press: Press::new(book, |book| {
                let mut shell = Shell::new(book.borrow_dependent(), templates.clone(), styles);
                // A chapter's page shows whether there is a bank, not what is in it.
                if bank::is_there(shell.guide) {
                    shell.bank.push_str("bank");
                }
                shell
            }),
            highlighter: Arc::clone(&memory.highlighter),
            templates,
            pages,
            alone,
            rest: OnceLock::new(),
            early,
            translations,
        }
    }

    /// All findings, settled. The book's own templates are tried on every page.
    pub fn check(&self) -> Vec<Finding> {
        let mut all = self.found();
        for translation in &self.translations {
            all.extend(check::languages::of_one(translation.project(), translation.found()));
            all.extend(check::languages::across(self.guide(), translation.guide()));
        }
        check::settle(self.project(), all)
    }

    /// What is found in the book in one language.
    fn found(&self) -> Vec<Finding> {
        let mut all = self.early.clone();
        let guide = self.guide();
        let reader = Proofreader::new(guide, &self.highlighter);
        let chapters = self.told.par_iter().enumerate();
        chapters.for_each(|(index, told)| _ = told.get_or_init(|| reader.chapter(index)));
        let beside = reader.beside();
        let proofs = self.told.iter().filter_map(|told| told.get()).chain(&beside);
        all.extend(check::of_proofs(guide, proofs));
        all.extend(check::as_a_whole(guide));
        if self.templates.has_own() {
            self.rest();
        }
        all.extend(self.templates.faults());
        all
    }

    /// Whether a template of the book failed on a page that was made so far.
    pub fn has_template_faults(&self) -> bool {
        !self.templates.faults().is_empty()
            || self.translations.iter().any(Self::has_template_faults)
    }

    /// Whether some chapters are free of errors of their own. What they break elsewhere is left to [`Self::check`].
    pub fn quick_check(&self, chapters: &[usize]) -> bool {
        let guide = self.guide();
        let sources: Vec<SourceId> =
            chapters.iter().map(|&index| guide.chapters[index].text.span(0..0).source).collect();
        let reader = Proofreader::new(guide, &self.highlighter);
        let told = chapters
            .iter()
            .flat_map(|&index| &self.told[index].get_or_init(|| reader.chapter(index)).findings);
        let found = check::between_texts(&guide.only(chapters));
        !self.early.iter().chain(told).chain(&found).any(|finding| {
            let here = finding.span.is_some_and(|span| sources.contains(&span.source));
            here && check::severity(self.project(), finding) == Severity::Error
        })
    }

    /// Chapters whose text is not the one of another edition, which may lie several saves back.
    pub fn differing(&self, other: &Edition) -> Vec<usize> {
        let chapters = self.chapters().iter().enumerate();
        let differs = |(index, chapter): (usize, &Chapter)| {
            let same = other
                .chapters()
                .get(index)
                .is_some_and(|other| other.is(chapter) || other.text == chapter.text);
            (!same).then_some(index)
        };
        chapters.filter_map(differs).collect()
    }

    /// Whether nothing but the text of chapters in the book's own language differs from another edition.
    pub fn same_frame(&self, other: &Edition) -> bool {
        let (here, there) = (self.project(), other.project());
        here.manifest == there.manifest
            && is_same(&here.outline, &there.outline)
            && here.assets == there.assets
            && here.home == there.home
            && here.data() == there.data()
            && self.same_files(other)
            && self.translations.len() == other.translations.len()
            && self.translations.iter().zip(&other.translations).all(|(here, there)| {
                here.differing(there).iter().all(|&index| self.stands_in(index, here))
                    && here.same_frame(there)
            })
    }

    /// Whether a chapter is shown in another language because it is not translated into that.
    fn stands_in(&self, chapter: usize, translation: &Self) -> bool {
        let path = self.chapters().get(chapter).map(|chapter| &*chapter.entry.path);
        path.is_some_and(|path| translation.project().untranslated(path).is_some())
    }

    /// The bytes at a path of the site.
    pub fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        for translation in &self.translations {
            if let Some(below) = path.strip_prefix(translation.project().folder()) {
                return translation.get(below);
            }
        }
        if let Some(index) = self.chapter_at(path) {
            let shell = self.press.borrow_dependent();
            let render = || chapter::page(shell, &self.highlighter, index).html;
            return Some(Arc::clone(self.pages[index].get_or_init(render)));
        }
        // A page that a redirect or a list makes hides a file of the book, so pages come from the build alone.
        let given = self.given.get(path).filter(|_| !path.ends_with(".html"));
        given.or_else(|| self.rest().get(path)).cloned()
    }

    /// Whether a path is that of a chapter's page, made on its own.
    pub fn is_page(&self, path: &str) -> bool {
        self.chapter_at(path).is_some()
    }

    /// The chapter whose page, made on its own, is at a path.
    fn chapter_at(&self, path: &str) -> Option<usize> {
        let guide = self.guide();
        guide
            .by_page(path)
            .filter(|_| self.alone && path != own::NOT_FOUND && !guide.gives_way(path))
    }

    /// Everything that a build gives in one language but the pages that are made one by one.
    pub fn rest(&self) -> &Site {
        self.rest.get_or_init(|| {
            let guide = self.guide();
            crate::print(guide, &self.templates, &self.highlighter, &Timings::off(), &Alone(self))
        })
    }

    pub fn project(&self) -> &Project {
        self.press.borrow_owner().borrow_owner()
    }

    fn guide(&self) -> &Guide<'_> {
        self.press.borrow_owner().borrow_dependent()
    }

    fn chapters(&self) -> &[Chapter] {
        &self.guide().chapters
    }

    /// Whether a file, by its path from the book's folder, is a chapter.
    pub fn is_chapter(&self, file: &str) -> bool {
        let overlay = &self.project().overlay;
        self.chapters().iter().any(|chapter| overlay.file(&chapter.entry.path) == file)
            || self.translations.iter().any(|translation| translation.is_chapter(file))
    }

    /// Path of a chapter's page.
    pub fn page(&self, chapter: usize) -> String {
        self.guide().chapters[chapter].page()
    }

    /// Whether all files lie where those of another edition do.
    pub fn lies_like(&self, other: &Edition) -> bool {
        let (here, there) = (self.project(), other.project());
        here.sources.has_names_of(&there.sources)
            && here.linked == there.linked
            && here.manifest == there.manifest
    }

    /// Whether the pictures and downloads are those of another edition.
    pub fn same_files(&self, other: &Edition) -> bool {
        let same = |(here, there): (&Self, &Self)| here.same_files(there);
        same_bytes(&self.project().files, &other.project().files)
            && self.translations.len() == other.translations.len()
            && self.translations.iter().zip(&other.translations).all(same)
    }

    /// Chapters of an earlier edition that are here under another name, as pairs of paths of pages.
    pub fn moved_since(&self, earlier: &Edition) -> Vec<(String, String)> {
        // Under the same contents all have the names that they had.
        if is_same(&self.project().outline, &earlier.project().outline) {
            return Vec::new();
        }
        let gone: Vec<&Chapter> =
            earlier.chapters().iter().filter(|chapter| !self.is_page(&chapter.page())).collect();
        let mut come: Vec<&Chapter> =
            self.chapters().iter().filter(|chapter| !earlier.is_page(&chapter.page())).collect();
        let mut moved = Vec::new();
        let mut lost = Vec::new();
        // The same text says more than the same title, and both say more than being the only one.
        for chapter in gone {
            match come.iter().position(|other| other.text.text == chapter.text.text) {
                Some(at) => moved.push((chapter.page(), come.swap_remove(at).page())),
                None => lost.push(chapter),
            }
        }
        for chapter in &lost {
            let same = |other: &&Chapter| other.title() == chapter.title();
            let only = lost.len() == 1 && come.len() == 1;
            if let Some(at) = come.iter().position(same).or_else(|| only.then_some(0)) {
                moved.push((chapter.page(), come.swap_remove(at).page()));
            }
        }
        // The names are the same in all languages.
        let folders = self.translations.iter().map(|translation| translation.project().folder());
        let below = folders.flat_map(|folder| {
            moved.iter().map(move |(from, to)| (format!("{folder}{from}"), format!("{folder}{to}")))
        });
        let below: Vec<_> = below.collect();
        moved.extend(below);
        moved
    }
}

/// Whether files are the same, those that were not read again without a look at them.
fn same_bytes(here: &Arc<GivenFiles>, there: &Arc<GivenFiles>) -> bool {
    let same = |((name, one), (called, other)): ((&String, _), (&String, _))| {
        name == called && is_same(one, other)
    };
    Arc::ptr_eq(here, there) || here.len() == there.len() && here.iter().zip(there.iter()).all(same)
}
