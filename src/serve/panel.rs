//! What the panel over a page shows, as JSON: the findings, each with a link that opens its place in the author's editor.

use crate::finding::Finding;
use crate::load::Project;
use crate::report;
use serde::Serialize;
use std::path::Path;

#[derive(Debug, Serialize)]
struct Panel<'a> {
    /// Why the page shown is not what was saved last; empty if it is.
    kept: &'a str,
    errors: usize,
    warnings: usize,
    findings: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    record: report::Record,
    /// Address that opens the place in an editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<String>,
}

/// The findings of a book whose folder is `root`.
pub fn findings(findings: &[Finding], project: &Project, root: &Path, kept: &str) -> String {
    let count = report::count(findings);
    let line = |finding: &Finding| {
        let record = report::record(finding, &project.sources, "");
        let open = editor(&project.manifest.editor, root, &record);
        Line { record, open }
    };
    // Errors, which hold the new page back, come first.
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let findings = findings.into_iter().map(line).collect();
    text(&Panel { kept, errors: count.errors, warnings: count.warnings, findings })
}

/// A book that could not be read or built at all.
pub fn failure(why: &str) -> String {
    text(&Panel { kept: why, errors: 1, warnings: 0, findings: Vec::new() })
}

fn text(panel: &Panel<'_>) -> String {
    serde_json::to_string(panel).expect("texts and numbers become JSON")
}

/// `{path}`, `{line}` and `{column}` of the setting filled in; nothing for an empty setting or one that runs something.
fn editor(scheme: &str, root: &Path, record: &report::Record) -> Option<String> {
    let word = scheme.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !scheme.contains("{path}") || ["javascript", "data", "vbscript", ""].contains(&word.as_str())
    {
        return None;
    }
    let path = root.join(record.spot.file.as_ref()?).to_string_lossy().replace('\\', "/");
    let path = crate::address::path(&path);
    // `scheme://file/{path}` must not become `scheme://file//home/…`.
    let path = if scheme.contains("/{path}") { path.trim_start_matches('/') } else { &path };
    let number = |number: Option<usize>| number.unwrap_or(1).to_string();
    Some(
        scheme
            .replace("{path}", path)
            .replace("{line}", &number(record.spot.line))
            .replace("{column}", &number(record.spot.column)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn links_open_an_editor_and_nothing_else() {
        let record = report::Record {
            rule: "broken-link",
            severity: Severity::Error,
            message: String::new(),
            help: None,
            spot: report::Spot {
                file: Some("chapters/a b#.md".to_owned()),
                line: Some(3),
                column: Some(7),
                ..report::Spot::default()
            },
            excerpt: None,
            fix: None,
            related: Vec::new(),
        };
        for (scheme, expected) in [
            (
                "vscode://file/{path}:{line}:{column}",
                Some("vscode://file/home/me/chapters/a%20b%23.md:3:7"),
            ),
            ("emacs:{path}?{line}", Some("emacs:/home/me/chapters/a%20b%23.md?3")),
            ("javascript:alert({path})", None),
            ("editor:", None),
            ("", None),
        ] {
            let link = editor(scheme, Path::new("/home/me"), &record);
            assert_eq!(link.as_deref(), expected, "{scheme}");
        }
    }
}
