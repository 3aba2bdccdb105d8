//! Where an expression cannot match, read from the expression.
//!
//! Of the hundred rules that hold at a place nearly all can be ruled out by its letter: what matches them begins with another.
//! An expression is read once for the letters that a match can begin with. The answer may hold letters too many, never too
//! few: what is not understood here (`starts` gives nothing then) is left to the library of expressions.

mod heads;
mod reader;

use super::letters::Letters;
use heads::Heads;
use reader::{Modes, Reader};

/// The places at which a match can begin.
#[derive(Debug, Clone)]
pub(in crate::fragment::code) struct Starts {
    pub(super) letters: Letters,
    /// Letters of which one at least is in a match or behind it.
    needs: Letters,
    /// Whether it can begin, and end, where the text does.
    pub(super) at_end: bool,
    pub(super) only: Only,
    alone: Option<Alone>,
    /// What can follow each of the letters of ASCII, in their order; nothing if everything can.
    seconds: Vec<Letters>,
}

/// What is the same as one of some letters: `,`, `[+-]`, `(?=\S)`.
#[derive(Debug, Clone, Copy)]
struct Alone {
    is_ahead: bool,
}

/// Where a part of an expression can hold at all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Only {
    pub(super) at_line_start: bool,
    pub(super) at_edge_of_word: bool,
}

/// What a part of an expression asks of the text behind the place where it begins.
#[derive(Clone)]
struct Part {
    /// What it can begin with, where it takes something.
    takes: Letters,
    /// What can follow where it takes nothing.
    leaves: Letters,
    /// Letters of which one at least stands in it or behind it.
    needs: Letters,
    /// Whether it can hold where the text ends.
    at_end: bool,
    only: Only,
    /// What it takes begins with these.
    heads: Heads,
}

impl Starts {
    /// Nothing if the expression has something that is not read here.
    pub(super) fn of(expression: &str) -> Option<Self> {
        let mut reader = Reader { text: expression.as_bytes(), at: 0 };
        let part = reader.either(Modes::default())?;
        let letters = part.takes.or(part.leaves);
        let Part { needs, at_end, only, leaves, heads, .. } = part;
        let alone = Reader { at: 0, ..reader }.alone();
        let all = Letters::ALL;
        let second = |byte| if leaves.have(byte) { all } else { heads.second(byte) };
        let mut seconds: Vec<Letters> = letters.ascii().map(second).collect();
        if seconds.iter().all(|second| *second == all) {
            seconds.clear();
        }
        let starts = Self { letters, needs, at_end, only, alone, seconds };
        (reader.at == reader.text.len()).then_some(starts)
    }

    /// Whether a match can begin at a place with one of its letters, judged by the letter after it.
    pub(in crate::fragment::code) fn goes_on(&self, text: &str, place: usize) -> bool {
        let Some([first, second]) = text.as_bytes().get(place..place + 2) else { return true };
        if self.seconds.is_empty() || !first.is_ascii() {
            return true;
        }
        self.seconds.get(self.letters.rank(*first)).is_none_or(|letters| letters.have(*second))
    }

    /// The match at a place at which one can begin, where that is certain without a look.
    pub(in crate::fragment::code) fn certain(
        &self,
        text: &str,
        place: usize,
    ) -> Option<(usize, usize)> {
        let alone = self.alone?;
        let is_ascii = text.as_bytes().get(place)?.is_ascii();
        is_ascii.then(|| (place, if alone.is_ahead { place } else { place + 1 }))
    }

    /// Whether a match can begin in a text of some letters.
    pub(in crate::fragment::code) fn are_among(&self, letters: Letters) -> bool {
        let have_one = |of: Letters| of.and(letters) != Letters::NONE;
        (self.at_end || have_one(self.letters))
            && (self.needs == Letters::ALL || have_one(self.needs))
    }
}

impl Only {
    fn and(self, other: Self) -> Self {
        Self {
            at_line_start: self.at_line_start || other.at_line_start,
            at_edge_of_word: self.at_edge_of_word || other.at_edge_of_word,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            at_line_start: self.at_line_start && other.at_line_start,
            at_edge_of_word: self.at_edge_of_word && other.at_edge_of_word,
        }
    }
}

impl Part {
    /// What holds everywhere and takes nothing.
    fn nothing() -> Self {
        Self {
            takes: Letters::NONE,
            leaves: Letters::ALL,
            needs: Letters::ALL,
            at_end: true,
            only: Only::default(),
            heads: Heads::default(),
        }
    }

    fn letter(takes: Letters) -> Self {
        let heads = Heads::letter(takes);
        Self { takes, leaves: Letters::NONE, needs: takes, at_end: false, heads, ..Self::nothing() }
    }

    /// The same where it may take more than one, whatever that is.
    fn letters(takes: Letters) -> Self {
        Self { heads: Heads::any_after(takes), ..Self::letter(takes) }
    }

    /// Several of it.
    fn again(self) -> Self {
        let heads = self.heads.clone().before(self.takes, Letters::ALL);
        Self { heads, ..self }
    }

    /// What holds in front of some letters and takes nothing.
    fn before(leaves: Letters, at_end: bool) -> Self {
        Self { leaves, at_end, ..Self::nothing() }
    }

    fn then(self, next: Self) -> Self {
        let stays = self.takes == Letters::NONE;
        let mut heads = self.heads;
        if !heads.is_settled() {
            heads = heads.before(next.takes, next.leaves);
        }
        if self.leaves != Letters::NONE {
            heads = heads.or(next.heads.within(self.leaves));
        }
        Self {
            takes: self.takes.or(self.leaves.and(next.takes)),
            leaves: self.leaves.and(next.leaves),
            needs: if self.needs.are_fewer(next.needs) { self.needs } else { next.needs },
            at_end: self.at_end && next.at_end,
            only: if stays { self.only.and(next.only) } else { self.only },
            heads,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            takes: self.takes.or(other.takes),
            leaves: self.leaves.or(other.leaves),
            needs: self.needs.or(other.needs),
            at_end: self.at_end || other.at_end,
            only: self.only.or(other.only),
            heads: self.heads.or(other.heads),
        }
    }
}

#[cfg(test)]
mod tests;
