//! Parts of an included file: lines by their numbers, or what stands between two anchors.

use crate::finding::did_you_mean;
use std::ops::Range;

/// `3`, `3:`, `:7` and `3:7` are lines, counted from one, both ends included. A `clamped` range ends with the file, as
/// in mdBook, for which line 0 is line 1 and an end that is no number none.
pub(super) fn lines(text: &str, part: &str, clamped: bool) -> Result<Range<usize>, Option<String>> {
    let count = text.lines().count();
    let number = |digits: &str, fallback: usize| {
        if digits.is_empty() {
            Ok(fallback)
        } else {
            digits
                .parse::<usize>()
                .or_else(|_| if clamped { Ok(fallback) } else { Err(Some(bad_range())) })
        }
    };
    let (mut first, mut last) = match part.split_once(':') {
        Some((first, last)) => {
            let end = if clamped { last.split(':').next().unwrap_or_default() } else { last };
            (number(first, 1)?, number(end, count)?)
        }
        None => (number(part, 1)?, number(part, 1)?),
    };
    if clamped {
        (first, last) = (first.max(1), last.min(count));
    }
    if first == 0 || first > last || last > count {
        let lines = if count == 1 { "one line".to_owned() } else { format!("{count} lines") };
        return Err(Some(format!("the file has {lines}, counted from 1")));
    }
    let start_of = |line: usize| text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let end = start_of(last);
    Ok(start_of(first - 1)..end - usize::from(text[..end].ends_with('\n')))
}

fn bad_range() -> String {
    "write lines as `:3`, `:3:7`, `:3:` or `::7`, or an anchor's name".to_owned()
}

/// What stands between anchors of one name.
pub(super) struct Anchored {
    /// Lines that follow each other, without those that set anchors.
    pub ranges: Vec<Range<usize>>,
    /// The line of an anchor that nothing ends.
    pub open: Option<Range<usize>>,
}

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`, without lines that set anchors.
pub(super) fn anchored(text: &str, name: &str) -> Result<Anchored, Option<String>> {
    let mut names = Vec::new();
    let mut open = None;
    let mut found = false;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end_matches('\n').len();
        at += line.len();
        if let Some(other) = after(line, "ANCHOR:") {
            names.push(other.to_owned());
            if other == name {
                found = true;
                open.get_or_insert(range);
            }
        } else if let Some(other) = after(line, "ANCHOR_END:") {
            open = open.filter(|_| other != name);
        } else if open.is_some() {
            match ranges.last_mut() {
                Some(last) if last.end + 1 == range.start => last.end = range.end,
                _ => ranges.push(range),
            }
        }
    }
    if found {
        return Ok(Anchored { ranges, open });
    }
    let known = names.iter().map(String::as_str);
    Err(did_you_mean(name, known).or_else(|| {
        Some(format!("set it with a line holding `ANCHOR: {name}` and `ANCHOR_END: {name}`"))
    }))
}

/// The lines of a text that set no anchor, those that follow each other in one.
pub(super) fn without_anchors(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.trim_end_matches('\n').split_inclusive('\n') {
        let range = at..at + line.trim_end_matches('\n').len();
        at += line.len();
        match ranges.last_mut() {
            _ if is_anchor(line) => {}
            Some(last) if last.end + 1 == range.start => last.end = range.end,
            _ => ranges.push(range),
        }
    }
    ranges
}

/// Whether a line begins or ends an anchor.
pub(super) fn is_anchor(line: &str) -> bool {
    line.contains("ANCHOR:") || line.contains("ANCHOR_END:")
}

fn after<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    line.find(mark).map(|at| line[at + mark.len()..].split_whitespace().next().unwrap_or_default())
}
