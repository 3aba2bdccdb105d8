//! Arranges one level: the blocks of one group and the links between them, all seen top down.
//!
//! A block is a node or a whole group already arranged inside; docks are the points where arrows leave the group
//! upward or downward. Parts that no arrow joins are arranged apart and set side by side. Ways of arrows start in the
//! middle of a node: cutting them at its border needs its shape and is left to `layout.rs`.

use super::super::svg::{Point, point};
use super::layers::{Layers, SlotKind, layers, parts};
use super::order::order;
use super::place::{Gaps, place};
use super::route::{Leads, route};
use super::spots::{choose_sides, spread, stretch};

/// What is to be arranged.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) blocks: Vec<Block>,
    pub(super) links: Vec<Link>,
    /// Links end in wide tips, which must not touch each other.
    pub(super) has_long_tips: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Room to both sides of the middle line.
    pub(super) left: f64,
    pub(super) right: f64,
    /// From the middle line to the border.
    pub(super) half: f64,
    pub(super) height: f64,
    /// The height with the words beside the block.
    pub(super) tall: f64,
    /// How far from the middle line arrows may touch.
    pub(super) room: f64,
    pub(super) dock: Dock,
}

/// Docks may be told where their arrows come from, to stand in that order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dock {
    Inside,
    Top(Option<f64>),
    Bottom(Option<f64>),
}

/// An arrow, always from the upper to the lower block.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) upper_at: At,
    pub(super) lower_at: At,
    pub(super) length: usize,
    /// Room for the label, across and along.
    pub(super) label: Option<(f64, f64)>,
    /// The author's arrow points up.
    pub(super) is_turned: bool,
    /// Links with the same trunk leave their upper block as one line.
    pub(super) trunk: Option<usize>,
}

/// Where an arrow touches its block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum At {
    /// Anywhere on the upper or lower side.
    Free,
    /// At the border, this far from the middle line.
    Fixed(f64),
    /// On the left or right side, `shift` below the middle, running down or up `offset` from the middle line.
    Side { offset: f64, shift: f64 },
}

#[derive(Clone, Debug, Default)]
pub(super) struct Arranged {
    /// Middles of the blocks, by their middle lines.
    pub(super) centres: Vec<Point>,
    /// From the upper to the lower block.
    pub(super) ways: Vec<Vec<Point>>,
    pub(super) labels: Vec<Option<Point>>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) crossings: usize,
}

/// Distances for one direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spacing {
    pub(super) gaps: Gaps,
    pub(super) leads: Leads,
    /// Parts side by side are begun on a new shelf beyond this width.
    pub(super) shelf: f64,
}

pub(super) fn arrange(graph: &Graph, spacing: Spacing) -> Option<Arranged> {
    let pairs = graph.links.iter().map(|link| (link.upper, link.lower));
    let parts = parts(graph.blocks.len(), pairs);
    let mut whole = Arranged {
        centres: vec![point(0.0, 0.0); graph.blocks.len()],
        ways: vec![Vec::new(); graph.links.len()],
        labels: vec![None; graph.links.len()],
        ..Arranged::default()
    };
    let (above, below) = graph.docks();
    let mut arranged = Vec::new();
    for part in parts {
        let (own, links) = graph.part(&part);
        let (own_above, own_below) = own.docks();
        let mut own = arrange_part(own, spacing)?;
        // Docks stand on the group's border; parts without any keep the distance that rows of docks have.
        if above && !own_above {
            own.lower_by(spacing.leads.after_labels);
        }
        if below && !own_below {
            own.height += spacing.leads.before_labels;
        }
        arranged.push((part, links, own));
    }
    let gap = spacing.gaps.blocks;
    let total: f64 = arranged.iter().map(|(.., arranged)| arranged.width + gap).sum();
    let widest = arranged.iter().map(|(.., arranged)| arranged.width).fold(0.0, f64::max);
    // As few shelves as fit, all about as full.
    let shelf = widest.max(total / (total / spacing.shelf).ceil().max(1.0) + widest / 2.0);
    let (mut x, mut y, mut shelf_height) = (0.0, 0.0, 0.0_f64);
    for (part, links, arranged) in arranged {
        if !above && !below && x > 0.0 && x + arranged.width > shelf.min(spacing.shelf) {
            x = 0.0;
            y += shelf_height + gap;
            shelf_height = 0.0;
        }
        let move_by = |at: Point| point(at.x + x, at.y + y);
        for (block, centre) in part.iter().zip(arranged.centres) {
            whole.centres[*block] = move_by(centre);
        }
        for ((link, way), label) in links.into_iter().zip(arranged.ways).zip(arranged.labels) {
            whole.ways[link] = way.into_iter().map(move_by).collect();
            whole.labels[link] = label.map(move_by);
        }
        whole.width = whole.width.max(x + arranged.width);
        shelf_height = shelf_height.max(arranged.height);
        whole.height = whole.height.max(y + arranged.height);
        whole.crossings += arranged.crossings;
        x += arranged.width + gap;
    }
    Some(whole)
}

impl Arranged {
    fn lower_by(&mut self, step: f64) {
        let points = self.centres.iter_mut().chain(self.ways.iter_mut().flatten());
        for at in points.chain(self.labels.iter_mut().flatten()) {
            at.y += step;
        }
        self.height += step;
    }
}

impl Graph {
    /// Whether arrows leave upward, and downward.
    fn docks(&self) -> (bool, bool) {
        let any = |wanted: fn(&Dock) -> bool| self.blocks.iter().any(|block| wanted(&block.dock));
        (any(|dock| matches!(dock, Dock::Top(_))), any(|dock| matches!(dock, Dock::Bottom(_))))
    }

    /// Some of the blocks, in rising order, with the links between them and the links' places in the whole.
    fn part(&self, blocks: &[usize]) -> (Graph, Vec<usize>) {
        let mut own = Graph { has_long_tips: self.has_long_tips, ..Graph::default() };
        own.blocks.extend(blocks.iter().map(|block| self.blocks[*block].clone()));
        let at = |block: usize| blocks.binary_search(&block).ok();
        let mut links = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            if let (Some(upper), Some(lower)) = (at(link.upper), at(link.lower)) {
                own.links.push(Link { upper, lower, ..link.clone() });
                links.push(index);
            }
        }
        (own, links)
    }
}

fn arrange_part(mut graph: Graph, spacing: Spacing) -> Option<Arranged> {
    let mut layers = layers(&graph)?;
    let crossings = order(&mut layers);
    let crossings = choose_sides(&mut graph, &mut layers, spacing).unwrap_or(crossings);
    let rough = place(&layers, spacing.gaps, false);
    spread(&graph, &mut layers, &rough);
    let x = place(&layers, spacing.gaps, true);
    stretch(&mut graph, &mut layers, &x);
    let routed = route(&layers, &x, spacing.leads);

    let mut result = Arranged { crossings, height: routed.height, ..Arranged::default() };
    let row_middle = |entry: usize| {
        let (top, height) = routed.rows[layers.entries[entry].row];
        top + height / 2.0
    };
    result.centres =
        (0..graph.blocks.len()).map(|block| point(x[block], row_middle(block))).collect();
    for (link, string) in graph.links.iter().zip(&layers.strings) {
        let mut way = Vec::new();
        let mut label = None;
        for &strand in string {
            let ends = &layers.strands[strand];
            let upper_y = row_middle(ends.upper);
            if ends.upper == link.upper {
                let half_height = graph.blocks[ends.upper].height / 2.0;
                way.extend(touch(
                    link.upper_at,
                    x[ends.upper],
                    ends.upper_offset,
                    upper_y,
                    half_height,
                ));
            } else if layers.entries[ends.upper].kind == SlotKind::Label {
                label = Some(point(x[ends.upper], upper_y));
            }
            way.extend(&routed.corners[strand]);
            if ends.lower == link.lower {
                let half_height = graph.blocks[ends.lower].height / 2.0;
                let y = row_middle(ends.lower);
                let touch = touch(link.lower_at, x[ends.lower], ends.lower_offset, y, -half_height);
                way.extend(touch.into_iter().rev());
            }
        }
        result.ways.push(way);
        result.labels.push(label);
    }
    move_to_origin(&mut result, &layers, &x);
    Some(result)
}

/// The first points of a way that leaves a block downward, or upward with a negative `half_height`.
fn touch(at: At, x: f64, offset: f64, y: f64, half_height: f64) -> Vec<Point> {
    match at {
        At::Free => vec![point(x + offset, y)],
        At::Fixed(_) => vec![point(x + offset, y + half_height)],
        At::Side { shift, .. } => vec![point(x, y + shift), point(x + offset, y + shift)],
    }
}

fn move_to_origin(result: &mut Arranged, layers: &Layers, x: &[f64]) {
    let (mut left, mut right) = (f64::MAX, f64::MIN);
    for (entry, x) in layers.entries.iter().zip(x) {
        left = left.min(x - entry.left);
        right = right.max(x + entry.right);
    }
    for at in result.ways.iter().flatten() {
        left = left.min(at.x);
        right = right.max(at.x);
    }
    let points = result.centres.iter_mut().chain(result.ways.iter_mut().flatten());
    for at in points.chain(result.labels.iter_mut().flatten()) {
        at.x -= left;
    }
    result.width = (right - left).max(0.0);
}
