//! New texts for the files of a book, by the edits of its findings.
//!
//! A finding with one right answer brings an [`Edit`]. Those of a round that do not overlap are put into the texts, from
//! the end of each; then the book is looked at again, since an answer may show the next fault, until nothing is left to
//! mend. Reads and writes no file: whoever asks gives the book with other texts in it, and does what is to be done with
//! the texts that come out.

use crate::finding::{Edit, Finding};
use crate::load::Project;
use crate::source::Sources;
use anyhow::Result;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was made of a book.
pub struct Mended {
    /// The book with the new texts in it.
    pub project: Project,
    /// What is left to say of it, settled.
    pub findings: Vec<Finding>,
    /// Files that have a new text, by name.
    pub files: BTreeMap<String, Change>,
    /// How many edits were made.
    pub count: usize,
}

/// A file's text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub before: Arc<str>,
    pub after: Arc<str>,
}

/// Texts that stand in the place of files, by name.
pub type Texts = BTreeMap<String, Arc<str>>;

/// Mends a book. `look` gives it with some texts in the place of files, and its settled findings; `may` tells whether a
/// file may be changed.
///
/// # Errors
/// Those of `look`.
pub fn book(
    mut look: impl FnMut(&Texts) -> Result<(Project, Vec<Finding>)>,
    may: impl Fn(&str) -> bool,
) -> Result<Mended> {
    // Two edits that each cause the fault the other one mends would go on for ever.
    const ROUNDS: usize = 10;
    let (mut texts, mut first, mut count) = (Texts::new(), Texts::new(), 0);
    let (mut project, mut findings) = look(&texts)?;
    for _ in 0..ROUNDS {
        let round = round(&findings, &project.sources, &may);
        if round.is_empty() {
            break;
        }
        for (name, Round { before, after, edits }) in round {
            first.entry(name.clone()).or_insert(before);
            texts.insert(name, after.into());
            count += edits;
        }
        (project, findings) = look(&texts)?;
    }
    let files = first.into_iter().filter_map(|(name, before)| {
        let after = texts.remove(&name)?;
        (before != after).then_some((name, Change { before, after }))
    });
    Ok(Mended { project, findings, files: files.collect(), count })
}

/// A file's text with the edits of one look in it.
struct Round {
    before: Arc<str>,
    after: String,
    edits: usize,
}

fn round(
    findings: &[Finding],
    sources: &Sources,
    may: &impl Fn(&str) -> bool,
) -> BTreeMap<String, Round> {
    let mut by_file: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in findings.iter().filter_map(|finding| finding.edit.as_deref()) {
        by_file.entry(&sources.get(edit.span.source).name).or_default().push(edit);
    }
    let rounds = by_file.into_iter().filter(|(name, _)| may(name)).map(|(name, edits)| {
        let before = &sources.get(edits[0].span.source).text;
        let edits = apart(edits);
        let after = applied(before, &edits);
        (name.to_owned(), Round { before: Arc::clone(before), after, edits: edits.len() })
    });
    rounds.collect()
}

/// Those edits of one file that can be made together, sorted by place: of two that overlap the first.
pub fn apart(mut edits: Vec<&Edit>) -> Vec<&Edit> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let mut end = 0;
    edits.retain(|edit| {
        let range = edit.span.range();
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    edits
}

/// A text with edits in it that are apart.
fn applied(text: &str, edits: &[&Edit]) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let range = edit.span.range();
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.becomes);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A mended text as its file is written, with the file's own line ends and byte order mark. `written` is the file as it
/// stands; nothing if that is no longer the text that was mended.
pub fn as_written(written: &str, change: &Change) -> Option<String> {
    const ORDER_MARK: char = '\u{feff}';
    let text = written.strip_prefix(ORDER_MARK).unwrap_or(written);
    if text.replace("\r\n", "\n").replace('\r', "\n") != *change.before {
        return None;
    }
    let mut out = String::with_capacity(written.len());
    if text.len() < written.len() {
        out.push(ORDER_MARK);
    }
    if !text.contains('\r') {
        out.push_str(&change.after);
        return Some(out);
    }
    let lines = lines(text);
    let end = if text.contains("\r\n") { "\r\n" } else { "\r" };
    for line in TextDiff::from_lines(&*change.before, &*change.after).iter_all_changes() {
        match (line.tag(), line.old_index()) {
            (ChangeTag::Equal, Some(old)) => out.push_str(lines[old]),
            (ChangeTag::Insert, _) => out.push_str(&line.value().replace('\n', end)),
            _ => {}
        }
    }
    Some(out)
}

/// Lines with their ends, of which there are three kinds.
fn lines(text: &str) -> Vec<&str> {
    let (mut lines, mut start) = (Vec::new(), 0);
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
            lines.push(&text[start..=at]);
            start = at + 1;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str, after: &str) -> Change {
        Change { before: before.into(), after: after.into() }
    }

    #[test]
    fn a_file_keeps_its_line_ends_and_its_byte_order_mark() {
        let change = change("one\ntwo\nthree\nfour", "one\n2\nthree\nfour");
        let written = |text| as_written(text, &change);
        assert_eq!(
            written("\u{feff}one\r\ntwo\r\nthree\nfour").as_deref(),
            Some("\u{feff}one\r\n2\r\nthree\nfour")
        );
        assert_eq!(written("one\rtwo\rthree\rfour").as_deref(), Some("one\r2\rthree\rfour"));
        assert_eq!(written("one\ntwo\nthree\nfour").as_deref(), Some("one\n2\nthree\nfour"));
    }

    #[test]
    fn a_file_that_was_saved_meanwhile_is_left_alone() {
        assert_eq!(as_written("one\nmore\n", &change("one\n", "1\n")), None);
    }
}
