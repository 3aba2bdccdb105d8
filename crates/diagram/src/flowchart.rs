//! Reads a flow chart: the text after `flowchart` becomes a [`Chart`], or the first fault.
//!
//! One pass over statements: subgraphs, and chains of nodes and arrows. A name that is both used in an arrow and
//! given to a subgraph means the subgraph, wherever it stands. Lines that only colour or link things are refused
//! with advice, since colours come from the page's style sheet.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fault;
use super::chart::{Chart, Cluster, Direction, Edge, End, Node, Shape};
use super::cursor::{About, Cursor, label};

mod arrow;

use arrow::Link;

const MOST_NODES: usize = 300;
const MOST_EDGES: usize = 1000;
const MOST_CLUSTERS: usize = 60;
const DEEPEST: usize = 8;

const SHAPES: &str = "shapes are `a[\"Box\"]`, `a(\"Rounded\")`, `a([\"Stadium\"])`, `a{\"Question?\"}`, \
    `a[(\"Store\")]`, `a[[\"Sub\"]]`, `a((\"Circle\"))`, `a{{\"Hexagon\"}}`, `a[/\"Slanted\"/]`";

pub(super) fn read(cursor: Cursor) -> Result<Chart, Fault> {
    let mut reader = Reader {
        cursor,
        direction: Direction::Down,
        nodes: Vec::new(),
        names: BTreeMap::new(),
        clusters: Vec::new(),
        cluster_names: BTreeMap::new(),
        arrows: Vec::new(),
        open: Vec::new(),
    };
    reader.header()?;
    let mut about = About::default();
    loop {
        reader.cursor.skip_blank();
        if reader.cursor.is_at_end() {
            break;
        }
        if !reader.cursor.about(&mut about)? {
            reader.statement()?;
        }
    }
    reader.finish(about)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    direction: Direction,
    /// Every name used as a node, subgraphs included until `finish`.
    nodes: Vec<Node>,
    names: BTreeMap<&'a str, usize>,
    clusters: Vec<Cluster>,
    cluster_names: BTreeMap<&'a str, usize>,
    arrows: Vec<Arrow>,
    open: Vec<Open>,
}

/// An edge between names not yet known to be nodes or subgraphs.
struct Arrow {
    from: usize,
    to: usize,
    link: Link,
    span: Range<usize>,
}

/// A subgraph whose `end` has not been read.
struct Open {
    cluster: usize,
    span: Range<usize>,
    named: Vec<usize>,
}

impl<'a> Reader<'a> {
    fn header(&mut self) -> Result<(), Fault> {
        self.cursor.skip_space();
        let start = self.cursor.at();
        let word = self.cursor.word();
        if !word.is_empty() {
            self.direction = direction(word, start)?;
        }
        self.end_of_statement("after the direction")
    }

    fn statement(&mut self) -> Result<(), Fault> {
        let mut ahead = self.cursor.clone();
        let start = ahead.at();
        let word = ahead.word();
        let span = start..start + word.len();
        let follows = ahead.peek().is_none_or(|letter| letter.is_whitespace() || letter == ';');
        match word {
            _ if !follows => self.chain(),
            "subgraph" => {
                self.cursor = ahead;
                self.subgraph(span)
            }
            "end" => {
                self.cursor = ahead;
                self.close(span)
            }
            "direction" => {
                self.cursor = ahead;
                self.turn(span)
            }
            "classDef" | "class" | "style" | "linkStyle" => {
                let help = "remove the line; colours come from the page. Tell things apart by shape or by words";
                Err(Fault::new(span, format!("`{word}` is not supported in a diagram"), help))
            }
            "click" => {
                let help = "remove the line; put the link in the text beside the diagram";
                Err(Fault::new(span, "`click` is not supported in a diagram", help))
            }
            _ => self.chain(),
        }
    }

    fn end_of_statement(&mut self, place: &str) -> Result<(), Fault> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            None | Some('\n' | ';') => Ok(()),
            Some(letter) => {
                let help = "expected an arrow such as `-->`, an `&`, or the end of the line";
                Err(Fault::new(self.cursor.here(), format!("unexpected `{letter}` {place}"), help))
            }
        }
    }

    fn subgraph(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        let (text, span) = self.cursor.line();
        let text = text.trim_end_matches(';').trim_end();
        let (name, title) = match text.split_once('[') {
            Some((name, title)) if !text.starts_with('"') => {
                let Some(title) = title.strip_suffix(']') else {
                    let help = "write `subgraph name [\"Title\"]`";
                    return Err(Fault::new(
                        span,
                        "the title of the subgraph is never closed",
                        help,
                    ));
                };
                (name.trim(), title)
            }
            _ => (text, text),
        };
        if self.clusters.len() >= MOST_CLUSTERS || self.open.len() >= DEEPEST {
            let message = format!(
                "more than {MOST_CLUSTERS} subgraphs, or more than {DEEPEST} inside each other"
            );
            return Err(Fault::new(keyword, message, "split the diagram into several"));
        }
        let cluster = self.clusters.len();
        if !name.is_empty() && self.cluster_names.insert(name, cluster).is_some() {
            let message = format!("two subgraphs are called `{name}`");
            return Err(Fault::new(span, message, "give each subgraph a name of its own"));
        }
        let parent = self.open.last().map(|open| open.cluster);
        self.clusters.push(Cluster {
            title: label(title),
            parent,
            direction: None,
            born: keyword.start,
        });
        self.open.push(Open { cluster, span: keyword, named: Vec::new() });
        Ok(())
    }

    /// A node belongs to the subgraph that ends first of those that name it.
    fn close(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else {
            let help = "remove the line, or open the group with `subgraph name [\"Title\"]`";
            return Err(Fault::new(keyword, "`end` closes no subgraph", help));
        };
        for name in open.named {
            if let Some(node) = self.nodes.get_mut(name) {
                node.parent.get_or_insert(open.cluster);
            }
        }
        self.end_of_statement("after `end`")
    }

    fn turn(&mut self, keyword: Range<usize>) -> Result<(), Fault> {
        self.cursor.skip_space();
        let start = self.cursor.at();
        let word = self.cursor.word();
        if word.is_empty() {
            return Err(Fault::new(
                keyword,
                "`direction` needs a direction",
                "write `direction LR`",
            ));
        }
        let direction = direction(word, start)?;
        match self.open.last().and_then(|open| self.clusters.get_mut(open.cluster)) {
            Some(cluster) => cluster.direction = Some(direction),
            None => self.direction = direction,
        }
        self.end_of_statement("after the direction")
    }

    /// `a --> b & c --> d`
    fn chain(&mut self) -> Result<(), Fault> {
        let mut from = self.group()?;
        loop {
            self.cursor.skip_space();
            let start = self.cursor.at();
            let Some(link) = arrow::read(&mut self.cursor)? else {
                return self.end_of_statement("in the diagram");
            };
            let span = start..self.cursor.at();
            self.cursor.skip_space();
            if matches!(self.cursor.peek(), None | Some('\n' | ';')) {
                return Err(Fault::new(
                    span,
                    "the arrow leads nowhere",
                    "name a node behind the arrow",
                ));
            }
            let to = self.group()?;
            for &from in &from {
                for &to in &to {
                    if self.arrows.len() >= MOST_EDGES {
                        let message = format!("more than {MOST_EDGES} arrows");
                        return Err(Fault::new(span, message, "split the diagram into several"));
                    }
                    self.arrows.push(Arrow { from, to, link: link.clone(), span: span.clone() });
                }
            }
            from = to;
        }
    }

    /// `a & b`
    fn group(&mut self) -> Result<Vec<usize>, Fault> {
        let mut group = vec![self.node()?];
        loop {
            self.cursor.skip_space();
            if !self.cursor.eat("&") {
                return Ok(group);
            }
            self.cursor.skip_space();
            group.push(self.node()?);
        }
    }

    fn node(&mut self) -> Result<usize, Fault> {
        let start = self.cursor.at();
        let name = self.name();
        if name.is_empty() {
            let here = self.cursor.here();
            let message = match self.cursor.peek() {
                Some('\n') | None => "a node is missing here".to_owned(),
                Some(letter) => format!("unexpected `{letter}` where a node should be named"),
            };
            let help =
                "a node's name is letters, digits, `_` or `-`; its text goes in `name[\"…\"]`";
            return Err(Fault::new(here, message, help));
        }
        let index = match self.names.get(name) {
            Some(index) => *index,
            None if self.nodes.len() >= MOST_NODES => {
                let message = format!("more than {MOST_NODES} nodes");
                return Err(Fault::new(
                    start..start + name.len(),
                    message,
                    "split the diagram into several",
                ));
            }
            None => {
                let index = self.nodes.len();
                let label = name.to_owned();
                self.nodes.push(Node { label, shape: Shape::Plain, parent: None, born: start });
                self.names.insert(name, index);
                index
            }
        };
        if let Some(open) = self.open.last_mut() {
            open.named.push(index);
        }
        if let Some((shape, text)) = self.shape()?
            && let Some(node) = self.nodes.get_mut(index)
        {
            node.shape = shape;
            node.label = text;
        }
        let here = self.cursor.at();
        if self.cursor.eat(":::") {
            let class = self.cursor.word();
            let help =
                "remove it; colours come from the page. Tell things apart by shape or by words";
            return Err(Fault::new(
                here..here + 3 + class.len(),
                "classes are not supported in a diagram",
                help,
            ));
        }
        Ok(index)
    }

    /// A hyphen or a dot belongs to a name only between two letters, so that `a-->b` and `a-.->b` are arrows.
    fn name(&mut self) -> &'a str {
        let start = self.cursor.at();
        loop {
            self.cursor.word();
            let mut ahead = self.cursor.clone();
            let joined = (ahead.eat("-") || ahead.eat("."))
                && ahead.peek().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
            if self.cursor.at() == start || !joined {
                return self.cursor.since(start);
            }
            self.cursor = ahead;
        }
    }

    fn shape(&mut self) -> Result<Option<(Shape, String)>, Fault> {
        const FORMS: [(&str, &str, Option<Shape>); 13] = [
            ("(((", ")))", None),
            ("((", "))", Some(Shape::Circle)),
            ("([", "])", Some(Shape::Stadium)),
            ("[(", ")]", Some(Shape::Store)),
            ("[[", "]]", Some(Shape::Sub)),
            ("[/", "/]", Some(Shape::Slanted)),
            ("[\\", "\\]", None),
            ("{{", "}}", Some(Shape::Hexagon)),
            ("[", "]", Some(Shape::Plain)),
            ("(", ")", Some(Shape::Rounded)),
            ("{", "}", Some(Shape::Question)),
            (">", "]", None),
            ("@{", "}", None),
        ];
        let start = self.cursor.at();
        let form = FORMS.iter().find(|(opening, ..)| self.cursor.eat(opening));
        let Some((opening, closing, shape)) = form else { return Ok(None) };
        let span = start..start + opening.len();
        let Some(shape) = shape else {
            return Err(Fault::new(
                span,
                format!("the shape `{opening}` is not supported"),
                SHAPES,
            ));
        };
        let text = self.cursor.text_until(closing).ok_or_else(|| {
            let message = format!("the label after `{opening}` is never closed");
            let help =
                format!("end it with `{closing}`; put quotes round a text that holds brackets");
            Fault::new(span, message, help)
        })?;
        Ok(Some((*shape, text)))
    }

    fn finish(self, about: About) -> Result<Chart, Fault> {
        if let Some(open) = self.open.last() {
            return Err(Fault::new(
                open.span.clone(),
                "the subgraph is never closed",
                "close it with `end`",
            ));
        }
        if self.nodes.is_empty() && self.clusters.is_empty() {
            let end = self.cursor.at();
            return Err(Fault::new(
                0..end,
                "the diagram is empty",
                "add nodes and arrows: `a[\"One\"] --> b[\"Two\"]`",
            ));
        }
        let mut ends = vec![End::Node(0); self.nodes.len()];
        for (name, index) in &self.names {
            if let (Some(end), Some(cluster)) = (ends.get_mut(*index), self.cluster_names.get(name))
            {
                *end = End::Cluster(*cluster);
            }
        }
        let mut nodes = Vec::new();
        for (end, node) in ends.iter_mut().zip(self.nodes) {
            if matches!(end, End::Node(_)) {
                *end = End::Node(nodes.len());
                nodes.push(node);
            }
        }
        let direction = self.direction;
        let mut chart =
            Chart { direction, nodes, clusters: self.clusters, edges: Vec::new(), about };
        for Arrow { from, to, link, span } in self.arrows {
            let (Some(&from), Some(&to)) = (ends.get(from), ends.get(to)) else { continue };
            if from != to && (chart.path(from).contains(&to) || chart.path(to).contains(&from)) {
                let help = "let the arrow end at a node inside, or outside the subgraph";
                return Err(Fault::new(span, "an arrow joins a subgraph to its own content", help));
            }
            let Link { line, tail, head, length, label } = link;
            chart.edges.push(Edge { from, to, label, line, tail, head, length });
        }
        Ok(chart)
    }
}

fn direction(word: &str, start: usize) -> Result<Direction, Fault> {
    match word {
        "TD" | "TB" => Ok(Direction::Down),
        "LR" => Ok(Direction::Right),
        _ => {
            let message = format!("the direction `{word}` is not supported");
            let help = "write `TD` (top down) or `LR` (left to right), and turn the arrows round if need be";
            Err(Fault::new(start..start + word.len(), message, help))
        }
    }
}
