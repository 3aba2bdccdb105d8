//! `build` and `bundle`: a book from its folder to a finished site, in a folder or in one file.
//!
//! Opens and keeps the cache, shows a progress line, and says where the time went when asked.

use super::{Terminal, failed, print, verdict};
use crate::emit::disk::cache::{self, Cache};
use crate::emit::disk::stop;
use crate::emit::{Site, disk, zip};
use crate::finding::{Finding, Found};
use crate::fragment::cache::Memory;
use crate::fragment::code::Highlighter;
use crate::load::{self, Project};
use crate::timing::Timings;
use crate::{check, report};
use anyhow::Result;
use clap::Args;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    book: super::Book,
    /// Where the site goes [default: `dest` in book.toml, else BOOK/site]
    #[arg(short, long, value_name = "FOLDER")]
    dest: Option<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Print where the time went: every stage and the ten slowest chapters
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, Args)]
pub(super) struct Bundle {
    #[command(flatten)]
    book: super::Book,
    /// The file to write [default: BOOK.zip in the current folder]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, Args)]
struct Keep {
    /// Where coloured code is remembered between builds; it can be deleted at any time [default:
    /// BOOK/.guidewright-cache]
    #[arg(long, value_name = "FOLDER")]
    cache: Option<PathBuf>,
    /// Remember nothing between builds
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
}

impl Keep {
    fn folder(&self, book: &Path) -> Option<PathBuf> {
        let own = || book.join(cache::FOLDER);
        (!self.no_cache).then(|| self.cache.clone().unwrap_or_else(own))
    }
}

pub(super) fn build(arguments: Build, terminal: &Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    stop::on_signal();
    let dir = &arguments.book.dir;
    let progress = terminal.progress("reading the book");
    let tell = |stage: &str| progress.step(doing(stage));
    let timings = Timings::new(arguments.timings, &tell);
    let built = build_site(dir, arguments.keep.folder(dir), terminal, &timings)?;
    let dest = arguments.dest.unwrap_or_else(|| dir.join(&built.project.manifest.dest));
    if failed(&built.findings, arguments.strict) {
        progress.clear();
        built.report(terminal);
        terminal.say(&format!("{}; nothing was written", verdict(&built.findings)));
        return Ok(ExitCode::from(1));
    }
    let source = dir.join(&built.project.manifest.source);
    let written = timings.stage("write", || disk::write(&built.site, &dest, dir, &source))?;
    progress.clear();
    built.report(terminal);
    let warned = report::summary(report::count(&built.findings))
        .map(|summary| format!(", {summary}"))
        .unwrap_or_default();
    terminal.say(&format!(
        "built {} pages into {} in {:.2} s{warned}",
        built.site.files.keys().filter(|path| path.ends_with(".html")).count(),
        dest.display(),
        start.elapsed().as_secs_f64()
    ));
    terminal.detail(&format!("{} files written, {} unchanged", written.written, written.unchanged));
    if arguments.timings {
        print(&table(&timings, start.elapsed()))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn bundle(arguments: Bundle, terminal: &Terminal) -> Result<ExitCode> {
    stop::on_signal();
    let dir = &arguments.book.dir;
    let progress = terminal.progress("reading the book");
    let tell = |stage: &str| progress.step(doing(stage));
    let timings = Timings::new(false, &tell);
    let built = build_site(dir, arguments.keep.folder(dir), terminal, &timings)?;
    if failed(&built.findings, false) {
        progress.clear();
        built.report(terminal);
        terminal.say(&format!("{}; nothing was written", verdict(&built.findings)));
        return Ok(ExitCode::from(1));
    }
    let output = match arguments.output {
        Some(output) => output,
        None => {
            let name = dir
                .canonicalize()
                .ok()
                .and_then(|dir| dir.file_name().map(|name| name.to_string_lossy().into_owned()));
            PathBuf::from(format!("{}.zip", name.unwrap_or_else(|| "guide".to_owned())))
        }
    };
    let bytes = timings.stage("pack", || zip::pack(&built.site))?;
    disk::write_file(&output, &bytes)?;
    progress.clear();
    built.report(terminal);
    terminal.say(&format!(
        "packed {} files into {} ({} KB)",
        built.site.files.len(),
        output.display(),
        bytes.len().div_ceil(1024)
    ));
    Ok(ExitCode::SUCCESS)
}

/// A project, its site and its settled findings.
struct Built {
    project: Project,
    site: Site,
    findings: Vec<Finding>,
}

impl Built {
    fn report(&self, terminal: &Terminal) {
        terminal.findings(&self.findings, &self.project);
    }
}

fn build_site(
    dir: &Path,
    folder: Option<PathBuf>,
    terminal: &Terminal,
    timings: &Timings<'_>,
) -> Result<Built> {
    let recall = || folder.map(|folder| timings.stage("recall", || Cache::open(&folder)));
    let (opened, project) = rayon::join(recall, || timings.stage("read", || load::folder(dir)));
    let Found { value: project, mut findings } = project?;
    let trouble = |what: &str, error: &std::io::Error| {
        terminal.detail(&format!("the cache was not {what}: {error}"));
    };
    let cache = opened.and_then(|opened| opened.map_err(|error| trouble("read", &error)).ok());
    let (cache, memory) =
        cache.map_or_else(|| (None, Memory::default()), |(cache, memory)| (Some(cache), memory));
    let highlighter = Highlighter::with(memory);
    let built = crate::build_timed(&project, &highlighter, timings);
    if let Some(cache) = cache
        && let Err(error) = timings.stage("remember", || cache.keep(&highlighter.memory))
    {
        trouble("kept", &error);
    }
    findings.extend(built.findings);
    let findings = timings.stage("settle", || check::settle(&project, findings));
    Ok(Built { site: built.value, findings, project })
}

/// A stage in the words of the progress line.
fn doing(stage: &str) -> &str {
    match stage {
        "read" => "reading the book",
        "parse" => "reading the chapters",
        "check" => "checking the text",
        "render" => "writing the pages",
        "index" => "making the search index",
        "write" => "putting the site in its place",
        "pack" => "packing the site",
        _ => "building",
    }
}

/// Where the time went, for people.
fn table(timings: &Timings<'_>, whole: Duration) -> String {
    let milliseconds = |spent: Duration| spent.as_secs_f64() * 1_000.0;
    let mut text = String::from("stage           ms\n");
    let mut left = whole;
    for (stage, spent) in timings.stages() {
        let _ = writeln!(text, "{stage:10} {:7.1}", milliseconds(spent));
        left = left.saturating_sub(spent);
    }
    let _ = writeln!(text, "{:10} {:7.1}", "the rest", milliseconds(left));
    let _ = writeln!(text, "{:10} {:7.1}", "together", milliseconds(whole));
    text.push_str("\nslowest chapters, parsed and rendered\n");
    for (path, spent) in timings.slowest(10) {
        let _ = writeln!(text, "{:10.1} ms  {path}", milliseconds(spent));
    }
    text
}
