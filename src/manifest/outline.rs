//! The table of contents: parts, chapters and their nesting.
//!
//! It comes from `[[part]]` in `book.toml`; without one from `SUMMARY.md`; without that from the folder in natural
//! order. Whatever the origin, the outcome is one flat list in reading order, each entry with its depth. Titles are
//! not here: they are each chapter's H1. Knows nothing of Markdown bodies.

use crate::finding::{Finding, Rule};
use crate::source::{SourceId, Span};
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

pub const DUPLICATE_CHAPTER: Rule =
    Rule::error("duplicate-chapter", "a chapter stands once in the contents");
pub const OUTSIDE_CHAPTER: Rule =
    Rule::error("chapter-outside", "chapters lie inside the source folder");
pub const BAD_PART: Rule = Rule::error("bad-part", "a part lists chapter paths");

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    pub parts: Vec<Part>,
    /// In reading order.
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Empty for chapters that stand before any part.
    pub title: String,
    /// The blueprint's domain this part teaches.
    pub domain: Option<String>,
    pub span: Option<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the source folder, with `/`, normalised.
    pub path: String,
    pub part: usize,
    /// 0 for a chapter, 1 for its sub-chapters, and so on.
    pub depth: usize,
    pub span: Option<Span>,
}

/// Reads the `[[part]]` tables of a manifest that parses.
pub fn from_manifest(source: SourceId, text: &str) -> (Option<Outline>, Vec<Finding>) {
    let Ok(table) = DeTable::parse(text) else { return (None, Vec::new()) };
    let Some(parts) = table.get_ref().get("part").and_then(|parts| parts.get_ref().as_array())
    else {
        return (None, Vec::new());
    };
    let mut reader = Reader::default();
    for value in parts {
        let Some(part) = value.get_ref().as_table() else { continue };
        let text =
            |key: &str| part.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
        let index = reader.outline.parts.len();
        reader.outline.parts.push(Part {
            title: text("title").unwrap_or_default(),
            domain: text("domain"),
            span: Some(Span::new(source, value.span())),
        });
        if let Some(chapters) = part.get("chapters") {
            reader.chapters(source, chapters.get_ref(), chapters.span(), index, 0);
        }
    }
    (Some(reader.outline), reader.findings)
}

/// Reads an mdBook-style `SUMMARY.md`: headings name parts, list items link chapters, nested lists nest.
pub fn from_summary(source: SourceId, text: &str) -> (Outline, Vec<Finding>) {
    let mut reader = Reader::default();
    let mut depth = 0_usize;
    let mut heading: Option<(HeadingLevel, String, Span)> = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some((level, String::new(), Span::new(source, range)));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title, _)) = &mut heading {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((_, title, span)) = heading.take()
                    && !(reader.outline.parts.is_empty() && title.eq_ignore_ascii_case("summary"))
                {
                    reader.outline.parts.push(Part { title, domain: None, span: Some(span) });
                }
            }
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Link { dest_url, .. })
                if !dest_url.is_empty() && !dest_url.contains("://") =>
            {
                if reader.outline.parts.is_empty() {
                    let part = Part { title: String::new(), domain: None, span: None };
                    reader.outline.parts.push(part);
                }
                let part = reader.outline.parts.len() - 1;
                reader.chapter(&dest_url, Span::new(source, range), part, depth.saturating_sub(1));
            }
            _ => {}
        }
    }
    (reader.outline, reader.findings)
}

/// Makes an outline of Markdown files: natural order, each folder's `index.md` or `README.md` first.
pub fn from_folder(paths: &[String]) -> Outline {
    let mut paths: Vec<&String> =
        paths.iter().filter(|path| !path.eq_ignore_ascii_case("SUMMARY.md")).collect();
    paths.sort_by(|a, b| by_place(a, b));
    let part = Part { title: String::new(), domain: None, span: None };
    let entry = |path: &String| Entry { path: path.clone(), part: 0, depth: 0, span: None };
    Outline { parts: vec![part], entries: paths.into_iter().map(entry).collect() }
}

#[derive(Default)]
struct Reader {
    outline: Outline,
    seen: BTreeMap<String, Span>,
    findings: Vec<Finding>,
}

impl Reader {
    fn chapters(
        &mut self,
        source: SourceId,
        value: &DeValue<'_>,
        span: std::ops::Range<usize>,
        part: usize,
        depth: usize,
    ) {
        match value {
            DeValue::String(path) => self.chapter(path, Span::new(source, span), part, depth),
            // The outermost list is the part itself; a list inside it belongs to the chapter before it.
            DeValue::Array(list) => {
                for item in list {
                    let inner = depth + usize::from(item.get_ref().as_array().is_some());
                    self.chapters(source, item.get_ref(), item.span(), part, inner);
                }
            }
            _ => self.findings.push(
                BAD_PART.broken(Span::new(source, span), "this is not a chapter path").help(
                    "write paths in quotes; a list after a path holds its sub-chapters".to_owned(),
                ),
            ),
        }
    }

    fn chapter(&mut self, path: &str, span: Span, part: usize, depth: usize) {
        let Some(path) = normal(path) else {
            self.findings.push(
                OUTSIDE_CHAPTER
                    .broken(span, format!("`{path}` lies outside the source folder"))
                    .help(
                        "move the file below the source folder, or include it from a chapter"
                            .to_owned(),
                    ),
            );
            return;
        };
        if !path.to_ascii_lowercase().ends_with(".md") {
            self.findings.push(
                BAD_PART.broken(span, format!("`{path}` is no Markdown file")).help(format!(
                    "chapters end in `.md`; link to other files from a chapter: `[words]({path})`"
                )),
            );
            return;
        }
        if let Some(&first) = self.seen.get(&path) {
            self.findings.push(
                DUPLICATE_CHAPTER
                    .broken(span, format!("`{path}` is listed a second time"))
                    .help(
                        "keep the place where readers need it, and link to it from the other"
                            .to_owned(),
                    )
                    .also(first, "the first time"),
            );
            return;
        }
        self.seen.insert(path.clone(), span);
        self.outline.entries.push(Entry { path, part, depth, span: Some(span) });
    }
}

/// A path with `.` and `..` worked out, or nothing if it leaves its folder or is absolute.
pub fn normal(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.contains(':') || path.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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
    use crate::source::Sources;

    #[test]
    fn folders_come_in_natural_order_with_the_index_first() {
        let paths =
            ["b/10-x.md", "b/2-y.md", "b/README.md", "a.md", "SUMMARY.md"].map(str::to_owned);
        let outline = from_folder(&paths);
        let order: Vec<_> = outline.entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(order, ["a.md", "b/README.md", "b/2-y.md", "b/10-x.md"]);
    }

    #[test]
    fn nested_lists_are_sub_chapters() {
        let text = "[[part]]\ntitle = \"One\"\nchapters = [\"a.md\", [\"b.md\", [\"c.md\"]], \"d.md\", \"a.md\"]\n";
        let source = Sources::default().add("book.toml", text);
        let (outline, findings) = from_manifest(source, text);
        let entries: Vec<_> = outline
            .expect("has parts")
            .entries
            .into_iter()
            .map(|entry| (entry.path, entry.depth))
            .collect();
        let expected = [("a.md", 0), ("b.md", 1), ("c.md", 2), ("d.md", 0)];
        assert_eq!(entries, expected.map(|(path, depth)| (path.to_owned(), depth)));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].rule.name, "duplicate-chapter");
    }

    #[test]
    fn a_summary_gives_parts_and_nesting() {
        let text = "# Summary\n\n[Intro](intro.md)\n\n# Part\n\n- [A](a.md)\n  - [B](b.md)\n";
        let source = Sources::default().add("SUMMARY.md", text);
        let (outline, findings) = from_summary(source, text);
        assert!(findings.is_empty());
        let entries: Vec<_> =
            outline.entries.iter().map(|e| (e.path.as_str(), e.part, e.depth)).collect();
        assert_eq!(entries, [("intro.md", 0, 0), ("a.md", 1, 0), ("b.md", 1, 1)]);
        assert_eq!(outline.parts[1].title, "Part");
    }

    #[test]
    fn paths_that_leave_the_folder_are_refused() {
        assert_eq!(normal("a/../b.md"), Some("b.md".to_owned()));
        assert_eq!(normal("../b.md"), None);
        assert_eq!(normal("/etc/passwd"), None);
        assert_eq!(normal("C:\\x"), None);
    }
}
