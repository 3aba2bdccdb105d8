//! Questions that ask nearly the same: a reader who has seen one knows the other.
//!
//! Two stems are twins if they share more than 0.6 of their runs of three words (Jaccard). To compare a thousand
//! chapters without looking at every pair, runs are ordered by how rare they are: two sets that share so much must
//! share one of the rarest runs of each, so only questions that meet there are compared.

use crate::check::text::{self, FILL_IN};
use crate::finding::{Finding, Rule};
use crate::guide::Guide;
use crate::parse::Chapter;
use crate::source::Span;
use crate::study::question::Question;
use rayon::prelude::*;
use std::collections::HashMap;

pub const QUESTION_TWIN: Rule =
    Rule::warning("question-twin", "no two questions ask nearly the same");

/// Words in a run.
const RUN: usize = 3;

/// Two sets are twins if five times what they share is more than three times what they hold together.
const SHARED: usize = 5;
const TOGETHER: usize = 3;

pub(super) fn all(guide: &Guide<'_>, findings: &mut Vec<Finding>) {
    let asked: Vec<(usize, &Question)> = guide.questions().collect();
    let runs = |question: &Question| {
        let stem = text::everything(&question.stem);
        // What is still to be written is the same wherever it stands.
        if stem.contains(FILL_IN) { Vec::new() } else { runs(&stem) }
    };
    let sets: Vec<Vec<u64>> = asked.par_iter().map(|(_, question)| runs(question)).collect();
    for (index, twin) in pairs(sets) {
        let (chapter, question) = asked[index];
        let (other_chapter, other) = asked[twin];
        findings.push(
            QUESTION_TWIN
                .broken(
                    stem(&guide.chapters[chapter], question),
                    format!("this asks nearly the same as `{}`", other.id),
                )
                .help("ask for the same decision in another situation, or drop one".to_owned())
                .also(stem(&guide.chapters[other_chapter], other), "the other question"),
        );
    }
}

fn stem(chapter: &Chapter, question: &Question) -> Span {
    let at = match (question.stem.first(), question.stem.last()) {
        (Some(first), Some(last)) => text::trimmed(chapter, &(first.at.start()..last.at.end())),
        _ => question.heading_at.clone(),
    };
    chapter.span(&at)
}

/// The runs of a text as sorted numbers.
fn runs(text: &str) -> Vec<u64> {
    let words: Vec<u64> = text::tokens(text).map(|(_, word)| text::stem_hash(word)).collect();
    let mut runs: Vec<u64> =
        words.windows(RUN).map(|run| text::fold(run.iter().copied())).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// For each set that has a twin before it: its index and the twin's.
fn pairs(mut sets: Vec<Vec<u64>>) -> Vec<(usize, usize)> {
    let mut times: HashMap<u64, u32> = HashMap::new();
    for &run in sets.iter().flatten() {
        *times.entry(run).or_insert(0) += 1;
    }
    sets.par_iter_mut().for_each(|set| set.sort_unstable_by_key(|run| (times[run], *run)));
    // Only sets without a twin are remembered: of ten equal ones, nine point at the first.
    let mut met: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for index in 0..sets.len() {
        let set = &sets[index];
        // A twin shares more than this, so it shares one of the runs before.
        let least = set.len() * TOGETHER / SHARED;
        let rarest = &set[..set.len() - least.min(set.len())];
        let twin = rarest
            .iter()
            .filter_map(|run| met.get(run))
            .flatten()
            .copied()
            .find(|&other| twins(set, &sets[other], &times));
        match twin {
            Some(twin) => pairs.push((index, twin)),
            None => rarest.iter().for_each(|run| met.entry(*run).or_default().push(index)),
        }
    }
    pairs
}

/// Whether two sets in the order of rareness share enough.
fn twins(one: &[u64], other: &[u64], times: &HashMap<u64, u32>) -> bool {
    let enough = |shared: usize| SHARED * shared > TOGETHER * (one.len() + other.len() - shared);
    if !enough(one.len().min(other.len())) {
        return false;
    }
    let key = |run: u64| (times[&run], run);
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < one.len() && j < other.len() {
        match key(one[i]).cmp(&key(other[j])) {
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    enough(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair compared, the slow and plain way.
    fn plainly(sets: &[Vec<u64>]) -> Vec<usize> {
        let mut alone: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for (index, set) in sets.iter().enumerate() {
            let twin = alone.iter().any(|&other| {
                let shared = set.iter().filter(|run| sets[other].contains(run)).count();
                SHARED * shared > TOGETHER * (set.len() + sets[other].len() - shared)
            });
            if twin { found.push(index) } else { alone.push(index) }
        }
        found
    }

    #[test]
    fn finds_what_comparing_every_pair_finds() {
        // Sets that overlap in all degrees, from a small generator.
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let sets: Vec<Vec<u64>> = (0..400)
            .map(|_| {
                let from = next(40);
                let mut set: Vec<u64> = (0..2 + next(30)).map(|_| from + next(24)).collect();
                set.sort_unstable();
                set.dedup();
                set
            })
            .collect();
        let found: Vec<usize> = pairs(sets.clone()).into_iter().map(|(index, _)| index).collect();
        assert_eq!(found, plainly(&sets));
        assert!((50..350).contains(&found.len()), "{} twins say little", found.len());
    }

    #[test]
    fn a_changed_word_leaves_a_twin_and_another_story_does_not() {
        let one = "A nightly job reads 4 of 300 columns from 2 TB of CSV and pays per byte. Which change lowers the bill?";
        let near = "A nightly job reads 6 of 300 columns from 2 TB of CSV and pays per byte. Which change lowers the bill?";
        let far = "A harbour pays per byte for its reports. Which change lowers the bill?";
        let sets = [one, near, far].map(runs).to_vec();
        assert_eq!(pairs(sets), [(1, 0)]);
    }
}
