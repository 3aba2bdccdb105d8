//! Pie charts: shares of a whole as slices, with a list that says each in words and numbers.
//!
//! The list is in the order of the slices, clockwise from the top, so that it can be read without telling colours apart.

use std::f64::consts::TAU;

use super::cursor::{About, Cursor, label};
use super::svg::{Anchor, Frame, Path, Point, Rect, Svg, count, point};
use super::text::{Face, Words, wrap};
use super::tone::{Look, Tone};
use super::{Drawing, Fault};

const MOST_SLICES: usize = 24;

pub(super) struct Pie {
    slices: Vec<Slice>,
    shows_values: bool,
    about: About,
}

struct Slice {
    label: String,
    value: f64,
    /// As the author wrote it.
    number: String,
}

/// Reads what follows `pie`.
pub(super) fn read(mut cursor: Cursor) -> Result<Pie, Fault> {
    const HELP: &str = "write `\"Label\" : 42`";
    let mut pie = Pie { slices: Vec::new(), shows_values: false, about: About::default() };
    let mut title = None;
    while cursor.next_statement(&mut pie.about)? {
        let (line, span) = cursor.line();
        let rest = line.strip_prefix("showData").map_or(line, |rest| {
            pie.shows_values = true;
            rest.trim_start()
        });
        if let Some(words) = rest.strip_prefix("title ") {
            title = Some(label(words));
            continue;
        }
        if rest.is_empty() {
            continue;
        }
        let Some((words, number)) = rest.rsplit_once(':') else {
            return Err(Fault::new(span, "this line is no share", HELP));
        };
        let number = number.trim();
        let value = number.parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
        let Some(value) = value else {
            return Err(Fault::new(
                span,
                format!("`{number}` is no share"),
                "write a number from 0",
            ));
        };
        if pie.slices.len() >= MOST_SLICES {
            let message = format!("more than {MOST_SLICES} shares");
            return Err(Fault::new(span, message, "join the small ones into one"));
        }
        pie.slices.push(Slice { label: label(words), value, number: number.to_owned() });
    }
    if pie.slices.iter().all(|slice| slice.value <= 0.0) {
        return Err(Fault::new(0..cursor.at(), "the diagram is empty", HELP));
    }
    pie.about.title = pie.about.title.or(title);
    Ok(pie)
}

const RADIUS: f64 = 110.0;
const MARGIN: f64 = 6.0;
const KEY: f64 = 14.0;

pub(super) fn draw(pie: &Pie, id: &str) -> Drawing {
    let whole: f64 = pie.slices.iter().map(|slice| slice.value).sum();
    let rows: Vec<(Words, &Slice)> = pie
        .slices
        .iter()
        .map(|slice| {
            let share = slice.value / whole * 100.0;
            let value =
                if pie.shows_values { format!("{} · ", slice.number) } else { String::new() };
            let text = format!("{} — {value}{share:.0} %", slice.label);
            (wrap(&text, Face::Label, 260.0), slice)
        })
        .collect();
    let list: f64 = rows.iter().map(|(words, _)| words.height + 6.0).sum();
    let widest = rows.iter().map(|(words, _)| words.width).fold(0.0, f64::max);
    let left = 2.0 * RADIUS + 28.0;
    let (width, height) = (left + KEY + 10.0 + widest * 1.1, list.max(2.0 * RADIUS));
    let about = &pie.about;
    let frame = Frame {
        id,
        class: "gw-d-pie",
        title: about.title.as_deref(),
        description: about.description.as_deref(),
        width: width + 2.0 * MARGIN,
        height: height + 2.0 * MARGIN,
        has_links: false,
    };
    let mut svg = Svg::begin(&frame);
    let centre = point(MARGIN + RADIUS, MARGIN + height / 2.0);
    let mut turn = 0.0;
    let mut y = MARGIN + (height - list) / 2.0;
    for (index, (words, slice)) in rows.iter().enumerate() {
        let class = format!(
            "gw-d-slice{}",
            Look { tone: Some(Tone::of(index)), ..Look::default() }.classes()
        );
        let next = turn + slice.value / whole;
        slice_of(&mut svg, &class, centre, turn, next);
        turn = next;
        let key =
            Rect { x: MARGIN + left, y: y + (words.height - KEY) / 2.0, width: KEY, height: KEY };
        svg.rect(&class, key, 2.0);
        let at = point(key.x + KEY + 10.0, y + words.height / 2.0);
        svg.words("gw-d-text", words, Face::Label, at, Anchor::Start);
        y += words.height + 6.0;
    }
    frame.drawing(svg)
}

/// A slice between two parts of a full turn, clockwise from the top.
fn slice_of(svg: &mut Svg, class: &str, centre: Point, from: f64, to: f64) {
    if to - from >= 0.9999 {
        return svg.circle(class, centre, RADIUS);
    }
    let at = |turn: f64| {
        point(centre.x + RADIUS * (turn * TAU).sin(), centre.y - RADIUS * (turn * TAU).cos())
    };
    let mut path = Path::at(centre).to(at(from));
    // An arc of half a turn and more would be ambiguous: it is drawn in pieces.
    let pieces = ((to - from) * 4.0).ceil().max(1.0);
    let mut piece = 1;
    while count(piece) <= pieces {
        path = path.arc(RADIUS, RADIUS, true, at(from + (to - from) * count(piece) / pieces));
        piece += 1;
    }
    svg.path(class, &path.closed());
}
