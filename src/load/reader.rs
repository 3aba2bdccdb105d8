//! One text after the other, each once: where it may come from, what is said when it is not there, and what a chapter
//! includes.

use super::decode::{ReadAhead, decode};
use super::files::Files;
use super::languages::Overlay;
use super::{MISSING_CHAPTER, MISSING_FILE, UNREADABLE_FILE, include, is_markdown};
use crate::assets::Override;
use crate::finding::{Finding, did_you_mean};
use crate::manifest::outline::leaves;
use crate::manifest::{Dialect, Manifest};
use crate::source::{SourceId, Sources, Span, Stitched};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads the texts of one book.
pub(super) struct ProjectReader<'a> {
    pub files: &'a Files,
    /// What was read side by side, before it is asked for one by one.
    pub ahead: BTreeMap<String, Result<ReadAhead, String>>,
    pub sources: Sources,
    /// Bytes that includes may still bring.
    pub included: usize,
    pub dialect: Dialect,
    /// Whether includes are put in place.
    pub includes: bool,
    /// Folder of the chapters.
    pub source: String,
    pub include_from: Vec<String>,
    pub findings: Vec<Finding>,
    /// Templates of shortcodes, by name.
    pub shortcodes: Vec<(String, Override)>,
    /// Of the language that is read.
    pub overlay: Overlay,
    /// Files of which more is made than the text of a chapter, but for those that are included.
    pub used: BTreeSet<String>,
    /// Paths of chapters that have no file.
    pub unwritten: BTreeSet<String>,
}

impl ProjectReader<'_> {
    /// A file of the source folder by its path from the book's folder.
    pub(super) fn inside(&self, name: &str) -> String {
        format!("{}/{name}", self.source).trim_start_matches('/').to_owned()
    }

    pub(super) fn chapter(
        &mut self,
        name: &str,
        at: Option<Span>,
        markdown: &[String],
        included: &mut BTreeSet<String>,
    ) -> Option<Stitched> {
        let files = self.files;
        if let Some(known) = files.known_text(name).filter(|known| known.is_plain) {
            let source = self.sources.find(name);
            let source = source.unwrap_or_else(|| self.sources.add(name, Arc::clone(&known.text)));
            return Some(Stitched::whole(source, known.text));
        }
        let source = self.source(name, at, markdown)?;
        if !self.includes {
            return Some(Stitched::whole(source, Arc::clone(&self.sources.get(source).text)));
        }
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

    /// Reads a text that must be there. `at` is where the author names it, `known` what could have been meant.
    pub(super) fn text(
        &mut self,
        name: &str,
        at: Option<Span>,
        known: &[String],
    ) -> Option<SourceId> {
        self.used.insert(name.to_owned());
        self.source(name, at, known)
    }

    fn source(&mut self, name: &str, at: Option<Span>, known: &[String]) -> Option<SourceId> {
        if let Some(source) = self.sources.find(name) {
            return Some(source);
        }
        if let Some(known) = self.files.known_text(name) {
            return Some(self.sources.add(name, known.text));
        }
        let read = || self.files.read(name).map(ReadAhead::of);
        match self.ahead.remove(name).unwrap_or_else(read) {
            Ok(ReadAhead::Text(text)) => Some(self.sources.add(name, text)),
            Ok(ReadAhead::Bytes(bytes)) => Some(self.decode(name, bytes, at)),
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

    /// A file that is left out, because we cannot have its bytes.
    pub(super) fn unreadable(&mut self, name: &str, why: &str) {
        let source = self.sources.add(name, "");
        self.findings.push(
            UNREADABLE_FILE
                .broken(Span::new(source, 0..0), format!("`{name}` is left out: {why}"))
                .help("put the file itself there, or take the name away".to_owned()),
        );
    }

    /// Commands of formulas from a file of their own.
    pub(super) fn macros(&mut self, manifest: &mut Manifest, settings: SourceId) {
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

    pub(super) fn decode(&mut self, name: &str, bytes: Vec<u8>, at: Option<Span>) -> SourceId {
        decode(&mut self.sources, &mut self.findings, name, bytes, at)
    }

    /// Where a setting's value is written in the manifest.
    pub(super) fn setting(&self, manifest: SourceId, value: &str) -> Span {
        let text = &self.sources.get(manifest).text;
        let find = |written: &str| Some(written.len()).zip(text.find(written));
        let at = find(&format!("\"{value}\"")).or_else(|| find(&format!("\"./{value}\"")));
        Span::new(manifest, at.map_or(0..0, |(length, at)| at..at + length))
    }
}
