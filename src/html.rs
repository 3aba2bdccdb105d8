//! Escaping, the few lines every writer of HTML needs.
//!
//! Any text comes out as the letters it is made of. The few characters that no page may hold (controls, and the two that
//! Unicode keeps free) become the replacement character; `check` tells where the author wrote one.

const REPLACED: &str = "\u{fffd}";

/// Text safe inside elements and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push(&mut out, text);
    out
}

/// Text safe inside elements only: quotes stay as they are, which keeps code a third lighter.
pub fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    write(&mut out, text, false);
    out
}

/// Adds escaped text. Apostrophes stay: our attributes are in double quotes, and CommonMark's examples keep them.
pub fn push(out: &mut String, text: &str) {
    write(out, text, true);
}

fn write(out: &mut String, text: &str, quotes: bool) {
    let mut from = 0;
    // Most letters stay as they are.
    let (pieces, rest) = text.as_bytes().as_chunks::<PIECE>();
    let some = pieces.iter().enumerate().filter(|(_, piece)| may_hold_special(**piece));
    let some = some.map(|(number, piece)| (number * PIECE, piece.as_slice()));
    for (start, piece) in some.chain([(pieces.len() * PIECE, rest)]) {
        for (at, &byte) in piece.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
            let at = start + at;
            let (entity, length) = match byte {
                b'&' => ("&amp;", 1),
                b'<' => ("&lt;", 1),
                b'>' => ("&gt;", 1),
                b'"' if quotes => ("&quot;", 1),
                0xef if text[at..].starts_with(['\u{fffe}', '\u{ffff}']) => (REPLACED, 3),
                b'"' | 0xef => continue,
                _ => (REPLACED, 1),
            };
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + length;
        }
    }
    out.push_str(&text[from..]);
}

/// Whether a byte does not always stand for itself.
#[inline]
fn is_special(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
        || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef)
}

/// Bytes that are looked at as one number, on which a processor spends as much as on one of them.
const PIECE: usize = 8;

/// Whether one of some bytes is special, or ends a line.
#[inline]
fn may_hold_special(piece: [u8; PIECE]) -> bool {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; PIECE])
    }
    let bytes = u64::from_ne_bytes(piece);
    // Has a bit where some byte is below another, at least at the lowest such byte.
    let below = |bytes: u64, byte: u8| bytes.wrapping_sub(each(byte)) & !bytes & each(0x80);
    let any = |bytes: u64, byte: u8| below(bytes ^ each(byte), 1);
    // One bit tells `"` from `&`, another `<` from `>`.
    let marks = any(bytes | each(b'"' ^ b'&'), b'&') | any(bytes | each(b'<' ^ b'>'), b'>');
    below(bytes, b' ') | marks | any(bytes, 0xef) != 0
}

/// Whether no page may hold a character.
pub fn is_unfit(letter: char) -> bool {
    letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')
        || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// Whether a text may name letters by their numbers, as in `&#1;`.
pub fn names_letters(text: &str) -> bool {
    // One letter is found many times quicker than two.
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'&', bytes).any(|at| bytes.get(at + 1) == Some(&b'#'))
}

/// An address as it may stand in `href` or `src`.
pub fn href(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let _ = pulldown_cmark_escape::escape_href(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stay_and_what_no_page_may_hold_is_seen() {
        assert_eq!(
            escape("\u{f8ff} \u{e000} \u{10000} é\u{301} \u{7f}"),
            "\u{f8ff} \u{e000} \u{10000} é\u{301} \u{7f}"
        );
        assert_eq!(escape("a\0b\u{1b}c\u{ffff}\u{fffe}d\u{fffd}\u{ff01}"), "a�b�c��d�！");
        assert_eq!(escape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;'");
        assert_eq!(escape_text("<\"\0>"), "&lt;\"�&gt;");
        for special in ['&', '<', '>', '"', '\0', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            let alone = escape(&special.to_string());
            for at in 0..=PIECE {
                let (before, after) = ("é!".repeat(at), "x~\n".repeat(at));
                let text = format!("{before}{special}{after}");
                assert_eq!(escape(&text), format!("{before}{alone}{after}"));
            }
        }
        let replaced =
            |letter: &char| escape(&letter.to_string()) == "\u{fffd}" && *letter != '\u{fffd}';
        assert!(
            ('\0'..=char::MAX)
                .filter(replaced)
                .eq(('\0'..=char::MAX).filter(|letter| is_unfit(*letter)))
        );
    }
}
