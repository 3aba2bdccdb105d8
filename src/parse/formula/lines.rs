//! The marks of quotes and lists that stand before each line of a formula over several lines.

use super::super::doc::At;
use crate::load::include::place::container;

/// How many quotes the first of several lines stands in; of no interest for a single line.
pub(super) fn quotes_around(text: &str, at: &At) -> usize {
    if !text[at.clone()].contains('\n') {
        return 0;
    }
    let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    container(&text[start..at.start]).1
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
