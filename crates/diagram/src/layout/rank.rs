//! Which row each block stands in.
//!
//! First arrows that would close a circle are turned round, in the author's order, so that what is written first
//! stays on top. Then a network simplex (Gansner and others, 1993) finds the rows with the least total length of
//! arrows. Both take small integers and know nothing of pixels.

use std::collections::VecDeque;

/// An arrow that must lead down by at least `length` rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) length: i32,
}

/// Says for each pair whether it must be turned round to leave no circle; pairs with equal ends never.
pub(in super::super) fn turned(count: usize, pairs: &[(usize, usize)]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut turned = vec![false; pairs.len()];
    let mut leaving = vec![Vec::new(); count];
    for (index, (from, to)) in pairs.iter().enumerate() {
        if from != to {
            leaving[*from].push(index);
        }
    }
    let mut state = vec![State::New; count];
    for root in 0..count {
        if state[root] != State::New {
            continue;
        }
        state[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((block, next)) = stack.last_mut() {
            let Some(&index) = leaving[*block].get(*next) else {
                state[*block] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let to = pairs[index].1;
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    stack.push((to, 0));
                }
                State::Open => turned[index] = true,
                State::Done => {}
            }
        }
    }
    turned
}

/// Rows from 0 for connected blocks without circles.
pub(super) fn ranks(count: usize, arcs: &[Arc]) -> Vec<i32> {
    let mut ranks = longest_paths(count, arcs);
    if count > 1 && !arcs.is_empty() {
        let touching = touching(count, arcs);
        let mut tree = Tree::tight(&mut ranks, arcs, &touching);
        for _ in 0..4 * count + 40 {
            if !tree.improve(&mut ranks, arcs, &touching) {
                break;
            }
        }
    }
    let top = ranks.iter().copied().min().unwrap_or(0);
    ranks.iter().map(|rank| rank - top).collect()
}

fn touching(count: usize, arcs: &[Arc]) -> Vec<Vec<usize>> {
    let mut touching = vec![Vec::new(); count];
    for (index, arc) in arcs.iter().enumerate() {
        touching[arc.upper].push(index);
        touching[arc.lower].push(index);
    }
    touching
}

fn longest_paths(count: usize, arcs: &[Arc]) -> Vec<i32> {
    let mut ranks = vec![0; count];
    let mut waiting = vec![0_usize; count];
    let mut leaving = vec![Vec::new(); count];
    for arc in arcs {
        waiting[arc.lower] += 1;
        leaving[arc.upper].push(arc);
    }
    let mut ready: VecDeque<usize> = (0..count).filter(|block| waiting[*block] == 0).collect();
    while let Some(block) = ready.pop_front() {
        for arc in &leaving[block] {
            ranks[arc.lower] = ranks[arc.lower].max(ranks[block] + arc.length);
            waiting[arc.lower] -= 1;
            if waiting[arc.lower] == 0 {
                ready.push_back(arc.lower);
            }
        }
    }
    ranks
}

fn slack(ranks: &[i32], arc: Arc) -> i32 {
    ranks[arc.lower] - ranks[arc.upper] - arc.length
}

/// A spanning tree of arcs without slack.
struct Tree {
    is_member: Vec<bool>,
    /// Where the search for a bad arc goes on, so that none is looked at twice in a row.
    next: usize,
}

impl Tree {
    fn tight(ranks: &mut [i32], arcs: &[Arc], touching: &[Vec<usize>]) -> Tree {
        loop {
            let mut is_member = vec![false; arcs.len()];
            let mut reached = vec![false; ranks.len()];
            let mut stack = vec![0];
            reached[0] = true;
            while let Some(block) = stack.pop() {
                for &index in &touching[block] {
                    let arc = arcs[index];
                    let other = if arc.upper == block { arc.lower } else { arc.upper };
                    if !reached[other] && slack(ranks, arc) == 0 {
                        reached[other] = true;
                        is_member[index] = true;
                        stack.push(other);
                    }
                }
            }
            let leaving = arcs.iter().filter(|arc| reached[arc.upper] != reached[arc.lower]);
            let Some(nearest) = leaving.min_by_key(|arc| slack(ranks, **arc)) else {
                return Tree { is_member, next: 0 };
            };
            let step = slack(ranks, *nearest);
            let step = if reached[nearest.upper] { step } else { -step };
            for (rank, reached) in ranks.iter_mut().zip(&reached) {
                if *reached {
                    *rank += step;
                }
            }
        }
    }

    /// Exchanges one arc of the tree for a better one; false when there is none.
    fn improve(&mut self, ranks: &mut [i32], arcs: &[Arc], touching: &[Vec<usize>]) -> bool {
        let (order, parent) = self.walk(ranks.len(), arcs, touching);
        // What leaves a part of the tree minus what enters it is the gain of moving that part up.
        let mut pull = vec![0_i64; ranks.len()];
        for arc in arcs {
            pull[arc.upper] += 1;
            pull[arc.lower] -= 1;
        }
        let mut bad = Vec::new();
        for &block in order.iter().rev() {
            let Some(index) = parent[block] else { continue };
            let arc = arcs[index];
            let (above, cut) = if arc.upper == block {
                (arc.lower, pull[block])
            } else {
                (arc.upper, -pull[block])
            };
            if cut < 0 {
                bad.push((index, block));
            }
            pull[above] += pull[block];
        }
        let choice = bad.iter().filter(|(index, _)| *index >= self.next).min().or(bad.iter().min());
        let Some(&(leaving, below)) = choice else { return false };
        self.next = leaving + 1;

        // The blocks below the leaving arc, seen from the root of the tree.
        let mut inside = vec![false; ranks.len()];
        inside[below] = true;
        for &block in &order {
            if let Some(index) = parent[block] {
                let arc = arcs[index];
                let above = if arc.upper == block { arc.lower } else { arc.upper };
                inside[block] |= inside[above];
            }
        }
        let tail_is_inside = arcs[leaving].upper == below;
        let entering = (0..arcs.len())
            .filter(|index| inside[arcs[*index].upper] != inside[arcs[*index].lower])
            .filter(|index| inside[arcs[*index].upper] != tail_is_inside)
            .min_by_key(|index| slack(ranks, arcs[*index]));
        let Some(entering) = entering else { return false };
        let step = slack(ranks, arcs[entering]);
        let step = if tail_is_inside { -step } else { step };
        for (rank, inside) in ranks.iter_mut().zip(&inside) {
            if *inside {
                *rank += step;
            }
        }
        self.is_member[leaving] = false;
        self.is_member[entering] = true;
        true
    }

    /// The blocks from the root down, and the arc that leads from each toward the root.
    fn walk(
        &self,
        count: usize,
        arcs: &[Arc],
        touching: &[Vec<usize>],
    ) -> (Vec<usize>, Vec<Option<usize>>) {
        let mut parent = vec![None; count];
        let mut seen = vec![false; count];
        let mut order = vec![0];
        seen[0] = true;
        let mut next = 0;
        while let Some(&block) = order.get(next) {
            next += 1;
            for &index in &touching[block] {
                let arc = arcs[index];
                let other = if arc.upper == block { arc.lower } else { arc.upper };
                if self.is_member[index] && !seen[other] {
                    seen[other] = true;
                    parent[other] = Some(index);
                    order.push(other);
                }
            }
        }
        (order, parent)
    }
}
