//! Numbers of the whole bank: the mix of kinds, the places of right options, the size of the exam's pool.

use super::Plan;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::study::form::apportion;
use crate::study::question::{Kind, Pool};
use std::collections::BTreeMap;

pub const EXAM_MIX: Rule = Rule::warning(
    "exam-mix",
    "kinds of questions are within ten points of the mix that the blueprint declares",
);
pub const EXAM_POOL: Rule =
    Rule::warning("exam-pool", "every complete domain has exam questions enough for one form");
pub const QUESTION_PLACES: Rule = Rule::warning(
    "question-places",
    "right options stand at each of the four places about equally often",
);

/// Points a kind's share may be off.
const SLACK: u32 = 10;

/// Chi-square for three degrees of freedom at p = 0.01.
const CRITICAL: f64 = 11.345;

/// Below this many, five a place, the test says nothing.
const FEWEST: u32 = 20;

pub(super) fn all(guide: &Guide<'_>, plan: &Plan<'_>, findings: &mut Vec<Finding>) {
    if plan.gates.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut pool: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, question) in guide.questions().filter(|(_, one)| plan.exam.blueprint.asks(one)) {
        let home = plan.exam.home(&question.fields.objectives);
        let domain = home.map(|home| home.domain.id.as_str());
        let Some(domain) = domain.filter(|domain| plan.gates.contains(domain)) else { continue };
        *kinds.entry(question.kind).or_insert(0) += 1;
        if question.fields.pool != Pool::Practice {
            *pool.entry(domain).or_insert(0) += 1;
        }
    }
    mix(plan, &kinds, findings);
    let domains = &plan.exam.blueprint.domain;
    let weights: Vec<u32> = domains.iter().map(|domain| domain.weight).collect();
    for (domain, seats) in domains.iter().zip(apportion(&weights, plan.exam.blueprint.items)) {
        let have = pool.get(domain.id.as_str()).copied().unwrap_or(0);
        if plan.gates.contains(domain.id.as_str()) && have < seats {
            let quoted = format!("\"{}\"", domain.id);
            let message = format!(
                "domain {} has {have} of the {seats} exam questions that one form takes",
                domain.id
            );
            findings.push(
                plan.broken(&EXAM_POOL, &["[[domain]]", &quoted], message)
                    .help("write more, or let questions of `pool=practice` into the exam with `pool=both`".to_owned()),
            );
        }
    }
}

fn mix(plan: &Plan<'_>, kinds: &BTreeMap<Kind, u32>, findings: &mut Vec<Finding>) {
    let total: u32 = kinds.values().sum();
    if total < FEWEST || plan.exam.blueprint.mix.is_empty() {
        return;
    }
    for kind in Kind::ALL {
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

/// Whether the right option of choice questions has a favourite place in the text.
pub(super) fn places(guide: &Guide<'_>, findings: &mut Vec<Finding>) {
    let mut counts = [0_u32; 4];
    for (_, question) in guide
        .questions()
        .filter(|(_, question)| question.kind == Kind::Choice && question.entries.len() == 4)
    {
        if let Some(place) = question.entries.iter().position(|entry| entry.right) {
            counts[place] += 1;
        }
    }
    let total: u32 = counts.iter().sum();
    if total < FEWEST || chi_square(counts) <= CRITICAL {
        return;
    }
    let names = ["first", "second", "third", "fourth"];
    let most = (0..4).max_by_key(|&place| (counts[place], 3 - place)).unwrap_or(0);
    let least = (0..4).min_by_key(|&place| (counts[place], place)).unwrap_or(0);
    let message = format!(
        "of {total} right options {} stand first, {} second, {} third and {} fourth",
        counts[0], counts[1], counts[2], counts[3]
    );
    findings.push(QUESTION_PLACES.broken_nowhere(message).help(format!(
        "move some from the {} place to the {}, so that guessing a place does not pay",
        names[most], names[least]
    )));
}

/// How far four counts are from equal ones.
fn chi_square(counts: [u32; 4]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / 4.0;
    counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from a table of the distribution and by hand.
    #[test]
    fn chi_square_of_four_places() {
        assert!(chi_square([25, 25, 25, 25]).abs() < 1e-12);
        assert!((chi_square([40, 20, 20, 20]) - 12.0).abs() < 1e-12);
        assert!((chi_square([38, 22, 20, 20]) - 9.12).abs() < 1e-12);
        assert!(chi_square([40, 20, 20, 20]) > CRITICAL && chi_square([38, 22, 20, 20]) < CRITICAL);
    }
}
