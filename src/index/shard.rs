//! The files of an index: runs of words, places or texts, each named by its content.

use super::{CALL, pack};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128_with_seed};

/// One thing of a run: how much it takes, and a number that is the same for it in every edition.
pub(super) type Piece = (usize, u64);

/// Runs of neighbours that stay below `limit` together, or are one alone. Where a run ends is decided by the things near
/// its end alone once it is half full: a change moves a border or two, and the runs behind it are what they were.
pub(super) fn cut(pieces: impl Iterator<Item = Piece>, limit: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut sum = 0;
    for (at, (size, print)) in pieces.enumerate() {
        // What takes four times as much ends a run four times as often; on the way to the limit one or two should.
        let may_begin = sum >= limit / 2 && (print >> 32) as usize % limit < 4 * size;
        match ranges.last_mut() {
            Some(range) if sum + size <= limit && !may_begin => {
                range.end = at + 1;
                sum += size;
            }
            _ => {
                ranges.push(at..at + 1);
                sum = size;
            }
        }
    }
    ranges
}

/// The number of a text for [`cut`].
pub(super) fn print(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Shards {
    /// Number of the first word or unit in each shard.
    pub(super) starts: Vec<usize>,
    pub(super) names: Vec<String>,
}

/// The content of one shard: its first word or unit, and what is told of them.
pub(super) struct Made<'a> {
    pub(super) start: usize,
    pub(super) data: Cow<'a, str>,
}

/// What the last index packed, by the hash of what was packed.
pub(super) type Packed<'a> = FxHashMap<u128, &'a str>;

/// A number for the content of a shard of some kind: the same text is packed in another way where it is one of places.
pub(super) fn hash(kind: char, json: &str) -> u128 {
    xxh3_128_with_seed(json.as_bytes(), kind.into())
}

/// JSON, deflated, unless it was before.
pub(super) fn squeezed<'a>(kind: char, json: &str, known: &Packed<'a>) -> Cow<'a, str> {
    let known = if known.is_empty() { None } else { known.get(&hash(kind, json)) };
    let squeeze = || if kind == 'p' { pack::squeeze_places(json) } else { pack::squeeze(json) };
    known.map_or_else(|| squeeze().into(), |data| Cow::Borrowed(*data))
}

/// The files of an index, each name once.
#[derive(Default)]
pub(super) struct Files {
    pub(super) all: Vec<(String, Arc<[u8]>)>,
    /// The hash of what a name stands for.
    named: FxHashMap<String, u64>,
}

impl Files {
    pub(super) fn shards(&mut self, kind: char, made: &[Made]) -> Shards {
        let starts = made.iter().map(|shard| shard.start).collect();
        let stem = format!("search-{kind}");
        let names = made.iter().map(|shard| self.add(&stem, &shard.data)).collect();
        Shards { starts, names }
    }

    /// Adds `data` under a name that carries its hash; gives the name without its end. The place among others is no part
    /// of it: it would change with what stands before.
    pub(super) fn add(&mut self, stem: &str, data: &str) -> String {
        let hash = xxh3_64(data.as_bytes());
        // Letters that are told apart also where a disk ignores case. Two of thousands may begin alike.
        let letters = |count: u32| {
            (0..count)
                .filter_map(move |place| char::from_digit((hash >> (5 * place) & 31) as u32, 32))
        };
        for count in HASH..=12 {
            let name = format!("{stem}-{}", letters(count).collect::<String>());
            match self.named.get(&name) {
                Some(known) if *known == hash => return name,
                Some(_) => {}
                None => {
                    self.all.push((format!("{name}.js"), call(&name, data)));
                    self.named.insert(name.clone(), hash);
                    return name;
                }
            }
        }
        unreachable!("two shards share sixty bits of a hash");
    }
}

/// Characters of a hash in a name: thirty bits.
const HASH: u32 = 6;

/// A script that hands `data`, which needs no escapes, to the page.
pub(super) fn call(name: &str, data: &str) -> Arc<[u8]> {
    let [start, middle, end] = CALL;
    [start, name, middle, data, end].concat().into_bytes().into()
}

/// A value as JSON.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("strings and numbers are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Vec<Piece> {
        (0..3_000_usize).map(|number| (7 + number % 40, print(&number.to_string()))).collect()
    }

    #[test]
    fn runs_follow_each_other_and_stay_below_their_limit() {
        let pieces = pieces();
        let ranges = cut(pieces.iter().copied(), 1_000);
        assert_eq!(ranges.first().map(|range| range.start), Some(0));
        assert_eq!(ranges.last().map(|range| range.end), Some(pieces.len()));
        assert!(ranges.windows(2).all(|two| two[0].end == two[1].start));
        let size = |range: &Range<usize>| {
            pieces[range.clone()].iter().map(|(size, _)| size).sum::<usize>()
        };
        assert!(ranges.iter().all(|range| size(range) <= 1_000));
        let average = pieces.iter().map(|(size, _)| size).sum::<usize>() / ranges.len();
        assert!((600..900).contains(&average), "{average}");
        assert_eq!(cut([(1, 0), (5_000, 0), (1, 0)].into_iter(), 1_000), [0..1, 1..2, 2..3]);
    }

    #[test]
    fn a_change_moves_few_borders() {
        let before = pieces();
        let prints = |pieces: &[Piece]| {
            let ranges = cut(pieces.iter().copied(), 1_000);
            ranges.into_iter().map(|range| pieces[range].to_vec()).collect::<Vec<_>>()
        };
        let mut after = before.clone();
        after.insert(100, (30, print("new")));
        after[1_500].0 += 5;
        after.remove(2_000);
        let (before, after) = (prints(&before), prints(&after));
        let new = after.iter().filter(|run| !before.contains(run)).count();
        assert!(new <= 10 && after.len() > 60, "{new} of {}", after.len());
    }

    #[test]
    fn one_name_stands_for_one_content() {
        let mut files = Files::default();
        let one = files.add("search-t", "one");
        assert_eq!(files.add("search-t", "one"), one);
        // As if another had the same letters in front.
        *files.named.get_mut(&one).expect("it is known") += 1;
        let longer = files.add("search-t", "one");
        assert!(longer.starts_with(&one) && longer.len() == one.len() + 1, "{longer}");
        assert_eq!(files.all.len(), 2);
    }
}
