//! `check`: the findings of a book, once or after every save, and those mended that have one right answer.

use super::book::Book;
use super::clock::today;
use super::{external, failed, keep, mend, print};
use crate::finding::{Edit, Finding, Found};
use crate::load::Project;
use crate::manifest::outline::leaves;
use crate::serve::watch::{News, Watch};
use crate::terminal::{Terminal, verdict};
use crate::{check, load, report};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::channel;

const CHECK_EXAMPLES: &str = "\
Examples:
  guidewright check                      The book in the current folder
  guidewright check --strict             Fail on warnings too, for a build server
  guidewright check --format sarif       For the code host's own display of findings
  guidewright check --format github      For annotations in a workflow of GitHub
  guidewright check --fix                Mend what has one right answer, and show the changes
  guidewright check --fix --dry-run      Show them and write nothing
  guidewright check --watch              Again after every save, until Ctrl-C
  guidewright check --external           Ask for the pages behind external links as well

A rule is switched off, softened or hardened in book.toml:
  [check.rules]
  unused-image = \"off\"                  or \"warning\", or \"error\"
One place is excused by a comment right above it, with a reason:
  <!-- allow(heading-jump): the appendix begins with examples -->";

#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    book: Book,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Ask the hosts of external links too, over the network
    ///
    /// Hosts are asked one page at a time. A page that is there is not asked for again for a week. Without this option
    /// nothing leaves this machine.
    #[arg(long)]
    external: bool,
    /// Mend what has one right answer, and show what was changed
    ///
    /// Misspelt names with one near name, days in another form, marks of other programs with a counterpart, curly quotes
    /// where a program reads. What is left is reported, and the exit code is about that alone. Nothing outside of the
    /// book's folder is changed.
    #[arg(long, conflicts_with = "watch")]
    fix: bool,
    /// With --fix: write nothing, and print the changes for `patch -p0` to standard output
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Check again after every save, until Ctrl-C
    #[arg(short, long)]
    watch: bool,
    #[command(flatten)]
    keep: keep::Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With excerpts, for people
    Human,
    /// One object, for scripts
    Json,
    /// SARIF 2.1.0, for code hosts; files are named from the repository's root
    Sarif,
    /// Lines that GitHub's runners show beside the text
    Github,
}

pub(super) fn run(arguments: &Check, terminal: &Terminal) -> Result<ExitCode> {
    let dir = arguments.book.dir();
    if arguments.watch {
        return watch(arguments, &dir, terminal);
    }
    once(arguments, &dir, terminal)
}

fn once(arguments: &Check, dir: &Path, terminal: &Terminal) -> Result<ExitCode> {
    let Check { strict, format, external, fix, dry_run, keep, book, .. } = arguments;
    let memory = keep.folder(dir);
    let look = |project: &Project, mut findings: Vec<Finding>| {
        findings.extend(crate::check(project));
        findings.extend(crate::dates_ahead(project, &today()));
        if *external {
            findings.extend(external::findings(memory.as_deref(), project, terminal));
        }
        check::settle(project, findings)
    };
    let (mut project, findings) = if *fix {
        load::is_book(dir)?;
        let (memory, machine) = (memory.as_deref(), *format != Format::Human);
        let order = mend::Order { dir, leave: &book.leave, memory, dry: *dry_run, machine };
        mend::run(&order, terminal, look)?
    } else {
        let Found { value: project, findings } = book.leave.folder(dir, memory.as_deref())?;
        let findings = look(&project, findings);
        (project, findings)
    };
    super::book::say_recognised(&project, terminal);
    match format {
        Format::Human => {
            terminal.findings(&findings, &project);
            terminal.say(&verdict(&findings));
            // Files beside the book may belong to others.
            let edits = findings.iter().filter_map(|finding| finding.edit.as_deref());
            let name = |edit: &Edit| &project.sources.get(edit.span.source).name;
            let mendable = edits.filter(|edit| !leaves(name(edit))).count();
            if mendable > 0 && !fix {
                terminal.say(&format!("`guidewright check --fix` mends {mendable} of them"));
            }
        }
        Format::Json => {
            print(&report::json(&findings, &project.sources))?;
        }
        Format::Sarif => {
            project.sources.folder = load::from_repository(dir);
            print(&report::sarif(&findings, &project.sources))?;
        }
        Format::Github => {
            project.sources.folder = load::from_repository(dir);
            print(&report::github(&findings, &project.sources))?;
        }
    }
    Ok(if failed(&findings, *strict) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Waits for a save and checks again. A book that cannot be read at the moment is no end.
fn watch(arguments: &Check, dir: &Path, terminal: &Terminal) -> Result<ExitCode> {
    load::is_book(dir)?;
    let (saved, news) = channel();
    let mut watch = Watch::new(dir, false, move |change| {
        let _ = saved.send(change);
    })?;
    loop {
        // Folders may have come with the save.
        let manifest = load::folder(dir).ok().map(|found| found.value.manifest);
        let (source, dest) =
            manifest.map_or_else(Default::default, |read| (read.source, read.dest));
        let whole = [source, "templates".to_owned(), "static".to_owned()];
        if !watch.polling && watch.cover(&dest, &whole, &BTreeSet::new()).is_err() {
            watch.poll()?;
            watch.cover(&dest, &whole, &BTreeSet::new()).context("cannot watch the book")?;
        }
        if let Err(error) = once(arguments, dir, terminal) {
            terminal.error(&error);
        }
        terminal.say("waiting for a save, Ctrl-C ends");
        match news.recv().context("the book is watched no longer")? {
            News::Changed(change) => watch.lost(&change),
            News::Exhausted => watch.poll()?,
        }
    }
}
