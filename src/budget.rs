//! How much of everything a book may ask for.
//!
//! Every limit that protects the program from a text stands here, so that one page shows what a book can cost. What
//! goes past a limit is a finding with its place, raised where the text is read; nothing here measures anything.

/// Bytes of one file of the book.
pub const FILE: u64 = 64 << 20;

/// Files that include one another, the chapter counted.
pub const INCLUDE_LEVELS: usize = 10;

/// Bytes of one chapter with all of its includes in place.
pub const INCLUDED_TEXT: usize = 64 << 20;

/// Blocks inside one another: quotes, lists, callouts.
pub const BLOCK_LEVELS: usize = 100;

/// Emphasis, links and pictures inside one another, the blocks around them counted.
pub const INLINE_LEVELS: usize = 200;
