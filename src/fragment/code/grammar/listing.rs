//! The rules of a context in their order, and which of them can match at a place, told by the letters there.

use super::letters::is_of_word;
use super::starts::Starts;
use super::{Context, Pattern, Rule};

/// The rules that hold in a context.
pub(in crate::fragment::code) struct Listing {
    pub(in crate::fragment::code) rules: Vec<Listed>,
    /// Rules of which is not known where they can match.
    pub(in crate::fragment::code) unread: Vec<usize>,
    /// Rules that repeat words.
    pub(in crate::fragment::code) repeating: Vec<usize>,
    pub(in crate::fragment::code) rows: Rows,
}

/// A rule in the list of a context, with what is asked of it most often.
pub(in crate::fragment::code) struct Listed {
    pub(in crate::fragment::code) rule: &'static Rule,
    pub(in crate::fragment::code) number: usize,
    pub(in crate::fragment::code) starts: Option<&'static Starts>,
}

/// For each kind of place a row of bits, one for each of some rules that can match there.
pub(in crate::fragment::code) struct Rows {
    bits: Vec<u64>,
    /// A bit for each rule that can match where a line starts and nowhere else.
    at_line_start: Vec<u64>,
}

/// A place in a text, as far as it tells rules apart without a look.
#[derive(Debug, Clone, Copy)]
pub(in crate::fragment::code) struct Kind {
    row: usize,
    is_line_start: bool,
}

/// The row of letters outside of ASCII, which follows those of ASCII.
const OTHERS: usize = 128;
const END: usize = 129;
/// Where the rows of letters within a word begin.
const WITHIN: usize = 130;
const ROWS: usize = WITHIN + 128;

impl Kind {
    /// A letter's place, or that behind the last one.
    pub(in crate::fragment::code) fn of(text: &str, place: usize) -> Self {
        let bytes = text.as_bytes();
        let before = place.checked_sub(1).map(|before| bytes[before]);
        let row = match bytes.get(place) {
            None => END,
            Some(byte) if !byte.is_ascii() => OTHERS,
            Some(byte) if is_of_word(*byte) && before.is_some_and(is_of_word) => {
                WITHIN + usize::from(*byte)
            }
            Some(byte) => usize::from(*byte),
        };
        Self { row, is_line_start: before.is_none_or(|byte| byte == b'\n') || row == END }
    }
}

impl Listing {
    /// A context's own rules and those of the contexts it includes.
    pub(super) fn of(context: &'static Context) -> Self {
        let mut rules = Vec::new();
        collect(context, &mut rules);
        let which = |is: fn(&Listed) -> bool| {
            (0..rules.len()).filter(|index| is(&rules[*index])).collect::<Vec<_>>()
        };
        let unread = which(|listed| listed.starts.is_none());
        let repeating = which(|listed| listed.rule.has_captures);
        let starts: Vec<_> = rules.iter().map(|listed| listed.starts).collect();
        Self { rows: Rows::of(&starts), unread, repeating, rules }
    }
}

impl Rows {
    pub(super) fn of(rules: &[Option<&Starts>]) -> Self {
        let width = rules.len().div_ceil(64);
        let (mut bits, mut at_line_start) = (vec![0; ROWS * width], vec![0; width]);
        for (index, starts) in rules.iter().enumerate() {
            let Some(starts) = starts else { continue };
            let (number, bit) = (index / 64, 1 << (index % 64));
            starts.each_row(|row| bits[row * width + number] |= bit);
            if starts.only.at_line_start {
                at_line_start[number] |= bit;
            }
        }
        Self { bits, at_line_start }
    }

    /// The numbers in a row, each for 64 rules.
    pub(in crate::fragment::code) fn width(&self) -> usize {
        self.at_line_start.len()
    }

    /// A bit for each of 64 rules that can match at a place.
    pub(in crate::fragment::code) fn bits(&self, kind: Kind, number: usize) -> u64 {
        let bits = self.bits[kind.row * self.width() + number];
        if kind.is_line_start { bits } else { bits & !self.at_line_start[number] }
    }
}

impl Starts {
    /// Calls with each row of places at which a match can begin.
    fn each_row(&self, mut call: impl FnMut(usize)) {
        for byte in self.letters.ascii() {
            call(usize::from(byte));
            if is_of_word(byte) && !self.only.at_edge_of_word {
                call(WITHIN + usize::from(byte));
            }
        }
        if self.letters.have_others() {
            call(OTHERS);
        }
        if self.at_end {
            call(END);
        }
    }
}

fn collect(context: &'static Context, rules: &mut Vec<Listed>) {
    for pattern in &context.patterns {
        match pattern {
            Pattern::Match(rule) => {
                let (number, starts) = rule.seen();
                rules.push(Listed { rule, number: *number, starts: starts.as_ref() });
            }
            Pattern::Include(reference) => collect(reference.id().get(), rules),
        }
    }
}
