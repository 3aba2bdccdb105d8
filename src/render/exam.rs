//! The exam as pages show it: its numbers, its domains, and the list of objectives with its holes.

use super::frame::Shell;
use super::lists::{Link, list_page};
use super::{Page, link};
use crate::study::objective::{Blueprint, Domain, Objective, Task};
use crate::study::question::Pool;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct ExamView {
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
    title: String,
    short: String,
    weight: u32,
    chapters: usize,
    questions: usize,
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
    title: String,
    /// Questions that practice may show.
    practice: usize,
    objectives: Vec<ObjectiveLine>,
}

#[derive(Debug, Serialize)]
struct ObjectiveLine {
    id: String,
    text: String,
    chapters: Vec<Link>,
    questions: usize,
    cards: usize,
    /// Whether something is missing.
    hole: bool,
}

/// Numbers and domains of the book's exam; nothing for a book without one.
pub fn exam(shell: &Shell<'_>, page: &str) -> Option<ExamView> {
    let guide = shell.guide;
    let blueprint = guide.blueprint.as_ref()?;
    Some(ExamView {
        code: blueprint.code.clone(),
        title: blueprint.title.clone(),
        items: blueprint.items,
        scored: blueprint.scored(),
        unscored: blueprint.items.saturating_sub(blueprint.scored()),
        minutes: blueprint.minutes,
        pass: blueprint.pass,
        top: blueprint.scale[1],
        top_words: grouped(blueprint.scale[1]),
        domains: domains(shell, blueprint, page),
    })
}

fn domains(shell: &Shell<'_>, blueprint: &Blueprint, page: &str) -> Vec<DomainView> {
    let guide = shell.guide;
    let in_domain = |id: &str, objectives: &[String]| {
        objectives
            .first()
            .and_then(|first| blueprint.find(first))
            .is_some_and(|home| home.domain.id == id)
    };
    let view = |domain: &Domain| {
        let chapters: Vec<usize> = (0..guide.chapters.len())
            .filter(|&index| guide.domain_of(index) == Some(domain.id.as_str()))
            .collect();
        let tasks: Vec<TaskView> =
            domain.task.iter().map(|task| task_view(shell, task, page)).collect();
        DomainView {
            id: domain.id.clone(),
            title: domain.title.clone(),
            short: domain.short().to_owned(),
            weight: domain.weight,
            questions: guide
                .questions()
                .filter(|(_, question)| in_domain(&domain.id, &question.fields.objectives))
                .count(),
            cards: guide
                .cards()
                .filter(|(_, card)| in_domain(&domain.id, &card.objectives))
                .count(),
            first: chapters
                .first()
                .map(|&index| link(page, &guide.chapters[index].page()))
                .unwrap_or_default(),
            chapters: chapters.len(),
            objectives: tasks.iter().map(|task: &TaskView| task.objectives.len()).sum(),
            taught: tasks
                .iter()
                .flat_map(|task| &task.objectives)
                .filter(|objective| !objective.chapters.is_empty())
                .count(),
            tasks,
        }
    };
    blueprint.domain.iter().map(view).collect()
}

fn task_view(shell: &Shell<'_>, task: &Task, page: &str) -> TaskView {
    let guide = shell.guide;
    let line = |objective: &Objective| {
        let teaches = |ids: &[String]| ids.contains(&objective.id);
        let chapters: Vec<Link> = guide
            .chapters
            .iter()
            .enumerate()
            .filter(|(_, chapter)| teaches(&chapter.front.objectives))
            .map(|(index, chapter)| Link {
                title: shell.title(index).to_owned(),
                href: link(page, &chapter.page()),
            })
            .collect();
        let questions =
            guide.questions().filter(|(_, question)| teaches(&question.fields.objectives)).count();
        let cards = guide.cards().filter(|(_, card)| teaches(&card.objectives)).count();
        ObjectiveLine {
            id: objective.id.clone(),
            text: objective.text.clone(),
            hole: chapters.is_empty() || questions == 0 || cards == 0,
            chapters,
            questions,
            cards,
        }
    };
    TaskView {
        id: task.id.clone(),
        title: task.title.clone(),
        practice: guide
            .questions()
            .filter(|(_, question)| question.fields.pool != Pool::Exam)
            .filter_map(|(_, question)| question.fields.objectives.first())
            .filter(|first| task.objective.iter().any(|objective| objective.id == **first))
            .count(),
        objectives: task.objective.iter().map(line).collect(),
    }
}

/// The list of objectives, holes included.
pub fn objectives(shell: &Shell<'_>) -> Page {
    #[derive(Serialize)]
    struct Objectives {
        exam: Option<ExamView>,
    }
    let body =
        shell.template("objectives.html", &Objectives { exam: exam(shell, "objectives.html") });
    list_page(shell, "objectives", "Objectives", "objectives.html", body)
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
