//! A flow chart as plain data: nodes, the groups they stand in, and the edges between them.
//!
//! `flowchart.rs` fills it from text; `layout.rs` gives its parts places; `picture.rs` draws them. Everything is
//! kept in the order the author wrote it, which the layout respects when nothing speaks against it.

use super::card::Card;
use super::cursor::About;
use super::tone::Look;

#[derive(Clone, Debug, Default)]
pub(super) struct Chart {
    pub(super) direction: Direction,
    /// The arrows lead up or to the left.
    pub(super) is_mirrored: bool,
    pub(super) nodes: Vec<Node>,
    pub(super) clusters: Vec<Cluster>,
    pub(super) edges: Vec<Edge>,
    pub(super) about: About,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    #[default]
    Down,
    Right,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) label: String,
    pub(super) shape: Shape,
    /// The innermost group that names the node.
    pub(super) parent: Option<usize>,
    /// Where the author first names it, in bytes.
    pub(super) born: usize,
    pub(super) look: Look,
    /// What stands below the label of a `Shape::Card`.
    pub(super) card: Card,
    /// Where a click leads, as the author wrote it.
    pub(super) link: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Rounded,
    Stadium,
    Question,
    Store,
    Sub,
    Circle,
    Hexagon,
    Slanted,
    /// Slanted the other way.
    Leaning,
    /// Wide at the bottom, wide at the top.
    Trapezoid,
    Funnel,
    Flag,
    DoubleCircle,
    /// A label over lists: a class, an entity.
    Card,
    /// Words about something else.
    Note,
    /// Marks without words: where states begin and end, fork and join.
    Start,
    Final,
    Choice,
    Bar,
}

impl Shape {
    /// Whether the shape is a mark of its own size, without words.
    pub(super) fn is_mark(self) -> bool {
        matches!(self, Shape::Start | Shape::Final | Shape::Choice | Shape::Bar)
    }
}

/// A `subgraph`.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) title: String,
    /// Always an earlier cluster.
    pub(super) parent: Option<usize>,
    pub(super) direction: Option<Direction>,
    pub(super) born: usize,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Node(usize),
    Cluster(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) label: String,
    pub(super) line: Line,
    pub(super) tail: Tip,
    pub(super) head: Tip,
    /// 1, or more for arrows drawn longer on purpose.
    pub(super) length: usize,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Solid,
    Dotted,
    Thick,
    /// Only keeps its ends in order.
    Hidden,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tip {
    None,
    Arrow,
    Circle,
    Cross,
    /// Two strokes: a message nobody waits for.
    Open,
    /// Hollow: what it points at is the more general.
    Triangle,
    /// A part of a whole: one that lives with it, one that lives on.
    Diamond,
    HollowDiamond,
    /// How many of an entity: exactly one, none or one, at least one, any number.
    One,
    Maybe,
    Some,
    Any,
}

impl Tip {
    /// Whether it covers more of the line than an arrowhead does.
    fn is_long(self) -> bool {
        !matches!(self, Tip::None | Tip::Arrow | Tip::Circle | Tip::Cross | Tip::Open)
    }
}

impl Chart {
    pub(super) fn has_long_tips(&self) -> bool {
        self.edges.iter().any(|edge| edge.tail.is_long() || edge.head.is_long())
    }

    pub(super) fn parent(&self, end: End) -> Option<usize> {
        match end {
            End::Node(node) => self.nodes.get(node)?.parent,
            End::Cluster(cluster) => self.clusters.get(cluster)?.parent,
        }
    }

    /// The end itself and the groups around it, from the outside in.
    pub(super) fn path(&self, end: End) -> Vec<End> {
        let mut path = vec![end];
        let mut next = self.parent(end);
        while let Some(cluster) = next {
            path.push(End::Cluster(cluster));
            next = self.parent(End::Cluster(cluster));
        }
        path.reverse();
        path
    }
}
