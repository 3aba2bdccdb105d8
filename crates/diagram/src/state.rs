//! Reads a state diagram: the text after `stateDiagram-v2` becomes a [`Chart`], or the first fault.
//!
//! Line by line. A composite state becomes a group; `[*]` is where its states begin and end, each group with marks of
//! its own; `--` divides a group into regions that run side by side.

use std::ops::Range;

use super::Fault;
use super::chart::{Chart, Edge, End, Line, Shape, Tip};
use super::cursor::{About, Cursor, label, within};
use super::graph::{Graph, arrow, direction};

const EXAMPLE: &str = "`[*] --> Idle`";

pub(super) fn read(cursor: Cursor) -> Result<Chart, Fault> {
    let mut reader =
        StateReader { cursor, graph: Graph::default(), open: Vec::new(), marks: Vec::new() };
    let mut about = About::default();
    while reader.cursor.next_statement(&mut about)? {
        if !reader.graph.style(&mut reader.cursor)? {
            reader.statement()?;
        }
    }
    if let Some(open) = reader.open.last() {
        return Err(Fault::new(
            open.span.clone(),
            "this state is never closed",
            "close it with `}`",
        ));
    }
    let end = reader.cursor.at();
    reader.graph.finish(about, end, EXAMPLE)
}

struct StateReader<'a> {
    cursor: Cursor<'a>,
    graph: Graph<'a>,
    open: Vec<Open>,
    /// Where states begin and end: the group, whether it is the end, the node.
    marks: Vec<(Option<usize>, bool, usize)>,
}

/// A composite state that is not closed yet.
struct Open {
    cluster: usize,
    /// The group of the region that is read now.
    region: usize,
    span: Range<usize>,
}

impl<'a> StateReader<'a> {
    fn group(&self) -> Option<usize> {
        self.open.last().map(|open| open.region)
    }

    fn statement(&mut self) -> Result<(), Fault> {
        let (line, span) = self.cursor.line();
        let line = line.trim_end_matches(';').trim_end();
        let place = |part: &str| within(line, span.start, part);
        if line == "}" {
            return match self.open.pop() {
                Some(_) => Ok(()),
                None => Err(Fault::new(
                    span,
                    "`}` closes no state",
                    "remove it, or open one with `state Name {`",
                )),
            };
        }
        if line.starts_with("--") && line.trim_matches('-').is_empty() {
            return self.region(span);
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "state" => self.state(rest.trim(), &place, span.clone()),
            "direction" => {
                let rest = rest.trim();
                let start = place(rest).start;
                let Some(group) = self.group() else { return self.graph.turn(rest, start) };
                self.graph.chart.clusters[group].direction = Some(direction(rest, start)?.0);
                Ok(())
            }
            "note" => self.note(rest.trim(), &place, span.clone()),
            "class" => {
                self.graph.styles.give_all(rest, &place);
                Ok(())
            }
            "hide" | "scale" => Ok(()),
            _ => self.transition(line, &place),
        }
    }

    /// `First --> Second : words`, `Name : words`, or a name alone
    fn transition(
        &mut self,
        line: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
    ) -> Result<(), Fault> {
        if let Some((from, rest)) = line.split_once("-->") {
            let (to, words) = split_words(rest);
            let from = self.end(from.trim(), place, false)?;
            let to = self.end(to.trim(), place, true)?;
            return self.graph.edge(arrow(from, to, label(words.unwrap_or_default())), place(line));
        }
        let (name, words) = split_words(line);
        let name = name.trim();
        if name.contains(char::is_whitespace) {
            let help = "a line is a state, `First --> Second : words`, `Name : words` or a `note`";
            return Err(Fault::new(
                place(line),
                "this line is neither a state nor a transition",
                help,
            ));
        }
        let end = self.end(name, place, false)?;
        if let (Some(words), End::Node(node)) = (words, end) {
            let node = &mut self.graph.chart.nodes[node];
            let words = label(words);
            // The first words replace the name, later ones stand below them.
            node.label =
                if node.label == name { words } else { format!("{}\n{words}", node.label) };
        }
        Ok(())
    }

    /// A state by its name, or `[*]`.
    fn end(
        &mut self,
        name: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
        is_goal: bool,
    ) -> Result<End, Fault> {
        let (name, class) = name.split_once(":::").unwrap_or((name, ""));
        let (name, span) = (name.trim(), place(name.trim()));
        if name.is_empty() {
            return Err(Fault::new(span, "a state is missing here", "name one: `Idle --> Busy`"));
        }
        if name == "[*]" {
            return self.mark(is_goal, span);
        }
        let group = self.group();
        let end = self.graph.part(name, span.clone(), Shape::Rounded, group)?;
        if !class.is_empty() {
            self.graph.styles.give(name, span, class.trim());
        }
        Ok(end)
    }

    /// The one beginning and the one end of each group.
    fn mark(&mut self, is_goal: bool, span: Range<usize>) -> Result<End, Fault> {
        let group = self.group();
        let known = self.marks.iter().find(|mark| (mark.0, mark.1) == (group, is_goal));
        if let Some((_, _, node)) = known {
            return Ok(End::Node(*node));
        }
        let shape = if is_goal { Shape::Final } else { Shape::Start };
        let node = self.graph.node(String::new(), span, shape, group)?;
        self.marks.push((group, is_goal, node));
        Ok(End::Node(node))
    }

    /// What follows `state`: `Name`, `"Words" as Name`, `Name <<fork>>`, each with `{` if others stand inside
    fn state(
        &mut self,
        rest: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        let (rest, opens) = match rest.strip_suffix('{') {
            Some(rest) => (rest.trim_end(), true),
            None => (rest, false),
        };
        let (words, name) = match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            Some((words, rest)) => {
                let name = rest.trim().strip_prefix("as ").map_or(words, str::trim);
                (Some(label(words)), name)
            }
            None => (None, rest),
        };
        let (name, kind) = match name.split_once("<<") {
            Some((name, kind)) => (name.trim(), kind.trim_end_matches('>').trim()),
            None => (name.trim(), ""),
        };
        let (name, class) = name.split_once(":::").unwrap_or((name, ""));
        if name.is_empty() {
            let help = "write `state Name`, `state \"Words\" as Name` or `state Name {`";
            return Err(Fault::new(span, "the state has no name", help));
        }
        let shape = match kind {
            "fork" | "join" => Shape::Bar,
            "choice" => Shape::Choice,
            "" | "start" | "end" | "history" => Shape::Rounded,
            _ => {
                let help = "kinds of states are `<<choice>>`, `<<fork>>` and `<<join>>`";
                return Err(Fault::new(
                    place(kind),
                    format!("no state is of the kind `{kind}`"),
                    help,
                ));
            }
        };
        let group = self.group();
        if !class.is_empty() {
            self.graph.styles.give(name, place(name), class.trim());
        }
        if opens {
            return self.open(name, words, place(name));
        }
        let end = self.graph.part(name, place(name), shape, group)?;
        if let End::Node(node) = end {
            let node = &mut self.graph.chart.nodes[node];
            if shape != Shape::Rounded {
                node.shape = shape;
                node.label.clear();
            } else if let Some(words) = words {
                node.label = words;
            }
        }
        Ok(())
    }

    fn open(
        &mut self,
        name: &'a str,
        words: Option<String>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        // A state that was named before becomes the group: its arrows lead to the group from now on.
        let known = self.graph.names.get(name).copied();
        let title = match known {
            Some(End::Node(node)) => {
                words.unwrap_or_else(|| self.graph.chart.nodes[node].label.clone())
            }
            _ => words.unwrap_or_else(|| name.to_owned()),
        };
        if let Some(End::Cluster(_)) = known {
            let message = format!("two states are called `{name}`");
            return Err(Fault::new(span, message, "give each state a name of its own"));
        }
        let group = self.group();
        let cluster = self.graph.cluster(title, span.clone(), group)?;
        self.graph.names.insert(name, End::Cluster(cluster));
        if let Some(End::Node(node)) = known {
            self.replace(node, cluster);
        }
        let region = if divides(self.cursor.rest()) {
            self.graph.cluster(String::new(), span.clone(), Some(cluster))?
        } else {
            cluster
        };
        self.open.push(Open { cluster, region, span });
        Ok(())
    }

    /// Puts a group in the place of a node.
    fn replace(&mut self, node: usize, cluster: usize) {
        let chart = &mut self.graph.chart;
        chart.nodes.remove(node);
        let moved = |end: End| match end {
            End::Node(known) if known == node => End::Cluster(cluster),
            End::Node(known) if known > node => End::Node(known - 1),
            other => other,
        };
        for edge in &mut chart.edges {
            (edge.from, edge.to) = (moved(edge.from), moved(edge.to));
        }
        for end in self.graph.names.values_mut() {
            *end = moved(*end);
        }
        for (_, _, mark) in &mut self.marks {
            if *mark > node {
                *mark -= 1;
            }
        }
    }

    fn region(&mut self, span: Range<usize>) -> Result<(), Fault> {
        let Some(cluster) = self.open.last().map(|open| open.cluster) else {
            let help = "`--` divides a state: put it between `state Name {` and `}`";
            return Err(Fault::new(span, "this line divides no state", help));
        };
        let region = self.graph.cluster(String::new(), span, Some(cluster))?;
        if let Some(open) = self.open.last_mut() {
            open.region = region;
        }
        Ok(())
    }

    /// `note left of Name : words`, or lines up to `end note`
    fn note(
        &mut self,
        rest: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        let help = "write `note right of Name : words`";
        let named = ["right of ", "left of "].into_iter().find_map(|side| rest.strip_prefix(side));
        let Some(named) = named else {
            return Err(Fault::new(span, "the note has no place", help));
        };
        let (name, words) = match named.split_once(':') {
            Some((name, words)) => (name.trim(), label(words)),
            None => (named.trim(), self.lines_of_note(&span)?),
        };
        let about = self.end(name, place, false)?;
        let note = End::Node(self.graph.node(words, span.clone(), Shape::Note, self.group())?);
        let edge =
            Edge { line: Line::Dotted, head: Tip::None, ..arrow(about, note, String::new()) };
        self.graph.edge(edge, span)
    }

    fn lines_of_note(&mut self, span: &Range<usize>) -> Result<String, Fault> {
        let mut lines = Vec::new();
        loop {
            self.cursor.skip_blank();
            if self.cursor.is_at_end() {
                return Err(Fault::new(
                    span.clone(),
                    "the note is never closed",
                    "close it with `end note`",
                ));
            }
            let (line, _) = self.cursor.line();
            if line == "end note" {
                return Ok(lines.join("\n"));
            }
            lines.push(label(line));
        }
    }
}

/// What stands before a colon and after it; three colons give a class and divide nothing.
fn split_words(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    while let Some(colon) = text[at..].find(':').map(|found| at + found) {
        if !text[colon..].starts_with(":::") {
            return (&text[..colon], Some(&text[colon + 1..]));
        }
        at = colon + 3;
    }
    (text, None)
}

/// Whether the state that was just opened is divided into regions.
fn divides(rest: &str) -> bool {
    let mut depth = 0_usize;
    for line in rest.lines().map(str::trim) {
        if line.ends_with('{') {
            depth += 1;
        } else if line == "}" {
            let Some(outer) = depth.checked_sub(1) else { return false };
            depth = outer;
        } else if depth == 0 && line.len() > 1 && line.bytes().all(|byte| byte == b'-') {
            return true;
        }
    }
    false
}
