//! One group of a flow chart, from its children to a finished box.
//!
//! Translates between the chart (nodes, groups, edges, left to right or top down) and a level (blocks and links, always
//! top down). A group's insides never move once its piece is made; the group around it only moves the whole box.

use super::super::chart::{Direction, End, Line, Tip};
use super::super::svg::{Point, Rect, count, point};
use super::border::{Border, PAD};
use super::level::{Arranged, At, Block, Dock, Graph, Link, Spacing, arrange};
use super::place::Gaps;
use super::route::Leads;
use super::{Boxed, LABEL_PAD, Pass, Plan};

/// An arranged group, with places from its own corner.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<(usize, Point)>,
    pub(super) clusters: Vec<(usize, Boxed)>,
    /// Parts of edges by edge and order from start to end.
    pub(super) parts: Vec<(usize, i32, Vec<Point>)>,
    pub(super) labels: Vec<(usize, Point)>,
    /// Where edges pass the border: edge and distance from the corner along the side.
    pub(super) docks: Vec<(usize, f64)>,
    pub(super) docks_inside: bool,
    pub(super) crossings: usize,
}

/// Arranges a group round its inner pieces; the last index is the chart itself.
pub(super) fn piece(
    plan: &Plan,
    group: usize,
    inner: Vec<Option<Piece>>,
    before: Option<&Pass>,
) -> Option<Piece> {
    let direction = plan.directions[group];
    let graph = Graph { has_long_tips: plan.chart.has_long_tips(), ..Graph::default() };
    let mut level = Level { plan, group, direction, graph, uses: Vec::new() };
    level.blocks(&inner);
    level.links(&inner, before);
    let arranged = arrange(&level.graph, spacing(direction, plan.chart.has_long_tips()))?;
    Some(level.piece(arranged, inner))
}

/// One group on its way to a piece.
struct Level<'a> {
    plan: &'a Plan<'a>,
    group: usize,
    direction: Direction,
    graph: Graph,
    /// What each link draws: its edge, the order of this part, whether the edge runs up along it, and its dock.
    uses: Vec<Use>,
}

struct Use {
    edge: usize,
    order: i32,
    is_turned: bool,
    dock: Option<usize>,
}

impl Level<'_> {
    fn blocks(&mut self, inner: &[Option<Piece>]) {
        let plan = self.plan;
        for (child, piece) in plan.children[self.group].iter().zip(inner) {
            let (width, height, room) = match (child, piece) {
                (End::Node(node), _) => {
                    let sized = &plan.sized[*node];
                    (sized.width, sized.height, sized.room(self.direction))
                }
                (End::Cluster(_), Some(piece)) => {
                    let side = self.across(piece.width, piece.height);
                    (piece.width, piece.height, (side / 2.0 - PAD).max(4.0))
                }
                (End::Cluster(_), None) => (0.0, 0.0, 0.0),
            };
            let (across, along) = (self.across(width, height), self.across(height, width));
            let half = across / 2.0;
            let (extra, tall) = self.loops_room(*child);
            self.graph.blocks.push(Block {
                left: half,
                right: half + extra,
                half,
                height: along,
                tall: along.max(tall),
                room,
                dock: Dock::Inside,
            });
        }
    }

    fn across(&self, width: f64, height: f64) -> f64 {
        if self.direction == Direction::Down { width } else { height }
    }

    /// Room beside a block for arrows that lead back to it.
    fn loops_room(&self, child: End) -> (f64, f64) {
        let (mut extra, mut tall) = (0.0, 0.0_f64);
        for (edge, label) in self.plan.chart.edges.iter().zip(self.plan.labels) {
            if edge.from == child && edge.to == child {
                extra += LOOP
                    + if label.width > 0.0 {
                        self.across(label.width, label.height) + 12.0
                    } else {
                        0.0
                    };
                tall = tall.max(self.across(label.height, label.width) + 12.0);
            }
        }
        (extra, tall)
    }

    fn links(&mut self, inner: &[Option<Piece>], before: Option<&Pass>) {
        let plan = self.plan;
        let children = &plan.children[self.group];
        for (index, planned) in plan.edges.iter().enumerate() {
            let edge = &plan.chart.edges[index];
            if edge.from == edge.to {
                continue;
            }
            let is_top = self.group == plan.chart.clusters.len();
            let this = End::Cluster(self.group);
            let depth_in = |path: &[End]| {
                if is_top {
                    Some(0)
                } else {
                    path.iter().position(|end| *end == this).map(|at| at + 1)
                }
            };
            let child = |path: &[End], depth: usize| {
                let child = path.get(depth)?;
                children.iter().position(|own| own == child)
            };
            let from = depth_in(&planned.from)
                .and_then(|depth| Some((depth, child(&planned.from, depth)?)));
            let to =
                depth_in(&planned.to).and_then(|depth| Some((depth, child(&planned.to, depth)?)));
            let words = &plan.labels[index];
            let dock_hint = |end: End| {
                before.map(|pass| {
                    let middle = pass.middle(end);
                    self.across(middle.x, middle.y)
                })
            };
            let order = |depth: usize| i32::try_from(depth).unwrap_or(0);
            let (start, goal, order, dock) = match (from, to) {
                (Some((_, from)), Some((_, to))) if from != to => (from, to, 0, None),
                (Some((depth, from)), None) => {
                    let hint = dock_hint(edge.to);
                    let dock = if planned.is_turned { Dock::Top(hint) } else { Dock::Bottom(hint) };
                    let dock = self.dock(dock);
                    (from, dock, -order(depth), Some(dock))
                }
                (None, Some((depth, to))) => {
                    let hint = dock_hint(edge.from);
                    let dock = if planned.is_turned { Dock::Bottom(hint) } else { Dock::Top(hint) };
                    let dock = self.dock(dock);
                    (dock, to, order(depth), Some(dock))
                }
                _ => continue,
            };
            let at = |block: usize| self.at(block, inner, index);
            let label = (dock.is_none() && !words.lines.is_empty()).then(|| {
                let (width, height) =
                    (words.width + 2.0 * LABEL_PAD.0, words.height + 2.0 * LABEL_PAD.1);
                (self.across(width, height), self.across(height, width))
            });
            let (upper, lower) = if planned.is_turned { (goal, start) } else { (start, goal) };
            let has_trunk = at(upper) == At::Free
                && !planned.is_turned
                && edge.tail == Tip::None
                && edge.line != Line::Hidden;
            let trunk = has_trunk.then_some(edge.line as usize);
            self.graph.links.push(Link {
                upper,
                lower,
                upper_at: at(upper),
                lower_at: at(lower),
                length: edge.length,
                label,
                is_turned: planned.is_turned && dock.is_none(),
                trunk,
            });
            self.uses.push(Use { edge: index, order, is_turned: planned.is_turned, dock });
        }
    }

    /// Puts the border round what was arranged, and everything into the page's directions.
    fn piece(self, arranged: Arranged, inner: Vec<Option<Piece>>) -> Piece {
        let cluster = self.plan.chart.clusters.get(self.group);
        let border = Border::round(cluster, self.direction, &self.graph.blocks, &arranged);
        let turn = |at: Point| {
            let at = if self.direction == Direction::Down { at } else { point(at.y, at.x) };
            point(at.x + border.left, at.y + border.top)
        };
        let mut piece = Piece {
            width: border.width,
            height: border.height,
            crossings: arranged.crossings,
            docks_inside: self.uses.iter().any(|part| part.dock.is_some()),
            ..Piece::default()
        };
        if cluster.is_some() {
            let rect = Rect { x: 0.0, y: 0.0, width: border.width, height: border.height };
            let boxed = Boxed { rect, title: border.title, title_at: border.title_at };
            piece.clusters.push((self.group, boxed));
        }
        for ((child, own), centre) in
            self.plan.children[self.group].iter().zip(inner).zip(&arranged.centres)
        {
            let centre = turn(*centre);
            match (child, own) {
                (End::Node(node), _) => piece.nodes.push((*node, centre)),
                (End::Cluster(_), Some(own)) => piece.take_in(own, centre),
                (End::Cluster(_), None) => {}
            }
        }
        for ((part, way), label) in self.uses.iter().zip(arranged.ways).zip(arranged.labels) {
            let mut points: Vec<Point> = way.into_iter().map(turn).collect();
            if let Some(dock) = part.dock {
                let at = turn(arranged.centres[dock]);
                let is_top = matches!(self.graph.blocks[dock].dock, Dock::Top(_));
                let (along, passed) = match (self.direction, is_top) {
                    (Direction::Down, true) => (at.x, point(at.x, 0.0)),
                    (Direction::Down, false) => (at.x, point(at.x, border.height)),
                    (Direction::Right, true) => (at.y, point(0.0, at.y)),
                    (Direction::Right, false) => (at.y, point(border.width, at.y)),
                };
                piece.docks.push((part.edge, along));
                points.insert(if is_top { 0 } else { points.len() }, passed);
            }
            if part.is_turned {
                points.reverse();
            }
            piece.parts.push((part.edge, part.order, points));
            piece.labels.extend(label.map(|at| (part.edge, turn(at))));
        }
        self.loops(&arranged.centres, turn, &mut piece);
        piece
    }

    /// Arrows that lead back to the node they come from swing out beside it.
    fn loops(&self, centres: &[Point], turn: impl Fn(Point) -> Point, piece: &mut Piece) {
        let chart = self.plan.chart;
        for ((child, block), centre) in
            self.plan.children[self.group].iter().zip(&self.graph.blocks).zip(centres)
        {
            let own =
                |edge: &usize| chart.edges[*edge].from == *child && chart.edges[*edge].to == *child;
            let mut out = centre.x + block.half;
            for (number, edge) in (0..chart.edges.len()).filter(own).enumerate() {
                let aside = (block.height / 4.0).min(9.0 + 3.0 * count(number));
                out += LOOP;
                let corners = [(centre.x, -aside), (out, -aside), (out, aside), (centre.x, aside)];
                let points = corners.map(|(x, y)| turn(point(x, centre.y + y))).to_vec();
                piece.parts.push((edge, 0, points));
                let label = &self.plan.labels[edge];
                if label.width > 0.0 {
                    let room = self.across(label.width, label.height) + 12.0;
                    piece.labels.push((edge, turn(point(out + room / 2.0, centre.y))));
                    out += room;
                }
            }
        }
    }

    fn dock(&mut self, dock: Dock) -> usize {
        self.graph.blocks.push(Block {
            left: 0.0,
            right: 0.0,
            half: 0.0,
            height: 0.0,
            tall: 0.0,
            room: 0.0,
            dock,
        });
        self.graph.blocks.len() - 1
    }

    /// Edges that pass into a group touch it where the group's own piece says.
    fn at(&self, block: usize, inner: &[Option<Piece>], edge: usize) -> At {
        if self.graph.blocks[block].dock != Dock::Inside {
            return At::Fixed(0.0);
        }
        let Some(Some(piece)) = inner.get(block) else { return At::Free };
        let dock = piece.docks.iter().find(|(own, _)| *own == edge);
        let half = self.across(piece.width, piece.height) / 2.0;
        dock.map_or(At::Free, |(_, at)| At::Fixed(at - half))
    }
}

impl Piece {
    fn take_in(&mut self, inner: Piece, centre: Point) {
        let corner = point(centre.x - inner.width / 2.0, centre.y - inner.height / 2.0);
        let shift = |at: Point| point(at.x + corner.x, at.y + corner.y);
        self.nodes.extend(inner.nodes.into_iter().map(|(node, at)| (node, shift(at))));
        self.clusters.extend(inner.clusters.into_iter().map(|(cluster, mut boxed)| {
            boxed.rect.x += corner.x;
            boxed.rect.y += corner.y;
            boxed.title_at = shift(boxed.title_at);
            (cluster, boxed)
        }));
        for (edge, order, points) in inner.parts {
            self.parts.push((edge, order, points.into_iter().map(shift).collect()));
        }
        self.labels.extend(inner.labels.into_iter().map(|(edge, at)| (edge, shift(at))));
        self.docks_inside |= inner.docks_inside;
        self.crossings += inner.crossings;
    }
}

/// How far an arrow that leads back to its own node swings out.
const LOOP: f64 = 26.0;

/// Long tips need room before the first bend or label.
fn spacing(direction: Direction, long_tips: bool) -> Spacing {
    let down = direction == Direction::Down;
    let more = if long_tips { 10.0 } else { 0.0 };
    Spacing {
        gaps: Gaps {
            blocks: if down { 36.0 } else { 26.0 },
            block_and_bend: if down { 24.0 } else { 20.0 },
            bends: 16.0,
            labels: if down { 14.0 } else { 8.0 },
        },
        leads: Leads {
            blocks: if down { 44.0 } else { 40.0 } + 2.0 * more,
            before_labels: 16.0 + more,
            after_labels: 26.0 + more / 2.0,
            first: 16.0 + more,
            last: 10.0,
            last_with_tip: 24.0 + more / 2.0,
            track: 12.0,
        },
        shelf: if down { 760.0 } else { 560.0 },
    }
}
