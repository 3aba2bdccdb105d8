//! Content of Zola: sections and pages in the order of their weights. Front matter becomes ours, as far as we have its
//! keys; shortcodes and templates stay behind.

use super::contents::parts;
use super::{Copies, Imported, folder_address, inside, softened, told};
use crate::address::page_path;
use crate::cli::quoted;
use crate::load::{self, Files};
use crate::manifest::matter;
use crate::manifest::outline::{EntryKind, Outline, OutlineEntry, Part, natural};
use crate::parse::{self, Syntax};
use crate::source::{Sources, Stitched};
use anyhow::{Result, anyhow};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use toml::Value;

const SOURCE: &str = "content";

/// A page's own settings and its text.
struct Page {
    /// Path from the site's folder.
    name: String,
    /// Nothing if its front matter cannot be read, which then stays above its text.
    front: Option<toml::Table>,
    body: String,
}

impl Page {
    fn of(name: &str, text: &str) -> Self {
        let name = name.to_owned();
        let Some(found) = matter::find(text) else {
            return Self { name, front: Some(toml::Table::new()), body: text.to_owned() };
        };
        let front = matter::table(text, &found);
        let start = if front.is_some() { found.end.unwrap_or_default() } else { 0 };
        Self { name, front, body: text[start..].trim_start_matches('\n').to_owned() }
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.front.as_ref()?.get(key)
    }

    fn is_draft(&self) -> bool {
        self.get("draft").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Its other addresses, by the files that stand there: with its `path` and `slug`, where Zola had it.
    fn aliases(&self) -> Vec<String> {
        let file = |alias: &str| {
            let alias = alias.trim_matches('/');
            if alias.ends_with(".html") { alias.to_owned() } else { format!("{alias}/index.html") }
        };
        let word = |key: &str| self.get(key).and_then(Value::as_str).map(str::to_owned);
        let with_slug = || {
            let path = self.name.strip_prefix("content/")?.strip_suffix(".md")?;
            let path = path.strip_suffix("/index").unwrap_or(path);
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some(inside(folder, &word("slug")?))
        };
        let was = word("path").or_else(with_slug);
        let aliases = self.get("aliases").and_then(Value::as_array).into_iter().flatten();
        let aliases = aliases.filter_map(Value::as_str);
        was.as_deref().into_iter().chain(aliases).map(file).collect()
    }

    /// What of it has no place in a book of ours.
    fn left(&self) -> Vec<String> {
        const TAKEN: [&str; 8] =
            ["title", "description", "weight", "aliases", "slug", "path", "draft", "extra"];
        let mut left = Vec::new();
        let mut leave = |what: String| left.push(format!("{}: {what}", self.name));
        match &self.front {
            None => leave("its front matter cannot be read".to_owned()),
            Some(front) => {
                let others = front.keys().filter(|key| !TAKEN.contains(&key.as_str()));
                let others: Vec<String> = others.map(|key| format!("`{key}`")).collect();
                if !others.is_empty() {
                    leave(format!("no counterpart for {}", others.join(", ")));
                }
            }
        }
        if self.body.contains("{{") || self.body.contains("{%") {
            leave("its shortcodes stand in the text".to_owned());
        }
        left
    }

    /// The page with its title as a heading, and those of its own settings that we have.
    fn written(&self) -> String {
        let Some(front) = &self.front else { return self.body.clone() };
        let ours = |key: &str, value: &Value| match key {
            "description" => true,
            "draft" => self.is_draft(),
            "extra" => value.as_table().is_some_and(|extra| !extra.is_empty()),
            _ => false,
        };
        let kept = front.iter().filter(|(key, value)| ours(key, value));
        let mut kept: toml::Table = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        let aliases = self.aliases();
        if self.is_draft() && !aliases.is_empty() {
            kept.insert("aliases".to_owned(), aliases.into());
        }
        let mut out = String::new();
        if !kept.is_empty() {
            let _ = writeln!(out, "+++\n{kept}+++\n");
        }
        if !self.has_heading() {
            let title = self.get("title").and_then(Value::as_str).unwrap_or("Untitled");
            let _ = writeln!(out, "# {title}\n");
        }
        out + &self.body
    }

    /// Whether its text brings a title of its own.
    fn has_heading(&self) -> bool {
        let source = Sources::default().add(self.name.as_str(), self.body.as_str());
        let text = Stitched::whole(source, self.body.as_str());
        let entry = OutlineEntry::of(self.name.clone());
        parse::chapter(entry, text, Syntax::NATIVE).0.h1().is_some()
    }
}

pub(super) fn read(files: &Files) -> Result<Imported> {
    let bytes =
        files.read("config.toml").map_err(|why| anyhow!("cannot read `config.toml`: {why}"))?;
    let config: toml::Table = toml::from_str(&String::from_utf8_lossy(&bytes))?;
    let Copies { files: mut taken, lost } = Copies::below(files, SOURCE, &|_| false);
    let mut left = Vec::new();
    let mut pages = take_pages(&mut taken, &mut left);
    leave_out_below_drafts(&mut pages);
    for (path, page) in &pages {
        taken.insert(format!("{SOURCE}/{path}"), page.written().into_bytes());
    }
    let statics = Copies::below(files, "static", &|_| false);
    for (name, bytes) in statics.files {
        let to = format!("{SOURCE}/{}", name.strip_prefix("static/").unwrap_or(&name));
        match taken.entry(to) {
            Entry::Vacant(place) => {
                place.insert(bytes);
            }
            Entry::Occupied(place) => left.push(instead(&name, place.key())),
        }
    }
    left.extend(lost.into_iter().chain(statics.lost).map(told));
    let mut redirects = BTreeMap::new();
    for (path, page) in &pages {
        left.extend(page.left());
        // A draft has no page that an address could lead to; it keeps its aliases itself.
        if !page.is_draft() {
            let here = page_path(path);
            let was = folder_address(&here).into_iter().chain(page.aliases());
            let was = was.filter(|from| *from != here);
            redirects.extend(was.map(|from| (from, here.clone())));
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
    if let Some(Value::Table(extra)) = config.get("extra") {
        let extra = toml::Table::from_iter([("extra".to_owned(), extra.clone().into())]);
        let _ = write!(settings, "\n{extra}");
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
    Ok(Imported { kind: "content of Zola", settings, files: taken, left })
}

/// Takes the pages out of the files, by the path they get below the source folder. Those that are no text stay files.
fn take_pages(
    files: &mut BTreeMap<String, Vec<u8>>,
    left: &mut Vec<String>,
) -> BTreeMap<String, Page> {
    let mut pages: BTreeMap<String, Page> = BTreeMap::new();
    for (name, bytes) in std::mem::take(files) {
        let path = name.strip_prefix("content/").filter(|path| path.ends_with(".md"));
        let Some(path) = path.map(renamed) else {
            files.insert(name, bytes);
            continue;
        };
        match (String::from_utf8(bytes), pages.get(&path)) {
            (_, Some(other)) => left.push(instead(&name, &other.name)),
            (Ok(text), None) => {
                pages.insert(path, Page::of(&name, &load::strip(text)));
            }
            (Err(error), None) => {
                left.push(format!("{name}: it is not UTF-8"));
                files.insert(name, error.into_bytes());
            }
        }
    }
    pages
}

/// A section's own page is the first one of its folder.
fn renamed(path: &str) -> String {
    let folder = path.strip_suffix("_index.md");
    match folder.filter(|folder| folder.is_empty() || folder.ends_with('/')) {
        Some(folder) => format!("{folder}index.md"),
        None => path.to_owned(),
    }
}

fn instead(name: &str, other: &str) -> String {
    format!("{name}: `{other}` stands in its place")
}

/// Zola leaves out what stands below a section that is a draft; ours leave out single pages.
fn leave_out_below_drafts(pages: &mut BTreeMap<String, Page>) {
    let sections = pages.iter().filter(|(_, page)| page.name.ends_with("/_index.md"));
    let drafts: Vec<String> = sections
        .filter(|(_, page)| page.is_draft())
        .filter_map(|(path, _)| path.strip_suffix("index.md").map(str::to_owned))
        .collect();
    let below = |path: &str| drafts.iter().any(|folder| path.starts_with(folder.as_str()));
    for (_, page) in pages.iter_mut().filter(|(path, _)| below(path)) {
        if let Some(front) = &mut page.front {
            front.insert("draft".to_owned(), true.into());
        }
    }
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
            let weight = pages.get(&of).and_then(|page| page.get("weight")?.as_integer());
            here.push((weight.unwrap_or(i64::MAX), name, is_folder));
        }
    }
    here.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| natural(one.1, other.1)));
    for (_, name, is_folder) in here {
        let path =
            if is_folder { format!("{folder}{name}/index.md") } else { format!("{folder}{name}") };
        let page = pages.get(&path);
        let title = page.and_then(|page| page.get("title")?.as_str()).unwrap_or(name);
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
