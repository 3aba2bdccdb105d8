//! Draws one exam form from the bank, the same one as `static/js/form.js` draws in the browser.
//!
//! `check` uses it to tell an author whether the bank fills the forms that the blueprint promises. It follows the script step
//! by step and draws the same random numbers in the same order, so change both or neither: `tests/vectors/form.json` holds a
//! thousand forms that both must draw.

mod bank;
mod drawing;
mod random;
mod shares;
#[cfg(test)]
mod tests;

pub use bank::{Bank, BankCase, BankDomain, BankExam, BankQuestion};

use crate::study::question::Pool;
use drawing::{exposure, prepare};
use random::Random;
use serde::Serialize;
use shares::Share;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a draw. An empty request but for the seed is a full form without history.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub seed: String,
    /// In how many earlier forms each question stood.
    pub exposure: BTreeMap<String, u32>,
    /// Questions met in practice.
    pub seen: BTreeSet<String>,
    /// Leaves out questions whose review date is before this day, `YYYY-MM-DD`.
    pub today: Option<String>,
    /// Whose questions; those for exams where it does not say.
    pub pool: Option<Pool>,
    pub size: Option<u32>,
    pub scored: Option<u32>,
    pub minutes: Option<u32>,
    /// A quiz on one domain alone.
    pub domain: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    pub code: String,
    pub seed: String,
    pub revision: String,
    pub minutes: u32,
    pub items: Vec<Seat>,
    /// The domains that lack questions; none is topped up from another.
    pub short: Vec<Shortage>,
    /// The longest form that the bank can fill, where this one is short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seat {
    pub id: String,
    pub rev: u32,
    pub scored: bool,
    /// The entries in the order in which they are shown.
    pub order: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortage {
    pub domain: Option<String>,
    pub want: u32,
    pub have: u32,
}

/// Most seats of a form that cases take, per cent, where the blueprint does not say.
pub const CASE_SHARE: u32 = 12;

/// Draws a form; a short one says so and names the longest form that the bank can fill.
pub fn draw(bank: &Bank, ask: &Ask) -> Form {
    let mut form = fill(bank, ask);
    if !form.short.is_empty() {
        form.longest = Some(longest(bank, ask, count_of(form.items.len())));
    }
    form
}

/// The size of the longest form that the bank can fill, at most `seated` questions.
fn longest(bank: &Bank, ask: &Ask, seated: u32) -> u32 {
    let fills = |size: &u32| fill(bank, &Ask { size: Some(*size), ..ask.clone() }).short.is_empty();
    (1..=seated).rev().find(fills).unwrap_or(0)
}

fn count_of(count: impl TryInto<u32, Error: std::fmt::Debug>) -> u32 {
    count.try_into().expect("seats and questions are far fewer than four thousand million")
}

/// Draws a form, and says no more of a short one than what it lacks.
pub fn fill(bank: &Bank, ask: &Ask) -> Form {
    let mut random = Random::new(&ask.seed);
    let mut drawing = prepare(bank, ask);
    random.shuffle(&mut drawing.singles);
    random.shuffle(&mut drawing.groups);
    let exposure =
        |group: &Vec<&BankQuestion>| group.iter().map(|question| exposure(ask, question)).max();
    drawing.groups.sort_by_key(exposure);

    let wanted = 1 + random.below(2) as usize;
    let mut blocks = drawing.place_groups(wanted, drawing.room);
    // In random order, since what is rare goes to the domain at which its share is complete.
    let mut order: Vec<usize> = (0..drawing.domains.len()).collect();
    random.shuffle(&mut order);
    for domain in order {
        blocks.extend(drawing.fill_domain(domain).into_iter().map(|question| vec![question]));
        drawing.filled.push(domain);
    }
    // Further cases come only where single questions have run out and seats are left.
    blocks.extend(drawing.place_groups(usize::MAX, usize::MAX));

    random.shuffle(&mut blocks);
    let questions: Vec<&BankQuestion> = blocks.concat();
    let mut counted = BTreeSet::new();
    for (place, domain) in drawing.domains.iter().enumerate() {
        let mut own: Vec<&str> = questions
            .iter()
            .map(|question| question.id.as_str())
            .filter(|id| drawing.home[id] == place)
            .collect();
        random.shuffle(&mut own);
        counted.extend(own.into_iter().take(domain.quota.scored as usize));
    }
    let seconds: u32 = questions.iter().map(|question| question.seconds).sum();
    let code = bank.exam.as_ref().map_or("", |exam| &exam.code);
    Form {
        code: [code, &bank.revision, &ask.seed].join("/"),
        seed: ask.seed.clone(),
        revision: bank.revision.clone(),
        minutes: drawing.minutes.unwrap_or(seconds.div_ceil(60)),
        items: questions
            .iter()
            .map(|question| Seat {
                id: question.id.clone(),
                rev: question.rev,
                scored: counted.contains(question.id.as_str()),
                order: option_order(&ask.seed, question),
            })
            .collect(),
        short: drawing.domains.iter().filter_map(Share::shortage).collect(),
        longest: None,
    }
}

/// The order in which the entries are shown; an ordering list never opens in the right order.
pub fn option_order(seed: &str, question: &BankQuestion) -> Vec<usize> {
    let mut places: Vec<usize> = (0..question.entries).collect();
    let ordering = question.kind == "order";
    if places.len() < 2 || (!question.shuffle && !ordering) {
        return places;
    }
    let mut random = Random::new(&format!("{seed}/{}", question.id));
    loop {
        random.shuffle(&mut places);
        if !ordering || !places.is_sorted() {
            return places;
        }
    }
}
