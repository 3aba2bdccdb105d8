//! One chapter's page: prose with its study material in place.

use super::Page;
use super::bank;
use super::body::{Body, Scene, Writer};
use super::choice;
use super::frame::{Crumb, Frame, Moved, Neighbour, Shell, TocHeading};
use super::languages::{self, Untranslated};
use super::study::{self, ObjectiveView};
use super::surface::{self, Surface};
use crate::address;
use crate::assets::Content;
use crate::fragment::code::Highlighter;
use crate::fragment::nesting::{self, Bounds, Nesting, Open};
use crate::guide::{Guide, own};
use crate::manifest::keys;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, count_words, each_block, each_html};
use crate::parse::markup::PieceKind;
use crate::study::glossary::Term;
use crate::study::question::Pool;
use crate::study::{Holds, Study};
use serde::Serialize;

/// Words a reader gets through in a minute of study.
const WORDS_A_MINUTE: usize = 180;

#[derive(Debug, Serialize)]
struct ChapterView {
    /// Anchor of the title, for links that name it.
    id: String,
    /// Whether it is shown although it is not ready.
    draft: bool,
    /// What the chapter gives templates of the book's own.
    extra: serde_json::Map<String, serde_json::Value>,
    /// What stands above the title.
    lead: String,
    title: String,
    /// Whether the text shows a title itself.
    titled: bool,
    path: String,
    /// The tag of its language and the way that is written, where they are not the book's; else empty.
    language: String,
    direction: &'static str,
    untranslated: Option<Untranslated>,
    objectives: Vec<ObjectiveView>,
    /// What is to be said of exams that do not ask for it, or of one that asks alone.
    notes: Vec<choice::ExamNote>,
    minutes: u32,
    asof: String,
    /// The same day in words.
    checked: String,
    labels: Vec<LabelView>,
    questions: usize,
    cards: usize,
    /// Where these cards alone are studied.
    cards_href: String,
    terms: Vec<TermView>,
}

#[derive(Debug, Serialize)]
struct LabelView {
    title: String,
    value: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct TermView {
    id: String,
    name: String,
    short: String,
    meaning: String,
}

impl TermView {
    fn of(term: &Term) -> Self {
        Self {
            id: term.id.clone(),
            name: term.name.get_ref().clone(),
            short: term.short.clone().unwrap_or_default(),
            meaning: term.meaning.clone(),
        }
    }
}

/// The page.
pub fn page(shell: &Shell<'_>, highlighter: &Highlighter, index: usize) -> Page {
    let guide = shell.guide;
    let chapter = &guide.chapters[index];
    let path = chapter.page();
    let trusted = guide.project.manifest.trusted_html;
    let scene = Scene { guide: Some(guide), chapter, highlighter, trusted };
    let study = guide.study(index);
    let ChapterHtml { lead, title, titled, body } =
        html(shell, scene, &mut surface::SitePage::of(chapter), study);
    let asof = chapter.front.asof.map(|day| day.to_string()).unwrap_or_default();
    let checked = chapter.front.asof.and_then(|day| day.date);
    let labels = chapter.front.labels.iter().filter_map(|(key, value)| {
        let label = guide.exams.label(key)?;
        let value = value.as_str()?;
        let text = label.values.get(value)?.clone();
        Some(LabelView { title: label.title.clone(), value: value.to_owned(), text })
    });
    let view = ChapterView {
        id: title_block(chapter, study)
            .and_then(|_| chapter.h1())
            .map(|title| title.id.clone())
            .unwrap_or_default(),
        draft: chapter.front.draft,
        extra: keys::for_templates(&chapter.front.extra),
        lead,
        title: title.clone(),
        titled,
        path: path.clone(),
        language: guide.language_of(chapter).unwrap_or_default().to_owned(),
        direction: guide.direction_of(chapter),
        untranslated: languages::untranslated(guide, chapter),
        objectives: study::objectives(shell, &chapter.front.objectives, &path),
        notes: choice::notes(guide, &chapter.front.objectives),
        minutes: shell.minutes(index),
        asof,
        checked: checked.map(|day| guide.locale().day(day)).unwrap_or_default(),
        labels: labels.collect(),
        questions: study.practised().count(),
        cards: study.cards().count(),
        cards_href: format!(
            "{}#cards?chapter={}",
            address::between(&path, bank::PAGE),
            address::between(bank::PAGE, &path)
        ),
        terms: body.terms.iter().map(|&term| TermView::of(&guide.terms[term])).collect(),
    };
    let to_line = |page: &str, id: &str| address::place(&path, page, id);
    let neighbour = |line: Option<usize>| {
        let line = shell.contents.lines(line, &to_line).pop()?;
        Some(Neighbour { title: line.title, href: line.href })
    };
    let [previous, next] = shell.contents.neighbours(index);
    let places = moved_from(guide, &path);
    let mut bundles = Vec::new();
    if view.questions + view.cards > 0 {
        bundles.push("question");
    }
    if !places.is_empty() {
        bundles.push("moved");
    }
    let [changed, changed_day] = last_change(guide, chapter);
    let domain = guide.domain_of(index).unwrap_or_default().to_owned();
    shell.page(Frame {
        kind: "chapter",
        title: chapter
            .text
            .page_title
            .as_deref()
            .map_or_else(|| shell.title(index).to_owned(), str::to_owned),
        description: chapter
            .front
            .description
            .clone()
            .unwrap_or_else(|| first_sentence(guide, chapter)),
        root: super::root(&path),
        content: Some(Content::chapter(&view, body.html)),
        toc: toc(guide, chapter, study),
        crumbs: crumbs(guide, chapter, &path),
        previous: neighbour(previous),
        next: neighbour(next),
        bundles,
        moved: places,
        bank: String::new(),
        domain,
        chapter: Some(index),
        path,
        changed,
        changed_day,
        source: guide.project.overlay.file(&chapter.entry.path),
        hidden: chapter.front.draft,
        extra: keys::for_templates(&chapter.front.extra),
    })
}

/// The day of a chapter's last change, as 2026-11-30 and in words; nothing where it is not known.
fn last_change(guide: &Guide<'_>, chapter: &Chapter) -> [String; 2] {
    let history = guide.project.history.as_ref();
    let day = history.and_then(|history| history.day(guide.project, &chapter.text));
    day.map(|day| [day.to_string(), guide.locale().day(day)]).unwrap_or_default()
}

/// The way to the page from the contents.
fn crumbs(guide: &Guide<'_>, chapter: &Chapter, page: &str) -> Vec<Crumb> {
    let part = &guide.project.outline.parts[chapter.entry.part];
    if part.title.is_empty() {
        return Vec::new();
    }
    let href = address::place(page, "contents.html", &own::part_id(chapter.entry.part + 1));
    vec![Crumb { title: part.title.clone(), href }]
}

/// Places that the page no longer has, and where they went.
fn moved_from(guide: &Guide<'_>, page: &str) -> Vec<Moved> {
    let here = guide.moves.of(page).iter().filter(|moved| !moved.anchor.is_empty());
    here.filter_map(|moved| Some(Moved { id: moved.anchor.clone(), href: guide.leads_to(moved)? }))
        .collect()
}

/// A chapter as HTML, in the order of its text.
#[derive(Default)]
pub struct ChapterHtml {
    /// What stands above the title: a note, a picture, an anchor; mostly nothing.
    pub lead: String,
    pub title: String,
    /// Whether the body shows a title of its own, so that none stands above it.
    pub titled: bool,
    pub body: Body,
}

/// A chapter written for a surface.
pub fn html<'g>(
    shell: &Shell<'_>,
    scene: Scene<'g>,
    surface: &mut dyn Surface,
    study: &'g Study,
) -> ChapterHtml {
    let blocks = &scene.chapter.blocks;
    let mut writer = Writer::new(scene, surface);
    let (mut lead, mut title, mut out) = (String::new(), String::new(), String::new());
    let mut at = 0;
    if let Some(index) = title_block(scene.chapter, study)
        && let BlockKind::Heading(heading) = &blocks[index].kind
    {
        lead = writer.prose(&blocks[..index]);
        title = writer.title(&heading.inlines);
        at = index + 1;
    }
    for section in &study.sections {
        out.push_str(&writer.prose(&blocks[at..section.blocks.start]));
        at = section.blocks.end;
        match &section.holds {
            // Kept for exams, so that their estimate stays clean.
            Holds::Question(question) if question.fields.pool == Pool::Exam => {}
            Holds::Case(case) if case.pool == Pool::Exam => {}
            Holds::Question(question) => {
                out.push_str(&study::question(shell, &mut writer, question));
            }
            Holds::Case(case) => out.push_str(&study::case(shell, &mut writer, case)),
            Holds::Cards(cards) => {
                // Prose round the table stays where it is, and code under tabs together. Of several tables one is made.
                let table = |block: &Block| matches!(block.kind, BlockKind::Table(_));
                for (run, prose) in blocks[section.blocks.clone()].split(table).enumerate() {
                    if run == 1 {
                        out.push_str(&study::cards(shell, &mut writer, cards));
                    }
                    out.push_str(&writer.prose(prose));
                }
            }
        }
    }
    let rest = writer.prose(&blocks[at..]);
    let mut body = writer.finish();
    // Most chapters are prose from end to end, which is as long as the page: it is moved but never copied.
    out = if out.is_empty() { rest } else { out + &rest };
    out.push_str(&body.html);
    body.html = out;
    let mut titled = false;
    if title.is_empty() {
        title = crate::html::escape(&scene.chapter.title());
        titled = shows_title(blocks);
    }
    ChapterHtml { lead, title, titled, body }
}

/// Whether a chapter shows questions, with their answers.
pub fn shows_questions(study: &Study) -> bool {
    study.sections.iter().any(|section| match &section.holds {
        Holds::Question(question) => question.fields.pool != Pool::Exam,
        Holds::Case(case) => case.pool != Pool::Exam && !case.questions.is_empty(),
        Holds::Cards(_) => false,
    })
}

/// Where the title stands, if it is one and no question. One inside of raw HTML that is opened above it stays there.
fn title_block(chapter: &Chapter, study: &Study) -> Option<usize> {
    let first = study.sections.first().map(|section| section.blocks.start);
    let title = chapter.title_block()?;
    let is_apart = first.is_none_or(|first| title < first);
    (is_apart && !leaves_open(&chapter.blocks[..title])).then_some(title)
}

/// Whether an element of raw HTML that begins among some blocks ends behind them.
fn leaves_open(blocks: &[Block]) -> bool {
    let mut nesting = Nesting::default();
    nesting.enter(Bounds::Closed);
    let pieces = blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Html(html) => Some(&html.pieces),
        _ => None,
    });
    for piece in pieces.flatten() {
        match &piece.kind {
            PieceKind::Open(tag) if !nesting::is_void(&tag.name) => {
                nesting.open(Open { name: tag.name.clone(), at: piece.at.clone(), written: true });
            }
            PieceKind::Close(name) => {
                nesting.close(name);
            }
            _ => {}
        }
    }
    nesting.leave().iter().any(Open::needs_end)
}

/// Whether a title stands somewhere in the text: inside of a quote or a list, or in HTML.
fn shows_title(blocks: &[Block]) -> bool {
    let mut shows = false;
    each_block(blocks, &mut |block| {
        shows |= matches!(&block.kind, BlockKind::Heading(heading) if heading.level == 1);
    });
    each_html(blocks, &mut |html| shows |= html.tags().any(|tag| tag.name == "h1"));
    shows
}

/// H2 and H3 of the text; questions are reached through the heading above them.
fn toc(guide: &Guide<'_>, chapter: &Chapter, study: &Study) -> Vec<TocHeading> {
    let formulas = guide.formulas(chapter);
    // They stand in the order of the text, so the one that may hold a block is found by halving.
    let hidden = |index: usize| {
        let after = study.sections.partition_point(|section| section.blocks.start <= index);
        after.checked_sub(1).map(|at| &study.sections[at]).is_some_and(|section| {
            section.blocks.contains(&index)
                && !(matches!(section.holds, Holds::Cards(_)) && section.blocks.start == index)
        })
    };
    chapter
        .blocks
        .iter()
        .enumerate()
        .filter(|(index, _)| !hidden(*index))
        .filter_map(|(_, block)| match &block.kind {
            BlockKind::Heading(heading) if (2..=3).contains(&heading.level) => Some(TocHeading {
                id: heading.id.clone(),
                text: formulas.told(&heading.inlines),
                level: heading.level,
            }),
            _ => None,
        })
        .collect()
}

/// Minutes to read a chapter: the author's word, else from its length.
pub fn minutes(chapter: &Chapter) -> u32 {
    if let Some(minutes) = chapter.front.minutes {
        return minutes;
    }
    let count = count_words(&chapter.blocks);
    u32::try_from(count.div_ceil(WORDS_A_MINUTE)).unwrap_or(u32::MAX).max(1)
}

fn first_sentence(guide: &Guide<'_>, chapter: &Chapter) -> String {
    let paragraph = chapter.blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(inlines) => Some(guide.formulas(chapter).told(inlines)),
        _ => None,
    });
    let text = paragraph.unwrap_or_default();
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text[..end].chars().take(200).collect()
}
