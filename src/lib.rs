//! guidewright turns Markdown chapters into a static site that people study with.
//!
//! The whole program is [`build`]; the modules stand in the order in which a book passes through them. A module may use
//! what stands above it and nothing below.

pub mod budget;
pub mod source;
pub mod finding;
pub mod timing;
pub mod address;
pub mod html;
pub mod assets;
pub mod manifest;
pub mod load;
pub mod parse;
pub mod study;
pub mod fragment;
pub mod guide;
pub mod check;
pub mod render;
pub mod index;
pub mod emit;
// Here stand the functions of this file.
pub mod report;
pub mod terminal;
pub mod serve;
pub mod cli;

use assets::Templates;
use emit::Site;
use finding::Found;
use fragment::code::Highlighter;
use load::Project;
use render::Follow;
use timing::Timings;

/// Turns a loaded project into a finished site.
///
/// Nothing in here touches the disk, the clock or the network. The findings are settled: with the severity the manifest
/// asks for, without what the author allowed, sorted by place.
pub fn build(project: &Project, highlighter: &Highlighter) -> Found<Site> {
    build_timed(project, highlighter, &Timings::off(), &())
}

/// The same; `timings` learns where the time goes, and `follow` what is done.
pub fn build_timed(
    project: &Project,
    highlighter: &Highlighter,
    timings: &Timings<'_>,
    follow: &dyn Follow,
) -> Found<Site> {
    let (templates, faults) = project.assets.templates();
    let Found { value: guide, mut findings } = timings
        .stage("parse", || parse::chapters_timed(project, timings))
        .and_then(|chapters| timings.stage("assemble", || guide::assemble(project, chapters)))
        .also(|guide| timings.stage("check", || check::all(guide, highlighter)));
    findings.extend(faults);
    follow.checked(&findings);
    let site = print(&guide, &templates, highlighter, timings, follow);
    // Whether a template of the book does for every page is known when every page is made.
    findings.extend(templates.faults());
    Found::new(site, findings)
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
        let index = timings.stage("index", || index::of(guide, &highlighter.memory))?;
        index.files.iter().for_each(|(name, bytes)| follow.made(&index::path(name), bytes));
        Some(index)
    };
    // Side by side: each has a piece in its end that one thread does alone.
    let (pages, index) = rayon::join(|| timings.stage("render", render), index);
    timings.stage("collect", || emit::site(guide, templates, pages, index))
}

/// The findings of a project. Its pages are made only where its own templates have to be tried on them.
pub fn check(project: &Project) -> Vec<finding::Finding> {
    let highlighter = Highlighter::default();
    let (templates, faults) = project.assets.templates();
    let Found { value: guide, mut findings } = parse::chapters(project)
        .and_then(|chapters| guide::assemble(project, chapters))
        .also(|guide| check::all(guide, &highlighter));
    findings.extend(faults);
    if templates.has_own() {
        print(&guide, &templates, &highlighter, &Timings::off(), &());
        findings.extend(templates.faults());
    }
    findings
}

/// What `make` makes of the whole book, with the findings of its check.
pub fn with_guide<T>(project: &Project, make: impl FnOnce(&guide::Guide<'_>) -> T) -> Found<T> {
    parse::chapters(project)
        .and_then(|chapters| guide::assemble(project, chapters))
        .also(|guide| check::all(guide, &Highlighter::default()))
        .map(|guide| make(&guide))
}

/// The links of a project that leave it, with their places.
pub fn external_links(project: &Project) -> Vec<check::external::ExternalLink> {
    let assembled =
        parse::chapters(project).and_then(|chapters| guide::assemble(project, chapters));
    check::external::links(&assembled.value)
}
