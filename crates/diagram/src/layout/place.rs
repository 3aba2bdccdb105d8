//! Where each entry stands across its row.
//!
//! The sum of weighted squares of all sideways runs is made small, row by row, each row solved exactly under its
//! distances (pool adjacent violators), sweep after sweep. That centres a parent over its children. Then arrows
//! that are almost straight, and all long ones, are made straight by moving what hangs together. Results are whole
//! numbers.

use std::collections::BTreeMap;

use super::layers::{Layers, SlotKind};

/// Distances between neighbours in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gaps {
    pub(super) blocks: f64,
    pub(super) block_and_bend: f64,
    pub(super) bends: f64,
    pub(super) labels: f64,
}

/// Middle lines of all entries.
pub(super) fn place(layers: &Layers, gaps: Gaps, thorough: bool) -> Vec<f64> {
    let mut x = vec![0.0; layers.entries.len()];
    let steps: Vec<Vec<f64>> = layers
        .rows
        .iter()
        .map(|row| row.windows(2).map(|pair| distance(layers, gaps, pair[0], pair[1])).collect())
        .collect();
    for (row, steps) in layers.rows.iter().zip(&steps) {
        let total: f64 = steps.iter().sum();
        let mut at = -total / 2.0;
        for (slot, entry) in row.iter().enumerate() {
            x[*entry] = at;
            at += steps.get(slot).copied().unwrap_or(0.0);
        }
    }
    let work = layers.entries.len() + layers.strands.len();
    let most = if thorough { 160 } else { 40 };
    let sweeps = (600_000 / work.max(1)).clamp(8, most);
    for sweep in 0..sweeps {
        let down = sweep % 2 == 0;
        let both = sweep >= 6;
        for step in 0..layers.rows.len() {
            let row = if down { step } else { layers.rows.len() - 1 - step };
            let wishes: Vec<(f64, f64)> = layers.rows[row]
                .iter()
                .map(|entry| wish(layers, &x, *entry, both || down, both || !down))
                .collect();
            settle(&layers.rows[row], &steps[row], &wishes, &mut x);
        }
    }
    for x in &mut x {
        *x = x.round();
    }
    if thorough {
        straighten(layers, gaps, &mut x);
    }
    x
}

pub(super) fn distance(layers: &Layers, gaps: Gaps, left: usize, right: usize) -> f64 {
    let (left, right) = (&layers.entries[left], &layers.entries[right]);
    let gap = match (left.kind, right.kind) {
        (SlotKind::Block, SlotKind::Block) => gaps.blocks,
        (SlotKind::Block, _) | (_, SlotKind::Block) => gaps.block_and_bend,
        (SlotKind::Bend, SlotKind::Bend) => gaps.bends,
        _ => gaps.labels,
    };
    left.right + gap + right.left
}

/// Where an entry would stand by its neighbours alone, and how much that matters.
fn wish(layers: &Layers, x: &[f64], entry: usize, up: bool, down: bool) -> (f64, f64) {
    let (mut sum, mut weights) = (0.0, 0.0);
    let mut add = |strand: usize, is_lower: bool| {
        let weight = weight(layers, strand);
        let strand = &layers.strands[strand];
        let target = if is_lower {
            x[strand.upper] + strand.upper_offset - strand.lower_offset
        } else {
            x[strand.lower] + strand.lower_offset - strand.upper_offset
        };
        sum += weight * target;
        weights += weight;
    };
    if up {
        layers.entries[entry].up.iter().for_each(|strand| add(*strand, true));
    }
    if down {
        layers.entries[entry].down.iter().for_each(|strand| add(*strand, false));
    }
    if weights > 0.0 { (sum / weights, weights) } else { (x[entry], 0.001) }
}

const STIFF: f64 = 24.0;

/// Long arrows and arrows between two that have only each other pull hardest.
fn weight(layers: &Layers, strand: usize) -> f64 {
    let strand = &layers.strands[strand];
    let (upper, lower) = (&layers.entries[strand.upper], &layers.entries[strand.lower]);
    let blocks = [upper, lower].iter().filter(|entry| entry.kind == SlotKind::Block).count();
    let with_stream =
        |strands: &[usize]| strands.iter().filter(|at| !layers.strands[**at].is_turned).count();
    let is_only = with_stream(&upper.down) == 1 && with_stream(&lower.up) == 1;
    match (blocks, strand.is_turned) {
        (0, _) => STIFF,
        (_, true) => 0.1,
        (1, _) if is_only => 4.0,
        (1, _) => 1.0,
        (_, _) if is_only => 6.0,
        (_, _) => 1.5,
    }
}

/// Moves a row as near to its wishes as its distances allow.
fn settle(row: &[usize], steps: &[f64], wishes: &[(f64, f64)], x: &mut [f64]) {
    // Without the distances the entries only have to stay in order, so neighbours that want to pass each
    // other are pooled and stand together at their common wish.
    let mut pools: Vec<(f64, f64, usize)> = Vec::with_capacity(row.len());
    let mut shift = 0.0;
    for (slot, (wish, weight)) in wishes.iter().enumerate() {
        let mut pool = (weight * (wish - shift), *weight, 1);
        while let Some(last) = pools.last() {
            if last.0 / last.1 <= pool.0 / pool.1 {
                break;
            }
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
            pools.pop();
        }
        pools.push(pool);
        shift += steps.get(slot).copied().unwrap_or(0.0);
    }
    let mut slot = 0;
    let mut shift = 0.0;
    for (sum, weight, members) in pools {
        for _ in 0..members {
            x[row[slot]] = sum / weight + shift;
            shift += steps.get(slot).copied().unwrap_or(0.0);
            slot += 1;
        }
    }
}

/// Makes long arrows straight, and short ones that are so already but for a little.
///
/// Aligned entries form a group that only moves as a whole from then on.
fn straighten(layers: &Layers, gaps: Gaps, x: &mut [f64]) {
    let mut groups = Groups {
        layers,
        gaps,
        members: (0..x.len()).map(|entry| vec![entry]).collect(),
        of: (0..x.len()).collect(),
    };
    for (turn, _, strand) in turns(layers, x) {
        match turn {
            Turn::Long | Turn::Pair | Turn::Little => groups.join(strand, turn, x),
            Turn::Back | Turn::Rest => groups.snap(strand, x),
        }
    }
}

/// In which order strands are made straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Long,
    /// Between two that have only each other.
    Pair,
    Little,
    /// Against the stream: where it runs farthest out first.
    Back,
    Rest,
}

const LITTLE: f64 = 24.0;

fn missing(layers: &Layers, strand: usize, x: &[f64]) -> f64 {
    let strand = &layers.strands[strand];
    x[strand.lower] + strand.lower_offset - x[strand.upper] - strand.upper_offset
}

fn turns(layers: &Layers, x: &[f64]) -> Vec<(Turn, f64, usize)> {
    let mut turns = Vec::new();
    for (index, strand) in layers.strands.iter().enumerate() {
        let weight = weight(layers, index);
        let off = missing(layers, index, x).abs();
        if weight >= STIFF {
            turns.push((Turn::Long, off, index));
            continue;
        }
        if strand.is_turned {
            let offset =
                if strand.upper_offset == 0.0 { strand.lower_offset } else { strand.upper_offset };
            let is_upper = layers.entries[strand.upper].kind == SlotKind::Block;
            let block = if is_upper { strand.upper } else { strand.lower };
            turns.push((Turn::Back, -(x[block] + offset) * offset.signum(), index));
            continue;
        }
        if weight >= 4.0 {
            turns.push((Turn::Pair, off, index));
        } else if off <= LITTLE {
            turns.push((Turn::Little, off, index));
        }
        turns.push((Turn::Rest, off, index));
    }
    turns.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    turns
}

struct Groups<'a> {
    layers: &'a Layers,
    gaps: Gaps,
    members: Vec<Vec<usize>>,
    of: Vec<usize>,
}

impl Groups<'_> {
    fn ends(&self, strand: usize) -> (usize, usize) {
        let strand = &self.layers.strands[strand];
        (self.of[strand.upper], self.of[strand.lower])
    }

    /// Moves both groups toward each other as far as they have room.
    fn join(&mut self, strand: usize, turn: Turn, x: &mut [f64]) {
        let missing = missing(self.layers, strand, x);
        let (upper, lower) = self.ends(strand);
        if upper == lower || (turn == Turn::Little && missing.abs() > LITTLE) {
            return;
        }
        // The smaller group goes first; the other one makes up for what is missing.
        let upper_first = self.members[upper].len() <= self.members[lower].len();
        let (first, second, step) =
            if upper_first { (upper, lower, missing) } else { (lower, upper, -missing) };
        let first_step = step.signum() * self.room(first, step, x).min(step.abs());
        let rest = first_step - step;
        let second_step = rest.signum() * self.room(second, rest, x).min(rest.abs());
        if (first_step - second_step - step).abs() < 0.01 {
            self.shift(first, first_step, x);
            self.shift(second, second_step, x);
            self.merge(first, second);
        } else if missing.abs() <= LITTLE {
            let moves = self.pushed(upper, missing, lower, x);
            if let Some(moves) = moves.or_else(|| self.pushed(lower, -missing, upper, x)) {
                for (group, step) in moves {
                    self.shift(group, step, x);
                }
                self.merge(upper, lower);
            }
        }
    }

    /// All groups that must give way when one moves, and how far; nothing when `fixed` would have to.
    fn pushed(
        &self,
        group: usize,
        step: f64,
        fixed: usize,
        x: &[f64],
    ) -> Option<BTreeMap<usize, f64>> {
        const MOST: usize = 200;
        let mut moves = BTreeMap::from([(group, step)]);
        let mut waiting = vec![group];
        for _ in 0..MOST {
            let Some(group) = waiting.pop() else { return Some(moves) };
            let step = *moves.get(&group)?;
            for &member in &self.members[group] {
                let Some((next, free)) = self.neighbour(member, step, x) else { continue };
                let next = self.of[next];
                let known = moves.get(&next).map_or(0.0, |step| step.abs());
                let needed = step.abs() - free;
                if next == group || needed <= known {
                    continue;
                }
                if next == fixed {
                    return None;
                }
                moves.insert(next, needed.copysign(step));
                waiting.push(next);
            }
        }
        None
    }

    /// Moves the bends of one arrow under or over the block they lead to; the block stays.
    fn snap(&mut self, strand: usize, x: &mut [f64]) {
        let missing = missing(self.layers, strand, x);
        let (upper, lower) = self.ends(strand);
        let is_free = |group: usize| {
            self.members[group]
                .iter()
                .all(|entry| self.layers.entries[*entry].kind != SlotKind::Block)
        };
        let (chain, block, step) = match (is_free(upper), is_free(lower)) {
            (true, false) => (upper, lower, missing),
            (false, true) => (lower, upper, -missing),
            _ => return,
        };
        if self.room(chain, step, x) >= step.abs() {
            self.shift(chain, step, x);
            self.merge(block, chain);
        }
    }

    fn shift(&self, group: usize, step: f64, x: &mut [f64]) {
        for entry in &self.members[group] {
            x[*entry] += step;
        }
    }

    fn merge(&mut self, first: usize, second: usize) {
        let members = std::mem::take(&mut self.members[second]);
        for entry in &members {
            self.of[*entry] = first;
        }
        self.members[first].extend(members);
    }

    /// How far a group can move in the direction of `step` before it meets another.
    fn room(&self, group: usize, step: f64, x: &[f64]) -> f64 {
        let mut room = step.abs();
        for &member in &self.members[group] {
            if let Some((next, free)) = self.neighbour(member, step, x)
                && self.of[next] != group
            {
                room = room.min(free);
            }
        }
        room
    }

    /// The next entry in the direction of `step`, and the free room before it.
    fn neighbour(&self, member: usize, step: f64, x: &[f64]) -> Option<(usize, f64)> {
        let entry = &self.layers.entries[member];
        let row = &self.layers.rows[entry.row];
        let next = if step > 0.0 {
            row.get(entry.place + 1)
        } else {
            row.get(entry.place.checked_sub(1)?)
        };
        let next = *next?;
        let (left, right) = if step > 0.0 { (member, next) } else { (next, member) };
        let free = x[right] - x[left] - distance(self.layers, self.gaps, left, right);
        Some((next, free.max(0.0)))
    }
}
