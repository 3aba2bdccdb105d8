//! Links and ids of a site.

use super::sample;
use crate::support::{PICTURE, built, built_from};
use guidewright::Site;
use guidewright::internals::address::decode;
use std::collections::BTreeMap;

#[test]
fn every_link_of_a_site_leads_somewhere_and_none_is_absolute() {
    let folder = sample("links");
    let (_, site, _) = built(&folder.path().join("book"));
    assert_eq!(dead_links(&site), Vec::<String>::new());
}

#[test]
fn links_find_files_whatever_they_are_called() {
    let names = [
        "c#.md",
        "why-so?.md",
        "50% off.md",
        "sub/high tide.md",
        "sub/café.md",
        "v1.2.md",
        "v12.md",
        "a-b.md",
        "a.md",
    ];
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let list = names.map(|name| format!("\"{name}\"")).join(", ");
    texts.insert(
        "book.toml".to_owned(),
        format!("[book]\ntitle = \"Names\"\n\n[check.rules]\nunportable-name = \"off\"\n\n[build]\nsite-url = \"https://example.com/a b/\"\n\n[[part]]\ntitle = \"One\"\nchapters = [{list}]\n"),
    );
    let encoded = |name: &str| {
        name.replace('%', "%25").replace('#', "%23").replace('?', "%3F").replace(' ', "%20")
    };
    for name in names {
        let up = if name.contains('/') { "../" } else { "" };
        let links = names.map(|to| {
            let to = encoded(to);
            format!("[{to}]({up}{to}), [its part]({up}{to}#the-part) and <a href=\"{up}{to}#b-c\">raw</a>.\n")
        });
        let text = format!(
            "# About {name}\n\n{}\n![A buoy]({up}a%23b%25.png) and [a page]({up}files/calc.html#x).\n\n## The part\n\nText.[^a b]\n\n## B c\n\n[^a b]: A note.\n",
            links.concat()
        );
        texts.insert(format!("chapters/{name}"), text);
    }
    texts.insert("chapters/a#b%.png".to_owned(), PICTURE.to_owned());
    texts.insert("chapters/files/calc.html".to_owned(), "<p id=\"x\">1 + 1</p>".to_owned());
    let pairs: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_, site, findings) = built_from(&pairs);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(dead_links(&site), Vec::<String>::new());
    let sitemap = String::from_utf8_lossy(&site.files["sitemap.xml"]).into_owned();
    assert!(
        sitemap.contains("/c%23.html<") && sitemap.contains("/sub/caf%C3%A9.html<"),
        "{sitemap}"
    );
    // On the print page chapters are places of the page, and no two of them meet.
    let print = String::from_utf8_lossy(&site.files["print.html"]).into_owned();
    assert!(print.contains("href=\"files/calc.html#x\""));
    let (_, book) = print.split_once("class=\"gw-book\"").expect("the book on the page");
    assert!(!book.contains("href=\"sub/"), "{book}");
    for path in site.files.keys().filter(|path| path.ends_with(".html")) {
        assert_eq!(
            repeated(&String::from_utf8_lossy(&site.files[path])),
            Vec::<&str>::new(),
            "{path}"
        );
    }
}

/// Links of a site that lead to no file of it, or to no id.
fn dead_links(site: &Site) -> Vec<String> {
    let mut dead = Vec::new();
    for (path, bytes) in
        site.files.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html")
    {
        let html = String::from_utf8_lossy(bytes);
        for link in attributes(&html) {
            // In braces stands what a script puts there, in a template of the study page.
            let filled = link.starts_with('{');
            if guidewright::internals::address::is_external(link) || link.is_empty() || filled {
                continue;
            }
            assert!(!link.starts_with('/'), "{path} has the absolute link {link}");
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let (to, anchor) = (to.split('?').next().unwrap_or_default(), decode(anchor));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let full = format!("{folder}/{}", decode(to));
            let full = if to.is_empty() {
                path.clone()
            } else {
                guidewright::internals::manifest::outline::normal(full.trim_start_matches('/'))
                    .unwrap_or_default()
            };
            let Some(target) = site.get(&full) else {
                dead.push(format!("{path}: {link}"));
                continue;
            };
            // Routes of the study page are not ids.
            let found = anchor.is_empty()
                || full == "study.html"
                || String::from_utf8_lossy(target).contains(&format!("id=\"{anchor}\""));
            if !found {
                dead.push(format!("{path}: {link} (no such id)"));
            }
        }
    }
    dead
}

fn attributes(html: &str) -> impl Iterator<Item = &str> {
    ["href=\"", "src=\""].into_iter().flat_map(move |name| values(html, name))
}

/// What stands between each `name="` and the next quotation mark.
pub(super) fn values<'h>(html: &'h str, name: &'static str) -> impl Iterator<Item = &'h str> {
    html.match_indices(name).map(move |(at, _)| {
        let rest = &html[at + name.len()..];
        &rest[..rest.find('"').unwrap_or(rest.len())]
    })
}

/// Every id of a page that stands on it more than once.
fn repeated(html: &str) -> Vec<&str> {
    let mut seen = BTreeMap::<&str, usize>::new();
    for id in values(html, " id=\"") {
        *seen.entry(id).or_default() += 1;
    }
    seen.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
}

#[test]
fn no_page_has_an_id_twice() {
    let folder = sample("ids");
    let mut sites = vec![built(&folder.path().join("book")).1];
    for book in std::fs::read_dir("tests/books").expect("the books are in the repository") {
        sites.push(built(&book.expect("a folder entry").path()).1);
    }
    let mut faults = Vec::new();
    for (path, bytes) in sites.iter().flat_map(|site| &site.files) {
        let html = String::from_utf8_lossy(bytes);
        if path.ends_with(".html") {
            faults.extend(repeated(&html).into_iter().map(|id| format!("{path}: {id}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
