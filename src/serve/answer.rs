//! An answer and its way to a client: status, fields, bytes. What HTTP asks of an answer `tiny_http` writes. Knows nothing
//! of what is asked and of books.

use super::request::Refusal;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

/// What goes with every answer, whoever gives it. One connection, one request, one answer.
const GUARDS: [(&str, &str); 4] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
];

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// Bytes of an answer. A file is handed out as it lies in memory, however many ask for it.
#[derive(Debug)]
pub(super) enum Body {
    Own(Vec<u8>),
    Part(Arc<[u8]>, Range<usize>),
}

impl Body {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Part(bytes, range) => &bytes[range.clone()],
        }
    }
}

impl Answer {
    pub(super) fn new(status: u16, kind: &str, body: Body) -> Self {
        Self { status, fields: vec![("Content-Type", kind.to_owned())], body }
    }

    /// Some words without markup.
    pub(super) fn words(status: u16, words: &str) -> Self {
        let body = Body::Own(format!("{words}\n").into_bytes());
        Self::new(status, "text/plain; charset=utf-8", body)
    }

    pub(super) fn refusal(Refusal(status, word): Refusal) -> Self {
        let mut answer = Self::words(status, word);
        if status == super::request::METHOD.0 {
            answer.fields.push(("Allow", "GET, HEAD".to_owned()));
        }
        answer
    }

    /// Sends it and ends the connection.
    pub(super) fn send(&self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let body = self.body.bytes();
        let own = self.fields.iter().map(|(name, value)| (*name, value.as_str()));
        // A value with other signs may be a path of the author's; the field is left out rather than the answer.
        let plain = |value: &str| value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let fields = own
            .chain(GUARDS)
            .filter(|(_, value)| plain(value))
            .filter_map(|(name, value)| Header::from_bytes(name, value).ok());
        let response =
            Response::new(StatusCode(self.status), fields.collect(), body, Some(body.len()), None)
                .with_chunked_threshold(usize::MAX);
        let mut way = BufWriter::new(&mut *stream);
        // The version that ends a connection with its answer.
        response.raw_print(&mut way, HTTPVersion(1, 0), &[], head_only, None)?;
        way.flush()?;
        drop(way);
        finish(stream)
    }
}

/// The head of an answer that does not end.
pub(super) fn endless(kind: &str) -> String {
    let mut head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n");
    for (name, value) in GUARDS {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head + "\r\n"
}

/// How long a client that was answered may take to hang up.
const PARTING: Duration = Duration::from_millis(500);

/// Ends a connection so that the answer arrives: closing while input lies unread would throw the answer away.
fn finish(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let start = Instant::now();
    let mut rest = [0; 4096];
    loop {
        let left = PARTING.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        if !stream.read(&mut rest).is_ok_and(|length| length > 0) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "two ends of a connection of its own")]
    fn what_a_client_goes_on_saying_is_read_before_its_connection_ends() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let mut client =
            TcpStream::connect(listener.local_addr().expect("it has one")).expect("taken");
        let (mut stream, _) = listener.accept().expect("the client waits");
        client.write_all(&[b'x'; 10_000]).expect("the system keeps it");
        client.shutdown(Shutdown::Write).expect("it is open");
        finish(&mut stream).expect("it is open");
        assert_eq!(stream.read(&mut [0; 1]).expect("it is open"), 0, "something was left unread");
    }
}
