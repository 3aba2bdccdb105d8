//! The deciding phrase of a question, found in the HTML of its stem or scenario.
//!
//! The page marks it once the answer is shown. Where it stands is settled here, so that the browser need not search.

use std::fmt::Write as _;
use std::ops::Range;

/// The HTML with the first occurrence of `phrase` in elements with `data-of="id"`, also where tags divide it and wherever
/// lines break; nothing where it does not occur.
pub(super) fn framed(html: &str, phrase: &str, id: &str) -> Option<String> {
    let wanted: Vec<char> = spaced(phrase.trim().chars().map(|letter| (letter, 0..0)))
        .into_iter()
        .map(|(letter, _)| letter)
        .collect();
    let text = spaced(letters(html));
    let fits = |start: &usize| {
        text[*start..].iter().zip(&wanted).all(|((letter, _), wanted)| letter == wanted)
    };
    let last = text.len().checked_sub(wanted.len())?;
    let start = (0..=last).find(fits).filter(|_| !wanted.is_empty())?;

    // Pieces of text without a tag between them.
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (_, place) in &text[start..start + wanted.len()] {
        match pieces.last_mut() {
            Some(piece) if piece.end == place.start => piece.end = place.end,
            _ => pieces.push(place.clone()),
        }
    }
    let mut out = String::with_capacity(html.len() + 40 * pieces.len());
    let mut from = 0;
    // Space between two blocks belongs to neither.
    for piece in pieces.into_iter().filter(|piece| !html[piece.clone()].trim().is_empty()) {
        out.push_str(&html[from..piece.start]);
        let _ = write!(out, "<span data-of=\"{id}\">{}</span>", &html[piece.clone()]);
        from = piece.end;
    }
    out.push_str(&html[from..]);
    Some(out)
}

/// Letters with their places, every run of space as one blank.
fn spaced(letters: impl Iterator<Item = (char, Range<usize>)>) -> Vec<(char, Range<usize>)> {
    let mut text: Vec<(char, Range<usize>)> = Vec::new();
    for (letter, place) in letters {
        match text.last_mut() {
            _ if !letter.is_whitespace() => text.push((letter, place)),
            Some((' ', before)) if before.end == place.start => before.end = place.end,
            Some((' ', _)) => {}
            _ => text.push((' ', place)),
        }
    }
    text
}

/// The letters of HTML that we wrote, outside of tags, pictures and formulas.
fn letters(html: &str) -> impl Iterator<Item = (char, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while html[at..].starts_with('<') {
            let whole = ["svg", "math"].into_iter().find(|name| html[at + 1..].starts_with(name));
            let end = whole.map_or_else(|| ">".to_owned(), |name| format!("</{name}>"));
            at += html[at..].find(&end).map_or(html.len() - at, |length| length + end.len());
        }
        let rest = &html[at..];
        let first = rest.chars().next()?;
        let (letter, length) = entity(rest).unwrap_or((first, first.len_utf8()));
        at += length;
        Some((letter, at - length..at))
    })
}

/// The letter that an entity stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    const ENTITIES: [(&str, char); 5] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
    let (written, letter) = ENTITIES.into_iter().find(|(written, _)| text.starts_with(written))?;
    Some((letter, written.len()))
}

#[cfg(test)]
mod tests {
    use super::framed;

    #[test]
    fn a_phrase_is_framed_wherever_tags_and_lines_divide_it() {
        let is = |html: &str, phrase: &str, wanted: Option<&str>| {
            assert_eq!(framed(html, phrase, "q").as_deref(), wanted, "{html}");
        };
        is("<p>a b c</p>", "b", Some("<p>a <span data-of=\"q\">b</span> c</p>"));
        is(
            "<p>pays <em>per\nbyte</em> scanned</p>",
            "per byte scanned",
            Some(
                "<p>pays <em><span data-of=\"q\">per\nbyte</span></em><span data-of=\"q\"> scanned</span></p>",
            ),
        );
        is(
            "<p>one</p>\n<p>two &amp; more</p>",
            "one two & more",
            Some(
                "<p><span data-of=\"q\">one</span></p>\n<p><span data-of=\"q\">two &amp; more</span></p>",
            ),
        );
        is("<p title=\"b\"><svg><text>b</text></svg></p>", "b", None);
        is("<p>a</p>", "a b", None);
        is("<p>a</p>", "", None);
    }
}
