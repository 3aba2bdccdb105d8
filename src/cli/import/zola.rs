//! Content of Zola: sections and pages in the order of their weights. Front matter becomes ours, as far as we have its
//! keys; shortcodes and templates stay behind.

use super::contents::parts;
use super::{Copies, Imported, softened, told};
use crate::address::page_path;
use crate::cli::quoted;
use crate::load::Files;
use crate::manifest::matter::{self, Language};
use crate::manifest::outline::{EntryKind, Outline, OutlineEntry, Part, natural};
use anyhow::{Result, anyhow};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::Value;

const SOURCE: &str = "content";

/// A page's own settings and its text.
struct Page {
    front: toml::Table,
    body: String,
}

pub(super) fn read(files: &Files) -> Result<Imported> {
    let bytes =
        files.read("config.toml").map_err(|why| anyhow!("cannot read `config.toml`: {why}"))?;
    let config: toml::Table = toml::from_str(&String::from_utf8_lossy(&bytes))?;
    let Copies { files: mut copied, mut lost } = Copies::below(files, SOURCE, &|_| false);
    let statics = Copies::below(files, "static", &|_| false);
    lost.extend(statics.lost);
    copied.extend(statics.files.into_iter().map(|(name, bytes)| {
        let name = name.trim_start_matches("static/");
        (format!("{SOURCE}/{name}"), bytes)
    }));
    let mut pages: BTreeMap<String, Page> = BTreeMap::new();
    let names: Vec<String> = copied.keys().filter(|name| name.ends_with(".md")).cloned().collect();
    for name in names {
        let text = String::from_utf8_lossy(&copied.remove(&name).unwrap_or_default()).into_owned();
        let path = name.trim_start_matches("content/").replace("_index.md", "index.md");
        pages.insert(path, page(&text));
    }
    let mut left: Vec<String> = lost.into_iter().map(told).collect();
    let mut redirects = BTreeMap::new();
    for (path, page) in &pages {
        let here = page_path(path);
        if let Some(stem) = here.strip_suffix(".html").filter(|stem| !stem.ends_with("index")) {
            redirects.insert(format!("{stem}/index.html"), here.clone());
        }
        for alias in page.front.get("aliases").and_then(Value::as_array).into_iter().flatten() {
            let alias = alias.as_str().unwrap_or_default().trim_matches('/');
            let from = if alias.ends_with(".html") {
                alias.to_owned()
            } else {
                format!("{alias}/index.html")
            };
            redirects.insert(from, here.clone());
        }
        if page.body.contains("{{") || page.body.contains("{%") {
            left.push(format!("content/{path}: its shortcodes stand in the text"));
        }
    }
    let mut outline = Outline { parts: vec![Part::default()], entries: Vec::new() };
    enter("", 0, &pages, &mut outline.entries);
    let word = |key: &str| config.get(key).and_then(Value::as_str);
    let mut settings = format!("[book]\ntitle = {}\n", quoted(word("title").unwrap_or("Untitled")));
    for (key, theirs) in [("description", "description"), ("language", "default_language")] {
        if let Some(value) = word(theirs) {
            let _ = writeln!(settings, "{key} = {}", quoted(value));
        }
    }
    let _ = writeln!(settings, "source = {}", quoted(SOURCE));
    if pages.contains_key("index.md") {
        settings.push_str("home = \"index.md\"\n");
    }
    settings.push_str("\n[build]\ntrusted-html = true\n");
    if let Some(url) = word("base_url").filter(|url| url.contains("://")) {
        let _ = writeln!(settings, "site-url = {}", quoted(url));
    }
    settings.push_str("\n[build.redirects]\n");
    for (from, to) in &redirects {
        let _ = writeln!(settings, "{} = {}", quoted(from), quoted(to));
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    settings.push_str(&parts(&outline));
    const TAKEN: [&str; 5] = ["title", "description", "default_language", "base_url", "extra"];
    let keys = config.keys().filter(|key| !TAKEN.contains(&key.as_str()));
    left.extend(keys.map(|key| format!("config.toml: `{key}` has no counterpart")));
    if files.list("templates", "").names.iter().any(|name| !name.is_empty()) {
        left.push("templates: pages are made by templates of ours".to_owned());
    }
    for (path, page) in pages {
        copied.insert(format!("{SOURCE}/{path}"), written(&page).into_bytes());
    }
    Ok(Imported { kind: "content of Zola", settings, files: copied, left })
}

fn page(text: &str) -> Page {
    let found = matter::find(text).filter(|found| found.language == Language::Toml);
    let Some((inside, end)) = found.and_then(|found| Some((found.inside, found.end?))) else {
        return Page { front: toml::Table::new(), body: text.to_owned() };
    };
    let front = toml::from_str(&text[inside]).unwrap_or_default();
    Page { front, body: text[end..].trim_start_matches('\n').to_owned() }
}

/// The page with its title as a heading, and those of its own settings that we have.
fn written(page: &Page) -> String {
    let mut out = String::new();
    if let Some(description) = page.front.get("description").and_then(Value::as_str) {
        let _ = writeln!(out, "+++\ndescription = {}\n+++\n", quoted(description));
    }
    if !page.body.lines().any(|line| line.starts_with("# ")) {
        let title = page.front.get("title").and_then(Value::as_str).unwrap_or("Untitled");
        let _ = writeln!(out, "# {title}\n");
    }
    out + &page.body
}

/// The pages of a folder, by weight and then by name, each folder behind its own first page.
fn enter(
    folder: &str,
    depth: usize,
    pages: &BTreeMap<String, Page>,
    entries: &mut Vec<OutlineEntry>,
) {
    let mut here: Vec<(i64, &str, bool)> = Vec::new();
    for path in pages.keys() {
        let Some(rest) = path.strip_prefix(folder) else { continue };
        let (name, is_folder) =
            rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
        if name != "index.md" && !here.iter().any(|(_, known, _)| *known == name) {
            let of = if is_folder { format!("{folder}{name}/index.md") } else { path.clone() };
            let weight = pages.get(&of).and_then(|page| page.front.get("weight")?.as_integer());
            here.push((weight.unwrap_or(i64::MAX), name, is_folder));
        }
    }
    here.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| natural(one.1, other.1)));
    for (_, name, is_folder) in here {
        let path =
            if is_folder { format!("{folder}{name}/index.md") } else { format!("{folder}{name}") };
        let page = pages.get(&path);
        let title = page.and_then(|page| page.front.get("title")?.as_str()).unwrap_or(name);
        let kind = if page.is_some() { EntryKind::Chapter } else { EntryKind::Group };
        let path = if page.is_some() { path } else { String::new() };
        entries.push(OutlineEntry {
            kind,
            path,
            title: title.to_owned(),
            depth,
            ..OutlineEntry::default()
        });
        if is_folder {
            enter(&format!("{folder}{name}/"), depth + 1, pages, entries);
        }
    }
}
