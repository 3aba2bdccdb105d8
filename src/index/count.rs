//! What units say: each term, and how much it weighs there.

use super::units::UnitKind;
use super::{LEVELS, Unit, pack, token};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What some neighbouring units say.
pub(super) struct Counts {
    /// Every term of theirs once.
    pub(super) terms: Vec<String>,
    pub(super) units: Vec<Count>,
}

/// What one unit says: every term, by its place in [`Counts::terms`] times eight, with the class of its weighed count; and
/// how many terms there are.
pub(super) struct Count {
    pub(super) terms: Vec<u32>,
    pub(super) length: usize,
}

/// How many units are looked at together, of all: enough that most of their terms are known from the ones before, and few
/// enough that no thread waits long for another at the end.
pub(super) fn together(all: usize) -> usize {
    const LEAST: usize = 64;
    const PARTS_FOR_EACH: usize = 8;
    all.div_ceil(PARTS_FOR_EACH * rayon::current_num_threads()).max(LEAST)
}

pub(super) fn count<'u>(units: impl Iterator<Item = &'u Unit>) -> Counts {
    let mut terms = Terms::default();
    let units = units.map(|unit| terms.count(unit)).collect();
    Counts { terms: terms.known.all, units }
}

/// Terms met so far, and the weights of the unit that is counted.
#[derive(Default)]
struct Terms<'u> {
    tokens: token::KnownTerms<'u, usize>,
    known: Places,
    /// By place: what a term weighs in this field, and in the fields before it.
    field: Vec<f32>,
    unit: Vec<f32>,
    /// The terms with a weight in either. Kept for their room.
    in_field: Vec<usize>,
    in_unit: Vec<usize>,
}

/// Terms by their place in `all`, and the other way round.
#[derive(Default)]
struct Places {
    all: Vec<String>,
    places: FxHashMap<String, usize>,
}

impl Places {
    fn place(&mut self, term: &str) -> usize {
        let known = self.places.get(term).copied();
        known.unwrap_or_else(|| {
            self.places.insert(term.to_owned(), self.all.len());
            self.all.push(term.to_owned());
            self.all.len() - 1
        })
    }
}

/// What a heading weighs.
const HEADING: f32 = 6.0;

impl<'u> Terms<'u> {
    /// Headings say what a section is about, text says it in passing. Code repeats itself, so it counts a little, once.
    fn count(&mut self, unit: &'u Unit) -> Count {
        let mut length = 0;
        let crumbs: Vec<&str> = unit.crumbs.iter().map(String::as_str).collect();
        let (anchor, file) = unit.named();
        for (texts, weight, most) in [
            (&[unit.section.as_str()][..], HEADING, HEADING),
            (&anchor, 3.0, 3.0),
            (&file, 2.0, 2.0),
            (&[unit.chapter.as_str()], 3.0, 3.0),
            (&crumbs, 2.0, 2.0),
            (&[unit.text.as_str()], 1.0, 20.0),
            (&[unit.code.as_str()], 1.0, 2.0),
        ] {
            let Self { tokens, known, field, unit, in_field, in_unit } = self;
            let mut find = |term: &str| Some(known.place(term));
            let mut take = |place: usize| {
                if place >= field.len() {
                    field.resize(place + 1, 0.0);
                }
                if field[place] == 0.0 {
                    in_field.push(place);
                }
                field[place] += weight;
                length += 1;
            };
            for text in texts {
                tokens.each(text, &mut find, &mut take);
            }
            unit.resize(field.len(), 0.0);
            for place in in_field.drain(..) {
                if unit[place] == 0.0 {
                    in_unit.push(place);
                }
                unit[place] += std::mem::take(&mut field[place]).min(most);
            }
        }
        if !matches!(unit.kind, UnitKind::Question | UnitKind::Card) {
            token::each_stop_word(&unit.section, &mut |word| {
                let place = self.known.place(word);
                if place >= self.unit.len() {
                    self.unit.resize(place + 1, 0.0);
                }
                if self.unit[place] == 0.0 {
                    self.in_unit.push(place);
                }
                self.unit[place] = HEADING;
            });
        }
        // A book has millions of them.
        let Self { unit, in_unit, .. } = self;
        let weigh = |place: usize| {
            let short = u32::try_from(place * 8).expect("some neighbours have few terms");
            short + u32::from(level(std::mem::take(&mut unit[place])))
        };
        Count { terms: in_unit.drain(..).map(weigh).collect(), length }
    }
}

fn level(weight: f32) -> u8 {
    let reached = |level: &u8| LEVELS[usize::from(*level)] <= weight;
    (1..=pack::LEVELS).rev().find(reached).unwrap_or(0)
}

/// Terms that stand in more than a fortieth of all headings, ten at least, and those that tell nothing anywhere.
pub(super) fn plain(units: &[Unit]) -> Vec<String> {
    // Units and the last unit that a term was met in, from 1.
    let mut known = BTreeMap::<String, (usize, usize)>::new();
    for (number, unit) in (1..).zip(units) {
        token::each_term(&unit.section, &mut |term| match known.get_mut(term) {
            Some((_, last)) if *last == number => {}
            Some((count, last)) => (*count, *last) = (*count + 1, number),
            None => {
                known.insert(term.to_owned(), (1, number));
            }
        });
    }
    let most = (units.len() / 40).max(10);
    let often = known.into_iter().filter(|(_, (count, _))| *count > most).map(|(term, _)| term);
    often.chain(token::STOP.iter().map(|&term| term.to_owned())).collect()
}
