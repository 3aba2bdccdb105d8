//! The fields of a question: what its heading says besides kind and id.

use super::QuestionKind;
use crate::finding::{Finding, Rule, did_you_mean};
use crate::parse::Chapter;
use crate::parse::doc::{At, Heading};
use serde::{Deserialize, Serialize};

pub const QUESTION_FIELD: Rule =
    Rule::error("question-field", "fields of a question are ones we know, with values that fit");

/// Where a question may turn up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pool {
    Practice,
    /// Mock exams only, so that their estimate stays clean.
    Exam,
    #[default]
    Both,
}

impl Pool {
    /// As authors write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Exam => "exam",
            Self::Both => "both",
        }
    }
}

/// Fields of the heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// The first one is primary: it fixes domain and task.
    pub objectives: Vec<String>,
    /// 1 easy, 2 medium, 3 hard.
    pub difficulty: u8,
    pub cognitive: String,
    pub pool: Pool,
    /// Expected time.
    pub seconds: u32,
    /// Raised by the author when the key or the meaning changed.
    pub rev: u32,
    pub shuffle: bool,
    /// Questions that must not share a form with this one.
    pub enemies: Vec<String>,
    /// Services this question tells apart.
    pub confuses: Vec<String>,
    /// Ids it had before.
    pub was: Vec<String>,
    /// About the exam itself, so without an objective.
    pub general: bool,
    /// A response may be used for several prompts.
    pub reuse: bool,
    pub sources: Option<String>,
    pub asof: Option<String>,
    pub review_by: Option<String>,
    pub angoff: Option<f64>,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            objectives: Vec::new(),
            difficulty: 2,
            cognitive: "apply".to_owned(),
            pool: Pool::Both,
            seconds: 120,
            rev: 1,
            shuffle: true,
            enemies: Vec::new(),
            confuses: Vec::new(),
            was: Vec::new(),
            general: false,
            reuse: false,
            sources: None,
            asof: None,
            review_by: None,
            angoff: None,
        }
    }
}

/// Names of all fields.
pub const FIELDS: [&str; 16] = [
    "objectives",
    "difficulty",
    "cognitive",
    "pool",
    "seconds",
    "rev",
    "shuffle",
    "enemies",
    "confuses",
    "was",
    "general",
    "reuse",
    "sources",
    "asof",
    "review-by",
    "angoff",
];

pub(super) fn fields(
    chapter: &Chapter,
    heading: &Heading,
    at: &At,
    findings: &mut Vec<Finding>,
) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in &heading.attributes {
        let list = || {
            value.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let mut expected = None;
        match name.as_str() {
            "objectives" => fields.objectives = list(),
            "enemies" => fields.enemies = list(),
            "confuses" => fields.confuses = list(),
            "was" => fields.was = list(),
            "difficulty" => match value.parse() {
                Ok(level @ 1..=3) => fields.difficulty = level,
                _ => expected = Some("1, 2 or 3"),
            },
            "cognitive" if ["recall", "apply", "analyze"].contains(&value.as_str()) => {
                fields.cognitive.clone_from(value);
            }
            "cognitive" => expected = Some("recall, apply or analyze"),
            "pool" => match value.as_str() {
                "practice" => fields.pool = Pool::Practice,
                "exam" => fields.pool = Pool::Exam,
                "both" => fields.pool = Pool::Both,
                _ => expected = Some("practice, exam or both"),
            },
            "seconds" => match value.parse() {
                Ok(seconds @ 1..=3600) => fields.seconds = seconds,
                _ => expected = Some("a number of seconds"),
            },
            "rev" => match value.parse() {
                Ok(rev @ 1..) => fields.rev = rev,
                _ => expected = Some("a number from 1"),
            },
            "shuffle" | "general" => match value.parse() {
                Ok(on) if name == "shuffle" => fields.shuffle = on,
                Ok(on) => fields.general = on,
                Err(_) => expected = Some("true or false"),
            },
            "reuse" if !heading.has(QuestionKind::Match.name()) => {
                let message = "only a `.match` has responses that may be used again".to_owned();
                let finding = QUESTION_FIELD.broken(attribute_span(chapter, at, name), message);
                findings.push(finding.help("take `reuse` out".to_owned()));
            }
            "reuse" => match value.as_str() {
                "many" => fields.reuse = true,
                "once" => fields.reuse = false,
                _ => expected = Some("once or many"),
            },
            "sources" => fields.sources = Some(value.clone()),
            "asof" => fields.asof = Some(value.clone()),
            "review-by" => fields.review_by = Some(value.clone()),
            "angoff" => match value.parse::<f64>() {
                Ok(share) if (0.0..=1.0).contains(&share) => fields.angoff = Some(share),
                _ => expected = Some("a share from 0 to 1"),
            },
            _ => {
                let message = format!("a question has no field `{name}`");
                let help = did_you_mean(name, FIELDS)
                    .or_else(|| Some(format!("fields: {}", FIELDS.join(", "))));
                findings.push(
                    QUESTION_FIELD
                        .broken(attribute_span(chapter, at, name), message)
                        .help(help)
                        .respelt(
                            name,
                            FIELDS.into_iter().filter(|field| heading.attribute(field).is_none()),
                        ),
                );
            }
        }
        if let Some(expected) = expected {
            let message = format!("`{name}={value}` does not fit");
            let help = format!("`{name}` is {expected}");
            findings
                .push(QUESTION_FIELD.broken(attribute_span(chapter, at, name), message).help(help));
        }
    }
    fields
}

/// Where an attribute stands in a heading's line.
pub fn attribute_span(chapter: &Chapter, at: &At, name: &str) -> crate::source::Span {
    let line = &chapter.text.text[at.clone()];
    let place = line
        .rfind('{')
        .and_then(|brace| line[brace..].find(&format!("{name}=")).map(|i| brace + i));
    match place {
        Some(start) => {
            let length = line[start..].find([' ', '}']).unwrap_or(name.len());
            chapter.span(&(at.start + start..at.start + start + length))
        }
        None => chapter.span(at),
    }
}
