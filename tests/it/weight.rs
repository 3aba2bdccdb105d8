//! What a reader's browser has to fetch: budgets in bytes, tried on the book that `new` makes.

use crate::support::{Folder, built, run, words};
use flate2::Compression;
use flate2::write::GzEncoder;
use guidewright::Site;
use guidewright::internals::assets::bundle_names;
use std::collections::BTreeSet;
use std::io::Write as _;

/// Bytes of a file as a server sends it, in gzip's format.
fn gzipped(bytes: &[u8]) -> usize {
    let mut sent = GzEncoder::new(Vec::new(), Compression::best());
    sent.write_all(bytes).and_then(|()| sent.finish()).expect("memory takes all").len()
}

fn sample() -> Site {
    let folder = Folder::new("weight");
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    built(&folder.path().join("book")).1
}

/// Bundles of ours by the end of their names; what the book itself puts into scripts does not count.
fn bundles(site: &Site, end: &str) -> Vec<(String, usize)> {
    let named =
        |path: &String| bundle_names().any(|name| is_bundle(path, name)) && path.ends_with(end);
    let files = site.files.iter().filter(|(path, _)| named(path));
    files.map(|(path, bytes)| (path.clone(), gzipped(bytes))).collect()
}

fn is_bundle(path: &str, name: &str) -> bool {
    let rest = path.strip_prefix("assets/").and_then(|path| path.strip_prefix(name));
    let hash = rest.and_then(|rest| rest.strip_prefix('-')?.split_once('.')).map(|(hash, _)| hash);
    hash.is_some_and(|hash| hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()))
}

/// Paths of the scripts that a page asks for.
fn scripts<'h>(html: &'h str, folder: &str) -> Vec<String> {
    let after = |start: &'static str| html.split(start).skip(1);
    after("as=\"script\" href=\"")
        .chain(after("<script src=\""))
        .filter_map(|rest: &'h str| rest.split_once('"'))
        .filter_map(|(link, _)| {
            guidewright::internals::manifest::outline::normal(&format!("{folder}{link}"))
        })
        .collect()
}

#[test]
fn scripts_of_a_page_stay_light() {
    let site = sample();
    let weigh = |page: &str, folder: &str| -> usize {
        let html = std::str::from_utf8(&site.files[page]).expect("pages are text");
        let scripts = scripts(html, folder);
        assert!(scripts.len() >= 3, "{page}: {scripts:?}");
        scripts.iter().map(|path| gzipped(&site.files[path])).sum()
    };
    let chapter = weigh("harbour/tides.html", "harbour/");
    assert!(chapter < 30 << 10, "{chapter} bytes in gzip for a chapter");
    let study = weigh("study.html", "");
    assert!(study < 90 << 10, "{study} bytes in gzip for the study page");
}

#[test]
fn styles_stay_under_22_kilobytes_compressed() {
    let sheets = bundles(&sample(), ".css");
    // One for every page, and a small one that the study page adds.
    let [(_, every), (name, study)] = sheets.as_slice() else { panic!("{sheets:?}") };
    assert!(name.contains("study"), "{sheets:?}");
    assert!(*every < 16 << 10 && *study < 6 << 10, "{sheets:?}");
}

#[test]
fn a_chapter_with_all_it_needs_stays_under_170_kilobytes() {
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
                guidewright::internals::manifest::outline::normal(&format!("harbour/{link}"))
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
    assert!(sum < 170 << 10, "{sum} bytes: {sizes:#?}");
}
