//! The manual in `manual/`: every example is tried, and what is made from the code is what the code says now.
//!
//! A comment on a line of its own says what becomes of the example below it: `<!-- try: clean -->`, or the rules that
//! find something in it, `<!-- try: broken-link, missing-title -->`. The blocks with a `title` from there to the next
//! such comment or heading are the files of a small book. `<!-- session -->` stands above a `console` block that is run
//! against the real program, in one folder for the whole page, and compared as the pages of `tests/cmd` are.
//!
//! What stands in `manual/src/generated` comes from the code itself (`tests/it/manual/`).
//! `UPDATE=1 cargo test --test it manual` writes it; read the diff before you commit it.

mod generated;
mod templates;

use crate::cmd;
use crate::page::{Block, blocks, read_lines, updating};
use crate::support::{Folder, built, built_from};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn manual() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("manual")
}

/// The manual's Markdown files, by their path from its source folder.
fn pages() -> BTreeMap<String, Vec<String>> {
    let source = manual().join("src");
    let mut folders = vec![source.clone()];
    let mut pages = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the manual's folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                let name = path.strip_prefix(&source).expect("it is below the source folder");
                pages.insert(name.to_string_lossy().into_owned(), read_lines(&path));
            }
        }
    }
    pages
}

#[test]
fn the_manual_has_no_findings() {
    let (project, _, findings) = built(&manual());
    let faults: Vec<String> = findings
        .iter()
        .map(|finding| {
            let place = finding.span.map(|span| project.sources.place(span).line);
            let name = finding.span.map(|span| project.sources.get(span.source).name.clone());
            format!("{name:?}:{place:?}: [{}] {}", finding.rule.name, finding.message)
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn examples_build_as_their_pages_say() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for (name, lines) in pages() {
        for example in examples(&lines) {
            tried += 1;
            let files: Vec<(&str, &str)> =
                example.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let (_, _, findings) = built_from(&files);
            let found: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.name).collect();
            if found != example.rules.iter().map(String::as_str).collect() {
                let messages: Vec<String> = findings
                    .iter()
                    .map(|one| format!("[{}] {}", one.rule.name, one.message))
                    .collect();
                faults.push(format!(
                    "manual/src/{name}:{}: found {found:?}, the page says {:?}\n{}",
                    example.line + 1,
                    example.rules,
                    messages.join("\n")
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(tried > 10, "the manual's examples are found: {tried}");
}

/// A block that looks like a file of a book and is in no example could say anything.
#[test]
fn files_that_the_manual_shows_are_tried() {
    let mut untried = Vec::new();
    for (name, lines) in pages() {
        let tried: BTreeSet<usize> =
            examples(&lines).iter().flat_map(|example| example.blocks.clone()).collect();
        for block in blocks(&lines) {
            let is_file = title(&block.info)
                .is_some_and(|title| title == "book.toml" || title.starts_with("chapters/"));
            if is_file && !tried.contains(&block.lines.start) {
                untried.push(format!("manual/src/{name}:{}", block.lines.start));
            }
        }
    }
    assert!(untried.is_empty(), "write `<!-- try: … -->` above: {untried:#?}");
}

#[test]
fn sessions_print_what_the_manual_says() {
    let mut faults = Vec::new();
    for (name, lines) in pages() {
        let folder = Folder::new("manual-session");
        for block in blocks(&lines) {
            let marked = above(&lines, &block).is_some_and(|line| line == "<!-- session -->");
            if !marked {
                continue;
            }
            for session in cmd::sessions(&lines[block.lines.clone()]) {
                let got = cmd::run(folder.path(), &session.command);
                if !cmd::matches(&session.expected, &got) {
                    let difference = cmd::difference(&session, &got);
                    faults.push(format!("manual/src/{name}\n{difference}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn generated_parts_say_what_the_code_says() {
    let mut stale = Vec::new();
    for (name, text) in generated::all() {
        let path = manual().join("src/generated").join(&name);
        if std::fs::read_to_string(&path).ok().as_ref() == Some(&text) {
            continue;
        }
        if updating() {
            std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
                .expect("a folder can be made");
            std::fs::write(&path, text).expect("the part can be written");
        } else {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "manual/src/generated is stale: {stale:?}\nrun `UPDATE=1 cargo test --test it manual` and read the diff"
    );
}

/// One small book of a page.
struct Example {
    /// Line of its mark, from zero.
    line: usize,
    /// The rules that find something; none for a clean one.
    rules: Vec<String>,
    files: BTreeMap<String, String>,
    /// First lines of its blocks.
    blocks: Vec<usize>,
}

fn examples(lines: &[String]) -> Vec<Example> {
    let blocks = blocks(lines);
    let fenced: BTreeSet<usize> = blocks.iter().flat_map(|block| block.lines.clone()).collect();
    let outside = |line: &usize| !fenced.contains(line);
    let rules_at = |line: usize| {
        let rules = lines[line].strip_prefix("<!-- try: ")?.strip_suffix(" -->")?;
        let names = rules.split(", ").filter(|name| *name != "clean").map(str::to_owned);
        Some(names.collect::<Vec<String>>())
    };
    let starts = (0..lines.len()).filter(outside).filter_map(|line| Some((line, rules_at(line)?)));
    starts
        .map(|(line, rules)| {
            let ends = |at: &usize| lines[*at].starts_with('#') || rules_at(*at).is_some();
            let end = (line + 1..lines.len()).filter(outside).find(ends).unwrap_or(lines.len());
            let mut example = Example { line, rules, files: BTreeMap::new(), blocks: Vec::new() };
            for block in blocks.iter().filter(|block| (line..end).contains(&block.lines.start)) {
                let Some(title) = title(&block.info) else { continue };
                let text = lines[block.lines.clone()].join("\n") + "\n";
                example.files.insert(title.to_owned(), text);
                example.blocks.push(block.lines.start);
            }
            assert!(!example.files.is_empty(), "no file follows line {}", line + 1);
            let manifest = "[book]\nid = \"small-book\"\ntitle = \"A small book\"\n";
            example.files.entry("book.toml".to_owned()).or_insert_with(|| manifest.to_owned());
            example
        })
        .collect()
}

/// What a block's options call it.
fn title(info: &str) -> Option<&str> {
    info.split_once("title=\"")?.1.split('"').next()
}

/// The last line before a block that is not empty.
fn above<'l>(lines: &'l [String], block: &Block) -> Option<&'l str> {
    lines[..block.lines.start - 1].iter().rfind(|line| !line.is_empty()).map(String::as_str)
}
