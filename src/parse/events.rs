//! Markdown events of a text, as our dialect reads it.
//!
//! The parser crate knows formulas, attributes of headings and definitions, yet takes some text for them that is none.
//! So what it must not see is covered up before it reads: one byte by another one, so that every place stays where it
//! is. [`Reading::events`] gives its events with the author's own letters back in them and the formulas in place.

use super::dialect::Syntax;
use super::doc::At;
use super::formula::{self, Formula};
use super::{literal, quotes};
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, OffsetIter, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A text made ready for the parser crate.
pub(super) struct Reading<'t> {
    text: &'t str,
    /// Where the body starts; events begin there.
    body: usize,
    syntax: Syntax<'t>,
    /// As long as `text`.
    covered: Cow<'t, str>,
    /// Single letters that were covered, in order.
    covers: Vec<usize>,
    formulas: Vec<Formula>,
    /// Dollar signs that are text and may have been meant as a formula.
    pub doubts: Vec<At>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(text: &'t str, body: usize, syntax: Syntax<'t>) -> Self {
        let mut reading = Self {
            text,
            body,
            syntax,
            covered: Cow::Borrowed(text),
            covers: Vec::new(),
            formulas: Vec::new(),
            doubts: Vec::new(),
        };
        if syntax.extensions {
            reading.cover_literals();
        }
        // A formula has a sign at either end; a text with one alone, in code for the most part, is not read twice.
        let signs = || memchr::memchr_iter(b'$', &text.as_bytes()[body..]).take(2).count();
        if (syntax.formulas || syntax.mathjax) && signs() == 2 {
            reading.find_formulas();
        }
        if syntax.mathjax && text[body..].contains("\\\\") {
            let found = formula::mathjax::find(&reading.covered, reading.raw());
            reading.formulas.extend(found);
            reading.formulas.sort_by_key(|formula| formula.at.start);
            let mut taken = 0;
            reading.formulas.retain(|formula| {
                let free = formula.at.start >= taken;
                taken = taken.max(formula.at.end);
                free
            });
        }
        reading.cover_formulas();
        reading
    }

    /// Covering one mark may give another its chance, as in definitions of definitions.
    fn cover_literals(&mut self) {
        const ROUNDS: usize = 4;
        for _ in 0..ROUNDS {
            if !literal::possible(&self.covered[self.body..]) {
                return;
            }
            let found = literal::find(&self.covered, self.raw());
            if found.is_empty() {
                break;
            }
            let mut bytes = std::mem::take(&mut self.covered).into_owned().into_bytes();
            for &at in &found {
                bytes[at] = literal::COVER;
            }
            self.covered = Cow::Owned(
                String::from_utf8(bytes).expect("one ASCII letter was put in place of another"),
            );
            self.covers.extend(found);
        }
        self.covers.sort_unstable();
    }

    fn find_formulas(&mut self) {
        let found = formula::find(&self.covered, self.raw(), self.syntax.any_formula);
        self.formulas = found.found;
        if self.syntax.formulas {
            self.doubts = found.doubts;
            return;
        }
        // MathJax knows two dollar signs alone, and comes when Markdown has done its work.
        self.formulas.retain(|formula| formula.display);
        for formula in &mut self.formulas {
            formula.tex = formula::mathjax::without_escapes(&formula.tex);
        }
    }

    fn cover_formulas(&mut self) {
        if self.formulas.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.covered).into_owned().into_bytes();
        for part in self.formulas.iter().flat_map(|formula| formula.inside(self.text)) {
            bytes[part].fill(b'x');
        }
        self.covered =
            Cow::Owned(String::from_utf8(bytes).expect("whole stretches of text became ASCII"));
    }

    /// The parser crate's events with their places in the whole text.
    fn raw(&self) -> impl Iterator<Item = (Event<'_>, At)> {
        shifted(
            Parser::new_ext(&self.covered[self.body..], self.syntax.options()).into_offset_iter(),
            self.body,
        )
    }

    /// The events of the body, and where definitions of addresses begin in it; `on_broken` hears of references without one.
    pub(super) fn events<'r>(
        &'r self,
        on_broken: &'r dyn Fn(At, &str),
    ) -> (impl Iterator<Item = (Event<'r>, At)> + use<'r, 't>, BTreeSet<usize>) {
        let body = self.body;
        let callback = move |link: BrokenLink<'_>| {
            if matches!(
                link.link_type,
                LinkType::ReferenceUnknown
                    | LinkType::CollapsedUnknown
                    | LinkType::Reference
                    | LinkType::Collapsed
            ) {
                on_broken(link.span.start + body..link.span.end + body, &link.reference);
            }
            None::<(CowStr<'r>, CowStr<'r>)>
        };
        let parser = Parser::new_with_broken_link_callback(
            &self.covered[body..],
            self.syntax.options(),
            Some(callback),
        );
        let known = parser.reference_definitions();
        let definitions = known.iter().map(|(_, known)| known.span.start + body).collect();
        let events = parser.into_offset_iter();
        let quotes = quotes::Open::default();
        (Uncovered { events, reading: self, taken: 0, rest: None, quotes }, definitions)
    }
}

fn shifted<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
    events: OffsetIter<'e, F>,
    by: usize,
) -> impl Iterator<Item = (Event<'e>, At)> {
    events.map(move |(event, at)| (event, at.start + by..at.end + by))
}

/// Whether what ends stands in a line.
fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// Events with the author's letters back in them.
struct Uncovered<'r, 't, I> {
    /// With places in the body.
    events: I,
    reading: &'r Reading<'t>,
    /// Up to where a formula has taken the text.
    taken: usize,
    /// What is left of a text after a formula in it.
    rest: Option<At>,
    /// Of the block that is read.
    quotes: quotes::Open,
}

impl<'r, I: Iterator<Item = (Event<'r>, At)>> Iterator for Uncovered<'r, '_, I> {
    type Item = (Event<'r>, At);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(at) = self.rest.take() {
            return Some(self.text(at));
        }
        loop {
            let (event, at) = self.events.next()?;
            let mut at = at.start + self.reading.body..at.end + self.reading.body;
            let event = match event {
                Event::Text(text) if *text == self.reading.covered[at.clone()] => {
                    if at.end <= self.taken && !at.is_empty() {
                        continue;
                    }
                    at.start = at.start.max(self.taken);
                    if self.reading.syntax.smart_punctuation {
                        self.quotes.see(&text);
                    }
                    return Some(self.text(at));
                }
                Event::Text(_) if literal::is_option(self.reading.text, &at) => {
                    Event::Text(self.reading.text[at.clone()].into())
                }
                Event::Text(given) => {
                    let mended = self.quotes.mended(self.reading.text, &at, &given);
                    Event::Text(mended.map_or(given, CowStr::from))
                }
                Event::SoftBreak | Event::HardBreak if at.start < self.taken => continue,
                Event::Code(code) => Event::Code(self.restored(code, &at)),
                Event::Html(html) => Event::Html(self.restored(html, &at)),
                Event::InlineHtml(html) => Event::InlineHtml(self.restored(html, &at)),
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let title = self.restored(title, &at);
                    Event::Start(Tag::Link { link_type, dest_url, title, id })
                }
                Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                    let title = self.restored(title, &at);
                    Event::Start(Tag::Image { link_type, dest_url, title, id })
                }
                Event::End(end) => {
                    if !is_inline(end) {
                        self.quotes = quotes::Open::default();
                    }
                    Event::End(end)
                }
                event => event,
            };
            return Some((event, at));
        }
    }
}

impl<'r, I> Uncovered<'r, '_, I> {
    /// Plain text as written, up to the next formula; or that formula.
    fn text(&mut self, at: At) -> (Event<'r>, At) {
        let reading = self.reading;
        let next = reading.formulas.partition_point(|formula| formula.at.start < at.start);
        let Some(formula) = reading.formulas.get(next).filter(|it| it.at.start < at.end) else {
            return (Event::Text(reading.text[at.clone()].into()), at);
        };
        if formula.at.start > at.start {
            self.rest = Some(formula.at.start..at.end);
            let before = at.start..formula.at.start;
            return (Event::Text(reading.text[before.clone()].into()), before);
        }
        self.taken = formula.at.end;
        self.rest = (formula.at.end < at.end).then_some(formula.at.end..at.end);
        let tex = formula.tex.as_str().into();
        let event = if formula.display { Event::DisplayMath(tex) } else { Event::InlineMath(tex) };
        (event, formula.at.clone())
    }

    /// A text that the parser crate made of a stretch: the same letters, some left out at the ends of lines.
    fn restored(&self, text: CowStr<'r>, at: &At) -> CowStr<'r> {
        let Reading { covers, covered, text: written, .. } = self.reading;
        let from = covers.partition_point(|cover| *cover < at.start);
        let mut here = covers[from..].iter().take_while(|cover| **cover < at.end).peekable();
        if here.peek().is_none() || !text.contains(char::from(literal::COVER)) {
            return text;
        }
        let mut restored = text.into_string();
        let cover = char::from(literal::COVER);
        for &place in here {
            // The letter stands behind as many of its kind as in the source, counted from the end.
            let behind = covered[place + 1..at.end].matches(cover).count();
            if let Some((found, _)) = restored.rmatch_indices(cover).nth(behind) {
                let letter = &written[place..=place];
                restored.replace_range(found..=found, letter);
            }
        }
        restored.into()
    }
}
