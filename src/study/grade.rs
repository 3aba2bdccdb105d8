//! Grades one answer by the exam's own rule: it matches the key in full, or it scores nothing.
//!
//! The browser has the same rule in `static/js/grade.js`; both are held to `tests/vectors/grade.json`. A key and an
//! answer are lists of ids: picked options for choice, multi and hotspot, one id a slot for order, one response a prompt for
//! match. An empty slot is an empty string.

use super::question::{Question, QuestionKind};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Right,
    Wrong,
    /// Scores like a wrong one, yet there is nothing to explain.
    Unanswered,
}

pub fn grade(kind: QuestionKind, key: &[&str], answer: &[&str]) -> Verdict {
    let filled = |answer: &[&str]| answer.iter().any(|id| !id.is_empty());
    let exact = match kind {
        QuestionKind::Order | QuestionKind::Match => answer == key,
        QuestionKind::Choice | QuestionKind::Multi | QuestionKind::Hotspot => {
            let picked: BTreeSet<&str> =
                answer.iter().copied().filter(|id| !id.is_empty()).collect();
            picked.len() == key.len() && key.iter().all(|id| picked.contains(id))
        }
    };
    match (filled(answer), exact) {
        (false, _) => Verdict::Unanswered,
        (true, true) => Verdict::Right,
        (true, false) => Verdict::Wrong,
    }
}

/// The one right answer.
pub fn key(question: &Question) -> Vec<&str> {
    match question.kind {
        QuestionKind::Match => question
            .prompts
            .iter()
            .map(|prompt| question.entries[prompt.response].id.as_str())
            .collect(),
        _ => question
            .entries
            .iter()
            .filter(|entry| entry.right)
            .map(|entry| entry.id.as_str())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        kind: String,
        key: Vec<String>,
        answers: Vec<(Vec<Option<String>>, Verdict)>,
    }

    #[test]
    fn grades_as_the_browser_does() {
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../../tests/vectors/grade.json"))
                .expect("the vectors are JSON");
        assert!(!vectors.is_empty());
        for Vector { kind, key, answers } in &vectors {
            let kind = QuestionKind::ALL
                .into_iter()
                .find(|known| known.name() == kind)
                .expect("a kind we know");
            let key: Vec<&str> = key.iter().map(String::as_str).collect();
            for (answer, verdict) in answers {
                let answer: Vec<&str> =
                    answer.iter().map(|id| id.as_deref().unwrap_or_default()).collect();
                assert_eq!(grade(kind, &key, &answer), *verdict, "{kind:?} {answer:?}");
            }
        }
    }
}
