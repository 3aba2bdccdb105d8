//! What a laid out chart promises: nothing overlaps, no arrow runs through a box, a title or another arrow's words, and
//! everything lies inside the picture.

use super::super::chart::{Chart, End};
use super::super::layout::{LABEL_PAD, Layout, layout};
use super::super::picture;
use super::super::shape::Sized;
use super::super::svg::{Point, Rect, distance, point};
use super::super::text::Words;

/// Checks all promises on one chart.
pub(super) fn check_chart(name: &str, chart: &Chart) {
    let sized = picture::sized(chart);
    let labels = picture::labels(chart);
    let layout = layout(chart, &sized, &labels).unwrap_or_else(|| panic!("{name} is too tangled"));
    let scene = Scene::new(chart, &layout, &sized, &labels);
    scene.check_boxes(name);
    scene.check_arrows(name);
    scene.check_shared_lines(name);
}

/// All rectangles and ways of a laid out chart.
struct Scene<'a> {
    chart: &'a Chart,
    layout: &'a Layout,
    nodes: Vec<Rect>,
    labels: Vec<Option<Rect>>,
    titles: Vec<Option<Rect>>,
}

impl<'a> Scene<'a> {
    fn new(chart: &'a Chart, layout: &'a Layout, sized: &[Sized], labels: &[Words]) -> Scene<'a> {
        let around = |at: Point, width: f64, height: f64| Rect {
            x: at.x - width / 2.0,
            y: at.y - height / 2.0,
            width,
            height,
        };
        let nodes = sized
            .iter()
            .zip(&layout.nodes)
            .map(|(sized, at)| around(*at, sized.width, sized.height))
            .collect();
        let ground = |words: &Words, at| {
            around(at, words.width + 2.0 * LABEL_PAD.0, words.height + 2.0 * LABEL_PAD.1)
        };
        let labels = labels
            .iter()
            .zip(&layout.routes)
            .map(|(words, route)| Some(ground(words, route.label?)))
            .collect();
        let titles = layout.clusters.iter().map(|boxed| {
            let (width, height) = (boxed.title.width, boxed.title.height);
            (width > 0.0).then(|| {
                around(point(boxed.title_at.x + width / 2.0, boxed.title_at.y), width, height)
            })
        });
        Scene { chart, layout, nodes, labels, titles: titles.collect() }
    }

    fn check_boxes(&self, name: &str) {
        let page = Rect { x: 0.0, y: 0.0, width: self.layout.width, height: self.layout.height };
        for (index, rect) in self.nodes.iter().enumerate() {
            assert!(contains(page, *rect), "{name}: node {index} leaves the picture");
            for other in &self.nodes[index + 1..] {
                assert!(
                    !overlap(*rect, *other, -6.0),
                    "{name}: nodes {rect:?} and {other:?} touch"
                );
            }
            for (cluster, boxed) in self.layout.clusters.iter().enumerate() {
                let inside = self.chart.path(End::Node(index)).contains(&End::Cluster(cluster));
                assert_eq!(
                    inside,
                    contains(boxed.rect, *rect),
                    "{name}: node {index} and group {cluster}"
                );
                assert!(
                    !inside || contains(boxed.rect, grown(*rect, 10.0)),
                    "{name}: node {index} at border {cluster}"
                );
                assert!(
                    inside || !overlap(boxed.rect, *rect, -4.0),
                    "{name}: node {index} and group {cluster}"
                );
            }
            for title in self.titles.iter().flatten() {
                assert!(!overlap(*title, *rect, 0.0), "{name}: node {index} hides a title");
            }
        }
        for (index, rect) in
            self.labels.iter().enumerate().filter_map(|(index, rect)| Some((index, (*rect)?)))
        {
            assert!(contains(page, rect), "{name}: label {index} leaves the picture");
            let others = self.labels[index + 1..]
                .iter()
                .flatten()
                .chain(&self.nodes)
                .chain(self.titles.iter().flatten());
            for other in others {
                assert!(
                    !overlap(rect, *other, -1.0),
                    "{name}: label {index} {rect:?} and {other:?}"
                );
            }
        }
    }

    fn check_arrows(&self, name: &str) {
        for (index, (edge, route)) in self.chart.edges.iter().zip(&self.layout.routes).enumerate() {
            assert!(route.points.len() > 1, "{name}: edge {index} has no way");
            let within = point(self.layout.width, self.layout.height);
            for at in &route.points {
                let inside =
                    at.x > -0.1 && at.y > -0.1 && at.x < within.x + 0.1 && at.y < within.y + 0.1;
                assert!(inside, "{name}: edge {index} leaves the picture at {at:?}");
            }
            for pair in route.points.windows(2) {
                for (node, rect) in self.nodes.iter().enumerate() {
                    let is_end = edge.from == End::Node(node) || edge.to == End::Node(node);
                    // At its own node an arrow meets the shape, which can be smaller than the box round it.
                    if !is_end {
                        assert!(
                            !crosses(pair, *rect, -3.0),
                            "{name}: edge {index} runs through node {node}"
                        );
                    }
                }
                for rect in self.titles.iter().flatten() {
                    assert!(
                        !crosses(pair, *rect, -2.0),
                        "{name}: edge {index} runs through a title"
                    );
                }
                for (label, rect) in self.labels.iter().enumerate() {
                    if let Some(rect) = rect
                        && label != index
                    {
                        assert!(
                            !crosses(pair, *rect, 0.0),
                            "{name}: edge {index} runs through label {label}"
                        );
                    }
                }
            }
        }
    }

    /// Two arrows run on one line only as a trunk from one node.
    fn check_shared_lines(&self, name: &str) {
        let segments: Vec<(usize, &[Point])> = (self.layout.routes.iter().enumerate())
            .flat_map(|(index, route)| route.points.windows(2).map(move |pair| (index, pair)))
            .collect();
        for (at, (first, a)) in segments.iter().enumerate() {
            for (second, b) in &segments[at + 1..] {
                let (one, two) = (&self.chart.edges[*first], &self.chart.edges[*second]);
                if one.from == two.from || first == second {
                    continue;
                }
                assert!(
                    shared(a, b) < 5.0,
                    "{name}: edges {first} and {second} share a line: {a:?} {b:?}"
                );
            }
        }
    }
}

fn contains(outer: Rect, inner: Rect) -> bool {
    inner.x >= outer.x - 0.1
        && inner.y >= outer.y - 0.1
        && inner.x + inner.width <= outer.x + outer.width + 0.1
        && inner.y + inner.height <= outer.y + outer.height + 0.1
}

fn grown(rect: Rect, by: f64) -> Rect {
    Rect {
        x: rect.x - by,
        y: rect.y - by,
        width: rect.width + 2.0 * by,
        height: rect.height + 2.0 * by,
    }
}

/// Whether two boxes overlap by more than `least`; negative means they come nearer than that.
fn overlap(a: Rect, b: Rect, least: f64) -> bool {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let along = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    across > least && along > least
}

/// Whether a straight piece of a way enters a box, or comes nearer than a negative `least`.
fn crosses(pair: &[Point], rect: Rect, least: f64) -> bool {
    let [a, b] = pair else { return false };
    let is_slanted = (a.x - b.x).abs() > 0.1 && (a.y - b.y).abs() > 0.1;
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let line = Rect { x, y, width: (a.x - b.x).abs(), height: (a.y - b.y).abs() };
    let rect = Rect {
        x: rect.x + 0.6,
        y: rect.y + 0.6,
        width: rect.width - 1.2,
        height: rect.height - 1.2,
    };
    !is_slanted && overlap(line, rect, least.max(-0.5))
}

/// How long two pieces run on one line.
fn shared(a: &[Point], b: &[Point]) -> f64 {
    let ([a1, a2], [b1, b2]) = (a, b) else { return 0.0 };
    let along = |a1: f64, a2: f64, b1: f64, b2: f64| {
        a1.max(a2).min(b1.max(b2)) - a1.min(a2).max(b1.min(b2))
    };
    let upright = |p: &Point, q: &Point| (p.x - q.x).abs() < 0.1;
    let level = |p: &Point, q: &Point| (p.y - q.y).abs() < 0.1;
    if distance(*a1, *a2) < 0.1 || distance(*b1, *b2) < 0.1 {
        0.0
    } else if upright(a1, a2) && upright(b1, b2) && (a1.x - b1.x).abs() < 1.5 {
        along(a1.y, a2.y, b1.y, b2.y)
    } else if level(a1, a2) && level(b1, b2) && (a1.y - b1.y).abs() < 1.5 {
        along(a1.x, a2.x, b1.x, b2.x)
    } else {
        0.0
    }
}
