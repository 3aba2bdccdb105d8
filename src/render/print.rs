//! The whole book on one page, for paper or to read in one go.
//!
//! Every chapter is written a second time, for a surface where links between chapters lead to places of this page, links
//! that leave the site have notes with their addresses below the chapter, and answers stand at the end of the book.
//!
//! The page is as long as all others together. It is made and handed on chapter by chapter, unless a template of the book's
//! wants all of it at once.

use super::body::Scene;
use super::chapter;
use super::contents::Line;
use super::follow::Growing;
use super::frame::Shell;
use super::languages::{self, Untranslated};
use super::lists::{list_frame, list_page};
use super::surface::{Answer, Note, Surface, keyed, seen_from};
use super::{File, Follow, in_order, theme};
use crate::address;
use crate::assets::{BOOK, BOOK_PIECES, Content, Templates};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, Target};
use crate::locale::Locale;
use crate::manifest::outline;
use crate::parse::blocks::FRAME;
use crate::parse::doc::Heading;
use crate::timing::Timings;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use tera::{Context, Value};

/// Its path from the site's root.
pub const PATH: &str = "print.html";

/// What it is among the pages, and the name of the words over it.
const KIND: &str = "print";
const TITLE: &str = "page.print";

/// One chapter as the print page shows it.
#[derive(Debug, Serialize)]
struct Printed {
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
    /// Bytes of what it shows, by and large: its text, a few lines round it and one in the contents.
    fn length(&self) -> usize {
        let answers: usize = self.answers.iter().map(|answer| answer.body.len()).sum();
        self.body.as_str().map_or(0, str::len) + self.links.len() * 200 + answers + 1000
    }
}

#[derive(Debug, Serialize)]
struct LinkNote {
    id: String,
    href: String,
}

/// Everything that `print.html` asks for.
#[derive(Debug, Serialize)]
struct Book {
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

/// The page, and its path.
pub fn page(
    shell: &Shell<'_>,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> (String, File) {
    let chapters = &shell.guide.chapters;
    let make = |index: usize| {
        timings.chapter(&chapters[index].entry.path, || chapter(shell, highlighter, index))
    };
    if !shell.templates.has_book_in_pieces() {
        let printed: Vec<Printed> = (0..chapters.len()).into_par_iter().map(make).collect();
        let length = printed.iter().map(Printed::length).sum();
        let given = Templates::context(&book(shell, printed));
        let content = Content::long(BOOK, given, length);
        return list_page(shell, KIND, TITLE, PATH, content).hand_over(shell.guide, follow);
    }
    let mut page = Growing::new(follow, PATH, shell.guide.project.manifest.offline);
    pieces(shell, make, &mut |piece| page.add(piece));
    (PATH.to_owned(), page.end())
}

/// Makes our own page piece by piece.
fn pieces(
    shell: &Shell<'_>,
    make: impl Fn(usize) -> Printed + Sync,
    out: &mut (dyn FnMut(Vec<u8>) + Send),
) {
    #[derive(Serialize)]
    struct OneChapter<'a> {
        chapter: &'a Printed,
    }
    #[derive(Serialize)]
    struct OnePart<'a> {
        part: PartName<'a>,
    }
    #[derive(Serialize)]
    struct PartName<'a> {
        title: &'a str,
    }
    #[derive(Serialize)]
    struct AllAnswers {
        answers: Vec<Answers>,
    }
    let guide = shell.guide;
    let render = |piece, given: &Context| shell.templates.render_bytes(piece, given, 0);
    let [above, name_of_part, one_chapter, below] = BOOK_PIECES;
    let round = shell.round(&list_frame(shell, KIND, TITLE, PATH));
    let [head, foot] = shell.templates.render_round(&round);
    out(head);
    let has_answers = guide.studies().any(chapter::shows_questions);
    let mut given = Templates::context(&book(shell, Vec::new()));
    // They are not there yet.
    given.insert("answers", &has_answers);
    out(render(above, &given));
    let make = |index: usize| {
        let mut printed = make(index);
        let given = Templates::context(&OneChapter { chapter: &printed });
        let html = shell.templates.render_bytes(one_chapter, &given, printed.length());
        (html, printed.part, answers_of(&mut printed))
    };
    let (mut last, mut answers) = (None, Vec::new());
    in_order::each(guide.chapters.len(), make, |(html, number, own)| {
        if last.replace(number) != Some(number) {
            let title = &guide.project.outline.parts[number].title;
            out(render(name_of_part, &Templates::context(&OnePart { part: PartName { title } })));
        }
        out(html);
        answers.extend(own);
    });
    debug_assert_eq!(has_answers, !answers.is_empty(), "its contents tell whether there are any");
    out(render(below, &Templates::context(&AllAnswers { answers })));
    out(foot);
}

/// A chapter as the print page shows it.
fn chapter(shell: &Shell<'_>, highlighter: &Highlighter, index: usize) -> Printed {
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
        direction: guide.direction_of(chapter),
        untranslated: languages::untranslated(guide, chapter),
        lead,
        title,
        titled,
        body: Value::safe_string(&body.html),
        links: surface.links,
        answers: surface.answers,
    }
}

/// The answers of a chapter; nothing for one without.
fn answers_of(printed: &mut Printed) -> Option<Answers> {
    let answers = std::mem::take(&mut printed.answers);
    (!answers.is_empty()).then(|| Answers { title: printed.title.clone(), answers })
}

/// Puts the chapters together.
fn book(shell: &Shell<'_>, chapters: Vec<Printed>) -> Book {
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
        answers.extend(answers_of(&mut printed));
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
