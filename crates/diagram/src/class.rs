//! Reads a class diagram: the text after `classDiagram` becomes a [`Chart`], or the first fault.
//!
//! Line by line. A class is a card with attributes above operations; how many of each side take part in a relation stands
//! with the relation's words, in reading order.

use std::ops::Range;

use super::Fault;
use super::chart::{Chart, Edge, End, Line, Shape, Tip};
use super::cursor::{About, Cursor, label, within};
use super::graph::{Graph, arrow};

const EXAMPLE: &str = "`Animal <|-- Duck`";

pub(super) fn read(cursor: Cursor) -> Result<Chart, Fault> {
    let mut reader = ClassReader { cursor, graph: Graph::default(), spaces: Vec::new() };
    let mut about = About::default();
    while reader.cursor.next_statement(&mut about)? {
        if !reader.graph.style(&mut reader.cursor)? {
            reader.statement()?;
        }
    }
    if let Some((_, span)) = reader.spaces.pop() {
        return Err(Fault::new(span, "the namespace is never closed", "close it with `}`"));
    }
    let end = reader.cursor.at();
    reader.graph.finish(about, end, EXAMPLE)
}

struct ClassReader<'a> {
    cursor: Cursor<'a>,
    graph: Graph<'a>,
    /// Namespaces that are not closed yet.
    spaces: Vec<(usize, Range<usize>)>,
}

impl<'a> ClassReader<'a> {
    fn statement(&mut self) -> Result<(), Fault> {
        let (line, span) = self.cursor.line();
        let line = line.trim_end_matches(';').trim_end();
        let place = |part: &str| within(line, span.start, part);
        if line == "}" {
            return match self.spaces.pop() {
                Some(_) => Ok(()),
                None => Err(Fault::new(
                    span,
                    "`}` closes nothing",
                    "remove it, or open a class with `class Name {`",
                )),
            };
        }
        if let Some((kind, name)) = line.strip_prefix("<<").and_then(|rest| rest.split_once(">>")) {
            let class = self.class(name.trim(), place(name.trim()))?;
            self.graph.chart.nodes[class].card.kind = Some(label(kind));
            return Ok(());
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word {
            "class" if !rest.is_empty() => self.declare(rest, &place),
            "namespace" => {
                let name = rest.trim_end_matches('{').trim();
                let parent = self.spaces.last().map(|(space, _)| *space);
                let space = self.graph.cluster(label(name), place(name), parent)?;
                self.graph.names.insert(name, End::Cluster(space));
                self.spaces.push((space, span));
                Ok(())
            }
            "direction" => self.graph.turn(rest, place(rest).start),
            "note" => self.note(rest, &place, span.clone()),
            "click" | "link" | "callback" => {
                let help = "remove the line; put the link in the text beside the diagram";
                Err(Fault::new(
                    place(word),
                    format!("`{word}` is not supported in a class diagram"),
                    help,
                ))
            }
            _ => match relation(line) {
                Some(relation) => self.relate(&relation, &place, span.clone()),
                None => self.member(line, &place, span.clone()),
            },
        }
    }

    fn class(&mut self, name: &'a str, span: Range<usize>) -> Result<usize, Fault> {
        let name = name.trim_matches('`');
        let is_name =
            |letter: char| letter.is_alphanumeric() || "_-.~<>,".contains(letter) || letter == ' ';
        if name.is_empty() || !name.chars().all(is_name) {
            let help =
                "a line is `class Name`, `Name : member`, or a relation such as `A <|-- B : words`";
            return Err(Fault::new(span, "a class should be named here", help));
        }
        let parent = self.spaces.last().map(|(space, _)| *space);
        match self.graph.part(name, span.clone(), Shape::Card, parent)? {
            End::Node(class) => {
                let node = &mut self.graph.chart.nodes[class];
                if node.card.sections.is_empty() {
                    node.card.sections = vec![Vec::new(), Vec::new()];
                    node.label = generic(name);
                }
                Ok(class)
            }
            End::Cluster(_) => Err(Fault::new(
                span,
                "this is the name of a namespace",
                "give the class a name of its own",
            )),
        }
    }

    /// What follows `class`: `Name`, `Name["Words"]`, `Name:::style`, `Name { … }`
    fn declare(
        &mut self,
        rest: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
    ) -> Result<(), Fault> {
        let (rest, body) = match rest.split_once('{') {
            Some((rest, body)) => (rest.trim_end(), Some(body)),
            None => (rest, None),
        };
        let (rest, style) = rest.split_once(":::").unwrap_or((rest, ""));
        let (name, words) = match rest.split_once('[') {
            Some((name, words)) => (name.trim(), Some(words.trim_end_matches(']'))),
            None => (rest.trim(), None),
        };
        let class = self.class(name, place(name))?;
        if !style.is_empty() {
            self.graph.styles.give(name.trim_matches('`'), place(name), style.trim());
        }
        if let Some(words) = words {
            self.graph.chart.nodes[class].label = label(words);
        }
        let Some(body) = body else { return Ok(()) };
        // `class Name { }` on one line.
        if let Some(members) = body.trim().strip_suffix('}') {
            members.split(';').for_each(|member| self.add(class, member));
            return Ok(());
        }
        self.add(class, body);
        loop {
            self.cursor.skip_blank();
            if self.cursor.is_at_end() {
                let message = format!("the class `{name}` is never closed");
                return Err(Fault::new(place(name), message, "close it with `}`"));
            }
            let (line, _) = self.cursor.line();
            if line == "}" {
                return Ok(());
            }
            self.add(class, line);
        }
    }

    /// An attribute, an operation, or the kind of the class.
    fn add(&mut self, class: usize, member: &str) {
        let member = member.trim().trim_end_matches(';').trim_end();
        if member.is_empty() {
            return;
        }
        let card = &mut self.graph.chart.nodes[class].card;
        if let Some(kind) = member.strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>")) {
            card.kind = Some(label(kind));
            return;
        }
        // `*` marks what is abstract and `$` what is static; the words are the author's.
        let text = generic(&label(member.trim_end_matches(['*', '$'])));
        let section = usize::from(member.contains('('));
        card.sections[section].push(vec![text]);
    }

    /// `Name : member`
    fn member(
        &mut self,
        line: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        if let Some((name, style)) = line.split_once(":::") {
            self.class(name.trim(), place(name.trim()))?;
            self.graph.styles.give(name.trim(), place(name.trim()), style.trim());
            return Ok(());
        }
        let (name, member) = line.split_once(':').unwrap_or((line, ""));
        if member.is_empty() && line.contains(char::is_whitespace) {
            let help =
                "a line is `class Name`, `Name : member`, or a relation such as `A <|-- B : words`";
            return Err(Fault::new(span, "this line is neither a class nor a relation", help));
        }
        let class = self.class(name.trim(), place(name.trim()))?;
        self.add(class, member);
        Ok(())
    }

    fn relate(
        &mut self,
        relation: &Relation<'a>,
        place: &dyn Fn(&str) -> Range<usize>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        let from = End::Node(self.class(relation.from, place(relation.from))?);
        let to = End::Node(self.class(relation.to, place(relation.to))?);
        let words = label(relation.words);
        let parts = [relation.many_from, &words, relation.many_to];
        let words: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        // Only the words of both sides tell which number belongs to which.
        let words =
            if relation.many_from.is_empty() != relation.many_to.is_empty() && words.len() == 1 {
                if relation.many_from.is_empty() {
                    format!("→ {}", words[0])
                } else {
                    format!("{} →", words[0])
                }
            } else {
                words.join(" ")
            };
        let (line, tail, head) = (relation.line, relation.tail, relation.head);
        let edge = Edge { line, tail, head, ..arrow(from, to, words) };
        self.graph.edge(edge, span)
    }

    /// `note "words"` or `note for Name "words"`
    fn note(
        &mut self,
        rest: &'a str,
        place: &dyn Fn(&str) -> Range<usize>,
        span: Range<usize>,
    ) -> Result<(), Fault> {
        let about = rest.strip_prefix("for ").map(str::trim_start);
        let (name, words) = match about {
            Some(about) => about.split_once(char::is_whitespace).unwrap_or((about, "")),
            None => ("", rest),
        };
        if words.is_empty() {
            let help = "write `note \"words\"` or `note for Name \"words\"`";
            return Err(Fault::new(span, "the note has no words", help));
        }
        let parent = self.spaces.last().map(|(space, _)| *space);
        let note = End::Node(self.graph.node(label(words), span.clone(), Shape::Note, parent)?);
        if name.is_empty() {
            return Ok(());
        }
        let class = End::Node(self.class(name, place(name))?);
        let edge =
            Edge { line: Line::Dotted, head: Tip::None, ..arrow(class, note, String::new()) };
        self.graph.edge(edge, span)
    }
}

/// `List~int~` reads `List<int>`.
fn generic(text: &str) -> String {
    let mut opens = true;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        // A tilde before a name is a visibility, not a bracket.
        if letter != '~' || (out.is_empty() && text.matches('~').count() % 2 == 1) {
            out.push(letter);
            continue;
        }
        out.push(if opens { '<' } else { '>' });
        opens = !opens;
    }
    out
}

/// A relation as it is written.
struct Relation<'a> {
    from: &'a str,
    many_from: &'a str,
    tail: Tip,
    line: Line,
    head: Tip,
    many_to: &'a str,
    to: &'a str,
    words: &'a str,
}

/// `A "1" <|-- "n" B : words`
fn relation(line: &str) -> Option<Relation<'_>> {
    let (ends, words) = match line.split_once(" : ").or_else(|| line.split_once(':')) {
        Some((ends, words)) if !words.starts_with("::") => (ends, words),
        _ => (line, ""),
    };
    let (at, strokes, kind) = ["--", ".."]
        .iter()
        .filter_map(|strokes| {
            let at = ends.find(strokes)?;
            Some((at, *strokes, if *strokes == "--" { Line::Solid } else { Line::Dotted }))
        })
        .min_by_key(|(at, _, _)| *at)?;
    let (left, right) = (&ends[..at], &ends[at + strokes.len()..]);
    const TAILS: [(&str, Tip); 5] = [
        ("<|", Tip::Triangle),
        ("*", Tip::Diamond),
        ("()", Tip::Circle),
        ("<", Tip::Arrow),
        ("o", Tip::HollowDiamond),
    ];
    const HEADS: [(&str, Tip); 5] = [
        ("|>", Tip::Triangle),
        ("*", Tip::Diamond),
        ("()", Tip::Circle),
        (">", Tip::Arrow),
        ("o", Tip::HollowDiamond),
    ];
    // An `o` belongs to the name it ends or begins, unless it stands apart.
    let ends_name = |rest: &str| {
        rest.chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let begins_name = |rest: &str| {
        rest.chars().next().is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let (left, tail) = TAILS
        .iter()
        .find_map(|(sign, tip)| {
            let rest = left.strip_suffix(sign)?;
            (*sign != "o" || !ends_name(rest)).then_some((rest, *tip))
        })
        .unwrap_or((left, Tip::None));
    let (right, head) = HEADS
        .iter()
        .find_map(|(sign, tip)| {
            let rest = right.strip_prefix(sign)?;
            (*sign != "o" || !begins_name(rest)).then_some((rest, *tip))
        })
        .unwrap_or((right, Tip::None));
    let (from, many_from) =
        match left.trim().strip_suffix('"').and_then(|left| left.rsplit_once('"')) {
            Some((name, many)) => (name.trim(), many.trim()),
            None => (left.trim(), ""),
        };
    let (to, many_to) = match right.trim().strip_prefix('"').and_then(|right| right.split_once('"'))
    {
        Some((many, name)) => (name.trim(), many.trim()),
        None => (right.trim(), ""),
    };
    if from.is_empty() || to.is_empty() {
        return None;
    }
    Some(Relation { from, many_from, tail, line: kind, head, many_to, to, words })
}
