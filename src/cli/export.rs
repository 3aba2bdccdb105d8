//! `export`: questions and cards as a file for another program, with an account of what it cannot hold.

#![allow(
    clippy::disallowed_methods,
    reason = "the deck exported before says what did not change since"
)]

use super::book::{Book, deliver, is_stdout, keep_unpublished, may_write, named};
use super::failed;
use crate::emit::csv;
use crate::emit::export::Export;
#[cfg(feature = "anki")]
use crate::emit::zip;
use crate::finding::Found;
use crate::fragment::code::Highlighter;
use crate::report::counted;
use crate::terminal::{Terminal, verdict};
use crate::{check, load};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(super) enum To {
    /// A deck for Anki; import it again after a change and your schedule stays
    ///
    /// A note that changed gets the date of the book's last commit, or `SOURCE_DATE_EPOCH`, and one later than it had in
    /// the file that is replaced: so the same book gives the same file, and Anki sees what is new.
    Anki(ExportAsk),
    /// One table, for spreadsheets
    Csv {
        #[command(flatten)]
        ask: ExportAsk,
        /// Begin with a byte-order mark, by which some spreadsheets know UTF-8
        #[arg(long)]
        bom: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct ExportAsk {
    #[command(flatten)]
    book: Book,
    /// The file to write, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace a file that was not made by guidewright, and write into the source folder, too
    #[arg(long)]
    force: bool,
    /// Write nothing and end with 1 if anything is lost
    #[arg(long)]
    strict: bool,
    /// With the questions that are kept for mock exams
    #[arg(long)]
    exam_questions: bool,
    /// The language of a book in several [default: the book's own]
    ///
    /// Notes for Anki are the same in all languages: a deck in another one changes their words and keeps the schedule.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

pub(super) fn run(to: To, terminal: &Terminal) -> Result<ExitCode> {
    match to {
        To::Anki(ask) => anki(&ask, terminal),
        To::Csv { ask, bom } => finish(&ask, terminal, csv::is_ours, |project| {
            Ok(crate::with_guide(project, &Highlighter::default(), |guide| {
                csv::export(guide, csv::TableAsk { exams: ask.exam_questions, bom })
            }))
        }),
    }
}

#[cfg(feature = "anki")]
fn anki(ask: &ExportAsk, terminal: &Terminal) -> Result<ExitCode> {
    use crate::emit::anki;
    use anyhow::Context as _;
    let read = || std::fs::read(&ask.output).ok();
    let earlier = (!is_stdout(&ask.output)).then(read).flatten().filter(|bytes| !bytes.is_empty());
    let when = changed(&ask.book.dir());
    finish(ask, terminal, zip::is_ours, |project| {
        let highlighter = Highlighter::default();
        // Any other file replaced by force has no earlier notes.
        let earlier = earlier.as_deref().filter(|bytes| !ask.force || anki::is_deck(bytes));
        let asked = anki::DeckAsk { exams: ask.exam_questions, when, earlier };
        let Found { value, findings } = crate::with_guide(project, &highlighter, |guide| {
            anki::export(guide, &highlighter, asked)
        });
        let value = value.with_context(|| {
            format!("`{}` cannot be replaced by a deck: choose another file", ask.output.display())
        })?;
        Ok(Found::new(value, findings))
    })
}

#[cfg(not(feature = "anki"))]
fn anki(_: &ExportAsk, _: &Terminal) -> Result<ExitCode> {
    anyhow::bail!("this program was built without the feature `anki`")
}

/// When the book changed, in seconds since 1970, without asking the clock.
#[cfg(feature = "anki")]
fn changed(book: &std::path::Path) -> i64 {
    /// For a book without a history; the file that is replaced still tells new from old.
    const UNKNOWN: i64 = 1_600_000_000;
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|seconds| *seconds > 0);
    given.as_deref().and_then(number).or_else(|| number(&last_commit(book)?)).unwrap_or(UNKNOWN)
}

#[cfg(feature = "anki")]
#[allow(clippy::disallowed_methods, reason = "the history of a book is git's to tell")]
fn last_commit(book: &std::path::Path) -> Option<String> {
    let mut git = std::process::Command::new("git");
    git.args(["log", "-1", "--format=%ct", "--", "."]).current_dir(book);
    let output = git.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The book in one of its languages.
fn told_in<'p>(project: &'p load::Project, tag: Option<&str>) -> Result<&'p load::Project> {
    let Some(tag) = tag else { return Ok(project) };
    let named = |project: &&load::Project| project.manifest.language.eq_ignore_ascii_case(tag);
    if let Some(found) = project.in_all_languages().find(named) {
        return Ok(found);
    }
    let known: Vec<String> =
        project.in_all_languages().map(|it| format!("`{}`", it.manifest.language)).collect();
    bail!("the book is not told in `{tag}`, but in {}", known.join(", "))
}

fn finish(
    ask: &ExportAsk,
    terminal: &Terminal,
    is_ours: fn(&[u8]) -> bool,
    write: impl FnOnce(&load::Project) -> Result<Found<Export>>,
) -> Result<ExitCode> {
    let dir = ask.book.dir();
    load::is_book(&dir)?;
    may_write(&ask.output, ask.force, is_ours)?;
    let Found { value: project, mut findings } = ask.book.leave.folder(&dir, None)?;
    if !ask.force {
        keep_unpublished(&ask.output, &dir, &project)?;
    }
    let told = told_in(&project, ask.language.as_deref())?;
    let exported = write(told)?;
    findings.extend(check::languages::of_one(told, exported.findings));
    let findings = check::settle(&project, findings);
    terminal.findings(&findings, &project);
    if failed(&findings, false) {
        terminal.say(&format!("{}; nothing was written", verdict(&findings)));
        return Ok(ExitCode::from(1));
    }
    let export = exported.value;
    for loss in &export.losses {
        let _ = writeln!(std::io::stderr(), "lost in `{}`: {}", loss.id, loss.what);
    }
    if export.losses.iter().any(|loss| loss.what.contains("no address outside")) {
        terminal.say("links into the book get addresses when `[build] site-url` in book.toml says where it stands");
    }
    let lost = match export.losses.len() {
        0 => "nothing lost".to_owned(),
        count => format!("{} lost", counted(count, "thing")),
    };
    if ask.strict && !export.losses.is_empty() {
        terminal.say(&format!("{lost}; nothing was written"));
        return Ok(ExitCode::from(1));
    }
    deliver(&ask.output, &export.bytes)?;
    terminal.say(&format!(
        "wrote {} and {} to {}: {lost}",
        counted(export.questions, "question"),
        counted(export.cards, "card"),
        named(&ask.output)
    ));
    match export.kept {
        0 => {}
        1 => terminal
            .say("1 question is kept for mock exams and left out; `--exam-questions` adds it"),
        kept => terminal.say(&format!(
            "{kept} questions are kept for mock exams and left out; `--exam-questions` adds them"
        )),
    }
    Ok(ExitCode::SUCCESS)
}
