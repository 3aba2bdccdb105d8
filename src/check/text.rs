//! Words of study material, as the rules compare them.
//!
//! Everything here works on slices and hashes, without a string per word: a book has half a million of them.

use crate::letters;
use crate::parse::doc::{At, Block, BlockKind, Inline, each_block, words};
use crate::parse::{Chapter, is_wide};
use crate::source::Span;

/// What `guidewright add` writes where an author's words belong.
pub const FILL_IN: &str = "FILL IN";

/// Words with their places: letters and digits, with `-`, `.`, `_`, `/` and apostrophes inside, and numbers with a comma.
pub fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let plain = move |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let known = move |at: usize| plain(at) || letters::is_steady(letters::letter(bytes, at));
    let mut at = 0;
    std::iter::from_fn(move || {
        // Most of a text is ASCII, which needs no look at what a character is.
        while at < bytes.len() && bytes[at].is_ascii() && !plain(at) {
            at += 1;
        }
        let start = if known(at) { at } else { at + text[at..].find(is_letter)? };
        let mut end = letters::run(bytes, start);
        if bytes.get(end).is_none_or(|byte| matches!(byte, b' ' | b'\n')) {
            at = end;
            return Some((start, &text[start..end]));
        }
        let from = end;
        let mut letters = text[from..].char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            if is_ideograph(letter) {
                end = from + offset + letter.len_utf8();
                continue;
            }
            let next = letters.peek().map(|(_, next)| *next);
            let inner = matches!(letter, '-' | '.' | '_' | '/' | '\'' | '’')
                || letter == ','
                    && text[..end].ends_with(|last: char| last.is_ascii_digit())
                    && next.is_some_and(|next| next.is_ascii_digit());
            if !(is_letter(letter) || inner && next.is_some_and(is_letter)) {
                break;
            }
            end = from + offset + letter.len_utf8();
        }
        at = end;
        Some((start, &text[start..end]))
    })
}

/// Most letters of Japanese, Chinese and Korean: no mark, no sign, without a case, and the same taken apart and put together
/// again. Long texts hold little else, so nothing is looked up for them.
pub fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Letters and digits, which those of Japanese and Chinese and the marks between them are seen to be or not without a look-up.
#[inline]
fn is_letter(letter: char) -> bool {
    is_ideograph(letter) || !is_wide_mark(letter) && letter.is_alphanumeric()
}

fn is_wide_mark(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// A number for a word, whatever its case and whether it is one or many.
pub fn stem_hash(word: &str) -> u64 {
    let word = word.strip_suffix(['s', 'S']).filter(|rest| rest.len() > 3).unwrap_or(word);
    fold(word.chars().flat_map(char::to_lowercase).map(u64::from))
}

/// FNV-1a: short, and the same on every machine.
pub fn fold(parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(0xcbf2_9ce4_8422_2325, |hash, part| (hash ^ part).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a letter has no width and says nothing by itself: marks of order and of word joints that editors do not show.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// How many words a person counts. Chinese and Japanese have no blanks between words: two letters count as one.
pub fn count(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| {
        let letters = || word.chars().filter(|letter| letter.is_alphanumeric());
        let wide = letters().filter(|letter| is_wide(*letter)).count();
        wide.div_ceil(2) + usize::from(letters().any(|letter| !is_wide(letter)))
    });
    words.sum()
}

/// How long a text is beside one in Latin letters: what a wide letter says takes about three of them.
pub fn length(text: &str) -> usize {
    text.trim().chars().map(|letter| if is_wide(letter) { 3 } else { 1 }).sum()
}

/// The same text for two that differ in case, spaces or the full stop at the end only.
pub fn same(text: &str) -> String {
    let mut same = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !same.is_empty() {
            same.push(' ');
        }
        same.extend(word.chars().flat_map(char::to_lowercase));
    }
    same.truncate(same.trim_end_matches(['.', ' ']).len());
    same
}

/// One space between words.
pub fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of some blocks, code at the end.
pub fn everything(blocks: &[Block]) -> String {
    let mut text = words(blocks);
    each_block(blocks, &mut |block| {
        if let BlockKind::Code(code) = &block.kind {
            text.push(' ');
            text.push_str(&code.text);
        }
    });
    text
}

/// Where some inlines stand.
pub fn extent(inlines: &[Inline]) -> Option<At> {
    Some(inlines.first()?.at.start()..inlines.last()?.at.end())
}

/// The first place of `needle` in a range of a chapter, as a word whatever its case; else the whole range.
pub fn place(chapter: &Chapter, at: &At, needle: &str) -> Span {
    let text = &chapter.text.text[at.clone()];
    let lower = text.to_ascii_lowercase();
    let needle = needle.to_ascii_lowercase();
    let found = lower.match_indices(&needle).find(|(start, found)| {
        let before =
            text[..*start].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
        before
            && text[start + found.len()..]
                .chars()
                .next()
                .is_none_or(|letter| !letter.is_alphanumeric())
    });
    match found {
        Some((start, found)) if !needle.is_empty() => {
            chapter.span(&(at.start + start..at.start + start + found.len()))
        }
        _ => chapter.span(&trimmed(chapter, at)),
    }
}

/// Where an id is given in a heading's attributes or a card's row; else the whole place.
pub fn id(chapter: &Chapter, at: &At, id: &str) -> Span {
    let text = &chapter.text.text[at.clone()];
    let given = format!("#{id}");
    let attributes = text.rfind('{').filter(|_| text.starts_with('#'));
    match attributes.and_then(|brace| Some(brace + text[brace..].find(&given)? + 1)) {
        Some(start) => chapter.span(&(at.start + start..at.start + start + id.len())),
        None => place(chapter, at, id),
    }
}

/// A range without the blanks and line ends around it.
pub fn trimmed(chapter: &Chapter, at: &At) -> At {
    let text = &chapter.text.text[at.clone()];
    let start = at.start + text.len() - text.trim_start().len();
    start..(at.start + text.trim_end().len()).max(start)
}

/// What ends a question: in Latin and Cyrillic letters, in Chinese and Japanese, in Arabic.
pub const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// The last sentence that asks something.
pub fn asking(text: &str) -> Option<&str> {
    let (end, mark) = text.rmatch_indices(QUESTION_MARKS).next()?;
    let ends = |letter: char| letter == '!' || QUESTION_MARKS.contains(&letter);
    let before = text[..end].trim_end_matches(ends);
    let start = before
        .rmatch_indices(['.', '?', '!', ':', '؟', '。', '？', '！', '：'])
        // No blank follows a wide mark.
        .find(|(at, mark)| {
            let after = &before[at + mark.len()..];
            ["。", "？", "！", "："].contains(mark) || after.starts_with(char::is_whitespace)
        })
        .map_or(0, |(at, mark)| at + mark.len());
    Some(text[start..end + mark.len()].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_where_no_blanks_divide_them() {
        assert_eq!(count("Three words, here – 7"), 4);
        assert_eq!(count("潮が満ちる時刻を調べます。"), 6);
        assert_eq!(count("Amazon S3の料金"), 4);
        assert_eq!(count("물때를 읽는 법"), 3);
        assert_eq!((length(" abc "), length("料金")), (3, 6));
    }

    #[test]
    fn what_is_seen_without_a_look_up_is_as_it_would_be_found() {
        for letter in '\0'..=char::MAX {
            assert_eq!(is_letter(letter), letter.is_alphanumeric(), "{letter:?}");
        }
    }

    #[test]
    fn names_stay_whole_words() {
        let words: Vec<&str> =
            tokens("An `ml.m5.xlarge` (event-time, it's 4.5 GB, 2,5 m, 7, or 8).")
                .map(|(_, word)| word)
                .collect();
        let expected =
            ["An", "ml.m5.xlarge", "event-time", "it's", "4.5", "GB", "2,5", "m", "7", "or", "8"];
        assert_eq!(words, expected);
    }

    #[test]
    fn words_of_wide_letters_go_on_up_to_a_mark_or_a_blank() {
        let words: Vec<&str> = tokens("データ湖はS3、水位2,5mだ。「々々」ok-潮 ü물때/é – 〇!")
            .map(|(_, word)| word)
            .collect();
        let expected = ["データ湖はS3", "水位2,5mだ", "々々", "ok-潮", "ü물때/é", "〇"];
        assert_eq!(words, expected);
    }

    #[test]
    fn the_last_question_is_the_one_asked() {
        assert_eq!(
            asking("Why? It reads 4.5 GB. Which change helps?"),
            Some("Which change helps?")
        );
        assert_eq!(asking("Which change helps? (Choose TWO.)"), Some("Which change helps?"));
        assert_eq!(asking("Name the format."), None);
        assert_eq!(asking("ファイルは大きい。どの形式がよいか？"), Some("どの形式がよいか？"));
        assert_eq!(asking("الملف كبير. أي صيغة أفضل؟"), Some("أي صيغة أفضل؟"));
    }

    #[test]
    fn case_spaces_and_a_full_stop_make_no_difference() {
        assert_eq!(same("Amazon  S3."), same("amazon s3"));
        assert_ne!(same("a > b"), same("a < b"));
    }
}
