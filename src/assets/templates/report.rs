//! What Tera says of a template as findings: the file, the place where its author wrote it, the fault in Tera's own words.

use super::super::{BAD_TEMPLATE, Override};
use super::steps::{ENDLESS, count_steps};
use crate::budget;
use crate::finding::{Finding, did_you_mean};
use crate::source::Span;
use std::collections::BTreeMap;

/// A place as Tera tells it: line and column from one, and how many letters it marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
    pub width: usize,
}

/// Brings places in the text that counts its steps back to the text that the author wrote.
pub(super) fn original(own: &BTreeMap<String, Override>) -> impl Fn(&str, Place) -> Place {
    |name, place| {
        let seams = own.get(name).map(|own| count_steps(&own.text).1).unwrap_or_default();
        let mut column = place.column;
        let mut added = 0;
        for seam in seams.iter().filter(|seam| seam.line == place.line) {
            if place.column >= seam.column + added + seam.width {
                added += seam.width;
                column = place.column - added;
            } else if place.column >= seam.column + added {
                return Place { column: seam.column, width: 1, ..place };
            }
        }
        Place { column, ..place }
    }
}

/// What Tera reports, one finding for each fault: the file, the place, the fault in its own words.
pub(super) fn found(
    report: &str,
    own: &BTreeMap<String, Override>,
    place: impl Fn(&str, Place) -> Place,
) -> Vec<Finding> {
    let starts: Vec<usize> = report
        .match_indices("error: ")
        .map(|(at, _)| at)
        .filter(|at| {
            report[..*at].trim_end_matches(' ').chars().next_back().is_none_or(|c| c == '\n')
        })
        .collect();
    if starts.is_empty() {
        let message = format!("the templates do not fit together: {}", first_small(report));
        return vec![BAD_TEMPLATE.broken_nowhere(message).help(KEPT.to_owned())];
    }
    let ends = starts.iter().skip(1).copied().chain([report.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| &report[*start..end]);
    parts.map(|part| one(part, own, &place)).collect()
}

const KEPT: &str = "our own template is used until it is mended; take the file away to keep ours";

fn one(
    report: &str,
    own: &BTreeMap<String, Override>,
    place: &impl Fn(&str, Place) -> Place,
) -> Finding {
    let mut lines = report.lines();
    let what = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let at = lines.next().and_then(|line| line.trim_start().strip_prefix("--> "));
    let width = report.lines().map(|line| line.matches('^').count()).max().unwrap_or(1);
    let parts = at.and_then(|at| {
        let mut parts = at.rsplitn(3, ':');
        let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((parts.next()?, Place { line, column, width }))
    });
    // Tera names all that a template may ask for, which is the place of a suggestion.
    let (what, known) = what.split_once(" Available ").unwrap_or((what, ""));
    let mut message = first_small(what);
    let mut help = KEPT.to_owned();
    if what.contains(ENDLESS) {
        message = format!("its loops take more than {} steps on one page", budget::TEMPLATE_STEPS);
    }
    if let Some((_, names)) = known.split_once(": ")
        && let Some(wrong) = what.split('`').nth(1)
        && let Some(meant) = did_you_mean(wrong, names.split(", "))
    {
        help = meant;
    }
    let Some((name, at)) = parts else {
        return BAD_TEMPLATE.broken_nowhere(message).help(help);
    };
    let Some(template) = own.get(name) else {
        // One of ours that is handed something else by one of the book's.
        return BAD_TEMPLATE.broken_nowhere(format!("`templates/{name}`: {message}")).help(help);
    };
    BAD_TEMPLATE.broken(span(template, place(name, at)), message).help(help)
}

fn span(template: &Override, place: Place) -> Span {
    let line = template.text.split_inclusive('\n').nth(place.line - 1).unwrap_or_default();
    let before: usize =
        template.text.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
    let at = |column: usize| {
        let end = line.trim_end_matches('\n').len();
        line.char_indices().nth(column).map_or(end, |(at, _)| at.min(end))
    };
    let (start, end) = (at(place.column - 1), at(place.column - 1 + place.width));
    Span::new(template.source, before + start..before + end)
}

/// In one line, with a small letter first and no full stop.
fn first_small(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut letters = line.chars();
    let first = letters.next().map(|first| first.to_lowercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}
