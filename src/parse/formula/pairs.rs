//! Which two dollar signs hold a formula, of those that stand in one paragraph, heading or cell.

use super::content::{has_open_text, is_formula, is_spaced, reads_both_ways, starts_with_digit};
use super::lines::{prefix, quotes_around};
use super::{Finder, Formula, Sign, says_formula};
use crate::load::include::place::container;
use crate::parse::doc::At;
use crate::parse::literal::is_escaped;

/// So many dollar signs are looked through that may stand in the words of a formula.
const TEXTS: usize = 8;

impl Finder<'_> {
    /// Makes formulas of the signs met so far.
    pub(super) fn resolve(&mut self) {
        let mut signs = std::mem::take(&mut self.signs);
        let mut index = 0;
        while let Some(&sign) = signs.get(index) {
            index += 1;
            if sign.at < self.taken {
                continue;
            }
            let partner = if sign.double {
                self.apart(sign, &signs, index)
            } else {
                self.inline(sign, &mut signs, index)
            };
            if let Some(next) = partner {
                index = next;
            }
        }
        self.codes.clear();
    }

    /// A formula that stands apart and opens with `sign`. Gives the index of the first sign after it.
    fn apart(&mut self, sign: Sign, signs: &[Sign], index: usize) -> Option<usize> {
        let next = signs[index..].iter().position(|other| other.double).map(|at| index + at);
        if let Some(next) = next {
            let content = sign.at + 2..signs[next].at;
            // With a sign inside, the two belong to formulas that stand around it.
            let inside = signs[index..next].iter().take(TEXTS);
            if inside.clone().any(|it| !has_open_text(&self.text[content.start..it.at])) {
                if says_formula(&self.text[content]) {
                    self.out.doubts.push(sign.at..sign.at + 2);
                }
                return None;
            }
            if self.fits(sign, signs[next]) && !self.text[content.clone()].trim().is_empty() {
                self.push(content, 2);
                return Some(next + 1);
            }
        }
        if let Some(end) = self.closing_line(sign.at) {
            self.push(sign.at + 2..end, 2);
            return None;
        }
        let rest = next.map_or(self.text.len(), |next| signs[next].at);
        let line = self.text[sign.at + 2..rest].split("\n\n").next().unwrap_or_default();
        let above = &self.text[..sign.at];
        let begins_line = above.is_empty() || above.ends_with('\n');
        let alone = line.starts_with('\n') && begins_line && !line.trim().is_empty();
        if says_formula(line) || alone {
            self.out.doubts.push(sign.at..sign.at + 2);
        }
        None
    }

    /// A formula within a line that opens with `sign`. Gives the index of the first sign after it.
    fn inline(&mut self, sign: Sign, signs: &mut [Sign], index: usize) -> Option<usize> {
        let start = sign.at + 1;
        for (at, &other) in signs.iter().enumerate().skip(index).take(TEXTS) {
            let content = &self.text[start..other.at];
            // `\text{if $x$}` holds formulas of its own.
            if has_open_text(content) {
                continue;
            }
            let after = self.text[other.at + 1..].chars().next();
            let amounts = starts_with_digit(content) && after.is_some_and(|c| c.is_ascii_digit());
            let is_any = self.any && !content.trim().is_empty() && !amounts;
            if self.fits(sign, other) && (is_any || is_formula(content, after)) {
                self.push(start..other.at, 1);
                if other.double {
                    // `$a$$b$`: the second sign opens the next one.
                    signs[at] = Sign { at: other.at + 1, double: false, ..other };
                    return Some(at);
                }
                return Some(at + 1);
            }
            let before = &self.text[..sign.at];
            let follows = before.ends_with(char::is_alphanumeric)
                || before.trim_end().ends_with(|letter: char| letter.is_ascii_digit());
            let spaced = is_spaced(content) && !follows;
            let meant = says_formula(content) || reads_both_ways(content, after) || spaced;
            if meant && !amounts && !self.holds_code(sign.at..other.at) {
                self.out.doubts.push(sign.at..other.at + 1);
                return Some(at + 1);
            }
            return None;
        }
        None
    }

    /// Whether nothing that binds as strongly stands across the edges of a formula.
    fn fits(&self, open: Sign, close: Sign) -> bool {
        if self.holds_code(open.at..close.at) {
            return false;
        }
        let (mut left, mut right) = (open.element, close.element);
        let (mut links, mut emphasis) = (false, false);
        while left != right {
            let (outer, inner) = (self.elements[left], self.elements[right]);
            if outer.depth >= inner.depth {
                // A star inside a formula opens nothing, whatever it looked like before that was known.
                if !self.is_inside(outer.start) {
                    (links, emphasis) = (links | outer.link, true);
                }
                left = outer.outer;
            } else {
                // Emphasis that begins inside is a star or a low line of the formula itself.
                links |= inner.link;
                right = inner.outer;
            }
        }
        let content = &self.text[open.at + 1..close.at];
        let tight = !content.contains(char::is_whitespace) && content.contains(['^', '_', '\\']);
        !links && (!emphasis || tight)
    }

    fn holds_code(&self, at: At) -> bool {
        let before = self.codes.partition_point(|code| code.start < at.start);
        self.codes.get(before).is_some_and(|code| code.start < at.end)
    }

    /// Whether a place lies in a formula that was found.
    fn is_inside(&self, at: usize) -> bool {
        let before = self.out.found.partition_point(|formula| formula.at.start <= at);
        before.checked_sub(1).is_some_and(|last| self.out.found[last].at.contains(&at))
    }

    /// Where the line is that closes a formula which stands apart, if it opens at the start of a line. Its lines may look
    /// like lists, quotes or rules. Where some are empty, the line that closes it holds the signs alone.
    fn closing_line(&mut self, open: usize) -> Option<usize> {
        let text = self.text;
        let marks = |letter: char| letter.is_ascii_digit() || " \t>-*+:.)".contains(letter);
        let before = text[..open].trim_end_matches(marks);
        let start = before.len();
        let (length, quotes) = container(&text[start..open]);
        if !(before.is_empty() || before.ends_with('\n'))
            || length != open - start
            || open < self.unclosed
        {
            return None;
        }
        let mut at = open + 2;
        let (mut first, mut gap) = (true, false);
        for line in text[at..].split_inclusive('\n') {
            let prefix = if first { 0 } else { prefix(line, quotes) };
            let content = line[prefix..].trim_end();
            let fence = content.starts_with("```") || content.starts_with("~~~");
            gap |= content.is_empty() && !first;
            let other = content.starts_with('#') || (content.contains('$') && content != "$$");
            if fence || (gap && other) {
                break;
            }
            if let Some(signs) = content.rfind("$$").filter(|signs| !first || *signs > 0)
                && content[signs + 2..].chars().all(|letter| letter.is_ascii_punctuation())
                && !is_escaped(text, at + prefix + signs)
            {
                let end = at + prefix + signs;
                let tex = &text[open + 2..end];
                let is_one = if gap { says_formula(tex) } else { !tex.trim().is_empty() };
                return is_one.then_some(end);
            }
            at += line.len();
            first = false;
        }
        self.unclosed = at;
        None
    }

    fn push(&mut self, content: At, signs: usize) {
        let quotes = quotes_around(self.text, &content);
        let mut tex = String::with_capacity(content.len());
        for (index, line) in self.text[content.clone()].split_inclusive('\n').enumerate() {
            let prefix = if index == 0 { 0 } else { prefix(line, quotes) };
            tex.push_str(&line[prefix..]);
        }
        if self.in_cell {
            tex = tex.replace("\\|", "|");
        }
        let at = content.start - signs..content.end + signs;
        self.taken = at.end;
        self.out.found.push(Formula { at, tex, display: signs == 2, signs });
    }
}
