//! An answer and its way to a client: status, fields, bytes. Knows nothing of what is asked and of books.

use super::request::Refusal;
use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What goes with every answer, whoever gives it. One connection, one request, one answer.
const GUARDS: [(&str, &str); 5] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
    ("Connection", "close"),
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
        let mut head = head(self.status, &self.fields);
        // "Not modified" carries no length.
        if self.status != 304 {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if !head_only && self.status != 304 {
            stream.write_all(body)?;
        }
        finish(stream)
    }
}

/// Status line, fields and guards, without the empty line that ends them.
pub(super) fn head(status: u16, fields: &[(&str, String)]) -> String {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    let guards = GUARDS.iter().map(|(name, value)| (*name, *value));
    for (name, value) in fields.iter().map(|(name, value)| (*name, value.as_str())).chain(guards) {
        // A value with other signs may be a path of the author's; the field is left out rather than the answer.
        if value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            let _ = write!(head, "{name}: {value}\r\n");
        }
    }
    head
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
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
