//! Draws diagrams that an author writes as text in Mermaid's syntax: flow charts, sequences, states, classes, entities,
//! plans, shares, timelines and mind maps.
//!
//! Source goes in, one SVG element comes out, or the first [`Fault`] with its place in the source. Everything is done
//! without a browser and without another crate. A drawing holds no colours and no `style` attributes, so it stands on
//! pages with a strict content security policy; [`STYLE`] gives colours for light and dark pages to its classes. The
//! words stay text that can be selected and searched. Same source and id, same bytes.
//!
//! ```
//! let source = "flowchart LR\n  accTitle: From file to model\n  file[File] --> model[Model]";
//! let drawing = guidewright_diagram::draw(source).expect("the source is a flow chart");
//! assert!(drawing.svg.starts_with("<svg"));
//! assert_eq!(drawing.title.as_deref(), Some("From file to model"));
//!
//! let fault = guidewright_diagram::draw("flowchart LR\n  a --> [b").unwrap_err();
//! assert_eq!(fault.span.start, 21);
//! ```
//!
//! `cargo run --example draw -- FILE.mmd > FILE.svg` draws a file with its style inside.

use std::ops::Range;

// What both kinds of diagram use.
mod cursor;
mod style;
mod svg;
mod text;
mod tone;

// The kinds.
mod card;
mod chart;
mod class;
mod entity;
mod flowchart;
mod gantt;
mod graph;
mod layout;
mod mindmap;
mod picture;
mod pie;
mod sequence;
mod shape;
mod state;
mod timeline;

#[cfg(test)]
mod tests;

use cursor::Cursor;

/// Style sheet for the classes of a drawing, in light and dark. It takes the custom properties `--gw-ink`,
/// `--gw-surface`, `--gw-accent` and a few more from the page and has a value of its own for each.
pub const STYLE: &str = include_str!("../style.css");

/// What is refused rather than drawn badly or slowly.
const MOST_BYTES: usize = 64 * 1024;

/// A finished diagram.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// One `<svg>` element.
    pub svg: String,
    /// From `accTitle:`, or from the `title` of a sequence diagram.
    pub title: Option<String>,
    /// From `accDescr:`.
    pub description: Option<String>,
    pub width: f64,
    pub height: f64,
}

/// Why a source cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the source; always inside it and on character borders.
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

impl Fault {
    fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { span, message: message.into(), help: Some(help.into()) }
    }
}

/// Draws with an id made from the source, unique on a page unless the same diagram stands there twice.
pub fn draw(source: &str) -> Result<Drawing, Fault> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in source.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    draw_with_id(source, &format!("diagram-{hash:016x}"))
}

/// Draws with ids that begin with `id`; the caller keeps it unique on the page. Nodes lead nowhere.
pub fn draw_with_id(source: &str, id: &str) -> Result<Drawing, Fault> {
    draw_with(source, id, &|_| None)
}

/// The addresses that nodes of a flow chart lead to, with their places in the source.
pub fn links(source: &str) -> Vec<(Range<usize>, String)> {
    flowchart::links(source)
}

/// The same as [`draw_with_id`]; `href` turns an address of the source into one of the page, or into nothing if the page
/// must not lead there.
pub fn draw_with(
    source: &str,
    id: &str,
    href: &dyn Fn(&str) -> Option<String>,
) -> Result<Drawing, Fault> {
    if source.len() > MOST_BYTES {
        let start = (0..=MOST_BYTES).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let message = format!("the diagram has {} bytes, more than {MOST_BYTES}", source.len());
        return Err(Fault::new(start..source.len(), message, "split it into several diagrams"));
    }
    let mut cursor = Cursor::new(source);
    cursor.front_matter();
    cursor.skip_blank();
    let start = cursor.at();
    match cursor.word() {
        "flowchart" | "graph" => {
            // Another program's way to lay it out.
            cursor.eat("-elk");
            let mut chart = flowchart::read(cursor)?;
            for node in &mut chart.nodes {
                node.link = node.link.take().and_then(|to| href(&to));
            }
            picture::draw(&chart, id, start..source.len())
        }
        "stateDiagram" => {
            cursor.eat("-v2");
            let chart = state::read(cursor)?;
            picture::draw(&chart, id, start..source.len())
        }
        "classDiagram" => {
            cursor.eat("-v2");
            let chart = class::read(cursor)?;
            picture::draw(&chart, id, start..source.len())
        }
        "erDiagram" => {
            let chart = entity::read(cursor)?;
            picture::draw(&chart, id, start..source.len())
        }
        "gantt" => Ok(gantt::draw(&gantt::read(cursor)?, id)),
        "mindmap" => {
            let chart = mindmap::read(cursor)?;
            picture::draw(&chart, id, start..source.len())
        }
        "pie" => Ok(pie::draw(&pie::read(cursor)?, id)),
        "timeline" => Ok(timeline::draw(&timeline::read(cursor)?, id)),
        "sequenceDiagram" => {
            let script = sequence::read(cursor)?;
            Ok(sequence::draw(&script, id))
        }
        "" => Err(Fault::new(
            start..cursor.line_end(),
            "the diagram does not begin with its kind",
            "begin with `flowchart TD`, `sequenceDiagram` or another of its kinds",
        )),
        kind => Err(Fault::new(
            start..start + kind.len(),
            format!("a diagram of the kind `{kind}` cannot be drawn"),
            "the kinds are `flowchart`, `sequenceDiagram`, `stateDiagram-v2`, `classDiagram`, `erDiagram`, `gantt`, `pie`, \
             `timeline` and `mindmap`; for others use a table or an image",
        )),
    }
}
