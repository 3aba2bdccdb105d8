//! Cases: one scenario, and questions that each need it and do not answer each other.

use super::{Face, heading};
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::words;
use crate::source::Span;
use crate::study::question::{Case, Pool};
use std::collections::BTreeSet;

pub const CASE_QUESTIONS: Rule = Rule::error("case-questions", "a case has two to six questions");
pub const CASE_SCENARIO: Rule =
    Rule::error("case-scenario", "the scenario of a case has 80 to 350 words");
pub const CASE_FACT: Rule =
    Rule::error("case-fact", "every question of a case needs a fact from its scenario");
pub const CASE_REVEALS: Rule =
    Rule::error("case-reveals", "no question of a case gives away another one's answer");
pub const CASE_POOL: Rule =
    Rule::error("case-pool", "a case and all its questions are in the same pool");
pub const CASE_TASK: Rule =
    Rule::warning("case-task", "the questions of a case come from more than one task");

pub(super) fn all(
    guide: &Guide<'_>,
    chapter: &Chapter,
    case: &Case,
    faces: &[&Face<'_>],
    findings: &mut Vec<Finding>,
) {
    let title = chapter.span(&text::extent(&case.title).unwrap_or_else(|| case.heading_at.clone()));
    heading::id(chapter, &case.heading_at, &case.id, guide, &heading::QUESTION_ID, findings);
    if !(2..=6).contains(&faces.len()) {
        findings.push(
            CASE_QUESTIONS
                .broken(title, format!("a case of {} is not two to six questions", faces.len()))
                .help(
                    "write each as a sub-heading with a kind, such as `#### Title {#id .choice}`"
                        .to_owned(),
                ),
        );
    }
    let scenario = text::everything(&case.scenario);
    scenario_length(chapter, case, &scenario, title, findings);
    pools(chapter, case, faces, findings);
    let known: BTreeSet<u64> = facts(&scenario).collect();
    for face in faces {
        if !uses(face, &scenario, &known) {
            findings.push(
                CASE_FACT
                    .broken(face.title(), format!("`{}` can be answered without the scenario", face.question.id))
                    .help("make the answer hang on a fact of the scenario, and quote it as the deciding phrase".to_owned()),
            );
        }
    }
    for face in faces {
        for other in faces.iter().filter(|other| other.question.id != face.question.id) {
            reveals(face, other, findings);
        }
    }
    one_task(guide, faces, title, findings);
}

fn scenario_length(
    chapter: &Chapter,
    case: &Case,
    scenario: &str,
    title: Span,
    findings: &mut Vec<Finding>,
) {
    let number = text::count(scenario);
    // What is still to be written has a finding of its own.
    if (80..=350).contains(&number) || scenario.contains(text::FILL_IN) {
        return;
    }
    let span = match (case.scenario.first(), case.scenario.last()) {
        (Some(first), Some(last)) => {
            chapter.span(&text::trimmed(chapter, &(first.at.start()..last.at.end())))
        }
        _ => title,
    };
    let help = if number < 80 {
        "give the facts that the questions turn on: numbers, limits, what the team must not do"
    } else {
        "leave out what no question needs"
    };
    findings.push(
        CASE_SCENARIO
            .broken(span, format!("{number} words are not 80 to 350"))
            .help(help.to_owned()),
    );
}

fn pools(chapter: &Chapter, case: &Case, faces: &[&Face<'_>], findings: &mut Vec<Finding>) {
    for face in faces.iter().filter(|face| face.question.fields.pool != case.pool) {
        let span =
            if face.question.fields.pool == Pool::Both { face.title() } else { face.field("pool") };
        findings.push(
            CASE_POOL
                .broken(
                    span,
                    format!(
                        "this question is in `{}`, its case in `{}`",
                        face.question.fields.pool.name(),
                        case.pool.name()
                    ),
                )
                .help("write the same `pool=…` on the case and on each of its questions".to_owned())
                .also(chapter.span(&text::trimmed(chapter, &case.heading_at)), "the case"),
        );
    }
}

/// Words that carry a fact: numbers, and words long enough to mean something.
fn facts(text: &str) -> impl Iterator<Item = u64> {
    let tells = |word: &str| word.len() > 6 || word.contains(|c: char| c.is_ascii_digit());
    text::tokens(text).filter(move |(_, word)| tells(word)).map(|(_, word)| text::stem_hash(word))
}

/// Whether the phrase that decides stands in the scenario, or two of its facts in what the question says.
fn uses(face: &Face<'_>, scenario: &str, known: &BTreeSet<u64>) -> bool {
    let phrase = face
        .question
        .deciding
        .as_ref()
        .map(|noted| text::spaced(&noted.text()))
        .unwrap_or_default();
    if !phrase.is_empty() && text::spaced(scenario).contains(&phrase) {
        return true;
    }
    let said = [face.stem.clone(), words(&face.question.explanation)]
        .into_iter()
        .chain(face.reasons.iter().cloned());
    let shared: BTreeSet<u64> = said
        .flat_map(|text| facts(&text).collect::<Vec<_>>())
        .filter(|fact| known.contains(fact))
        .collect();
    shared.len() >= 2
}

fn reveals(face: &Face<'_>, other: &Face<'_>, findings: &mut Vec<Finding>) {
    let stem = text::same(&face.stem);
    for index in other.right() {
        let answer = text::same(&other.entries[index]);
        let told = stem.match_indices(&answer).any(|(at, found)| {
            let parted =
                |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
            parted(stem[..at].chars().next_back())
                && parted(stem[at + found.len()..].chars().next())
        });
        if answer.len() > 3 && told {
            findings.push(
                CASE_REVEALS
                    .broken(
                        face.in_stem(&other.entries[index]),
                        format!("this gives away the answer of `{}`", other.question.id),
                    )
                    .help(
                        "say it without naming the answer, or ask the two in different cases"
                            .to_owned(),
                    )
                    .also(other.entry(index), "the answer"),
            );
        }
    }
}

fn one_task(guide: &Guide<'_>, faces: &[&Face<'_>], title: Span, findings: &mut Vec<Finding>) {
    let tasks: Vec<&str> = faces
        .iter()
        .filter_map(|face| guide.exams.home(&face.question.fields.objectives))
        .map(|home| home.task.id.as_str())
        .collect();
    let mut homes =
        faces.iter().filter_map(|face| guide.exams.home(&face.question.fields.objectives));
    // A domain of one task has no other to ask for, and a part on a domain asks for no other domain.
    if homes.all(|home| home.domain.task.len() == 1) {
        return;
    }
    if let [first, rest @ ..] = tasks.as_slice()
        && !rest.is_empty()
        && rest.iter().all(|task| task == first)
    {
        findings.push(
            CASE_TASK
                .broken(title, format!("all questions of this case are from task {first}"))
                .help("let one of them ask for a decision of another task".to_owned()),
        );
    }
}
