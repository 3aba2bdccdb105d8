//! Contents from `SUMMARY.md`, as mdBook reads it.
//!
//! The first heading is the title of the file and names no part; every other one begins a part. Entries of lists are
//! counted chapters, nested lists their sub-chapters; links outside of a list are chapters that are not counted, and
//! belong to no part once a list has come before them. `[Later]()` is a chapter to come, an entry without a link a name
//! above its own list, `[Here](a.md#here)` a place in a chapter, a rule a dividing line. What is none of this is told, not dropped.

#[cfg(test)]
mod tests;

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
