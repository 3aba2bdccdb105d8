//! One shortcode as the text writes it: its name, and arguments as `key="value"`.

use std::ops::Range;

pub(super) const OPEN: &str = "{{<";
const CLOSE: &str = ">}}";
const HELP: &str = "write arguments as `name=\"value\"`";

/// `{{< name key="value" >}}` or `{{< /name >}}`.
#[derive(Debug)]
pub(super) struct Mark<'t> {
    pub(super) name: &'t str,
    pub(super) closes: bool,
    pub(super) arguments: Vec<Argument<'t>>,
    /// Where it stands, braces and all.
    pub(super) at: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Argument<'t> {
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// Both of them.
    pub(super) at: Range<usize>,
}

/// Why it cannot be read.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Whether a shortcode or an argument may be called so.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_of_name)
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
}

/// The name behind the braces that a text begins with.
pub(super) fn name(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(OPEN)?.trim_start();
    let rest = rest.strip_prefix('/').unwrap_or(rest).trim_start();
    let name = &rest[..rest.find(|c| !is_of_name(c)).unwrap_or(rest.len())];
    is_name(name).then_some(name)
}

impl<'t> Mark<'t> {
    /// Reads the one that begins at `start`, where a name follows the braces; its paragraph ends at `limit`.
    pub(super) fn read(text: &'t str, start: usize, limit: usize) -> Result<Self, Unreadable> {
        let mut reader = Reader { text: &text[..limit], at: start + OPEN.len() };
        reader.blanks();
        let closes = reader.takes("/");
        reader.blanks();
        let name = reader.word();
        let mut arguments = Vec::new();
        loop {
            reader.blanks();
            if reader.takes(CLOSE) {
                return Ok(Self { name, closes, arguments, at: start..reader.at });
            }
            arguments.push(reader.argument(start)?);
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn takes(&mut self, mark: &str) -> bool {
        let is_there = self.rest().starts_with(mark);
        self.at += if is_there { mark.len() } else { 0 };
        is_there
    }

    fn word(&mut self) -> &'t str {
        self.until(|letter| !is_of_name(letter))
    }

    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn argument(&mut self, mark: usize) -> Result<Argument<'t>, Unreadable> {
        let start = self.at;
        let open = |message: &str| {
            let line = self.text[mark..].lines().next().unwrap_or_default();
            Unreadable {
                at: mark..mark + line.len(),
                message: message.to_owned(),
                help: "end it with `>}}`",
            }
        };
        if self.rest().is_empty() {
            return Err(open("this shortcode has no end"));
        }
        let name = self.word();
        if name.is_empty() || !self.takes("=") {
            let word = self.until(char::is_whitespace).trim_end_matches(CLOSE);
            let message = format!("`{name}{word}` is no argument with a name");
            return Err(Unreadable {
                at: start..start + name.len() + word.len(),
                message,
                help: HELP,
            });
        }
        let quote = self.rest().chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let value = match quote {
            Some(quote) => {
                self.at += 1;
                let value = self.until(|letter| letter == quote);
                if self.rest().is_empty() {
                    return Err(open("the quotes of this shortcode are not closed"));
                }
                self.at += 1;
                value
            }
            None => {
                let rest = self.rest();
                let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
                let value = &word[..word.find(CLOSE).unwrap_or(word.len())];
                self.at += value.len();
                value
            }
        };
        Ok(Argument { name, value, at: start..self.at })
    }
}
