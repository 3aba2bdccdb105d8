//! Terms by numbers that somebody gives them.

use super::pairs::pair;
use super::piece::{Piece, Pieces};
use super::{Met, in_token, spell};
use crate::letters;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Longer tokens, in bytes, are not remembered.
const REPEATED: usize = 60;

/// Gives terms their numbers; one without is left out.
pub(in crate::index) trait Numbers {
    fn word(&mut self, term: &str) -> Option<u32>;
    /// Adds those of terms that are pairs of letters.
    fn pairs(&mut self, pairs: &[u32], all: &mut Vec<u32>);
}

/// The numbers of terms, found again by the token that gave them: texts repeat their words, and a name is costly to take
/// apart.
#[derive(Default)]
pub(in crate::index) struct KnownTerms<'t> {
    tokens: FxHashMap<&'t str, Token>,
    known: Vec<u32>,
    /// What is told of the text at hand, and pairs. Kept for their room.
    met: Vec<u32>,
    ends: Vec<(u32, u32)>,
    pairs: Vec<u32>,
    is_plain: bool,
}

struct Token {
    /// Where its numbers stand in [`KnownTerms::known`].
    numbers: Range<usize>,
    is_plain: bool,
}

/// The terms of a text.
#[derive(Clone, Copy)]
pub(in crate::index) struct Told<'k, Number = u32> {
    /// Their numbers, in the order of [`super::each_term`].
    pub(in crate::index) terms: &'k [Number],
    /// Where sentences and their longer parts end, and lines: bytes of the text, and terms, up to there.
    pub(in crate::index) ends: &'k [(u32, u32)],
}

/// How far a text goes.
pub(in crate::index) fn short(length: usize) -> u32 {
    u32::try_from(length).expect("texts are shorter")
}

impl<'t> KnownTerms<'t> {
    pub(in crate::index) fn of(&mut self, text: &'t str, numbers: &mut impl Numbers) -> Told<'_> {
        let Self { tokens, known, met, ends, pairs, is_plain } = self;
        met.clear();
        ends.clear();
        *is_plain = true;
        let mut pieces = Pieces::new(text);
        while let Some(piece) = pieces.next(pairs) {
            match piece {
                Piece::End(at) => ends.push((short(at), short(met.len()))),
                Piece::Run => numbers.pairs(pairs, met),
                // One that is so long comes once.
                Piece::Token(token) if token.len() > REPEATED => {
                    take_apart(token, numbers, met);
                    *is_plain &= letters::is_plain(token);
                }
                Piece::Token(token) => {
                    let token = tokens.entry(token).or_insert_with(|| {
                        let start = known.len();
                        take_apart(token, numbers, known);
                        let numbers = start..known.len();
                        Token { numbers, is_plain: letters::is_plain(token) }
                    });
                    *is_plain &= token.is_plain;
                    for number in &known[token.numbers.clone()] {
                        met.push(*number);
                    }
                }
            }
        }
        *is_plain &= pieces.are_plain;
        self.told()
    }

    /// Whether the text that was told last is as [`letters::is_plain`] has it.
    pub(in crate::index) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// What was told last.
    pub(in crate::index) fn told(&self) -> Told<'_> {
        Told { terms: &self.met, ends: &self.ends }
    }
}

fn take_apart(token: &str, numbers: &mut impl Numbers, all: &mut Vec<u32>) {
    let mut spelled = String::new();
    in_token(token, &mut |met| match met {
        Met::Word(word) => all.extend(numbers.word(word)),
        Met::Pair(first, second) => match pair(first, second) {
            Some(pair) => numbers.pairs(&[pair], all),
            None => {
                spell((first, second), &mut spelled);
                all.extend(numbers.word(&spelled));
            }
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers terms in the order they come in.
    #[derive(Default)]
    struct All(Vec<String>);

    impl Numbers for All {
        fn word(&mut self, term: &str) -> Option<u32> {
            let known = self.0.iter().position(|known| known == term);
            let place = known.unwrap_or_else(|| {
                self.0.push(term.to_owned());
                self.0.len() - 1
            });
            u32::try_from(place).ok()
        }

        fn pairs(&mut self, pairs: &[u32], all: &mut Vec<u32>) {
            for pair in pairs {
                let mut term = String::new();
                super::super::push_pair(*pair, &mut term);
                all.extend(self.word(&term));
            }
        }
    }

    #[test]
    fn terms_have_the_same_numbers_wherever_they_stand() {
        let (mut known, mut all) = (KnownTerms::default(), All::default());
        let told = known.of("ml.m5 日本語 日本 m5", &mut all);
        assert_eq!(told.terms, [0, 1, 2, 3, 4, 5, 3, 6, 1]);
        assert_eq!(all.0, ["ml", "m5", "mlm5", "日本", "本語", "語", "本"]);
        assert_eq!(known.of("m5、日本語", &mut all).terms, [1, 3, 4, 5]);
    }

    #[test]
    fn a_text_is_plain_by_its_pieces_if_it_is_as_a_whole() {
        let letters: Vec<char> =
            "aZ9..,-  \n\t\u{b}\u{1}\u{7f}日本カー、。（）．，\u{3000}é𠀀\u{a0}“—"
                .chars()
                .collect();
        let mut number = 1_u64;
        let texts: Vec<String> = (0..9)
            .cycle()
            .take(20_000)
            .map(|length| {
                let letter = |_| {
                    number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    letters[usize::try_from(number >> 33).expect("few bits") % letters.len()]
                };
                (0..length).map(letter).collect()
            })
            .collect();
        let (mut known, mut plain) = (KnownTerms::default(), 0);
        for text in &texts {
            known.of(text, &mut All::default());
            assert_eq!(known.is_plain(), letters::is_plain(text), "{text:?}");
            plain += usize::from(known.is_plain());
        }
        assert!(plain > 2_000, "{plain}");
    }

    #[test]
    fn sentences_end_at_their_marks_and_lines() {
        let (mut known, mut all) = (KnownTerms::default(), All::default());
        let mut ends = |text: &'static str| -> Vec<&str> {
            let ends = known.of(text, &mut all).ends;
            ends.iter().map(|(end, _)| &text[..*end as usize]).collect()
        };
        assert_eq!(ends("One. Two: a.b? c;d"), ["One. ", "One. Two: ", "One. Two: a.b? "]);
        assert_eq!(
            ends("一。二！ 三、四\n五？"),
            ["一。", "一。二！", "一。二！ 三、四\n", "一。二！ 三、四\n五？"]
        );
    }
}
