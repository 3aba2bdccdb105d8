//! Pages, assets, index and redirects in one map: the finished site.
//!
//! A [`Site`] is a sorted map from path to bytes. The same book gives the same bytes: no clock, no absolute path, no
//! order of a hash map. Knows nothing of where the site goes.

#[cfg(feature = "anki")]
pub mod anki;
pub mod csv;
pub mod disk;
pub mod export;
pub mod offline;
pub mod zip;

use crate::address;
use crate::assets::{Asset, Templates};
use crate::guide::{Guide, Target};
use crate::html::escape;
use crate::load::languages::SiteLanguage;
use crate::parse::Chapter;
use crate::render::follow::Sum;
use crate::render::{File, Pages};
use serde::Serialize;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

/// The finished site: path from its root, with `/`, to bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Files that who followed the build keeps, each with its checksum where the book lists those; none of a site that
    /// nobody followed.
    away: BTreeMap<String, Option<Sum>>,
}

impl Site {
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) {
        self.put(path.into(), File::Here(bytes.into()));
    }

    /// Of two files under one name the later one is the site's.
    fn put(&mut self, path: String, file: File) {
        match file {
            File::Here(bytes) => {
                self.away.remove(&path);
                self.files.insert(path, bytes);
            }
            File::Away(sum) => {
                self.files.remove(&path);
                self.away.insert(path, sum);
            }
        }
    }

    /// The names of all files, those that are kept elsewhere among them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(self.away.keys()).map(String::as_str)
    }

    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// Adds another site below a folder of this one, which has a `/` at its end.
    pub fn add(&mut self, folder: &str, other: Self) {
        if self.files.is_empty() && folder.is_empty() {
            *self = other;
            return;
        }
        let here = other.files.into_iter().map(|(path, bytes)| (path, File::Here(bytes)));
        let away = other.away.into_iter().map(|(path, sum)| (path, File::Away(sum)));
        for (path, file) in here.chain(away) {
            self.put(format!("{folder}{path}"), file);
        }
    }

    /// Bytes of all files that are here.
    pub fn size(&self) -> usize {
        self.files.values().map(|bytes| bytes.len()).sum()
    }
}

/// Puts everything into one map.
pub fn site(
    guide: &Guide<'_>,
    templates: &Templates,
    pages: Pages,
    index: Vec<(String, File)>,
) -> Site {
    let mut site = given(guide, pages.styles);
    redirects(guide, templates, &mut site);
    host_name(guide, &mut site);
    sitemap(guide, &pages.html, &mut site);
    for script in pages.data {
        site.insert(script.path, script.bytes);
    }
    for (path, file) in index {
        site.put(path, file);
    }
    for (path, file) in pages.html {
        if !guide.gives_way(&path) {
            site.put(path, file);
        }
    }
    offline::add(guide, &mut site);
    site
}

/// What a site has before any page is rendered: the book's own files, styles and scripts.
pub fn given(guide: &Guide<'_>, styles: Asset) -> Site {
    let mut site = Site::default();
    for (path, bytes) in guide.project.files.iter() {
        site.insert(path.clone(), Arc::clone(bytes));
    }
    for path in shown(guide) {
        for copy in guide.project.pictures.of(&path) {
            site.insert(copy.path.clone(), Arc::clone(&copy.bytes));
        }
    }
    let assets = &guide.project.assets;
    let more = [styles, assets.study_styles()];
    let icon = guide.project.manifest.site.favicon.is_none().then(|| assets.icon());
    // A book on one exam has no choice to make.
    // One page keeps the progress of all languages.
    let needed = |name: &str| match name {
        "choice" => guide.exams.are_several(),
        "hub" => guide.project.original.is_none(),
        _ => true,
    };
    let scripts = assets
        .bundles()
        .into_iter()
        .filter(|bundle| needed(bundle.name))
        .flat_map(|bundle| bundle.scripts);
    let moved = (!guide.moves.is_empty()).then(|| assets.moved());
    for asset in scripts.chain(more).chain(icon).chain(moved) {
        site.insert(asset.path, asset.bytes);
    }
    site
}

/// Pictures that have smaller copies and that a text shows, by path from the source folder.
fn shown(guide: &Guide<'_>) -> BTreeSet<String> {
    if guide.project.pictures.is_empty() {
        return BTreeSet::new();
    }
    let pictures = guide.links().filter(|(_, link)| link.is_picture());
    let shown =
        pictures.filter_map(|(chapter, link)| match guide.leads(chapter, &link.at, &link.to) {
            Target::File { path, .. } => Some(path),
            _ => None,
        });
    shown.collect()
}

/// Old addresses of pages, from `[build] redirects` and chapters' `aliases`.
fn redirects(guide: &Guide<'_>, templates: &Templates, site: &mut Site) {
    #[derive(Serialize)]
    struct Redirect {
        to: String,
        places: Vec<Place>,
        script: String,
    }
    #[derive(Serialize)]
    struct Place {
        id: String,
        href: String,
    }
    let mut pages = BTreeMap::<String, Redirect>::new();
    let is_there: BTreeSet<String> = guide.chapters.iter().map(Chapter::page).collect();
    let script = guide.project.assets.moved().path;
    for moved in guide.moves.iter() {
        // A page that is still there leads on by itself.
        let Some(href) = guide.leads_to(moved).filter(|_| !is_there.contains(&moved.from)) else {
            continue;
        };
        let script = address::between(&moved.from, &script);
        let page = pages.entry(moved.from.clone()).or_insert_with(|| Redirect {
            to: href.clone(),
            places: Vec::new(),
            script,
        });
        if moved.anchor.is_empty() {
            page.to = href;
        } else {
            page.places.push(Place { id: moved.anchor.clone(), href });
        }
    }
    // The book hears of one that is not made.
    let names = LazyCell::new(|| guide.names());
    let is_made = |from: &str| from.ends_with(".html") || names.in_the_way(from).is_none();
    for (from, page) in pages.into_iter().filter(|(from, _)| is_made(from)) {
        site.insert(from, templates.render("redirect.html", &page).into_bytes());
    }
}

/// The host name of the site, for hosts of pages that read it from a file.
fn host_name(guide: &Guide<'_>, site: &mut Site) {
    if let Some(name) = &guide.project.manifest.cname {
        site.insert("CNAME", format!("{name}\n").into_bytes());
    }
}

/// The map of the whole site: the pages in the book's own language, each with the same page in the others.
fn sitemap(guide: &Guide<'_>, pages: &[(String, File)], site: &mut Site) {
    let project = guide.project;
    let Some(url) = &project.manifest.site_url else { return };
    if project.original.is_some() {
        return;
    }
    let alternates = match project.languages[..] {
        [] => "",
        _ => " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"",
    };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{alternates}>\n",
    );
    let mut paths: Vec<&str> = pages
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| !["404.html", "hub.html"].contains(path))
        .collect();
    paths.sort_unstable();
    for name in paths {
        let path = if name == "index.html" { "" } else { name };
        let whole = |folder: &str| format!("{}{folder}{}", escape(url), address::path(path));
        if project.languages.is_empty() {
            let _ = writeln!(xml, "<url><loc>{}</loc></url>", whole(""));
        }
        let has = |language: &&SiteLanguage| !language.lacks.contains(name);
        for language in project.languages.iter().filter(has) {
            let _ = writeln!(xml, "<url><loc>{}</loc>", whole(&language.folder));
            let others = project.languages.iter().filter(has);
            let others = others.map(|it| (it.tag.as_str(), it.folder.as_str()));
            for (tag, folder) in others.chain([("x-default", "")]) {
                let href = whole(folder);
                let _ = writeln!(
                    xml,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\" />"
                );
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    site.insert("sitemap.xml", xml.into_bytes());
}
