//! Redirects: from a page that is gone to one that is there.

use crate::finding::{Finding, Rule, did_you_mean};
use crate::guide::{Guide, OWN_PAGES, is_external, key_at};
use crate::manifest::outline::normal;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub const BAD_REDIRECT: Rule = Rule::error(
    "bad-redirect",
    "a redirect leads from an old page of the site to one that is there",
);

pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let pages: BTreeSet<String> = guide
        .chapters
        .iter()
        .map(crate::parse::Chapter::page)
        .chain(OWN_PAGES.iter().map(|page| (*page).to_owned()))
        .chain(guide.project.files.keys().cloned())
        .collect();
    for (from, to) in &guide.project.manifest.redirects {
        let span = setting(guide, from);
        old(from, span, &mut seen, &mut findings);
        let page = to.split('#').next().unwrap_or_default();
        if !is_external(to) && !pages.contains(page) {
            let help = did_you_mean(page, pages.iter().map(String::as_str)).unwrap_or_else(|| {
                "name a page from the site's root, such as `data/formats.html`".to_owned()
            });
            findings
                .push(BAD_REDIRECT.broken(span, format!("there is no page `{page}`")).help(help));
        }
    }
    for chapter in &guide.chapters {
        let span = key_at(chapter, "aliases");
        for alias in &chapter.front.aliases {
            old(alias, span, &mut seen, &mut findings);
        }
    }
    findings
}

/// The address that is gone.
fn old(from: &str, span: Span, seen: &mut BTreeMap<String, Span>, findings: &mut Vec<Finding>) {
    let Some(path) = normal(from).filter(|path| path.ends_with(".html")) else {
        let message = format!("`{from}` is not the address of a page");
        findings.push(BAD_REDIRECT.broken(span, message).help(
            "name the old page from the site's root, such as `data/formats.html`".to_owned(),
        ));
        return;
    };
    if let Some(&first) = seen.get(&path) {
        findings.push(
            BAD_REDIRECT
                .broken(span, format!("`{path}` is redirected a second time"))
                .help("keep the one that leads to what readers look for".to_owned())
                .also(first, "the first time"),
        );
        return;
    }
    seen.insert(path, span);
}

/// Where a redirect stands in book.toml.
fn setting(guide: &Guide<'_>, from: &str) -> Span {
    let source = guide.project.manifest_source;
    let text = &guide.project.sources.get(source).text;
    let at = text.find(&format!("\"{from}\"")).map_or(0..0, |at| at..at + from.len() + 2);
    Span::new(source, at)
}
