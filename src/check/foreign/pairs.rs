//! Marks of Markdown that pair, and make of a text what its author did not mean.

use super::LITERAL_MARK;
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind};

/// Stars and underscores that pair, and otherwise than their author meant.
pub(super) fn pair(chapter: &Chapter, inline: &Inline, is_bold: bool) -> Option<Finding> {
    let text = &*chapter.text.text;
    let written = &text[inline.at.clone()];
    let before = text[..inline.at.start].chars().next_back();
    let after = text[inline.at.end..].chars().next();
    let found = |length: usize, message: String, help: &str| {
        let at = inline.at.start..inline.at.start + length;
        Some(LITERAL_MARK.broken(chapter.span(&at), message).help(help.to_owned()))
    };
    match &inline.kind {
        InlineKind::Strong(_) if is_bold && written.starts_with("**") => found(
            2,
            "`**` begins bold inside of bold".to_owned(),
            "beside a punctuation mark stars pair otherwise than one sees: move the mark out of the stars, or put a backslash before those that are text",
        ),
        InlineKind::Strong(_) if is_dunder(written, before, after) => found(
            written.len(),
            format!("`{written}` is shown in bold, without its underscores"),
            "put code between backticks; write bold with stars",
        ),
        InlineKind::Emphasis(_)
            if written.starts_with('*') && is_product(written, before, after) =>
        {
            found(
                1,
                "this star makes what follows italic, up to the next one".to_owned(),
                "put a backslash before a star that is text, or write `×`",
            )
        }
        _ => None,
    }
}

/// Whether two stars between which text is italic each stand between two factors, as in `2*3 and 4*5`.
fn is_product(written: &str, before: Option<char>, after: Option<char>) -> bool {
    let inner = written.trim_matches('*');
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let (first, last) = (inner.chars().next(), inner.chars().next_back());
    digit(before) && digit(first)
        || digit(last) && digit(after)
        || word(before) && word(first) && word(last) && word(after) && inner.contains(' ')
}

/// Whether underscores belong to a name, as in `__init__.py`.
fn is_dunder(written: &str, before: Option<char>, after: Option<char>) -> bool {
    const NAMES: [&str; 34] = [
        "add", "all", "author", "call", "class", "contains", "del", "dict", "dirname", "doc",
        "enter", "eq", "exit", "file", "filename", "future", "getattr", "getitem", "hash", "init",
        "iter", "len", "main", "module", "name", "new", "next", "proto", "pycache", "repr",
        "setitem", "slots", "str", "version",
    ];
    let name = written.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let beside = |letter: Option<char>, signs: &str| letter.is_some_and(|it| signs.contains(it));
    name.is_some_and(|name| {
        !name.is_empty()
            && name.bytes().all(is_word)
            && (NAMES.contains(&name) || beside(before, "./\\") || beside(after, "(/\\"))
    })
}
