//! guidewright turns Markdown chapters into a static site that people study with.
//!
//! [`build_folder`] is the program without its terminal: the site of a book, in memory, and what there is to say about
//! the book.
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! let built = guidewright::build_folder("my-book".as_ref())?;
//! print!("{}", built.report());
//! for (path, bytes) in &built.site.files {
//!     println!("{path}: {} bytes", bytes.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `examples/build.rs` is the same as a program that runs.
//!
//! The modules stand in the order in which a book passes through them. A module may use what stands above it and
//! nothing below. They are private, so that the compiler tells what nobody calls.

mod budget;
mod source;
mod finding;
mod timing;
mod day;
mod address;
mod html;
mod letters;
mod packed;
mod locale;
mod assets;
mod manifest;
mod load;
mod parse;
mod study;
mod fragment;
mod guide;
mod check;
mod render;
mod index;
mod emit;
// Here stand the functions of this file.
mod mend;
mod texts;
mod report;
mod terminal;
mod serve;
mod lsp;
mod cli;
#[doc(hidden)]
pub mod internals;

pub use cli::run;
pub use emit::Site;
pub use finding::{Finding, Rule, Severity};

use assets::Templates;
use finding::Found;
use fragment::code::Highlighter;
use load::Project;
use rayon::prelude::*;
use render::{File, Follow, Pieces};
use source::Sources;
use std::path::Path;
use std::sync::Arc;
use timing::Timings;

/// A book that was built.
pub struct Built {
    /// Every file of the site. With an error among the findings it is what could be made all the same, for a look; the
    /// command line writes no such site.
    pub site: Site,
    /// Settled: with the severity the manifest asks for, without what the author allowed, sorted by place.
    pub findings: Vec<Finding>,
    sources: Sources,
}

impl Built {
    /// File, line and column of a finding, the last two counted from 1; nothing for one about the book as a whole.
    pub fn place(&self, finding: &Finding) -> Option<(&str, usize, usize)> {
        let span = finding.span?;
        let place = self.sources.place(span);
        Some((&self.sources.get(span.source).name, place.line, place.column))
    }

    /// The findings for people, as the command line prints them, without colours.
    pub fn report(&self) -> String {
        report::human(&self.findings, &self.sources, false, 100)
    }
}

/// Builds the book in a folder, in memory: nothing is written.
///
/// # Errors
/// The folder cannot be read or holds no book. What is wrong within a book are findings.
pub fn build_folder(folder: &Path) -> anyhow::Result<Built> {
    let Found { value: mut project, mut findings } = load::folder(folder)?;
    findings.extend(load::pictures::lacking(&project));
    findings.extend(load::pictures::make(&mut project, &load::pictures::Shelf::EMPTY));
    project.leave_out_drafts();
    let Found { value: site, findings: more } = build(&project, &Highlighter::default());
    findings.extend(more);
    let findings = check::settle(&project, findings);
    Ok(Built { site, findings, sources: project.sources })
}

/// Turns a loaded project into a finished site.
///
/// Nothing in here touches the disk, the clock or the network. The findings are settled: with the severity the manifest
/// asks for, without what the author allowed, sorted by place.
pub fn build(project: &Project, highlighter: &Highlighter) -> Found<Site> {
    build_followed(project, highlighter, &Timings::off(), &()).0
}

/// The same for a process that does nothing else; `timings` learns where the time goes, and `follow` what is done.
pub fn build_once(
    project: &Project,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> Found<Site> {
    let (site, books) = build_followed(project, highlighter, timings, follow);
    // The trees of a large book are millions of pieces, which the system takes back faster as a whole.
    std::mem::forget(books);
    site
}

fn build_followed<'p>(
    project: &'p Project,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> (Found<Site>, Vec<Book<'p>>) {
    let Found { value: books, mut findings } = checked(project, highlighter, timings);
    follow.checked(&findings);
    let mut site = Site::default();
    for (guide, templates) in &books {
        let folder = guide.project.folder();
        let part = print(guide, templates, highlighter, timings, &Below { folder, follow });
        site.add(folder, part);
        // Whether a template of the book works for every page is known once every page is made.
        findings.extend(templates.faults());
    }
    (Found::new(site, findings), books)
}

/// A guide and the templates that show it.
type Book<'p> = (guide::Guide<'p>, Templates);

/// The book in all its languages, its own first, looked at.
fn checked<'p>(
    project: &'p Project,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
) -> Found<Vec<Book<'p>>> {
    let (mut books, mut findings) = (Vec::<Book<'p>>::new(), Vec::new());
    for project in project.in_all_languages() {
        let (templates, faults) = project.assets.templates();
        let Found { value: guide, findings: mut found } = timings
            .stage("parse", || parse::chapters_timed(project, timings))
            .and_then(|chapters| timings.stage("assemble", || guide::assemble(project, chapters)))
            .also(|guide| timings.stage("check", || check::all(guide, highlighter)));
        found.extend(faults);
        findings.extend(check::languages::of_one(project, found));
        if let Some((original, _)) = books.first() {
            findings.extend(check::languages::across(original, &guide));
        }
        books.push((guide, templates));
    }
    Found::new(books, findings)
}

/// Hands on what is made of the site of one language, below the folder of that.
struct Below<'a> {
    folder: &'a str,
    follow: &'a dyn Follow,
}

impl Follow for Below<'_> {
    fn made(&self, path: &str, bytes: &Arc<[u8]>) -> bool {
        if self.folder.is_empty() {
            self.follow.made(path, bytes)
        } else {
            self.follow.made(&format!("{}{path}", self.folder), bytes)
        }
    }

    fn begins(&self, path: &str) -> Option<Box<dyn Pieces + '_>> {
        self.follow.begins(&format!("{}{path}", self.folder))
    }
}

/// Makes everything that a checked guide gives.
fn print(
    guide: &guide::Guide<'_>,
    templates: &Templates,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> Site {
    let render = || render::pages(guide, templates.clone(), highlighter, timings, follow);
    let index = || {
        let index = timings.stage("index", || index::of(guide, &highlighter.memory));
        let files = index.map(|index| index.files).unwrap_or_default();
        let hand_over = |(name, bytes): (String, Arc<[u8]>)| {
            let path = index::path(&name);
            let file = File::hand_over(follow, &path, bytes, guide.project.manifest.offline);
            (path, file)
        };
        files.into_par_iter().map(hand_over).collect::<Vec<_>>()
    };
    // Side by side, since the last part of each runs on a single thread.
    let (pages, index) = rayon::join(|| timings.stage("render", render), index);
    timings.stage("collect", || emit::site(guide, templates, pages, index))
}

/// The findings of a project. Its pages are made only where its own templates have to be tried on them.
pub fn check(project: &Project) -> Vec<finding::Finding> {
    let highlighter = Highlighter::default();
    let Found { value: books, mut findings } = checked(project, &highlighter, &Timings::off());
    for (guide, templates) in books.iter().filter(|(_, templates)| templates.has_own()) {
        print(guide, templates, &highlighter, &Timings::off(), &());
        findings.extend(templates.faults());
    }
    findings
}

/// What `make` makes of the book in its own language, with the findings of all languages.
pub fn with_original<T>(
    project: &Project,
    highlighter: &Highlighter,
    make: impl FnOnce(&guide::Guide<'_>) -> T,
) -> Found<T> {
    let books = checked(project, highlighter, &Timings::off());
    books.map(|books| make(&books.first().expect("each book has a language of its own").0))
}

/// What `make` makes of the book in one language, with the findings of its check.
pub fn with_guide<T>(
    project: &Project,
    highlighter: &Highlighter,
    make: impl FnOnce(&guide::Guide<'_>) -> T,
) -> Found<T> {
    parse::chapters(project)
        .and_then(|chapters| guide::assemble(project, chapters))
        .also(|guide| check::all(guide, highlighter))
        .map(|guide| make(&guide))
}

/// The facts of a project that are dated after a day. A build asks no clock, so that it is the same on every day.
pub fn dates_ahead(project: &Project, today: &str) -> Vec<finding::Finding> {
    let ahead = |project| check::dates::ahead(project, &parse::chapters(project).value, today);
    project.in_all_languages().flat_map(ahead).collect()
}

/// The links of a project that leave it, with their places.
pub fn external_links(project: &Project) -> Vec<check::external::ExternalLink> {
    let links = |project| {
        let assembled =
            parse::chapters(project).and_then(|chapters| guide::assemble(project, chapters));
        check::external::links(&assembled.value)
    };
    project.in_all_languages().flat_map(links).collect()
}
