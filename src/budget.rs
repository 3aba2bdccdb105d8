//! How much of everything a book may ask for.
//!
//! Every limit that protects the program from a text stands here, so that one page shows what a book can cost. What
//! goes past a limit is a finding with its place. Limits count bytes, levels or steps, never time, so that the same sources
//! give the same findings on every machine; nothing here measures anything.

/// Bytes of one file of the book.
pub const FILE: u64 = 64 << 20;

/// Files that include one another, the chapter counted.
pub const INCLUDE_LEVELS: usize = 10;

/// Shortcodes inside one another.
pub const SHORTCODE_LEVELS: usize = 20;

/// Pieces of one chapter: blocks, marks and the texts between them. Ours have one for every ten bytes; a chapter of 32 MB
/// that is all marks would take gigabytes.
pub const CHAPTER_PIECES: usize = 5_000_000;

/// Bytes that includes may bring into one chapter.
pub const INCLUDED_TEXT: usize = 8 << 20;

/// Bytes that includes may bring into all chapters of a book.
pub const INCLUDED_IN_BOOK: usize = 64 << 20;

/// Pixels of a picture that is made smaller, which takes four bytes for each of them.
#[cfg_attr(not(feature = "pictures"), allow(dead_code, reason = "none is made smaller then"))]
pub const PICTURE_PIXELS: usize = 100_000_000;

/// Bytes of a drawing that is read as a browser would read it; a larger one is taken on trust.
pub const DRAWING_BYTES: usize = 4 << 20;

/// Bytes that a program may give back for a book, or say beside it. A book of 64 MB comes back as JSON of twice that.
pub const PROGRAM_BYTES: u64 = 128 << 20;

/// Values inside one another in front matter.
pub const DATA_LEVELS: usize = 64;

/// Blocks inside one another: quotes, lists, callouts.
pub const BLOCK_LEVELS: usize = 100;

/// Emphasis, links and pictures inside one another, the blocks around them counted.
pub const INLINE_LEVELS: usize = 200;

/// Work that colouring a block may take, whatever its size; one unit is a byte looked at by one rule of a syntax.
pub const COLOUR_BASE: u64 = 8_000_000;
/// Work on top of it for each byte of the block. Ordinary code takes 20 to 400 in all.
pub const COLOUR_PER_BYTE: u64 = 1_000;
/// A block of code past this many bytes is shown plain: no reader studies it for its colours.
pub const COLOUR_BYTES: usize = 256 << 10;

/// Turns of loops that one of the book's own templates may take on one page. Ours take one for each chapter at most.
pub const TEMPLATE_STEPS: u64 = 1_000_000;

/// Elements of raw HTML inside one another, the blocks around them counted.
pub const HTML_LEVELS: usize = 200;

/// Groups and commands of one formula that may lie inside each other, as far as one can tell without setting it.
pub const FORMULA_STEPS_DOWN: usize = 10_000;
/// How often macros of one formula may be put in place; as many as other programs allow.
pub const FORMULA_EXPANSIONS: usize = 1000;
/// Bytes of one formula with all of its macros in place.
pub const FORMULA_BYTES: usize = 1 << 18;
/// Elements of one formula inside each other.
pub const FORMULA_ELEMENTS: usize = 256;
