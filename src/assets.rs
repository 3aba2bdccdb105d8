//! What we ship: templates, styles and scripts, with the book's overrides.
//!
//! All of it is embedded in the program, so the program works alone. A file of the same name in the book's `templates/`
//! or `static/` folder replaces ours, as its author wrote it. Ours are joined into one sheet and a few bundles, in a
//! written order, and made small for a site; a script of the book's own is loaded by itself, so that a fault in it stops
//! no other. Words of the interface come from the locale. Each file that a page asks for gets its content's hash into its
//! name. Knows nothing of chapters.

mod templates;

pub use templates::{BOOK, BOOK_PIECES, Content, Round, Shared, Templates, prepare};

use crate::finding::{Finding, Rule};
use crate::locale::Locale;
use crate::packed::Packed;
use crate::source::SourceId;
use std::collections::BTreeMap;

pub const BAD_TEMPLATE: Rule = Rule::error(
    "bad-template",
    "a book's own templates parse, and every page can be made with them",
);

/// A file of ours.
struct Embedded {
    /// Path from the book's folder.
    name: &'static str,
    written: Packed,
    /// Without what only people need.
    small: Packed,
}

/// Every embedded file; `build.rs` makes the list.
#[allow(clippy::unreadable_literal, reason = "no person writes them")]
static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Files of `static/css` in the order they are joined.
const STYLES: [&str; 13] = [
    "layers.css",
    "tokens.css",
    "reset.css",
    "prose.css",
    "formula.css",
    "layout.css",
    "chrome.css",
    "lists.css",
    "code.css",
    "diagram.css",
    "search.css",
    "study.css",
    "print.css",
];

/// Files of a sheet of its own, which only home and the study page load.
const STUDY_STYLES: [&str; 2] = ["tools.css", "exam.css"];

/// Stands among the files of a bundle where the messages come that its scripts say.
const WORDS: &str = "words of the bundle";

/// Bundles of `static/js`: name, files in the order they are joined. A file stands after those it needs at once.
const BUNDLES: [(&str, &[&str]); 7] = [
    // Loaded first and at once, so that the page never flashes in the wrong colours.
    ("theme", &["theme.js"]),
    (
        "guide",
        &[
            "core.js",
            "words.js",
            WORDS,
            "journal.js",
            "swap.js",
            "shelf.js",
            "offline.js",
            "hint.js",
            "toc.js",
            "look.js",
            "zoom.js",
            "code.js",
            "lost.js",
            "searchbox.js",
            "filter.js",
            "reading.js",
            "paper.js",
            "home.js",
            "nav.js",
        ],
    ),
    // On every page of a book on several exams.
    ("choice", &["choice.js"]),
    // On every page that shows a question or a card.
    (
        "question",
        &[
            WORDS,
            "random.js",
            "schedule.js",
            "grade.js",
            "entry.js",
            "pack.js",
            "log.js",
            "wishes.js",
            "fold.js",
            "store.js",
            "trouble.js",
            "question.js",
            "checks.js",
        ],
    ),
    // On the study page, and on the home page once there is progress.
    (
        "study",
        &[
            WORDS,
            "due.js",
            "exams.js",
            "form.js",
            "set.js",
            "mastery.js",
            "share.js",
            "score.js",
            "agenda.js",
            "plan.js",
            "daybook.js",
            "chart.js",
            "today.js",
            "fill.js",
            "view.js",
            "keys.js",
            "progress.js",
            "exam.js",
            "run.js",
            "backup.js",
            "bank.js",
            "result.js",
            "download.js",
            "sync.js",
            "planner.js",
            "practice.js",
            "deck.js",
            "data.js",
            "sitting.js",
            // Opens the views of all others. Where a book brings one of them, each is a script that loads by itself.
            "study.js",
        ],
    ),
    // Once a reader opens the search.
    ("search", &["token.js", "hit.js", "search.js"]),
    // In the hidden frame that keeps progress for pages of a folder.
    ("hub", &["journal.js", "swap.js", "hub.js"]),
];

fn embedded(name: &str) -> Option<&'static Embedded> {
    EMBEDDED.iter().find(|file| file.name == name)
}

/// Whether scripts and styles are made small or stay as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssetForm {
    /// For a site.
    #[default]
    Small,
    /// For a preview, where a person reads them in the browser's tools.
    Written,
}

/// Templates, styles and scripts of one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// What the book brings in place of ours.
    own: BTreeMap<String, Override>,
    form: AssetForm,
    /// The words of the interface.
    pub locale: Locale,
}

/// A file of the book that stands in the place of one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub source: SourceId,
    pub text: String,
}

/// Some scripts of a page, loaded one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub name: &'static str,
    /// Ours joined, those of the book's own between them.
    pub scripts: Vec<Asset>,
}

/// Templates that stand in the place of none of ours: what the book puts into the head and the foot of pages.
pub const HEAD: &str = "book:head.html";
pub const FOOTER: &str = "book:footer.html";

/// Names of files that a book may replace.
pub fn overrides() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|file| file.name)
}

/// The text of a file that a book may replace, as it is written.
pub fn written(name: &str) -> Option<&'static str> {
    embedded(name).map(|file| file.written.text())
}

/// Names of the bundles.
pub fn bundle_names() -> impl Iterator<Item = &'static str> {
    BUNDLES.iter().map(|(name, _)| *name)
}

impl Assets {
    /// Ours, replaced by what the book brings, and templates of the book's own.
    pub fn new(overrides: impl Iterator<Item = (String, Override)>, locale: Locale) -> Self {
        // A copy of ours is ours: the folder of this program is the folder of a book, too.
        let own = overrides.filter(|(name, own)| {
            embedded(name).is_none_or(|ours| ours.written.text() != own.text)
        });
        let ended = |own: Override| Override { text: own.text + "\n", ..own };
        let own = own.map(|(name, own)| (name, ended(own))).collect();
        Self { own, form: AssetForm::default(), locale }
    }

    /// The same in another form.
    #[must_use]
    pub fn in_form(self, form: AssetForm) -> Self {
        Self { form, ..self }
    }

    fn text(&self, name: &str) -> &str {
        if let Some(own) = self.own.get(name) {
            return &own.text;
        }
        embedded(name).map_or("", |ours| match self.form {
            AssetForm::Small => ours.small.text(),
            AssetForm::Written => ours.written.text(),
        })
    }

    /// The style sheet, one file; `more` is what the book itself brings, such as the hues of its domains.
    pub fn styles(&self, more: &str) -> Asset {
        let text = STYLES
            .iter()
            .map(|name| self.text(&format!("static/css/{name}")))
            .chain([more])
            .collect::<String>();
        Asset::new("guide", "css", text.into_bytes())
    }

    /// The second style sheet of the study page.
    pub fn study_styles(&self) -> Asset {
        Asset::new("study", "css", self.sheet(&STUDY_STYLES).into_bytes())
    }

    /// Colours by role, each for light and for dark pages, as the style sheet has them before a book chooses any.
    pub fn colours(&self) -> BTreeMap<&str, [&str; 2]> {
        let lines = self.text("static/css/tokens.css").split(['{', '}', ';']);
        lines.filter_map(role).collect()
    }

    /// Some files of the style sheet, for what is shown outside the site.
    pub fn sheet(&self, names: &[&str]) -> String {
        names.iter().map(|name| self.text(&format!("static/css/{name}"))).collect()
    }

    /// All bundles.
    pub fn bundles(&self) -> Vec<Bundle> {
        let bundle = |(name, files): &(&'static str, &[&str])| Bundle {
            name,
            scripts: self.scripts(name, files),
        };
        BUNDLES.iter().map(bundle).collect()
    }

    fn scripts(&self, bundle: &str, files: &[&str]) -> Vec<Asset> {
        let script = |name: &str, text: String| Asset::new(name, "js", text.into_bytes());
        let mut scripts = Vec::new();
        let mut joined = String::new();
        for file in files {
            let path = format!("static/js/{file}");
            let words;
            let text = if *file == WORDS {
                words = self.words(bundle);
                &words
            } else {
                self.text(&path)
            };
            if self.own.contains_key(path.as_str()) {
                if !joined.is_empty() {
                    scripts.push(script(bundle, std::mem::take(&mut joined)));
                }
                scripts.push(script(file.trim_end_matches(".js"), text.to_owned()));
            } else if joined.is_empty() {
                joined.push_str(text);
            } else {
                // At the top of a bundle it holds for the whole bundle; further down it has no effect.
                joined.push_str(text.strip_prefix("'use strict';").unwrap_or(text));
            }
        }
        if !joined.is_empty() {
            scripts.push(script(bundle, joined));
        }
        scripts
    }

    /// The messages that the scripts of a bundle say, as a script.
    fn words(&self, bundle: &str) -> String {
        let words = self.locale.group(&format!("scripts.{bundle}"));
        let words = serde_json::to_string(&words).expect("texts by name");
        format!("Object.assign(gw.words,{words});\n")
    }

    /// The script of pages that are gone, and of those that have lost a place; a book without any does not carry it.
    pub fn moved(&self) -> Asset {
        Asset::new("moved", "js", self.script_text("moved.js").as_bytes().to_vec())
    }

    /// Text of one script, for those that are not part of a bundle.
    pub fn script_text(&self, name: &str) -> &str {
        self.text(&format!("static/js/{name}"))
    }

    /// The site's icon.
    pub fn icon(&self) -> Asset {
        Asset { path: "icon.svg".to_owned(), bytes: self.text("static/icon.svg").into() }
    }

    /// Templates of the book's own.
    pub fn own_templates(&self) -> impl Iterator<Item = &Override> {
        let is_template = |name: &&String| name.starts_with("templates/");
        self.own.iter().filter(move |(name, _)| is_template(name)).map(|(_, own)| own)
    }

    /// The templates, and what is wrong in those that the book brings.
    pub fn templates(&self) -> (Templates, Vec<Finding>) {
        let own = self.own.iter().filter_map(|(name, own)| {
            Some((name.strip_prefix("templates/")?.to_owned(), own.clone()))
        });
        Templates::new(own.collect(), &self.locale)
    }
}

/// The role and the two colours of `--gw-ROLE: light-dark(…, …)`.
fn role(line: &str) -> Option<(&str, [&str; 2])> {
    let (name, value) = line.trim().strip_prefix("--gw-")?.split_once(':')?;
    let pair = value.trim().strip_prefix("light-dark(")?.strip_suffix(')')?;
    let (light, dark) = pair.split_once(',')?;
    Some((name, [light.trim(), dark.trim()]))
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
