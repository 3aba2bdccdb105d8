//! The gate in front of the preview's web server.
//!
//! Owns the public listener. Reads each head itself, within limits of time and size, refuses whatever is not a plain GET
//! or HEAD for one of our own names, and hands the library behind it, which listens where only we can reach it, a
//! request that it wrote itself. One connection, one request, one answer. The live channel ends here: a page that waits
//! costs a thread of ours and nothing else.

use super::live::{Live, Standing};
use super::request::{self, HEAD_LIMIT, Refusal, Request};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Connections at one time.
const CONNECTIONS: usize = 256;
/// How long a client may say nothing or take nothing.
const IDLE: Duration = Duration::from_secs(10);
/// How long a whole head may take, however steadily it drips.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How often a waiting page is looked at: whether it is still there.
const LOOK: Duration = Duration::from_millis(250);
/// How often a page hears from us when nothing is new, so that it notices a dead connection.
const BEAT: Duration = Duration::from_secs(8);

/// Where the live channel is.
pub const LIVE: &str = "/-guidewright/live";

/// What goes with every answer, whoever gives it.
pub const GUARDS: [(&str, &str); 4] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
];

/// Where the library listens.
#[derive(Debug, Clone)]
pub enum Inner {
    #[cfg(unix)]
    Socket(PathBuf),
    Loopback(SocketAddr),
}

/// What every connection needs to know.
pub struct Gate {
    pub inner: Inner,
    pub live: Arc<Live>,
    /// The name we were asked to listen on, in lower case.
    pub host: String,
    pub port: u16,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    /// By age.
    all: BTreeMap<u64, Connection>,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Has not said what it wants.
    Asking,
    /// Is being answered.
    Taking,
    /// Waits for news.
    Waiting,
}

impl Gate {
    pub fn new(inner: Inner, live: Arc<Live>, host: &str, port: u16) -> Self {
        Self { inner, live, host: host.to_ascii_lowercase(), port, open: Mutex::default() }
    }

    /// Takes connections until the listener fails.
    pub fn run(self: &Arc<Self>, listener: &TcpListener) -> io::Error {
        loop {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                // A client that left at once, or no descriptors for a moment: the listener itself is well.
                Err(error) if passing(&error) => {
                    std::thread::sleep(Duration::from_millis(10));
                    continue;
                }
                Err(error) => return error,
            };
            let Some(number) = self.enter(&stream) else { continue };
            let gate = Arc::clone(self);
            let serve = move || {
                // What goes wrong with one client is no matter of ours: it is gone.
                let _ = gate.connection(stream, number);
                gate.leave(number);
            };
            if std::thread::Builder::new().stack_size(256 << 10).spawn(serve).is_err() {
                self.leave(number);
            }
        }
    }

    /// Keeps account of a connection. Where all places are taken the one that deserves it least goes: the longest silent
    /// one, then the longest at its answer, then the longest waiting, which comes back by itself.
    fn enter(&self, stream: &TcpStream) -> Option<u64> {
        let mut open = self.lock();
        if open.all.len() >= CONNECTIONS {
            let least = open.all.iter().min_by_key(|(number, known)| (known.state, **number));
            let least = least.map(|(number, _)| *number);
            if let Some(gone) = least.and_then(|number| open.all.remove(&number)) {
                let _ = gone.stream.shutdown(Shutdown::Both);
            }
        }
        let stream = stream.try_clone().ok()?;
        open.next += 1;
        let number = open.next;
        open.all.insert(number, Connection { stream, state: State::Asking });
        Some(number)
    }

    fn set(&self, number: u64, state: State) {
        if let Some(connection) = self.lock().all.get_mut(&number) {
            connection.state = state;
        }
    }

    fn leave(&self, number: u64) {
        self.lock().all.remove(&number);
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connection(&self, mut stream: TcpStream, number: u64) -> io::Result<()> {
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?.ip();
        let asked = head(&mut stream)?.and_then(|head| request::parse(&head));
        self.set(number, State::Taking);
        match asked.and_then(|request| self.admit(request, local)) {
            Ok(request) if request.target == LIVE => {
                self.set(number, State::Waiting);
                self.tell(&mut stream, request.head_only)
            }
            Ok(request) => self.pass_on(&mut stream, &request),
            Err(refusal) => refuse(&mut stream, refusal),
        }
    }

    /// Whether a request names us and comes from us. A name that someone else made point here is not ours, which is
    /// what keeps foreign pages from reading a book through the reader's browser.
    fn admit(&self, request: Request, local: IpAddr) -> Result<Request, Refusal> {
        let ours = self.is_ours(&request.host, local);
        let origin = request
            .origin
            .as_ref()
            .is_none_or(|origin| origin.to_ascii_lowercase() == format!("http://{}", request.host));
        if ours && origin && !request.foreign_fetch { Ok(request) } else { Err(request::FOREIGN) }
    }

    fn is_ours(&self, host: &str, local: IpAddr) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let address =
            name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        // An address cannot be made to point elsewhere; the one this connection came in at is ours.
        let local = match local {
            IpAddr::V6(six) => six.to_ipv4_mapped().map_or(local, IpAddr::V4),
            IpAddr::V4(_) => local,
        };
        let by_address = address.parse::<IpAddr>().is_ok_and(|named| named == local);
        let by_name = (name == "localhost" && local.is_loopback()) || name == self.host;
        port == Some(self.port) && (by_address || by_name)
    }

    /// Has the library answer a request that is written anew from what we read.
    fn pass_on(&self, stream: &mut TcpStream, request: &Request) -> io::Result<()> {
        let method = if request.head_only { "HEAD" } else { "GET" };
        let mut head =
            format!("{method} {} HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n", request.target);
        let fields = [
            ("Range", &request.range),
            ("If-Range", &request.if_range),
            ("If-None-Match", &request.if_none_match),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        head.push_str("\r\n");
        match &self.inner {
            #[cfg(unix)]
            Inner::Socket(path) => relay(UnixStream::connect(path)?, &head, stream),
            Inner::Loopback(address) => relay(TcpStream::connect(address)?, &head, stream),
        }
    }

    /// The live channel: what stands now, then whatever is new, until the page goes.
    fn tell(&self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let mut head = String::from("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
        guards(&mut head);
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if head_only {
            return Ok(());
        }
        stream.write_all(b"retry: 500\n\n")?;
        let mut known: Option<Standing> = None;
        let mut spoken = Instant::now();
        stream.set_read_timeout(Some(Duration::from_millis(1)))?;
        loop {
            let standing = match &known {
                None => Some(self.live.standing()),
                Some(known) => self.live.wait(known, LOOK),
            };
            if let Some(standing) = standing {
                stream.write_all(standing.message().as_bytes())?;
                known = Some(standing);
                spoken = Instant::now();
            } else if spoken.elapsed() >= BEAT
                && let Some(known) = &known
            {
                stream.write_all(known.message().as_bytes())?;
                spoken = Instant::now();
            }
            // The channel takes no input: a client that says anything more, or has left, is done.
            match stream.peek(&mut [0]) {
                Err(error) if waits(&error) => {}
                _ => return Ok(()),
            }
        }
    }
}

/// Reads up to the empty line that ends a head. A client that hangs up before it said anything gets nothing.
fn head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, Refusal>> {
    let start = Instant::now();
    let mut head = Vec::with_capacity(1024);
    let mut part = [0; 2048];
    loop {
        let left = HEAD_TIME.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(Err(request::TIMEOUT));
        }
        stream.set_read_timeout(Some(left.min(IDLE)))?;
        let length = match stream.read(&mut part) {
            Ok(0) if head.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(0) => return Ok(Err(request::BAD)),
            Ok(length) => length,
            Err(error) if waits(&error) => return Ok(Err(request::TIMEOUT)),
            Err(error) => return Err(error),
        };
        // The end may lie across two parts.
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(&part[..length]);
        let end = head[from..].windows(4).position(|four| four == b"\r\n\r\n");
        match end.map(|at| from + at + 4) {
            Some(end) if end > HEAD_LIMIT => return Ok(Err(request::LONG)),
            // A body or a second request that comes along is not read: one connection, one request.
            Some(end) => {
                head.truncate(end);
                return Ok(Ok(head));
            }
            None if head.len() > HEAD_LIMIT => return Ok(Err(request::LONG)),
            None => {}
        }
    }
}

/// Sends a request to the library and its answer to the client, adding that the connection ends with it.
fn relay(mut inner: impl Read + Write, head: &str, stream: &mut TcpStream) -> io::Result<()> {
    inner.write_all(head.as_bytes())?;
    let mut part = vec![0; 64 << 10];
    let mut answer = Vec::new();
    let line = loop {
        let length = inner.read(&mut part)?;
        answer.extend_from_slice(&part[..length]);
        match answer.windows(2).position(|two| two == b"\r\n") {
            Some(at) => break at + 2,
            None if length == 0 => return refuse(stream, request::BUSY),
            None => {}
        }
    };
    answer.splice(line..line, *b"Connection: close\r\n");
    stream.write_all(&answer)?;
    loop {
        match inner.read(&mut part)? {
            0 => break,
            length => stream.write_all(&part[..length])?,
        }
    }
    finish(stream)
}

fn refuse(stream: &mut TcpStream, Refusal(status, word): Refusal) -> io::Result<()> {
    let mut answer = format!(
        "HTTP/1.1 {status} {word}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n",
        word.len() + 1
    );
    if status == request::METHOD.0 {
        answer.push_str("Allow: GET, HEAD\r\n");
    }
    guards(&mut answer);
    let _ = write!(answer, "\r\n{word}\n");
    stream.write_all(answer.as_bytes())?;
    finish(stream)
}

fn guards(head: &mut String) {
    for (name, value) in GUARDS {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("Connection: close\r\n");
}

/// Ends a connection so that the answer arrives: closing while input lies unread would throw the answer away.
fn finish(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    let mut patience = 64;
    while patience > 0 && stream.read(&mut rest).is_ok_and(|length| length > 0) {
        patience -= 1;
    }
    Ok(())
}

fn waits(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

fn passing(error: &io::Error) -> bool {
    const TOO_MANY_FILES: [i32; 2] = [23, 24];
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
            | io::ErrorKind::WouldBlock
    ) || error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code))
}
