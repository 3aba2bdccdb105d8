//! Questions: a section of Markdown whose heading carries a kind.
//!
//! Takes the blocks of such a section and gives a [`Question`] of one of the five kinds (choice, multi, order, match, hotspot),
//! or a [`Case`] that holds several. What is missing stays empty and is reported by `check/question.rs`; only shapes
//! that cannot be read at all are found here. Knows nothing of HTML, drawing or scoring.

mod area;
mod fields;

pub use area::{Area, HOTSPOT_AREAS};
pub use fields::{FIELDS, Fields, Pool, QUESTION_FIELD, attribute_span};

use crate::finding::{Finding, Rule};
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::doc::{At, Block, BlockKind, Heading, Inline, InlineKind, Item, plain, words};
use serde::Serialize;
use std::collections::BTreeMap;

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
                    && matches!(
                        inlines.as_slice(),
                        [Inline { kind: InlineKind::Image(_), .. }]
                    ) =>
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

/// Reads a question from its heading and the blocks below it.
pub fn read(
    chapter: &Chapter,
    heading: &Heading,
    heading_at: &At,
    blocks: &[Block],
    case: Option<&str>,
    locale: &Locale,
    findings: &mut Vec<Finding>,
) -> Question {
    let kind = kind(heading).unwrap_or(QuestionKind::Choice);
    let mut question = Question {
        id: heading.id.clone(),
        kind,
        heading_at: heading_at.clone(),
        level: heading.level,
        title: heading.inlines.clone(),
        fields: fields::fields(chapter, heading, heading_at, findings),
        case: case.map(str::to_owned),
        stem: Vec::new(),
        entries: Vec::new(),
        prompts: Vec::new(),
        deciding: None,
        order_reason: None,
        explanation: Vec::new(),
        references: None,
    };
    let answer = blocks.iter().position(|block| starts_answer(kind, block)).unwrap_or(blocks.len());
    question.stem = blocks[..answer].to_vec();
    let mut rest = blocks[answer..].iter().peekable();
    match rest.next().map(|block| &block.kind) {
        Some(BlockKind::List(list)) => {
            let right = |item: &Item| {
                if kind == QuestionKind::Order { true } else { item.task == Some(true) }
            };
            question.entries.extend(list.items.iter().map(|item| entry(item, right(item))));
            if kind != QuestionKind::Order {
                findings.extend(unmarked(chapter, &list.items));
            }
            if kind == QuestionKind::Hotspot {
                area::read(chapter, &mut question, findings);
            }
        }
        Some(BlockKind::Table(table)) => read_pairs(chapter, &mut question, table, findings),
        _ => {
            let (what, help) = match kind {
                QuestionKind::Choice | QuestionKind::Multi => {
                    ("task list", "write options as `- [x] right` and `- [ ] wrong`")
                }
                QuestionKind::Hotspot => (
                    "task list",
                    "write areas as ``- [x] `left,top widthxheight` name``, in percent of the picture",
                ),
                QuestionKind::Order => {
                    ("numbered list", "write the steps as `1.`, `2.`, in the right order")
                }
                QuestionKind::Match => {
                    ("table", "write a table with the columns prompt, response, reason")
                }
            };
            let message = format!("`{}` has no {what} with its answer", question.id);
            findings.push(
                QUESTION_SHAPE.broken(chapter.span(heading_at), message).help(help.to_owned()),
            );
        }
    }
    if matches!(kind, QuestionKind::Order | QuestionKind::Match)
        && let Some(Block { kind: BlockKind::List(list), .. }) = rest.peek()
    {
        question.entries.extend(list.items.iter().map(|item| entry(item, false)));
        rest.next();
    }
    for block in rest {
        match labelled(block) {
            Some((mark, noted)) if locale.is_mark(mark, "deciding_phrase") => {
                question.deciding = Some(noted);
            }
            Some((mark, noted)) if locale.is_mark(mark, "references") => {
                question.references = Some(noted);
            }
            Some((mark, noted)) if locale.is_mark(mark, "why_this_order") => {
                question.order_reason = Some(noted);
            }
            _ => question.explanation.push(block.clone()),
        }
    }
    for (place, entry) in question.entries.iter_mut().enumerate() {
        entry.id = (place + 1).to_string();
    }
    distinct(question.entries.iter_mut().map(|entry| &mut entry.print));
    distinct(question.prompts.iter_mut().map(|prompt| &mut prompt.print));
    question
}

/// Options that do not say whether they are right: they would count as wrong ones.
fn unmarked(chapter: &Chapter, items: &[Item]) -> impl Iterator<Item = Finding> {
    items.iter().filter(|item| item.task.is_none()).map(|item| {
        let length = chapter.text.text[item.at.clone()].find('\n').unwrap_or(item.at.len());
        let span = chapter.span(&(item.at.start..item.at.start + length));
        let message = "this option does not say whether it is right, and would count as wrong";
        let help = "begin it with `- [x] ` or `- [ ] `".to_owned();
        QUESTION_SHAPE.broken(span, message).help(help)
    })
}

fn starts_answer(kind: QuestionKind, block: &Block) -> bool {
    match (&block.kind, kind) {
        (
            BlockKind::List(list),
            QuestionKind::Choice | QuestionKind::Multi | QuestionKind::Hotspot,
        ) => list.items.iter().any(|item| item.task.is_some()),
        (BlockKind::List(list), QuestionKind::Order) => list.start.is_some(),
        (BlockKind::Table(_), QuestionKind::Match) => true,
        _ => false,
    }
}

fn entry(item: &Item, right: bool) -> AnswerEntry {
    let mut inlines: Vec<Inline> = Vec::new();
    let mut reason = Vec::new();
    let mut loose = None;
    for block in &item.blocks {
        match &block.kind {
            BlockKind::Plain(part) | BlockKind::Paragraph(part) => {
                if !inlines.is_empty() {
                    loose.get_or_insert_with(|| block.at.clone());
                    let at = block.at.start..block.at.start;
                    inlines.push(Inline { kind: InlineKind::HardBreak, at });
                }
                inlines.extend(part.iter().cloned());
            }
            BlockKind::Quote(blocks) => reason.extend(blocks.iter().cloned()),
            other => {
                if !matches!(other, BlockKind::Callout(_)) {
                    loose.get_or_insert_with(|| block.at.clone());
                }
                reason.push(block.clone());
            }
        }
    }
    let print = short_hash(&plain(&inlines));
    AnswerEntry {
        id: String::new(),
        print,
        at: item.at.clone(),
        inlines,
        right,
        area: None,
        reason,
        loose,
    }
}

fn read_pairs(
    chapter: &Chapter,
    question: &mut Question,
    table: &crate::parse::doc::Table,
    findings: &mut Vec<Finding>,
) {
    for row in &table.rows {
        let [prompt, response, reason @ ..] = row.as_slice() else { continue };
        if let Some(more) = reason.iter().skip(1).find(|cell| !cell.inlines.is_empty()) {
            let message = "a fourth cell is shown nowhere";
            let help = "pairs have a prompt, a response and a reason: put this into the reason";
            let span = chapter.span(&more.at);
            findings.push(QUESTION_SHAPE.broken(span, message).help(help.to_owned()));
        }
        let text = plain(&response.inlines);
        let known = question.entries.iter().position(|entry| entry.text() == text);
        let index = known.unwrap_or_else(|| {
            question.entries.push(AnswerEntry {
                id: String::new(),
                print: short_hash(&text),
                at: response.at.clone(),
                inlines: response.inlines.clone(),
                right: true,
                area: None,
                reason: Vec::new(),
                loose: None,
            });
            question.entries.len() - 1
        });
        question.prompts.push(Prompt {
            print: short_hash(&plain(&prompt.inlines)),
            at: prompt.at.clone(),
            inlines: prompt.inlines.clone(),
            response: index,
            reason: reason.first().map(|cell| cell.inlines.clone()).unwrap_or_default(),
        });
    }
}

/// A paragraph whose first words are bold and end with a colon, and what follows them.
pub fn labelled(block: &Block) -> Option<(&str, Noted)> {
    let BlockKind::Paragraph(inlines) = &block.kind else { return None };
    let [Inline { kind: InlineKind::Strong(label), .. }, rest @ ..] = inlines.as_slice() else {
        return None;
    };
    let [Inline { kind: InlineKind::Text(label), .. }] = label.as_slice() else { return None };
    let label = label.strip_suffix(':')?;
    let at = rest.first().map_or(block.at.clone(), |first| first.at.start..block.at.end);
    Some((label, Noted { at, inlines: rest.to_vec() }))
}

/// Two with the same words would share a print; the second gets a number.
fn distinct<'p>(prints: impl Iterator<Item = &'p mut String>) {
    let mut seen = BTreeMap::<String, u32>::new();
    for print in prints {
        let count = seen.entry(print.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            print.push_str(&count.to_string());
        }
    }
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
