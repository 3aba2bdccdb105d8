//! Whether a blueprint's numbers, kinds and ids fit together.

use super::{BAD_BLUEPRINT, Blueprint, place};
use crate::finding::{Finding, did_you_mean};
use crate::source::{SourceId, Span};
use crate::study::question::QuestionKind;
use std::collections::BTreeSet;

pub(super) fn all(blueprint: &Blueprint, source: SourceId, text: &str) -> Vec<Finding> {
    let mut faults = Faults { source, text, findings: Vec::new() };
    form(blueprint, &mut faults);
    kinds(blueprint, &mut faults);
    mix(blueprint, &mut faults);
    domains(blueprint, &mut faults);
    ids(blueprint, &mut faults);
    faults.findings
}

struct Faults<'t> {
    source: SourceId,
    text: &'t str,
    findings: Vec<Finding>,
}

impl Faults<'_> {
    /// A fault at the last of some words.
    fn at(&mut self, words: &[&str], message: String, help: &str) {
        let span = Span::new(self.source, place(self.text, words));
        let finding = BAD_BLUEPRINT.broken(span, message);
        self.findings.push(finding.help(help.to_owned()));
    }
}

/// The numbers of the real form.
fn form(blueprint: &Blueprint, faults: &mut Faults<'_>) {
    if blueprint.scored() > blueprint.items {
        let message = "more questions count than the form has".to_owned();
        faults.at(&["scored"], message, "`scored` is at most `items`");
    }
    let numbers = [
        ("items", blueprint.items),
        ("scored", blueprint.scored()),
        ("minutes", blueprint.minutes),
    ];
    for (key, _) in numbers.into_iter().filter(|(_, number)| *number == 0) {
        faults.at(&[key], format!("an exam has at least one of `{key}`"), "write a number from 1");
    }
    if blueprint.case_share > 100 {
        let message = format!("{} is no share", blueprint.case_share);
        faults.at(&["case-share"], message, "`case-share` is per cent, at most 100");
    }
    for host in blueprint.official.iter().filter(|host| host.contains("://")) {
        let name = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
        let name = name.split('/').next().unwrap_or_default();
        let help = format!("write its name alone: `{name}`");
        faults.at(&["official", host], format!("`{host}` is an address, and no host"), &help);
    }
    let [low, high] = blueprint.scale;
    if low >= high {
        let message = format!("no score lies from {low} to {high}");
        faults.at(
            &["scale"],
            message,
            "`scale` is the lowest and the highest score: `[100, 1000]`",
        );
    } else if !((low..=high).contains(&blueprint.pass)) {
        let message = format!("{} is not on the scale {low} to {high}", blueprint.pass);
        faults.at(&["pass"], message, "`pass` lies between the ends of `scale`");
    }
    for (key, message) in blueprint.shapes.faults() {
        let help = "`[shapes]` holds numbers, or the lowest and the highest: `[2, 3]`";
        faults.at(&[key], message, help);
    }
    let is_share = |share: &f64| (0.0..=1.0).contains(share);
    if !blueprint.cut.is_sorted() || !blueprint.cut.iter().all(is_share) {
        let message = "these are no guesses at a share that passes".to_owned();
        faults.at(&["cut"], message, "`cut` is a low, a central and a high share from 0 to 1");
    }
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    QuestionKind::ALL.iter().map(|kind| kind.name())
}

fn kinds(blueprint: &Blueprint, faults: &mut Faults<'_>) {
    let known = || names().chain(["case"]);
    for kind in blueprint.kinds.iter().filter(|kind| !known().any(|it| it == kind.as_str())) {
        let help = did_you_mean(kind, known())
            .unwrap_or_else(|| format!("kinds: {}", known().collect::<Vec<_>>().join(", ")));
        let message = format!("there is no kind `{kind}` of question");
        faults.at(&["kinds", &format!("{kind:?}")], message, &help);
    }
}

fn mix(blueprint: &Blueprint, faults: &mut Faults<'_>) {
    let asked = |kind: &String| blueprint.kinds.is_empty() || blueprint.kinds.contains(kind);
    for (kind, share) in &blueprint.mix {
        if !names().any(|it| it == kind) {
            let help = did_you_mean(kind, names())
                .unwrap_or_else(|| format!("kinds: {}", names().collect::<Vec<_>>().join(", ")));
            let message = format!("there is no kind `{kind}` of question");
            faults.at(&["[mix]", kind], message, &help);
        } else if *share > 0 && !asked(kind) {
            let message = format!("the exam asks no questions of the kind `{kind}`");
            faults.at(&["[mix]", kind], message, "name it in `kinds`, or take it out of the mix");
        }
    }
    let together: u32 = blueprint.mix.values().sum();
    if together != 100 && !blueprint.mix.is_empty() {
        let message = format!("the shares of the mix add up to {together}");
        faults.at(&["[mix]"], message, "shares are per cent and add up to 100");
    }
}

fn domains(blueprint: &Blueprint, faults: &mut Faults<'_>) {
    let weights: u32 = blueprint.domain.iter().map(|domain| domain.weight).sum();
    if weights != 100 && !blueprint.domain.is_empty() {
        let message = format!("the domains' weights add up to {weights}");
        faults.at(&["weight"], message, "weights are per cent and add up to 100");
    }
    for domain in blueprint.domain.iter().filter(|domain| domain.hue >= 360) {
        let message = format!("there is no hue of {} degrees", domain.hue);
        let place = ["[[domain]]", &domain.title, "hue"];
        faults.at(&place, message, "hues go round a circle, from 0 to 359");
    }
}

fn ids(blueprint: &Blueprint, faults: &mut Faults<'_>) {
    let domains = blueprint.domain.iter().map(|domain| ("domain", &domain.id));
    let tasks = blueprint.domain.iter().flat_map(|domain| &domain.task);
    let tasks = tasks.map(|task| ("task", &task.id));
    let objectives = blueprint.objectives().map(|home| ("objective", &home.objective.id));
    let mut seen = BTreeSet::new();
    for (what, id) in domains.chain(tasks).chain(objectives) {
        let place = format!("{id:?}");
        if !is_id(id) {
            let help =
                "an id stands in attributes and addresses: use letters, digits, dots and dashes";
            faults.at(&[&place], format!("`{id}` cannot be the id of a {what}"), help);
        }
        if !seen.insert((what, id)) {
            let message = format!("{what} `{id}` stands twice");
            faults.at(&[&place], message, &format!("give every {what} its own id"));
        }
    }
}

fn is_id(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || ".-_:/+".contains(letter))
}
