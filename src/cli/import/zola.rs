//! Content of Zola: sections and pages in the order of their weights. Front matter becomes ours, as far as we have its
//! keys; shortcodes and templates stay behind.

mod page;

use super::contents::parts;
use super::edits;
use super::ids::Scheme;
use super::{Copies, Imported, in_markdown, softened, told};
use crate::address::{legible, page_path, relative};
use crate::cli::new::readable;
use crate::cli::quoted;
use crate::load::{self, Files};
use crate::manifest::outline::{EntryKind, Outline, OutlineEntry, Part, natural};
use anyhow::{Result, anyhow};
use page::Page;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use toml::Value;

const SOURCE: &str = "content";

/// Its settings under either of the names that Zola takes, the newer one first.
pub(super) fn settings_of(files: &Files) -> Option<&'static str> {
    ["zola.toml", "config.toml"].into_iter().find(|name| files.has(name))
}

pub(super) fn read(files: &Files) -> Result<Imported> {
    let name = settings_of(files).unwrap_or("config.toml");
    let bytes = files.read(name).map_err(|why| anyhow!("cannot read `{name}`: {why}"))?;
    let config: toml::Table = toml::from_str(&String::from_utf8_lossy(&bytes))?;
    let Copies { files: mut taken, lost } = Copies::below(files, SOURCE, &|_| false);
    let mut left = Vec::new();
    let languages = languages(&config);
    let mut pages = take_pages(&mut taken, &languages, &mut left);
    leave_out_below_drafts(&mut pages);
    let moved = pages
        .iter()
        .filter_map(|(path, page)| Some((page.name.strip_prefix("content/")?, page.shared(path))));
    let moved: BTreeMap<&str, &str> = moved.collect();
    let spelled = config.get("slugify").and_then(|it| it.get("anchors")).and_then(Value::as_str);
    let scheme = spelled.is_none_or(|how| how == "on").then_some(Scheme::Zola);
    let statics = Copies::below(files, "static", &|_| false);
    let old: BTreeMap<String, &str> = pages
        .iter()
        .flat_map(|(path, page)| page.aliases(path).into_iter().map(|from| (from, path.as_str())))
        .collect();
    // Addresses from the site's root name pages where Zola has them, and files.
    let find = |below: &str| {
        let is_file = [SOURCE, "static"].into_iter().any(|folder| {
            let name = format!("{folder}/{below}");
            statics.files.contains_key(&name) || taken.contains_key(&name)
        });
        let page = format!("{}/index.html", below.trim_end_matches('/'));
        let page = old.get(page.trim_start_matches('/')).map(|path| (*path).to_owned());
        if is_file { Some(below.to_owned()) } else { page }
    };
    let lead = |to: &str, path: &str| {
        let Some(page) = to.strip_prefix("@/") else { return edits::from_root(to, path, &find) };
        let (page, rest) = page.split_at(page.find('#').unwrap_or(page.len()));
        Some(legible(&relative(path, moved.get(page)?)) + rest)
    };
    let written: Vec<(String, String)> = pages
        .iter()
        .map(|(path, page)| (format!("{SOURCE}/{path}"), page.written(path, &lead, scheme)))
        .collect();
    taken.extend(written.into_iter().map(|(name, text)| (name, text.into_bytes())));
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
    left.extend(pages.values().flat_map(Page::left));
    const TAKEN: [&str; 6] =
        ["title", "description", "default_language", "base_url", "extra", "languages"];
    let keys = config.keys().filter(|key| !TAKEN.contains(&key.as_str()));
    left.extend(keys.map(|key| format!("{name}: `{key}` has no counterpart")));
    left.extend(hidden_by_their_page(&pages));
    for (folder, why) in [
        ("templates", "pages are made by templates of ours"),
        ("sass", "write plain CSS"),
        ("themes", "pages have a look of ours"),
    ] {
        if !files.list(folder, "").names.is_empty() {
            left.push(format!("{folder}: {why}"));
        }
    }
    let settings = settings(&config, &languages, &pages);
    Ok(Imported { kind: "content of Zola", settings, files: taken, left, lenient: true })
}

/// The languages besides the site's own.
fn languages(config: &toml::Table) -> BTreeMap<&str, &Value> {
    let languages = config.get("languages").and_then(Value::as_table).into_iter().flatten();
    let own = config.get("default_language").and_then(Value::as_str).unwrap_or("en");
    languages.map(|(tag, said)| (tag.as_str(), said)).filter(|(tag, _)| *tag != own).collect()
}

fn settings(
    config: &toml::Table,
    languages: &BTreeMap<&str, &Value>,
    pages: &BTreeMap<String, Page>,
) -> String {
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
    for (tag, said) in languages {
        let _ = writeln!(settings, "\n[languages.{}]", quoted(tag));
        for key in ["title", "description"] {
            if let Some(value) = said.get(key).and_then(Value::as_str) {
                let _ = writeln!(settings, "{key} = {}", quoted(value));
            }
        }
    }
    settings.push_str("\n[build.redirects]\n");
    for (from, to) in redirects(pages) {
        let _ = writeln!(settings, "{} = {}", quoted(&from), quoted(&to));
    }
    let unfound = pages
        .iter()
        .filter(|(_, page)| page.language.is_none())
        .filter(|(_, page)| page.get("in_search_index").and_then(Value::as_bool) == Some(false));
    let unfound: Vec<&String> = unfound.map(|(path, _)| path).collect();
    if !unfound.is_empty() {
        settings.push_str("\n[search.chapters]\n");
        for path in unfound {
            let _ = writeln!(settings, "{} = false", quoted(path));
        }
    }
    let _ = write!(settings, "\n[check.rules]\n{}", softened());
    let own = pages.iter().filter(|(_, page)| page.language.is_none());
    let own: BTreeMap<&str, &Page> = own.map(|(path, page)| (path.as_str(), page)).collect();
    let mut outline = Outline { parts: vec![Part::default()], entries: Vec::new() };
    enter("", 0, &own, &mut outline.entries);
    settings + &parts(&outline)
}

/// From where pages were to where they are. A draft has no page that an address could lead to; it keeps its aliases
/// itself.
fn redirects(pages: &BTreeMap<String, Page>) -> BTreeMap<String, String> {
    let mut redirects = BTreeMap::new();
    for (path, page) in pages.iter().filter(|(_, page)| !page.is_draft()) {
        let aliases = page.aliases(path).into_iter().filter(|from| !is_hidden(from, path));
        redirects.extend(aliases.map(|from| (from, page_path(path))));
    }
    redirects
}

/// Whether an address differs from a page's own in small and capital letters alone, which are the same on some systems.
fn is_hidden(from: &str, path: &str) -> bool {
    from.eq_ignore_ascii_case(&page_path(path))
}

/// Addresses that no redirect can stand at.
fn hidden_by_their_page(pages: &BTreeMap<String, Page>) -> Vec<String> {
    let hidden = pages.iter().flat_map(|(path, page)| {
        let aliases = page.aliases(path).into_iter().filter(|from| is_hidden(from, path));
        aliases.map(|from| {
            let now = page_path(path);
            format!(
                "{}: its address is `{now}`, no longer `{from}`: name the file in small letters",
                page.name
            )
        })
    });
    hidden.collect()
}

/// Takes the pages out of the files, by the path they get below the source folder. Those that are no text stay files.
fn take_pages(
    files: &mut BTreeMap<String, Vec<u8>>,
    languages: &BTreeMap<&str, &Value>,
    left: &mut Vec<String>,
) -> BTreeMap<String, Page> {
    let mut pages: BTreeMap<String, Page> = BTreeMap::new();
    for (name, bytes) in std::mem::take(files) {
        let path = name.strip_prefix("content/").filter(|path| path.ends_with(".md"));
        let Some((path, language)) = path.map(|path| renamed(path, languages)) else {
            files.insert(name, bytes);
            continue;
        };
        let page = |bytes| {
            String::from_utf8(bytes).map(|text| Page::of(&name, language, &load::strip(&text)))
        };
        match (page(bytes), pages.get(&path)) {
            // Of a section without a page of its own, the page beside it stands there.
            (Ok(page), Some(other)) if other.is_unseen() && !page.is_unseen() => {
                left.push(instead(&other.name, &name));
                pages.insert(path, page);
            }
            (_, Some(other)) => left.push(instead(&name, &other.name)),
            (Ok(page), None) => {
                pages.insert(path, page);
            }
            (Err(error), None) => {
                left.push(format!("{name}: it is not UTF-8"));
                files.insert(name, error.into_bytes());
            }
        }
    }
    pages
}

/// A section's own page is the first one of its folder, and `tides.de.md` the page `tides.md` in the folder of that
/// language.
fn renamed<'p>(path: &'p str, languages: &BTreeMap<&str, &Value>) -> (String, Option<&'p str>) {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let told = stem.rsplit_once('.').filter(|(_, tag)| languages.contains_key(tag));
    let (stem, language) = told.map_or((stem, None), |(stem, tag)| (stem, Some(tag)));
    let folder = stem.strip_suffix("_index");
    let path = match folder.filter(|folder| folder.is_empty() || folder.ends_with('/')) {
        Some(folder) => format!("{folder}index.md"),
        // A page like any other there, and the first one of its folder here.
        None if stem.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("readme")) => {
            format!("{stem}-page.md")
        }
        None => format!("{stem}.md"),
    };
    (language.map_or_else(|| path.clone(), |tag| format!("{tag}/{path}")), language)
}

fn instead(name: &str, other: &str) -> String {
    format!("{name}: `{other}` stands in its place")
}

/// Zola leaves out what stands below a section that is a draft; ours leave out single pages.
fn leave_out_below_drafts(pages: &mut BTreeMap<String, Page>) {
    let sections = pages.iter().filter(|(_, page)| page.name.contains("/_index."));
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
    pages: &BTreeMap<&str, &Page>,
    entries: &mut Vec<OutlineEntry>,
) {
    let mut here: Vec<(i64, &str, bool)> = Vec::new();
    for path in pages.keys() {
        let Some(rest) = path.strip_prefix(folder) else { continue };
        let (name, is_folder) =
            rest.split_once('/').map_or((rest, false), |(name, _)| (name, true));
        if name != "index.md" && !here.iter().any(|(_, known, _)| *known == name) {
            let of =
                if is_folder { format!("{folder}{name}/index.md") } else { (*path).to_owned() };
            let weight = pages.get(of.as_str()).and_then(|page| page.get("weight")?.as_integer());
            here.push((weight.unwrap_or(i64::MAX), name, is_folder));
        }
    }
    here.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| natural(one.1, other.1)));
    for (_, name, is_folder) in here {
        let path =
            if is_folder { format!("{folder}{name}/index.md") } else { format!("{folder}{name}") };
        let page = pages.get(path.as_str());
        let title = page.map_or_else(|| in_markdown(&readable(name)), |page| page.title());
        let kind = if page.is_some() { EntryKind::Chapter } else { EntryKind::Group };
        let path = if page.is_some() { path } else { String::new() };
        entries.push(OutlineEntry { kind, path, title, depth, ..OutlineEntry::default() });
        if is_folder {
            enter(&format!("{folder}{name}/"), depth + 1, pages, entries);
        }
    }
}
