//! mdBook's `book.toml`, in our terms.
//!
//! Takes the text of a manifest that mdBook wrote or reads and gives the same [`Manifest`] that our own words give. What
//! mdBook knows and we have no counterpart for is told once, as a note with what to do (`settings.rs`); nothing is refused
//! for being unknown, and a value of the wrong kind counts as absent.

mod settings;

use super::keys::BAD_TOML;
use super::resolve::path_of;
use super::{Colours, Dialect, Direction, Manifest, Program, native, programs};
use crate::address;
use crate::finding::{Finding, Rule};
use crate::locale::is_language;
use crate::manifest::outline::{climbing, normal};
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

pub const NO_COUNTERPART: Rule =
    Rule::note("no-counterpart", "what the settings of an mdBook book ask for is done here too");

/// Tables and keys that only our own manifests have.
const OURS: [&str; 9] =
    ["part", "markdown", "site", "callout", "extra", "search", "check", "study", "serve"];
const OURS_IN_BOOK: [&str; 4] = ["source", "home", "id", "was"];
const OURS_IN_BUILD: [&str; 5] =
    ["dest", "smart-punctuation", "trusted-html", "offline", "redirects"];

/// Whether a manifest is in mdBook's words. Where they say nothing either way, the folder does: `summary` says that it
/// holds a `src/SUMMARY.md`.
pub(super) fn speaks(text: &str, summary: bool) -> bool {
    let Ok(table) = DeTable::parse(text) else { return false };
    let has = |path: &[&str]| value(table.get_ref(), path).is_some();
    let ours = OURS.iter().any(|key| has(&[key]))
        || OURS_IN_BOOK.iter().any(|key| has(&["book", key]))
        || OURS_IN_BUILD.iter().any(|key| has(&["build", key]));
    let theirs = ["output", "rust"].iter().any(|key| has(&[key]))
        || ["src", "text-direction", "multilingual"].iter().any(|key| has(&["book", key]))
        || ["build-dir", "create-missing", "use-default-preprocessors", "extra-watch-dirs"]
            .iter()
            .any(|key| has(&["build", key]));
    !ours && (theirs || summary)
}

/// Whether a manifest that parses says something at a path of keys.
pub(super) fn has(text: &str, path: &[&str]) -> bool {
    DeTable::parse(text).is_ok_and(|table| value(table.get_ref(), path).is_some())
}

/// Reads a manifest in mdBook's words.
pub(super) fn read(source: SourceId, text: &str) -> (Manifest, Vec<Finding>) {
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let at = error.span().unwrap_or_default();
            let finding = BAD_TOML.broken(Span::new(source, at), error.message().to_owned());
            let empty = DeTable::default();
            return (manifest(source, &Keys { table: &empty }, Vec::new()), vec![finding]);
        }
    };
    let programs = programs::read(source, &table);
    let manifest = manifest(source, &Keys { table: &table }, programs);
    (manifest, settings::told(source, &table))
}

fn manifest(source: SourceId, keys: &Keys<'_>, programs: Vec<Program>) -> Manifest {
    let html = |key: &'static str| ["output", "html", key];
    let language = keys.text(&["book", "language"]).filter(|tag| is_language(tag));
    let language = language.unwrap_or_else(|| "en".to_owned());
    let direction = match keys.text(&["book", "text-direction"]).as_deref() {
        Some("rtl") => Direction::Rtl,
        Some("ltr") => Direction::Ltr,
        _ => Direction::of(&language),
    };
    let site = keys.text(&html("site-url")).unwrap_or_default();
    let on_a_host = site.starts_with("https://") || site.starts_with("http://");
    let ended = if site.ends_with('/') { site } else { site + "/" };
    let site_path = format!("/{}", path_of(&ended).trim_start_matches('/'));
    let folder = |key: &[&str], fallback: &str| {
        keys.text(key).and_then(|path| normal(&path)).unwrap_or_else(|| fallback.to_owned())
    };
    let files = |key: &'static str| {
        keys.texts(&html(key)).iter().filter_map(|path| normal(path)).collect::<Vec<_>>()
    };
    // The first books had no table `[book]`.
    let old = |key| keys.text(&["book", key]).or_else(|| keys.text(&[key]));
    let katex = programs.iter().any(|program| program.name == "katex");
    let search = keys.flag(&["output", "html", "search", "enable"]).unwrap_or(true);
    let (ours, _, _) = native(source, "");
    Manifest {
        dialect: Dialect::MdBook,
        title: old("title").unwrap_or_default(),
        description: old("description").unwrap_or_default(),
        authors: authors(keys),
        direction,
        language,
        source: folder(&["book", "src"], "src"),
        dest: folder(&["build", "build-dir"], "book"),
        redirects: redirects(keys.map(&html("redirect"))),
        site_url: on_a_host.then(|| address::written(&ended)),
        site_path,
        cname: keys.text(&html("cname")),
        // An empty one means that the book has none.
        not_found: keys
            .text(&html("input-404"))
            .and_then(|path| normal(&path))
            .filter(|path| !path.is_empty()),
        theme: keys.text(&html("theme")).and_then(|path| normal(&path)),
        other_outputs: other_outputs(keys),
        styles: files("additional-css"),
        scripts: files("additional-js"),
        repository: keys.text(&html("git-repository-url")),
        edit_url: keys.text(&html("edit-url-template")),
        colours: colours(keys),
        print: keys.flag(&["output", "html", "print", "enable"]).unwrap_or(true),
        page_breaks: keys.flag(&["output", "html", "print", "page-break"]).unwrap_or(true),
        contents_levels: folds(keys),
        numbered: !keys.flag(&html("no-section-label")).unwrap_or(false),
        create_missing: keys.flag(&["build", "create-missing"]).unwrap_or(true),
        // By its own name it runs whatever becomes of the others.
        includes: keys.flag(&["build", "use-default-preprocessors"]).unwrap_or(true)
            || programs.iter().any(|program| program.name == "links"),
        smart_punctuation: keys
            .flag(&html("smart-punctuation"))
            .or_else(|| keys.flag(&html("curly-quotes")))
            .unwrap_or(true),
        formulas: katex,
        any_formula: katex,
        macro_file: keys.text(&["preprocessor", "katex", "macros"]).and_then(|path| normal(&path)),
        reads_definitions: keys.flag(&html("definition-lists")).unwrap_or(true),
        reads_callouts: keys.flag(&html("admonitions")).unwrap_or(true),
        mathjax: keys.flag(&html("mathjax-support")).unwrap_or(false),
        hidden_lines: keys.map(&["output", "html", "code", "hidelines"]),
        // mdBook passes on whatever an author writes; the pages' policy decides what they may load.
        trusted_html: true,
        search,
        searched: if search { searched(keys) } else { BTreeMap::new() },
        programs,
        ..ours
    }
}

/// As a list, or as the one name that old books give.
fn authors(keys: &Keys<'_>) -> Vec<String> {
    let lists = [["book", "authors"].as_slice(), &["authors"]];
    let named = [["book", "author"].as_slice(), &["author"]];
    let listed = lists.into_iter().map(|path| keys.texts(path)).find(|names| !names.is_empty());
    listed
        .unwrap_or_else(|| named.into_iter().find_map(|path| keys.text(path)).into_iter().collect())
}

/// How many levels of the contents show where an author lets the deeper ones fold; 0 closes all that can be.
fn folds(keys: &Keys<'_>) -> Option<usize> {
    let fold = ["output", "html", "fold"];
    let level = value(keys.table, &[fold[0], fold[1], fold[2], "level"]);
    let level = level.and_then(DeValue::as_integer).and_then(|level| level.as_str().parse().ok());
    let enabled = keys.flag(&[fold[0], fold[1], fold[2], "enable"]) == Some(true);
    enabled.then(|| level.unwrap_or(0_usize).saturating_add(1))
}

/// Whether there are outputs that make something: those that look at links do not.
fn other_outputs(keys: &Keys<'_>) -> bool {
    let outputs = value(keys.table, &["output"]).and_then(DeValue::as_table);
    let mut names = outputs.into_iter().flatten().map(|(name, _)| name.get_ref().as_ref());
    names.any(|name| name != "html" && !name.contains("linkcheck"))
}

/// mdBook has one theme for systems in light colours and one for those in dark ones.
fn colours(keys: &Keys<'_>) -> Colours {
    let theme = |key| keys.text(&["output", "html", key]).map(|name| name.to_lowercase());
    let dark = |name: &str| ["coal", "navy", "ayu"].contains(&name);
    let default = theme("default-theme").filter(|name| name != "auto");
    let by_day = default.as_deref().is_some_and(dark);
    let at_night = theme("preferred-dark-theme").as_deref().is_none_or(dark);
    match (by_day, at_night) {
        (true, true) => Colours::Dark,
        (false, false) => Colours::Light,
        _ => Colours::Auto,
    }
}

/// Chapters and folders that the search finds or leaves out.
fn searched(keys: &Keys<'_>) -> BTreeMap<String, bool> {
    let chapters = value(keys.table, &["output", "html", "search", "chapter"]);
    let chapters = chapters.and_then(DeValue::as_table).into_iter().flatten();
    let enabled = |settings: &DeValue<'_>| value(settings.as_table()?, &["enable"])?.as_bool();
    chapters
        .filter_map(|(path, settings)| {
            Some((path.get_ref().to_string(), enabled(settings.get_ref())?))
        })
        .collect()
}

/// Old addresses to new ones, both from the site's root: mdBook takes the new one from the old page's folder, or from
/// the root of the host.
pub(super) fn redirects(written: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let one = |(from, to): (String, String)| {
        let from = from.trim_start_matches("./").trim_start_matches('/').to_owned();
        let to = target(&from, &to);
        (from, to)
    };
    written.into_iter().map(one).collect()
}

fn target(from: &str, to: &str) -> String {
    if address::is_external(to) {
        return to.to_owned();
    }
    let (path, anchor) = to.split_at(to.find(['#', '?']).unwrap_or(to.len()));
    if path.is_empty() {
        let page = from.split('#').next().unwrap_or_default();
        return format!("{page}{anchor}");
    }
    if path.starts_with('/') {
        return to.to_owned();
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = format!("{folder}/{path}");
    let to = climbing(whole.trim_start_matches('/')).unwrap_or_else(|| path.to_owned());
    let index = match to.as_str() {
        "" => "index.html",
        _ if path.ends_with('/') => "/index.html",
        _ => "",
    };
    format!("{to}{index}{anchor}")
}

/// The values of a manifest by their paths.
struct Keys<'t> {
    table: &'t DeTable<'t>,
}

impl Keys<'_> {
    fn text(&self, path: &[&str]) -> Option<String> {
        Some(value(self.table, path)?.as_str()?.to_owned())
    }

    fn texts(&self, path: &[&str]) -> Vec<String> {
        let list = value(self.table, path).and_then(DeValue::as_array);
        let texts = list.into_iter().flat_map(|list| list.iter());
        texts.filter_map(|item| Some(item.get_ref().as_str()?.to_owned())).collect()
    }

    fn flag(&self, path: &[&str]) -> Option<bool> {
        value(self.table, path)?.as_bool()
    }

    fn map(&self, path: &[&str]) -> BTreeMap<String, String> {
        let table = value(self.table, path).and_then(DeValue::as_table);
        let entries = table.into_iter().flatten();
        entries
            .filter_map(|(key, value)| {
                Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))
            })
            .collect()
    }
}

fn value<'t>(table: &'t DeTable<'t>, path: &[&str]) -> Option<&'t DeValue<'t>> {
    let (first, rest) = path.split_first()?;
    let found = table.get(*first)?.get_ref();
    if rest.is_empty() { Some(found) } else { value(found.as_table()?, rest) }
}
