//! What an include names, brought: the file, the part of it that is asked for, and the limits on all that comes.

use super::helper::HelperKind;
use super::part::{self, anchored, lines, without_anchors};
use super::place::Lines;
use super::{
    INCLUDE_CYCLE, INCLUDE_NOT_FOUND, INCLUDE_TOO_LARGE, Stitcher, UNCLOSED_ANCHOR, is_range,
};
use crate::budget;
use crate::finding::Finding;
use crate::manifest::{Dialect, matter};
use crate::source::{SourceId, Span};
use std::ops::Range;
use std::sync::Arc;

impl Stitcher<'_, '_> {
    /// Puts a file or a part of it in place; `prefix` is what its further lines get.
    pub(super) fn include(
        &mut self,
        span: Span,
        kind: HelperKind,
        wanted: &str,
        prefix: (SourceId, usize, String),
        in_code: bool,
    ) {
        let (path, part) =
            wanted.split_once(':').map_or((wanted, None), |(path, part)| (path, Some(part)));
        if self.full {
            return;
        }
        if self.open.len() >= budget::INCLUDE_LEVELS {
            let levels = budget::INCLUDE_LEVELS;
            self.findings.push(
                INCLUDE_TOO_LARGE
                    .broken(span, format!("`{path}` is included too deep"))
                    .help(format!("at most {levels} levels")),
            );
            return;
        }
        let base = self.sources.get(span.source).name.clone();
        let source = match (self.fetch)(&base, path, self.sources) {
            Ok(source) => source,
            Err(reason) => {
                self.findings.push(
                    INCLUDE_NOT_FOUND
                        .broken(span, format!("cannot include `{path}`: {reason}"))
                        .help(
                            "paths are taken from the folder of the file that includes".to_owned(),
                        ),
                );
                return;
            }
        };
        if self.open.contains(&source) {
            let message = format!("`{path}` is included from within itself");
            self.findings.push(
                INCLUDE_CYCLE
                    .broken(span, message)
                    .help("break the circle; this include was left out".to_owned()),
            );
            return;
        }
        let ranges = match self.ranges(span, kind, source, path, part, in_code) {
            Ok(ranges) => ranges,
            Err(finding) => {
                self.findings.push(finding);
                return;
            }
        };
        let brought = match kind {
            HelperKind::Rustdoc => self.sources.get(source).text.len(),
            _ => ranges.iter().map(Range::len).sum::<usize>(),
        };
        let bytes = brought + span.range().len();
        if self.brought + bytes > budget::INCLUDED_TEXT || bytes > *self.left {
            self.full = true;
            let what = if self.brought + bytes > budget::INCLUDED_TEXT {
                format!("{} MB into this chapter", budget::INCLUDED_TEXT >> 20)
            } else {
                format!("{} MB into the whole book", budget::INCLUDED_IN_BOOK >> 20)
            };
            let help = "what brings it and the includes after it are left out; include less, or divide the chapter";
            self.findings.push(
                INCLUDE_TOO_LARGE
                    .broken(span, format!("includes bring more than {what}"))
                    .help(help.to_owned()),
            );
            return;
        }
        self.brought += bytes;
        *self.left -= bytes;
        let before = self.out.length();
        self.prefix.push(prefix);
        if let (HelperKind::Rustdoc, Some(part)) = (kind, part) {
            self.shown_in_whole(source, &ranges, !is_range(part));
        } else {
            for (index, range) in ranges.into_iter().enumerate() {
                if index > 0 {
                    self.push(source, range.start.saturating_sub(1), "\n");
                }
                self.file(source, range, Lines::enclosed(in_code));
            }
        }
        self.prefix.pop();
        if self.full && self.open.len() == 1 {
            // Half of what an include brings would only cost the later stages time and memory.
            self.out.truncate(before);
        }
    }

    /// Brings a whole file; the lines outside of `shown` come as hidden ones, those of anchors not at all where the part
    /// is one.
    pub(super) fn shown_in_whole(
        &mut self,
        source: SourceId,
        shown: &[Range<usize>],
        anchored: bool,
    ) {
        let text = Arc::clone(&self.sources.get(source).text);
        let mut at = 0;
        let mut first = true;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let line = line.trim_end_matches('\n');
            if anchored && part::is_anchor(line) {
                continue;
            }
            if !std::mem::take(&mut first) {
                self.push(source, start.saturating_sub(1), "\n");
            }
            if shown.iter().any(|range| range.start <= start && start + line.len() <= range.end) {
                self.file(source, start..start + line.len(), Lines::enclosed(true));
            } else {
                self.push(source, start, "# ");
                self.push(source, start, line);
            }
        }
    }

    /// Where in a file the text stands that an include asks for.
    pub(super) fn ranges(
        &mut self,
        span: Span,
        kind: HelperKind,
        source: SourceId,
        path: &str,
        part: Option<&str>,
        in_code: bool,
    ) -> Result<Vec<Range<usize>>, Finding> {
        let text = Arc::clone(&self.sources.get(source).text);
        // mdBook's `include` ends with the first lines of a name, its `rustdoc_include` shows all of them.
        let once = self.dialect == Dialect::MdBook && kind != HelperKind::Rustdoc;
        let found = match part.filter(|part| !(self.dialect == Dialect::MdBook && part.is_empty()))
        {
            None if kind == HelperKind::Playground => Ok(without_anchors(&text)),
            None => {
                let markdown = path.to_ascii_lowercase().ends_with(".md") && !in_code;
                let native = self.dialect == Dialect::Native;
                let body = matter::find(&text)
                    .filter(|_| markdown && native)
                    .and_then(|matter| matter.end);
                let start =
                    body.map_or(0, |end| text.len() - text[end..].trim_start_matches('\n').len());
                Ok(std::iter::once(start..text.trim_end_matches('\n').len().max(start)).collect())
            }
            Some(part) if is_range(part) => {
                let clamped = self.dialect == Dialect::MdBook;
                lines(&text, part, clamped).map(|range| vec![range])
            }
            Some(name) => anchored(&text, name, once).map(|anchored| {
                if let Some(open) = anchored.open {
                    self.findings.push(
                        UNCLOSED_ANCHOR
                            .broken(
                                Span::new(source, open),
                                format!("nothing ends the anchor `{name}`"),
                            )
                            .help(format!("add a line holding `ANCHOR_END: {name}`")),
                    );
                }
                anchored.ranges
            }),
        };
        found.map_err(|help| {
            INCLUDE_NOT_FOUND
                .broken(span, format!("`{path}` has no part `{}`", part.unwrap_or_default()))
                .help(help)
        })
    }
}
