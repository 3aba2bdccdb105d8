//! Reads a Gantt chart, line by line: the text after `gantt` becomes a [`Gantt`], or the first fault.
//!
//! A task begins at a date, after other tasks, or where the one before it ends. Days that are left out make it longer.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::Fault;
use super::super::cursor::{About, Cursor, label, within};
use super::date::{self, DAY, Moment};
use super::{Gantt, Section, Task};

const MOST_TASKS: usize = 300;
const HELP: &str = "write `Name : 2026-01-31, 5d`, `Name : id, after other, 3d` or `Name : 3d`";

pub(in super::super) fn read(cursor: Cursor) -> Result<Gantt, Fault> {
    let mut reader = GanttReader {
        cursor,
        gantt: Gantt { sections: Vec::new(), axis: None, about: About::default() },
        format: "YYYY-MM-DD".to_owned(),
        excluded: Vec::new(),
        ends: BTreeMap::new(),
        last: None,
        count: 0,
    };
    let mut title = None;
    while reader.cursor.next_statement(&mut reader.gantt.about)? {
        reader.statement(&mut title)?;
    }
    if reader.count == 0 {
        return Err(Fault::new(0..reader.cursor.at(), "the diagram is empty", HELP));
    }
    reader.gantt.about.title = reader.gantt.about.title.or(title);
    Ok(reader.gantt)
}

struct GanttReader<'a> {
    cursor: Cursor<'a>,
    gantt: Gantt,
    format: String,
    excluded: Vec<Excluded>,
    /// Start and end of tasks by their ids.
    ends: BTreeMap<&'a str, (Moment, Moment)>,
    /// The end of the task before.
    last: Option<Moment>,
    count: usize,
}

/// Days on which no task goes on.
enum Excluded {
    Weekday(i64),
    Day(Moment),
}

impl<'a> GanttReader<'a> {
    fn statement(&mut self, title: &mut Option<String>) -> Result<(), Fault> {
        let (line, span) = self.cursor.line();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match word {
            "title" => *title = Some(label(rest)),
            "dateFormat" => rest.clone_into(&mut self.format),
            "axisFormat" => self.gantt.axis = Some(rest.to_owned()).filter(|axis| !axis.is_empty()),
            "section" => {
                self.gantt.sections.push(Section { title: label(rest), tasks: Vec::new() });
            }
            "excludes" => self.exclude(rest, |part| within(line, span.start, part))?,
            // What day it is, how dense the scale is, and what a click does are not drawn.
            "todayMarker" | "tickInterval" | "inclusiveEndDates" | "weekday" | "weekend"
            | "topAxis" | "displayMode" | "includes" | "click" => {}
            _ => self.task(line, span)?,
        }
        Ok(())
    }

    fn exclude(&mut self, rest: &str, place: impl Fn(&str) -> Range<usize>) -> Result<(), Fault> {
        const DAYS: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        for word in rest.split([',', ' ']).filter(|word| !word.is_empty()) {
            let lower = word.to_ascii_lowercase();
            let day = (0..).zip(DAYS).find(|(_, name)| *name == lower).map(|(day, _)| day);
            if lower == "weekends" {
                self.excluded.extend([Excluded::Weekday(5), Excluded::Weekday(6)]);
            } else if let Some(day) = day {
                self.excluded.push(Excluded::Weekday(day));
            } else if let Some(at) = date::read(word, &self.format) {
                self.excluded.push(Excluded::Day(at));
            } else {
                let help = "write `weekends`, the English name of a day, or a date";
                return Err(Fault::new(place(word), format!("`{word}` is no day"), help));
            }
        }
        Ok(())
    }

    /// `Name : done, crit, id, start, end`
    fn task(&mut self, line: &'a str, span: Range<usize>) -> Result<(), Fault> {
        let Some((name, rest)) = line.split_once(':') else {
            return Err(Fault::new(span, "this line is neither a task nor a setting", HELP));
        };
        if self.count >= MOST_TASKS {
            let message = format!("more than {MOST_TASKS} tasks");
            return Err(Fault::new(span, message, "split the diagram into several"));
        }
        self.count += 1;
        let mut task = Task {
            label: label(name).replace('\n', " "),
            start: 0,
            end: 0,
            is_done: false,
            is_active: false,
            is_critical: false,
            is_milestone: false,
        };
        let mut parts: Vec<&'a str> =
            rest.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.retain(|part| match *part {
            "done" => !std::mem::replace(&mut task.is_done, true),
            "active" => !std::mem::replace(&mut task.is_active, true),
            "crit" => !std::mem::replace(&mut task.is_critical, true),
            "milestone" | "vert" => !std::mem::replace(&mut task.is_milestone, true),
            _ => true,
        });
        parts.retain(|part| !["done", "active", "crit", "milestone", "vert"].contains(part));
        let (id, start, end) = match parts.as_slice() {
            [end] => (None, None, *end),
            [start, end] => (None, Some(*start), *end),
            [id, start, end] => (Some(*id), Some(*start), *end),
            _ => return Err(Fault::new(span, "the task does not say how long it takes", HELP)),
        };
        let place = |part: &str| within(line, span.start, part);
        task.start = match start {
            None => self.last.ok_or_else(|| {
                Fault::new(span.clone(), "the first task does not say when it begins", HELP)
            })?,
            Some(start) => self.start(start, place(start))?,
        };
        task.end = self.end(end, task.start, place(end))?;
        if task.end < task.start {
            return Err(Fault::new(place(end), "the task ends before it begins", HELP));
        }
        if let Some(id) = id {
            self.ends.insert(id, (task.start, task.end));
        }
        self.last = Some(task.end);
        if self.gantt.sections.is_empty() {
            self.gantt.sections.push(Section { title: String::new(), tasks: Vec::new() });
        }
        if let Some(section) = self.gantt.sections.last_mut() {
            section.tasks.push(task);
        }
        Ok(())
    }

    /// A date, or `after` and the ids of other tasks.
    fn start(&self, text: &str, span: Range<usize>) -> Result<Moment, Fault> {
        let Some(ids) = text.strip_prefix("after ") else {
            return date::read(text, &self.format).ok_or_else(|| self.no_date(text, span));
        };
        let mut latest = None;
        for id in ids.split_whitespace() {
            let Some((_, end)) = self.ends.get(id) else {
                let help = "name the id of a task above: `Name : id, 2026-01-31, 5d`";
                return Err(Fault::new(span, format!("no task above has the id `{id}`"), help));
            };
            latest = latest.max(Some(*end));
        }
        latest.ok_or_else(|| Fault::new(span, "`after` names no task", HELP))
    }

    /// A duration, a date, or `until` and the id of another task.
    fn end(&self, text: &str, start: Moment, span: Range<usize>) -> Result<Moment, Fault> {
        if let Some(id) = text.strip_prefix("until ") {
            let known = self.ends.get(id.trim()).map(|(start, _)| *start);
            let message = format!("no task above has the id `{}`", id.trim());
            return known.ok_or_else(|| Fault::new(span, message, HELP));
        }
        if let Some(duration) = date::duration(text) {
            return Ok(self.after_work(start, duration));
        }
        date::read(text, &self.format).ok_or_else(|| self.no_date(text, span))
    }

    fn no_date(&self, text: &str, span: Range<usize>) -> Fault {
        let help = format!("write a date as `{}`, or a duration such as `5d`", self.format);
        Fault::new(span, format!("`{text}` is neither a date nor a duration"), help)
    }

    /// The moment when some minutes of days that are not left out have passed.
    fn after_work(&self, start: Moment, minutes: Moment) -> Moment {
        let is_out = |day: Moment| {
            self.excluded.iter().any(|excluded| match excluded {
                Excluded::Weekday(weekday) => date::weekday(day) == *weekday,
                Excluded::Day(at) => day.div_euclid(DAY) == at.div_euclid(DAY),
            })
        };
        let mut end = start + minutes;
        let mut day = start.div_euclid(DAY) * DAY;
        // Every day left out may be followed by others; all seven left out would never end.
        let mut left = 4000;
        while day < end && left > 0 {
            if is_out(day) {
                end += DAY;
            }
            day += DAY;
            left -= 1;
        }
        end
    }
}
