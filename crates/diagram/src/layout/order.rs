//! The order of the entries in each row, so that few arrows cross.
//!
//! Rows are first filled in the order the author wrote; if nothing crosses, that stays. Otherwise sweeps down and
//! up put each entry at the middle of its neighbours (barycentre), neighbours are swapped where that helps, and
//! the best order met is kept. Work is bounded, not only by convergence.

use super::layers::{Layers, Strand};

/// Sorts the rows and gives the number of crossings left.
pub(super) fn order(layers: &mut Layers) -> usize {
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for downward in [true, false] {
        seed(layers, downward);
        let (crossings, rows) = sweep(layers, downward);
        if best.as_ref().is_none_or(|(fewest, _)| crossings < *fewest) {
            best = Some((crossings, rows));
        }
        if crossings == 0 {
            break;
        }
    }
    let (crossings, rows) = best.unwrap_or_default();
    set(layers, rows);
    crossings
}

/// Sorts again from the order the rows have now.
pub(super) fn reorder(layers: &mut Layers) -> usize {
    let (crossings, rows) = sweep(layers, true);
    set(layers, rows);
    crossings
}

fn set(layers: &mut Layers, rows: Vec<Vec<usize>>) {
    layers.rows = rows;
    for row in 0..layers.rows.len() {
        number(layers, row);
    }
}

fn number(layers: &mut Layers, row: usize) {
    for (place, entry) in layers.rows[row].iter().enumerate() {
        layers.entries[*entry].place = place;
    }
}

/// Fills the rows by walking along the arrows from the first block.
fn seed(layers: &mut Layers, downward: bool) {
    let count = layers.entries.len();
    let mut rows = vec![Vec::new(); layers.rows.len()];
    let mut seen = vec![false; count];
    let is_root = |entry: &usize| {
        let entry = &layers.entries[*entry];
        if downward { entry.up.is_empty() } else { entry.down.is_empty() }
    };
    for root in (0..count).filter(is_root).chain(0..count) {
        let mut stack = vec![root];
        while let Some(index) = stack.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let entry = &layers.entries[index];
            rows[entry.row].push(index);
            let strands = if downward { &entry.down } else { &entry.up };
            for strand in strands.iter().rev() {
                let strand = &layers.strands[*strand];
                stack.push(if downward { strand.lower } else { strand.upper });
            }
        }
    }
    set(layers, rows);
    for row in 0..layers.rows.len() {
        keep_hints(layers, row);
    }
}

fn sweep(layers: &mut Layers, downward: bool) -> (usize, Vec<Vec<usize>>) {
    let mut best = (crossings(layers), layers.rows.clone());
    let work = layers.entries.len() + layers.strands.len();
    let rounds = (400_000 / work.max(1)).clamp(2, 24);
    let mut idle = 0;
    for round in 0..rounds {
        if best.0 == 0 || idle >= 6 {
            break;
        }
        let down = (round % 2 == 0) == downward;
        let count = layers.rows.len();
        for step in 1..count {
            let row = if down { step } else { count - 1 - step };
            sort_row(layers, row, down);
        }
        for _ in 0..4 {
            if !swap_neighbours(layers) {
                break;
            }
        }
        let crossings = crossings(layers);
        if crossings < best.0 {
            best = (crossings, layers.rows.clone());
            idle = 0;
        } else {
            idle += 1;
        }
    }
    best
}

/// Where a strand ends in its row, counted in places.
fn upper_key(layers: &Layers, strand: &Strand) -> f64 {
    key(layers, strand.upper, strand.upper_offset)
}

fn lower_key(layers: &Layers, strand: &Strand) -> f64 {
    key(layers, strand.lower, strand.lower_offset)
}

fn key(layers: &Layers, entry: usize, offset: f64) -> f64 {
    super::count(layers.entries[entry].place) + 0.49 * offset / (1.0 + offset.abs())
}

fn sort_row(layers: &mut Layers, row: usize, down: bool) {
    let mut slots = Vec::new();
    let mut moving = Vec::new();
    for (slot, &index) in layers.rows[row].iter().enumerate() {
        let entry = &layers.entries[index];
        let strands = if down { &entry.up } else { &entry.down };
        if strands.is_empty() {
            continue;
        }
        let ends = strands.iter().map(|strand| {
            let strand = &layers.strands[*strand];
            if down {
                upper_key(layers, strand) - strand.lower_offset * 1e-5
            } else {
                lower_key(layers, strand) - strand.upper_offset * 1e-5
            }
        });
        slots.push(slot);
        moving.push((ends.sum::<f64>() / super::count(strands.len()), index));
    }
    moving.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (slot, (_, index)) in slots.into_iter().zip(moving) {
        layers.rows[row][slot] = index;
    }
    number(layers, row);
    keep_hints(layers, row);
}

/// Puts the entries with hints back in the order of their hints, on the places they hold together.
fn keep_hints(layers: &mut Layers, row: usize) {
    let hint = |index: &usize| layers.entries[*index].hint;
    let slots: Vec<usize> = (0..layers.rows[row].len())
        .filter(|slot| hint(&layers.rows[row][*slot]).is_some())
        .collect();
    if slots.len() < 2 {
        return;
    }
    let mut hinted: Vec<usize> = slots.iter().map(|slot| layers.rows[row][*slot]).collect();
    hinted.sort_by(|a, b| hint(a).unwrap_or(0.0).total_cmp(&hint(b).unwrap_or(0.0)));
    for (slot, index) in slots.into_iter().zip(hinted) {
        layers.rows[row][slot] = index;
    }
    number(layers, row);
}

fn swap_neighbours(layers: &mut Layers) -> bool {
    let mut any = false;
    for row in 0..layers.rows.len() {
        for slot in 1..layers.rows[row].len() {
            let (left, right) = (layers.rows[row][slot - 1], layers.rows[row][slot]);
            if layers.entries[left].hint.is_some() && layers.entries[right].hint.is_some() {
                continue;
            }
            let (as_is, swapped) = pair_crossings(layers, left, right);
            if swapped < as_is {
                layers.rows[row].swap(slot - 1, slot);
                layers.entries[left].place = slot;
                layers.entries[right].place = slot - 1;
                any = true;
            }
        }
    }
    any
}

/// Crossings between the strands of two neighbours, as they stand and the other way round.
fn pair_crossings(layers: &Layers, left: usize, right: usize) -> (usize, usize) {
    let mut result = (0, 0);
    for up in [true, false] {
        let ends = |index: usize| {
            let entry = &layers.entries[index];
            let strands = if up { &entry.up } else { &entry.down };
            let mut keys: Vec<f64> = strands
                .iter()
                .map(|strand| {
                    let strand = &layers.strands[*strand];
                    if up { upper_key(layers, strand) } else { lower_key(layers, strand) }
                })
                .collect();
            keys.sort_by(f64::total_cmp);
            keys
        };
        let (left, right) = (ends(left), ends(right));
        result.0 += smaller_pairs(&right, &left);
        result.1 += smaller_pairs(&left, &right);
    }
    result
}

/// How many pairs have their first member strictly smaller; both lists are sorted.
fn smaller_pairs(first: &[f64], second: &[f64]) -> usize {
    let mut below = 0;
    let mut pairs = 0;
    for key in second {
        while first.get(below).is_some_and(|smaller| smaller < key) {
            below += 1;
        }
        pairs += below;
    }
    pairs
}

fn crossings(layers: &Layers) -> usize {
    let mut total = 0;
    for row in &layers.rows {
        let mut ends: Vec<(f64, f64)> = Vec::new();
        for index in row {
            for strand in &layers.entries[*index].down {
                let strand = &layers.strands[*strand];
                ends.push((upper_key(layers, strand), lower_key(layers, strand)));
            }
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut lower: Vec<f64> = ends.iter().map(|end| end.1).collect();
        lower.sort_by(f64::total_cmp);
        lower.dedup();
        let mut tree = vec![0_usize; lower.len() + 1];
        // Ends that leave from the same spot do not cross, so they are counted first and entered together.
        for group in ends.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let rank = |end: &(f64, f64)| lower.partition_point(|key| *key < end.1) + 1;
            let entered: usize = sum(&tree, lower.len());
            total += group.iter().map(|end| entered - sum(&tree, rank(end))).sum::<usize>();
            for end in group {
                let mut at = rank(end);
                while at < tree.len() {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
        }
    }
    total
}

/// The sum of the first `at` counts of a Fenwick tree.
fn sum(tree: &[usize], mut at: usize) -> usize {
    let mut total = 0;
    while at > 0 {
        total += tree[at];
        at &= at - 1;
    }
    total
}
