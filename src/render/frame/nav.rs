//! The navigation of a page, rendered once for each part and folder: whole only for the part a page belongs to, and cut to
//! a window in very long parts, so that a book of ten thousand chapters does not grow with its square.

use super::super::contents::Line;
use super::{Frame, Shell};
use crate::address;
use crate::assets::Templates;
use crate::guide::own;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Context;

/// A book of at most so many chapters shows them all on every page.
const WHOLE: usize = 200;
/// In a longer book a part shows at most so many chapters, the neighbourhood of the page.
const WINDOW: usize = 60;

/// One part in the navigation.
#[derive(Debug, Serialize)]
struct NavPart {
    number: usize,
    title: String,
    href: String,
    open: bool,
    domain: String,
    /// Empty for a part that a long book shows by its title alone.
    lines: Vec<NavLine>,
    /// How many chapters it has in all.
    count: usize,
    /// How many chapters the window leaves out before and after.
    before: usize,
    after: usize,
}

/// A line, and the HTML that it has on every page but its own.
#[derive(Debug, Serialize)]
struct NavLine {
    #[serde(flatten)]
    line: Line,
    html: String,
}

/// What navigations are made from, by folder of the page, open part and window. A copy shares its texts.
pub(super) type Navs = BTreeMap<(String, Option<usize>, usize), Context>;

impl Shell<'_> {
    /// The navigation of a page. What it is made from is the same for all pages of a folder that show the same chapters;
    /// only which of them is the page differs.
    pub(super) fn nav(&self, frame: &Frame) -> String {
        let chapter = frame.chapter;
        let part = chapter.map(|chapter| self.guide.chapters[chapter].entry.part);
        // The 404 page is shown at any address, so its links start at the site's root like no other page's.
        let folder = if frame.root.starts_with('/') {
            frame.root.clone()
        } else {
            frame.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
        };
        let window = chapter.map_or(0, |chapter| self.window(chapter));
        let mut context = if self.guide.project.manifest.contents_levels.is_some() {
            // Every page shows other lines.
            self.nav_context(frame, part, window)
        } else {
            let key = (folder, part, window);
            let known = self.lock().get(&key).cloned();
            known.unwrap_or_else(|| {
                let context = self.nav_context(frame, part, window);
                self.lock().insert(key, context.clone());
                context
            })
        };
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
        struct LineView<'l> {
            line: &'l Line,
            current: Option<usize>,
        }
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
            let lines = match guide.project.manifest.contents_levels {
                None => self.contents.lines(shown.clone(), &address),
                Some(levels) => {
                    let line = frame.chapter.map(|chapter| self.contents.place(chapter));
                    let line = line.filter(|line| all.contains(line));
                    let lines = self.contents.shown(all.clone(), levels, line).into_iter();
                    self.contents.lines(lines.filter(|line| shown.contains(line)), &address)
                }
            };
            // The other lines of a page come ready: long books have pages with hundreds of them.
            let ready = |line: Line| NavLine {
                html: self.template("nav-line.html", &LineView { line: &line, current: None }),
                line,
            };
            let lines = lines.into_iter().map(ready).collect();
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

/// The address of a page of the site seen from the page in the frame.
fn link(frame: &Frame, to: &str) -> String {
    if frame.root.starts_with('/') {
        return format!("{}{}", frame.root, address::path(to));
    }
    address::between(&frame.path, to)
}
