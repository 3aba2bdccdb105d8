//! `doctor`: explains this machine and a book. Changes nothing.
//!
//! Each line begins with `ok`, `note` (worth knowing) or `stop` (a build or a preview cannot work). Only a `stop` makes
//! the exit code 2; faults of the text are `check`'s business and are only counted here.

use super::book::nearest;
use super::{print, shown};
use crate::check::text;
use crate::emit::{Site, disk};
use crate::finding::{Finding, Found};
use crate::fragment::code::Highlighter;
use crate::guide::{self, Guide};
use crate::load::{self, Project};
use crate::manifest::outline::OutlineEntry;
use crate::parse::{self, Chapter, Syntax};
use crate::render::body::{Scene, Writer};
use crate::render::surface;
use crate::report::counted;
use crate::terminal::Terminal;
use crate::{check, report};
use anyhow::Result;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How many of the slowest and heaviest are named.
const NAMED: usize = 5;
/// Above this many bytes a picture is worth a look.
const HEAVY: usize = 300 << 10;

pub(super) fn run(dir: Option<PathBuf>, terminal: &Terminal) -> Result<ExitCode> {
    let mut report = Report::default();
    machine(&mut report);
    let is_named = dir.is_some();
    let dir = nearest(dir);
    match (is_named || load::is_book(&dir).is_ok()).then_some(dir) {
        Some(dir) => book(&dir, terminal, &mut report)?,
        None => {
            report.title("Book");
            report.note("there is no book.toml here: name a book's folder, or make one with `guidewright new my-book`");
        }
    }
    print(&report.text)?;
    Ok(if report.stopped { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

#[derive(Default)]
struct Report {
    text: String,
    stopped: bool,
}

/// How a list is marked: as it should be, or worth a look.
#[derive(Clone, Copy)]
enum Mark {
    Ok,
    Note,
}

impl Report {
    fn title(&mut self, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{title}");
    }

    fn ok(&mut self, line: &str) {
        let _ = writeln!(self.text, "  ok    {line}");
    }

    fn note(&mut self, line: &str) {
        let _ = writeln!(self.text, "  note  {line}");
    }

    fn stop(&mut self, line: &str) {
        self.stopped = true;
        let _ = writeln!(self.text, "  stop  {line}");
    }

    fn item(&mut self, line: &str) {
        let _ = writeln!(self.text, "        {line}");
    }

    /// A heading line and the items below it, or nothing.
    fn list(&mut self, mark: Mark, heading: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        match mark {
            Mark::Ok => self.ok(heading),
            Mark::Note => self.note(heading),
        }
        for item in items.iter().take(2 * NAMED) {
            self.item(item);
        }
        if items.len() > 2 * NAMED {
            self.item(&format!("… and {} more", items.len() - 2 * NAMED));
        }
    }
}

fn machine(report: &mut Report) {
    report.title("This machine");
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    report.ok(&format!(
        "guidewright {} on {} ({}), {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        counted(processors, "processor")
    ));
}

fn book(dir: &Path, terminal: &Terminal, report: &mut Report) -> Result<()> {
    let progress = terminal.progress("reading the book");
    let loaded = load::folder(dir)?;
    progress.step("building it once");
    let project = loaded.value;
    let start = Instant::now();
    let built = crate::build(&project, &Highlighter::default());
    let whole = start.elapsed();
    progress.step("timing each chapter");
    let Found { value: guide, .. } =
        parse::chapters(&project).and_then(|chapters| guide::assemble(&project, chapters));
    let mut findings = loaded.findings;
    findings.extend(built.findings);

    report.title(&format!("Book: {}", project.manifest.title));
    if let Some(recognised) = project.recognised() {
        report.ok(&recognised);
    }
    contents(&project, &guide, report);
    for translation in &project.translations {
        let own = |entry: &&OutlineEntry| translation.overlay.has(&entry.path);
        let count = translation.outline.chapters().filter(own).count();
        let all = counted(translation.outline.chapters().count(), "chapter");
        let of_all = format!("{count} of {all}");
        report.ok(&format!("in `{}`: {of_all} translated", translation.overlay.tag()));
    }
    faults(&project, findings.clone(), dir, report);
    rights(dir, &project, &built.value, report);
    watching(dir, &project, report);
    speed(&guide, whole, report);
    drop(progress);
    weight(&built.value, report);
    unused(&project, &findings, report);
    Ok(())
}

fn contents(project: &Project, guide: &Guide<'_>, report: &mut Report) {
    let words = |chapter: &Chapter| text::count(&parse::doc::words(&chapter.blocks));
    let origin = match project.outline.entries.first().and_then(|entry| entry.span) {
        Some(span) if span.source == project.manifest_source => "listed in book.toml",
        Some(_) => "listed in SUMMARY.md",
        None => "in the order of the folder",
    };
    report.ok(&format!(
        "{} {origin}, {}, {}, {}",
        counted(guide.chapters.len(), "chapter"),
        counted(guide.chapters.iter().map(words).sum(), "word"),
        counted(guide.questions().count(), "question"),
        counted(guide.cards().count(), "card")
    ));
}

fn faults(project: &Project, findings: Vec<Finding>, dir: &Path, report: &mut Report) {
    let findings = check::settle(project, findings);
    match report::summary(report::count(&findings)) {
        None => report.ok("check has no findings"),
        Some(summary) => {
            report.note(&format!("check has {summary}: run `guidewright check{}`", named(dir)));
        }
    }
}

/// Whether we may read and write where a build must.
fn rights(dir: &Path, project: &Project, site: &Site, report: &mut Report) {
    let dest = shown(&dir.join(&project.manifest.dest));
    if may_write(dir) {
        report.ok("the book's folder can be written");
    } else {
        report.stop(
            "the book's folder cannot be written: builds need another place, named with `--dest`",
        );
    }
    if !dest.exists() {
        report.ok(&format!(
            "the site will be written to `{}`, which is not there yet",
            dest.display()
        ));
    } else if !dest.is_dir() {
        report.stop(&format!("`{}` is a file where the site's folder should be", dest.display()));
    } else if disk::is_site(&dest, dir) {
        let able =
            may_write(dest.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(dir));
        if able {
            report.ok(&format!(
                "the site in `{}` was written by a build and can be replaced",
                dest.display()
            ));
        } else {
            report.stop(&format!("the folder around `{}` cannot be written", dest.display()));
        }
    } else if is_empty(&dest) {
        report.ok(&format!("the site will be written to `{}`, which is empty", dest.display()));
    } else {
        report.stop(&format!(
            "`{}` holds files that guidewright did not write: a build refuses to replace them; set another `dest` in `[build]`",
            dest.display()
        ));
    }
    // The new site stands beside the old one until the swap.
    let need = 2 * site.size() as u64;
    match free_space(dir) {
        Some(free) if free < need => report.stop(&format!(
            "{} are free on the disk, and a build needs {}",
            size(free),
            size(need)
        )),
        Some(free) => report.ok(&format!("{} are free on the disk", size(free))),
        None => report.note("this system does not say how much of the disk is free"),
    }
}

#[allow(clippy::disallowed_methods, reason = "whether anything is there; no file is read")]
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

#[cfg(unix)]
fn may_write(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|facts| !facts.permissions().readonly())
}

#[cfg(unix)]
fn free_space(folder: &Path) -> Option<u64> {
    let facts = rustix::fs::statvfs(folder).ok()?;
    Some(facts.f_bavail.saturating_mul(facts.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_folder: &Path) -> Option<u64> {
    None
}

/// How many folders a preview watches, and how many the system lets it watch.
#[allow(clippy::disallowed_methods, reason = "folders are counted, no file is read")]
fn watching(dir: &Path, project: &Project, report: &mut Report) {
    let dest = dir.join(&project.manifest.dest);
    let below = |folder: &str| {
        walkdir::WalkDir::new(dir.join(folder))
            .into_iter()
            .filter_entry(|entry| entry.file_type().is_dir() && entry.path() != dest)
            .flatten()
            .count()
    };
    let own = ["templates", "static", "locales"].into_iter().map(below).sum::<usize>();
    let folders = 1 + own + below(&project.manifest.source);
    let watched = counted(folders, "folder");
    match watch_limit() {
        Some(limit) if limit < folders => report.note(&format!(
            "a preview watches {watched} and the system allows {limit}: it falls back to looking every moment; raise it with `sysctl fs.inotify.max_user_watches={}`",
            (2 * folders).max(65536)
        )),
        Some(limit) => {
            report.ok(&format!("a preview watches {watched}; the system allows {limit}"));
        }
        None => report.ok(&format!("a preview watches {watched}; this system names no limit")),
    }
}

#[allow(clippy::disallowed_methods, reason = "a fact of the system, no file of a book")]
fn watch_limit() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?;
    text.trim().parse().ok()
}

/// The slowest chapters, each parsed and written once more by itself.
fn speed(guide: &Guide<'_>, whole: Duration, report: &mut Report) {
    report.title("Time");
    let how = if cfg!(debug_assertions) { ", by a program that was not optimised" } else { "" };
    report.ok(&format!("the whole site was made in {} from an empty memory{how}", time(whole)));
    let syntax = Syntax::of(&guide.project.manifest);
    let mut times: Vec<(Duration, &str)> = guide
        .chapters
        .iter()
        .map(|chapter| (once(guide, chapter, syntax), chapter.entry.path.as_str()))
        .collect();
    times.sort_unstable_by(|one, other| other.cmp(one));
    let items: Vec<String> = times
        .iter()
        .take(NAMED)
        .map(|(took, path)| format!("{:>9}  {path}", time(*took)))
        .collect();
    report.list(Mark::Ok, "the slowest chapters, colouring their code included:", &items);
}

fn once(guide: &Guide<'_>, chapter: &Chapter, syntax: Syntax) -> Duration {
    let start = Instant::now();
    let (parsed, _) = parse::chapter(chapter.entry.clone(), chapter.text.clone(), syntax);
    let highlighter = Highlighter::default();
    let scene = Scene {
        guide: Some(guide),
        chapter: &parsed,
        highlighter: &highlighter,
        trusted: guide.project.manifest.trusted_html,
    };
    let mut surface = surface::SitePage::of(&parsed);
    let mut writer = Writer::new(scene, &mut surface);
    writer.piece(&parsed.blocks);
    writer.finish();
    start.elapsed()
}

fn weight(site: &Site, report: &mut Report) {
    report.title("Weight");
    report.ok(&format!(
        "the site has {} of {} together",
        counted(site.files.len(), "file"),
        size(site.size() as u64)
    ));
    let mut pages: Vec<(usize, &str)> = site
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (bytes.len(), path.as_str()))
        .collect();
    pages.sort_unstable_by(|one, other| other.cmp(one));
    let line = |(bytes, path): &(usize, &str)| format!("{:>9}  {path}", size(*bytes as u64));
    report.list(
        Mark::Ok,
        "the heaviest pages, before a server packs them:",
        &pages.iter().take(NAMED).map(line).collect::<Vec<_>>(),
    );
    let text = [".html", ".js", ".css"];
    let mut files: Vec<(usize, &str)> = site
        .files
        .iter()
        .filter(|(path, bytes)| bytes.len() > HEAVY && !text.iter().any(|end| path.ends_with(end)))
        .map(|(path, bytes)| (bytes.len(), path.as_str()))
        .collect();
    files.sort_unstable_by(|one, other| other.cmp(one));
    report.list(
        Mark::Note,
        "heavy pictures and downloads; a smaller size or a newer format helps readers on a train:",
        &files.iter().map(line).collect::<Vec<_>>(),
    );
}

/// Files of the book that no page needs.
fn unused(project: &Project, findings: &[Finding], report: &mut Report) {
    report.title("Not used");
    let of = |rule: &crate::finding::Rule| -> Vec<String> {
        let broken = findings.iter().filter(|finding| finding.rule == rule);
        let names: BTreeSet<String> = broken
            .map(|finding| match finding.span {
                Some(span) => project.sources.get(span.source).name.clone(),
                None => finding.message.split('`').nth(1).unwrap_or_default().to_owned(),
            })
            .collect();
        names.into_iter().collect()
    };
    let pictures = of(&check::prose::UNUSED_IMAGE);
    let chapters = of(&load::UNUSED_CHAPTER);
    if pictures.is_empty() && chapters.is_empty() {
        report.ok("every picture is shown and every Markdown file is in the contents");
    }
    report.list(Mark::Note, "pictures that no page shows, published all the same:", &pictures);
    report.list(Mark::Note, "Markdown files that are not in the contents:", &chapters);
}

/// A book's name as an argument, left out where it is the current folder.
fn named(dir: &Path) -> String {
    if dir == Path::new(".") { String::new() } else { format!(" {}", dir.display()) }
}

fn time(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1000.0;
    if milliseconds < 1000.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{:.2} s", took.as_secs_f64())
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..0x400 => format!("{bytes} bytes"),
        0x400..0x10_0000 => format!("{} KB", bytes.div_ceil(1024)),
        0x10_0000..0x4000_0000 => format!("{} MB", bytes.div_ceil(1 << 20)),
        _ => format!("{} GB", bytes >> 30),
    }
}
