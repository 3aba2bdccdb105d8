//! Reads a flow chart: the text after `flowchart` becomes a [`Chart`], or the first fault.
//!
//! One pass over statements: subgraphs, and chains of nodes and arrows. A name that is both used in an arrow and
//! given to a subgraph means the subgraph, wherever it stands, so what names mean is resolved at the end. Colours that an
//! author names become tones of the page's style sheet.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fault;
use super::card::Card;
use super::chart::{Chart, Cluster, Direction, Node, Shape};
use super::cursor::{About, Cursor, label};
use super::graph::{DEEPEST, MOST_CLUSTERS, MOST_EDGES, MOST_NODES, direction};
use super::style::Styles;
use super::tone::Look;

mod arrow;
mod click;
mod resolve;
mod shape;

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
    while reader.cursor.next_statement(&mut about)? {
        reader.statement()?;
    }
    resolve::chart(reader, about)
}

struct FlowchartReader<'a> {
    cursor: Cursor<'a>,
    direction: Direction,
    is_mirrored: bool,
    styles: Styles<'a>,
    clicks: Vec<Click<'a>>,
    /// Every name used as a node, subgraphs included until names are resolved.
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
        if let Some((shape, text)) = shape::read(&mut self.cursor)?
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
}
