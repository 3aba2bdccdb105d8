//! The question bank as the study page loads it: classic scripts that hand over data.
//!
//! `bank` holds what a draw knows, with titles and places for people. The questions themselves, rendered as on a chapter
//! page, lie in one shard for each task, so that a practice set loads what it shows and no more. Questions kept for exams
//! are in here and on no chapter page. The revision is a hash of all that, so a form code names the bank it came from.

use super::body::{Scene, Writer};
use super::frame::Shell;
use super::study;
use super::surface;
use crate::address;
use crate::assets::{Asset, hash};
use crate::fragment::code::Highlighter;

use crate::guide::{Guide, Target};
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind, plain};
use crate::study::Holds;
use crate::study::card::Card;
use crate::study::exams::Exam;
use crate::study::form;
use crate::study::objective::Home;
use crate::study::question::{Case, Question};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where the questions are shown.
pub const PAGE: &str = "study.html";

/// Heading level of a question there.
const LEVEL: u8 = 2;

/// Shard of the questions that belong to no task.
const GENERAL: &str = "general";

/// Domain and task in each exam after the first; both empty in one that does not ask for it.
type Homes = Vec<[String; 2]>;

#[derive(Serialize)]
struct BankView {
    exams: Vec<ExamLine>,
    revision: String,
    questions: Vec<QuestionLine>,
    cases: Vec<CaseLine>,
    cards: Vec<CardLine>,
    /// Path of each shard by its name.
    shards: BTreeMap<String, String>,
    /// Chapters that have questions or cards.
    chapters: Vec<Place>,
    /// All chapters in the book's order, for what is read and for the plan.
    pages: Vec<PageLine>,
}

#[derive(Serialize)]
struct ExamLine {
    #[serde(flatten)]
    exam: form::BankExam,
    title: String,
    retake: u32,
    /// Said beside every estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    names: BTreeMap<String, DomainLine>,
    /// Titles of the tasks.
    tasks: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct DomainLine {
    title: String,
    short: String,
    hue: u32,
}

#[derive(Serialize)]
struct QuestionLine {
    #[serde(flatten)]
    question: form::BankQuestion,
    #[serde(skip_serializing_if = "Homes::is_empty")]
    homes: Homes,
    title: String,
    shard: String,
    /// Ids it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    was: Vec<String>,
    /// Index of its chapter.
    chapter: usize,
    /// The section to reread.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<Place>,
}

#[derive(Serialize)]
struct CaseLine {
    #[serde(flatten)]
    case: form::BankCase,
    title: String,
    shard: String,
}

#[derive(Serialize)]
struct PageLine {
    path: String,
    title: String,
    domain: String,
    /// The task of its first objective.
    task: String,
    #[serde(skip_serializing_if = "Homes::is_empty")]
    homes: Homes,
    minutes: u32,
}

#[derive(Serialize)]
struct CardLine {
    id: String,
    domain: String,
    task: String,
    #[serde(skip_serializing_if = "Homes::is_empty")]
    homes: Homes,
    objectives: Vec<String>,
    shard: String,
    /// Index of its chapter.
    chapter: usize,
}

#[derive(Serialize, Clone)]
struct Place {
    href: String,
    title: String,
}

/// What one chapter gives: lines of the bank, and HTML by shard and id.
struct Part {
    questions: Vec<QuestionLine>,
    cases: Vec<CaseLine>,
    cards: Vec<CardLine>,
    html: Vec<(String, String, String)>,
}

/// Where a question of the bank comes from and where it lies.
#[derive(Clone, Copy)]
struct Seat<'a> {
    source: &'a Chapter,
    /// Place of the source among the chapters with questions or cards.
    chapter: usize,
    shard: &'a str,
}

/// Whether a book has a bank.
pub fn is_there(guide: &Guide<'_>) -> bool {
    with(guide).next().is_some()
}

/// Chapters with questions or cards.
fn with<'g>(guide: &'g Guide<'_>) -> impl Iterator<Item = usize> + 'g {
    (0..guide.chapters.len()).filter(|&index| !guide.study(index).is_empty())
}

/// The bank first, then its shards; nothing for a book without questions and cards.
pub fn files(shell: &Shell<'_>, highlighter: &Highlighter) -> Vec<Asset> {
    let guide = shell.guide;
    let with: Vec<usize> = with(guide).collect();
    if with.is_empty() {
        return Vec::new();
    }
    let parts: Vec<Part> = with
        .par_iter()
        .enumerate()
        .map(|(chapter, &index)| part(shell, highlighter, index, chapter))
        .collect();
    let mut shards = BTreeMap::<String, BTreeMap<String, String>>::new();
    let (mut questions, mut cases, mut cards) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        questions.extend(part.questions);
        cases.extend(part.cases);
        cards.extend(part.cards);
        for (shard, id, html) in part.html {
            shards.entry(shard).or_default().insert(id, html);
        }
    }
    let shards: BTreeMap<String, Asset> = shards
        .into_iter()
        .map(|(name, html)| {
            let asset = script(&crate::parse::blocks::slug(&name.replace('/', "-")), &name, &html);
            (name, asset)
        })
        .collect();
    let place = |&index: &usize| Place {
        href: address::between(PAGE, &guide.chapters[index].page()),
        title: shell.title(index).to_owned(),
    };
    let mut bank = BankView {
        exams: guide.exams.iter().map(|one| exam(&one.blueprint)).collect(),
        revision: String::new(),
        questions,
        cases,
        cards,
        shards: shards.iter().map(|(name, asset)| (name.clone(), asset.path.clone())).collect(),
        chapters: with.iter().map(place).collect(),
        pages: (0..guide.chapters.len()).map(|index| page_line(shell, index)).collect(),
    };
    bank.revision = hash(json(&bank).as_bytes());
    let bank = script("bank", "bank", &bank);
    std::iter::once(bank).chain(shards.into_values()).collect()
}

fn part(shell: &Shell<'_>, highlighter: &Highlighter, index: usize, chapter: usize) -> Part {
    let guide = shell.guide;
    let trusted = guide.project.manifest.trusted_html;
    let scene = Scene { guide: Some(guide), chapter: &guide.chapters[index], highlighter, trusted };
    let mut surface = surface::SitePage::shared(PAGE, scene.chapter, &guide.keys[index]);
    let mut writer = Writer::new(scene, &mut surface);
    let mut part =
        Part { questions: Vec::new(), cases: Vec::new(), cards: Vec::new(), html: Vec::new() };
    for section in &guide.study(index).sections {
        match &section.holds {
            Holds::Question(question) => {
                let shard = shard_of(shell, question);
                let seat = Seat { source: scene.chapter, chapter, shard: &shard };
                add(shell, &mut writer, &mut part, question, seat);
            }
            Holds::Case(case) => {
                let Some(first) = case.questions.first() else { continue };
                let shard = shard_of(shell, first);
                let html = study::scenario(shell, &mut writer, case, LEVEL);
                part.html.push((shard.clone(), format!("case:{}", case.id), html));
                part.cases.push(case_line(case, &writer.told(&case.title), &shard));
                let seat = Seat { source: scene.chapter, chapter, shard: &shard };
                for question in &case.questions {
                    add(shell, &mut writer, &mut part, question, seat);
                }
            }
            Holds::Cards(cards) => {
                for card in cards {
                    let line = card_line(shell, card, chapter);
                    let html = study::card(shell, &mut writer, card, index);
                    part.html.push((line.shard.clone(), card.id.clone(), html));
                    part.cards.push(line);
                }
            }
        }
    }
    part
}

fn add<'g>(
    shell: &Shell<'g>,
    writer: &mut Writer<'g, '_>,
    part: &mut Part,
    question: &'g Question,
    seat: Seat<'_>,
) {
    let html = study::question_at(shell, writer, question, LEVEL);
    part.html.push((seat.shard.to_owned(), question.id.clone(), html));
    let link = |inline| section(shell, seat.source, inline);
    part.questions.push(QuestionLine {
        question: form::BankQuestion::new(question, shell.guide.exams.first()),
        homes: homes(shell, |exam| {
            let question = form::BankQuestion::new(question, Some(exam));
            [question.domain, question.task]
        }),
        title: writer.told(&question.title).trim().to_owned(),
        shard: seat.shard.to_owned(),
        was: question.fields.was.clone(),
        chapter: seat.chapter,
        read: question.references.as_ref().and_then(|noted| noted.inlines.iter().find_map(link)),
    });
}

/// The first link of the references that stays in the book.
fn section(shell: &Shell<'_>, chapter: &Chapter, inline: &Inline) -> Option<Place> {
    let InlineKind::Link(leads) = &inline.kind else { return None };
    let Target::Page { page, anchor, .. } =
        shell.guide.leads(chapter, &inline.at.range(), &leads.to)
    else {
        return None;
    };
    Some(Place {
        href: address::place(PAGE, &page, &anchor),
        title: plain(&leads.inlines).trim().to_owned(),
    })
}

/// Members of a case lie together, in the shard of the first one.
fn shard_of(shell: &Shell<'_>, question: &Question) -> String {
    let home = home(shell, &question.fields.objectives);
    format!("questions/{}", home.map_or(GENERAL, |home| &home.task.id))
}

/// The first objective fixes domain and task.
fn home<'g>(shell: &Shell<'g>, objectives: &[String]) -> Option<Home<'g>> {
    shell.guide.exams.home(objectives)
}

/// What `place` gives for each exam after the first.
fn homes(shell: &Shell<'_>, place: impl Fn(&Exam) -> [String; 2]) -> Homes {
    shell.guide.exams.iter().skip(1).map(place).collect()
}

/// Domain and task in an exam.
fn place(exam: &Exam, objectives: &[String]) -> [String; 2] {
    exam.home(objectives)
        .map(|home| [home.domain.id.clone(), home.task.id.clone()])
        .unwrap_or_default()
}

fn page_line(shell: &Shell<'_>, index: usize) -> PageLine {
    let chapter = &shell.guide.chapters[index];
    let objectives = &chapter.front.objectives;
    let first = shell.guide.exams.first();
    let [domain, task] = first.map(|exam| place(exam, objectives)).unwrap_or_default();
    PageLine {
        path: chapter.page(),
        title: shell.title(index).to_owned(),
        domain,
        task,
        homes: homes(shell, |exam| place(exam, objectives)),
        minutes: shell.minutes(index),
    }
}

fn card_line(shell: &Shell<'_>, card: &Card, chapter: usize) -> CardLine {
    let first = shell.guide.exams.first();
    let [domain, task] = first.map(|exam| place(exam, &card.objectives)).unwrap_or_default();
    let home = home(shell, &card.objectives);
    CardLine {
        id: card.id.clone(),
        domain,
        task,
        homes: homes(shell, |exam| place(exam, &card.objectives)),
        objectives: card.objectives.clone(),
        shard: format!("cards/{}", home.map_or(GENERAL, |home| &home.task.id)),
        chapter,
    }
}

fn case_line(case: &Case, title: &str, shard: &str) -> CaseLine {
    CaseLine {
        case: form::BankCase {
            id: case.id.clone(),
            questions: case.questions.iter().map(|question| question.id.clone()).collect(),
        },
        title: title.trim().to_owned(),
        shard: shard.to_owned(),
    }
}

fn exam(blueprint: &crate::study::objective::Blueprint) -> ExamLine {
    let name = |domain: &crate::study::objective::Domain| {
        let line = DomainLine {
            title: domain.title.clone(),
            short: domain.short().to_owned(),
            hue: domain.hue,
        };
        (domain.id.clone(), line)
    };
    ExamLine {
        exam: form::BankExam::new(blueprint),
        title: blueprint.title.clone(),
        retake: blueprint.retake_days,
        note: blueprint.estimate_note.clone(),
        names: blueprint.domain.iter().map(name).collect(),
        tasks: blueprint
            .domain
            .iter()
            .flat_map(|domain| &domain.task)
            .map(|task| (task.id.clone(), task.title.clone()))
            .collect(),
    }
}

/// A script that hands `data` to the page under a name.
fn script<T: Serialize>(file: &str, name: &str, data: &T) -> Asset {
    let text = format!("gw.shard({}, {});\n", json(&name), json(data));
    Asset::new(file, "js", text.into_bytes())
}

fn json<T: Serialize>(data: &T) -> String {
    serde_json::to_string(data).expect("plain structs with text keys")
}
