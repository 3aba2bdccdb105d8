//! An expression in the syntax of Oniguruma, read for what it begins with.

use super::super::letters::{Letters, is_of_word, is_space};
use super::heads::Heads;
use super::{Alone, Only, Part};

/// In the place of a letter outside of ASCII.
const OTHER: u8 = 0x80;

/// How letters of an expression are meant.
#[derive(Clone, Copy, Default)]
pub(super) struct Modes {
    any_case: bool,
    with_blanks: bool,
}

/// Reads an expression in the syntax of Oniguruma. Nothing means that something is not understood.
pub(super) struct Reader<'e> {
    pub(super) text: &'e [u8],
    pub(super) at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, text: &str) -> bool {
        let is_next = self.text[self.at..].starts_with(text.as_bytes());
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    /// Passes everything up to a byte and that byte; gives what was in front of it.
    fn until(&mut self, end: u8) -> Option<&str> {
        let from = self.at;
        self.at += self.text[from..].iter().position(|byte| *byte == end)? + 1;
        std::str::from_utf8(&self.text[from..self.at - 1]).ok()
    }

    /// Whether there is nothing but one letter or class.
    pub(super) fn alone(mut self) -> Option<Alone> {
        let is_ahead = self.text.is_empty() || self.skip("(?=");
        match self.peek() {
            None => {}
            Some(b'[') => {
                self.at += 1;
                self.class(false)?;
            }
            Some(b'\\') => {
                self.at += 1;
                self.escaped()?;
            }
            Some(byte) => {
                let is_letter = byte.is_ascii() && !b"^$.()*+?|".contains(&byte);
                self.at += 1;
                is_letter.then_some(())?;
            }
        }
        let is_closed = self.text.is_empty() || !is_ahead || self.skip(")");
        (is_closed && self.at == self.text.len()).then_some(Alone { is_ahead })
    }

    pub(super) fn either(&mut self, modes: Modes) -> Option<Part> {
        let mut all = self.sequence(modes)?;
        while self.skip("|") {
            all = all.or(self.sequence(modes)?);
        }
        Some(all)
    }

    fn sequence(&mut self, modes: Modes) -> Option<Part> {
        let mut all = Part::nothing();
        loop {
            self.blanks(modes);
            if matches!(self.peek(), None | Some(b'|' | b')')) {
                return Some(all);
            }
            let mut part = self.atom(modes)?;
            self.blanks(modes);
            while let Some((may_miss, once)) = self.quantifier() {
                if !once {
                    part = part.again();
                }
                if may_miss {
                    part = Part::nothing().or(part);
                }
                self.blanks(modes);
            }
            all = all.then(part);
        }
    }

    fn blanks(&mut self, modes: Modes) {
        if !modes.with_blanks {
            return;
        }
        loop {
            match self.peek() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(b'#') => {
                    if self.until(b'\n').is_none() {
                        self.at = self.text.len();
                    }
                }
                _ => return,
            }
        }
    }

    /// Passes a quantifier; gives whether what it stands behind may be missing, and whether it stands there once at most.
    fn quantifier(&mut self) -> Option<(bool, bool)> {
        let once = self.peek()? == b'?';
        let may_miss = match self.peek()? {
            b'*' | b'?' => true,
            b'+' => false,
            b'{' => {
                let rest = &self.text[self.at + 1..];
                let inside = &rest[..rest.iter().position(|byte| *byte == b'}')?];
                let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
                let mut bounds = inside.split(|byte| *byte == b',');
                let (least, most) = (bounds.next()?, bounds.next());
                let is_one = digits(least) && most.is_none_or(digits) && bounds.next().is_none();
                if !is_one || (least.is_empty() && most.is_none_or(<[u8]>::is_empty)) {
                    return None;
                }
                self.at += inside.len() + 1;
                least.iter().all(|digit| *digit == b'0')
            }
            _ => return None,
        };
        self.at += 1;
        // `+?` takes as little as it can, which is one. `{2}?` may be missing.
        if !may_miss && self.text[self.at - 1] == b'+' {
            self.skip("?");
        }
        Some((may_miss, once))
    }

    fn atom(&mut self, modes: Modes) -> Option<Part> {
        Some(match self.take()? {
            b'^' => {
                Part { only: Only { at_line_start: true, ..Only::default() }, ..Part::nothing() }
            }
            b'$' => Part::before(Letters::one(b'\n'), true),
            b'.' => Part::letter(Letters::ALL),
            b'(' => self.group(modes)?,
            // Some letters are the same as two.
            b'[' if modes.any_case => Part::letters(self.class(true)?),
            b'[' => Part::letter(self.class(false)?),
            b'\\' => self.escape(modes)?,
            b'*' | b'+' | b'?' => return None,
            byte => self.letter(byte, modes),
        })
    }

    fn letter(&mut self, byte: u8, modes: Modes) -> Part {
        self.rest_of_letter();
        let letters = Letters::one(byte);
        match modes.any_case {
            true if byte.is_ascii() => Part::letter(letters.in_both_cases()),
            true => Part::letters(letters.in_both_cases()),
            false => Part::letter(letters),
        }
    }

    fn rest_of_letter(&mut self) {
        while self.peek().is_some_and(|byte| (0x80..0xc0).contains(&byte)) {
            self.at += 1;
        }
    }

    fn group(&mut self, modes: Modes) -> Option<Part> {
        if self.peek()? == b'*' {
            return None;
        }
        if !self.skip("?") {
            return self.inside(modes);
        }
        Some(match self.take()? {
            b':' | b'>' => self.inside(modes)?,
            b'=' => {
                let part = self.inside(modes)?;
                let leaves = part.takes.or(part.leaves);
                Part { takes: Letters::NONE, leaves, heads: Heads::default(), ..part }
            }
            b'!' => {
                self.inside(modes)?;
                Part::nothing()
            }
            b'<' if matches!(self.peek()?, b'=' | b'!') => {
                self.at += 1;
                self.inside(modes)?;
                Part::nothing()
            }
            b'<' => {
                self.until(b'>')?;
                self.inside(modes)?
            }
            b'#' => {
                self.until(b')')?;
                Part::nothing()
            }
            b'i' | b'm' | b'x' | b'-' => {
                self.at -= 1;
                self.with_modes(modes)?
            }
            _ => return None,
        })
    }

    /// The rest of a group with its end.
    fn inside(&mut self, modes: Modes) -> Option<Part> {
        let part = self.either(modes)?;
        self.skip(")").then_some(part)
    }

    /// `(?i:a)`, or `(?i)`, which holds up to the end of the group that it stands in, over the bars of it.
    fn with_modes(&mut self, mut modes: Modes) -> Option<Part> {
        let mut on = true;
        loop {
            match self.take()? {
                b'-' => on = false,
                b'i' => modes.any_case = on,
                b'x' => modes.with_blanks = on,
                b'm' => {}
                b':' => return self.inside(modes),
                b')' => return self.either(modes),
                _ => return None,
            }
        }
    }

    fn escape(&mut self, modes: Modes) -> Option<Part> {
        let zero_width = |only| Part { only, ..Part::nothing() };
        Some(match self.peek()? {
            b'b' => {
                self.at += 1;
                zero_width(Only { at_edge_of_word: true, ..Only::default() })
            }
            b'B' => {
                self.at += 1;
                Part::nothing()
            }
            b'A' => {
                self.at += 1;
                zero_width(Only { at_line_start: true, ..Only::default() })
            }
            b'z' => {
                self.at += 1;
                Part::before(Letters::NONE, true)
            }
            b'Z' => {
                self.at += 1;
                Part::before(Letters::one(b'\n'), true)
            }
            // Words that a group has taken; it may have taken none.
            b'1'..=b'9' => {
                while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.at += 1;
                }
                Part::nothing().or(Part::letters(Letters::ALL))
            }
            byte if !byte.is_ascii() => {
                self.at += 1;
                self.letter(byte, modes)
            }
            _ => {
                let is_property = self.peek() == Some(b'p');
                let (letters, one) = self.escaped()?;
                match one {
                    Some(byte) => self.letter(byte, modes),
                    None if modes.any_case && is_property => Part::letters(letters.in_both_cases()),
                    None => Part::letter(letters),
                }
            }
        })
    }

    /// What follows a backslash, within a class or without, and what it is if it is one letter.
    fn escaped(&mut self) -> Option<(Letters, Option<u8>)> {
        let word = || Letters::of(is_of_word).with_others();
        let space = || Letters::of(is_space).with_others();
        let digit = || Letters::of(|byte| byte.is_ascii_digit()).with_others();
        let hex = || Letters::of(|byte| byte.is_ascii_hexdigit());
        let one = |code: u32| {
            let byte = u8::try_from(code).map_or(OTHER, |byte| byte.min(OTHER));
            Some((Letters::one(byte), Some(byte)))
        };
        let class = |letters| Some((letters, None));
        match self.take()? {
            b'w' => class(word()),
            b'W' => class(word().not()),
            b's' => class(space()),
            b'S' => class(space().not()),
            b'd' => class(digit()),
            b'D' => class(digit().not()),
            b'h' => class(hex()),
            b'H' => class(hex().not()),
            b't' => one(0x09),
            b'n' => one(0x0a),
            b'r' => one(0x0d),
            b'f' => one(0x0c),
            b'a' => one(0x07),
            b'e' => one(0x1b),
            b'p' => class(self.property()?),
            b'x' if self.skip("{") => one(u32::from_str_radix(self.until(b'}')?, 16).ok()?),
            b'x' => one(self.code(2)?),
            b'u' => one(self.code(4)?),
            byte if byte.is_ascii_punctuation() || byte == b' ' => one(byte.into()),
            _ => None,
        }
    }

    /// A code of so many digits.
    fn code(&mut self, digits: usize) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + digits)?;
        self.at += digits.len();
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    fn property(&mut self) -> Option<Letters> {
        if !self.skip("{") {
            return None;
        }
        let letters = match self.until(b'}')? {
            "L" | "Alpha" => Letters::of(|byte| byte.is_ascii_alphabetic()),
            "Lu" => Letters::of(|byte| byte.is_ascii_uppercase()),
            "Ll" => Letters::of(|byte| byte.is_ascii_lowercase()),
            "N" | "Nd" => Letters::of(|byte| byte.is_ascii_digit()),
            "Pc" => Letters::one(b'_'),
            "S" => Letters::of(|byte| b"$+<=>^`|~".contains(&byte)),
            "Sm" => Letters::of(|byte| b"+<=>|~".contains(&byte)),
            "Lt" | "Lo" | "M" | "Mc" | "Mn" | "Nl" | "So" => Letters::NONE,
            _ => return None,
        };
        Some(letters.with_others())
    }

    /// The rest of a class with its end.
    fn class(&mut self, any_case: bool) -> Option<Letters> {
        let is_negated = self.skip("^");
        // In front it is a letter.
        let mut all = if self.skip("]") { self.range(b']')? } else { Letters::NONE };
        let mut and = Letters::ALL;
        loop {
            match self.take()? {
                b']' => break,
                b'[' if self.skip(":") => all = all.or(self.named_class()?),
                b'[' => all = all.or(self.class(false)?),
                b'&' if self.skip("&") => {
                    and = and.and(all);
                    all = Letters::NONE;
                }
                byte => all = all.or(self.range(byte)?),
            }
        }
        let letters = and.and(all);
        Some(match (is_negated, any_case) {
            (false, false) => letters,
            (false, true) => letters.in_both_cases(),
            (true, false) => letters.not(),
            (true, true) => Letters::ALL,
        })
    }

    /// A letter of a class, or all from it to another.
    fn range(&mut self, first: u8) -> Option<Letters> {
        let (letters, first) = self.one(first)?;
        let is_range = self.peek()? == b'-' && *self.text.get(self.at + 1)? != b']';
        let Some(first) = first.filter(|_| is_range) else { return Some(letters) };
        self.at += 1;
        let byte = self.take().filter(|byte| *byte != b'[')?;
        let (last, Some(code)) = self.one(byte)? else { return None };
        Some(Letters::between(first, code).or(last.and(Letters::OTHERS)))
    }

    /// A letter of a class or several, and what it is if it is one.
    fn one(&mut self, byte: u8) -> Option<(Letters, Option<u8>)> {
        if byte == b'\\' {
            return self.escaped();
        }
        self.rest_of_letter();
        Some((Letters::one(byte), Some(byte.min(OTHER))))
    }

    fn named_class(&mut self) -> Option<Letters> {
        let is_negated = self.skip("^");
        let letters = match self.until(b':')? {
            "alpha" => Letters::of(|byte| byte.is_ascii_alphabetic()),
            "alnum" => Letters::of(|byte| byte.is_ascii_alphanumeric()),
            "ascii" => Letters::of(|_| true),
            "digit" => Letters::of(|byte| byte.is_ascii_digit()),
            "lower" => Letters::of(|byte| byte.is_ascii_lowercase()),
            "space" => Letters::of(is_space),
            "upper" => Letters::of(|byte| byte.is_ascii_uppercase()),
            "word" => Letters::of(is_of_word),
            "xdigit" => Letters::of(|byte| byte.is_ascii_hexdigit()),
            _ => return None,
        };
        if !self.skip("]") {
            return None;
        }
        Some(if is_negated { letters.not() } else { letters.with_others() })
    }
}
