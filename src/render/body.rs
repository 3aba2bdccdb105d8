//! Blocks and inlines to HTML: the running prose of a page.
//!
//! Takes a chapter's blocks and a [`Surface`], which says how ids and addresses are made, and gives HTML that reads and
//! prints without scripts. Tags of running prose live here; the frame around it lives in templates. What comes out is well-formed,
//! whatever raw HTML the author wrote. Knows nothing of page chrome.

mod footnotes;
mod inlines;
mod listing;
mod raw;
mod layout;
pub mod picture;
mod table;
mod whole;

use super::phrase::Marks;
use super::surface::Surface;
use crate::fragment::code::Highlighter;
use crate::fragment::math::Macros;
use crate::fragment::nesting::{Bounds, Nesting};
use crate::fragment::policy::Load;
use crate::guide::Guide;
use crate::html::escape;
use crate::locale::{self, Locale};
use crate::parse::Chapter;
use crate::parse::doc::{
    Block, BlockKind, Callout, CalloutKind, Fold, Heading, Inline, InlineKind, Layout, List, plain,
};
use footnotes::Footnotes;
use listing::{code_of, is_tab, notes_of};
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

    fn blocks(&mut self, blocks: &'g [Block]) {
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            if is_tab(block) {
                rest = self.tabs(rest);
                continue;
            }
            if let Some(code) = code_of(block)
                && let Some((list, after)) = notes_of(code, after)
            {
                self.code(code);
                self.notes(list);
                rest = after;
                continue;
            }
            self.block(block);
            rest = after;
        }
    }

    fn block(&mut self, block: &'g Block) {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(heading),
            BlockKind::Paragraph(inlines) => self.paragraph(inlines),
            BlockKind::Plain(inlines) => self.inlines(inlines),
            BlockKind::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.apart(|writer| writer.blocks(blocks));
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::Callout(callout) => self.callout(callout),
            BlockKind::Code(code) => self.code(code),
            BlockKind::List(list) => self.list(list),
            BlockKind::Table(table) => self.table(table),
            BlockKind::Html(html) => self.html(html),
            BlockKind::Rule => self.out.push_str("<hr />\n"),
            BlockKind::Footnote { .. } => {}
            BlockKind::Definitions(definitions) => {
                self.out.push_str("<dl>\n");
                for definition in definitions {
                    self.open_place("dt", &definition.id);
                    self.apart(|writer| writer.inlines(&definition.term));
                    self.out.push_str("</dt>\n");
                    for meaning in &definition.meanings {
                        self.out.push_str("<dd>");
                        self.apart(|writer| writer.blocks(meaning));
                        self.out.push_str("</dd>\n");
                    }
                }
                self.out.push_str("</dl>\n");
            }
        }
    }

    fn heading(&mut self, heading: &'g Heading) {
        let level = heading.level;
        self.in_heading = true;
        if self.scene.guide.is_none() {
            let _ = write!(self.out, "<h{level}>");
            self.apart(|writer| writer.inlines(&heading.inlines));
            let _ = writeln!(self.out, "</h{level}>");
        } else {
            let id = escape(&self.surface.id(&heading.id));
            let _ = write!(self.out, "<div class=\"gw-heading\"><h{level} id=\"{id}\">");
            self.apart(|writer| writer.inlines(&heading.inlines));
            let _ = write!(self.out, "</h{level}>");
            if let Some(place) = self.surface.place(&heading.id) {
                let _ = write!(
                    self.out,
                    "<a class=\"gw-anchor\" href=\"{}\" aria-label=\"{}\"></a>",
                    escape(&place),
                    escape(
                        &self
                            .locale()
                            .say("prose.link_to", &[("title", &self.told(&heading.inlines))])
                    )
                );
            }
            self.out.push_str("</div>\n");
        }
        self.in_heading = false;
    }

    fn paragraph(&mut self, inlines: &'g [Inline]) {
        // A picture alone in its paragraph is a figure; its title is the caption.
        if let ([Inline { kind: InlineKind::Image(image), .. }], Some(_)) =
            (inlines, self.scene.guide)
            && self.loads(Load::Picture, &image.src)
        {
            self.out.push_str("<figure class=\"gw-figure\">");
            self.inlines(inlines);
            if !image.title.is_empty() {
                let _ = write!(self.out, "<figcaption>{}</figcaption>", escape(&image.title));
            }
            self.out.push_str("</figure>\n");
            return;
        }
        if let ([inline @ Inline { kind: InlineKind::Math { display: true, .. }, .. }], Some(_)) =
            (inlines, self.scene.guide)
        {
            self.math(inline, "div");
            self.out.push('\n');
            return;
        }
        let start = self.out.len();
        self.out.push_str("<p>");
        let empty = self.out.len();
        self.nesting.enter(Bounds::Paragraph);
        self.inlines(inlines);
        let open = self.nesting.leave();
        self.end_tags(&open);
        // All of it may have been raw HTML that is taken out.
        if self.out[empty..].trim().is_empty() && self.scene.guide.is_some() {
            self.out.truncate(start);
            return;
        }
        let ended = std::mem::take(&mut self.paragraph_ended);
        self.out.push_str(if ended { "\n" } else { "</p>\n" });
    }

    fn callout(&mut self, callout: &'g Callout) {
        if let CalloutKind::Layout(layout) = callout.kind {
            self.laid_out(layout, callout);
            return;
        }
        let own = self.scene.guide.map_or(&[][..], |guide| &guide.project.manifest.callouts);
        let name = callout.kind.name(own);
        let word = self.scene.guide.map_or("", |guide| guide.callout_word(callout.kind));
        let word = escape(word);
        let (element, state, title) = match callout.fold {
            None => ("div", " role=\"note\"", "p"),
            Some(Fold::Open) => ("details", " open=\"\"", "summary"),
            Some(Fold::Closed) => ("details", "", "summary"),
        };
        let _ = write!(
            self.out,
            "<{element} class=\"gw-callout gw-callout-{name}\"{state}>\n<{title} class=\"gw-callout-title\"><span class=\"gw-callout-word\">{word}</span>"
        );
        if !callout.title.is_empty() {
            self.out.push_str(" <span class=\"gw-callout-about\">");
            self.apart(|writer| writer.inlines(&callout.title));
            self.out.push_str("</span>");
        }
        let _ = writeln!(self.out, "</{title}>");
        self.apart(|writer| writer.blocks(&callout.blocks));
        let _ = writeln!(self.out, "</{element}>");
    }

    fn list(&mut self, list: &'g List) {
        let tasks = list.items.iter().any(|item| item.task.is_some());
        let class = if tasks { " class=\"gw-tasks\"" } else { "" };
        match list.start {
            Some(1) => {
                let _ = writeln!(self.out, "<ol{class}>");
            }
            Some(start) => {
                let _ = writeln!(self.out, "<ol start=\"{start}\"{class}>");
            }
            None => {
                let _ = writeln!(self.out, "<ul{class}>");
            }
        }
        for item in &list.items {
            self.out.push_str(match self.layout {
                Some(Layout::Files) if layout::is_folder(item) => "<li class=\"gw-folder\">",
                Some(Layout::Files) => "<li class=\"gw-file\">",
                Some(Layout::Cards) if layout::leads(item) => "<li class=\"gw-leads\">",
                _ => "<li>",
            });
            if let Some(done) = item.task {
                let (state, word) = if done {
                    ("done", self.locale().word("prose.task_done"))
                } else {
                    ("open", self.locale().word("prose.task_open"))
                };
                let _ = write!(
                    self.out,
                    "<span class=\"gw-task gw-task-{state}\"><span class=\"gw-vh\">{} </span></span>",
                    escape(word)
                );
            }
            self.apart(|writer| writer.item(&item.blocks));
            self.out.push_str("</li>\n");
        }
        self.out.push_str(if list.start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn item(&mut self, blocks: &'g [Block]) {
        let tight = blocks.first().is_none_or(|block| matches!(block.kind, BlockKind::Plain(_)));
        if !tight {
            self.out.push('\n');
        }
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && matches!(blocks[index - 1].kind, BlockKind::Plain(_)) {
                self.out.push('\n');
            }
            if is_tab(block) || matches!(block.kind, BlockKind::Code(_)) {
                // Tabs and notes inside lists go through the run of blocks.
                self.blocks(&blocks[index..]);
                break;
            }
            self.block(block);
        }
    }
}
