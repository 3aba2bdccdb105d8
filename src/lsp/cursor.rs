//! What stands at the cursor, told from its line alone: an editor asks while a text is half written.

use crate::study::question::FIELDS;

/// What may come next, with the place in the line where the word for it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted<'l> {
    Chapter,
    Picture,
    /// An id of the page at an address, of its own page where that is empty.
    Anchor(&'l str),
    File,
    Objective,
    Service,
    Question,
    Kind,
    Field,
    Callout,
    Term,
}

/// What an author is about to write behind `before`.
pub(super) fn wanted(before: &str) -> Option<(Wanted<'_>, usize)> {
    if let Some(start) = behind(before, "](", ")") {
        let to = &before[start..];
        if shows(&before[..start - "](".len()]) {
            return Some((Wanted::Picture, start));
        }
        return Some(match to.split_once('#') {
            Some((path, _)) => (Wanted::Anchor(path), start + path.len() + 1),
            None => (Wanted::Chapter, start),
        });
    }
    if let Some(start) = behind(before, "{{#include ", "}}") {
        return Some((Wanted::File, start));
    }
    if let Some(start) = behind(before, "[!", "]").filter(|_| before.trim_start().starts_with('>'))
    {
        return Some((Wanted::Callout, start));
    }
    if let Some(start) = behind(before, "{", "}").filter(|_| before.starts_with('#')) {
        return attribute(before, start);
    }
    let lists = [("objectives", Wanted::Objective), ("services", Wanted::Service)];
    for (key, wanted) in lists {
        let inside = before.trim_start().starts_with(key) && behind(before, "[", "]").is_some();
        if inside && before.matches('"').count() % 2 == 1 {
            return Some((wanted, before.rfind('"')? + 1));
        }
    }
    let word = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
    (before.len() - word.len() >= 2).then_some((Wanted::Term, word.len()))
}

/// In a heading's braces, which begin at `start`.
fn attribute(before: &str, start: usize) -> Option<(Wanted<'_>, usize)> {
    let word = before[start..].rfind(' ').map_or(start, |blank| start + blank + 1);
    let written = &before[word..];
    if written.starts_with('.') {
        return Some((Wanted::Kind, word + 1));
    }
    let Some((field, value)) = written.split_once('=') else {
        return (!written.starts_with('#')).then_some((Wanted::Field, word));
    };
    let last = before.len() - value.rsplit(',').next().map_or(0, str::len);
    match field {
        "objectives" => Some((Wanted::Objective, last)),
        "confuses" => Some((Wanted::Service, last)),
        "enemies" => Some((Wanted::Question, last)),
        _ => None,
    }
}

/// Whether the bracket that ends behind `before` began with an exclamation mark.
fn shows(before: &str) -> bool {
    let mut inside = 1;
    let open = before.rfind(|letter| {
        inside += i32::from(letter == ']') - i32::from(letter == '[');
        inside == 0
    });
    open.is_some_and(|open| before[..open].ends_with('!'))
}

/// Where a text begins that stands behind the last `open` and before no `close`.
fn behind(before: &str, open: &str, close: &str) -> Option<usize> {
    let start = before.rfind(open)? + open.len();
    (!before[start..].contains(close)).then_some(start)
}

/// Fields of a question, each as it is written.
pub(super) fn fields() -> impl Iterator<Item = String> {
    FIELDS.into_iter().map(|field| format!("{field}="))
}

/// What an author points at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pointed<'l> {
    Link(&'l str),
    Include(&'l str),
    /// A word, with the place where it begins.
    Word(&'l str, usize),
}

pub(super) fn pointed(line: &str, at: usize) -> Option<Pointed<'_>> {
    for (middle, _) in line.match_indices("](") {
        let start = middle + 2;
        let Some(end) = line[start..].find(')').map(|length| start + length) else { continue };
        let open = line[..middle].rfind('[').unwrap_or(middle);
        if (open..=end).contains(&at) {
            let to = &line[start..end];
            return Some(Pointed::Link(to.split(' ').next().unwrap_or(to)));
        }
    }
    const INCLUDE: &str = "{{#include ";
    for (open, _) in line.match_indices(INCLUDE) {
        let start = open + INCLUDE.len();
        let Some(end) = line[start..].find("}}").map(|length| start + length) else { continue };
        if (open..=end).contains(&at) {
            let file = line[start..end].trim();
            return Some(Pointed::Include(file.split(':').next().unwrap_or(file)));
        }
    }
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let start = line[..at].trim_end_matches(is_part).len();
    let length = line[at..].find(|c| !is_part(c)).unwrap_or(line.len() - at);
    let word = line[start..at + length].trim_end_matches('.');
    (!word.is_empty()).then_some(Pointed::Word(word, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_before_the_cursor_tells_what_comes_next() {
        for (before, expected) in [
            ("See [it](da", Some((Wanted::Chapter, 9))),
            ("See [it](a.md#par", Some((Wanted::Anchor("a.md"), 14))),
            ("See [it](#", Some((Wanted::Anchor(""), 10))),
            ("See ![a [wide] bay](im", Some((Wanted::Picture, 20))),
            ("See [![a bay](im", Some((Wanted::Picture, 14))),
            ("See ![a bay](bay.png) and [it](da", Some((Wanted::Chapter, 31))),
            ("{{#include ../p", Some((Wanted::File, 11))),
            ("> [!NO", Some((Wanted::Callout, 4))),
            ("### Wide {#wide .ch", Some((Wanted::Kind, 17))),
            ("### Wide {#wide .choice objectives=1.1,1", Some((Wanted::Objective, 39))),
            ("### Wide {#wide .choice dif", Some((Wanted::Field, 24))),
            ("### Wide {#wi", None),
            ("objectives = [\"1.1\", \"1", Some((Wanted::Objective, 22))),
            ("A feature st", Some((Wanted::Term, 10))),
            ("Done. ", None),
        ] {
            assert_eq!(wanted(before), expected, "{before}");
        }
    }

    #[test]
    fn the_line_round_the_cursor_tells_what_is_meant() {
        let line = "See [it](a.md#b) and {{#include ../x.txt:2}} of 1.1.K1.";
        for (at, expected) in [
            (5, Pointed::Link("a.md#b")),
            (12, Pointed::Link("a.md#b")),
            (25, Pointed::Include("../x.txt")),
            (49, Pointed::Word("1.1.K1", 48)),
        ] {
            assert_eq!(pointed(line, at), Some(expected), "{at}");
        }
    }
}
