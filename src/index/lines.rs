//! Text and code of units in one line each, as hits show them.

use super::{Unit, fold};
use crate::letters::is_plain;
use std::borrow::Cow;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// The lines of some units, each made when it is asked for.
pub(super) struct AllLines<'u> {
    pub(super) units: &'u [Unit],
    lines: Vec<OnceLock<Lines<'u>>>,
}

impl<'u> AllLines<'u> {
    pub(super) fn new(units: &'u [Unit]) -> Self {
        Self { units, lines: units.iter().map(|_| OnceLock::new()).collect() }
    }

    pub(super) fn of(&self, unit: usize) -> &Lines<'u> {
        self.lines[unit].get_or_init(|| {
            let unit = &self.units[unit];
            Lines::new(unit, is_plain(&unit.text))
        })
    }

    /// The same for one of which it is known whether its text is plain.
    pub(super) fn of_known(&self, unit: usize, is_plain: bool) -> &Lines<'u> {
        self.lines[unit].get_or_init(|| Lines::new(&self.units[unit], is_plain))
    }
}

/// Text and code in a line each, so that an excerpt never runs from one into the other.
pub(super) struct Lines<'u> {
    pub(super) text: Cow<'u, str>,
    pub(super) code: Cow<'u, str>,
    /// Whether they have the same terms as what they were made from.
    pub(super) are_alike: bool,
}

impl<'u> Lines<'u> {
    fn new(unit: &'u Unit, is_plain: bool) -> Self {
        let text = if is_plain { Cow::from(&unit.text) } else { line(&unit.text) };
        let code = line(&unit.code);
        let are_alike = is_alike(&unit.text, &text) && is_alike(&unit.code, &code);
        Self { text, code, are_alike }
    }

    /// One behind the other.
    pub(super) fn whole(&self) -> Cow<'_, str> {
        match (&*self.text, &*self.code) {
            (text, "") => text.into(),
            ("", code) => code.into(),
            (text, code) => [text, "\n", code].concat().into(),
        }
    }

    /// Where in the whole the code begins.
    pub(super) fn start_of_code(&self) -> usize {
        self.text.len() + usize::from(!self.text.is_empty() && !self.code.is_empty())
    }

    /// Bytes of the whole.
    pub(super) fn len(&self) -> usize {
        self.start_of_code() + self.code.len()
    }
}

/// A text in one line: single blanks between words, accents on their letters.
fn line(text: &str) -> Cow<'_, str> {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    if !fold::is_composed(&line) {
        line.nfc().collect()
    } else if line == text {
        text.into()
    } else {
        line.into()
    }
}

/// Whether a line surely has the terms of its text: most differ by nothing, or by blanks that part words in ASCII. What else
/// parts words, or is joined, may have been part of a term.
fn is_alike(text: &str, line: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii() && byte != b'\x0b';
    std::ptr::eq(text, line) || text.bytes().all(is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::token::tests::terms;

    #[test]
    fn lines_that_are_called_alike_have_the_same_terms() {
        let texts = [
            ("let a_b = 1;\n\n\tml.m5 \r\n .NET\x0cC++\x01x  y-\n z", true),
            ("日本語、二つ。 ", false),
            ("日本語、二つ。", true),
            ("a\x0bb", false),
            ("é\u{a0}f  g", false),
            ("e\u{301}t", false),
            ("", true),
        ];
        for (text, expected) in texts {
            let line = line(text);
            assert_eq!(is_alike(text, &line), expected, "{text:?}");
            assert!(!expected || terms(text) == terms(&line), "{text:?}");
        }
    }
}
