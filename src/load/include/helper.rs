//! `{{#name …}}`: which helper a text asks for, and of which file.
//!
//! Our own Markdown has one, `{{#include file}}`, in one spelling. In mdBook's there are four, and blanks where an author
//! likes them.

use std::ops::Range;

/// What a marker asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HelperKind {
    /// The file, or a part of it.
    Include,
    /// The whole file, as hidden lines but for the part that is asked for.
    Rustdoc,
    /// The file as a block of Rust code.
    Playground,
    /// What the page is called in browsers.
    Title,
}

/// A marker in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Helper<'t> {
    pub(super) kind: HelperKind,
    /// What stands behind the name.
    pub(super) wanted: &'t str,
    /// The braces included.
    pub(super) at: Range<usize>,
}

/// The words of a marker may be this far apart.
const REACH: usize = 1000;

/// The helper of mdBook that opens at `start`, where two braces stand.
pub(super) fn of_mdbook(text: &str, start: usize) -> Option<Helper<'_>> {
    let limit = text.floor_char_boundary((start + REACH).min(text.len()));
    let inner = &text[start + 2..limit];
    let close = inner.find('}').filter(|close| inner[*close..].starts_with("}}"))?;
    let said = inner[..close].trim_start().strip_prefix('#')?;
    let (name, wanted) = said.split_at(said.find(char::is_whitespace)?);
    let kind = match name {
        "include" => HelperKind::Include,
        "rustdoc_include" => HelperKind::Rustdoc,
        "playground" | "playpen" => HelperKind::Playground,
        "title" => HelperKind::Title,
        _ => return None,
    };
    let wanted = wanted.trim();
    (!wanted.is_empty()).then_some(Helper { kind, wanted, at: start..start + 2 + close + 2 })
}

/// The words that a helper of mdBook behind a file's name adds to its block of code.
pub(super) fn attributes(wanted: &str) -> (&str, String) {
    let mut words = wanted.split_whitespace();
    let file = words.next().unwrap_or_default();
    let rest = words.fold(String::new(), |rest, word| rest + "," + word);
    (file, rest)
}
