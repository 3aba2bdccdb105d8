//! Pieces of a page that need no book: coloured code, formulas, diagrams, escaping.
//!
//! Each takes a text and gives HTML or a fault with its place in that text. They stand before `check`, which reports the
//! faults, and before `render`, which puts the pieces into pages.

pub mod cache;
pub mod code;
pub mod filter;
pub mod math;
pub mod nesting;
pub mod policy;
pub mod style;
