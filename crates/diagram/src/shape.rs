//! The shapes of a flow chart's nodes: how large each must be for its words, where an arrow meets its border,
//! and its outline.
//!
//! Sizes are whole even numbers, so that middles fall on whole pixels and straight lines stay crisp. A label is
//! wrapped to the shape: a question breaks its line earlier than a box, because only a diamond's middle is wide.

use super::card::Measured;
use super::chart::{Direction, Node, Shape};
use super::svg::{Path, Point, Rect, Svg, point};
use super::text::{Face, Words, wrap};

/// A node with its words and the size of the shape round them.
#[derive(Clone, Debug)]
pub(super) struct Sized {
    pub(super) shape: Shape,
    pub(super) words: Words,
    pub(super) width: f64,
    pub(super) height: f64,
    card: Measured,
}

const CORNER: f64 = 8.0;
const LID: f64 = 7.0;
const BAR: f64 = 8.0;
const SLANT: f64 = 14.0;
/// Between the two lines of a double circle.
const RING: f64 = 4.0;

impl Sized {
    /// `busiest` is the number of arrows on the node's busiest side; each needs a little room of its own.
    pub(super) fn new(node: &Node, direction: Direction, busiest: usize) -> Sized {
        let widest = match (node.shape, direction) {
            (Shape::Question, _) => 150.0,
            (Shape::Circle | Shape::DoubleCircle, _) => 132.0,
            (Shape::Card, _) => 320.0,
            (_, Direction::Down) => 200.0,
            (_, Direction::Right) => 130.0,
        };
        let face = match node.shape {
            Shape::Card => Face::Strong,
            Shape::Note => Face::Small,
            _ => Face::Label,
        };
        let words = wrap(&node.label, face, widest);
        let card = match node.shape {
            Shape::Card => node.card.measure(&words),
            _ => Measured::default(),
        };
        let (w, h) = (words.width, words.height.max(Face::Label.line_height()));
        let (width, height): (f64, f64) = match node.shape {
            Shape::Plain | Shape::Rounded => (w + 28.0, h + 22.0),
            Shape::Stadium => (w + 26.0 + h * 0.5, h + 22.0),
            Shape::Question => {
                const FLATNESS: f64 = 1.9;
                let height = (w + 14.0) / FLATNESS + h + 6.0;
                (height * FLATNESS, height)
            }
            Shape::Store => (w + 32.0, h + 22.0 + 2.0 * LID),
            Shape::Sub => (w + 28.0 + 2.0 * BAR, h + 22.0),
            Shape::Circle => {
                let diameter = (w * w + h * h).sqrt() + 12.0;
                (diameter, diameter)
            }
            Shape::Hexagon => (w + 24.0 + (h + 22.0) * 0.6, h + 22.0),
            Shape::DoubleCircle => {
                let diameter = (w * w + h * h).sqrt() + 12.0 + 2.0 * RING;
                (diameter, diameter)
            }
            Shape::Slanted | Shape::Leaning | Shape::Trapezoid | Shape::Funnel => {
                (w + 28.0 + 2.0 * SLANT, h + 22.0)
            }
            Shape::Flag => (w + 28.0 + SLANT, h + 22.0),
            Shape::Card => (card.width, card.height),
            Shape::Note => (w + 24.0, h + 16.0),
            Shape::Start => (16.0, 16.0),
            Shape::Final => (20.0, 20.0),
            Shape::Choice => (32.0, 32.0),
            Shape::Bar => match direction {
                Direction::Down => (72.0, 8.0),
                Direction::Right => (8.0, 72.0),
            },
        };
        let busy = f64::from(u32::try_from(busiest).unwrap_or(u32::MAX)) * 12.0 + 24.0;
        let (width, height) = match (direction, node.shape) {
            (
                _,
                Shape::Question
                | Shape::Circle
                | Shape::DoubleCircle
                | Shape::Start
                | Shape::Final
                | Shape::Choice,
            ) => (width, height),
            (Direction::Down, _) => (width.max(busy), height),
            (Direction::Right, _) => (width, height.max(busy)),
        };
        let (least_width, least_height) =
            if node.shape.is_mark() { (0.0, 0.0) } else { (56.0, 40.0) };
        Sized {
            shape: node.shape,
            words,
            width: even(width.max(least_width)),
            height: even(height.max(least_height)),
            card,
        }
    }

    /// From the middle to the border, straight up or down, `aside` of the middle.
    pub(super) fn reach_up(&self, aside: f64) -> f64 {
        let (half_width, half_height) = (self.width / 2.0, self.height / 2.0);
        let aside = aside.abs().min(half_width);
        match self.shape {
            Shape::Plain
            | Shape::Sub
            | Shape::Rounded
            | Shape::Slanted
            | Shape::Leaning
            | Shape::Trapezoid
            | Shape::Funnel
            | Shape::Flag
            | Shape::Card
            | Shape::Note
            | Shape::Bar => half_height,
            Shape::Stadium => round_end(half_height, half_width - half_height, aside),
            Shape::Circle | Shape::DoubleCircle | Shape::Start | Shape::Final => {
                round_end(half_height, 0.0, aside)
            }
            Shape::Question | Shape::Choice => half_height * (1.0 - aside / half_width),
            Shape::Store => {
                let part = aside / half_width;
                half_height - LID + LID * (1.0 - part * part).max(0.0).sqrt()
            }
            Shape::Hexagon => {
                let inset = self.inset();
                half_height * ((half_width - aside) / inset).min(1.0)
            }
        }
    }

    /// From the middle to the border, straight to the right or the left, `aside` of the middle.
    pub(super) fn reach_out(&self, aside: f64) -> f64 {
        let (half_width, half_height) = (self.width / 2.0, self.height / 2.0);
        let aside = aside.abs().min(half_height);
        match self.shape {
            Shape::Plain
            | Shape::Sub
            | Shape::Rounded
            | Shape::Store
            | Shape::Flag
            | Shape::Card
            | Shape::Note
            | Shape::Bar => half_width,
            Shape::Stadium => half_width - half_height + round_end(half_height, 0.0, aside),
            Shape::Circle | Shape::DoubleCircle | Shape::Start | Shape::Final => {
                round_end(half_width, 0.0, aside)
            }
            Shape::Question | Shape::Choice => half_width * (1.0 - aside / half_height),
            Shape::Hexagon => half_width - self.inset() * aside / half_height,
            Shape::Slanted | Shape::Leaning | Shape::Trapezoid | Shape::Funnel => {
                half_width - SLANT / 2.0
            }
        }
    }

    /// How far from its middle the shape's flat sides take arrows, from above or from the side.
    pub(super) fn room(&self, direction: Direction) -> f64 {
        let half = match direction {
            Direction::Down => self.width / 2.0,
            Direction::Right => self.height / 2.0,
        };
        match self.shape {
            Shape::Question | Shape::Choice => half * 0.5,
            Shape::Circle | Shape::DoubleCircle | Shape::Start | Shape::Final => half * 0.7,
            Shape::Hexagon | Shape::Stadium => (half - self.inset().max(CORNER)).max(half * 0.4),
            Shape::Slanted | Shape::Leaning | Shape::Trapezoid | Shape::Funnel | Shape::Flag => {
                half - SLANT - 4.0
            }
            Shape::Bar => half - 4.0,
            Shape::Plain
            | Shape::Rounded
            | Shape::Store
            | Shape::Sub
            | Shape::Card
            | Shape::Note => half - CORNER,
        }
    }

    fn inset(&self) -> f64 {
        self.height * 0.3
    }

    pub(super) fn draw(&self, svg: &mut Svg, centre: Point) {
        const CLASS: &str = "gw-d-shape";
        let (half_width, half_height) = (self.width / 2.0, self.height / 2.0);
        let (left, right) = (centre.x - half_width, centre.x + half_width);
        let (top, bottom) = (centre.y - half_height, centre.y + half_height);
        let rect = Rect { x: left, y: top, width: self.width, height: self.height };
        let mut words_at = centre;
        match self.shape {
            Shape::Plain => svg.rect(CLASS, rect, 3.0),
            Shape::Rounded => svg.rect(CLASS, rect, CORNER + 2.0),
            Shape::Stadium => svg.rect(CLASS, rect, half_height),
            Shape::Circle => svg.circle(CLASS, centre, half_width),
            Shape::Sub => {
                svg.rect(CLASS, rect, 3.0);
                let (inner_left, inner_right) = (left + BAR, right - BAR);
                let bars = Path::at(point(inner_left, top)).to(point(inner_left, bottom));
                svg.path(
                    "gw-d-rule",
                    &bars.then(point(inner_right, top)).to(point(inner_right, bottom)),
                );
            }
            Shape::Card => return self.card.draw(svg, rect, &self.words),
            Shape::Note => {
                svg.rect("gw-d-note", rect, 2.0);
                svg.line("gw-d-note-edge", point(left, top), point(left, bottom));
                return svg.words(
                    "gw-d-note-text",
                    &self.words,
                    Face::Small,
                    centre,
                    super::svg::Anchor::Middle,
                );
            }
            Shape::Start => svg.circle("gw-d-dot", centre, half_width),
            Shape::Bar => svg.rect("gw-d-dot", rect, 2.0),
            Shape::Final => {
                svg.circle(CLASS, centre, half_width);
                svg.circle("gw-d-dot", centre, half_width - 4.0);
            }
            Shape::Question | Shape::Choice => {
                let path = Path::at(point(centre.x, top)).to(point(right, centre.y));
                svg.path(
                    CLASS,
                    &path.to(point(centre.x, bottom)).to(point(left, centre.y)).closed(),
                );
            }
            Shape::Hexagon => {
                let (inner_left, inner_right) = (left + self.inset(), right - self.inset());
                let path = Path::at(point(inner_left, top)).to(point(inner_right, top));
                let path = path.to(point(right, centre.y)).to(point(inner_right, bottom));
                svg.path(
                    CLASS,
                    &path.to(point(inner_left, bottom)).to(point(left, centre.y)).closed(),
                );
            }
            Shape::DoubleCircle => {
                svg.circle(CLASS, centre, half_width);
                svg.circle("gw-d-rule", centre, half_width - RING);
            }
            // How far each corner stands in: upper left, upper right, lower right, lower left.
            Shape::Slanted => slanted(svg, rect, [SLANT, 0.0, SLANT, 0.0]),
            Shape::Leaning => slanted(svg, rect, [0.0, SLANT, 0.0, SLANT]),
            Shape::Trapezoid => slanted(svg, rect, [SLANT, SLANT, 0.0, 0.0]),
            Shape::Funnel => slanted(svg, rect, [0.0, 0.0, SLANT, SLANT]),
            Shape::Flag => {
                words_at.x += SLANT / 2.0;
                let path = Path::at(point(left + SLANT, top)).to(point(right, top));
                let path = path.to(point(right, bottom)).to(point(left + SLANT, bottom));
                svg.path(CLASS, &path.to(point(left, centre.y)).closed());
            }
            Shape::Store => {
                words_at.y += LID / 2.0;
                let (lid, floor) = (top + LID, bottom - LID);
                let path = Path::at(point(left, lid)).arc(half_width, LID, true, point(right, lid));
                let path =
                    path.to(point(right, floor)).arc(half_width, LID, true, point(left, floor));
                svg.path(CLASS, &path.closed());
                let rim = Path::at(point(left, lid)).arc(half_width, LID, false, point(right, lid));
                svg.path("gw-d-rule", &rim);
            }
        }
        svg.words("gw-d-text", &self.words, Face::Label, words_at, super::svg::Anchor::Middle);
    }
}

fn slanted(svg: &mut Svg, rect: Rect, [a, b, c, d]: [f64; 4]) {
    let (left, right) = (rect.x, rect.x + rect.width);
    let (top, bottom) = (rect.y, rect.y + rect.height);
    let path = Path::at(point(left + a, top)).to(point(right - b, top));
    let path = path.to(point(right - c, bottom)).to(point(left + d, bottom));
    svg.path("gw-d-shape", &path.closed());
}

/// Height of a half circle that begins `straight` away from the middle.
fn round_end(radius: f64, straight: f64, aside: f64) -> f64 {
    let over = (aside - straight).max(0.0).min(radius);
    (radius * radius - over * over).sqrt()
}

fn even(length: f64) -> f64 {
    (length / 2.0).ceil() * 2.0
}
