//! The bank as a whole: every objective has text, questions and cards; the mix is what the blueprint declares.
//!
//! A domain that the blueprint lists in `[pool] gates` is promised to be complete, and what it lacks is an error at
//! the objective's line. The other rules look at all questions together: balance, doubles, size.

pub mod bank;
pub mod twins;

use super::proof::Galley;
use super::text;
use crate::day::is_day;
use crate::finding::{Finding, Rule, did_you_mean};
use crate::guide::Guide;
use crate::manifest::outline::OutlineEntry;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Heading, words};
use crate::source::Span;
use crate::study;
use crate::study::exams::Exam;
use crate::study::objective::{BAD_BLUEPRINT, Home, place};
use std::collections::{BTreeMap, BTreeSet};

pub const OBJECTIVE_WITHOUT_CHAPTER: Rule = Rule::error(
    "objective-without-chapter",
    "every objective of a complete domain is taught by a chapter",
);
pub const OBJECTIVE_WITHOUT_CARD: Rule =
    Rule::error("objective-without-card", "every objective of a complete domain has a card");
pub const OBJECTIVE_WITHOUT_QUESTION: Rule = Rule::error(
    "objective-without-question",
    "every objective of a complete domain has questions enough",
);
pub const CHAPTER_WITHOUT_OBJECTIVE: Rule = Rule::warning(
    "chapter-without-objective",
    "a chapter in the part of a domain names its objectives",
);
pub const CHAPTER_WITHOUT_QUESTIONS: Rule = Rule::error(
    "chapter-without-questions",
    "a chapter of a complete domain has at least two questions",
);
pub const REFERENCE_WITHOUT_DATE: Rule = Rule::warning(
    "reference-without-date",
    "a chapter or each of its references says when it was checked",
);
pub const TERM_TWICE: Rule = Rule::error("term-twice", "a word of the glossary names one term");

pub const RULES: [&Rule; 11] = [
    &OBJECTIVE_WITHOUT_CHAPTER,
    &OBJECTIVE_WITHOUT_CARD,
    &OBJECTIVE_WITHOUT_QUESTION,
    &CHAPTER_WITHOUT_OBJECTIVE,
    &CHAPTER_WITHOUT_QUESTIONS,
    &bank::EXAM_MIX,
    &bank::EXAM_POOL,
    &bank::QUESTION_PLACES,
    &twins::QUESTION_TWIN,
    &REFERENCE_WITHOUT_DATE,
    &TERM_TWICE,
];

/// What the bank lacks as a whole.
pub fn of_book(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for plan in plans(guide) {
        gates(&plan, &mut findings);
        objectives(guide, &plan, &mut findings);
        bank::all(guide, &plan, &mut findings);
    }
    bank::places(guide, &mut findings);
    terms(guide, &mut findings);
    findings
}

/// What chapters lack, and questions that ask what others ask.
pub fn of_chapters(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    chapters(guide, &plans(guide), &mut findings);
    twins::all(guide, &mut findings);
    findings
}

fn plans<'g>(guide: &'g Guide<'_>) -> Vec<Plan<'g>> {
    guide.exams.iter().map(|exam| Plan::new(guide, exam)).collect()
}

/// One exam of the book and the places of its blueprint's text.
pub struct Plan<'g> {
    pub exam: &'g Exam,
    /// Domains that are complete.
    pub gates: BTreeSet<&'g str>,
    guide: &'g Guide<'g>,
}

impl<'g> Plan<'g> {
    fn new(guide: &'g Guide<'g>, exam: &'g Exam) -> Self {
        let gates = exam.blueprint.pool.gates.iter().map(String::as_str).collect();
        Self { exam, gates, guide }
    }

    /// A finding at the last of some words of the blueprint.
    pub fn broken(&self, rule: &'static Rule, words: &[&str], message: String) -> Finding {
        let text = &*self.guide.project.sources.get(self.exam.source).text;
        rule.broken(Span::new(self.exam.source, place(text, words)), message)
    }

    fn gated(&self) -> impl Iterator<Item = Home<'g>> {
        self.exam.blueprint.objectives().filter(|home| self.gates.contains(home.domain.id.as_str()))
    }
}

/// Domains that are called complete and are none.
fn gates(plan: &Plan<'_>, findings: &mut Vec<Finding>) {
    let blueprint = &plan.exam.blueprint;
    let known = blueprint.domain.iter().map(|domain| domain.id.as_str());
    for gate in plan.gates.iter().filter(|gate| blueprint.domain(gate).is_none()) {
        let message = format!("the blueprint has no domain `{gate}`");
        let help = did_you_mean(gate, known.clone()).unwrap_or_else(|| {
            format!("domains: {}", known.clone().collect::<Vec<_>>().join(", "))
        });
        findings.push(plan.broken(&BAD_BLUEPRINT, &["[pool]", "gates", gate], message).help(help));
    }
}

fn objectives(guide: &Guide<'_>, plan: &Plan<'_>, findings: &mut Vec<Finding>) {
    let exam = plan.exam;
    let taught: BTreeSet<&str> =
        guide.chapters.iter().flat_map(|chapter| exam.about(&chapter.front.objectives)).collect();
    let carded: BTreeSet<&str> =
        guide.cards().flat_map(|(_, card)| exam.about(&card.objectives)).collect();
    let mut asked: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, question) in guide.questions().filter(|(_, question)| exam.blueprint.asks(question)) {
        for objective in exam.about(&question.fields.objectives) {
            *asked.entry(objective).or_insert(0) += 1;
        }
    }
    let wanted = exam.blueprint.pool.questions_per_objective.max(1);
    for Home { objective, .. } in plan.gated() {
        let id = objective.id.as_str();
        let quoted = format!("\"{id}\"");
        let mut lack = |rule, message: String, help: &str| {
            findings.push(plan.broken(rule, &["[[domain", &quoted], message).help(help.to_owned()));
        };
        if !taught.contains(id) {
            let help =
                "name it under `objectives` in the front matter of the chapter that teaches it";
            lack(&OBJECTIVE_WITHOUT_CHAPTER, format!("no chapter teaches `{id}`"), help);
        }
        if !carded.contains(id) {
            let help =
                "add a card to a chapter that teaches it; cards take the chapter's objectives";
            lack(&OBJECTIVE_WITHOUT_CARD, format!("no card is about `{id}`"), help);
        }
        let have = asked.get(id).copied().unwrap_or(0);
        if have < wanted {
            let message = if have == 0 {
                format!("no question asks for `{id}`")
            } else {
                format!("`{id}` has {have} of {wanted} questions")
            };
            let help = "write one, or add the objective to a question that asks for it";
            lack(&OBJECTIVE_WITHOUT_QUESTION, message, help);
        }
    }
}

/// Chapters of a part that teaches a domain, and what a complete domain asks of each.
fn chapters(guide: &Guide<'_>, plans: &[Plan<'_>], findings: &mut Vec<Finding>) {
    let Some(main) = plans.first() else { return };
    for (chapter, study) in guide.chapters.iter().zip(guide.studies()) {
        if chapter.blocks.is_empty() {
            continue;
        }
        let OutlineEntry { part, .. } = chapter.entry;
        let objectives = &chapter.front.objectives;
        let part = guide.project.outline.parts.get(part).and_then(|part| part.domain.as_deref());
        if let Some(domain) = part.filter(|_| objectives.is_empty()) {
            findings.push(
                CHAPTER_WITHOUT_OBJECTIVE
                    .broken(
                        title(chapter),
                        format!("this chapter of domain {domain} names no objective"),
                    )
                    .help("add `objectives = [\"…\"]` to its front matter".to_owned()),
            );
        }
        // A part names a domain of the main exam; to the others a chapter belongs by its objectives.
        let gated = part.is_some_and(|domain| main.gates.contains(domain))
            || plans[1..].iter().any(|plan| {
                let home = plan.exam.home(objectives);
                home.is_some_and(|home| plan.gates.contains(home.domain.id.as_str()))
            });
        let asked = study.questions().count();
        if gated && asked < 2 {
            let have =
                if asked == 0 { "no question".to_owned() } else { "one question".to_owned() };
            findings.push(
                CHAPTER_WITHOUT_QUESTIONS
                    .broken(title(chapter), format!("this chapter has {have}"))
                    .help(
                        "add questions, so that readers can tell whether they know it".to_owned(),
                    ),
            );
        }
    }
}

/// Where the words of a chapter's title stand.
fn title(chapter: &Chapter) -> Span {
    let at = chapter.h1().and_then(|heading| text::extent(&heading.inlines));
    chapter.span(&at.unwrap_or(0..0))
}

/// `- [Title](address) — checked 2026-11-23`, unless the front matter dates the whole chapter.
pub fn references(galley: &Galley<'_>) -> Vec<Finding> {
    let Galley { chapter, locale, is_chapter, .. } = *galley;
    let mut findings = Vec::new();
    if is_chapter && chapter.front.asof.is_none() {
        let mut section = None;
        let inside = |heading: &Heading| study::opens(heading, "references", locale);
        for block in &chapter.blocks {
            match &block.kind {
                BlockKind::Heading(heading) => section = Some(heading),
                BlockKind::List(list) if section.is_some_and(|heading| inside(heading)) => {
                    for item in list.items.iter().filter(|item| !dated(&item.blocks)) {
                        let at = text::trimmed(chapter, &item.at.range());
                        findings.push(
                            REFERENCE_WITHOUT_DATE
                                .broken(
                                    chapter.span(&at),
                                    "this reference does not say when it was checked",
                                )
                                .help(format!(
                                    "add `— {}` to it, or `asof = 2026-11-23` to the front matter",
                                    locale.say("references.checked", &[("day", &"2026-11-23")])
                                )),
                        );
                    }
                }
                _ => {}
            }
        }
    }
    findings
}

fn dated(blocks: &[Block]) -> bool {
    let text = words(blocks);
    text.split_whitespace().any(|word| is_day(word.trim_matches(|c: char| !c.is_ascii_digit())))
}

/// A name, a short form or another word that two terms claim.
fn terms(guide: &Guide<'_>, findings: &mut Vec<Finding>) {
    let Some(source) = guide.project.glossary else { return };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (index, term) in guide.terms.iter().enumerate() {
        let own: BTreeSet<String> = std::iter::once(term.name.get_ref().to_lowercase())
            .chain(term.short.iter().cloned())
            .chain(term.also.iter().map(|word| word.to_lowercase()))
            .collect();
        for word in own {
            match seen.get(&word) {
                Some(&first) => findings.push(
                    TERM_TWICE
                        .broken(
                            Span::new(source, term.name.span()),
                            format!("`{word}` is a word for another term too"),
                        )
                        .help("join the two terms, or take the word from one of them".to_owned())
                        .also(Span::new(source, guide.terms[first].name.span()), "the other term"),
                ),
                None => {
                    seen.insert(word, index);
                }
            }
        }
    }
}
