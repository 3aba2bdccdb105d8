//! Flashcards: a situation that ends in a question, and one short solution with its reason.

use super::heading;
use crate::check::data::UNKNOWN_OBJECTIVE;
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, plain};
use crate::source::Span;
use crate::study::card::{self, Card};

pub const CARD_ID: Rule = Rule::error("card-id", "a card's id has 3 to 40 of a–z, 0–9 and hyphens");
pub const CARD_SITUATION: Rule = Rule::error(
    "card-situation",
    "a card's situation has 15 to 60 words and ends in a question that hides the solution",
);
pub const CARD_SOLUTION: Rule = Rule::error("card-solution", "a card's solution has 1 to 25 words");
pub const CARD_BECAUSE: Rule =
    Rule::error("card-because", "a card names its deciding phrase and the tempting alternative");
pub const CARD_ONE_FACT: Rule = Rule::warning("card-one-fact", "a card asks for one decision");

/// Every rule about cards.
pub fn cards(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let objectives: Vec<&str> =
        guide.exams.objectives().map(|home| home.objective.id.as_str()).collect();
    for (chapter, study) in guide.chapters.iter().zip(guide.studies()) {
        for card in study.cards() {
            one(guide, chapter, card, &mut findings);
        }
        if objectives.is_empty() {
            continue;
        }
        let lacks = |id: &str| guide.exams.lacks(id);
        let objectives = heading::Known {
            field: "objectives",
            ids: &objectives,
            lacks: &lacks,
            rule: &UNKNOWN_OBJECTIVE,
        };
        for block in &chapter.blocks {
            if let BlockKind::Heading(found) = &block.kind
                && card::opens(found)
                && let Some(list) = found.attribute("objectives")
            {
                let ids: Vec<String> = list.split(',').map(str::to_owned).collect();
                heading::unknown(chapter, &block.at.range(), &ids, &objectives, &mut findings);
            }
        }
    }
    findings
}

fn one(guide: &Guide<'_>, chapter: &Chapter, card: &Card, findings: &mut Vec<Finding>) {
    if card.id_given {
        heading::id(chapter, &card.at, &card.id, guide, &CARD_ID, findings);
    }
    let [front, back] = [&card.front, &card.back].map(|inlines| plain(inlines));
    let whole = || chapter.span(&text::trimmed(chapter, &card.at));
    let cell = |inlines| {
        text::extent(inlines).map_or_else(whole, |at| chapter.span(&text::trimmed(chapter, &at)))
    };
    situation(card, &front, &back, cell(&card.front), findings);
    solution(card, &back, cell(&card.back), findings);
    for (inlines, name, help) in [
        (
            &card.because,
            "deciding phrase",
            "write the words of the situation that decide, `→`, and the property they call for",
        ),
        (
            &card.not,
            "tempting alternative",
            "write what a half-informed person would pick, a colon, and why it loses",
        ),
    ] {
        if plain(inlines).trim().is_empty() {
            findings.push(
                CARD_BECAUSE
                    .broken(cell(&card.front), format!("this card has no {name}"))
                    .help(help.to_owned()),
            );
        }
    }
}

fn situation(card: &Card, front: &str, back: &str, span: Span, findings: &mut Vec<Finding>) {
    let words = text::count(front);
    if !(15..=60).contains(&words) {
        let help = if words < 15 {
            "name the constraint that decides"
        } else {
            "leave out what does not decide"
        };
        findings.push(
            CARD_SITUATION
                .broken(span, format!("{words} words are not 15 to 60"))
                .help(help.to_owned()),
        );
    }
    if !front.trim_end().ends_with(text::QUESTION_MARKS) {
        findings.push(
            CARD_SITUATION
                .broken(span, format!("the situation of `{}` does not end in a question", card.id))
                .help("ask for the decision, such as `Which format lowers the bill?`".to_owned()),
        );
    }
    let (front, back) = (text::same(front), text::same(back));
    let told = front.match_indices(&back).any(|(at, found)| {
        let parted = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        parted(front[..at].chars().next_back()) && parted(front[at + found.len()..].chars().next())
    });
    if !back.is_empty() && told {
        findings.push(
            CARD_SITUATION
                .broken(span, format!("the situation says the solution `{back}`"))
                .help("describe the need, not the thing that meets it".to_owned()),
        );
    }
}

fn solution(card: &Card, back: &str, span: Span, findings: &mut Vec<Finding>) {
    match text::count(back) {
        // A formula or a sign alone is a solution too.
        0 if back.trim().is_empty() => findings.push(
            CARD_SOLUTION
                .broken(span, format!("`{}` has no solution", card.id))
                .help("write it into the column `solution`".to_owned()),
        ),
        words if words > 25 => findings.push(
            CARD_SOLUTION
                .broken(span, format!("{words} words are more than 25"))
                .help("keep the decision; what explains it goes into the next column".to_owned()),
        ),
        _ => {}
    }
    // `No. Forms differ …` is an answer and its reason; two whole sentences are two things to know.
    let sentences = back.split_inclusive(". ").filter(|sentence| text::count(sentence) > 3);
    let mut subjects = sentences.filter_map(|sentence| text::tokens(sentence).next());
    if let (Some((_, first)), Some((_, second))) = (subjects.next(), subjects.next())
        && !first.eq_ignore_ascii_case(second)
    {
        findings.push(
            CARD_ONE_FACT
                .broken(span, "this solution is two sentences about different things")
                .help("make two cards of it, or move one sentence to the next column".to_owned()),
        );
    }
}
