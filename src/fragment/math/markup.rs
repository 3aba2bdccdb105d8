//! The library's MathML to that of our pages.
//!
//! Pages allow no style of their own, so what the library says in `style=` becomes classes of `formula.css`: sides,
//! lines and paddings are a small set, a colour is one of the hues that can be read in both schemes, and a step back is
//! made of steps whose lengths are powers of two. What browsers draw differently, such as a term that is struck out,
//! gets an element that they all draw alike.

use super::colour::class_of_colour;
use super::expand::{TAG, Tag};
use super::words::words;
use crate::html::escape;
use std::borrow::Cow;
use std::fmt::Write as _;

/// One formula, the way a page may carry it: HTML with gaps for what each page names in its own way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mathml(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Html(String),
    /// The attribute with the id of an equation.
    Id(String),
    /// The attribute with the address of one.
    Address(String),
}

impl Mathml {
    /// The formula on a page: `id` makes the id that a place of the chapter has there, `address` its address, if it has
    /// one.
    pub fn html(
        &self,
        id: &dyn Fn(&str) -> String,
        address: &dyn Fn(&str) -> Option<String>,
    ) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            let _ = match piece {
                Piece::Html(html) => write!(out, "{html}"),
                Piece::Id(name) => write!(out, " id=\"{}\"", escape(&id(name))),
                Piece::Address(name) => address(name)
                    .map_or(Ok(()), |address| write!(out, " href=\"{}\"", escape(&address))),
            };
        }
        out
    }

    /// The formula in letters, for places that hold no markup.
    pub fn words(&self) -> String {
        words(&self.html(&str::to_owned, &|_| None))
    }

    /// Whether it may be wider than the column of a phone, by the letters it shows.
    pub fn is_long(&self) -> bool {
        const LETTERS: usize = 14;
        let mut letters = 0;
        for piece in &self.0 {
            let Piece::Html(html) = piece else { continue };
            // A piece begins with a tag, or within one.
            let mut in_tag = true;
            for letter in html.chars() {
                match letter {
                    '<' => in_tag = true,
                    '>' if in_tag => in_tag = false,
                    _ => letters += usize::from(!in_tag),
                }
                if letters > LETTERS {
                    return true;
                }
            }
        }
        false
    }
}

/// What the library made, for our pages.
pub(super) fn for_page(mathml: &str, tags: &[Tag]) -> Mathml {
    let mut page = Page { out: String::with_capacity(mathml.len() + 64), open: Vec::new() };
    let mut rest = mathml;
    while let Some((text, after)) = rest.split_once('<') {
        page.out.push_str(text);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        page.tag(tag);
        rest = after;
    }
    page.out.push_str(rest);
    Mathml(pieces(with_tags(page.out, tags)))
}

/// The names of equations stand in the tags that [`Element::write`] made, and nowhere else between `<` and `>`.
fn pieces(html: String) -> Vec<Piece> {
    type Make = fn(String) -> Piece;
    const NAMES: [(&str, Make); 2] = [(" id=\"", Piece::Id), (" href=\"#", Piece::Address)];
    // Few formulas have one.
    if !NAMES.iter().any(|(before, _)| html.contains(before)) {
        return vec![Piece::Html(html)];
    }
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = html[at..].find('<').map(|start| at + start) {
        let end = html[start..].find('>').map_or(html.len(), |end| start + end);
        for (before, make) in NAMES {
            let Some(place) = html[start..end].find(before).map(|place| start + place) else {
                continue;
            };
            let name = html[place + before.len()..end].split('"').next().unwrap_or_default();
            pieces.push(Piece::Html(html[from..place].to_owned()));
            pieces.push(make(name.to_owned()));
            from = place + before.len() + name.len() + 1;
        }
        at = end;
    }
    pieces.push(Piece::Html(html[from..].to_owned()));
    pieces
}

/// The words of tags in the place of their numbers.
fn with_tags(html: String, tags: &[Tag]) -> String {
    if tags.is_empty() {
        return html;
    }
    let start = format!("({TAG}");
    let mut pieces = html.split(start.as_str());
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let known = piece
            .split_once(')')
            .and_then(|(number, rest)| Some((tags.get(number.parse::<usize>().ok()?)?, rest)));
        let Some((tag, rest)) = known else {
            out.push_str(&start);
            out.push_str(piece);
            continue;
        };
        let words = escape(&tag.words);
        let _ = if tag.bare { write!(out, "{words}") } else { write!(out, "({words})") };
        out.push_str(rest);
    }
    out
}

/// An element that is open.
struct Open<'m> {
    name: &'m str,
    /// Where its tag begins in what is written.
    at: usize,
    /// What is written behind its own end.
    behind: &'static str,
    /// Where the last row of a table begins.
    row: usize,
}

struct Page<'m> {
    out: String,
    open: Vec<Open<'m>>,
}

impl<'m> Page<'m> {
    /// What stands between `<` and `>`.
    fn tag(&mut self, tag: &'m str) {
        if let Some(name) = tag.strip_prefix('/') {
            return self.close(name);
        }
        let (inside, alone) = tag.strip_suffix('/').map_or((tag, false), |inside| (inside, true));
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut element = Element::new(name, attributes);
        match name {
            "mspace" => return self.space(element),
            "mrow" if element.class.iter().any(|class| class.starts_with("menclose-")) => {
                // The stroke itself: its parent's class draws it.
                element.name = "";
            }
            "menclose" => element.enclose(),
            "mtr" => {
                if let Some(table) = self.open.iter_mut().rfind(|open| open.name == "mtable") {
                    table.row = self.out.len();
                }
            }
            _ => {}
        }
        let at = self.out.len();
        // MathML Core allows these on a fraction, where the library puts them; HTML checkers accept them only on `mstyle`.
        let behind = if name == "mfrac" { self.styled(&mut element) } else { "" };
        if !element.name.is_empty() {
            element.write(&mut self.out, alone);
        }
        if !alone {
            self.open.push(Open { name: element.name, at, behind, row: at });
        }
    }

    fn close(&mut self, name: &str) {
        let Some(open) = self.open.pop() else { return };
        if name == "mtable" {
            self.end_table(&open);
        }
        if !open.name.is_empty() {
            for part in ["</", open.name, ">", open.behind] {
                self.out.push_str(part);
            }
        }
    }

    /// A last row with nothing in it is what the library makes of a line under the table, or of a `\\` too many.
    fn end_table(&mut self, table: &Open<'_>) {
        let row = &self.out[table.row..];
        let empty =
            |cell: &str| cell.split_once('>').is_some_and(|(_, held)| held.starts_with("</mtd>"));
        let filled = !row.split("<mtd").skip(1).all(empty);
        if table.row == table.at || filled {
            return;
        }
        let under = ["gw-f-line-top", "gw-f-dash-top"].into_iter().find(|line| row.contains(line));
        self.out.truncate(table.row);
        if let Some(line) = under {
            let line = if line == "gw-f-line-top" { "gw-f-line-end" } else { "gw-f-dash-end" };
            let tag = &self.out[table.at..];
            let end = tag.find('>').unwrap_or(0);
            match tag[..end].find("class=\"") {
                Some(class) => self.out.insert_str(table.at + class + 7, &format!("{line} ")),
                None => self.out.insert_str(table.at + end, &format!(" class=\"{line}\"")),
            }
        }
    }

    fn styled(&mut self, element: &mut Element<'_>) -> &'static str {
        let (style, rest) = std::mem::take(&mut element.attributes)
            .into_iter()
            .partition(|(name, _)| matches!(*name, "displaystyle" | "scriptlevel"));
        element.attributes = rest;
        let style: Vec<(&str, Cow<'_, str>)> = style;
        if style.is_empty() {
            return "";
        }
        Element { name: "mstyle", attributes: style, class: Vec::new() }
            .write(&mut self.out, false);
        "</mstyle>"
    }

    /// A distance. One that leads back has no attribute in MathML.
    fn space(&mut self, element: Element<'_>) {
        if element.class.is_empty() {
            return element.write(&mut self.out, true);
        }
        for class in element.class {
            let _ = write!(self.out, "<mspace class=\"{class}\"/>");
        }
    }
}

struct Element<'m> {
    name: &'m str,
    attributes: Vec<(&'m str, Cow<'m, str>)>,
    class: Vec<Cow<'m, str>>,
}

impl<'m> Element<'m> {
    fn new(name: &'m str, attributes: &'m str) -> Self {
        let mut element = Self { name, attributes: Vec::new(), class: Vec::new() };
        let mut rest = attributes;
        while let Some((name, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap_or((after, ""));
            match name.trim() {
                "style" => element.style(value),
                "class" => element.class.push(class_of(value).into()),
                "id" => element.attributes.push(("id", format!("gw-eq-{value}").into())),
                "href" if value.starts_with('#') => {
                    element.attributes.push(("href", format!("#gw-eq-{}", &value[1..]).into()));
                }
                // Firefox does not understand `rem` here.
                "width" => {
                    element.attributes.push(("width", value.replace("rem", "em").into()));
                }
                name => element.attributes.push((name, value.into())),
            }
            rest = after;
        }
        element
    }

    fn style(&mut self, style: &str) {
        for declaration in style.split(';').map(str::trim).filter(|one| !one.is_empty()) {
            let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
            let (property, value) = (property.trim(), value.trim());
            match property {
                "color" => self.class.push(class_of_colour(value).into()),
                "margin-left" => self.class.extend(steps_back(value).into_iter().map(Cow::from)),
                // Said by the attribute of the same name.
                "width" if self.name == "mspace" => {}
                _ => {
                    let class = class(property, value).map(Cow::from);
                    let class = class.filter(|class| !self.class.contains(class));
                    self.class.extend(class);
                }
            }
        }
    }

    /// Strikes through, which only some browsers draw by themselves.
    fn enclose(&mut self) {
        self.name = "mrow";
        let notation = std::mem::take(&mut self.attributes);
        let strokes = notation.iter().flat_map(|(_, value)| value.split(' '));
        self.class.extend(strokes.filter_map(|stroke| {
            let class = match stroke {
                "updiagonalstrike" => "gw-f-cancel",
                "downdiagonalstrike" => "gw-f-bcancel",
                _ => return None,
            };
            Some(class.into())
        }));
    }

    fn write(&self, out: &mut String, alone: bool) {
        out.push('<');
        out.push_str(self.name);
        for (number, class) in self.class.iter().enumerate() {
            out.push_str(if number == 0 { " class=\"" } else { " " });
            out.push_str(class);
        }
        if !self.class.is_empty() {
            out.push('"');
        }
        for (name, value) in &self.attributes {
            for part in [" ", name, "=\"", value, "\""] {
                out.push_str(part);
            }
        }
        out.push_str(if alone { "/>" } else { ">" });
    }
}

fn class_of(class: &str) -> &str {
    match class {
        "math-core-sans-serif-font" => "gw-f-sans",
        "math-core-serif-font" => "gw-f-serif",
        other => other,
    }
}

/// The class for what the library says about a box; nothing where the page says so anyway.
fn class(property: &str, value: &str) -> Option<&'static str> {
    Some(match (property, value) {
        ("text-align", "left") => "gw-f-left",
        ("text-align", "right") => "gw-f-right",
        // The first follows from the side of the text, the second is how letters look anyway.
        ("justify-items", _) | ("font-size", "100%") => return None,
        ("padding-left", "0") => "gw-f-l0",
        ("padding-left", "0.1667em") => "gw-f-l3",
        ("padding-left", "0.2222em") => "gw-f-l4",
        ("padding-left", "0.2778em") => "gw-f-l5",
        ("padding-left", "1em") => "gw-f-case",
        ("padding-right", "0") => "gw-f-r0",
        ("padding-right", "0.1667em") => "gw-f-r3",
        ("padding-right", "0.2222em") => "gw-f-r4",
        ("padding-right", "0.2778em") => "gw-f-r5",
        ("padding-left" | "padding-right", "0.1em") => "gw-f-between",
        ("padding-top", "0.1667em") => "gw-f-below",
        ("padding-top" | "padding-bottom", "0") => "gw-f-tight",
        ("border-left", "0.05em solid currentcolor") => "gw-f-line-left",
        ("border-left", "0.05em dashed currentcolor") => "gw-f-dash-left",
        ("border-right", "0.05em solid currentcolor") => "gw-f-line-right",
        ("border-right", "0.05em dashed currentcolor") => "gw-f-dash-right",
        ("border-top", "0.05em solid currentcolor") => "gw-f-line-top",
        ("border-top", "0.05em dashed currentcolor") => "gw-f-dash-top",
        ("width", "100%") => "gw-f-whole",
        ("width", "50%") => "gw-f-half",
        ("width", "7.5%") => "gw-f-edge",
        ("math-shift", "compact") => "gw-f-compact",
        ("font-variant-caps", "small-caps") => "gw-f-caps",
        ("font-size", "50%") => "gw-f-50",
        ("font-size", "60%") => "gw-f-60",
        ("font-size", "70%") => "gw-f-70",
        ("font-size", "80%") => "gw-f-80",
        ("font-size", "90%") => "gw-f-90",
        ("font-size", "120%") => "gw-f-120",
        ("font-size", "140%") => "gw-f-140",
        ("font-size", "170%") => "gw-f-170",
        ("font-size", "200%") => "gw-f-200",
        ("font-size", "250%") => "gw-f-250",
        _ => unreachable!("the library says `{property}: {value}`, which has no class"),
    })
}

/// The classes of steps that together lead as far back as a length such as `-0.25em`, to an eighteenth of an em.
fn steps_back(length: &str) -> Vec<String> {
    const LONGEST: u32 = 64;
    let number = length.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = if length.ends_with("ex") { 0.45 } else { 1.0 };
    let whole = (number.parse::<f64>().unwrap_or(0.0).abs() * unit * 18.0).round().min(1000.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 1000")]
    let steps = whole as u32;
    let long = std::iter::repeat_n(LONGEST, (steps / LONGEST) as usize);
    let rest = (0..6).map(|bit| 1 << bit).filter(|step| (steps % LONGEST) & step != 0);
    long.chain(rest).map(|step| format!("gw-f-back-{step}")).collect()
}
