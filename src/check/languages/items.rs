//! What readers' progress hangs on, one by one: questions, cases and cards, with all of them that no translation changes.

use super::TRANSLATION_DIFFERS;
use crate::finding::Finding;
use crate::guide::Guide;
use crate::source::Span;
use crate::study::question::{AnswerEntry, Case, Question};

/// A question, a case or a card.
pub(super) struct Item<'g> {
    pub what: &'static str,
    pub id: &'g str,
    /// Path of its chapter.
    pub path: &'g str,
    pub span: Span,
    /// What is the same in all languages, by name.
    facts: Vec<(&'static str, String)>,
}

impl Item<'_> {
    /// What is not as in the original.
    pub(super) fn differs(&self, original: &Self) -> Vec<Finding> {
        let pairs = self.facts.iter().zip(&original.facts);
        let differing = pairs.filter(|((_, here), (_, there))| here != there);
        differing
            .map(|((name, here), (_, there))| {
                let told = |fact: &str| if fact.is_empty() { "none" } else { fact }.to_owned();
                let message = format!(
                    "`{}` has not the {name} of the original: {} instead of {}",
                    self.id,
                    told(here),
                    told(there)
                );
                TRANSLATION_DIFFERS
                    .broken(self.span, message)
                    .help("an answer given in one language counts in all, so both have to say the same".to_owned())
                    .also(original.span, "the original")
            })
            .collect()
    }

    /// It is in no chapter of the original; `meant` is the one that it may be the translation of.
    pub(super) fn unknown(&self, meant: Option<&Self>) -> Finding {
        let message = format!("the original has no {} `{}`", self.what, self.id);
        let finding = TRANSLATION_DIFFERS.broken(self.span, message);
        let Some(meant) = meant else {
            return finding.help("give it the id that it has in the original".to_owned());
        };
        let (what, id) = (self.what, meant.id);
        let how = match what {
            "card" => format!("write `{id}` in the column `id`"),
            _ => format!("write `#{id}` between the braces of its heading"),
        };
        finding
            .help(format!("if this is the translation of `{id}`, {how}"))
            .also(meant.span, "the original")
    }
}

/// All of them, in the order of the text.
pub(super) fn of<'g>(guide: &'g Guide<'_>) -> Vec<Item<'g>> {
    let mut items = Vec::new();
    for (chapter, study) in guide.chapters.iter().zip(guide.studies()) {
        let path = chapter.entry.path.as_str();
        items.extend(study.questions().map(|question| Item {
            what: "question",
            id: &question.id,
            path,
            span: chapter.span(&question.heading_at),
            facts: of_question(question),
        }));
        items.extend(study.cases().map(|case| Item {
            what: "case",
            id: &case.id,
            path,
            span: chapter.span(&case.heading_at),
            facts: of_case(case),
        }));
        items.extend(study.cards().map(|card| Item {
            what: "card",
            id: &card.id,
            path,
            span: chapter.span(&card.at),
            facts: vec![("objectives", card.objectives.join(", "))],
        }));
    }
    items
}

fn of_question(question: &Question) -> Vec<(&'static str, String)> {
    let fields = &question.fields;
    let right: Vec<&str> = question.entries.iter().filter(|entry| entry.right).map(id).collect();
    let responses: Vec<String> =
        question.prompts.iter().map(|prompt| (prompt.response + 1).to_string()).collect();
    vec![
        ("kind", question.kind.name().to_owned()),
        ("number of entries", question.entries.len().to_string()),
        ("right answers", right.join(", ")),
        ("responses", responses.join(", ")),
        ("case", question.case.clone().unwrap_or_default()),
        ("objectives", fields.objectives.join(", ")),
        ("difficulty", fields.difficulty.to_string()),
        ("pool", fields.pool.name().to_owned()),
        ("`rev`", fields.rev.to_string()),
        ("earlier ids", fields.was.join(", ")),
        ("questions it keeps apart from", fields.enemies.join(", ")),
    ]
}

fn id(entry: &AnswerEntry) -> &str {
    &entry.id
}

fn of_case(case: &Case) -> Vec<(&'static str, String)> {
    vec![("pool", case.pool.name().to_owned())]
}
