//! Places of everything in a sequence diagram, as plain data, from its top left corner.

use super::super::chart::{Line, Tip};
use super::super::svg::{Point, Rect};
use super::super::text::Words;
use super::super::tone::Tone;

pub(super) const TAB_HEIGHT: f64 = 22.0;
/// Height of the figure above an actor's name.
pub(super) const FIGURE: f64 = 34.0;
/// How far a message to oneself swings out.
pub(super) const LOOP_WIDTH: f64 = 30.0;
/// Between a note's words and its border, to the side and above.
pub(super) const NOTE_PAD: (f64, f64) = (12.0, 8.0);
/// From the heads of a group to its border.
pub(super) const GROUP_PAD: f64 = 8.0;

/// Places of everything, from the top left corner.
#[derive(Default)]
pub(super) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) heads: Vec<Head>,
    /// Below this line the heads are repeated in tall diagrams.
    pub(super) end: f64,
    pub(super) repeats_heads: bool,
    pub(super) bars: Vec<Rect>,
    pub(super) frames: Vec<FrameBox>,
    pub(super) shades: Vec<(Rect, Option<Tone>)>,
    pub(super) groups: Vec<GroupBox>,
    pub(super) notes: Vec<(Rect, Words)>,
    pub(super) arrows: Vec<Arrow>,
}

pub(super) struct Head {
    pub(super) x: f64,
    /// Where the lifeline begins, below the head, and where it ends.
    pub(super) life: (f64, f64),
    /// The lifeline ends in a cross.
    pub(super) is_destroyed: bool,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) words: Words,
    pub(super) is_actor: bool,
}

/// A `box` round participants, with its title's left end.
pub(super) struct GroupBox {
    pub(super) rect: Rect,
    pub(super) tone: Option<Tone>,
    pub(super) title: Words,
}

pub(super) struct Arrow {
    pub(super) points: Vec<Point>,
    pub(super) line: Line,
    pub(super) tail: Tip,
    pub(super) head: Tip,
    pub(super) words: Words,
    /// Middle of the words, or their left end beside an arrow to oneself.
    pub(super) words_at: Point,
    pub(super) is_loop: bool,
}

pub(super) struct FrameBox {
    pub(super) rect: Rect,
    pub(super) kind: &'static str,
    pub(super) tab_width: f64,
    /// Left end of the conditions, clear of the first lifeline.
    pub(super) label_x: f64,
    pub(super) label: Words,
    /// Where `else` and its like divide the frame, with their labels.
    pub(super) dividers: Vec<(f64, Words)>,
}
impl Scene {
    /// Everything, so far to the right.
    pub(super) fn shift(&mut self, by: f64) {
        self.groups.iter_mut().for_each(|group| group.rect.x += by);
        self.shades.iter_mut().for_each(|(rect, _)| rect.x += by);
        self.heads.iter_mut().for_each(|head| head.x += by);
        self.bars.iter_mut().for_each(|bar| bar.x += by);
        self.notes.iter_mut().for_each(|(rect, _)| rect.x += by);
        for frame in &mut self.frames {
            frame.rect.x += by;
            frame.label_x += by;
        }
        for arrow in &mut self.arrows {
            arrow.points.iter_mut().for_each(|at| at.x += by);
            arrow.words_at.x += by;
        }
    }
}
