//! `{{#include file}}`: other files put into a chapter's text, by range of lines or by named anchor.
//!
//! Takes a text and a way to get other texts; gives stitched text whose spans stay on the originals. A file that is
//! not there, an anchor nobody set and a circle of includes are findings; the marker is then left out. Knows nothing
//! of Markdown, so an include works in prose and in code alike. A backslash before the braces keeps them as they are.

use crate::budget;
use crate::finding::{Finding, Rule, did_you_mean};
use crate::source::{SourceId, Sources, Span, Stitched, Stitching};
use std::ops::Range;
use std::sync::Arc;

pub const INCLUDE_NOT_FOUND: Rule =
    Rule::error("include-not-found", "an included file, range or anchor exists");
pub const INCLUDE_CYCLE: Rule = Rule::error("include-cycle", "a file does not include itself");
pub const INCLUDE_TOO_LARGE: Rule =
    Rule::error("include-too-large", "includes stay within ten levels and 64 MB");

const OPEN: &str = "{{#include ";
const CLOSE: &str = "}}";

/// Gets the text of a file named from the book's folder, or a reason why not.
pub type Fetch<'a> = dyn FnMut(&str, &mut Sources) -> Result<SourceId, String> + 'a;

/// Puts all includes of `source` in place.
pub fn stitch(
    source: SourceId,
    sources: &mut Sources,
    fetch: &mut Fetch<'_>,
) -> (Stitched, Vec<Finding>) {
    let text = &sources.get(source).text;
    if braces(text).is_none() {
        return (Stitched::whole(source, Arc::clone(text)), Vec::new());
    }
    let mut stitcher = Stitcher {
        sources,
        fetch,
        open: Vec::new(),
        out: Stitching::new(source),
        findings: Vec::new(),
    };
    let all = 0..stitcher.sources.get(source).text.len();
    stitcher.file(source, all);
    (stitcher.out.finish(), stitcher.findings)
}

/// Where two braces stand. They are rare in prose, so looking for one letter is many times quicker than looking for both.
fn braces(text: &str) -> Option<usize> {
    text.match_indices('{').map(|(at, _)| at).find(|&at| text[at..].starts_with("{{"))
}

struct Stitcher<'a, 'f> {
    sources: &'a mut Sources,
    fetch: &'a mut Fetch<'f>,
    /// The files we are inside of, outermost first.
    open: Vec<SourceId>,
    out: Stitching,
    findings: Vec<Finding>,
}

impl Stitcher<'_, '_> {
    fn file(&mut self, source: SourceId, range: Range<usize>) {
        let text = Arc::clone(&self.sources.get(source).text);
        self.open.push(source);
        let mut at = range.start;
        self.slips(source, &text, range.clone());
        while let Some(found) = text[at..range.end].find(OPEN) {
            let start = at + found;
            let line = text[start..range.end].lines().next().unwrap_or_default();
            let Some(length) = line.find(CLOSE) else {
                self.out.push(source, at, &text[at..start + OPEN.len()]);
                at = start + OPEN.len();
                continue;
            };
            let end = start + length + CLOSE.len();
            if text[..start].ends_with('\\') {
                self.out.push(source, at, &text[at..start - 1]);
                self.out.push(source, start, &text[start..end]);
            } else {
                self.out.push(source, at, &text[at..start]);
                let wanted = text[start + OPEN.len()..end - CLOSE.len()].trim();
                self.include(source, Span::new(source, start..end), wanted);
            }
            at = end;
        }
        self.out.push(source, at, &text[at..range.end]);
        self.open.pop();
    }

    /// Markers that are nearly ours, and ours without an end: they would stand on the page as they are.
    fn slips(&mut self, source: SourceId, text: &str, range: Range<usize>) {
        for (found, _) in text[range.clone()].match_indices("{{") {
            let start = range.start + found;
            if text[..start].ends_with('\\') {
                continue;
            }
            let rest = &text[start..range.end];
            let line = rest.lines().next().unwrap_or_default();
            let inner = line[2..].trim_start();
            let word = inner.trim_start_matches('#').split_whitespace().next().unwrap_or_default();
            let near = word.trim_end_matches('}').chars().count() > 4
                && did_you_mean(word, ["include"]).is_some();
            let ours = rest.starts_with(OPEN);
            if (ours && line.contains(CLOSE)) || !near {
                continue;
            }
            let (message, help) = if ours {
                ("this include has no `}}`", "close it on the same line: `{{#include file.txt}}`")
            } else {
                (
                    "this is nearly an include",
                    "write `{{#include file.txt}}`, or `\\{{` to show the braces",
                )
            };
            self.findings.push(
                INCLUDE_NOT_FOUND
                    .broken(Span::new(source, start..start + line.len()), message)
                    .help(help.to_owned()),
            );
        }
    }

    fn include(&mut self, from: SourceId, span: Span, wanted: &str) {
        let (path, part) =
            wanted.split_once(':').map_or((wanted, None), |(path, part)| (path, Some(part)));
        if self.open.len() >= budget::INCLUDE_LEVELS || self.out.len() > budget::INCLUDED_TEXT {
            let message = format!("`{path}` is included too deep or makes the text too long");
            self.findings.push(INCLUDE_TOO_LARGE.broken(span, message).help(format!(
                "at most {} levels and {} MB",
                budget::INCLUDE_LEVELS,
                budget::INCLUDED_TEXT >> 20
            )));
            return;
        }
        let base = self.sources.get(from).name.clone();
        let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name =
            crate::manifest::outline::normal(format!("{folder}/{path}").trim_start_matches('/'));
        let found = match name {
            Some(name) => (self.fetch)(&name, self.sources),
            None => Err("it lies outside the book's folder".to_owned()),
        };
        let source = match found {
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
        let text = Arc::clone(&self.sources.get(source).text);
        let ranges = match part {
            None => Ok(std::iter::once(0..text.trim_end_matches('\n').len()).collect()),
            Some(part) if part.starts_with(|c: char| c.is_ascii_digit() || c == ':') => {
                lines(&text, part).map(|range| vec![range])
            }
            Some(anchor) => anchored(&text, anchor),
        };
        match ranges {
            Ok(ranges) => {
                for (index, range) in ranges.into_iter().enumerate() {
                    if index > 0 {
                        self.out.push(source, range.start.saturating_sub(1), "\n");
                    }
                    self.file(source, range);
                }
            }
            Err(help) => self.findings.push(
                INCLUDE_NOT_FOUND
                    .broken(span, format!("`{path}` has no part `{}`", part.unwrap_or_default()))
                    .help(help),
            ),
        }
    }
}

/// `3`, `3:`, `:7` and `3:7` are lines, counted from one, both ends included.
fn lines(text: &str, part: &str) -> Result<Range<usize>, Option<String>> {
    let count = text.lines().count();
    let number = |digits: &str, fallback: usize| {
        if digits.is_empty() {
            Ok(fallback)
        } else {
            digits.parse::<usize>().map_err(|_| Some(bad_range()))
        }
    };
    let (first, last) = match part.split_once(':') {
        Some((first, last)) => (number(first, 1)?, number(last, count)?),
        None => (number(part, 1)?, number(part, 1)?),
    };
    if first == 0 || first > last || last > count {
        let lines = if count == 1 { "one line".to_owned() } else { format!("{count} lines") };
        return Err(Some(format!("the file has {lines}, counted from 1")));
    }
    let start_of = |line: usize| text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let end = start_of(last);
    Ok(start_of(first - 1)..end - usize::from(text[..end].ends_with('\n')))
}

fn bad_range() -> String {
    "write lines as `:3`, `:3:7`, `:3:` or `::7`, or an anchor's name".to_owned()
}

/// The lines between `ANCHOR: name` and `ANCHOR_END: name`, without lines that set anchors.
fn anchored(text: &str, name: &str) -> Result<Vec<Range<usize>>, Option<String>> {
    let mut names = Vec::new();
    let mut inside = false;
    let mut found = false;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end_matches('\n').len();
        at += line.len();
        if let Some(other) = after(line, "ANCHOR: ") {
            names.push(other.to_owned());
            if other == name {
                inside = true;
                found = true;
            }
        } else if let Some(other) = after(line, "ANCHOR_END: ") {
            inside = inside && other != name;
        } else if inside {
            match ranges.last_mut() {
                Some(last) if last.end + 1 == range.start => last.end = range.end,
                _ => ranges.push(range),
            }
        }
    }
    if found {
        return Ok(ranges);
    }
    let known = names.iter().map(String::as_str);
    Err(did_you_mean(name, known).or_else(|| {
        Some(format!("set it with a line holding `ANCHOR: {name}` and `ANCHOR_END: {name}`"))
    }))
}

fn after<'t>(line: &'t str, mark: &str) -> Option<&'t str> {
    line.find(mark).map(|at| line[at + mark.len()..].split_whitespace().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stitched(files: &[(&str, &str)]) -> (String, Vec<String>) {
        let mut sources = Sources::default();
        let first = sources.add(files[0].0, files[0].1);
        let mut fetch = |name: &str, sources: &mut Sources| {
            if let Some(id) = sources.find(name) {
                return Ok(id);
            }
            let text = files.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
            text.map(|text| sources.add(name, text))
                .ok_or_else(|| "there is no such file".to_owned())
        };
        let (text, findings) = stitch(first, &mut sources, &mut fetch);
        (
            text.text.to_string(),
            findings.into_iter().map(|finding| finding.rule.name.to_owned()).collect(),
        )
    }

    #[test]
    fn includes_by_file_range_and_anchor() {
        let file = "a\n# ANCHOR: x\nb\n# ANCHOR_END: x\nc\nd\n";
        let outer =
            "{{#include f}}|{{#include f:3}}|{{#include f:5:6}}|{{#include f:x}}|\\{{#include f}}";
        let (text, findings) = stitched(&[("m.md", outer), ("f", file)]);
        assert!(findings.is_empty());
        assert_eq!(text, "a\n# ANCHOR: x\nb\n# ANCHOR_END: x\nc\nd|b|c\nd|b|{{#include f}}");
    }

    #[test]
    fn faults_are_found_and_the_rest_stays() {
        let (text, findings) = stitched(&[
            (
                "m.md",
                "1{{#include gone}}2{{#include m.md}}3{{#include f:9}}4{{#include f:why}}5{{#include ../x}}6",
            ),
            ("f", "one\n"),
        ]);
        assert_eq!(text, "123456");
        let not_found = "include-not-found";
        assert_eq!(findings, [not_found, "include-cycle", not_found, not_found, not_found]);
    }
}
