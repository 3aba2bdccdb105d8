//! `build` and `bundle`: a book from its folder to a finished site, in a folder or in one file.
//!
//! Opens and keeps the cache, shows a progress line, and says where the time went when asked.

use super::book::{deliver, keep_unpublished, may_write, named};
use super::keep::Keep;
use super::{print, shown};
use crate::emit::disk::cache::{self, Cache};
use crate::emit::disk::stage::Stage;
use crate::emit::disk::stop;
use crate::emit::{Site, zip};
use crate::finding::{Finding, Found};
use crate::fragment::cache::Memory;
use crate::fragment::code::Highlighter;
use crate::load::pictures::{self, Shelf};
use crate::load::{self, Project};
use crate::render::{Follow, Pieces};
use crate::terminal::{Terminal, verdict};
use crate::timing::Timings;
use crate::{check, report};
use anyhow::Result;
use clap::Args;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    book: super::book::Book,
    /// Where the site goes [default: `dest` in book.toml, else BOOK/site]
    #[arg(short, long, alias = "dest-dir", value_name = "FOLDER")]
    dest: Option<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Print where the time went: every stage and the ten slowest chapters
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    history: History,
}

/// Whether git may be asked about the book.
#[derive(Debug, Args)]
struct History {
    /// Ask git when chapters last changed, for a book that shows it (`last-change` under [site])
    #[arg(long)]
    last_change: bool,
}

#[derive(Debug, Args)]
pub(super) struct Bundle {
    #[command(flatten)]
    book: super::book::Book,
    #[command(flatten)]
    history: History,
    /// The file to write, or - for standard output [default: BOOK.zip in the current folder, or beside the book where that holds its sources]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that was not made by guidewright, and write into the source folder, too
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    keep: Keep,
}

pub(super) fn build(arguments: Build, terminal: &Terminal) -> Result<ExitCode> {
    let start = Instant::now();
    stop::on_signal();
    let dir = &arguments.book.dir();
    let progress = terminal.progress("reading the book");
    let tell = |stage: &str| progress.step(doing(stage));
    let timings = Timings::new(arguments.timings, &tell);
    let book =
        Opened::new((&arguments.book, &arguments.history), &arguments.keep, terminal, &timings)?;
    let dest = arguments.dest.unwrap_or_else(|| dir.join(&book.project.manifest.dest));
    let source = dir.join(&book.project.manifest.source);
    let begin = || Stage::begin(&dest, dir, &source);
    let ahead = Ahead::new(&book, arguments.strict, &begin);
    let Found { value: site, findings } = book.build(&timings, &ahead);
    let Ahead { checked, stage, .. } = ahead;
    let (count, settled) = checked.into_inner().expect("every build is checked");
    // A template of the book may have failed on a page since.
    let findings = if findings.len() == count { settled } else { book.settle(findings) };
    let remember = || book.remember(terminal, &timings);
    if check::stops(&book.project, &findings, arguments.strict) {
        if let Some(Ok(stage)) = stage.into_inner() {
            stage.give_up();
        }
        remember();
        progress.clear();
        terminal.findings(&findings, &book.project);
        terminal.say(&format!("{}; nothing was written", verdict(&findings)));
        return Ok(ExitCode::from(1));
    }
    let write =
        || timings.stage("write", || stage.into_inner().unwrap_or_else(begin)?.finish(&site));
    let ((), written) = rayon::join(remember, write);
    let written = written?;
    progress.clear();
    terminal.findings(&findings, &book.project);
    say_all_the_same(&findings, terminal);
    let warned = report::summary(report::count(&findings))
        .map(|summary| format!(", {summary}"))
        .unwrap_or_default();
    terminal.say(&format!(
        "built {} pages into {} in {:.2} s{warned}",
        site.names().filter(|path| path.ends_with(".html")).count(),
        dest.display(),
        start.elapsed().as_secs_f64()
    ));
    terminal.detail(&format!("{} files written, {} unchanged", written.written, written.unchanged));
    if arguments.timings {
        print(&table(&timings, start.elapsed()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes pages while others are still made, as soon as it is known that the site will be written.
struct Ahead<'a> {
    book: &'a Opened,
    strict: bool,
    begin: &'a (dyn Fn() -> Result<Stage> + Sync),
    stage: OnceLock<Result<Stage>>,
    /// How many findings there were before any page was made, and what was made of them.
    checked: OnceLock<(usize, Vec<Finding>)>,
}

impl<'a> Ahead<'a> {
    fn new(book: &'a Opened, strict: bool, begin: &'a (dyn Fn() -> Result<Stage> + Sync)) -> Self {
        Self { book, strict, begin, stage: OnceLock::new(), checked: OnceLock::new() }
    }
}

impl Follow for Ahead<'_> {
    fn checked(&self, findings: &[Finding]) {
        let settle = || (findings.len(), self.book.settle(findings.to_vec()));
        let (_, settled) = self.checked.get_or_init(settle);
        if !check::stops(&self.book.project, settled, self.strict) {
            self.stage.get_or_init(self.begin);
        }
    }

    fn made(&self, path: &str, bytes: &Arc<[u8]>) -> bool {
        let Some(Ok(stage)) = self.stage.get() else { return false };
        stage.put_early(path, bytes);
        true
    }

    fn begins(&self, path: &str) -> Option<Box<dyn Pieces + '_>> {
        let Some(Ok(stage)) = self.stage.get() else { return None };
        Some(stage.begin_early(path))
    }
}

pub(super) fn bundle(arguments: Bundle, terminal: &Terminal) -> Result<ExitCode> {
    stop::on_signal();
    let dir = &arguments.book.dir();
    load::is_book(dir)?;
    if let Some(output) = &arguments.output {
        may_write(output, arguments.force, zip::is_ours)?;
    }
    let progress = terminal.progress("reading the book");
    let tell = |stage: &str| progress.step(doing(stage));
    let timings = Timings::new(false, &tell);
    let book =
        Opened::new((&arguments.book, &arguments.history), &arguments.keep, terminal, &timings)?;
    let output = match arguments.output {
        Some(output) if arguments.force => output,
        Some(output) => {
            keep_unpublished(&output, dir, &book.project)?;
            output
        }
        None => {
            let output = archive(dir, &book.project, arguments.force);
            may_write(&output, arguments.force, zip::is_ours)?;
            output
        }
    };
    let Found { value: site, findings } = book.build(&timings, &());
    book.remember(terminal, &timings);
    let findings = book.settle(findings);
    if check::stops(&book.project, &findings, false) {
        progress.clear();
        terminal.findings(&findings, &book.project);
        terminal.say(&format!("{}; nothing was written", verdict(&findings)));
        return Ok(ExitCode::from(1));
    }
    let bytes = timings.stage("pack", || zip::pack(&site))?;
    deliver(&output, &bytes)?;
    progress.clear();
    terminal.findings(&findings, &book.project);
    say_all_the_same(&findings, terminal);
    terminal.say(&format!(
        "packed {} files into {} ({} KB)",
        site.files.len(),
        named(&output),
        bytes.len().div_ceil(1024)
    ));
    Ok(ExitCode::SUCCESS)
}

/// Where the zip file goes that nobody named: here, and beside the book for one who stands among its sources.
fn archive(book: &Path, project: &Project, force: bool) -> PathBuf {
    let whole = book.canonicalize().ok();
    let name = whole.as_deref().and_then(Path::file_name).unwrap_or("guide".as_ref());
    let here = PathBuf::from(format!("{}.zip", name.to_string_lossy()));
    if force || keep_unpublished(&here, book, project).is_ok() {
        return here;
    }
    shown(&book.join("..").join(here))
}

/// Errors that keep no site from being made are still there for readers.
fn say_all_the_same(findings: &[Finding], terminal: &Terminal) {
    if report::count(findings).errors > 0 {
        terminal.say("the site is made all the same, as mdBook makes it; `guidewright check` fails until the errors are mended");
    }
}

/// A book that was read, and what earlier builds remembered of it.
struct Opened {
    project: Project,
    /// What was found while reading.
    findings: Vec<Finding>,
    cache: Option<Cache>,
    highlighter: Highlighter,
}

impl Opened {
    fn new(
        (book, history): (&super::book::Book, &History),
        keep: &Keep,
        terminal: &Terminal,
        timings: &Timings<'_>,
    ) -> Result<Self> {
        let dir = &book.dir();
        let folder = keep.folder(dir);
        let folder = folder.as_deref();
        let recall = || folder.map(|folder| timings.stage("recall", || Cache::open(folder)));
        let read = || timings.stage("read", || book.leave.folder(dir, folder));
        let recall = || {
            let opened = recall();
            crate::assets::prepare();
            opened
        };
        let (opened, project) = rayon::join(recall, read);
        let Found { value: mut project, mut findings } = project?;
        findings.extend(timings.stage("pictures", || copies(&mut project, folder)));
        if history.last_change {
            findings.extend(timings.stage("history", || load::history::read(&mut project, dir)));
        }
        super::book::say_recognised(&project, terminal);
        let cache = opened
            .and_then(|opened| opened.map_err(|error| trouble(terminal, "read", &error)).ok());
        let (cache, memory) = cache
            .map_or_else(|| (None, Memory::default()), |(cache, memory)| (Some(cache), memory));
        Ok(Self { project, findings, cache, highlighter: Highlighter::with(memory) })
    }

    /// The site, with what was found since the book was read.
    fn build(&self, timings: &Timings<'_>, follow: &dyn Follow) -> Found<Site> {
        crate::build_once(&self.project, &self.highlighter, timings, follow)
    }

    /// Keeps for the next build what this one learned.
    fn remember(&self, terminal: &Terminal, timings: &Timings<'_>) {
        let Some(cache) = &self.cache else { return };
        if let Err(error) = timings.stage("remember", || cache.keep(&self.highlighter.memory)) {
            trouble(terminal, "kept", &error);
        }
    }

    /// All findings, settled.
    fn settle(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let all = self.findings.iter().cloned().chain(findings).collect();
        check::settle(&self.project, all)
    }
}

/// Makes the smaller copies of pictures that no earlier build has made.
fn copies(project: &mut Project, folder: Option<&Path>) -> Vec<Finding> {
    let recall = |key: &str| cache::picture(folder?, key);
    let keep = |key: &str, bytes: &[u8]| {
        if let Some(folder) = folder {
            cache::keep_picture(folder, key, bytes);
        }
    };
    let findings = pictures::make(project, &Shelf { recall: &recall, keep: &keep });
    if let Some(folder) = folder.filter(|_| project.manifest.site.pictures.is_some()) {
        cache::forget_pictures(folder);
    }
    findings
}

/// Without its cache a build is slower, and as good.
fn trouble(terminal: &Terminal, what: &str, error: &std::io::Error) {
    terminal.detail(&format!("the cache was not {what}: {error}"));
}

/// A stage in the words of the progress line.
fn doing(stage: &str) -> &str {
    match stage {
        "read" => "reading the book",
        "parse" => "reading the chapters",
        "pictures" => "making smaller pictures",
        "history" => "asking git",
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
