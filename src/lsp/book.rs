//! A book that is open in the editor: its texts as they stand there, and what was found in them.

use super::names::Names;
use super::text;
use crate::check;
use crate::finding::{Finding, Found, Severity};
use crate::fragment::code::Highlighter;
use crate::load::kept::{Changes, Kept};
use crate::load::{self, Files, Project};
use anyhow::{Context, Result};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range,
    Uri,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) struct Book {
    root: PathBuf,
    kept: Arc<Kept>,
    /// Texts that are open in the editor, by name, each with the address that the editor has for it.
    open: BTreeMap<String, (Uri, Arc<str>)>,
    /// Remembers the code that it has gone through, most of which is the same at every look.
    highlighter: Highlighter,
    /// Whether anything changed since the last look.
    stale: bool,
    /// What the last look that came to an end has shown.
    pub seen: Option<Seen>,
    /// Files of which the editor shows findings.
    told: BTreeSet<String>,
}

/// A book as it was when it was looked at.
pub(super) struct Seen {
    pub project: Project,
    pub findings: Vec<Finding>,
    pub names: Names,
}

/// The folder of the book that a file belongs to, and the file's name in it.
pub(super) fn home(path: &Path) -> Option<(PathBuf, String)> {
    let root = path.ancestors().skip(1).find(|folder| load::is_book(folder).is_ok())?;
    let name = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    Some((root.to_path_buf(), name))
}

impl Book {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            kept: Arc::new(Kept::new(root)),
            open: BTreeMap::new(),
            highlighter: Highlighter::default(),
            stale: true,
            seen: None,
            told: BTreeSet::new(),
        }
    }

    /// Puts an open text in the place of its file.
    pub(super) fn open(&mut self, name: String, uri: Uri, text: &str) {
        self.open.insert(name, (uri, load::strip(text)));
        self.stale = true;
    }

    pub(super) fn close(&mut self, name: &str) {
        self.open.remove(name);
        self.changed();
    }

    /// Something was saved, so files are read again; while one writes, only the text in the editor is another.
    pub(super) fn changed(&mut self) {
        self.stale = true;
        self.kept.forget(&Changes { all: true, ..Changes::default() });
    }

    /// Looks at the book again if anything changed.
    pub(super) fn look(&mut self) -> Result<()> {
        if !self.stale {
            return Ok(());
        }
        self.stale = false;
        let texts = self.open.iter().map(|(name, (_, text))| (name.clone(), Arc::clone(text)));
        self.kept.pin(texts.collect());
        let Found { value: project, mut findings } =
            load::files(&Files::Kept(Arc::clone(&self.kept)))
                .with_context(|| format!("could not read the book in `{}`", self.root.display()))?;
        let Found { value: names, findings: more } =
            crate::with_original(&project, &self.highlighter, Names::of);
        findings.extend(more);
        let findings = check::settle(&project, findings);
        self.seen = Some(Seen { project, findings, names });
        Ok(())
    }

    /// A text as it stands in the editor, else as it was looked at.
    pub(super) fn text(&self, name: &str) -> Option<Arc<str>> {
        if let Some((_, text)) = self.open.get(name) {
            return Some(Arc::clone(text));
        }
        let sources = &self.seen.as_ref()?.project.sources;
        Some(Arc::clone(&sources.get(sources.find(name)?).text))
    }

    /// The address of a file of the book, in the editor's own spelling if it is open there.
    pub(super) fn uri(&self, name: &str) -> Option<Uri> {
        if let Some((uri, _)) = self.open.get(name) {
            return Some(uri.clone());
        }
        let mut path = self.root.clone();
        for part in name.split('/') {
            match part {
                ".." => drop(path.pop()),
                part => path.push(part),
            }
        }
        text::uri(&path)
    }

    /// What the editor is to show of each file now, files with nothing any more among them.
    pub(super) fn news(&mut self) -> Vec<(Uri, Vec<Diagnostic>)> {
        let Some(seen) = &self.seen else { return Vec::new() };
        let sources = &seen.project.sources;
        let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for finding in &seen.findings {
            let span = finding.span;
            let name = span.map_or("book.toml", |span| &sources.get(span.source).name);
            found.entry(name.to_owned()).or_default().push(self.diagnostic(seen, finding));
        }
        let mut names: BTreeSet<String> = found.keys().cloned().collect();
        names.extend(std::mem::take(&mut self.told));
        self.told = found.keys().cloned().collect();
        let news = names
            .into_iter()
            .filter_map(|name| Some((self.uri(&name)?, found.remove(&name).unwrap_or_default())));
        news.collect()
    }

    pub(super) fn diagnostic(&self, seen: &Seen, finding: &Finding) -> Diagnostic {
        let sources = &seen.project.sources;
        let related = finding.related.iter().filter_map(|(span, label)| {
            let uri = self.uri(&sources.get(span.source).name)?;
            let location = Location { uri, range: text::range(sources, *span) };
            Some(DiagnosticRelatedInformation { location, message: label.clone() })
        });
        let related: Vec<_> = related.collect();
        let help = finding.help.iter().map(|help| format!("\n{help}"));
        Diagnostic {
            range: finding.span.map_or_else(Range::default, |span| text::range(sources, span)),
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Note | Severity::Off => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(finding.rule.name.to_owned())),
            source: Some("guidewright".to_owned()),
            message: std::iter::once(finding.message.clone()).chain(help).collect(),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }
}
