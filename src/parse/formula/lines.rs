//! The marks of quotes and lists that stand before each line of a formula over several lines.

use super::super::doc::At;

/// How many quotes the first of several lines stands in; of no interest for a single line.
pub(super) fn quotes_around(text: &str, at: &At) -> usize {
    if !text[at.clone()].contains('\n') {
        return 0;
    }
    let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    container(&text[start..at.start]).1
}

/// Length of the marks of quotes and lists that a line begins with, and the number of its quotes.
pub(super) fn container(line: &str) -> (usize, usize) {
    let mut quotes = 0;
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(inner) = rest.strip_prefix('>') {
            quotes += 1;
            rest = inner;
            continue;
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let marker = if digits > 0 { &rest[digits..] } else { rest };
        let marks: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+', ':'] };
        match marker.strip_prefix(marks) {
            Some(inner) if inner.starts_with([' ', '\t']) => rest = inner,
            _ => return (line.len() - rest.len(), quotes),
        }
    }
}

/// Length of what belongs to the containers at the start of a further line: blanks and at most so many marks of quotes.
pub(super) fn prefix(line: &str, mut quotes: usize) -> usize {
    let marks = line.bytes().take_while(|byte| match byte {
        b' ' | b'\t' => true,
        b'>' if quotes > 0 => {
            quotes -= 1;
            true
        }
        _ => false,
    });
    marks.count()
}
