//! Attributes in braces, behind what they are of.

use super::BESIDE;
use crate::check::foreign::Words;
use crate::parse::doc::InlineKind;

/// Attributes behind a picture, a link, a line or a block: their length.
pub(super) fn attributes(words: Words<'_>, at: usize, rest: &str) -> Option<usize> {
    let behind = at == 0
        && matches!(
            words.before,
            Some(InlineKind::Image(_) | InlineKind::Link(_) | InlineKind::Code(_))
        );
    let list = rest.trim_end();
    let whole = attribute_list(list) == Some(list.len());
    let ends = words.start + at + list.len() >= words.end
        && words.letter_before(at).is_some_and(char::is_whitespace);
    (behind || whole && (at == 0 || ends)).then(|| attribute_list(rest)).flatten()
}

/// Length of `{.class #id key=value}`, with or without a colon behind its brace.
pub(super) fn attribute_list(text: &str) -> Option<usize> {
    let end = text.find('}')?;
    let inner = text[1..end].trim_start_matches(':').trim();
    let is_one = |word: &str| {
        word.starts_with(['.', '#']) && word.len() > 1
            || word.split_once('=').is_some_and(|(key, _)| {
                !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
    };
    let first = inner.split_whitespace().next()?;
    is_one(first).then_some(end + 1)
}

/// What to do with attributes.
pub(super) fn shape(words: Words<'_>) -> String {
    match words.before {
        Some(InlineKind::Image(_)) => {
            "write `{width=300}` in pixels, `{width=50%}` of the column, `{height=200}`, or take the braces out: a picture has nothing else"
                .to_owned()
        }
        _ => format!("take it out, or {BESIDE}"),
    }
}
