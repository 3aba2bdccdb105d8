//! Lines that were meant as entries of a list or as a heading, and are a paragraph.

use super::{LITERAL_MARK, Mark, Words};
use crate::check::text;

/// The sign of a heading or a list that a blank follows which Markdown takes for a letter.
pub(super) fn before_wide_blank(line: &str) -> Option<&str> {
    line.starts_with(|first: char| "-*+#".contains(first) || first.is_ascii_digit())
        .then_some(())?;
    let (sign, rest) = line.split_at(line.find(['\u{a0}', '\u{3000}'])?);
    let number = || {
        sign.strip_suffix('.')
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
    };
    let begins = matches!(sign, "-" | "*" | "+" | "#" | "##" | "###" | "####") || number();
    (begins && rest.chars().any(char::is_alphanumeric)).then_some(sign)
}

/// Letters that nobody sees before the sign of a block, which begins none behind them: their length, and the sign.
pub(super) fn behind_invisible(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches(text::is_invisible);
    let length = line.len() - rest.len();
    if length == 0 {
        return None;
    }
    let digits = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number = rest.len() - digits.len();
    let sign = match rest.split_once(' ') {
        Some((sign @ ("-" | "*" | "+" | ">" | "|"), _)) => sign,
        Some((sign, _))
            if !sign.is_empty() && sign.len() <= 6 && sign.bytes().all(|it| it == b'#') =>
        {
            sign
        }
        Some((sign, _)) if number > 0 && digits.starts_with(". ") => sign,
        _ => ["```", "~~~", "$$"].into_iter().find(|fence| rest.starts_with(fence))?,
    };
    Some((length, sign))
}

/// Lines that were to be a list and run into one another instead.
pub(super) fn entries(words: Words<'_>, at: usize, line: &str) -> Option<Mark> {
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
        (None, _) if entry.sign == "#." => "begin the lines with `1. `, `2. ` and so on".to_owned(),
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
        if let Some((sign, number)) = lettered(line) {
            return Some(Self { sign, number: Some(number), apart: false });
        }
        // No other sign begins with a letter, as most lines do.
        if line.as_bytes().first()?.is_ascii_alphabetic() {
            return None;
        }
        if let Some(sign) = drawn(line) {
            return Some(sign);
        }
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
            (Some(number), Some(before)) => {
                let shape = |sign: &str| {
                    let last = sign.chars().next_back();
                    let circled = last.is_some_and(|last| ('①'..='⑳').contains(&last));
                    (sign.starts_with('('), if circled { None } else { last })
                };
                number == before + 1 && shape(self.sign) == shape(above.sign)
            }
            (None, None) => self.sign == above.sign,
            _ => false,
        }
    }
}

/// Letters that number the entries of a list.
const NUMBERS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Whether a letter, by its number, is one of those.
pub(super) fn is_number(letter: u32) -> bool {
    NUMBERS.iter().any(|number| u32::from(*number) == letter)
}

/// A sign that is a list's to the eye alone: `#.`, `①`, `一、`, `✅`.
fn drawn(line: &str) -> Option<Entry<'_>> {
    const SIGNS: [char; 16] =
        ['✓', '✔', '✗', '✘', '✅', '❌', '☐', '☑', '☒', '►', '▶', '➤', '➜', '→', '★', '■'];
    if line.starts_with("#. ") {
        return Some(Entry { sign: "#.", number: None, apart: false });
    }
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if ('①'..='⑳').contains(&first) && !rest.is_empty() {
        let number = Some(u32::from(first) - u32::from('①') + 1);
        return Some(Entry { sign: &line[..first.len_utf8()], number, apart: false });
    }
    if let Some(number) = NUMBERS.iter().position(|number| *number == first)
        && rest.starts_with(['、', '．'])
    {
        let sign = &line[..first.len_utf8() + '、'.len_utf8()];
        return Some(Entry { sign, number: u32::try_from(number + 1).ok(), apart: false });
    }
    // The sign may be followed by a mark that says to draw it in colours.
    let blank = rest.trim_start_matches('\u{fe0f}').starts_with(' ');
    (SIGNS.contains(&first) && blank).then(|| Entry {
        sign: &line[..first.len_utf8()],
        number: None,
        apart: false,
    })
}

/// A sign such as `a.`, `ii)` or `(1)`, which begins no list here, and its number.
fn lettered(line: &str) -> Option<(&str, u32)> {
    const ROMAN: [&str; 6] = ["i", "ii", "iii", "iv", "v", "vi"];
    let end = line.find(' ')?;
    let sign = &line[..end];
    let bracketed = sign.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let name = bracketed.or_else(|| sign.strip_suffix(['.', ')']))?;
    let number = |at: usize| u32::try_from(at + 1).ok().map(|number| (sign, number));
    if let Some(digits) = bracketed.filter(|it| it.len() < 3).and_then(|it| it.parse().ok()) {
        return Some((sign, digits));
    }
    if let Some(at) = ROMAN.iter().position(|roman| *roman == name) {
        return number(at);
    }
    let letter = name.bytes().next().filter(|it| name.len() == 1 && it.is_ascii_alphabetic())?;
    number(usize::from(letter.to_ascii_lowercase() - b'a'))
}
