//! How far down each row stands, and the way each arrow takes between rows.
//!
//! Arrows run straight down through rows, where they have an entry of their own, and sideways only between rows,
//! on tracks. Two arrows never share a track over the same stretch, except as one trunk from one block. Tracks are
//! ordered so that few lines cross. So no arrow can run through a block or along another arrow.

use std::collections::BTreeMap;

use super::super::svg::{Point, point};
use super::layers::{Layers, SlotKind};

/// Distances along the arrows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leads {
    /// Between two rows of blocks.
    pub(super) blocks: f64,
    /// From blocks down to labels, or to the edge of a group.
    pub(super) before_labels: f64,
    /// From labels down to blocks.
    pub(super) after_labels: f64,
    /// From blocks to the first track, from the last track to a row without and with arrowheads.
    pub(super) first: f64,
    pub(super) last: f64,
    pub(super) last_with_tip: f64,
    pub(super) track: f64,
}

/// The rows' places and the arrows' ways between them.
pub(super) struct Routed {
    /// Top and height of each row.
    pub(super) rows: Vec<(f64, f64)>,
    pub(super) height: f64,
    /// For each strand the corners between its ends.
    pub(super) corners: Vec<Vec<Point>>,
}

pub(super) fn route(layers: &Layers, x: &[f64], leads: Leads) -> Routed {
    let mut routed =
        Routed { rows: Vec::new(), height: 0.0, corners: vec![Vec::new(); layers.strands.len()] };
    let mut top = 0.0;
    for (row, entries) in layers.rows.iter().enumerate() {
        let height = entries.iter().map(|entry| layers.entries[*entry].height).fold(0.0, f64::max);
        routed.rows.push((top, height));
        top += height;
        routed.height = top;
        if row + 1 < layers.rows.len() {
            let nets = nets(layers, x, row);
            let tracks = tracks(&nets);
            top += channel(layers, row, leads, top, &nets, &tracks, &mut routed.corners);
        }
    }
    routed
}

/// Strands drawn as one line: all that leave on one trunk, or a single one.
struct Net {
    top: f64,
    bottoms: Vec<(f64, usize)>,
    left: f64,
    right: f64,
}

impl Net {
    fn is_straight(&self) -> bool {
        self.right - self.left < 0.5
    }

    fn spans(&self, x: f64) -> bool {
        self.left - 2.0 < x && x < self.right + 2.0
    }

    fn overlaps(&self, other: &Net) -> bool {
        self.left - 6.0 < other.right && other.left - 6.0 < self.right
    }
}

fn nets(layers: &Layers, x: &[f64], row: usize) -> Vec<Net> {
    let mut nets: Vec<Net> = Vec::new();
    let mut trunks: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &entry in &layers.rows[row] {
        for &index in &layers.entries[entry].down {
            let strand = &layers.strands[index];
            let top = x[strand.upper] + strand.upper_offset;
            let bottom = x[strand.lower] + strand.lower_offset;
            let known = strand.trunk.and_then(|trunk| trunks.get(&(entry, trunk)).copied());
            if let Some(net) = known.and_then(|net| nets.get_mut(net)) {
                net.bottoms.push((bottom, index));
                net.left = net.left.min(bottom);
                net.right = net.right.max(bottom);
            } else {
                if let Some(trunk) = strand.trunk {
                    trunks.insert((entry, trunk), nets.len());
                }
                let (left, right) = (top.min(bottom), top.max(bottom));
                nets.push(Net { top, bottoms: vec![(bottom, index)], left, right });
            }
        }
    }
    nets
}

/// Draws the corners between a row and the next one; gives the distance between them.
fn channel(
    layers: &Layers,
    row: usize,
    leads: Leads,
    top: f64,
    nets: &[Net],
    tracks: &[Track],
    corners: &mut [Vec<Point>],
) -> f64 {
    let kinds = |row: usize, kind: SlotKind| {
        layers.rows[row].iter().any(|entry| layers.entries[*entry].kind == kind)
    };
    let above_blocks = kinds(row, SlotKind::Block);
    let below_blocks = kinds(row + 1, SlotKind::Block);
    let base = match (above_blocks, below_blocks) {
        (true, true) => leads.blocks,
        (true, false) => leads.before_labels,
        (false, _) => leads.after_labels,
    };
    let first = if above_blocks { leads.first } else { leads.last };
    let last = if below_blocks { leads.last_with_tip } else { leads.last };
    let count = tracks.iter().filter_map(|track| track.number).max().map_or(0, |most| most + 1);
    let between = super::count(count.saturating_sub(1)) * leads.track;
    let needed = if count > 0 { first + between + last } else { 0.0 };
    let height = base.max(needed);
    let start = top + first + (height - needed) / 2.0;
    for (net, track) in nets.iter().zip(tracks) {
        let Some(number) = track.number else { continue };
        let y = start + super::count(number) * leads.track;
        for &(bottom, strand) in &net.bottoms {
            if (bottom - net.top).abs() < 0.5 {
                continue;
            }
            corners[strand] = if track.is_slanted {
                vec![point(net.top, top + 4.0), point(bottom, top + height - last)]
            } else {
                vec![point(net.top, y), point(bottom, y)]
            };
        }
    }
    height
}

#[derive(Clone, Copy, Debug, Default)]
struct Track {
    number: Option<usize>,
    /// Two arrows change places exactly; one of them is drawn slanted, so that they do not run into one.
    is_slanted: bool,
}

fn tracks(nets: &[Net]) -> Vec<Track> {
    let mut tracks = vec![Track::default(); nets.len()];
    let bent: Vec<usize> = (0..nets.len()).filter(|net| !nets[*net].is_straight()).collect();
    let order = track_order(nets, &bent);
    for (position, &net) in order.iter().enumerate() {
        let above = order[..position].iter().filter(|other| nets[**other].overlaps(&nets[net]));
        let number =
            above.filter_map(|other| tracks[*other].number).max().map_or(0, |number| number + 1);
        tracks[net].number = Some(number);
        for &other in &order[..position] {
            let is_apart = tracks[other].is_slanted || tracks[net].is_slanted;
            if !is_apart && collisions(&nets[other], &nets[net]) > 0 {
                let slanted = if nets[net].bottoms.len() == 1 { net } else { other };
                tracks[slanted].is_slanted = nets[slanted].bottoms.len() == 1;
            }
        }
    }
    tracks
}

/// From top to bottom, so that few lines cross; crowded channels keep their order from left to right.
fn track_order(nets: &[Net], bent: &[usize]) -> Vec<usize> {
    const CROWD: usize = 120;
    if bent.len() < 2 || bent.len() > CROWD {
        return bent.to_vec();
    }
    // How much better it is to have the first above the second.
    let count = bent.len();
    let mut gain = vec![0_i64; count * count];
    for a in 0..count {
        for b in a + 1..count {
            let (first, second) = (&nets[bent[a]], &nets[bent[b]]);
            if first.overlaps(second) {
                let better = cost(second, first) - cost(first, second);
                gain[a * count + b] = better;
                gain[b * count + a] = -better;
            }
        }
    }
    // Take the one that gains most from being above all that are left; ties by position.
    let mut left: Vec<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    while !left.is_empty() {
        let total = |a: usize| left.iter().map(|b| gain[a * count + b]).sum::<i64>();
        let loses = |a: usize| left.iter().filter(|b| gain[a * count + **b] < 0).count();
        let choice = (0..left.len()).min_by_key(|at| (loses(left[*at]), -total(left[*at])));
        let taken = left.remove(choice.unwrap_or(0));
        order.push(bent[taken]);
    }
    order
}

fn cost(above: &Net, below: &Net) -> i64 {
    let crossing = above.bottoms.iter().filter(|bottom| below.spans(bottom.0)).count()
        + usize::from(above.spans(below.top));
    i64::try_from(crossing + 1000 * collisions(above, below)).unwrap_or(i64::MAX / 4)
}

/// Lines of the upper net that would run down on the line of the lower one.
fn collisions(above: &Net, below: &Net) -> usize {
    above.bottoms.iter().filter(|bottom| (bottom.0 - below.top).abs() < 5.0).count()
}
