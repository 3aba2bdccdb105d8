//! Typographic quotes where a program reads: in code, and round the values of attributes.

use super::SMART_QUOTE;
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Block, BlockKind, Code, Inline, InlineKind, each_inlines};
use crate::parse::markup::Html;

const HELP: &str = "write straight quotes, `\"` or `'`";
const QUOTES: [char; 6] = ['“', '”', '„', '‘', '’', '‚'];

/// Quotes in a block of code, its options, a heading's attributes or raw HTML.
pub(super) fn block(chapter: &Chapter, block: &Block, findings: &mut Vec<Finding>) {
    match &block.kind {
        BlockKind::Code(code) => in_code(chapter, code, findings),
        BlockKind::Html(html) => in_html(chapter, html, findings),
        BlockKind::Heading(heading) => {
            let given = heading.attributes.iter().any(|(_, value)| value.contains(QUOTES));
            let written = &chapter.text.text[block.at.clone()];
            if let Some(at) = written.rfind('{').filter(|_| given)
                && let Some(quote) = written[at..].find(QUOTES)
            {
                findings.push(told(chapter, block.at.start + at + quote, "these attributes"));
            }
        }
        _ => {}
    }
    each_inlines(std::slice::from_ref(block), &mut |inlines| {
        for inline in inlines {
            if let InlineKind::Html(html) = &inline.kind {
                in_html(chapter, html, findings);
            }
        }
    });
}

/// Quotes in code within a line.
pub(super) fn code(chapter: &Chapter, inline: &Inline, findings: &mut Vec<Finding>) {
    let written = &chapter.text.text[inline.at.clone()];
    if let Some(at) = delimiter(written.trim_matches('`')) {
        let ticks = written.len() - written.trim_start_matches('`').len();
        findings.push(told(chapter, inline.at.start + ticks + at, "this code"));
    }
}

fn in_code(chapter: &Chapter, code: &Code, findings: &mut Vec<Finding>) {
    const PROSE: [&str; 7] = ["", "text", "txt", "plain", "markdown", "md", "output"];
    let info = &chapter.text.text[code.info_at.clone()];
    if let Some(at) = info.find(QUOTES) {
        findings.push(told(chapter, code.info_at.start + at, "these options"));
    }
    if PROSE.contains(&code.language.as_str()) {
        return;
    }
    let found = code.text.lines().zip(&code.lines).find_map(|(line, start)| {
        let comment = ["#", "//", "--", "*", "/*", "%", ";", "<!--"];
        let inner = line.trim_start();
        let at = delimiter(line).filter(|_| !comment.iter().any(|mark| inner.starts_with(mark)))?;
        Some(start + at)
    });
    if let Some(at) = found {
        findings.push(told(chapter, at, "this code"));
    }
}

fn in_html(chapter: &Chapter, html: &Html, findings: &mut Vec<Finding>) {
    let value = html
        .tags()
        .flat_map(|tag| &tag.attributes)
        .find(|attribute| attribute.value.starts_with(QUOTES));
    if let Some(attribute) = value {
        findings.push(told(chapter, attribute.value_at.start, "this tag"));
    }
}

/// A pair of typographic quotes that stands where a string of a program would: behind a sign, before one.
fn delimiter(line: &str) -> Option<usize> {
    line.char_indices().find_map(|(at, letter)| {
        let close = match letter {
            '“' | '„' | '”' => '”',
            '‘' | '’' => '’',
            _ => return None,
        };
        let before = line[..at].trim_end();
        let begins =
            before.ends_with(['=', '(', '[', '{', ',', ':']) || (before.is_empty() && at > 0);
        let inside = before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1;
        let rest = &line[at + letter.len_utf8()..];
        let end = rest.find(close).or_else(|| rest.find('“'))?;
        let after = rest[end..].chars().nth(1);
        let ends = after.is_none_or(|after| after.is_whitespace() || ")]},;:.".contains(after));
        (begins && !inside && ends).then_some(at)
    })
}

fn told(chapter: &Chapter, at: usize, what: &str) -> Finding {
    let length = chapter.text.text[at..].chars().next().map_or(1, char::len_utf8);
    let quote = &chapter.text.text[at..at + length];
    let finding = SMART_QUOTE
        .broken(
            chapter.span(&(at..at + length)),
            format!("`{quote}` is no quote to what reads {what}"),
        )
        .help(HELP.to_owned());
    match straight(&chapter.text.text[at..]) {
        Some((was, straight)) => {
            finding.mended_at(chapter.span(&(at..at + was.len())), was, straight)
        }
        None => finding,
    }
}

/// The words between the quotes that a text begins with, and the same with straight ones; nothing where it is not plain
/// which quote ends them.
fn straight(text: &str) -> Option<(&str, String)> {
    let line = text.lines().next()?;
    let open = line.chars().next()?;
    let (sign, ends): (char, &[char]) = match open {
        '“' | '”' | '„' => ('"', &['”', '“']),
        _ => ('\'', &['’', '‘']),
    };
    let inner = &line[open.len_utf8()..];
    let end = inner.find(ends)?;
    let length = open.len_utf8() + end + inner[end..].chars().next()?.len_utf8();
    let apart = !line[length..].starts_with(char::is_alphanumeric);
    let inner = &inner[..end];
    let plain = !inner.contains(QUOTES) && !inner.contains([sign, '\\']);
    (apart && plain).then(|| (&line[..length], format!("{sign}{inner}{sign}")))
}
