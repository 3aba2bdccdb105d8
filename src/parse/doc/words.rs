//! The words of a text, without its marks.

use super::{Block, Inline, InlineKind, each_inlines};
use crate::letters::is_steady_in;
use crate::parse::is_wide;

/// The words of some inlines, without marks, as they are written.
pub fn plain(inlines: &[Inline]) -> String {
    told(inlines, &|_| None)
}

/// The same with formulas as `formula` tells them; as they are written where it tells nothing.
pub fn told(inlines: &[Inline], formula: &dyn Fn(&Inline) -> Option<String>) -> String {
    let mut text = String::new();
    each_word(inlines, formula, &mut |words| text.push_str(words));
    text
}

fn each_word(
    inlines: &[Inline],
    formula: &dyn Fn(&Inline) -> Option<String>,
    take: &mut dyn FnMut(&str),
) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(words) | InlineKind::Code(words) => take(words),
            InlineKind::Math { tex, .. } => match formula(inline) {
                Some(words) => take(&words),
                None => take(tex),
            },
            InlineKind::Emphasis(_)
            | InlineKind::Strong(_)
            | InlineKind::Strike(_)
            | InlineKind::Link(_) => each_word(inline.inner(), formula, take),
            InlineKind::Image(image) => take(&image.alt),
            InlineKind::SoftBreak | InlineKind::HardBreak => take(" "),
            InlineKind::Html(html) if html.tags().any(|tag| tag.name == "br") => take(" "),
            InlineKind::Html(_) | InlineKind::FootnoteReference(_) => {}
        }
    }
}

/// The words of some blocks, a space between blocks; code is left out.
pub fn words(blocks: &[Block]) -> String {
    told_blocks(blocks, &|_| None)
}

/// The same with formulas as `formula` tells them.
pub fn told_blocks(blocks: &[Block], formula: &dyn Fn(&Inline) -> Option<String>) -> String {
    let mut text = String::new();
    push_told_blocks(blocks, formula, &mut text);
    text
}

/// Adds it to a text.
pub fn push_told_blocks(
    blocks: &[Block],
    formula: &dyn Fn(&Inline) -> Option<String>,
    text: &mut String,
) {
    let start = text.len();
    each_inlines(blocks, &mut |inlines| {
        if text.len() > start {
            text.push(' ');
        }
        each_word(inlines, formula, &mut |words| text.push_str(words));
    });
}

/// How many words [`words`] gives, without the text. Where letters stand without blanks between words, two are one.
pub fn count_words(blocks: &[Block]) -> usize {
    let (mut count, mut wide) = (0, 0);
    each_inlines(blocks, &mut |inlines| {
        // A word may go on from one inline to the next.
        let mut inside = false;
        each_word(inlines, &|_| None, &mut |text| {
            let bytes = text.as_bytes();
            let mut at = 0;
            while at < bytes.len() {
                let ascii = count_ascii(&bytes[at..], &mut inside);
                count += ascii.words;
                at += ascii.bytes;
                let (threes, _) = bytes[at..].as_chunks();
                let usual = threes.iter().take_while(|three| is_usual(**three)).count();
                if usual > 0 {
                    wide += usual;
                    at += 3 * usual;
                    inside = false;
                    continue;
                }
                let Some(letter) = text[at..].chars().next() else { break };
                at += letter.len_utf8();
                let is_wide = is_wide(letter);
                wide += usize::from(is_wide && !is_mark(letter) && letter.is_alphanumeric());
                let blank = is_wide || letter.is_whitespace();
                count += usize::from(!blank && !inside);
                inside = !blank;
            }
        });
    });
    count + wide.div_ceil(2)
}

/// What a text begins with that is ASCII, as most of a text is: no look is needed at what a character is.
struct Ascii {
    words: usize,
    bytes: usize,
}

/// The words that begin in it; `inside` is whether one is open before it, and then behind it.
fn count_ascii(text: &[u8], inside: &mut bool) -> Ascii {
    let (mut ascii, mut within) = (Ascii { words: 0, bytes: text.len() }, *inside);
    for (at, byte) in text.iter().enumerate() {
        if !byte.is_ascii() {
            ascii.bytes = at;
            break;
        }
        let word = !matches!(byte, b'\t'..=b'\r' | b' ');
        ascii.words += usize::from(word && !within);
        within = word;
    }
    *inside = within;
    ascii
}

/// Kana and ideographs, most of what is wide: letters all of them, which need not be looked up.
#[inline]
fn is_usual(three: [u8; 3]) -> bool {
    const KOREAN: u8 = 0xea;
    three[0] < KOREAN && is_steady_in(three)
}

/// What stands between the letters of a wide text and is none, which need not be looked up either.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_letters_are_wide_and_letters() {
        let is_usual = |letter: &char| {
            let mut bytes = [0; 4];
            letter.encode_utf8(&mut bytes);
            bytes.first_chunk().is_some_and(|three| is_usual(*three))
        };
        let usual = ('\0'..=char::MAX).filter(is_usual);
        assert!(usual.clone().count() > 20_000);
        assert!(usual.clone().all(|letter| is_wide(letter) && letter.is_alphanumeric()));
        assert!(('\0'..=char::MAX).all(|letter| !is_mark(letter) || !letter.is_alphanumeric()));
    }
}
