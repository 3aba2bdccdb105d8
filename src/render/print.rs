//! The whole book on one page, for paper or to read in one go.
//!
//! Every chapter is written a second time, for a surface where links between chapters lead to places of this page, links
//! that leave the site have notes with their addresses below the chapter, and answers stand at the end of the book.

use super::body::Scene;
use super::chapter;
use super::contents::Line;
use super::frame::Shell;
use super::languages::{self, Untranslated};
use super::surface::{Answer, Note, Surface, keyed, seen_from};
use super::theme;
use crate::address;
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, Target};
use crate::locale::{self, Locale};
use crate::manifest::outline;
use crate::parse::blocks::FRAME;
use crate::parse::doc::Heading;
use serde::Serialize;
use std::collections::HashMap;
use tera::Value;

/// Its path from the site's root.
pub const PATH: &str = "print.html";

/// One chapter as the print page shows it.
#[derive(Debug, Serialize)]
pub struct Printed {
    #[serde(skip)]
    part: usize,
    id: String,
    /// The tag of its language and the way that is written, where they are not the book's; else empty.
    language: String,
    direction: &'static str,
    untranslated: Option<Untranslated>,
    lead: String,
    title: String,
    /// Whether the text shows a title itself.
    titled: bool,
    /// As templates are given it, so that it is never copied: the bodies of a book are as long as all its pages.
    body: Value,
    links: Vec<LinkNote>,
    /// They stand at the end of the book.
    #[serde(skip)]
    answers: Vec<Answer>,
}

impl Printed {
    /// Bytes of what it shows, by and large.
    pub fn length(&self) -> usize {
        let answers: usize = self.answers.iter().map(|answer| answer.body.len()).sum();
        self.body.as_str().map_or(0, str::len) + self.links.len() * 200 + answers
    }
}

#[derive(Debug, Serialize)]
struct LinkNote {
    id: String,
    href: String,
}

/// Everything that `print.html` asks for.
#[derive(Debug, Serialize)]
pub struct Book {
    /// Address of the book's own picture; empty without one.
    logo: String,
    code: String,
    title: String,
    description: String,
    authors: Vec<String>,
    /// Whether each chapter begins a sheet.
    breaks: bool,
    parts: Vec<Part>,
    answers: Vec<Answers>,
}

#[derive(Debug, Serialize)]
struct Part {
    title: String,
    /// What the contents of this page show.
    lines: Vec<Line>,
    chapters: Vec<Printed>,
}

#[derive(Debug, Serialize)]
struct Answers {
    title: String,
    answers: Vec<Answer>,
}

/// A chapter as the print page shows it.
pub fn chapter(shell: &Shell<'_>, highlighter: &Highlighter, index: usize) -> Printed {
    let guide = shell.guide;
    let chapter = &guide.chapters[index];
    let trusted = guide.project.manifest.trusted_html;
    let scene = Scene { guide: Some(guide), chapter, highlighter, trusted };
    let mut surface = Print::new(guide, index);
    let chapter::ChapterHtml { lead, title, titled, body } =
        chapter::html(shell, scene, &mut surface, guide.study(index));
    Printed {
        part: chapter.entry.part,
        id: guide.keys[index].clone(),
        language: guide.language_of(chapter).unwrap_or_default().to_owned(),
        direction: guide.language_of(chapter).map_or("", locale::direction),
        untranslated: languages::untranslated(guide, chapter),
        lead,
        title,
        titled,
        body: Value::safe_string(&body.html),
        links: surface.links,
        answers: surface.answers,
    }
}

/// Puts the chapters together.
pub fn book(shell: &Shell<'_>, chapters: Vec<Printed>) -> Book {
    let guide = shell.guide;
    let manifest = &guide.project.manifest;
    let pages = guide.chapters.iter().enumerate();
    let pages: HashMap<String, usize> =
        pages.map(|(index, chapter)| (chapter.page(), index)).collect();
    let address = |page: &str, id: &str| match pages.get(page) {
        Some(&chapter) => within(guide, chapter, id),
        // The home page is no part of this one.
        None => address::place(PATH, page, id),
    };
    let part = |(number, part): (usize, &outline::Part)| Part {
        title: part.title.clone(),
        lines: shell.contents.lines(shell.contents.part(number), &address),
        chapters: Vec::new(),
    };
    let mut parts: Vec<Part> = guide.project.outline.parts.iter().enumerate().map(part).collect();
    let mut answers = Vec::new();
    for mut printed in chapters {
        if !printed.answers.is_empty() {
            let own = std::mem::take(&mut printed.answers);
            answers.push(Answers { title: printed.title.clone(), answers: own });
        }
        if let Some(part) = parts.get_mut(printed.part) {
            part.chapters.push(printed);
        }
    }
    Book {
        logo: theme::file(manifest, "", manifest.site.logo.as_deref()),
        code: guide.exams.first().map(|exam| exam.blueprint.code.clone()).unwrap_or_default(),
        title: manifest.title.clone(),
        description: manifest.description.clone(),
        authors: manifest.authors.clone(),
        breaks: manifest.page_breaks,
        parts,
        answers,
    }
}

/// One chapter's part of the print page.
struct Print<'g> {
    guide: &'g Guide<'g>,
    chapter: usize,
    links: Vec<LinkNote>,
    /// The number of each address in `links`, from 1.
    numbers: HashMap<String, usize>,
    answers: Vec<Answer>,
}

impl<'g> Print<'g> {
    fn new(guide: &'g Guide<'g>, chapter: usize) -> Self {
        Self { guide, chapter, links: Vec::new(), numbers: HashMap::new(), answers: Vec::new() }
    }
}

/// The address of a chapter, or of a place in it.
fn within(guide: &Guide<'_>, chapter: usize, anchor: &str) -> String {
    let key = &guide.keys[chapter];
    let title = guide.chapters[chapter].h1();
    let is_title = |title: &Heading| title.id == anchor;
    if anchor.is_empty() || title.is_some_and(is_title) {
        address::fragment(key)
    } else {
        address::fragment(&keyed(key, anchor))
    }
}

impl Surface for Print<'_> {
    fn page(&self) -> &str {
        PATH
    }

    fn id(&self, id: &str) -> String {
        keyed(&self.guide.keys[self.chapter], id)
    }

    fn place(&self, id: &str) -> Option<String> {
        Some(within(self.guide, self.chapter, id))
    }

    fn link(&mut self, target: &Target, to: &str) -> Option<String> {
        Some(match target {
            Target::Page { chapter: Some(chapter), anchor, .. } => {
                within(self.guide, *chapter, anchor)
            }
            Target::NoAnchor { chapter: Some(chapter), .. } => within(self.guide, *chapter, ""),
            _ => seen_from(PATH, target, to),
        })
    }

    fn load(&mut self, target: &Target, to: &str) -> Option<String> {
        Some(seen_from(PATH, target, to))
    }

    fn footnotes(&self, locale: &Locale) -> String {
        // Landmarks of one page need names that differ.
        locale.say("prose.footnotes_of", &[("chapter", &(self.chapter + 1))])
    }

    /// Where a link leads that paper cannot follow. An address that comes twice has one note.
    fn note(&mut self, address: &str) -> Option<Note> {
        if !address.starts_with("http") {
            return None;
        }
        let next = self.links.len() + 1;
        let number = *self.numbers.entry(address.to_owned()).or_insert(next);
        let id = self.id(&format!("{FRAME}link-{number}"));
        let note = Note { number, href: address::fragment(&id) };
        if number == next {
            self.links.push(LinkNote { id, href: address.to_owned() });
        }
        Some(note)
    }

    fn answers(&mut self) -> Option<&mut Vec<Answer>> {
        Some(&mut self.answers)
    }
}
