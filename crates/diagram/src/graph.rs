//! Builds a [`Chart`] from names: what the readers of states, classes and entities share.
//!
//! Parts come into being where they are first named. Limits hold for all kinds alike, so that no text makes a drawing
//! large enough to hurt.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fault;
use super::card::Card;
use super::chart::{Chart, Cluster, Direction, Edge, End, Line, Node, Shape, Tip};
use super::cursor::{About, Cursor};
use super::style::Styles;
use super::tone::Look;

pub(super) const MOST_NODES: usize = 300;
pub(super) const MOST_EDGES: usize = 1000;
pub(super) const MOST_CLUSTERS: usize = 60;
pub(super) const DEEPEST: usize = 8;

/// A chart as it grows, with the names of its parts.
#[derive(Default)]
pub(super) struct Graph<'a> {
    pub(super) chart: Chart,
    pub(super) names: BTreeMap<&'a str, End>,
    pub(super) styles: Styles<'a>,
}

impl<'a> Graph<'a> {
    /// The part of a name; a node that comes into being with `shape` unless it is known.
    pub(super) fn part(
        &mut self,
        name: &'a str,
        span: Range<usize>,
        shape: Shape,
        parent: Option<usize>,
    ) -> Result<End, Fault> {
        if let Some(end) = self.names.get(name) {
            return Ok(*end);
        }
        let end = End::Node(self.node(name.to_owned(), span, shape, parent)?);
        self.names.insert(name, end);
        Ok(end)
    }

    /// A node without a name of its own.
    pub(super) fn node(
        &mut self,
        label: String,
        span: Range<usize>,
        shape: Shape,
        parent: Option<usize>,
    ) -> Result<usize, Fault> {
        if self.chart.nodes.len() >= MOST_NODES {
            let message = format!("more than {MOST_NODES} parts");
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        let born = span.start;
        let (look, card) = (Look::default(), Card::default());
        self.chart.nodes.push(Node { label, shape, parent, born, look, card, link: None });
        Ok(self.chart.nodes.len() - 1)
    }

    pub(super) fn cluster(
        &mut self,
        title: String,
        span: Range<usize>,
        parent: Option<usize>,
    ) -> Result<usize, Fault> {
        let depth = parent.map_or(0, |parent| self.chart.path(End::Cluster(parent)).len());
        if self.chart.clusters.len() >= MOST_CLUSTERS || depth >= DEEPEST {
            let message = format!(
                "more than {MOST_CLUSTERS} groups, or more than {DEEPEST} inside each other"
            );
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        let (born, look) = (span.start, Look::default());
        self.chart.clusters.push(Cluster { title, parent, direction: None, born, look });
        Ok(self.chart.clusters.len() - 1)
    }

    pub(super) fn edge(&mut self, edge: Edge, span: Range<usize>) -> Result<(), Fault> {
        if self.chart.edges.len() >= MOST_EDGES {
            let message = format!("more than {MOST_EDGES} arrows");
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        let (from, to) = (edge.from, edge.to);
        if from != to
            && (self.chart.path(from).contains(&to) || self.chart.path(to).contains(&from))
        {
            let help = "let the arrow end at a part inside, or outside of the group";
            return Err(Fault::new(span, "an arrow joins a group to its own content", help));
        }
        self.chart.edges.push(edge);
        Ok(())
    }

    /// What follows `direction` outside of all groups.
    pub(super) fn turn(&mut self, word: &str, start: usize) -> Result<(), Fault> {
        (self.chart.direction, self.chart.is_mirrored) = direction(word, start)?;
        Ok(())
    }

    /// Reads a line that makes parts stand out; says whether one stood here.
    pub(super) fn style(&mut self, cursor: &mut Cursor<'a>) -> Result<bool, Fault> {
        let mut ahead = cursor.clone();
        let start = ahead.at();
        let word = ahead.word();
        if !ahead.peek().is_some_and(|letter| letter == ' ' || letter == '\t') {
            return Ok(false);
        }
        let span = start..start + word.len();
        let styles = &mut self.styles;
        match word {
            "classDef" => styles.define(&mut ahead, span)?,
            "cssClass" => styles.assign(&mut ahead, span)?,
            "style" => styles.style(&mut ahead, span)?,
            _ => return Ok(false),
        }
        *cursor = ahead;
        Ok(true)
    }

    /// The whole chart, with its looks.
    pub(super) fn finish(
        mut self,
        about: About,
        end: usize,
        example: &str,
    ) -> Result<Chart, Fault> {
        if self.chart.nodes.is_empty() && self.chart.clusters.is_empty() {
            return Err(Fault::new(
                0..end,
                "the diagram is empty",
                format!("add something: {example}"),
            ));
        }
        let looks = self.styles.of_parts(|name| self.names.contains_key(name))?;
        for node in &mut self.chart.nodes {
            node.look = self.styles.of_all();
        }
        for (name, look) in looks {
            match self.names.get(name) {
                Some(End::Node(node)) => self.chart.nodes[*node].look = look,
                Some(End::Cluster(cluster)) => self.chart.clusters[*cluster].look = look,
                None => {}
            }
        }
        self.chart.about = about;
        Ok(self.chart)
    }
}

/// An arrow without anything special.
pub(super) fn arrow(from: End, to: End, label: String) -> Edge {
    let (line, tail, head, length) = (Line::Solid, Tip::None, Tip::Arrow, 1);
    Edge { from, to, label, line, tail, head, length, look: Look::default() }
}

/// The direction of rows, and whether the arrows lead against it.
pub(super) fn direction(word: &str, start: usize) -> Result<(Direction, bool), Fault> {
    match word {
        "TD" | "TB" => Ok((Direction::Down, false)),
        "BT" => Ok((Direction::Down, true)),
        "LR" => Ok((Direction::Right, false)),
        "RL" => Ok((Direction::Right, true)),
        _ => {
            let message = format!("the direction `{word}` is not supported");
            let help = "write `TD` (top down), `BT` (bottom up), `LR` (left to right) or `RL` (right to left)";
            Err(Fault::new(start..start + word.len(), message, help))
        }
    }
}
