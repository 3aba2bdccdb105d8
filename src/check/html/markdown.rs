//! Marks of Markdown between tags of HTML, where nothing reads them.

use std::ops::Range;

/// The first mark of Markdown in the text of a block of HTML.
pub(super) fn first(text: &str) -> Option<Range<usize>> {
    let between = |open: &str, close: &str| {
        let start = text.find(open)?;
        let inner = &text[start + open.len()..];
        let inner = &inner[..inner.find(close)?];
        let holds = inner.starts_with(|letter: char| !letter.is_whitespace())
            && inner.ends_with(|letter: char| !letter.is_whitespace())
            && !inner.contains('\n');
        holds.then(|| start..start + open.len() + inner.len() + close.len())
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
    let marks = [between("**", "**"), between("`", "`"), words_and_address(), begun_line()];
    marks.into_iter().flatten().min_by_key(|mark| mark.start)
}
