//! What a reader's browser has to fetch: budgets in bytes, tried on the book that `new` makes.

use crate::support::{Folder, built, run, words};
use flate2::Compression;
use flate2::write::GzEncoder;
use guidewright::assets::Assets;
use guidewright::emit::Site;
use std::collections::BTreeSet;
use std::io::Write as _;

/// Bytes of a file as a server sends it, in gzip's format.
fn gzipped(bytes: &[u8]) -> usize {
    let mut sent = GzEncoder::new(Vec::new(), Compression::best());
    sent.write_all(bytes).and_then(|()| sent.finish()).expect("memory takes all").len()
}

/// The same in brotli's, which every browser asks for and most hosts send.
fn brotlied(bytes: &[u8]) -> usize {
    let mut sent = Vec::new();
    let best = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &bytes[..], &mut sent, &best).expect("memory takes all");
    sent.len()
}

fn sample() -> Site {
    let folder = Folder::new("weight");
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    built(&folder.path().join("book")).1
}

/// Bundles of ours by the end of their names; what the book itself puts into scripts does not count.
fn bundles(site: &Site, end: &str) -> Vec<(String, usize)> {
    let named = |path: &String| {
        guidewright::assets::BUNDLE_NAMES
            .iter()
            .any(|name| is_bundle(path, name) && path.ends_with(end))
    };
    let files = site.files.iter().filter(|(path, _)| named(path));
    files.map(|(path, bytes)| (path.clone(), gzipped(bytes))).collect()
}

fn is_bundle(path: &str, name: &str) -> bool {
    let rest = path.strip_prefix("assets/").and_then(|path| path.strip_prefix(name));
    let hash = rest.and_then(|rest| rest.strip_prefix('-')?.split_once('.')).map(|(hash, _)| hash);
    hash.is_some_and(|hash| hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()))
}

#[test]
fn scripts_stay_under_40_kilobytes_compressed_in_all() {
    let site = sample();
    let names = guidewright::assets::BUNDLE_NAMES;
    let mut scripts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| {
            let file = |(path, _): &(&String, _)| is_bundle(path, name) && path.ends_with(".js");
            let (_, bytes) = site.files.iter().find(file).expect(name);
            (*name, &**bytes)
        })
        .collect();
    // The worker runs beside every page; most of its file are the checksums of the book's, which are not counted.
    let assets = Assets::new(std::iter::empty());
    let worker = assets.script_text("worker.js");
    scripts.push(("worker", worker.as_bytes()));
    let weigh = |way: fn(&[u8]) -> usize, which: &[&str]| -> usize {
        let counted = scripts.iter().filter(|(name, _)| which.contains(name));
        counted.map(|(_, bytes)| way(bytes)).sum()
    };
    let all: Vec<&str> = scripts.iter().map(|(name, _)| *name).collect();
    let sum = weigh(gzipped, &all);
    assert!(sum < 40 << 10, "{sum} bytes in gzip");
    let sum = weigh(gzipped, &["theme", "guide", "question"]);
    assert!(sum < 21 << 10, "{sum} bytes in gzip for a chapter");
    let sum = weigh(brotlied, &all);
    assert!(sum < 38 << 10, "{sum} bytes in brotli");
}

#[test]
fn styles_stay_under_15_kilobytes_compressed() {
    let sheets = bundles(&sample(), ".css");
    // One for every page, and a small one that the study page adds.
    let [(_, every), (name, study)] = sheets.as_slice() else { panic!("{sheets:?}") };
    assert!(name.contains("study"), "{sheets:?}");
    assert!(*every < 12 << 10 && *study < 6 << 10, "{sheets:?}");
}

#[test]
fn a_chapter_with_all_it_needs_stays_under_150_kilobytes() {
    let site = sample();
    let page = "harbour/tides.html";
    let html = std::str::from_utf8(&site.files[page]).expect("pages are text");
    let needed: BTreeSet<String> =
        ["src=\"", "rel=\"stylesheet\" href=\"", "as=\"script\" href=\"", "rel=\"icon\" href=\""]
            .iter()
            .flat_map(|start| {
                html.match_indices(start).map(move |(at, _)| &html[at + start.len()..])
            })
            .filter_map(|rest| rest.split_once('"'))
            .filter_map(|(link, _)| {
                guidewright::manifest::outline::normal(&format!("harbour/{link}"))
            })
            .collect();
    let sizes: Vec<(&str, usize)> = needed
        .iter()
        .map(|path| (path.as_str(), site.get(path).unwrap_or_else(|| panic!("{path}")).len()))
        .chain([(page, html.len())])
        .collect();
    for kind in [".css", ".js"] {
        assert!(sizes.iter().any(|(path, _)| path.ends_with(kind)), "{sizes:?}");
    }
    let sum: usize = sizes.iter().map(|(_, size)| size).sum();
    assert!(sum < 150 << 10, "{sum} bytes: {sizes:#?}");
}
