//! Random numbers that the build and the page agree on to the bit; the twin of `static/js/random.js`.
//!
//! The generator is xoshiro128**, its state filled by a 32-bit `SplitMix` from the FNV-1a hash of a text. Nothing here is
//! fit for secrets.

pub(super) struct Random {
    pub(super) state: [u32; 4],
}

impl Random {
    pub(super) fn new(seed: &str) -> Self {
        let mut hash = hash(seed);
        let state = [(); 4].map(|()| {
            hash = hash.wrapping_add(0x9e37_79b9);
            let word = (hash ^ (hash >> 16)).wrapping_mul(0x21f0_aaad);
            let word = (word ^ (word >> 15)).wrapping_mul(0x735a_2d97);
            word ^ (word >> 15)
        });
        Random { state }
    }

    pub(super) fn word(&mut self) -> u32 {
        let state = &mut self.state;
        let result = state[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = state[1] << 9;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = state[3].rotate_left(11);
        result
    }

    /// A draw below `n`. Words above the largest multiple of `n` are thrown away: a plain
    /// remainder would favour the small numbers.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let surplus = (u32::MAX % n + 1) % n;
        loop {
            let word = self.word();
            if word <= u32::MAX - surplus {
                return word % n;
            }
        }
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(super::count_of(last + 1)) as usize);
        }
    }
}

/// FNV-1a over the bytes of a text.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
