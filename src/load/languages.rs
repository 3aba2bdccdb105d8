//! A book in its other languages: one [`Project`] each, over the same texts.
//!
//! A file in the folder of a language, `chapters/de/first.md`, stands in the place of the one beside it,
//! `chapters/first.md`, whatever it is: a chapter, a file of data, a picture, a piece that chapters include. What the
//! folder lacks is taken from the book's own language. All languages share one set of sources, so a finding of any of
//! them names the file that was really read.

use super::project::GivenFiles;
use super::{Project, ProjectReader, is_markdown};
use crate::address::page_path;
use crate::assets::{Assets, Override};
use crate::finding::{Rule, did_you_mean};
use crate::load::pictures::Pictures;
use crate::load::shortcodes::Shortcodes;
use crate::locale::{self, Locale};
use crate::manifest::languages::Language;
use crate::manifest::outline::{EntryKind, Outline};
use crate::manifest::{BAD_SETTING, Manifest, matter};
use crate::source::{Span, Stitched};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

pub const NO_ORIGINAL: Rule = Rule::warning(
    "no-original",
    "every text in the folder of a language stands in the place of one of the book's own",
);

/// Whose files stand in the place of others. In the book's own language none do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The source folder, with a `/` at its end if it has a name.
    source: String,
    /// The folder of the language, likewise.
    folder: String,
    /// Files of that folder, by path from it.
    names: BTreeSet<String>,
}

impl Overlay {
    pub(super) fn new(source: &str, tag: &str, names: &[String]) -> Self {
        let ended = |name: &str| if name.is_empty() { String::new() } else { format!("{name}/") };
        let folder = ended(tag);
        let inside = names.iter().filter_map(|name| name.strip_prefix(&folder));
        let names =
            if tag.is_empty() { BTreeSet::new() } else { inside.map(str::to_owned).collect() };
        Self { source: ended(source), folder, names }
    }

    /// The file that is read for a path from the source folder, by path from the book's folder.
    pub fn file(&self, path: &str) -> String {
        let folder = if self.has(path) { &self.folder } else { "" };
        format!("{}{folder}{path}", self.source)
    }

    /// The file that the language has or would have of its own.
    pub fn own_file(&self, path: &str) -> String {
        format!("{}{}{path}", self.source, self.folder)
    }

    /// Whether the language has a file of its own for a path from the source folder.
    pub fn has(&self, path: &str) -> bool {
        self.names.contains(path)
    }

    /// The file that is read for one by its path from the book's folder.
    pub(super) fn instead_of<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let path = name.strip_prefix(&self.source).filter(|path| self.has(path));
        path.map_or(Cow::Borrowed(name), |path| self.file(path).into())
    }

    /// The file in whose place one stands.
    pub fn stands_for<'n>(&self, name: &'n str) -> Cow<'n, str> {
        // Of the book's own language nothing stands for another.
        if self.folder.is_empty() {
            return Cow::Borrowed(name);
        }
        match self.own(name) {
            Some(path) => format!("{}{path}", self.source).into(),
            None => Cow::Borrowed(name),
        }
    }

    /// The tag of the language; empty for the book's own.
    pub fn tag(&self) -> &str {
        self.folder.trim_end_matches('/')
    }

    /// The path of one of the language's own files from its folder.
    fn own<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(&self.source)?.strip_prefix(&self.folder)
    }
}

/// A language whose pages the site has, as the others name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteLanguage {
    pub tag: String,
    /// As people who speak it call it.
    pub name: String,
    /// Folder of its pages, with a `/` at its end; empty for the book's own language, whose pages stand at the root.
    pub folder: String,
    /// Pages that it has in the book's own language alone, by path from its folder.
    pub lacks: BTreeSet<String>,
}

/// The language in which a text stands that is not translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    pub tag: String,
    pub name: String,
    /// It marks questions in these texts.
    pub locale: Locale,
    /// What the language itself calls things in the contents, chapters among them that are not translated.
    pub titles: BTreeSet<String>,
}

/// The languages of a book, its own first; none for a book in one language.
pub(super) fn of_site(manifest: &Manifest) -> Vec<SiteLanguage> {
    if manifest.languages.is_empty() {
        return Vec::new();
    }
    let (tag, name) = (manifest.language.clone(), locale::name(&manifest.language).to_owned());
    let own = SiteLanguage { tag, name, folder: String::new(), lacks: BTreeSet::new() };
    let others = manifest.languages.iter().map(|language| SiteLanguage {
        tag: language.tag.clone(),
        name: language.name.clone(),
        folder: format!("{}/", language.tag),
        lacks: BTreeSet::new(),
    });
    std::iter::once(own).chain(others).collect()
}

/// Takes the files of other languages out of what lies in the source folder.
pub(super) fn part(names: Vec<String>, languages: &[Language]) -> (Vec<String>, Vec<String>) {
    let is_other = |name: &String| {
        let folder = name.split_once('/').map(|(folder, _)| folder);
        languages.iter().any(|language| folder == Some(language.tag.as_str()))
    };
    names.into_iter().partition(|name| !is_other(name))
}

/// What all languages are made from.
pub(super) struct Common<'a> {
    pub main: &'a Project,
    /// Files in the folders of languages, by path from the source folder.
    pub others: &'a [String],
    pub shortcodes: &'a [(String, Override)],
    pub overrides: &'a [(String, Override)],
}

impl ProjectReader<'_> {
    /// The book in another language.
    pub(super) fn translation(&mut self, language: &Language, common: &Common<'_>) -> Project {
        let main = common.main;
        let manifest = main.manifest.in_language(language);
        let overlay = Overlay::new(&manifest.source, &language.tag, common.others);
        self.overlay = overlay.clone();
        let mut included = BTreeSet::new();
        let mut text = |path: &String, at: Option<Span>| {
            self.chapter(&overlay.file(path), at, &[], &mut included)
        };
        let mut chapters: Vec<Option<Stitched>> =
            main.outline.chapters().map(|entry| text(&entry.path, entry.span)).collect();
        let mut home = manifest.home.as_ref().and_then(|path| text(path, None));
        let mut not_found = manifest.not_found.as_ref().and_then(|path| text(path, None));
        let study = &manifest.study;
        let mut data = |path: &String| self.text(&overlay.file(path), None, &[]);
        let blueprints = study.blueprints.iter().filter_map(&mut data).collect();
        let glossary = study.glossary.as_ref().and_then(&mut data);
        let services = study.services.as_ref().and_then(&mut data);
        let retired = study.retired.as_ref().and_then(&mut data);
        let outline = self.contents(main, language);
        self.without_original(main, &overlay, &included);
        self.used.append(&mut included);
        let files = self.published(main, &overlay);
        let locale = self.locale(&manifest);
        let (shortcodes, faults) = Shortcodes::of(common.shortcodes.to_vec(), &locale);
        self.findings.extend(faults);
        let faults =
            shortcodes.expand_all(&outline, &manifest, &mut chapters, &mut home, &mut not_found);
        self.findings.extend(faults);
        Project {
            manifest_source: main.manifest_source,
            outline,
            // All languages share the sources of the last one read.
            sources: main.sources.clone(),
            chapters,
            home,
            not_found,
            blueprints,
            glossary,
            services,
            retired,
            files,
            pictures: Pictures::default(),
            history: None,
            linked: main.linked.clone(),
            assets: Assets::new(common.overrides.iter().cloned(), locale),
            drafts: Vec::new(),
            unwritten: main.unwritten.clone(),
            has_shortcodes: main.has_shortcodes,
            programs_ran: false,
            overlay,
            original: Some(Original {
                tag: main.manifest.language.clone(),
                name: locale::name(&main.manifest.language).to_owned(),
                locale: main.assets.locale.clone(),
                titles: language.contents.values().map(|(_, said)| said.clone()).collect(),
            }),
            languages: Vec::new(),
            translations: Vec::new(),
            manifest,
        }
    }

    /// The contents with the words that the language has for them. A chapter that is translated is known by its own title.
    fn contents(&mut self, main: &Project, language: &Language) -> Arc<Outline> {
        let mut outline = (*main.outline).clone();
        let said = |words: &str| language.contents.get(words).map(|(_, said)| said.clone());
        let mut known: BTreeSet<String> = BTreeSet::new();
        for part in &mut outline.parts {
            known.insert(part.title.clone());
            part.title = said(&part.title).unwrap_or_else(|| part.title.clone());
        }
        for entry in &mut outline.entries {
            known.insert(entry.title.clone());
            let translated = entry.kind == EntryKind::Chapter && self.overlay.has(&entry.path);
            let otherwise = || if translated { String::new() } else { entry.title.clone() };
            entry.title = said(&entry.title).unwrap_or_else(otherwise);
        }
        for (words, (at, _)) in &language.contents {
            if !known.contains(words) {
                let known = known.iter().map(String::as_str).filter(|title| !title.is_empty());
                let message = format!("the contents have no title `{words}`");
                let finding = BAD_SETTING.broken(*at, message);
                self.findings.push(finding.misspelt(words, known, || {
                    "write the title as it stands in the contents of the book".to_owned()
                }));
            }
        }
        Arc::new(outline)
    }

    /// Texts of the language that stand in the place of nothing.
    fn without_original(&mut self, main: &Project, overlay: &Overlay, included: &BTreeSet<String>) {
        let manifest = &main.manifest;
        let chapters = main.outline.entries.iter().map(|entry| &entry.path);
        let known: BTreeSet<&String> =
            chapters.chain(&manifest.home).chain(&manifest.not_found).collect();
        let texts = overlay.names.iter().filter(|name| is_markdown(name));
        for path in texts.filter(|path| !known.contains(path)) {
            let name = overlay.file(path);
            if included.contains(&name) {
                continue;
            }
            let Some(source) = self.text(&name, None, &[]) else { continue };
            let near = did_you_mean(path, known.iter().map(|known| known.as_str()));
            let finding = if path == "SUMMARY.md" {
                let help = format!("say titles in `[languages.{}.contents]`", overlay.tag());
                NO_ORIGINAL
                    .broken(
                        Span::new(source, 0..0),
                        "the contents of a language are those of the book",
                    )
                    .help(help)
            } else {
                let message =
                    format!("no chapter `{}{path}` is there to be translated", overlay.source);
                NO_ORIGINAL.broken(Span::new(source, 0..0), message).help(near.or_else(|| {
                    Some("give it the path that the chapter has in the book's own language, or write that chapter first".to_owned())
                }))
            };
            self.findings.push(finding);
        }
    }

    /// Pictures and downloads: the language's own in the place of the book's.
    fn published(&mut self, main: &Project, overlay: &Overlay) -> Arc<GivenFiles> {
        let mut files = (*main.files).clone();
        let study = &main.manifest.study;
        let own = overlay.names.iter().filter(|name| !is_markdown(name));
        for path in own.filter(|path| !study.all().any(|data| data == *path)) {
            let name = overlay.file(path);
            match self.files.share(&name) {
                Ok(bytes) => drop(files.insert(path.clone(), bytes)),
                Err(why) => self.unreadable(&name, &why),
            }
        }
        Arc::new(files)
    }
}

impl Project {
    /// The book in its own language, then in the others.
    pub fn in_all_languages(&self) -> impl Iterator<Item = &Project> {
        std::iter::once(self).chain(&self.translations)
    }

    /// The folder of its pages in the site, with a `/` at its end; empty for the book's own language.
    pub fn folder(&self) -> &str {
        &self.overlay.folder
    }

    /// The text of the book's own language in whose place a file stands in another one; else the file itself.
    pub fn original_of<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let mut names = self.translations.iter().map(|it| it.overlay.stands_for(name));
        names.find(|original| original != name).unwrap_or(Cow::Borrowed(name))
    }

    /// The file that is read for one where the text `here` is: in another language that may be a file of its own.
    pub fn read_for<'n>(&self, here: &str, name: &'n str) -> Cow<'n, str> {
        let translation = self.translations.iter().find(|it| it.overlay.stands_for(here) != here);
        translation.map_or(Cow::Borrowed(name), |it| it.overlay.instead_of(name))
    }

    /// The language of a text, by its path from the source folder, that is not translated.
    pub fn untranslated(&self, path: &str) -> Option<&Original> {
        self.original.as_ref().filter(|_| !self.overlay.has(path))
    }

    /// The words that mark questions and cards in a text, by its path from the source folder.
    pub fn marks_of(&self, path: &str) -> &Locale {
        self.untranslated(path).map_or(&self.assets.locale, |original| &original.locale)
    }

    /// Tells each language what the others lack.
    pub(super) fn compare_languages(&mut self) {
        for translation in &self.translations {
            let paths = self.outline.chapters().map(|entry| (&entry.path, page_path(&entry.path)));
            let home = self.manifest.home.as_ref().map(|path| (path, "index.html".to_owned()));
            let missing = paths.chain(home).filter(|(path, _)| !translation.overlay.has(path));
            let lacks = missing.map(|(_, page)| page).collect();
            let folder = translation.folder();
            if let Some(known) = self.languages.iter_mut().find(|known| known.folder == folder) {
                known.lacks = lacks;
            }
        }
        for translation in &mut self.translations {
            translation.languages.clone_from(&self.languages);
        }
    }

    /// A chapter that is a draft in one language is one that this language lacks: it is left out with the book's own, or
    /// shown as that stands there.
    pub(super) fn take_back_drafts(&mut self, main: &[Option<Stitched>], outline: &Outline) {
        let is_draft = |text: &Option<Stitched>| {
            text.as_ref().is_some_and(|text| matter::is_draft(&text.text))
        };
        let entries = Arc::make_mut(&mut self.outline).entries.iter_mut().zip(&outline.entries);
        let entries = entries.filter(|(entry, _)| entry.kind == EntryKind::Chapter);
        for (((entry, named), text), original) in entries.zip(&mut self.chapters).zip(main) {
            if is_draft(text) || is_draft(original) {
                text.clone_from(original);
                self.overlay.names.remove(&entry.path);
                // Its title in the contents was left out in favour of the translation's own.
                if entry.title.is_empty() {
                    entry.title.clone_from(&named.title);
                }
            }
        }
    }
}
