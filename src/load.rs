//! Reads every file a build needs, once.
//!
//! Takes a folder (or, in tests, a map of files) and gives a [`Project`]: manifest, outline, texts, pictures and
//! assets. After this no stage opens a file. All reading goes through one gate, [`Files`], which admits regular
//! files below the book's folder only. Knows nothing of what the texts mean.

#![allow(clippy::disallowed_methods, reason = "this file owns reading")]

mod files;
pub mod include;
pub mod kept;
pub mod languages;
pub mod programs;
pub mod shortcodes;
mod theme;

use crate::assets::{Assets, FOOTER, HEAD, Override, overrides};
use crate::budget;
use crate::finding::{Finding, Found, Rule, Severity, did_you_mean};
use crate::locale::Locale;
use crate::manifest::outline::{self, EntryKind, Outline, OutlineEntry, leaves};
use crate::manifest::{self, Dialect, Manifest, matter};
use crate::source::{SourceId, Sources, Span, Stitched};
use anyhow::{Context, Result, bail};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use languages::{Common, Original, Overlay, SiteLanguage};
use shortcodes::Shortcodes;

pub use files::{Files, Listing, MARK, from_repository, leftover};

pub const MISSING_CHAPTER: Rule =
    Rule::error("missing-chapter", "every chapter of the contents exists");
pub const MISSING_FILE: Rule = Rule::error("missing-file", "files named in book.toml exist");
pub const INVALID_UTF8: Rule = Rule::error("invalid-utf8", "texts are UTF-8");
pub const EMPTY_BOOK: Rule = Rule::error("empty-book", "a book has a source folder with chapters");
pub const UNUSED_CHAPTER: Rule =
    Rule::warning("unused-chapter", "every Markdown file of the source folder is in the contents");
pub const UNREADABLE_FILE: Rule = Rule::error(
    "unreadable-file",
    "files of the book are regular files of at most 64 MB, without links out",
);

pub const UNUSED_OVERRIDE: Rule = Rule::warning(
    "unused-override",
    "every file in `templates` and `static` stands in the place of one of ours",
);

/// Where mdBook keeps the contents. A folder with it is a book, also without a manifest.
pub const SUMMARY: &str = "src/SUMMARY.md";

/// A book as read: nothing understood yet, nothing to be read any more.
#[derive(Debug, Clone)]
pub struct Project {
    pub manifest: Manifest,
    /// Name of the manifest's text; findings about settings point there.
    pub manifest_source: SourceId,
    pub outline: Outline,
    pub sources: Sources,
    /// One per chapter of the outline, in the same order; nothing for a file that could not be read.
    pub chapters: Vec<Option<Stitched>>,
    pub home: Option<Stitched>,
    /// Words of the page for addresses that are not there.
    pub not_found: Option<Stitched>,
    /// One for each exam, in the manifest's order.
    pub blueprints: Vec<SourceId>,
    pub glossary: Option<SourceId>,
    pub services: Option<SourceId>,
    pub retired: Option<SourceId>,
    /// Pictures and downloads, by path from the source folder.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Where links in the book lead, by path from its folder: what changes there changes the book.
    pub linked: BTreeSet<String>,
    pub assets: Assets,
    /// Chapters that are not ready, left out: their paths and texts.
    pub drafts: Vec<(String, Stitched)>,
    /// Whether the book has shortcodes, which are put in place.
    pub has_shortcodes: bool,
    /// Whether the programs of the manifest have changed the texts.
    pub programs_ran: bool,
    /// Which files stand in the place of others.
    pub overlay: Overlay,
    /// In another language than the book's own: the one in which its texts stand that are not translated.
    pub original: Option<Original>,
    /// All languages of the site, the book's own first; none for a book in one language.
    pub languages: Vec<SiteLanguage>,
    /// The book in its other languages, over the same sources.
    pub translations: Vec<Project>,
}

impl Project {
    /// Takes chapters out that say of themselves that they are drafts. One with chapters below it stays as a name above
    /// them.
    pub fn leave_out_drafts(&mut self) {
        for translation in &mut self.translations {
            translation.take_back_drafts(&self.chapters, &self.outline);
            translation.leave_out_drafts();
        }
        self.compare_languages();
        let mut texts = std::mem::take(&mut self.chapters).into_iter();
        let mut entries = std::mem::take(&mut self.outline.entries).into_iter().peekable();
        while let Some(mut entry) = entries.next() {
            if entry.kind == EntryKind::Chapter {
                let text = texts.next().flatten();
                if let Some(draft) = text.as_ref().filter(|text| matter::is_draft(&text.text)) {
                    self.drafts.push((entry.path.clone(), draft.clone()));
                    let has_more = entries
                        .peek()
                        .is_some_and(|next| next.depth > entry.depth && next.part == entry.part);
                    if !has_more {
                        continue;
                    }
                    entry.kind = EntryKind::Group;
                    if entry.title.is_empty() {
                        let title = first_heading(&draft.text);
                        title.unwrap_or(&entry.path).clone_into(&mut entry.title);
                    }
                } else {
                    self.chapters.push(text);
                }
            }
            self.outline.entries.push(entry);
        }
    }

    /// What was recognised of a book that is not in our own words.
    pub fn recognised(&self) -> Option<String> {
        let manifest = &self.manifest;
        let settings = &self.sources.get(self.manifest_source).text;
        let summary = format!("{}/SUMMARY.md", manifest.source);
        // A book whose contents stand in its manifest was made ours.
        let theirs = manifest.dialect == Dialect::MdBook && self.sources.find(&summary).is_some();
        theirs.then(|| {
            let settings = if settings.is_empty() { "no book.toml" } else { "book.toml" };
            let chapters = match self.outline.chapters().count() {
                1 => "1 chapter".to_owned(),
                count => format!("{count} chapters"),
            };
            format!("an mdBook book: {settings}, {}/SUMMARY.md with {chapters}", manifest.source)
        })
    }
}

/// Reads a book from its folder.
pub fn folder(root: &Path) -> Result<Found<Project>> {
    is_book(root)?;
    files(&Files::below(root))
        .with_context(|| format!("could not read the book in `{}`", root.display()))
}

/// Whether a folder holds a book.
pub fn is_book(root: &Path) -> Result<()> {
    if root.is_file() {
        bail!("`{}` is a file: name the book's folder, the one with book.toml", root.display());
    }
    if !root.is_dir() {
        bail!("there is no folder `{}`", root.display());
    }
    if !root.join("book.toml").is_file() && !root.join(SUMMARY).is_file() {
        let new = if root == Path::new(".") { Path::new("my-book") } else { root };
        bail!(
            "no `book.toml` in `{}`: run the command in a book's folder, name one, or make one with `guidewright new {}`",
            root.display(),
            new.display()
        );
    }
    Ok(())
}

/// Reads a book from wherever its files are.
#[allow(clippy::too_many_lines, reason = "one step after the other, each a line or two")]
pub fn files(files: &Files) -> Result<Found<Project>> {
    let mut reader = ProjectReader {
        files,
        ahead: BTreeMap::new(),
        sources: Sources::of(files.named()),
        included: budget::INCLUDED_IN_BOOK,
        dialect: Dialect::default(),
        include_from: Vec::new(),
        findings: Vec::new(),
        shortcodes: Vec::new(),
        overlay: Overlay::default(),
    };
    let summary = files.read(SUMMARY).is_ok();
    let manifest_text = match files.read("book.toml") {
        Ok(text) => text,
        Err(_) if summary && !files.has("book.toml") => Vec::new(),
        Err(why) => anyhow::bail!("cannot read `book.toml`: {why}"),
    };
    let manifest_source = reader.decode("book.toml", manifest_text, None);
    let text = Arc::clone(&reader.sources.get(manifest_source).text);
    let (mut manifest, outline, findings) = manifest::read(manifest_source, &text, summary);
    reader.findings.extend(findings);
    if manifest.title.is_empty() {
        manifest.title = files.name();
    }
    reader.dialect = manifest.dialect;
    reader.include_from.clone_from(&manifest.include_from);
    reader.macros(&mut manifest, manifest_source);

    let Listing { names, lost, mut linked } = files.list(&manifest.source, &manifest.dest);
    let inside =
        |name: &str| format!("{}/{name}", manifest.source).trim_start_matches('/').to_owned();
    for (name, why) in lost {
        reader.unreadable(&inside(&name), &why);
    }
    reader.ahead = names
        .par_iter()
        .filter(|name| is_markdown(name))
        .map(|name| {
            let name = inside(name);
            let bytes = files.read(&name);
            (name, bytes)
        })
        .collect();
    let (names, others) = languages::part(names, &manifest.languages);
    let markdown: Vec<String> = names.iter().filter(|name| is_markdown(name)).cloned().collect();
    if manifest.home.is_none()
        && outline.is_none()
        && !markdown.iter().any(|name| name == "SUMMARY.md")
    {
        // Without a written order the folder's own first page is the home page.
        manifest.home = ["index.md", "README.md"]
            .into_iter()
            .find(|name| markdown.iter().any(|known| known == name))
            .map(str::to_owned);
    }
    let by_summary = outline.is_none();
    let mut outline = outline.unwrap_or_else(|| reader.outline(&inside, &markdown, &manifest));
    if by_summary && manifest.home.is_none() {
        // A summary may list the first page, as mdBook's do; its place in the site is the home page.
        let first = |entry: &&mut OutlineEntry| {
            let path = &entry.path;
            entry.kind == EntryKind::Chapter
                && (path == "index.md" || path.eq_ignore_ascii_case("readme.md"))
        };
        if let Some(entry) = outline.entries.iter_mut().find(first) {
            entry.kind = EntryKind::Home;
            manifest.home = Some(entry.path.clone());
        }
    }

    if !manifest.numbered {
        outline.entries.iter_mut().for_each(|entry| entry.number.clear());
    }
    if manifest.create_missing {
        reader.create_missing(&outline, &inside, &markdown);
    }

    if outline.chapters().next().is_none() {
        let finding = reader.nothing_there(manifest_source, &manifest, markdown.is_empty());
        reader.findings.push(finding);
    }

    let mut included = BTreeSet::new();
    let mut chapters = Vec::with_capacity(outline.entries.len());
    for entry in outline.chapters() {
        chapters.push(reader.chapter(&inside(&entry.path), entry.span, &markdown, &mut included));
    }
    let mut home = manifest.home.as_ref().and_then(|name| {
        let at = Some(reader.setting(manifest_source, name));
        reader.chapter(&inside(name), at, &markdown, &mut included)
    });
    if manifest.dialect == Dialect::MdBook {
        let file = manifest.not_found.get_or_insert_with(|| "404.md".to_owned());
        // Few books have one.
        if !markdown.contains(file) {
            manifest.not_found = None;
        }
    }
    let mut not_found = manifest.not_found.as_ref().and_then(|name| {
        let at = Some(reader.setting(manifest_source, name));
        reader.chapter(&inside(name), at, &markdown, &mut included)
    });
    let mut data = |name: &String| {
        let at = reader.setting(manifest_source, name);
        reader.text(&inside(name), Some(at), &names)
    };
    let blueprints = manifest.study.blueprints.iter().filter_map(&mut data).collect();
    let glossary = manifest.study.glossary.as_ref().and_then(&mut data);
    let services = manifest.study.services.as_ref().and_then(&mut data);
    let retired = manifest.study.retired.as_ref().and_then(&mut data);

    let listed: BTreeSet<&String> = outline
        .chapters()
        .map(|entry| &entry.path)
        .chain(&manifest.home)
        .chain(&manifest.not_found)
        .collect();
    for name in
        markdown.iter().filter(|name| !listed.contains(name) && !included.contains(&inside(name)))
    {
        if name == "SUMMARY.md" {
            continue;
        }
        let source = reader.text(&inside(name), None, &[]);
        if let Some(source) = source {
            reader.findings.push(
                UNUSED_CHAPTER
                    .broken(Span::new(source, 0..0), format!("`{name}` is not in the contents"))
                    .help(
                        if by_summary {
                            "add it to SUMMARY.md, include it from a chapter, or delete it"
                        } else {
                            "add it to a `[[part]]`, include it from a chapter, or delete it"
                        }
                        .to_owned(),
                    ),
            );
        }
    }

    let mut published = BTreeMap::new();
    for name in names
        .iter()
        .filter(|name| !is_markdown(name) && !manifest.study.all().any(|data| data == *name))
    {
        match files.share(&inside(name)) {
            Ok(bytes) => {
                published.insert(name.clone(), bytes);
            }
            Err(why) => reader.unreadable(&inside(name), &why),
        }
    }

    if manifest.dialect == Dialect::MdBook {
        if manifest.site.favicon.is_none() {
            manifest.site.favicon = theme::icon(files, &manifest);
        }
        reader.findings.extend(theme::replaced(files, &manifest, manifest_source));
    }
    if let Some(theme) = manifest.theme.as_ref().filter(|theme| !files.has(theme)) {
        let at = reader.setting(manifest_source, theme);
        let finding = MISSING_FILE.broken(at, format!("there is no folder `{theme}`"));
        reader.findings.push(finding.help("take the key out: nothing reads a theme".to_owned()));
    }
    for name in manifest.styles.iter().chain(&manifest.scripts) {
        match files.share(name) {
            Ok(bytes) => {
                published.insert(name.clone(), bytes);
            }
            Err(why) => {
                let at = reader.setting(manifest_source, name);
                let message = format!("cannot read `{name}`: {why}");
                reader.findings.push(MISSING_FILE.broken(at, message).help(
                    "paths of styles and scripts are taken from the book's folder".to_owned(),
                ));
            }
        }
    }
    for name in manifest.look_files() {
        match files.share(name) {
            Ok(bytes) => {
                published.insert(manifest.published(name).to_owned(), bytes);
            }
            Err(why) => {
                let at = reader.setting(manifest_source, name);
                let message = format!("cannot read `{name}`: {why}");
                let help = "paths in `[site]` and `[[callout]]` are taken from the book's folder"
                    .to_owned();
                reader.findings.push(MISSING_FILE.broken(at, message).help(help));
            }
        }
    }
    let mut own = reader.overrides(&manifest, &included, &mut linked);
    let parts = [(HEAD, manifest.site.head.as_ref()), (FOOTER, manifest.site.footer_template())];
    for (part, name) in parts {
        let Some(name) = name else { continue };
        let at = reader.setting(manifest_source, name);
        own.extend(reader.template(part, name, at));
    }
    let locale = reader.locale(&manifest);
    let own_shortcodes = std::mem::take(&mut reader.shortcodes);
    let (shortcodes, faults) = Shortcodes::of(own_shortcodes.clone(), &locale);
    reader.findings.extend(faults);
    let paths = outline.chapters().map(|entry| Some(&entry.path));
    let beside =
        [(manifest.home.as_ref(), &mut home), (manifest.not_found.as_ref(), &mut not_found)];
    let faults = shortcodes.expand_all(paths.zip(&mut chapters).chain(beside));
    reader.findings.extend(faults);
    let mut project = Project {
        languages: languages::of_site(&manifest),
        overlay: Overlay::new(&manifest.source, "", &[]),
        original: None,
        translations: Vec::new(),
        manifest,
        manifest_source,
        outline,
        sources: Sources::default(),
        chapters,
        home,
        not_found,
        blueprints,
        glossary,
        services,
        retired,
        files: published,
        linked,
        assets: Assets::new(own.iter().cloned(), locale),
        drafts: Vec::new(),
        has_shortcodes: !shortcodes.is_empty(),
        programs_ran: false,
    };
    let common =
        Common { main: &project, others: &others, shortcodes: &own_shortcodes, overrides: &own };
    let spoken = project.manifest.languages.iter();
    let mut translations: Vec<Project> =
        spoken.map(|language| reader.translation(language, &common)).collect();
    for translation in &mut translations {
        translation.sources = reader.sources.clone();
    }
    project.translations = translations;
    project.sources = reader.sources;
    project.compare_languages();
    Ok(Found::new(project, reader.findings))
}

/// The words of the first main heading of a chapter that is not parsed, as they are written.
fn first_heading(text: &str) -> Option<&str> {
    let start = matter::find(text).and_then(|matter| matter.end).unwrap_or(0);
    let body = &text[start..];
    let mut events = Parser::new_ext(body, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
    events.find(|(event, _)| {
        matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
    })?;
    let inner = events.take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inner.map(|(_, at)| at).reduce(|all, at| all.start..all.end.max(at.end))?;
    Some(&body[words])
}

fn is_markdown(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"))
}

struct ProjectReader<'a> {
    files: &'a Files,
    /// What was read side by side, before it is asked for one by one.
    ahead: BTreeMap<String, Result<Vec<u8>, String>>,
    sources: Sources,
    /// Bytes that includes may still bring.
    included: usize,
    dialect: Dialect,
    include_from: Vec<String>,
    findings: Vec<Finding>,
    /// Templates of shortcodes, by name.
    shortcodes: Vec<(String, Override)>,
    /// Of the language that is read.
    overlay: Overlay,
}

impl ProjectReader<'_> {
    /// What to say of a book without chapters.
    fn nothing_there(&self, manifest: SourceId, settings: &Manifest, no_files: bool) -> Finding {
        let written = self.setting(manifest, &settings.source);
        let Files::Folder(root) = self.files else {
            return EMPTY_BOOK
                .broken(written, "the book has no chapters")
                .help("write a Markdown file in the source folder".to_owned());
        };
        if !root.join(&settings.source).is_dir() {
            let folders = walkdir::WalkDir::new(root).min_depth(1).max_depth(1);
            let names: Vec<String> = folders
                .into_iter()
                .filter_map(Result::ok)
                .filter(|entry| entry.file_type().is_dir())
                .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
                .collect();
            let help = did_you_mean(&settings.source, names.iter().map(String::as_str));
            return EMPTY_BOOK
                .broken(written, format!("there is no folder `{}`", settings.source))
                .help(help.unwrap_or_else(|| {
                    "make it and put a Markdown file into it, or name another one with `source` in `[book]`".to_owned()
                }));
        }
        let help = if no_files {
            format!("write a Markdown file in the folder `{}`", settings.source)
        } else {
            "list the Markdown files in `[[part]]`, or take the empty parts out".to_owned()
        };
        EMPTY_BOOK.broken(written, "the book has no chapters").help(help)
    }

    fn outline(
        &mut self,
        inside: &dyn Fn(&str) -> String,
        markdown: &[String],
        manifest: &Manifest,
    ) -> Outline {
        if !markdown.iter().any(|name| name == "SUMMARY.md") {
            let chapters: Vec<String> = markdown
                .iter()
                .filter(|name| Some(*name) != manifest.home.as_ref())
                .cloned()
                .collect();
            return outline::from_folder(&chapters);
        }
        let Some(source) = self.text(&inside("SUMMARY.md"), None, &[]) else {
            return Outline::default();
        };
        let text = Arc::clone(&self.sources.get(source).text);
        let (outline, findings) = outline::from_summary(source, &text, manifest.dialect);
        self.findings.extend(findings);
        outline
    }

    fn chapter(
        &mut self,
        name: &str,
        at: Option<Span>,
        markdown: &[String],
        included: &mut BTreeSet<String>,
    ) -> Option<Stitched> {
        let source = self.text(name, at, markdown)?;
        let files = self.files;
        let mut more = Vec::new();
        let (dialect, from) = (self.dialect, &self.include_from);
        let allowed = |name: &str| {
            let below = |folder: &String| {
                name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            dialect == Dialect::MdBook || from.iter().any(below)
        };
        let overlay = &self.overlay;
        let mut fetch = |from: &str, path: &str, sources: &mut Sources| {
            let name = include::named(&overlay.stands_for(from), path)?;
            if leaves(&name) && !allowed(&name) {
                return Err("it lies outside the book's folder, and `include-from` in `[book]` does not name its own".to_owned());
            }
            let name = overlay.instead_of(&name);
            included.insert(name.to_string());
            if let Some(known) = sources.find(&name) {
                return Ok(known);
            }
            let bytes = files.read(&name)?;
            Ok(decode(sources, &mut more, &name, bytes, None))
        };
        let (text, findings) =
            include::stitch(source, dialect, &mut self.sources, &mut self.included, &mut fetch);
        self.findings.extend(more);
        self.findings.extend(findings);
        Some(text)
    }

    /// Makes chapters in memory that the contents name and the folder lacks.
    fn create_missing(
        &mut self,
        outline: &Outline,
        inside: &dyn Fn(&str) -> String,
        markdown: &[String],
    ) {
        let has_file =
            |entry: &&OutlineEntry| matches!(entry.kind, EntryKind::Chapter | EntryKind::Home);
        for entry in outline.entries.iter().filter(has_file) {
            if markdown.contains(&entry.path) {
                continue;
            }
            let name = inside(&entry.path);
            if self.ahead.contains_key(&name) || self.files.has(&name) {
                continue;
            }
            self.sources.add(name.as_str(), format!("# {}\n", entry.title));
            let at = entry.span.unwrap_or_else(|| {
                Span::new(self.sources.find(&name).expect("it was just added"), 0..0)
            });
            let finding = MISSING_CHAPTER
                .broken(at, format!("`{name}` is not there, so its page holds the title alone"));
            let help =
                "write the file, or leave the brackets empty for a chapter to come".to_owned();
            self.findings.push(Finding { severity: Severity::Warning, ..finding }.help(help));
        }
    }

    /// Commands of formulas from a file of their own.
    fn macros(&mut self, manifest: &mut Manifest, settings: SourceId) {
        let Some(name) = &manifest.macro_file else { return };
        let at = self.setting(settings, name);
        let Some(source) = self.text(name, Some(at), &[]) else { return };
        let text = Arc::clone(&self.sources.get(source).text);
        for line in text.lines() {
            let Some((name, rest)) = line.trim().split_once(':') else { continue };
            let rest = rest.trim();
            let body =
                rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(rest);
            if name.starts_with('\\') {
                manifest.macros.entry(name.to_owned()).or_insert_with(|| body.to_owned());
            }
        }
    }

    /// The book's own templates, styles and scripts. What stands among them and replaces nothing is found.
    fn overrides(
        &mut self,
        manifest: &Manifest,
        included: &BTreeSet<String>,
        linked: &mut BTreeSet<String>,
    ) -> Vec<(String, Override)> {
        let mut own = Vec::new();
        for folder in ["templates", "static"] {
            // Where chapters lie in the same folder, its files are theirs.
            let of_chapters = manifest.source.is_empty()
                || folder == manifest.source
                || folder.starts_with(&format!("{}/", manifest.source));
            let listing = self.files.list(folder, &manifest.dest);
            linked.extend(listing.linked);
            for (name, why) in listing.lost.into_iter().filter(|_| !of_chapters) {
                self.unreadable(&format!("{folder}/{name}"), &why);
            }
            for name in listing.names {
                let name = format!("{folder}/{name}");
                if let Some(shortcode) = shortcodes::name_of(&name) {
                    let shortcode = shortcode.to_owned();
                    match self.files.read(&name) {
                        Ok(bytes) => {
                            let source = self.decode(&name, bytes, None);
                            let text = self.sources.get(source).text.to_string();
                            self.shortcodes.push((shortcode, Override { source, text }));
                        }
                        Err(why) => self.unreadable(&name, &why),
                    }
                    continue;
                }
                let Some(known) = overrides().find(|known| *known == name) else {
                    let parts = [manifest.site.head.as_ref(), manifest.site.footer_template()];
                    let mut named = manifest.look_files().chain(parts.into_iter().flatten());
                    let is_named = named.any(|named| *named == name);
                    if !of_chapters && !is_named && !included.contains(&name) {
                        let help = did_you_mean(&name, overrides()).or_else(|| {
                            Some("only files that have the name of one of ours are used".to_owned())
                        });
                        let source = self.sources.add(name.as_str(), "");
                        let message = format!("`{name}` replaces nothing");
                        let finding = UNUSED_OVERRIDE.broken(Span::new(source, 0..0), message);
                        self.findings.push(finding.help(help));
                    }
                    continue;
                };
                match self.files.read(&name) {
                    Ok(bytes) => {
                        let source = self.decode(&name, bytes, None);
                        let text = self.sources.get(source).text.to_string();
                        own.push((known.to_owned(), Override { source, text }));
                    }
                    Err(why) => self.unreadable(&name, &why),
                }
            }
        }
        own
    }

    /// A template that the manifest names, as `part` of all pages.
    fn template(&mut self, part: &str, name: &str, at: Span) -> Option<(String, Override)> {
        let source = self.text(name, Some(at), &[])?;
        let text = self.sources.get(source).text.to_string();
        Some((format!("templates/{part}"), Override { source, text }))
    }

    /// The words of the interface in the book's language, with those that the book says itself.
    fn locale(&mut self, manifest: &Manifest) -> Locale {
        let name = format!("locales/{}.toml", manifest.language);
        let own = self.files.read(&name).ok().map(|bytes| self.decode(&name, bytes, None));
        let text = own.map(|source| Arc::clone(&self.sources.get(source).text));
        let (locale, findings) = Locale::completed(&manifest.language, own.zip(text.as_deref()));
        self.findings.extend(findings);
        locale
    }

    /// A file that is left out, because we cannot have its bytes.
    fn unreadable(&mut self, name: &str, why: &str) {
        let source = self.sources.add(name, "");
        self.findings.push(
            UNREADABLE_FILE
                .broken(Span::new(source, 0..0), format!("`{name}` is left out: {why}"))
                .help("put the file itself there, or take the name away".to_owned()),
        );
    }

    /// Reads a text that must be there. `at` is where the author names it, `known` what could have been meant.
    fn text(&mut self, name: &str, at: Option<Span>, known: &[String]) -> Option<SourceId> {
        if let Some(source) = self.sources.find(name) {
            return Some(source);
        }
        if let Some(text) = self.files.known_text(name) {
            return Some(self.sources.add(name, text));
        }
        let bytes = self.ahead.remove(name).unwrap_or_else(|| self.files.read(name));
        match bytes {
            Ok(bytes) => Some(self.decode(name, bytes, at)),
            Err(why) => {
                let rule = if is_markdown(name) { &MISSING_CHAPTER } else { &MISSING_FILE };
                let message = format!("cannot read `{name}`: {why}");
                let short = |name: &str| {
                    known
                        .iter()
                        .map(String::as_str)
                        .find(|known| name.ends_with(known))
                        .map(str::to_owned)
                };
                let written =
                    at.map(|at| self.sources.text(at).trim_matches(['"', '\'']).to_owned());
                let help =
                    did_you_mean(&written.unwrap_or_default(), known.iter().map(String::as_str))
                        .or_else(|| short(name))
                        .or_else(|| Some("make the file, or take its line out".to_owned()));
                let finding = match at {
                    Some(at) => rule.broken(at, message),
                    None => rule.broken_nowhere(message),
                };
                self.findings.push(finding.help(help));
                None
            }
        }
    }

    fn decode(&mut self, name: &str, bytes: Vec<u8>, at: Option<Span>) -> SourceId {
        decode(&mut self.sources, &mut self.findings, name, bytes, at)
    }

    /// Where a setting's value is written in the manifest.
    fn setting(&self, manifest: SourceId, value: &str) -> Span {
        let text = &self.sources.get(manifest).text;
        let at = text.find(&format!("\"{value}\"")).map_or(0..0, |at| at..at + value.len() + 2);
        Span::new(manifest, at)
    }
}

/// Keeps a text. Bytes that are no UTF-8 are replaced and found, with the place of the first one.
fn decode(
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
    name: &str,
    bytes: Vec<u8>,
    at: Option<Span>,
) -> SourceId {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let byte = error.as_bytes()[good];
            let wide = utf16(error.as_bytes());
            let message = match &wide {
                Some(_) => "the file is UTF-16".to_owned(),
                None => format!("byte {good} (0x{byte:02x}) is not UTF-8"),
            };
            // What else there is to say of such a text is said of the text that was meant.
            let text =
                wide.unwrap_or_else(|| String::from_utf8_lossy(error.as_bytes()).into_owned());
            let source = sources.add(name, strip(text));
            let mut finding = INVALID_UTF8
                .broken(Span::new(source, good..good + 3), message)
                .help("save the file as UTF-8".to_owned());
            if let Some(at) = at {
                finding = finding.also(at, "named here");
            }
            findings.push(finding);
            return source;
        }
    };
    sources.add(name, strip(text))
}

/// The text of bytes that begin with the byte order mark of UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, _) = rest.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    Some(char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect())
}

/// Without a byte order mark, with plain line ends: the same text on every system.
pub(crate) fn strip(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}
