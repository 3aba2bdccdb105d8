//! Questions: a section of Markdown whose heading carries a kind.
//!
//! A [`Question`] is of one of the five kinds (choice, multi, order, match, hotspot); a [`Case`] holds several. What is
//! missing in one stays empty and is reported by `check/question.rs`; only shapes that cannot be read at all are found
//! in `read.rs`. Knows nothing of HTML, drawing or scoring.

mod area;
mod fields;
mod pairs;
mod read;

pub use area::{Area, HOTSPOT_AREAS};
pub use fields::{FIELDS, Fields, Pool, QUESTION_FIELD, attribute_span};
pub use read::read;

use crate::finding::Rule;
use crate::parse::doc::{At, Block, BlockKind, Heading, Inline, InlineKind, plain, words};
use serde::Serialize;

pub const QUESTION_SHAPE: Rule =
    Rule::error("question-shape", "a question has the parts of its kind");

/// The kinds that are graded by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    Choice,
    Multi,
    Order,
    Match,
    Hotspot,
}

impl QuestionKind {
    pub const ALL: [Self; 5] = [Self::Choice, Self::Multi, Self::Order, Self::Match, Self::Hotspot];

    pub fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Multi => "multi",
            Self::Order => "order",
            Self::Match => "match",
            Self::Hotspot => "hotspot",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub id: String,
    pub kind: QuestionKind,
    pub heading_at: At,
    pub level: u8,
    pub title: Vec<Inline>,
    pub fields: Fields,
    /// Id of the case it belongs to.
    pub case: Option<String>,
    pub stem: Vec<Block>,
    /// Options, steps in the right order, responses, or areas of the picture; surplus ones last.
    pub entries: Vec<AnswerEntry>,
    /// Prompts of a matching question.
    pub prompts: Vec<Prompt>,
    pub deciding: Option<Noted>,
    /// Why the order of an ordering question is the only one.
    pub order_reason: Option<Noted>,
    pub explanation: Vec<Block>,
    pub references: Option<Noted>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct AnswerEntry {
    /// Its place in the source, from 1, so that mending its words changes nothing.
    pub id: String,
    /// Comes from its words: by it an entry that was moved is found again.
    pub print: String,
    pub at: At,
    pub inlines: Vec<Inline>,
    /// Right option, step of the sequence, or response of a prompt.
    pub right: bool,
    /// Where it lies on the picture of a hotspot.
    pub area: Option<Area>,
    pub reason: Vec<Block>,
    /// The first of its blocks that is neither its words nor in a quote.
    pub loose: Option<At>,
}

impl AnswerEntry {
    pub fn text(&self) -> String {
        plain(&self.inlines)
    }

    pub fn reason_text(&self) -> String {
        words(&self.reason)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Comes from its words.
    pub print: String,
    pub at: At,
    pub inlines: Vec<Inline>,
    /// Index of its response in `entries`.
    pub response: usize,
    pub reason: Vec<Inline>,
}

/// A paragraph that begins with a bold label.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    pub at: At,
    pub inlines: Vec<Inline>,
}

impl Noted {
    pub fn text(&self) -> String {
        plain(&self.inlines).trim().to_owned()
    }
}

impl Question {
    /// The blocks before its answers, without the picture on which a hotspot asks for areas.
    pub fn text(&self) -> &[Block] {
        match self.picture() {
            Some(_) => &self.stem[..self.stem.len() - 1],
            None => &self.stem,
        }
    }

    /// The picture on which a hotspot asks for areas: the last thing before them.
    pub fn picture(&self) -> Option<&[Inline]> {
        match &self.stem.last()?.kind {
            BlockKind::Paragraph(inlines)
                if self.kind == QuestionKind::Hotspot
                    && matches!(&**inlines, [Inline { kind: InlineKind::Image(_), .. }]) =>
            {
                Some(inlines)
            }
            _ => None,
        }
    }

    /// Whether its chapter and practice show it; else it is kept for exams.
    pub fn is_practised(&self) -> bool {
        self.fields.pool != Pool::Exam
    }
}

/// One scenario with two or more questions, each graded alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub id: String,
    pub heading_at: At,
    pub level: u8,
    pub title: Vec<Inline>,
    pub pool: Pool,
    pub scenario: Vec<Block>,
    pub questions: Vec<Question>,
}

/// The kind a heading's classes name; nothing for an ordinary heading.
pub fn kind(heading: &Heading) -> Option<QuestionKind> {
    QuestionKind::ALL.into_iter().find(|kind| heading.has(kind.name()))
}

/// Whether an id has the right letters and not too many of them.
pub fn is_id(id: &str) -> bool {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    id.chars().all(fits) && (3..=40).contains(&id.len())
}

/// Five letters and digits that stay the same as long as the text does.
pub fn short_hash(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let hash = xxhash_rust::xxh3::xxh3_64(text.trim().as_bytes());
    (0..5)
        .map(|place| {
            char::from(LETTERS[usize::try_from(hash >> (5 * place) & 31).expect("five bits fit")])
        })
        .collect()
}
