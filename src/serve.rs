//! The preview: builds a book and hands its site out from memory on this machine.

use crate::cli::Terminal;
use crate::fragment::code::Highlighter;
use crate::{check, load, report};
use anyhow::{Result, anyhow};
use std::path::Path;
use std::process::ExitCode;
use tiny_http::{Header, Response, Server};

/// Serves the built site until the process is stopped.
pub fn run(dir: &Path, host: &str, port: u16, terminal: &Terminal) -> Result<ExitCode> {
    let mut loaded = load::folder(dir)?;
    // A preview must show what was just built, never what a browser kept.
    loaded.value.manifest.offline = false;
    let built = crate::build(&loaded.value, &Highlighter::default());
    let findings =
        check::settle(&loaded.value, loaded.findings.into_iter().chain(built.findings).collect());
    terminal.findings(&findings, &loaded.value);
    if let Some(summary) = report::summary(report::count(&findings)) {
        terminal.say(&summary);
    }
    let server = Server::http((host, port))
        .map_err(|error| anyhow!("cannot listen on {host}:{port}: {error}"))?;
    terminal.say(&format!("http://{host}:{port}/"));
    for request in server.incoming_requests() {
        let path = request
            .url()
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_start_matches('/')
            .to_owned();
        let path = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
        let (status, bytes) = match built.value.get(&path) {
            Some(bytes) => (200, bytes.to_vec()),
            None => {
                (404, built.value.get("404.html").map(|bytes| bytes.to_vec()).unwrap_or_default())
            }
        };
        let kind = kind(if status == 404 { "404.html" } else { &path });
        let header = Header::from_bytes("Content-Type", kind).expect("our types are ASCII");
        let _ = request
            .respond(Response::from_data(bytes).with_status_code(status).with_header(header));
    }
    Ok(ExitCode::SUCCESS)
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
