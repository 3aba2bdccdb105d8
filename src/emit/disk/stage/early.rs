//! Files that come before the end of a build, from several threads: one that brings something writes it, and what others bring
//! meanwhile.

use super::{Writer, stop};
use crate::render::Pieces;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked whether a signal came.
const LOOK: Duration = Duration::from_millis(50);

/// What comes before the end.
pub(super) struct Early {
    pub(super) waiting: Mutex<VecDeque<Next>>,
    /// Held by who writes; nothing once the stage has ended.
    pub(super) writer: Mutex<Option<Writer>>,
}

pub(super) enum Next {
    File(String, Arc<[u8]>),
    /// The next bytes of a file that comes in pieces.
    Piece(Arc<str>, Vec<u8>),
    /// The end of such a file.
    Whole(Arc<str>),
}

impl Early {
    /// Takes what comes, and writes it if nobody is writing.
    pub(super) fn add(&self, next: Next) {
        lock(&self.waiting).push_back(next);
        if let Ok(mut writer) = self.writer.try_lock()
            && let Some(writer) = &mut *writer
        {
            self.write(writer);
        }
    }

    fn write(&self, writer: &mut Writer) {
        let next = || lock(&self.waiting).pop_front();
        while let Some(next) = next() {
            if stop::asked() {
                writer.leave();
            }
            writer.take(next);
        }
    }

    /// The writer, who has written all that came.
    pub(super) fn end(&self) -> Option<Writer> {
        let mut writer = lock(&self.writer).take()?;
        self.write(&mut writer);
        Some(writer)
    }

    /// Ends the process when a signal comes while pages are made: the end of that may be far.
    pub(super) fn watch(&self, making: &Receiver<()>) {
        while making.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if stop::asked()
                && let Some(writer) = &*lock(&self.writer)
            {
                writer.leave();
            }
        }
    }
}

/// A panic of who held it ends the build.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands a file on piece by piece.
pub(super) struct Sending {
    pub(super) path: Arc<str>,
    pub(super) early: Arc<Early>,
}

impl Pieces for Sending {
    fn add(&mut self, piece: Vec<u8>) {
        self.early.add(Next::Piece(Arc::clone(&self.path), piece));
    }

    fn end(self: Box<Self>) {
        self.early.add(Next::Whole(self.path));
    }
}
