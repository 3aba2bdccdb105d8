//! Parts of an included file: lines by their numbers, or what stands between two anchors.

use crate::finding::did_you_mean;
use std::ops::Range;

const BEGINS: &str = "ANCHOR:";
const ENDS: &str = "ANCHOR_END:";

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
        first = first.max(1);
        // `:0` alone is one line, `:0:0` none.
        last = if part.contains(':') { last } else { last.max(1) }.min(count);
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

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`, without lines that set anchors. A name that is set several
/// times means all of its lines; with `once` those of the first alone.
pub(super) fn anchored(text: &str, name: &str, once: bool) -> Result<Anchored, Option<String>> {
    let mut names = Vec::new();
    let mut open = None;
    let mut found = false;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end_matches('\n').len();
        at += line.len();
        if let Some(other) = named(line, BEGINS) {
            names.push(other.to_owned());
            if is(name, line, BEGINS) {
                found = true;
                open.get_or_insert(range);
            }
        } else if named(line, ENDS).is_some() {
            let ended = open.is_some() && is(name, line, ENDS);
            open = open.filter(|_| !ended);
            if ended && once {
                break;
            }
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
    named(line, BEGINS).is_some() || named(line, ENDS).is_some()
}

/// The name that a line gives an anchor: letters, digits, `-` and `_`, whatever ends the comment around it.
fn named<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    let mut behind = line.match_indices(mark).map(|(at, _)| line[at + mark.len()..].trim_start());
    behind.find_map(|rest| {
        let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        let end = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

/// Whether a line sets the anchor of a name, in which an author may have put other signs than those of names.
fn is(name: &str, line: &str, mark: &str) -> bool {
    let word = line.split_once(mark).and_then(|(_, rest)| rest.split_whitespace().next());
    named(line, mark) == Some(name) || word == Some(name)
}
