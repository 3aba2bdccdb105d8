//! Options and reasons that slipped out of their list: Markdown ends a list sooner than people think.

use super::Face;
use crate::check::text;
use crate::finding::Finding;
use crate::parse::doc::{At, BlockKind, InlineKind};
use crate::study::question::QUESTION_SHAPE;

pub(super) fn all(face: &Face<'_>, findings: &mut Vec<Finding>) {
    for (index, block) in face.question.explanation.iter().enumerate() {
        let (message, help) = match &block.kind {
            BlockKind::List(list) if list.items.iter().any(|item| item.task.is_some()) => (
                "these options stand in a list of their own",
                "one list takes one mark: begin every option with `- [ ]`, and indent the reasons between them by two spaces",
            ),
            BlockKind::Quote(_) if index == 0 => {
                ("this reason belongs to no option", "indent it by two spaces: `  > why`")
            }
            _ => continue,
        };
        let span = face.chapter.span(&first_line(face, &block.at.range()));
        findings.push(QUESTION_SHAPE.broken(span, message).help(help.to_owned()));
    }
    for (entry, words) in face.question.entries.iter().zip(&face.entries) {
        if let Some(at) = &entry.loose {
            let is_shown = entry.inlines.iter().any(|inline| {
                !matches!(inline.kind, InlineKind::HardBreak) && at.contains(&inline.at.start())
            });
            let message = if is_shown {
                "this is shown as words of the option, for it stands in no quote"
            } else {
                "this is shown with the reason, not in the option"
            };
            let help = "an option is one paragraph: put what is more of it into the question, and begin the lines of its reason with `> `";
            let span = face.chapter.span(&first_line(face, at));
            findings.push(QUESTION_SHAPE.broken(span, message).help(help.to_owned()));
        }
        let says = !words.trim().is_empty()
            || entry.inlines.iter().any(|inline| {
                !matches!(
                    inline.kind,
                    InlineKind::HardBreak | InlineKind::SoftBreak | InlineKind::Text(_)
                )
            });
        if !says {
            let span = face.chapter.span(&first_line(face, &entry.at));
            let help = "write what readers can choose, or take the line out".to_owned();
            findings.push(QUESTION_SHAPE.broken(span, "this has no words").help(help));
        }
    }
    for prompt in &face.question.prompts {
        if prompt.inlines.is_empty() {
            let span = face.chapter.span(&first_line(face, &prompt.at));
            let help = "write what readers shall match, or take the row out".to_owned();
            findings.push(QUESTION_SHAPE.broken(span, "this prompt has no words").help(help));
        }
    }
}

fn first_line(face: &Face<'_>, at: &At) -> At {
    let at = text::trimmed(face.chapter, at);
    let length = face.chapter.text.text[at.clone()].find('\n').unwrap_or(at.len());
    at.start..at.start + length
}
