//! A site of MkDocs: title, contents and addresses out of `mkdocs.yml`. Its extensions of Markdown are told by `check`,
//! each at its place.

use super::contents::parts;
use super::{Copies, Imported, folder_address, in_markdown, inside, softened, told};
use crate::address::{is_external, page_path};
use crate::cli::quoted;
use crate::load::Files;
use crate::manifest::outline::{
    EntryKind, Outline, OutlineEntry, Part, from_folder, normal, place,
};
use crate::manifest::{matter, yaml};
use anyhow::{Result, anyhow, bail};
use std::collections::BTreeMap;
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

/// Its settings under either of the names that MkDocs takes.
pub(super) fn settings_of(files: &Files) -> Option<&'static str> {
    ["mkdocs.yml", "mkdocs.yaml"].into_iter().find(|name| files.has(name))
}

pub(super) fn read(files: &Files, name: &str) -> Result<Imported> {
    let bytes = files.read(name).map_err(|why| anyhow!("cannot read `{name}`: {why}"))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let said = yaml::to_toml_without_tags(&text)
        .map_err(|fault| anyhow!("`{name}` cannot be read: {}", fault.message))?;
    let table: toml::Table = toml::from_str(&said.toml)?;
    let docs = word(&table, "docs_dir").unwrap_or_else(|| "docs".to_owned());
    let Some(docs) = normal(&docs) else {
        bail!(
            "`docs_dir` in `{name}` is `{docs}`, which lies outside of the folder: move it inside first"
        );
    };
    let copies = Copies::below(files, &docs, &|_| false);
    let prefix = inside(&docs, "");
    let texts = || copies.files.keys().filter_map(|name| name.strip_prefix(&prefix));
    let markdown: Vec<String> =
        texts().filter(|name| name.ends_with(".md")).map(str::to_owned).collect();
    let home =
        ["index.md", "README.md"].into_iter().find(|name| markdown.iter().any(|it| it == name));
    let place = |start: &str| {
        let line = text.lines().position(|line| line.starts_with(start));
        format!("{name}:{}", line.map_or(0, |at| at + 1))
    };
    let mut left: Vec<String> = copies.lost.iter().cloned().map(told).collect();
    left.extend(texts().filter(|name| has_other_ending(name)).map(|name| {
        format!("{prefix}{name}: chapters are files that end in `.md`: rename it, and links to it")
    }));
    let mut outline = match table.get("nav").and_then(Value::as_array) {
        Some(items) => {
            let mut nav = Nav { docs: &docs, entries: Vec::new(), left: Vec::new() };
            nav.enter(items, 0);
            let at = place("nav:");
            left.extend(nav.left.into_iter().map(|why| format!("{at}: `nav` {why}")));
            Outline { parts: vec![Part::default()], entries: nav.entries }
        }
        None => from_folder(&markdown),
    };
    outline.entries.retain(|entry| Some(entry.path.as_str()) != home);
    for entry in outline.entries.iter_mut().filter(|entry| entry.title.is_empty()) {
        let text = copies.files.get(&inside(&docs, &entry.path));
        entry.title = text.and_then(|bytes| title(bytes)).unwrap_or_default();
    }
    let settings = settings(&table, &docs, home, &outline);
    for key in table.keys() {
        let why = if !TAKEN.contains(&key.as_str()) {
            "has no counterpart"
        } else if said.tagged.contains(key) {
            "holds a tag, and only MkDocs knows the value"
        } else {
            continue;
        };
        left.push(format!("{}: `{key}` {why}", place(&format!("{key}:"))));
    }
    Ok(Imported { kind: "a site of MkDocs", settings, left, files: copies.files })
}

/// A value as a text; a title may look like a number.
fn word(table: &toml::Table, key: &str) -> Option<String> {
    let word = match table.get(key)? {
        Value::String(word) => word.clone(),
        Value::Array(_) | Value::Table(_) => return None,
        other => other.to_string(),
    };
    Some(word).filter(|word| !word.is_empty())
}

/// Whether MkDocs takes a file for Markdown and we do not.
fn has_other_ending(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["markdown", "mdown", "mkdn", "mkd"].contains(&ending)
}

/// The title that a page gives itself in its front matter.
fn title(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let table = matter::table(&text, &matter::find(&text)?)?;
    Some(in_markdown(&word(&table, "title")?))
}

fn settings(table: &toml::Table, docs: &str, home: Option<&str>, outline: &Outline) -> String {
    let mut settings = String::from("[book]\n");
    let title = word(table, "site_name").unwrap_or_else(|| "Untitled".to_owned());
    let _ = writeln!(settings, "title = {}", quoted(&title));
    if let Some(value) = word(table, "site_description") {
        let _ = writeln!(settings, "description = {}", quoted(&value));
    }
    if let Some(author) = word(table, "site_author") {
        let _ = writeln!(settings, "authors = [{}]", quoted(&author));
    }
    let _ = writeln!(settings, "source = {}", quoted(docs));
    if let Some(home) = home {
        let _ = writeln!(settings, "home = {}", quoted(home));
    }
    settings.push_str("\n[build]\ntrusted-html = true\n");
    for (key, theirs) in
        [("site-url", "site_url"), ("repository", "repo_url"), ("dest", "site_dir")]
    {
        if let Some(value) = word(table, theirs) {
            let _ = writeln!(settings, "{key} = {}", quoted(&value));
        }
    }
    if table.get("use_directory_urls").and_then(Value::as_bool) != Some(false) {
        settings.push_str("\n[build.redirects]\n");
        let pages = outline.chapters().map(|entry| page_path(&entry.path));
        // The contents may name a page twice.
        let pages: BTreeMap<String, String> =
            pages.filter_map(|page| Some((folder_address(&page)?, page))).collect();
        for (from, to) in &pages {
            let _ = writeln!(settings, "{} = {}", quoted(from), quoted(to));
        }
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    settings + &parts(outline)
}

/// The contents, as they are read.
struct Nav<'d> {
    /// The folder of the text.
    docs: &'d str,
    entries: Vec<OutlineEntry>,
    /// What of them has no place in ours, and why.
    left: Vec<String>,
}

impl Nav<'_> {
    fn enter(&mut self, items: &[Value], depth: usize) {
        for item in items {
            match item {
                Value::Table(table) => {
                    table.iter().for_each(|(title, value)| self.item(title, value, depth));
                }
                value => self.item("", value, depth),
            }
        }
    }

    fn item(&mut self, title: &str, value: &Value, depth: usize) {
        match value {
            Value::String(to) if is_external(to) => self.add(EntryKind::Link, title, to, depth),
            Value::String(path) => match normal(path) {
                None => {
                    let why = format!("names `{path}`, which does not lie in `{}`", self.docs);
                    self.left.push(why);
                }
                Some(path) if place(&path).is_some() => {
                    self.add(EntryKind::Place, title, &path, depth);
                }
                Some(path) if path.ends_with(".md") => {
                    self.add(EntryKind::Chapter, title, &path, depth);
                }
                Some(_) if path.is_empty() => self.left.push(format!("has no file for `{title}`")),
                Some(_) => self.left.push(format!("names `{path}`, which is no Markdown file")),
            },
            Value::Array(inner) => {
                self.add(EntryKind::Group, title, "", depth);
                self.enter(inner, depth + 1);
            }
            other => self.left.push(format!("names `{other}`, which is no file")),
        }
    }

    fn add(&mut self, kind: EntryKind, title: &str, path: &str, depth: usize) {
        self.entries.push(OutlineEntry {
            kind,
            title: in_markdown(title),
            path: path.to_owned(),
            depth,
            ..OutlineEntry::default()
        });
    }
}
