//! Gives everything in a sequence diagram its place.
//!
//! With its columns known, one walk over the steps sets rows from top to bottom. Blocks such as `alt` grow with what
//! stands in them, so their frames never cut a note or a label.

use super::super::svg::{Rect, count, point};
use super::super::text::{Face, Words, width, wrap};
use super::super::tone::Tone;
use super::columns::{heads, span_of};
use super::scene::{Arrow, FrameBox, GROUP_PAD, GroupBox, LOOP_WIDTH, NOTE_PAD, Scene, TAB_HEIGHT};
use super::{Message, Script, Side, Step};

const BAR: f64 = 10.0;
const BAR_STEP: f64 = 4.0;
const LOOP_HEIGHT: f64 = 20.0;
/// From the outermost content to a frame.
const FRAME_PAD: f64 = 12.0;
/// More room for words that a frame stands close to.
const SLACK: f64 = 1.06;
/// From here on the heads are repeated at the foot.
const TALL: f64 = 700.0;

pub(super) fn arrange(script: &Script) -> Scene {
    let sizes: Vec<Words> = script.steps.iter().map(step_words).collect();
    let titles: Vec<Words> =
        script.groups.iter().map(|group| wrap(&group.title, Face::Strong, 240.0)).collect();
    let mut heads = heads(script, &sizes, &titles);
    let title = titles.iter().map(|title| title.height + GROUP_PAD).fold(0.0, f64::max);
    let title = if script.groups.is_empty() { 0.0 } else { title + GROUP_PAD };
    let is_created = |person: usize| {
        script.steps.iter().any(|step| matches!(step, Step::Create(created) if *created == person))
    };
    let tallest = heads.iter().enumerate().filter(|(person, _)| !is_created(*person));
    let top = title + tallest.map(|(_, head)| head.height).fold(0.0, f64::max);
    for head in &mut heads {
        head.life.0 = top;
    }
    let mut walk = Walk {
        y: top + 18.0,
        line_y: top + 12.0,
        active: vec![Vec::new(); heads.len()],
        open: Vec::new(),
        created: None,
        destroyed: Vec::new(),
        left: heads.iter().map(|head| head.x - head.width / 2.0).fold(f64::MAX, f64::min),
        right: heads.iter().map(|head| head.x + head.width / 2.0).fold(f64::MIN, f64::max),
        scene: Scene { heads, ..Scene::default() },
    };
    for (step, words) in script.steps.iter().zip(sizes) {
        walk.step(step, words);
    }
    walk.finish(script, titles, top - title)
}

fn step_words(step: &Step) -> Words {
    match step {
        Step::Message(message) => {
            let columns = message.from.abs_diff(message.to).max(1);
            wrap(&message.label, Face::Small, 150.0 + 70.0 * count(columns.min(6)))
        }
        Step::Note { from, to, label, .. } => {
            wrap(label, Face::Small, 160.0 + 100.0 * count((to - from).min(4)))
        }
        _ => Words::default(),
    }
}

/// A condition in brackets.
fn case(text: &str) -> Words {
    let text = text.replace('\n', " ");
    if text.is_empty() { Words::default() } else { wrap(&format!("[{text}]"), Face::Small, 260.0) }
}

struct Walk {
    y: f64,
    /// Where the last message ran.
    line_y: f64,
    /// For each person the tops of bars not yet ended.
    active: Vec<Vec<f64>>,
    open: Vec<OpenFrame>,
    /// Comes into being with the next message.
    created: Option<usize>,
    /// End with the next message.
    destroyed: Vec<usize>,
    left: f64,
    right: f64,
    scene: Scene,
}

struct OpenFrame {
    top: f64,
    /// Nothing for a shade, with its tone.
    kind: Result<&'static str, Option<Tone>>,
    label: Words,
    left: f64,
    right: f64,
    /// The first lifeline that has to do with the frame.
    first: f64,
    dividers: Vec<(f64, Words)>,
}

impl Walk {
    fn step(&mut self, step: &Step, words: Words) {
        match step {
            Step::Message(message) => self.message(message, words),
            Step::Note { side, from, to, .. } => self.note(*side, *from, *to, words),
            Step::Activate(person) => self.active[*person].push(self.line_y),
            Step::Deactivate(person) => self.end_bar(*person),
            Step::Begin { kind, label } => {
                self.y += 4.0;
                let label = case(label);
                let below = (label.height + 6.0).max(TAB_HEIGHT) + 8.0;
                self.begin(Ok(kind), label);
                self.y += below;
            }
            Step::Shade(tone) => {
                self.y += 2.0;
                self.begin(Err(*tone), Words::default());
                self.y += 8.0;
            }
            Step::Create(person) => self.created = Some(*person),
            Step::Destroy(person) => self.destroyed.push(*person),
            Step::Divide { label } => {
                self.y += 6.0;
                let label = case(label);
                let below = label.height + 12.0;
                if let Some(open) = self.open.last_mut() {
                    open.dividers.push((self.y, label));
                    self.y += below;
                }
            }
            Step::End => self.end_frame(),
        }
    }

    fn begin(&mut self, kind: Result<&'static str, Option<Tone>>, label: Words) {
        let (left, right, first) = (f64::MAX, f64::MIN, f64::MAX);
        let (top, dividers) = (self.y, Vec::new());
        self.open.push(OpenFrame { top, kind, label, left, right, first, dividers });
    }

    fn message(&mut self, message: &Message, words: Words) {
        let (from, to) = (message.from, message.to);
        let (line, tail, head) = (message.line, message.tail, message.head);
        if from == to {
            self.message_to_self(message, words);
            return self.destroy();
        }
        // Someone who comes into being stands at the arrow's end.
        let created = self.created.take().filter(|person| *person == to);
        let room = created.map_or(0.0, |person| self.scene.heads[person].height / 2.0);
        self.y += (words.height + 4.0).max(room);
        let y = self.y;
        self.line_y = y;
        if message.activates {
            self.active[to].push(y);
        }
        let rightward = from < to;
        let mut points =
            vec![point(self.edge(from, rightward), y), point(self.edge(to, !rightward), y)];
        if let Some(person) = created {
            let head = &mut self.scene.heads[person];
            head.life.0 = y + room;
            points[1].x = head.x - (head.width / 2.0).copysign(if rightward { 1.0 } else { -1.0 });
            self.y += room;
        }
        if message.deactivates {
            self.end_bar(from);
        }
        let (a, b) = (self.scene.heads[from].x, self.scene.heads[to].x);
        let middle = f64::midpoint(a, b);
        self.meet(a.min(b));
        self.widen(
            (a.min(b) - 6.0).min(middle - words.width / 2.0),
            (a.max(b) + 6.0).max(middle + words.width / 2.0),
        );
        let words_at = point(middle, y - 4.0 - words.height / 2.0);
        self.scene.arrows.push(Arrow { points, line, tail, head, words, words_at, is_loop: false });
        self.destroy();
        self.y += 14.0;
    }

    /// Ends the lifelines of those who do not outlive the last message.
    fn destroy(&mut self) {
        for person in std::mem::take(&mut self.destroyed) {
            while !self.active[person].is_empty() {
                self.end_bar(person);
            }
            let head = &mut self.scene.heads[person];
            head.life.1 = self.line_y.max(head.life.0);
            head.is_destroyed = true;
        }
    }

    fn message_to_self(&mut self, message: &Message, words: Words) {
        let person = message.from;
        let height = LOOP_HEIGHT.max(words.height - 6.0);
        let top = self.y + 6.0 + (words.height - height).max(0.0) / 2.0;
        let start = self.edge(person, true);
        if message.activates {
            self.active[person].push(top + height);
        }
        let end = self.edge(person, true);
        let out = start.max(end) + LOOP_WIDTH;
        let bottom = top + height;
        let points =
            vec![point(start, top), point(out, top), point(out, bottom), point(end, bottom)];
        self.line_y = bottom;
        if message.deactivates {
            self.end_bar(person);
        }
        let x = self.scene.heads[person].x;
        self.meet(x);
        self.widen(x - 6.0, out + words.width * SLACK + 8.0);
        let words_at = point(out + 8.0, f64::midpoint(top, bottom));
        let (line, tail, head) = (message.line, message.tail, message.head);
        self.scene.arrows.push(Arrow { points, line, tail, head, words, words_at, is_loop: true });
        self.y = bottom + 14.0;
    }

    fn note(&mut self, side: Side, from: usize, to: usize, words: Words) {
        let (a, b) = (self.scene.heads[from].x, self.scene.heads[to].x);
        let own = (words.width + 2.0 * NOTE_PAD.0).max(40.0);
        let width = if from == to { own } else { own.max(b - a + 56.0) };
        let x = match side {
            Side::Over => f64::midpoint(a, b) - width / 2.0,
            Side::Left => a - width - 14.0,
            Side::Right => a + 14.0,
        };
        let height = words.height + 2.0 * NOTE_PAD.1;
        let rect = Rect { x: x.round(), y: self.y, width, height };
        self.meet(a);
        self.widen(rect.x, rect.x + width);
        self.scene.notes.push((rect, words));
        self.y += height + 12.0;
        self.line_y = self.y - 8.0;
    }

    /// Where an arrow touches a lifeline, or the bar of someone active.
    fn edge(&self, person: usize, right: bool) -> f64 {
        let x = self.scene.heads[person].x;
        match self.active[person].len() {
            0 => x,
            _ if !right => x - BAR / 2.0,
            depth => x + BAR / 2.0 + BAR_STEP * count(depth - 1),
        }
    }

    fn end_bar(&mut self, person: usize) {
        if let Some(top) = self.active[person].pop() {
            let depth = count(self.active[person].len());
            let x = self.scene.heads[person].x - BAR / 2.0 + BAR_STEP * depth;
            let height = (self.line_y - top).max(12.0);
            self.scene.bars.push(Rect { x, y: top, width: BAR, height });
        }
    }

    fn widen(&mut self, left: f64, right: f64) {
        if let Some(open) = self.open.last_mut() {
            open.left = open.left.min(left);
            open.right = open.right.max(right);
        }
        self.left = self.left.min(left);
        self.right = self.right.max(right);
    }

    /// A lifeline has to do with the innermost frame.
    fn meet(&mut self, lifeline: f64) {
        if let Some(open) = self.open.last_mut() {
            open.first = open.first.min(lifeline);
        }
    }

    /// The tab stands to the left of the first lifeline and the conditions to its right, so neither hides it.
    fn end_frame(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        let tab_width = open.kind.map_or(0.0, |kind| (width(kind, Face::Strong) + 20.0).ceil());
        if open.left > open.right {
            let first = self.scene.heads.first().map_or(0.0, |head| head.x);
            (open.left, open.right, open.first) = (first, first, first);
        }
        let left = (open.left - FRAME_PAD).min(open.first - tab_width - BAR).round();
        let label_x = (left + tab_width + 10.0).max(open.first + BAR + 6.0);
        let words =
            open.dividers.iter().map(|(_, words)| words.width).fold(open.label.width, f64::max);
        let right = (open.right + FRAME_PAD).max(label_x + words * SLACK + 12.0).ceil();
        self.y += 4.0;
        let rect = Rect { x: left, y: open.top, width: right - left, height: self.y - open.top };
        self.meet(open.first);
        self.widen(left, right);
        let OpenFrame { kind, label, dividers, .. } = open;
        match kind {
            Ok(kind) => {
                self.scene.frames.push(FrameBox {
                    rect,
                    kind,
                    tab_width,
                    label_x,
                    label,
                    dividers,
                });
            }
            Err(tone) => self.scene.shades.push((rect, tone)),
        }
        self.y += 12.0;
        self.line_y = self.y - 8.0;
    }

    fn finish(mut self, script: &Script, titles: Vec<Words>, tallest: f64) -> Scene {
        for person in 0..self.active.len() {
            while !self.active[person].is_empty() {
                self.line_y = self.line_y.max(self.y - 6.0);
                self.end_bar(person);
            }
        }
        let end = self.y + 6.0;
        let repeats = end > TALL;
        let bottom = if repeats { end + tallest } else { end };
        let has_groups = !script.groups.is_empty();
        let bottom = if has_groups { bottom + GROUP_PAD } else { bottom };
        for (group, title) in script.groups.iter().zip(titles) {
            let (first, last) = span_of(&group.members);
            let (Some(first), Some(last)) =
                (self.scene.heads.get(first), self.scene.heads.get(last))
            else {
                continue;
            };
            let left = first.x - first.width / 2.0 - GROUP_PAD;
            let right = (last.x + last.width / 2.0 + GROUP_PAD)
                .max(left + title.width * SLACK + 2.0 * GROUP_PAD);
            let rect = Rect { x: left, y: 0.0, width: right - left, height: bottom };
            self.scene.groups.push(GroupBox { rect, tone: group.tone, title });
            self.left = self.left.min(left);
            self.right = self.right.max(right);
        }
        let mut scene = self.scene;
        scene.end = end;
        scene.repeats_heads = repeats;
        scene.height = bottom;
        scene.width = (self.right - self.left).ceil();
        for head in scene.heads.iter_mut().filter(|head| !head.is_destroyed) {
            head.life.1 = end;
        }
        scene.shift(-self.left);
        scene
    }
}
