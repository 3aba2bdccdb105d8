//! Contents from `SUMMARY.md`, as mdBook reads it.
//!
//! The first heading is the title of the file and names no part; every other one begins a part. Entries of lists are
//! counted chapters, nested lists their sub-chapters; links outside of a list are chapters that are not counted, and
//! belong to no part once a list has come before them. `[Later]()` is a chapter to come, an entry without a link a name
//! above its own list, `[Here](a.md#here)` a place in a chapter, a rule a dividing line. What is none of this is told, not dropped.

use super::{BAD_PART, BAD_SUMMARY, EntryKind, Outline, OutlineEntry, OutlineReader, Part, place};
use crate::address;
use crate::finding::Finding;
use crate::manifest::Dialect;
use crate::source::{SourceId, Span};
use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

pub fn from_summary(source: SourceId, text: &str, dialect: Dialect) -> (Outline, Vec<Finding>) {
    let any_name = dialect == Dialect::MdBook;
    let mut summary = Summary {
        source,
        text,
        reader: OutlineReader { any_name, ..OutlineReader::default() },
        depth: 0,
        open: Vec::new(),
        listed: false,
        began: false,
        behind_part: false,
    };
    let mut events = Parser::new(text).into_offset_iter();
    while let Some((event, at)) = events.next() {
        summary.take(event, at, &mut events);
    }
    summary.places();
    (summary.reader.outline, summary.reader.findings)
}

/// An entry of a list, or a paragraph outside of one, that is being read.
#[derive(Default)]
struct Line {
    /// Title, address and place of its link.
    link: Option<(String, String, Range<usize>)>,
    /// Words beside the link.
    words: Option<Range<usize>>,
    /// Whether its entry was made, as at the start of its own list.
    done: bool,
}

struct Summary<'t> {
    source: SourceId,
    text: &'t str,
    reader: OutlineReader,
    /// How many lists we are in.
    depth: usize,
    /// Entries that we are in, outermost first.
    open: Vec<Line>,
    /// Whether the current part had a list.
    listed: bool,
    /// Whether anything but comments was read.
    began: bool,
    /// Whether the last block was the heading of a part.
    behind_part: bool,
}

impl<'t> Summary<'t> {
    fn take(
        &mut self,
        event: Event<'t>,
        at: Range<usize>,
        events: &mut dyn Iterator<Item = (Event<'t>, Range<usize>)>,
    ) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, at, events),
            Event::Start(Tag::List(_)) => {
                self.behind_part = false;
                self.finish(true);
                self.depth += 1;
            }
            Event::End(TagEnd::List(_)) => {
                self.depth -= 1;
                self.listed = true;
            }
            Event::Start(Tag::Item) => self.open.push(Line::default()),
            Event::End(TagEnd::Item) => {
                self.finish(false);
                self.open.pop();
            }
            Event::Start(Tag::Paragraph) if self.depth == 0 && self.says_more(&at) => {
                skip(events);
                self.unused(at);
            }
            Event::Start(Tag::Paragraph) if self.depth == 0 => self.open.push(Line::default()),
            Event::End(TagEnd::Paragraph) if self.depth == 0 => {
                self.finish(false);
                self.open.pop();
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let title = self.title(&at, events);
                self.link(title, &dest_url, at);
            }
            Event::Rule => {
                self.behind_part = false;
                let part = self.reader.part();
                let entry =
                    OutlineEntry { kind: EntryKind::Divider, part, ..OutlineEntry::default() };
                self.reader.add(entry, Span::new(self.source, at));
            }
            Event::Start(Tag::HtmlBlock) => {
                skip(events);
                if is_comment(&self.text[at.clone()]) {
                    return;
                }
                self.unused(at);
            }
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_)) => {
                skip(events);
                self.unused(at);
            }
            Event::InlineHtml(html) if is_comment(&html) => return,
            Event::Start(Tag::Paragraph) | Event::End(_) | Event::SoftBreak | Event::HardBreak => {
                return;
            }
            _ if self.text[at.clone()].trim().is_empty() => return,
            _ => match self.open.last_mut() {
                Some(line) if !line.done => {
                    let words = line.words.take().unwrap_or_else(|| at.clone());
                    line.words = Some(words.start..words.end.max(at.end));
                }
                _ => self.unused(at),
            },
        }
        self.began = true;
    }

    /// The title of the file, or of a part.
    fn heading(
        &mut self,
        level: HeadingLevel,
        at: Range<usize>,
        events: &mut dyn Iterator<Item = (Event<'t>, Range<usize>)>,
    ) {
        let mut title = String::new();
        for (event, _) in events {
            match event {
                Event::Text(words) | Event::Code(words) => title.push_str(&words),
                Event::SoftBreak | Event::HardBreak => title.push(' '),
                Event::End(TagEnd::Heading(_)) => break,
                _ => {}
            }
        }
        let is_title = level == HeadingLevel::H1 || title.eq_ignore_ascii_case("summary");
        if !self.began && is_title {
            return;
        }
        let span = Some(Span::new(self.source, at));
        self.reader.outline.parts.push(Part { title, domain: None, span });
        self.listed = false;
        self.behind_part = true;
    }

    /// Whether a paragraph says what the part is about whose heading it follows: words, perhaps with links in them, which
    /// are no chapters in mdBook either.
    fn says_more(&mut self, at: &Range<usize>) -> bool {
        let paragraph = &self.text[at.clone()];
        let behind_part = std::mem::take(&mut self.behind_part);
        // What is defined elsewhere is a link as well.
        let known = |_: BrokenLink<'_>| Some((CowStr::from(""), CowStr::from("")));
        let events =
            Parser::new_with_broken_link_callback(paragraph, Options::empty(), Some(known));
        behind_part && events.fold((0, false), beside_links).1
    }

    /// The words of a link as they are written, up to its end.
    fn title(
        &self,
        at: &Range<usize>,
        events: &mut dyn Iterator<Item = (Event<'t>, Range<usize>)>,
    ) -> String {
        let mut end = at.start + 1;
        let mut open = 1;
        for (event, inner) in events {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
            end = end.max(inner.end);
        }
        if !self.text[at.clone()].starts_with('[') {
            // `<https://…>`
            return self.text[at.clone()].trim_matches(['<', '>']).to_owned();
        }
        let close = self.text[end..at.end].find(']').map_or(end, |length| end + length);
        self.text[at.start + 1..close].trim().to_owned()
    }

    fn link(&mut self, title: String, to: &str, at: Range<usize>) {
        let Some(line) = self.open.last_mut() else { return };
        if line.done || (self.depth > 0 && line.link.is_some()) {
            self.unused(at);
        } else if self.depth > 0 {
            // Emphasis around a link adds no words to it.
            line.words = line.words.take().filter(|words| words.end <= at.start);
            line.link = Some((title, to.to_owned(), at));
        } else {
            let part = self.affix();
            self.add(title, to, at, part, Vec::new());
        }
    }

    /// Makes the entry of the innermost line, at its end or at the start of its own list.
    fn finish(&mut self, has_list: bool) {
        let Some(open) = self.open.last_mut().filter(|open| !open.done) else { return };
        open.done = true;
        let (link, words) = (open.link.take(), open.words.take());
        if self.depth == 0 {
            if let Some(words) = words {
                self.unused(words);
            }
            return;
        }
        let depth = self.depth - 1;
        let part = self.reader.part();
        if let Some((title, to, at)) = link {
            let is_chapter = !address::is_external(&to) && place(&to).is_none();
            let number = if is_chapter { self.reader.count(depth) } else { Vec::new() };
            self.add(title, &to, at, part, number);
            if let Some(words) = words {
                self.unused(words);
            }
        } else if let Some(words) = words {
            let span = Span::new(self.source, words.clone());
            let title = self.text[words].trim().to_owned();
            let kind = if has_list { EntryKind::Group } else { EntryKind::Draft };
            if !has_list {
                let help = match title.strip_suffix(')').and_then(|link| link.split_once("](")) {
                    // Markdown allows no blanks in a bare address.
                    Some((name, path)) if path.contains(' ') => {
                        format!(
                            "write `{name}](<{path}>)`: a path with blanks stands between `<` and `>`"
                        )
                    }
                    _ => format!(
                        "write `[{title}]()` for a chapter to come, or list its chapters below it"
                    ),
                };
                let message = format!("`{title}` names no file");
                self.reader.findings.push(BAD_SUMMARY.broken(span, message).help(help));
            }
            let number = self.reader.count(depth);
            self.reader.add(
                OutlineEntry { kind, title, part, depth, number, ..OutlineEntry::default() },
                span,
            );
        }
    }

    fn add(&mut self, title: String, to: &str, at: Range<usize>, part: usize, number: Vec<u32>) {
        let span = Span::new(self.source, at);
        let depth = self.depth.saturating_sub(1);
        let kind = if to.is_empty() {
            EntryKind::Draft
        } else if !address::is_external(to) {
            if place(to).is_some() { EntryKind::Place } else { EntryKind::Chapter }
        } else if address::is_safe(to) {
            EntryKind::Link
        } else {
            let message = format!("`{to}` is not an address we link to");
            let help = "use https, or name a file of the book".to_owned();
            self.reader.findings.push(BAD_PART.broken(span, message).help(help));
            return;
        };
        let path = if kind == EntryKind::Chapter { address::decode(to) } else { to.to_owned() };
        let entry = OutlineEntry { kind, path, title, part, depth, number, span: None };
        self.reader.add(entry, span);
    }

    /// The contents may name places in chapters that they list. A chapter that they list by a place alone is itself meant.
    fn places(&mut self) {
        for at in 0..self.reader.outline.entries.len() {
            let entry = &self.reader.outline.entries[at];
            let (Some((file, _)), Some(span)) = (place(&entry.path), entry.span) else { continue };
            let file = address::decode(file);
            if entry.kind != EntryKind::Place || self.reader.seen.contains_key(&file) {
                continue;
            }
            let message = format!("`{}` is a place in a chapter that is not listed", entry.path);
            let help = format!("it stands for the chapter: write `{}`", address::legible(&file));
            self.reader.findings.push(BAD_SUMMARY.broken(span, message).help(help));
            let Some(path) = self.reader.chapter(&file, span) else { continue };
            let entry = &mut self.reader.outline.entries[at];
            (entry.kind, entry.path) = (EntryKind::Chapter, path);
        }
    }

    /// The part of what stands outside of a list: behind one it belongs to none.
    fn affix(&mut self) -> usize {
        let part = self.reader.part();
        if !std::mem::take(&mut self.listed) {
            return part;
        }
        self.reader.outline.parts.push(Part::default());
        part + 1
    }

    fn unused(&mut self, at: Range<usize>) {
        let words = self.text[at.clone()].trim();
        let line = words.lines().next().unwrap_or_default();
        let start = at.start + self.text[at].find(words).unwrap_or_default();
        let span = Span::new(self.source, start..start + line.len());
        self.reader.findings.push(
            BAD_SUMMARY.broken(span, format!("`{line}` is not used")).help(
                "the contents hold links to chapters, headings of parts and dividing lines; say the rest in a chapter".to_owned(),
            ),
        );
    }
}

/// How many links are open, and whether words stand beside them.
fn beside_links((open, words): (usize, bool), event: Event<'_>) -> (usize, bool) {
    match event {
        Event::Start(Tag::Link { .. }) => (open + 1, words),
        Event::End(TagEnd::Link) => (open - 1, words),
        Event::Text(text) | Event::Code(text) => {
            (open, words || open == 0 && !text.trim().is_empty())
        }
        _ => (open, words),
    }
}

/// Passes over what a block holds.
fn skip(events: &mut dyn Iterator<Item = (Event<'_>, Range<usize>)>) {
    let mut open = 1;
    for (event, _) in events {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            _ => {}
        }
        if open == 0 {
            return;
        }
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    /// Each entry as `part/depth kind number title path`, and the rules that were broken with their lines.
    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("SUMMARY.md", text);
        let (outline, findings) = from_summary(source, text, Dialect::Native);
        let entry = |entry: &OutlineEntry| {
            let number = entry.numbering();
            let OutlineEntry { kind, path, title, part, depth, .. } = entry;
            let line = format!("{part}/{depth} {kind:?} {number} {title} {path}");
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let finding = |finding: Finding| {
            let place = sources.text(finding.span.expect("has a place"));
            format!("{}: {place}", finding.rule.name)
        };
        (
            outline.parts.into_iter().map(|part| part.title).collect(),
            outline.entries.iter().map(entry).collect(),
            findings.into_iter().map(finding).collect(),
        )
    }

    #[test]
    fn a_summary_gives_parts_numbers_and_what_belongs_to_none() {
        let text = "<!-- how\n\nit is -->\n# The book\n\n[Intro](intro.md)\n\n# Part\n\n- [A `b`](a.md)\n  - [B](b.md)\n\n---\n\n- [C](c.md)\n\n## More\n\n1. [D](d.md)\n\n[End](end.md)\n[Last](last.md)\n";
        let (parts, entries, findings) = read(text);
        assert_eq!(parts, ["", "Part", "More", ""]);
        assert_eq!(
            entries,
            [
                "0/0 Chapter Intro intro.md",
                "1/0 Chapter 1. A `b` a.md",
                "1/1 Chapter 1.1. B b.md",
                "1/0 Divider",
                "1/0 Chapter 2. C c.md",
                "2/0 Chapter 3. D d.md",
                "3/0 Chapter End end.md",
                "3/0 Chapter Last last.md",
            ]
        );
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn entries_without_a_file_keep_their_place_and_their_number() {
        let text = "- [Later]()\n    - [Below](b.md)\n- **Winds** of *June*\n  - [C](<c d.md>)\n- [Site](https://a.b/)\n- [D](high%20tides.md)\n";
        let (_, entries, findings) = read(text);
        assert_eq!(
            entries,
            [
                "0/0 Draft 1. Later",
                "0/1 Chapter 1.1. Below b.md",
                "0/0 Group 2. **Winds** of *June*",
                "0/1 Chapter 2.1. C c d.md",
                "0/0 Link Site https://a.b/",
                "0/0 Chapter 3. D high tides.md",
            ]
        );
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn a_place_in_a_chapter_that_is_listed_is_a_place() {
        let text = "- [A](a.md)\n  - [Here](./a.md#x)\n- [B](b%20c.md#y)\n- [There](b%20c.md#z)\n- [D](d.md)\n";
        let (_, entries, findings) = read(text);
        assert_eq!(
            entries,
            [
                "0/0 Chapter 1. A a.md",
                "0/1 Place Here a.md#x",
                "0/0 Chapter B b c.md",
                "0/0 Place There b%20c.md#z",
                "0/0 Chapter 2. D d.md",
            ]
        );
        assert_eq!(findings, ["bad-summary: [B](b%20c.md#y)"]);
    }

    #[test]
    fn words_below_the_heading_of_a_part_list_no_chapters() {
        let text = "# Title\n\n[Intro](i.md)\n\n# Part\n\nMore than [One](#one), see [site](https://a.b/).\n\n- [B](b.md)\n\n# Two\n\n[C](c.md)\n[D](d.md)\n";
        let (_, entries, findings) = read(text);
        assert_eq!(
            entries,
            [
                "0/0 Chapter Intro i.md",
                "1/0 Chapter 1. B b.md",
                "2/0 Chapter C c.md",
                "2/0 Chapter D d.md",
            ]
        );
        assert_eq!(findings, ["bad-summary: More than [One](#one), see [site](https://a.b/)."]);
    }

    #[test]
    fn what_is_not_used_is_told() {
        let text = "Some words.\n\n- [A](a.md) and more [B](b.md)\n- Alone\n- **[C](c.md)**\n\n> quote\n\n<div>x</div>\n\n- [D](javascript:x)\n";
        let (_, entries, findings) = read(text);
        assert_eq!(
            entries,
            ["0/0 Chapter 1. A a.md", "0/0 Draft 2. Alone", "0/0 Chapter 3. C c.md"]
        );
        assert_eq!(
            findings,
            [
                "bad-summary: Some words.",
                "bad-summary: [B](b.md)",
                "bad-summary: and more",
                "bad-summary: Alone",
                "bad-summary: > quote",
                "bad-summary: <div>x</div>",
                "bad-part: [D](javascript:x)",
            ]
        );
    }
}
