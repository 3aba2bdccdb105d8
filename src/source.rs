//! All text the author wrote, by id, and places in it.
//!
//! Every file that can be at fault (chapters, includes, `book.toml`, the data files) is kept here once. A
//! [`Span`] names a range of bytes in one of them; a [`Stitched`] text remembers which file each of its
//! parts came from, so that a span stays on the original text also after an include. Nothing here reads a disk.

use std::collections::BTreeMap;
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

/// One text with the name that messages give it: a path from the book's folder, with `/`.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: Arc<str>,
    /// Where each line begins, worked out when the first place is asked for.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// A line by its number from 0, without its end.
    pub fn line(&self, number: usize) -> Option<&str> {
        let start = *self.lines().get(number)? as usize;
        let end = self.lines().get(number + 1).map_or(self.text.len(), |next| *next as usize);
        Some(self.text[start..end].trim_end_matches('\n'))
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| small(at + 1))).collect()
        })
    }
}

/// A place for people: one-based line, one-based column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Source>,
    by_name: BTreeMap<String, SourceId>,
}

impl Sources {
    /// Keeps a text. A text past 4 GB cannot be addressed; `load` refuses files long before that.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(small(self.all.len()));
        let source = Source { name: name.into(), text: text.into(), lines: OnceLock::new() };
        self.by_name.entry(source.name.clone()).or_insert(id);
        self.all.push(source);
        id
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
        let source = self.get(span.source);
        let start = source.text.floor_char_boundary(span.start as usize);
        let line = source.lines().partition_point(|&line| line as usize <= start);
        let line_start = source.lines()[line - 1] as usize;
        Place { line, column: source.text[line_start..start].chars().count() + 1 }
    }

    /// All texts by their ids.
    pub fn all(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.all.iter().enumerate().map(|(index, source)| (SourceId(small(index)), &*source.text))
    }

    /// Names of all texts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The first text of a name.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.by_name.get(name).copied()
    }
}

/// Text put together from several sources. Cheap to copy, and quickly known to be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stitched {
    pub text: Arc<str>,
    /// Ordered by `at`; the first one starts at 0.
    pieces: Arc<[Piece]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where the piece starts in the stitched text.
    at: usize,
    source: SourceId,
    /// Where it starts in its source.
    from: usize,
}

/// A text that is being put together.
#[derive(Debug)]
pub struct Stitching {
    text: String,
    pieces: Vec<Piece>,
}

impl Stitching {
    /// Nothing yet; a text that stays empty counts as one of `source`.
    pub fn new(source: SourceId) -> Self {
        Self { text: String::new(), pieces: vec![Piece { at: 0, source, from: 0 }] }
    }

    /// Adds `text`, which stands at byte `from` of `source`.
    pub fn push(&mut self, source: SourceId, from: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.pieces.clear();
        }
        self.pieces.push(Piece { at: self.text.len(), source, from });
        self.text.push_str(text);
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn finish(self) -> Stitched {
        Stitched { text: self.text.into(), pieces: self.pieces.into() }
    }
}

impl Stitched {
    /// A text that is one source from end to end.
    pub fn whole(source: SourceId, text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), pieces: Arc::new([Piece { at: 0, source, from: 0 }]) }
    }

    pub fn empty(source: SourceId) -> Self {
        Self::whole(source, "")
    }

    /// Where a range of the stitched text stands in what the author wrote. A range over a seam is cut at it.
    pub fn span(&self, range: Range<usize>) -> Span {
        let index = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let piece = self.pieces[index];
        let limit = self.pieces.get(index + 1).map_or(usize::MAX, |next| next.at);
        let shift = |at: usize| at.saturating_sub(piece.at) + piece.from;
        Span::new(piece.source, shift(range.start)..shift(range.end.min(limit)))
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("texts past 4 GB are refused when they are read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_after_an_include_points_at_the_original_text() {
        let mut sources = Sources::default();
        let outer = sources.add("a.md", "one\nINCLUDE\nthree");
        let inner = sources.add("b.md", "zero\ntwo");
        let mut text = Stitching::new(outer);
        text.push(outer, 0, "one\n");
        text.push(inner, 5, "two");
        text.push(outer, 11, "\nthree");
        let text = text.finish();
        assert_eq!(&*text.text, "one\ntwo\nthree");
        assert_eq!(sources.text(text.span(4..7)), "two");
        assert_eq!(text.span(4..7).source, inner);
        let three = text.span(8..13);
        assert_eq!(sources.text(three), "three");
        assert_eq!(sources.place(three), Place { line: 3, column: 1 });
    }
}
