//! Where formulas stand: `$a + b$` in a line, `$$ … $$` apart.
//!
//! Takes a text and the parser crate's events for it, read without formulas, and gives their places. The rule is the one
//! of pandoc and GitHub: no blank inside the signs, no digit behind the closing one, and the next dollar sign closes or
//! nothing does. On top of that a formula never crosses a code span, a link or the edge of a cell, and emphasis only
//! where it is the formula's own (`$x^*$`). What may be money, a variable of a shell or a formula stays text; where that
//! is a guess, the place is told.

mod content;
mod lines;
pub(super) mod mathjax;
mod pairs;
#[cfg(test)]
mod tests;

use super::doc::At;
use super::literal::is_escaped;
use crate::budget::INLINE_LEVELS;
use crate::finding::{Finding, Rule};
use crate::source::Stitched;
pub(crate) use content::says_formula;
use lines::{prefix, quotes_around};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

pub const UNCLEAR_DOLLAR: Rule =
    Rule::warning("unclear-dollar", "one can tell whether a dollar sign is money or a formula");

/// A place where a formula may have been meant.
pub(super) fn doubtful(text: &Stitched, at: &At) -> Finding {
    const LETTERS: usize = 60;
    let words = text.text[at.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let mut written: String = words.chars().take(LETTERS).collect();
    if written.len() < words.len() {
        written.push('…');
    }
    let help = if written == "$$" {
        "a formula ends with the signs that it begins with, and no blank line stands in it; a dollar sign that is money is written `\\$`"
    } else {
        "a formula has no blank inside its dollar signs, and no letter, code or edge of emphasis at them; a dollar sign that is money is written `\\$`"
    };
    UNCLEAR_DOLLAR
        .broken(text.span(at.clone()), format!("`{written}` is shown as it is, not as a formula"))
        .help(help.to_owned())
}

/// A formula, signs included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Formula {
    pub at: At,
    pub tex: String,
    pub display: bool,
    /// Length of the signs at either end that the parser crate may see.
    pub signs: usize,
}

/// Formulas in the order of the text, and places where one may have been meant.
#[derive(Debug, Default)]
pub(super) struct Formulas {
    pub found: Vec<Formula>,
    pub doubts: Vec<At>,
}

/// Finds the formulas of `text`; `events` are those of the whole of it, with their places. With `any`, whatever stands
/// between two signs is one.
pub(super) fn find<'e>(
    text: &str,
    events: impl Iterator<Item = (Event<'e>, At)>,
    any: bool,
) -> Formulas {
    let mut finder = Finder { any, ..Finder::new(text) };
    for (event, at) in events {
        finder.take(&event, at);
    }
    finder.flush();
    finder.out
}

/// One dollar sign or two.
#[derive(Debug, Clone, Copy)]
struct Sign {
    at: usize,
    double: bool,
    /// The innermost element around it, a place in `Finder::elements`.
    element: usize,
}

/// Emphasis or a link that is or was open; the first one stands for the paragraph itself.
#[derive(Debug, Clone, Copy)]
struct Element {
    start: usize,
    outer: usize,
    depth: usize,
    link: bool,
    /// An address written as it is, in which a dollar sign is a letter like any other.
    address: bool,
}

const OUTERMOST: Element = Element { start: 0, outer: 0, depth: 0, link: false, address: false };

struct Finder<'t> {
    text: &'t str,
    /// Whether dollar signs hold nothing but formulas.
    any: bool,
    /// Of the paragraph, heading or cell that we are in.
    signs: Vec<Sign>,
    codes: Vec<At>,
    elements: Vec<Element>,
    element: usize,
    in_cell: bool,
    /// Code is code, whatever signs it holds.
    in_code: bool,
    /// Whether the word that we are in is an address.
    in_address: bool,
    /// Up to where a formula over several blocks, or a code span in dollar signs, has taken the text.
    taken: usize,
    /// No line before this place closes a formula that stands apart.
    unclosed: usize,
    out: Formulas,
}

impl<'t> Finder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            any: false,
            signs: Vec::new(),
            codes: Vec::new(),
            elements: vec![OUTERMOST],
            element: 0,
            in_cell: false,
            in_code: false,
            in_address: false,
            taken: 0,
            unclosed: 0,
            out: Formulas::default(),
        }
    }

    fn take(&mut self, event: &Event<'_>, at: At) {
        match event {
            Event::Start(
                tag @ (Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. }),
            ) => self.open(tag, at.start),
            Event::End(end) if is_inline(*end) => self.element = self.elements[self.element].outer,
            Event::Text(_) if self.in_code => {}
            Event::Text(_) => self.signs_in(at),
            Event::Code(code) => self.code(code, at),
            Event::SoftBreak | Event::HardBreak => self.in_address = false,
            Event::InlineHtml(_) | Event::FootnoteReference(_) => {}
            Event::Start(tag) => {
                self.flush();
                self.in_cell = matches!(tag, Tag::TableCell);
                self.in_code = matches!(tag, Tag::CodeBlock(_));
            }
            _ => {
                self.flush();
                self.in_cell = false;
                self.in_code = false;
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>, start: usize) {
        let (link, address) = match tag {
            Tag::Link { link_type, .. } => {
                (true, matches!(link_type, LinkType::Autolink | LinkType::Email))
            }
            Tag::Image { .. } => (true, false),
            _ => (false, false),
        };
        let depth = self.elements[self.element].depth + 1;
        self.elements.push(Element { start, outer: self.element, depth, link, address });
        self.element = self.elements.len() - 1;
    }

    /// The dollar signs of a stretch of plain text.
    fn signs_in(&mut self, at: At) {
        let bytes = self.text.as_bytes();
        let element = self.elements[self.element];
        let mut here = at.start.max(self.taken);
        while here < at.end {
            match bytes[here] {
                byte if byte.is_ascii_whitespace() => self.in_address = false,
                b':' if bytes[here..].starts_with(b"://") => self.in_address = true,
                b'$' => {
                    let length =
                        bytes[here..at.end].iter().take_while(|byte| **byte == b'$').count();
                    let usable = !self.in_address
                        && !element.address
                        && element.depth < INLINE_LEVELS
                        && !is_escaped(self.text, here);
                    if length <= 2 && usable {
                        let (double, element) = (length == 2, self.element);
                        self.signs.push(Sign { at: here, double, element });
                    }
                    here += length - 1;
                }
                _ => {}
            }
            here += 1;
        }
    }

    /// A code span; with dollar signs right before and behind it, GitHub's other way to write a formula.
    fn code(&mut self, code: &str, at: At) {
        let before = self.signs.last().filter(|sign| !sign.double && sign.at + 1 == at.start);
        if before.is_some() && self.text[at.end..].starts_with('$') {
            self.signs.pop();
            self.resolve();
            self.taken = at.end + 1;
            self.out.found.push(Formula {
                at: at.start - 1..at.end + 1,
                tex: code.to_owned(),
                display: false,
                signs: 1,
            });
        } else {
            self.codes.push(at);
        }
    }

    /// The end of a paragraph, a heading or a cell.
    fn flush(&mut self) {
        self.resolve();
        self.elements.truncate(1);
        self.element = 0;
        self.in_address = false;
    }
}

impl Formula {
    /// The parts of the text that the parser crate must not look into: all between the signs, line by line.
    pub(super) fn inside<'t>(&self, text: &'t str) -> impl Iterator<Item = At> + use<'t> {
        let content = self.at.start + self.signs..self.at.end - self.signs;
        let quotes = quotes_around(text, &content);
        let mut at = content.start;
        let mut lines = text[content].split_inclusive('\n').enumerate().peekable();
        std::iter::from_fn(move || {
            let (index, line) = lines.next()?;
            let empty =
                |line: &str| line.ends_with('\n') && line[prefix(line, quotes)..].trim().is_empty();
            // An empty line would end the paragraph, so it goes with the ends of the lines around it.
            let around =
                (index > 0 && empty(line)) || lines.peek().is_some_and(|(_, next)| empty(next));
            let start = at + if index == 0 { 0 } else { prefix(line, quotes) };
            at += line.len();
            Some(start..at - usize::from(line.ends_with('\n') && !around))
        })
    }
}

fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
