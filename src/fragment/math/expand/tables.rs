//! Tables and lines below each other: environments under the names that the library knows, and what stands between lines.

use super::Expander;
use crate::fragment::math::FormulaFault;
use crate::fragment::math::argument::argument;
use std::rc::Rc;

/// Environments under another name.
pub(super) const SAME: [(&str, &str); 6] = [
    ("split", "aligned"),
    ("alignat", "align"),
    ("alignat*", "align*"),
    ("alignedat", "aligned"),
    ("smallmatrix", "subarray"),
    ("multline*", "gather*"),
];

impl Expander<'_> {
    pub(super) fn environment(&mut self, which: &str, length: usize) -> Result<(), FormulaFault> {
        let text = Rc::clone(&self.frame().text);
        let at = self.frame().at;
        let name = text[at + length..].trim_start().strip_prefix('{');
        let Some((name, _)) = name.and_then(|rest| rest.split_once('}')) else {
            self.copy(length);
            return Ok(());
        };
        let end = at + length + text[at + length..].find('}').map_or(0, |end| end + 1);
        if which == "begin" {
            self.open.push(name.to_owned());
        } else {
            self.open.pop();
        }
        let Some((_, known)) = SAME.iter().find(|(other, _)| *other == name) else {
            self.copy(end - at);
            return Ok(());
        };
        let place = self.place(end - at);
        let mut end = end;
        let mut columns = "";
        if which == "begin" && name.starts_with("aligna") || name == "alignedat" {
            // The number of columns, which the rows show anyway.
            if which == "begin" {
                end = argument(&text, end, &place, name)?.1;
            }
        } else if which == "begin" && name == "smallmatrix" {
            columns = "{c}";
        }
        let whole = self.whole(&place, end);
        self.emit(&format!("\\{which}{{{known}}}{columns}"), whole);
        self.frame().at = end;
        Ok(())
    }

    /// Of several lines across a table right after each other, which the library refuses, one is drawn.
    pub(super) fn double_line(&mut self) {
        let frame = self.frame();
        let rest = &frame.text[frame.at..];
        let mut after = rest;
        while let Some(next) = after.trim_start().strip_prefix("\\hline")
            && !next.starts_with(|letter: char| letter.is_ascii_alphabetic())
        {
            after = next;
        }
        frame.at += rest.len() - after.len();
    }

    /// What an exponent or an index at the start of a cell stands at: nothing. The library would hang it on the end of the cell
    /// before, and join the two.
    pub(super) fn empty_base(&mut self) {
        let before = self.out.text.trim_end();
        let line = before.strip_suffix("\\hdashline").or_else(|| before.strip_suffix("\\hline"));
        let before = line.unwrap_or(before).trim_end();
        let name = before.strip_suffix('&').unwrap_or(before);
        let slashes = name.len() - name.trim_end_matches('\\').len();
        let ends_in_sign = before.len() > name.len() || slashes > 0;
        // A backslash more makes a letter of either.
        if ends_in_sign && slashes.is_multiple_of(2) {
            let place = self.place(1);
            self.emit("{}", place);
        }
    }

    /// The distance to the next line after `\\`, which is the page's to choose.
    pub(super) fn spacing(&mut self) {
        let frame = self.frame();
        let rest = &frame.text[frame.at..];
        let Some((length, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return;
        };
        let number = length.trim().trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        if number.len() < length.trim().len() && number.trim().parse::<f32>().is_ok() {
            frame.at += length.len() + 2;
        }
    }
}
