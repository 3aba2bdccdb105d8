//! `check --external` against a server on this machine: what it asks, how often, and what it says of the answers.

use crate::support::{Folder, cache_of, program};
use guidewright::internals::emit::disk::cache;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tiny_http::{Header, Response, Server};

/// A server that counts what it is asked, as "METHOD /path".
struct Host {
    server: Arc<Server>,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
    address: String,
}

impl Host {
    fn new() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a port of this machine"));
        let port = server.server_addr().to_ip().expect("an address with a port").port();
        let asked = Arc::new(Mutex::new(BTreeMap::new()));
        let (listening, counting) = (Arc::clone(&server), Arc::clone(&asked));
        std::thread::spawn(move || {
            for request in listening.incoming_requests() {
                let line = format!("{} {}", request.method(), request.url());
                *counting
                    .lock()
                    .expect("no panic while counting")
                    .entry(line.clone())
                    .or_insert(0) += 1;
                let (status, to) = match line.as_str() {
                    "HEAD /there" | "GET /no-head" | "HEAD /new" => (200, None),
                    "HEAD /moved" => (301, Some("/new")),
                    "HEAD /for-now" => (302, Some("/there")),
                    "HEAD /circle" => (301, Some("circle")),
                    "HEAD /no-head" => (405, None),
                    "HEAD /busy" => (503, None),
                    _ => (404, None),
                };
                let mut response = Response::empty(status);
                if let Some(to) = to {
                    response.add_header(Header::from_bytes("Location", to).expect("plain text"));
                }
                let _ = request.respond(response);
            }
        });
        Self { server, asked, address: format!("http://127.0.0.1:{port}") }
    }

    fn asked(&self, line: &str) -> usize {
        self.asked.lock().expect("no panic while counting").get(line).copied().unwrap_or(0)
    }

    fn all(&self) -> usize {
        self.asked.lock().expect("no panic while counting").values().sum()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

/// Exit code, and rule and place of each finding.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let output = program(folder)
        .args(["check", "book", "--format", "json"])
        .args(arguments)
        .env("NO_PROXY", "*")
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        .env_remove("all_proxy")
        .env_remove("ALL_PROXY")
        .output()
        .expect("the program starts");
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("one JSON object");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let line = |finding: &serde_json::Value| {
        let help = text(&finding["help"]);
        let to = help.strip_prefix("write `").and_then(|help| help.strip_suffix('`'));
        format!("{}:{} {}", finding["line"], text(&finding["rule"]), to.unwrap_or_default())
    };
    let findings = report["findings"].as_array().expect("a list").iter().map(line);
    (output.status.code(), findings.map(|line| line.trim_end().to_owned()).collect())
}

#[test]
fn hosts_are_asked_on_request_only_and_good_answers_are_remembered() {
    let host = Host::new();
    let there = &host.address;
    let folder = Folder::with_book("external");
    folder.write(
        "book/chapters/one.md",
        &format!(
            "# One\n\n[There]({there}/there#part)\n[Again]({there}/there)\n[Gone]({there}/gone)\n[Moved]({there}/moved)\n\
             [For now]({there}/for-now)\n[No head]({there}/no-head)\n[Busy]({there}/busy)\n[Circle]({there}/circle)\n\
             [Mail](mailto:a@example.org)\n<!-- allow(dead-link): kept as an example of a dead page -->\n[Excused]({there}/excused)\n"
        ),
    );
    let quiet = check(folder.path(), &[]);
    assert_eq!(quiet, (Some(0), Vec::new()));
    assert_eq!(host.all(), 0, "nothing is asked without --external");

    let (code, findings) = check(folder.path(), &["--external"]);
    let expected = [
        "5:dead-link".to_owned(),
        format!("6:moved-link {there}/new"),
        "9:unreachable-link".to_owned(),
        "10:unreachable-link".to_owned(),
    ];
    assert_eq!(findings, expected);
    assert_eq!(code, Some(1));
    assert_eq!(host.asked("HEAD /there"), 2, "once for two links, once through a redirect");
    assert_eq!(host.asked("GET /no-head"), 1);

    let (_, again) = check(folder.path(), &["--external"]);
    assert_eq!(again, expected);
    assert_eq!(host.asked("HEAD /there"), 2, "a good answer is remembered");
    assert_eq!(host.asked("HEAD /gone"), 2, "a bad one is asked for again");

    let cache = cache::of_book(&cache_of(folder.path()), &folder.path().join("book"));
    std::fs::write(cache.join("links.json"), "{ broken").expect("the cache can be damaged");
    assert_eq!(check(folder.path(), &["--external"]).1, expected, "a broken cache is an empty one");
}

#[test]
fn a_host_that_does_not_answer_is_never_taken_for_a_good_one() {
    let port = {
        let server = Server::http("127.0.0.1:0").expect("a port of this machine");
        server.server_addr().to_ip().expect("an address with a port").port()
    };
    let folder = Folder::with_book("offline");
    let text = format!("# One\n\n[Nobody](http://127.0.0.1:{port}/)\n");
    folder.write("book/chapters/one.md", &text);
    let (code, findings) = check(folder.path(), &["--external"]);
    assert_eq!(findings, ["3:unreachable-link"]);
    assert_eq!(code, Some(0), "warnings alone");
    assert_eq!(check(folder.path(), &["--external", "--strict"]).0, Some(1));
}
