//! `book.toml`: every setting of a book, checked once.
//!
//! The private `Raw` mirrors the file (`raw.rs`); [`Manifest`] is what the program asks, with all defaults filled in
//! (`resolve.rs`). Unknown keys are findings with the nearest known name. Reads text only: finding the file is `load`'s job.

pub mod callouts;
pub mod keys;
pub mod languages;
pub mod matter;
pub mod mdbook;
pub mod outline;
pub mod programs;
mod raw;
mod resolve;
pub mod site;
pub mod yaml;

use crate::finding::{Finding, Rule, Severity};
use crate::locale;
use crate::source::{SourceId, Span};
use callouts::OwnCallout;
use languages::Language;
use outline::Outline;
use programs::Program;
use raw::Raw;
use resolve::{Faults, resolve};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use site::SiteSettings;
use std::collections::BTreeMap;
use std::path::Path;

pub use raw::schema;

pub const BAD_SETTING: Rule = Rule::error("bad-setting", "settings hold values that make sense");

/// Whose habits a book follows. Decided here, once; few places ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum Dialect {
    #[default]
    Native,
    /// What mdBook takes, as it takes it: its helpers, its words behind a fence, no rule of taste an error.
    MdBook,
}

/// Settings, resolved: nothing optional remains unless absence means something.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub dialect: Dialect,
    /// The name under which readers' progress is kept.
    pub id: Option<String>,
    /// The title that was that name before there was an id.
    pub was: Option<String>,
    pub title: String,
    /// In another language than the book's own, what the book's title is there.
    pub original_title: Option<String>,
    pub description: String,
    pub authors: Vec<String>,
    /// Languages that the book is told in besides its own.
    pub languages: Vec<Language>,
    /// BCP 47, as in `<html lang>`.
    pub language: String,
    pub direction: Direction,
    /// Folder of the chapters, from the book's folder.
    pub source: String,
    /// Prose of the home page, from the source folder.
    pub home: Option<String>,
    /// Folders outside of the book that includes may read, from the book's folder.
    pub include_from: Vec<String>,
    /// Folder of the finished site, from the book's folder.
    pub dest: String,
    /// Where the site will stand; needed for the sitemap only. Ends with `/`.
    pub site_url: Option<String>,
    /// Path of the site on its host, with `/` at both ends.
    pub site_path: String,
    /// Host name for `CNAME`, which some hosts of pages read.
    pub cname: Option<String>,
    /// Markdown file with the words of the page for addresses that are not there, from the source folder.
    pub not_found: Option<String>,
    /// Folder of a theme of mdBook's, which is not read and has to be there all the same.
    pub theme: Option<String>,
    /// Whether mdBook makes other things of the book as well, such as a PDF, which its pages may link.
    pub other_outputs: bool,
    /// Style sheets that pages load after ours, from the book's folder.
    pub styles: Vec<String>,
    /// Scripts that pages run after ours, from the book's folder.
    pub scripts: Vec<String>,
    /// Address of the book's sources.
    pub repository: Option<String>,
    /// Address that shows a chapter's source for mending, with `{path}`.
    pub edit_url: Option<String>,
    /// Colours that readers see who have not chosen any.
    pub colours: Colours,
    /// Whether the site has the book on one page.
    pub print: bool,
    /// Whether each chapter begins a sheet when that page is printed.
    pub page_breaks: bool,
    /// How many levels of the contents show beside every page; all without a number.
    pub contents_levels: Option<usize>,
    /// What the pages show besides the text, and what they may load.
    pub site: SiteSettings,
    /// Kinds of callouts that the book adds.
    pub callouts: Vec<OwnCallout>,
    /// Whether chapters of SUMMARY.md are counted.
    pub numbered: bool,
    /// Whether a chapter of the contents without a file is an empty one.
    pub create_missing: bool,
    /// Whether `{{#include file}}` and its like are put in place.
    pub includes: bool,
    pub smart_punctuation: bool,
    /// Whether `$…$` and `$$…$$` are formulas.
    pub formulas: bool,
    /// Whether whatever stands between two dollar signs is one.
    pub any_formula: bool,
    /// Commands of formulas: name, with its backslash or without, to definition.
    pub macros: BTreeMap<String, String>,
    /// File of such commands as KaTeX's tools read it, `\name:{definition}` a line, from the book's folder.
    pub macro_file: Option<String>,
    /// Whether `\\(…\\)`, `\\[…\\]` and `$$…$$` are formulas, as in books that load MathJax.
    pub mathjax: bool,
    /// Whether a line that begins with a colon, below a term, defines it.
    pub reads_definitions: bool,
    /// Whether quotes that begin with `[!NOTE]` and the like are callouts, or study material.
    pub reads_callouts: bool,
    /// By language what the lines of a block begin with that are kept from readers until they ask.
    pub hidden_lines: BTreeMap<String, String>,
    pub trusted_html: bool,
    /// Whether pages served over https keep the guide for offline use.
    pub offline: bool,
    /// Pages that moved: old path to new path, both from the site's root.
    pub redirects: BTreeMap<String, String>,
    pub search: bool,
    /// Chapters and folders, by path from the source folder, and whether search finds them.
    pub searched: BTreeMap<String, bool>,
    /// Severities the author changed, by rule name.
    pub rules: BTreeMap<String, Severity>,
    /// Anything for templates of the book's own.
    pub extra: toml::Table,
    /// Product names as they are spelled.
    pub names: Vec<String>,
    pub study: StudyFiles,
    /// Programs that change the text before it is read, where the person at the keyboard lets them run.
    pub programs: Vec<Program>,
    /// Address that opens a file in the author's editor, with `{path}`, `{line}`, `{column}`.
    pub editor: String,
}

/// The way lines of the text run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum Direction {
    #[default]
    Ltr,
    Rtl,
}

impl Direction {
    /// As it stands in HTML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// The way of a language that nobody says more of.
    fn of(language: &str) -> Self {
        if locale::direction(language) == "rtl" { Self::Rtl } else { Self::Ltr }
    }
}

/// Colours of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(JsonSchema))]
pub enum Colours {
    /// As the reader's system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

/// Data files of the study tools, from the source folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyFiles {
    /// One for each exam, the book's main exam first.
    pub blueprints: Vec<String>,
    pub glossary: Option<String>,
    pub services: Option<String>,
    /// Ids of questions that were withdrawn and may not come back, one a line.
    pub retired: Option<String>,
    /// How the questions were written; anything but `original` is an error.
    pub sources: String,
}

impl StudyFiles {
    pub fn all(&self) -> impl Iterator<Item = &String> {
        let others = [&self.glossary, &self.services, &self.retired];
        self.blueprints.iter().chain(others.into_iter().flatten())
    }
}

/// Reads a manifest. Text that does not parse gives the defaults and a finding. `summary` says that the book's folder has
/// a `src/SUMMARY.md`, where mdBook keeps the contents.
pub fn read(
    source: SourceId,
    text: &str,
    summary: bool,
) -> (Manifest, Option<Outline>, Vec<Finding>) {
    if mdbook::speaks(text, summary) {
        let (manifest, findings) = mdbook::read(source, text);
        return (manifest, None, findings);
    }
    let (mut manifest, outline, findings) = native(source, text);
    let decided = mdbook::has(text, &["markdown", "dialect"]);
    if !decided && summary && outline.is_none() && manifest.source == "src" {
        manifest.dialect = Dialect::MdBook;
        manifest.trusted_html |= !mdbook::has(text, &["build", "trusted-html"]);
        let written = std::mem::take(&mut manifest.redirects);
        manifest.redirects = mdbook::redirects(written);
    }
    (manifest, outline, findings)
}

/// Reads a manifest in our own words.
fn native(source: SourceId, text: &str) -> (Manifest, Option<Outline>, Vec<Finding>) {
    let (raw, mut findings) = keys::read_by_table::<Raw>(
        text,
        schema(),
        &|range| Span::new(source, range),
        &keys::BAD_TOML,
    );
    let (outline, more) = outline::from_manifest(source, text);
    findings.extend(more);
    let mut faults = Faults { source, text, findings };
    let mut manifest = resolve(raw.unwrap_or_default(), &mut faults);
    if let Ok(table) = toml::de::DeTable::parse(text) {
        manifest.programs = programs::read(source, table.get_ref());
    }
    (manifest, outline, faults.findings)
}

/// The first place of a manifest where a value or a name is written.
pub fn place(source: SourceId, text: &str, needle: &str) -> Span {
    let quoted = text.find(&format!("\"{needle}\"")).map(|at| at + 1);
    let found = quoted.or_else(|| text.find(needle));
    Span::new(source, found.map_or(0..0, |at| at..at + needle.len()))
}

impl Manifest {
    /// Files of the look of the pages, from the book's folder; each is published.
    pub fn look_files(&self) -> impl Iterator<Item = &String> {
        let icons = self.callouts.iter().filter_map(|callout| match &callout.icon {
            callouts::CalloutIcon::File(path) => Some(path),
            callouts::CalloutIcon::Ours(_) => None,
        });
        self.site.files().chain(icons)
    }

    /// Whether search finds a chapter: what its longest path says of it that has a setting.
    pub fn finds(&self, chapter: &str) -> bool {
        let above = self.searched.iter().filter(|(path, _)| Path::new(chapter).starts_with(path));
        above.max_by_key(|(path, _)| path.len()).is_none_or(|(_, finds)| *finds)
    }

    /// Where a file stands in the site that settings name by its path from the book's folder. One of the source folder is
    /// published with the others there.
    pub fn published<'p>(&self, file: &'p str) -> &'p str {
        let inside =
            file.strip_prefix(self.source.as_str()).and_then(|rest| rest.strip_prefix('/'));
        inside.filter(|_| !self.source.is_empty()).unwrap_or(file)
    }
}
