//! Findings for people, as JSON, as SARIF and as annotations of a code host.
//!
//! Takes settled findings and the sources they point into, gives text. A file is named as one reaches it from where the
//! command runs. The same excerpts are shown in the terminal and in the preview's panel. Knows nothing of which rules
//! exist.

use crate::finding::{Finding, Severity};
use crate::mend::Change;
use crate::source::{Sources, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use serde_json::json;
use similar::TextDiff;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

pub fn count(findings: &[Finding]) -> Count {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Count {
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notes: of(Severity::Note),
    }
}

/// "1 card" or "12 cards": a number with a word that has a regular plural.
pub fn counted(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// "2 errors and 1 warning", or nothing.
pub fn summary(count: Count) -> Option<String> {
    let say = |number: usize, word: &str| (number > 0).then(|| counted(number, word));
    let said: Vec<String> =
        [say(count.errors, "error"), say(count.warnings, "warning"), say(count.notes, "note")]
            .into_iter()
            .flatten()
            .collect();
    let (last, others) = said.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
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
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note | Severity::Off => Level::NOTE,
    };
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

/// The line of a span and where the span stands in it; of a very long line only what stands near.
struct Excerpt<'s> {
    text: &'s str,
    span: Range<usize>,
    /// Whether something is left out before and after.
    cut: (bool, bool),
}

impl<'s> Excerpt<'s> {
    fn of(sources: &'s Sources, span: Span) -> Self {
        let source = sources.get(span.source);
        let text = &*source.text;
        let start = text.floor_char_boundary(span.range().start);
        // A span over many lines is shown by its first one.
        let line = source.line_at(start);
        let end = text.ceil_char_boundary(span.range().end).min(line.end).max(start);
        let near = if line.len() > 4 * AROUND {
            let from = text.floor_char_boundary(start.saturating_sub(AROUND)).max(line.start);
            from..text.ceil_char_boundary(end.min(start + AROUND) + AROUND).min(line.end)
        } else {
            line.clone()
        };
        Self {
            text: &text[near.clone()],
            span: start - near.start..end.min(near.end) - near.start,
            cut: (near.start > line.start, near.end < line.end),
        }
    }

    fn whole(&self) -> bool {
        self.cut == (false, false)
    }

    /// With dots where something is left out.
    fn dotted(&self) -> String {
        let dots = |cut| if cut { "…" } else { "" };
        format!("{}{}{}", dots(self.cut.0), self.text, dots(self.cut.1))
    }
}

/// Adds the line of a span, not the whole file: a message about a large chapter stays quick.
fn excerpt<'a>(
    group: Group<'a>,
    sources: &'a Sources,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Group<'a> {
    let shown = Excerpt::of(sources, span);
    let annotation = kind.span(shown.span.clone());
    let annotation = match label {
        Some(label) => annotation.label(label),
        None => annotation,
    };
    let place = sources.place(span);
    let name = file(sources, span);
    let snippet = Snippet::source(shown.text).line_start(place.line).annotation(annotation);
    if !shown.whole() {
        // The column in the excerpt is not the one in the line.
        let origin = Origin::path(name).line(place.line);
        return group.element(origin.char_column(place.column)).element(snippet);
    }
    group.element(snippet.path(name))
}

/// The name of a span's file for people.
fn file(sources: &Sources, span: Span) -> String {
    format!("{}{}", sources.folder, sources.get(span.source).name)
}

/// What becomes of a file, as a unified diff, which `patch -p0` understands.
pub fn diff(name: &str, change: &Change, colour: bool) -> String {
    let diff = TextDiff::from_lines(&*change.before, &*change.after);
    let text = diff.unified_diff().header(name, name).to_string();
    if !colour {
        return text;
    }
    let coloured = text.split_inclusive('\n').map(|line| {
        let code = match line.as_bytes().first() {
            _ if line.starts_with("--- ") || line.starts_with("+++ ") => "1",
            Some(b'@') => "36",
            Some(b'-') => "31",
            Some(b'+') => "32",
            _ => return line.to_owned(),
        };
        format!("\u{1b}[{code}m{}\u{1b}[0m\n", line.trim_end_matches('\n'))
    });
    coloured.collect()
}

/// A finding as plain data, for JSON and for the preview's panel.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
    #[serde(flatten)]
    pub spot: Spot,
    /// The line of the text that the finding points at, or what stands near in a very long one.
    pub excerpt: Option<String>,
    /// The one right answer, where there is one.
    pub fix: Option<Fix>,
    /// Other places that explain this one.
    pub related: Vec<Related>,
}

/// Where something stands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Spot {
    pub file: Option<String>,
    /// From 1.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
}

/// What to write in the place of what stands there.
#[derive(Debug, Clone, Serialize)]
pub struct Fix {
    pub text: String,
    #[serde(flatten)]
    pub spot: Spot,
}

#[derive(Debug, Clone, Serialize)]
pub struct Related {
    pub label: String,
    #[serde(flatten)]
    pub spot: Spot,
}

/// A finding whose files are named from `folder`.
pub fn record(finding: &Finding, sources: &Sources, folder: &str) -> Record {
    let related = finding.related.iter();
    Record {
        rule: finding.rule.name,
        severity: finding.severity,
        message: finding.message.clone(),
        help: finding.help.clone(),
        spot: finding.span.map(|span| spot(sources, span, folder)).unwrap_or_default(),
        excerpt: finding.span.map(|span| Excerpt::of(sources, span).dotted()),
        fix: finding
            .edit
            .as_ref()
            .map(|edit| Fix { text: edit.becomes.clone(), spot: spot(sources, edit.span, folder) }),
        related: related
            .map(|(span, label)| Related {
                label: label.clone(),
                spot: spot(sources, *span, folder),
            })
            .collect(),
    }
}

fn spot(sources: &Sources, span: Span, folder: &str) -> Spot {
    let (start, end) = (sources.place(span), sources.place(Span { start: span.end, ..span }));
    Spot {
        file: Some(format!("{folder}{}", sources.get(span.source).name)),
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
    }
}

/// Annotations in the words of GitHub's runners, one for each finding.
pub fn github(findings: &[Finding], sources: &Sources) -> String {
    let mut text = String::new();
    for finding in findings {
        let record = record(finding, sources, &sources.folder);
        let level = match record.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note | Severity::Off => "notice",
        };
        let Spot { file, line, column, end_line, end_column } = &record.spot;
        let numbers = [("line", line), ("col", column), ("endLine", end_line)];
        let numbers = numbers.into_iter().chain([("endColumn", end_column)]);
        let mut fields: Vec<String> =
            file.iter().map(|file| format!("file={}", field(file))).collect();
        fields.extend(numbers.filter_map(|(name, number)| Some(format!("{name}={}", (*number)?))));
        fields.push(format!("title={}", field(record.rule)));
        let help = record.help.iter().map(|help| format!("\n{help}"));
        let message: String = std::iter::once(record.message.clone()).chain(help).collect();
        let _ = writeln!(text, "::{level} {}::{}", fields.join(","), line_of(&message));
    }
    text
}

/// Text in a line of a runner's command.
fn line_of(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn field(text: &str) -> String {
    line_of(text).replace(':', "%3A").replace(',', "%2C")
}

/// One JSON object with all findings. Of a book that lies outside of the folder the command runs in, files are named
/// from the book's folder, so that their names are the same wherever the command runs.
pub fn json(findings: &[Finding], sources: &Sources) -> String {
    let (folder, named) = match sources.folder.as_str() {
        outside if outside.starts_with("../") || Path::new(outside).is_absolute() => (outside, ""),
        inside => ("", inside),
    };
    let records: Vec<Record> =
        findings.iter().map(|finding| record(finding, sources, named)).collect();
    let count = count(findings);
    let whole = json!({
        "findings": records,
        "errors": count.errors,
        "warnings": count.warnings,
        "notes": count.notes,
        "folder": folder,
    });
    serde_json::to_string_pretty(&whole).expect("records are plain data") + "\n"
}

/// SARIF 2.1.0, which code hosts show beside the lines.
pub fn sarif(findings: &[Finding], sources: &Sources) -> String {
    let mut rules: Vec<&'static crate::finding::Rule> =
        findings.iter().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup();
    let level = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note | Severity::Off => "note",
    };
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            let record = record(finding, sources, &sources.folder);
            let text = match &record.help {
                Some(help) => format!("{}. {help}", record.message),
                None => record.message.clone(),
            };
            let file = |spot: &Spot| {
                Some(json!({ "uri": crate::html::href(spot.file.as_ref()?) }))
            };
            let region = |spot: &Spot| {
                json!({
                    "startLine": spot.line, "startColumn": spot.column,
                    "endLine": spot.end_line, "endColumn": spot.end_column,
                })
            };
            let location = |spot: &Spot| {
                Some(json!({ "artifactLocation": file(spot)?, "region": region(spot) }))
            };
            let locations: Vec<_> = location(&record.spot)
                .map(|place| json!({ "physicalLocation": place }))
                .into_iter()
                .collect();
            let related: Vec<_> = record
                .related
                .iter()
                .map(|related| {
                    json!({ "physicalLocation": location(&related.spot), "message": { "text": related.label } })
                })
                .collect();
            let mut result = json!({ "ruleId": record.rule, "level": level(record.severity), "message": { "text": text }, "locations": locations, "relatedLocations": related });
            if let Some(fix) = &record.fix {
                let replacement = json!({ "deletedRegion": region(&fix.spot), "insertedContent": { "text": fix.text } });
                let change = json!({ "artifactLocation": file(&fix.spot), "replacements": [replacement] });
                let description = record.help.clone().unwrap_or_else(|| format!("write `{}`", fix.text));
                result["fixes"] = json!([{ "description": { "text": description }, "artifactChanges": [change] }]);
            }
            result
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
