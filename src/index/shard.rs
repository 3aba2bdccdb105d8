//! The files of an index: runs of words, places or texts, each named by its content.

use super::{CALL, pack};
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// Runs of neighbours that stay below `limit` together, or are one alone.
pub(super) fn cut(sizes: impl Iterator<Item = usize>, limit: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut sum = 0;
    for (at, size) in sizes.enumerate() {
        sum += size;
        match ranges.last_mut() {
            Some(range) if sum <= limit => range.end = at + 1,
            _ => {
                ranges.push(at..at + 1);
                sum = size;
            }
        }
    }
    ranges
}

#[derive(Serialize)]
pub(super) struct Shards {
    /// Number of the first word or unit in each shard.
    pub(super) starts: Vec<usize>,
    pub(super) names: Vec<String>,
}

/// The content of one shard: its first word or unit, and what is told of them.
pub(super) struct Made {
    pub(super) start: usize,
    pub(super) data: String,
}

pub(super) fn shards(files: &mut Vec<(String, Arc<[u8]>)>, kind: char, made: &[Made]) -> Shards {
    let starts = made.iter().map(|shard| shard.start).collect();
    let names = made
        .iter()
        .enumerate()
        .map(|(number, shard)| file(files, &format!("search-{kind}{number}"), &shard.data))
        .collect();
    Shards { starts, names }
}

/// Characters of a hash in a name: thirty bits, told apart also where a disk ignores case.
const HASH: usize = 6;

/// Adds `data` under a name that carries its hash; gives the name without its end.
pub(super) fn file(files: &mut Vec<(String, Arc<[u8]>)>, stem: &str, data: &str) -> String {
    let hash = xxhash_rust::xxh3::xxh3_64(data.as_bytes());
    let letters =
        (0..HASH).filter_map(|place| char::from_digit((hash >> (5 * place) & 31) as u32, 32));
    let name = format!("{stem}-{}", letters.collect::<String>());
    files.push((format!("{name}.js"), call(&name, data)));
    name
}

/// A script that hands `data`, which needs no escapes, to the page.
pub(super) fn call(name: &str, data: &str) -> Arc<[u8]> {
    let [start, middle, end] = CALL;
    [start, name, middle, data, end].concat().into_bytes().into()
}

/// A value as JSON, deflated.
pub(super) fn squeezed<T: Serialize + ?Sized>(value: &T) -> String {
    pack::squeeze(&serde_json::to_string(value).expect("strings and numbers are always JSON"))
}
