//! The preview, driven from outside: the program serves a folder, the tests edit it and ask over plain sockets.
//!
//! What an edit shows is waited for, never slept for; a test fails when a thing does not come within a generous time.

use crate::support::{Folder, program};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

mod again;
mod answers;
mod moves;
mod saves;
mod steps;

const PATIENCE: Duration = Duration::from_mins(1);

/// A book that is being served; ends with the test.
struct Preview {
    child: Child,
    address: SocketAddr,
    words: Arc<Mutex<String>>,
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Preview {
    fn of(folder: &Folder) -> Self {
        Self::with(folder, &["--port", "0"])
    }

    fn with(folder: &Folder, arguments: &[&str]) -> Self {
        Self::started(program(folder.path()), arguments)
    }

    fn started(mut command: Command, arguments: &[&str]) -> Self {
        command.args(["serve", "book"]).args(arguments).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().expect("it was piped"));
        let words = Arc::new(Mutex::new(String::new()));
        let (found, address) = std::sync::mpsc::channel();
        let heard = Arc::clone(&words);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let address = line.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
                // Kept first: who waits for the address reads the words next.
                *heard.lock().expect("no test panics in here") += &(line.clone() + "\n");
                if let Some(address) = address {
                    let _ = found.send(address.to_owned());
                }
            }
        });
        let address = address
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("no address was told: {}", words.lock().expect("readable")));
        let address = address.parse().expect("the address has a port");
        Self { child, address, words }
    }

    fn words(&self) -> String {
        self.words.lock().expect("readable").clone()
    }

    /// Sends bytes as they are and reads to the end; nothing if the server hung up without a word.
    fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).expect("somebody listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        // The server may refuse before it has read everything.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn ask(&self, method: &str, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut head = format!("{method} {target} HTTP/1.1\r\n");
        if !fields.iter().any(|(name, _)| *name == "Host") {
            head += &["Host: ", &self.address.to_string(), "\r\n"].concat();
        }
        for (name, value) in fields {
            head += &[*name, ": ", *value, "\r\n"].concat();
        }
        answer(&self.raw(format!("{head}\r\n").as_bytes()))
    }

    fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// Waits until a page says something.
    fn until(&self, target: &str, says: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(target);
            if says(&answer) {
                return answer;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{target} stays {}: {}\n{}",
                answer.status,
                answer.text(),
                self.words()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn shows(&self, target: &str, words: &str) -> Answer {
        self.until(target, |answer| answer.text().contains(words))
    }

    fn findings(&self) -> serde_json::Value {
        serde_json::from_slice(&self.get("/-guidewright/findings.json").body).expect("JSON")
    }

    /// Opens the live channel; each line of news is one value.
    fn live(&self) -> impl Iterator<Item = serde_json::Value> + use<> {
        let mut stream = TcpStream::connect(self.address).expect("somebody listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        let head = format!("GET /-guidewright/live HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).expect("the server reads");
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }

    /// Number of the edition that is up.
    fn edition(&self) -> u64 {
        let news = self.live().next().expect("the channel speaks at once");
        let edition = news["edition"].as_str().expect("an edition").rsplit('-').next();
        edition.and_then(|number| number.parse().ok()).expect("a number")
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(bytes: &[u8]) -> Answer {
    let end =
        bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes[end..].to_vec() }
}

#[test]
fn a_taken_port_gives_way_to_the_next() {
    let folder = Folder::with_book("port");
    let first = Preview::of(&folder);
    let port = first.address.port();
    let second = Preview::with(&folder, &["--port", &port.to_string()]);
    assert!(second.address.port() > port);
    assert!(second.words().contains(&format!("port {port} is taken")), "{}", second.words());
    assert!(second.words().trim_end().ends_with(&format!("http://{}/", second.address)));
    let open = Preview::with(&folder, &["--port", "0", "--host", "0.0.0.0"]);
    assert!(
        open.words().contains("warning: `--host 0.0.0.0` lets other machines"),
        "{}",
        open.words()
    );
    assert_eq!(open.get("/one.html").status, 200);
    let lost = crate::support::run(folder.path(), &["serve", "nowhere"]);
    assert_eq!(lost.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_cleanly() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::with_book("signal");
        let mut preview = Preview::of(&folder);
        let waiting = preview.live();
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, &preview.child.id().to_string()])
            .status();
        assert!(kill.expect("kill is there").success());
        let status = preview.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{signal}");
        let process = preview.child.id().to_string();
        let names = std::fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
        let left = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let left: Vec<_> = left.filter(|name| name.ends_with(&process)).collect();
        assert!(left.is_empty(), "{signal}: {left:?} is left");
        drop(waiting);
    }
}
