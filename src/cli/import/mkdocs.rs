//! A site of MkDocs: title, contents and addresses out of `mkdocs.yml`. Its extensions of Markdown are told by `check`,
//! each at its place.

use super::contents::parts;
use super::{Copies, Imported, folder_address, inside, softened, told};
use crate::address::page_path;
use crate::cli::quoted;
use crate::load::Files;
use crate::manifest::outline::{
    EntryKind, Outline, OutlineEntry, Part, from_folder, normal, place,
};
use crate::manifest::yaml;
use anyhow::{Result, anyhow, bail};
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
    let said = yaml::to_toml_without_tags(&text)
        .map_err(|fault| anyhow!("`mkdocs.yml` cannot be read: {}", fault.message))?;
    let table: toml::Table = toml::from_str(&said.toml)?;
    let word = |key: &str| {
        let value = table.get(key).and_then(Value::as_str).filter(|value| !value.is_empty());
        value.map(str::to_owned)
    };
    let docs = word("docs_dir").unwrap_or_else(|| "docs".to_owned());
    let Some(docs) = normal(&docs) else {
        bail!(
            "`docs_dir` in `mkdocs.yml` is `{docs}`, which lies outside of the folder: move it inside first"
        );
    };
    let copies = Copies::below(files, &docs, &|_| false);
    let prefix = inside(&docs, "");
    let markdown: Vec<String> = copies
        .files
        .keys()
        .filter_map(|name| name.strip_prefix(&prefix))
        .filter(|name| name.ends_with(".md"))
        .map(str::to_owned)
        .collect();
    let home =
        ["index.md", "README.md"].into_iter().find(|name| markdown.iter().any(|it| it == name));
    let line =
        |start: &str| text.lines().position(|line| line.starts_with(start)).map_or(0, |at| at + 1);
    let mut left: Vec<String> = copies.lost.into_iter().map(told).collect();
    let mut outline = match table.get("nav").and_then(Value::as_array) {
        Some(nav) => {
            let mut outline = Outline { parts: vec![Part::default()], entries: Vec::new() };
            let mut outside = Vec::new();
            enter(nav, 0, &mut outline.entries, &mut outside);
            left.extend(outside.iter().map(|path| {
                format!(
                    "mkdocs.yml:{}: `nav` names `{path}`, which does not lie in `{docs}`",
                    line("nav:")
                )
            }));
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
        if let Some(value) = word(theirs) {
            let _ = writeln!(settings, "{key} = {}", quoted(&value));
        }
    }
    if table.get("use_directory_urls").and_then(Value::as_bool) != Some(false) {
        settings.push_str("\n[build.redirects]\n");
        for entry in outline.chapters() {
            let page = page_path(&entry.path);
            if let Some(from) = folder_address(&page) {
                let _ = writeln!(settings, "{} = {}", quoted(&from), quoted(&page));
            }
        }
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    settings.push_str(&parts(&outline));
    for key in table.keys() {
        let why = if !TAKEN.contains(&key.as_str()) {
            "has no counterpart"
        } else if said.tagged.contains(key) {
            "holds a tag, and only MkDocs knows the value"
        } else {
            continue;
        };
        left.push(format!("mkdocs.yml:{}: `{key}` {why}", line(&format!("{key}:"))));
    }
    Ok(Imported { kind: "a site of MkDocs", settings, left, files: copies.files })
}

/// Takes the contents over; paths that leave the folder of the text go to `outside`.
fn enter<'n>(
    nav: &'n [Value],
    depth: usize,
    entries: &mut Vec<OutlineEntry>,
    outside: &mut Vec<&'n str>,
) {
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
                Value::String(path) => match normal(path) {
                    Some(path) if place(&path).is_some() => {
                        add(EntryKind::Place, title, &path, entries);
                    }
                    Some(path) => add(EntryKind::Chapter, title, &path, entries),
                    None => outside.push(path),
                },
                Value::Array(inner) => {
                    add(EntryKind::Group, title, "", entries);
                    enter(inner, depth + 1, entries, outside);
                }
                _ => {}
            }
        }
    }
}
