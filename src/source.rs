//! All text the author wrote, by id, and places in it.
//!
//! Every file that can be at fault (chapters, includes, `book.toml`, the data files) is kept here once. A
//! [`Span`] names a range of bytes in one of them, also where it was put together from several ([`Stitched`]). Nothing
//! here reads a disk.

mod stitched;

pub use stitched::{Stitched, Stitching};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Which text; handed out by [`Sources::add`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: small(range.start), end: small(range.end.max(range.start)) }
    }

    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One text with its name: a path from the book's folder, with `/`.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: Arc<str>,
    /// Where each line begins, worked out when the first place is asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many characters stand before each of its steps, likewise: the lines of some texts are very long.
    letters: OnceLock<Vec<u32>>,
}

/// Bytes between two places of which the characters before are known.
const STEP: usize = 1 << 10;

impl Source {
    fn new(name: String, text: Arc<str>) -> Self {
        Self { name, text, lines: OnceLock::new(), letters: OnceLock::new() }
    }

    /// A line by its number from 0, without its end.
    pub fn line(&self, number: usize) -> Option<&str> {
        let start = *self.lines().get(number)? as usize;
        let end = self.lines().get(number + 1).map_or(self.text.len(), |next| *next as usize);
        Some(self.text[start..end].trim_end_matches('\n'))
    }

    /// The line of a byte, without its end.
    pub fn line_at(&self, at: usize) -> Range<usize> {
        let number = self.lines().partition_point(|&line| line as usize <= at) - 1;
        let start = self.lines()[number] as usize;
        start..start + self.line(number).map_or(0, str::len)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| small(at + 1))).collect()
        })
    }

    /// Line and column of a byte.
    fn place(&self, at: usize) -> Place {
        let start = self.text.floor_char_boundary(at);
        let line = self.lines().partition_point(|&line| line as usize <= start);
        let line_start = self.lines()[line - 1] as usize;
        Place { line, column: self.letters_before(start) - self.letters_before(line_start) + 1 }
    }

    fn letters_before(&self, at: usize) -> usize {
        let steps = self.letters.get_or_init(|| {
            let mut count = 0;
            let steps = self.text.as_bytes().chunks(STEP).map(|step| {
                let before = count;
                count += small(begun(step));
                before
            });
            steps.collect()
        });
        let from = (at / STEP).min(steps.len().saturating_sub(1));
        let before = steps.get(from).map_or(0, |before| *before as usize);
        before + begun(&self.text.as_bytes()[from * STEP..at])
    }
}

/// How many characters begin in some bytes of a text.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

/// A place for people: one-based line, one-based column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// All texts of a book. A copy shares them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Arc<Source>>,
    by_name: Arc<HashMap<String, SourceId>>,
    /// The book's folder as messages name it, with a `/` at its end; empty for the one that the command runs in.
    pub folder: String,
}

impl Sources {
    /// None yet, of a book whose folder messages name so.
    pub fn of(folder: String) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Keeps a text. A text past 4 GB cannot be addressed; `load` refuses files long before that.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(small(self.all.len()));
        let source = Source::new(name.into(), text.into());
        Arc::make_mut(&mut self.by_name).entry(source.name.clone()).or_insert(id);
        self.all.push(source.into());
        id
    }

    /// Gives a text other words under the name and the id that it has.
    pub fn reword(&mut self, id: SourceId, text: Arc<str>) {
        let source = &mut self.all[id.0 as usize];
        *source = Source::new(source.name.clone(), text).into();
    }

    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The text under a span; a span that ends inside a character is widened.
    pub fn text(&self, span: Span) -> &str {
        let text = &*self.get(span.source).text;
        let start = text.floor_char_boundary(span.start as usize);
        &text[start..text.ceil_char_boundary(span.end as usize).max(start)]
    }

    /// Line and column of a span's start.
    pub fn place(&self, span: Span) -> Place {
        self.get(span.source).place(span.start as usize)
    }

    /// All texts by their ids.
    pub fn all(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.all.iter().enumerate().map(|(index, source)| (SourceId(small(index)), &*source.text))
    }

    /// Names of all texts, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Whether the texts have the names of others.
    pub fn has_names_of(&self, other: &Self) -> bool {
        is_same(&self.by_name, &other.by_name)
    }

    /// The first text of a name.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.by_name.get(name).copied()
    }
}

/// Whether two texts are the same, without a look at them where they are one. The standard library looks at what has no
/// size known beforehand.
pub fn is_same<T: ?Sized + PartialEq>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// A place in a text.
pub fn small(number: usize) -> u32 {
    u32::try_from(number).expect("texts past 4 GB are refused when they are read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_far_in_a_long_line_is_counted_in_characters() {
        let mut sources = Sources::default();
        let long = "é".repeat(3_000) + "x\nz" + &"ü€".repeat(2_000) + "y";
        let id = sources.add("a.md", long.as_str());
        let at = |letter: char| {
            let at = long.find(letter).expect("it is in there");
            sources.place(Span::new(id, at..at + 1))
        };
        assert_eq!(at('x'), Place { line: 1, column: 3_001 });
        assert_eq!(at('z'), Place { line: 2, column: 1 });
        assert_eq!(at('y'), Place { line: 2, column: 4_002 });
        assert_eq!(sources.get(id).line_at(6_002), 6_002..long.len());
    }
}
