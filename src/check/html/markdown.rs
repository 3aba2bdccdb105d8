//! Marks of Markdown where nothing reads them: between tags of HTML, and in data files.

use std::ops::Range;

/// The first mark of Markdown in the text of a block of HTML.
pub(in crate::check) fn first(text: &str) -> Option<Range<usize>> {
    let between = |open: &str, close: &str| {
        let start = text.find(open)?;
        let inner = &text[start + open.len()..];
        let inner = &inner[..inner.find(close)?];
        let holds = inner.starts_with(|letter: char| !letter.is_whitespace())
            && inner.ends_with(|letter: char| !letter.is_whitespace())
            && !inner.contains('\n');
        holds.then(|| start..start + open.len() + inner.len() + close.len())
    };
    // Short, and with nothing but blanks and punctuation marks outside: `a*b*c` and `5 * 3 * 2` are none.
    let emphasis = |sign: char| {
        const LONGEST: usize = 80;
        text.match_indices(sign).find_map(|(start, _)| {
            let inner = &text[start + 1..];
            let length = inner[..inner.floor_char_boundary(LONGEST)].find(sign)?;
            let (inner, rest) = inner.split_at(length);
            // Brackets hold names such as `{_id_}`.
            let outside = |letter: Option<char>| {
                letter.is_none_or(|letter| {
                    letter != sign
                        && !letter.is_alphanumeric()
                        && !(sign == '_' && "()[]{}<>".contains(letter))
                })
            };
            let inside =
                |letter: Option<char>| letter.is_some_and(|letter| !letter.is_whitespace());
            let holds = inside(inner.chars().next())
                && inside(inner.chars().next_back())
                && inner.contains(char::is_alphanumeric)
                && !inner.contains('\n')
                && outside(text[..start].chars().next_back())
                && outside(rest[1..].chars().next());
            holds.then(|| start..start + length + 2)
        })
    };
    let words_and_address = || {
        let middle = text.find("](")?;
        let start = text[..middle].rfind('[')?;
        let end = middle + text[middle..].find(')')?;
        Some(start..end + 1)
    };
    let begun_line = || {
        let mut at = 0;
        text.split_inclusive('\n').find_map(|line| {
            let start = at + line.len() - line.trim_start().len();
            at += line.len();
            let line = line.trim();
            let sign = ["- ", "* ", "1. ", "# ", "## ", "### ", "#### ", "```"]
                .into_iter()
                .find(|sign| line.starts_with(sign))?;
            // What follows a tag on its line begins none.
            let begins = start > 0 && text[..start].contains('\n');
            begins.then(|| start..start + sign.trim_end().len())
        })
    };
    let marks = [
        between("**", "**"),
        emphasis('*'),
        emphasis('_'),
        between("`", "`"),
        words_and_address(),
        begun_line(),
    ];
    marks.into_iter().flatten().min_by_key(|mark| mark.start)
}
