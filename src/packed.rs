//! Texts that the program carries deflated, so that it is smaller: each pack of them is inflated once, when its first text is
//! asked for.
//!
//! `build.rs` packs them and writes the tables that name them. Knows nothing of what they say.

use flate2::{Decompress, FlushDecompress};
use std::sync::OnceLock;

/// Some texts that are asked for together.
pub struct Pack {
    deflated: &'static [u8],
    /// Bytes of all texts.
    length: usize,
    texts: OnceLock<String>,
}

/// One of them.
pub struct Packed {
    pack: &'static Pack,
    start: usize,
    end: usize,
}

impl Pack {
    pub const fn new(deflated: &'static [u8], length: usize) -> Self {
        Self { deflated, length, texts: OnceLock::new() }
    }

    fn texts(&self) -> &str {
        self.texts.get_or_init(|| {
            let mut texts = Vec::with_capacity(self.length);
            Decompress::new(false)
                .decompress_vec(self.deflated, &mut texts, FlushDecompress::Finish)
                .expect("`build.rs` packed it");
            String::from_utf8(texts).expect("`build.rs` packs texts")
        })
    }
}

impl Packed {
    pub const fn new(pack: &'static Pack, start: usize, end: usize) -> Self {
        Self { pack, start, end }
    }

    pub fn text(&self) -> &'static str {
        &self.pack.texts()[self.start..self.end]
    }
}
