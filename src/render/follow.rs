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
    /// A file that comes in pieces begins: who takes them, so that nobody has to keep them.
    fn begins(&self, _path: &str) -> Option<Box<dyn Pieces + '_>> {
        None
    }
}

/// Takes a file piece by piece, in their order.
pub trait Pieces: Send {
    fn add(&mut self, piece: Vec<u8>);
    /// It is whole. One that is let go before that is no file of the site.
    fn end(self: Box<Self>);
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

/// A file on its way that is never whole in memory where who follows the build takes its pieces.
pub struct Growing<'f> {
    to: Option<Box<dyn Pieces + 'f>>,
    /// What nobody took.
    here: Vec<u8>,
    sum: Option<Sha256>,
}

impl<'f> Growing<'f> {
    pub fn new(follow: &'f dyn Follow, path: &str, is_listed: bool) -> Self {
        Self { to: follow.begins(path), here: Vec::new(), sum: is_listed.then(Sha256::new) }
    }

    pub fn add(&mut self, piece: Vec<u8>) {
        let Some(to) = &mut self.to else { return self.here.extend_from_slice(&piece) };
        if let Some(sum) = &mut self.sum {
            sum.update(&piece);
        }
        to.add(piece);
    }

    pub fn end(self) -> File {
        let Some(to) = self.to else { return File::Here(self.here.into()) };
        to.end();
        File::Away(self.sum.map(|sum| sum.finalize().into()))
    }
}

pub fn sum(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}
