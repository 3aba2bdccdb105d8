//! Marks of Markdown itself that stand on the page, because a partner, a blank or a line is missing.

use super::{LITERAL_MARK, Mark, Words};
use crate::finding::Finding;
use crate::parse::Chapter;
use crate::parse::doc::{Inline, InlineKind};

/// What was told of a paragraph already: the second of two lone marks says nothing new.
#[derive(Debug, Default)]
pub(super) struct Open {
    stars: bool,
    backticks: bool,
    tildes: bool,
    /// How deep bold stands in bold.
    pub(super) bold: usize,
    /// Brackets that a backslash makes text, whose ends are text too.
    brackets: usize,
}

impl Open {
    /// A mark with a backslash before it has no partner, and its partner none either.
    pub(super) fn escaped(&mut self, byte: u8) {
        self.stars |= byte == b'*';
        self.backticks |= byte == b'`';
        self.brackets += usize::from(byte == b'[');
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
    if signs > 6 && alone && line[signs..].starts_with(' ') {
        let message = format!("`{}` begins no heading", &line[..signs]);
        return told(signs, message, "headings have six levels: take some number signs away");
    }
    let wide = line.len() - line.trim_start_matches('＃').len();
    if wide > 0 && alone {
        let message = format!("`{}` begins no heading", &line[..wide]);
        return told(wide, message, "write `#` in half width, and a blank behind it");
    }
    if let Some(mark) = ["[ ] ", "[] "].into_iter().find(|mark| line.starts_with(mark)) {
        let mark = mark.trim_end();
        let message = format!("`{mark}` begins no task");
        return told(mark.len(), message, "write `- [ ] ` at the start of the line");
    }
    if let Some(sign) = ["'''", "´´´", "‘‘‘"].into_iter().find(|sign| line.starts_with(sign))
    {
        let message = format!("`{sign}` begins no code");
        return told(sign.len(), message, "put lines of ```` ``` ```` above and below it");
    }
    if let Some(inner) = line.strip_prefix("** ")
        && inner.contains("**")
    {
        let message = "`**` makes nothing bold".to_owned();
        return told(2, message, "take the blank out that stands inside the stars");
    }
    entries(words, at, line)
}

/// Lines that were to be a list and run into one another instead.
fn entries(words: Words<'_>, at: usize, line: &str) -> Option<Mark> {
    let entry = Entry::of(line)?;
    let above = &words.chapter.text.text[..words.start + at];
    let above = above.trim_end_matches([' ', '\t', '>']).strip_suffix('\n');
    let above = above.and_then(|above| above.rsplit('\n').next()).and_then(Entry::of);
    let below = words.from(at).split_once('\n').and_then(|(_, below)| Entry::of(below));
    // One line may begin so by chance, and what was told at the first line of several is told.
    if above.is_some_and(|above| entry.follows(&above)) || !below?.follows(&entry) {
        return None;
    }
    let message = format!("`{}` begins no list, so its lines run together", entry.sign);
    let help = match (entry.number, entry.apart) {
        (None, _) => "begin each line with `- `".to_owned(),
        (Some(_), true) => "put a blank line above the first of them".to_owned(),
        (Some(_), false) => "begin the lines with `1. `, `2. ` and so on".to_owned(),
    };
    let finding = words.broken(&LITERAL_MARK, at, entry.sign.len(), message).help(help);
    Some((line.len(), Some(finding)))
}

/// The sign that a line begins with as those of a list do.
struct Entry<'l> {
    sign: &'l str,
    number: Option<u32>,
    /// Whether a blank stands behind it.
    apart: bool,
}

impl<'l> Entry<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let line = line.trim_start_matches([' ', '\t', '>']);
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let mark = line[digits..].chars().next()?;
        let length = digits + mark.len_utf8();
        let rest = &line[length..];
        let apart = rest.starts_with(' ');
        let number = line[..digits].parse().ok();
        let meant = match (number, mark) {
            (Some(_), '.' | ')') => apart || rest.starts_with(char::is_alphabetic),
            (Some(_), '、' | '．' | '）') | (None, '•' | '‣' | '◦' | '▪' | '●' | '・' | '·') => {
                true
            }
            (None, '-') => rest.starts_with(char::is_alphabetic),
            (None, '–' | '—') => apart,
            _ => false,
        };
        (meant && digits < 4).then_some(Self { sign: &line[..length], number, apart })
    }

    fn follows(&self, above: &Entry<'_>) -> bool {
        match (self.number, above.number) {
            (Some(number), Some(before)) => number == before + 1,
            (None, None) => self.sign == above.sign,
            _ => false,
        }
    }
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize, open: &mut Open) -> Option<Mark> {
    let rest = words.line(at);
    match rest.as_bytes().first()? {
        b'*' => Some(stars(words, at, rest, open)),
        b'~' if rest.starts_with("~~") => Some(tildes(words, at, rest, open)),
        b'`' => Some(backticks(words, at, rest, open)),
        b'<' if rest.starts_with("<!--") => {
            let finding =
                words.broken(&LITERAL_MARK, at, 4, "this comment does not end".to_owned());
            let help =
                "end it with `-->` in the paragraph, or put a backslash before it".to_owned();
            Some((4, Some(finding.help(help))))
        }
        b']' if open.brackets > 0 => {
            open.brackets -= 1;
            None
        }
        b']' if rest.starts_with("](") => {
            let written = &rest[2..=rest.find(')')?];
            let to = written.trim_end_matches(')').trim();
            let (address, help) = if to.contains(" \"") || to.contains(" '") {
                let (address, _) = to.split_once(' ').unwrap_or((to, ""));
                (
                    address,
                    "the title behind an address stands between quotes of one kind".to_owned(),
                )
            } else if to.contains(' ') {
                (
                    to,
                    format!(
                        "write a blank in an address as `%20`: `]({})`",
                        to.replace(' ', "%20")
                    ),
                )
            } else {
                (
                    to,
                    "a link holds no other link; its words stand in one pair of brackets"
                        .to_owned(),
                )
            };
            (!address.is_empty()).then_some(())?;
            let length = written.len() + 2;
            let finding = words
                .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
                .help(help);
            Some((length, Some(finding)))
        }
        b']' if rest.starts_with("]（") => {
            let to = rest.strip_prefix("]（")?;
            let address = &to[..to.find(['）', ')'])?];
            is_address(address).then_some(())?;
            let length = address.len() + "]（）".len();
            let finding = words
                .broken(
                    &LITERAL_MARK,
                    at,
                    length.min(rest.len()),
                    format!("nothing links to `{address}`"),
                )
                .help(format!("write brackets in half width: `]({address})`"));
            Some((length.min(rest.len()), Some(finding)))
        }
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

/// Stars and underscores that pair, and otherwise than their author meant.
pub(super) fn pair(chapter: &Chapter, inline: &Inline, is_bold: bool) -> Option<Finding> {
    let text = &*chapter.text.text;
    let written = &text[inline.at.clone()];
    let before = text[..inline.at.start].chars().next_back();
    let after = text[inline.at.end..].chars().next();
    let found = |length: usize, message: String, help: &str| {
        let at = inline.at.start..inline.at.start + length;
        Some(LITERAL_MARK.broken(chapter.span(&at), message).help(help.to_owned()))
    };
    match &inline.kind {
        InlineKind::Strong(_) if is_bold && written.starts_with("**") => found(
            2,
            "`**` begins bold inside of bold".to_owned(),
            "beside a punctuation mark stars pair otherwise than one sees: move the mark out of the stars, or put a backslash before those that are text",
        ),
        InlineKind::Strong(_) if is_dunder(written, before, after) => found(
            written.len(),
            format!("`{written}` is shown in bold, without its underscores"),
            "put code between backticks; write bold with stars",
        ),
        InlineKind::Emphasis(_)
            if written.starts_with('*') && is_product(written, before, after) =>
        {
            found(
                1,
                "this star makes what follows italic, up to the next one".to_owned(),
                "put a backslash before a star that is text, or write `×`",
            )
        }
        _ => None,
    }
}

/// Whether two stars between which text is italic each stand between two factors, as in `2*3 and 4*5`.
fn is_product(written: &str, before: Option<char>, after: Option<char>) -> bool {
    let inner = written.trim_matches('*');
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let (first, last) = (inner.chars().next(), inner.chars().next_back());
    digit(before) && digit(first)
        || digit(last) && digit(after)
        || word(before) && word(first) && word(last) && word(after) && inner.contains(' ')
}

/// Whether underscores belong to a name, as in `__init__.py`.
fn is_dunder(written: &str, before: Option<char>, after: Option<char>) -> bool {
    const NAMES: [&str; 34] = [
        "add", "all", "author", "call", "class", "contains", "del", "dict", "dirname", "doc",
        "enter", "eq", "exit", "file", "filename", "future", "getattr", "getitem", "hash", "init",
        "iter", "len", "main", "module", "name", "new", "next", "proto", "pycache", "repr",
        "setitem", "slots", "str", "version",
    ];
    let name = written.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"));
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let beside = |letter: Option<char>, signs: &str| letter.is_some_and(|it| signs.contains(it));
    name.is_some_and(|name| {
        !name.is_empty()
            && name.bytes().all(is_word)
            && (NAMES.contains(&name) || beside(before, "./\\") || beside(after, "(/\\"))
    })
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

/// Tildes that strike nothing out.
fn tildes(words: Words<'_>, at: usize, rest: &str, open: &mut Open) -> Mark {
    let length = rest.len() - rest.trim_start_matches('~').len();
    let (before, after) = (words.letter_before(at), rest[length..].chars().next());
    if length != 2 || open.tildes || !is_edge(before, after) {
        return (length, None);
    }
    open.tildes = true;
    let finding = words
        .broken(&LITERAL_MARK, at, length, "`~~` strikes nothing out".to_owned())
        .help("put two tildes at both ends, or a backslash before those that are text".to_owned());
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
