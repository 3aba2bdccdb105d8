//! Flashcards: one situation, one decision.
//!
//! Read from a table below a heading with the class `cards`, one row a card, columns found by their names. The id is
//! the author's (column `id`) or comes from the situation's words, never from the row's position: readers' schedules
//! hang on it. Knows nothing of dates.

use super::question::{QuestionKind, short_hash};
use crate::finding::{Finding, Rule, did_you_mean};
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::doc::{At, Block, BlockKind, Cell, Heading, Inline, Table, plain};

pub const CARD_SHAPE: Rule = Rule::error(
    "card-shape",
    "cards are a table with situation, solution, deciding phrase, tempting alternative",
);

#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: String,
    pub id_given: bool,
    pub at: At,
    pub front: Vec<Inline>,
    pub back: Vec<Inline>,
    /// The deciding phrase and the property it asks for.
    pub because: Vec<Inline>,
    /// The tempting alternative and why it loses.
    pub not: Vec<Inline>,
    /// The chapter's, unless the heading names others.
    pub objectives: Vec<String>,
}

impl Card {
    pub fn front_text(&self) -> String {
        plain(&self.front)
    }

    pub fn back_text(&self) -> String {
        plain(&self.back)
    }
}

const COLUMNS: [&str; 5] =
    ["id", "situation", "solution", "deciding phrase", "tempting alternative"];

/// Whether a heading opens cards rather than text.
pub fn opens(heading: &Heading) -> bool {
    heading.has("cards") && QuestionKind::ALL.iter().all(|kind| !heading.has(kind.name()))
}

/// Reads the cards of a section; other blocks of the section stay prose.
pub fn read(
    chapter: &Chapter,
    heading: &Heading,
    heading_at: &At,
    blocks: &[Block],
    locale: &Locale,
    findings: &mut Vec<Finding>,
) -> Vec<Card> {
    let objectives = heading.attribute("objectives").map_or_else(
        || chapter.front.objectives.clone(),
        |list| list.split(',').map(str::to_owned).collect(),
    );
    let mut cards = Vec::new();
    let mut tables = 0;
    for block in blocks {
        if let BlockKind::Table(table) = &block.kind {
            tables += 1;
            cards.extend(rows(chapter, table, &block.at.range(), &objectives, locale, findings));
        }
    }
    if tables == 0 {
        let message = "this section holds no table of cards".to_owned();
        let help = format!("write a table with the columns {}", columns(locale));
        findings.push(CARD_SHAPE.broken(chapter.span(heading_at), message).help(help));
    }
    cards
}

/// The names of the columns in the language of the book.
fn columns(locale: &Locale) -> String {
    let name = |column: &str| {
        let own = locale.word(&format!("marks.{}", column.replace(' ', "_")));
        if own.to_lowercase() == column { column.to_owned() } else { own.to_owned() }
    };
    COLUMNS.map(name).join(", ")
}

fn rows(
    chapter: &Chapter,
    table: &Table,
    at: &At,
    objectives: &[String],
    locale: &Locale,
    findings: &mut Vec<Finding>,
) -> Vec<Card> {
    let mut place: [Option<usize>; 5] = [None; 5];
    let title_of = |cell: &Cell| plain(&cell.inlines).trim().to_lowercase();
    let names: Vec<String> = table.head.iter().map(title_of).collect();
    for (index, cell) in table.head.iter().enumerate() {
        let name = title_of(cell);
        let column =
            |column: &&str| *column == name || locale.is_mark(&name, &column.replace(' ', "_"));
        match COLUMNS.iter().position(column) {
            Some(column) => place[column] = Some(index),
            None => findings.push(
                CARD_SHAPE
                    .broken(
                        chapter.span(&cell.at.range()),
                        format!("cards have no column `{name}`"),
                    )
                    .help(
                        did_you_mean(&name, COLUMNS)
                            .or_else(|| Some(format!("columns: {}", columns(locale)))),
                    )
                    .respelt(
                        &name,
                        COLUMNS.into_iter().filter(|column| !names.contains(&(*column).to_owned())),
                    ),
            ),
        }
    }
    if place[1].is_none() || place[2].is_none() {
        let message = "this table has no `situation` or no `solution`".to_owned();
        let help = format!("columns: {}", columns(locale));
        findings.push(CARD_SHAPE.broken(chapter.span(at), message).help(help));
        return Vec::new();
    }
    let card = |row: &[Cell]| {
        let cell = |column: usize| -> Vec<Inline> {
            place[column]
                .and_then(|index| row.get(index))
                .map(|cell| cell.inlines.to_vec())
                .unwrap_or_default()
        };
        let given = plain(&cell(0)).trim().to_owned();
        let front = cell(1);
        let start = row.first().map_or(at.start, |cell| cell.at.start());
        let end = row.last().map_or(at.end, |cell| cell.at.end());
        Card {
            id_given: !given.is_empty(),
            id: if given.is_empty() {
                format!("card-{}", short_hash(&plain(&front)))
            } else {
                given
            },
            at: start..end,
            front,
            back: cell(2),
            because: cell(3),
            not: cell(4),
            objectives: objectives.to_vec(),
        }
    };
    table.rows.iter().map(|row| card(row)).collect()
}
