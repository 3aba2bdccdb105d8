//! `import`: the book of another program as a book of ours, in a folder of its own.
//!
//! Reads the original and never writes into it. Each kind of book gives the same thing ([`Imported`]): settings, the
//! files that the new folder gets, and what could not be taken along.

mod contents;
mod edits;
mod ids;
mod mdbook;
mod mkdocs;
mod zola;

use crate::check;
use crate::emit::disk;
use crate::finding::Severity;
use crate::load::{self, Files};
use crate::manifest::outline::normal;
use crate::terminal::Terminal;
use anyhow::{Result, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// Folder of the other book: one with mdBook's src/SUMMARY.md or book.toml, MkDocs' mkdocs.yml, or Zola's zola.toml or config.toml
    dir: PathBuf,
    /// Folder to make; it must not exist or be empty [default: the other one's name with -guide]
    #[arg(long, value_name = "NEW")]
    to: Option<PathBuf>,
}

/// A book as it goes over.
#[derive(Debug, Default)]
struct Imported {
    /// What kind of book it was.
    kind: &'static str,
    /// Text of `book.toml`.
    settings: String,
    /// The other files, by path from the book's folder.
    files: BTreeMap<String, Vec<u8>>,
    /// What did not carry over, and where.
    left: Vec<String>,
    /// Whether the other program makes its site in spite of what we call an error, so that the new book's settings have to
    /// let it pass.
    lenient: bool,
}

pub(super) fn run(arguments: &Import, terminal: &Terminal) -> Result<ExitCode> {
    let dir = &arguments.dir;
    if !dir.is_dir() {
        bail!("there is no folder `{}`", dir.display());
    }
    let to = arguments.to.clone().unwrap_or_else(|| beside(dir));
    let Imported { kind, settings, files, mut left, lenient } = read(dir)?;
    let is_chapter = |name: &&String| name.to_ascii_lowercase().ends_with(".md");
    let chapters = match files.keys().filter(is_chapter).count() {
        1 => "1 chapter".to_owned(),
        count => format!("{count} chapters"),
    };
    let written = ("book.toml".to_owned(), settings.clone().into_bytes());
    disk::make_book(&to, std::iter::once(written).chain(files))?;
    left.extend(lost_on_the_way(dir, &to));
    if lenient {
        let faults = faults(&to, &settings)?;
        disk::rewrite(&to.join("book.toml"), letting_pass(&settings, &faults).as_bytes())?;
        left.extend(faults.into_iter().map(|(rule, fault)| {
            let places = match fault.count {
                1 => format!("{}: {}", fault.place, fault.message),
                count => format!("{}: {}, and {} more", fault.place, fault.message, count - 1),
            };
            format!("{places}: a warning until `{rule}` goes out of `[check.rules]`")
        }));
    }
    terminal.say(&format!("took {kind} into {}: {chapters}", to.display()));
    if !left.is_empty() {
        terminal.say("what did not carry over:");
        for line in &left {
            terminal.say(&format!("  {line}"));
        }
    }
    terminal.say(&format!("now run: guidewright check {}", to.display()));
    Ok(ExitCode::SUCCESS)
}

fn read(dir: &Path) -> Result<Imported> {
    let files = Files::below(dir);
    if let Some(settings) = mkdocs::settings_of(&files) {
        return mkdocs::read(&files, settings);
    }
    if zola::settings_of(&files).is_some() && dir.join("content").is_dir() {
        return zola::read(&files);
    }
    if load::is_book(dir).is_ok() {
        return mdbook::read(dir, &files);
    }
    bail!(
        "`{}` holds no book that we know: an mdBook book has src/SUMMARY.md or a book.toml, one of MkDocs mkdocs.yml, one of Zola config.toml and content",
        dir.display()
    )
}

/// A folder beside the original, so that what leads out of it leads to the same place.
fn beside(dir: &Path) -> PathBuf {
    let real = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    let name = real.file_name().map_or_else(|| "book".into(), |name| name.to_string_lossy());
    let name = format!("{name}-guide");
    if dir.file_name().is_some() { dir.with_file_name(name) } else { dir.join("..").join(name) }
}

/// Includes that lead out of the folder may lead nowhere from another one.
fn lost_on_the_way(dir: &Path, to: &Path) -> Vec<String> {
    let missing = |folder: &Path| {
        let loaded = load::folder(folder).ok();
        let findings = loaded.map(|loaded| loaded.findings).unwrap_or_default();
        let lost = findings
            .into_iter()
            .filter(|finding| finding.rule == &load::include::INCLUDE_NOT_FOUND)
            .map(|finding| finding.message);
        lost.collect::<Vec<_>>()
    };
    let before = missing(dir);
    missing(to).into_iter().filter(|message| !before.contains(message)).collect()
}

/// Faults of one kind that the text has from where it comes from.
struct Inherited {
    count: usize,
    /// Of the first.
    place: String,
    message: String,
}

/// The errors that keep a new book from being built, by rule, but those that no settings could let pass. Its settings get a
/// line more for each, which moves what stands below in them.
fn faults(to: &Path, settings: &str) -> Result<BTreeMap<&'static str, Inherited>> {
    let loaded = load::folder(to)?;
    let project = loaded.value;
    let findings = loaded.findings.into_iter().chain(crate::check(&project)).collect();
    let table = settings.find(RULES).map_or(0, |at| settings[..at].lines().count());
    let mut faults: BTreeMap<&'static str, Inherited> = BTreeMap::new();
    let mut of_settings = Vec::new();
    for finding in check::settle(&project, findings) {
        if finding.severity != Severity::Error || check::refuses(&finding) {
            continue;
        }
        let fault = faults.entry(finding.rule.name).or_insert_with(|| Inherited {
            count: 0,
            place: finding.span.map_or_else(String::new, |span| {
                let line = project.sources.place(span).line;
                if span.source == project.manifest_source && line > table {
                    of_settings.push((finding.rule.name, line));
                }
                format!("{}:{line}", project.sources.get(span.source).name)
            }),
            message: finding.message.clone(),
        });
        fault.count += 1;
    }
    let more = faults.len();
    for (rule, line) in of_settings {
        if let Some(fault) = faults.get_mut(rule) {
            fault.place = format!("book.toml:{}", line + more);
        }
    }
    Ok(faults)
}

/// How the table of severities begins in settings.
const RULES: &str = "\n[check.rules]\n";

/// Settings under which a text builds with its faults.
fn letting_pass(settings: &str, faults: &BTreeMap<&'static str, Inherited>) -> String {
    let rules = faults.keys().fold(String::new(), |out, rule| out + rule + " = \"warning\"\n");
    settings.replacen(RULES, &format!("{RULES}{rules}"), 1)
}

/// Files of the original on their way into the new folder.
#[derive(Debug, Default)]
struct Copies {
    /// By path from the book's folder.
    files: BTreeMap<String, Vec<u8>>,
    /// What cannot be taken along, by path from the book's folder, and why.
    lost: Vec<(String, String)>,
}

impl Copies {
    /// The files below a folder, with the path they have in the original, but those that `leave` names.
    fn below(files: &Files, folder: &str, leave: &dyn Fn(&str) -> bool) -> Self {
        let listing = files.list(folder, "");
        let lost = listing.lost.into_iter().map(|(name, why)| (inside(folder, &name), why));
        let lost = lost.filter(|(name, _)| !leave(name)).collect();
        let mut copies = Self { files: BTreeMap::new(), lost };
        let names = listing.names.iter().map(|name| inside(folder, name));
        for name in names.filter(|name| !leave(name)) {
            copies.take(files, name);
        }
        copies.lost.sort();
        copies
    }

    fn take(&mut self, files: &Files, name: String) {
        if normal(&name).as_ref() != Some(&name) {
            self.lost.push((name, "files of a book cannot have such a name".to_owned()));
            return;
        }
        match files.read(&name) {
            Ok(bytes) => {
                self.files.insert(name, bytes);
            }
            Err(why) => self.lost.push((name, why)),
        }
    }

    /// Whether a file stands in the original, itself or in a folder, where it cannot be had.
    fn has_lost(&self, name: &str) -> bool {
        self.lost.iter().any(|(lost, _)| {
            name.strip_prefix(lost.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// What cannot be taken along, for people.
fn told((name, why): (String, String)) -> String {
    format!("{name}: {why}")
}

/// A path from the book's folder of one from a folder in it, which may be the book's folder itself.
fn inside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Words that another program shows as they are, so that Markdown reads no marks in them.
fn in_markdown(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut before = None;
    let mut rest = words.chars();
    while let Some(letter) = rest.next() {
        let after = rest.as_str();
        let in_a_word = |end: Option<char>| end.is_some_and(char::is_alphanumeric);
        let is_mark = match letter {
            '\\' | '`' | '*' | '[' | '<' | '~' | '$' | '{' => true,
            '_' => !(in_a_word(before) && in_a_word(after.chars().next())),
            '&' => after.contains(';'),
            '#' => !in_a_word(before),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(letter);
        before = Some(letter);
    }
    out
}

/// Where programs that give each page a folder of its own have a page of ours.
fn folder_address(page: &str) -> Option<String> {
    let stem = page.strip_suffix(".html")?;
    let is_first = stem == "index" || stem.ends_with("/index");
    (!is_first).then(|| format!("{stem}/index.html"))
}

/// Settings that keep our rules of taste from stopping a book that was written without them.
fn softened() -> toml::Table {
    crate::check::rules_of_taste().map(|name| (name.to_owned(), "note".into())).collect()
}
