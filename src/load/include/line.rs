//! The line that is being read, and where the braces of a marker in it close.

use super::CLOSE;
use super::place::Lines;

/// The line that is being read.
pub(super) struct Line {
    pub start: usize,
    /// Without its line feed.
    pub end: usize,
    next: usize,
    close: Close,
}

/// The next `}}` of a line. That there is none is remembered, so of ten thousand open braces only one looks for it.
#[derive(Clone, Copy)]
enum Close {
    Unknown,
    At(usize),
    Nowhere,
}

impl Line {
    pub(super) fn before(start: usize) -> Self {
        Self { start, end: start, next: start, close: Close::Unknown }
    }

    /// Goes on to the line that holds a place; `lines` hears of those before it.
    pub(super) fn go_to(&mut self, text: &str, place: usize, lines: &mut Lines) {
        while self.next <= place {
            if self.next > self.start {
                lines.pass(&text[self.start..self.next]);
            }
            self.start = self.next;
            self.end = text[self.start..].find('\n').map_or(text.len(), |it| self.start + it);
            self.next = self.end + 1;
            self.close = Close::Unknown;
        }
    }

    /// The first `}}` from a place on.
    pub(super) fn close_after(&mut self, text: &str, place: usize) -> Option<usize> {
        let look = || {
            let found = text.get(place..self.end).and_then(|rest| rest.find(CLOSE));
            found.map_or(Close::Nowhere, |length| Close::At(place + length))
        };
        self.close = match self.close {
            Close::At(close) if close < place => look(),
            Close::Unknown => look(),
            known => known,
        };
        match self.close {
            Close::At(close) => Some(close),
            _ => None,
        }
    }
}
