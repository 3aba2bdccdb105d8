//! What the preview answers: files of the edition that is up, and the few of its own.
//!
//! Works off a table. A path is undone from its escapes once and looked up as it is; there is no folder behind it and
//! nothing to climb out of. Pages get one line more than a build gives them: the script that keeps them up to date. The
//! gate lets nothing but GET and HEAD through to here.

use super::answer::{Answer, Body};
use super::edition::Edition;
use super::live::Live;
use super::request::Request;
use crate::address;
use crate::html::escape;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

const PREVIEW_SCRIPT: &str = include_str!("page.js");
const PREVIEW_STYLES: &str = include_str!("page.css");

/// Paths of our own, which no book can have: a name that begins with `-` and ends in nothing else would be its page.
const SCRIPT: &str = "-guidewright/preview.js";
const STYLES: &str = "-guidewright/preview.css";
const FINDINGS: &str = "-guidewright/findings.json";

/// What is up, as all answers see it.
pub struct Shown {
    edition: RwLock<Arc<Edition>>,
    /// Pages that went elsewhere while the preview ran: old path to new.
    moved: RwLock<BTreeMap<String, String>>,
    pub live: Arc<Live>,
}

impl Shown {
    pub fn new(edition: Edition) -> Self {
        Self {
            edition: RwLock::new(Arc::new(edition)),
            moved: RwLock::default(),
            live: Arc::default(),
        }
    }

    pub fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.edition.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another edition up; gives the one before it.
    pub fn swap(&self, edition: Arc<Edition>, went: Vec<(String, String)>) -> Arc<Edition> {
        {
            let mut moved = self.moved.write().unwrap_or_else(PoisonError::into_inner);
            for (from, to) in went {
                moved
                    .values_mut()
                    .filter(|known| **known == from)
                    .for_each(|known| known.clone_from(&to));
                moved.remove(&to);
                moved.insert(from, to);
            }
        }
        let mut place = self.edition.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *place, edition)
    }

    fn moved(&self, path: &str) -> Option<String> {
        self.moved.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}

/// The answer to a request that was let in.
pub(super) fn answer(asked: &Request, shown: &Shown) -> Answer {
    catch_unwind(AssertUnwindSafe(|| found(asked, shown))).unwrap_or_else(|_| {
        let html = "<!doctype html><meta charset=utf-8><title>Fault</title><h1>This page could not be made</h1><p>That is a fault of guidewright; the terminal says more.";
        Answer::new(500, "text/html; charset=utf-8", Body::Own(html.into()))
    })
}

fn found(asked: &Request, shown: &Shown) -> Answer {
    let path = asked.target.split('?').next().unwrap_or_default();
    let Some(path) = unescaped(path.strip_prefix('/').unwrap_or(path)) else {
        return lost(&shown.edition());
    };
    match path.as_str() {
        SCRIPT => {
            return whole(
                asked,
                "text/javascript; charset=utf-8",
                PREVIEW_SCRIPT.as_bytes().into(),
            );
        }
        STYLES => return whole(asked, "text/css; charset=utf-8", PREVIEW_STYLES.as_bytes().into()),
        FINDINGS => {
            let panel = shown.live.standing().panel;
            return Answer::new(200, "application/json", Body::Own(panel.as_bytes().to_vec()));
        }
        _ => {}
    }
    let path = if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path };
    let edition = shown.edition();
    match edition.get(&path) {
        Some(bytes) if path.ends_with(".html") => page(asked, 200, &bytes),
        Some(bytes) => whole(asked, kind(&path), bytes),
        None => match shown.moved(&path) {
            Some(to) => {
                let mut answer = Answer::words(307, "moved");
                answer.fields.push(("Location", format!("/{}", crate::address::path(&to))));
                answer
            }
            None => lost(&edition),
        },
    }
}

fn lost(edition: &Edition) -> Answer {
    match edition.get("404.html") {
        Some(bytes) => page(&Request::default(), 404, &bytes),
        None => Answer::words(404, "there is no such page"),
    }
}

/// A page with the script that keeps it up to date, first of all scripts, so that it sees the page before they change it.
fn page(asked: &Request, status: u16, bytes: &[u8]) -> Answer {
    let tag = tag(bytes);
    let status = if fits(asked, &tag) { 304 } else { status };
    let html = String::from_utf8_lossy(bytes);
    let lines = format!(
        "<script src=\"/{SCRIPT}\" data-tag=\"{}\" defer=\"\"></script>\n<link rel=\"stylesheet\" href=\"/{STYLES}\" />\n",
        escape(&tag)
    );
    let at = html.find("<script").or_else(|| html.find("</head>")).unwrap_or(html.len());
    let body = [&html[..at], &lines, &html[at..]].concat();
    let fields = vec![("Content-Type", "text/html; charset=utf-8".to_owned()), ("ETag", tag)];
    Answer { status, fields, body: Body::Own(body.into_bytes()) }
}

/// A file, or the part of it that is asked for.
fn whole(asked: &Request, kind: &str, bytes: Arc<[u8]>) -> Answer {
    let tag = tag(&bytes);
    let fields = vec![
        ("Content-Type", kind.to_owned()),
        ("ETag", tag.clone()),
        ("Accept-Ranges", "bytes".to_owned()),
    ];
    let all = 0..bytes.len();
    if fits(asked, &tag) {
        return Answer { status: 304, fields, body: Body::Part(bytes, all) };
    }
    let mut answer = Answer { status: 200, fields, body: Body::Own(Vec::new()) };
    let current = asked.if_range.as_ref().is_none_or(|wanted| *wanted == tag);
    let wanted =
        asked.range.as_deref().filter(|_| current).and_then(|range| part(range, bytes.len()));
    match wanted {
        None => answer.body = Body::Part(bytes, all),
        Some(range) if range.is_empty() => {
            answer.status = 416;
            answer.fields.push(("Content-Range", format!("bytes */{}", bytes.len())));
        }
        Some(range) => {
            answer.status = 206;
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len());
            answer.fields.push(("Content-Range", place));
            answer.body = Body::Part(bytes, range);
        }
    }
    answer
}

/// What a `Range` field asks for: nothing if it is not one range of bytes, an empty range if none of it is there.
fn part(field: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = field.strip_prefix("bytes=")?.split_once('-')?;
    let number = |digits: &str| -> Option<usize> {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().unwrap_or(usize::MAX))
    };
    let range = match (first, last) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(if range.start < range.end { range } else { length..length })
}

/// The name of a content.
fn tag(bytes: &[u8]) -> String {
    format!("\"{:016x}\"", xxhash_rust::xxh3::xxh3_64(bytes))
}

fn fits(asked: &Request, tag: &str) -> bool {
    let known = asked.if_none_match.as_deref().unwrap_or_default();
    known
        .split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// A path without its escapes; nothing if they are broken, hide a NUL or are no UTF-8.
fn unescaped(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut plain = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            plain.push(byte);
            continue;
        }
        let (high, low) = (bytes.next()?, bytes.next()?);
        let digit = |byte: u8| char::from(byte).to_digit(16);
        plain.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
    }
    String::from_utf8(plain).ok().filter(|path| !path.contains('\0'))
}

fn kind(path: &str) -> &'static str {
    match address::ending(path).unwrap_or_default().as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "txt" | "csv" | "tsv" | "md" | "yaml" | "yml" | "toml" | "py" | "sh" => {
            "text/plain; charset=utf-8"
        }
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "vtt" => "text/vtt; charset=utf-8",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "epub" => "application/epub+zip",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (field, expected) in [
            ("bytes=0-3", Some(0..4)),
            ("bytes=8-", Some(8..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=-30", Some(0..10)),
            ("bytes=5-99999999999999999999999", Some(5..10)),
            ("bytes=10-", Some(10..10)),
            ("bytes=-0", Some(10..10)),
            ("bytes=4-3", None),
            ("bytes=0-1,3-4", None),
            ("bytes=a-b", None),
            ("bytes=-", None),
            ("items=0-1", None),
        ] {
            assert_eq!(part(field, 10), expected, "{field}");
        }
        assert_eq!(part("bytes=0-", 0), Some(0..0));
    }

    #[test]
    fn escapes_are_undone_once_or_not_at_all() {
        for (path, expected) in [
            ("a%20b.html", Some("a b.html")),
            ("%2e%2e/x", Some("../x")),
            ("%252e", Some("%2e")),
            ("m%C3%A4rz", Some("märz")),
            ("%00", None),
            ("%ff", None),
            ("%", None),
            ("%4", None),
            ("%+1", None),
        ] {
            assert_eq!(unescaped(path).as_deref(), expected, "{path}");
        }
    }
}
