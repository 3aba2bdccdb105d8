//! What `check --fix` makes of books: the faults that it mends are gone, and nothing else has changed.

use crate::rules::breaking;

use guidewright::internals::load::{self, Files, Project};
use guidewright::internals::mend::{self, Mended, Texts};
use guidewright::internals::{check, check_book};
use guidewright::{Finding, Severity};
use std::collections::BTreeMap;

/// Mends a book in memory, and tells what was found in it before.
fn mended(files: &BTreeMap<String, Vec<u8>>) -> (Vec<Finding>, Mended) {
    let mut first = None;
    let look = |texts: &Texts| -> anyhow::Result<(Project, Vec<Finding>)> {
        let mut files = files.clone();
        let texts = texts.iter().map(|(name, text)| (name.clone(), text.as_bytes().to_vec()));
        files.extend(texts);
        let loaded = load::files(&Files::Memory(files))?;
        let mut findings = loaded.findings;
        findings.extend(check_book(&loaded.value));
        let findings = check::settle(&loaded.value, findings);
        first.get_or_insert_with(|| findings.clone());
        Ok((loaded.value, findings))
    };
    let mended = mend::book(look, |_| true).expect("the book can be read");
    (first.expect("it was looked at"), mended)
}

/// What a mark leads to, and what it makes of the text below, is looked at once the mark is read.
const SHOWN: [&str; 4] = ["broken-link", "broken-anchor", "include-not-found", "question-shape"];

#[test]
fn what_is_mended_is_gone_and_no_error_comes_of_it() {
    let (mut faults, mut count) = (Vec::new(), 0);
    for (rule, files) in breaking() {
        let (before, mended) = mended(&files);
        count += mended.count;
        let left = mended.findings.iter().filter(|finding| finding.edit.is_some());
        faults.extend(left.map(|finding| format!("{rule}: {} is left", finding.message)));
        let known = |found: &Finding| {
            before.iter().any(|it| (it.rule, &it.message) == (found.rule, &found.message))
        };
        let errors = mended.findings.iter().filter(|it| it.severity == Severity::Error);
        let new = errors.filter(|it| !known(it) && !SHOWN.contains(&it.rule.name));
        faults.extend(new.map(|finding| format!("{rule}: now {}", finding.message)));
        if before.iter().all(|finding| finding.edit.is_none()) && !mended.files.is_empty() {
            faults.push(format!("{rule}: changed without an edit"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 40, "only {count} places were mended");
}

#[test]
fn what_no_finding_points_at_stays_as_it_is() {
    for (rule, files) in breaking() {
        let (_, mended) = mended(&files);
        if mended.files.is_empty() {
            continue;
        }
        for (name, change) in &mended.files {
            let before = String::from_utf8_lossy(&files[name]);
            assert_eq!(before, *change.before, "{rule}: {name}");
            let (old, new) = (before.lines().count(), change.after.lines().count());
            assert_eq!(old, new, "{rule}: {name} has other lines");
        }
        let again = files.iter().map(|(name, bytes)| {
            let after = mended.files.get(name).map(|change| change.after.as_bytes().to_vec());
            (name.clone(), after.unwrap_or_else(|| bytes.clone()))
        });
        let again: BTreeMap<String, Vec<u8>> = again.collect();
        assert_eq!(self::mended(&again).1.count, 0, "{rule}: a second run finds more");
    }
}
