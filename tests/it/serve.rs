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
mod moves;
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
fn every_answer_is_of_its_type_and_for_this_page_alone() {
    let folder = Folder::with_book("types");
    folder.write("book/chapters/data.csv", "a,b\n");
    folder.write("book/chapters/a b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let preview = Preview::of(&folder);
    for (target, status, kind) in [
        ("/", 200, "text/html; charset=utf-8"),
        ("/one.html", 200, "text/html; charset=utf-8"),
        ("/one.html?x=1", 200, "text/html; charset=utf-8"),
        ("/data.csv", 200, "text/plain; charset=utf-8"),
        ("/a%20b.svg", 200, "image/svg+xml"),
        ("/search/search.js", 200, "text/javascript; charset=utf-8"),
        ("/-guidewright/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/-guidewright/preview.css", 200, "text/css; charset=utf-8"),
        ("/-guidewright/findings.json", 200, "application/json"),
        ("/nowhere", 404, "text/html; charset=utf-8"),
    ] {
        let answer = preview.get(target);
        assert_eq!(answer.status, status, "{target}");
        assert_eq!(answer.field("Content-Type"), Some(kind), "{target}");
        assert_eq!(
            answer.field("Content-Length"),
            Some(&*answer.body.len().to_string()),
            "{target}"
        );
        assert_eq!(answer.field("X-Content-Type-Options"), Some("nosniff"), "{target}");
        assert_eq!(answer.field("Cross-Origin-Resource-Policy"), Some("same-origin"), "{target}");
        assert_eq!(answer.field("Cache-Control"), Some("no-store"), "{target}");
        // A connection ends with its answer.
        assert!(answer.head.starts_with("HTTP/1.0 "), "{target}: {}", answer.head);
        assert_eq!(answer.field("Access-Control-Allow-Origin"), None, "{target}");
    }
    let page = preview.get("/one.html").text();
    let ours = page.find("/-guidewright/preview.js").expect("pages are kept up to date");
    assert!(ours < page.find("assets/guide-").expect("pages have scripts"), "{page}");
    assert!(!page.contains("'unsafe-inline'"), "{page}");
}

#[test]
fn nothing_outside_the_table_is_served_whatever_the_line_says() {
    let folder = Folder::with_book("hostile");
    folder.write("secret.txt", "hidden treasure");
    folder.write("book/chapters/.hidden.txt", "hidden treasure");
    folder.write("book/notes.txt", "hidden treasure");
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        folder.path().join("secret.txt"),
        folder.path().join("book/chapters/link.txt"),
    )
    .expect("a link can be made");
    let preview = Preview::of(&folder);
    let host = format!("\r\nHost: {}\r\n\r\n", preview.address);
    let long = format!("/{}", "a".repeat(20_000));
    let deep = "/..".repeat(500) + "/secret.txt";
    let absolute = format!("http://{}/one.html", preview.address);
    for target in [
        "/../secret.txt",
        "/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/a/../../secret.txt",
        "/./../secret.txt",
        "//secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "///etc/passwd",
        "/%2fetc%2fpasswd",
        "/chapters/one.md",
        "/one.md",
        "/book.toml",
        "/../book.toml",
        "/notes.txt",
        "/../notes.txt",
        "/.hidden.txt",
        "/link.txt",
        "/one.html%00.txt",
        "/one.html%00",
        "/%c0%ae%c0%ae/secret.txt",
        "/%u002e%u002e/secret.txt",
        "/one.html/",
        "/one.html/../../secret.txt",
        "/C:/secret.txt",
        "/file:///etc/passwd",
        "/;/../secret.txt",
        "/one.html;/../../secret.txt",
        "/%",
        "/%zz",
        "*",
        "one.html",
        "",
        &deep,
        &long,
        &absolute,
        "http://elsewhere/",
        "/\u{0}",
        "/one.html\u{0}",
        "/ /one.html",
    ] {
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            let said = preview.raw(format!("GET {target} {version}{host}").as_bytes());
            let answer = answer(&said);
            let shown = &target[..target.len().min(60)];
            assert!(matches!(answer.status, 400 | 404 | 431), "{shown:?}: {}", answer.head);
            assert!(!answer.text().contains("hidden treasure"), "{shown:?}");
            assert!(!answer.text().contains("root:"), "{shown:?}");
        }
    }
    for (request, status) in [
        ("POST / HTTP/1.1", 405),
        ("PUT / HTTP/1.1", 405),
        ("OPTIONS / HTTP/1.1", 405),
        ("CONNECT a:1 HTTP/1.1", 405),
        ("TRACE / HTTP/1.1", 405),
        ("GET / HTTP/0.9", 400),
        ("GET /", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: xchunked", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 999999999999", 413),
        ("GET / HTTP/1.1\r\nContent-Length: -5", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 5", 413),
        ("GET / HTTP/1.1\r\nHost: localhost", 400),
        ("GET / HTTP/1.1\r\n folded: x", 400),
        ("GET / HTTP/1.1\nX: y", 400),
    ] {
        let answer = answer(&preview.raw(format!("{request}{host}").as_bytes()));
        assert_eq!(answer.status, status, "{request}");
    }
    // Two requests in one go have one answer.
    let twice = format!("GET /one.html HTTP/1.1{host}GET /one.html HTTP/1.1{host}");
    let said = String::from_utf8_lossy(&preview.raw(twice.as_bytes())).into_owned();
    assert_eq!(said.matches("HTTP/1.0 200").count(), 1, "{said}");
    // A head without an end is cut off, also where every field of it is fine.
    let fields = "X: y\r\n".repeat(400_000);
    let said = answer(
        &preview.raw(format!("GET / HTTP/1.1\r\nHost: {}\r\n{fields}", preview.address).as_bytes()),
    );
    assert!(matches!(said.status, 431 | 0), "{}", said.head);
    assert_eq!(preview.get("/one.html").status, 200);
}

#[test]
fn only_our_own_names_and_pages_get_an_answer() {
    let folder = Folder::with_book("names");
    let preview = Preview::of(&folder);
    let port = preview.address.port();
    let ours = format!("127.0.0.1:{port}");
    let local = format!("http://{ours}");
    for target in ["/one.html", "/-guidewright/live", "/-guidewright/findings.json"] {
        for host in [
            "evil.example",
            "evil.example:80",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "localhost.evil.example",
            "[::1]",
            "127.0.0.2",
            "127.1",
            "2130706433",
            "",
            "127.0.0.1@evil.example",
        ] {
            for host in [host.to_owned(), format!("{host}:{port}")] {
                if host == ours {
                    continue;
                }
                let status = preview.ask("GET", target, &[("Host", &host)]).status;
                assert!(matches!(status, 400 | 403), "{target} for {host:?}: {status}");
            }
        }
        for origin in [
            "http://evil.example",
            "null",
            "https://127.0.0.1",
            &format!("https://{ours}"),
            "http://localhost",
        ] {
            let status = preview.ask("GET", target, &[("Host", &ours), ("Origin", origin)]).status;
            assert_eq!(status, 403, "{target} from {origin}");
        }
        let embedded = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")];
        assert_eq!(
            preview.ask("GET", target, &embedded).status,
            403,
            "{target} embedded elsewhere"
        );
    }
    for (host, origin) in [
        (ours.as_str(), local.as_str()),
        (&format!("LOCALHOST:{port}"), &format!("http://localhost:{port}")),
    ] {
        let answer = preview.ask("HEAD", "/one.html", &[("Host", host), ("Origin", origin)]);
        assert_eq!(answer.status, 200, "{host}");
    }
    let followed = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    assert_eq!(preview.ask("GET", "/one.html", &followed).status, 200, "a link from elsewhere");
}

#[test]
fn parts_conditions_and_heads_are_answered() {
    let folder = Folder::with_book("parts");
    folder.write("book/chapters/ten.txt", "0123456789");
    let preview = Preview::of(&folder);
    let part = |range: &str| {
        let answer = preview.ask("GET", "/ten.txt", &[("Range", range)]);
        (answer.status, answer.text(), answer.field("Content-Range").map(str::to_owned))
    };
    let of = |range: &str| Some(format!("bytes {range}/10"));
    assert_eq!(part("bytes=2-4"), (206, "234".to_owned(), of("2-4")));
    assert_eq!(part("bytes=7-"), (206, "789".to_owned(), of("7-9")));
    assert_eq!(part("bytes=-2"), (206, "89".to_owned(), of("8-9")));
    assert_eq!(part("bytes=10-"), (416, String::new(), of("*")));
    assert_eq!(part("bytes=0-1,4-5"), (200, "0123456789".to_owned(), None));
    for target in ["/ten.txt", "/one.html"] {
        let whole = preview.get(target);
        let tag = whole.field("ETag").expect("a name of the content").to_owned();
        for (known, status) in
            [(tag.as_str(), 304), ("\"x\"", 200), ("*", 304), (&format!("\"x\", W/{tag}"), 304)]
        {
            let answer = preview.ask("GET", target, &[("If-None-Match", known)]);
            assert_eq!(answer.status, status, "{target} {known}");
            assert_eq!(answer.body.is_empty(), status == 304, "{target} {known}");
        }
        let head = preview.ask("HEAD", target, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.field("Content-Length"), whole.field("Content-Length"));
        assert_eq!(head.field("ETag"), Some(tag.as_str()));
    }
    let tag = preview.get("/ten.txt").field("ETag").expect("a name").to_owned();
    for (tag, status) in [(tag.as_str(), 206), ("\"old\"", 200)] {
        let answer = preview.ask("GET", "/ten.txt", &[("Range", "bytes=0-1"), ("If-Range", tag)]);
        assert_eq!(answer.status, status, "{tag}");
    }
}

#[test]
fn slow_and_silent_clients_block_nobody() {
    let folder = Folder::with_book("slow");
    let preview = Preview::of(&folder);
    let open = |said: &[u8]| {
        let mut stream = TcpStream::connect(preview.address).expect("somebody listens");
        let _ = stream.write_all(said);
        stream
    };
    let half: Vec<TcpStream> =
        (0..500).map(|_| open(b"GET /one.html HTTP/1.1\r\nHost: ")).collect();
    let ordinary = || {
        let start = Instant::now();
        assert_eq!(preview.get("/one.html").status, 200);
        start.elapsed()
    };
    let worst = (0..20).map(|_| ordinary()).max().expect("twenty");
    assert!(worst < Duration::from_secs(5), "with 500 half-open clients: {worst:?}");
    drop(half);
    let live = format!("GET /-guidewright/live HTTP/1.1\r\nHost: {}\r\n\r\n", preview.address);
    let page = format!("GET /search/search.js HTTP/1.1\r\nHost: {}\r\n\r\n", preview.address);
    let waiting: Vec<TcpStream> = (0..200).map(|_| open(live.as_bytes())).collect();
    let deaf: Vec<TcpStream> = (0..60).map(|_| open(page.as_bytes())).collect();
    let worst = (0..20).map(|_| ordinary()).max().expect("twenty");
    assert!(worst < Duration::from_secs(5), "with 60 deaf clients and 200 streams: {worst:?}");
    drop((waiting, deaf));
}

/// Sockets on which a process listens, as the system's tables tell them.
#[cfg(target_os = "linux")]
fn listening(process: u32) -> Vec<String> {
    let table = |name: &str| {
        let path = format!("/proc/{process}/net/{name}");
        std::fs::read_to_string(path).expect("Linux").lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let open = std::fs::read_dir(format!("/proc/{process}/fd")).expect("Linux").flatten();
    let sockets: Vec<String> = open
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter_map(|to| {
            let to = to.to_string_lossy().into_owned();
            Some(to.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect();
    let tcp = ["tcp", "tcp6"].map(table).concat().into_iter().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ours = fields.get(3) == Some(&"0A") && sockets.contains(&fields.get(9)?.to_string());
        ours.then(|| fields[1].to_owned())
    });
    let unix = table("unix").into_iter().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ours =
            fields.get(3) == Some(&"00010000") && sockets.contains(&fields.get(6)?.to_string());
        ours.then(|| format!("unix {}", fields.get(7).unwrap_or(&"")))
    });
    tcp.chain(unix).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_listens_but_the_gate() {
    let folder = Folder::with_book("doors");
    let long = "x".repeat(200);
    for temporary in ["/nowhere", &format!("/tmp/{long}")] {
        let mut command = program(folder.path());
        command.env("TMPDIR", temporary);
        let preview = Preview::started(command, &["--port", "0"]);
        assert_eq!(preview.get("/one.html").status, 200);
        let doors = listening(preview.child.id());
        let port = format!(":{:04X}", preview.address.port());
        assert!(doors.len() == 1 && doors[0].ends_with(&port), "{doors:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn five_hundred_slow_clients_hold_few_threads() {
    let folder = Folder::with_book("threads");
    let preview = Preview::of(&folder);
    let tasks = || {
        let path = format!("/proc/{}/task", preview.child.id());
        std::fs::read_dir(path).expect("Linux").count()
    };
    // Its own threads are there once it has answered.
    assert_eq!(preview.get("/one.html").status, 200);
    let before = tasks();
    let head = b"GET /one.html HTTP/1.1\r\nHost: ";
    let clients: Vec<TcpStream> = (0..500)
        .map(|_| {
            let mut stream = TcpStream::connect(preview.address).expect("somebody listens");
            let _ = stream.write_all(head);
            stream
        })
        .collect();
    let most = (0..50).map(|_| tasks()).max().expect("fifty");
    // 64 for clients, and those that render, which start when there is something to do.
    let rendering = std::thread::available_parallelism().map_or(2, usize::from) + 2;
    assert!(most <= before + 64 + rendering, "{before} threads became {most}");
    assert_eq!(preview.get("/one.html").status, 200);
    drop(clients);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_leaks_after_a_thousand_reconnects() {
    let folder = Folder::with_book("reconnects");
    let preview = Preview::of(&folder);
    let process = format!("/proc/{}", preview.child.id());
    let count = |what: &str| std::fs::read_dir(format!("{process}/{what}")).expect("Linux").count();
    for _ in 0..10 {
        assert!(preview.live().next().is_some());
    }
    let settled = |limit: (usize, usize)| {
        let start = Instant::now();
        loop {
            let now = (count("fd"), count("task"));
            if now.0 <= limit.0 && now.1 <= limit.1 || start.elapsed() > PATIENCE {
                return now;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let before = settled((24, 24));
    for _ in 0..1000 {
        assert!(preview.live().next().is_some());
    }
    let after = settled((before.0 + 4, before.1 + 4));
    assert!(after.0 <= before.0 + 4 && after.1 <= before.1 + 4, "{before:?} became {after:?}");
}

#[test]
fn every_kind_of_source_shows_when_it_is_saved() {
    let folder = Folder::with_book("sources");
    folder.write("book/chapters/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let preview = Preview::of(&folder);
    let mut live = preview.live();
    let first = live.next().expect("the channel speaks at once");
    folder.write("book/chapters/one.md", "# One\n\nMore text.\n");
    preview.shows("/one.html", "More text.");
    let next = live.next().expect("news");
    assert_ne!(first["edition"], next["edition"]);
    assert_eq!(first["files"], next["files"]);

    folder.write("book/chapters/two.md", "# Two\n\nText.\n");
    preview.shows("/one.html", "href=\"two.html\"");
    folder.write("book/chapters/deep/down/three.md", "# Three\n\nText.\n");
    preview.shows("/deep/down/three.html", "Three");
    folder.write("book/chapters/deep/down/three.md", "# Three\n\nAnd on.\n");
    preview.shows("/deep/down/three.html", "And on.");
    folder.write("book/chapters/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"x\"/>");
    preview.shows("/pic.svg", "id=\"x\"");

    folder.write("book/book.toml", "[book]\ntitle = \"Renamed\"\n");
    preview.shows("/one.html", "Renamed");
    let sheet = || {
        let page = preview.get("/one.html").text();
        let link = page.split("href=\"").find(|link| link.contains("assets/guide-"));
        link.and_then(|link| link.split('"').next()).expect("pages have a sheet").to_owned()
    };
    let old = sheet();
    folder.write("book/static/css/code.css", "@layer parts { .gw-code { color: tomato; } }\n");
    preview.until("/one.html", |answer| !answer.text().contains(&old));
    assert!(preview.get(&format!("/{}", sheet())).text().contains("tomato"));
    folder.write("book/templates/404.html", "<h1>Gone fishing</h1>");
    preview.shows("/nowhere", "Gone fishing");
    folder.write("book/templates/404.html", "<h1>Gone hunting</h1>");
    preview.shows("/nowhere", "Gone hunting");
    folder.write("book/static/js/theme.js", "'use strict';\nconsole.info('mine');\n");
    preview.until("/one.html", |answer| {
        let text = answer.text();
        let at = text.find("assets/theme-").expect("a script");
        let path = text[at..].split('"').next().expect("a path").to_owned();
        preview.get(&format!("/{path}")).text().contains("mine")
    });
    std::fs::remove_file(folder.path().join("book/chapters/two.md")).expect("it is there");
    preview.until("/two.html", |answer| answer.status == 404);
}

#[test]
fn editors_ways_of_saving_all_show() {
    let folder = Folder::with_book("editors");
    let preview = Preview::of(&folder);
    let path = |name: &str| folder.path().join("book/chapters").join(name);
    folder.write("book/chapters/.one.md.new", "# One\n\nBy rename.\n");
    std::fs::rename(path(".one.md.new"), path("one.md")).expect("same folder");
    preview.shows("/one.html", "By rename.");
    // As vim does it: the old file goes aside, a new one is written, the old one is taken away.
    folder.write("book/chapters/4913", "");
    std::fs::remove_file(path("4913")).expect("it is there");
    std::fs::rename(path("one.md"), path("one.md~")).expect("same folder");
    folder.write("book/chapters/one.md", "# One\n\nBy vim.\n");
    std::fs::remove_file(path("one.md~")).expect("it is there");
    preview.shows("/one.html", "By vim.");
    let before = preview.edition();
    // What is no part of the book is no reason for an edition, and neither is a save without a change.
    folder.write("book/chapters/.one.md.swp", "x");
    folder.write("book/chapters/#one.md#", "x");
    folder.write("book/.git/HEAD", "x");
    folder.write("book/chapters/one.md", "# One\n\nBy vim.\n");
    folder.write("book/chapters/last.md", "# Last\n\nText.\n");
    preview.shows("/last.html", "Last");
    assert_eq!(preview.edition(), before + 1);
}

#[test]
fn a_storm_of_changes_is_few_editions() {
    let folder = Folder::with_book("storm");
    let preview = Preview::of(&folder);
    let before = preview.edition();
    for number in 0..1000 {
        folder.write(&format!("book/chapters/n{number}.md"), "# Chapter\n\nText.\n");
    }
    preview.until("/n999.html", |answer| answer.status == 200);
    let editions = preview.edition() - before;
    // One on a machine that writes without a pause; a busy one may stop in the middle.
    assert!(editions <= 5, "a thousand files made {editions} editions");
}

#[test]
fn a_broken_save_keeps_the_page_and_tells_once() {
    let folder = Folder::with_book("broken");
    let preview = Preview::of(&folder);
    let mut live = preview.live();
    let first = live.next().expect("the channel speaks at once");
    let broken = "# One\n\nNew text with [a link](nowhere.md).\n";
    folder.write("book/chapters/one.md", broken);
    let news = live.find(|news| news["findings"] != first["findings"]).expect("findings");
    assert_eq!(news["edition"], first["edition"], "a broken save is no edition");
    // A busy machine may let the preview see the file while it is still empty, which is a fault of its own.
    let start = Instant::now();
    while preview.findings()["findings"][0]["rule"] != "broken-link" {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    let panel = preview.findings();
    assert_eq!(panel["errors"], 1, "{panel}");
    assert_eq!(panel["kept"], "Chapters with new errors are shown as they were before.");
    let finding = &panel["findings"][0];
    assert_eq!(finding["file"], "chapters/one.md");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(3), Some(24)));
    assert_eq!(finding["excerpt"], "New text with [a link](nowhere.md).");
    let open = finding["open"].as_str().expect("a link to an editor");
    assert!(
        open.starts_with("vscode://file/") && open.ends_with("/chapters/one.md:3:24"),
        "{open}"
    );
    let page = preview.get("/one.html").text();
    assert!(page.contains("Text.") && !page.contains("New text"), "{page}");

    // Other chapters go on meanwhile.
    folder.write("book/chapters/two.md", "# Two\n\nAnother text.\n");
    preview.shows("/two.html", "Another text.");
    assert!(!preview.get("/one.html").text().contains("New text"));
    assert_eq!(preview.findings()["errors"], 1);
    // The same fault again, lower down, is the same finding.
    folder.write("book/chapters/one.md", &broken.replace("New", "Intro.\n\nNewer"));
    let start = Instant::now();
    while preview.findings()["findings"][0]["line"] != 5 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(preview.words().matches("error[broken-link]").count(), 1, "{}", preview.words());

    folder.write("book/chapters/one.md", "# One\n\nNew text.\n");
    preview.shows("/one.html", "New text.");
    let start = Instant::now();
    while preview.findings()["errors"] != 0 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    // A book that cannot be read at all keeps its site as well.
    std::fs::remove_file(folder.path().join("book/book.toml")).expect("it is there");
    let start = Instant::now();
    while !preview.findings()["kept"].as_str().is_some_and(|why| why.contains("book.toml")) {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(preview.get("/one.html").text().contains("New text."));
    folder.write("book/book.toml", "[book]\ntitle = \"Back\"\n");
    preview.shows("/one.html", "Back");
}

#[test]
fn errors_come_first_in_the_panel() {
    let folder = Folder::with_book("order");
    folder.write("book/chapters/one.md", "# One\n\nText text text.\n");
    folder.write("book/chapters/two.md", "# Two\n\nA [great step](gone.md).\n");
    let panel = Preview::of(&folder).findings();
    let rules: Vec<_> = panel["findings"].as_array().expect("a list").iter().collect();
    let rules: Vec<_> = rules.iter().map(|finding| finding["rule"].as_str()).collect();
    assert_eq!(rules, [Some("broken-link"), Some("repeated-word")]);
}

#[test]
fn a_template_that_fails_keeps_the_page() {
    let folder = Folder::with_book("template");
    folder.write("book/templates/nav.html", "<p>Ours</p>\n");
    let preview = Preview::of(&folder);
    preview.shows("/one.html", "<p>Ours</p>");
    folder.write("book/templates/nav.html", "<p>Theirs</p>\n{{ contens }}\n");
    let start = Instant::now();
    while preview.findings()["errors"] != 1 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    let panel = preview.findings();
    assert_eq!(panel["kept"], "This is the page before the last save.");
    let finding = &panel["findings"][0];
    assert_eq!(finding["file"], "templates/nav.html");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(2), Some(4)));
    assert!(preview.get("/one.html").text().contains("<p>Ours</p>"));
    folder.write("book/templates/nav.html", "<p>Theirs</p>\n{{ contents }}\n");
    preview.shows("/one.html", "<p>Theirs</p>");
}

#[test]
fn a_fault_elsewhere_does_not_hold_a_save_back() {
    let folder = Folder::with_book("elsewhere");
    folder.write("book/chapters/two.md", "# Two\n\n[One](one.md#part)\n");
    folder.write("book/chapters/one.md", "# One\n\n## Part\n\nText.\n");
    let preview = Preview::of(&folder);
    assert_eq!(preview.findings()["errors"], 0, "{}", preview.words());
    folder.write("book/chapters/one.md", "# One\n\n## Piece\n\nText.\n");
    preview.shows("/one.html", "Piece");
    let start = Instant::now();
    while preview.findings()["errors"] != 1 {
        assert!(start.elapsed() < PATIENCE, "{}", preview.findings());
        std::thread::sleep(Duration::from_millis(20));
    }
    folder.write("book/chapters/one.md", "# One\n\n## Piece\n\nMore.\n");
    preview.shows("/one.html", "More.");
}

#[test]
fn a_chapter_that_moved_is_found_at_its_new_place() {
    let folder = Folder::with_book("moved");
    folder.write("book/chapters/two.md", "# Two\n\nText of two.\n");
    let preview = Preview::of(&folder);
    let chapters = folder.path().join("book/chapters");
    std::fs::create_dir_all(chapters.join("sub")).expect("a folder");
    std::fs::rename(chapters.join("two.md"), chapters.join("sub/third part.md"))
        .expect("same disk");
    let answer = preview.until("/two.html", |answer| answer.status == 307);
    assert_eq!(answer.field("Location"), Some("/sub/third%20part.html"));
    assert!(preview.get("/sub/third%20part.html").text().contains("Text of two."));
    std::fs::rename(chapters.join("sub/third part.md"), chapters.join("four.md"))
        .expect("same disk");
    preview.until("/two.html", |answer| answer.field("Location") == Some("/four.html"));
    folder.write("book/chapters/two.md", "# Another\n\nText.\n");
    preview.until("/two.html", |answer| answer.status == 200);
}

#[test]
fn a_site_that_is_built_inside_the_source_makes_no_circle() {
    let folder = Folder::new("inside");
    folder.write(
        "book/book.toml",
        "[book]\ntitle = \"Small\"\nsource = \".\"\n[build]\ndest = \"out\"\n",
    );
    folder.write("book/one.md", "# One\n\nText.\n");
    let preview = Preview::of(&folder);
    let before = preview.edition();
    for _ in 0..3 {
        let built = crate::support::run(folder.path(), &["build", "book"]);
        assert!(built.status.success(), "{}", crate::support::words(&built));
    }
    folder.write("book/one.md", "# One\n\nMore.\n");
    preview.shows("/one.html", "More.");
    assert_eq!(preview.edition(), before + 1);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_watched_where_it_is() {
    let folder = Folder::with_book("linked");
    folder.write("book/shared/three.md", "# Three\n\nFirst words.\n");
    folder.write("book/lists/four.md", "# Four\n\nFirst list.\n");
    let link = |to: &str, from: &str| {
        let from = folder.path().join("book/chapters").join(from);
        std::os::unix::fs::symlink(to, from).expect("a link can be made");
    };
    link("../shared", "shared");
    link("../lists/four.md", "four.md");
    let preview = Preview::of(&folder);
    preview.shows("/shared/three.html", "First words.");
    folder.write("book/shared/three.md", "# Three\n\nSecond words.\n");
    preview.shows("/shared/three.html", "Second words.");
    folder.write("book/lists/four.md", "# Four\n\nSecond list.\n");
    preview.shows("/four.html", "Second list.");
    folder.write("book/shared/five.md", "# Five\n\nNew words.\n");
    preview.shows("/shared/five.html", "New words.");
}

#[test]
fn without_events_of_the_system_files_are_looked_at() {
    let folder = Folder::with_book("poll");
    let preview = Preview::with(&folder, &["--port", "0", "--poll"]);
    // Polling tells by the time of the last write, which has a grain.
    std::thread::sleep(Duration::from_millis(1100));
    folder.write("book/chapters/one.md", "# One\n\nPolled.\n");
    preview.shows("/one.html", "Polled.");
    folder.write("book/chapters/new/two.md", "# Two\n\nText.\n");
    preview.until("/new/two.html", |answer| answer.status == 200);
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
