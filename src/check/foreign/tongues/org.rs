//! `#+TITLE: …`, `#+BEGIN_SRC`, `[[address][words]]` and the like.

use super::{Said, begins};
use crate::check::foreign::Words;
use crate::parse::doc::InlineKind;

/// A mark that begins a line.
pub(super) fn line(words: Words<'_>, at: usize) -> Option<Said> {
    let line = words.line(at).trim_end();
    match line.as_bytes().first()? {
        b'#' => keyword(words, at, line),
        b':' if [":PROPERTIES:", ":LOGBOOK:"].contains(&line) => {
            let length = up_to(words, at, ":end:");
            let help = "take these lines out; a heading gets an id as `## Title {#id}`";
            Some(Said::new(words, at, line.len(), length).help(help))
        }
        b'*' => {
            let rest = line.trim_start_matches('*');
            let level = line.len() - rest.len();
            let title = rest.strip_prefix(' ')?;
            let named = title.starts_with(char::is_alphanumeric);
            (begins(words, at) && named && (2..=6).contains(&level)).then_some(())?;
            let said = Said::new(words, at, line.len(), level);
            Some(said.help(format!("write `{} {title}`", "#".repeat(level))).doubtful())
        }
        _ => None,
    }
}

/// `#+NAME: value` and `#+BEGIN_NAME`.
fn keyword(words: Words<'_>, at: usize, line: &str) -> Option<Said> {
    let rest = line.strip_prefix("#+")?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let (name, value) = rest.split_at(end.unwrap_or(rest.len()));
    let (name, value) = (name.to_ascii_lowercase(), value.trim_start_matches(':').trim());
    let is_block = name.starts_with("begin_") || name.starts_with("end_");
    (is_block || end.is_some_and(|end| rest[end..].starts_with(':')) && !name.is_empty())
        .then_some(())?;
    let said = Said::new(words, at, line.len(), line.len());
    if name.starts_with("end_") {
        return Some(said);
    }
    if let Some(block) = name.strip_prefix("begin_") {
        let help = match block {
            "src" | "example" => "put lines of ```` ``` ```` above and below the code",
            "quote" | "verse" => "put `> ` before each of its lines",
            "comment" => "a comment is written `<!-- … -->`",
            _ => "take the line out",
        };
        let length = up_to(words, at, &format!("#+end_{block}"));
        return Some(said.help(help)).map(|said| Said { length, ..said });
    }
    Some(said.help(match &*name {
        "title" => format!("write `# {value}`"),
        "include" => {
            format!("write `{{{{#include {}}}}}`", value.trim_matches('"'))
        }
        "caption" => "write it below the picture, as a paragraph".to_owned(),
        _ => "take the line out: settings stand in `book.toml`".to_owned(),
    }))
}

/// From a place on to the end of a word in the same paragraph, else of the line.
fn up_to(words: Words<'_>, at: usize, end: &str) -> usize {
    let rest = words.from(at);
    let found = rest.to_ascii_lowercase().find(end).map(|found| found + end.len());
    found.unwrap_or(words.line(at).len())
}

/// `[[address][words]]` and `[fn:1]`.
pub(super) fn bracket(words: Words<'_>, at: usize) -> Option<Said> {
    let rest = words.line(at);
    if let Some(label) = rest.strip_prefix("[fn:") {
        let length = label.find(']')? + "[fn:]".len();
        let help = "write `[^1]` here, and `[^1]: …` on a line of its own below the paragraph";
        return Some(Said::new(words, at, length, length).help(help));
    }
    let (address, label) = link(rest)?;
    let length = address.len() + label.len() + "[[][]]".len();
    // The inner brackets are a link of Markdown, where the second name one. An address in full is a link anyway.
    let is_link = at + 1 == words.text.len() && matches!(words.after, Some(InlineKind::Link(_)));
    (!is_link || address.contains("://")).then_some(())?;
    let said = Said::new(words, at, length, length);
    let to = address.strip_prefix("file:").unwrap_or(address);
    let to = to.strip_suffix(".org").map_or_else(|| to.to_owned(), |name| format!("{name}.md"));
    let ours = format!("[{label}]({to})");
    let said = said.help(format!("write `{ours}`"));
    Some(if to == address && !to.contains([' ', '(']) { said.becomes(ours) } else { said })
}

/// The address and the words of the `[[address][words]]` that a text begins with.
pub(super) fn link(text: &str) -> Option<(&str, &str)> {
    let (address, rest) = text.strip_prefix("[[")?.split_once("][")?;
    let (label, _) = rest.split_once("]]")?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['[', ']', '\n']);
    (plain(address) && plain(label)).then_some((address, label))
}
