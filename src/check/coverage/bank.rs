//! Numbers of the whole bank: the mix of kinds, the places of right options, the size of the exam's pool.

use super::Plan;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::study::form::{Ask, Bank, Seat, Shortage, draw, fill};
use crate::study::question::QuestionKind;
use std::collections::BTreeMap;

pub const EXAM_MIX: Rule = Rule::warning(
    "exam-mix",
    "kinds of questions are within ten points of the mix that the blueprint declares",
);
pub const EXAM_POOL: Rule = Rule::warning(
    "exam-pool",
    "every complete domain has exam questions enough for the forms promised",
);
pub const QUESTION_PLACES: Rule =
    Rule::warning("question-places", "right options stand at each place about equally often");

/// Points a kind's share may be off.
const SLACK: u32 = 10;

/// Chi-square at p = 0.01 for one to five degrees of freedom: for two to six options.
const CRITICAL: [f64; 5] = [6.635, 9.210, 11.345, 13.277, 15.086];
const PLACES: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/// Below this many the test says nothing.
const FEWEST: u32 = 20;

pub(super) fn all(guide: &Guide<'_>, plan: &Plan<'_>, findings: &mut Vec<Finding>) {
    if plan.gates.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<QuestionKind, u32> = BTreeMap::new();
    for (_, question) in guide.questions().filter(|(_, one)| plan.exam.blueprint.asks(one)) {
        let home = plan.exam.home(&question.fields.objectives);
        if home.is_some_and(|home| plan.gates.contains(home.domain.id.as_str())) {
            *kinds.entry(question.kind).or_insert(0) += 1;
        }
    }
    mix(plan, &kinds, findings);
    forms(guide, plan, findings);
}

/// Draws the forms that the blueprint promises, one after the other, as a reader would.
fn forms(guide: &Guide<'_>, plan: &Plan<'_>, findings: &mut Vec<Finding>) {
    let bank = Bank::new(Some(plan.exam), guide.studies(), String::new());
    let homes: BTreeMap<&str, &str> =
        bank.questions.iter().map(|one| (one.id.as_str(), one.domain.as_str())).collect();
    let promised = plan.exam.blueprint.pool.forms.max(1);
    let mut ask = Ask { seed: "check".to_owned(), ..Ask::default() };
    // Seats of all forms by domain, and how many of them a question takes that no form before had.
    let mut seats: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for _ in 0..promised {
        let form = fill(&bank, &ask);
        for Seat { id, .. } in &form.items {
            let Some((id, &domain)) = homes.get_key_value(id.as_str()) else { continue };
            let met = ask.exposure.entry((*id).to_owned()).or_insert(0);
            let [wanted, fresh] = seats.entry(domain).or_default();
            *wanted += 1;
            *fresh += u32::from(*met == 0);
            *met += 1;
        }
        for Shortage { domain, want, have } in &form.short {
            let known =
                plan.exam.blueprint.domain.iter().find(|one| Some(&one.id) == domain.as_ref());
            if let Some(known) = known {
                seats.entry(&known.id).or_default()[0] += want - have;
            }
        }
    }
    let every =
        plan.exam.blueprint.domain.iter().all(|domain| plan.gates.contains(domain.id.as_str()));
    for domain in &plan.exam.blueprint.domain {
        let [wanted, fresh] = seats.get(domain.id.as_str()).copied().unwrap_or_default();
        if !plan.gates.contains(domain.id.as_str()) || fresh >= wanted {
            continue;
        }
        let quoted = format!("\"{}\"", domain.id);
        let taken = match promised {
            1 => "one form takes".to_owned(),
            many => format!("{many} forms without a common question take"),
        };
        let message =
            format!("domain {} has {fresh} of the {wanted} exam questions that {taken}", domain.id);
        let help = "write more, or let questions of `pool=practice` into the exam with `pool=both`";
        let longest = if promised == 1 && every {
            draw(&bank, &Ask { seed: "check".to_owned(), ..Ask::default() }).longest
        } else {
            None
        };
        let help = longest.map_or_else(
            || help.to_owned(),
            |longest| format!("{help}; the longest form that can be filled has {longest}"),
        );
        findings.push(plan.broken(&EXAM_POOL, &["[[domain]]", &quoted], message).help(help));
    }
}

fn mix(plan: &Plan<'_>, kinds: &BTreeMap<QuestionKind, u32>, findings: &mut Vec<Finding>) {
    let total: u32 = kinds.values().sum();
    if total < FEWEST || plan.exam.blueprint.mix.is_empty() {
        return;
    }
    for kind in QuestionKind::ALL {
        let have = kinds.get(&kind).copied().unwrap_or(0);
        let want = plan.exam.blueprint.mix.get(kind.name()).copied().unwrap_or(0);
        // In hundredths of a question, so that nothing is rounded.
        if (100 * have).abs_diff(want * total) > SLACK * total {
            let share = (100 * have + total / 2) / total;
            let message = format!(
                "{share} % of the questions are `{}`, the mix declares {want} %",
                kind.name()
            );
            let help = if 100 * have > want * total {
                "write more of the other kinds, or change `[mix]`"
            } else {
                "write more of this kind, or change `[mix]`"
            };
            findings.push(
                plan.broken(&EXAM_MIX, &["[mix]", kind.name()], message).help(help.to_owned()),
            );
        }
    }
}

/// Whether the right option of choice questions has a favourite place in the text. Questions with other numbers of
/// options are looked at apart.
pub(super) fn places(guide: &Guide<'_>, findings: &mut Vec<Finding>) {
    let mut by_options: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (_, question) in guide.questions().filter(|(_, one)| one.kind == QuestionKind::Choice) {
        let options = question.entries.len();
        if let Some(place) = question.entries.iter().position(|entry| entry.right) {
            by_options.entry(options).or_insert_with(|| vec![0; options])[place] += 1;
        }
    }
    for counts in by_options.values() {
        let total: u32 = counts.iter().sum();
        let Some(critical) = counts.len().checked_sub(2).and_then(|at| CRITICAL.get(at)) else {
            continue;
        };
        if total < FEWEST || chi_square(counts) <= *critical {
            continue;
        }
        let stand = |(place, count): (usize, &u32)| format!("{count} {}", PLACES[place]);
        let stands: Vec<String> = counts.iter().enumerate().map(stand).collect();
        let (end, rest) = stands.split_last().expect("two options at least");
        let message = format!("of {total} right options {} and {end}", rest.join(", ")).replacen(
            " first",
            " stand first",
            1,
        );
        let places = || 0..counts.len();
        let most = places().max_by_key(|&place| (counts[place], counts.len() - place)).unwrap_or(0);
        let least = places().min_by_key(|&place| (counts[place], place)).unwrap_or(0);
        findings.push(QUESTION_PLACES.broken_nowhere(message).help(format!(
            "move some from the {} place to the {}, so that guessing a place does not pay",
            PLACES[most], PLACES[least]
        )));
    }
}

/// How far counts are from equal ones.
fn chi_square(counts: &[u32]) -> f64 {
    let places = u32::try_from(counts.len()).expect("a few options");
    let expected = f64::from(counts.iter().sum::<u32>()) / f64::from(places);
    counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from a table of the distribution and by hand.
    #[test]
    fn chi_square_of_places() {
        assert!(chi_square(&[25, 25, 25, 25]).abs() < 1e-12);
        assert!((chi_square(&[40, 20, 20, 20]) - 12.0).abs() < 1e-12);
        assert!((chi_square(&[38, 22, 20, 20]) - 9.12).abs() < 1e-12);
        assert!((chi_square(&[20, 10, 15]) - 10.0 / 3.0).abs() < 1e-12);
        let four = CRITICAL[2];
        assert!(chi_square(&[40, 20, 20, 20]) > four && chi_square(&[38, 22, 20, 20]) < four);
    }
}
