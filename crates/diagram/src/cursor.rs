//! A place in the source that moves forward: the reading both kinds of diagram share.
//!
//! Knows blanks, comments, words, lines, quoted strings, and the title and description for readers who cannot
//! see the drawing. Turns the author's label (entities, `<br>`, Markdown strings) into plain text. What a line
//! means is left to `flowchart.rs` and `sequence/parse.rs`.

use std::ops::Range;

use super::Fault;

/// Title and description as the author gave them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

#[derive(Clone)]
pub(super) struct Cursor<'a> {
    source: &'a str,
    at: usize,
    /// From the front matter.
    title: Option<String>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(source: &'a str) -> Cursor<'a> {
        Cursor { source, at: 0, title: None }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.source.len()
    }

    pub(super) fn since(&self, start: usize) -> &'a str {
        self.source.get(start..self.at).unwrap_or_default()
    }

    /// The next character as a span, for faults; empty only at the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    pub(super) fn line_end(&self) -> usize {
        self.rest().find(['\n', '\r']).map_or(self.source.len(), |length| self.at + length)
    }

    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    pub(super) fn eat_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|letter| !keep(letter)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    pub(super) fn word(&mut self) -> &'a str {
        self.eat_while(|letter| letter.is_alphanumeric() || letter == '_')
    }

    /// Blanks and a comment, but never past the end of the line.
    pub(super) fn skip_space(&mut self) {
        self.eat_while(|letter| letter.is_whitespace() && letter != '\n');
        if self.rest().starts_with("%%") {
            self.at = self.line_end();
        }
    }

    /// Blanks, line ends and comments.
    pub(super) fn skip_lines(&mut self) {
        loop {
            self.skip_space();
            if self.eat_while(|letter| letter == '\n').is_empty() {
                return;
            }
        }
    }

    /// Blanks, line ends, semicolons and comments.
    pub(super) fn skip_blank(&mut self) {
        loop {
            self.skip_space();
            if self.eat_while(|letter| letter == '\n' || letter == ';').is_empty() {
                return;
            }
        }
    }

    /// The rest of the line, trimmed, without a comment at its end; and where it stands.
    pub(super) fn line(&mut self) -> (&'a str, Range<usize>) {
        let end = self.line_end();
        let whole = self.source.get(self.at..end).unwrap_or_default();
        let whole = whole.find(" %%").map_or(whole, |comment| &whole[..comment]);
        let text = whole.trim();
        let start = self.at + (whole.len() - whole.trim_start().len());
        self.at = end;
        (text, start..start + text.len())
    }

    /// A quoted or bare text up to `closing`; one that is bare goes past the end of the line only without brackets in it.
    pub(super) fn text_until(&mut self, closing: &str) -> Option<String> {
        let mut ahead = self.clone();
        ahead.skip_space();
        if ahead.eat("\"") {
            let text = ahead.eat_while(|letter| letter != '"');
            if ahead.eat("\"") {
                ahead.skip_space();
                if ahead.eat(closing) {
                    *self = ahead;
                    return Some(label(text));
                }
            }
        }
        let (rest, line) = (self.rest(), self.line_end() - self.at);
        let length = rest[..line].find(closing).or_else(|| {
            const BRACKETS: [char; 7] = ['[', ']', '(', ')', '{', '}', '|'];
            let length = rest.find(closing)?;
            (!rest[..length].contains(BRACKETS)).then_some(length)
        })?;
        let text = label(&rest[..length]);
        self.eat(&rest[..length + closing.len()]);
        Some(text)
    }

    pub(super) fn front_matter(&mut self) {
        let mut ahead = self.clone();
        ahead.eat_while(char::is_whitespace);
        if ahead.line().0 != "---" {
            return;
        }
        let mut title = None;
        while !ahead.is_at_end() {
            ahead.eat_while(|letter| letter == '\n' || letter == '\r');
            let (line, _) = ahead.line();
            if line == "---" {
                self.at = ahead.at;
                self.title = title;
                return;
            }
            if let Some(text) = line.strip_prefix("title:") {
                title = Some(label(text.trim().trim_matches(['"', '\''])));
            }
        }
    }

    /// Goes to the next statement, and reads title and description on the way; false at the end.
    pub(super) fn next_statement(&mut self, about: &mut About) -> Result<bool, Fault> {
        loop {
            self.skip_blank();
            if self.is_at_end() {
                return Ok(false);
            }
            if !self.about(about)? {
                return Ok(true);
            }
        }
    }

    /// Reads `accTitle: …`, `accDescr: …` or `accDescr { … }`; says whether one stood here.
    pub(super) fn about(&mut self, about: &mut About) -> Result<bool, Fault> {
        if about.title.is_none() {
            about.title = self.title.take();
        }
        let mut ahead = self.clone();
        let keyword = ahead.word();
        if keyword != "accTitle" && keyword != "accDescr" {
            return Ok(false);
        }
        let start = self.at;
        ahead.skip_space();
        let text = if ahead.eat(":") {
            ahead.line().0
        } else if keyword == "accDescr" && ahead.eat("{") {
            let text = ahead.eat_while(|letter| letter != '}');
            if !ahead.eat("}") {
                let help = "close the description with `}`";
                return Err(Fault::new(start..start + 8, "`accDescr {` is never closed", help));
            }
            text
        } else {
            let message = format!("`{keyword}` needs a colon and a text");
            let help = format!("write `{keyword}: …`");
            return Err(Fault::new(start..start + keyword.len(), message, help));
        };
        let text = label(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = Some(text).filter(|text| !text.is_empty());
        *(if keyword == "accTitle" { &mut about.title } else { &mut about.description }) = text;
        *self = ahead;
        Ok(true)
    }
}

/// The place of a part of `line`, which begins at byte `at` of the source.
pub(super) fn within(line: &str, at: usize, part: &str) -> Range<usize> {
    let start = at + (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    start..start + part.len()
}

/// An author's label as plain text: quotes and Markdown marks gone, entities read, `<br>` a line feed.
pub(super) fn label(raw: &str) -> String {
    let raw = raw.trim();
    let raw = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
    let markdown = raw.strip_prefix('`').and_then(|raw| raw.strip_suffix('`'));
    let raw = markdown.unwrap_or(raw);
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(letter) = rest.chars().next() {
        let read = match letter {
            '<' => tag(rest),
            '&' | '#' => entity(rest),
            '\\' if rest.starts_with("\\n") => Some((2, Some('\n'))),
            '*' if markdown.is_some() => Some((1, None)),
            _ => None,
        };
        let (length, letter) = read.unwrap_or((letter.len_utf8(), Some(letter)));
        text.extend(letter);
        rest = &rest[length..];
    }
    let lines = text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

/// Length of a tag that only formats, and what stands for it; any other `<` is text.
fn tag(rest: &str) -> Option<(usize, Option<char>)> {
    const LONGEST: usize = 60;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inner = rest.get(1..end)?;
    let inner = inner.strip_prefix('/').unwrap_or(inner).trim_end_matches(['/', ' ']);
    let name = match inner.split_once(' ') {
        // Only with attributes it is a tag.
        Some((name, more)) if more.contains('=') => name,
        Some(_) => return None,
        None => inner,
    };
    match name.to_ascii_lowercase().as_str() {
        "br" => Some((end + 1, Some('\n'))),
        "b" | "strong" | "i" | "em" | "u" | "small" | "code" | "sub" | "sup" | "font" | "span"
        | "center" | "div" | "p" => Some((end + 1, None)),
        _ => None,
    }
}

/// Length and meaning of `&amp;`, `#amp;`, `#35;` or `&#35;`.
fn entity(rest: &str) -> Option<(usize, Option<char>)> {
    let end = rest.bytes().take(10).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let name = name.strip_prefix('#').unwrap_or(name);
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => char::from_u32(name.parse().ok()?)?,
    };
    Some((end + 1, Some(letter)))
}
