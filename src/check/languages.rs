//! A book in several languages: what is found in one of them that belongs to it.

use crate::finding::Finding;
use crate::load::Project;

/// Findings of the book in one of its languages. What is said of files that all of them share is said of the book's own;
/// that something is not used may be so in one language alone.
pub fn of_one(project: &Project, findings: Vec<Finding>) -> Vec<Finding> {
    let belongs = |finding: &Finding| {
        let own = finding.span.is_some_and(|span| {
            let name = &project.sources.get(span.source).name;
            project.overlay.stands_for(name) != name.as_str()
        });
        project.original.is_none() || own || !finding.rule.name.starts_with("unused-")
    };
    findings.into_iter().filter(belongs).collect()
}
