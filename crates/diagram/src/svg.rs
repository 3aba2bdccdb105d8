//! Writes SVG text: elements, attributes, numbers and lines of words, everything escaped.
//!
//! No style element, no style attribute and no colour is ever written: a strict Content-Security-Policy
//! forbids the first two, and the page's style sheet owns the third. Numbers are rounded to a tenth, so
//! the same diagram gives the same bytes on every machine.

use std::fmt::Write as _;

use super::Drawing;
use super::text::{Face, Words};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

pub(super) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What stands before the drawing: size, title and description with ids that are unique on the page.
pub(super) struct Frame<'a> {
    pub(super) id: &'a str,
    pub(super) class: &'a str,
    pub(super) title: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// What leads somewhere has to be found in it, so it is more than a picture.
    pub(super) has_links: bool,
}

impl Frame<'_> {
    /// The style sheet lets wide drawings shrink less than their column, so that words stay readable.
    fn breadth(&self) -> &'static str {
        match self.width {
            ..480.0 => "",
            ..720.0 => " gw-d-broad",
            ..1000.0 => " gw-d-wide",
            _ => " gw-d-huge",
        }
    }

    /// The drawing that began with this frame.
    pub(super) fn drawing(&self, svg: Svg) -> Drawing {
        Drawing {
            svg: svg.finish(),
            title: self.title.map(str::to_owned),
            description: self.description.map(str::to_owned),
            width: self.width,
            height: self.height,
        }
    }
}

/// SVG text as it grows. Elements are closed in the order the caller says; nothing is kept besides the text.
#[derive(Default)]
pub(super) struct Svg {
    out: String,
}

impl Svg {
    pub(super) fn begin(frame: &Frame) -> Svg {
        let mut svg = Svg::default();
        let (width, height) = (number(frame.width), number(frame.height));
        svg.out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        svg.attribute("role", if frame.has_links { "group" } else { "img" });
        svg.attribute("class", &format!("gw-d {}{}", frame.class, frame.breadth()));
        svg.attribute("width", &width);
        svg.attribute("height", &height);
        svg.attribute("viewBox", &format!("0 0 {width} {height}"));
        if frame.title.is_some() {
            svg.attribute("aria-labelledby", &format!("{}-title", frame.id));
        }
        if frame.description.is_some() {
            svg.attribute("aria-describedby", &format!("{}-desc", frame.id));
        }
        svg.out.push('>');
        for (name, suffix, text) in
            [("title", "title", frame.title), ("desc", "desc", frame.description)]
        {
            if let Some(text) = text {
                let _ = write!(svg.out, "<{name}");
                svg.attribute("id", &format!("{}-{suffix}", frame.id));
                svg.out.push('>');
                escape(&mut svg.out, text);
                let _ = write!(svg.out, "</{name}>");
            }
        }
        svg
    }

    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }

    pub(super) fn open(&mut self, class: &str) {
        self.out.push_str("<g");
        self.attribute("class", class);
        self.out.push('>');
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>");
    }

    /// What `draw` draws leads to an address.
    pub(super) fn link(&mut self, href: &str, draw: impl FnOnce(&mut Svg)) {
        self.out.push_str("<a");
        self.attribute("href", href);
        self.out.push('>');
        draw(self);
        self.out.push_str("</a>");
    }

    pub(super) fn rect(&mut self, class: &str, rect: Rect, radius: f64) {
        self.out.push_str("<rect");
        self.class(class);
        self.numbers(&[
            ("x", rect.x),
            ("y", rect.y),
            ("width", rect.width),
            ("height", rect.height),
        ]);
        if radius > 0.0 {
            self.numbers(&[("rx", radius)]);
        }
        self.out.push_str("/>");
    }

    pub(super) fn circle(&mut self, class: &str, centre: Point, radius: f64) {
        self.out.push_str("<circle");
        self.class(class);
        self.numbers(&[("cx", centre.x), ("cy", centre.y), ("r", radius)]);
        self.out.push_str("/>");
    }

    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        self.path(class, &Path::at(from).to(to));
    }

    pub(super) fn path(&mut self, class: &str, path: &Path) {
        self.out.push_str("<path");
        self.class(class);
        self.attribute("d", &path.d);
        self.out.push_str("/>");
    }

    /// Lines of words; `at` is the middle of the block's height and its start or middle as `anchor` says.
    pub(super) fn words(
        &mut self,
        class: &str,
        words: &Words,
        face: Face,
        at: Point,
        anchor: Anchor,
    ) {
        if words.lines.is_empty() {
            return;
        }
        self.out.push_str("<text");
        self.attribute("class", class);
        if anchor == Anchor::Middle {
            self.attribute("text-anchor", "middle");
        }
        let mut y = at.y - (words.height - face.line_height()) / 2.0 + face.drop();
        if let [line] = words.lines.as_slice() {
            self.numbers(&[("x", at.x), ("y", y)]);
            self.out.push('>');
            escape(&mut self.out, line);
        } else {
            self.out.push('>');
            for line in &words.lines {
                self.out.push_str("<tspan");
                self.numbers(&[("x", at.x), ("y", y)]);
                self.out.push('>');
                escape(&mut self.out, line);
                self.out.push_str("</tspan>");
                y += face.line_height();
            }
        }
        self.out.push_str("</text>");
    }

    fn class(&mut self, class: &str) {
        if !class.is_empty() {
            self.attribute("class", class);
        }
    }

    fn numbers(&mut self, pairs: &[(&str, f64)]) {
        for (name, value) in pairs {
            self.attribute(name, &number(*value));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"");
        escape(&mut self.out, value);
        self.out.push('"');
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// The `d` attribute of a path.
pub(super) struct Path {
    d: String,
}

impl Path {
    pub(super) fn at(start: Point) -> Path {
        Path { d: format!("M{} {}", number(start.x), number(start.y)) }
    }

    pub(super) fn to(mut self, end: Point) -> Path {
        let _ = write!(self.d, "L{} {}", number(end.x), number(end.y));
        self
    }

    pub(super) fn bend(mut self, over: Point, end: Point) -> Path {
        let numbers = [over.x, over.y, end.x, end.y].map(number);
        let _ = write!(self.d, "Q{}", numbers.join(" "));
        self
    }

    pub(super) fn arc(mut self, rx: f64, ry: f64, clockwise: bool, end: Point) -> Path {
        let sweep = u8::from(clockwise);
        let (rx, ry, x, y) = (number(rx), number(ry), number(end.x), number(end.y));
        let _ = write!(self.d, "A{rx} {ry} 0 0 {sweep} {x} {y}");
        self
    }

    pub(super) fn then(mut self, start: Point) -> Path {
        let _ = write!(self.d, "M{} {}", number(start.x), number(start.y));
        self
    }

    pub(super) fn closed(mut self) -> Path {
        self.d.push('Z');
        self
    }

    /// A line through all points with rounded corners.
    pub(super) fn rounded(points: &[Point], radius: f64) -> Option<Path> {
        let (first, last) = (points.first()?, points.last()?);
        let mut path = Path::at(*first);
        for corner in points.windows(3) {
            let (before, turn, after) = (corner[0], corner[1], corner[2]);
            let room = distance(before, turn).min(distance(turn, after)) / 2.0;
            let radius = radius.min(room);
            path = path.to(toward(turn, before, radius)).bend(turn, toward(turn, after, radius));
        }
        Some(path.to(*last))
    }
}

pub(super) fn distance(a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    (dx * dx + dy * dy).sqrt()
}

/// The point `length` away from `from` on the way to `to`.
pub(super) fn toward(from: Point, to: Point, length: f64) -> Point {
    let whole = distance(from, to);
    if whole <= 0.0 {
        return from;
    }
    let part = length / whole;
    point(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
}

/// A count as a length.
pub(super) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Writes text so that it is safe in elements and in quoted attributes; control characters are left out.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            _ if letter.is_control() && !matches!(letter, '\n' | '\t') => {}
            _ => out.push(letter),
        }
    }
}
