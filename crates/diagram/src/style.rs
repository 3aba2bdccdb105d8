//! Lines that make parts of a diagram stand out: `classDef`, `class`, `a:::name`, `style` and `linkStyle`.
//!
//! They may stand before the parts they name, so they are collected and applied at the end.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fault;
use super::cursor::{Cursor, within};
use super::tone::Look;

/// What these lines say of nodes, groups and arrows.
#[derive(Default)]
pub(super) struct Styles<'a> {
    classes: BTreeMap<&'a str, Look>,
    /// A part's name, where it is named, and its class.
    given: Vec<(&'a str, Range<usize>, &'a str)>,
    own: Vec<(&'a str, Range<usize>, Look)>,
    links: Vec<(usize, Range<usize>, Look)>,
    all_links: Look,
}

impl<'a> Styles<'a> {
    /// `classDef first,second fill:#f9f`
    pub(super) fn define(
        &mut self,
        cursor: &mut Cursor<'a>,
        keyword: Range<usize>,
    ) -> Result<(), Fault> {
        let help = "write `classDef name fill:#f9f`";
        let (names, _, properties) = parts(cursor, keyword, help)?;
        for name in names.split(',') {
            self.classes.insert(name.trim(), Look::read(properties));
        }
        Ok(())
    }

    /// `class first,second name`
    pub(super) fn assign(
        &mut self,
        cursor: &mut Cursor<'a>,
        keyword: Range<usize>,
    ) -> Result<(), Fault> {
        let (names, at, class) = parts(cursor, keyword, "write `class node name`")?;
        let class = class.trim_end_matches(';').trim();
        for (name, span) in each(names, at) {
            self.given.push((name, span, class));
        }
        Ok(())
    }

    /// `a:::name`
    pub(super) fn give(&mut self, part: &'a str, span: Range<usize>, class: &'a str) {
        self.given.push((part, span, class));
    }

    /// What follows `class` where names stand for themselves: `first,second name`
    pub(super) fn give_all(&mut self, text: &'a str, place: &dyn Fn(&str) -> Range<usize>) {
        let (names, class) = text.trim().rsplit_once(char::is_whitespace).unwrap_or((text, ""));
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            self.give(name, place(name), class);
        }
    }

    /// `style a fill:#f9f`
    pub(super) fn style(
        &mut self,
        cursor: &mut Cursor<'a>,
        keyword: Range<usize>,
    ) -> Result<(), Fault> {
        let (names, at, properties) = parts(cursor, keyword, "write `style node fill:#f9f`")?;
        for (name, span) in each(names, at) {
            self.own.push((name, span, Look::read(properties)));
        }
        Ok(())
    }

    /// `linkStyle 0,1 stroke:red` or `linkStyle default stroke:red`
    pub(super) fn link(
        &mut self,
        cursor: &mut Cursor<'a>,
        keyword: Range<usize>,
    ) -> Result<(), Fault> {
        let help = "write `linkStyle 0 stroke:red`; the first arrow is number 0";
        let (numbers, at, properties) = parts(cursor, keyword, help)?;
        let look = Look::read(properties);
        for (number, span) in each(numbers, at) {
            if number == "default" {
                self.all_links = self.all_links.with(look);
            } else if let Ok(number) = number.parse() {
                self.links.push((number, span, look));
            } else {
                return Err(Fault::new(span, format!("`{number}` is no number of an arrow"), help));
            }
        }
        Ok(())
    }

    /// The looks of named parts; the fault is a part that the diagram does not have.
    pub(super) fn of_parts(
        &self,
        known: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<&'a str, Look>, Fault> {
        let mut looks: BTreeMap<&str, Look> = BTreeMap::new();
        let classes = self.given.iter().map(|(name, span, class)| {
            (*name, span, self.classes.get(class).copied().unwrap_or_default())
        });
        for (name, span, look) in
            classes.chain(self.own.iter().map(|(name, span, look)| (*name, span, *look)))
        {
            if !known(name) {
                let help = "name a node or a subgraph of this diagram";
                return Err(Fault::new(span.clone(), format!("nothing is called `{name}`"), help));
            }
            let before = looks.get(name).copied().unwrap_or(self.of_all());
            looks.insert(name, before.with(look));
        }
        Ok(looks)
    }

    /// What `classDef default` says.
    pub(super) fn of_all(&self) -> Look {
        self.classes.get("default").copied().unwrap_or_default()
    }

    /// The looks of arrows by number; the fault is a number that no arrow has.
    pub(super) fn of_links(&self, count: usize) -> Result<Vec<Look>, Fault> {
        let mut looks = vec![self.all_links; count];
        for (number, span, look) in &self.links {
            let Some(known) = looks.get_mut(*number) else {
                let message = format!("there is no arrow number {number}");
                let help = format!("the diagram has {count} arrows, numbered from 0");
                return Err(Fault::new(span.clone(), message, help));
            };
            *known = known.with(*look);
        }
        Ok(looks)
    }
}

/// The names at the start of the line, where they stand, and what follows.
fn parts<'a>(
    cursor: &mut Cursor<'a>,
    keyword: Range<usize>,
    help: &str,
) -> Result<(&'a str, usize, &'a str), Fault> {
    let (line, span) = cursor.line();
    // Blanks may follow the commas of a list.
    let mut end = 0;
    loop {
        let rest = &line[end..];
        let word = rest.find(char::is_whitespace).map_or(line.len(), |length| end + length);
        let ahead = line[word..].trim_start();
        if line[..word].ends_with(',') && !ahead.is_empty() {
            end = line.len() - ahead.len();
            continue;
        }
        end = word;
        break;
    }
    let (names, rest) = (&line[..end], line[end..].trim());
    if names.is_empty() || rest.is_empty() {
        return Err(Fault::new(keyword.start..span.end, "this line is not finished", help));
    }
    Ok((names, span.start, rest))
}

/// The names of a list with their places. A list may stand between quotes.
fn each(names: &str, at: usize) -> impl Iterator<Item = (&str, Range<usize>)> {
    let names_in = names.trim_matches('"').split(',').map(str::trim);
    let names_in = names_in.filter(|name| !name.is_empty());
    names_in.map(move |name| (name, within(names, at, name)))
}
