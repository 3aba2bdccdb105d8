//! Where arrows touch their blocks.
//!
//! With the stream an arrow leaves below and enters above, each at a spot of its own, the straightest in the middle.
//! Against the stream it leaves and enters at the side, so that a loop reads as a loop. Everything is given as a
//! distance from the block's middle line; the ways themselves are `route.rs`'s job.

use super::super::svg::count;
use super::layers::{Layers, Strand};
use super::level::{At, Graph, Spacing};
use super::order::reorder;
use super::place::place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Lets arrows against the stream leave and enter at the side of their blocks; gives the new number of crossings.
///
/// Which side is better shows only when everything has a place, so each of the first few such arrows is tried on both.
pub(super) fn choose_sides(
    graph: &mut Graph,
    layers: &mut Layers,
    spacing: Spacing,
) -> Option<usize> {
    const TRIED: usize = 6;
    let turned: Vec<usize> =
        (0..graph.links.len()).filter(|link| graph.links[*link].is_turned).collect();
    if turned.is_empty() {
        return None;
    }
    let mut sides = vec![Side::Right; graph.links.len()];
    let attempt = |sides: &[Side]| {
        let (mut graph, mut layers) = (graph.clone(), layers.clone());
        use_sides(&mut graph, &mut layers, sides);
        let crossings = reorder(&mut layers);
        let cost =
            count(crossings) * 400.0 + sideways(&layers, &place(&layers, spacing.gaps, false));
        (cost, crossings, graph, layers)
    };
    let mut best = attempt(&sides);
    for &link in turned.iter().take(TRIED) {
        sides[link] = Side::Left;
        let other = attempt(&sides);
        if other.0 < best.0 - 1.0 {
            best = other;
        } else {
            sides[link] = Side::Right;
        }
    }
    let (_, crossings, better_graph, better_layers) = best;
    (*graph, *layers) = (better_graph, better_layers);
    Some(crossings)
}

/// How far all arrows run sideways.
fn sideways(layers: &Layers, x: &[f64]) -> f64 {
    let run = |strand: &Strand| {
        (x[strand.upper] + strand.upper_offset - x[strand.lower] - strand.lower_offset).abs()
    };
    layers.strands.iter().map(run).sum()
}

/// Moves the ends of arrows against the stream to the sides of their blocks, each on a line of its own.
fn use_sides(graph: &mut Graph, layers: &mut Layers, sides: &[Side]) {
    const FIRST: f64 = 18.0;
    const NEXT: f64 = 12.0;
    // For each block and side, the links that touch there and whether it is their upper end.
    let mut touching: Vec<[Vec<(usize, bool)>; 2]> =
        vec![<[Vec<_>; 2]>::default(); graph.blocks.len()];
    for (index, link) in graph.links.iter().enumerate().filter(|(_, link)| link.is_turned) {
        for (block, at, is_upper) in
            [(link.upper, link.upper_at, true), (link.lower, link.lower_at, false)]
        {
            // An arrow that leads back to its own block already takes the right side.
            let has_loop = graph.blocks[block].right > graph.blocks[block].half;
            let is_right = sides[index] == Side::Right && !has_loop;
            if at == At::Free {
                touching[block][usize::from(is_right)].push((index, is_upper));
            }
        }
    }
    for (block, touching) in touching.iter_mut().enumerate() {
        let body = graph.blocks[block].clone();
        for (touching, sign) in touching.iter_mut().zip([-1.0, 1.0]) {
            // Short ways run inside long ones. From top to bottom: those that run up, the inner first; then those
            // that run down, the outer first. So none of them cross.
            touching.sort_by_key(|(index, _)| layers.strings[*index].len());
            let up = (0..touching.len()).filter(|number| !touching[*number].1);
            let down = (0..touching.len()).rev().filter(|number| touching[*number].1);
            let order: Vec<usize> = up.chain(down).collect();
            let step = (body.height * 0.6 / count(touching.len())).min(10.0);
            for (position, number) in order.into_iter().enumerate() {
                let (index, is_upper) = touching[number];
                let out = body.half + FIRST + NEXT * count(number);
                let shift = step * (count(position) - count(touching.len() - 1) / 2.0);
                let at = At::Side { offset: sign * out, shift };
                let link = &mut graph.links[index];
                *(if is_upper { &mut link.upper_at } else { &mut link.lower_at }) = at;
                let string = &layers.strings[index];
                let strand = if is_upper { string.first() } else { string.last() };
                if let Some(strand) = strand.and_then(|strand| layers.strands.get_mut(*strand)) {
                    *(if is_upper { &mut strand.upper_offset } else { &mut strand.lower_offset }) =
                        sign * out;
                }
                let entry = &mut layers.entries[block];
                let room = if sign < 0.0 { &mut entry.left } else { &mut entry.right };
                *room = room.max(out);
            }
        }
    }
}

/// Gives each arrow its own spot on the upper or lower side of its block; the straightest takes the middle.
pub(super) fn spread(graph: &Graph, layers: &mut Layers, x: &[f64]) {
    const STRAIGHT: f64 = 14.0;
    let apart = if graph.has_long_tips { 24.0 } else { 16.0_f64 };
    for (block, body) in graph.blocks.iter().enumerate() {
        for down in [true, false] {
            // Each group touches at one spot: a trunk, or a single arrow.
            let mut groups: Vec<(f64, Option<usize>, Vec<usize>)> = Vec::new();
            let mut taken: Vec<f64> = Vec::new();
            let entry = &layers.entries[block];
            for &index in if down { &entry.down } else { &entry.up } {
                let strand = &layers.strands[index];
                let link = &graph.links[strand.link];
                let (at, other) = if down {
                    (link.upper_at, x[strand.lower] + strand.lower_offset)
                } else {
                    (link.lower_at, x[strand.upper] + strand.upper_offset)
                };
                match at {
                    At::Free => {}
                    At::Fixed(offset) => {
                        taken.push(offset);
                        continue;
                    }
                    At::Side { .. } => continue,
                }
                let turn = other - x[block];
                let trunk = strand.trunk.filter(|_| down);
                match groups.iter_mut().find(|group| trunk.is_some() && group.1 == trunk) {
                    Some(group) => {
                        group.0 += turn;
                        group.2.push(index);
                    }
                    None => groups.push((turn, trunk, vec![index])),
                }
            }
            for group in &mut groups {
                group.0 /= count(group.2.len());
            }
            groups.sort_by(|a, b| a.0.total_cmp(&b.0));
            let last = count(groups.len().saturating_sub(1));
            let straightest =
                groups.iter().enumerate().min_by(|a, b| a.1.0.abs().total_cmp(&b.1.0.abs()));
            let middle = match straightest {
                Some((position, group)) if group.0.abs() < STRAIGHT => count(position),
                _ => last / 2.0,
            };
            let step = apart.min(body.room / middle.max(last - middle).max(0.5)).floor().max(2.0);
            for (position, (_, _, strands)) in groups.into_iter().enumerate() {
                let offset = ((count(position) - middle) * step).round();
                let offset = free_spot(offset, body.room, (step - 1.0).clamp(1.0, 8.0), &taken);
                taken.push(offset);
                for strand in strands {
                    let strand = &mut layers.strands[strand];
                    *(if down { &mut strand.upper_offset } else { &mut strand.lower_offset }) =
                        offset;
                }
            }
        }
    }
}

/// The nearest spot to the wanted one that no other arrow takes.
fn free_spot(wanted: f64, room: f64, apart: f64, taken: &[f64]) -> f64 {
    let is_free = |spot: f64| taken.iter().all(|other| (other - spot).abs() >= apart);
    let steps = (1..40).flat_map(|step| [count(step) * 2.0, count(step) * -2.0]);
    let others = steps.map(|step| wanted + step).filter(|spot| spot.abs() <= room);
    let mut spots = std::iter::once(wanted).chain(others);
    spots.find(|spot| is_free(*spot)).unwrap_or(wanted)
}

/// Lets an arrow that leaves at the side run on to its next bend where nothing stands between.
pub(super) fn stretch(graph: &mut Graph, layers: &mut Layers, x: &[f64]) {
    const CLEAR: f64 = 10.0;
    let mut taken: Vec<Vec<(usize, f64)>> = vec![Vec::new(); graph.blocks.len()];
    for (index, link) in graph.links.iter().enumerate() {
        for (block, at) in [(link.upper, link.upper_at), (link.lower, link.lower_at)] {
            if let At::Side { offset, .. } = at {
                taken[block].push((index, offset));
            }
        }
    }
    for (index, link) in graph.links.iter_mut().enumerate() {
        let string = &layers.strings[index];
        for (is_upper, at, strand) in
            [(true, &mut link.upper_at, string.first()), (false, &mut link.lower_at, string.last())]
        {
            let (At::Side { offset, .. }, Some(&strand)) = (at, strand) else { continue };
            let strand = &mut layers.strands[strand];
            let (block, goal) = if is_upper {
                (strand.upper, x[strand.lower] + strand.lower_offset)
            } else {
                (strand.lower, x[strand.upper] + strand.upper_offset)
            };
            let wanted = goal - x[block];
            let entry = &layers.entries[block];
            let row = &layers.rows[entry.row];
            let next = if *offset > 0.0 {
                row.get(entry.place + 1)
            } else {
                entry.place.checked_sub(1).and_then(|place| row.get(place))
            };
            let is_clear = next.is_none_or(|next| {
                let (entry, x) = (&layers.entries[*next], x[*next]);
                if *offset > 0.0 {
                    x - entry.left > goal + CLEAR
                } else {
                    x + entry.right < goal - CLEAR
                }
            });
            let is_free = taken[block]
                .iter()
                .all(|(other, spot)| *other == index || (spot - wanted).abs() >= CLEAR);
            if is_clear && is_free && wanted.abs() > offset.abs() && wanted * *offset > 0.0 {
                *offset = wanted;
                *(if is_upper { &mut strand.upper_offset } else { &mut strand.lower_offset }) =
                    wanted;
                taken[block].push((index, wanted));
            }
        }
    }
}
