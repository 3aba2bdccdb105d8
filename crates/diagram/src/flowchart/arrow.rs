//! Reads what stands between two nodes: `-->`, `-.->`, `== text ==>`, `-->|text|` and their like.
//!
//! An arrow is a shaft with a tip at each end. A shaft too short to be an arrow, such as `--`, opens a text that
//! runs to the second half of the arrow. Everything else on the line is left to `flowchart.rs`.

use super::super::Fault;
use super::super::chart::{Line, Tip};
use super::super::cursor::{Cursor, label};

/// What stands between two names.
#[derive(Clone)]
pub(super) struct ArrowShape {
    pub(super) line: Line,
    pub(super) tail: Tip,
    pub(super) head: Tip,
    pub(super) length: usize,
    pub(super) label: String,
}

/// Reads an arrow with its label; nothing when none stands here.
pub(super) fn read(cursor: &mut Cursor) -> Result<Option<ArrowShape>, Fault> {
    let start = cursor.at();
    let mut ahead = cursor.clone();
    let tail = match ahead.peek() {
        Some('<') => Tip::Arrow,
        Some('o') => Tip::Circle,
        Some('x') => Tip::Cross,
        _ => Tip::None,
    };
    if tail != Tip::None {
        ahead.eat_while(|letter| "<ox".contains(letter));
        if ahead.at() != start + 1 {
            return Ok(None);
        }
    }
    let shaft = ahead.rest();
    let kinds =
        [("--", Line::Solid), ("-.", Line::Dotted), ("==", Line::Thick), ("~~~", Line::Hidden)];
    let Some((_, line)) = kinds.into_iter().find(|kind| shaft.starts_with(kind.0)) else {
        return Ok(None);
    };
    *cursor = ahead;
    let mut found = ArrowShape { line, tail, head: Tip::None, length: 1, label: String::new() };
    if !read_shaft(cursor, &mut found, false) {
        read_text(cursor, &mut found, start)?;
    }
    let mut ahead = cursor.clone();
    ahead.skip_space();
    let bar = ahead.at();
    if ahead.eat("|") {
        *cursor = ahead;
        found.label = cursor.text_until("|").ok_or_else(|| {
            Fault::new(bar..bar + 1, "the arrow's label is never closed", "write `-->|label|`")
        })?;
    }
    Ok(Some(found))
}

/// The text inside an arrow, and the arrow's second half.
fn read_text(cursor: &mut Cursor, link: &mut ArrowShape, start: usize) -> Result<(), Fault> {
    let unfinished = |cursor: &Cursor| {
        let help =
            "arrows are `-->`, `---`, `-.->`, `==>`, `<-->`, `-->|label|` and `-- label -->`";
        Fault::new(start..cursor.at(), "the arrow is not finished", help)
    };
    // A text may go on in the line below.
    let rest = cursor.rest();
    let rest = &rest[..rest.match_indices('\n').nth(1).map_or(rest.len(), |(at, _)| at)];
    let closing = match link.line {
        Line::Dotted => ".-",
        Line::Thick => "==",
        Line::Solid | Line::Hidden => "--",
    };
    // What stands in quotes cannot close the arrow.
    let quoted =
        rest.trim_start().starts_with('"').then(|| rest.match_indices('"').nth(1)).flatten();
    let skipped = quoted.map_or(0, |(at, _)| at + 1);
    let length = rest[skipped..].find(closing).ok_or_else(|| unfinished(cursor))? + skipped;
    link.label = label(&rest[..length]);
    cursor.eat(&rest[..length]);
    if read_shaft(cursor, link, true) { Ok(()) } else { Err(unfinished(cursor)) }
}

/// Reads the drawn part of an arrow; false when it only opens a text, as `--` does.
fn read_shaft(cursor: &mut Cursor, link: &mut ArrowShape, is_closing: bool) -> bool {
    let strokes = match link.line {
        Line::Solid => cursor.eat_while(|letter| letter == '-').len(),
        Line::Thick => cursor.eat_while(|letter| letter == '=').len(),
        Line::Hidden => return !cursor.eat_while(|letter| letter == '~').is_empty(),
        Line::Dotted => {
            let is_opened = cursor.eat("-");
            let dots = cursor.eat_while(|letter| letter == '.').len();
            if !(is_opened || is_closing) || !cursor.eat("-") {
                return false;
            }
            dots + 1
        }
    };
    link.head = read_head(cursor);
    let is_arrow = link.head != Tip::None || link.line == Line::Dotted;
    link.length = strokes.saturating_sub(if is_arrow { 1 } else { 2 }).clamp(1, 10);
    is_arrow || strokes > 2
}

/// `o` and `x` are tips only when a blank or a label follows; otherwise they begin a name.
fn read_head(cursor: &mut Cursor) -> Tip {
    if cursor.eat(">") {
        return Tip::Arrow;
    }
    let mut ahead = cursor.clone();
    let tip = match (ahead.eat("o"), ahead.eat("x")) {
        (true, false) => Tip::Circle,
        (false, true) => Tip::Cross,
        _ => return Tip::None,
    };
    if !ahead.peek().is_some_and(|letter| letter == ' ' || letter == '|') {
        return Tip::None;
    }
    *cursor = ahead;
    tip
}
