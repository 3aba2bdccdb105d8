//! Commands whose arguments are words: tags, names of colours, text with formulas in it.

use super::tables::SAME;
use super::{Expander, NUMBERED, TAG, Tag};
use crate::fragment::math::FormulaFault;
use crate::fragment::math::argument::argument;
use crate::manifest::site::six_digits;
use std::ops::Range;
use std::rc::Rc;

impl Expander<'_> {
    pub(super) fn tag(&mut self, length: usize, place: Range<usize>) -> Result<(), FormulaFault> {
        let text = Rc::clone(&self.frame().text);
        let star = text[self.frame().at + length..].starts_with('*');
        let from = self.frame().at + length + usize::from(star);
        let (label, end) = argument(&text, from, &place, "tag")?;
        let whole = self.whole(&place, end);
        self.frame().at = end;
        let words = label.replace('$', "");
        if words.contains(['\\', '{', '}']) {
            return Err(FormulaFault::new(whole, "a `\\tag` holds plain words"));
        }
        let label = format!("{TAG}{}", self.tags.len());
        self.tags.push(Tag { words: words.trim().to_owned(), bare: star });
        if self.open.iter().any(|name| {
            let name = SAME
                .iter()
                .find(|(other, _)| other == name)
                .map_or(name.as_str(), |(_, known)| known);
            NUMBERED.contains(&name)
        }) {
            self.emit(&format!("\\tag{{{label}}}"), whole);
        } else if self.tag.is_some() {
            return Err(FormulaFault::new(whole, "this formula has a second `\\tag`"));
        } else {
            self.tag = Some((label, whole));
        }
        Ok(())
    }

    /// A colour that is written as on the web.
    pub(super) fn colour(
        &mut self,
        length: usize,
        place: Range<usize>,
    ) -> Result<(), FormulaFault> {
        let text = Rc::clone(&self.frame().text);
        let from = self.frame().at + length;
        if text[from..].trim_start().starts_with('[') {
            self.copy(length);
            return Ok(());
        }
        let (colour, end) = argument(&text, from, &place, "color")?;
        match six_digits(colour) {
            Some(colour) => {
                let whole = self.whole(&place, end);
                self.emit(&format!("\\color[HTML]{{{}}}", &colour[1..]), whole);
                self.frame().at = end;
            }
            None => self.copy(end - from + length),
        }
        Ok(())
    }

    /// Words, and the formulas between them.
    pub(super) fn words(
        &mut self,
        known: &str,
        length: usize,
        place: Range<usize>,
    ) -> Result<(), FormulaFault> {
        let text = Rc::clone(&self.frame().text);
        let from = self.frame().at + length;
        let (words, end) = argument(&text, from, &place, known)?;
        let parts = dollars(words);
        if parts.len() == 1 {
            self.emit(&format!("\\{known}"), place);
            self.frame().at = from;
            return Ok(());
        }
        let set = |(nth, part): (usize, &&str)| match (nth % 2, *part) {
            (_, "") => String::new(),
            (0, words) => format!("\\{known}{{{words}}}"),
            (_, tex) => format!("{{{tex}}}"),
        };
        let whole = self.whole(&place, end);
        self.frame().at = end;
        self.push(parts.iter().enumerate().map(set).collect(), whole)
    }
}

/// A text cut at its dollar signs; every second part is a formula. One part if they do not pair.
fn dollars(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, letter) in text.char_indices() {
        if letter == '$' && !escaped {
            parts.push(&text[from..at]);
            from = at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.push(&text[from..]);
    if parts.len() % 2 == 1 { parts } else { vec![text] }
}
