//! All text the author wrote, by id, and places in it.
//!
//! Every file that can be at fault (chapters, includes, `book.toml`, the data files) is kept here once. A
//! [`Span`] names a range of bytes in one of them; a [`Stitched`] text remembers which file each of its
//! parts came from, so that a span stays on the original text also after an include. Nothing here reads a disk.

use std::borrow::Cow;
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

/// Whether two texts are the same, without a look at them where they are one. The standard library looks at what has no
/// size known beforehand.
pub fn is_same<T: ?Sized + PartialEq>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other) || one == other
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

    /// Which piece a place is in.
    fn piece_at(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1)
    }
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
