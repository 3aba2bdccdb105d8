//! The folder of a theme of mdBook's: its icon becomes the site's. What it has in place of other files of mdBook's is told,
//! since pages of ours are made by other templates, styles and scripts.

use super::files::Files;
use crate::finding::Finding;
use crate::manifest::Manifest;
use crate::manifest::mdbook::NO_COUNTERPART;
use crate::source::{SourceId, Span};

/// Where mdBook looks for a theme unless its manifest names a folder.
const FOLDER: &str = "theme";

/// Files that mdBook takes in place of its own.
const REPLACED: [&str; 16] = [
    "index.hbs",
    "head.hbs",
    "header.hbs",
    "redirect.hbs",
    "toc.html.hbs",
    "toc.js.hbs",
    "book.js",
    "highlight.js",
    "highlight.css",
    "ayu-highlight.css",
    "tomorrow-night.css",
    "css/chrome.css",
    "css/general.css",
    "css/print.css",
    "css/variables.css",
    "fonts/fonts.css",
];

/// The icon of a book's theme, in mdBook's order.
pub(super) fn icon(files: &Files, manifest: &Manifest) -> Option<String> {
    let files_of = |name| format!("{}/{name}", folder(manifest));
    ["favicon.svg", "favicon.png"].map(files_of).into_iter().find(|name| files.has(name))
}

/// What a book has in place of mdBook's own files, which nobody needs to name for it.
pub(super) fn replaced(files: &Files, manifest: &Manifest, settings: SourceId) -> Option<Finding> {
    let folder = folder(manifest);
    let names = files.list(folder, "").names;
    let unused: Vec<String> = names
        .iter()
        .filter(|name| REPLACED.contains(&name.as_str()))
        .map(|name| format!("{folder}/{name}"))
        .filter(|name| !manifest.styles.contains(name) && !manifest.scripts.contains(name))
        .map(|name| format!("`{name}`"))
        .collect();
    let (last, others) = unused.split_last()?;
    let all = if others.is_empty() {
        format!("{last} has")
    } else {
        format!("{} and {last} have", others.join(", "))
    };
    let help = "pages are made by files of ours, which files of the same name in `templates` and `static` replace; a style sheet of the book's own is named in `additional-css`";
    let finding = NO_COUNTERPART.broken(Span::new(settings, 0..0), format!("{all} no counterpart"));
    Some(finding.help(help.to_owned()))
}

fn folder(manifest: &Manifest) -> &str {
    manifest.theme.as_deref().unwrap_or(FOLDER)
}
