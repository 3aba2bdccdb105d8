//! The texts of a chapter that a translator says anew, and the chapter with other ones in their place.
//!
//! A text is a paragraph, a heading, a cell of a table, an item of a list or a block of code, with its place in the file. All
//! between them stays: front matter, marks, ids, the order. A heading whose id comes from its words gets that id written
//! down, so that links and readers' progress find it in every language. What search engines and the contents are told in the
//! front matter is a text, too. Reads and writes no file.

use crate::manifest::matter;
use crate::parse::Chapter;
use crate::parse::doc::{BlockKind, Inline, InlineKind, Table, each_block, each_inlines, plain};
use std::collections::BTreeMap;
use std::ops::Range;

/// One text of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it stands in the file.
    at: Range<usize>,
    /// On one line but for breaks that the author wants; code as it is.
    pub words: String,
    pub kind: TextKind,
    /// What its further lines begin with: the marks of quotes, the blanks of lists.
    prefix: String,
    /// What is written down once it is translated, and where: the id of a heading.
    id: Option<(usize, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    Prose,
    /// Stands between the bars of a table.
    Cell,
    Code,
    /// Stands in quotes in the front matter.
    Quoted,
}

impl Text {
    /// Line of the file, from 1.
    pub fn line(&self, file: &str) -> usize {
        file[..self.at.start].matches('\n').count() + 1
    }
}

/// The texts of a chapter in their order. `file` is its text, of which `chapter` was made without includes.
pub fn of(file: &str, chapter: &Chapter) -> Vec<Text> {
    let mut texts: BTreeMap<usize, Text> = BTreeMap::new();
    let shown = ["description", "nav-title"].into_iter();
    for at in shown.filter_map(|key| chapter.front.keys.get(key)).filter_map(|at| quoted(file, at))
    {
        let (words, prefix) = (file[at.clone()].to_owned(), String::new());
        texts.insert(at.start, Text { at, words, kind: TextKind::Quoted, prefix, id: None });
    }
    let mut ids = BTreeMap::new();
    let mut cells = BTreeMap::new();
    each_block(&chapter.blocks, &mut |block| match &block.kind {
        BlockKind::Heading(heading) if !heading.id_given => {
            let rest = heading.inlines.last().map_or(block.at.start, |last| last.at.end);
            let line = file[rest..].find('\n').map_or(file.len(), |at| rest + at);
            let written = match file[rest..line].find('{') {
                Some(at) => (rest + at + 1, format!("#{} ", heading.id)),
                None => (rest, format!(" {{#{}}}", heading.id)),
            };
            ids.extend(heading.inlines.first().map(|first| (first.at.start, written)));
        }
        BlockKind::Table(table) => cells.extend(cells_of(table)),
        BlockKind::Code(code) if code.fenced => {
            let Some(&start) = code.lines.first() else { return };
            let at = start..start + code.text.trim_end_matches('\n').len();
            // In a list or a quote its lines begin with what is not its own.
            if file.get(at.clone()) == Some(code.text.trim_end_matches('\n')) {
                let words = file[at.clone()].to_owned();
                let prefix = String::new();
                let kind = TextKind::Code;
                texts.insert(start, Text { at, words, kind, prefix, id: None });
            }
        }
        _ => {}
    });
    each_inlines(&chapter.blocks, &mut |inlines| {
        let Some(at) = extent(file, inlines) else { return };
        let first = inlines[0].at.start;
        let is_cell = match cells.get(&first) {
            // Ids of cards.
            Some(true) => return,
            other => other.is_some(),
        };
        let (words, prefix) = joined(&file[at.clone()]);
        let is_mark = words.starts_with("{{") && words.ends_with("}}");
        if is_mark || !words.chars().any(char::is_alphabetic) {
            return;
        }
        let kind = if is_cell { TextKind::Cell } else { TextKind::Prose };
        texts.insert(at.start, Text { id: ids.remove(&first), at, words, kind, prefix });
    });
    texts.into_values().filter(|text| text.words.chars().any(char::is_alphabetic)).collect()
}

/// What stands between the quotes of a line of the front matter; nothing where a backslash gives it another meaning.
fn quoted(file: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let text = file[line.clone()].lines().next()?;
    let (start, end) = (text.find('"')? + 1, text.rfind('"')?);
    let plain = text.get(start..end)?;
    let at = line.start + start..line.start + end;
    (!plain.is_empty() && !plain.contains(['\\', '"'])).then_some(at)
}

/// Where the cells of a table begin, each with whether it holds an id.
fn cells_of(table: &Table) -> impl Iterator<Item = (usize, bool)> {
    let ids = table.head.iter().position(|cell| plain(&cell.inlines).trim() == "id");
    let rows = std::iter::once(&table.head).chain(&table.rows);
    rows.flat_map(move |row| row.iter().enumerate()).filter_map(move |(column, cell)| {
        Some((cell.inlines.first()?.at.start, ids == Some(column)))
    })
}

/// Where some inlines stand, with the backslash before the first of them.
fn extent(file: &str, inlines: &[Inline]) -> Option<Range<usize>> {
    let breaks =
        |inline: &&Inline| matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
    let (first, last) = (inlines.first()?, inlines.iter().rev().find(|inline| !breaks(inline))?);
    let escaped = file[..first.at.start].ends_with('\\');
    Some(first.at.start - usize::from(escaped)..last.at.end)
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
        let said = match text.kind {
            TextKind::Code => said.trim_end_matches('\n').to_owned(),
            TextKind::Cell => without_bars(&said.replace('\n', " ")),
            TextKind::Quoted => {
                let said = serde_json::Value::from(said.trim()).to_string();
                said[1..said.len() - 1].to_owned()
            }
            TextKind::Prose => said.trim().replace('\n', &format!("\n{}", text.prefix)),
        };
        edits.push((text.at.clone(), said));
        edits.extend(text.id.clone().map(|(at, id)| (at..at, id)));
    }
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

/// The file with the front matter of another one, if that has any.
pub fn with_front_of(file: &str, other: &str) -> String {
    let end = |text: &str| matter::find(text).and_then(|matter| matter.end);
    match end(other) {
        Some(front) => format!("{}{}", &other[..front], &file[end(file).unwrap_or(0)..]),
        None => file.to_owned(),
    }
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
