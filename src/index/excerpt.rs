//! What a hit shows: page, headings and text of each unit, in shards.
//!
//! Text is kept whole while the index stays within its budget. The text of a very large book is cut down to the
//! sentences that name most of what is rare elsewhere, so that a hit still shows the words it was found by; headings
//! and places are always kept, and everything is found as before.

use super::{Made, Unit, Word, cut, squeezed, token};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Bytes that all files of an index may have together.
const BUDGET: usize = 2_900_000;

/// Bytes of text that every unit keeps, be the book ever so large.
const LEAST: usize = 60;

/// Bytes of a shard before it is squeezed to half.
const SHARD: usize = 9_000;

const GAP: &str = " … ";

/// One unit's text, and its sentences where it has to be cut, the most telling first.
struct Text<'a> {
    unit: &'a Unit,
    body: String,
    telling: Vec<Range<usize>>,
}

/// The texts to show, cut down as far as `spent` bytes of other files demand.
pub(super) fn shards(units: &[Unit], words: &[Word], spent: usize) -> Vec<Made> {
    let room = BUDGET.saturating_sub(spent);
    let mut texts: Vec<Text> = units.par_iter().map(Text::new).collect();
    let whole: usize = texts.iter().map(|text| frame(text.unit) + text.body.len()).sum();
    if whole <= room / 4 * 11 {
        let made = squeeze(&texts, usize::MAX);
        if size(&made) <= room {
            return made;
        }
    }
    let rarity =
        words.iter().map(|word| (word.term, rarity(word.places.len(), units.len()))).collect();
    texts.par_iter_mut().for_each(|text| text.telling = telling(&text.body, &rarity));

    // How far the text can be squeezed shows only once it has been.
    let frames: usize = units.iter().map(frame).sum();
    let mut wanted = room / 4 * 9;
    loop {
        let length = longest(&texts, wanted.saturating_sub(frames)).max(LEAST);
        let made = squeeze(&texts, length);
        let size = size(&made);
        if size <= room || length == LEAST {
            return made;
        }
        wanted = wanted / 1_000 * (room * 980 / size);
    }
}

fn size(made: &[Made]) -> usize {
    made.iter().map(|shard| shard.data.len() + 40).sum()
}

/// Bytes of a unit without its text, before it is squeezed. A page's path and title stand in a shard once, so they
/// count in part.
fn frame(unit: &Unit) -> usize {
    let crumbs: usize = unit.crumbs.iter().map(|crumb| crumb.len() + 3).sum();
    unit.anchor.len()
        + unit.section.len()
        + crumbs
        + 12
        + (unit.page.len() + unit.chapter.len() + 12) / 4
}

/// Units that share a page share its path and title: `[page, chapter, [anchor, section, text, crumb…], …]`.
fn squeeze(texts: &[Text], length: usize) -> Vec<Made> {
    let bodies: Vec<String> = texts.par_iter().map(|text| text.within(length)).collect();
    let ranges =
        cut(texts.iter().zip(&bodies).map(|(text, body)| frame(text.unit) + body.len()), SHARD);
    let made = ranges.into_par_iter().map(|range| {
        let texts: Vec<(&Unit, &String)> =
            range.clone().map(|at| (texts[at].unit, &bodies[at])).collect();
        let pages = texts
            .chunk_by(|one, other| one.0.page == other.0.page && one.0.chapter == other.0.chapter);
        let data: Vec<Vec<serde_json::Value>> = pages
            .map(|page| {
                let head = [&page[0].0.page, &page[0].0.chapter].map(|text| text.as_str().into());
                let units = page.iter().map(|(unit, body)| {
                    let fields =
                        [&unit.anchor, &unit.section, body].into_iter().chain(&unit.crumbs);
                    fields.map(String::as_str).collect()
                });
                head.into_iter().chain(units).collect()
            })
            .collect();
        Made { count: range.len(), data: squeezed(&data) }
    });
    made.collect()
}

/// The length to which texts are cut so that they fit into `room` together.
fn longest(texts: &[Text], room: usize) -> usize {
    let mut lengths: Vec<usize> = texts.iter().map(|text| text.body.len()).collect();
    lengths.sort_unstable();
    let mut spent = 0;
    for (at, length) in lengths.iter().enumerate() {
        let rest = lengths.len() - at;
        if spent + length * rest > room {
            return (room - spent) / rest;
        }
        spent += length;
    }
    usize::MAX
}

fn rarity(units: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (1.0 + number(all) / (number(units) + 0.5)).ln()
}

/// The sentences of a text, each next one the one that names most for its length that none before it did.
fn telling(body: &str, rarity: &HashMap<&str, f64>) -> Vec<Range<usize>> {
    let mut left: Vec<(Range<usize>, BTreeSet<String>)> = sentences(body)
        .map(|sentence| (sentence.clone(), token::terms(&body[sentence]).into_iter().collect()))
        .collect();
    let mut telling = Vec::new();
    while !left.is_empty() {
        let worth = |(sentence, terms): &(Range<usize>, BTreeSet<String>)| {
            let length = f64::from(u32::try_from(sentence.len() + GAP.len()).unwrap_or(u32::MAX));
            terms.iter().filter_map(|term| rarity.get(term.as_str())).sum::<f64>() / length
        };
        let best = left
            .iter()
            .map(worth)
            .enumerate()
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let (sentence, told) = left.remove(best.map_or(0, |(at, _)| at));
        for (_, terms) in &mut left {
            terms.retain(|term| !told.contains(term));
        }
        telling.push(sentence);
    }
    telling
}

/// Sentences and their longer parts, and every line.
fn sentences(body: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = body.get(start..).filter(|rest| !rest.is_empty())?;
        let ends = [". ", "? ", "; ", ": ", "\n", "。", "！", "？"];
        let end = ends
            .into_iter()
            .filter_map(|end| rest.find(end).map(|at| at + end.len()))
            .min()
            .unwrap_or(rest.len());
        let sentence = start..start + rest[..end].trim_end().len();
        start += end;
        Some(sentence)
    })
    .filter(|sentence| !sentence.is_empty())
}

impl<'a> Text<'a> {
    /// Text and code in one line each, so that an excerpt never runs from one into the other.
    fn new(unit: &'a Unit) -> Self {
        let line = |text: &str| {
            text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>()
        };
        let lines = [line(&unit.text), line(&unit.code)];
        let body = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        Self { unit, body, telling: Vec::new() }
    }

    /// The most telling sentences that fit, in the order they stand; at least some words of the first.
    fn within(&self, length: usize) -> String {
        if self.body.len() <= length {
            return self.body.clone();
        }
        let mut room = length;
        let mut kept: Vec<&Range<usize>> = Vec::new();
        for sentence in &self.telling {
            if sentence.len() + GAP.len() <= room {
                room -= sentence.len() + GAP.len();
                kept.push(sentence);
            }
        }
        if kept.is_empty() {
            let most = &self.body[self.telling[0].clone()];
            let end = (0..=length.min(most.len()))
                .rev()
                .find(|end| most.is_char_boundary(*end))
                .unwrap_or(0);
            let end = most[..end].rfind(' ').unwrap_or(end);
            return format!("{} …", &most[..end]);
        }
        kept.sort_by_key(|sentence| sentence.start);
        let mut text = String::new();
        let mut end = 0;
        for sentence in kept {
            let near = self.body[end..sentence.start].trim().is_empty();
            text.push_str(if sentence.start == 0 {
                ""
            } else if near {
                " "
            } else {
                GAP
            });
            text.push_str(&self.body[sentence.clone()]);
            end = sentence.end;
        }
        text
    }
}
