//! What a draw knows of a book: the exam's numbers, and of each question where it belongs and whom it excludes.
//!
//! The page gets the same as JSON, under the same names. No text of a question is in here, and no key.

use crate::study::Study;
use crate::study::exams::Exam;
use crate::study::objective::Blueprint;
use crate::study::question::{self, Pool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the draw knows of a book; the page gets it as JSON under the same names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bank {
    pub exam: Option<BankExam>,
    pub revision: String,
    pub questions: Vec<BankQuestion>,
    pub cases: Vec<BankCase>,
}

/// The numbers of the exam, from the book's blueprint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BankExam {
    pub code: String,
    pub items: u32,
    pub scored: u32,
    pub minutes: u32,
    pub pass: u32,
    /// The lowest and the highest scaled score.
    pub scale: [u32; 2],
    /// The low, central and high guess of the raw pass share.
    pub cut: [f64; 3],
    pub mix: BTreeMap<String, u32>,
    /// Most seats of a form that cases take, per cent.
    pub case_share: u32,
    pub domains: Vec<BankDomain>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BankDomain {
    pub id: String,
    pub weight: u32,
    pub tasks: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BankQuestion {
    pub id: String,
    pub kind: String,
    pub domain: String,
    pub task: String,
    pub objectives: Vec<String>,
    pub difficulty: u32,
    pub pool: Pool,
    pub rev: u32,
    pub seconds: u32,
    pub enemies: Vec<String>,
    pub confuses: Vec<String>,
    pub case: Option<String>,
    pub shuffle: bool,
    /// How many options, steps or responses the question shows.
    pub entries: usize,
    pub review_by: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BankCase {
    pub id: String,
    pub questions: Vec<String>,
}

impl Bank {
    /// What a draw may know of a book. `revision` names the content the bank was made from.
    pub fn new<'s>(
        exam: Option<&Exam>,
        studies: impl Iterator<Item = &'s Study> + Clone,
        revision: String,
    ) -> Self {
        let questions = studies.clone().flat_map(Study::questions);
        Self {
            exam: exam.map(|exam| BankExam::new(&exam.blueprint)),
            revision,
            questions: questions.map(|question| BankQuestion::new(question, exam)).collect(),
            cases: studies.flat_map(Study::cases).map(BankCase::new).collect(),
        }
    }
}

impl BankExam {
    pub fn new(blueprint: &Blueprint) -> Self {
        let domain = |domain: &crate::study::objective::Domain| BankDomain {
            id: domain.id.clone(),
            weight: domain.weight,
            tasks: domain.task.iter().map(|task| task.id.clone()).collect(),
        };
        Self {
            code: blueprint.code.clone(),
            items: blueprint.items,
            scored: blueprint.scored(),
            minutes: blueprint.minutes,
            pass: blueprint.pass,
            scale: blueprint.scale,
            cut: blueprint.cut,
            mix: blueprint.mix.clone(),
            case_share: blueprint.case_share,
            domains: blueprint.domain.iter().map(domain).collect(),
        }
    }
}

impl BankQuestion {
    /// The objectives fix domain and task. Both stay empty, and no exam draws the question, where the exam has none of
    /// them or does not ask this kind.
    pub fn new(question: &question::Question, exam: Option<&Exam>) -> Self {
        let fields = &question.fields;
        let home = exam
            .filter(|exam| exam.blueprint.asks(question))
            .and_then(|exam| exam.home(&fields.objectives));
        Self {
            id: question.id.clone(),
            kind: question.kind.name().to_owned(),
            domain: home.map(|home| home.domain.id.clone()).unwrap_or_default(),
            task: home.map(|home| home.task.id.clone()).unwrap_or_default(),
            objectives: fields.objectives.clone(),
            difficulty: u32::from(fields.difficulty),
            pool: fields.pool,
            rev: fields.rev,
            seconds: fields.seconds,
            enemies: fields.enemies.clone(),
            confuses: fields.confuses.clone(),
            case: question.case.clone(),
            // Areas have the numbers of their list on the picture.
            shuffle: fields.shuffle && question.kind != question::QuestionKind::Hotspot,
            entries: question.entries.len(),
            review_by: fields.review_by.clone(),
        }
    }
}

impl BankCase {
    fn new(case: &question::Case) -> Self {
        Self {
            id: case.id.clone(),
            questions: case.questions.iter().map(|question| question.id.clone()).collect(),
        }
    }
}
