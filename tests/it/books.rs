//! Golden books: each folder of `tests/books` is built and compared with its `expected/`.
//!
//! `NAME.html` there is what the page holds inside its article (or `<main>` where it has none), `files.txt` the list of
//! the site's files without hashes, `objectives.html` the list of objectives where there is one, `contents.html` that of
//! contents which hold more than chapters, `404.html` the page for lost readers where the book has words for it,
//! `findings.txt` what the author is told, `frame.html` and `own.css` what a book with a look of its own changes of its first
//! chapter's frame and adds to the style sheet. Each language besides the book's own has its folder, with its frame.
//! `UPDATE=1 cargo test --test it books` rewrites them; read the diff before you commit it.

use crate::support::built;
use guidewright::Site;
use guidewright::internals::load::Project;
use guidewright::internals::manifest::outline::EntryKind;
use guidewright::internals::parse::page_path;
use guidewright::internals::report;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn every_book_gives_what_is_expected() {
    let mut faults = Vec::new();
    let mut count = 0;
    let books = std::fs::read_dir("tests/books").expect("the books are in the repository");
    for book in books {
        let book = book.expect("a folder entry").path();
        count += 1;
        let got = outcome(&book);
        let expected = book.join("expected");
        if std::env::var_os("UPDATE").is_some() {
            let _ = std::fs::remove_dir_all(&expected);
            for (name, text) in &got {
                let path = expected.join(name);
                std::fs::create_dir_all(path.parent().expect("below expected"))
                    .expect("a folder can be made");
                std::fs::write(path, text).expect("a file can be written");
            }
            continue;
        }
        let known = read_all(&expected);
        for name in got.keys().chain(known.keys().filter(|name| !got.contains_key(*name))) {
            let (got, known) = (got.get(name), known.get(name));
            if got != known {
                let show =
                    |text: Option<&String>| text.map_or("(nothing)", String::as_str).to_owned();
                faults.push(format!(
                    "{} {name}\n{}",
                    book.display(),
                    difference(&show(known), &show(got))
                ));
            }
        }
    }
    assert!(count >= 5, "only {count} books were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn outcome(book: &Path) -> BTreeMap<String, String> {
    let (mut project, site, findings) = built(book);
    let mut got = BTreeMap::new();
    got.insert("files.txt".to_owned(), files(&site));
    // As in the book's own folder.
    project.sources.folder.clear();
    got.insert("findings.txt".to_owned(), report::human(&findings, &project.sources, false, 140));
    for (path, bytes) in &site.files {
        let is_page = |project: &Project| {
            let below = path.strip_prefix(project.folder()).unwrap_or_default();
            project.outline.chapters().any(|entry| page_path(&entry.path) == below)
        };
        let chapter = path.ends_with(".html") && project.in_all_languages().any(is_page);
        let text = String::from_utf8_lossy(bytes);
        // The policy of our pages blocks each of them.
        let mut tags = text.split('<').filter_map(|tag| tag.split_once('>'));
        let styled = path.ends_with(".html") && tags.any(|(tag, _)| tag.contains(" style="));
        assert!(!styled || project.manifest.trusted_html, "{path} has styles of its own");
        let listed = path.ends_with("contents.html")
            && project.outline.entries.iter().any(|entry| entry.kind != EntryKind::Chapter);
        let lost = path == "404.html" && project.manifest.not_found.is_some();
        if chapter || listed || lost || path == "objectives.html" {
            got.insert(path.clone(), inside(&text).to_owned() + "\n");
        } else if path == "sitemap.xml" || text.contains("http-equiv=\"refresh\"") {
            // The script's name changes with its text.
            let moved = project.assets.moved().path;
            got.insert(path.clone(), text.replace(&moved, "assets/moved-HASH.js"));
        }
    }
    if project.sources.get(project.manifest_source).text.contains("[site]") {
        let first = project.outline.chapters().next().expect("the book has a chapter");
        let page = &site.files[&page_path(&first.path)];
        got.insert("frame.html".to_owned(), frame(&String::from_utf8_lossy(page)));
        let sheet = site
            .files
            .iter()
            .find(|(path, _)| path.starts_with("assets/guide-") && path.ends_with(".css"));
        let (_, sheet) = sheet.expect("a site has a style sheet");
        got.insert("own.css".to_owned(), own_styles(&String::from_utf8_lossy(sheet)));
    }
    for translation in &project.translations {
        let first = translation.outline.chapters().next().expect("the book has a chapter");
        let page = &site.files[&format!("{}{}", translation.folder(), page_path(&first.path))];
        let name = format!("{}frame.html", translation.folder());
        got.insert(name, frame(&String::from_utf8_lossy(page)));
    }
    got
}

/// Head, title and foot of a page, without hashes.
fn frame(html: &str) -> String {
    let part = |start: &str, end: &str| {
        let from = html.find(start).expect("each page has it");
        let length = html[from..].find(end).expect("it is closed") + end.len();
        html[from..from + length].to_owned() + "\n"
    };
    let languages = if html.contains("<nav class=\"gw-languages\"") {
        part("<nav class=\"gw-languages\"", "</nav>")
    } else {
        String::new()
    };
    let parts = part("<head>", "</head>")
        + &part("<a class=\"gw-brand\"", "</a>")
        + &languages
        + &part("<footer class=\"gw-footer\"", "</footer>");
    let is_hash = |word: &str| word.len() == 8 && word.chars().all(|c| c.is_ascii_hexdigit());
    let mut out = String::new();
    for (number, word) in parts.split_inclusive(['-', '.']).enumerate() {
        let plain = word.trim_end_matches(['-', '.']);
        let end = &word[plain.len()..];
        out.push_str(if number > 0 && is_hash(plain) { "HASH" } else { plain });
        out.push_str(end);
    }
    out
}

/// What stands behind our own styles.
fn own_styles(sheet: &str) -> String {
    let last = sheet.rfind("@layer print").expect("our last layer");
    let start = sheet[last..].find(['\n', '@']).map_or(sheet.len(), |at| last + at);
    let own = sheet[start..].find("@font-face").or_else(|| sheet[start..].find("@layer tokens"));
    own.map_or("", |at| &sheet[start + at..]).to_owned()
}

/// What a page says, without the frame that all pages share.
fn inside(html: &str) -> &str {
    let start = html.find("<article").or_else(|| html.find("<main")).unwrap_or(0);
    let end = html.rfind("</article>").or_else(|| html.rfind("</main>")).unwrap_or(html.len());
    html[start..end].trim_end()
}

/// Names of all files, hashes replaced.
fn files(site: &Site) -> String {
    let plain = |path: &String| {
        let Some((stem, end)) = path.rsplit_once('.') else { return path.clone() };
        match stem.rsplit_once('-') {
            Some((name, hash))
                if hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()) =>
            {
                format!("{name}-HASH.{end}")
            }
            Some((name, hash)) if path.starts_with("search/") && hash.len() == 6 => {
                format!("{name}-HASH.{end}")
            }
            _ => path.clone(),
        }
    };
    let mut names: Vec<String> = site.files.keys().map(plain).collect();
    names.sort();
    names.join("\n") + "\n"
}

fn read_all(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below the folder")
                    .to_string_lossy()
                    .into_owned();
                all.insert(name, std::fs::read_to_string(&path).expect("expectations are texts"));
            }
        }
    }
    all
}

/// The lines that differ, with the line before them.
fn difference(known: &str, got: &str) -> String {
    let mut out = String::new();
    let (known, got): (Vec<_>, Vec<_>) = (known.lines().collect(), got.lines().collect());
    for index in 0..known.len().max(got.len()) {
        let (known, got) = (known.get(index), got.get(index));
        if known != got {
            for (mark, line) in [('-', known), ('+', got)] {
                if let Some(line) = line {
                    let _ = writeln!(out, "{:4} {mark} {line}", index + 1);
                }
            }
        }
        if out.lines().count() > 20 {
            out.push_str("…\n");
            break;
        }
    }
    out
}
