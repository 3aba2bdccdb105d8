//! `book.toml`: every setting of a book, checked once.
//!
//! The private `Raw` mirrors the file; [`Manifest`] is what the program asks, with all defaults filled in. Unknown
//! keys are findings with the nearest known name. Reads text only: finding the file is `load`'s job.

pub mod callouts;
pub mod keys;
pub mod languages;
pub mod matter;
pub mod mdbook;
pub mod outline;
pub mod programs;
pub mod site;
pub mod yaml;

use crate::address;
use crate::finding::{Finding, Rule, Severity};
use crate::locale;
use crate::source::{SourceId, Span};
use callouts::{OwnCallout, RawCallout};
use languages::{Language, RawLanguage, RawLanguages};
use outline::{Outline, normal};
use programs::Program;
use schemars::JsonSchema;
use serde::Deserialize;
use site::{RawSite, Site};
use std::collections::BTreeMap;
use std::path::Path;

pub const BAD_SETTING: Rule = Rule::error("bad-setting", "settings hold values that make sense");

/// Whose habits a book follows. Decided here, once; few places ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
    /// What the pages show besides the text, and what they may load.
    pub site: Site,
    /// Kinds of callouts that the book adds.
    pub callouts: Vec<OwnCallout>,
    /// Whether chapters of SUMMARY.md are counted.
    pub numbered: bool,
    /// Whether a chapter of the contents without a file is an empty one.
    pub create_missing: bool,
    pub smart_punctuation: bool,
    /// Whether `$…$` and `$$…$$` are formulas.
    pub formulas: bool,
    /// Commands of formulas: name, with its backslash or without, to definition.
    pub macros: BTreeMap<String, String>,
    /// File of such commands as KaTeX's tools read it, `\name:{definition}` a line, from the book's folder.
    pub macro_file: Option<String>,
    /// Whether `\\(…\\)`, `\\[…\\]` and `$$…$$` are formulas, as in books that load MathJax.
    pub mathjax: bool,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields, title = "guidewright book.toml")]
struct Raw {
    /// The book itself.
    book: RawBook,
    /// Languages besides the book's own, one table each: [languages.de].
    #[schemars(with = "BTreeMap<String, RawLanguage>")]
    languages: RawLanguages,
    /// Parts of the contents, in order. Without one the contents come from SUMMARY.md or the folder.
    part: Vec<RawPart>,
    markdown: RawMarkdown,
    build: RawBuild,
    /// The look of the pages.
    site: RawSite,
    /// Kinds of callouts besides ours, one table each.
    callout: Vec<RawCallout>,
    search: RawSearch,
    check: RawCheck,
    study: RawStudy,
    serve: RawServe,
    /// Anything for templates of the book's own.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    extra: toml::Table,
    /// Programs of mdBook's kind that change the text before it is read; run only with --allow-programs.
    #[schemars(with = "BTreeMap<String, serde_json::Map<String, serde_json::Value>>")]
    preprocessor: toml::Table,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawBook {
    /// Name under which readers' progress is kept: 3 to 40 of a–z, 0–9 and hyphens, never to be changed.
    id: Option<String>,
    /// Title of the book from before it had an id; what readers kept under it is taken over.
    was: Option<String>,
    /// Shown on every page.
    title: String,
    /// One sentence, shown on the home page and to search engines.
    description: String,
    /// Names that stand at the foot of every page.
    authors: Vec<String>,
    /// Language tag, such as "en" or "pt-BR".
    language: String,
    /// Way of the lines, "ltr" or "rtl"; follows the language when absent.
    direction: Option<Direction>,
    /// Folder of the chapters.
    source: String,
    /// Markdown file with the prose of the home page, from the source folder.
    home: Option<String>,
    /// Folders outside of the book that includes may read: "../examples".
    include_from: Vec<String>,
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

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawPart {
    /// Shown above the part's chapters.
    title: String,
    /// Id of the blueprint's domain that this part teaches.
    domain: Option<String>,
    /// Whether the chapters are counted: 1., 1.1., from part to part.
    numbered: bool,
    /// Chapter paths from the source folder; a list after a path holds its sub-chapters. A table gives a title,
    /// names a chapter to come, a group or a place outside of the book; "---" is a dividing line.
    #[schemars(with = "Vec<serde_json::Value>")]
    chapters: Vec<toml::Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawMarkdown {
    /// Whose habits the text follows: "native", or "mdbook" for its helpers and its words behind fences.
    dialect: Option<Dialect>,
    /// Text between dollar signs is a formula: $a$ in a line, $$a$$ apart.
    formulas: bool,
    /// Commands of formulas: R = '\mathbb{R}', norm = '\left\lVert #1 \right\rVert'.
    macros: BTreeMap<String, String>,
    /// Text file with more such commands, \R:{\mathbb{R}} a line, from the book's folder.
    macro_file: Option<String>,
    /// \\( … \\), \\[ … \\] and $$ … $$ are formulas.
    mathjax: bool,
    /// What hidden lines of code begin with, by language: python = "~".
    hidden_lines: BTreeMap<String, String>,
    /// Straight quotes and dashes become typographic ones; goes before the same setting in [build].
    smart_punctuation: Option<bool>,
}

impl Default for RawMarkdown {
    fn default() -> Self {
        Self {
            dialect: None,
            formulas: true,
            macros: BTreeMap::new(),
            macro_file: None,
            mathjax: false,
            hidden_lines: BTreeMap::new(),
            smart_punctuation: None,
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawBuild {
    /// Folder of the finished site.
    dest: String,
    /// Address the site will have; makes a sitemap.
    site_url: Option<String>,
    /// Path of the site on its host, where `site-url` does not say it: "/guide/".
    site_path: Option<String>,
    /// Straight quotes and dashes become typographic ones.
    smart_punctuation: bool,
    /// Raw HTML in chapters is passed through unfiltered.
    trusted_html: bool,
    /// On https, readers keep the whole guide for offline use.
    offline: bool,
    /// Pages that moved: "old.html" = "new.html".
    redirects: BTreeMap<String, String>,
    /// Host name of the site, written to the file CNAME.
    cname: Option<String>,
    /// Markdown file with the words of the 404 page, from the source folder.
    not_found: Option<String>,
    /// Style sheets that pages load after ours, from the book's folder.
    styles: Vec<String>,
    /// Scripts that pages run after ours, from the book's folder.
    scripts: Vec<String>,
    /// Address of the book's sources, linked from every page.
    repository: Option<String>,
    /// Address that opens a chapter's source for mending, with {path}.
    edit_url: Option<String>,
    /// Colours of readers who have not chosen any: "auto", "light" or "dark".
    colours: Colours,
    /// Whether the site has the whole book on one page.
    print: bool,
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
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawSearch {
    /// Whether the site has a search of its own.
    enabled: bool,
    /// Whether search finds a chapter, or those of a folder, by path from the source folder: `"appendix" = false`. Of two
    /// paths the longer one decides.
    chapters: BTreeMap<String, bool>,
}

impl Default for RawSearch {
    fn default() -> Self {
        Self { enabled: true, chapters: BTreeMap::new() }
    }
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawCheck {
    /// Severity per rule: "off", "warning" or "error".
    rules: BTreeMap<String, Severity>,
    /// Product names as they are spelled, such as "SageMaker".
    names: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawStudy {
    /// TOML file with domains, weights, tasks and objectives, from the source folder.
    blueprint: Option<String>,
    /// One such file for each exam of a book that prepares for several, the main exam first.
    blueprints: Vec<String>,
    /// TOML file with the terms that explain themselves, from the source folder.
    glossary: Option<String>,
    /// TOML file with the products that chapters name, from the source folder.
    services: Option<String>,
    /// Text file with the ids of withdrawn questions, one a line, from the source folder.
    retired: Option<String>,
    /// How the questions were written; anything but "original" is refused.
    sources: String,
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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
struct RawServe {
    /// Address that opens a file in your editor, with {path}, {line} and {column}.
    editor: String,
}

impl Default for RawServe {
    fn default() -> Self {
        Self { editor: "vscode://file/{path}:{line}:{column}".to_owned() }
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
    let (raw, mut findings) =
        keys::read::<Raw>(text, &|range| Span::new(source, range), &keys::BAD_TOML);
    let (outline, more) = outline::from_manifest(source, text);
    findings.extend(more);
    let mut faults = Faults { source, text, findings };
    let mut manifest = resolve(raw.unwrap_or_default(), &mut faults);
    if let Ok(table) = toml::de::DeTable::parse(text) {
        manifest.programs = programs::read(source, table.get_ref());
    }
    (manifest, outline, faults.findings)
}

/// The JSON schema of `book.toml`, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Raw).to_value()
}

struct Faults<'a> {
    source: SourceId,
    text: &'a str,
    findings: Vec<Finding>,
}

impl Faults<'_> {
    /// Reports a setting at the first place its value is written.
    fn add(&mut self, needle: &str, message: String, help: Option<String>) {
        let span = place(self.source, self.text, needle);
        self.findings.push(BAD_SETTING.broken(span, message).help(help));
    }
}

/// The first place of a manifest where a value or a name is written.
pub fn place(source: SourceId, text: &str, needle: &str) -> Span {
    let quoted = text.find(&format!("\"{needle}\"")).map(|at| at + 1);
    let found = quoted.or_else(|| text.find(needle));
    Span::new(source, found.map_or(0..0, |at| at..at + needle.len()))
}

#[allow(clippy::too_many_lines, reason = "every setting in one place, a line or two each")]
fn resolve(raw: Raw, faults: &mut Faults<'_>) -> Manifest {
    let Raw {
        book,
        languages,
        part: _,
        markdown,
        build,
        site,
        callout,
        extra,
        search,
        check,
        study,
        serve,
        preprocessor: _,
    } = raw;
    let RawBook {
        id,
        was,
        title,
        description,
        authors,
        language,
        direction,
        source,
        home,
        include_from,
    } = book;
    let RawBuild {
        dest,
        site_url,
        site_path,
        smart_punctuation,
        trusted_html,
        offline,
        redirects,
        cname,
        not_found,
        styles,
        scripts,
        repository,
        edit_url,
        colours,
        print,
    } = build;
    let RawCheck { rules, names } = check;
    let RawStudy { blueprint, blueprints, glossary, services, retired, sources } = study;
    // A file that does not parse, or a title of the wrong kind, has its finding already.
    let unread = faults.findings.iter().any(|finding| finding.rule == &keys::BAD_TOML);
    if title.trim().is_empty() && !unread {
        faults.add(
            "[book]",
            "the book has no title".to_owned(),
            Some("add `title = \"…\"` to `[book]`".to_owned()),
        );
    }
    if let Some(one) = blueprint.as_ref().filter(|_| !blueprints.is_empty()) {
        let help = Some("name every exam in `blueprints` and take `blueprint` away".to_owned());
        faults.add(one, "`blueprint` and `blueprints` both name exams".to_owned(), help);
    }
    let fits = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
    let id = id.filter(|id| {
        let sound = (3..=40).contains(&id.len()) && id.chars().all(fits);
        if !sound {
            let help = Some("use 3 to 40 of a–z, 0–9 and hyphens".to_owned());
            faults.add(id, format!("`{id}` is no id of a book"), help);
        }
        sound
    });
    let mut folder = |path: String, fallback: &str| match normal(&path) {
        Some(normal) => normal,
        None => {
            let help = Some("give a folder inside the book's folder".to_owned());
            faults.add(&path, format!("`{path}` leads out of the book"), help);
            fallback.to_owned()
        }
    };
    let source = folder(source, "chapters");
    let home = home.map(|path| folder(path, "home.md"));
    let study = StudyFiles {
        blueprints: distinct(
            blueprint.into_iter().chain(blueprints).map(|path| folder(path, "blueprint.toml")),
        ),
        glossary: glossary.map(|path| folder(path, "glossary.toml")),
        services: services.map(|path| folder(path, "services.toml")),
        retired: retired.map(|path| folder(path, "retired.txt")),
        sources,
    };
    let dest = folder(dest, "site");
    let not_found = not_found.map(|path| folder(path, "404.md"));
    let macro_file = markdown.macro_file.map(|path| folder(path, "macros.txt"));
    let styles = styles.into_iter().map(|path| folder(path, "own.css")).collect();
    let scripts = scripts.into_iter().map(|path| folder(path, "own.js")).collect();
    for name in markdown.macros.keys().filter(|name| !is_command(name)) {
        let help = Some("a command is letters, or one sign: `loss`, `R`".to_owned());
        faults.add(name, format!("`{name}` is no name of a command"), help);
    }
    if !locale::is_language(&language) {
        let help = Some("write a language tag, such as `en`, `de` or `pt-BR`".to_owned());
        faults.add(&language, format!("`{language}` is not the tag of a language"), help);
    }
    let site_url = site_url.map(|url| if url.ends_with('/') { url } else { url + "/" });
    if let Some(url) = &site_url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        let help = Some("start it with `https://`".to_owned());
        faults.add(
            url.trim_end_matches('/'),
            format!("`{url}` is not the address of a site"),
            help,
        );
    }
    if address::runs(&serve.editor) {
        let help = "name the address that opens your editor, such as `vscode://file/{path}:{line}:{column}`";
        let message = format!("`{}` runs a script", serve.editor);
        faults.add(&serve.editor, message, Some(help.to_owned()));
    }
    let site_url = site_url.map(|url| address::written(&url));
    let settings = (faults.source, faults.text);
    let site = site::resolve(site, site_url.is_some(), settings, &mut faults.findings);
    let mut placed = site::Faults { source: faults.source, findings: &mut faults.findings };
    let languages = languages::resolve(languages, &language, &mut placed);
    let callouts = callouts::resolve(callout, &mut placed);
    Manifest {
        dialect: markdown.dialect.unwrap_or_default(),
        id,
        was,
        title: if title.trim().is_empty() { "Untitled".to_owned() } else { title },
        original_title: None,
        description,
        authors,
        languages,
        direction: direction.unwrap_or_else(|| Direction::of(&language)),
        language,
        source,
        home,
        include_from: include_from.iter().filter_map(|path| outline::climbing(path)).collect(),
        dest,
        site_path: site_path.unwrap_or_else(|| site_url.as_deref().map_or("/", path_of).to_owned()),
        site_url,
        cname,
        not_found,
        theme: None,
        other_outputs: false,
        styles,
        scripts,
        repository,
        edit_url,
        colours,
        print,
        site,
        callouts,
        numbered: true,
        create_missing: false,
        smart_punctuation: markdown.smart_punctuation.unwrap_or(smart_punctuation),
        formulas: markdown.formulas,
        macros: markdown.macros,
        macro_file,
        mathjax: markdown.mathjax,
        hidden_lines: markdown.hidden_lines,
        trusted_html,
        offline,
        redirects,
        search: search.enabled,
        searched: search.chapters,
        rules,
        names,
        extra,
        study,
        programs: Vec::new(),
        editor: serve.editor,
    }
}

impl Manifest {
    /// Files of the look of the pages, from the book's folder; each is published.
    pub fn look_files(&self) -> impl Iterator<Item = &String> {
        let icons = self.callouts.iter().filter_map(|callout| match &callout.icon {
            callouts::Icon::File(path) => Some(path),
            callouts::Icon::Ours(_) => None,
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

/// The path of an address, from the first `/` behind its host on.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// The same file named twice is one exam.
fn distinct(paths: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = Vec::new();
    for path in paths {
        if !known.contains(&path) {
            known.push(path);
        }
    }
    known
}

/// Whether a formula can call it: letters, or one sign, behind the backslash that may be left out.
fn is_command(name: &str) -> bool {
    let name = name.strip_prefix('\\').filter(|rest| !rest.is_empty()).unwrap_or(name);
    name.chars().count() == 1
        || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
