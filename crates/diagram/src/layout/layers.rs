//! One connected drawing cut into rows: blocks, and the bends and labels where arrows pass a row.
//!
//! An arrow from one row to a distant one becomes a string of strands, each between neighbouring rows. So every
//! place an arrow passes is an entry with a width of its own, and nothing later can be put on top of it.

use std::collections::BTreeMap;

use super::level::{At, Dock, Graph};
use super::rank::{Arc, ranks};

/// Something that takes room in a row.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) kind: SlotKind,
    /// Room to both sides of its middle line.
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) height: f64,
    /// Entries with hints keep the order of their hints.
    pub(super) hint: Option<f64>,
    pub(super) row: usize,
    /// Position in its row.
    pub(super) place: usize,
    /// Strands to the row above and to the row below.
    pub(super) up: Vec<usize>,
    pub(super) down: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotKind {
    Block,
    Bend,
    Label,
}

/// The part of an arrow between two neighbouring rows.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    pub(super) link: usize,
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// Where it touches, seen from the middle lines of its ends.
    pub(super) upper_offset: f64,
    pub(super) lower_offset: f64,
    /// Strands of one trunk leave their block as one line.
    pub(super) trunk: Option<usize>,
    /// Against the stream: these follow the blocks and do not pull at them.
    pub(super) is_turned: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// The first entries are the blocks, in their order.
    pub(super) entries: Vec<Slot>,
    pub(super) strands: Vec<Strand>,
    pub(super) rows: Vec<Vec<usize>>,
    /// The strands of each link from top to bottom.
    pub(super) strings: Vec<Vec<usize>>,
}

/// Nothing when the arrows together pass more rows than can be drawn in good time.
pub(super) fn layers(graph: &Graph) -> Option<Layers> {
    const MOST_BENDS: usize = 8000;
    let ranks = block_ranks(graph);
    let mut used: BTreeMap<i32, usize> = ranks.iter().map(|rank| (*rank, 0)).collect();
    for link in &graph.links {
        if link.label.is_some() {
            used.insert(label_rank(&ranks, link), 0);
        }
    }
    for (row, value) in used.values_mut().enumerate() {
        *value = row;
    }
    let row_of = |rank: i32| used.get(&rank).copied().unwrap_or(0);
    let mut layers = Layers { rows: vec![Vec::new(); used.len()], ..Layers::default() };
    for (block, rank) in graph.blocks.iter().zip(&ranks) {
        let (kind, hint) = match block.dock {
            Dock::Inside => (SlotKind::Block, None),
            Dock::Top(hint) | Dock::Bottom(hint) => (SlotKind::Bend, hint),
        };
        let entry = entry(kind, row_of(*rank), block.left, block.right, block.tall);
        layers.entries.push(Slot { hint, ..entry });
    }
    for (index, link) in graph.links.iter().enumerate() {
        let (first, last) = (row_of(ranks[link.upper]), row_of(ranks[link.lower]));
        let label_row = link.label.map(|size| (row_of(label_rank(&ranks, link)), size));
        let mut string = Vec::new();
        let mut upper = link.upper;
        for row in first + 1..=last {
            let lower = if row == last { link.lower } else { layers.entries.len() };
            if row != last {
                let entry = match label_row {
                    Some((label_row, (width, height))) if label_row == row => {
                        entry(SlotKind::Label, row, width / 2.0, width / 2.0, height)
                    }
                    _ => entry(SlotKind::Bend, row, 0.0, 0.0, 0.0),
                };
                layers.entries.push(entry);
            }
            string.push(layers.strands.len());
            let offset = |at: At, is_end: bool| match at {
                At::Fixed(offset) if is_end => offset,
                _ => 0.0,
            };
            layers.strands.push(Strand {
                link: index,
                upper,
                lower,
                upper_offset: offset(link.upper_at, upper == link.upper),
                lower_offset: offset(link.lower_at, lower == link.lower),
                trunk: link.trunk.filter(|_| upper == link.upper),
                is_turned: link.is_turned,
            });
            upper = lower;
        }
        layers.strings.push(string);
        if layers.entries.len() > MOST_BENDS {
            return None;
        }
    }
    for (index, strand) in layers.strands.iter().enumerate() {
        layers.entries[strand.upper].down.push(index);
        layers.entries[strand.lower].up.push(index);
    }
    Some(layers)
}

fn entry(kind: SlotKind, row: usize, left: f64, right: f64, height: f64) -> Slot {
    Slot { kind, left, right, height, hint: None, row, place: 0, up: Vec::new(), down: Vec::new() }
}

/// Even ranks for blocks; labels take the odd ones between.
fn block_ranks(graph: &Graph) -> Vec<i32> {
    let inside: Vec<usize> = (0..graph.blocks.len())
        .filter(|block| matches!(graph.blocks[*block].dock, Dock::Inside))
        .collect();
    let mut position = vec![None; graph.blocks.len()];
    for (at, block) in inside.iter().enumerate() {
        position[*block] = Some(at);
    }
    // Arrows to a dock do not count: they only lead out of the picture.
    let mut arcs = Vec::new();
    for link in &graph.links {
        if let (Some(upper), Some(lower)) = (position[link.upper], position[link.lower]) {
            let length = 2 * i32::try_from(link.length).unwrap_or(1).max(1);
            arcs.push(Arc { upper, lower, length });
        }
    }
    let mut result = vec![0; graph.blocks.len()];
    for (block, rank) in inside.iter().zip(ranks(inside.len(), &arcs)) {
        result[*block] = rank;
    }
    let bottom = result.iter().copied().max().unwrap_or(0);
    for (rank, block) in result.iter_mut().zip(&graph.blocks) {
        match block.dock {
            Dock::Inside => {}
            Dock::Top(_) => *rank = -2,
            Dock::Bottom(_) => *rank = bottom + 2,
        }
    }
    result
}

fn label_rank(ranks: &[i32], link: &super::level::Link) -> i32 {
    if link.is_turned { ranks[link.lower] - 1 } else { ranks[link.upper] + 1 }
}

/// The connected parts, each in rising order, by their first member.
pub(super) fn parts(count: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); count];
    for (a, b) in pairs {
        near[a].push(b);
        near[b].push(a);
    }
    let mut seen = vec![false; count];
    let mut parts = Vec::new();
    for first in 0..count {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        let mut part = vec![first];
        let mut next = 0;
        while let Some(&member) = part.get(next) {
            next += 1;
            for &other in &near[member] {
                if !seen[other] {
                    seen[other] = true;
                    part.push(other);
                }
            }
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}
