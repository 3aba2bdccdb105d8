//! Mind maps: a tree that the author writes by indenting, laid out as a chart whose lines have no tips.

use super::Fault;
use super::chart::{Chart, Direction, Edge, End, Shape, Tip};
use super::cursor::{About, Cursor, label, within};
use super::graph::{Graph, arrow};
use super::tone::{Look, Tone};

/// Reads what follows `mindmap`.
pub(super) fn read(mut cursor: Cursor) -> Result<Chart, Fault> {
    let mut graph = Graph::default();
    graph.chart.direction = Direction::Right;
    let mut about = About::default();
    // Nodes on the way to the one read last: how far each is indented, its index, its branch's tone.
    let mut path: Vec<(usize, usize, Option<Tone>)> = Vec::new();
    let mut branches = 0;
    cursor.line();
    while !cursor.is_at_end() {
        if cursor.eat("\n") || cursor.eat("\r") {
            continue;
        }
        let indent = cursor.eat_while(|letter| letter == ' ' || letter == '\t');
        let indent: usize = indent.chars().map(|letter| if letter == '\t' { 4 } else { 1 }).sum();
        if cursor.about(&mut about)? {
            continue;
        }
        let (line, span) = cursor.line();
        // Icons are not drawn; a class without a style changes nothing.
        if line.is_empty() || line.starts_with("%%") || line.starts_with("::") {
            continue;
        }
        path.retain(|(outer, ..)| *outer < indent);
        let (shape, words) = form(line);
        let node = graph.node(label(words), within(line, span.start, words), shape, None)?;
        let tone = match path.as_slice() {
            [] if node > 0 => {
                let help = "indent it below the root, or make it the root of another mind map";
                return Err(Fault::new(span, "a mind map has one root", help));
            }
            [] => None,
            [_] => {
                branches += 1;
                Some(Tone::of(branches - 1))
            }
            [.., (_, _, tone)] => *tone,
        };
        if let Some((_, parent, _)) = path.last() {
            let look = Look { tone, ..Look::default() };
            let plain = arrow(End::Node(*parent), End::Node(node), String::new());
            graph.edge(Edge { head: Tip::None, look, ..plain }, span)?;
        }
        path.push((indent, node, tone));
        graph.chart.nodes[node].look = Look { tone, ..Look::default() };
    }
    let looks: Vec<Look> = graph.chart.nodes.iter().map(|node| node.look).collect();
    let mut chart =
        graph.finish(about, cursor.at(), "`root((Words))`, and indented below it its branches")?;
    for (node, look) in chart.nodes.iter_mut().zip(looks) {
        node.look = look;
    }
    Ok(chart)
}

/// `name((words))` and its like; without brackets the whole is words.
fn form(line: &str) -> (Shape, &str) {
    const FORMS: [(&str, &str, Shape); 6] = [
        ("((", "))", Shape::Circle),
        ("))", "((", Shape::Hexagon),
        ("{{", "}}", Shape::Hexagon),
        ("[", "]", Shape::Plain),
        ("(", ")", Shape::Rounded),
        (")", "(", Shape::Stadium),
    ];
    for (opening, closing, shape) in FORMS {
        let inside = line.strip_suffix(closing).and_then(|rest| rest.split_once(opening));
        // What stands before the bracket is a name: one word.
        if let Some((_, words)) = inside.filter(|(name, _)| !name.contains(char::is_whitespace)) {
            return (shape, words);
        }
    }
    (Shape::Rounded, line)
}
