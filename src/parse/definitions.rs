//! Definitions of addresses, `[label]: address`, of which no page shows a letter.
//!
//! Markdown takes the first definition of a label and says nothing of a second one, and a line such as `[Note]: dangerous`
//! is one, too, though its author meant words. The parser crate tells of the first definitions alone: a later one is
//! a line of the same form that no block holds.

use super::doc::{At, Block, BlockKind, each_block};
use super::settle::folded;
use std::collections::{BTreeMap, BTreeSet};

/// A definition that leads no link anywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    /// The label in its brackets.
    pub at: At,
    pub label: String,
    /// The label of the definition that counts, where this one is a second one of another address.
    pub first: Option<At>,
}

/// One definition as written.
struct Definition<'t> {
    at: At,
    label: &'t str,
    address: &'t str,
}

/// Definitions of a body that were meant otherwise; `starts` holds where the known ones begin, `used` the labels that
/// links name.
pub(super) fn hidden(
    text: &str,
    body: usize,
    starts: &BTreeSet<usize>,
    blocks: &[Block],
    used: &BTreeSet<String>,
) -> Vec<Hidden> {
    if starts.is_empty() {
        return Vec::new();
    }
    let mut firsts: BTreeMap<String, Definition<'_>> = BTreeMap::new();
    let mut hidden = Vec::new();
    let held = leaves(blocks);
    for definition in lines(text, body) {
        let label = folded(definition.label);
        if starts.contains(&definition.at.start) {
            // A callout's mark makes links of all others of its kind.
            let is_mark = definition.label.starts_with('!');
            if is_mark || !used.contains(&label) && !is_address(definition.address) {
                let Definition { at, label, .. } = definition;
                hidden.push(Hidden { at, label: label.to_owned(), first: None });
            } else {
                firsts.insert(label, definition);
            }
            continue;
        }
        let next = held.partition_point(|leaf| leaf.end <= definition.at.start);
        let is_held = held.get(next).is_some_and(|leaf| leaf.start <= definition.at.start);
        if let Some(first) = firsts.get(&label).filter(|_| !is_held)
            && first.address != definition.address
        {
            let Definition { at, label, .. } = definition;
            hidden.push(Hidden { at, label: label.to_owned(), first: Some(first.at.clone()) });
        }
    }
    hidden
}

/// Lines that have the form of a definition, behind the marks of quotes and lists.
fn lines(text: &str, body: usize) -> impl Iterator<Item = Definition<'_>> {
    let mut at = body;
    text[body..].split_inclusive('\n').filter_map(move |line| {
        let line_start = at;
        at += line.len();
        let (marks, rest) = line.split_once('[')?;
        let start = line_start + marks.len();
        let rest = rest.trim_end();
        let (label, address) = rest.split_once("]:")?;
        let is_one = marks.chars().all(|mark| " \t>-*+.)0123456789".contains(mark))
            && !label.starts_with('^')
            && !label.contains(['[', ']']);
        is_one.then(|| Definition {
            at: start..start + label.len() + 2,
            label,
            address: address.trim(),
        })
    })
}

/// Where blocks hold text, in order.
fn leaves(blocks: &[Block]) -> Vec<At> {
    let mut leaves = Vec::new();
    each_block(blocks, &mut |block| match &block.kind {
        BlockKind::Heading(_)
        | BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Code(_)
        | BlockKind::Html(_)
        | BlockKind::Table(_) => leaves.push(block.at.range()),
        _ => {}
    });
    leaves.sort_by_key(|leaf| leaf.start);
    leaves
}

/// Whether what stands behind a label is meant as an address. `[//]: #` and its like are comments.
fn is_address(written: &str) -> bool {
    let word = written.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ':', ';', '!', '?']);
    word.is_empty() || word.contains(['/', '.', '#', ':', '?', '@', '<', '%'])
}
