//! Addresses that stand in a text as they are, and are meant as links.
//!
//! GitHub and most other readers of Markdown make them links, CommonMark does not. What belongs to an address is what
//! GitHub takes for it, less the punctuation and the words of a language without blanks that follow it.

use super::doc::{Inline, InlineKind, Leads};
use super::markup::PieceKind;
use std::ops::Range;

/// Some inlines with links of the addresses in them; `written` is the chapter's text.
pub(super) fn link(inlines: Box<[Inline]>, written: &str) -> Box<[Inline]> {
    // Most texts have no colon, and a letter is found quicker than several.
    let may_hold = |text: &str| memchr::memchr(b':', text.as_bytes()).is_some();
    let holds = |inline: &Inline| matches!(&inline.kind, InlineKind::Text(text) if may_hold(text) && text.contains("://"));
    if !inlines.iter().any(holds) {
        return inlines;
    }
    // How many links of raw HTML are open.
    let mut open = 0_usize;
    let mut linked = Vec::with_capacity(inlines.len() + 2);
    for inline in inlines {
        match inline.kind {
            InlineKind::Text(text) if open == 0 && text.contains("://") => {
                linked.extend(parts(&text, inline.at.range(), written));
                continue;
            }
            InlineKind::Html(ref html) => {
                for piece in &html.pieces {
                    match &piece.kind {
                        PieceKind::Open(tag) => open += usize::from(tag.name == "a"),
                        PieceKind::Close(name) => {
                            open = open.saturating_sub(usize::from(name == "a"));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        linked.push(inline);
    }
    linked.into()
}

/// A text cut at the addresses in it. One that is written with escapes stays text, as its author may have meant.
fn parts(text: &str, at: Range<usize>, written: &str) -> Vec<Inline> {
    let mut parts = Vec::new();
    let mut push = |kind: InlineKind, at: Range<usize>| parts.push(Inline { at: at.into(), kind });
    // How far the text, and with it the chapter's own, has been passed on.
    let (mut told, mut place) = (0, at.start);
    let mut from = 0;
    while let Some(address) = next(text, from) {
        from = address.end;
        let to = &text[address.clone()];
        let mut places = written[place..at.end].match_indices(to).map(|(start, _)| place + start);
        let before = || text[told..address.start].chars().rev().take(3);
        let fits =
            |start: &usize| before().eq(written[..*start].chars().rev().take(before().count()));
        let Some(start) = places.find(fits) else { continue };
        if address.start > told {
            push(InlineKind::Text(text[told..address.start].into()), place..start);
        }
        let at = start..start + to.len();
        let words = Inline { at: at.clone().into(), kind: InlineKind::Text(to.into()) };
        let link = InlineKind::Link(Box::new(Leads {
            to: to.to_owned(),
            title: String::new(),
            automatic: true,
            inlines: [words].into(),
        }));
        push(link, at);
        (told, place) = (address.end, start + to.len());
    }
    if told < text.len() {
        push(InlineKind::Text(text[told..].into()), place..at.end);
    }
    parts
}

/// Where the next address stands that begins at a place or behind it.
fn next(text: &str, begin: usize) -> Option<Range<usize>> {
    let mut from = begin;
    loop {
        let colon = from + text[from..].find("://")?;
        from = colon + "://".len();
        let Some(scheme) =
            ["https", "http"].into_iter().find(|scheme| text[..colon].ends_with(scheme))
        else {
            continue;
        };
        let start = colon - scheme.len();
        let inside = text[..start].ends_with(|letter: char| {
            letter.is_ascii_alphanumeric() || matches!(letter, '/' | '=' | '+' | '-' | '.')
        });
        if inside || start < begin {
            continue;
        }
        if let Some(length) = length(&text[from..]) {
            return Some(start..from + length);
        }
    }
}

/// How much of a text belongs to an address whose scheme stands before it; nothing for a pattern of addresses.
fn length(text: &str) -> Option<usize> {
    // What is longer is no address, and would be read again for each scheme in it.
    const LONGEST: usize = 2000;
    let mut before = '/';
    let end = text
        .char_indices()
        .take(LONGEST + 1)
        .find(|&(_, letter)| {
            let ends = ends_before(letter, before);
            before = letter;
            ends
        })
        .map_or(text.len(), |(at, _)| at);
    if end > LONGEST {
        return None;
    }
    // `https://{region}.example.org` and `https://example.org/…` stand for addresses.
    if text[end..].starts_with(['{', '<', '$', '…', '[']) {
        return None;
    }
    let mut length = end;
    let opened = text[..end].matches('(').count();
    let mut closed = text[..end].matches(')').count();
    loop {
        let last = text[..length].chars().next_back()?;
        let open = opened < closed;
        if matches!(last, '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '|')
            || last == ')' && open
        {
            closed -= usize::from(last == ')');
            length -= last.len_utf8();
        } else {
            break;
        }
    }
    let host = &text[..length];
    let host = &host[..host.find(['/', '?', '#']).unwrap_or(length)];
    let (name, end) = host.rsplit_once('.')?;
    let is_host = name.starts_with(char::is_alphanumeric) && end.starts_with(char::is_alphanumeric);
    is_host.then_some(length)
}

/// Whether an address ends before a letter.
fn ends_before(letter: char, before: char) -> bool {
    // Chinese and Japanese run on without a blank; in a path their letters follow its signs or each other.
    let is_wide =
        |letter: char| matches!(letter, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}');
    let is_mark = matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}');
    letter.is_whitespace()
        || letter.is_control()
        || is_mark
        || is_wide(letter) && before.is_ascii_alphanumeric()
        || matches!(letter, '<' | '>' | '"' | '`' | '{' | '}' | '$' | '[' | ']' | '\\' | '^' | '…')
        || matches!(letter, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '–' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        for (text, found) in [
            ("See https://e.org/a_b, http://e.org.", &["https://e.org/a_b", "http://e.org"][..]),
            (
                "(https://e.org/a_(b)) \"https://e.org/x\"",
                &["https://e.org/a_(b)", "https://e.org/x"],
            ),
            (
                "请看https://e.org/路径。然后 https://e.org，再",
                &["https://e.org/路径", "https://e.org"],
            ),
            ("打开https://e.org查看", &["https://e.org"]),
            (
                "https://例え.jp/パス，完 https://ru.e.org/wiki/Мир!",
                &["https://例え.jp/パス", "https://ru.e.org/wiki/Мир"],
            ),
            (
                "https://e.org/?a=1&b=2; https://e.org/#x:~:text=y",
                &["https://e.org/?a=1&b=2", "https://e.org/#x:~:text=y"],
            ),
            ("https://api.{region}.e.org https:// http://localhost:80/ git+https://e.org", &[]),
        ] {
            let mut from = 0;
            let ranges = std::iter::from_fn(|| {
                let range = next(text, from)?;
                from = range.end;
                Some(&text[range])
            });
            assert_eq!(ranges.collect::<Vec<_>>(), found, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_no_address() {
        let text = "(https://e.org".repeat(1000);
        let found = next(&text, 0).expect("its end is one");
        assert!(text.len() - found.start < 2100 && found.end == text.len(), "{found:?}");
        assert_eq!(next(&text, found.start + 1).map(|next| next.start), Some(found.start + 14));
    }
}
