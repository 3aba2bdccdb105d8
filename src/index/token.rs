//! Words as our readers type them: text → the terms under which a text is found.
//!
//! A name such as `ml.m5.xlarge` or `CreateEndpointConfig` gives its pieces, so that `m5` or `endpoint config`
//! finds it, and its pieces joined from each one to the end, so that `m5.xlarge` or `createendpoint` does. Scripts
//! that write without spaces give pairs of characters. `static/js/token.js` splits queries by the same rules, in
//! the same order; `tests/vectors/token.json` holds both to it. Word forms (`trains`, `training`) are left as they
//! stand: the browser looks for the forms of a typed word, which costs the index nothing.

mod known;
mod pairs;
mod piece;

pub(super) use known::{KnownTerms, Numbers, Told, short};
pub(super) use pairs::{Pairs, pair_in, push_pair};

use super::fold::{fold, lower};
use crate::check::text::is_ideograph;
use piece::{Piece, Pieces};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

/// Longer terms are ids, hashes or encoded data; nobody types them.
const LONGEST: usize = 40;

/// A name of more pieces than this is a path; it gives its pieces and the whole, not every tail.
const TAILS: usize = 5;

/// Words on nearly every page. They are indexed for headings alone, and looked up only by queries of nothing else.
pub const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from",
    "has", "have", "how", "if", "in", "into", "is", "it", "its", "of", "on", "or", "so", "that",
    "the", "their", "then", "there", "these", "they", "this", "to", "versus", "vs", "was", "we",
    "what", "when", "where", "which", "who", "why", "will", "with", "you", "your",
];

static STOPPED: LazyLock<FxHashSet<&str>> = LazyLock::new(|| STOP.iter().copied().collect());

/// A term as it is met: a word, or what a script without spaces gives, as its letters stand.
enum Met<'t> {
    Word(&'t str),
    Pair(char, Option<char>),
}

/// Hands out the terms of a text, in the order they stand, stop words left out.
pub fn each_term(text: &str, take: &mut dyn FnMut(&str)) {
    let (mut pairs, mut spelled) = (Vec::new(), String::new());
    let mut pieces = Pieces::new(text);
    while let Some(piece) = pieces.next(&mut pairs) {
        match piece {
            Piece::End(_) => {}
            Piece::Run => {
                for pair in &pairs {
                    spelled.clear();
                    push_pair(*pair, &mut spelled);
                    take(&spelled);
                }
            }
            Piece::Token(token) => in_token(token, &mut |met| match met {
                Met::Word(word) => take(word),
                Met::Pair(first, second) => {
                    spell((first, second), &mut spelled);
                    take(&spelled);
                }
            }),
        }
    }
}

/// Hands out the terms of a token.
fn in_token(token: &str, take: &mut dyn FnMut(Met<'_>)) {
    if let Some(word) = plain_word(token) {
        let lower = word.to_ascii_lowercase();
        if is_term(&lower) {
            take(Met::Word(&lower));
        }
    } else {
        other_terms(token, &mut |met| match met {
            Met::Word(term) if !is_term(term) => {}
            met => take(met),
        });
    }
}

/// Hands out the stop words of a heading.
pub fn each_stop_word(heading: &str, take: &mut dyn FnMut(&'static str)) {
    for token in heading.split_ascii_whitespace() {
        let word = plain_word(token).unwrap_or_default().to_ascii_lowercase();
        if let Some(stop) = STOPPED.get(word.as_str()) {
            take(stop);
        }
    }
}

/// What most tokens are: one word of ASCII letters and digits, signs round it, with no capital inside.
fn plain_word(token: &str) -> Option<&str> {
    let is_sign = |sign: char| sign.is_ascii() && !sign.is_ascii_alphanumeric();
    let word = token.trim_start_matches(is_sign);
    let (before, word) = (&token[..token.len() - word.len()], word.trim_end_matches(is_sign));
    // `.NET` and `C++` are more than their letters.
    if before.ends_with('.') || token[before.len() + word.len()..].starts_with(['+', '#']) {
        return None;
    }
    let mut bytes = word.bytes();
    let plain = bytes.next().is_none_or(|first| first.is_ascii_alphanumeric())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    plain.then_some(word)
}

fn is_term(term: &str) -> bool {
    let short = term.len() <= LONGEST || term.chars().count() <= LONGEST;
    // Most terms of a Japanese text are pairs of characters, and no stop word has such letters.
    let stopped = term.is_ascii() && STOPPED.contains(term);
    !term.is_empty() && short && !stopped
}

/// Hands out the terms of a token that is more than one plain word.
fn other_terms(token: &str, take: &mut dyn FnMut(Met<'_>)) {
    let chars: Vec<char> = fold(token).chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if is_dense(chars[at]) {
            let end = run(&chars, at, is_dense);
            pairs(&chars[at..end], take);
            at = end;
        } else if let Some(end) = signed(&chars, at) {
            take(Met::Word(&lower(&text(&chars, at, end))));
            at = end;
        } else if let Some(end) = dotted(&chars, at) {
            for start in [at, at + 1] {
                take(Met::Word(&lower(&text(&chars, start, end))));
            }
            at = end;
        } else if is_word(chars[at]) {
            let (parts, end) = name(&chars, at);
            pieces(&parts, take);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// `C++`, `C#`, `F#`: a letter that stands alone, with what makes it a name, and perhaps a number. Gives where it ends.
fn signed(chars: &[char], at: usize) -> Option<usize> {
    if !chars[at].is_ascii_alphabetic() || at > 0 && is_word(chars[at - 1]) {
        return None;
    }
    let end = match chars[at + 1..] {
        ['+', '+', ..] => at + 3,
        ['#', ..] => at + 2,
        _ => return None,
    };
    let alone = chars
        .get(end)
        .is_none_or(|next| next.is_ascii_digit() || !is_word(*next) && !matches!(next, '+' | '#'));
    alone.then_some(end)
}

/// `.NET`, `.gitignore`: one run of letters behind a full stop that ends nothing. Gives where it ends.
fn dotted(chars: &[char], at: usize) -> Option<usize> {
    let begins = chars[at] == '.' && (at == 0 || !is_word(chars[at - 1]) && chars[at - 1] != '.');
    let end = run(chars, at + 1, |letter| letter.is_ascii_alphabetic());
    let whole = end > at + 2
        && joint(chars, end).is_none()
        && chars.get(end).is_none_or(|next| !is_word(*next) && *next != '/');
    (begins && whole).then_some(end)
}

/// Letters of scripts written without spaces, and of Korean, whose endings hang on the word: Thai, Lao, Burmese, Khmer,
/// Hangul, kana, bopomofo and Han.
#[inline]
fn is_dense(letter: char) -> bool {
    // With what stands among them, the mark that makes a vowel long.
    if is_ideograph(letter) || letter == '\u{30fc}' {
        return true;
    }
    if is_mark(letter) {
        return false;
    }
    let script = matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    script && (letter.is_alphabetic() || is_combining_mark(letter))
}

/// Full stops, commas and brackets of Chinese and Japanese: which class they are of is dear to ask.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}')
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || (!letter.is_ascii()
            && !is_mark(letter)
            && !is_dense(letter)
            && (letter.is_alphanumeric() || is_combining_mark(letter)))
}

/// Where the run of characters of one class that begins at `start` ends.
fn run(chars: &[char], start: usize, class: fn(char) -> bool) -> usize {
    start + chars[start..].iter().take_while(|letter| class(**letter)).count()
}

/// Pairs of neighbours, and the last character alone, so that a single typed character is a prefix of something.
fn pairs(chars: &[char], take: &mut dyn FnMut(Met<'_>)) {
    for pair in chars.windows(2) {
        take(Met::Pair(pair[0], Some(pair[1])));
    }
    if let Some(&last) = chars.last() {
        take(Met::Pair(last, None));
    }
}

/// A pair, or a single letter, as it stands in the index.
fn spell((first, second): (char, Option<char>), term: &mut String) {
    term.clear();
    for letter in std::iter::once(first).chain(second) {
        if is_ideograph(letter) {
            term.push(letter);
        } else {
            // Some letters of Georgian have a case.
            term.extend(letter.to_lowercase());
        }
    }
}

/// One name: runs of word characters held together by single joints. Gives its parts and where it ends.
fn name(chars: &[char], start: usize) -> (Vec<String>, usize) {
    let mut end = run(chars, start, is_word);
    let mut parts = vec![text(chars, start, end)];
    if let Some(second) = short_pair(chars, start, end) {
        parts.push(text(chars, end + 1, second));
        return (parts, second);
    }
    while let Some(joint) = joint(chars, end) {
        let next = run(chars, end + 1, is_word);
        let part = text(chars, end + 1, next);
        match joint {
            '\'' | '’' if part.eq_ignore_ascii_case("s") => {}
            // `l'homme` is two words, and `don't` is one.
            '\'' | '’' if next - end > 3 => parts.push(part),
            // Nor is the comma of `15,000` a border.
            '\'' | '’' | ',' => {
                parts.last_mut().expect("a name begins with a part").push_str(&part);
            }
            _ => parts.push(part),
        }
        end = next;
    }
    (parts, end)
}

fn text(chars: &[char], start: usize, end: usize) -> String {
    chars[start..end].iter().collect()
}

/// `CI/CD`, `A/B`, `R&D`: two runs of at most three characters that stand alone. Gives where the second ends.
fn short_pair(chars: &[char], start: usize, end: usize) -> Option<usize> {
    if end - start > 3 || !matches!(chars.get(end), Some('/' | '&')) {
        return None;
    }
    let second = run(chars, end + 1, is_word);
    let short = (1..=3).contains(&(second - end - 1));
    (short && joint(chars, second).is_none()).then_some(second)
}

/// The character at `at`, if it holds a name together with what follows it.
fn joint(chars: &[char], at: usize) -> Option<char> {
    let joint = *chars.get(at)?;
    let follows = chars.get(at + 1).is_some_and(|next| is_word(*next));
    let holds = match joint {
        // The last keeps parts of one Persian word from joining their letters.
        '.' | '_' | '-' | '‐' | '\'' | '’' | '\u{200c}' => follows,
        ',' => {
            let digits = chars[at + 1..].iter().take_while(|next| next.is_ascii_digit()).count();
            digits == 3 && chars[at - 1].is_ascii_digit()
        }
        _ => false,
    };
    holds.then_some(joint)
}

/// The terms of one name: every piece, then the pieces joined from each one to the end.
fn pieces(parts: &[String], take: &mut dyn FnMut(Met<'_>)) {
    let pieces: Vec<String> = parts.iter().flat_map(|part| humps(part)).collect();
    let tails = if pieces.len() > TAILS { 1 } else { pieces.len().saturating_sub(1) };
    for piece in &pieces {
        take(Met::Word(piece));
    }
    for start in 0..tails {
        take(Met::Word(&pieces[start..].concat()));
    }
}

/// `CreateEndpoint` → `create`, `endpoint`. No piece is a single letter: `FSx`, `IoT` and `GPUs` stay whole.
fn humps(part: &str) -> Vec<String> {
    let chars: Vec<char> = part.chars().collect();
    let mut pieces: Vec<String> = Vec::new();
    let mut start = 0;
    for at in 1..=chars.len() {
        if at < chars.len() && !is_border(&chars, at) {
            continue;
        }
        let piece = text(&chars, start, at);
        match pieces.last_mut() {
            Some(last) if last.chars().count() == 1 || at - start == 1 => last.push_str(&piece),
            _ => pieces.push(piece),
        }
        start = at;
    }
    pieces.iter().map(|piece| lower(piece)).collect()
}

fn is_border(chars: &[char], at: usize) -> bool {
    if !chars[at].is_uppercase() {
        return false;
    }
    let before = chars[at - 1];
    if before.is_lowercase() || before.is_numeric() {
        return true;
    }
    let plural = at + 2 == chars.len() && chars[at + 1] == 's';
    before.is_uppercase() && chars.get(at + 1).is_some_and(|next| next.is_lowercase()) && !plural
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vectors {
        stop: Vec<String>,
        terms: Vec<(String, String)>,
    }

    fn vectors() -> Vectors {
        serde_json::from_str(include_str!("../../tests/vectors/token.json"))
            .expect("the vectors are JSON")
    }

    pub(in crate::index) fn terms(text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        each_term(text, &mut |term| terms.push(term.to_owned()));
        terms
    }

    #[test]
    fn texts_give_the_terms_of_the_shared_vectors() {
        for (text, expected) in vectors().terms {
            assert_eq!(terms(&text).join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn no_term_reaches_out_of_a_piece() {
        let letters = [
            "aZ9 .,-_'’‐+#/&:;?()日本カなー々〇한。、「」・　，．０Ａ（）！：～“”—",
            "éßゞ\u{3099}\u{309a}゛ﾞﾟｶﾊ㈱①…‘ไทยภ\u{102c}መ가\u{11a8}葛\u{e0100}\u{200d}\u{ad}\u{338}\u{302a}\u{a0}𠀀١",
        ];
        let letters: Vec<char> = letters.concat().chars().collect();
        let mut number = 1_u64;
        let mut letter = || {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            letters[usize::try_from(number >> 33).expect("it has few bits") % letters.len()]
        };
        for length in (1..9).cycle().take(40_000) {
            let text: String = (0..length).map(|_| letter()).collect();
            let (mut whole, mut spelled) = (Vec::new(), String::new());
            for token in text.split_ascii_whitespace() {
                in_token(token, &mut |met| match met {
                    Met::Word(word) => whole.push(word.to_owned()),
                    Met::Pair(first, second) => {
                        spell((first, second), &mut spelled);
                        whole.push(spelled.clone());
                    }
                });
            }
            assert_eq!(terms(&text), whole, "{text:?}");
        }
    }

    #[test]
    fn stop_words_are_sorted_and_the_same_in_the_browser() {
        assert!(STOP.is_sorted());
        assert_eq!(vectors().stop, STOP);
    }
}
