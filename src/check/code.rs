//! Code blocks as their author meant them: closed, in colours, with marks that hit a line and notes that have a text.

use super::proof::Galley;
use super::prose::marks::UNKNOWN_CALLOUT;
use super::text;
use crate::budget;
use crate::finding::{Finding, Rule};
use crate::fragment::code::{Costly, Highlighter, shown, take_notes};
use crate::parse::Chapter;
use crate::parse::blocks::BAD_CODE_OPTION;
use crate::parse::doc::{self, At, Block, BlockKind, CalloutKind, Code, each_block, each_run};
use std::collections::BTreeSet;

pub const UNCLOSED_CODE: Rule =
    Rule::error("unclosed-code", "a code block ends with a fence of its own");
pub const CODE_NOTE: Rule =
    Rule::error("code-note", "notes of a code block and the list below it go together");
pub const COSTLY_CODE: Rule =
    Rule::warning("costly-code", "colouring a code block takes no more than its share of work");

pub fn all(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_run(&chapter.blocks, &mut |blocks| {
        tabs(chapter, blocks, &mut findings);
        for (index, block) in blocks.iter().enumerate() {
            let BlockKind::Code(code) = &block.kind else { continue };
            if !code.fenced {
                continue;
            }
            unclosed(chapter, block, code, &mut findings);
            findings.extend(begun_inside(chapter, block, code));
            marks(chapter, block, code, &mut findings);
            notes(chapter, block, code, blocks.get(index + 1), &mut findings);
        }
    });
    findings
}

/// Blocks that will be shown plain, because colouring them takes too much.
pub fn colours(galley: &Galley<'_>, highlighter: &Highlighter) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Code(code) = &block.kind else { return };
        if let Err(costly) = highlighter.coloured(&code.language, &shown(code).0) {
            findings.push(plain(chapter, block, code, costly));
        }
    });
    findings
}

fn plain(chapter: &Chapter, block: &Block, code: &Code, costly: Costly) -> Finding {
    let (at, message) = match costly {
        Costly::Long => {
            let (size, most) = (code.text.len() >> 10, budget::COLOUR_BYTES >> 10);
            let message =
                format!("this block of {size} KB is shown without colours, which end at {most} KB");
            (code.info_at.clone(), message)
        }
        Costly::At(line) => {
            let start = code.lines.get(line).copied().unwrap_or(block.at.start());
            let text = chapter.text.text[start..].lines().next().unwrap_or_default();
            // The line may be as long as the block.
            let length = text.floor_char_boundary(60);
            let message = "colouring this block takes too much work at this line, so it is shown without colours";
            (start..start + length, message.to_owned())
        }
    };
    COSTLY_CODE
        .broken(chapter.span(&at), message)
        .help("shorten it, or write `text` behind the fence".to_owned())
}

/// A block that swallowed the rest of its chapter, because nothing closed it.
fn unclosed(chapter: &Chapter, block: &Block, code: &Code, findings: &mut Vec<Finding>) {
    let text = chapter.text.text[block.at.range()].trim_end();
    let fence = |line: &str| {
        let mark = line.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
        Some((mark, line.chars().take_while(|letter| *letter == mark).count()))
    };
    // Quotes and lists may stand before the fence on its line.
    let last = text.lines().skip(1).last().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
    let closed = fence(text).zip(fence(last)).is_some_and(|((mark, length), (end, ending))| {
        end == mark && ending >= length && last.trim_end().len() == ending
    });
    if !closed {
        let line = text.lines().next().map_or(0, str::len);
        let message = match code.text.lines().count() {
            0 | 1 => "this code block is not closed".to_owned(),
            lines => format!("this code block is not closed and takes {lines} lines"),
        };
        findings.push(
            UNCLOSED_CODE
                .broken(chapter.span(&(block.at.start()..block.at.start() + line)), message)
                .help(
                    "put a line with the same fence, such as ```` ``` ````, after its last line"
                        .to_owned(),
                ),
        );
    }
}

/// A fence with a language inside of a block whose own fence is no longer: the block ends where that one was to end.
fn begun_inside(chapter: &Chapter, block: &Block, code: &Code) -> Option<Finding> {
    let text = &chapter.text.text[block.at.range()];
    let mark = text.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
    let length = text.len() - text.trim_start_matches(mark).len();
    let begins = |line: &str| {
        let inner = line.trim_start_matches(' ');
        let rest = inner.trim_start_matches(mark);
        let is_fence = line.len() - inner.len() < 4 && inner.len() - rest.len() >= length;
        is_fence && rest.starts_with(char::is_alphanumeric) && !rest.contains(mark)
    };
    let (line, start) = code.text.lines().zip(&code.lines).find(|(line, _)| begins(line))?;
    let help = format!(
        "close the block above it, or, if this is a part of that block, give that one a fence of {} signs",
        length + 1
    );
    let message = "this fence begins no code: it stands inside of another block";
    let span = chapter.span(&(*start..start + line.len()));
    Some(UNCLOSED_CODE.broken(span, message).help(help))
}

/// Tabs that stand together have names that differ.
fn tabs(chapter: &Chapter, blocks: &[Block], findings: &mut Vec<Finding>) {
    let (mut names, mut titles) = (BTreeSet::new(), BTreeSet::new());
    let mut notes = false;
    for block in blocks {
        match &block.kind {
            BlockKind::Callout(callout) if callout.kind == CalloutKind::Tab => {
                names.clear();
                let title = doc::plain(&callout.title);
                if !title.is_empty() && !titles.insert(title.clone()) {
                    let at = text::extent(&callout.title).unwrap_or_else(|| block.at.range());
                    let message = format!("the tab before it is called `{title}`, too");
                    let help = "give each tab a name of its own".to_owned();
                    findings.push(UNKNOWN_CALLOUT.broken(chapter.span(&at), message).help(help));
                }
                continue;
            }
            BlockKind::Code(code) if code.options.tab.is_some() => {
                let name = code.options.tab.as_deref().unwrap_or_default();
                if !names.insert(name) {
                    let span = chapter.span(&option(chapter, block, code, "tab"));
                    let message = format!("the tab before it is called `{name}`, too");
                    let help = "give each tab a name of its own".to_owned();
                    findings.push(BAD_CODE_OPTION.broken(span, message).help(help));
                }
                notes = code.options.notes;
            }
            BlockKind::List(_) if notes => notes = false,
            _ => names.clear(),
        }
        titles.clear();
    }
}

/// `mark` and `hide` name lines that are there.
fn marks(chapter: &Chapter, block: &Block, code: &Code, findings: &mut Vec<Finding>) {
    let count = code.text.lines().count();
    for (name, ranges) in [("mark", &code.options.marked), ("hide", &code.options.hidden)] {
        let Some((_, last)) = ranges.iter().find(|(_, last)| *last > count) else { continue };
        let message = format!("`{name}` names line {last}, and the block has {count}");
        findings.push(
            BAD_CODE_OPTION
                .broken(chapter.span(&option(chapter, block, code, name)), message)
                .help(
                    "lines are counted from 1; lines that an include brings count as well"
                        .to_owned(),
                ),
        );
    }
}

/// Each marker `# (1)` has its item in the numbered list right below, and each item its marker.
fn notes(
    chapter: &Chapter,
    block: &Block,
    code: &Code,
    below: Option<&Block>,
    findings: &mut Vec<Finding>,
) {
    if !code.options.notes {
        return;
    }
    let at = option(chapter, block, code, "notes");
    let list = below.and_then(|block| match &block.kind {
        BlockKind::List(list) => Some((list.start?, list.items.len() as u64, &block.at)),
        _ => None,
    });
    let Some((start, count, list_at)) = list else {
        findings.push(
            CODE_NOTE.broken(chapter.span(&at), "no numbered list follows this block").help(
                "put `1. What the first note says` below the block, or take `notes` out".to_owned(),
            ),
        );
        return;
    };
    let given: BTreeSet<u64> =
        take_notes(&code.text).1.into_values().flatten().map(u64::from).collect();
    let texts: BTreeSet<u64> = (start..start.saturating_add(count)).collect();
    if let Some(number) = given.difference(&texts).next() {
        findings.push(
            CODE_NOTE
                .broken(chapter.span(&at), format!("note ({number}) has no text"))
                .help(format!("add item {number} to the list below the block")),
        );
    }
    if let Some(number) = texts.difference(&given).next() {
        let first = chapter.text.text[list_at.range()].lines().next().map_or(0, str::len);
        findings.push(
            CODE_NOTE
                .broken(
                    chapter.span(&(list_at.start()..list_at.start() + first)),
                    format!("no line of the block has the note ({number})"),
                )
                .help(format!("end the line it speaks of with a comment, such as `# ({number})`")),
        );
    }
}

/// Where an option stands behind the fence.
fn option(chapter: &Chapter, block: &Block, code: &Code, name: &str) -> At {
    let info = &chapter.text.text[code.info_at.clone()];
    match info.find(&format!(" {name}")) {
        Some(at) => {
            let start = code.info_at.start + at + 1;
            start..start + name.len()
        }
        None => block.at.range(),
    }
}
