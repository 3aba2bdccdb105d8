//! Draws a flow chart: sizes its words, asks `layout.rs` for places, writes the SVG.
//!
//! Groups come first, then edges, then labels on their grounds, then nodes, so that nothing hides words. Arrowheads are
//! plain paths, not markers: they need no ids and take their colour from the style sheet.

use std::ops::Range;

use super::chart::{Chart, Direction, Edge, End, Line, Shape, Tip};
use super::layout::{LABEL_PAD, Layout, Route, layout};
use super::shape::Sized;
use super::svg::{Anchor, Frame, Path, Point, Rect, Svg, distance, point, toward};
use super::text::{Face, Words, wrap};
use super::{Drawing, Fault};

/// Round the whole drawing, wide enough for the thickest line.
const MARGIN: f64 = 4.0;
const TIP_LENGTH: f64 = 9.0;
const TIP_HALF: f64 = 4.0;
const CORNER: f64 = 8.0;

/// Wider charts are unreadable when shrunk to a column of text, so one from left to right is then drawn top down.
const WIDEST: f64 = 960.0;

pub(super) fn draw(chart: &Chart, id: &str, whole: Range<usize>) -> Result<Drawing, Fault> {
    let Some(mut arranged) = Arranged::new(chart) else {
        let help = "split it into several diagrams, or let the arrows join groups instead of nodes";
        return Err(Fault::new(whole, "the arrows of this diagram are too tangled to draw", help));
    };
    if chart.direction == Direction::Right
        && arranged.layout.width > WIDEST
        && let Some(upright) = Arranged::new(&upright(chart))
        && upright.layout.width < arranged.layout.width
    {
        arranged = upright;
    }
    let Arranged { sized, labels, layout } = arranged;
    let frame = Frame {
        id,
        class: "gw-d-flow",
        title: chart.about.title.as_deref(),
        description: chart.about.description.as_deref(),
        width: layout.width + 2.0 * MARGIN,
        height: layout.height + 2.0 * MARGIN,
        has_links: chart.nodes.iter().any(|node| node.link.is_some()),
    };
    let mut svg = Svg::begin(&frame);
    clusters(&mut svg, chart, &layout);
    edges(&mut svg, chart, &layout);
    for (words, route) in labels.iter().zip(&layout.routes) {
        if let Some(at) = route.label {
            label(&mut svg, words, shifted(at));
        }
    }
    for ((node, sized), at) in chart.nodes.iter().zip(&sized).zip(&layout.nodes) {
        svg.open(&format!("{}{}", node_class(sized.shape), node.look.classes()));
        match &node.link {
            Some(link) => svg.link(link, |svg| sized.draw(svg, shifted(*at))),
            None => sized.draw(&mut svg, shifted(*at)),
        }
        svg.close();
    }
    Ok(frame.drawing(svg))
}

struct Arranged {
    sized: Vec<Sized>,
    labels: Vec<Words>,
    layout: Layout,
}

impl Arranged {
    fn new(chart: &Chart) -> Option<Arranged> {
        let (sized, labels) = (sized(chart), labels(chart));
        let mut layout = layout(chart, &sized, &labels)?;
        if chart.is_mirrored {
            layout.mirror(chart.direction);
        }
        Some(Arranged { sized, labels, layout })
    }
}

/// The same chart from top to bottom, groups included.
fn upright(chart: &Chart) -> Chart {
    let mut chart = chart.clone();
    chart.direction = Direction::Down;
    for cluster in &mut chart.clusters {
        cluster.direction = None;
    }
    chart
}

/// The words on the edges.
pub(super) fn labels(chart: &Chart) -> Vec<Words> {
    let widest = if chart.direction == Direction::Down { 150.0 } else { 110.0 };
    chart.edges.iter().map(|edge| wrap(&edge.label, Face::Small, widest)).collect()
}

pub(super) fn sized(chart: &Chart) -> Vec<Sized> {
    let mut leaving = vec![0; chart.nodes.len()];
    let mut entering = vec![0; chart.nodes.len()];
    for edge in &chart.edges {
        for (end, counts) in [(edge.from, &mut leaving), (edge.to, &mut entering)] {
            if let End::Node(node) = end {
                counts[node] += 1;
            }
        }
    }
    let long_tips = chart.has_long_tips();
    let mut sized = Vec::new();
    for (index, node) in chart.nodes.iter().enumerate() {
        // Arrows leave on one trunk, so only arriving ones need room of their own.
        let direction = node
            .parent
            .and_then(|parent| chart.clusters[parent].direction)
            .unwrap_or(chart.direction);
        // Long tips are wide, too, and keep arrows from sharing a trunk.
        let busiest = if long_tips {
            2 * entering[index].max(leaving[index])
        } else {
            entering[index].max(leaving[index] / 4)
        };
        sized.push(Sized::new(node, direction, busiest));
    }
    sized
}

fn node_class(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "gw-d-node gw-d-box",
        Shape::Rounded => "gw-d-node gw-d-round",
        Shape::Stadium => "gw-d-node gw-d-stadium",
        Shape::Question | Shape::Choice => "gw-d-node gw-d-question",
        Shape::Store => "gw-d-node gw-d-store",
        Shape::Sub => "gw-d-node gw-d-sub",
        Shape::Circle | Shape::DoubleCircle => "gw-d-node gw-d-circle",
        Shape::Hexagon => "gw-d-node gw-d-hexagon",
        Shape::Slanted | Shape::Leaning | Shape::Trapezoid | Shape::Funnel => {
            "gw-d-node gw-d-slanted"
        }
        Shape::Flag => "gw-d-node gw-d-flag",
        Shape::Card => "gw-d-node gw-d-card",
        Shape::Note => "gw-d-node gw-d-remark",
        Shape::Start | Shape::Final | Shape::Bar => "gw-d-node gw-d-mark",
    }
}

fn clusters(svg: &mut Svg, chart: &Chart, layout: &Layout) {
    // Outer groups before inner ones: a parent always comes first in the list.
    for (index, boxed) in layout.clusters.iter().enumerate() {
        let depth = chart.path(End::Cluster(index)).len();
        let rect = Rect { x: boxed.rect.x + MARGIN, y: boxed.rect.y + MARGIN, ..boxed.rect };
        let class = if depth % 2 == 1 { "gw-d-cluster" } else { "gw-d-cluster gw-d-inner" };
        let look = chart.clusters[index].look.classes();
        svg.rect(&format!("{class}{look}"), rect, 6.0);
        svg.words("gw-d-title", &boxed.title, Face::Strong, shifted(boxed.title_at), Anchor::Start);
    }
}

fn edges(svg: &mut Svg, chart: &Chart, layout: &Layout) {
    for (edge, route) in chart.edges.iter().zip(&layout.routes) {
        if edge.line != Line::Hidden {
            draw_edge(svg, edge, route);
        }
    }
}

fn draw_edge(svg: &mut Svg, edge: &Edge, route: &Route) {
    let points = route.points.iter().map(|at| shifted(*at)).collect();
    let class = match edge.line {
        Line::Dotted => "gw-d-edge gw-d-dotted",
        Line::Thick => "gw-d-edge gw-d-thick",
        Line::Solid | Line::Hidden => "gw-d-edge",
    };
    // A tone is the business of the whole arrow, its tips included.
    let look = edge.look.classes();
    if !look.is_empty() {
        svg.open(look.trim_start());
    }
    arrow_along(svg, class, points, [edge.tail, edge.head], CORNER);
    if !look.is_empty() {
        svg.close();
    }
}

/// Draws an arrow along a way with round corners, and the tips at its start and its end.
pub(super) fn arrow_along(
    svg: &mut Svg,
    class: &str,
    mut points: Vec<Point>,
    tips: [Tip; 2],
    corner: f64,
) {
    let mut ends = Vec::new();
    for tip in tips {
        if let [first, next, ..] = points.as_mut_slice() {
            ends.push((tip, *first, *next));
            *first = toward(*first, *next, shortened(tip).min(distance(*first, *next) / 2.0));
        }
        points.reverse();
    }
    if let Some(path) = Path::rounded(&points, corner) {
        svg.path(class, &path);
    }
    for (tip, end, before) in ends {
        draw_tip(svg, tip, end, before);
    }
}

/// How much of the line a tip covers.
fn shortened(tip: Tip) -> f64 {
    match tip {
        Tip::None | Tip::One | Tip::Maybe | Tip::Some | Tip::Any => 0.0,
        Tip::Arrow => TIP_LENGTH - 1.0,
        Tip::Circle => 8.0,
        Tip::Cross => 4.0,
        Tip::Open => 1.0,
        Tip::Triangle => 13.0,
        Tip::Diamond | Tip::HollowDiamond => 17.0,
    }
}

/// Draws a tip that touches `end`, coming from `before`.
fn draw_tip(svg: &mut Svg, tip: Tip, end: Point, before: Point) {
    let back = toward(end, before, 1.0);
    let (dx, dy) = (back.x - end.x, back.y - end.y);
    let at = |along: f64, aside: f64| {
        point(end.x + dx * along - dy * aside, end.y + dy * along + dx * aside)
    };
    match tip {
        Tip::None => {}
        Tip::Arrow => {
            let path =
                Path::at(at(0.5, 0.0)).to(at(TIP_LENGTH, TIP_HALF)).to(at(TIP_LENGTH, -TIP_HALF));
            svg.path("gw-d-arrow", &path.closed());
        }
        Tip::Circle => svg.circle("gw-d-ring", at(4.0, 0.0), 4.0),
        Tip::Cross => {
            let path =
                Path::at(at(1.0, 4.0)).to(at(9.0, -4.0)).then(at(1.0, -4.0)).to(at(9.0, 4.0));
            svg.path("gw-d-cross", &path);
        }
        Tip::Open => {
            let path = Path::at(at(TIP_LENGTH, TIP_HALF + 1.0)).to(at(1.0, 0.0));
            svg.path("gw-d-cross", &path.to(at(TIP_LENGTH, -TIP_HALF - 1.0)));
        }
        Tip::Triangle => {
            let path = Path::at(at(1.0, 0.0)).to(at(13.0, 7.0)).to(at(13.0, -7.0));
            svg.path("gw-d-ring", &path.closed());
        }
        Tip::Diamond | Tip::HollowDiamond => {
            let path = Path::at(at(1.0, 0.0)).to(at(9.0, 5.5)).to(at(17.0, 0.0)).to(at(9.0, -5.5));
            svg.path(if tip == Tip::Diamond { "gw-d-arrow" } else { "gw-d-ring" }, &path.closed());
        }
        Tip::One | Tip::Maybe | Tip::Some | Tip::Any => {
            let bar = |along: f64| Path::at(at(along, 6.0)).to(at(along, -6.0));
            if matches!(tip, Tip::Some | Tip::Any) {
                let path = Path::at(at(0.0, 6.0)).to(at(11.0, 0.0)).to(at(0.0, -6.0));
                svg.path("gw-d-cross", &path);
            } else {
                svg.path("gw-d-cross", &bar(7.0));
            }
            match tip {
                Tip::One => svg.path("gw-d-cross", &bar(12.0)),
                Tip::Some => svg.path("gw-d-cross", &bar(14.0)),
                Tip::Maybe => svg.circle("gw-d-ring", at(15.0, 0.0), 4.0),
                _ => svg.circle("gw-d-ring", at(15.5, 0.0), 4.0),
            }
        }
    }
}

/// Words on a ground that hides the line behind them.
pub(super) fn label(svg: &mut Svg, words: &Words, at: Point) {
    let (width, height) = (words.width + 2.0 * LABEL_PAD.0, words.height + 2.0 * LABEL_PAD.1);
    let rect = Rect { x: at.x - width / 2.0, y: at.y - height / 2.0, width, height };
    svg.rect("gw-d-ground", rect, 3.0);
    svg.words("gw-d-label", words, Face::Small, at, Anchor::Middle);
}

fn shifted(at: Point) -> Point {
    point(at.x + MARGIN, at.y + MARGIN)
}
