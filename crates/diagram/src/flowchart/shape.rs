//! Reads the shape behind a node's name, with the text in it: `["text"]`, `{text}`, `@{ shape: cyl, label: "text" }`.

use super::super::Fault;
use super::super::chart::Shape;
use super::super::cursor::{Cursor, label};

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

/// Reads a shape and the text in it, if it has one of its own; nothing when no shape stands here.
pub(super) fn read(cursor: &mut Cursor) -> Result<Option<(Shape, Option<String>)>, Fault> {
    let start = cursor.at();
    if cursor.eat("@{") {
        return read_named(cursor, start).map(Some);
    }
    let form = FORMS.iter().find(|(opening, _)| cursor.eat(opening));
    let Some((opening, endings)) = form else { return Ok(None) };
    for (closing, shape) in *endings {
        if let Some(text) = cursor.text_until(closing) {
            return Ok(Some((*shape, Some(text))));
        }
    }
    let message = format!("the label after `{opening}` is never closed");
    let closing = endings.first().map_or("", |(closing, _)| closing);
    let help = format!("end it with `{closing}`; put quotes round a text that holds brackets");
    Err(Fault::new(start..start + opening.len(), message, help))
}

/// Reads what follows `@{`.
fn read_named(cursor: &mut Cursor, start: usize) -> Result<(Shape, Option<String>), Fault> {
    let text = cursor.eat_while(|letter| letter != '}');
    if !cursor.eat("}") {
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
