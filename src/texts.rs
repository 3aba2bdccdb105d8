//! The texts of a chapter that a translator says anew, and the chapter with other ones in their place.
//!
//! A text is a paragraph, a heading, a cell of a table, an item of a list or a block of code, with its place in the file. All
//! between them stays: front matter, marks, ids, the order. A heading whose id comes from its words gets that id written
//! down, so that links and readers' progress find it in every language. What search engines and the contents are told in the
//! front matter is a text, too, and so are the words of the files of data. Reads and writes no file.

mod data;

use crate::manifest::matter;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, Inline, InlineKind, Table, each_block, each_inlines, plain};
use std::collections::BTreeMap;
use std::ops::Range;

pub use data::of_data;

/// One text of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it stands in the file.
    at: Range<usize>,
    /// On one line but for breaks that the author wants; code as it is.
    pub words: String,
    pub kind: TextKind,
    /// What its further lines begin with: the marks of quotes, the blanks of lists and of indented code.
    prefix: String,
    /// What is written down once it is translated, and in place of what: the id of a heading.
    id: Option<(Range<usize>, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    Prose,
    /// Stands between the bars of a table.
    Cell,
    Code,
    /// Stands in quotes in the front matter.
    Quoted,
    /// Stands there without any, as YAML allows.
    Bare,
    /// In a file of data, quotes included.
    Value,
}

impl Text {
    /// Line of the file, from 1.
    pub fn line(&self, file: &str) -> usize {
        file[..self.at.start].matches('\n').count() + 1
    }

    /// What is read again of words that were put in its place.
    pub fn read_again(&self, said: &str) -> String {
        match self.kind {
            TextKind::Code => said.trim_end_matches('\n').to_owned(),
            TextKind::Cell => without_bars(&said.trim().replace('\n', " ")),
            TextKind::Quoted | TextKind::Bare | TextKind::Value | TextKind::Prose => {
                said.trim().to_owned()
            }
        }
    }
}

/// The texts of a chapter in their order. `file` is its text, of which `chapter` was made without includes.
pub fn of(file: &str, chapter: &Chapter) -> Vec<Text> {
    let mut texts: BTreeMap<usize, Text> = BTreeMap::new();
    texts.extend(shown(file, chapter).map(|(_, text)| (text.at.start, text)));
    let mut ids = BTreeMap::new();
    let mut cells = BTreeMap::new();
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading(heading) if !heading.id_given => {
            let rest = heading.inlines.last().map_or(block.at.start(), |last| last.at.end());
            let line = file[rest..].find('\n').map_or(file.len(), |at| rest + at);
            let behind = &file[rest..line];
            let written = match behind.find('{') {
                Some(at) => (rest + at + 1..rest + at + 1, format!("#{} ", heading.id)),
                // Marks that close a heading would stand before the braces.
                None if behind.trim_matches([' ', '\t', '#']).is_empty() => {
                    (rest..rest + behind.trim_end().len(), format!(" {{#{}}}", heading.id))
                }
                None => (rest..rest, format!(" {{#{}}}", heading.id)),
            };
            ids.extend(heading.inlines.first().map(|first| (first.at.start(), written)));
        }
        BlockKind::Table(table) => cells.extend(cells_of(table)),
        BlockKind::Code(code) => {
            let text = of_code(file, &code.text, &code.lines);
            texts.extend(text.map(|text| (text.at.start, text)));
        }
        _ => {}
    });
    each_inlines(&chapter.blocks, &mut |inlines| {
        if let Some(text) = of_fenced_formula(file, inlines) {
            texts.insert(text.at.start, text);
            return;
        }
        let Some(at) = extent(file, inlines) else { return };
        let first = inlines[0].at.start();
        let is_cell = match cells.get(&first) {
            // Ids of cards.
            Some(true) => return,
            other => other.is_some(),
        };
        let (words, prefix) = joined(&file[at.clone()]);
        let kind = if is_cell { TextKind::Cell } else { TextKind::Prose };
        texts.insert(at.start, Text { id: ids.remove(&first), at, words, kind, prefix });
    });
    // A mark brings what is no text of this file.
    let is_mark = |words: &str| words.starts_with("{{") && words.ends_with("}}");
    let is_text = |text: &Text| !is_mark(&text.words) && text.words.contains(char::is_alphabetic);
    texts.into_values().filter(is_text).collect()
}

/// A block of code. In a list, in a quote and where it is indented, its lines begin in the file with what is not its own.
fn of_code(file: &str, code: &str, lines: &[usize]) -> Option<Text> {
    let words = code.trim_end_matches('\n');
    let lines: Vec<(&str, usize)> = words.split('\n').zip(lines.iter().copied()).collect();
    // A tab may be indentation in part and code in part: no other words can stand in its place.
    let is_there = |&(line, at): &(&str, usize)| {
        line.is_empty() || file.get(at..).is_some_and(|rest| rest.starts_with(line))
    };
    let (&(_, start), &(last, end)) = (lines.first()?, lines.last()?);
    if !lines.iter().all(is_there) {
        return None;
    }
    let before = |at: usize| &file[line_start(file, at)..at];
    let prefix = match lines.iter().skip(1).find(|(line, _)| !line.is_empty()) {
        Some(&(_, at)) => before(at).to_owned(),
        // Behind the mark of an item further lines would have blanks.
        None => {
            let blank = |letter: char| letter == '>' || letter.is_whitespace();
            before(start).chars().map(|letter| if blank(letter) { letter } else { ' ' }).collect()
        }
    };
    let (at, words, kind) = (start..end + last.len(), words.to_owned(), TextKind::Code);
    Some(Text { at, words, kind, prefix, id: None })
}

/// A formula between the fences of a block of code, which is a text as code is.
fn of_fenced_formula(file: &str, inlines: &[Inline]) -> Option<Text> {
    let [Inline { at, kind: InlineKind::Math { tex, display: true } }] = inlines else {
        return None;
    };
    if file[at.range()].starts_with(['$', '\\']) {
        return None;
    }
    let start = at.start() + "$$".len();
    let prefix = start - line_start(file, start);
    let mut lines = vec![start];
    for line in tex.lines() {
        let end = lines.last().map_or(start, |at| at + line.len());
        let rest = file.get(end..)?;
        lines.push(rest.find('\n').map_or(file.len(), |at| end + at + 1 + prefix));
    }
    of_code(file, tex, &lines)
}

fn line_start(file: &str, at: usize) -> usize {
    file[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// What the front matter tells search engines and the contents, by key.
fn shown(file: &str, chapter: &Chapter) -> impl Iterator<Item = (&'static str, Text)> {
    ["description", "nav-title"].into_iter().filter_map(|key| {
        let line = chapter.front.keys.get(key)?;
        let found = quoted(file, line).or_else(|| bare(file, line));
        let (at, words, kind) = found.filter(|(_, words, _)| !words.is_empty())?;
        Some((key, Text { at, words, kind, prefix: String::new(), id: None }))
    })
}

/// What stands between the quotes of a line of the front matter, and what it says.
fn quoted(file: &str, line: &Range<usize>) -> Option<(Range<usize>, String, TextKind)> {
    let text = file[line.clone()].lines().next()?;
    let (start, end) = (value(text)?, text.rfind('"')?);
    let words = serde_json::from_str(text.get(start..=end)?).ok()?;
    Some((line.start + start + 1..line.start + end, words, TextKind::Quoted))
}

/// A value without quotes that YAML takes as it stands, on a line of its own.
fn bare(file: &str, line: &Range<usize>) -> Option<(Range<usize>, String, TextKind)> {
    let text = file[line.clone()].trim_end();
    let start = value(text)?;
    let words = &text[start..];
    let is_plain = words.starts_with(char::is_alphabetic)
        && !words.contains('\n')
        && !words.contains(" #")
        && !words.contains(": ");
    let at = line.start + start..line.start + text.len();
    is_plain.then(|| (at, words.to_owned(), TextKind::Bare))
}

/// Where the value of a line of front matter begins.
fn value(line: &str) -> Option<usize> {
    let sign = line.find(['=', ':'])? + 1;
    Some(sign + line[sign..].len() - line[sign..].trim_start().len())
}

/// Where the cells of a table begin, each with whether it holds an id.
fn cells_of(table: &Table) -> impl Iterator<Item = (usize, bool)> {
    let ids = table.head.iter().position(|cell| plain(&cell.inlines).trim() == "id");
    let rows = std::iter::once(&*table.head).chain(table.rows.iter().map(|row| &**row));
    rows.flat_map(move |row| row.iter().enumerate()).filter_map(move |(column, cell)| {
        Some((cell.inlines.first()?.at.start(), ids == Some(column)))
    })
}

/// Where some inlines stand, with the backslash before the first of them.
fn extent(file: &str, inlines: &[Inline]) -> Option<Range<usize>> {
    let breaks =
        |inline: &&Inline| matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
    let (first, last) = (inlines.first()?, inlines.iter().rev().find(|inline| !breaks(inline))?);
    let escaped = file[..first.at.start()].ends_with('\\');
    Some(first.at.start() - usize::from(escaped)..last.at.end())
}

/// A text on one line, without what its further lines begin with, and that. A break that the author wants stays.
fn joined(text: &str) -> (String, String) {
    let is_mark = |letter: char| letter.is_whitespace() || letter == '>';
    let mut prefix = String::new();
    let mut words = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        let bare = if number == 0 { line } else { line.trim_start_matches(is_mark) };
        if number > 0 {
            line[..line.len() - bare.len()].clone_into(&mut prefix);
            let is_break = words.ends_with("  ") || words.ends_with('\\');
            words.truncate(words.trim_end().len());
            words.push_str(if is_break && !words.ends_with('\\') {
                "\\\n"
            } else if is_break {
                "\n"
            } else {
                " "
            });
        }
        words.push_str(bare);
    }
    (words, prefix)
}

/// The file with what `say` gives for its texts; what it gives nothing for stays.
pub fn with<'s>(file: &str, texts: &[Text], say: impl Fn(&str) -> Option<&'s str>) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for text in texts {
        let Some(said) = say(&text.words) else { continue };
        let said = text.read_again(said);
        let said = match text.kind {
            TextKind::Cell => said,
            TextKind::Code => {
                said.lines().enumerate().fold(String::new(), |code, (number, line)| {
                    match (number, line) {
                        (0, line) => line.to_owned(),
                        // No line of an author ends in blanks.
                        (_, "") => code + "\n" + text.prefix.trim_end(),
                        (_, line) => code + "\n" + &text.prefix + line,
                    }
                })
            }
            TextKind::Quoted | TextKind::Bare | TextKind::Value => in_front(&said, text.kind),
            TextKind::Prose => said.replace('\n', &format!("\n{}", text.prefix)),
        };
        edits.push((text.at.clone(), said));
        edits.extend(text.id.clone());
    }
    edited(file, edits)
}

fn edited(file: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(at, _)| at.start);
    let (mut out, mut from) = (String::with_capacity(file.len()), 0);
    for (at, said) in edits {
        out.push_str(&file[from..at.start]);
        out.push_str(&said);
        from = at.end;
    }
    out.push_str(&file[from..]);
    out
}

/// Words as they stand in the front matter; a string of JSON is one of TOML and of YAML.
fn in_front(said: &str, kind: TextKind) -> String {
    let said = serde_json::Value::from(said).to_string();
    if kind == TextKind::Quoted { said[1..said.len() - 1].to_owned() } else { said }
}

/// The file with the front matter of another one, if that has any, but with its own texts in it. Each comes with its chapter.
pub fn with_front_of(
    (file, chapter): (&str, &Chapter),
    (other, its_chapter): (&str, &Chapter),
) -> String {
    let end = |text: &str| matter::find(text).and_then(|matter| matter.end);
    let Some(front) = end(other) else { return file.to_owned() };
    let own: BTreeMap<&str, Text> = shown(file, chapter).collect();
    let edits = shown(other, its_chapter)
        .filter_map(|(key, text)| Some((text.at, in_front(&own.get(key)?.words, text.kind))));
    let front = edited(&other[..front], edits.collect());
    format!("{front}{}", &file[end(file).unwrap_or(0)..])
}

/// A bar would end the cell.
fn without_bars(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    for letter in said.chars() {
        if letter == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
