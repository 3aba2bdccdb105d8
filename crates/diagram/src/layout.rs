//! Gives every part of a flow chart its place.
//!
//! Groups are arranged from the inside out: each becomes one block of the group around it, with docks where arrows
//! pass its border. A first pass finds rough places; a second one sorts the docks by where their arrows lead, and is
//! kept if fewer lines cross. Charts from left to right are arranged top down with width and height exchanged.

use super::chart::{Chart, Direction, End};
use super::shape::Sized;
use super::svg::{Point, Rect, count, distance, point};
use super::text::Words;

mod border;
mod group;
mod layers;
mod level;
mod order;
mod place;
mod rank;
mod route;
mod spots;

use group::Piece;

/// Places of everything, from the top left corner.
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Middles.
    pub(super) nodes: Vec<Point>,
    pub(super) clusters: Vec<Boxed>,
    pub(super) routes: Vec<Route>,
}

impl Layout {
    /// Turns the whole upside down, or left to right; words keep reading as they do.
    pub(super) fn mirror(&mut self, direction: Direction) {
        let (width, height) = (self.width, self.height);
        let turn = |at: &mut Point| match direction {
            Direction::Down => at.y = height - at.y,
            Direction::Right => at.x = width - at.x,
        };
        self.nodes.iter_mut().for_each(turn);
        for route in &mut self.routes {
            route.points.iter_mut().for_each(turn);
            route.label.iter_mut().for_each(turn);
        }
        for boxed in &mut self.clusters {
            turn(&mut boxed.title_at);
            match direction {
                Direction::Down => boxed.rect.y = height - boxed.rect.y - boxed.rect.height,
                Direction::Right => {
                    boxed.rect.x = width - boxed.rect.x - boxed.rect.width;
                    boxed.title_at.x -= boxed.title.width;
                }
            }
        }
    }
}

/// A group's box; the title stands at its upper left.
#[derive(Clone, Debug)]
pub(super) struct Boxed {
    pub(super) rect: Rect,
    pub(super) title: Words,
    /// Left end and middle height of the title.
    pub(super) title_at: Point,
}

/// The way of an arrow from border to border; the label's middle.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    pub(super) points: Vec<Point>,
    pub(super) label: Option<Point>,
}

/// Round a label's words.
pub(super) const LABEL_PAD: (f64, f64) = (6.0, 3.0);

/// Nothing when the arrows are too tangled.
pub(super) fn layout(chart: &Chart, sized: &[Sized], labels: &[Words]) -> Option<Layout> {
    let plan = Plan::new(chart, sized, labels);
    let first = plan.root(None)?;
    let has_docks = first.piece.docks_inside;
    let best = if has_docks {
        let second = plan.root(Some(&first))?;
        if second.score() < first.score() { second } else { first }
    } else {
        first
    };
    Some(plan.finish(best))
}

/// What is known before anything has a place.
struct Plan<'a> {
    chart: &'a Chart,
    sized: &'a [Sized],
    labels: &'a [Words],
    edges: Vec<Planned>,
    /// The nodes and groups directly in each group, in the author's order; the last list is the chart itself.
    children: Vec<Vec<End>>,
    directions: Vec<Direction>,
}

/// An edge and the groups it passes.
struct Planned {
    from: Vec<End>,
    to: Vec<End>,
    /// How many groups hold both ends.
    common: usize,
    is_turned: bool,
}

/// A finished pass over the whole chart.
struct Pass {
    piece: Piece,
    nodes: Vec<Point>,
    clusters: Vec<Option<Boxed>>,
}

impl Pass {
    fn middle(&self, end: End) -> Point {
        match end {
            End::Node(node) => self.nodes[node],
            End::Cluster(cluster) => {
                let rect =
                    self.clusters[cluster].as_ref().map_or(Rect::default(), |boxed| boxed.rect);
                point(rect.x + rect.width / 2.0, rect.y + rect.height / 2.0)
            }
        }
    }

    fn score(&self) -> f64 {
        let length = |points: &[Point]| -> f64 {
            points.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
        };
        count(self.piece.crossings) * 400.0
            + self.piece.parts.iter().map(|(_, _, points)| length(points)).sum::<f64>()
    }
}

impl<'a> Plan<'a> {
    fn new(chart: &'a Chart, sized: &'a [Sized], labels: &'a [Words]) -> Plan<'a> {
        let groups = chart.clusters.len();
        let mut edges: Vec<Planned> = chart
            .edges
            .iter()
            .map(|edge| {
                let (from, to) = (chart.path(edge.from), chart.path(edge.to));
                let most = from.len().min(to.len()) - 1;
                let common = from.iter().zip(&to).take(most).take_while(|(a, b)| a == b).count();
                Planned { from, to, common, is_turned: false }
            })
            .collect();
        let mut children = vec![Vec::new(); groups + 1];
        let mut born: Vec<usize> = chart.clusters.iter().map(|cluster| cluster.born).collect();
        for node in &chart.nodes {
            let mut parent = node.parent;
            while let Some(cluster) = parent {
                born[cluster] = born[cluster].min(node.born);
                parent = chart.clusters[cluster].parent;
            }
        }
        let all = (0..chart.nodes.len()).map(End::Node).chain((0..groups).map(End::Cluster));
        for end in all {
            children[chart.parent(end).unwrap_or(groups)].push(end);
        }
        for list in &mut children {
            list.sort_by_key(|end| match end {
                End::Node(node) => chart.nodes[*node].born,
                End::Cluster(cluster) => born[*cluster],
            });
        }
        for (group, list) in children.iter().enumerate() {
            let at = |end: End| list.iter().position(|child| *child == end);
            let mut own = Vec::new();
            let mut pairs = Vec::new();
            for (index, edge) in edges.iter().enumerate() {
                let home = edge.common.checked_sub(1).map(|at| edge.from[at]);
                let is_here = home == (group < groups).then_some(End::Cluster(group));
                if is_here
                    && let (Some(a), Some(b)) =
                        (at(edge.from[edge.common]), at(edge.to[edge.common]))
                {
                    own.push(index);
                    pairs.push((a, b));
                }
            }
            for (edge, turned) in own.into_iter().zip(rank::turned(list.len(), &pairs)) {
                edges[edge].is_turned = turned;
            }
        }
        let mut plan = Plan { chart, sized, labels, edges, children, directions: Vec::new() };
        for cluster in 0..groups {
            let outside = chart.clusters[cluster].parent;
            let outside = outside.map_or(chart.direction, |parent| plan.directions[parent]);
            // An arrow through the border runs along the outer direction, so the inner one has to follow.
            let has_docks = plan.edges.iter().any(|edge| edge.docks_at(cluster).is_some());
            let own = chart.clusters[cluster].direction.filter(|_| !has_docks);
            plan.directions.push(own.unwrap_or(outside));
        }
        plan.directions.push(chart.direction);
        plan
    }

    fn root(&self, before: Option<&Pass>) -> Option<Pass> {
        let mut piece = self.piece(self.chart.clusters.len(), before)?;
        let mut pass = Pass {
            nodes: vec![point(0.0, 0.0); self.chart.nodes.len()],
            clusters: vec![None; self.chart.clusters.len()],
            piece: Piece::default(),
        };
        for (node, at) in piece.nodes.drain(..) {
            pass.nodes[node] = at;
        }
        for (cluster, boxed) in piece.clusters.drain(..) {
            pass.clusters[cluster] = Some(boxed);
        }
        pass.piece = piece;
        Some(pass)
    }

    /// Arranges a group with all that is in it; the last index is the chart itself.
    fn piece(&self, group: usize, before: Option<&Pass>) -> Option<Piece> {
        let mut inner = Vec::new();
        for child in &self.children[group] {
            inner.push(match child {
                End::Node(_) => None,
                End::Cluster(cluster) => Some(self.piece(*cluster, before)?),
            });
        }
        group::piece(self, group, inner, before)
    }

    fn finish(&self, pass: Pass) -> Layout {
        let mut piece = pass.piece;
        let mut routes = vec![Route::default(); self.chart.edges.len()];
        piece.parts.sort_by_key(|(edge, order, _)| (*edge, *order));
        for (edge, _, points) in piece.parts {
            routes[edge].points.extend(points);
        }
        for (edge, label) in piece.labels {
            routes[edge].label = Some(label);
        }
        let clusters: Vec<Boxed> = pass
            .clusters
            .into_iter()
            .map(|boxed| {
                let title_at = point(0.0, 0.0);
                boxed.unwrap_or(Boxed { rect: Rect::default(), title: Words::default(), title_at })
            })
            .collect();
        for (route, edge) in routes.iter_mut().zip(&self.chart.edges) {
            simplify(&mut route.points);
            self.cut(&mut route.points, edge.from, &pass.nodes, &clusters);
            route.points.reverse();
            self.cut(&mut route.points, edge.to, &pass.nodes, &clusters);
            route.points.reverse();
        }
        Layout { width: piece.width, height: piece.height, nodes: pass.nodes, clusters, routes }
    }

    /// Moves the first point from inside its node to the border.
    fn cut(&self, points: &mut [Point], end: End, nodes: &[Point], clusters: &[Boxed]) {
        let [first, next, ..] = points else { return };
        let is_upright = (first.x - next.x).abs() < 0.01;
        match end {
            End::Node(node) => {
                let (sized, centre) = (&self.sized[node], nodes[node]);
                if is_upright {
                    let reach = sized.reach_up(first.x - centre.x);
                    first.y = centre.y + reach.copysign(next.y - first.y);
                } else {
                    let reach = sized.reach_out(first.y - centre.y);
                    first.x = centre.x + reach.copysign(next.x - first.x);
                }
            }
            End::Cluster(cluster) => {
                let rect = clusters[cluster].rect;
                if is_upright {
                    first.y = if next.y > first.y { rect.y + rect.height } else { rect.y };
                } else {
                    first.x = if next.x > first.x { rect.x + rect.width } else { rect.x };
                }
            }
        }
    }
}

impl Planned {
    /// Whether the edge passes the border of a group: `Some(true)` outward.
    fn docks_at(&self, cluster: usize) -> Option<bool> {
        let passes = |path: &[End]| {
            path.iter()
                .take(path.len() - 1)
                .skip(self.common)
                .any(|end| *end == End::Cluster(cluster))
        };
        if passes(&self.from) {
            Some(true)
        } else if passes(&self.to) {
            Some(false)
        } else {
            None
        }
    }
}

/// Leaves out points that repeat or lie on a straight line.
fn simplify(points: &mut Vec<Point>) {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &at in points.iter() {
        if kept.last().is_some_and(|last| distance(*last, at) < 0.05) {
            continue;
        }
        if let [.., before, last] = kept.as_slice() {
            let turn =
                (last.x - before.x) * (at.y - last.y) - (last.y - before.y) * (at.x - last.x);
            if turn.abs() < 0.01 {
                kept.pop();
            }
        }
        kept.push(at);
    }
    *points = kept;
}
