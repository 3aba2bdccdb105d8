//! Findings for people, as JSON and as SARIF.
//!
//! Takes settled findings and the sources they point into, gives text. The same excerpts are shown in the terminal and
//! in the preview's panel. Knows nothing of which rules exist.

use crate::finding::{Finding, Severity};
use crate::source::{Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use serde_json::json;

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub errors: usize,
    pub warnings: usize,
}

pub fn count(findings: &[Finding]) -> Count {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    Count { errors, warnings: findings.len() - errors }
}

/// "2 errors and 1 warning", or nothing.
pub fn summary(count: Count) -> Option<String> {
    let say = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        number => Some(format!("{number} {word}s")),
    };
    match (say(count.errors, "error"), say(count.warnings, "warning")) {
        (Some(errors), Some(warnings)) => Some(format!("{errors} and {warnings}")),
        (one, other) => one.or(other),
    }
}

/// All findings with excerpts, one after the other, for a terminal of `width` columns.
pub fn human(findings: &[Finding], sources: &Sources, colour: bool, width: usize) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let mut text = String::new();
    for finding in findings {
        text.push_str(&one(finding, sources, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn one(finding: &Finding, sources: &Sources, renderer: &Renderer) -> String {
    let level = if finding.severity == Severity::Error { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(finding.message.as_str()).id(finding.rule.name);
    let mut group = Group::with_title(title);
    if let Some(span) = finding.span {
        group = excerpt(group, sources, span, AnnotationKind::Primary, None);
        for (span, label) in &finding.related {
            group = excerpt(group, sources, *span, AnnotationKind::Context, Some(label.as_str()));
        }
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// So much of a very long line is shown on either side of a span.
const AROUND: usize = 200;

/// Adds the line of a span, not the whole file, and of a very long line only what stands near: a message about a large
/// chapter stays quick.
fn excerpt<'a>(
    group: Group<'a>,
    sources: &'a Sources,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Group<'a> {
    let source = sources.get(span.source);
    let text = &*source.text;
    let start = text.floor_char_boundary(span.range().start);
    let end = text.ceil_char_boundary(span.range().end).max(start);
    // One line is enough to find the place; a span over many lines is shown by its first one.
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    let end = end.min(line_end).max(start);
    let long = line_end - line_start > 4 * AROUND;
    let (from, to) = if long {
        let from = text.floor_char_boundary(start.saturating_sub(AROUND)).max(line_start);
        (from, text.ceil_char_boundary(end.min(start + AROUND) + AROUND).min(line_end))
    } else {
        (line_start, line_end)
    };
    let shown = start - from..end.min(to) - from;
    let annotation = kind.span(shown);
    let annotation = match label {
        Some(label) => annotation.label(label),
        None => annotation,
    };
    let place = sources.place(span);
    let snippet = Snippet::source(&text[from..to]).line_start(place.line).annotation(annotation);
    if long {
        // The column in the excerpt is not the one in the line.
        let origin = Origin::path(source.name.as_str()).line(place.line);
        return group.element(origin.char_column(place.column)).element(snippet);
    }
    group.element(snippet.path(source.name.as_str()))
}

/// A finding as plain data, for JSON and for the preview's panel.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    pub file: Option<String>,
    /// From 1.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
    /// The line of the text that the finding points at.
    pub excerpt: Option<String>,
}

pub fn record(finding: &Finding, sources: &Sources) -> Record {
    let place = finding.span.map(|span| sources.place(span));
    let end = finding.span.map(|span| sources.place(Span { start: span.end, ..span }));
    Record {
        rule: finding.rule.name,
        severity: finding.severity,
        message: finding.message.clone(),
        help: finding.help.clone(),
        file: finding.span.map(|span| sources.get(span.source).name.clone()),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        end_line: end.map(|place| place.line),
        end_column: end.map(|place| place.column),
        excerpt: finding.span.zip(place).and_then(|(span, place)| {
            sources.get(span.source).text.lines().nth(place.line - 1).map(str::to_owned)
        }),
    }
}

/// One JSON object with all findings.
pub fn json(findings: &[Finding], sources: &Sources) -> String {
    let records: Vec<Record> = findings.iter().map(|finding| record(finding, sources)).collect();
    let count = count(findings);
    let whole = json!({ "findings": records, "errors": count.errors, "warnings": count.warnings });
    serde_json::to_string_pretty(&whole).expect("records are plain data") + "\n"
}

/// SARIF 2.1.0, which code hosts show beside the lines.
pub fn sarif(findings: &[Finding], sources: &Sources) -> String {
    let mut rules: Vec<&'static crate::finding::Rule> =
        findings.iter().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup();
    let level = |severity| if severity == Severity::Error { "error" } else { "warning" };
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let record = record(finding, sources);
            let text = match &record.help {
                Some(help) => format!("{}. {help}", record.message),
                None => record.message.clone(),
            };
            let locations: Vec<_> = record
                .file
                .iter()
                .map(|file| {
                    json!({ "physicalLocation": {
                        "artifactLocation": { "uri": crate::html::href(file) },
                        "region": {
                            "startLine": record.line, "startColumn": record.column,
                            "endLine": record.end_line, "endColumn": record.end_column,
                        },
                    }})
                })
                .collect();
            json!({ "ruleId": record.rule, "level": level(record.severity), "message": { "text": text }, "locations": locations })
        })
        .collect();
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| json!({ "id": rule.name, "shortDescription": { "text": rule.promise } }))
        .collect();
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "guidewright", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&whole).expect("results are plain data") + "\n"
}
