//! A book of mdBook's: its settings said in our words, its contents with their titles, its text as it is.

use super::contents::parts;
use super::{Copies, Imported, inside, told};
use crate::cli::quoted;
use crate::load::{self, Files};
use crate::manifest::mdbook::NO_COUNTERPART;
use crate::manifest::outline::leaves;
use crate::manifest::{Colours, Dialect, Direction, Manifest};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Folders at a book's root that programs make and can make again.
const MADE: [&str; 2] = ["node_modules", "target"];

pub(super) fn read(dir: &Path, files: &Files) -> Result<Imported> {
    let loaded = load::folder(dir)?;
    let project = loaded.value;
    let manifest = &project.manifest;
    if manifest.dialect != Dialect::MdBook {
        bail!("`{}` is a book of ours already", dir.display());
    }
    let mut settings = settings(manifest);
    settings.push_str(&programs(&project.sources.get(project.manifest_source).text));
    settings.push_str(&parts(&project.outline));
    let dest = format!("{}/", manifest.dest);
    let inside = |name: &str| inside(&manifest.source, name);
    let chapters: BTreeSet<String> =
        project.outline.chapters().map(|entry| inside(&entry.path)).collect();
    let made = |name: &str| name.split_once('/').is_some_and(|(first, _)| MADE.contains(&first));
    let leave = |name: &str| {
        name == "book.toml"
            || name == inside("SUMMARY.md")
            || name.starts_with(&dest)
            || made(name) && !chapters.contains(name)
    };
    let mut copies = Copies::below(files, "", &leave);
    for entry in project.outline.chapters() {
        let name = inside(&entry.path);
        if !copies.files.contains_key(&name) && !copies.has_lost(&name) {
            // Hidden files are in no list, and one that the contents name is a chapter all the same.
            let missing = |_| format!("# {}\n", entry.title).into_bytes();
            let bytes = files.read(&name).unwrap_or_else(missing);
            copies.files.insert(name, bytes);
        }
    }
    let notes = loaded.findings.iter().filter(|finding| finding.rule == &NO_COUNTERPART);
    let mut left: Vec<String> = notes
        .map(|finding| {
            let line = finding.span.map_or(0, |span| project.sources.place(span).line);
            let help = finding.help.as_deref().unwrap_or_default();
            format!("book.toml:{line}: {}: {help}", finding.message)
        })
        .collect();
    if !manifest.includes {
        left.push("`{{#include}}` and its like, which are put in place here: write a backslash before those that are text".to_owned());
    }
    left.extend(copies.lost.into_iter().map(told));
    for folder in MADE.into_iter().filter(|folder| !files.list(folder, "").names.is_empty()) {
        left.push(format!("{folder}/: programs make such a folder again; its chapters came along"));
    }
    if manifest.styles.iter().chain(&manifest.scripts).any(|path| leaves(path)) {
        left.push("styles and scripts outside of the book's folder".to_owned());
    }
    Ok(Imported { kind: "an mdBook book", settings, files: copies.files, left, lenient: false })
}

fn settings(manifest: &Manifest) -> String {
    let mut out = String::from("[book]\n");
    let mut put = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {value}");
    };
    put("title", &quoted(&manifest.title));
    if !manifest.description.is_empty() {
        put("description", &quoted(&manifest.description));
    }
    put("authors", &listed(&manifest.authors));
    put("language", &quoted(&manifest.language));
    if manifest.direction == Direction::Rtl {
        put("direction", "\"rtl\"");
    }
    put("source", &quoted(&manifest.source));
    if let Some(home) = &manifest.home {
        put("home", &quoted(home));
    }
    put("\n[markdown]\ndialect", "\"mdbook\"");
    put("formulas", &manifest.formulas.to_string());
    put("mathjax", &manifest.mathjax.to_string());
    for (key, read) in
        [("definition-lists", manifest.reads_definitions), ("callouts", manifest.reads_callouts)]
    {
        if !read {
            put(key, "false");
        }
    }
    put("smart-punctuation", &manifest.smart_punctuation.to_string());
    if let Some(file) = &manifest.macro_file {
        put("macro-file", &quoted(file));
    }
    if !manifest.hidden_lines.is_empty() {
        put("hidden-lines", &table(manifest.hidden_lines.iter()));
    }
    put("\n[build]\ndest", &quoted(&manifest.dest));
    put("trusted-html", "true");
    match &manifest.site_url {
        Some(url) => put("site-url", &quoted(url)),
        None if manifest.site_path != "/" => put("site-path", &quoted(&manifest.site_path)),
        None => {}
    }
    let texts = [
        ("cname", &manifest.cname),
        ("not-found", &manifest.not_found),
        ("repository", &manifest.repository),
        ("edit-url", &manifest.edit_url),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            put(key, &quoted(value));
        }
    }
    for (key, paths) in [("styles", &manifest.styles), ("scripts", &manifest.scripts)] {
        if !paths.is_empty() {
            put(key, &listed(paths));
        }
    }
    match manifest.colours {
        Colours::Auto => {}
        Colours::Light => put("colours", "\"light\""),
        Colours::Dark => put("colours", "\"dark\""),
    }
    if !manifest.print {
        put("print", "false");
    }
    if !manifest.page_breaks {
        put("page-breaks", "false");
    }
    if let Some(levels) = manifest.contents_levels {
        put("contents-levels", &levels.to_string());
    }
    if !manifest.search {
        put("\n[search]\nenabled", "false");
    }
    if !manifest.searched.is_empty() {
        out.push_str("\n[search.chapters]\n");
        for (path, found) in &manifest.searched {
            let _ = writeln!(out, "{} = {found}", quoted(path));
        }
    }
    if !manifest.redirects.is_empty() {
        out.push_str("\n[build.redirects]\n");
        for (from, to) in &manifest.redirects {
            let _ = writeln!(out, "{} = {}", quoted(from), quoted(to));
        }
    }
    out
}

fn listed(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

fn table<'t>(entries: impl Iterator<Item = (&'t String, &'t String)>) -> String {
    let entries = entries.map(|(key, value)| format!("{} = {}", quoted(key), quoted(value)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

/// The programs, as they are written.
fn programs(manifest: &str) -> String {
    let written: toml::Table = toml::from_str(manifest).unwrap_or_default();
    let only: toml::Table = written.into_iter().filter(|(key, _)| key == "preprocessor").collect();
    if only.is_empty() {
        return String::new();
    }
    format!("\n{}", toml::to_string(&only).unwrap_or_default())
}
