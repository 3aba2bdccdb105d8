//! Links, anchors, pictures and references: everything in the text that points somewhere.

use crate::address;
use crate::check::{programs, text};
use crate::finding::{Finding, Rule, Severity, did_you_mean, nearest, only_near};
use crate::fragment::filter::Role;
use crate::fragment::policy::Load;
use crate::guide::{Guide, Link, Target};
use crate::manifest::Dialect;
use crate::manifest::outline::climbing;
use crate::parse::Chapter;
use crate::parse::blocks::FRAME;
use crate::parse::definitions::Hidden;
use crate::parse::doc::{BlockKind, InlineKind, each_block, each_html, each_inline};
use crate::parse::markup::Tag;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

pub const BROKEN_LINK: Rule = Rule::error("broken-link", "every link leads somewhere");
pub const BROKEN_ANCHOR: Rule = Rule::error("broken-anchor", "every anchor of a link exists");
pub const UNSAFE_LINK: Rule = Rule::error(
    "unsafe-link",
    "links use http, https, mailto, tel or ftp, or, where HTML is trusted, what runs nothing",
);
pub const BLOCKED_CONTENT: Rule =
    Rule::warning("blocked-content", "pages ask for nothing that their own policy blocks");
pub const MISSING_IMAGE: Rule = Rule::error("missing-image", "every picture exists");
pub const IMAGE_WITHOUT_TEXT: Rule =
    Rule::error("image-without-text", "every picture says in words what it shows");
pub const UNDEFINED_REFERENCE: Rule =
    Rule::error("undefined-reference", "every reference link has a definition");
pub const UNDEFINED_FOOTNOTE: Rule = Rule::error("undefined-footnote", "every footnote has a text");
pub const UNUSED_REFERENCE: Rule =
    Rule::warning("unused-reference", "an address is defined once, and words are no definition");
pub const UNUSED_FOOTNOTE: Rule =
    Rule::warning("unused-footnote", "every text of a footnote is referred to, and there is one");
pub const DUPLICATE_ID: Rule = Rule::error("duplicate-id", "an id names one thing");

/// Links, anchors and pictures that lead nowhere.
pub fn broken(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for link in &guide.links {
        let Some(chapter) = guide.chapter_of(link) else { continue };
        let span = smallest(chapter, &link.at, &link.to);
        findings.extend(leads_nowhere(guide, chapter, link, span));
        if link.is_picture() && link.alt.as_ref().is_none_or(|alt| alt.trim().is_empty()) {
            findings.extend(says_nothing(chapter, link));
        }
    }
    findings
}

fn leads_nowhere(guide: &Guide<'_>, chapter: &Chapter, link: &Link, span: Span) -> Option<Finding> {
    let written = &chapter.text.text[link.at.clone()];
    if link.to.is_empty() && link.role == Role::Link && written.starts_with('[') {
        let help = "write the address between the round brackets, or take the link out".to_owned();
        return Some(BROKEN_LINK.broken(span, "this link has no address").help(help));
    }
    // That no program reads such quotes is told.
    if link.to.starts_with(['“', '”', '‘', '’']) {
        return None;
    }
    let nothing = format!("nothing is at `{}`", link.to);
    match guide.leads(chapter, &link.at, &link.to) {
        Target::Missing(_) if link.is_picture() => Some(
            MISSING_IMAGE
                .broken(span, format!("there is no picture at `{}`", link.to))
                .help(near_file(guide, &link.to)),
        ),
        // What names no file may be a name that a program of the book knows.
        Target::Missing(_) if waits(guide) && !names_a_file(&link.to) => Some(Finding {
            severity: Severity::Note,
            ..BROKEN_LINK.broken(span, nothing).help(BY_PROGRAM.to_owned())
        }),
        Target::Missing(_) if guide.project.manifest.other_outputs && names_other(&link.to) => {
            Some(Finding {
                severity: Severity::Note,
                ..BROKEN_LINK.broken(span, nothing).help(BY_OUTPUT.to_owned())
            })
        }
        Target::Missing(path) if is_draft(guide, &path) => {
            let message = format!("`{path}` is a draft, which is left out");
            let help = "finish it, take the link out until then, or build with `--drafts`";
            Some(BROKEN_LINK.broken(span, message).help(help.to_owned()))
        }
        Target::Missing(_) => {
            let from = guide.origin(chapter, &link.at);
            Some(near_path(guide, &from, &link.to, BROKEN_LINK.broken(span, nothing)))
        }
        Target::NoAnchor { chapter: Some(_), .. } if waits(guide) => Some(Finding {
            severity: Severity::Warning,
            ..BROKEN_ANCHOR.broken(span, nothing).help(BY_PROGRAM.to_owned())
        }),
        Target::NoAnchor { page, anchor, chapter: target } => {
            let known = guide.anchors(&page, target).iter().map(String::as_str);
            let path = link.to.split('#').next().unwrap_or_default();
            let near = nearest(&anchor, known.clone()).or_else(|| {
                known.clone().find(|known| known.starts_with(&anchor) || anchor.starts_with(known))
            });
            let help = near.map(|name| format!("did you mean `{path}#{name}`?")).or_else(|| {
                target?;
                Some(format!("the chapter is there; give a heading of it `{{#{anchor}}}`"))
            });
            let finding = BROKEN_ANCHOR.broken(span, nothing).help(help);
            Some(match only_near(&anchor, known) {
                Some(near) => finding.mended(format!("#{anchor}"), format!("#{near}")),
                None => finding,
            })
        }
        Target::External => outside(guide, link, span),
        Target::Page { .. } | Target::File { .. } | Target::Beside(_) => None,
    }
}

const BY_PROGRAM: &str =
    "a program of the book that was not run may make it; with `--allow-programs` it is known";

fn is_draft(guide: &Guide<'_>, path: &str) -> bool {
    guide.project.drafts.iter().any(|(draft, _)| draft == path)
}

const BY_OUTPUT: &str = "another output of the book may make it: run mdBook for that, and put the file where the link leads";

/// Whether programs of the book could still make places.
fn waits(guide: &Guide<'_>) -> bool {
    programs::waiting(guide.project).next().is_some()
}

fn names_a_file(to: &str) -> bool {
    ending(to).is_some_and(|ending| is_of_page(&ending))
        || to.split(['#', '?']).next().unwrap_or_default().contains('/')
}

/// Whether an address is one of a file that is no page.
fn names_other(to: &str) -> bool {
    ending(to).is_some_and(|ending| !is_of_page(&ending))
}

fn ending(to: &str) -> Option<String> {
    let path = to.split(['#', '?']).next().unwrap_or_default();
    address::ending(path).filter(|ending| !ending.is_empty())
}

fn is_of_page(ending: &str) -> bool {
    ["md", "html", "htm", "markdown"].contains(&ending)
}

/// What is wrong with an address that leaves the site.
fn outside(guide: &Guide<'_>, link: &Link, span: Span) -> Option<Finding> {
    let to = &link.to;
    match link.role {
        Role::Link if guide.follows(to) => None,
        Role::Link => {
            let help = if address::runs(to) {
                "use https: the pages' policy lets no link run a script"
            } else {
                "use https, or set `trusted-html = true` in `[build]`"
            };
            let message = format!("`{to}` is not an address we link to");
            Some(UNSAFE_LINK.broken(span, message).help(help.to_owned()))
        }
        Role::Load(load) if guide.policy.loads(load, to) => None,
        Role::Load(load) => {
            let (what, kind, help) = match load {
                Load::Picture => (
                    "the picture",
                    "pictures",
                    "put the file into the source folder{allow}; until then readers get a link to it",
                ),
                Load::Media => (
                    "the film or sound",
                    "media",
                    "put the file into the source folder{allow}; until then readers get a link to it",
                ),
                Load::Frame => (
                    "the frame",
                    "frames",
                    "write a link{allow}; until then readers get one with the bare address",
                ),
                Load::Script => ("the file", "scripts", "put it into the source folder{allow}"),
                Load::Style => ("the file", "styles", "put it into the source folder{allow}"),
                Load::Form => ("the form", "", "link to a page that has it"),
            };
            // A manifest in mdBook's words has no place for it.
            let allow = host(to).filter(|_| guide.project.manifest.dialect == Dialect::Native);
            let allow = allow.map(|host| {
                format!(", or allow its host with `{kind} = [\"{host}\"]` in `[site.allow]`")
            });
            let help = help.replace("{allow}", &allow.unwrap_or_default());
            let message = format!("the pages' policy blocks {what} from `{to}`");
            Some(BLOCKED_CONTENT.broken(span, message).help(help))
        }
    }
}

/// The host of an address that a browser asks over https.
fn host(to: &str) -> Option<&str> {
    let rest = to.strip_prefix("https://")?;
    rest.split(['/', '?', '#']).next().filter(|host| host.contains('.'))
}

fn says_nothing(chapter: &Chapter, link: &Link) -> Option<Finding> {
    let help = match (&link.alt, &link.words) {
        // Raw HTML that says `alt=""` on purpose: the picture is an ornament.
        (Some(_), _) if !chapter.text.text[link.at.clone()].starts_with('!') => return None,
        (Some(_), _) => "write them between the brackets: `![what it shows](…)`",
        (None, _) => "write them as `alt=\"…\"`; `alt=\"\"` for an ornament that shows nothing",
    };
    let message = format!("the picture `{}` has no words for those who cannot see it", link.to);
    Some(IMAGE_WITHOUT_TEXT.broken(chapter.span(&link.at), message).help(help.to_owned()))
}

/// The address inside a link, else the whole link.
pub(super) fn smallest(chapter: &Chapter, at: &std::ops::Range<usize>, to: &str) -> Span {
    match chapter.text.text[at.clone()].rfind(to) {
        Some(start) if !to.is_empty() => {
            chapter.span(&(at.start + start..at.start + start + to.len()))
        }
        _ => chapter.span(at),
    }
}

/// Says which chapter an address was meant to lead to that leads nowhere.
fn near_path(guide: &Guide<'_>, from: &str, to: &str, finding: Finding) -> Finding {
    let (written, anchor) =
        to.split_once('#').map_or((to, None), |(path, anchor)| (path, Some(anchor)));
    // Files outside of the source folder link into it.
    let source = &guide.project.manifest.source;
    let whole = |path: &str| {
        let path = format!("{source}/{path}");
        climbing(path.trim_start_matches('/')).unwrap_or(path)
    };
    let relative = |target: &str| address::relative(&whole(from), &whole(target));
    let candidates: Vec<String> =
        guide.chapters.iter().map(|chapter| relative(&chapter.entry.path)).collect();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let candidates = || candidates.iter().map(String::as_str);
    let path = address::decode(written);
    // A name that holds `#` or `?`, which mean something else in an address.
    let meant = address::decode(to);
    let files = guide.project.files.keys().map(|file| relative(file));
    if to.contains(['#', '?'])
        && candidates().map(str::to_owned).chain(files).any(|name| name == meant)
    {
        return finding.help(format!("write `{}`", address::legible(&meant)));
    }
    let whole = path.trim_end_matches('/');
    let without_ending = |candidate: &&str| {
        [".md", "/index.md", "/README.md"]
            .map(|end| whole.to_owned() + end)
            .contains(&(*candidate).to_owned())
    };
    let ended = candidates().find(without_ending);
    let Some(found) = ended
        .or_else(|| nearest(&path, candidates()))
        .or_else(|| candidates().find(|candidate| name(candidate) == name(&path)))
    else {
        return finding;
    };
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    if found != path && found.nfc().eq(path.nfc()) {
        return finding.help(format!(
            "`{found}` looks the same: its file spells letters such as `é` in the other way that Unicode has, as one or as two; rename it"
        ));
    }
    let sure = ended.or_else(|| only_near(&path, candidates()));
    let found = address::legible(found);
    let finding = finding.help(format!("did you mean `{found}{anchor}`?"));
    if sure.is_some() && !written.is_empty() { finding.mended(written, found) } else { finding }
}

fn near_file(guide: &Guide<'_>, to: &str) -> Option<String> {
    did_you_mean(to, guide.project.files.keys().map(String::as_str)).or_else(|| {
        Some(
            "put the file into the source folder; the path is taken from the chapter's folder"
                .to_owned(),
        )
    })
}

/// References without a definition, and footnotes without a text.
pub fn undefined(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chapter in guide.chapters.iter().chain(&guide.home) {
        for (at, name) in &chapter.undefined {
            findings.push(
                UNDEFINED_REFERENCE
                    .broken(chapter.span(at), format!("`{name}` is not defined"))
                    .help(format!("add a line `[{name}]: address`, or write the link in full")),
            );
        }
        for Hidden { at, label, first } in &chapter.hidden {
            let finding = match first {
                Some(first) => UNUSED_REFERENCE
                    .broken(
                        chapter.span(at),
                        format!("`[{label}]` is defined already; no link leads here"),
                    )
                    .help("give this one a label of its own, or take it out".to_owned())
                    .also(chapter.span(first), "links lead here"),
                None => UNUSED_REFERENCE
                    .broken(
                        chapter.span(at),
                        format!("`[{label}]:` makes an address of this line, so no page shows it"),
                    )
                    .help("put a backslash before the bracket, or make the word bold".to_owned()),
            };
            findings.push(finding);
        }
        let mut known = BTreeSet::new();
        let mut referred = BTreeSet::new();
        each_inline(&chapter.blocks, &mut |inline| {
            if let InlineKind::FootnoteReference(label) = &inline.kind {
                referred.insert(label.as_str());
            }
        });
        each_block(&chapter.blocks, &mut |block| {
            let BlockKind::Footnote { label, .. } = &block.kind else { return };
            let first = known.insert(label.as_str());
            if first && referred.contains(label.as_str()) {
                return;
            }
            let at = block.at.start..(block.at.start + label.len() + 3).min(block.at.end);
            let (message, help) = if first {
                (
                    "is not referred to, so no page shows it",
                    format!("put `[^{label}]` where it belongs, or take its text out"),
                )
            } else {
                ("has a second text, which no page shows", "give it a name of its own".to_owned())
            };
            let message = format!("footnote `{label}` {message}");
            findings.push(UNUSED_FOOTNOTE.broken(chapter.span(&at), message).help(help));
        });
        each_inline(&chapter.blocks, &mut |inline| {
            // A footnote without a definition reaches us as plain text.
            let InlineKind::Text(text) = &inline.kind else { return };
            let (mut from, mut seen) = (0, 0);
            while let Some(start) = text[from..].find("[^").map(|start| from + start) {
                let Some(length) = text[start..].find(']') else { break };
                let label = &text[start + 2..start + length];
                from = start + length;
                if label.trim().is_empty() {
                    continue;
                }
                let written = &chapter.text.text[inline.at.clone()];
                let found = written[seen..].find(&text[start..=start + length]);
                let place = inline.at.start + found.map_or(0, |found| seen + found);
                seen = found.map_or(seen, |found| seen + found + length);
                if chapter.text.text[..place].ends_with('\\') {
                    continue;
                }
                findings.push(
                    UNDEFINED_FOOTNOTE
                        .broken(
                            chapter.span(&(place..place + length + 1)),
                            format!("footnote `{label}` has no text"),
                        )
                        .misspelt(label, known.iter().copied(), || {
                            format!("add a line `[^{label}]: …`")
                        }),
                );
            }
        });
    }
    findings
}

/// Ids given twice in a chapter, ids of questions and cards given twice in the book, and ids of the frame.
pub fn duplicates(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, chapter) in guide
        .chapters
        .iter()
        .enumerate()
        .map(|(index, one)| (Some(index), one))
        .chain(guide.home.iter().map(|home| (None, home)))
    {
        let mut given: Vec<(&str, Span)> = Vec::new();
        // Names that are made from words step aside; only what comes later can meet them.
        let mut made: Vec<(&str, Span)> = Vec::new();
        each_block(&chapter.blocks, &mut |block| {
            if let BlockKind::Heading(heading) = &block.kind {
                let span = text::id(chapter, &block.at, &heading.id);
                if heading.id_given { &mut given } else { &mut made }.push((&heading.id, span));
            }
        });
        each_html(&chapter.blocks, &mut |html| {
            let ids = html.tags().filter_map(Tag::id);
            given.extend(ids.map(|id| (id.value.as_str(), chapter.span(&id.value_at))));
        });
        let cards = index.into_iter().flat_map(|index| guide.studies[index].cards());
        let cards: Vec<(&str, Span)> =
            cards.map(|card| (card.id.as_str(), text::id(chapter, &card.at, &card.id))).collect();
        for (id, span) in given.iter().chain(&cards).filter(|(id, _)| id.starts_with(FRAME)) {
            let message = format!("`{id}` is kept for the page round the text");
            let help = format!("give this one an id that does not begin with `{FRAME}`");
            findings.push(DUPLICATE_ID.broken(*span, message).help(help));
        }
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        given.sort_by_key(|(_, span)| *span);
        for (id, span) in given {
            twice(&mut seen, id, span, &mut findings);
        }
        seen.extend(made);
        // A card with the id of another one is found below.
        for (id, span) in cards {
            if seen.contains_key(id) {
                twice(&mut seen, id, span, &mut findings);
            }
        }
    }
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut here: BTreeSet<(usize, &str)> = BTreeSet::new();
    for (index, question) in guide.questions() {
        // A double within one chapter was found above.
        if here.insert((index, &question.id)) {
            let span = text::id(&guide.chapters[index], &question.heading_at, &question.id);
            twice(&mut seen, &question.id, span, &mut findings);
        }
    }
    for (index, card) in guide.cards() {
        let span = text::id(&guide.chapters[index], &card.at, &card.id);
        twice(&mut seen, &card.id, span, &mut findings);
    }
    findings
}

fn twice<'g>(
    seen: &mut BTreeMap<&'g str, Span>,
    id: &'g str,
    span: Span,
    findings: &mut Vec<Finding>,
) {
    if let Some(&first) = seen.get(id) {
        findings.push(
            DUPLICATE_ID
                .broken(span, format!("`{id}` is taken"))
                .help("give this one an id of its own".to_owned())
                .also(first, "the first one"),
        );
    } else {
        seen.insert(id, span);
    }
}
