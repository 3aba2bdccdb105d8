//! Marks that the parser crate takes for its own and that are text: braces at the end of a heading in which nothing is
//! named, colons that define nothing, and options of a command that begin with two dashes.

use super::doc::At;
use pulldown_cmark::{Event, Tag};

/// Stands for a covered mark: a letter that means nothing to Markdown and, like the marks, is punctuation.
pub(super) const COVER: u8 = b',';

/// Whether a text has anything to look at, which most texts have not.
pub(super) fn possible(text: &str) -> bool {
    const BEFORE: [char; 3] = [' ', '\t', '>'];
    let begins_line = |at: usize| {
        let before = text[..at].trim_end_matches(BEFORE);
        before.is_empty() || before.ends_with('\n')
    };
    let ends_heading = |at: usize| {
        let behind = text[at + 1..].trim_start_matches(|it: char| it != '\n' && it.is_whitespace());
        if !behind.is_empty() && !behind.starts_with('\n') {
            return false;
        }
        let line = &text[text[..at].rfind('\n').map_or(0, |before| before + 1)..];
        let inner = line.trim_start_matches(BEFORE);
        let next = behind.get(1..).unwrap_or_default();
        inner.starts_with(['#', '-', '*', '+'])
            || inner.starts_with(|letter: char| letter.is_ascii_digit())
            || next.trim_start_matches(BEFORE).starts_with(['=', '-'])
    };
    // From mark to mark, which are fewer than lines.
    memchr::memchr2_iter(b':', b'}', text.as_bytes()).any(|at| match text.as_bytes()[at] {
        b':' => begins_line(at),
        _ => ends_heading(at),
    })
}

/// Places of the marks that are text; `events` are those of the whole text.
pub(super) fn find<'e>(text: &str, events: impl Iterator<Item = (Event<'e>, At)>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut term: Option<Term> = None;
    for (event, at) in events {
        match event {
            Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                let named = id.is_some()
                    || !classes.is_empty()
                    || attrs.iter().any(|(_, value)| value.is_some());
                found.extend(closing_brace(text, &at, named));
            }
            Event::Start(Tag::DefinitionListTitle) => {
                term = Some(Term::new(text, at));
            }
            Event::Start(Tag::DefinitionListDefinition) => {
                let colon = text[at.start..].find(':').map(|length| at.start + length);
                let Some(colon) = colon.filter(|colon| *colon < at.end) else { continue };
                let meaning = &text[colon + 1..at.end];
                let apart = meaning.is_empty() || meaning.starts_with([' ', '\t', '\n']);
                if !apart || term.as_ref().is_some_and(|term| !term.has(meaning)) {
                    found.push(colon);
                }
            }
            // A mark that finds no partner within the term may have it behind the colon.
            Event::Text(words) if words.contains('`') => {
                if let Some(term) = &mut term {
                    term.open_code |= term.at.contains(&at.start);
                }
            }
            _ => {}
        }
    }
    found
}

/// What stands above a colon.
struct Term {
    at: At,
    /// Whether it is short and no sentence.
    reads: bool,
    open_code: bool,
    open_link: bool,
}

impl Term {
    fn new(text: &str, at: At) -> Self {
        const LINES: usize = 3;
        const LETTERS: usize = 100;
        const WORDS: usize = 3;
        const STOPS: [char; 12] =
            ['.', '?', '!', ':', ';', ',', '。', '？', '！', '：', '；', '，'];
        let words = text[at.clone()].trim();
        let short = words.lines().count() <= LINES
            && words.lines().all(|line| line.chars().count() <= LETTERS);
        // An abbreviation may end with a full stop.
        let sentence = words.ends_with(STOPS) && words.split_whitespace().nth(WORDS).is_some();
        let open_link = words.matches('[').count() > words.matches(']').count();
        Self { at, reads: short && !sentence, open_code: false, open_link }
    }

    /// Whether it is a term that a colon gives this meaning.
    fn has(&self, meaning: &str) -> bool {
        self.reads
            && !(self.open_code && meaning.contains('`'))
            && !(self.open_link && meaning.contains(']'))
    }
}

/// The brace that ends a heading's words, where the parser crate took what it closes for attributes: none are `named`
/// there, or its partner has a backslash before it.
pub(super) fn closing_brace(text: &str, at: &At, named: bool) -> Option<usize> {
    let mut line = text[at.clone()].trim_end();
    if !line.starts_with('#') {
        // The rule below a heading of the other kind.
        line = line.rsplit_once('\n').map_or(line, |(words, _)| words).trim_end();
    }
    let inner = line.strip_suffix('}')?;
    let open = inner.rfind(['{', '}', '<', '>', '\\', '\n'])?;
    let is_text = !named || is_escaped(inner, open);
    (is_text && inner[open..].starts_with('{')).then(|| at.start + inner.len())
}

/// Whether a letter has a backslash before it that is none itself.
pub(super) fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether a dash of typography stands for the two of a command's option, such as `--dry-run`.
pub(super) fn is_option(text: &str, at: &At) -> bool {
    let before = text[..at.start].chars().next_back();
    let opens = before.is_none_or(|before| {
        before.is_whitespace() || matches!(before, '(' | '[' | '{' | '*' | '_' | '/' | '|' | '=')
    });
    &text[at.clone()] == "--"
        && opens
        && text[at.end..].starts_with(|letter: char| letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_may_be_text_begin_or_end_a_line() {
        for text in [
            ": a",
            "a\n> \t: b",
            "# A {x}",
            "1. A {x} \t\n",
            "> - A {}\r\n",
            "A {x}\n===",
            "A }\n> - b",
        ] {
            assert!(possible(text), "{text}");
        }
        for text in ["", "a: b", "# A {x} b", "A {x}\n\n- b", "A }\nb", "}", "# {a}\u{a0}b"] {
            assert!(!possible(text), "{text}");
        }
    }
}
