//! Formulas as MathJax finds them in a page of mdBook: `\\(…\\)` in a line, `\\[…\\]` and `$$…$$` apart.
//!
//! There Markdown reads the text first, so a backslash before a sign of punctuation is gone when MathJax comes: `\\(` is
//! how its `\(` is written, `\\\\` how `\\`. What stands in code is code. Emphasis inside a formula is the formula's own.

use super::super::doc::At;
use super::Formula;
use pulldown_cmark::{Event, Tag};

/// Finds the formulas in brackets of `text`; `events` are those of the whole of it, with their places.
pub(in crate::parse) fn find<'e>(
    text: &str,
    events: impl Iterator<Item = (Event<'e>, At)>,
) -> Vec<Formula> {
    let code: Vec<At> = events
        .filter(|(event, _)| {
            matches!(
                event,
                Event::Code(_)
                    | Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::Start(Tag::CodeBlock(_))
            )
        })
        .map(|(_, at)| at)
        .collect();
    let mut found = Vec::new();
    let mut from = 0;
    // The end of each paragraph that holds no close, so that of ten thousand open brackets one looks for it.
    let mut hopeless = [0, 0];
    while let Some(start) = text[from..].find("\\\\").map(|at| from + at) {
        let (close, display) = match text.as_bytes().get(start + 2) {
            Some(b'(') => ("\\\\)", false),
            Some(b'[') => ("\\\\]", true),
            _ => {
                from = start + 1;
                continue;
            }
        };
        from = start + 3;
        let last = code.partition_point(|code| code.start <= start);
        let in_code = last > 0 && code[last - 1].end > start;
        if text[..start].ends_with('\\') || in_code || start < hopeless[usize::from(display)] {
            continue;
        }
        let paragraph = text[from..].find("\n\n").map_or(text.len(), |end| from + end);
        let Some(end) = text[from..paragraph].find(close).map(|at| from + at) else {
            hopeless[usize::from(display)] = paragraph;
            continue;
        };
        if text[from..end].trim().is_empty() {
            continue;
        }
        let tex = without_escapes(&text[from..end]);
        found.push(Formula { at: start..end + 3, tex, display, signs: 0 });
        from = end + 3;
    }
    found
}

/// A text as Markdown leaves it.
pub(in crate::parse) fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = letter == '\\' && letters.peek().is_some_and(char::is_ascii_punctuation);
        out.push(if escaped { letters.next().unwrap_or(letter) } else { letter });
    }
    out
}
