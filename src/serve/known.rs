//! Which findings are the ones that were there before, after lines were added above them.

use crate::finding::{Finding, Severity};
use crate::load::Project;
use std::collections::BTreeSet;

/// What makes a finding the same one after lines were added above it: rule, file, message.
pub(super) type Known = (&'static str, String, String);

pub(super) fn known(finding: &Finding, project: &Project) -> Known {
    let file = finding.span.map(|span| project.sources.get(span.source).name.clone());
    (finding.rule.name, file.unwrap_or_default(), finding.message.clone())
}

pub(super) fn errors(findings: &[Finding], project: &Project) -> BTreeSet<Known> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| known(finding, project)).collect()
}
