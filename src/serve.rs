//! The preview: waits for a change, reads the book again, swaps the edition that is shown.
//!
//! Here it is started and stopped: the port, the browser, signals. `serve/preview.rs` is its loop.

mod answer;
pub mod edition;
pub mod gate;
pub mod http;
mod known;
pub mod live;
pub mod panel;
mod preview;
mod programs;
pub mod remembered;
pub mod request;
mod teller;
pub mod watch;

use crate::load;
use crate::terminal::Terminal;
use anyhow::{Context, Result, bail};
use gate::Gate;
use preview::{Event, Preview};
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;
use watch::{News, Watch};

/// How a preview is to be.
#[derive(Debug, Clone)]
pub struct Options {
    pub dir: PathBuf,
    pub host: String,
    pub port: u16,
    /// Open a browser.
    pub open: bool,
    /// Look for changes instead of listening for them.
    pub poll: bool,
    /// How long each program that the book names may take; nothing where none may run.
    pub programs: Option<Duration>,
}

/// How many ports are tried after a taken one.
const PORTS: u16 = 50;
/// How long a build that goes on may hold up the end.
const GRACE: Duration = Duration::from_millis(400);

/// Serves a book until it is told to stop.
pub fn run(options: &Options, terminal: &Terminal) -> Result<ExitCode> {
    load::is_book(&options.dir)?;
    let (listener, port) = listen(&options.host, options.port, terminal)?;
    let mut preview = Preview::start(&options.dir, options.programs, terminal)?;
    let (events, inbox) = channel();
    let told = events.clone();
    let mut watch = Watch::new(&options.dir, options.poll, move |news| {
        let _ = told.send(match news {
            News::Changed(change) => Event::Changed(change),
            News::Exhausted => Event::Exhausted,
        });
    })?;
    preview.cover(&mut watch, &events)?;
    on_signal(&events)?;
    let gate = Gate::new(Arc::clone(&preview.shown), &options.host, port);
    let gate = Arc::new(gate.context("the system has no thread left")?);
    let deaf = events.clone();
    std::thread::spawn(move || deaf.send(Event::Deaf(gate.run(&listener))));

    announce(options, port, terminal);
    preview.follow(&inbox, &events, &mut watch).map(|()| ExitCode::SUCCESS)
}

/// Listens on the port, or on the next one that is free.
#[allow(clippy::disallowed_methods, reason = "this is where guidewright listens")]
fn listen(host: &str, port: u16, terminal: &Terminal) -> Result<(TcpListener, u16)> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    for candidate in port..=port.saturating_add(PORTS) {
        match TcpListener::bind((bare, candidate)) {
            Ok(listener) => {
                let bound = listener.local_addr().context("no address to listen on")?.port();
                if candidate != port {
                    terminal.say(&format!("port {port} is taken, so this is on port {bound}"));
                }
                return Ok((listener, bound));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot listen on {host}:{candidate}"));
            }
        }
    }
    bail!("the ports from {port} to {} are all taken", port.saturating_add(PORTS))
}

fn on_signal(events: &Sender<Event>) -> Result<()> {
    let events = events.clone();
    let stop = move || {
        let _ = events.send(Event::Stop);
        // A build that goes on writes nothing, so nothing is lost by not waiting for it.
        std::thread::sleep(GRACE);
        std::process::exit(0);
    };
    ctrlc::set_handler(stop).context("cannot listen for Ctrl-C")
}

/// Says where the preview is; the address comes last, where it is looked for.
fn announce(options: &Options, port: u16, terminal: &Terminal) {
    let host = options.host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<std::net::IpAddr>().ok();
    let home = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    if !home {
        terminal.say(&format!(
            "warning: `--host {host}` lets other machines of the network read this book"
        ));
    }
    let name = match address {
        Some(address) if address.is_unspecified() => "127.0.0.1".to_owned(),
        Some(std::net::IpAddr::V6(six)) => format!("[{six}]"),
        _ => host.to_owned(),
    };
    let url = format!("http://{name}:{port}/");
    if options.open && open(&url).is_err() {
        terminal.say("no browser could be opened; go there yourself");
    }
    terminal.say(&url);
}

#[allow(clippy::disallowed_methods, reason = "the reader's browser, on request")]
fn open(url: &str) -> io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        std::process::Command::new("open")
    } else if cfg!(windows) {
        let mut command = std::process::Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        std::process::Command::new("xdg-open")
    };
    let null = std::process::Stdio::null;
    command.arg(url).stdin(null()).stdout(null()).stderr(null()).spawn().map(drop)
}
