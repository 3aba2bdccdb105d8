//! Sets of letters.

/// Letters: of ASCII each by its bit, all others by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fragment::code) struct Letters {
    ascii: [u64; 2],
    others: bool,
}

pub(super) fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

impl Letters {
    pub(super) const NONE: Self = Self { ascii: [0; 2], others: false };
    pub(super) const ALL: Self = Self { ascii: [!0; 2], others: true };
    pub(super) const OTHERS: Self = Self { ascii: [0; 2], others: true };

    /// Those of a text.
    pub(in crate::fragment::code) fn within(text: &str) -> Self {
        let mut all = Self::NONE;
        text.bytes().for_each(|byte| all.add(byte));
        all
    }

    fn add(&mut self, byte: u8) {
        match self.ascii.get_mut(usize::from(byte >> 6)) {
            Some(letters) => *letters |= 1 << (byte & 63),
            None => self.others = true,
        }
    }

    pub(super) fn one(byte: u8) -> Self {
        let mut one = Self::NONE;
        one.add(byte);
        one
    }

    pub(super) fn of(is: fn(u8) -> bool) -> Self {
        let mut all = Self::NONE;
        (0..128).filter(|byte| is(*byte)).for_each(|byte| all.add(byte));
        all
    }

    /// All of ASCII from one to another.
    pub(super) fn between(first: u8, last: u8) -> Self {
        let mut all = Self::NONE;
        (first..=last.min(0x7f)).for_each(|byte| all.add(byte));
        all
    }

    pub(super) fn or(self, other: Self) -> Self {
        let ascii = [self.ascii[0] | other.ascii[0], self.ascii[1] | other.ascii[1]];
        Self { ascii, others: self.others || other.others }
    }

    pub(super) fn and(self, other: Self) -> Self {
        let ascii = [self.ascii[0] & other.ascii[0], self.ascii[1] & other.ascii[1]];
        Self { ascii, others: self.others && other.others }
    }

    /// Whether these can be expected to be rarer than others.
    pub(super) fn are_fewer(self, than: Self) -> bool {
        let count = |it: Self| it.ascii.iter().map(|letters| letters.count_ones()).sum::<u32>();
        (self.others, count(self)) < (than.others, count(than))
    }

    pub(super) fn with_others(self) -> Self {
        self.or(Self::OTHERS)
    }

    /// All but these; of the others only some may be among these.
    pub(super) fn not(self) -> Self {
        Self { ascii: self.ascii.map(|letters| !letters), others: true }
    }

    /// These in large and small. Some letters have others that are the same (`K`, the sign of kelvin), and some stand for two of
    /// ASCII (`ß`, `ss`).
    pub(super) fn in_both_cases(self) -> Self {
        let mut all = self;
        for byte in (b'a'..=b'z').chain(b'A'..=b'Z') {
            if self.others || self.have(byte) {
                all = all.or(Self::OTHERS);
                all.add(byte.to_ascii_lowercase());
                all.add(byte.to_ascii_uppercase());
            }
        }
        all
    }

    /// Those of ASCII.
    pub(super) fn ascii(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |byte| self.have(*byte))
    }

    /// How many of them stand before a letter of ASCII.
    pub(super) fn rank(self, byte: u8) -> usize {
        let before = |half: usize, up_to: u8| self.ascii[half] & ((1 << (up_to & 63)) - 1);
        let count = match byte {
            0..64 => before(0, byte).count_ones(),
            _ => self.ascii[0].count_ones() + before(1, byte).count_ones(),
        };
        count as usize
    }

    /// Whether there are letters outside of ASCII among them.
    pub(super) fn have_others(self) -> bool {
        self.others
    }

    /// Whether a letter is among them that begins with a byte; none begins with a byte from within another.
    pub(super) fn have(self, byte: u8) -> bool {
        match self.ascii.get(usize::from(byte >> 6)) {
            Some(letters) => letters >> (byte & 63) & 1 == 1,
            None => self.others && byte >= 0xc0,
        }
    }
}
