//! Marks of Markdown that pair, and make of a text what its author did not mean.

use super::LITERAL_MARK;
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind, each_inline};
use crate::source::Sources;
use std::ops::Range;

/// Stars and underscores that pair, and otherwise than their author meant.
pub(super) fn pair(chapter: &Chapter, inline: &Inline, is_bold: bool) -> Option<Finding> {
    let text = &*chapter.text.text;
    let written = &text[inline.at.range()];
    let (before, after) = around(text, &inline.at.range());
    let found = |length: usize, message: String, help: &str| {
        let at = inline.at.start()..inline.at.start() + length;
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

/// Names between underscores, as in `__init__.py`.
const NAMES: [&str; 16] = [
    "del", "dict", "dirname", "doc", "eq", "getattr", "getitem", "init", "iter", "len", "proto",
    "pycache", "repr", "setitem", "slots", "str",
];

/// Such names that are English words, too, and may be meant to be bold.
const WORDS: [&str; 18] = [
    "add", "all", "author", "call", "class", "contains", "enter", "exit", "file", "filename",
    "future", "hash", "main", "module", "name", "new", "next", "version",
];

/// Whether underscores belong to a name.
fn is_dunder(written: &str, before: Option<char>, after: Option<char>) -> bool {
    between_underscores(written).is_some_and(|name| {
        NAMES.contains(&name) || WORDS.contains(&name) || is_part_of_code(before, after)
    })
}

fn between_underscores(written: &str) -> Option<&str> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let name = written.strip_prefix("__")?.strip_suffix("__")?;
    (!name.is_empty() && name.bytes().all(is_word)).then_some(name)
}

fn is_part_of_code(before: Option<char>, after: Option<char>) -> bool {
    let beside = |letter: Option<char>, signs: &str| letter.is_some_and(|it| signs.contains(it));
    beside(before, "./\\") || beside(after, "(/\\")
}

/// Whether an author writes bold with underscores: a chapter has bold of words that name nothing.
pub(super) fn bolds_by_underscores(chapter: &Chapter) -> bool {
    let text = &*chapter.text.text;
    let mut found = false;
    each_inline(&chapter.blocks, &mut |inline| {
        found |= matches!(inline.kind, InlineKind::Strong(_)) && {
            let (before, after) = around(text, &inline.at.range());
            let written = &text[inline.at.range()];
            written.starts_with("__") && !is_dunder(written, before, after)
        };
    });
    found
}

/// Whether a finding is of a word that may be either.
pub(super) fn is_of_a_word(finding: &Finding, sources: &Sources) -> bool {
    let Some(span) = finding.span.filter(|_| finding.rule == &LITERAL_MARK) else { return false };
    let (before, after) = around(&sources.get(span.source).text, &span.range());
    between_underscores(sources.text(span)).is_some_and(|name| WORDS.contains(&name))
        && !is_part_of_code(before, after)
}

/// The letters right before and behind a place.
fn around(text: &str, at: &Range<usize>) -> (Option<char>, Option<char>) {
    (text[..at.start].chars().next_back(), text[at.end..].chars().next())
}
