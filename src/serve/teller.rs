//! One thread that tells all pages that wait what is new.
//!
//! The gate hands over a connection that asked for the live channel. From then on it costs no thread: it is written to
//! when something is new, and now and then so that it notices a dead connection; what it cannot take yet is kept. The
//! channel takes no input: a client that says anything more, or has left, is done.

use super::answer;
use super::live::{Live, Standing};
use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Pages that may wait; past it the one that has waited longest goes, and comes back by itself.
const PAGES: usize = 256;
/// How often the pages are looked at: whether they are still there.
const LOOK: Duration = Duration::from_millis(250);
/// How often a page hears from us when nothing is new.
const BEAT: Duration = Duration::from_secs(8);
/// Bytes kept for a page that does not take them.
const UNSENT: usize = 16 << 10;

pub(super) struct Teller {
    live: Arc<Live>,
    pages: Arc<Mutex<VecDeque<Page>>>,
}

/// A page that waits.
struct Page {
    stream: TcpStream,
    known: Standing,
    spoken: Instant,
    unsent: Vec<u8>,
}

impl Teller {
    /// Starts the thread, which ends with the process.
    pub(super) fn start(live: Arc<Live>) -> io::Result<Self> {
        let pages: Arc<Mutex<VecDeque<Page>>> = Arc::default();
        let teller = Self { live: Arc::clone(&live), pages: Arc::clone(&pages) };
        std::thread::Builder::new().name("teller".to_owned()).spawn(move || {
            let mut known = live.standing();
            loop {
                known = live.wait(&known, LOOK).unwrap_or(known);
                lock(&pages).retain_mut(|page| page.told(&known).is_ok());
            }
        })?;
        Ok(teller)
    }

    /// Takes a connection over: says what stands now, and from then on what is new.
    pub(super) fn take(&self, mut stream: TcpStream, head_only: bool) -> io::Result<()> {
        let mut first = answer::endless("text/event-stream");
        if head_only {
            return stream.write_all(first.as_bytes());
        }
        let known = self.live.standing();
        first.push_str("retry: 500\n\n");
        first.push_str(&known.message());
        stream.set_nonblocking(true)?;
        let mut page = Page { stream, known, spoken: Instant::now(), unsent: first.into_bytes() };
        page.send()?;
        let mut pages = lock(&self.pages);
        if pages.len() >= PAGES {
            pages.pop_front();
        }
        pages.push_back(page);
        Ok(())
    }
}

impl Page {
    /// Tells what is new; an error is a page that has gone.
    fn told(&mut self, now: &Standing) -> io::Result<()> {
        match self.stream.peek(&mut [0]) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
            Ok(_) => return Err(io::ErrorKind::ConnectionAborted.into()),
        }
        if !self.known.is_same(now) || self.spoken.elapsed() >= BEAT {
            self.known = now.clone();
            self.spoken = Instant::now();
            self.unsent.extend_from_slice(now.message().as_bytes());
            if self.unsent.len() > UNSENT {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn lock(pages: &Mutex<VecDeque<Page>>) -> MutexGuard<'_, VecDeque<Page>> {
    // A page is put in and taken out whole.
    pages.lock().unwrap_or_else(PoisonError::into_inner)
}
