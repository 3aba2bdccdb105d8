//! The parsed text of one chapter as plain data.
//!
//! Made by `parse.rs`, read by every later stage. Positions are byte ranges of the chapter's stitched text;
//! [`Chapter::span`](super::Chapter::span) turns them into spans. Knows nothing of the parser crate's events.

mod walk;
mod words;

use super::markup::Html;
use crate::manifest::callouts::{LAYOUTS, OwnCallout, TAB};
use crate::source::small;
use std::ops::{Deref, Range};
use std::sync::Arc;

pub use walk::{each_block, each_html, each_inline, each_inlines, each_run};
pub(super) use walk::{each_block_mut, each_inlines_mut};
pub use words::{count_words, plain, push_told_blocks, told, told_blocks, words};

pub type At = Range<usize>;

/// Where a piece of a tree stands, in half the room of a range: a long book has millions of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    start: u32,
    end: u32,
}

impl Stretch {
    pub fn start(self) -> usize {
        self.start as usize
    }

    pub fn end(self) -> usize {
        self.end as usize
    }

    pub fn range(self) -> At {
        self.start()..self.end()
    }
}

impl From<At> for Stretch {
    fn from(at: At) -> Self {
        Self { start: small(at.start), end: small(at.end) }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub at: Stretch,
    pub kind: BlockKind,
}

/// Blocks that several may hold; reads like a slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Blocks(Arc<[Block]>);

impl From<Box<[Block]>> for Blocks {
    fn from(blocks: Box<[Block]>) -> Self {
        Self(blocks.into())
    }
}

impl Deref for Blocks {
    type Target = [Block];

    fn deref(&self) -> &[Block] {
        &self.0
    }
}

impl<'b> IntoIterator for &'b Blocks {
    type Item = &'b Block;
    type IntoIter = std::slice::Iter<'b, Block>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// Apart, like most kinds: most blocks are paragraphs, and all take the room of the largest kind.
    Heading(Box<Heading>),
    Paragraph(Box<[Inline]>),
    /// Text of a tight list item or a table-like place: no paragraph around it.
    Plain(Box<[Inline]>),
    Quote(Box<[Block]>),
    Callout(Box<Callout>),
    Code(Box<Code>),
    List(Box<List>),
    Table(Box<Table>),
    Html(Box<Html>),
    Rule,
    Footnote(Box<Footnote>),
    Definitions(Vec<Definition>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    pub label: String,
    /// Unique in the chapter.
    pub id: String,
    pub blocks: Box<[Block]>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Given by the author or made from the text; unique in the chapter.
    pub id: String,
    pub id_given: bool,
    pub classes: Vec<String>,
    pub attributes: Vec<(String, String)>,
    pub inlines: Box<[Inline]>,
}

impl Heading {
    pub fn has(&self, class: &str) -> bool {
        self.classes.iter().any(|known| known == class)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        plain(&self.inlines)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Callout {
    pub kind: CalloutKind,
    /// Whether readers fold it, and whether it is open until they do.
    pub fold: Option<Fold>,
    pub title: Box<[Inline]>,
    pub blocks: Box<[Block]>,
}

/// How a callout that folds is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Open,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalloutKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    Exam,
    Trap,
    Scenario,
    Status,
    /// A part of the text under a tab, beside those next to it.
    Tab,
    /// A list that is laid out as more than a list.
    Layout(Layout),
    /// One of the book's own, by its place in the manifest.
    Own(usize),
}

/// What a list is laid out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Numbered steps, one below the other.
    Steps,
    /// A grid of cards.
    Cards,
    /// Files in their folders.
    Files,
}

impl Layout {
    const ALL: [Self; 3] = [Self::Steps, Self::Cards, Self::Files];

    /// As it stands between the brackets.
    pub fn mark(self) -> &'static str {
        LAYOUTS[self as usize]
    }
}

impl CalloutKind {
    pub const ALL: [(&'static str, CalloutKind); 9] = [
        ("NOTE", Self::Note),
        ("TIP", Self::Tip),
        ("IMPORTANT", Self::Important),
        ("WARNING", Self::Warning),
        ("CAUTION", Self::Caution),
        ("EXAM", Self::Exam),
        ("TRAP", Self::Trap),
        ("SCENARIO", Self::Scenario),
        ("STATUS", Self::Status),
    ];

    /// The kind of a name, in letters of any size; `own` are the book's.
    pub fn of(name: &str, own: &[OwnCallout]) -> Option<Self> {
        let ours = Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if name.eq_ignore_ascii_case(TAB) {
            return Some(Self::Tab);
        }
        let layout =
            Layout::ALL.into_iter().find(|layout| layout.mark().eq_ignore_ascii_case(name));
        if let Some(layout) = layout {
            return Some(Self::Layout(layout));
        }
        let own = || own.iter().position(|own| own.name.eq_ignore_ascii_case(name));
        ours.map(|(_, kind)| *kind).or_else(|| own().map(Self::Own))
    }

    /// As it stands in class names.
    pub fn name(self, own: &[OwnCallout]) -> String {
        let ours =
            || Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("NOTE", |(mark, _)| mark);
        match self {
            Self::Own(place) => format!("own-{}", own[place].name.to_lowercase()),
            _ => ours().to_lowercase(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// First word of the fence's line, in lower case; empty for indented code.
    pub language: String,
    /// Where the fence's line stands (the language and what follows).
    pub info_at: At,
    pub fenced: bool,
    pub options: CodeOptions,
    /// The code itself, ends with a line feed unless empty.
    pub text: String,
    /// For each line of `text`: where it starts in the chapter's text.
    pub lines: Vec<usize>,
}

impl Code {
    /// Whether a line, counted from 1, is kept from readers until they ask.
    pub fn hides(&self, line: usize) -> bool {
        self.options.hidden.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// A range of the code as a range of the chapter's text; nothing for what stands in no line.
    pub fn place(&self, range: Range<usize>) -> Option<At> {
        let start = range.start.min(self.text.len());
        let before = &self.text[..self.text.floor_char_boundary(start)];
        let line = before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let at = *self.lines.get(line)?;
        Some(at + column..at + column + range.len())
    }
}

/// What an author asks of a code block behind the language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeOptions {
    pub title: Option<String>,
    pub caption: Option<String>,
    pub tab: Option<String>,
    pub numbers: bool,
    /// The list after the block explains markers `(1)`, `(2)` in comments.
    pub notes: bool,
    /// One-based line ranges, both ends included.
    pub marked: Vec<(usize, usize)>,
    pub hidden: Vec<(usize, usize)>,
    /// What hidden lines begin with; taken when the block is read.
    pub hides: Option<String>,
    /// Why `check` does not parse the snippet.
    pub skip_check: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// First number of a numbered list.
    pub start: Option<u64>,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub at: Stretch,
    /// Whether a task is done; nothing for an ordinary item.
    pub task: Option<bool>,
    pub blocks: Box<[Block]>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub align: Vec<Align>,
    pub head: Vec<Cell>,
    pub rows: Vec<Box<[Cell]>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    None,
    Start,
    Centre,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub at: Stretch,
    pub inlines: Box<[Inline]>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Made from the term; unique in the chapter.
    pub id: String,
    pub term: Box<[Inline]>,
    pub meanings: Vec<Box<[Block]>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    pub at: Stretch,
    pub kind: InlineKind,
}

impl Inline {
    /// What stands inside of it.
    #[inline]
    pub fn inner(&self) -> &[Inline] {
        match &self.kind {
            InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => {
                inner
            }
            InlineKind::Link(leads) => &leads.inlines,
            _ => &[],
        }
    }
}

/// The size in which an author wants a picture shown; what is not said follows from its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// In pixels.
    Width(u16),
    /// In pixels.
    Height(u16),
    /// Percent of the room that it has.
    Share(u8),
}

/// A link, and where it leads. Apart, as pictures and raw HTML are: most inlines are words, and all take the room of the
/// largest kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Leads {
    pub to: String,
    pub title: String,
    /// Made of an address that stands in the text.
    pub automatic: bool,
    /// What readers click on.
    pub inlines: Box<[Inline]>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub src: String,
    pub title: String,
    pub alt: String,
    pub size: Option<Size>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum InlineKind {
    Text(Box<str>),
    Code(Box<str>),
    Emphasis(Box<[Inline]>),
    Strong(Box<[Inline]>),
    Strike(Box<[Inline]>),
    Link(Box<Leads>),
    Image(Box<Image>),
    Html(Box<Html>),
    SoftBreak,
    HardBreak,
    FootnoteReference(Box<str>),
    Math { tex: Box<str>, display: bool },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn pieces_take_no_more_room_than_they_must() {
        let [block, item, cell, inline] =
            [size_of::<Block>(), size_of::<Item>(), size_of::<Cell>(), size_of::<Inline>()];
        assert_eq!([block, item, cell, inline], [32, 32, 24, 32]);
    }
}
