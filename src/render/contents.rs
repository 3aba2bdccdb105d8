//! The lines of the contents, as navigation, contents, home page and print page show them.
//!
//! A line is a chapter, or what stands between chapters: one to come, a name above some of them, a place in a chapter or
//! outside of the book, a dividing line. Titles are written here, marks and formulas in them included.

use crate::address;
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
    #[serde(skip)]
    depth: usize,
}

/// The contents of a book, each line with the HTML of its title.
#[derive(Debug)]
pub struct Contents {
    lines: Vec<Line>,
    /// For each line the path of its page and an id on it, or its address.
    targets: Vec<(String, String)>,
    /// For each part its lines.
    parts: Vec<Range<usize>>,
    /// For each chapter its line.
    chapters: Vec<usize>,
}

impl Contents {
    pub fn of(guide: &Guide<'_>) -> Self {
        let outline = &guide.project.outline;
        let syntax = Syntax::of(&guide.project.manifest);
        let mut contents = Self {
            lines: Vec::with_capacity(outline.entries.len()),
            targets: Vec::with_capacity(outline.entries.len()),
            parts: vec![0..0; outline.parts.len()],
            chapters: Vec::with_capacity(guide.chapters.len()),
        };
        let macros = Macros::of(&guide.project.manifest.macros);
        let counted = outline.entries.iter().any(|entry| !entry.number.is_empty());
        for entry in &outline.entries {
            let at = contents.lines.len();
            let (chapter, name, target) = match entry.kind {
                EntryKind::Chapter => {
                    let index = contents.chapters.len();
                    contents.chapters.push(at);
                    let chapter = &guide.chapters[index];
                    let name = match chapter.name() {
                        [] => escape(&chapter.title()),
                        name => html(name, guide.formulas(chapter).macros()),
                    };
                    // Read aloud in its own language, as the chapter is.
                    let original = guide.project.original.as_ref();
                    let is_said = original.is_some_and(|it| it.titles.contains(&entry.title));
                    let name = match guide.language_of(chapter).filter(|_| !is_said) {
                        Some(tag) => {
                            let direction = locale::direction(tag);
                            format!("<span lang=\"{tag}\" dir=\"{direction}\">{name}</span>")
                        }
                        None => name,
                    };
                    (Some(index), name, (chapter.page(), String::new()))
                }
                _ => {
                    let source =
                        entry.span.map_or(guide.project.manifest_source, |span| span.source);
                    let home = guide.home.as_ref();
                    let home =
                        home.filter(|_| entry.kind == EntryKind::Home && entry.title.is_empty());
                    let name = match home.map(|home| (home, home.name())) {
                        Some((home, [])) => escape(&home.title()),
                        Some((home, name)) => html(name, guide.formulas(home).macros()),
                        None => html(&title(&entry.title, source, syntax), &macros),
                    };
                    let target = match entry.kind {
                        EntryKind::Home => ("index.html".to_owned(), String::new()),
                        EntryKind::Place => place(guide, &entry.path),
                        EntryKind::Link => {
                            (address::outward(&entry.path).unwrap_or_default(), String::new())
                        }
                        _ => Default::default(),
                    };
                    (None, name, target)
                }
            };
            contents.lines.push(Line { place: at, ..line(entry, name, chapter, counted) });
            contents.targets.push(target);
            if let Some(part) = contents.parts.get_mut(entry.part) {
                let start = if part.end == 0 { at } else { part.start };
                *part = start..at + 1;
            }
        }
        contents
    }

    /// The lines of a part.
    pub fn part(&self, part: usize) -> Range<usize> {
        self.parts[part].clone()
    }

    /// The line of a chapter.
    pub fn place(&self, chapter: usize) -> usize {
        self.chapters[chapter]
    }

    /// HTML of what the contents call a chapter.
    pub fn name(&self, chapter: usize) -> &str {
        &self.lines[self.chapters[chapter]].title
    }

    /// What a reader comes from and goes on to: the lines of chapters, and of the home page where the contents list it.
    pub fn neighbours(&self, chapter: usize) -> [Option<usize>; 2] {
        let here = self.chapters[chapter];
        let is_page = |at: &usize| ["chapter", "home"].contains(&self.lines[*at].kind);
        [(0..here).rev().find(is_page), (here + 1..self.lines.len()).find(is_page)]
    }

    /// The first chapter of some lines.
    pub fn first(&self, lines: Range<usize>) -> Option<usize> {
        self.lines[lines].iter().find_map(|line| line.chapter)
    }

    /// How many of some lines are chapters.
    pub fn count(&self, lines: Range<usize>) -> usize {
        self.lines[lines].iter().filter(|line| line.chapter.is_some()).count()
    }

    /// The lines of a part that show beside a page where so many levels do: those of the levels, and what stands below
    /// the line `here` and below the lines above it. What has no page itself opens nothing, so its lines show with it.
    pub fn shown(&self, part: Range<usize>, levels: usize, here: Option<usize>) -> Vec<usize> {
        let above_here = here.map(|here| self.above(&part, here)).unwrap_or_default();
        // The lines above the next one, and whether each is shown.
        let mut above: Vec<(usize, bool)> = Vec::new();
        let mut shown = Vec::new();
        for at in part {
            let depth = self.lines[at].depth;
            while above.last().is_some_and(|(last, _)| self.lines[*last].depth >= depth) {
                above.pop();
            }
            let is_shown = match above.last() {
                Some(&(parent, its)) if self.lines[parent].kind != "chapter" => its,
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
        let mut depth = self.lines[line].depth;
        for at in (part.start..line).rev() {
            if self.lines[at].depth < depth {
                depth = self.lines[at].depth;
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
        let one = |at: usize| {
            let (line, (target, id)) = (&self.lines[at], &self.targets[at]);
            let href = match line.kind {
                "chapter" | "home" | "place" if !target.is_empty() => address(target, id),
                _ => target.clone(),
            };
            Line { href, ..line.clone() }
        };
        lines.into_iter().map(one).collect()
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

/// A line; `counted` says that the book counts chapters itself, so that no list need do it.
fn line(entry: &OutlineEntry, title: String, chapter: Option<usize>, counted: bool) -> Line {
    let kind = match entry.kind {
        EntryKind::Chapter => "chapter",
        EntryKind::Home => "home",
        EntryKind::Draft => "draft",
        EntryKind::Group => "group",
        EntryKind::Place => "place",
        EntryKind::Link => "link",
        EntryKind::Divider => "divider",
    };
    let number = entry.numbering();
    let mut classes = Vec::new();
    if entry.kind != EntryKind::Chapter {
        classes.push(format!("gw-{kind}-line"));
    }
    if counted || entry.kind != EntryKind::Chapter {
        classes.push("gw-unmarked".to_owned());
    }
    if entry.depth > 0 {
        classes.push(format!("gw-depth-{}", entry.depth.min(DEEPEST)));
    }
    Line {
        kind,
        title,
        href: String::new(),
        classes: classes.join(" "),
        number,
        chapter,
        place: 0,
        depth: entry.depth,
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
