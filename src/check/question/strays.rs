//! Options and reasons that slipped out of their list: Markdown ends a list sooner than people think.

use super::Face;
use crate::check::text;
use crate::finding::Finding;
use crate::parse::doc::{Block, BlockKind};
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
        let span = face.chapter.span(&first_line(face, block));
        findings.push(QUESTION_SHAPE.broken(span, message).help(help.to_owned()));
    }
}

fn first_line(face: &Face<'_>, block: &Block) -> crate::parse::doc::At {
    let at = text::trimmed(face.chapter, &block.at);
    let length = face.chapter.text.text[at.clone()].find('\n').unwrap_or(at.len());
    at.start..at.start + length
}
