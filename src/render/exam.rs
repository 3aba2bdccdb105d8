//! The exam as pages show it: its numbers, its domains, and the list of objectives with its holes.

use super::Page;
use super::frame::Shell;
use super::lists::{NamedLink, list_page};
use crate::address;
use crate::assets::Content;
use crate::guide::{Guide, own};
use crate::study::exams::Exam;
use crate::study::objective::{Domain, Objective, Task};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub struct ExamView {
    /// Its place in the book's list.
    place: usize,
    code: String,
    title: String,
    items: u32,
    scored: u32,
    unscored: u32,
    minutes: u32,
    pass: u32,
    top: u32,
    /// The top of the scale with thousands apart, as in prose.
    top_words: String,
    domains: Vec<DomainView>,
}

#[derive(Debug, Serialize)]
struct DomainView {
    id: String,
    /// Its id in the list of objectives, and that as the end of an address.
    anchor: String,
    href: String,
    title: String,
    short: String,
    weight: u32,
    chapters: usize,
    /// Questions that practice may show.
    questions: usize,
    /// Questions that only exams show.
    kept: usize,
    cards: usize,
    /// Address of its first chapter; empty when there is none.
    first: String,
    objectives: usize,
    /// How many of the objectives a chapter teaches.
    taught: usize,
    tasks: Vec<TaskView>,
}

#[derive(Debug, Serialize)]
struct TaskView {
    id: String,
    anchor: String,
    title: String,
    /// Questions that practice may show.
    practice: usize,
    objectives: Vec<ObjectiveLine>,
}

#[derive(Debug, Serialize)]
struct ObjectiveLine {
    id: String,
    anchor: String,
    text: String,
    chapters: Vec<NamedLink>,
    questions: usize,
    cards: usize,
    /// Whether something is missing.
    hole: bool,
    /// Objectives of an earlier exam.
    continues: Vec<NamedLink>,
    /// Codes of later exams that do not ask for it.
    dropped_from: Vec<String>,
}

/// What the book holds for one exam.
struct Held<'g> {
    exam: &'g Exam,
    objectives: BTreeMap<&'g str, Teaching>,
    /// Questions that practice may show, by task.
    practice: BTreeMap<&'g str, usize>,
    /// By domain: its chapters, questions and cards.
    domains: BTreeMap<&'g str, Teaching>,
}

#[derive(Default)]
struct Teaching {
    chapters: Vec<usize>,
    /// Of a domain those that practice may show, of an objective all.
    questions: usize,
    /// Of a domain those that only exams show.
    kept: usize,
    cards: usize,
}

impl<'g> Held<'g> {
    fn new(guide: &'g Guide<'_>, exam: &'g Exam) -> Self {
        let mut held = Self {
            exam,
            objectives: BTreeMap::new(),
            practice: BTreeMap::new(),
            domains: BTreeMap::new(),
        };
        let is_main = guide.exams.first().is_some_and(|main| std::ptr::eq(main, exam));
        for (index, chapter) in guide.chapters.iter().enumerate() {
            let objectives = &chapter.front.objectives;
            for id in exam.about(objectives) {
                held.objectives.entry(id).or_default().chapters.push(index);
            }
            // A part names a domain of the main exam, so that its chapters belong there without objectives as well.
            let part = is_main.then(|| guide.domain_of(index)).flatten();
            let domain = part.or_else(|| exam.home(objectives).map(|home| home.domain.id.as_str()));
            if let Some(domain) = domain {
                held.domains.entry(domain).or_default().chapters.push(index);
            }
        }
        for (_, question) in guide.questions().filter(|(_, one)| exam.blueprint.asks(one)) {
            let objectives = &question.fields.objectives;
            for id in exam.about(objectives) {
                held.objectives.entry(id).or_default().questions += 1;
            }
            let Some(home) = exam.home(objectives) else { continue };
            let domain = held.domains.entry(&home.domain.id).or_default();
            if question.is_practised() {
                domain.questions += 1;
                *held.practice.entry(&home.task.id).or_default() += 1;
            } else {
                domain.kept += 1;
            }
        }
        for (_, card) in guide.cards() {
            for id in exam.about(&card.objectives) {
                held.objectives.entry(id).or_default().cards += 1;
            }
            if let Some(home) = exam.home(&card.objectives) {
                held.domains.entry(&home.domain.id).or_default().cards += 1;
            }
        }
        held
    }
}

/// Numbers and domains of the book's exams.
pub fn exams(shell: &Shell<'_>, page: &str) -> Vec<ExamView> {
    shell
        .guide
        .exams
        .iter()
        .enumerate()
        .map(|(place, exam)| view(shell, exam, page, place))
        .collect()
}

fn view(shell: &Shell<'_>, exam: &Exam, page: &str, place: usize) -> ExamView {
    let held = Held::new(shell.guide, exam);
    let blueprint = &exam.blueprint;
    ExamView {
        place,
        code: blueprint.code.clone(),
        title: blueprint.title.clone(),
        items: blueprint.items,
        scored: blueprint.scored(),
        unscored: blueprint.items.saturating_sub(blueprint.scored()),
        minutes: blueprint.minutes,
        pass: blueprint.pass,
        top: blueprint.scale[1],
        top_words: grouped(blueprint.scale[1]),
        domains: blueprint
            .domain
            .iter()
            .map(|domain| domain_view(shell, &held, domain, page))
            .collect(),
    }
}

fn domain_view(shell: &Shell<'_>, held: &Held<'_>, domain: &Domain, page: &str) -> DomainView {
    let none = Teaching::default();
    let own = held.domains.get(domain.id.as_str()).unwrap_or(&none);
    let tasks: Vec<TaskView> =
        domain.task.iter().map(|task| task_view(shell, held, task, page)).collect();
    let anchor = own::domain_id(&shell.guide.exams, held.exam, &domain.id);
    DomainView {
        id: domain.id.clone(),
        href: address::fragment(&anchor),
        anchor,
        title: domain.title.clone(),
        short: domain.short().to_owned(),
        weight: domain.weight,
        questions: own.questions,
        kept: own.kept,
        cards: own.cards,
        first: own
            .chapters
            .first()
            .map(|&index| address::between(page, &shell.guide.chapters[index].page()))
            .unwrap_or_default(),
        chapters: own.chapters.len(),
        objectives: tasks.iter().map(|task| task.objectives.len()).sum(),
        taught: tasks
            .iter()
            .flat_map(|task| &task.objectives)
            .filter(|objective| !objective.chapters.is_empty())
            .count(),
        tasks,
    }
}

fn task_view(shell: &Shell<'_>, held: &Held<'_>, task: &Task, page: &str) -> TaskView {
    let exams = &shell.guide.exams;
    let none = Teaching::default();
    let line = |objective: &Objective| {
        let own = held.objectives.get(objective.id.as_str()).unwrap_or(&none);
        let chapters: Vec<NamedLink> = own
            .chapters
            .iter()
            .map(|&index| NamedLink {
                title: shell.title(index).to_owned(),
                href: address::between(page, &shell.guide.chapters[index].page()),
            })
            .collect();
        ObjectiveLine {
            id: objective.id.clone(),
            anchor: own::objective_id(&objective.id),
            text: objective.text.clone(),
            hole: chapters.is_empty() || own.questions == 0 || own.cards == 0,
            chapters,
            questions: own.questions,
            cards: own.cards,
            continues: objective
                .continues
                .iter()
                .map(|id| NamedLink {
                    title: id.clone(),
                    href: address::fragment(&own::objective_id(id)),
                })
                .collect(),
            dropped_from: exams
                .after(held.exam)
                .filter(|later| later.about(std::slice::from_ref(&objective.id)).is_empty())
                .map(|later| later.blueprint.code.clone())
                .collect(),
        }
    };
    TaskView {
        id: task.id.clone(),
        anchor: own::task_id(exams, held.exam, &task.id),
        title: task.title.clone(),
        practice: held.practice.get(task.id.as_str()).copied().unwrap_or(0),
        objectives: task.objective.iter().map(line).collect(),
    }
}

/// The lists of objectives of all exams, holes included.
pub fn objectives(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct Objectives {
        exams: Vec<Listed>,
        /// Codes of all exams, as in prose.
        codes: String,
        several: bool,
    }
    #[derive(Serialize)]
    struct Listed {
        #[serde(flatten)]
        exam: ExamView,
        anchor: String,
    }
    const PATH: &str = "objectives.html";
    let exams = &shell.guide.exams;
    let listed = self::exams(shell, PATH)
        .into_iter()
        .zip(exams.iter())
        .map(|(view, exam)| Listed { exam: view, anchor: own::exam_id(exams, exam) });
    let codes: Vec<&str> = exams.iter().map(|exam| exam.blueprint.code.as_str()).collect();
    let page = Objectives {
        exams: listed.collect(),
        codes: codes.join(shell.word("objectives.and")),
        several: exams.are_several(),
    };
    list_page(
        shell,
        "objectives",
        "objectives.objectives",
        PATH,
        Content::new("objectives.html", &page),
    )
}

/// 1000 as "1,000".
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
