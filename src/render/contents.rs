//! The lines of the contents, as navigation, contents, home page and print page show them.
//!
//! A line is a chapter, or what stands between chapters: one to come, a name above some of them, a place in a chapter or
//! outside of the book, a dividing line. Titles are written here, marks and formulas in them included.

use crate::address::{self, page_path};
use crate::fragment::math::{self, Macros};
use crate::guide::{Guide, Target};
use crate::html::{escape, push};
use crate::locale;
use crate::manifest::outline::{EntryKind, OutlineEntry};
use crate::parse::doc::{Inline, InlineKind};
use crate::parse::{Syntax, title};
use serde::Serialize;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::OnceLock;

/// Style sheets know so many levels.
const DEEPEST: usize = 6;

/// One line of the contents, ready for a template.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// "chapter", "home", "draft", "group", "place", "link" or "divider".
    pub kind: &'static str,
    /// HTML.
    pub title: String,
    /// Empty for what is no link.
    pub href: String,
    /// Of its kind, unless it is a chapter, and of its depth.
    pub classes: String,
    /// Such as "2.1."; empty where nothing is counted.
    pub number: String,
    /// Index of the chapter.
    #[serde(skip)]
    pub chapter: Option<usize>,
    /// Index among all lines of the book.
    pub place: usize,
}

/// The contents of a book. Of most lines a page shows nothing, so titles are written when they are first asked for.
#[derive(Debug)]
pub struct Contents<'g> {
    guide: &'g Guide<'g>,
    /// For each line the HTML of its title.
    titles: Vec<OnceLock<String>>,
    /// For each line its chapter.
    chapters: Vec<Option<usize>>,
    /// For each part its lines.
    parts: Vec<Range<usize>>,
    /// For each chapter its line.
    places: Vec<usize>,
    /// Whether the book counts chapters itself, so that no list need do it.
    counted: bool,
}

impl<'g> Contents<'g> {
    pub fn of(guide: &'g Guide<'g>) -> Self {
        let entries = &guide.project.outline.entries;
        let mut parts = vec![0..0; guide.project.outline.parts.len()];
        let mut places = Vec::with_capacity(guide.chapters.len());
        let mut chapters = Vec::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            let is_chapter = entry.kind == EntryKind::Chapter;
            chapters.push(is_chapter.then_some(places.len()));
            if is_chapter {
                places.push(at);
            }
            if let Some(part) = parts.get_mut(entry.part) {
                let start = if part.end == 0 { at } else { part.start };
                *part = start..at + 1;
            }
        }
        let counted = entries.iter().any(|entry| !entry.number.is_empty());
        let titles = vec![OnceLock::new(); entries.len()];
        Self { guide, titles, chapters, parts, places, counted }
    }

    fn entry(&self, line: usize) -> &'g OutlineEntry {
        &self.guide.project.outline.entries[line]
    }

    /// HTML of the title of a line.
    fn title(&self, line: usize) -> &str {
        self.titles[line].get_or_init(|| self.written(line))
    }

    fn written(&self, line: usize) -> String {
        let (guide, entry) = (self.guide, self.entry(line));
        if let Some(index) = self.chapters[line] {
            let chapter = &guide.chapters[index];
            let name = match chapter.name() {
                [] => escape(&chapter.title()),
                name => html(name, guide.formulas(chapter).macros()),
            };
            // Read aloud in its own language, as the chapter is.
            let original = guide.project.original.as_ref();
            let is_said = original.is_some_and(|it| it.titles.contains(&entry.title));
            return match guide.language_of(chapter).filter(|_| !is_said) {
                Some(tag) => {
                    let direction = locale::direction(tag);
                    format!("<span lang=\"{tag}\" dir=\"{direction}\">{name}</span>")
                }
                None => name,
            };
        }
        let home = guide.home.as_ref();
        let home = home.filter(|_| entry.kind == EntryKind::Home && entry.title.is_empty());
        match home.map(|home| (home, home.name())) {
            Some((home, [])) => escape(&home.title()),
            Some((home, name)) => html(name, guide.formulas(home).macros()),
            None => {
                let manifest = &guide.project.manifest;
                let source = entry.span.map_or(guide.project.manifest_source, |span| span.source);
                let words = title(&entry.title, source, Syntax::of(manifest));
                html(&words, &Macros::of(&manifest.macros))
            }
        }
    }

    /// The address of what a line stands for; `address` makes one of the path of a page and an id on it.
    fn href(&self, line: usize, address: &dyn Fn(&str, &str) -> String) -> String {
        let entry = self.entry(line);
        match entry.kind {
            EntryKind::Chapter => address(&page_path(&entry.path), ""),
            EntryKind::Home => address("index.html", ""),
            EntryKind::Place => match place(self.guide, &entry.path) {
                (page, _) if page.is_empty() => page,
                (page, id) => address(&page, &id),
            },
            EntryKind::Link => address::outward(&entry.path).unwrap_or_default(),
            EntryKind::Draft | EntryKind::Group | EntryKind::Divider => String::new(),
        }
    }

    /// The lines of a part.
    pub fn part(&self, part: usize) -> Range<usize> {
        self.parts[part].clone()
    }

    /// The line of a chapter.
    pub fn place(&self, chapter: usize) -> usize {
        self.places[chapter]
    }

    /// HTML of what the contents call a chapter.
    pub fn name(&self, chapter: usize) -> &str {
        self.title(self.places[chapter])
    }

    /// What a reader comes from and goes on to: the lines of chapters, and of the home page where the contents list it.
    pub fn neighbours(&self, chapter: usize) -> [Option<usize>; 2] {
        let here = self.places[chapter];
        let is_page =
            |at: &usize| matches!(self.entry(*at).kind, EntryKind::Chapter | EntryKind::Home);
        [(0..here).rev().find(is_page), (here + 1..self.chapters.len()).find(is_page)]
    }

    /// The first chapter of some lines.
    pub fn first(&self, lines: Range<usize>) -> Option<usize> {
        self.chapters[lines].iter().find_map(|chapter| *chapter)
    }

    /// How many of some lines are chapters.
    pub fn count(&self, lines: Range<usize>) -> usize {
        self.chapters[lines].iter().flatten().count()
    }

    /// The lines of a part that show beside a page where so many levels do: those of the levels, and what stands below
    /// the line `here` and below the lines above it. What has no page itself opens nothing, so its lines show with it.
    pub fn shown(&self, part: Range<usize>, levels: usize, here: Option<usize>) -> Vec<usize> {
        let above_here = here.map(|here| self.above(&part, here)).unwrap_or_default();
        // The lines above the next one, and whether each is shown.
        let mut above: Vec<(usize, bool)> = Vec::new();
        let mut shown = Vec::new();
        for at in part {
            let depth = self.entry(at).depth;
            while above.last().is_some_and(|(last, _)| self.entry(*last).depth >= depth) {
                above.pop();
            }
            let is_shown = match above.last() {
                Some(&(parent, its)) if self.chapters[parent].is_none() => its,
                Some(&(parent, _)) => depth < levels || above_here.contains(&parent),
                None => true,
            };
            if is_shown {
                shown.push(at);
            }
            above.push((at, is_shown));
        }
        shown
    }

    /// A line and those it stands below.
    fn above(&self, part: &Range<usize>, line: usize) -> Vec<usize> {
        let mut path = vec![line];
        let mut depth = self.entry(line).depth;
        for at in (part.start..line).rev() {
            if self.entry(at).depth < depth {
                depth = self.entry(at).depth;
                path.push(at);
            }
        }
        path
    }

    /// Some lines; `address` makes an address of the path of a page and an id on it, which may be empty.
    pub fn lines(
        &self,
        lines: impl IntoIterator<Item = usize>,
        address: &dyn Fn(&str, &str) -> String,
    ) -> Vec<Line> {
        let one = |at: usize| self.line(at, self.href(at, address));
        lines.into_iter().map(one).collect()
    }

    fn line(&self, place: usize, href: String) -> Line {
        let entry = self.entry(place);
        let kind = match entry.kind {
            EntryKind::Chapter => "chapter",
            EntryKind::Home => "home",
            EntryKind::Draft => "draft",
            EntryKind::Group => "group",
            EntryKind::Place => "place",
            EntryKind::Link => "link",
            EntryKind::Divider => "divider",
        };
        let mut classes = Vec::new();
        if entry.kind != EntryKind::Chapter {
            classes.push(format!("gw-{kind}-line"));
        }
        if self.counted || entry.kind != EntryKind::Chapter {
            classes.push("gw-unmarked".to_owned());
        }
        if entry.depth > 0 {
            classes.push(format!("gw-depth-{}", entry.depth.min(DEEPEST)));
        }
        Line {
            kind,
            title: self.title(place).to_owned(),
            href,
            classes: classes.join(" "),
            number: entry.numbering(),
            chapter: self.chapters[place],
            place,
        }
    }
}

/// The page and the id that a place in a chapter has; nothing if there is no such page.
fn place(guide: &Guide<'_>, path: &str) -> (String, String) {
    match guide.target("", path) {
        Target::Page { page, anchor, .. } => (page, anchor),
        Target::NoAnchor { page, .. } => (page, String::new()),
        _ => Default::default(),
    }
}

/// A title with its marks, without links in it: in the contents it stands in one itself.
pub(super) fn html(inlines: &[Inline], macros: &Macros) -> String {
    let mut out = String::new();
    write(inlines, macros, &mut out);
    out
}

fn write(inlines: &[Inline], macros: &Macros, out: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => push(out, text),
            InlineKind::Code(text) => {
                let _ = write!(out, "<code>{}</code>", escape(text));
            }
            InlineKind::Emphasis(inner) => around("em", inner, macros, out),
            InlineKind::Strong(inner) => around("strong", inner, macros, out),
            InlineKind::Strike(inner) => around("del", inner, macros, out),
            InlineKind::Link(leads) => write(&leads.inlines, macros, out),
            InlineKind::Image(image) => push(out, &image.alt),
            InlineKind::Math { tex, .. } => match math::mathml(tex, false, macros) {
                Ok(formula) => out.push_str(&formula.html(&str::to_owned, &|_| None)),
                Err(_) => {
                    let _ = write!(out, "<code>{}</code>", escape(tex));
                }
            },
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
        }
    }
}

fn around(tag: &str, inner: &[Inline], macros: &Macros, out: &mut String) {
    let _ = write!(out, "<{tag}>");
    write(inner, macros, out);
    let _ = write!(out, "</{tag}>");
}
