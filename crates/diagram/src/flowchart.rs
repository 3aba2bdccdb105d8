//! Reads a flow chart: the text after `flowchart` becomes a [`Chart`], or the first fault.
//!
//! One pass over statements: subgraphs, and chains of nodes and arrows. A name that is both used in an arrow and
//! given to a subgraph means the subgraph, wherever it stands. Colours that an author names become tones of the page's
//! style sheet.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fault;
use super::card::Card;
use super::chart::{Chart, Cluster, Direction, Edge, End, Node, Shape};
use super::cursor::{About, Cursor, label};
use super::graph::{DEEPEST, MOST_CLUSTERS, MOST_EDGES, MOST_NODES, direction};
use super::style::Styles;
use super::tone::Look;

mod arrow;
mod click;

use arrow::ArrowShape;
use click::Click;
pub(super) use click::links;

pub(super) fn read(cursor: Cursor) -> Result<Chart, Fault> {
    let mut reader = FlowchartReader {
        cursor,
        direction: Direction::Down,
        is_mirrored: false,
        styles: Styles::default(),
        clicks: Vec::new(),
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

struct FlowchartReader<'a> {
    cursor: Cursor<'a>,
    direction: Direction,
    is_mirrored: bool,
    styles: Styles<'a>,
    clicks: Vec<Click<'a>>,
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
    link: ArrowShape,
    span: Range<usize>,
}

/// A subgraph whose `end` has not been read.
struct Open {
    cluster: usize,
    span: Range<usize>,
    named: Vec<usize>,
}

impl<'a> FlowchartReader<'a> {
    fn header(&mut self) -> Result<(), Fault> {
        self.cursor.skip_space();
        let start = self.cursor.at();
        let word = self.cursor.word();
        if !word.is_empty() {
            (self.direction, self.is_mirrored) = direction(word, start)?;
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
            "classDef" => {
                self.cursor = ahead;
                self.styles.define(&mut self.cursor, span)
            }
            "class" => {
                self.cursor = ahead;
                self.styles.assign(&mut self.cursor, span)
            }
            "style" => {
                self.cursor = ahead;
                self.styles.style(&mut self.cursor, span)
            }
            "linkStyle" => {
                self.cursor = ahead;
                self.styles.link(&mut self.cursor, span)
            }
            "click" => {
                self.cursor = ahead;
                let click = click::read(&mut self.cursor, span)?;
                self.clicks.push(click);
                Ok(())
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
            look: Look::default(),
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
        let (direction, is_mirrored) = direction(word, start)?;
        match self.open.last().and_then(|open| self.clusters.get_mut(open.cluster)) {
            // A group runs the same way round as the whole.
            Some(cluster) => cluster.direction = Some(direction),
            None => (self.direction, self.is_mirrored) = (direction, is_mirrored),
        }
        self.end_of_statement("after the direction")
    }

    /// `a --> b & c --> d`
    fn chain(&mut self) -> Result<(), Fault> {
        let mut from = self.group()?;
        loop {
            self.cursor.skip_space();
            self.go_on_with_arrow();
            let start = self.cursor.at();
            let Some(link) = arrow::read(&mut self.cursor)? else {
                return self.end_of_statement("in the diagram");
            };
            let span = start..self.cursor.at();
            // The node may stand on a line below.
            self.cursor.skip_lines();
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

    /// Goes to an arrow that stands on a line below the node it begins at.
    fn go_on_with_arrow(&mut self) {
        let mut ahead = self.cursor.clone();
        ahead.skip_lines();
        if ["--", "-.", "==", "<-", "<="].iter().any(|shaft| ahead.rest().starts_with(shaft)) {
            self.cursor = ahead;
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
                self.nodes.push(Node {
                    label,
                    shape: Shape::Plain,
                    parent: None,
                    born: start,
                    look: Look::default(),
                    card: Card::default(),
                    link: None,
                });
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
            if let Some(text) = text {
                node.label = text;
            }
        }
        if self.cursor.eat(":::") {
            let class = self.name();
            self.styles.give(name, start..start + name.len(), class);
        }
        Ok(index)
    }

    /// A hyphen or a dot belongs to a name only between two letters, so that `a-->b` and `a-.->b` are arrows.
    fn name(&mut self) -> &'a str {
        let start = self.cursor.at();
        loop {
            self.cursor.eat_while(|letter| {
                letter.is_alphanumeric()
                    || matches!(letter, '_' | '\'' | '*' | '!' | '$' | '?' | '+' | '/')
            });
            let mut ahead = self.cursor.clone();
            let joined = (ahead.eat("-") || ahead.eat("."))
                && ahead.peek().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
            if self.cursor.at() == start || !joined {
                return self.cursor.since(start);
            }
            self.cursor = ahead;
        }
    }

    /// A shape and the text in it, if it has one of its own.
    fn shape(&mut self) -> Result<Option<(Shape, Option<String>)>, Fault> {
        /// Opening and closing marks; the longer before the shorter that begin like them.
        const FORMS: [(&str, &[(&str, Shape)]); 12] = [
            ("(((", &[(")))", Shape::DoubleCircle)]),
            ("((", &[("))", Shape::Circle)]),
            ("([", &[("])", Shape::Stadium)]),
            ("[(", &[(")]", Shape::Store)]),
            ("[[", &[("]]", Shape::Sub)]),
            ("[/", &[("/]", Shape::Slanted), ("\\]", Shape::Trapezoid)]),
            ("[\\", &[("\\]", Shape::Leaning), ("/]", Shape::Funnel)]),
            ("{{", &[("}}", Shape::Hexagon)]),
            ("[", &[("]", Shape::Plain)]),
            ("(", &[(")", Shape::Rounded)]),
            ("{", &[("}", Shape::Question)]),
            (">", &[("]", Shape::Flag)]),
        ];
        let start = self.cursor.at();
        if self.cursor.eat("@{") {
            return self.named_shape(start).map(Some);
        }
        let form = FORMS.iter().find(|(opening, _)| self.cursor.eat(opening));
        let Some((opening, endings)) = form else { return Ok(None) };
        for (closing, shape) in *endings {
            if let Some(text) = self.cursor.text_until(closing) {
                return Ok(Some((*shape, Some(text))));
            }
        }
        let message = format!("the label after `{opening}` is never closed");
        let closing = endings.first().map_or("", |(closing, _)| closing);
        let help = format!("end it with `{closing}`; put quotes round a text that holds brackets");
        Err(Fault::new(start..start + opening.len(), message, help))
    }

    /// `@{ shape: cyl, label: "Store" }` behind a name
    fn named_shape(&mut self, start: usize) -> Result<(Shape, Option<String>), Fault> {
        let text = self.cursor.eat_while(|letter| letter != '}');
        if !self.cursor.eat("}") {
            let help = "close it with `}`: `a@{ shape: cyl, label: \"Store\" }`";
            return Err(Fault::new(start..start + 2, "`@{` is never closed", help));
        }
        let mut shape = Shape::Plain;
        let mut words = None;
        for property in outside_quotes(text, ',') {
            let Some((key, value)) = property.split_once(':') else { continue };
            let value = value.trim();
            match key.trim() {
                "shape" => shape = shape_named(value.trim_matches('"')),
                "label" => words = Some(label(value)),
                _ => {}
            }
        }
        Ok((shape, words))
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
        let known =
            |name: &str| self.names.contains_key(name) || self.cluster_names.contains_key(name);
        let looks = self.styles.of_parts(known)?;
        for node in &mut nodes {
            node.look = self.styles.of_all();
        }
        let mut clusters = self.clusters;
        for (name, look) in looks {
            let end = self.names.get(name).and_then(|index| ends.get(*index)).copied();
            let end =
                end.or_else(|| self.cluster_names.get(name).map(|cluster| End::Cluster(*cluster)));
            match end {
                Some(End::Node(node)) => nodes[node].look = look,
                Some(End::Cluster(cluster)) => clusters[cluster].look = look,
                None => {}
            }
        }
        for click in self.clicks {
            match self.names.get(click.name).and_then(|index| ends.get(*index)) {
                Some(End::Node(node)) => nodes[*node].link = Some(click.to),
                _ => {
                    let message = format!("no node is called `{}`", click.name);
                    return Err(Fault::new(click.name_at, message, "name a node of this diagram"));
                }
            }
        }
        let link_looks = self.styles.of_links(self.arrows.len())?;
        let mut chart = Chart {
            direction: self.direction,
            is_mirrored: self.is_mirrored,
            nodes,
            clusters,
            edges: Vec::new(),
            about,
        };
        for (Arrow { from, to, link, span }, look) in self.arrows.into_iter().zip(link_looks) {
            let (Some(&from), Some(&to)) = (ends.get(from), ends.get(to)) else { continue };
            if from != to && (chart.path(from).contains(&to) || chart.path(to).contains(&from)) {
                let help = "let the arrow end at a node inside, or outside the subgraph";
                return Err(Fault::new(span, "an arrow joins a subgraph to its own content", help));
            }
            let ArrowShape { line, tail, head, length, label } = link;
            chart.edges.push(Edge { from, to, label, line, tail, head, length, look });
        }
        Ok(chart)
    }
}

/// The nearest of our shapes to one of Mermaid's names; a box for what has no counterpart.
fn shape_named(name: &str) -> Shape {
    match name {
        "rounded" | "event" => Shape::Rounded,
        "stadium" | "terminal" | "pill" => Shape::Stadium,
        "diam" | "diamond" | "decision" | "question" => Shape::Question,
        "cyl" | "cylinder" | "database" | "db" | "lin-cyl" | "disk" | "h-cyl" | "das" => {
            Shape::Store
        }
        "fr-rect" | "framed-rectangle" | "subprocess" | "subproc" | "subroutine" => Shape::Sub,
        "circle" | "circ" | "sm-circ" | "small-circle" | "start" => Shape::Circle,
        "dbl-circ" | "double-circle" | "fr-circ" | "framed-circle" | "stop" => Shape::DoubleCircle,
        "hex" | "hexagon" | "prepare" => Shape::Hexagon,
        "lean-r" | "lean-right" | "in-out" => Shape::Slanted,
        "lean-l" | "lean-left" | "out-in" => Shape::Leaning,
        "trap-b" | "trapezoid" | "trapezoid-bottom" | "priority" => Shape::Trapezoid,
        "trap-t" | "trapezoid-top" | "inv-trapezoid" | "manual" => Shape::Funnel,
        "odd" | "flag" => Shape::Flag,
        _ => Shape::Plain,
    }
}

/// The pieces of a list, without cutting what stands in quotes.
fn outside_quotes(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == mark && !is_quoted
    })
}
