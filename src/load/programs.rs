//! Programs that a manifest names and that change the text before it is read, run as mdBook runs them.
//!
//! Each is asked `supports html`, then given the book as JSON on its standard input, and gives it back on its standard
//! output. It may do anything on this machine, so it runs only where the person at the keyboard allows it. Includes are
//! in place by then. A line that comes back as it was keeps its place, so findings go on pointing at what the author
//! wrote. What a program answered is remembered by what it was asked.

mod process;

use super::Project;
use crate::budget::PROGRAM_BYTES;
use crate::finding::{Finding, Rule, Severity};
use crate::manifest::Dialect;
use crate::manifest::outline::{EntryKind, OutlineEntry};
use crate::manifest::programs::{Program, in_order};
use crate::source::{Stitched, Stitching};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

pub const PROGRAM_FAILED: Rule =
    Rule::error("program-failed", "programs that change the text give back a book");

/// The edition of mdBook whose messages these are.
const MDBOOK: &str = "0.5.4";
/// So much of what a program says is shown.
const SHOWN: usize = 600;

/// Leave to run the programs of a book.
pub struct Leave<'a> {
    /// The longest that one program may take.
    pub patience: Duration,
    /// What a program answered to the same book before, by the key of the question; and a place to keep it.
    pub recall: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    pub keep: &'a dyn Fn(&str, &[u8]),
}

/// Lets the programs of a book change its texts, one after the other. The book's folder is `root`.
pub fn run(project: &mut Project, root: &Path, leave: &Leave<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    project.programs_ran = true;
    let programs: Vec<Program> = in_order(&project.manifest.programs)
        .filter(|program| program.counterpart().is_none() && program.is_for_html())
        .cloned()
        .collect();
    for program in programs {
        let asked = question(project, root).to_string();
        let key = key(&program, &asked);
        let answer = match (leave.recall)(&key) {
            Some(answer) => Ok(Some(answer)),
            None => process::ask(&program, root, &asked, leave.patience),
        };
        let outcome = answer.and_then(|answer| match answer {
            Some(bytes) => {
                let said = texts(&bytes)?;
                (leave.keep)(&key, &bytes);
                Ok(Some(said))
            }
            None => Ok(None),
        });
        match outcome {
            Ok(Some(said)) => {
                findings.extend(added(project, &program, &said));
                take(project, &said);
            }
            // It does not work on pages.
            Ok(None) => {}
            Err(Trouble::Absent) if program.optional => {}
            Err(trouble) => {
                let (message, help) = trouble.told(&program);
                findings.push(PROGRAM_FAILED.broken(program.at, message).help(help));
            }
        }
    }
    for translation in &mut project.translations {
        findings.extend(run(translation, root, leave));
    }
    findings
}

/// Why a program gave nothing.
enum Trouble {
    /// There is no such program.
    Absent,
    Failed(String),
    /// It took too long and was ended.
    Slow(Duration),
    /// It wrote without end and was ended.
    Endless,
    Nonsense {
        why: String,
        said: String,
    },
}

impl Trouble {
    fn told(self, program: &Program) -> (String, String) {
        let name = &program.name;
        match self {
            Self::Absent => (
                format!("there is no program `{}`", program.command),
                format!(
                    "install it, take `[preprocessor.{name}]` out, or give it `optional = true`"
                ),
            ),
            Self::Failed(said) => (format!("`{name}` failed"), spoken(&said)),
            Self::Slow(patience) => (
                format!("`{name}` did not end within {} s, and was stopped", patience.as_secs()),
                "give it more with `--program-seconds`, or see what it waits for".to_owned(),
            ),
            Self::Endless => (
                format!("`{name}` gave back more than {} MB, and was stopped", PROGRAM_BYTES >> 20),
                "see what it writes to its standard output".to_owned(),
            ),
            Self::Nonsense { why, said } => {
                (format!("`{name}` did not give a book back: {why}"), spoken(&said))
            }
        }
    }
}

fn spoken(said: &str) -> String {
    let said = said.trim();
    if said.is_empty() {
        return "it said nothing".to_owned();
    }
    // The end is where a program says why.
    let start = said.ceil_char_boundary(said.len().saturating_sub(SHOWN));
    format!("it said: {}", &said[start..])
}

fn key(program: &Program, asked: &str) -> String {
    let text = format!("{}\n{}\n{asked}", program.name, program.command);
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
}

/// The context and the book, in mdBook's words. Older programs call the items sections.
fn question(project: &Project, root: &Path) -> Value {
    let items = items(project);
    let context = json!({
        "root": root.canonicalize().unwrap_or_else(|_| root.to_path_buf()),
        "config": config(project),
        "renderer": "html",
        "mdbook_version": MDBOOK,
    });
    json!([context, { "items": items, "sections": items, "__non_exhaustive": null }])
}

/// The settings: as they are written, or what mdBook would call ours.
fn config(project: &Project) -> Value {
    let manifest = &project.manifest;
    let text = &project.sources.get(project.manifest_source).text;
    let written: toml::Table = toml::from_str(text).unwrap_or_default();
    let written = serde_json::to_value(&written).unwrap_or_default();
    let theirs = manifest.dialect == Dialect::MdBook && written.pointer("/book/source").is_none();
    if theirs {
        return written;
    }
    json!({
        "book": {
            "title": manifest.title,
            "authors": manifest.authors,
            "description": manifest.description,
            "src": manifest.source,
            "language": manifest.language,
        },
        "preprocessor": written.get("preprocessor").cloned().unwrap_or_default(),
        "output": { "html": {} },
    })
}

/// The contents as nested items.
fn items(project: &Project) -> Vec<Value> {
    let mut texts = project.chapters.iter();
    let mut flat: Vec<(usize, Value)> = Vec::new();
    let mut part = None;
    let mut above: Vec<String> = Vec::new();
    for entry in &project.outline.entries {
        if part != Some(entry.part) {
            part = Some(entry.part);
            let title = project.outline.parts.get(entry.part).map(|part| &part.title);
            if let Some(title) = title.filter(|title| !title.is_empty()) {
                flat.push((0, json!({ "PartTitle": title })));
            }
        }
        let text = match entry.kind {
            EntryKind::Chapter => texts.next().and_then(Option::as_ref),
            EntryKind::Home => project.home.as_ref(),
            EntryKind::Divider => {
                flat.push((0, json!("Separator")));
                continue;
            }
            EntryKind::Place | EntryKind::Link => continue,
            EntryKind::Draft | EntryKind::Group => None,
        };
        above.truncate(entry.depth);
        let value = chapter(entry, text, &above);
        above.push(entry.title.clone());
        flat.push((entry.depth, value));
    }
    let mut rest = flat.into_iter().peekable();
    nested(&mut rest, 0)
}

fn chapter(entry: &OutlineEntry, text: Option<&Stitched>, above: &[String]) -> Value {
    let has_file = matches!(entry.kind, EntryKind::Chapter | EntryKind::Home);
    json!({ "Chapter": {
        "name": entry.title,
        "content": text.map_or("", |text| &text.text),
        "number": (!entry.number.is_empty()).then_some(&entry.number),
        "sub_items": [],
        "path": has_file.then(|| as_theirs(&entry.path)),
        "source_path": has_file.then_some(&entry.path),
        "parent_names": above,
    } })
}

/// The path of a chapter after mdBook's own program that makes a README the index of its folder.
fn as_theirs(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let name = if stem.eq_ignore_ascii_case("readme") { "index.md" } else { name };
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn nested(
    rest: &mut std::iter::Peekable<std::vec::IntoIter<(usize, Value)>>,
    depth: usize,
) -> Vec<Value> {
    let mut items = Vec::new();
    while let Some((_, mut item)) = rest.next_if(|(at, _)| *at >= depth) {
        let inner = nested(rest, depth + 1);
        if let Some(chapter) = item.get_mut("Chapter") {
            chapter["sub_items"] = inner.into();
        }
        items.push(item);
    }
    items
}

/// A title and a text for each file.
type Said = BTreeMap<String, (String, String)>;

fn texts(answer: &[u8]) -> Result<Said, Trouble> {
    let nonsense = |why: &str| {
        let said = String::from_utf8_lossy(&answer[..answer.len().min(SHOWN)]).into_owned();
        Trouble::Nonsense { why: why.to_owned(), said }
    };
    let book: Value =
        serde_json::from_slice(answer).map_err(|error| nonsense(&error.to_string()))?;
    let items = book.get("items").or_else(|| book.get("sections")).and_then(Value::as_array);
    let mut said = Said::new();
    collect(items.ok_or_else(|| nonsense("it holds no items"))?, &mut said);
    Ok(said)
}

fn collect(items: &[Value], said: &mut Said) {
    for chapter in items.iter().filter_map(|item| item.get("Chapter")) {
        let text = |name: &str| chapter.get(name).and_then(Value::as_str);
        let file = text("source_path").or_else(|| text("path"));
        if let (Some(file), Some(content)) = (file, text("content")) {
            let name = text("name").unwrap_or_default().to_owned();
            said.insert(file.to_owned(), (name, content.to_owned()));
        }
        if let Some(inner) = chapter.get("sub_items").and_then(Value::as_array) {
            collect(inner, said);
        }
    }
}

/// Chapters that a program made, for which the contents have no place.
fn added(project: &Project, program: &Program, said: &Said) -> Option<Finding> {
    let known: BTreeSet<&String> = project.outline.entries.iter().map(|it| &it.path).collect();
    let new: Vec<String> =
        said.keys().filter(|file| !known.contains(file)).map(|file| format!("`{file}`")).collect();
    if new.is_empty() {
        return None;
    }
    let message =
        format!("`{}` added chapters, which are left out: {}", program.name, new.join(", "));
    let help =
        "programs change chapters here: list these in SUMMARY.md, with files that may be empty";
    let finding = PROGRAM_FAILED.broken(program.at, message).help(help.to_owned());
    Some(Finding { severity: Severity::Warning, ..finding })
}

/// Puts what a program gave back in the place of what it was given.
fn take(project: &mut Project, said: &Said) {
    let mut texts = project.chapters.iter_mut();
    for entry in &mut Arc::make_mut(&mut project.outline).entries {
        let text = match entry.kind {
            EntryKind::Chapter => texts.next(),
            EntryKind::Home => Some(&mut project.home),
            _ => None,
        };
        let (Some(Some(text)), Some((name, content))) = (text, said.get(&entry.path)) else {
            continue;
        };
        if !entry.title.is_empty() {
            entry.title.clone_from(name);
        }
        if *text.text != **content {
            *text = aligned(text, content);
        }
    }
}

/// A text that was changed, each line that is still there at its old place, and new ones for the line before, whose
/// letters they do not share.
fn aligned(before: &Stitched, after: &str) -> Stitched {
    const AHEAD: usize = 200;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for line in before.text.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let mut out = Stitching::new(before.span(0..0).source);
    let mut next = 0;
    // Of the first line until one is found.
    let mut last = lines.first().map_or(0..0, |(_, line)| 0..line.trim_end().len());
    for line in after.split_inclusive('\n') {
        let ahead = &lines[next..lines.len().min(next + AHEAD)];
        let blank = line.trim().is_empty();
        let found =
            ahead.iter().take(if blank { 1 } else { AHEAD }).position(|(_, old)| *old == line);
        match found {
            Some(found) => {
                let start = ahead[found].0;
                next += found + 1;
                out.copy(before, start..start + line.len());
                // A blank line would show an author nothing.
                if !blank {
                    last = start..start + line.trim_end().len();
                }
            }
            None => out.stand_for(before.span(last.clone()), line),
        }
    }
    let mut text = out.finish();
    text.page_title.clone_from(&before.page_title);
    text
}
