//! What commands of LaTeX take behind their names.

use super::FormulaFault;
use std::ops::Range;

/// The name of a command, whose text follows its backslash: letters, or one sign.
pub(super) fn name_of(rest: &str) -> &str {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let sign = rest.chars().next().map_or(0, char::len_utf8);
    &rest[..letters.max(sign)]
}

/// What a command takes: a group without its braces, or one sign; and where it ends.
pub(super) fn argument<'t>(
    text: &'t str,
    from: usize,
    place: &Range<usize>,
    name: &str,
) -> Result<(&'t str, usize), FormulaFault> {
    let missing = || {
        FormulaFault::new(place.clone(), format!("`\\{name}` needs something in braces after it"))
    };
    let start = from + (text[from..].len() - text[from..].trim_start().len());
    let first = text[start..].chars().next().filter(|first| *first != '}').ok_or_else(missing)?;
    if first == '{' {
        let end = group(text, start).ok_or_else(|| {
            FormulaFault::new(place.clone(), format!("the brace after `\\{name}` is never closed"))
        })?;
        return Ok((&text[start + 1..end - 1], end));
    }
    let end = match first {
        '\\' => start + 1 + name_of(&text[start + 1..]).len(),
        sign => start + sign.len_utf8(),
    };
    Ok((&text[start..end], end))
}

/// What stands in square brackets, if something does, and where reading goes on.
pub(super) fn optional(text: &str, from: usize) -> (Option<&str>, usize) {
    let start = from + (text[from..].len() - text[from..].trim_start().len());
    if !text[start..].starts_with('[') {
        return (None, from);
    }
    let mut depth = 0_usize;
    for (at, letter) in text[start..].char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ']' if depth == 0 => return (Some(&text[start + 1..start + at]), start + at + 1),
            _ => {}
        }
    }
    (None, from)
}

/// Where the group ends that opens at a place.
fn group(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut letters = text[start..].char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '{' => depth += 1,
            '}' if depth == 1 => return Some(start + at + 1),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
