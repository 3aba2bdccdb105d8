//! Gantt charts: tasks as bars over a scale of days, under the names of their sections.
//!
//! `parse.rs` reads the tasks, `date.rs` knows the calendar; this file gives bars their places and draws them. Words stand
//! on a bar where they fit and beside it where they do not. Nothing here asks what day it is.

use super::Drawing;
use super::cursor::About;
use super::svg::{Anchor, Frame, Path, Point, Rect, Svg, point};
use super::text::{Face, Words, width, wrap};
use super::tone::{Look, Tone};

mod date;
mod parse;

use date::{DAY, HOUR, Moment};
pub(super) use parse::read;

pub(super) struct Gantt {
    sections: Vec<Section>,
    /// How dates stand on the scale, in the marks of `strftime`; nothing for what suits the step.
    axis: Option<String>,
    about: About,
}

struct Section {
    title: String,
    tasks: Vec<Task>,
}

struct Task {
    label: String,
    start: Moment,
    end: Moment,
    is_done: bool,
    is_active: bool,
    is_critical: bool,
    is_milestone: bool,
}

/// Wide enough for half of a milestone.
const MARGIN: f64 = 12.0;
const WIDTH: f64 = 680.0;
const ROW: f64 = 26.0;
const BAR: f64 = 20.0;
const AXIS: f64 = 26.0;

pub(super) fn draw(gantt: &Gantt, id: &str) -> Drawing {
    let tasks = || gantt.sections.iter().flat_map(|section| &section.tasks);
    let first = tasks().map(|task| task.start).min().unwrap_or(0);
    let last = tasks().map(|task| task.end).max().unwrap_or(DAY).max(first + HOUR);
    let scale = Scale { first, last };
    let titles: f64 = gantt.sections.iter().map(|section| title_height(&section.title)).sum();
    let height = AXIS + titles + super::svg::count(tasks().count()) * ROW;
    // Words beside the last bars need room to the right of the scale.
    let overhang = tasks().map(|task| scale.overhang(task)).fold(0.0, f64::max);
    let about = &gantt.about;
    let frame = Frame {
        id,
        class: "gw-d-gantt",
        title: about.title.as_deref(),
        description: about.description.as_deref(),
        width: (WIDTH + overhang).ceil() + 2.0 * MARGIN,
        height: height + 2.0 * MARGIN,
        has_links: false,
    };
    let mut svg = Svg::begin(&frame);
    for (at, words) in scale.ticks(gantt.axis.as_deref()) {
        let x = MARGIN + scale.x(at);
        svg.line("gw-d-life", point(x, MARGIN + AXIS - 4.0), point(x, MARGIN + height));
        let words = Words { lines: vec![words], width: 0.0, height: Face::Small.line_height() };
        let y = MARGIN + AXIS / 2.0 - 2.0;
        svg.words("gw-d-label", &words, Face::Small, point(x, y), Anchor::Start);
    }
    let mut y = MARGIN + AXIS;
    for section in &gantt.sections {
        let band = title_height(&section.title);
        if band > 0.0 {
            let title = wrap(&section.title, Face::Strong, WIDTH);
            let rect = Rect {
                x: MARGIN,
                y: y + 2.0,
                width: frame.width - 2.0 * MARGIN,
                height: band - 4.0,
            };
            svg.rect("gw-d-shade", rect, 3.0);
            let at = point(MARGIN + 8.0, y + band / 2.0);
            svg.words("gw-d-name", &title, Face::Strong, at, Anchor::Start);
            y += band;
        }
        for task in &section.tasks {
            task.draw(&mut svg, &scale, y + ROW / 2.0);
            y += ROW;
        }
    }
    frame.drawing(svg)
}

fn title_height(title: &str) -> f64 {
    if title.is_empty() { 0.0 } else { wrap(title, Face::Strong, WIDTH).height + 14.0 }
}

/// Moments over the width of the drawing.
struct Scale {
    first: Moment,
    last: Moment,
}

impl Scale {
    fn x(&self, at: Moment) -> f64 {
        // Minutes of ten thousand years are exact in a float.
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        let share = (at - self.first) as f64 / (self.last - self.first) as f64;
        share * WIDTH
    }

    /// Where the words of a task stand: on its bar, to its right, or to its left.
    fn words(&self, task: &Task) -> (f64, bool) {
        let (left, right) = (self.x(task.start), self.x(task.end));
        let needed = width(&task.label, Face::Small) * 1.08 + 16.0;
        if !task.is_milestone && right - left >= needed {
            return (left + 8.0, true);
        }
        let right = if task.is_milestone { left + BAR / 2.0 } else { right };
        // To the left only if the right is beyond the scale and there is room.
        if right + needed > WIDTH && left - needed >= 0.0 {
            return (left - needed + 8.0 - if task.is_milestone { BAR / 2.0 } else { 0.0 }, false);
        }
        (right + 8.0, false)
    }

    fn overhang(&self, task: &Task) -> f64 {
        let (x, _) = self.words(task);
        x + width(&task.label, Face::Small) * 1.08 + 4.0 - WIDTH
    }

    /// Dates on the scale with their words, few enough to stand side by side.
    fn ticks(&self, axis: Option<&str>) -> Vec<(Moment, String)> {
        let step = date::step(self.last - self.first);
        let mut at = step.floor(self.first);
        let mut ticks = Vec::new();
        while at <= self.last && ticks.len() < 40 {
            if at >= self.first {
                ticks.push((at, date::format(at, axis.unwrap_or(step.words()))));
            }
            at = step.next(at);
        }
        // Long words of the author's own may need every second tick only.
        let widest = ticks
            .iter()
            .map(|(_, words)| width(words, Face::Small) * 1.08 + 12.0)
            .fold(0.0, f64::max);
        let room = ticks
            .windows(2)
            .map(|pair| self.x(pair[1].0) - self.x(pair[0].0))
            .fold(WIDTH, f64::min);
        let mut every = 1;
        while room * super::svg::count(every) < widest && every < ticks.len() {
            every += 1;
        }
        ticks.into_iter().step_by(every).collect()
    }
}

impl Task {
    fn draw(&self, svg: &mut Svg, scale: &Scale, middle: f64) {
        let tone = match () {
            () if self.is_critical => Some(Tone::Red),
            () if self.is_done => Some(Tone::Grey),
            () if self.is_active => Some(Tone::Blue),
            () => None,
        };
        let look = Look { tone, is_heavy: self.is_active, is_dashed: false };
        svg.open(&format!("gw-d-node gw-d-task{}", look.classes()));
        let x = MARGIN + scale.x(self.start);
        if self.is_milestone {
            let half = BAR / 2.0;
            let path = Path::at(point(x, middle - half)).to(point(x + half, middle));
            svg.path(
                "gw-d-shape",
                &path.to(point(x, middle + half)).to(point(x - half, middle)).closed(),
            );
        } else {
            let length = (scale.x(self.end) - scale.x(self.start)).max(3.0);
            let rect = Rect { x, y: middle - BAR / 2.0, width: length, height: BAR };
            svg.rect("gw-d-shape", rect, 3.0);
            if self.is_done {
                // Done is told by more than a colour.
                let tick: [Point; 3] = [(4.0, 0.0), (7.0, 4.0), (12.0, -5.0)]
                    .map(|(dx, dy)| point(x + length - 18.0 + dx, middle + dy));
                if length > 24.0 {
                    svg.path("gw-d-rule", &Path::at(tick[0]).to(tick[1]).to(tick[2]));
                }
            }
        }
        let (left, _) = scale.words(self);
        let words = Words {
            lines: vec![self.label.clone()],
            width: 0.0,
            height: Face::Small.line_height(),
        };
        svg.words("gw-d-cell", &words, Face::Small, point(MARGIN + left, middle), Anchor::Start);
        svg.close();
    }
}
