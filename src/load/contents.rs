//! The chapters a book has: the order they stand in where its manifest gives none, those that are named and not there, and
//! what to say of a book without any.

use super::files::Files;
use super::{EMPTY_BOOK, MISSING_CHAPTER, ProjectReader};
use crate::finding::{Finding, Severity, did_you_mean};
use crate::manifest::Manifest;
use crate::manifest::outline::{self, EntryKind, Outline, OutlineEntry};
use crate::source::{SourceId, Span};
use std::sync::Arc;

impl ProjectReader<'_> {
    pub(super) fn outline(
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

    /// Makes chapters in memory that the contents name and the folder lacks.
    pub(super) fn create_missing(
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
        } else {
            "list the Markdown files in `[[part]]`, or take the empty parts out".to_owned()
        };
        EMPTY_BOOK.broken(written, "the book has no chapters").help(help)
    }
}
