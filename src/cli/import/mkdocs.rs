//! A site of MkDocs: title, contents and addresses out of `mkdocs.yml`. Its extensions of Markdown are told by `check`,
//! each at its place.

use super::contents::parts;
use super::edits::{self, Edits};
use super::ids::{self, Scheme};
use super::{Copies, Imported, folder_address, in_markdown, inside, softened, told};
use crate::address::{is_external, page_path};
use crate::cli::new::readable;
use crate::cli::quoted;
use crate::load::Files;
use crate::locale::is_language;
use crate::manifest::outline::{
    EntryKind, Outline, OutlineEntry, Part, from_folder, normal, place,
};
use crate::manifest::{matter, yaml};
use crate::parse::{self, Syntax};
use crate::source::{Sources, Stitched};
use anyhow::{Result, anyhow, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use toml::Value;

/// Keys that go over, or that nothing here needs.
const TAKEN: [&str; 13] = [
    "site_name",
    "site_description",
    "site_author",
    "site_url",
    "repo_url",
    "repo_name",
    "edit_uri",
    "docs_dir",
    "nav",
    "not_in_nav",
    "use_directory_urls",
    "site_dir",
    "strict",
];

/// What an author may do about keys that do not.
const ADVICE: [(&str, &str); 5] = [
    ("extra_css", "name those that suit our pages in `styles` of `[build]`"),
    ("extra_javascript", "name those that suit our pages in `scripts` of `[build]`"),
    ("markdown_extensions", "`guidewright check` finds their marks that are not read here"),
    ("plugins", "what they make of the text is not made here"),
    ("theme", "pages have a look of ours; its language, logo and icon came along"),
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
            let mut nav =
                Nav { docs: &docs, markdown: &markdown, entries: Vec::new(), left: Vec::new() };
            nav.enter(items, 0);
            let at = place("nav:");
            left.extend(nav.left.into_iter().map(|why| format!("{at}: `nav` {why}")));
            let mut outline = Outline { parts: vec![Part::default()], entries: nav.entries };
            let others = beside(&mut outline, &markdown, home);
            left.extend(others.into_iter().map(|name| {
                format!("{prefix}{name}: not in `nav`, so it stands in the last part")
            }));
            outline
        }
        None => from_folder(&markdown),
    };
    outline.entries.retain(|entry| Some(entry.path.as_str()) != home);
    for entry in outline.entries.iter_mut().filter(|entry| entry.title.is_empty()) {
        let text = copies.files.get(&inside(&docs, &entry.path));
        entry.title = text.and_then(|bytes| title(bytes)).unwrap_or_default();
    }
    let settings = settings(&table, &docs, home, &outline, &|path| copies.files.contains_key(path));
    if word(&table, "edit_uri").is_some() && edit_url(&table, &docs).is_none() {
        let at = place("edit_uri:");
        left.push(format!("{at}: `edit_uri` does not name `{docs}`: set `edit-url` in `[build]`"));
    }
    for key in table.keys() {
        let advice = ADVICE.iter().find(|(known, _)| known == key);
        let told = advice.map(|(_, what)| format!("has no counterpart: {what}"));
        let why = if let Some(told) = &told {
            told
        } else if !TAKEN.contains(&key.as_str()) {
            "has no counterpart"
        } else if said.tagged.contains(key) {
            "holds a tag, and only MkDocs knows the value"
        } else {
            continue;
        };
        left.push(format!("{}: `{key}` {why}", place(&format!("{key}:"))));
    }
    // Sites that name a way of their own to make ids often make them as we do.
    let scheme = (!text.contains("slugify")).then_some(Scheme::MkDocs);
    let mut files = copies.files;
    for name in &markdown {
        let find = |below: &str| place_of(below, &docs, &files, &markdown);
        let changed =
            files.get(&inside(&docs, name)).and_then(|bytes| kept(name, bytes, &find, scheme));
        if let Some(text) = changed {
            files.insert(inside(&docs, name), text.into_bytes());
        }
    }
    Ok(Imported { kind: "a site of MkDocs", settings, left, files, lenient: true })
}

/// What stands where MkDocs has an address from the site's root: a file, or a page in a folder of its own.
fn place_of(
    below: &str,
    docs: &str,
    files: &BTreeMap<String, Vec<u8>>,
    markdown: &[String],
) -> Option<String> {
    if files.contains_key(&inside(docs, below)) {
        return Some(below.to_owned());
    }
    let stem = below.trim_end_matches('/');
    [format!("{stem}.md"), format!("{stem}/index.md")]
        .into_iter()
        .find(|page| markdown.contains(page))
}

/// A chapter's text with the ids that MkDocs gives its headings, and with addresses that do not need to stand at the root
/// of a host; nothing for a text that has them.
fn kept(
    name: &str,
    bytes: &[u8],
    find: &dyn Fn(&str) -> Option<String>,
    scheme: Option<Scheme>,
) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let source = Sources::default().add(name, text);
    let entry = OutlineEntry::of(name.to_owned());
    let chapter = parse::chapter(entry, Stitched::whole(source, text), Syntax::NATIVE).0;
    let mut edits = Edits::new();
    if let Some(scheme) = scheme {
        ids::keep(&chapter, text, scheme, &mut edits);
    }
    edits::addresses(&chapter, text, &|to| edits::from_root(to, name, find), &mut edits);
    (!edits.is_empty()).then(|| edits::edited(text, &edits))
}

/// Puts the pages into a last part that `nav` does not name and MkDocs makes all the same.
fn beside(outline: &mut Outline, markdown: &[String], home: Option<&str>) -> Vec<String> {
    let listed: BTreeSet<&str> =
        outline.chapters().map(|entry| entry.path.as_str()).chain(home).collect();
    let others: Vec<String> =
        markdown.iter().filter(|name| !listed.contains(name.as_str())).cloned().collect();
    if !others.is_empty() {
        let part = outline.parts.len();
        outline.parts.push(Part { title: "Other pages".to_owned(), ..Part::default() });
        let entries = from_folder(&others).entries.into_iter();
        outline.entries.extend(entries.map(|entry| OutlineEntry { part, ..entry }));
    }
    others
}

/// Where a chapter's source is changed, with the path from the book's folder; nothing where only MkDocs can tell.
fn edit_url(table: &toml::Table, docs: &str) -> Option<String> {
    let repository = word(table, "repo_url")?;
    let uri = word(table, "edit_uri")?;
    let before = uri.trim_matches('/').strip_suffix(docs)?;
    let whole = if is_external(&uri) {
        before.to_owned()
    } else {
        format!("{}/{}", repository.trim_end_matches('/'), before.trim_start_matches('/'))
    };
    Some(format!("{}/{{path}}", whole.trim_end_matches('/')))
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

fn settings(
    table: &toml::Table,
    docs: &str,
    home: Option<&str>,
    outline: &Outline,
    has: &dyn Fn(&str) -> bool,
) -> String {
    let mut settings = String::from("[book]\n");
    let title = word(table, "site_name").unwrap_or_else(|| "Untitled".to_owned());
    let _ = writeln!(settings, "title = {}", quoted(&title));
    if let Some(value) = word(table, "site_description") {
        let _ = writeln!(settings, "description = {}", quoted(&value));
    }
    if let Some(author) = word(table, "site_author") {
        let _ = writeln!(settings, "authors = [{}]", quoted(&author));
    }
    let theme = table.get("theme").and_then(Value::as_table);
    let of_theme = |key: &str| word(theme?, key);
    let language = of_theme("language").or_else(|| of_theme("locale"));
    if let Some(language) = language.map(|tag| tag.replace('_', "-")).filter(|tag| is_language(tag))
    {
        let _ = writeln!(settings, "language = {}", quoted(&language));
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
    if let Some(url) = edit_url(table, docs) {
        let _ = writeln!(settings, "edit-url = {}", quoted(&url));
    }
    let icons = [("logo", of_theme("logo")), ("favicon", of_theme("favicon"))];
    let icons: Vec<(&str, String)> = icons
        .into_iter()
        .filter_map(|(key, path)| Some((key, inside(docs, &normal(&path?)?))))
        .filter(|(_, path)| has(path))
        .collect();
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
    if !icons.is_empty() {
        settings.push_str("\n[site]\n");
        for (key, path) in icons {
            let _ = writeln!(settings, "{key} = {}", quoted(&path));
        }
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    settings + &parts(outline)
}

/// The contents, as they are read.
struct Nav<'d> {
    /// The folder of the text.
    docs: &'d str,
    /// Its Markdown files, by path from it.
    markdown: &'d [String],
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
                    if self.markdown.contains(&path) {
                        self.add(EntryKind::Chapter, title, &path, depth);
                    } else {
                        self.left.push(format!("names `{path}`, which is not there"));
                    }
                }
                Some(path) if !path.is_empty() && self.below(&path).next().is_some() => {
                    self.folder(title, &path, depth);
                }
                Some(_) if path.is_empty() => self.left.push(format!("has no file for `{title}`")),
                Some(_) => self.left.push(format!("names `{path}`, which is no Markdown file")),
            },
            // A group without a name shows nothing of itself.
            Value::Array(inner) if title.trim().is_empty() => self.enter(inner, depth),
            Value::Array(inner) => {
                self.add(EntryKind::Group, title, "", depth);
                self.enter(inner, depth + 1);
            }
            other => self.left.push(format!("names `{other}`, which is no file")),
        }
    }

    /// The Markdown files below a folder.
    fn below<'p>(&self, folder: &'p str) -> impl Iterator<Item = &'_ String> + use<'_, 'p> {
        self.markdown
            .iter()
            .filter(move |name| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// A whole folder, which plugins of MkDocs take for its pages in the order of their names.
    fn folder(&mut self, title: &str, folder: &str, depth: usize) {
        let named = if title.is_empty() { readable(folder) } else { title.to_owned() };
        let pages: Vec<String> = self.below(folder).cloned().collect();
        self.add(EntryKind::Group, &named, "", depth);
        for entry in from_folder(&pages).entries {
            self.add(EntryKind::Chapter, "", &entry.path, depth + 1);
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
