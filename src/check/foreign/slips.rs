//! Marks of Markdown itself that stand on the page, because a partner, a blank or a line is missing.

use super::{LITERAL_MARK, Mark, Words, brackets, lists};
use crate::finding::Finding;

/// Letters of the longest word that is looked at as a path.
const LONGEST: usize = 500;

/// What went before in a paragraph. Where a mark was told of, or a backslash makes one text, the next of its kind is its
/// partner and says nothing new.
#[derive(Debug, Default)]
pub(super) struct Open {
    stars: bool,
    backticks: bool,
    tildes: bool,
    underscores: bool,
    /// How many stretches of bold the words stand in.
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
    // Most lines begin with a letter, which of all these marks only a list's may be.
    if line.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return lists::entries(words, at, line);
    }
    let told = |length: usize, message: String, help: &str| {
        let finding = words.broken(&LITERAL_MARK, at, length, message);
        Some((length, Some(finding.help(help.to_owned()))))
    };
    // The same, where `becomes` stands in the place of the mark.
    let mended = |length: usize, message: String, help: &str, becomes: String| {
        let (length, finding) = told(length, message, help)?;
        Some((length, finding.map(|finding| finding.mended(&line[..length], becomes))))
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
    if let Some(mark) = brackets::definition(words, at) {
        return Some(mark);
    }
    if let Some((length, help, becomes)) = no_heading(words, at, line) {
        let message = format!("`{}` begins no heading", &line[..length]);
        return match becomes {
            Some(becomes) => mended(length, message, help, becomes),
            None => told(length, message, help),
        };
    }
    if let Some(sign) = lists::before_wide_blank(line) {
        let what = if sign.starts_with('#') { "heading" } else { "list" };
        let message = format!("`{sign}` begins no {what}");
        return told(
            sign.len(),
            message,
            "the blank behind it is not the one of the space bar: type it again",
        );
    }
    if let Some((length, sign)) = lists::behind_invisible(line) {
        let sign = if sign == "```" { "```` ``` ````".to_owned() } else { format!("`{sign}`") };
        let message = format!("{sign} begins nothing: a letter that nobody sees stands before it");
        let help = "delete what stands before it, up to the start of the line";
        return mended(length, message, help, String::new());
    }
    if let Some(mark) = ["[ ]", "[x]", "[X]"].into_iter().find(|mark| begins_task(line, mark)) {
        let before = &line[..line.len() - line.trim_start_matches(['-', '*', '+']).len()];
        let length = before.len() + mark.len();
        let message = format!("`{}` begins no task", &line[..length]);
        let help = format!("put blanks round the brackets: `- {mark} `");
        return told(length, message, &help);
    }
    if let Some(mark) = ["[ ] ", "[] "].into_iter().find(|mark| line.starts_with(mark)) {
        let mark = mark.trim_end();
        let message = format!("`{mark}` begins no task");
        let help = "write `- [ ] ` at the start of the line";
        return mended(mark.len(), message, help, "- [ ]".to_owned());
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
        let bold = &inner[..inner.find("**").unwrap_or(inner.len())];
        let start = words.start + at;
        let span = words.chapter.span(&(start..start + bold.len() + "** **".len()));
        let (length, finding) =
            told(2, message, "take the blank out that stands inside the stars")?;
        let ours = |finding: Finding| {
            finding.mended_at(span, format!("** {bold}**"), format!("**{}**", bold.trim()))
        };
        return Some((length, finding.map(ours)));
    }
    lists::entries(words, at, line)
}

/// Number signs that begin a line and no heading: their length, what to do, and what to write if that is sure.
fn no_heading(
    words: Words<'_>,
    at: usize,
    line: &str,
) -> Option<(usize, &'static str, Option<String>)> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '#' | '＃'))?;
    let behind = line.trim_start_matches(sign);
    let length = line.len() - behind.len();
    let levels = length / sign.len_utf8();
    let alone = at == 0 && words.from(at).trim_end() == line;
    let before = words.chapter.text.text[..words.start + at].trim_end_matches([' ', '\t']);
    // With one sign it may be a tag as well, and most chapters have their title already.
    let becomes = |blank: &str| (levels > 1).then(|| "#".repeat(levels) + blank);
    if sign == '＃' {
        let blank = if behind.starts_with([' ', '\u{3000}']) { "" } else { " " };
        let help = "write `#` in half width, and a blank behind it";
        alone.then(|| (length, help, becomes(blank)))
    } else if levels > 6 {
        let help = "headings have six levels: take some number signs away";
        (alone && behind.starts_with(' ')).then_some((length, help, None))
    } else if behind.starts_with(' ') && before.ends_with('\n') {
        let help = "take the blanks before it away, or put a blank line above code";
        Some((length, help, None))
    } else {
        let help = "put a blank behind the number signs of a heading";
        (alone && behind.starts_with(char::is_uppercase)).then(|| (length, help, becomes(" ")))
    }
}

/// Whether a line begins with a task whose brackets touch the sign of the list or the words.
fn begins_task(line: &str, mark: &str) -> bool {
    let signed = line.strip_prefix(['-', '*', '+']).is_some_and(|rest| rest.starts_with(mark));
    let rest = if signed { &line[1..] } else { line };
    let Some(words) = rest.strip_prefix(mark) else { return false };
    let blank = words.starts_with(' ');
    let named = words.trim_start().starts_with(char::is_alphabetic);
    named && (signed || !blank && mark == "[ ]")
}

/// A mark anywhere in a text.
pub(super) fn mark(words: Words<'_>, at: usize, open: &mut Open) -> Option<Mark> {
    let rest = words.line(at);
    match rest.as_bytes().first()? {
        b'*' => Some(stars(words, at, rest, open)),
        b'~' if rest.starts_with("~~") => Some(tildes(words, at, rest, open)),
        b'_' => Some(underscores(words, at, rest, open)),
        b'`' => Some(backticks(words, at, rest, open)),
        b'<' => angle(words, at, rest),
        b']' if open.brackets > 0 => {
            open.brackets -= 1;
            None
        }
        b']' | b')' => brackets::mark(words, at),
        _ => None,
    }
}

/// A path, a pattern or the like, of which Markdown takes backslashes out: some stand before letters, and stay.
pub(super) fn path(words: Words<'_>, at: usize) -> Option<Mark> {
    let written = words.text;
    // Of a word of ten thousand backslashes, each looks no further than a path is long.
    let from = written.floor_char_boundary(at.saturating_sub(LONGEST));
    let until = written.ceil_char_boundary(at + LONGEST);
    let before = written[from..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let start = at - before.len();
    let end = written[at..until].find(char::is_whitespace).map_or(until, |length| at + length);
    let word = written[start..end].trim_start_matches(['(', '"', '\'', '“', '‘']);
    let start = start + written[start..end].len() - word.len();
    let word = word.trim_end_matches(|letter| ",;:!?)\"'”’".contains(letter));
    if start > at || word.len() > LONGEST || written[start.min(at)..at].contains('\\') {
        return None;
    }
    let mut letters = word.chars();
    let (mut stays, mut goes) = (false, None);
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            match letters.next() {
                Some(next) if next.is_ascii_punctuation() => goes = goes.or(Some(next)),
                Some(next) => stays |= next.is_alphanumeric(),
                None => {}
            }
        }
    }
    let before = goes.filter(|_| stays)?;
    let finding = words
        .broken(
            &LITERAL_MARK,
            start,
            word.len(),
            format!("a backslash before `{before}` is not shown"),
        )
        .help(
            "put a path or a pattern between backticks, or write each of its backslashes twice"
                .to_owned(),
        );
    Some((start + word.len() - at, Some(finding)))
}

/// A comment without an end, or an address that its brackets make no link.
fn angle(words: Words<'_>, at: usize, rest: &str) -> Option<Mark> {
    if rest.starts_with("<!--") {
        let finding = words.broken(&LITERAL_MARK, at, 4, "this comment does not end".to_owned());
        let help = "end it with `-->` in the paragraph, or put a backslash before it";
        return Some((4, Some(finding.help(help.to_owned()))));
    }
    ["<http://", "<https://"].iter().find(|start| rest.starts_with(**start))?;
    let address = &rest[1..rest.find('>')?];
    address.contains(' ').then_some(())?;
    let length = address.len() + 2;
    let finding = words
        .broken(&LITERAL_MARK, at, length, format!("nothing links to `{address}`"))
        .help(format!("write a blank in an address as `%20`: `<{}>`", address.replace(' ', "%20")));
    Some((length, Some(finding)))
}

/// Whether a letter is of Chinese, Japanese or Korean.
fn is_asian(letter: char) -> bool {
    letter.is_alphabetic() && letter >= '\u{2e80}'
}

/// Two stars or more that make nothing bold.
fn stars(words: Words<'_>, at: usize, rest: &str, open: &mut Open) -> Mark {
    let length = rest.len() - rest.trim_start_matches('*').len();
    let before = words.letter_before(at);
    let after = rest[length..].chars().next();
    if length == 1 && !open.stars && is_beside_mark(before, after) && rest[1..].contains('*') {
        open.stars = true;
        let finding = words.broken(&LITERAL_MARK, at, 1, "`*` makes nothing italic".to_owned());
        let help = "Markdown neither begins nor ends italics between a punctuation mark and a letter: move the mark out of the stars";
        return (length, Some(finding.help(help.to_owned())));
    }
    if length < 2 || open.stars || !is_edge(before, after) {
        return (length, None);
    }
    open.stars = true;
    // Where these stars begin bold as they should, those that were to end it are at fault.
    let end = rest[length..].find("**").map(|end| {
        let (inside, behind) = rest[length..].split_at(end);
        (inside.chars().next_back(), behind.trim_start_matches('*').chars().next())
    });
    let at_fault = |(before, after)| is_beside_mark(before, after);
    let help = if at_fault((before, after)) || end.is_some_and(at_fault) {
        "Markdown neither begins nor ends bold between a punctuation mark and a letter: move the mark out of the stars"
    } else {
        "bold needs two stars at both ends and no blank inside them; put a backslash before stars that are text"
    };
    let finding = words
        .broken(&LITERAL_MARK, at, length, format!("`{}` makes nothing bold", &rest[..length]))
        .help(help.to_owned());
    (length, Some(finding))
}

/// Whether stars stand between a punctuation mark and a letter of Chinese, Japanese or Korean.
fn is_beside_mark(before: Option<char>, after: Option<char>) -> bool {
    let asian = |letter: Option<char>| letter.is_some_and(is_asian);
    let mark = |letter: Option<char>| letter.is_some_and(is_punctuation);
    asian(after) && mark(before) || asian(before) && mark(after)
}

/// Underscores around words of Chinese or Japanese, which has no blanks: beside a letter they make nothing of them.
fn underscores(words: Words<'_>, at: usize, rest: &str, open: &mut Open) -> Mark {
    let (sign, inner) = rest.split_at(rest.len() - rest.trim_start_matches('_').len());
    let length = sign.len();
    let asian = |letter: Option<char>| letter.is_some_and(is_asian);
    // A name in Latin letters, such as `tide_table`, may stand beside others without a blank.
    let latin = |letter: Option<char>| letter.is_some_and(|it| it.is_ascii_alphanumeric());
    let before = words.letter_before(at);
    let end = inner.find(sign).filter(|end| {
        let behind = inner[end + length..].chars().next();
        let last = inner[..*end].chars().next_back();
        asian(inner.chars().next())
            && last.is_some_and(|last| !last.is_whitespace())
            && (asian(before) || asian(behind))
            && !(latin(before) || latin(behind))
    });
    let Some(end) = end.filter(|_| length <= 2 && !open.underscores) else {
        return (length, None);
    };
    open.underscores = true;
    let what = if length == 2 { "bold" } else { "italic" };
    let message = format!("`{}` makes nothing {what}", &rest[..length]);
    let help = "underscores need a blank or a punctuation mark on their outer side: write stars, or a backslash before underscores that are text";
    let finding = words.broken(&LITERAL_MARK, at, length, message).help(help.to_owned());
    (length * 2 + end, Some(finding))
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
