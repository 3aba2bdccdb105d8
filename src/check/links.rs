//! Links, anchors and pictures: everything in the text that points somewhere.

use crate::address;
use crate::check::proof::Galley;
use crate::check::{near, programs};
use crate::finding::{Finding, Rule, Severity, nearest, only_near};
use crate::fragment::filter::Role;
use crate::fragment::policy::Load;
use crate::guide::{Guide, Link, Target};
use crate::manifest::Dialect;
use crate::parse::Chapter;
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

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

/// Pictures of a text without words.
pub fn pictures(galley: &Galley<'_>) -> Vec<Finding> {
    let pictures = galley.links.iter().filter(|link| link.is_picture());
    let silent = pictures.filter(|link| link.alt.as_ref().is_none_or(|alt| alt.trim().is_empty()));
    silent.filter_map(|link| says_nothing(galley.chapter, link)).collect()
}

/// Links, anchors and pictures that lead nowhere.
pub fn broken(guide: &Guide<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut blocked = Blocked::default();
    for (chapter, link) in guide.links() {
        let finding = leads_nowhere(guide, chapter, link);
        if finding.as_ref().is_some_and(|it| *it.rule == BLOCKED_CONTENT)
            && blocked.has(guide, link, findings.len())
        {
            continue;
        }
        findings.extend(finding);
    }
    blocked.tell(&mut findings);
    findings
}

/// What a book that was written for mdBook loads from other hosts. Its author never heard of a policy and may have put a
/// badge beside every heading: each host is told once.
#[derive(Default)]
struct Blocked<'g> {
    /// By host and what it is asked for: which finding told it, and how many more there are.
    hosts: BTreeMap<(&'g str, Load), (usize, usize)>,
}

impl<'g> Blocked<'g> {
    /// Whether a host was told already; if not, the finding `next` tells it.
    fn has(&mut self, guide: &Guide<'_>, link: &'g Link, next: usize) -> bool {
        let (Dialect::MdBook, Role::Load(load)) = (guide.project.manifest.dialect, link.role)
        else {
            return false;
        };
        let Some(host) = host(&link.to) else { return false };
        let mut known = true;
        let (_, more) = self.hosts.entry((host, load)).or_insert_with(|| {
            known = false;
            (next, 0)
        });
        *more += usize::from(known);
        known
    }

    fn tell(self, findings: &mut [Finding]) {
        for ((host, _), (at, more)) in self.hosts {
            if more > 0 {
                let said = format!(", and {more} more from `{host}`");
                findings[at].message.push_str(&said);
            }
        }
    }
}

fn leads_nowhere(guide: &Guide<'_>, chapter: &Chapter, link: &Link) -> Option<Finding> {
    let written = &chapter.text.text[link.at.clone()];
    let span = || smallest(chapter, &link.at, &link.to);
    if link.to.is_empty() && link.role == Role::Link && written.starts_with('[') {
        let help = "write the address between the round brackets, or take the link out".to_owned();
        return Some(BROKEN_LINK.broken(span(), "this link has no address").help(help));
    }
    // That no program reads such quotes is told.
    if link.to.starts_with(['“', '”', '‘', '’']) {
        return None;
    }
    let target = match guide.leads(chapter, &link.at, &link.to) {
        Target::External => return outside(guide, link, span),
        Target::Beside(Some(path)) => return astray(guide, chapter, link, &path, span),
        Target::Beside(None) => Target::Missing(lost_below_root(guide, &link.to)?),
        Target::Page { .. } | Target::File { .. } => return with_tail(guide, chapter, link, span),
        // Nothing is on a page whose text is missing, which is told.
        Target::NoAnchor { page, chapter, .. } if guide.is_unwritten(&page, chapter) => {
            return None;
        }
        target => target,
    };
    // Most links lead somewhere, and need neither a place nor words.
    let (span, nothing) = (span(), format!("nothing is at `{}`", link.to));
    // mdBook takes links of included text from the chapter.
    let from = match guide.project.manifest.dialect {
        Dialect::MdBook => Cow::Borrowed(&*chapter.entry.path),
        Dialect::Native => guide.origin(chapter, &link.at),
    };
    match target {
        Target::Missing(_) if link.is_picture() => Some(
            MISSING_IMAGE.broken(span, format!("there is no picture at `{}`", link.to)).help(
                near::from_chapter(guide, chapter, link)
                    .unwrap_or_else(|| near::file(guide, &from, &link.to)),
            ),
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
        Target::Missing(path) if let Some(new) = near::moved(guide, &from, &path, &link.to) => {
            let help = format!("a redirect leads on from there: write `{new}`");
            Some(BROKEN_LINK.broken(span, nothing).help(help).mended(&link.to, new))
        }
        Target::Missing(_) if let Some(help) = near::from_chapter(guide, chapter, link) => {
            Some(BROKEN_LINK.broken(span, nothing).help(help))
        }
        Target::Missing(path) if is_unlisted(guide, &path) => {
            let help = "the file is there, and no page is made of it: add it to the contents";
            Some(BROKEN_LINK.broken(span, nothing).help(help.to_owned()))
        }
        Target::Missing(_) => {
            let finding = BROKEN_LINK.broken(span, nothing);
            Some(near::path(guide, chapter, &from, &link.to, finding))
        }
        Target::NoAnchor { chapter: Some(_), .. } if waits(guide) => Some(Finding {
            severity: Severity::Warning,
            ..BROKEN_ANCHOR.broken(span, nothing).help(BY_PROGRAM.to_owned())
        }),
        Target::NoAnchor { page, .. }
            if let Some(new) = near::moved(guide, &from, &page, &link.to) =>
        {
            let help = format!("a redirect leads on from there: write `{new}`");
            Some(BROKEN_ANCHOR.broken(span, nothing).help(help).mended(&link.to, new))
        }
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
        Target::External | Target::Page { .. } | Target::File { .. } | Target::Beside(_) => None,
    }
}

/// A link that leads to a chapter only because mdBook passes over what stands behind `.md`.
fn with_tail(
    guide: &Guide<'_>,
    chapter: &Chapter,
    link: &Link,
    span: impl Fn() -> Span,
) -> Option<Finding> {
    let (path, tail) = guide.behind_ending(chapter, &link.to)?;
    let message = format!(
        "nothing is at `{}`: `{tail}` behind `.md` is passed over, as mdBook does",
        link.to
    );
    let finding = BROKEN_LINK.broken(span(), message).help(format!("write `{path}`"));
    let finding = finding.mended(format!("{path}{tail}"), path);
    Some(Finding { severity: Severity::Note, ..finding })
}

/// A link that leaves the book on its way to one of its chapters.
fn astray(
    guide: &Guide<'_>,
    chapter: &Chapter,
    link: &Link,
    path: &str,
    span: impl Fn() -> Span,
) -> Option<Finding> {
    let inside = path.trim_start_matches("../");
    let is_chapter = path.ends_with(".md") && guide.by_path(inside).is_some();
    is_chapter.then_some(())?;
    let tail = &link.to[link.to.find(['?', '#']).unwrap_or(link.to.len())..];
    let there = address::legible(&address::relative(&chapter.entry.path, inside));
    let message = format!("`{}` leaves the book, of which `{inside}` is a chapter", link.to);
    let finding = BROKEN_LINK.broken(span(), message);
    // On a host that has the site at its root, browsers find the page all the same.
    Some(Finding { severity: Severity::Warning, ..finding }.help(format!("write `{there}{tail}`")))
}

/// The path below the site that an address from the root of the host names, if only the book can have it: what is no
/// Markdown may be something else on the host.
fn lost_below_root(guide: &Guide<'_>, to: &str) -> Option<String> {
    let inside = guide.below_site(to)?;
    let path = &inside[..inside.find(['?', '#']).unwrap_or(inside.len())];
    path.ends_with(".md").then(|| address::decode(path))
}

const BY_PROGRAM: &str =
    "a program of the book that was not run may make it; with `--allow-programs` it is known";

fn is_draft(guide: &Guide<'_>, path: &str) -> bool {
    guide.project.drafts.iter().any(|(draft, _)| draft == path)
}

/// Whether a chapter is one that the contents do not list.
fn is_unlisted(guide: &Guide<'_>, path: &str) -> bool {
    let folder = &guide.project.manifest.source;
    let name = format!("{folder}/{path}");
    let is_chapter = path.ends_with(".md") && path != "SUMMARY.md";
    is_chapter && guide.project.sources.find(name.trim_start_matches('/')).is_some()
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
fn outside(guide: &Guide<'_>, link: &Link, span: impl Fn() -> Span) -> Option<Finding> {
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
            Some(UNSAFE_LINK.broken(span(), message).help(help.to_owned()))
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
            Some(BLOCKED_CONTENT.broken(span(), message).help(help))
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
