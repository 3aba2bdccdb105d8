//! What we ship: templates, styles and scripts, with the book's overrides.
//!
//! All of it is embedded in the program, so the program works alone. A file of the same name in the book's `templates/`
//! or `static/` folder replaces ours. Styles and scripts lose what only people need (`assets/minify.rs`), and are joined
//! into one sheet and a few bundles, in a written order; each gets its content's hash into its name. Knows nothing of
//! chapters.

mod minify;

pub use minify::style;

use crate::finding::{Finding, Rule};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tera::Tera;

pub const BAD_TEMPLATE: Rule =
    Rule::error("bad-template", "a book's own templates are Tera that parses");
pub const BAD_SCRIPT: Rule =
    Rule::error("bad-script", "a book's own scripts are scripts that parse");

macro_rules! embedded {
    ($($folder:literal: $($name:literal),+ $(,)?;)+) => {
        /// Every embedded file by its path from the book's folder.
        const EMBEDDED: &[(&str, &str)] = &[$($((
            concat!($folder, "/", $name),
            include_str!(concat!("../", $folder, "/", $name)),
        )),+,)+ ("static/css/diagram.css", guidewright_diagram::STYLE)];
    };
}

embedded! {
    "templates": "page.html", "nav.html", "chapter.html", "home.html", "contents.html", "objectives.html",
        "services.html", "glossary.html", "search.html", "question.html", "case.html", "cards.html",
        "print.html", "404.html", "redirect.html", "hub.html", "card.html", "study.html", "practice.html",
        "exam.html", "result.html", "deck.html", "plan.html", "progress.html", "data.html";
    "static": "icon.svg";
    "static/css": "layers.css", "tokens.css", "reset.css", "prose.css", "layout.css", "chrome.css", "lists.css", "code.css",
        "search.css", "study.css", "tools.css", "exam.css", "print.css";
    "static/js": "theme.js", "core.js", "shelf.js", "hub.js", "look.js", "nav.js", "toc.js", "code.js", "hint.js", "zoom.js", "filter.js",
        "reading.js", "lost.js", "home.js", "offline.js", "worker.js", "unworker.js";
    "static/js": "search.js", "searchbox.js", "random.js", "grade.js", "schedule.js", "log.js", "fold.js", "store.js",
        "trouble.js", "question.js";
    "static/js": "fill.js", "bank.js", "share.js", "mastery.js", "today.js", "form.js", "score.js", "run.js", "plan.js", "backup.js",
        "set.js", "download.js", "view.js", "practice.js", "sitting.js", "exam.js", "chart.js", "result.js", "deck.js",
        "progress.js", "planner.js", "data.js", "study.js";
}

/// Files of `static/css` in the order they are joined.
const STYLES: [&str; 12] = [
    "layers.css",
    "tokens.css",
    "reset.css",
    "prose.css",
    "layout.css",
    "chrome.css",
    "lists.css",
    "code.css",
    "diagram.css",
    "search.css",
    "study.css",
    "print.css",
];

/// Files of a sheet of its own, which only the study page loads.
const STUDY_STYLES: [&str; 2] = ["tools.css", "exam.css"];

/// Names of the bundles.
pub const BUNDLE_NAMES: [&str; 5] = ["theme", "guide", "question", "study", "hub"];

/// Bundles of `static/js`: name, files in the order they are joined. A file stands after those it needs at once; beyond
/// that the order is the one that compresses best, since a compressor sees no further back than 32 KB.
const BUNDLES: [(&str, &[&str]); 5] = [
    // Loaded first and at once, so that the page never flashes in the wrong colours.
    ("theme", &["theme.js"]),
    (
        "guide",
        &[
            "core.js",
            "shelf.js",
            "offline.js",
            "hint.js",
            "toc.js",
            "look.js",
            "zoom.js",
            "code.js",
            "search.js",
            "lost.js",
            "searchbox.js",
            "filter.js",
            "reading.js",
            "home.js",
            "nav.js",
        ],
    ),
    // On every page that shows a question or a card.
    (
        "question",
        &[
            "random.js",
            "schedule.js",
            "grade.js",
            "log.js",
            "fold.js",
            "store.js",
            "trouble.js",
            "question.js",
        ],
    ),
    // On the study page, and on the home page once there is progress.
    (
        "study",
        &[
            "form.js",
            "set.js",
            "mastery.js",
            "share.js",
            "score.js",
            "plan.js",
            "chart.js",
            "today.js",
            "fill.js",
            "view.js",
            "progress.js",
            "exam.js",
            "run.js",
            "backup.js",
            "bank.js",
            "result.js",
            "download.js",
            "planner.js",
            "practice.js",
            "study.js",
            "deck.js",
            "data.js",
            "sitting.js",
        ],
    ),
    // In the hidden frame that keeps progress for pages of a folder.
    ("hub", &["hub.js"]),
];

/// Templates, styles and scripts of one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    texts: BTreeMap<&'static str, String>,
    findings: Vec<Finding>,
}

/// Ours, made small once.
static OURS: LazyLock<BTreeMap<&'static str, String>> = LazyLock::new(|| {
    let small = |(name, text): &(&'static str, &str)| {
        (*name, small(name, text).expect("our own scripts parse"))
    };
    EMBEDDED.iter().map(small).collect()
});

/// Names of files that a book may replace.
pub fn overrides() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}

impl Assets {
    /// Ours, replaced by what the book brings.
    pub fn new(overrides: impl Iterator<Item = (&'static str, Vec<u8>)>) -> Self {
        let mut assets = Self { texts: OURS.clone(), findings: Vec::new() };
        for (name, bytes) in overrides {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let text = small(name, &text).unwrap_or_else(|finding| {
                assets.findings.push(finding);
                text + "\n"
            });
            assets.texts.insert(name, text);
        }
        assets
    }

    /// What is wrong with the book's own scripts.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// The style sheet, one file; `more` is what the book itself brings, such as the hues of its domains.
    pub fn styles(&self, more: &str) -> Asset {
        let text = STYLES
            .iter()
            .map(|name| self.text(&format!("static/css/{name}")))
            .chain([minify::style(more).as_str()])
            .collect::<String>();
        Asset::new("guide", "css", text.into_bytes())
    }

    /// The second style sheet of the study page.
    pub fn study_styles(&self) -> Asset {
        Asset::new("study", "css", self.sheet(&STUDY_STYLES).into_bytes())
    }

    /// Some files of the style sheet, for what is shown outside the site.
    pub fn sheet(&self, names: &[&str]) -> String {
        names.iter().map(|name| self.text(&format!("static/css/{name}"))).collect()
    }

    /// A bundle of scripts.
    pub fn script(&self, bundle: &str) -> Asset {
        let files = BUNDLES
            .iter()
            .find(|(name, _)| *name == bundle)
            .map_or(&[] as &[&str], |(_, files)| files);
        // At the top of a bundle it holds for all of it; further down it means nothing.
        let once = |(at, text)| match at {
            0 => text,
            _ => str::strip_prefix(text, "'use strict';").unwrap_or(text),
        };
        let texts = files.iter().map(|name| self.text(&format!("static/js/{name}")));
        let text: String = texts.enumerate().map(once).collect();
        Asset::new(bundle, "js", text.into_bytes())
    }

    /// Text of one script, for those that are not part of a bundle.
    pub fn script_text(&self, name: &str) -> &str {
        self.text(&format!("static/js/{name}"))
    }

    /// The site's icon.
    pub fn icon(&self) -> Asset {
        Asset { path: "icon.svg".to_owned(), bytes: self.text("static/icon.svg").into() }
    }

    /// All bundles.
    pub fn scripts(&self) -> Vec<Asset> {
        BUNDLES.iter().map(|(name, _)| self.script(name)).collect()
    }

    /// The templates, parsed. A fault in a book's own template comes back with its place.
    pub fn templates(&self) -> Result<Tera, String> {
        let mut tera = Tera::default();
        let all = self
            .texts
            .iter()
            .filter_map(|(name, text)| Some((name.strip_prefix("templates/")?, text.as_str())));
        tera.add_raw_templates(all).map_err(|error| error.to_string())?;
        Ok(tera)
    }
}

/// A file as the site carries it. A script that does not parse would stop all others of its bundle.
fn small(name: &str, text: &str) -> Result<String, Finding> {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    match end {
        "css" => Ok(minify::style(text)),
        "js" => minify::script(text).map_err(|fault| {
            let before = &text[..fault.at];
            let line = before.matches('\n').count() + 1;
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = before[start..].chars().count() + 1;
            let message = format!(
                "`{name}` does not parse at line {line}, column {column}: {}",
                fault.message
            );
            BAD_SCRIPT
                .broken_nowhere(message)
                .help("mend it, or take the file away to keep ours".to_owned())
        }),
        _ => Ok(text.to_owned()),
    }
}

/// What the parser of templates reports, in one line: the file, the place, the fault.
pub fn fault(report: &str) -> Finding {
    let mut lines = report.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let what = first.strip_prefix("error: ").unwrap_or(first).trim_end_matches('.');
    let what = what.replacen("Found", "found", 1);
    let message = match lines.next().and_then(|line| line.strip_prefix("--> ")) {
        Some(place) => {
            let mut parts = place.rsplitn(3, ':');
            let (column, line) =
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let name = parts.next().unwrap_or(place);
            format!("`templates/{name}` does not parse at line {line}, column {column}: {what}")
        }
        None => format!("the templates do not fit together: {what}"),
    };
    BAD_TEMPLATE.broken_nowhere(message).help(
        "our own templates are used until it is mended; take the file away to keep ours".to_owned(),
    )
}

/// A file whose name carries its content's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// From the site's root.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Asset {
    pub fn new(name: &str, end: &str, bytes: Vec<u8>) -> Self {
        Self { path: format!("assets/{name}-{}.{end}", hash(&bytes)), bytes }
    }
}

/// Eight hexadecimal digits of a content.
pub fn hash(bytes: &[u8]) -> String {
    format!("{:08x}", xxhash_rust::xxh3::xxh3_64(bytes) >> 32)
}
