//! Code, coloured at build time by classes.
//!
//! Takes a language and a text, gives HTML whose spans carry one of a dozen short classes; the style sheet colours
//! them in both schemes. Colouring is the dearest part of a build, so answers are remembered by content. In a session
//! at a prompt (`session.rs`) prompts, commands and output are told apart. A block that takes more than its budget
//! of work is shown plain. Knows nothing of chapters.

mod block;
mod colour;
mod grammar;
mod language;
mod lines;
mod session;
mod walk;

use super::cache::Memory;
use crate::budget;
use crate::html::escape_text;
use colour::{CLASSES, colour};
use language::syntax;
use session::{Part, Shell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use walk::Work;

pub use block::{block, shown, take_notes};
pub use language::{Colouring, every_language, known, language_names};

/// Languages whose blocks are often sessions, which their first prompt tells.
const TYPED: [&str; 9] =
    ["bash", "sh", "shell", "zsh", "fish", "python", "py", "powershell", "bat"];

/// Why a block is not coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costly {
    /// It is longer than what is coloured at all.
    Long,
    /// All work was spent on this line, counted from zero.
    At(usize),
}

/// Colours code and remembers its answers.
#[derive(Debug, Default)]
pub struct Highlighter {
    pub memory: Memory,
    /// Language and text of blocks that took too much, with the line where they did.
    costly: Mutex<BTreeMap<(String, String), usize>>,
}

impl Highlighter {
    /// One that begins with what an earlier build remembered.
    pub fn with(memory: Memory) -> Self {
        Self { memory, ..Self::default() }
    }

    /// The inside of `<code>`: escaped text with spans, one line after the other.
    pub fn code(&self, language: &str, text: &str) -> Arc<str> {
        self.coloured(language, text).unwrap_or_else(|_| escape_text(text).into())
    }

    /// The same, or why it has no spans although its language has colours.
    pub fn coloured(&self, language: &str, text: &str) -> Result<Arc<str>, Costly> {
        let known = known(language);
        if !matches!(known, Colouring::Session | Colouring::Coloured) {
            return Ok(escape_text(text).into());
        }
        if text.len() > budget::COLOUR_BYTES {
            return Err(Costly::Long);
        }
        let costly = || self.costly.lock().unwrap_or_else(PoisonError::into_inner);
        let question = || (language.to_owned(), text.to_owned());
        if let Some(line) = costly().get(&question()) {
            return Err(Costly::At(*line));
        }
        let mut work = Work::new(
            budget::COLOUR_BASE + budget::COLOUR_PER_BYTE.saturating_mul(text.len() as u64),
        );
        let answer = self.memory.answer(
            &[language, text],
            |html| says(html, text),
            || match (sessions(known, language, text), syntax(language)) {
                (Some(parts), _) => typed(text, &parts, &mut work),
                (None, Some(syntax)) => colour(syntax, text, &mut work),
                (None, None) => Ok(escape_text(text)),
            },
        );
        answer.map_err(|line| {
            costly().insert(question(), line);
            Costly::At(line)
        })
    }
}

/// The parts of a block that is a session; nothing for one that is code, and for a session without a prompt.
fn sessions<'t>(known: Colouring, language: &str, text: &'t str) -> Option<Vec<Part<'t>>> {
    match known {
        Colouring::Session => session::parts(text),
        _ if TYPED.contains(&language) && session::begins(text) => session::parts(text),
        _ => None,
    }
}

/// Whether HTML is `text` in our spans and nothing else.
fn says(html: &str, text: &str) -> bool {
    let escaped = escape_text(text);
    let (mut left, mut wanted) = (html, escaped.as_str());
    // Our spans never stand in each other.
    let mut open: Option<&str> = None;
    loop {
        let (run, tag) = left.split_at(left.find('<').unwrap_or(left.len()));
        let Some(rest) = wanted.strip_prefix(run) else { return false };
        wanted = rest;
        if tag.is_empty() {
            return wanted.is_empty() && open.is_none();
        }
        let rest = match open.take() {
            Some(end) => tag.strip_prefix(end),
            None => opened(tag).map(|(end, rest)| {
                open = Some(end);
                rest
            }),
        };
        let Some(rest) = rest else { return false };
        left = rest;
    }
}

/// The end of the span that a text begins with, and what follows its start.
fn opened(text: &str) -> Option<(&'static str, &str)> {
    let coloured = || {
        let (class, rest) = text.strip_prefix("<i class=\"")?.split_at_checked(1)?;
        let known = CLASSES.iter().any(|(_, known)| *known == class);
        Some(("</i>", rest.strip_prefix("\">").filter(|_| known)?))
    };
    let of_session = |tag| Some(("</span>", text.strip_prefix(tag)?));
    coloured()
        .or_else(|| of_session("<span class=\"gw-prompt\">"))
        .or_else(|| of_session("<span class=\"gw-output\">"))
}

/// A session: its prompts, what was typed, in the colours of its language, and what was answered.
fn typed(text: &str, parts: &[Part<'_>], work: &mut Work) -> Result<String, usize> {
    let mut out = String::new();
    let mut lines = text.split_inclusive('\n').zip(parts).enumerate().peekable();
    while let Some((number, (line, part))) = lines.next() {
        let (Part::Typed { prompt, at }, line) = (part, line) else {
            let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
            match part {
                Part::Comment => out.push_str(&escape_text(text)),
                _ => {
                    let _ = write!(out, "<span class=\"gw-output\">{}</span>", escape_text(text));
                }
            }
            out.push_str(end);
            continue;
        };
        // Coloured as one, so that a command goes on in its second line where the first one left it.
        let mut prompts = vec![*prompt];
        let mut command = line[prompt.len()..].to_owned();
        while let Some((_, (more, Part::More { prompt }))) =
            lines.next_if(|(_, (_, part))| matches!(part, Part::More { .. }))
        {
            prompts.push(prompt);
            command.push_str(&more[prompt.len()..]);
        }
        let language = match at {
            Shell::Posix => "bash",
            Shell::Windows => "powershell",
            Shell::Python => "python",
        };
        let coloured = match syntax(language) {
            Some(syntax) => colour(syntax, &command, work).map_err(|line| number + line)?,
            None => escape_text(&command),
        };
        for (prompt, line) in prompts.iter().zip(coloured.split_inclusive('\n')) {
            if !prompt.is_empty() {
                let _ = write!(out, "<span class=\"gw-prompt\">{}</span>", escape_text(prompt));
            }
            out.push_str(line);
        }
        // A prompt at which nothing was typed.
        if command.is_empty() {
            let _ = write!(out, "<span class=\"gw-prompt\">{}</span>", escape_text(prompt));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::language::COMMON;
    use super::*;

    #[test]
    fn every_language_we_promise_is_known() {
        for language in [
            "yaml",
            "json",
            "python",
            "dockerfile",
            "sql",
            "hcl",
            "toml",
            "typescript",
            "bash",
            "jsonl",
        ] {
            assert_eq!(known(language), Colouring::Coloured, "{language}");
        }
        for language in COMMON {
            assert!(syntax(language).is_some(), "{language}");
        }
        assert_eq!(known("console"), Colouring::Session);
        assert_eq!(known("brainwave"), Colouring::No);
    }

    #[test]
    fn keys_and_strings_differ() {
        let html = Highlighter::default().code("json", "{\"a\": \"b<\"}\n");
        assert!(html.contains("<i class=\"a\">\"a\"</i>"), "{html}");
        assert!(html.contains("<i class=\"s\">\"b&lt;\"</i>"), "{html}");
    }

    #[test]
    fn a_session_tells_prompt_command_and_output_apart() {
        let html =
            Highlighter::default().code("console", "$ aws s3 ls \\\n    --summarize\nTotal: 3\n");
        assert!(html.starts_with("<span class=\"gw-prompt\">$ </span>"), "{html}");
        assert!(html.contains("<span class=\"gw-output\">Total: 3</span>"), "{html}");
        assert_eq!(html.matches("gw-output").count(), 1, "{html}");
    }

    #[test]
    fn what_is_remembered_says_the_text_and_nothing_else() {
        let texts = [
            ("json", "{\"a\": \"b<\", \"c\": [1, null]}\n"),
            ("python", "def f(x):\n    return \"<a & b>\"  # é"),
            ("console", "$ aws s3 ls \\\n    --summarize\nTotal: 3\n\n"),
            ("bash", "(venv) $ cat <<END\n<a>\nEND\n\nfound"),
            ("python", ">>> for a in b:\n...     c\n...\n1\n>>>"),
            ("console", "no prompt, <no> command\n"),
            ("bash", "(venv) $ cat <<END\n<a>\nEND\n\nfound"),
            ("python", ">>> for a in b:\n...     c\n...\n1\n>>>"),
        ];
        for (language, text) in texts {
            assert!(says(&Highlighter::default().code(language, text), text), "{language}");
        }
        for forged in [
            "a<script>alert(1)</script>b",
            "a<i class=\"s\" onclick=\"x\">b</i>",
            "a<i class=\"s\">b",
            "ab</i>",
            "a<i class=\"z\">b</i>",
            "a<img>b",
            "a",
            "abc",
        ] {
            assert!(!says(forged, "ab"), "{forged}");
        }
    }

    #[test]
    fn notes_leave_the_code() {
        let (text, notes) = take_notes("a: 1 # 0.3 (4)\nb: 2 # f(3)\n");
        assert_eq!(text, "a: 1 # 0.3\nb: 2 # f(3)\n");
        assert_eq!(notes.into_iter().collect::<Vec<_>>(), [(0, vec![4])]);
        let (text, notes) = take_notes("a: 1 # (1)\nb: 2\nc: 3  # (2)\n");
        assert_eq!(text, "a: 1\nb: 2\nc: 3\n");
        assert_eq!(notes.into_iter().collect::<Vec<_>>(), [(0, vec![1]), (2, vec![2])]);
    }
}
