//! The guide as pages.
//!
//! Takes a guide that `check` has looked at and gives one HTML file per chapter and list. After `check` nothing in the
//! text can be the author's fault, so nothing here raises findings; what a template of the book does wrong, the templates
//! themselves keep. Pages are rendered side by side.

pub mod bank;
pub mod body;
pub mod areas;
mod choice;
pub mod chapter;
pub mod contents;
pub mod directory;
pub mod exam;
pub mod follow;
pub mod frame;
mod in_order;
mod languages;
pub mod lists;
mod phrase;
pub mod print;
pub mod study;
pub mod study_page;
pub mod surface;
pub mod theme;

use crate::assets::{Asset, Templates};
use crate::fragment::code::Highlighter;
use crate::guide::{Guide, own};
use crate::timing::Timings;
pub use follow::{File, Follow, Pieces};
use frame::Shell;
use rayon::prelude::*;
use std::sync::Arc;

/// One HTML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// From the site's root, with `/`.
    pub path: String,
    /// Shared with whoever writes it while the rest is made.
    pub html: Arc<[u8]>,
}

impl Page {
    fn new(path: impl Into<String>, html: String) -> Self {
        Self { path: path.into(), html: html.into_bytes().into() }
    }

    /// Its path, and the page or what is left of it once who follows has it.
    fn hand_over(self, guide: &Guide<'_>, follow: &dyn Follow) -> (String, File) {
        let file = File::hand_over(follow, &self.path, self.html, guide.project.manifest.offline);
        (self.path, file)
    }
}

/// Everything rendered: pages, their style sheet, and the data that scripts load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    pub styles: Asset,
    /// By their paths.
    pub html: Vec<(String, File)>,
    pub data: Vec<Asset>,
}

/// All pages, chapters first.
pub fn pages(
    guide: &Guide<'_>,
    templates: Templates,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> Pages {
    let mut shell = Shell::new(guide, templates, theme::sheet(guide));
    let data = bank::files(&shell, highlighter);
    shell.bank = data.first().map(|bank| bank.path.clone()).unwrap_or_default();
    // The longest of all first: the disk is at work on it while the others are made.
    let printed = guide.project.manifest.print;
    let printed = printed.then(|| print::page(&shell, highlighter, timings, follow));
    let made = (0..guide.chapters.len()).into_par_iter().map(|index| {
        let chapter = &guide.chapters[index];
        timings.chapter(&chapter.entry.path, || {
            let page = chapter::page(&shell, highlighter, index);
            // The page for lost readers stands in the place of a chapter of that name.
            let follow = if page.path == own::NOT_FOUND { &() } else { follow };
            page.hand_over(guide, follow)
        })
    });
    let mut pages: Vec<(String, File)> = made.collect();
    pages.extend(lists::pages(&shell, highlighter, follow));
    pages.extend(printed);
    Pages { styles: shell.styles, html: pages, data }
}

/// From a page to the site's root: "" or "../".
pub fn root(page: &str) -> String {
    "../".repeat(page.matches('/').count())
}
