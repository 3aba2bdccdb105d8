//! Marks of languages that are not Markdown at all: AsciiDoc, Org and reStructuredText.
//!
//! Most of them are like nothing else. Some may be plain words as well, such as `NOTE: …` or a line of equal signs: of
//! those a chapter is told only where it holds one of the first kind in the same language.

mod asciidoc;
mod org;
mod restructured;

use super::{FOREIGN_MARK, Mark, Words};
use crate::finding::Finding;
use std::ops::Range;

/// Whether a text begins with a link as Org writes it.
pub(super) fn is_org_link(text: &str) -> bool {
    org::link(text).is_some()
}

/// What a chapter says in other languages.
#[derive(Debug, Default)]
pub(super) struct Tongues {
    /// Those that a mark of their own has shown.
    spoken: [bool; 3],
    doubtful: Vec<(Tongue, Finding)>,
}

#[derive(Debug, Clone, Copy)]
enum Tongue {
    AsciiDoc,
    Org,
    Restructured,
}

/// A mark of such a language.
struct Said {
    /// Where it stands in the chapter's text.
    at: Range<usize>,
    /// How much of the words is told with it.
    length: usize,
    /// Whether it can be nothing else.
    sure: bool,
    /// What to do; nothing for the end of what was told at its start.
    help: Option<String>,
    /// What is meant, where that is certain.
    becomes: Option<String>,
}

impl Said {
    /// A mark over `shown` bytes from a place on, of which `length` need no second look.
    fn new(words: Words<'_>, at: usize, shown: usize, length: usize) -> Self {
        let start = words.start + at;
        Self { at: start..start + shown, length, sure: true, help: None, becomes: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn becomes(self, becomes: String) -> Self {
        Self { becomes: Some(becomes), ..self }
    }

    fn doubtful(self) -> Self {
        Self { sure: false, ..self }
    }

    fn sure_if(self, sure: bool) -> Self {
        Self { sure, ..self }
    }
}

impl Tongues {
    /// A mark that begins a line.
    pub(super) fn line(&mut self, words: Words<'_>, at: usize) -> Option<Mark> {
        // All marks begin with ASCII, and of those with a letter none but those with a colon further on are marks, as
        // `NOTE: …` is.
        let first = words.text.as_bytes()[at];
        if !first.is_ascii() || first.is_ascii_alphabetic() && !words.line(at).contains(':') {
            return None;
        }
        self.choose(
            words,
            [
                (org::line(words, at), Tongue::Org),
                (restructured::line(words, at), Tongue::Restructured),
                (asciidoc::line(words, at), Tongue::AsciiDoc),
            ],
        )
    }

    /// A mark anywhere in a text.
    pub(super) fn mark(&mut self, words: Words<'_>, at: usize) -> Option<Mark> {
        match words.text.as_bytes()[at] {
            b'[' => self.choose(
                words,
                [
                    (org::bracket(words, at), Tongue::Org),
                    (asciidoc::bracket(words, at), Tongue::AsciiDoc),
                ],
            ),
            b'<' => self.choose(words, [(asciidoc::reference(words, at), Tongue::AsciiDoc)]),
            b':' | b'{' | b'_' | b'|' | b']' => {
                self.choose(words, [(restructured::mark(words, at), Tongue::Restructured)])
            }
            _ => None,
        }
    }

    /// An underscore that begins or ends what Markdown takes for italics, right behind code.
    pub(super) fn italics(&mut self, words: Words<'_>) -> Option<Finding> {
        let said = restructured::reference(words, 0)?;
        self.hear(words, said, Tongue::Restructured).1
    }

    /// Of what several languages may say with the same letters, that which can be nothing else, or else all of it.
    fn choose<const N: usize>(
        &mut self,
        words: Words<'_>,
        said: [(Option<Said>, Tongue); N],
    ) -> Option<Mark> {
        let mut said: Vec<(Said, Tongue)> =
            said.into_iter().filter_map(|(said, tongue)| Some((said?, tongue))).collect();
        if let Some(sure) = said.iter().position(|(said, _)| said.sure) {
            said = vec![said.swap_remove(sure)];
        }
        let marks = said.into_iter().map(|(said, tongue)| self.hear(words, said, tongue));
        marks.collect::<Vec<_>>().into_iter().min_by_key(|(length, _)| *length)
    }

    fn hear(&mut self, words: Words<'_>, said: Said, tongue: Tongue) -> Mark {
        let Said { at, length, sure, help, becomes } = said;
        self.spoken[tongue as usize] |= sure;
        let Some(help) = help else { return (length, None) };
        let written = &words.chapter.text.text[at.clone()];
        let message = format!("nothing reads `{}`", written.lines().next().unwrap_or_default());
        let finding = FOREIGN_MARK.broken(words.chapter.span(&at), message).help(help);
        let finding = match becomes {
            Some(becomes) => finding.mended(written, becomes),
            None => finding,
        };
        if sure {
            return (length, Some(finding));
        }
        self.doubtful.push((tongue, finding));
        (length, None)
    }

    /// Adds what the chapter as a whole leaves no doubt of.
    pub(super) fn settle(self, findings: &mut Vec<Finding>) {
        let Self { spoken, doubtful } = self;
        let known = doubtful.into_iter().filter(|(tongue, _)| spoken[*tongue as usize]);
        findings.extend(known.map(|(_, finding)| finding));
    }
}

/// Whether a line begins its paragraph.
fn begins(words: Words<'_>, at: usize) -> bool {
    at == 0 && words.before.is_none()
}

/// The line that a place stands in and those below it, whatever they belong to.
fn lines_from(words: Words<'_>, at: usize) -> impl Iterator<Item = &str> {
    let text = &words.chapter.text.text[words.start + at..];
    text.lines().map(str::trim_end)
}

/// The word that ends at a place, whatever it is made of: where it starts.
fn word_before(words: Words<'_>, at: usize) -> usize {
    const LONGEST: usize = 300;
    let text = &words.chapter.text.text;
    let end = words.start + at;
    let from = text.ceil_char_boundary(end.saturating_sub(LONGEST));
    let word = text[from..end].rsplit([' ', '\t', '\n', '(', '"']).next().unwrap_or_default();
    end - word.len()
}
