//! Drawings made of letters that a phone cannot show.
//!
//! Where there is little room, lines of code break, and code reads well all the same. A drawing does not.

use super::proof::Galley;
use crate::finding::{Finding, Rule};
use crate::parse::doc::{BlockKind, each_block};

pub const WIDE_DRAWING: Rule =
    Rule::note("wide-drawing", "drawings made of letters are no wider than a phone");

/// Letters of code that a phone of 390 pixels shows on a line.
const PHONE: usize = 42;

pub fn all(galley: &Galley<'_>) -> Vec<Finding> {
    let chapter = galley.chapter;
    let mut findings = Vec::new();
    each_block(&chapter.blocks, &mut |block| {
        let BlockKind::Code(code) = &block.kind else { return };
        // The Markdown of a table is not a drawing of one.
        if ["markdown", "md"].contains(&code.language.as_str()) {
            return;
        }
        let drawn = || code.text.lines().filter(|line| is_drawn(line));
        let widest = drawn().map(|line| line.chars().count()).max().unwrap_or_default();
        if drawn().count() < 2 || widest <= PHONE {
            return;
        }
        let at = code.lines.first().map_or(block.at.range(), |&start| {
            let line = chapter.text.text[start..].lines().next().unwrap_or_default();
            start..start + line.len()
        });
        let message = format!(
            "this drawing is {widest} letters wide: a phone shows {PHONE} and breaks its lines"
        );
        let help = "draw it narrower, or as a diagram or a table, which fit every page";
        findings.push(WIDE_DRAWING.broken(chapter.span(&at), message).help(help.to_owned()));
    });
    findings
}

/// Whether a line is part of a drawing: it holds lines and corners, or the edges of a box or a table.
fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    let between = |edge: char| line.len() > 4 && line.starts_with(edge) && line.ends_with(edge);
    let has_line = line.contains(|letter| matches!(letter, '\u{2500}'..='\u{257f}'));
    has_line || between('|') || between('+') && line.contains("--")
}
