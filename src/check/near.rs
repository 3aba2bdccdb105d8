//! What an address was meant to lead to that leads nowhere.

use crate::address;
use crate::finding::{Finding, nearest, only_near};
use crate::guide::{Guide, Link, Target};
use crate::load::leftover;
use crate::manifest::Dialect;
use crate::manifest::outline::climbing;
use crate::parse::Chapter;
use unicode_normalization::UnicodeNormalization;

/// What to write for a link of included text that leads somewhere from its own file, where mdBook takes it from the
/// chapter's.
pub fn from_chapter(guide: &Guide<'_>, chapter: &Chapter, link: &Link) -> Option<String> {
    let origin = guide.origin(chapter, &link.at);
    if guide.project.manifest.dialect == Dialect::Native || *origin == chapter.entry.path {
        return None;
    }
    let path = match guide.target(&origin, &link.to) {
        Target::Page { chapter: Some(there), .. } => guide.chapters[there].entry.path.clone(),
        Target::File { path, .. } => path,
        _ => return None,
    };
    let tail = &link.to[link.to.find(['?', '#']).unwrap_or(link.to.len())..];
    let path = address::legible(&address::relative(&chapter.entry.path, &path));
    Some(format!("links of included text start at the chapter: write `{path}{tail}`"))
}

/// What to write for a link to a page or a place that is gone and has a redirect to a chapter. mdBook's books keep such links,
/// which lead there.
pub fn moved(guide: &Guide<'_>, from: &str, page: &str, to: &str) -> Option<String> {
    let anchor = to.split_once('#').map_or("", |(_, anchor)| anchor);
    let page = if page.ends_with(".md") { &address::page_path(page) } else { page };
    let Target::Page { chapter: Some(there), anchor, .. } =
        guide.moved(page, &address::decode(anchor))?
    else {
        return None;
    };
    let path = &guide.chapters[there].entry.path;
    let place = address::fragment(&anchor);
    // A place on the same page needs no path.
    if path == from && !place.is_empty() {
        return Some(place);
    }
    Some(address::legible(&whole_way(guide, from, path)) + &place)
}

/// Says which chapter an address was meant to lead to that leads nowhere.
pub fn path(
    guide: &Guide<'_>,
    chapter: &Chapter,
    from: &str,
    to: &str,
    finding: Finding,
) -> Finding {
    let (written, anchor) =
        to.split_once('#').map_or((to, None), |(path, anchor)| (path, Some(anchor)));
    let theirs = guide.project.manifest.dialect == Dialect::MdBook;
    let relative = |target: &str| {
        // From the root of the host, where the author began.
        let absolute = || guide.project.manifest.site_path.clone() + target;
        if theirs && to.starts_with('/') { absolute() } else { whole_way(guide, from, target) }
    };
    // Nobody means to lead readers to where they are.
    let others = guide.chapters.iter().filter(|other| other.entry.path != chapter.entry.path);
    let candidates: Vec<String> = others.map(|other| relative(&other.entry.path)).collect();
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
        let nowhere = "no file has such a name: write one that is there, counted from the chapter's folder, or take the link out";
        return finding.help(hidden(&path).unwrap_or_else(|| nowhere.to_owned()));
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

/// Says which file a picture was meant to be that is not there.
pub fn file(guide: &Guide<'_>, from: &str, to: &str) -> String {
    let names: Vec<String> =
        guide.project.files.keys().map(|file| whole_way(guide, from, file)).collect();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let meant = address::decode(to);
    let found = nearest(&meant, names.iter().map(String::as_str))
        .or_else(|| names.iter().map(String::as_str).find(|path| name(path) == name(&meant)));
    match found {
        Some(found) => format!("did you mean `{}`?", address::legible(found)),
        None => hidden(&meant).unwrap_or_else(|| {
            "put the file into the source folder; the path is taken from the chapter's folder"
                .to_owned()
        }),
    }
}

/// What to do about an address that names a hidden file, be it there or not.
fn hidden(path: &str) -> Option<String> {
    let is_hidden = |part: &&str| part.starts_with('.') && !matches!(*part, "." | "..");
    let part = path.split('/').find(|part| is_hidden(part) && leftover(part))?;
    Some(format!("names that begin with a dot are hidden and not published: rename `{part}`"))
}

/// The way from one file of the source folder to another; files outside of it link into it, too.
fn whole_way(guide: &Guide<'_>, from: &str, to: &str) -> String {
    let source = &guide.project.manifest.source;
    let whole = |path: &str| {
        let path = format!("{source}/{path}");
        climbing(path.trim_start_matches('/')).unwrap_or(path)
    };
    address::relative(&whole(from), &whole(to))
}
