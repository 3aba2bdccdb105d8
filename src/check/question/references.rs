//! Where a reader can look up that the answer is right: the vendor's documentation and our own section.

use super::{Bank, Face};
use crate::address::is_external;
use crate::check::text;
use crate::finding::{Finding, Rule};
use crate::guide::Target;
use crate::parse::doc::{At, Heading, Inline, InlineKind};
use crate::study;
use std::collections::BTreeSet;

pub const QUESTION_SOURCE: Rule =
    Rule::error("question-source", "a question links to the official documentation over https");
pub const QUESTION_SECTION: Rule =
    Rule::error("question-section", "a question links to the section of the book that teaches it");

pub(super) fn all(face: &Face<'_>, bank: &Bank<'_>, findings: &mut Vec<Finding>) {
    let mark = face.locale.word("marks.references");
    let mut links = Vec::new();
    let noted = face.question.references.as_ref();
    if let Some(noted) = noted {
        collect(&noted.inlines, &mut links);
    }
    let span = noted.map_or_else(
        || face.title(),
        |noted| face.chapter.span(&text::trimmed(face.chapter, &noted.at)),
    );
    let hosts = bank.guide.exams.official();
    let official = |to: &str| {
        to.strip_prefix("https://").is_some_and(|rest| {
            let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
            let below = |known: &&String| {
                host == known.as_str()
                    || host.strip_suffix(known.as_str()).is_some_and(|sub| sub.ends_with('.'))
            };
            hosts.is_empty() || hosts.iter().any(below)
        })
    };
    if !links.iter().any(|(_, to)| official(to)) {
        let help = match hosts.as_slice() {
            [] => format!("add `[Title](https://…)` to the paragraph `**{mark}:**`"),
            hosts => format!(
                "add `[Title](https://…)` on {} to the paragraph `**{mark}:**`",
                hosts.iter().map(|host| host.as_str()).collect::<Vec<_>>().join(" or ")
            ),
        };
        let message = format!("`{}` names no official documentation", face.question.id);
        findings.push(QUESTION_SOURCE.broken(span, message).help(help));
    }
    if face.question.fields.general {
        return;
    }
    // An anchor that does not exist is a rule of its own.
    let taught = |(at, to): &(At, &str)| {
        !is_external(to)
            && matches!(
                bank.guide.leads(face.chapter, at, to),
                Target::Page { ref anchor, chapter: Some(_), .. } | Target::NoAnchor { ref anchor, .. } if !anchor.is_empty()
            )
    };
    if !links.iter().any(taught) {
        let anchors = headings_above(face);
        let example = anchors.last().map_or("section", String::as_str);
        let file = face.chapter.entry.path.rsplit('/').next().unwrap_or_default();
        findings.push(
            QUESTION_SECTION
                .broken(span, format!("`{}` names no section that teaches it", face.question.id))
                .help(format!("add a link with an anchor, such as `[Section]({file}#{example})`")),
        );
    }
}

fn collect<'g>(inlines: &'g [Inline], links: &mut Vec<(At, &'g str)>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Link(leads) => links.push((inline.at.range(), &leads.to)),
            InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => {
                collect(inner, links);
            }
            _ => {}
        }
    }
}

/// Ids of the chapter's H2s that open prose, for the example in the help.
fn headings_above(face: &Face<'_>) -> BTreeSet<String> {
    let teaches =
        |heading: &&Heading| heading.level == 2 && !study::opens_no_prose(heading, face.locale);
    face.chapter.headings().filter(teaches).map(|heading| heading.id.clone()).collect()
}
