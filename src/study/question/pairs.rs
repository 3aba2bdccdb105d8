//! The pairs of a matching question: a table of prompts, their responses and the reasons.

use super::{AnswerEntry, Prompt, QUESTION_SHAPE, Question, short_hash};
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Table, plain};

/// Puts the pairs of a table into a question; a response that several prompts share becomes one entry.
pub(super) fn read(
    chapter: &Chapter,
    question: &mut Question,
    table: &Table,
    findings: &mut Vec<Finding>,
) {
    for row in &table.rows {
        let [prompt, response, reason @ ..] = &**row else { continue };
        if let Some(more) = reason.iter().skip(1).find(|cell| !cell.inlines.is_empty()) {
            let message = "a fourth cell is shown nowhere";
            let help = "pairs have a prompt, a response and a reason: put this into the reason";
            let span = chapter.span(&more.at.range());
            findings.push(QUESTION_SHAPE.broken(span, message).help(help.to_owned()));
        }
        let text = plain(&response.inlines);
        let known = question.entries.iter().position(|entry| entry.text() == text);
        let index = known.unwrap_or_else(|| {
            question.entries.push(AnswerEntry {
                id: String::new(),
                print: short_hash(&text),
                at: response.at.range(),
                inlines: response.inlines.to_vec(),
                right: true,
                area: None,
                reason: Vec::new(),
                loose: None,
            });
            question.entries.len() - 1
        });
        question.prompts.push(Prompt {
            print: short_hash(&plain(&prompt.inlines)),
            at: prompt.at.range(),
            inlines: prompt.inlines.to_vec(),
            response: index,
            reason: reason.first().map(|cell| cell.inlines.to_vec()).unwrap_or_default(),
        });
    }
}
