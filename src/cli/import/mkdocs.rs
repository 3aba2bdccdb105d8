//! A site of MkDocs: title, contents and addresses out of `mkdocs.yml`. Its extensions of Markdown are told by `check`,
//! each at its place.

use super::contents::parts;
use super::{Imported, copies, softened};
use crate::address::page_path;
use crate::cli::quoted;
use crate::load::Files;
use crate::manifest::outline::{EntryKind, Outline, OutlineEntry, Part, from_folder, normal};
use crate::manifest::yaml;
use anyhow::{Result, anyhow};
use std::fmt::Write as _;
use toml::Value;

/// Keys that go over.
const TAKEN: [&str; 9] = [
    "site_name",
    "site_description",
    "site_author",
    "site_url",
    "repo_url",
    "docs_dir",
    "nav",
    "use_directory_urls",
    "site_dir",
];

pub(super) fn read(files: &Files) -> Result<Imported> {
    let bytes =
        files.read("mkdocs.yml").map_err(|why| anyhow!("cannot read `mkdocs.yml`: {why}"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let plain = without_tags(&text);
    let said = yaml::to_toml(&plain)
        .map_err(|fault| anyhow!("`mkdocs.yml` cannot be read: {}", fault.message))?;
    let table: toml::Table = toml::from_str(&said.toml)?;
    let word = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let docs = word("docs_dir").unwrap_or_else(|| "docs".to_owned());
    let copied = copies(files, &docs, &|_| false);
    let markdown: Vec<String> = copied
        .keys()
        .filter_map(|name| name.strip_prefix(&format!("{docs}/")))
        .filter(|name| name.ends_with(".md"))
        .map(str::to_owned)
        .collect();
    let home =
        ["index.md", "README.md"].into_iter().find(|name| markdown.iter().any(|it| it == name));
    let mut outline = match table.get("nav").and_then(Value::as_array) {
        Some(nav) => {
            let mut outline = Outline { parts: vec![Part::default()], entries: Vec::new() };
            enter(nav, 0, &mut outline.entries);
            outline
        }
        None => from_folder(&markdown),
    };
    outline.entries.retain(|entry| Some(entry.path.as_str()) != home);
    let mut settings = String::from("[book]\n");
    let title = word("site_name").unwrap_or_else(|| "Untitled".to_owned());
    let _ = writeln!(settings, "title = {}", quoted(&title));
    for (key, theirs) in [("description", "site_description")] {
        if let Some(value) = word(theirs) {
            let _ = writeln!(settings, "{key} = {}", quoted(&value));
        }
    }
    if let Some(author) = word("site_author") {
        let _ = writeln!(settings, "authors = [{}]", quoted(&author));
    }
    let _ = writeln!(settings, "source = {}", quoted(&docs));
    if let Some(home) = home {
        let _ = writeln!(settings, "home = {}", quoted(home));
    }
    settings.push_str("\n[build]\ntrusted-html = true\n");
    for (key, theirs) in
        [("site-url", "site_url"), ("repository", "repo_url"), ("dest", "site_dir")]
    {
        if let Some(value) = word(theirs).filter(|value| !value.is_empty()) {
            let _ = writeln!(settings, "{key} = {}", quoted(&value));
        }
    }
    if table.get("use_directory_urls").and_then(Value::as_bool) != Some(false) {
        settings.push_str("\n[build.redirects]\n");
        for entry in outline.chapters() {
            let page = page_path(&entry.path);
            if let Some(stem) = page.strip_suffix(".html").filter(|stem| !stem.ends_with("index")) {
                let _ = writeln!(
                    settings,
                    "{} = {}",
                    quoted(&format!("{stem}/index.html")),
                    quoted(&page)
                );
            }
        }
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    settings.push_str(&parts(&outline));
    let left = table.keys().filter(|key| !TAKEN.contains(&key.as_str())).map(|key| {
        let at = text.lines().position(|line| line.starts_with(&format!("{key}:")));
        format!("mkdocs.yml:{}: `{key}` has no counterpart", at.map_or(0, |at| at + 1))
    });
    Ok(Imported { kind: "a site of MkDocs", settings, left: left.collect(), files: copied })
}

/// Tags such as `!!python/name:…` stand for code of the other program.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let kept = line.find(" !").map_or(line, |at| &line[..at]);
        out.push_str(if kept.len() == line.len() { line } else { kept });
        if kept.len() < line.len() {
            out.push_str(" \"\"");
        }
        out.push('\n');
    }
    out
}

fn enter(nav: &[Value], depth: usize, entries: &mut Vec<OutlineEntry>) {
    let add = |kind, title: &str, path: &str, entries: &mut Vec<OutlineEntry>| {
        entries.push(OutlineEntry {
            kind,
            title: title.to_owned(),
            path: path.to_owned(),
            depth,
            ..OutlineEntry::default()
        });
    };
    for item in nav {
        let pairs: Vec<(&str, &Value)> = match item {
            Value::Table(table) => table.iter().map(|(key, value)| (key.as_str(), value)).collect(),
            value => vec![("", value)],
        };
        for (title, value) in pairs {
            match value {
                Value::String(to) if to.contains("://") => add(EntryKind::Link, title, to, entries),
                Value::String(path) => {
                    let path = normal(path).unwrap_or_default();
                    add(EntryKind::Chapter, title, &path, entries);
                }
                Value::Array(inner) => {
                    add(EntryKind::Group, title, "", entries);
                    enter(inner, depth + 1, entries);
                }
                _ => {}
            }
        }
    }
}
