//! Quotes of typography where the parser crate takes the wrong one.
//!
//! It looks for pairs alone. What stands around a mark says more: inches and feet follow a digit, nothing opens behind a
//! letter, and years and shortened words begin with an apostrophe. Chinese and Japanese words have no blanks around them,
//! so that only their order tells there which quotes open and which close.

use super::doc::At;
use super::settle::is_wide;

/// Whether a quote is open in a block.
#[derive(Debug, Default)]
pub(super) struct Open {
    double: bool,
}

impl Open {
    /// The mark that stands for a straight quote at a place of a text, where it is another than the `given` one.
    pub(super) fn mended(&mut self, text: &str, at: &At, given: &str) -> Option<&'static str> {
        let mended = self.between_wide(text, at).or_else(|| mended(text, at, given));
        match mended.unwrap_or(given) {
            "“" => self.double = true,
            "”" => self.double = false,
            _ => {}
        }
        mended
    }

    /// Hears of a text in which an author may have typed the quotes of typography. A quote that opens where one is open was
    /// meant to close it: both keys look alike.
    pub(super) fn see(&mut self, text: &str) {
        for mark in text.chars().filter(|letter| matches!(letter, '“' | '”')) {
            self.double = mark == '“' && !self.double;
        }
    }

    /// The mark beside a letter of Chinese or Japanese, or with a blank on either side between such letters. A single one may
    /// be an apostrophe of another language.
    fn between_wide(&self, text: &str, at: &At) -> Option<&'static str> {
        let (mut before, mut after) = (&text[..at.start], &text[at.end..]);
        if before.ends_with(' ') && after.starts_with(' ') {
            (before, after) = (before.trim_end_matches(' '), after.trim_start_matches(' '));
        }
        let (before, after) = (before.chars().next_back(), after.chars().next());
        let beside = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        (beside && &text[at.clone()] == "\"").then_some(if self.double { "”" } else { "“" })
    }
}

fn mended(text: &str, at: &At, given: &str) -> Option<&'static str> {
    let before = text[..at.start].chars().next_back();
    let after = &text[at.end..];
    let digit = before.is_some_and(|letter| letter.is_ascii_digit());
    let opens = matches!(given, "“" | "‘");
    let behind_word = before.is_some_and(char::is_alphanumeric)
        || before.is_some_and(|letter| ".,;:!?…)".contains(letter))
            && after.chars().next().is_none_or(char::is_whitespace);
    match &text[at.clone()] {
        "\"" if digit && opens => Some("\""),
        "\"" if behind_word && opens => Some("”"),
        "'" if digit && after.starts_with(|letter: char| letter.is_ascii_digit()) => Some("'"),
        "'" if opens && (behind_word || is_shortened(after)) => Some("’"),
        _ => None,
    }
}

/// Whether what follows a quote is a word that an apostrophe begins: a year, or one of which the start is left out.
fn is_shortened(after: &str) -> bool {
    const WORDS: [&str; 8] = ["cause", "em", "n", "round", "til", "tis", "twas", "twill"];
    let end = after.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..end];
    let year = word.strip_suffix('s').unwrap_or(word);
    year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit())
        || WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use crate::parse::{Syntax, blocks, doc};
    use crate::source::{Sources, Stitched};

    #[test]
    fn quotes_turn_to_the_words_they_belong_to() {
        let syntax = Syntax { smart_punctuation: true, ..Syntax::NATIVE };
        let source = Sources::default().add("a.md", "");
        for (written, shown) in [
            ("the '90s and the dogs' toys", "the ’90s and the dogs’ toys"),
            ("in '99, she 'said' so", "in ’99, she ‘said’ so"),
            ("6'2\" tall, a 5\" disk", "6'2\" tall, a 5\" disk"),
            ("rock 'n' roll", "rock ’n’ roll"),
            ("'Twas 'em who said 'hi'", "’Twas ’em who said ‘hi’"),
            ("\"in 1999\" and \"nested \"q\" x\"", "“in 1999” and “nested “q” x”"),
            ("\"a \"b.\" c.\"", "“a “b.” c.”"),
            ("(\"q\") don't", "(“q”) don’t"),
            ("又见\"你好，世界\"，再\"看\"。", "又见“你好，世界”，再“看”。"),
            ("说\"hi\"吧，“是\"。", "说“hi”吧，“是”。"),
            ("说 \"潮 \" 汐，\"是\"。", "说 “潮 ” 汐，“是”。"),
            ("“潮”，想\"潮“而\"汐“是，\"汛\"", "“潮”，想“潮“而“汐“是，“汛”"),
            ("\"潮\n\n\"汐\"", "“潮 “汐”"),
        ] {
            let text = Stitched::whole(source, written);
            assert_eq!(doc::words(&blocks::parse(&text, 0, syntax).blocks), shown);
        }
    }
}
