//! Sequence diagrams: who sends what to whom, in order.
//!
//! This file holds the script as plain data. `parse.rs` reads it from text, `columns.rs` and `arrange.rs` give
//! everything its place in the scene of `scene.rs`, `draw.rs` writes the SVG. A step never changes what came before it, so
//! each stage is one walk over the steps.

use super::chart::{Line, Tip};
use super::cursor::About;
use super::tone::Tone;

mod arrange;
mod columns;
mod draw;
mod parse;
mod scene;

pub(super) use draw::draw;
pub(super) use parse::read;

#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) people: Vec<Person>,
    pub(super) steps: Vec<Step>,
    pub(super) groups: Vec<Group>,
    pub(super) about: About,
}

/// A `box` round some participants.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) title: String,
    pub(super) tone: Option<Tone>,
    pub(super) members: Vec<usize>,
}

/// Someone or something with a lifeline, in the order of first mention.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) label: String,
    /// Drawn as a figure instead of a box.
    pub(super) is_actor: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Message(Message),
    Note {
        side: Side,
        from: usize,
        to: usize,
        label: String,
    },
    Activate(usize),
    Deactivate(usize),
    /// `loop`, `alt` and their like, until `End`.
    Begin {
        kind: &'static str,
        label: String,
    },
    /// `else` and its like.
    Divide {
        label: String,
    },
    End,
    /// A tinted stretch without words, until `End`.
    Shade(Option<Tone>),
    /// Someone comes into being with the next message.
    Create(usize),
    /// Someone's lifeline ends with the next message.
    Destroy(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    pub(super) line: Line,
    pub(super) tail: Tip,
    pub(super) head: Tip,
    /// The receiver becomes active, the sender stops being so.
    pub(super) activates: bool,
    pub(super) deactivates: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Over,
    Left,
    Right,
}
