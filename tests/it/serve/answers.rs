//! What the preview answers, to whom, and how many may ask at a time.

use super::{PATIENCE, Preview, answer};
use crate::support::{Folder, program};
use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

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
