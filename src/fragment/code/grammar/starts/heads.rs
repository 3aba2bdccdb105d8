//! The first two letters of what a part of an expression can take.

use super::super::letters::Letters;

/// Pairs of letters that something can begin with.
#[derive(Clone, Default)]
pub(super) struct Heads {
    /// Where it takes two letters or more: the first, and what can follow it.
    long: Vec<Pair>,
    /// Where it takes one: that, and what can follow behind its end.
    short: Vec<Pair>,
}

type Pair = (Letters, Letters);

/// More pairs than this are not told apart.
const MOST: usize = 64;

impl Heads {
    /// One letter.
    pub(super) fn letter(letters: Letters) -> Self {
        Self { long: Vec::new(), short: vec![(letters, Letters::ALL)] }
    }

    /// Any number of letters, of which only the first is known.
    pub(super) fn any_after(letters: Letters) -> Self {
        Self { long: vec![(letters, Letters::ALL)], short: Vec::new() }
    }

    pub(super) fn or(mut self, other: Self) -> Self {
        other.long.into_iter().for_each(|pair| add(&mut self.long, pair));
        other.short.into_iter().for_each(|pair| add(&mut self.short, pair));
        self
    }

    /// What follows begins with some letters, if it takes any, and leaves others if it does not.
    pub(super) fn before(mut self, takes: Letters, leaves: Letters) -> Self {
        let short = std::mem::take(&mut self.short);
        for (first, after) in short {
            add(&mut self.long, (first, after.and(takes)));
            add(&mut self.short, (first, after.and(leaves)));
        }
        self
    }

    /// Only those that begin with some letters.
    pub(super) fn within(mut self, letters: Letters) -> Self {
        for (first, _) in self.long.iter_mut().chain(&mut self.short) {
            *first = first.and(letters);
        }
        self
    }

    /// Whether each letter that it begins with stands in a pair whose end is known.
    pub(super) fn is_settled(&self) -> bool {
        self.short.is_empty()
    }

    /// What can follow one of the letters that it begins with.
    pub(super) fn second(&self, byte: u8) -> Letters {
        let pairs = self.long.iter().chain(&self.short);
        let with = pairs.filter(|(first, _)| first.have(byte));
        with.fold(Letters::NONE, |all, (_, second)| all.or(*second))
    }
}

fn add(pairs: &mut Vec<Pair>, (first, second): Pair) {
    if first == Letters::NONE || second == Letters::NONE {
        return;
    }
    if let Some(same) = pairs.iter_mut().find(|pair| pair.0 == first) {
        same.1 = same.1.or(second);
    } else if pairs.len() < MOST {
        pairs.push((first, second));
    } else {
        let all = pairs.drain(..).fold(first, |all, (first, _)| all.or(first));
        pairs.push((all, Letters::ALL));
    }
}
