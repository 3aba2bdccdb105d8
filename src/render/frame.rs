//! The shell round each page: head, navigation, neighbours.
//!
//! Templates come from the assets; each gets one typed struct. The navigation is rendered once for each part and
//! folder, whole only for the part a page belongs to and cut to a window in very long parts, so that a book of ten
//! thousand chapters does not grow with its square.

use super::body::{Scene, Writer};
use super::contents::{Contents, Line};
use super::languages::{self, LanguageLink};
use super::surface::Foot;
use super::theme::{self, Ground, Icon};
use crate::address;
use crate::assets::{Asset, FOOTER, HEAD, Templates};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, identity, own};
use crate::manifest::{Colours, Direction, Manifest, keys};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use tera::{Context, Value};

/// A book of at most so many chapters shows them all on every page.
const WHOLE: usize = 200;
/// In a longer book a part shows at most so many chapters, the neighbourhood of the page.
const WINDOW: usize = 60;

/// Everything `page.html` asks for.
#[derive(Debug, Default, Serialize)]
pub struct Frame {
    /// Which page this is: "chapter", "home", "study" and so on; a class of `<body>`.
    pub kind: &'static str,
    pub title: String,
    pub description: String,
    /// Path from the site's root.
    pub path: String,
    /// From this page to the site's root: "" or "../".
    pub root: String,
    /// HTML inside `<main>`.
    #[serde(skip)]
    pub body: String,
    pub toc: Vec<Heading>,
    pub crumbs: Vec<Crumb>,
    pub previous: Option<Neighbour>,
    pub next: Option<Neighbour>,
    /// Bundles besides the usual ones, such as "study".
    pub bundles: Vec<&'static str>,
    /// Path of the question bank, on pages that ask for it; empty on others.
    pub bank: String,
    /// Id of the domain; the style sheet knows its hue.
    pub domain: String,
    /// Index of the chapter whose part the navigation opens.
    #[serde(skip)]
    pub chapter: Option<usize>,
    /// Places that this page no longer has.
    pub moved: Vec<Moved>,
    /// Not for search engines, such as the 404 page.
    pub hidden: bool,
    /// What the chapter gives templates of the book's own.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// File of the chapter that the page shows, from the book's folder; empty on others.
    #[serde(skip)]
    pub source: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    pub id: String,
    pub text: String,
    pub level: u8,
}

#[derive(Debug, Clone, Serialize)]
pub struct Crumb {
    pub title: String,
    /// Empty for a crumb that is no link.
    pub href: String,
}

/// The chapter before or after this one.
#[derive(Debug, Clone, Serialize)]
pub struct Neighbour {
    /// HTML.
    pub title: String,
    pub href: String,
}

/// A place that is gone, and the address of where it went.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    pub id: String,
    pub href: String,
}

#[derive(Debug, Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    frame: &'a Frame,
    book: &'a str,
    /// Codes of the exams, such as "MLA-C01".
    codes: Vec<&'a str>,
    /// Whether readers choose among several exams.
    several: bool,
    language: &'a str,
    /// "rtl", or nothing for the way of most languages.
    direction: &'static str,
    /// Colours before a reader chooses; nothing for the system's.
    colours: &'static str,
    authors: &'a [String],
    nav: &'a str,
    styles: String,
    /// The sheet of pages that show the reader's study, home and the study page; empty elsewhere.
    study_styles: String,
    /// Sheets that the book brings besides ours.
    own_styles: Vec<String>,
    scripts: Vec<Script>,
    /// Address of the book's sources, and of this page's among them; empty where the book does not say.
    repository: &'a str,
    edit: String,
    has_print: bool,
    has_glossary: bool,
    has_services: bool,
    has_objectives: bool,
    has_search: bool,
    /// Paths of the scripts that look into the index, for the search box to load.
    search_scripts: &'a [String],
    /// Domains that search can be narrowed to; none where there is no choice.
    domains: &'a [DomainOption],
    has_study: bool,
    has_questions: bool,
    has_cards: bool,
    offline: bool,
    /// Address of the book's own picture; empty without one.
    logo: String,
    icon: Icon<'a>,
    ground: &'a Ground,
    /// What the manifest gives templates of the book's own.
    book_extra: serde_json::Map<String, serde_json::Value>,
    /// What other sites show of a link to the page.
    share: Option<Share>,
    /// The Content-Security-Policy.
    policy: String,
    book_id: &'a str,
    /// The same from before the book had an id; empty if there is nothing to take over.
    book_was: &'a str,
    blocking_script: String,
    canonical: Option<String>,
    /// All languages of the book; none where there is but one.
    languages: Vec<LanguageLink>,
    /// Whole address of the page in the book's own language, where the page has other languages.
    original: String,
    /// From the site's root in this language to that of the book's own: "../", or nothing.
    hub: &'static str,
}

/// What other sites show of a page, in the words of the Open Graph protocol.
#[derive(Debug, Serialize)]
struct Share {
    kind: &'static str,
    url: String,
    /// Whole address; empty without a picture.
    picture: String,
}

/// A domain that chapters belong to.
#[derive(Debug, Serialize)]
struct DomainOption {
    id: String,
    short: String,
}

#[derive(Debug, Serialize)]
struct Script {
    src: String,
}

/// One part in the navigation.
#[derive(Debug, Serialize)]
struct NavPart {
    number: usize,
    title: String,
    href: String,
    open: bool,
    domain: String,
    /// Empty for a part that a long book shows by its title alone.
    lines: Vec<Line>,
    /// How many chapters it has in all.
    count: usize,
    /// How many chapters the window leaves out before and after.
    before: usize,
    after: usize,
}

/// What navigations are made from, by folder of the page, open part and window. A copy shares its texts.
type Navs = BTreeMap<(String, Option<usize>, usize), Context>;

/// Renders frames; remembers navigations.
pub struct Shell<'g> {
    pub guide: &'g Guide<'g>,
    pub templates: Templates,
    /// Path of the script with the question bank; empty for a book without questions and cards.
    pub bank: String,
    titles: Vec<String>,
    pub contents: Contents,
    /// Counted when first asked for: several pages show them, and a preview may show none.
    minutes: Vec<OnceLock<u32>>,
    ground: Ground,
    /// The style sheet that all pages name.
    pub styles: Asset,
    study_styles: String,
    /// Paths of the scripts of each bundle, in the order they run.
    bundles: BTreeMap<&'static str, Vec<String>>,
    book_id: String,
    book_was: String,
    has_questions: bool,
    has_cards: bool,
    domains: Vec<DomainOption>,
    navs: Mutex<Navs>,
    /// Of code in the foot of pages.
    highlighter: Highlighter,
}

impl<'g> Shell<'g> {
    pub fn new(guide: &'g Guide<'g>, templates: Templates, styles: Asset) -> Self {
        let assets = &guide.project.assets;
        let paths = |scripts: Vec<Asset>| scripts.into_iter().map(|asset| asset.path).collect();
        let bundles = assets.bundles().into_iter();
        let bundles = bundles
            .map(|bundle| (bundle.name, paths(bundle.scripts)))
            .chain([("moved", vec![assets.moved().path])])
            .collect();
        Self {
            templates,
            bank: String::new(),
            has_questions: guide.questions().next().is_some(),
            has_cards: guide.cards().next().is_some(),
            domains: domains(guide),
            contents: Contents::of(guide),
            titles: guide.chapters.iter().map(|chapter| guide.title(chapter)).collect(),
            minutes: vec![OnceLock::new(); guide.chapters.len()],
            ground: theme::ground(guide.project),
            styles,
            study_styles: assets.study_styles().path,
            bundles,
            book_id: identity::of(&guide.project.manifest),
            book_was: identity::earlier(&guide.project.manifest).unwrap_or_default(),
            navs: Mutex::new(BTreeMap::new()),
            highlighter: Highlighter::default(),
            guide,
        }
    }

    /// Minutes to read a chapter.
    pub fn minutes(&self, chapter: usize) -> u32 {
        let count = || super::chapter::minutes(&self.guide.chapters[chapter]);
        *self.minutes[chapter].get_or_init(count)
    }

    /// Words of the interface.
    pub fn word(&self, name: &str) -> &str {
        self.guide.locale().word(name)
    }

    /// Words of a chapter's title.
    pub fn title(&self, chapter: usize) -> &str {
        &self.titles[chapter]
    }

    /// Paths of a bundle's scripts from the site's root.
    pub fn bundle(&self, name: &str) -> &[String] {
        self.bundles.get(name).map_or(&[], Vec::as_slice)
    }

    /// A whole page.
    pub fn page(&self, mut frame: Frame) -> String {
        let guide = self.guide;
        let manifest = &guide.project.manifest;
        let nav = self.nav(&frame);
        let body = std::mem::take(&mut frame.body);
        let frame = &frame;
        let choice = guide.exams.are_several().then_some("choice");
        let scripts = std::iter::once("guide")
            .chain(choice)
            .chain(frame.bundles.iter().copied())
            .flat_map(|name| self.bundle(name))
            .cloned()
            .chain(manifest.scripts.iter().map(|path| address::path(path)))
            .map(|path| Script { src: format!("{}{path}", frame.root) })
            .collect();
        let own_styles = manifest.styles.iter();
        let own_styles =
            own_styles.map(|path| format!("{}{}", frame.root, address::path(path))).collect();
        let edit = manifest
            .edit_url
            .as_ref()
            .filter(|_| !frame.source.is_empty())
            .map(|url| address::written(&url.replace("{path}", &address::path(&frame.source))));
        // One file: nothing stands beside it in its bundle.
        let blocking = self.bundle("theme").first();
        let canonical = languages::canonical(guide, frame);
        let page = Page {
            frame,
            book: &manifest.title,
            codes: guide.exams.iter().map(|exam| exam.blueprint.code.as_str()).collect(),
            several: guide.exams.are_several(),
            language: &manifest.language,
            direction: match manifest.direction {
                Direction::Ltr => "",
                Direction::Rtl => "rtl",
            },
            colours: match manifest.colours {
                Colours::Auto => "",
                Colours::Light => "light",
                Colours::Dark => "dark",
            },
            authors: &manifest.authors,
            nav: &nav,
            styles: format!("{}{}", frame.root, self.styles.path),
            study_styles: if frame.bank.is_empty() {
                String::new()
            } else {
                format!("{}{}", frame.root, self.study_styles)
            },
            own_styles,
            scripts,
            repository: manifest.repository.as_deref().unwrap_or_default(),
            edit: edit.unwrap_or_default(),
            has_print: manifest.print,
            has_glossary: !guide.terms.is_empty(),
            has_services: !guide.services.is_empty(),
            has_objectives: !guide.exams.is_empty(),
            has_search: manifest.search,
            search_scripts: self.bundle("search"),
            domains: &self.domains,
            has_study: !self.bank.is_empty(),
            has_questions: self.has_questions,
            has_cards: self.has_cards,
            offline: manifest.offline,
            logo: theme::file(manifest, &frame.root, manifest.site.logo.as_deref()),
            icon: theme::icon(manifest).seen_from(&frame.root),
            ground: &self.ground,
            policy: guide.policy.text(),
            book_id: &self.book_id,
            book_was: &self.book_was,
            blocking_script: blocking
                .map_or_else(String::new, |path| format!("{}{path}", frame.root)),
            book_extra: keys::for_templates(&manifest.extra),
            share: share(manifest, frame, canonical.as_ref()),
            canonical,
            original: languages::original(guide, frame),
            languages: languages::links(guide, frame),
            hub: if guide.project.folder().is_empty() { "" } else { "../" },
        };
        let mut context = Templates::context(&page);
        let footer = self.footer(frame, &context);
        context.insert_value("footer", Value::safe_string(footer.trim()));
        let head = self.templates.render_own(HEAD, &context);
        context.insert_value("head", Value::safe_string(head.trim()));
        // The text of the longest page is long, so there are never three of it.
        context.insert_value("body", Value::safe_string(&body));
        drop(body);
        self.templates.render_context("page.html", &context)
    }

    /// The book's own words at the foot of a page.
    fn footer(&self, frame: &Frame, context: &Context) -> String {
        let Some(chapter) = &self.guide.footer else {
            return self.templates.render_own(FOOTER, context);
        };
        let trusted = self.guide.project.manifest.trusted_html;
        let highlighter = &self.highlighter;
        let scene = Scene { guide: Some(self.guide), chapter, highlighter, trusted };
        let mut surface = Foot { path: &frame.path, root: &frame.root };
        let mut writer = Writer::new(scene, &mut surface);
        writer.prose(&chapter.blocks) + &writer.finish().html
    }

    /// Renders a template with its struct.
    pub fn template<T: Serialize>(&self, name: &str, view: &T) -> String {
        self.templates.render(name, view)
    }

    /// The navigation of a page. What it is made from is the same for all pages of a folder that show the same chapters;
    /// only which of them is the page differs.
    fn nav(&self, frame: &Frame) -> String {
        let chapter = frame.chapter;
        let part = chapter.map(|chapter| self.guide.chapters[chapter].entry.part);
        // The 404 page is shown at any address, so its links start at the site's root like no other page's.
        let folder = if frame.root.starts_with('/') {
            frame.root.clone()
        } else {
            frame.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
        };
        let window = chapter.map_or(0, |chapter| self.window(chapter));
        let key = (folder, part, window);
        let known = self.lock().get(&key).cloned();
        let mut context = known.unwrap_or_else(|| {
            let context = self.nav_context(frame, part, window);
            self.lock().insert(key, context.clone());
            context
        });
        context.insert("current", &chapter.map(|chapter| self.contents.place(chapter)));
        self.templates.render_context("nav.html", &context)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Navs> {
        self.navs.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Which window of its part a chapter is in; 0 when the book is shown whole.
    fn window(&self, chapter: usize) -> usize {
        if self.is_short() {
            return 0;
        }
        let part = self.contents.part(self.guide.chapters[chapter].entry.part);
        (self.contents.place(chapter) - part.start) / WINDOW
    }

    fn is_short(&self) -> bool {
        self.guide.chapters.len() <= WHOLE
    }

    fn nav_context(&self, frame: &Frame, open: Option<usize>, window: usize) -> Context {
        #[derive(Serialize)]
        struct Nav {
            parts: Vec<NavPart>,
            contents: String,
        }
        let guide = self.guide;
        let outline = &guide.project.outline.parts;
        let mut parts = Vec::new();
        for (index, part) in outline.iter().enumerate() {
            let all = self.contents.part(index);
            // A heading above other parts, such as mdBook's books have, holds no chapter itself.
            if all.is_empty() && part.title.is_empty() {
                continue;
            }
            let here = open == Some(index);
            let is_open = here || outline.len() == 1;
            let shown = if self.is_short() {
                all.clone()
            } else if is_open || part.title.is_empty() {
                let from = all.start + if here { window * WINDOW } else { 0 };
                from..(from + WINDOW).min(all.end)
            } else {
                all.start..all.start
            };
            let address = |page: &str, id: &str| link(frame, page) + &address::fragment(id);
            let lines = self.contents.lines(shown.clone(), &address);
            let first = self.contents.first(all.clone());
            parts.push(NavPart {
                number: index + 1,
                title: part.title.clone(),
                href: first.map_or_else(
                    || address::place(&frame.path, "contents.html", &own::part_id(index + 1)),
                    |first| link(frame, &guide.chapters[first].page()),
                ),
                open: is_open,
                domain: part.domain.clone().unwrap_or_default(),
                count: self.contents.count(all.clone()),
                before: self.contents.count(all.start..shown.start),
                after: self.contents.count(shown.end..all.end),
                lines,
            });
        }
        Templates::context(&Nav { parts, contents: link(frame, "contents.html") })
    }
}

fn share(manifest: &Manifest, frame: &Frame, canonical: Option<&String>) -> Option<Share> {
    let site = manifest.site_url.as_deref().unwrap_or_default();
    Some(Share {
        kind: if frame.kind == "chapter" { "article" } else { "website" },
        url: canonical?.clone(),
        picture: theme::file(manifest, site, manifest.site.social.as_deref()),
    })
}

/// The address of a page of the site seen from the page in the frame.
fn link(frame: &Frame, to: &str) -> String {
    if frame.root.starts_with('/') {
        return format!("{}{}", frame.root, address::path(to));
    }
    address::between(&frame.path, to)
}

/// The domains of the chapters, in the order they come; none if all chapters are of one, or of none.
fn domains(guide: &Guide<'_>) -> Vec<DomainOption> {
    let mut met: Vec<Option<&str>> = Vec::new();
    for domain in (0..guide.chapters.len()).map(|chapter| guide.domain_of(chapter)) {
        if !met.contains(&domain) {
            met.push(domain);
        }
    }
    if met.len() < 2 {
        return Vec::new();
    }
    let short = |id: &str| {
        let domain = guide.exams.iter().find_map(|exam| exam.blueprint.domain(id));
        domain.map_or(id, |domain| domain.short()).to_owned()
    };
    let option = |id: &str| DomainOption { id: id.to_owned(), short: short(id) };
    met.into_iter().flatten().map(option).collect()
}
