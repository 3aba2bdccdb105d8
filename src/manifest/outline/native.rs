//! Contents from the `[[part]]` tables of `book.toml`.
//!
//! A part lists paths; a list after a path holds its sub-chapters. What a path alone cannot say is a table:
//! `{ file = "a.md", title = "Short", chapters = […] }`, `{ title = "Later" }` for a chapter to come,
//! `{ title = "Group", chapters = […] }` and `{ title = "Site", link = "https://…" }`, where
//! a link may name a place in a chapter (`a.md#part`). `"---"` is a dividing line.

use super::{BAD_PART, EntryKind, Outline, OutlineEntry, OutlineReader, Part, place};
use crate::address;
use crate::finding::{Finding, did_you_mean};
use crate::manifest::keys::UNKNOWN_KEY;
use crate::source::{SourceId, Span};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

const DIVIDER: &str = "---";
const KEYS: [&str; 4] = ["file", "title", "link", "chapters"];
const HELP: &str = "write paths in quotes, a list after a path for its sub-chapters, `{ file = \"…\", title = \"…\" }` to give a title";

/// Reads the `[[part]]` tables of a manifest that parses.
pub fn from_manifest(source: SourceId, text: &str) -> (Option<Outline>, Vec<Finding>) {
    let Ok(table) = DeTable::parse(text) else { return (None, Vec::new()) };
    let Some(parts) = table.get_ref().get("part").and_then(|parts| parts.get_ref().as_array())
    else {
        return (None, Vec::new());
    };
    let dialect = table.get_ref().get("markdown").and_then(|table| table.get_ref().as_table());
    let dialect = dialect.and_then(|table| text_of(table, "dialect"));
    let any_name = dialect.as_deref() == Some("mdbook");
    let reader = OutlineReader { any_name, ..OutlineReader::default() };
    let mut native = Native { source, numbered: false, reader };
    for value in parts {
        let Some(part) = value.get_ref().as_table() else { continue };
        native.reader.outline.parts.push(Part {
            title: text_of(part, "title").unwrap_or_default(),
            domain: text_of(part, "domain"),
            span: Some(Span::new(source, value.span())),
        });
        native.numbered = part
            .get("numbered")
            .is_some_and(|value| matches!(value.get_ref(), DeValue::Boolean(true)));
        if let Some(chapters) = part.get("chapters") {
            native.value(chapters.get_ref(), chapters.span(), 0);
        }
    }
    (Some(native.reader.outline), native.reader.findings)
}

struct Native {
    source: SourceId,
    /// Whether the chapters of this part are counted.
    numbered: bool,
    reader: OutlineReader,
}

impl Native {
    fn value(&mut self, value: &DeValue<'_>, at: Range<usize>, depth: usize) {
        let span = Span::new(self.source, at);
        match value {
            DeValue::String(line) if line == DIVIDER => {
                let part = self.reader.part();
                let kind = EntryKind::Divider;
                self.reader
                    .add(OutlineEntry { kind, part, depth, ..OutlineEntry::default() }, span);
            }
            DeValue::String(path) => {
                self.add(OutlineEntry { depth, ..OutlineEntry::of(path.to_string()) }, span);
            }
            // The outermost list is the part itself; a list inside it belongs to the chapter before it.
            DeValue::Array(list) => {
                for item in list {
                    let inner = depth + usize::from(item.get_ref().as_array().is_some());
                    self.value(item.get_ref(), item.span(), inner);
                }
            }
            DeValue::Table(table) => self.table(table, span, depth),
            _ => self
                .reader
                .findings
                .push(BAD_PART.broken(span, "this is not a chapter path").help(HELP.to_owned())),
        }
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) {
        for (key, _) in table.iter().filter(|(key, _)| !KEYS.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            self.reader.findings.push(
                UNKNOWN_KEY
                    .broken(
                        Span::new(self.source, key.span()),
                        format!("there is no key `{name}` here"),
                    )
                    .help(
                        did_you_mean(name, KEYS)
                            .unwrap_or_else(|| format!("known keys: {}", KEYS.join(", "))),
                    )
                    .respelt(name, KEYS.into_iter().filter(|key| !table.contains_key(*key))),
            );
        }
        let title = text_of(table, "title").unwrap_or_default();
        let chapters = table.get("chapters");
        let (kind, path) = match (text_of(table, "file"), text_of(table, "link")) {
            (Some(_), Some(_)) => {
                let message = "this names a file and a link";
                self.reader
                    .findings
                    .push(BAD_PART.broken(span, message).help("keep the one it is".to_owned()));
                return;
            }
            (Some(file), None) => (EntryKind::Chapter, file),
            (None, Some(link)) if !address::is_external(&link) && place(&link).is_some() => {
                (EntryKind::Place, link)
            }
            (None, Some(link)) if !address::is_external(&link) || !address::is_safe(&link) => {
                let message = format!("`{link}` is not the address of another site");
                let help = "start it with `https://`, or name a place in a chapter such as `tides.md#springs`; a chapter is named by `file`".to_owned();
                self.reader.findings.push(BAD_PART.broken(span, message).help(help));
                return;
            }
            (None, Some(link)) => (EntryKind::Link, link),
            (None, None) if title.trim().is_empty() => {
                self.reader.findings.push(
                    BAD_PART
                        .broken(span, "this has neither a file nor a title")
                        .help(HELP.to_owned()),
                );
                return;
            }
            (None, None) if chapters.is_some() => (EntryKind::Group, String::new()),
            (None, None) => (EntryKind::Draft, String::new()),
        };
        let title = if kind == EntryKind::Link && title.is_empty() { path.clone() } else { title };
        self.add(OutlineEntry { kind, path, title, depth, ..OutlineEntry::default() }, span);
        if let Some(chapters) = chapters {
            self.value(chapters.get_ref(), chapters.span(), depth + 1);
        }
    }

    fn add(&mut self, entry: OutlineEntry, span: Span) {
        let part = self.reader.part();
        let counted = self.numbered && !matches!(entry.kind, EntryKind::Place | EntryKind::Link);
        let number = if counted { self.reader.count(entry.depth) } else { Vec::new() };
        self.reader.add(OutlineEntry { part, number, ..entry }, span);
    }
}

fn text_of(table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn outline(part: &str) -> (Outline, Vec<&'static str>) {
        let text = format!("[[part]]\ntitle = \"One\"\n{part}\n");
        let source = Sources::default().add("book.toml", &*text);
        let (outline, findings) = from_manifest(source, &text);
        let rules = findings.into_iter().map(|finding| finding.rule.name).collect();
        (outline.expect("has parts"), rules)
    }

    #[test]
    fn nested_lists_are_sub_chapters() {
        let (outline, rules) =
            outline("chapters = [\"a.md\", [\"b.md\", [\"c.md\"]], \"d.md\", \"a.md\"]");
        let entries: Vec<_> =
            outline.entries.iter().map(|entry| (entry.path.as_str(), entry.depth)).collect();
        assert_eq!(entries, [("a.md", 0), ("b.md", 1), ("c.md", 2), ("d.md", 0)]);
        assert_eq!(rules, ["duplicate-chapter"]);
    }

    #[test]
    fn tables_say_what_a_path_cannot() {
        let (outline, rules) = outline(
            "numbered = true\nchapters = [{ file = \"a.md\", title = \"`A`\", chapters = [\"b.md\", { title = \"Later\" }] }, \"---\", { title = \"Group\", chapters = [\"c.md\"] }, { title = \"Site\", link = \"https://a.b\" }, { file = \"d.md\", titel = \"D\" }, {}, { link = \"e.md\" }]",
        );
        let entries: Vec<_> = outline
            .entries
            .iter()
            .map(|entry| {
                let number: Vec<String> = entry.number.iter().map(u32::to_string).collect();
                (entry.kind, entry.title.as_str(), entry.path.as_str(), number.join("."))
            })
            .collect();
        let entry = |kind, title, path, number: &str| (kind, title, path, number.to_owned());
        assert_eq!(
            entries,
            [
                entry(EntryKind::Chapter, "`A`", "a.md", "1"),
                entry(EntryKind::Chapter, "", "b.md", "1.1"),
                entry(EntryKind::Draft, "Later", "", "1.2"),
                entry(EntryKind::Divider, "", "", ""),
                entry(EntryKind::Group, "Group", "", "2"),
                entry(EntryKind::Chapter, "", "c.md", "2.1"),
                entry(EntryKind::Link, "Site", "https://a.b", ""),
                entry(EntryKind::Chapter, "", "d.md", "3"),
            ]
        );
        assert_eq!(rules, ["unknown-key", "bad-part", "bad-part"]);
    }
}
