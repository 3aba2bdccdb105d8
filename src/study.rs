//! The study words in one page.
//!
//! A **question** asks for one decision; it is a section of Markdown whose heading has a kind: choice, multi, order,
//! match or hotspot. A **case** is one scenario with several questions. A **card** is a situation with its solution. An
//! **objective** is one line of the exam's blueprint. A **term** is a word the glossary explains. A **form** is one
//! drawn exam. This file finds the sections of a chapter that are study material and reads them.

pub mod card;
pub mod exams;
pub mod form;
pub mod glossary;
pub mod grade;
pub mod lookup;
pub mod objective;
pub mod question;
pub mod shape;

use crate::finding::{Finding, Rule};
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::doc::{At, Block, BlockKind, Heading};
use card::Card;
use question::{Case, Pool, Question};
use std::ops::Range;

pub const CASE_SHAPE: Rule =
    Rule::error("case-shape", "a case is a scenario and sub-headings that are questions");

/// Study material of one chapter, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Study {
    pub sections: Vec<Section>,
}

/// Some top-level blocks of the chapter that are study material.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Indexes of the chapter's blocks, heading included.
    pub blocks: Range<usize>,
    pub holds: Holds,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    Question(Box<Question>),
    Case(Box<Case>),
    /// The heading stays a heading of the page; only tables become cards.
    Cards(Vec<Card>),
}

impl Study {
    /// Whether there is nothing to ask or to turn over.
    pub fn is_empty(&self) -> bool {
        self.questions().next().is_none() && self.cards().next().is_none()
    }

    /// All questions, those of cases included.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| match &section.holds {
            Holds::Question(question) => std::slice::from_ref(&**question),
            Holds::Case(case) => case.questions.as_slice(),
            Holds::Cards(_) => &[],
        })
    }

    /// The questions that the chapter and practice show; the others are kept for exams.
    pub fn practised(&self) -> impl Iterator<Item = &Question> {
        self.questions().filter(|question| question.is_practised())
    }

    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.sections.iter().filter_map(|section| match &section.holds {
            Holds::Case(case) => Some(&**case),
            _ => None,
        })
    }

    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.sections.iter().flat_map(|section| match &section.holds {
            Holds::Cards(cards) => cards.as_slice(),
            _ => &[],
        })
    }
}

/// Whether a heading opens the section of a chapter that a mark names, such as `references`: by its id, or by its words in
/// English or in the book's language.
pub fn opens(heading: &Heading, mark: &str, locale: &Locale) -> bool {
    heading.id == mark.replace('_', "-") || locale.is_mark(heading.text().trim(), mark)
}

/// Whether a heading opens a section of study material or of what it rests on, in which nothing is taught.
pub fn opens_no_prose(heading: &Heading, locale: &Locale) -> bool {
    question::kind(heading).is_some()
        || heading.has("case")
        || card::opens(heading)
        || ["check_yourself", "references"].into_iter().any(|mark| opens(heading, mark, locale))
}

/// Finds and reads the study material of a chapter, whose marks are in English or in the book's language.
pub fn read(chapter: &Chapter, locale: &Locale) -> (Study, Vec<Finding>) {
    let mut study = Study::default();
    let mut findings = Vec::new();
    let mut index = 0;
    while index < chapter.blocks.len() {
        let Some((heading, at)) = heading(&chapter.blocks[index]) else {
            index += 1;
            continue;
        };
        if chapter.h1().is_some_and(|title| std::ptr::eq(title, heading)) {
            findings.extend(title_with_kind(chapter, heading, &at));
            index += 1;
            continue;
        }
        let end = section_end(&chapter.blocks, index, heading.level);
        let below = &chapter.blocks[index + 1..end];
        let holds = if heading.has("case") {
            Holds::Case(Box::new(case(chapter, heading, &at, below, locale, &mut findings)))
        } else if question::kind(heading).is_some() {
            Holds::Question(Box::new(question::read(
                chapter,
                heading,
                &at,
                below,
                None,
                locale,
                &mut findings,
            )))
        } else if card::opens(heading) {
            Holds::Cards(card::read(chapter, heading, &at, below, locale, &mut findings))
        } else {
            index += 1;
            continue;
        };
        study.sections.push(Section { blocks: index..end, holds });
        index = end;
    }
    (study, findings)
}

/// A chapter's title names the page; what is asked needs a heading of its own.
fn title_with_kind(chapter: &Chapter, heading: &Heading, at: &At) -> Option<Finding> {
    let (rule, what) = if heading.has("case") {
        (&CASE_SHAPE, "a case")
    } else if question::kind(heading).is_some() {
        (&question::QUESTION_SHAPE, "a question")
    } else if card::opens(heading) {
        (&card::CARD_SHAPE, "cards")
    } else {
        return None;
    };
    let message = format!("the title of a chapter cannot be {what}");
    let help = format!("give {what} a heading of its own below the title");
    Some(rule.broken(chapter.span(at), message).help(help))
}

fn case(
    chapter: &Chapter,
    heading: &Heading,
    heading_at: &At,
    below: &[Block],
    locale: &Locale,
    findings: &mut Vec<Finding>,
) -> Case {
    let is_question = |block: &Block| {
        self::heading(block).is_some_and(|(heading, _)| question::kind(heading).is_some())
    };
    let first = below.iter().position(is_question).unwrap_or(below.len());
    let pool = match heading.attribute("pool") {
        Some("practice") => Pool::Practice,
        Some("exam") => Pool::Exam,
        _ => Pool::Both,
    };
    let mut case = Case {
        id: heading.id.clone(),
        heading_at: heading_at.clone(),
        level: heading.level,
        title: heading.inlines.to_vec(),
        pool,
        scenario: below[..first].to_vec(),
        questions: Vec::new(),
    };
    let mut index = first;
    while index < below.len() {
        let Some((heading, at)) = self::heading(&below[index]) else { break };
        let end = section_end(below, index, heading.level);
        let blocks = &below[index + 1..end];
        if question::kind(heading).is_some() {
            case.questions.push(question::read(
                chapter,
                heading,
                &at,
                blocks,
                Some(&case.id),
                locale,
                findings,
            ));
        } else {
            let message = format!("`{}` is not a question", heading.text());
            let help = "give the heading a kind, such as `.choice`, or end the case with a heading of its own level";
            findings.push(CASE_SHAPE.broken(chapter.span(&at), message).help(help.to_owned()));
        }
        index = end;
    }
    case
}

fn heading(block: &Block) -> Option<(&Heading, At)> {
    match &block.kind {
        BlockKind::Heading(heading) => Some((heading, block.at.range())),
        _ => None,
    }
}

/// Index of the block that ends the section opened at `index`.
fn section_end(blocks: &[Block], index: usize, level: u8) -> usize {
    let ends = |block: &Block| heading(block).is_some_and(|(heading, _)| heading.level <= level);
    blocks[index + 1..].iter().position(ends).map_or(blocks.len(), |length| index + 1 + length)
}
