//! Marks of Markdown itself that stand on the page, because a partner, a blank or a line is missing.

use super::{LITERAL_MARK, Mark, Words};

/// What was told of a paragraph already: the second of two lone marks says nothing new.
#[derive(Debug, Default)]
pub(super) struct Open {
    stars: bool,
    backticks: bool,
}

impl Open {
    /// A mark with a backslash before it has no partner, and its partner none either.
    pub(super) fn escaped(&mut self, byte: u8) {
        self.stars |= byte == b'*';
        self.backticks |= byte == b'`';
    }
}

/// A mark that begins a line.
pub(super) fn line(words: Words<'_>, at: usize) -> Option<Mark> {
    let line = words.line(at).trim_end();
    let told = |length: usize, message: String, help: &str| {
        let finding = words.broken(&LITERAL_MARK, at, length, message);
        Some((length, Some(finding.help(help.to_owned()))))
    };
    if let Some(rest) = line.strip_prefix(": ")
        && !rest.trim().is_empty()
    {
        return told(
            1,
            "this colon defines nothing".to_owned(),
            "above it belongs the term on a short line of its own; put a backslash before a colon that is text",
        );
    }
    let signs = line.len() - line.trim_start_matches('#').len();
    let alone = words.from(at).trim_end() == line && at == 0;
    if (1..=6).contains(&signs) && alone && line[signs..].starts_with(char::is_uppercase) {
        let message = format!("`{}` begins no heading", &line[..signs]);
        return told(signs, message, "put a blank behind the number signs of a heading");
    }
    None
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize, open: &mut Open) -> Option<Mark> {
    let rest = words.line(at);
    match rest.as_bytes().first()? {
        b'*' => Some(stars(words, at, rest, open)),
        b'`' => Some(backticks(words, at, rest, open)),
        b']' => {
            let to = rest.strip_prefix("] (").or_else(|| rest.strip_prefix("]  ("))?;
            let address = &to[..to.find(')')?];
            is_address(address).then_some(())?;
            let length = rest.len() - to.len() + address.len() + 1;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(format!("take the blank out: `]({address})`"));
            Some((length, Some(finding)))
        }
        b')' => {
            let to = rest.strip_prefix(")[")?;
            let address = &to[..to.find(']')?];
            is_address(address).then_some(())?;
            let length = address.len() + 3;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(format!(
                    "words stand in brackets, the address in round ones: `[words]({address})`"
                ));
            Some((length, Some(finding)))
        }
        _ => None,
    }
}

/// Two stars or more that make nothing bold.
fn stars(words: Words<'_>, at: usize, rest: &str, open: &mut Open) -> Mark {
    let length = rest.len() - rest.trim_start_matches('*').len();
    let before = words.letter_before(at);
    let after = rest[length..].chars().next();
    if length < 2 || open.stars || !is_edge(before, after) {
        return (length, None);
    }
    open.stars = true;
    let asian = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphabetic() && letter >= '\u{2e80}')
    };
    let mark = |letter: Option<char>| letter.is_some_and(is_punctuation);
    let help = if asian(after) && mark(before) || asian(before) && mark(after) {
        "Markdown neither begins nor ends bold between a punctuation mark and a letter: move the mark out of the stars"
    } else {
        "bold needs two stars at both ends and no blank inside them; put a backslash before stars that are text"
    };
    let finding = words
        .broken(&LITERAL_MARK, at, length, format!("`{}` makes nothing bold", &rest[..length]))
        .help(help.to_owned());
    (length, Some(finding))
}

/// A backtick without a partner.
fn backticks(words: Words<'_>, at: usize, rest: &str, open: &mut Open) -> Mark {
    let length = rest.len() - rest.trim_start_matches('`').len();
    let (before, after) = (words.letter_before(at), rest[length..].chars().next());
    if open.backticks || !is_edge(before, after) {
        return (length, None);
    }
    open.backticks = true;
    let what = if length == 1 {
        "this backtick begins or ends no code"
    } else {
        "these backticks begin or end no code"
    };
    let finding = words.broken(&LITERAL_MARK, at, length, what.to_owned()).help(
        "code stands between two backticks; put a backslash before one that is text".to_owned(),
    );
    (length, Some(finding))
}

/// Whether a mark stands at one end of a word, as if it had a partner.
fn is_edge(before: Option<char>, after: Option<char>) -> bool {
    let path = |letter: Option<char>| matches!(letter, Some('/' | '\\' | '.' | '*'));
    let blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let word = |letter: Option<char>| letter.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let apart = blank(before) && blank(after);
    let within = word(before) && word(after);
    !(path(before) || path(after) || apart || within)
}

fn is_punctuation(letter: char) -> bool {
    !letter.is_alphanumeric() && !letter.is_whitespace()
}

/// `a.md`, `#id`, `https://…`: no words in brackets.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !text.contains(char::is_whitespace)
        && (text.contains("://")
            || text.starts_with(['#', '/']) && text.len() > 1
            || text.starts_with("./")
            || text.starts_with("../")
            || text.rsplit_once('.').is_some_and(|(stem, end)| {
                !stem.is_empty()
                    && ["md", "html", "png", "svg", "jpg"]
                        .contains(&end.split('#').next().unwrap_or_default())
            }))
}
