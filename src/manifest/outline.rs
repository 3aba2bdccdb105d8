//! The table of contents: parts, chapters, and what stands between them.
//!
//! It comes from `[[part]]` in `book.toml`; without one from `SUMMARY.md`; without that from the folder in natural
//! order. Whatever the origin, the outcome is one flat list in reading order, each entry with its depth. A chapter is
//! known by its H1 unless the contents give it a title. Knows nothing of Markdown bodies.

mod native;
mod summary;

use crate::finding::{Finding, Rule, Severity};
use crate::source::Span;
use std::cmp::Ordering;
use std::collections::HashMap;

pub use native::from_manifest;
pub use summary::from_summary;

pub const DUPLICATE_CHAPTER: Rule =
    Rule::error("duplicate-chapter", "a chapter stands once in the contents");
pub const OUTSIDE_CHAPTER: Rule =
    Rule::error("chapter-outside", "chapters lie inside the source folder");
pub const BAD_PART: Rule = Rule::error("bad-part", "a part lists chapters, and titles of them");
pub const BAD_SUMMARY: Rule = Rule::warning(
    "bad-summary",
    "every line of SUMMARY.md is a chapter, a part or a dividing line",
);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    pub parts: Vec<Part>,
    /// Everything the contents show, in reading order.
    pub entries: Vec<OutlineEntry>,
}

impl Outline {
    /// The chapters that have a file, in reading order.
    pub fn chapters(&self) -> impl Iterator<Item = &OutlineEntry> {
        self.entries.iter().filter(|entry| entry.kind == EntryKind::Chapter)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Empty for chapters that stand outside of any part.
    pub title: String,
    /// The blueprint's domain this part teaches.
    pub domain: Option<String>,
    pub span: Option<Span>,
}

/// One line of the contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutlineEntry {
    pub kind: EntryKind,
    /// Of a chapter and of the home page its file, from the source folder, with `/`, normalised; of a place that file and
    /// an anchor; of a link its address.
    pub path: String,
    /// As the contents name it, in Markdown; empty for a chapter that is known by its H1.
    pub title: String,
    pub part: usize,
    /// 0 for a chapter, 1 for its sub-chapters, and so on.
    pub depth: usize,
    /// The numbers it is counted by, such as 2 and 1; none where nothing is counted.
    pub number: Vec<u32>,
    pub span: Option<Span>,
}

impl OutlineEntry {
    /// Its number for people, such as "2.1."; empty where nothing is counted.
    pub fn numbering(&self) -> String {
        self.number.iter().fold(String::new(), |out, number| format!("{out}{number}."))
    }

    /// A chapter by its path alone.
    pub fn of(path: String) -> Self {
        Self { path, ..Self::default() }
    }
}

/// What an entry of the contents stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EntryKind {
    #[default]
    Chapter,
    /// The chapter that the home page shows.
    Home,
    /// A chapter to come.
    Draft,
    /// A name above some chapters.
    Group,
    /// A place inside of a chapter.
    Place,
    /// A place outside of the book.
    Link,
    /// A line between two chapters.
    Divider,
}

/// Makes an outline of Markdown files: natural order, each folder's `index.md` or `README.md` first.
pub fn from_folder(paths: &[String]) -> Outline {
    let mut paths: Vec<&String> =
        paths.iter().filter(|path| !path.eq_ignore_ascii_case("SUMMARY.md")).collect();
    paths.sort_by(|a, b| by_place(a, b));
    let entry = |path: &String| OutlineEntry::of(path.clone());
    Outline { parts: vec![Part::default()], entries: paths.into_iter().map(entry).collect() }
}

/// What the readers of both kinds of contents share.
#[derive(Default)]
struct OutlineReader {
    outline: Outline,
    /// Where each chapter is listed first, and in which spelling.
    seen: HashMap<String, (Span, String)>,
    /// How far each level is counted.
    counts: Vec<u32>,
    /// Whether a chapter may have any name, as in mdBook.
    any_name: bool,
    findings: Vec<Finding>,
}

impl OutlineReader {
    /// The part that entries go to; the first one has no title if nobody gave one.
    fn part(&mut self) -> usize {
        if self.outline.parts.is_empty() {
            self.outline.parts.push(Part::default());
        }
        self.outline.parts.len() - 1
    }

    /// The next number at a depth. Counting goes on from part to part.
    fn count(&mut self, depth: usize) -> Vec<u32> {
        self.counts.resize(depth + 1, 0);
        self.counts[depth] += 1;
        self.counts.clone()
    }

    /// Adds an entry; a chapter, or a place in one, only if its path is one.
    fn add(&mut self, mut entry: OutlineEntry, span: Span) {
        if entry.kind == EntryKind::Chapter && self.again(&entry.path, span) {
            entry.kind = EntryKind::Place;
        }
        let path = match entry.kind {
            EntryKind::Chapter => match self.chapter(&entry.path, span) {
                Some(path) => path,
                None => return,
            },
            EntryKind::Place => match self.inside(&entry.path, span) {
                Some(path) => path,
                None => return,
            },
            _ => entry.path,
        };
        self.outline.entries.push(OutlineEntry { path, span: Some(span), ..entry });
    }

    /// A path that does not leave the source folder.
    fn inside(&mut self, path: &str, span: Span) -> Option<String> {
        let inside = normal(path);
        if inside.is_none() {
            let message = format!("`{path}` lies outside the source folder");
            let help = "move the file below the source folder, or include it from a chapter";
            self.findings.push(OUTSIDE_CHAPTER.broken(span, message).help(help.to_owned()));
        }
        inside
    }

    /// Whether a chapter that is listed already is meant in another spelling, which mdBook takes for another chapter.
    fn again(&mut self, written: &str, span: Span) -> bool {
        let known = normal(written).filter(|_| self.any_name);
        let known = known.and_then(|path| self.seen.get_key_value(&path));
        let Some((path, (first, _))) = known.filter(|(_, (_, first))| first != written) else {
            return false;
        };
        let message = format!("`{path}` is listed a second time, as `{written}`");
        let help = "both lines lead to its one page: keep the one that readers need";
        let finding = DUPLICATE_CHAPTER.broken(span, message).also(*first, "the first time");
        let finding = Finding { severity: Severity::Warning, ..finding };
        self.findings.push(finding.help(help.to_owned()));
        true
    }

    /// The path of a chapter, if it may be one.
    fn chapter(&mut self, written: &str, span: Span) -> Option<String> {
        let path = self.inside(written, span)?;
        if !self.any_name && !path.to_ascii_lowercase().ends_with(".md") {
            self.findings.push(
                BAD_PART.broken(span, format!("`{path}` is no Markdown file")).help(format!(
                    "chapters end in `.md`; link to other files from a chapter: `[words]({path})`"
                )),
            );
            return None;
        }
        if let Some(&(first, _)) = self.seen.get(&path) {
            self.findings.push(
                DUPLICATE_CHAPTER
                    .broken(span, format!("`{path}` is listed a second time"))
                    .help(
                        "keep the place where readers need it, and link to it from the other"
                            .to_owned(),
                    )
                    .also(first, "the first time"),
            );
            return None;
        }
        self.seen.insert(path.clone(), (span, written.to_owned()));
        Some(path)
    }
}

/// The file and the anchor of an address of a place inside of a chapter.
pub fn place(address: &str) -> Option<(&str, &str)> {
    let end = address.to_ascii_lowercase().rfind(".md#")? + ".md".len();
    Some((&address[..end], &address[end + 1..]))
}

/// A path with `.` and `..` worked out, or nothing if it leaves its folder or is absolute.
pub fn normal(path: &str) -> Option<String> {
    climbing(path).filter(|path| !leaves(path))
}

/// Whether a path that is worked out leaves the folder it starts from.
pub fn leaves(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

/// As [`normal`], and a path that leaves its folder begins with `..`.
pub fn climbing(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || has_place_of_its_own(&path) || path.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path begins with the letter of a disk, or names a stream of a file as Windows does. Elsewhere a colon is a letter
/// of a name like others.
fn has_place_of_its_own(path: &str) -> bool {
    let is_disk = |start: &[u8]| start[0].is_ascii_alphabetic() && start[1] == b':';
    path.as_bytes().get(..2).is_some_and(is_disk) || (cfg!(windows) && path.contains(':'))
}

fn by_place(a: &str, b: &str) -> Ordering {
    let key = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let first = matches!(name.to_lowercase().as_str(), "index.md" | "readme.md");
        (folder.to_owned(), !first, name.to_owned())
    };
    let ((a_folder, a_rest, a_name), (b_folder, b_rest, b_name)) = (key(a), key(b));
    natural(&a_folder, &b_folder).then(a_rest.cmp(&b_rest)).then(natural(&a_name, &b_name))
}

/// Compares with numbers by value, so that `2-b` comes before `10-a`.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.is_empty(), b.is_empty()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        let digits =
            |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (a_digits, b_digits) = (digits(a), digits(b));
        if a_digits > 0 && b_digits > 0 {
            let value = |text: &str| text.trim_start_matches('0').to_owned();
            let (a_value, b_value) = (value(&a[..a_digits]), value(&b[..b_digits]));
            let order = a_value.len().cmp(&b_value.len()).then(a_value.cmp(&b_value));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[a_digits..], &b[b_digits..]);
        } else {
            let (a_char, b_char) = (a.chars().next(), b.chars().next());
            let order =
                a_char.map(|c| c.to_ascii_lowercase()).cmp(&b_char.map(|c| c.to_ascii_lowercase()));
            if order != Ordering::Equal {
                return order;
            }
            let step =
                |text: &str, first: Option<char>| text.len().min(first.map_or(0, char::len_utf8));
            (a, b) = (&a[step(a, a_char)..], &b[step(b, b_char)..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_in_natural_order_with_the_index_first() {
        let paths =
            ["b/10-x.md", "b/2-y.md", "b/README.md", "a.md", "SUMMARY.md"].map(str::to_owned);
        let outline = from_folder(&paths);
        let order: Vec<_> = outline.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(order, ["a.md", "b/README.md", "b/2-y.md", "b/10-x.md"]);
    }

    #[test]
    fn paths_that_leave_the_folder_are_refused() {
        assert_eq!(normal("a/../b.md"), Some("b.md".to_owned()));
        assert_eq!(normal("../b.md"), None);
        assert_eq!(normal("/etc/passwd"), None);
        assert_eq!(normal("C:\\x"), None);
        assert_eq!(normal("a/Part 1: Tides.md").is_none(), cfg!(windows));
    }
}
