//! From a section's blocks to a question: what stands before its answers, the answers, and what comes after them.

use super::{
    AnswerEntry, Noted, QUESTION_SHAPE, Question, QuestionKind, area, fields, kind, pairs,
    short_hash,
};
use crate::finding::Finding;
use crate::locale::Locale;
use crate::parse::Chapter;
use crate::parse::doc::{At, Block, BlockKind, Heading, Inline, InlineKind, Item, plain};
use std::collections::BTreeMap;

/// Reads a question from its heading and the blocks below it.
pub fn read(
    chapter: &Chapter,
    heading: &Heading,
    heading_at: &At,
    blocks: &[Block],
    case: Option<&str>,
    locale: &Locale,
    findings: &mut Vec<Finding>,
) -> Question {
    let kind = kind(heading).unwrap_or(QuestionKind::Choice);
    let mut question = Question {
        id: heading.id.clone(),
        kind,
        heading_at: heading_at.clone(),
        level: heading.level,
        title: heading.inlines.to_vec(),
        fields: fields::fields(chapter, heading, heading_at, findings),
        case: case.map(str::to_owned),
        stem: Vec::new(),
        entries: Vec::new(),
        prompts: Vec::new(),
        deciding: None,
        order_reason: None,
        explanation: Vec::new(),
        references: None,
    };
    let answer = blocks.iter().position(|block| starts_answer(kind, block)).unwrap_or(blocks.len());
    question.stem = blocks[..answer].to_vec();
    let mut rest = blocks[answer..].iter().peekable();
    match rest.next().map(|block| &block.kind) {
        Some(BlockKind::List(list)) => {
            let right = |item: &Item| {
                if kind == QuestionKind::Order { true } else { item.task == Some(true) }
            };
            question.entries.extend(list.items.iter().map(|item| entry(item, right(item))));
            if kind != QuestionKind::Order {
                findings.extend(unmarked(chapter, &list.items));
            }
            if kind == QuestionKind::Hotspot {
                area::read(chapter, &mut question, findings);
            }
        }
        Some(BlockKind::Table(table)) => pairs::read(chapter, &mut question, table, findings),
        _ => {
            let (what, help) = match kind {
                QuestionKind::Choice | QuestionKind::Multi => {
                    ("task list", "write options as `- [x] right` and `- [ ] wrong`")
                }
                QuestionKind::Hotspot => (
                    "task list",
                    "write areas as ``- [x] `left,top widthxheight` name``, in percent of the picture",
                ),
                QuestionKind::Order => {
                    ("numbered list", "write the steps as `1.`, `2.`, in the right order")
                }
                QuestionKind::Match => {
                    ("table", "write a table with the columns prompt, response, reason")
                }
            };
            let message = format!("`{}` has no {what} with its answer", question.id);
            findings.push(
                QUESTION_SHAPE.broken(chapter.span(heading_at), message).help(help.to_owned()),
            );
        }
    }
    if matches!(kind, QuestionKind::Order | QuestionKind::Match)
        && let Some(Block { kind: BlockKind::List(list), .. }) = rest.peek()
    {
        question.entries.extend(list.items.iter().map(|item| entry(item, false)));
        rest.next();
    }
    for block in rest {
        match labelled(block) {
            Some((mark, noted)) if locale.is_mark(mark, "deciding_phrase") => {
                question.deciding = Some(noted);
            }
            Some((mark, noted)) if locale.is_mark(mark, "references") => {
                question.references = Some(noted);
            }
            Some((mark, noted)) if locale.is_mark(mark, "why_this_order") => {
                question.order_reason = Some(noted);
            }
            _ => question.explanation.push(block.clone()),
        }
    }
    for (place, entry) in question.entries.iter_mut().enumerate() {
        entry.id = (place + 1).to_string();
    }
    distinct(question.entries.iter_mut().map(|entry| &mut entry.print));
    distinct(question.prompts.iter_mut().map(|prompt| &mut prompt.print));
    question
}

/// Options that do not say whether they are right: they would count as wrong ones.
fn unmarked(chapter: &Chapter, items: &[Item]) -> impl Iterator<Item = Finding> {
    items.iter().filter(|item| item.task.is_none()).map(|item| {
        let length = chapter.text.text[item.at.range()].find('\n').unwrap_or(item.at.range().len());
        let span = chapter.span(&(item.at.start()..item.at.start() + length));
        let message = "this option does not say whether it is right, and would count as wrong";
        let help = "begin it with `- [x] ` or `- [ ] `".to_owned();
        QUESTION_SHAPE.broken(span, message).help(help)
    })
}

fn starts_answer(kind: QuestionKind, block: &Block) -> bool {
    match (&block.kind, kind) {
        (
            BlockKind::List(list),
            QuestionKind::Choice | QuestionKind::Multi | QuestionKind::Hotspot,
        ) => list.items.iter().any(|item| item.task.is_some()),
        (BlockKind::List(list), QuestionKind::Order) => list.start.is_some(),
        (BlockKind::Table(_), QuestionKind::Match) => true,
        _ => false,
    }
}

fn entry(item: &Item, right: bool) -> AnswerEntry {
    let mut inlines: Vec<Inline> = Vec::new();
    let mut reason = Vec::new();
    let mut loose = None;
    for block in &item.blocks {
        match &block.kind {
            BlockKind::Plain(part) | BlockKind::Paragraph(part) => {
                if !inlines.is_empty() {
                    loose.get_or_insert_with(|| block.at.range());
                    let at = (block.at.start()..block.at.start()).into();
                    inlines.push(Inline { kind: InlineKind::HardBreak, at });
                }
                inlines.extend(part.iter().cloned());
            }
            BlockKind::Quote(blocks) => reason.extend(blocks.iter().cloned()),
            other => {
                if !matches!(other, BlockKind::Callout(_)) {
                    loose.get_or_insert_with(|| block.at.range());
                }
                reason.push(block.clone());
            }
        }
    }
    let print = short_hash(&plain(&inlines));
    AnswerEntry {
        id: String::new(),
        print,
        at: item.at.range(),
        inlines,
        right,
        area: None,
        reason,
        loose,
    }
}

/// A paragraph whose first words are bold and end with a colon, and what follows them.
fn labelled(block: &Block) -> Option<(&str, Noted)> {
    let BlockKind::Paragraph(inlines) = &block.kind else { return None };
    let [Inline { kind: InlineKind::Strong(label), .. }, rest @ ..] = &**inlines else {
        return None;
    };
    let [Inline { kind: InlineKind::Text(label), .. }] = &**label else { return None };
    let label = label.strip_suffix(':')?;
    let at = rest.first().map_or(block.at.range(), |first| first.at.start()..block.at.end());
    Some((label, Noted { at, inlines: rest.to_vec() }))
}

/// Two with the same words would share a print; the second gets a number.
fn distinct<'p>(prints: impl Iterator<Item = &'p mut String>) {
    let mut seen = BTreeMap::<String, u32>::new();
    for print in prints {
        let count = seen.entry(print.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            print.push_str(&count.to_string());
        }
    }
}
