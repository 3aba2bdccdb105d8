//! How bad a finding is in a book that was written for mdBook.
//!
//! Errors are what a reader of such a book would meet: a link to nothing, a picture that is not there. What mdBook takes
//! as it is, its authors never asked to be told; rules of taste are off there until the book's settings ask for them.
//! And a build that mdBook does is done here too, whatever a reader will meet.

use crate::finding::{Finding, Severity};
use crate::load::Project;
use crate::manifest::Dialect;

/// Rules of taste and of our own features, which an mdBook book cannot know.
const OFF: [&str; 28] = [
    "bad-code-option",
    "bad-front-matter",
    "bad-snippet",
    "book-id",
    "control-character",
    "diagram-without-text",
    "duplicate-id",
    "empty-chapter",
    "empty-link-words",
    "fill-in",
    "heading-jump",
    "heading-says-nothing",
    "image-without-text",
    "literal-mark",
    "misplaced-text",
    "missing-title",
    "product-name",
    "reference-without-date",
    "repeated-word",
    "smart-quote",
    "unclear-dollar",
    "unclosed-anchor",
    "unknown-key",
    "unknown-language",
    "unread-attribute",
    "unused-image",
    "unused-override",
    "unportable-name",
];

/// What a reader may meet and an author may mean.
const NOTES: [&str; 5] =
    ["unknown-callout", "unused-chapter", "unused-footnote", "unused-reference", "foreign-mark"];

/// What is missing on a page, and does not keep anybody from reading the rest.
const WARNINGS: [&str; 11] = [
    "bad-diagram",
    "bad-formula",
    "broken-table",
    "empty-book",
    "nested-too-deep",
    "unclosed-code",
    "undefined-footnote",
    "undefined-reference",
    "unsafe-link",
    "unreadable-file",
    "unreadable-image",
];

/// What mdBook refuses as well, where it is an error.
const REFUSED: [&str; 12] = [
    "bad-part",
    "bad-redirect",
    "bad-setting",
    "bad-summary",
    "bad-template",
    "bad-toml",
    "chapter-outside",
    "colliding-pages",
    "duplicate-chapter",
    "missing-chapter",
    "missing-file",
    "program-failed",
];

/// Names of the rules that a book of another program's was not written for.
pub fn rules_of_taste() -> impl Iterator<Item = &'static str> {
    OFF.into_iter().chain(NOTES)
}

/// Whether a finding is one that no settings let pass: there would be no site, or one without some of its pages.
pub fn refuses(finding: &Finding) -> bool {
    REFUSED.contains(&finding.rule.name)
}

/// Whether findings keep a site from being made.
pub fn stops(project: &Project, findings: &[Finding], strict: bool) -> bool {
    let refused =
        |finding: &Finding| project.manifest.dialect == Dialect::Native || refuses(finding);
    findings.iter().any(|finding| match finding.severity {
        Severity::Error => strict || refused(finding),
        Severity::Warning => strict,
        Severity::Note | Severity::Off => false,
    })
}

/// The severity of a finding as the book's settings have it, or else its dialect.
pub fn severity(project: &Project, finding: &Finding) -> Severity {
    let name = finding.rule.name;
    if let Some(asked) = project.manifest.rules.get(name) {
        return *asked;
    }
    match project.manifest.dialect {
        _ if waits(project, name) => finding.severity.min(Severity::Note),
        Dialect::MdBook if OFF.contains(&name) => Severity::Off,
        Dialect::MdBook if NOTES.contains(&name) => finding.severity.min(Severity::Note),
        Dialect::MdBook if WARNINGS.contains(&name) => finding.severity.min(Severity::Warning),
        _ => finding.severity,
    }
}

/// Programs that were not run may read the marks that are left.
fn waits(project: &Project, rule: &str) -> bool {
    const THEIRS: [&str; 3] = ["filtered-html", "undefined-reference", "unknown-helper"];
    THEIRS.contains(&rule) && super::programs::waiting(project).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_is_named_here_is_one() {
        let known: Vec<&str> = crate::check::rules().iter().map(|rule| rule.name).collect();
        for name in OFF.iter().chain(&NOTES).chain(&WARNINGS).chain(&REFUSED) {
            assert!(known.contains(name), "{name}");
        }
    }
}
