//! One question or card at a time: reasons, counts, wording, sources.
//!
//! Each file below holds the rules of one part of a question. What a question looks like to all of them, its words
//! taken out of the Markdown once, is a [`Face`]; what they must know of the others is a [`Bank`]. Nothing is mended.

pub mod card;
pub mod case;
pub mod entries;
pub mod heading;
pub mod kinds;
pub mod positions;
pub mod references;
pub mod stem;
pub mod strays;

use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::doc::At;
use crate::source::Span;
use crate::study::Study;
use crate::study::question::{AnswerEntry, Case, Question, QuestionKind};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use card::cards;

pub const RULES: [&Rule; 46] = [
    &heading::QUESTION_ID,
    &heading::QUESTION_RETIRED,
    &heading::QUESTION_OBJECTIVE,
    &heading::QUESTION_ORIGINAL,
    &heading::QUESTION_DATE,
    &heading::QUESTION_UNSHUFFLED,
    &heading::QUESTION_ENEMY,
    &heading::QUESTION_RENAMED,
    &stem::QUESTION_ASKS,
    &stem::QUESTION_CHOOSE,
    &stem::QUESTION_PHRASE,
    &stem::QUESTION_STEM_LENGTH,
    &stem::QUESTION_NEGATIVE,
    &stem::QUESTION_ARTICLE,
    &entries::QUESTION_REASON,
    &entries::QUESTION_SAME_REASON,
    &entries::QUESTION_SAME_ENTRY,
    &entries::QUESTION_OPTION_LENGTH,
    &entries::QUESTION_LONGEST_RIGHT,
    &entries::QUESTION_STRONG_WORD,
    &positions::QUESTION_POSITION,
    &entries::QUESTION_SAME_OPENING,
    &entries::QUESTION_SUBSET,
    &entries::QUESTION_ECHO,
    &kinds::QUESTION_OPTIONS,
    &kinds::QUESTION_KEY,
    &kinds::ORDER_STEPS,
    &kinds::ORDER_SURPLUS,
    &kinds::ORDER_WORDS,
    &kinds::ORDER_REASON,
    &kinds::MATCH_PAIRS,
    &kinds::MATCH_SURPLUS,
    &kinds::MATCH_REUSE,
    &references::QUESTION_SOURCE,
    &references::QUESTION_SECTION,
    &case::CASE_QUESTIONS,
    &case::CASE_SCENARIO,
    &case::CASE_FACT,
    &case::CASE_REVEALS,
    &case::CASE_POOL,
    &case::CASE_TASK,
    &card::CARD_ID,
    &card::CARD_SITUATION,
    &card::CARD_SOLUTION,
    &card::CARD_BECAUSE,
    &card::CARD_ONE_FACT,
];

/// A question as a reader sees it, and where it stands.
struct Face<'g> {
    locale: &'g Locale,
    chapter: &'g Chapter,
    question: &'g Question,
    case: Option<&'g Case>,
    stem: String,
    /// One per entry, and the words of its reason.
    entries: Vec<String>,
    reasons: Vec<String>,
}

impl<'g> Face<'g> {
    fn new(
        locale: &'g Locale,
        chapter: &'g Chapter,
        question: &'g Question,
        case: Option<&'g Case>,
    ) -> Self {
        Self {
            locale,
            chapter,
            question,
            case,
            stem: text::everything(question.text()),
            entries: question.entries.iter().map(AnswerEntry::text).collect(),
            reasons: question.entries.iter().map(AnswerEntry::reason_text).collect(),
        }
    }

    fn is(&self, kind: QuestionKind) -> bool {
        self.question.kind == kind
    }

    /// Choice, multi or hotspot: entries stand side by side and only some are right.
    fn has_options(&self) -> bool {
        !self.is(QuestionKind::Order) && !self.is(QuestionKind::Match)
    }

    fn right(&self) -> impl Iterator<Item = usize> {
        (0..self.entries.len()).filter(|&index| self.question.entries[index].right)
    }

    fn wrong(&self) -> impl Iterator<Item = usize> {
        (0..self.entries.len()).filter(|&index| !self.question.entries[index].right)
    }

    /// The words of the heading: the place of what has no smaller one.
    fn title(&self) -> Span {
        let at =
            text::extent(&self.question.title).unwrap_or_else(|| self.question.heading_at.clone());
        self.chapter.span(&at)
    }

    fn field(&self, name: &str) -> Span {
        crate::study::question::attribute_span(self.chapter, &self.question.heading_at, name)
    }

    fn entry_at(&self, index: usize) -> At {
        let entry = &self.question.entries[index];
        text::extent(&entry.inlines).unwrap_or_else(|| text::trimmed(self.chapter, &entry.at))
    }

    fn entry(&self, index: usize) -> Span {
        self.chapter.span(&self.entry_at(index))
    }

    fn stem_at(&self) -> At {
        match (self.question.stem.first(), self.question.stem.last()) {
            (Some(first), Some(last)) => {
                text::trimmed(self.chapter, &(first.at.start()..last.at.end()))
            }
            _ => text::extent(&self.question.title)
                .unwrap_or_else(|| self.question.heading_at.clone()),
        }
    }

    /// A word or a sentence of the stem.
    fn in_stem(&self, words: &str) -> Span {
        text::place(self.chapter, &self.stem_at(), words)
    }
}

/// What one question must know of the others.
struct Bank<'g> {
    guide: &'g Guide<'g>,
    /// Ids of all questions.
    ids: BTreeSet<&'g str>,
    /// Earlier ids, each with the first question that claims it.
    renamed: BTreeMap<&'g str, &'g str>,
    objectives: Vec<&'g str>,
    services: Vec<&'g str>,
    /// For each word how many questions use it.
    used: HashMap<u64, u32>,
    /// A word is rare if no more questions than this use it.
    rare: u32,
}

impl<'g> Bank<'g> {
    fn new(guide: &'g Guide<'g>, faces: &[Vec<Face<'g>>]) -> Self {
        let mut used = HashMap::new();
        let mut number = 0;
        let mut words: Vec<u64> = Vec::new();
        for face in faces.iter().flatten() {
            number += 1;
            words.clear();
            let texts = std::iter::once(&face.stem).chain(&face.entries);
            words.extend(
                texts.flat_map(|text| text::tokens(text)).map(|(_, word)| text::stem_hash(word)),
            );
            words.sort_unstable();
            words.dedup();
            for &word in &words {
                *used.entry(word).or_insert(0) += 1;
            }
        }
        let mut renamed = BTreeMap::new();
        for question in guide.questions_of_book() {
            for was in &question.fields.was {
                renamed.entry(was.as_str()).or_insert(question.id.as_str());
            }
        }
        Self {
            guide,
            renamed,
            ids: guide.questions_of_book().map(|question| question.id.as_str()).collect(),
            objectives: guide.exams.objectives().map(|home| home.objective.id.as_str()).collect(),
            services: guide.services.iter().map(|service| service.id.get_ref().as_str()).collect(),
            used,
            // A word does not become rarer because the book grows: what was fine stays fine.
            rare: (number / 100).clamp(1, 2),
        }
    }

    fn is_rare(&self, word: u64) -> bool {
        self.used.get(&word).is_none_or(|&times| times <= self.rare)
    }
}

/// Every rule about questions and cases.
pub fn questions(guide: &Guide<'_>) -> Vec<Finding> {
    let faces: Vec<Vec<Face<'_>>> = guide
        .chapters
        .par_iter()
        .enumerate()
        .map(|(index, chapter)| {
            faces(guide.project.marks_of(&chapter.entry.path), chapter, guide.study(index))
        })
        .collect();
    let bank = Bank::new(guide, &faces);
    let mut findings: Vec<Finding> =
        faces.par_iter().flatten_iter().flat_map_iter(|face| one(face, &bank)).collect();
    for (chapter, (study, faces)) in guide.chapters.iter().zip(guide.studies().zip(&faces)) {
        for case in study.cases() {
            let of_case: Vec<&Face<'_>> =
                faces.iter().filter(|face| face.question.case.as_ref() == Some(&case.id)).collect();
            case::all(guide, chapter, case, &of_case, &mut findings);
        }
    }
    heading::sources(guide, &mut findings);
    findings
}

fn faces<'g>(locale: &'g Locale, chapter: &'g Chapter, study: &'g Study) -> Vec<Face<'g>> {
    let case =
        |question: &Question| study.cases().find(|case| question.case.as_ref() == Some(&case.id));
    study.questions().map(|question| Face::new(locale, chapter, question, case(question))).collect()
}

fn one(face: &Face<'_>, bank: &Bank<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    heading::all(face, bank, &mut findings);
    // A question whose answer could not be read was found when it was read.
    if face.entries.is_empty() {
        return findings;
    }
    stem::all(face, &mut findings);
    entries::all(face, bank, &mut findings);
    kinds::all(face, bank, &mut findings);
    references::all(face, bank, &mut findings);
    strays::all(face, &mut findings);
    findings
}
