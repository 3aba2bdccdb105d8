//! Files of a site on their way out of a build: who follows it, and what is left of a file that was handed over.
//!
//! The pages of a large book need not all be in memory at once: who follows may keep them, and the rest of the build
//! goes on with their names and checksums.

use crate::finding::Finding;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Told of a build on its way, to begin early with what need not wait for its end.
pub trait Follow: Sync {
    /// All that is found, before the first page is made.
    fn checked(&self, _findings: &[Finding]) {}
    /// A file of the site is made: its path, its bytes. They come from several threads, in no order, and not all do.
    /// Says whether it keeps the file, so that nobody else has to.
    fn made(&self, _path: &str, _bytes: &Arc<[u8]>) -> bool {
        false
    }
}

/// Nobody follows.
impl Follow for () {}

/// A file's SHA-256.
pub type Sum = [u8; 32];

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    Here(Arc<[u8]>),
    /// Who follows the build keeps it; the checksum is there for a book that lists those of its files.
    Away(Option<Sum>),
}

impl File {
    /// A file that was just made, handed to who follows.
    pub fn hand_over(follow: &dyn Follow, path: &str, bytes: Arc<[u8]>, is_listed: bool) -> Self {
        if follow.made(path, &bytes) {
            Self::Away(is_listed.then(|| sum(&bytes)))
        } else {
            Self::Here(bytes)
        }
    }
}

pub fn sum(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}
