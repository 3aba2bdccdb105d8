//! The exams that one book prepares for, each from a blueprint of its own.
//!
//! Exams change every few years, and then readers of one book sit different ones. A later exam says of its objectives
//! which earlier ones they continue, so what was written for the earlier exam serves the later one as well. Here
//! objectives find their domain and task in either.

use super::objective::{BAD_BLUEPRINT, Blueprint, Home, Label, Objective};
use super::question::Question;
use super::shape::Shapes;
use crate::finding::{Finding, did_you_mean};
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// All exams of a book in the manifest's order: the first one is the book's main exam.
#[derive(Debug, Clone, Default)]
pub struct Exams {
    exams: Vec<Exam>,
}

/// One exam, and where each objective belongs in it.
#[derive(Debug, Clone)]
pub struct Exam {
    pub blueprint: Blueprint,
    pub source: SourceId,
    /// Domain, task and objective by id: its own objectives, and those of earlier exams that they continue.
    places: BTreeMap<String, Vec<[usize; 3]>>,
}

impl Exams {
    /// Puts the blueprints of a book together and checks that they fit.
    pub fn new(blueprints: Vec<(SourceId, Blueprint)>, sources: &Sources) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut exams: Vec<Exam> = Vec::new();
        for (source, blueprint) in blueprints {
            fits(&exams, &blueprint, source, &sources.get(source).text, &mut findings);
            exams.push(Exam::new(source, blueprint));
        }
        (Self { exams }, findings)
    }

    /// The book's main exam.
    pub fn first(&self) -> Option<&Exam> {
        self.exams.first()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Exam> {
        self.exams.iter()
    }

    /// The exams that come after one of them.
    pub fn after<'e>(&'e self, exam: &'e Exam) -> impl Iterator<Item = &'e Exam> {
        self.exams.iter().skip_while(move |one| !std::ptr::eq(*one, exam)).skip(1)
    }

    pub fn is_empty(&self) -> bool {
        self.exams.is_empty()
    }

    /// Whether readers have a choice.
    pub fn are_several(&self) -> bool {
        self.exams.len() > 1
    }

    /// The objective of this id, in the exam it is written in.
    pub fn find(&self, id: &str) -> Option<Home<'_>> {
        self.exams.iter().find_map(|exam| exam.own(id))
    }

    /// Where something with these objectives belongs: in the first exam that has one of them.
    pub fn home(&self, objectives: &[String]) -> Option<Home<'_>> {
        self.exams.iter().find_map(|exam| exam.home(objectives))
    }

    pub fn objectives(&self) -> impl Iterator<Item = Home<'_>> {
        self.exams.iter().flat_map(|exam| exam.blueprint.objectives())
    }

    /// What to say of an objective that none of them has.
    pub fn lacks(&self, id: &str) -> String {
        if self.are_several() {
            format!("no blueprint has an objective `{id}`")
        } else {
            format!("the blueprint has no objective `{id}`")
        }
    }

    /// Front-matter keys that the blueprints declare; of two for the same key the first counts.
    pub fn labels(&self) -> impl Iterator<Item = (&String, &Label)> {
        self.exams.iter().flat_map(|exam| &exam.blueprint.labels)
    }

    pub fn label(&self, key: &str) -> Option<&Label> {
        self.exams.iter().find_map(|exam| exam.blueprint.labels.get(key))
    }

    /// The shapes that a question may have: those of the exams that ask it, else of all.
    pub fn shapes(&self, question: &Question) -> Vec<&Shapes> {
        let asks = |exam: &&Exam| {
            exam.blueprint.asks(question) && exam.home(&question.fields.objectives).is_some()
        };
        let asking: Vec<&Shapes> = self.exams.iter().filter(asks).map(Exam::shapes).collect();
        if asking.is_empty() { self.exams.iter().map(Exam::shapes).collect() } else { asking }
    }

    /// Hosts of the vendors' documentation.
    pub fn official(&self) -> Vec<&String> {
        let mut hosts: Vec<&String> = Vec::new();
        for host in self.exams.iter().flat_map(|exam| &exam.blueprint.official) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}

impl Exam {
    fn new(source: SourceId, blueprint: Blueprint) -> Self {
        let mut places: BTreeMap<String, Vec<[usize; 3]>> = BTreeMap::new();
        for (at, objective) in located(&blueprint) {
            for id in std::iter::once(&objective.id).chain(&objective.continues) {
                places.entry(id.clone()).or_default().push(at);
            }
        }
        Self { blueprint, source, places }
    }

    fn shapes(&self) -> &Shapes {
        &self.blueprint.shapes
    }

    /// Where something with these objectives belongs in this exam: at the first one that is the exam's own, else at
    /// what continues the first one that is continued.
    pub fn home(&self, objectives: &[String]) -> Option<Home<'_>> {
        let own = objectives.iter().find_map(|id| self.own(id));
        own.or_else(|| objectives.iter().find_map(|id| self.carried(id).next()))
    }

    /// The exam's objectives that something with these objectives is about.
    pub fn about<'e>(&'e self, objectives: &'e [String]) -> BTreeSet<&'e str> {
        objectives
            .iter()
            .flat_map(|id| self.carried(id))
            .map(|home| home.objective.id.as_str())
            .collect()
    }

    /// The exam's own objective of this id.
    pub fn own(&self, id: &str) -> Option<Home<'_>> {
        self.carried(id).find(|home| home.objective.id == id)
    }

    /// The exam's objectives that are, or continue, the one of this id.
    fn carried(&self, id: &str) -> impl Iterator<Item = Home<'_>> {
        let places = self.places.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|&[domain, task, objective]| {
            let domain = &self.blueprint.domain[domain];
            let task = &domain.task[task];
            Home { domain, task, objective: &task.objective[objective] }
        })
    }
}

fn located(blueprint: &Blueprint) -> impl Iterator<Item = ([usize; 3], &Objective)> {
    blueprint.domain.iter().enumerate().flat_map(|(domain, one)| {
        one.task.iter().enumerate().flat_map(move |(task, one)| {
            let objectives = one.objective.iter().enumerate();
            objectives.map(move |(objective, one)| ([domain, task, objective], one))
        })
    })
}

/// Codes and objectives are unique over all exams, and what is continued is an objective of an earlier one.
fn fits(
    earlier: &[Exam],
    blueprint: &Blueprint,
    source: SourceId,
    text: &str,
    findings: &mut Vec<Finding>,
) {
    let place = |quoted: &str, from: usize| {
        let found = text[from..].find(quoted).map(|at| from + at);
        found.map_or(0..0, |at| at..at + quoted.len())
    };
    let mut fault = |at, message: String, help: String| {
        findings.push(BAD_BLUEPRINT.broken(Span::new(source, at), message).help(help));
    };
    if earlier.iter().any(|exam| exam.blueprint.code == blueprint.code) {
        let message = format!("another exam of the book has the code `{}`", blueprint.code);
        let help = "readers choose an exam by its code: give each its own".to_owned();
        fault(place(&format!("\"{}\"", blueprint.code), 0), message, help);
    }
    let known: Vec<&str> = earlier
        .iter()
        .flat_map(|exam| exam.blueprint.objectives())
        .map(|home| home.objective.id.as_str())
        .collect();
    let mut at = 0;
    for home in blueprint.objectives() {
        let id = &home.objective.id;
        let own = place(&format!("\"{id}\""), at);
        at = own.end.max(at);
        if known.contains(&id.as_str()) {
            let message = format!("objective `{id}` stands in an earlier exam too");
            let help = "questions name objectives by id alone: give every objective its own";
            fault(own, message, help.to_owned());
        }
        for continued in &home.objective.continues {
            let here = place(&format!("\"{continued}\""), at);
            if known.contains(&continued.as_str()) {
                continue;
            }
            let (message, help) = if earlier.is_empty() {
                let help = "`continues` belongs to the exam that comes after this one".to_owned();
                (format!("`{id}` continues `{continued}`, and no exam comes before"), help)
            } else {
                let nearest = did_you_mean(continued, known.iter().copied());
                let help = nearest.unwrap_or_else(|| "name objectives by their ids".to_owned());
                (format!("no earlier exam has an objective `{continued}`"), help)
            };
            fault(here, message, help);
        }
    }
}
