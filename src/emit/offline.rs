//! What lets a reader keep the guide: the web app manifest and the service worker with its list of files.
//!
//! The worker names every file of the site with its checksum, so it keeps an edition whole or not at all, and any change
//! of the site makes it a new worker. A book that wants none gets a worker that takes an earlier one away. Comes last:
//! it has to see all other files.

use super::Site;
use crate::address;
use crate::guide::Guide;
use crate::render::follow::sum;
use crate::render::theme;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const WORKER: &str = "sw.js";

/// Files that only machines ask for.
const NOT_KEPT: [&str; 2] = ["sitemap.xml", "robots.txt"];

pub fn add(guide: &Guide<'_>, site: &mut Site) {
    let manifest = &guide.project.manifest;
    let assets = &guide.project.assets;
    if !manifest.offline {
        site.insert(WORKER, assets.script_text("unworker.js").as_bytes());
        return;
    }
    site.insert("manifest.webmanifest", web_manifest(guide).into_bytes());
    let worker = worker(site, assets.script_text("worker.js"));
    site.insert(WORKER, worker.into_bytes());
}

fn web_manifest(guide: &Guide<'_>) -> String {
    let manifest = &guide.project.manifest;
    let icon = theme::icon(manifest);
    let ground = theme::ground(guide.project).light;
    let code = guide.exams.first().map(|exam| exam.blueprint.code.clone());
    let text = serde_json::json!({
        "name": manifest.title,
        "short_name": code.unwrap_or_else(|| manifest.title.clone()),
        "description": manifest.description,
        "lang": manifest.language,
        "id": "./",
        "start_url": "index.html",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": ground,
        "theme_color": ground,
        "icons": [{ "src": address::path(&icon.path), "sizes": "any", "type": icon.kind, "purpose": "any" }],
    });
    format!("{text:#}\n")
}

fn worker(site: &Site, code: &str) -> String {
    let here = site.files.par_iter().map(|(path, bytes)| (path.as_str(), sum(bytes)));
    let away = site.away.par_iter().filter_map(|(path, sum)| Some((path.as_str(), (*sum)?)));
    let sums: BTreeMap<&str, String> = here
        .chain(away)
        .filter(|(path, _)| !NOT_KEPT.contains(path))
        .map(|(path, sum)| (path, format!("sha256-{}", STANDARD.encode(sum))))
        .collect();
    let files = serde_json::to_string_pretty(&sums).expect("texts become JSON");
    let edition = Sha256::digest(format!("{files}{code}").as_bytes());
    let mut text = String::from("'use strict';\n");
    let _ = writeln!(text, "const EDITION = '{}';", &hex(&edition)[..16]);
    let _ = writeln!(text, "const FILES = {files};");
    text + code
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_makes_another_edition() {
        let mut site = Site::default();
        site.insert("index.html", *b"one");
        let first = worker(&site, "");
        assert!(first.contains("sha256-dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0="), "{first}");
        site.insert("index.html", *b"two");
        assert_ne!(first.lines().nth(1), worker(&site, "").lines().nth(1));
    }
}
