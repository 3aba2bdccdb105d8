//! Typographic quotes, dashes and blanks where a program reads: in code, and round the values of attributes.

use super::SMART_QUOTE;
use crate::finding::Finding;
use crate::fragment::code::{Colouring, known};
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
            let written = &chapter.text.text[block.at.range()];
            if let Some(at) = written.rfind('{').filter(|_| given)
                && let Some(quote) = written[at..].find(QUOTES)
            {
                findings.push(told(chapter, block.at.start() + at + quote, "these attributes"));
            }
        }
        _ => {}
    }
    if memchr::memchr(b'<', chapter.text.text[block.at.range()].as_bytes()).is_none() {
        return;
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
    let written = &chapter.text.text[inline.at.range()];
    // No such quote and no dash is ASCII, as most code is.
    if written.is_ascii() {
        return;
    }
    let ticks = written.len() - written.trim_start_matches('`').len();
    let inner = written.trim_matches('`');
    if let Some(at) = delimiter(inner, false) {
        findings.push(told(chapter, inline.at.start() + ticks + at, "this code"));
    } else if let Some((at, dash)) = dash(inner) {
        findings.push(wrong_dash(chapter, inline.at.start() + ticks + at, dash));
    }
}

fn in_code(chapter: &Chapter, code: &Code, findings: &mut Vec<Finding>) {
    const PROSE: [&str; 7] = ["", "text", "txt", "plain", "markdown", "md", "output"];
    let info = &chapter.text.text[code.info_at.clone()];
    if let Some(at) = info.find(QUOTES) {
        findings.push(told(chapter, code.info_at.start + at, "these options"));
    }
    if PROSE.contains(&code.language.as_str()) || code.text.is_ascii() {
        return;
    }
    let is_shell = SHELLS.contains(&code.language.as_str());
    let is_session = known(&code.language) == Colouring::Session;
    let lines = || code.text.lines().zip(&code.lines);
    let found = lines().find_map(|(line, start)| {
        let comment = ["#", "//", "--", "*", "/*", "%", ";", "<!--"];
        let inner = line.trim_start();
        // What a program answers may hold any quotes.
        let is_typed = is_shell || is_session && inner.starts_with("$ ");
        let at = delimiter(line, is_typed)
            .filter(|_| !comment.iter().any(|mark| inner.starts_with(mark)))?;
        Some(start + at)
    });
    if let Some(at) = found {
        findings.push(told(chapter, at, "this code"));
    }
    let found = lines().find_map(|(line, start)| {
        let is_typed = is_shell || is_session && line.trim_start().starts_with("$ ");
        let (at, dash) = dash(line).filter(|_| is_typed)?;
        Some((start + at, dash))
    });
    if let Some((at, dash)) = found {
        findings.push(wrong_dash(chapter, at, dash));
    }
    let found = lines().find_map(|(line, start)| {
        let (at, blank) = wrong_blank(line)?;
        Some((start + at, blank))
    });
    if let Some((at, blank)) = found {
        let span = chapter.span(&(at..at + blank.len_utf8()));
        let message = format!("U+{:04X} is no blank to what reads this code", u32::from(blank));
        let finding = SMART_QUOTE.broken(span, message);
        let help = if blank.is_whitespace() { "type the blank again" } else { "take it out" };
        findings.push(finding.help(help.to_owned()));
    }
}

/// Languages of lines that somebody types.
const SHELLS: [&str; 8] = ["sh", "bash", "zsh", "shell", "fish", "powershell", "ps1", "bat"];

/// A long dash in the place of the hyphen that begins an option of a command.
fn dash(line: &str) -> Option<(usize, char)> {
    let before_comment = line.split(" #").next().unwrap_or_default();
    let command =
        line.trim_start().starts_with(|first: char| first.is_ascii() && !"#/".contains(first));
    let is_quoted = |at: usize| line[..at].matches(['"', '\'']).count() % 2 == 1;
    let found = before_comment.match_indices([' ', '\t']).find_map(|(at, _)| {
        let rest = &before_comment[at + 1..];
        let dash = rest.chars().next().filter(|letter| ['–', '—'].contains(letter))?;
        let option = rest[dash.len_utf8()..].starts_with(|next: char| next.is_ascii_alphabetic());
        (option && !is_quoted(at)).then_some((at + 1, dash))
    });
    found.filter(|_| command)
}

fn wrong_dash(chapter: &Chapter, at: usize, dash: char) -> Finding {
    let message = format!("`{dash}` begins no option to what reads this code");
    SMART_QUOTE
        .broken(chapter.span(&(at..at + dash.len_utf8())), message)
        .help("write hyphens, `-` or `--`".to_owned())
}

/// A blank that is not the one of the space bar, or a letter without width, outside of strings and comments.
fn wrong_blank(line: &str) -> Option<(usize, char)> {
    const BLANKS: [char; 7] =
        ['\u{a0}', '\u{2007}', '\u{202f}', '\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];
    let at = line.find(BLANKS)?;
    let (before, rest) = line.split_at(at);
    let is_string = before.contains(['"', '\'', '`', '“', '«']);
    let is_comment = ["#", "//", "--", "/*", "%", ";", "<!--"].iter().any(|it| before.contains(it));
    // Programs that draw trees of files fill them so.
    let is_drawn = line.contains(|letter: char| matches!(letter, '\u{2500}'..='\u{257f}'));
    // Words of a text in this form, as a value of YAML may be.
    let is_prose = rest.chars().nth(1).is_some_and(|next| ":;!?%€»«".contains(next));
    (!is_string && !is_comment && !is_drawn && !is_prose)
        .then(|| (at, rest.chars().next().unwrap_or_default()))
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

/// A pair of typographic quotes that stands where a string of a program would: behind a sign, before one; in a line that
/// somebody types also behind a blank.
fn delimiter(line: &str, is_typed: bool) -> Option<usize> {
    // Of ten thousand open quotes in a line, each looks no further for its end.
    const REACH: usize = 500;
    let (mut solid, mut blank, mut inside) = (None, true, [false; 2]);
    for (at, letter) in line.char_indices() {
        let close = match letter {
            '“' | '„' | '”' => Some('”'),
            '‘' | '’' => Some('’'),
            _ => None,
        };
        let begins = match solid {
            None => at > 0,
            Some(before) => "=([{,:".contains(before) || is_typed && blank,
        };
        if let Some(close) = close.filter(|_| begins && inside == [false; 2]) {
            let rest = &line[at + letter.len_utf8()..];
            let rest = &rest[..rest.floor_char_boundary(REACH)];
            let end = rest.find(close).or_else(|| rest.find('“'));
            let ends = |end: usize| {
                let after = rest[end..].chars().nth(1);
                after.is_none_or(|after| after.is_whitespace() || ")]},;:.".contains(after))
            };
            if end.is_some_and(ends) {
                return Some(at);
            }
        }
        // Behind it stands what the shell does not read.
        if is_typed && letter == '#' && blank {
            return None;
        }
        inside[0] ^= letter == '"';
        inside[1] ^= letter == '\'';
        blank = letter.is_whitespace();
        solid = if blank { solid } else { Some(letter) };
    }
    None
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
