//! Text put together from several files.
//!
//! A [`Stitched`] text remembers which file each of its parts came from, so that a span stays on what the author wrote
//! also after an include.

use super::{SourceId, Sources, Span, is_same};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Text put together from several sources. Cheap to copy, and quickly known to be the same.
#[derive(Debug, Clone, Eq)]
pub struct Stitched {
    pub text: Arc<str>,
    /// Ordered by `at`; the first one starts at 0.
    pieces: Arc<[Piece]>,
    /// What the text says its page is called in browsers, where that is not its heading.
    pub page_title: Option<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where the piece starts in the stitched text.
    at: usize,
    source: SourceId,
    /// Where it starts in its source.
    from: usize,
    /// Bytes of the source that all of the piece stands for; nothing where it stands letter by letter.
    whole: Option<usize>,
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
        Self { text: String::new(), pieces: vec![Piece { at: 0, source, from: 0, whole: None }] }
    }

    /// Adds `text`, which stands at byte `from` of `source`.
    pub fn push(&mut self, source: SourceId, from: usize, text: &str) {
        self.add(Piece { at: self.text.len(), source, from, whole: None }, text);
    }

    /// Adds `text`, all of which stands for a place that the author wrote something else at.
    pub fn stand_for(&mut self, span: Span, text: &str) {
        let Range { start, end } = span.range();
        let (at, source) = (self.text.len(), span.source);
        self.add(Piece { at, source, from: start, whole: Some(end - start) }, text);
    }

    /// Adds a part of a text that is put together already, with the places that it has there.
    pub fn copy(&mut self, text: &Stitched, range: Range<usize>) {
        let first = text.piece_at(range.start);
        let ends = text.pieces[first + 1..].iter().map(|piece| piece.at).chain([usize::MAX]);
        for (piece, end) in text.pieces[first..].iter().zip(ends) {
            let start = piece.at.max(range.start);
            let end = end.min(range.end);
            if start >= end {
                break;
            }
            let from =
                if piece.whole.is_some() { piece.from } else { piece.from + start - piece.at };
            self.add(Piece { at: self.text.len(), from, ..*piece }, &text.text[start..end]);
        }
    }

    fn add(&mut self, piece: Piece, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.pieces.clear();
        }
        self.pieces.push(piece);
        self.text.push_str(text);
    }

    /// Takes everything away again that was added behind the first `length` bytes.
    pub fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        let kept = self.pieces.partition_point(|piece| piece.at < length).max(1);
        self.pieces.truncate(kept);
    }

    /// How many bytes there are so far.
    pub fn length(&self) -> usize {
        self.text.len()
    }

    pub fn finish(self) -> Stitched {
        Stitched { text: self.text.into(), pieces: self.pieces.into(), page_title: None }
    }
}

impl PartialEq for Stitched {
    fn eq(&self, other: &Self) -> bool {
        is_same(&self.text, &other.text)
            && is_same(&self.pieces, &other.pieces)
            && self.page_title == other.page_title
    }
}

impl Stitched {
    /// A text that is one source from end to end.
    pub fn whole(source: SourceId, text: impl Into<Arc<str>>) -> Self {
        let pieces = Arc::new([Piece { at: 0, source, from: 0, whole: None }]);
        Self { text: text.into(), pieces, page_title: None }
    }

    pub fn empty(source: SourceId) -> Self {
        Self::whole(source, "")
    }

    /// The texts that it is put together from, some of them more than once.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> + use<> {
        let pieces = Arc::clone(&self.pieces);
        (0..pieces.len()).map(move |place| pieces[place].source)
    }

    /// The source that it is from end to end.
    pub fn all_of(&self, sources: &Sources) -> Option<SourceId> {
        let [Piece { source, from: 0, whole: None, .. }] = *self.pieces else { return None };
        is_same(&sources.get(source).text, &self.text).then_some(source)
    }

    /// What tells it from every other text, whatever numbers the sources have: a later run knows it again by this.
    pub fn known_by<'s>(&'s self, sources: &'s Sources) -> Vec<Cow<'s, str>> {
        let mut known = vec![Cow::Borrowed(&*self.text)];
        if self.all_of(sources).is_some() {
            return known;
        }
        // Each source once: a text of many pieces has few of them.
        let mut numbers = HashMap::new();
        for Piece { at, source, from, whole } in self.pieces.iter() {
            let next = numbers.len();
            let number = *numbers.entry(*source).or_insert_with(|| {
                known.push(Cow::Borrowed(&*sources.get(*source).text));
                next
            });
            known.push(format!("{at} {number} {from} {whole:?}").into());
        }
        known
    }

    /// Where a range of the stitched text stands in what the author wrote. A range over a seam is cut at it.
    pub fn span(&self, range: Range<usize>) -> Span {
        let index = self.piece_at(range.start);
        let piece = self.pieces[index];
        if let Some(length) = piece.whole {
            return Span::new(piece.source, piece.from..piece.from + length);
        }
        let limit = self.pieces.get(index + 1).map_or(usize::MAX, |next| next.at);
        let shift = |at: usize| at.saturating_sub(piece.at) + piece.from;
        Span::new(piece.source, shift(range.start)..shift(range.end.min(limit)))
    }

    /// Where in `own`, the source of the text itself, the part begins that a span of another source lies in: an include,
    /// mostly. Nothing for what is `own`, or no part at all.
    pub fn put_in_at(&self, span: Span, own: SourceId) -> Option<usize> {
        if span.source == own {
            return None;
        }
        let ends = self.pieces[1..].iter().map(|next| next.at).chain([self.text.len()]);
        let length = |piece: &Piece, end: usize| piece.whole.unwrap_or(end - piece.at);
        let mut behind = 0;
        for (piece, end) in self.pieces.iter().zip(ends) {
            let in_source = piece.from..piece.from + length(piece, end);
            if piece.source == own {
                behind = in_source.end;
            } else if piece.source == span.source && in_source.contains(&span.range().start) {
                return Some(behind);
            }
        }
        None
    }

    /// Which piece a place is in.
    fn piece_at(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
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
        assert_eq!(text.put_in_at(text.span(5..6), outer), Some("one\n".len()));
        assert_eq!(text.put_in_at(three, outer), None, "it is its own");
    }

    #[test]
    fn what_stands_for_a_place_is_found_there_also_in_a_copy() {
        let mut sources = Sources::default();
        let id = sources.add("a.md", "one MARK three");
        let mut text = Stitching::new(id);
        text.push(id, 0, "one ");
        text.stand_for(Span::new(id, 4..8), "much longer");
        text.push(id, 8, " three");
        let text = text.finish();
        let mut copy = Stitching::new(id);
        copy.copy(&text, 2..21);
        let copy = copy.finish();
        assert_eq!(&*copy.text, "e much longer three");
        for (word, place) in [("e ", "e "), ("longer", "MARK"), ("three", "three")] {
            let at = copy.text.find(word).expect("it is in there");
            assert_eq!(sources.text(copy.span(at..at + word.len())), place);
        }
    }
}
