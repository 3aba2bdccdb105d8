//! Promises about the site as a whole: same bytes, relative links only, no request elsewhere.

use crate::support::{Folder, built, built_from, program, run, words};
use std::collections::BTreeMap;
use std::path::Path;

/// The book that `new` makes shows every feature, so promises are tried on it.
fn sample(name: &str) -> Folder {
    let folder = Folder::new(name);
    let made = run(folder.path(), &["new", "book"]);
    assert!(made.status.success(), "{}", words(&made));
    folder
}

#[test]
fn a_new_book_has_no_findings() {
    let folder = sample("new");
    let checked = run(folder.path(), &["check", "book", "--strict"]);
    assert!(checked.status.success(), "{}", words(&checked));
    let again = run(folder.path(), &["new", "book"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(words(&again).contains("exists and is not empty"), "{}", words(&again));
}

#[test]
fn the_same_book_gives_the_same_bytes_everywhere() {
    let one = sample("a");
    let two = Folder::new("with space & más");
    copy(&one.path().join("book"), &two.path().join("other name"));
    let build = |folder: &Path, book: &str, threads: &str, language: &str| {
        let mut command = program(folder);
        command.args(["bundle", book, "--output", "out.zip"]);
        command.env("RAYON_NUM_THREADS", threads).env("LC_ALL", language).env("TZ", "Asia/Manila");
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{}", words(&output));
        std::fs::read(folder.join("out.zip")).expect("the zip was written")
    };
    let first = build(one.path(), "book", "1", "C");
    let second = build(two.path(), "other name", "7", "tr_TR.UTF-8");
    assert!(first == second, "the two zips differ");
}

#[test]
fn every_link_of_a_site_leads_somewhere_and_none_is_absolute() {
    let folder = sample("links");
    let (_, site, _) = built(&folder.path().join("book"));
    let mut dead = Vec::new();
    for (path, bytes) in
        site.files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html")
    {
        let html = String::from_utf8_lossy(bytes);
        for link in attributes(&html) {
            if guidewright::guide::is_external(link) || link.is_empty() {
                continue;
            }
            assert!(!link.starts_with('/'), "{path} has the absolute link {link}");
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let full = format!("{folder}/{to}");
            let full = if to.is_empty() {
                path.clone()
            } else {
                guidewright::manifest::outline::normal(full.trim_start_matches('/'))
                    .unwrap_or_default()
            };
            let full = full.split('?').next().unwrap_or_default().to_owned();
            let Some(target) = site.get(&full) else {
                dead.push(format!("{path}: {link}"));
                continue;
            };
            // Routes of the study page are not ids.
            let found = anchor.is_empty()
                || full == "study.html"
                || String::from_utf8_lossy(target).contains(&format!("id=\"{anchor}\""));
            if !found {
                dead.push(format!("{path}: {link} (no such id)"));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

fn attributes(html: &str) -> impl Iterator<Item = &str> {
    ["href=\"", "src=\""].into_iter().flat_map(move |name| {
        html.match_indices(name).map(move |(at, _)| {
            let rest = &html[at + name.len()..];
            &rest[..rest.find('"').unwrap_or(rest.len())]
        })
    })
}

#[test]
fn a_frame_stays_small_in_a_book_of_3000_chapters() {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    texts.insert("book.toml".to_owned(), "[book]\ntitle = \"Large\"\n".to_owned());
    for number in 0..3000 {
        texts.insert(format!("chapters/{number}.md"), format!("# Chapter {number}\n\nText.\n"));
    }
    let pairs: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_, site, _) = built_from(&pairs);
    let largest = site
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(|c: char| c.is_ascii_digit() && c != '4'));
    let largest = largest.map(|(_, bytes)| bytes.len()).max().expect("pages were made");
    assert!(largest <= 40 << 10, "a page of 5 bytes of text has {largest} bytes");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
