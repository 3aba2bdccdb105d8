//! When the files of a book last changed, as git knows it.
//!
//! Git is asked only where the book wants the days on its pages and the person at the keyboard lets it be asked: it reads
//! settings of the repository that may name other programs. One question tells of all files, whatever their number, and
//! another one which of them have changes that are not committed. The days are those of commits, so the same commit gives
//! the same pages.

#![allow(
    clippy::disallowed_methods,
    reason = "git is asked where the book wants it and the person at the keyboard lets it be"
)]

use super::Project;
use crate::finding::{Finding, Rule};
use crate::source::{SourceId, Stitched};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use toml::value::Date;

pub const LAST_CHANGE: Rule = Rule::note(
    "last-change",
    "a book that shows when its chapters last changed knows it of all of them",
);

/// The day of each file's last change, by its name among the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History(BTreeMap<String, Date>);

impl History {
    /// The day on which any of the files last changed that a text is put together from.
    pub fn day(&self, project: &Project, text: &Stitched) -> Option<Date> {
        let names = text.sources().map(|id| &project.sources.get(id).name);
        names.filter_map(|name| self.0.get(name).copied()).max()
    }
}

/// Asks git about the book in `root`.
pub fn read(project: &mut Project, root: &Path) -> Vec<Finding> {
    let Some(at) = project.manifest.site.last_change else { return Vec::new() };
    let texts: BTreeSet<SourceId> = project.in_all_languages().flat_map(texts_of).collect();
    let wanted: BTreeSet<String> =
        texts.iter().map(|id| project.sources.get(*id).name.clone()).collect();
    let (history, notes) = match ask(root, &wanted) {
        Ok(answer) => (answer.history, answer.notes),
        Err(why) => (History::default(), vec![why]),
    };
    give(project, &history);
    let note =
        |(message, help): (String, &str)| LAST_CHANGE.broken(at, message).help(help.to_owned());
    notes.into_iter().map(note).collect()
}

fn give(project: &mut Project, history: &History) {
    project.history = Some(history.clone());
    for translation in &mut project.translations {
        give(translation, history);
    }
}

/// Everything that the texts of a book in one language are put together from.
fn texts_of(project: &Project) -> impl Iterator<Item = SourceId> {
    let texts = project.chapters.iter().flatten().chain(&project.home);
    texts.flat_map(Stitched::sources)
}

struct Answer {
    history: History,
    notes: Vec<(String, &'static str)>,
}

type Why = (String, &'static str);

fn ask(root: &Path, wanted: &BTreeSet<String>) -> Result<Answer, Why> {
    let unknown = |why: String| (why, "pages show no days");
    let root = root.canonicalize().map_err(|error| unknown(error.to_string()))?;
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let repository =
        repository.ok_or_else(|| unknown("the book lies in no repository of git's".to_owned()))?;
    let inside = root.strip_prefix(repository).expect("it was found above");
    // Names by their path from the repository, as git says them.
    let names: BTreeMap<String, &String> = wanted
        .iter()
        .filter_map(|name| {
            let path = format!("{}/{name}", inside.display()).replace('\\', "/");
            Some((crate::manifest::outline::normal(path.trim_start_matches('/'))?, name))
        })
        .collect();
    let folder = inside.to_string_lossy().replace('\\', "/");
    let mut places = vec![if folder.is_empty() { "." } else { folder.as_str() }];
    places.extend(names.keys().map(String::as_str).filter(|it| !Path::new(it).starts_with(inside)));
    let mut history = History::default();
    let cut = log(git(repository, &places, &LOG), &names, &mut history).map_err(unknown)?;
    let mut notes = Vec::new();
    if cut {
        notes.push((
            "the history is cut off, so some files have no day of their last change".to_owned(),
            "fetch all of it, with `git fetch --unshallow` or `fetch-depth: 0` of actions/checkout",
        ));
    }
    let changed = changed(git(repository, &places, &STATUS), &names);
    if let Err(why) = &changed {
        notes.push((why.clone(), "pages show the days of commits, whatever changed since"));
    }
    if let [first, rest @ ..] = changed.as_deref().unwrap_or_default() {
        let more = match rest.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        notes.push((
            format!("`{first}`{more} changed since the last commit"),
            "pages show the day of the commit before; commit first where it matters",
        ));
    }
    Ok(Answer { history, notes })
}

const LOG: [&str; 5] = ["log", "-z", "--format=%x01%cs %D", "--name-only", "--no-renames"];
const STATUS: [&str; 5] = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"];

/// A question on some places of a repository.
fn git(repository: &Path, places: &[&str], question: &[&str]) -> Command {
    let mut git = Command::new("git");
    // These settings of a repository start programs of their own at a mere look.
    git.args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false"])
        .args(question)
        .arg("--")
        .args(places)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .current_dir(repository)
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    git
}

/// Reads the history until each file was met, latest commits first. Says whether some were met only where a history that
/// was not fetched whole is cut off, which tells nothing of them.
fn log(
    mut command: Command,
    names: &BTreeMap<String, &String>,
    history: &mut History,
) -> Result<bool, String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no `git` on this machine".to_owned(),
        _ => format!("`git` did not start: {error}"),
    })?;
    let mut open: BTreeSet<&String> = names.keys().collect();
    let (mut day, mut is_edge, mut cut) = (None, false, false);
    let pipe = child.stdout.take().expect("it is a pipe");
    for piece in BufReader::new(pipe).split(0) {
        let piece = piece.map_err(|error| format!("`git` was not understood: {error}"))?;
        let piece = String::from_utf8_lossy(&piece);
        let piece = piece.trim_start_matches('\n');
        if let Some(head) = piece.strip_prefix('\u{1}') {
            let (date, names) = head.split_once([' ', '\n']).unwrap_or((head, ""));
            day = date.parse::<toml::value::Datetime>().ok().and_then(|day| day.date);
            is_edge = names.contains("grafted");
            continue;
        }
        let Some((path, name)) = names.get_key_value(piece) else { continue };
        if open.remove(path) {
            match day {
                Some(day) if !is_edge => drop(history.0.insert((*name).clone(), day)),
                _ => cut |= is_edge,
            }
        }
        if open.is_empty() {
            break;
        }
    }
    let whole = !open.is_empty();
    if !whole {
        // All is known: the rest of the history says nothing new.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("`git` did not end: {error}"))?;
    if whole && !status.success() {
        return Err("`git log` failed: the repository may have no commit yet".to_owned());
    }
    Ok(cut)
}

/// Files of the book with changes that no commit has.
fn changed(mut command: Command, names: &BTreeMap<String, &String>) -> Result<Vec<String>, String> {
    let output = command.output().map_err(|error| format!("`git` did not start: {error}"))?;
    if !output.status.success() {
        return Err("`git status` failed".to_owned());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let paths = said.split('\0').filter_map(|line| names.get(line.get(3..)?));
    Ok(paths.map(|name| (*name).clone()).collect())
}
