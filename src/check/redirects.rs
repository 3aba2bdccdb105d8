//! Redirects: from a page that is gone to one that is there.

use crate::address::is_safe;
use crate::finding::{Finding, Rule, Severity, did_you_mean};
use crate::guide::{Guide, Move, TakenNames, Target, key_at};
use crate::manifest::Dialect;
use crate::parse::Chapter;
use crate::source::Span;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Deref;

pub const BAD_REDIRECT: Rule = Rule::error(
    "bad-redirect",
    "a redirect leads from an old page of the site to one that is there",
);

pub fn all(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<Move, Span> = BTreeMap::new();
    let names = LazyCell::new(|| guide.names());
    for (from, to) in &guide.project.manifest.redirects {
        let span = setting(guide, from);
        old(guide, from, span, &mut seen, &mut findings);
        findings.extend(no_page(guide, from, span, &names));
        if let Some((message, help)) = new(guide, to) {
            findings.push(BAD_REDIRECT.broken(span, message).help(help));
        }
    }
    if guide.project.manifest.dialect == Dialect::MdBook {
        // mdBook makes whatever redirect it is asked for, but one whose page has places alone.
        for finding in &mut findings {
            finding.severity = Severity::Warning;
        }
        findings.extend(places_alone(guide));
    }
    for chapter in &guide.chapters {
        let span = key_at(chapter, "aliases");
        for alias in &chapter.front.aliases {
            old(guide, alias, span, &mut seen, &mut findings);
            findings.extend(no_page(guide, alias, span, &names));
        }
    }
    findings
}

/// A file that is gone and was no page, as mdBook's books may name it.
fn no_page(
    guide: &Guide<'_>,
    from: &str,
    span: Span,
    names: &impl Deref<Target = TakenNames>,
) -> Option<Finding> {
    let moved = Move::read(from, "", guide.project.manifest.dialect)?;
    if moved.from.ends_with(".html") {
        return None;
    }
    let (message, help) = match names.in_the_way(&moved.from) {
        Some(path) => (
            format!("`{from}` makes no redirect: `{path}` stands there"),
            "take the redirect out, or name another address",
        ),
        None => (
            format!(
                "`{from}` has no `.html` at its end: many hosts give such a file out to be saved, and not as a page"
            ),
            "if the old address was that of a folder, write `/index.html` behind it",
        ),
    };
    Some(BAD_REDIRECT.broken(span, message).help(help.to_owned()))
}

/// Pages that are gone of which only single places lead on.
fn places_alone(guide: &Guide<'_>) -> Vec<Finding> {
    let is_there = |page: &str| guide.by_page(page).is_some();
    let leads_on = |page: &str| guide.moves.of_whole(page).is_some();
    let redirects = guide.project.manifest.redirects.keys();
    redirects
        .filter_map(|from| {
            let moved = Move::read(from, "", Dialect::MdBook)?;
            let lost = !moved.anchor.is_empty() && !is_there(&moved.from) && !leads_on(&moved.from);
            let message = format!("`{}` is gone, and only some of its places lead on", moved.from);
            let help = format!("add a redirect of `{}` itself", moved.from);
            lost.then(|| BAD_REDIRECT.broken(setting(guide, from), message).help(help))
        })
        .collect()
}

/// What is wrong with the place that a redirect leads to, and what to do.
fn new(guide: &Guide<'_>, written: &str) -> Option<(String, String)> {
    let to = guide.onward(written);
    match guide.target("", to) {
        Target::External if !is_safe(to) => {
            Some((format!("`{to}` is not an address we link to"), "use https".to_owned()))
        }
        Target::External | Target::Beside(_) | Target::Page { .. } | Target::File { .. } => None,
        Target::NoAnchor { page, anchor, chapter } => {
            let known = guide.anchors(&page, chapter).iter().map(String::as_str);
            let help = did_you_mean(&anchor, known)
                .unwrap_or_else(|| "name an id of the page, or the page alone".to_owned());
            Some((format!("nothing is at `{to}`"), help))
        }
        Target::Missing(page) if !guide.moves.of(&page).is_empty() => {
            let help = "name the page where readers are to arrive".to_owned();
            Some((format!("`{written}` leads in a circle"), help))
        }
        // The one that it leads on to has the finding.
        Target::Missing(_) if to != written => None,
        Target::Missing(_) => {
            let page = to.split('#').next().unwrap_or_default();
            let own = guide.own.paths().map(str::to_owned);
            let pages: Vec<String> = guide.chapters.iter().map(Chapter::page).chain(own).collect();
            let help = did_you_mean(page, pages.iter().map(String::as_str)).unwrap_or_else(|| {
                "name a page from the site's root, such as `data/formats.html`".to_owned()
            });
            Some((format!("there is no page `{page}`"), help))
        }
    }
}

/// The address that is gone.
fn old(
    guide: &Guide<'_>,
    from: &str,
    span: Span,
    seen: &mut BTreeMap<Move, Span>,
    findings: &mut Vec<Finding>,
) {
    let Some(moved) = Move::read(from, "", guide.project.manifest.dialect) else {
        let message = format!("`{from}` is not the address of a page");
        findings.push(BAD_REDIRECT.broken(span, message).help(
            "name the old page from the site's root, such as `data/formats.html`".to_owned(),
        ));
        return;
    };
    if let Some(&first) = seen.get(&moved) {
        findings.push(
            BAD_REDIRECT
                .broken(span, format!("`{from}` is redirected a second time"))
                .help("keep the one that leads to what readers look for".to_owned())
                .also(first, "the first time"),
        );
        return;
    }
    if !moved.anchor.is_empty()
        && matches!(guide.target("", from), Target::Page { chapter: Some(_), .. })
    {
        let message = format!("`{from}` is still there");
        let help = "take the redirect out, or give the place another id".to_owned();
        findings.push(BAD_REDIRECT.broken(span, message).help(help));
    }
    seen.insert(moved, span);
}

/// Where a redirect stands in book.toml.
fn setting(guide: &Guide<'_>, from: &str) -> Span {
    let source = guide.project.manifest_source;
    let text = &guide.project.sources.get(source).text;
    // mdBook's may begin with `/` or `./`.
    let at = ["\"", "\"/", "\"./"]
        .into_iter()
        .find_map(|before| {
            let written = format!("{before}{from}\"");
            let is_key = |at: &usize| text[at + written.len()..].trim_start().starts_with('=');
            let at = text.match_indices(&written).map(|(at, _)| at).find(is_key)?;
            Some(at..at + written.len())
        })
        .unwrap_or_default();
    Span::new(source, at)
}
