//! Terms that were met before, each with what somebody found for it.

use super::{Met, each_met, spell};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Longer tokens, in bytes, are not remembered.
const REPEATED: usize = 60;

/// Terms with what they stand for, found again by the token that gave them: texts repeat their words, and a name is
/// costly to take apart.
pub struct KnownTerms<'t, T> {
    /// Where the things of a token stand in `things`.
    tokens: FxHashMap<&'t str, Range<usize>>,
    things: Vec<T>,
    /// By two letters, or one and nothing.
    pairs: FxHashMap<u64, Option<T>>,
}

impl<T> Default for KnownTerms<'_, T> {
    fn default() -> Self {
        Self { tokens: FxHashMap::default(), things: Vec::new(), pairs: FxHashMap::default() }
    }
}

impl<'t, T: Copy> KnownTerms<'t, T> {
    /// As [`super::each_term`], with the thing that `find` gives for a term; a term that gives nothing is left out.
    pub fn each(
        &mut self,
        text: &'t str,
        find: &mut dyn FnMut(&str) -> Option<T>,
        take: &mut dyn FnMut(T),
    ) {
        let Self { tokens, things, pairs } = self;
        let mut spelled = String::new();
        let mut known = |met: Met<'_>| match met {
            Met::Word(word) => find(word),
            Met::Pair(first, second) => {
                let key = u64::from(first) << 32 | second.map_or(0, u64::from);
                *pairs.entry(key).or_insert_with(|| {
                    spell((first, second), &mut spelled);
                    find(&spelled)
                })
            }
        };
        for token in text.split_ascii_whitespace() {
            // A sentence without a blank comes once.
            if token.len() > REPEATED {
                each_met(token, &mut |met| known(met).into_iter().for_each(&mut *take));
                continue;
            }
            let range = tokens.get(token).cloned().unwrap_or_else(|| {
                let start = things.len();
                each_met(token, &mut |met| things.extend(known(met)));
                tokens.insert(token, start..things.len());
                start..things.len()
            });
            things[range].iter().for_each(|thing| take(*thing));
        }
    }
}
