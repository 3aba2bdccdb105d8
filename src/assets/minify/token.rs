//! Text of a script to tokens, one at a time.
//!
//! Whether `/` divides or opens a regular expression, and whether `}` ends a block or goes on with a template, only the
//! grammar knows: it asks for those tokens again by the other name.

use super::Fault;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names and reserved words.
    Name,
    Private,
    Number,
    Text,
    /// From a backquote or `}` to a backquote or `${`.
    Template,
    Regex,
    Sign,
    /// The end of a statement, written `;` or not written at all.
    End,
    /// The end of the text.
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// It is the first one on its line.
    pub(super) line: bool,
}

/// Longest first.
const SIGNS: [&str; 57] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=",
    "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "<<", ">>", "**", "{", "}", "(", ")", "[", "]", ";", ",", "<", ">", "+", "-", "*", "/", "%",
    "&", "|", "^", "!", "~", "?", ":", "=", ".",
];

const RESERVED: [&str; 41] = [
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Words that no variable of ours is called.
pub(super) fn reserved(word: &str) -> bool {
    RESERVED.contains(&word)
        || ["as", "of", "get", "set", "async", "arguments", "eval"].contains(&word)
}

/// Words that are never a variable's name.
pub(super) fn keyword(word: &str) -> bool {
    RESERVED.contains(&word) && !["await", "implements", "let", "static", "yield"].contains(&word)
}

pub(super) fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$' | '\u{200c}' | '\u{200d}')
}

/// The token at or after a place.
pub(super) fn next(text: &str, from: usize) -> Result<Token, Fault> {
    let (start, line) = skip(text, from)?;
    let rest = &text[start..];
    let token = |kind, length| Ok(Token { kind, start, end: start + length, line });
    let Some(first) = rest.chars().next() else { return token(Kind::Last, 0) };
    let name = |rest: &str| rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
    match first {
        '"' | '\'' => token(Kind::Text, quoted(text, start, first)?),
        '`' => template(text, start, line),
        '#' => token(Kind::Private, 1 + name(&rest[1..])),
        '0'..='9' => token(Kind::Number, number(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            token(Kind::Number, number(rest))
        }
        _ if in_name(first) => token(Kind::Name, name(rest)),
        _ => {
            let fits = |sign: &&&str| {
                rest.starts_with(**sign)
                    && !(**sign == "?." && rest[2..].starts_with(|c: char| c.is_ascii_digit()))
            };
            match SIGNS.iter().find(fits) {
                Some(sign) => token(Kind::Sign, sign.len()),
                None => Err(fault(start, format!("`{first}` is not expected here"))),
            }
        }
    }
}

pub(super) fn fault(at: usize, message: impl Into<String>) -> Fault {
    Fault { at, message: message.into() }
}

/// Past space and comments, and whether a line ended there.
fn skip(text: &str, from: usize) -> Result<(usize, bool), Fault> {
    let ends = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
    let (mut at, mut line) = (from, from == 0);
    loop {
        let rest = &text[at..];
        if rest.starts_with("//") || (at == 0 && rest.starts_with("#!")) {
            at += rest.find(ends).unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let length =
                comment.find("*/").ok_or_else(|| fault(at, "this comment does not end"))?;
            line |= comment[..length].contains(ends);
            at += length + 4;
        } else if let Some(space) =
            rest.chars().next().filter(|c| c.is_whitespace() || *c == '\u{feff}')
        {
            line |= ends(space);
            at += space.len_utf8();
        } else {
            return Ok((at, line));
        }
    }
}

fn quoted(text: &str, start: usize, quote: char) -> Result<usize, Fault> {
    let mut letters = text[start + 1..].char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '\n' | '\r' => break,
            _ if letter == quote => return Ok(at + 2),
            _ => {}
        }
    }
    Err(fault(start, "this text does not end on its line"))
}

/// A piece of a template, from a backquote or a `}`.
pub(super) fn template(text: &str, start: usize, line: bool) -> Result<Token, Fault> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'`' => 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => 2,
            _ => {
                at += 1;
                continue;
            }
        };
        return Ok(Token { kind: Kind::Template, start, end: at + length, line });
    }
    Err(fault(start, "this template does not end"))
}

/// A regular expression, from its `/`.
pub(super) fn regex(text: &str, start: usize, line: bool) -> Result<Token, Fault> {
    let mut class = false;
    let mut letters = text[start + 1..].char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '\n' | '\r' => break,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => {
                let flags = &text[start + at + 2..];
                let length = flags.find(|c: char| !in_name(c)).unwrap_or(flags.len());
                return Ok(Token { kind: Kind::Regex, start, end: start + at + 2 + length, line });
            }
            _ => {}
        }
    }
    Err(fault(start, "this regular expression does not end on its line"))
}

fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let hex = rest.len() > 1
        && bytes[0] == b'0'
        && matches!(bytes[1], b'x' | b'X' | b'o' | b'O' | b'b' | b'B');
    let mut at = 0;
    while at < bytes.len() {
        let sign = !hex
            && at > 0
            && matches!(bytes[at], b'+' | b'-')
            && matches!(bytes[at - 1], b'e' | b'E');
        let dot = !hex && bytes[at] == b'.' && !rest[..at].contains(['.', 'e', 'E']);
        if !(bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' || sign || dot) {
            break;
        }
        at += 1;
    }
    at
}
