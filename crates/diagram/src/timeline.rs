//! Timelines: what happened when, from top to bottom, so that a long one fits a narrow page.

use super::cursor::{About, Cursor, label};
use super::svg::{Anchor, Frame, Rect, Svg, point};
use super::text::{Face, Words, wrap};
use super::tone::{Look, Tone};
use super::{Drawing, Fault};

const MOST_EVENTS: usize = 300;

#[derive(Default)]
pub(super) struct Timeline {
    sections: Vec<Section>,
    about: About,
}

#[derive(Default)]
struct Section {
    title: String,
    periods: Vec<Period>,
}

struct Period {
    name: String,
    events: Vec<String>,
}

/// Reads what follows `timeline`.
pub(super) fn read(mut cursor: Cursor) -> Result<Timeline, Fault> {
    const HELP: &str = "write `2026 : first event : second event`";
    let mut timeline = Timeline::default();
    let mut title = None;
    let mut number = 0;
    // The direction that newer sources name; ours is always from top to bottom.
    cursor.line();
    while cursor.next_statement(&mut timeline.about)? {
        let (line, span) = cursor.line();
        if let Some(words) = line.strip_prefix("title ") {
            title = Some(label(words));
        } else if let Some(words) = line.strip_prefix("section ") {
            timeline.sections.push(Section { title: label(words), periods: Vec::new() });
        } else {
            let mut parts = line.split(" : ").map(str::trim);
            let (first, starts_with_event) = match line.strip_prefix(':') {
                Some(rest) => {
                    parts = rest.split(" : ").map(str::trim);
                    ("", true)
                }
                None => (parts.next().unwrap_or_default(), false),
            };
            let first = first.trim_end_matches(':').trim_end();
            let events = parts.filter(|part| !part.is_empty()).map(label);
            let section = match timeline.sections.last_mut() {
                Some(section) => section,
                None => {
                    timeline.sections.push(Section::default());
                    timeline.sections.last_mut().expect("one was just added")
                }
            };
            if starts_with_event {
                let Some(period) = section.periods.last_mut() else {
                    return Err(Fault::new(span, "this event belongs to no period", HELP));
                };
                period.events.extend(events);
            } else {
                section.periods.push(Period { name: label(first), events: events.collect() });
            }
            number += 1;
            if number > MOST_EVENTS {
                let message = format!("more than {MOST_EVENTS} lines");
                return Err(Fault::new(span, message, "split the diagram into several"));
            }
        }
    }
    if timeline.sections.iter().all(|section| section.periods.is_empty()) {
        return Err(Fault::new(0..cursor.at(), "the diagram is empty", HELP));
    }
    timeline.about.title = timeline.about.title.or(title);
    Ok(timeline)
}

const MARGIN: f64 = 6.0;
const EVENTS: f64 = 380.0;
const GAP: f64 = 14.0;

pub(super) fn draw(timeline: &Timeline, id: &str) -> Drawing {
    let name_of = |period: &Period| wrap(&period.name, Face::Strong, 130.0);
    let names: Vec<Words> =
        timeline.sections.iter().flat_map(|section| &section.periods).map(name_of).collect();
    let column = names.iter().map(|words| words.width * 1.08).fold(40.0, f64::max).ceil();
    let axis = MARGIN + column + 20.0;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut y = MARGIN;
    let mut names = names.into_iter();
    for (index, section) in timeline.sections.iter().enumerate() {
        let tone = (timeline.sections.len() > 1).then(|| Tone::of(index));
        if !section.title.is_empty() {
            let title = wrap(&section.title, Face::Strong, 420.0);
            let height = title.height;
            pieces.push(Piece::Title { y: y + 4.0, title, tone });
            y += height + 14.0;
        }
        for period in &section.periods {
            let name = names.next().unwrap_or_default();
            let events: Vec<Words> =
                period.events.iter().map(|event| wrap(event, Face::Label, EVENTS)).collect();
            let height =
                events.iter().map(|words| words.height + 4.0).sum::<f64>().max(name.height + 4.0);
            pieces.push(Piece::Period { y, name, events, tone });
            y += height + GAP;
        }
    }
    let events = pieces.iter().filter_map(|piece| match piece {
        Piece::Period { events, .. } => {
            events.iter().map(|words| words.width * 1.08).fold(0.0, f64::max).into()
        }
        Piece::Title { .. } => None,
    });
    let width = axis + 20.0 + events.fold(60.0, f64::max) + MARGIN;
    let about = &timeline.about;
    let frame = Frame {
        id,
        class: "gw-d-timeline",
        title: about.title.as_deref(),
        description: about.description.as_deref(),
        width: width.ceil(),
        height: y - GAP + MARGIN + 8.0,
        has_links: false,
    };
    let mut svg = Svg::begin(&frame);
    svg.line("gw-d-edge", point(axis, MARGIN), point(axis, frame.height - MARGIN));
    for piece in &pieces {
        piece.draw(&mut svg, axis, frame.width);
    }
    frame.drawing(svg)
}

enum Piece {
    Title { y: f64, title: Words, tone: Option<Tone> },
    Period { y: f64, name: Words, events: Vec<Words>, tone: Option<Tone> },
}

impl Piece {
    fn draw(&self, svg: &mut Svg, axis: f64, width: f64) {
        let look = |tone: Option<Tone>| Look { tone, ..Look::default() }.classes();
        match self {
            Piece::Title { y, title, tone } => {
                let height = title.height + 6.0;
                let rect = Rect { x: MARGIN, y: y - 3.0, width: width - 2.0 * MARGIN, height };
                svg.rect(&format!("gw-d-shade{}", look(*tone)), rect, 3.0);
                let at = point(MARGIN + 8.0, y + title.height / 2.0);
                svg.words("gw-d-name", title, Face::Strong, at, Anchor::Start);
            }
            Piece::Period { y, name, events, tone } => {
                let middle = y + 2.0 + Face::Label.line_height() / 2.0;
                svg.open(&format!("gw-d-node{}", look(*tone)));
                svg.circle("gw-d-shape", point(axis, middle), 5.0);
                svg.close();
                let at = point(MARGIN, y + 2.0 + name.height / 2.0);
                svg.words("gw-d-name", name, Face::Strong, at, Anchor::Start);
                let mut y = y + 2.0;
                for words in events {
                    let at = point(axis + 20.0, y + words.height / 2.0);
                    svg.words("gw-d-text", words, Face::Label, at, Anchor::Start);
                    y += words.height + 4.0;
                }
            }
        }
    }
}
