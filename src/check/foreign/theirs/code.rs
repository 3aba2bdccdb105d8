//! Marks in code that other programs take out before they show it.

use crate::check::foreign::{FOREIGN_MARK, LITERAL_MARK};
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Code, Inline};

const MARK: &str = "take it out, and mark lines with `mark=\"3,7-9\"` behind the language";

/// Marks of lines, settings of cells and entities in a block of code: the first of each kind.
pub(in crate::check::foreign) fn in_code(
    chapter: &Chapter,
    code: &Code,
    findings: &mut Vec<Finding>,
) {
    // Where code of this kind is shown, it may be what the chapter is about.
    const ABOUT: [&str; 7] = ["", "text", "md", "markdown", "mdx", "html", "xml"];
    let cells = ["python", "py", "r", "julia", "ojs"].contains(&code.language.as_str());
    let shown = ABOUT.contains(&code.language.as_str());
    // Entities may be what the code makes of a text, or what it is written in.
    const MARKUP: [&str; 9] =
        ["svg", "vue", "jsx", "tsx", "php", "txt", "plain", "console", "output"];
    let holds_entities = shown || MARKUP.contains(&code.language.as_str());
    // Hardly any code holds one of them, and all of it at once costs the least to look at.
    let mut signs =
        [("[!code ", shown), ("highlight-", shown), (")!", shown), ("&", holds_entities)]
            .into_iter();
    if !cells && !signs.any(|(sign, is_text)| !is_text && code.text.contains(sign)) {
        return;
    }
    let mut told = [false; 4];
    for (number, (line, start)) in code.text.lines().zip(&code.lines).enumerate() {
        let mut tell = |kind: usize, found: Option<(usize, usize)>, help: &str| {
            let Some((at, length)) = found.filter(|_| !told[kind]) else { return };
            told[kind] = true;
            let written = &line[at..at + length];
            let span = chapter.span(&(start + at..start + at + length));
            let finding = FOREIGN_MARK.broken(span, format!("nothing reads `{written}` in code"));
            findings.push(finding.help(help.to_owned()));
        };
        if !shown {
            tell(0, bracketed(line).or_else(|| worded(line)), MARK);
            tell(1, numbered(line), "write `(1)` in its place, and `notes` behind the language");
        }
        if cells && number == 0 {
            let set = line.strip_prefix("#| ").is_some_and(|rest| rest.contains(':'));
            tell(
                2,
                set.then_some((0, line.trim_end().len())),
                "cells are not run: take the line out",
            );
        }
        if !holds_entities
            && !told[3]
            && let Some((at, entity)) = entity(line)
        {
            told[3] = true;
            findings.push(as_it_is(chapter, start + at, entity));
        }
    }
}

/// Entities in code within a line, where they stand for nothing.
pub(in crate::check::foreign) fn entities(chapter: &Chapter, inline: &Inline) -> Option<Finding> {
    let written = &chapter.text.text[inline.at.range()];
    let (at, entity) = entity(written)?;
    Some(as_it_is(chapter, inline.at.start() + at, entity))
}

fn as_it_is(chapter: &Chapter, at: usize, entity: &str) -> Finding {
    let span = chapter.span(&(at..at + entity.len()));
    let help = "write the sign itself: code needs no entities".to_owned();
    LITERAL_MARK.broken(span, format!("`{entity}` is shown as it is")).help(help)
}

/// An entity that stands in the place of a sign of code; one by itself may be what the text is about.
fn entity(line: &str) -> Option<(usize, &str)> {
    if !line.contains('&') {
        return None;
    }
    let tag = line.find("&lt;").filter(|at| {
        let inner = line[at + 4..].trim_start_matches('/');
        inner.starts_with(|letter: char| letter.is_ascii_alphabetic()) && inner.contains("&gt;")
    });
    let brace = ["&#123;", "&#x7b;", "&#x7B;", "&lbrace;"].into_iter().find_map(|entity| {
        let at = line.find(entity)?;
        let beside = line[at + entity.len()..].trim_start_matches('`').trim();
        (!beside.is_empty()).then_some((at, entity))
    });
    tag.map(|at| (at, "&lt;")).or(brace)
}

/// `[!code ++]`, as VitePress marks lines.
fn bracketed(line: &str) -> Option<(usize, usize)> {
    let at = line.find("[!code ")?;
    Some((at, line[at..].find(']')? + 1))
}

/// `highlight-next-line`, as Docusaurus marks lines.
fn worded(line: &str) -> Option<(usize, usize)> {
    const WORDS: [&str; 3] = ["highlight-next-line", "highlight-start", "highlight-end"];
    let word = WORDS.into_iter().find(|word| line.contains(word))?;
    let at = line.find(word)?;
    let before = line[..at].trim();
    let alone = ["//", "#", "--", "/*", "<!--", "{/*", "%", ";"].contains(&before);
    alone.then_some((at, word.len()))
}

/// `(1)!` in a comment, as MkDocs numbers its notes.
fn numbered(line: &str) -> Option<(usize, usize)> {
    let end = line.trim_end().strip_suffix(")!")?;
    let at = end.rfind('(')?;
    let number = &end[at + 1..];
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let comment =
        ["#", "//", "--", "%", ";"].iter().any(|sign| line[..at].trim_end().ends_with(sign));
    (is_number && comment).then_some((at, number.len() + "()!".len()))
}
