//! Pages beside the chapters: home, contents, search, study, 404; the larger ones have files of their own.

use super::body::{Scene, Writer};
use super::chapter::{self, ChapterHtml};
use super::choice;
use super::contents::Line;
use super::exam::{self, ExamView, objectives};
use super::frame::{Frame, Shell};
use super::languages::{self, Untranslated};
use super::{File, Follow, Page, directory, root, study_page, surface};
use crate::address;
use crate::assets::Content;
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, own};
use crate::html::escape;
use crate::locale;
use crate::manifest::{Dialect, Manifest};
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind};
use crate::study::Study;
use rayon::prelude::*;
use serde::Serialize;

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct NamedLink {
    pub title: String,
    pub href: String,
}

#[derive(Debug, Serialize)]
struct PartView {
    id: String,
    title: String,
    domain: String,
    weight: Option<u32>,
    lines: Vec<PartLine>,
}

/// A line of the contents, with what stands behind a chapter's title.
#[derive(Debug, Serialize)]
struct PartLine {
    #[serde(flatten)]
    line: Line,
    minutes: u32,
    questions: usize,
    cards: usize,
    /// Exams of several that do not ask for it.
    dropped: Vec<choice::ExamNote>,
}

/// All list pages.
pub fn pages(
    shell: &Shell<'_>,
    highlighter: &Highlighter,
    follow: &dyn Follow,
) -> Vec<(String, File)> {
    let guide = shell.guide;
    type Make<'m> = Box<dyn FnOnce() -> Option<Page> + Send + 'm>;
    // The longest first.
    let makers: [Make<'_>; 9] = [
        Box::new(|| Some(home(shell, highlighter))),
        Box::new(|| Some(contents(shell))),
        Box::new(|| Some(not_found(shell, highlighter))),
        // One keeps the progress of all languages.
        Box::new(|| guide.project.original.is_none().then(|| study_page::hub(shell))),
        Box::new(|| study_page::page(shell)),
        Box::new(|| (!guide.exams.is_empty()).then(|| objectives(shell))),
        Box::new(|| (!guide.services.is_empty()).then(|| directory::services(shell))),
        Box::new(|| (!guide.terms.is_empty()).then(|| directory::glossary(shell))),
        Box::new(|| {
            let has_search = guide.project.manifest.search;
            has_search.then(|| simple(shell, "search", "search.search", "search.html", Vec::new()))
        }),
    ];
    let made = makers.into_par_iter().filter_map(|make| {
        let page = make().filter(|page| !guide.is_taken(&page.path))?;
        Some(page.hand_over(guide, follow))
    });
    made.collect()
}

/// A page whose body is one template; `title` is the name of the words over it.
pub fn list_page(
    shell: &Shell<'_>,
    kind: &'static str,
    title: &'static str,
    path: &str,
    content: Content,
) -> Page {
    shell.page(Frame { content: Some(content), ..list_frame(shell, kind, title, path) })
}

/// The frame of such a page, with nothing in it.
pub fn list_frame(shell: &Shell<'_>, kind: &'static str, title: &'static str, path: &str) -> Frame {
    Frame {
        kind,
        title: shell.word(title).to_owned(),
        description: shell.guide.project.manifest.description.clone(),
        path: path.to_owned(),
        root: root(path),
        ..Frame::default()
    }
}

fn parts(shell: &Shell<'_>, page: &str) -> Vec<PartView> {
    let guide = shell.guide;
    let mut parts = Vec::new();
    for (number, part) in guide.project.outline.parts.iter().enumerate() {
        let address = |path: &str, id: &str| address::place(page, path, id);
        let lines = shell.contents.lines(shell.contents.part(number), &address);
        let lines = lines.into_iter().map(|line| PartLine {
            minutes: line.chapter.map_or(0, |index| shell.minutes(index)),
            questions: line.chapter.map_or(0, |index| guide.study(index).practised().count()),
            cards: line.chapter.map_or(0, |index| guide.study(index).cards().count()),
            dropped: line.chapter.map_or_else(Vec::new, |index| dropped(guide, index)),
            line,
        });
        let domain = part.domain.as_ref().and_then(|id| guide.exams.first()?.blueprint.domain(id));
        parts.push(PartView {
            id: own::part_id(number + 1),
            title: part.title.clone(),
            domain: part.domain.clone().unwrap_or_default(),
            weight: domain.map(|domain| domain.weight),
            lines: lines.collect(),
        });
    }
    parts
}

fn dropped(guide: &Guide<'_>, chapter: usize) -> Vec<choice::ExamNote> {
    let notes = choice::notes(guide, &guide.chapters[chapter].front.objectives);
    notes.into_iter().filter(|note| !note.alone).collect()
}

fn home(shell: &Shell<'_>, highlighter: &Highlighter) -> Page {
    #[derive(Serialize)]
    struct Home {
        title: String,
        description: String,
        prose: String,
        /// The tag of its language and the way that is written, where they are not the book's; else empty.
        prose_language: String,
        prose_direction: &'static str,
        untranslated: Option<Untranslated>,
        exams: Vec<ExamView>,
        several: bool,
        parts: Vec<PartView>,
        first: String,
        /// HTML.
        first_title: String,
        /// The bundles that the tile of today loads when there is progress; none without questions and cards.
        scripts: Vec<String>,
        /// Questions of a set to practise; none where practice shows no question.
        set: usize,
        has_cards: bool,
    }
    let guide = shell.guide;
    let manifest = &guide.project.manifest;
    let blocks = guide.home.as_ref().map(|home| below_title(home, manifest));
    let prose = guide.home.as_ref().zip(blocks.as_ref()).map(|(home, blocks)| {
        let trusted = manifest.trusted_html;
        let scene = Scene { guide: Some(guide), chapter: home, highlighter, trusted };
        let mut surface = surface::SitePage::home();
        let mut writer = Writer::new(scene, &mut surface);
        writer.prose(blocks) + &writer.finish().html
    });
    let language = guide.home.as_ref().and_then(|home| guide.language_of(home));
    let view = Home {
        title: manifest.title.clone(),
        description: manifest.description.clone(),
        prose: prose.unwrap_or_default(),
        prose_language: language.unwrap_or_default().to_owned(),
        prose_direction: language.map_or("", locale::direction),
        untranslated: guide.home.as_ref().and_then(|home| languages::untranslated(guide, home)),
        exams: exam::exams(shell, "index.html"),
        several: guide.exams.are_several(),
        parts: parts(shell, "index.html"),
        set: study_page::set(guide),
        has_cards: guide.cards().next().is_some(),
        first: guide
            .chapters
            .first()
            .map(|chapter| address::between("index.html", &chapter.page()))
            .unwrap_or_default(),
        scripts: if shell.bank.is_empty() {
            Vec::new()
        } else {
            ["question", "study"].into_iter().flat_map(|name| shell.bundle(name)).cloned().collect()
        },
        first_title: guide
            .chapters
            .first()
            .map(|_| shell.contents.name(0).to_owned())
            .unwrap_or_default(),
    };
    let frame = Frame {
        kind: "home",
        title: manifest.title.clone(),
        description: manifest.description.clone(),
        path: "index.html".to_owned(),
        content: Some(Content::new("home.html", &view)),
        bank: shell.bank.clone(),
        ..Frame::default()
    };
    shell.page(frame)
}

fn contents(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct Contents {
        several: bool,
        parts: Vec<PartView>,
        chapters: usize,
        hours: String,
    }
    let parts = parts(shell, "contents.html");
    let minutes: u32 = parts.iter().flat_map(|part| &part.lines).map(|line| line.minutes).sum();
    let hours = match minutes {
        0..90 => shell.guide.locale().say("contents.minutes_in_all", &[("minutes", &minutes)]),
        _ => {
            shell.guide.locale().say("contents.hours_in_all", &[("hours", &((minutes + 30) / 60))])
        }
    };
    let view = Contents {
        several: shell.guide.exams.are_several(),
        parts,
        chapters: shell.guide.chapters.len(),
        hours,
    };
    list_page(
        shell,
        "contents",
        "contents.contents",
        "contents.html",
        Content::new("contents.html", &view),
    )
}

/// A page whose content is one template and the scripts of its bundles.
fn simple(
    shell: &Shell<'_>,
    kind: &'static str,
    title: &'static str,
    template: &'static str,
    bundles: Vec<&'static str>,
) -> Page {
    #[derive(Serialize)]
    struct Simple {
        /// Whether the book has objectives to look through instead.
        exam: bool,
    }
    let guide = shell.guide;
    let path = format!("{kind}.html");
    let view = Simple { exam: !guide.exams.is_empty() };
    let frame = Frame {
        kind,
        title: shell.word(title).to_owned(),
        description: guide.project.manifest.description.clone(),
        root: root(&path),
        content: Some(Content::new(template, &view)),
        bundles,
        path: path.clone(),
        ..Frame::default()
    };
    shell.page(frame)
}

/// What stands on the home page below the book's title. A title that says the same is left out; another one is a heading,
/// in mdBook the chapter's own title.
fn below_title(home: &Chapter, manifest: &Manifest) -> Vec<Block> {
    let mut blocks = home.blocks.to_vec();
    let Some(place) = home.title_block() else { return blocks };
    if let BlockKind::Heading(heading) = &mut blocks[place].kind {
        if manifest.dialect == Dialect::Native {
            heading.level = 2;
        }
        if heading.text().trim().to_lowercase() == manifest.title.trim().to_lowercase() {
            blocks.remove(place);
        }
    }
    blocks
}

fn not_found(shell: &Shell<'_>, highlighter: &Highlighter) -> Page {
    #[derive(Serialize)]
    struct NotFound {
        root: String,
        search: bool,
        /// The book's own words; all are HTML, and empty without any.
        lead: String,
        title: String,
        titled: bool,
        prose: String,
    }
    // This page is shown at any address, so its links start at the site's root.
    let manifest = &shell.guide.project.manifest;
    let root = manifest.site_path.clone();
    let own = shell.guide.not_found.as_ref().map(|chapter| {
        let trusted = manifest.trusted_html;
        let scene = Scene { guide: Some(shell.guide), chapter, highlighter, trusted };
        chapter::html(shell, scene, &mut surface::Anywhere { root: &root }, &Study::default())
    });
    let ChapterHtml { lead, mut title, titled, body } = own.unwrap_or_default();
    if shell.guide.not_found.as_ref().is_some_and(|chapter| chapter.h1().is_none()) {
        title = escape(shell.word("lost.page_not_found"));
    }
    let frame = Frame {
        kind: "not-found",
        title: shell.word("lost.page_not_found").to_owned(),
        path: own::NOT_FOUND.to_owned(),
        content: Some(Content::new(
            "404.html",
            &NotFound {
                root: root.clone(),
                search: shell.guide.project.manifest.search,
                lead,
                title,
                titled,
                prose: body.html,
            },
        )),
        root,
        hidden: true,
        ..Frame::default()
    };
    shell.page(frame)
}
