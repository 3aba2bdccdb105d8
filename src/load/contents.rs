//! The chapters a book has: their order, those that are named and not there, those that nothing leads to, and what to say of
//! a book without any.

use super::files::Files;
use super::{EMPTY_BOOK, MISSING_CHAPTER, ProjectReader, UNUSED_CHAPTER};
use crate::address::page_path;
use crate::finding::{Finding, Severity, did_you_mean};
use crate::manifest::outline::{self, EntryKind, Outline, OutlineEntry};
use crate::manifest::{Dialect, Manifest};
use crate::source::{SourceId, Span};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

impl ProjectReader<'_> {
    /// The chapters in their order: as the manifest has it, as SUMMARY.md has it, or as the folder does. The last two may
    /// name the home page as well.
    pub(super) fn chapters_in_order(
        &mut self,
        written: Option<Outline>,
        manifest: &mut Manifest,
        markdown: &[String],
    ) -> Outline {
        if manifest.home.is_none()
            && written.is_none()
            && !markdown.iter().any(|name| name == "SUMMARY.md")
        {
            // Without a written order the folder's own first page is the home page.
            manifest.home = ["index.md", "README.md"]
                .into_iter()
                .find(|name| markdown.iter().any(|known| known == name))
                .map(str::to_owned);
        }
        let by_summary = written.is_none();
        let mut outline = written.unwrap_or_else(|| self.outline(markdown, manifest));
        if by_summary && manifest.home.is_none() {
            // A summary may list the first page, as mdBook's do; its place in the site is the home page.
            let first = |entry: &&mut OutlineEntry| {
                entry.kind == EntryKind::Chapter && page_path(&entry.path) == "index.html"
            };
            if let Some(entry) = outline.entries.iter_mut().find(first) {
                entry.kind = EntryKind::Home;
                manifest.home = Some(entry.path.clone());
            }
        } else if let Some(home) = &manifest.home {
            // Contents of ours may list the page that `home` names.
            let listed =
                |entry: &&mut OutlineEntry| entry.kind == EntryKind::Chapter && entry.path == *home;
            if let Some(entry) = outline.entries.iter_mut().find(listed) {
                entry.kind = EntryKind::Home;
            }
        }

        if !manifest.numbered {
            outline.entries.iter_mut().for_each(|entry| entry.number.clear());
        }
        if manifest.create_missing {
            self.create_missing(&outline, markdown);
        }
        outline
    }

    /// Chapters that nothing leads to.
    pub(super) fn unused(
        &mut self,
        outline: &Outline,
        manifest: &Manifest,
        markdown: &[String],
        included: &BTreeSet<String>,
        by_summary: bool,
    ) {
        let listed: HashSet<&String> = outline
            .chapters()
            .map(|entry| &entry.path)
            .chain(&manifest.home)
            .chain(&manifest.not_found)
            .collect();
        let is_unused = |name: &&String| {
            *name != "SUMMARY.md"
                && !listed.contains(name)
                && !included.contains(&self.inside(name))
        };
        let unused: Vec<&String> = markdown.iter().filter(is_unused).collect();
        let help = if by_summary {
            "add it to SUMMARY.md, include it from a chapter, or delete it"
        } else {
            "add it to a `[[part]]`, include it from a chapter, or delete it"
        };
        for name in unused {
            let Some(source) = self.text(&self.inside(name), None, &[]) else { continue };
            let message = format!("`{name}` is not in the contents");
            let finding = UNUSED_CHAPTER.broken(Span::new(source, 0..0), message);
            self.findings.push(finding.help(help.to_owned()));
        }
    }

    fn outline(&mut self, markdown: &[String], manifest: &Manifest) -> Outline {
        if !markdown.iter().any(|name| name == "SUMMARY.md") {
            let chapters: Vec<String> = markdown
                .iter()
                .filter(|name| Some(*name) != manifest.home.as_ref())
                .cloned()
                .collect();
            return outline::from_folder(&chapters);
        }
        let Some(source) = self.text(&self.inside("SUMMARY.md"), None, &[]) else {
            return Outline::default();
        };
        let text = Arc::clone(&self.sources.get(source).text);
        let (outline, findings) = outline::from_summary(source, &text, manifest.dialect);
        self.findings.extend(findings);
        outline
    }

    /// Makes chapters in memory that the contents name and the folder lacks.
    fn create_missing(&mut self, outline: &Outline, markdown: &[String]) {
        let has_file =
            |entry: &&OutlineEntry| matches!(entry.kind, EntryKind::Chapter | EntryKind::Home);
        for entry in outline.entries.iter().filter(has_file) {
            if markdown.contains(&entry.path) {
                continue;
            }
            let name = self.inside(&entry.path);
            if self.ahead.contains_key(&name) || self.files.has(&name) {
                continue;
            }
            self.sources.add(name.as_str(), format!("# {}\n", entry.title));
            self.unwritten.insert(entry.path.clone());
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

    /// What to say of a book without chapters.
    pub(super) fn nothing_there(
        &self,
        manifest: SourceId,
        settings: &Manifest,
        no_files: bool,
    ) -> Finding {
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
        } else if settings.dialect == Dialect::MdBook {
            "list the Markdown files in SUMMARY.md: `- [Title](file.md)`".to_owned()
        } else {
            "list the Markdown files in `[[part]]`, or take the empty parts out".to_owned()
        };
        EMPTY_BOOK.broken(written, "the book has no chapters").help(help)
    }
}
