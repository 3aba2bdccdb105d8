//! Blocks and inlines to HTML: the running prose of a page.
//!
//! Takes a chapter's blocks and a [`Surface`], which says how ids and addresses are made, and gives HTML that reads and
//! prints without scripts. Tags of running prose live here; the frame around it lives in templates. What comes out is well-formed,
//! whatever raw HTML the author wrote. Knows nothing of page chrome.

mod blocks;
mod footnotes;
mod inlines;
mod layout;
mod list;
mod listing;
pub mod picture;
mod raw;
mod table;
mod whole;

use super::phrase::Marks;
use super::surface::Surface;
use crate::fragment::code::Highlighter;
use crate::fragment::math::Macros;
use crate::fragment::nesting::{Bounds, Nesting};
use crate::guide::Guide;
use crate::html::escape;
use crate::locale::{self, Locale};
use crate::parse::Chapter;
use crate::parse::doc::{Block, Inline, Layout, plain};
use footnotes::Footnotes;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// What some blocks belong to.
#[derive(Clone, Copy)]
pub struct Scene<'g> {
    /// Nothing in the examples of the CommonMark specification, which have no book.
    pub guide: Option<&'g Guide<'g>>,
    pub chapter: &'g Chapter,
    pub highlighter: &'g Highlighter,
    pub trusted: bool,
}

/// HTML of a page's prose and what the frame wants to know of it.
#[derive(Debug, Default)]
pub struct Body {
    pub html: String,
    /// Indexes of glossary terms that the text uses.
    pub terms: BTreeSet<usize>,
}

/// A writer that goes through a page from top to bottom, in pieces if questions stand between.
pub struct Writer<'g, 's> {
    scene: Scene<'g>,
    surface: &'s mut dyn Surface,
    out: String,
    footnotes: Footnotes<'g>,
    /// The address of the glossary, if terms are marked.
    glossary: Option<String>,
    terms: BTreeSet<usize>,
    /// Deciding phrases in what is written now.
    marks: Marks<'g>,
    diagrams: usize,
    /// Elements of the author's raw HTML.
    nesting: Nesting,
    /// Whether raw HTML has ended the paragraph that is written.
    paragraph_ended: bool,
    /// For each link of raw HTML that is open: what stands behind it.
    raw_links: Vec<String>,
    in_link: bool,
    in_heading: bool,
    /// Whether the places in what is written now have their ids elsewhere on the page.
    is_named: bool,
    /// What the lists of what is written now are laid out as.
    layout: Option<Layout>,
}

impl<'g, 's> Writer<'g, 's> {
    pub fn new(scene: Scene<'g>, surface: &'s mut dyn Surface) -> Self {
        Self {
            scene,
            out: String::new(),
            footnotes: Footnotes::of(&scene.chapter.blocks),
            glossary: surface.glossary(),
            surface,
            terms: BTreeSet::new(),
            marks: Marks::default(),
            diagrams: 0,
            nesting: Nesting::default(),
            paragraph_ended: false,
            raw_links: Vec::new(),
            in_link: false,
            in_heading: false,
            is_named: false,
            layout: None,
        }
    }

    /// What formulas of the chapter may use.
    pub fn macros(&self) -> &'g Macros {
        static NONE: Macros = Macros::NONE;
        self.scene.guide.map_or(&NONE, |guide| guide.formulas(self.scene.chapter).macros())
    }

    /// The words of some inlines, for a place that holds no markup.
    pub fn told(&self, inlines: &[Inline]) -> String {
        self.scene.guide.map_or_else(
            || plain(inlines),
            |guide| guide.formulas(self.scene.chapter).told(inlines),
        )
    }

    /// The words of the interface.
    pub(super) fn locale(&self) -> &'g Locale {
        static ENGLISH: LazyLock<Locale> = LazyLock::new(Locale::default);
        self.scene.guide.map_or(&ENGLISH, |guide| guide.locale())
    }

    /// The direction of a text that runs against the rest of its chapter; else empty.
    pub fn other_direction(&self, text: &str) -> &'static str {
        let book =
            || self.scene.guide.map_or("ltr", |guide| guide.project.manifest.direction.name());
        let chapter = self.scene.chapter;
        let language = match self.scene.guide {
            Some(guide) => guide.language_of(chapter),
            None => chapter.front.language.as_deref(),
        };
        let round = language.map_or_else(book, locale::direction);
        locale::direction_of(text).filter(|direction| *direction != round).unwrap_or_default()
    }

    /// Writes some of the page's running prose and gives its HTML; footnotes are kept for [`Writer::finish`]. An element
    /// that raw HTML leaves open is open in the prose that follows.
    pub fn prose(&mut self, blocks: &'g [Block]) -> String {
        /// Bytes of a page for each of its source, by and large: a text that grows is moved again and again.
        const TIMES: usize = 3;
        if let (Some(first), Some(last)) = (blocks.first(), blocks.last()) {
            self.out.reserve(last.at.end().saturating_sub(first.at.start()) * TIMES);
        }
        self.blocks(blocks);
        std::mem::take(&mut self.out)
    }

    /// The same for blocks that stand by themselves, such as a reason.
    pub fn piece(&mut self, blocks: &'g [Block]) -> String {
        self.apart(|writer| writer.blocks(blocks));
        std::mem::take(&mut self.out)
    }

    /// The same with the deciding phrases of some questions framed, each by its question's id.
    pub fn framed(
        &mut self,
        blocks: &'g [Block],
        phrases: impl Iterator<Item = (&'g str, String)>,
    ) -> String {
        self.marks = Marks::find(blocks, phrases);
        let html = self.piece(blocks);
        self.marks = Marks::default();
        html
    }

    /// Writes what is asked: glossary terms stay plain in it, since a meaning would be a hint, and a click on it would
    /// leave the question.
    pub fn unmarked<R>(&mut self, write: impl FnOnce(&mut Self) -> R) -> R {
        let glossary = self.glossary.take();
        let written = write(self);
        self.glossary = glossary;
        written
    }

    /// Writes the title of a chapter, a question or a case.
    pub fn title(&mut self, inlines: &'g [Inline]) -> String {
        self.in_heading = true;
        let html = self.phrase(inlines);
        self.in_heading = false;
        html
    }

    /// Inlines that stand on the page already: what they name is named there.
    pub fn again(&mut self, inlines: &'g [Inline]) -> String {
        let named = std::mem::replace(&mut self.is_named, true);
        let html = self.phrase(inlines);
        self.is_named = named;
        html
    }

    /// What this is written for.
    pub fn surface(&mut self) -> &mut dyn Surface {
        self.surface
    }

    /// Writes inlines alone, such as a title or an option.
    pub fn phrase(&mut self, inlines: &'g [Inline]) -> String {
        self.apart(|writer| writer.inlines(inlines));
        std::mem::take(&mut self.out)
    }

    /// Opens an element that is a place of the chapter.
    fn open_place(&mut self, tag: &str, id: &str) {
        let id = self.id_attribute(id);
        let _ = write!(self.out, "<{tag}{id}>");
    }

    /// The attribute that names a place of the chapter; nothing where it has no name or stands a second time.
    fn id_attribute(&self, id: &str) -> String {
        if self.scene.guide.is_none() || self.is_named {
            return String::new();
        }
        format!(" id=\"{}\"", escape(&self.surface.id(id)))
    }

    /// The footnotes, and the terms met on the way.
    pub fn finish(mut self) -> Body {
        let open = self.nesting.leave();
        self.end_tags(&open);
        self.write_footnotes();
        Body { html: self.out, terms: self.terms }
    }

    /// Writes something in which every element of raw HTML ends.
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        self.nesting.enter(Bounds::Closed);
        write(self);
        let open = self.nesting.leave();
        self.end_tags(&open);
    }
}
