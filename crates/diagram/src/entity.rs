//! Reads an entity-relationship diagram: the text after `erDiagram` becomes a [`Chart`], or the first fault.
//!
//! An entity is a card whose rows hold type, name, keys and comment of an attribute; how many take part in a relation is
//! drawn in crow's feet.

use std::ops::Range;

use super::Fault;
use super::chart::{Chart, Edge, End, Line, Shape, Tip};
use super::cursor::{About, Cursor, label, within};
use super::graph::{Graph, arrow};

const EXAMPLE: &str = "`CUSTOMER ||--o{ ORDER : places`";
const HELP: &str =
    "a line is `CUSTOMER ||--o{ ORDER : places`, or an entity with its attributes in braces";

pub(super) fn read(cursor: Cursor) -> Result<Chart, Fault> {
    let mut reader = EntityReader { cursor, graph: Graph::default() };
    let mut about = About::default();
    while reader.cursor.next_statement(&mut about)? {
        if !reader.graph.style(&mut reader.cursor)? {
            reader.statement()?;
        }
    }
    let end = reader.cursor.at();
    reader.graph.finish(about, end, EXAMPLE)
}

struct EntityReader<'a> {
    cursor: Cursor<'a>,
    graph: Graph<'a>,
}

impl<'a> EntityReader<'a> {
    fn statement(&mut self) -> Result<(), Fault> {
        let (line, span) = self.cursor.line();
        let line = line.trim_end_matches(';').trim_end();
        let place = |part: &str| within(line, span.start, part);
        if let Some(word) = line.strip_prefix("direction ") {
            let word = word.trim();
            return self.graph.turn(word, place(word).start);
        }
        if let Some(rest) = line.strip_prefix("class ") {
            self.graph.styles.give_all(rest, &place);
            return Ok(());
        }
        if let Some(relation) = relation(line) {
            let from = self.entity(relation.from, &place)?;
            let to = self.entity(relation.to, &place)?;
            let (line, tail, head) = (relation.line, relation.tail, relation.head);
            let edge = Edge { line, tail, head, ..arrow(from, to, label(relation.words)) };
            return self.graph.edge(edge, span.clone());
        }
        let (name, body) = match line.split_once('{') {
            Some((name, body)) => (name.trim(), Some(body)),
            None => (line, None),
        };
        let End::Node(entity) = self.entity(name, &place)? else {
            return Err(Fault::new(place(name), "this is no entity", HELP));
        };
        match body {
            None => Ok(()),
            Some(body) => self.attributes(entity, body, place(name)),
        }
    }

    /// An entity by its name, `name[Words]` or `"a name"`.
    fn entity(
        &mut self,
        text: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
    ) -> Result<End, Fault> {
        let (text, style) = text.split_once(":::").unwrap_or((text, ""));
        let (name, words) = match text.split_once('[') {
            Some((name, words)) => (name.trim(), Some(words.trim_end_matches(']'))),
            None => (text.trim(), None),
        };
        let bare = name.trim_matches('"');
        let is_name = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
        if bare.is_empty() || (bare == name && !name.chars().all(is_name)) {
            return Err(Fault::new(place(text), "an entity should be named here", HELP));
        }
        let end = self.graph.part(bare, place(name), Shape::Card, None)?;
        if !style.is_empty() {
            self.graph.styles.give(bare, place(name), style.trim());
        }
        if let (Some(words), End::Node(node)) = (words, end) {
            self.graph.chart.nodes[node].label = label(words);
        }
        Ok(end)
    }

    /// `string name PK "comment"`, a line each, up to `}`
    fn attributes(&mut self, entity: usize, body: &str, span: Range<usize>) -> Result<(), Fault> {
        let mut rows = Vec::new();
        let (body, mut is_closed) = match body.trim().strip_suffix('}') {
            Some(body) => (body, true),
            None => (body, false),
        };
        rows.extend(attribute(body));
        while !is_closed {
            self.cursor.skip_blank();
            if self.cursor.is_at_end() {
                return Err(Fault::new(span, "the entity is never closed", "close it with `}`"));
            }
            let (line, _) = self.cursor.line();
            is_closed = line.ends_with('}') && !line.ends_with("\"}");
            rows.extend(attribute(line.strip_suffix('}').unwrap_or(line)));
        }
        let sections = &mut self.graph.chart.nodes[entity].card.sections;
        match sections.first_mut() {
            Some(known) => known.extend(rows),
            None => sections.push(rows),
        }
        Ok(())
    }
}

/// Type, name, keys, comment.
fn attribute(line: &str) -> Option<Vec<String>> {
    let (words, comment) = match line.split_once('"') {
        Some((words, comment)) => (words, comment.trim_end().trim_end_matches('"')),
        None => (line, ""),
    };
    let mut words = words.split_whitespace();
    let kind = words.next()?;
    let name = words.next().unwrap_or_default();
    let keys: Vec<&str> =
        words.map(|key| key.trim_end_matches(',')).filter(|key| !key.is_empty()).collect();
    Some(vec![label(kind), label(name), keys.join(", "), label(comment)])
}

struct Relation<'a> {
    from: &'a str,
    tail: Tip,
    line: Line,
    head: Tip,
    to: &'a str,
    words: &'a str,
}

fn relation(line: &str) -> Option<Relation<'_>> {
    let (ends, words) =
        line.split_once(':').filter(|(_, words)| !words.starts_with("::")).unwrap_or((line, ""));
    drawn(ends).or_else(|| spoken(ends)).map(|(from, tail, line, head, to)| Relation {
        from,
        tail,
        line,
        head,
        to,
        words,
    })
}

type Ends<'a> = (&'a str, Tip, Line, Tip, &'a str);

/// `A ||--o{ B`
fn drawn(ends: &str) -> Option<Ends<'_>> {
    const TAILS: [(&str, Tip); 4] =
        [("||", Tip::One), ("|o", Tip::Maybe), ("}|", Tip::Some), ("}o", Tip::Any)];
    const HEADS: [(&str, Tip); 4] =
        [("||", Tip::One), ("o|", Tip::Maybe), ("|{", Tip::Some), ("o{", Tip::Any)];
    for (strokes, line) in
        [("--", Line::Solid), ("..", Line::Dotted), (".-", Line::Dotted), ("-.", Line::Dotted)]
    {
        let Some((left, right)) = ends.split_once(strokes) else { continue };
        let tail = TAILS.iter().find_map(|(sign, tip)| Some((left.strip_suffix(sign)?, *tip)));
        let head = HEADS.iter().find_map(|(sign, tip)| Some((right.strip_prefix(sign)?, *tip)));
        if let (Some((from, tail)), Some((to, head))) = (tail, head) {
            return Some((from.trim(), tail, line, head, to.trim()));
        }
    }
    None
}

/// `A only one to zero or more B`
fn spoken(ends: &str) -> Option<Ends<'_>> {
    const MANY: [(&str, Tip); 12] = [
        ("zero or one", Tip::Maybe),
        ("one or zero", Tip::Maybe),
        ("zero or more", Tip::Any),
        ("zero or many", Tip::Any),
        ("one or more", Tip::Some),
        ("one or many", Tip::Some),
        ("only one", Tip::One),
        ("many(0)", Tip::Any),
        ("many(1)", Tip::Some),
        ("0+", Tip::Any),
        ("1+", Tip::Some),
        ("1", Tip::One),
    ];
    for (word, line) in [(" optionally to ", Line::Dotted), (" to ", Line::Solid)] {
        let Some((left, right)) = ends.split_once(word) else { continue };
        let tail =
            MANY.iter().find_map(|(words, tip)| Some((left.trim_end().strip_suffix(words)?, *tip)));
        let head = MANY
            .iter()
            .find_map(|(words, tip)| Some((right.trim_start().strip_prefix(words)?, *tip)));
        if let (Some((from, tail)), Some((to, head))) = (tail, head) {
            return Some((from.trim(), tail, line, head, to.trim()));
        }
    }
    None
}
