//! Options, steps and responses: their reasons, and whether their looks give the answer away.
//!
//! The cues are those of the usual guidelines for writing test items; each is a warning, since a good question can
//! look like a bad one.

use super::{Bank, Face, positions};
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::parse::doc::plain;
use crate::source::Span;
use crate::study::question::QuestionKind;
use std::collections::BTreeMap;

pub const QUESTION_REASON: Rule = Rule::error(
    "question-reason",
    "each option, step and response has a reason of at least 25 characters",
);
pub const QUESTION_SAME_REASON: Rule =
    Rule::error("question-same-reason", "no two reasons of a question are the same");
pub const QUESTION_SAME_ENTRY: Rule = Rule::error(
    "question-same-entry",
    "no two options, steps or responses of a question are the same",
);
pub const QUESTION_OPTION_LENGTH: Rule =
    Rule::warning("question-option-length", "an option has at most 60 words");
pub const QUESTION_LONGEST_RIGHT: Rule =
    Rule::warning("question-longest-right", "length does not tell which options are right");
pub const QUESTION_STRONG_WORD: Rule = Rule::warning(
    "question-strong-word",
    "words like `always` or `usually` do not stand in the right option alone",
);
pub const QUESTION_SAME_OPENING: Rule =
    Rule::warning("question-same-opening", "what all options begin with stands in the question");
pub const QUESTION_SUBSET: Rule =
    Rule::warning("question-subset", "no option says all that another one says, and more");
pub const QUESTION_ECHO: Rule = Rule::warning(
    "question-echo",
    "the right option does not repeat a rare word of the question that no other has",
);

const SHORTEST_REASON: usize = 25;

pub(super) fn all(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    reasons(face, findings);
    same_entries(face, findings);
    positions::all(face, findings);
    if !face.has_options() {
        return;
    }
    for (index, option) in face.entries.iter().enumerate() {
        let words = text::count(option);
        if words > 60 {
            findings.push(
                QUESTION_OPTION_LENGTH
                    .broken(face.entry(index), format!("{words} words are more than 60"))
                    .help(
                        "put what all options share into the question, and reasons into the reason"
                            .to_owned(),
                    ),
            );
        }
    }
    longest(face, findings);
    strong_words(face, findings);
    same_opening(face, findings);
    subset(face, findings);
    echo(face, bank, findings);
}

/// What a reason belongs to, its words and where it stands or is missing.
pub(super) struct Reason {
    of: String,
    pub(super) text: String,
    pub(super) at: Span,
}

pub(super) fn all_reasons(face: &Face<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (index, entry) in face.question.entries.iter().enumerate() {
        // A response of a matching question has its reasons in the table, one per prompt.
        if face.is(QuestionKind::Match) && entry.right {
            continue;
        }
        let at = match (entry.reason.first(), entry.reason.last()) {
            (Some(first), Some(last)) => {
                face.chapter.span(&text::trimmed(face.chapter, &(first.at.start()..last.at.end())))
            }
            _ => face.entry(index),
        };
        reasons.push(Reason {
            of: face.entries[index].clone(),
            text: face.reasons[index].clone(),
            at,
        });
    }
    for prompt in &face.question.prompts {
        let at = text::extent(&prompt.reason)
            .or_else(|| text::extent(&prompt.inlines))
            .unwrap_or_else(|| prompt.at.clone());
        reasons.push(Reason {
            of: plain(&prompt.inlines),
            text: plain(&prompt.reason),
            at: face.chapter.span(&text::trimmed(face.chapter, &at)),
        });
    }
    reasons
}

fn reasons(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for Reason { of, text: reason, at } in all_reasons(face) {
        let length = text::length(&reason);
        if length == 0 {
            let help = if face.is(QuestionKind::Match) {
                "say it in the column `Reason`, for a surplus response in a quote below it"
            } else {
                "below it write `> ` and why it meets the requirement or fails it"
            };
            findings.push(
                QUESTION_REASON
                    .broken(at, format!("`{}` has no reason", short(&of)))
                    .help(help.to_owned()),
            );
        } else if length < SHORTEST_REASON {
            findings.push(
                QUESTION_REASON
                    .broken(at, format!("a reason of {} characters explains nothing", reason.trim().chars().count()))
                    .help(format!("name the requirement and why this meets it or fails it; {SHORTEST_REASON} characters are the least in Latin letters")),
            );
        } else if let Some(&first) = seen.get(&text::same(&reason)) {
            findings.push(
                QUESTION_SAME_REASON
                    .broken(at, "this reason stands twice")
                    .help("say what is particular to each".to_owned())
                    .also(first, "the first time"),
            );
        } else {
            seen.insert(text::same(&reason), at);
        }
    }
}

/// A text cut to a length that fits into a message.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

fn same_entries(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (index, entry) in face.entries.iter().enumerate() {
        if let Some(&first) = seen.get(&text::same(entry)) {
            findings.push(
                QUESTION_SAME_ENTRY
                    .broken(face.entry(index), format!("`{}` stands twice", short(entry)))
                    .help(
                        "a reader cannot tell the two apart: change one or take it away".to_owned(),
                    )
                    .also(face.entry(first), "the first time"),
            );
        } else {
            seen.insert(text::same(entry), index);
        }
    }
}

fn longest(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let length = |index: usize| face.entries[index].chars().count();
    let (Some(shortest_right), Some(longest_wrong)) =
        (face.right().map(length).min(), face.wrong().map(length).max())
    else {
        return;
    };
    let gives_away = match face.question.kind {
        // A part of a picture has the name that it has.
        QuestionKind::Hotspot => return,
        QuestionKind::Choice => 5 * shortest_right > 7 * longest_wrong,
        _ => shortest_right > longest_wrong,
    };
    let Some(first) = face.right().next().filter(|_| gives_away) else { return };
    let message = match face.question.kind {
        QuestionKind::Choice => format!(
            "the right option has {shortest_right} characters, the longest wrong one {longest_wrong}"
        ),
        _ => format!(
            "each right option is longer than every wrong one, which end at {longest_wrong} characters"
        ),
    };
    findings.push(QUESTION_LONGEST_RIGHT.broken(face.entry(first), message).help(
        "shorten it, or make a wrong one as careful; qualifiers belong into the reason".to_owned(),
    ));
}

const ABSOLUTE: [&str; 12] = [
    "always",
    "never",
    "only",
    "must",
    "every",
    "none",
    "entirely",
    "completely",
    "absolutely",
    "impossible",
    "guaranteed",
    "guarantees",
];
const HEDGING: [&str; 12] = [
    "may",
    "might",
    "could",
    "usually",
    "often",
    "sometimes",
    "generally",
    "typically",
    "probably",
    "possibly",
    "likely",
    "mostly",
];

fn strong_words(face: &Face<'_>, findings: &mut Vec<Finding>) {
    if !face.is(QuestionKind::Choice) || face.right().count() != 1 {
        return;
    }
    for (list, kind) in [(ABSOLUTE, "absolute"), (HEDGING, "hedging")] {
        let find = |index: usize| {
            let mut words = text::tokens(&face.entries[index]).map(|(_, word)| word);
            words.find(|word| list.iter().any(|strong| strong.eq_ignore_ascii_case(word)))
        };
        let right = face.right().find_map(|index| Some((index, find(index)?)));
        if let Some((index, word)) = right
            && face.wrong().all(|index| find(index).is_none())
        {
            findings.push(
                QUESTION_STRONG_WORD
                    .broken(
                        text::place(face.chapter, &face.entry_at(index), word),
                        format!("`{word}` is {kind}, and stands in the right option alone"),
                    )
                    .help(
                        "say it another way, or let a wrong option speak like that too".to_owned(),
                    ),
            );
        }
    }
}

fn same_opening(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let openings: Vec<Vec<&str>> = face
        .entries
        .iter()
        .map(|entry| text::tokens(entry).map(|(_, word)| word).take(8).collect())
        .collect();
    let Some((first, rest)) = openings.split_first().filter(|(_, rest)| rest.len() > 1) else {
        return;
    };
    let shared = (0..first.len())
        .take_while(|&place| {
            rest.iter().all(|other| {
                other.get(place).is_some_and(|word| word.eq_ignore_ascii_case(first[place]))
            })
        })
        .count();
    let longer = openings.iter().all(|opening| opening.len() > shared);
    if shared >= 2 && longer {
        let end =
            text::tokens(&face.entries[0]).nth(shared - 1).map_or(0, |(at, word)| at + word.len());
        let words = &face.entries[0][..end];
        findings.push(
            QUESTION_SAME_OPENING
                .broken(text::place(face.chapter, &face.entry_at(0), words), format!("all options begin with `{words}`"))
                .help("move these words into the question, so that the options show where they differ".to_owned()),
        );
    }
}

fn subset(face: &Face<'_>, findings: &mut Vec<Finding>) {
    let sets: Vec<Vec<u64>> = face
        .entries
        .iter()
        .map(|entry| {
            let mut words: Vec<u64> =
                text::tokens(entry).map(|(_, word)| text::stem_hash(word)).collect();
            words.sort_unstable();
            words.dedup();
            words
        })
        .collect();
    for (small, words) in sets.iter().enumerate() {
        let holds = |large: &Vec<u64>| {
            large.len() > words.len() && words.iter().all(|word| large.binary_search(word).is_ok())
        };
        if let Some(large) = sets.iter().position(holds).filter(|_| !words.is_empty()) {
            findings.push(
                QUESTION_SUBSET
                    .broken(
                        face.entry(small),
                        format!(
                            "all words of `{}` stand in another option too",
                            short(&face.entries[small])
                        ),
                    )
                    .help(
                        "if the longer one is right, so is this one: make them exclude each other"
                            .to_owned(),
                    )
                    .also(face.entry(large), "the other option"),
            );
        }
    }
}

fn echo(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    const SHORTEST: usize = 6;
    let stem: Vec<u64> = text::tokens(&face.stem).map(|(_, word)| text::stem_hash(word)).collect();
    let wrong: Vec<u64> = face
        .wrong()
        .flat_map(|index| text::tokens(&face.entries[index]))
        .map(|(_, word)| text::stem_hash(word))
        .collect();
    for index in face.right() {
        let telling = text::tokens(&face.entries[index]).find(|(_, word)| {
            let hash = text::stem_hash(word);
            word.chars().count() >= SHORTEST
                && stem.contains(&hash)
                && !wrong.contains(&hash)
                && bank.is_rare(hash)
        });
        if let Some((_, word)) = telling {
            findings.push(
                QUESTION_ECHO
                    .broken(
                        text::place(face.chapter, &face.entry_at(index), word),
                        format!("`{word}` stands in the question and in this right option alone"),
                    )
                    .help(
                        "use another word here, or let a wrong option echo the question too"
                            .to_owned(),
                    ),
            );
        }
    }
}
