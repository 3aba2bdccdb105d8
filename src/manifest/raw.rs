//! `book.toml` as it is written, table by table. What stands beside a key is what editors show of it.

use super::callouts::RawCallout;
use super::keys::{self, Schema};
#[cfg(test)]
use super::languages::RawLanguage;
use super::languages::RawLanguages;
use super::site::RawSite;
use super::{Colours, Dialect, Direction};
use crate::finding::Severity;
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(
    test,
    derive(JsonSchema),
    schemars(deny_unknown_fields, title = "guidewright book.toml")
)]
pub(super) struct Raw {
    /// The book itself.
    pub book: RawBook,
    /// Languages besides the book's own, one table each: [languages.de].
    #[cfg_attr(test, schemars(with = "BTreeMap<String, RawLanguage>"))]
    pub languages: RawLanguages,
    /// Parts of the contents, in order. Without one the contents come from SUMMARY.md or the folder.
    pub part: Vec<RawPart>,
    pub markdown: RawMarkdown,
    pub build: RawBuild,
    /// The look of the pages.
    pub site: RawSite,
    /// Kinds of callouts besides ours, one table each.
    pub callout: Vec<RawCallout>,
    pub search: RawSearch,
    pub check: RawCheck,
    pub study: RawStudy,
    pub serve: RawServe,
    /// Anything for templates of the book's own.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, serde_json::Value>"))]
    pub extra: toml::Table,
    /// Programs of mdBook's kind that change the text before it is read; run only with --allow-programs.
    #[cfg_attr(
        test,
        schemars(with = "BTreeMap<String, serde_json::Map<String, serde_json::Value>>")
    )]
    pub preprocessor: toml::Table,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawBook {
    /// Name under which readers' progress is kept: 3 to 40 of a–z, 0–9 and hyphens, never to be changed.
    pub id: Option<String>,
    /// Title of the book from before it had an id; what readers kept under it is taken over.
    pub was: Option<String>,
    /// Shown on every page.
    pub title: String,
    /// One sentence, shown on the home page and to search engines.
    pub description: String,
    /// Names that stand at the foot of every page.
    pub authors: Vec<String>,
    /// Language tag, such as "en" or "pt-BR".
    pub language: String,
    /// Way of the lines, "ltr" or "rtl"; follows the language when absent.
    pub direction: Option<Direction>,
    /// Folder of the chapters.
    pub source: String,
    /// Markdown file with the prose of the home page, from the source folder.
    pub home: Option<String>,
    /// Folders outside of the book that includes may read: "../examples".
    pub include_from: Vec<String>,
}

impl Default for RawBook {
    fn default() -> Self {
        Self {
            id: None,
            was: None,
            title: String::new(),
            description: String::new(),
            authors: Vec::new(),
            language: "en".to_owned(),
            direction: None,
            source: "chapters".to_owned(),
            home: None,
            include_from: Vec::new(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawPart {
    /// Shown above the part's chapters.
    pub title: String,
    /// Id of the blueprint's domain that this part teaches.
    pub domain: Option<String>,
    /// Whether the chapters are counted: 1., 1.1., from part to part.
    pub numbered: bool,
    /// Chapter paths from the source folder; a list after a path holds its sub-chapters. A table gives a title,
    /// names a chapter to come, a group or a place outside of the book; "---" is a dividing line.
    #[cfg_attr(test, schemars(with = "Vec<serde_json::Value>"))]
    pub chapters: Vec<toml::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawMarkdown {
    /// Whose habits the text follows: "native", or "mdbook" for its helpers and its words behind fences.
    pub dialect: Option<Dialect>,
    /// Text between dollar signs is a formula: $a$ in a line, $$a$$ apart.
    pub formulas: bool,
    /// Commands of formulas: R = '\mathbb{R}', norm = '\left\lVert #1 \right\rVert'.
    pub macros: BTreeMap<String, String>,
    /// Text file with more such commands, \R:{\mathbb{R}} a line, from the book's folder.
    pub macro_file: Option<String>,
    /// \\( … \\), \\[ … \\] and $$ … $$ are formulas.
    pub mathjax: bool,
    /// A line that begins with a colon, below a term, defines it.
    pub definition_lists: bool,
    /// Quotes that begin with [!NOTE] and the like are callouts, questions, cards.
    pub callouts: bool,
    /// What hidden lines of code begin with, by language: python = "~".
    pub hidden_lines: BTreeMap<String, String>,
    /// Straight quotes and dashes become typographic ones; goes before the same setting in [build].
    pub smart_punctuation: Option<bool>,
}

impl Default for RawMarkdown {
    fn default() -> Self {
        Self {
            dialect: None,
            formulas: true,
            macros: BTreeMap::new(),
            macro_file: None,
            mathjax: false,
            definition_lists: true,
            callouts: true,
            hidden_lines: BTreeMap::new(),
            smart_punctuation: None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawBuild {
    /// Folder of the finished site.
    pub dest: String,
    /// Address the site will have; makes a sitemap.
    pub site_url: Option<String>,
    /// Path of the site on its host, where `site-url` does not say it: "/guide/".
    pub site_path: Option<String>,
    /// Straight quotes and dashes become typographic ones.
    pub smart_punctuation: bool,
    /// Raw HTML in chapters is passed through unfiltered.
    pub trusted_html: bool,
    /// On https, readers keep the whole guide for offline use.
    pub offline: bool,
    /// Pages that moved: "old.html" = "new.html".
    pub redirects: BTreeMap<String, String>,
    /// Host name of the site, written to the file CNAME.
    pub cname: Option<String>,
    /// Markdown file with the words of the 404 page, from the source folder.
    pub not_found: Option<String>,
    /// Style sheets that pages load after ours, from the book's folder.
    pub styles: Vec<String>,
    /// Scripts that pages run after ours, from the book's folder.
    pub scripts: Vec<String>,
    /// Address of the book's sources, linked from every page.
    pub repository: Option<String>,
    /// Address that opens a chapter's source for mending, with {path}.
    pub edit_url: Option<String>,
    /// Colours of readers who have not chosen any: "auto", "light" or "dark".
    pub colours: Colours,
    /// Whether the site has the whole book on one page.
    pub print: bool,
    /// Whether each chapter begins a sheet of paper when that page is printed.
    pub page_breaks: bool,
    /// How many levels of the contents show beside every page. Deeper chapters show where the one above them is read.
    pub contents_levels: Option<usize>,
}

impl Default for RawBuild {
    fn default() -> Self {
        Self {
            dest: "site".to_owned(),
            site_url: None,
            site_path: None,
            smart_punctuation: false,
            trusted_html: false,
            offline: true,
            redirects: BTreeMap::new(),
            cname: None,
            not_found: None,
            styles: Vec::new(),
            scripts: Vec::new(),
            repository: None,
            edit_url: None,
            colours: Colours::Auto,
            print: true,
            page_breaks: true,
            contents_levels: None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawSearch {
    /// Whether the site has a search of its own.
    pub enabled: bool,
    /// Whether search finds a chapter, or those of a folder, by path from the source folder: `"appendix" = false`. Of two
    /// paths the longer one decides.
    pub chapters: BTreeMap<String, bool>,
}

impl Default for RawSearch {
    fn default() -> Self {
        Self { enabled: true, chapters: BTreeMap::new() }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawCheck {
    /// Severity per rule: "off", "warning" or "error".
    pub rules: BTreeMap<String, Severity>,
    /// Product names as they are spelled, such as "SageMaker".
    pub names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawStudy {
    /// TOML file with domains, weights, tasks and objectives, from the source folder.
    pub blueprint: Option<String>,
    /// One such file for each exam of a book that prepares for several, the main exam first.
    pub blueprints: Vec<String>,
    /// TOML file with the terms that explain themselves, from the source folder.
    pub glossary: Option<String>,
    /// TOML file with the products that chapters name, from the source folder.
    pub services: Option<String>,
    /// Text file with the ids of withdrawn questions, one a line, from the source folder.
    pub retired: Option<String>,
    /// How the questions were written; anything but "original" is refused.
    pub sources: String,
}

impl Default for RawStudy {
    fn default() -> Self {
        Self {
            blueprint: None,
            blueprints: Vec::new(),
            glossary: None,
            services: None,
            retired: None,
            sources: "original".to_owned(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[cfg_attr(test, derive(JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct RawServe {
    /// Address that opens a file in your editor, with {path}, {line} and {column}.
    pub editor: String,
}

impl Default for RawServe {
    fn default() -> Self {
        Self { editor: "vscode://file/{path}:{line}:{column}".to_owned() }
    }
}

/// The JSON schema of `book.toml`, for editors.
pub fn schema() -> &'static serde_json::Value {
    static SCHEMA: Schema = Schema::new(|| keys::schema(include_str!("book.schema.json")));
    &SCHEMA
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_tells_of_every_key() {
        super::keys::hold::<super::Raw>(super::schema(), "src/manifest/book.schema.json");
    }
}
