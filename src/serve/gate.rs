//! The gate of the preview.
//!
//! Owns the listener. Reads each head within limits of time and size, refuses whatever is not a plain GET or HEAD for one
//! of our own names, and has the rest answered. One connection, one request, one answer, in one thread, of which there is
//! a limited number: where all are taken the slowest client goes. A page that waits for news costs no thread.

use super::answer::Answer;
use super::http::{self, Shown};
use super::request::{self, HEAD_LIMIT, Refusal, Request};
use super::teller::Teller;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::net::{IpAddr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Clients that are heard or answered at one time, each by a thread.
const CLIENTS: usize = 64;
/// How long a client may say nothing or take nothing.
const IDLE: Duration = Duration::from_secs(10);
/// How long a whole head may take, however steadily it drips.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// Where the live channel is.
pub const LIVE: &str = "/-guidewright/live";

/// What every connection needs to know.
pub struct Gate {
    shown: Arc<Shown>,
    teller: Teller,
    /// The name we were asked to listen on, in lower case.
    host: String,
    port: u16,
    room: Room,
}

/// The clients that are heard or answered, and room for more.
#[derive(Debug, Default)]
struct Room {
    open: Mutex<Open>,
    left: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    /// Clients by age; one that was sent away is no longer among them.
    clients: BTreeMap<u64, Client>,
    /// Threads at work, those of clients that were sent away and do not know it yet included.
    threads: usize,
}

#[derive(Debug)]
struct Client {
    stream: TcpStream,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Has not said what it wants.
    Asking,
    /// Is being answered.
    Taking,
}

impl Room {
    /// Keeps account of a client, once there is a thread for it. Where all are taken the one that deserves it least goes.
    fn enter(&self, stream: &TcpStream) -> Option<u64> {
        let mut open = self.lock();
        if open.clients.len() >= CLIENTS {
            let states = open.clients.iter().map(|(number, known)| (known.state, *number));
            if let Some(gone) = least(states).and_then(|number| open.clients.remove(&number)) {
                let _ = gone.stream.shutdown(Shutdown::Both);
            }
        }
        let waited = self.left.wait_while(open, |open| open.threads >= CLIENTS);
        let mut open = waited.unwrap_or_else(PoisonError::into_inner);
        let stream = stream.try_clone().ok()?;
        open.next += 1;
        open.threads += 1;
        let number = open.next;
        open.clients.insert(number, Client { stream, state: State::Asking });
        Some(number)
    }

    fn taking(&self, number: u64) {
        if let Some(client) = self.lock().clients.get_mut(&number) {
            client.state = State::Taking;
        }
    }

    fn leave(&self, number: u64) {
        let mut open = self.lock();
        open.clients.remove(&number);
        open.threads -= 1;
        drop(open);
        self.left.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gate {
    pub fn new(shown: Arc<Shown>, host: &str, port: u16) -> io::Result<Self> {
        let teller = Teller::start(Arc::clone(&shown.live))?;
        Ok(Self { shown, teller, host: host.to_ascii_lowercase(), port, room: Room::default() })
    }

    /// Takes connections until the listener fails.
    pub fn run(self: &Arc<Self>, listener: &TcpListener) -> io::Error {
        loop {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                // A client left at once, or there were no descriptors for a moment; the listener itself is fine.
                Err(error) if passing(&error) => {
                    std::thread::sleep(Duration::from_millis(10));
                    continue;
                }
                Err(error) => return error,
            };
            let Some(number) = self.room.enter(&stream) else { continue };
            let gate = Arc::clone(self);
            let serve = move || {
                // A failure on one connection concerns that client alone, which is gone.
                let _ = gate.connection(stream, number);
                gate.room.leave(number);
            };
            if std::thread::Builder::new().spawn(serve).is_err() {
                self.room.leave(number);
            }
        }
    }

    fn connection(&self, mut stream: TcpStream, number: u64) -> io::Result<()> {
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?.ip();
        let asked = head(&mut stream)?.and_then(|head| request::parse(&head));
        self.room.taking(number);
        match asked.and_then(|request| self.admit(request, local)) {
            Ok(request) if request.target == LIVE => self.teller.take(stream, request.head_only),
            Ok(request) => http::answer(&request, &self.shown).send(&mut stream, request.head_only),
            Err(refusal) => Answer::refusal(refusal).send(&mut stream, false),
        }
    }

    /// Whether a request names us and comes from us. A name that someone else made point here is not ours, which is
    /// what keeps foreign pages from reading a book through the reader's browser.
    fn admit(&self, request: Request, local: IpAddr) -> Result<Request, Refusal> {
        let ours = is_ours((&self.host, self.port), &request.host, local);
        let origin = request
            .origin
            .as_ref()
            .is_none_or(|origin| origin.to_ascii_lowercase() == format!("http://{}", request.host));
        if ours && origin && !request.foreign_fetch { Ok(request) } else { Err(request::FOREIGN) }
    }
}

/// Whether a request that came in at an address names us, `name` and `port`.
fn is_ours(ours: (&str, u16), host: &str, local: IpAddr) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    // An address cannot be made to point elsewhere; the one this connection came in at is ours.
    let local = match local {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(local, IpAddr::V4),
        IpAddr::V4(_) => local,
    };
    let by_address = address.parse::<IpAddr>().is_ok_and(|named| named == local);
    let by_name = (name == "localhost" && local.is_loopback()) || name == ours.0;
    port == Some(ours.1) && (by_address || by_name)
}

/// The client that deserves its thread least: the longest silent one, then the longest at its answer.
fn least(clients: impl Iterator<Item = (State, u64)>) -> Option<u64> {
    clients.min().map(|(_, number)| number)
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

#[cfg(test)]
mod tests {
    use super::State::{Asking, Taking};
    use super::*;

    #[test]
    fn a_host_without_a_port_is_at_port_80() {
        let here: IpAddr = [127, 0, 0, 1].into();
        let there: IpAddr = [192, 168, 0, 7].into();
        for (port, host, local, ours) in [
            (80, "localhost", here, true),
            (80, "localhost:80", here, true),
            (80, "127.0.0.1", here, true),
            (80, "[::1]", IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]), true),
            (80, "localhost:4000", here, false),
            (4000, "localhost", here, false),
            (4000, "localhost:4000", here, true),
            (4000, "localhost:x", here, false),
            (4000, "pilot:4000", there, true),
            (4000, "192.168.0.7:4000", there, true),
            (4000, "127.0.0.1:4000", there, false),
            (4000, "localhost:4000", there, false),
        ] {
            assert_eq!(is_ours(("pilot", port), host, local), ours, "{host} at {local}, {port}");
        }
    }

    #[test]
    fn the_listener_goes_on_after_faults_that_pass() {
        for (error, passes) in [
            (io::ErrorKind::ConnectionAborted.into(), true),
            (io::ErrorKind::ConnectionReset.into(), true),
            (io::ErrorKind::Interrupted.into(), true),
            (io::ErrorKind::WouldBlock.into(), true),
            (io::Error::from_raw_os_error(23), true),
            (io::Error::from_raw_os_error(24), true),
            (io::Error::from_raw_os_error(22), false),
            (io::ErrorKind::InvalidInput.into(), false),
        ] {
            assert_eq!(passing(&error), passes, "{error:?}");
        }
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "two ends of connections of its own")]
    fn clients_stay_while_there_is_room_and_one_more_takes_the_place_of_the_first() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has one");
        let connect = || {
            let client = TcpStream::connect(address).expect("the system takes it");
            client.set_nonblocking(true).expect("it is open");
            (client, listener.accept().expect("the client waits").0)
        };
        let room = Arc::new(Room::default());
        let mut clients = Vec::new();
        for number in 1..=CLIENTS as u64 {
            let (client, stream) = connect();
            assert_eq!(room.enter(&stream), Some(number));
            clients.push((client, stream));
        }
        let says_nothing = |client: &TcpStream| {
            let read = (&*client).read(&mut [0]);
            read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        };
        assert!(clients.iter().all(|(client, _)| says_nothing(client)), "all have a place");
        let (_client, stream) = connect();
        let more = std::thread::spawn({
            let room = Arc::clone(&room);
            move || room.enter(&stream)
        });
        let first = &clients[0].0;
        first.set_nonblocking(false).expect("it is open");
        assert_eq!((&*first).read(&mut [0]).expect("it is sent away"), 0);
        assert!(clients[1..].iter().all(|(client, _)| says_nothing(client)), "the others stay");
        assert!(!more.is_finished(), "its thread is at work until it knows");
        room.leave(1);
        assert_eq!(more.join().expect("it enters"), Some(CLIENTS as u64 + 1));
        assert_eq!(room.lock().threads, CLIENTS);
    }

    #[test]
    fn the_longest_silent_client_goes_first_and_then_the_longest_at_its_answer() {
        for (clients, gone) in [
            (vec![(Taking, 1), (Asking, 2), (Asking, 3)], Some(2)),
            (vec![(Taking, 4), (Taking, 5)], Some(4)),
            (Vec::new(), None),
        ] {
            assert_eq!(least(clients.clone().into_iter()), gone, "{clients:?}");
        }
    }
}
