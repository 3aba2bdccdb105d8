//! Glossary terms in running text.
//!
//! Finds the first use of each term in a page's text, by its name or its short form, at word borders, the longest name
//! first. Names match whatever their case; short forms only as they are spelled, so that `ADA` is not `Ada`.

use super::glossary::Term;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Terms by the first word of what they match, in lower case.
#[derive(Debug, Default)]
pub struct Lookup {
    by_word: FxHashMap<String, Vec<(String, bool, usize)>>,
}

impl Lookup {
    pub fn new(terms: &[Term]) -> Self {
        let mut by_word = BTreeMap::<String, Vec<(String, bool, usize)>>::new();
        for (index, term) in terms.iter().enumerate() {
            let name = (term.name.get_ref().as_str(), false);
            for (text, exact) in
                std::iter::once(name).chain(term.short.as_deref().map(|short| (short, true)))
            {
                if let Some(word) = words(text).next() {
                    let matched = if exact { text.to_owned() } else { text.to_lowercase() };
                    by_word
                        .entry(text[word].to_lowercase())
                        .or_default()
                        .push((matched, exact, index));
                }
            }
        }
        for found in by_word.values_mut() {
            found.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        }
        Self { by_word: by_word.into_iter().collect() }
    }
}

/// Places of terms in `text` that are not yet in `used`, in order, without overlap.
pub fn find(lookup: &Lookup, text: &str, used: &BTreeSet<usize>) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    if lookup.by_word.is_empty() {
        return found;
    }
    let mut free = 0;
    for word in words(text) {
        if word.start < free {
            continue;
        }
        let Some(candidates) = lookup.by_word.get(&*lower(&text[word.clone()])) else {
            continue;
        };
        let rest = &text[word.start..];
        let hit = candidates.iter().find(|(name, exact, index)| {
            let Some(part) = rest.get(..name.len()) else { return false };
            let same = if *exact { part == name } else { part.to_lowercase() == *name };
            let ends = !rest[name.len()..].starts_with(char::is_alphanumeric);
            same && ends && !used.contains(index) && !found.iter().any(|(_, known)| known == index)
        });
        if let Some((name, _, index)) = hit {
            free = word.start + name.len();
            found.push((word.start..free, *index));
        }
    }
    found
}

/// A word in small letters, which most are as they stand.
fn lower(word: &str) -> Cow<'_, str> {
    let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let length =
            text[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - start);
        at = start + length;
        Some(start..at)
    })
}
