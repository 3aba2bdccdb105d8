//! Lists below a node's label: the attributes and operations of a class, the attributes of an entity.
//!
//! A section is a list of rows, a row a list of cells; the cells of a section stand in columns.

use super::svg::{Anchor, Point, Rect, Svg, point};
use super::text::{Face, Words, width};

/// What stands below a label.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Card {
    /// In guillemets above the label, such as `interface`.
    pub(super) kind: Option<String>,
    pub(super) sections: Vec<Vec<Vec<String>>>,
}

/// A card with its room.
#[derive(Clone, Debug, Default)]
pub(super) struct Measured {
    card: Card,
    /// Left ends of the columns, from the card's left border, for each section.
    columns: Vec<Vec<f64>>,
    pub(super) width: f64,
    /// Of the label with what stands above it.
    head: f64,
    pub(super) height: f64,
}

const PAD: f64 = 12.0;
const GAP: f64 = 14.0;
const SECTION_PAD: f64 = 7.0;
/// Readers' fonts differ more over a line than the table of widths allows for.
const SLACK: f64 = 1.1;
/// A section without rows still shows that it is there.
const EMPTY: f64 = 8.0;

impl Card {
    pub(super) fn measure(&self, label: &Words) -> Measured {
        let line = Face::Small.line_height();
        let kind = self.kind.as_ref().map_or(0.0, |kind| width(&guillemets(kind), Face::Small));
        let head = label.height.max(Face::Strong.line_height())
            + if self.kind.is_some() { line } else { 0.0 }
            + 14.0;
        let mut measured = Measured {
            card: self.clone(),
            columns: Vec::new(),
            width: (label.width.max(kind) * SLACK + 2.0 * PAD).ceil(),
            head,
            height: head,
        };
        for rows in &self.sections {
            let count = rows.iter().map(Vec::len).max().unwrap_or(0);
            let mut x = PAD;
            let mut columns = Vec::new();
            for column in 0..count {
                columns.push(x);
                let cells = rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|cell| width(cell, Face::Small)).fold(0.0, f64::max);
                x += (widest * SLACK).ceil() + if widest > 0.0 { GAP } else { 0.0 };
            }
            measured.width = measured.width.max(x - GAP + PAD);
            measured.columns.push(columns);
            let height = super::svg::count(rows.len()) * line;
            measured.height += if rows.is_empty() { EMPTY } else { height + 2.0 * SECTION_PAD };
        }
        measured
    }
}

impl Measured {
    pub(super) fn draw(&self, svg: &mut Svg, rect: Rect, label: &Words) {
        svg.rect("gw-d-shape", rect, 3.0);
        let line = Face::Small.line_height();
        let middle = rect.x + rect.width / 2.0;
        let mut y = rect.y + 7.0;
        let words = |text: String, height: f64| Words { lines: vec![text], width: 0.0, height };
        if let Some(kind) = &self.card.kind {
            let kind = words(guillemets(kind), line);
            svg.words(
                "gw-d-label",
                &kind,
                Face::Small,
                point(middle, y + line / 2.0),
                Anchor::Middle,
            );
            y += line;
        }
        let at: Point = point(middle, f64::midpoint(y, rect.y + self.head - 7.0));
        svg.words("gw-d-name", label, Face::Strong, at, Anchor::Middle);
        y = rect.y + self.head;
        for (rows, columns) in self.card.sections.iter().zip(&self.columns) {
            svg.line("gw-d-rule", point(rect.x, y), point(rect.x + rect.width, y));
            if rows.is_empty() {
                y += EMPTY;
                continue;
            }
            y += SECTION_PAD;
            for row in rows {
                for (cell, x) in row.iter().zip(columns).filter(|(cell, _)| !cell.is_empty()) {
                    let at = point(rect.x + x, y + line / 2.0);
                    svg.words(
                        "gw-d-cell",
                        &words(cell.clone(), line),
                        Face::Small,
                        at,
                        Anchor::Start,
                    );
                }
                y += line;
            }
            y += SECTION_PAD;
        }
    }
}

fn guillemets(kind: &str) -> String {
    format!("«{kind}»")
}
