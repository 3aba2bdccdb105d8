//! Pairs of letters as numbers, and a table of them: a text without blanks has millions, and looks each one up.

use crate::letters::is_steady;

/// Two letters, or one, that stand in the index as they are, as one number, which is never 0.
pub(super) fn pair(first: char, second: Option<char>) -> Option<u32> {
    let (first, second) = (u32::from(first), second.map(u32::from));
    let is_pair = is_steady(first) && second.is_none_or(is_steady);
    is_pair.then(|| first << 16 | second.unwrap_or_default())
}

/// The pair that a term is, if it is one.
pub(in crate::index) fn pair_in(term: &str) -> Option<u32> {
    let mut letters = term.chars();
    let pair = pair(letters.next()?, letters.next())?;
    letters.next().is_none().then_some(pair)
}

/// Adds the term that a pair is.
pub(in crate::index) fn push_pair(pair: u32, term: &mut String) {
    let letters = [pair >> 16, pair & 0xffff].into_iter().filter(|code| *code != 0);
    term.extend(letters.filter_map(char::from_u32));
}

/// What somebody found for pairs.
pub(in crate::index) struct Pairs {
    /// Four times as many as are taken, at least, so that most stand where they belong; nothing is taken by 0. The number of
    /// slots is a power of two.
    slots: Vec<(u32, u32)>,
    taken: usize,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { slots: vec![(0, 0); 256], taken: 0 }
    }
}

impl Pairs {
    /// The slot of a pair, or the free one where it belongs, and what is in it.
    #[inline]
    fn slot(&self, pair: u32) -> (usize, (u32, u32)) {
        let mask = self.slots.len() - 1;
        // The upper bits of the product depend on all of the pair's.
        let hash = pair.wrapping_mul(0x9e37_79b1);
        let mut at = (hash ^ hash >> 15) as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.0 == pair || slot.0 == 0 {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    /// What there is for a pair.
    #[inline]
    pub(in crate::index) fn get(&self, pair: u32) -> Option<u32> {
        let (_, (known, thing)) = self.slot(pair);
        (known == pair).then_some(thing)
    }

    /// What there is for a pair, and this thing if there was none.
    #[inline]
    pub(in crate::index) fn get_or_insert(&mut self, pair: u32, thing: u32) -> u32 {
        let (at, (known, there)) = self.slot(pair);
        if known == pair { there } else { self.insert(at, pair, thing) }
    }

    #[cold]
    fn insert(&mut self, slot: usize, pair: u32, thing: u32) -> u32 {
        self.slots[slot] = (pair, thing);
        self.taken += 1;
        if self.taken * 4 > self.slots.len() {
            let more = vec![(0, 0); self.slots.len() * 2];
            for taken in std::mem::replace(&mut self.slots, more) {
                if taken.0 != 0 {
                    let (slot, _) = self.slot(taken.0);
                    self.slots[slot] = taken;
                }
            }
        }
        thing
    }
}
