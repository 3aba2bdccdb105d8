//! The shell round each page: head, navigation, neighbours.
//!
//! A page's maker says what is its own ([`Frame`]); [`Shell`] knows what all pages share and puts both into `page.html`.

mod nav;
mod view;

use super::Page;
use super::body::{Scene, Writer};
use super::contents::Contents;
use super::languages;
use super::surface::Foot;
use super::theme::{self, Ground};
use crate::address;
use crate::assets::{Asset, Content, FOOTER, HEAD, Round, Shared, Templates};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, identity};
use crate::manifest::{Colours, Direction, keys};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tera::{Context, Value};

use nav::Navs;
use view::{BookView, DomainOption, PageView, Script, domains, share};

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
    /// What stands inside `<main>`.
    #[serde(skip)]
    pub content: Option<Content>,
    pub toc: Vec<TocHeading>,
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
    /// The day of the chapter's last change, as 2026-11-30 and in words; empty where it is not known.
    pub changed: String,
    pub changed_day: String,
    /// File of the chapter that the page shows, from the book's folder; empty on others.
    #[serde(skip)]
    pub source: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TocHeading {
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

/// Pieces of our frame by where the site's root is, the kind of the page, and whether it has headings.
type Pieces = BTreeMap<(String, &'static str, bool), Arc<Shared>>;

/// Renders frames; remembers what pages share.
pub struct Shell<'g> {
    pub guide: &'g Guide<'g>,
    pub templates: Templates,
    /// Path of the script with the question bank; empty for a book without questions and cards.
    pub bank: String,
    pub contents: Contents<'g>,
    /// Worked out when first asked for: several pages show them, and a preview may show none.
    titles: Vec<OnceLock<String>>,
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
    pieces: Mutex<Pieces>,
    /// What templates are given for all pages, once the first is made.
    book: OnceLock<Context>,
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
            titles: vec![OnceLock::new(); guide.chapters.len()],
            minutes: vec![OnceLock::new(); guide.chapters.len()],
            ground: theme::ground(guide.project),
            styles,
            study_styles: assets.study_styles().path,
            bundles,
            book_id: identity::of(&guide.project.manifest),
            book_was: identity::earlier(&guide.project.manifest).unwrap_or_default(),
            navs: Mutex::default(),
            pieces: Mutex::default(),
            book: OnceLock::new(),
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
        self.titles[chapter].get_or_init(|| self.guide.title(&self.guide.chapters[chapter]))
    }

    /// Paths of a bundle's scripts from the site's root.
    pub fn bundle(&self, name: &str) -> &[String] {
        self.bundles.get(name).map_or(&[], Vec::as_slice)
    }

    /// A whole page.
    pub fn page(&self, mut frame: Frame) -> Page {
        let inner = frame.content.take();
        let html = self.templates.render_page(self.round(&frame), inner);
        Page { path: frame.path, html }
    }

    /// What stands round a page.
    pub fn round(&self, frame: &Frame) -> Round {
        let nav = self.nav(frame);
        let mut given = self.book.get_or_init(|| self.book()).clone();
        given.extend(self.context(frame));
        if self.templates.has_own() {
            given.insert("nav", &nav);
        }
        let footer = self.footer(frame, &given);
        given.insert_value("footer", Value::safe_string(footer.trim()));
        let head = self.templates.render_own(HEAD, &given);
        given.insert_value("head", Value::safe_string(head.trim()));
        let shared = if self.templates.has_own_frame() {
            Arc::default()
        } else {
            self.shared(frame, &given, footer.is_empty())
        };
        Round { given, nav, shared }
    }

    /// The pieces of our frame that a page shares with others.
    fn shared(&self, frame: &Frame, given: &Context, has_usual_foot: bool) -> Arc<Shared> {
        let make = || Arc::new(self.templates.render_shared(given));
        let manifest = &self.guide.project.manifest;
        let is_usual = has_usual_foot
            && frame.changed.is_empty()
            && frame.moved.is_empty()
            && (frame.source.is_empty() || manifest.edit_url.is_none())
            && self.guide.project.languages.is_empty();
        if !is_usual {
            return make();
        }
        let key = (frame.root.clone(), frame.kind, !frame.toc.is_empty());
        let pieces = || self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pieces().get(&key).cloned();
        known.unwrap_or_else(|| {
            let shared = make();
            pieces().insert(key, Arc::clone(&shared));
            shared
        })
    }

    /// What templates are given for all pages.
    fn book(&self) -> Context {
        let guide = self.guide;
        let manifest = &guide.project.manifest;
        Templates::context(&BookView {
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
            repository: manifest.repository.as_deref().unwrap_or_default(),
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
            ground: &self.ground,
            book_extra: keys::for_templates(&manifest.extra),
            policy: guide.policy.text(),
            book_id: &self.book_id,
            book_was: &self.book_was,
            hub: if guide.project.folder().is_empty() { "" } else { "../" },
        })
    }

    /// What they are given for one page besides.
    fn context(&self, frame: &Frame) -> Context {
        let guide = self.guide;
        let manifest = &guide.project.manifest;
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
        Templates::context(&PageView {
            frame,
            styles: format!("{}{}", frame.root, self.styles.path),
            study_styles: if frame.bank.is_empty() {
                String::new()
            } else {
                format!("{}{}", frame.root, self.study_styles)
            },
            own_styles,
            scripts,
            edit: edit.unwrap_or_default(),
            logo: theme::file(manifest, &frame.root, manifest.site.logo.as_deref()),
            icon: theme::icon(manifest).seen_from(&frame.root),
            blocking_script: blocking
                .map_or_else(String::new, |path| format!("{}{path}", frame.root)),
            share: share(manifest, frame, canonical.as_ref()),
            canonical,
            original: languages::original(guide, frame),
            languages: languages::links(guide, frame),
        })
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
}
