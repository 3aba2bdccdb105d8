//! One page per rule in `tests/rules/`: its documentation, its specification and its test.
//!
//! A page says the promise and why, shows a book that breaks it and one that keeps it. A file of a book is its name in
//! backticks on a line, then a fenced block. In the first book every finding is written beside its line:
//!
//! ```text
//! - [ ] Use Glue. ← error at "Use Glue.": `Use Glue.` has no reason ⇒ below it write …
//! ```
//!
//! that is severity, the text the finding points at, message, what to do, and what `check --fix` writes, if it knows the
//! one right answer. A finding of another rule names it:
//! `error[other-rule]`. One that has no place stands in a line that begins with `Nowhere ←`. The second book has no
//! findings at all. A `book.toml` that a page leaves out is an id, a title and the data files of the
//! book. After a file's
//! language, `bytes` lets `\xNN` stand for a byte, `link` makes a symbolic link to the path in the block, and `run` lets
//! the programs of the manifest run.
//! `answers.txt` holds what the hosts of external links answer, for the rules of `check --external`, `today.txt` the day
//! on which the book is checked.
//! `UPDATE=1 cargo test --test it rules` writes what the rules say now; read the diff before you commit it.

use crate::page::{blocks, pages, read_lines, updating};
use crate::support::Folder;
use guidewright::internals::check;
use guidewright::internals::check::external::{self, HostAnswer};
use guidewright::internals::finding::Found;
use guidewright::internals::load::{self, Files, Project};
use guidewright::{Finding, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

const MARK: &str = " ← ";

/// Names of links and where they lead.
type Symlinks = Vec<(String, String)>;

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let rules: BTreeSet<String> = check::rules().iter().map(|rule| rule.name.to_owned()).collect();
    let pages: BTreeSet<String> = pages("rules").into_iter().map(|(name, _)| name).collect();
    let without_page: Vec<_> = rules.difference(&pages).collect();
    let without_rule: Vec<_> = pages.difference(&rules).collect();
    assert!(without_page.is_empty(), "rules without a page in tests/rules: {without_page:?}");
    assert!(without_rule.is_empty(), "pages in tests/rules without a rule: {without_rule:?}");
    assert_eq!(rules.len(), check::rules().len(), "two rules share a name");
}

#[test]
fn rules_find_what_their_pages_say() {
    let mut faults = Vec::new();
    for (name, path) in pages("rules") {
        let mut page = Page::read(&name, &path);
        page.promise();
        page.breaks();
        page.keeps();
        if updating() && page.changed {
            std::fs::write(&path, page.lines.join("\n") + "\n").expect("the page can be written");
        }
        faults
            .extend(page.faults.into_iter().map(|fault| format!("tests/rules/{name}.md: {fault}")));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// The books that break a rule, as far as they stand in texts alone, by the name of the rule.
pub(crate) fn breaking() -> Vec<(String, BTreeMap<String, Vec<u8>>)> {
    let book = |(name, path): (String, PathBuf)| {
        let mut page = Page::read(&name, &path);
        let section = page.section("## A book that breaks it")?;
        let (book, links) = page.book(&page.files(&section));
        links.is_empty().then_some((name, book))
    };
    pages("rules").into_iter().filter_map(book).collect()
}

struct Page {
    name: String,
    lines: Vec<String>,
    changed: bool,
    faults: Vec<String>,
}

/// A file of a book: its name and where its text stands in the page.
struct File {
    name: String,
    lines: Range<usize>,
    info: String,
}

impl Page {
    fn read(name: &str, path: &Path) -> Self {
        Self { name: name.to_owned(), lines: read_lines(path), changed: false, faults: Vec::new() }
    }

    /// Title and promise are the rule's own.
    fn promise(&mut self) {
        let Some(rule) = check::rules().into_iter().find(|rule| rule.name == self.name) else {
            return;
        };
        let promise = format!("{}: {}.", word(rule.severity), rule.promise);
        for (line, wanted) in [(0, format!("# {}", self.name)), (2, promise)] {
            if self.lines.get(line) != Some(&wanted) {
                self.settle(line, wanted);
            }
        }
    }

    /// Puts a line right, or says what is wrong with it.
    fn settle(&mut self, line: usize, wanted: String) {
        if updating() {
            self.lines[line] = wanted;
            self.changed = true;
        } else {
            let have = self.lines.get(line).map_or("", String::as_str);
            self.faults.push(format!("{}:\n  page: {have}\n  is:   {wanted}", line + 1));
        }
    }

    fn breaks(&mut self) {
        let Some(section) = self.section("## A book that breaks it") else { return };
        let files = self.files(&section);
        let (project, findings) = self.check(&files);
        let mut beside: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut nowhere: Vec<String> = Vec::new();
        for finding in &findings {
            let text = self.write(finding, &project);
            let Some(span) = finding.span else {
                nowhere.push(text);
                continue;
            };
            let source = project.sources.get(span.source);
            let line = project.sources.place(span).line - 1;
            match files.iter().find(|file| file.name == source.name) {
                // A finding at the end of an empty file stands beside its fence.
                Some(file) => beside
                    .entry((file.lines.start + line).min(file.lines.end))
                    .or_default()
                    .push(text),
                None => {
                    self.faults.push(format!("show `{}`, it has a finding: {text}", source.name));
                }
            }
        }
        for file in &files {
            for line in file.lines.clone() {
                let bare = self.lines[line].split(MARK).next().unwrap_or_default().to_owned();
                let found = beside.remove(&line).unwrap_or_default();
                let wanted = found.iter().fold(bare, |line, text| line + MARK + text);
                if self.lines[line] != wanted {
                    self.settle(line, wanted);
                }
            }
        }
        let leftover: Vec<_> = beside.into_values().flatten().collect();
        self.faults.extend(leftover.into_iter().map(|text| format!("no line for: {text}")));
        self.nowhere(&section, &nowhere);
        if !findings.iter().any(|finding| finding.rule.name == self.name) {
            self.faults.push("the first book does not break the rule".to_owned());
        }
        for finding in findings.iter().filter(|finding| finding.help.is_none()) {
            self.faults.push(format!("says nothing of what to do: {}", finding.message));
        }
    }

    /// Lines `Nowhere ← …` at the end of a section.
    fn nowhere(&mut self, section: &Range<usize>, found: &[String]) {
        let wanted: Vec<String> = found.iter().map(|text| format!("Nowhere{MARK}{text}")).collect();
        let have: Vec<usize> = section
            .clone()
            .filter(|&line| self.lines[line].starts_with(&format!("Nowhere{MARK}")))
            .collect();
        let same = have.iter().map(|&line| &self.lines[line]).eq(&wanted);
        if same {
            return;
        }
        if updating() {
            for line in have.iter().rev() {
                self.lines.remove(*line);
            }
            let mut end = section.end - have.len();
            while self.lines[end - 1].is_empty() {
                end -= 1;
            }
            let mut lines = vec![String::new()];
            lines.extend(wanted);
            self.lines.splice(end..end, lines);
            self.changed = true;
        } else {
            self.faults
                .push(format!("findings without a place:\n  is:   {}", wanted.join("\n        ")));
        }
    }

    fn keeps(&mut self) {
        let Some(section) = self.section("## A book that keeps it") else { return };
        let files = self.files(&section);
        let (project, findings) = self.check(&files);
        for finding in &findings {
            let place = finding.span.map(|span| {
                let place = project.sources.place(span);
                format!("{}:{}: ", project.sources.get(span.source).name, place.line)
            });
            let text = self.write(finding, &project);
            self.faults.push(format!(
                "the second book has a finding: {}{text}",
                place.unwrap_or_default()
            ));
        }
    }

    /// The lines from a heading to the next one of its level.
    fn section(&mut self, heading: &str) -> Option<Range<usize>> {
        let Some(start) = self.lines.iter().position(|line| line == heading) else {
            self.faults.push(format!("there is no section `{heading}`"));
            return None;
        };
        let fenced: BTreeSet<usize> =
            blocks(&self.lines).into_iter().flat_map(|block| block.lines).collect();
        let next = (start + 1..self.lines.len())
            .find(|&line| self.lines[line].starts_with("## ") && !fenced.contains(&line))
            .unwrap_or(self.lines.len());
        Some(start + 1..next)
    }

    fn files(&self, section: &Range<usize>) -> Vec<File> {
        let named = |line: usize| {
            let name = self.lines[line].strip_prefix('`')?.strip_suffix('`')?;
            Some(name.to_owned())
        };
        blocks(&self.lines)
            .into_iter()
            .filter(|block| section.contains(&block.lines.start))
            .map(|block| {
                let above = (section.start..block.lines.start - 1)
                    .rev()
                    .find(|&line| !self.lines[line].is_empty());
                let name = above.and_then(named).expect("a file's name stands above its block");
                File { name, lines: block.lines, info: block.info }
            })
            .collect()
    }

    /// The texts of a book, and the links in it.
    fn book(&self, files: &[File]) -> (BTreeMap<String, Vec<u8>>, Symlinks) {
        let mut book: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut symlinks = Symlinks::new();
        for file in files {
            let lines: Vec<&str> = self.lines[file.lines.clone()]
                .iter()
                .map(|line| line.split(MARK).next().unwrap_or_default())
                .collect();
            let text = lines.join("\n") + if lines.is_empty() { "" } else { "\n" };
            let has = |option: &str| file.info.split_whitespace().any(|word| word == option);
            if has("link") {
                symlinks.push((file.name.clone(), text.trim().to_owned()));
            } else {
                book.insert(
                    file.name.clone(),
                    if has("bytes") { bytes(&text) } else { text.into_bytes() },
                );
            }
        }
        book.entry("book.toml".to_owned()).or_insert_with_key(|_| Vec::new());
        if book["book.toml"].is_empty() {
            let manifest = manifest(book.keys());
            book.insert("book.toml".to_owned(), manifest.into_bytes());
        }
        (book, symlinks)
    }

    /// Checks a book as `guidewright check` does.
    fn check(&self, files: &[File]) -> (Project, Vec<Finding>) {
        let (book, symlinks) = self.book(files);
        let Found { value: mut project, mut findings } = if symlinks.is_empty() {
            load::files(&Files::Memory(book)).expect("the book can be read")
        } else {
            let folder = Folder::new(&self.name);
            write(folder.path(), &book, &symlinks);
            load::folder(folder.path()).expect("the book can be read")
        };
        if files.iter().any(|file| file.info.split_whitespace().any(|word| word == "run")) {
            let leave = load::programs::Leave {
                patience: std::time::Duration::from_secs(20),
                recall: &|_| None,
                keep: &|_, _| {},
            };
            findings.extend(load::programs::run(&mut project, Path::new("."), &leave));
        }
        findings.extend(guidewright::internals::check_book(&project));
        if let Some(answers) = files.iter().find(|file| file.name == "answers.txt") {
            let answers = answers_of(&self.lines[answers.lines.clone()]);
            findings.extend(external::judge(
                &guidewright::internals::external_links(&project),
                &answers,
            ));
        }
        if let Some(today) = files.iter().find(|file| file.name == "today.txt") {
            let today = self.lines[today.lines.clone()].concat();
            findings.extend(guidewright::internals::dates_ahead(&project, &today));
        }
        let findings = check::settle(&project, findings);
        (project, findings)
    }

    /// A finding as it stands beside its line.
    fn write(&self, finding: &Finding, project: &Project) -> String {
        let word = word(finding.severity).to_lowercase();
        let rule = if finding.rule.name == self.name {
            String::new()
        } else {
            format!("[{}]", finding.rule.name)
        };
        let at = finding
            .span
            .map(|span| project.sources.text(span).lines().next().unwrap_or_default())
            .map(visible);
        let at =
            at.filter(|at| !at.is_empty()).map(|at| format!(" at \"{at}\"")).unwrap_or_default();
        let help = finding.help.as_ref().map(|help| format!(" ⇒ {help}")).unwrap_or_default();
        let fix = finding.edit.as_ref().map(|edit| format!("; `--fix` writes `{}`", edit.becomes));
        format!("{word}{rule}{at}: {}{help}{}", finding.message, fix.unwrap_or_default())
    }
}

/// Control characters as `bytes` writes them.
fn visible(text: &str) -> String {
    let letter = |letter: char| match letter {
        '\t' | ' '.. => letter.to_string(),
        control => format!("\\x{:02x}", u32::from(control)),
    };
    text.chars().map(letter).collect()
}

/// What the hosts of a page's links answer: `ADDRESS STATUS`, `ADDRESS 301 TO` or `ADDRESS - WHY`.
fn answers_of(lines: &[String]) -> BTreeMap<String, HostAnswer> {
    let answer = |line: &String| {
        let (address, rest) = line.split_once(' ').expect("an answer follows the address");
        let (status, more) = rest.split_once(' ').unwrap_or((rest, ""));
        let answer = match status {
            "-" => HostAnswer::Silent(more.to_owned()),
            "200" => HostAnswer::There,
            "301" => HostAnswer::Moved(more.to_owned()),
            status => HostAnswer::Refused(status.parse().expect("a status is a number")),
        };
        (address.to_owned(), answer)
    };
    lines.iter().map(answer).collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "Off",
        Severity::Note => "Note",
        Severity::Warning => "Warning",
        Severity::Error => "Error",
    }
}

/// A title, and the data files a book has.
fn manifest<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let data = ["blueprint.toml", "glossary.toml", "services.toml", "retired.txt"];
    let known: Vec<&str> = names
        .filter_map(|name| name.strip_prefix("chapters/"))
        .filter(|name| data.contains(name))
        .collect();
    let mut text = "[book]\nid = \"small-book\"\ntitle = \"A small book\"\n".to_owned();
    if !known.is_empty() {
        text.push_str("\n[study]\n");
    }
    for name in known {
        let key = name.split('.').next().unwrap_or_default();
        text.extend([key, " = \"", name, "\"\n"]);
    }
    text
}

/// `\xNN` for bytes that no text holds.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes
            .push(u8::from_str_radix(&part[..2], 16).expect("two hexadecimal digits follow `\\x`"));
        bytes.extend(&part.as_bytes()[2..]);
    }
    bytes
}

fn write(root: &Path, book: &BTreeMap<String, Vec<u8>>, links: &[(String, String)]) {
    let place = |name: &str| {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
            .expect("a folder can be made");
        path
    };
    for (name, bytes) in book {
        std::fs::write(place(name), bytes).expect("a file can be written");
    }
    for (name, target) in links {
        std::os::unix::fs::symlink(target, place(name)).expect("a link can be made");
    }
}
