//! What units say: each term, and how much it weighs there.

use super::kept::Kept;
use super::lines::AllLines;
use super::token::{self, KnownTerms, Numbers, Pairs};
use super::units::UnitKind;
use super::{LEVELS, Unit, pack};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What some neighbouring units say.
pub(super) struct Counts {
    /// Every term of theirs once.
    pub(super) terms: Vec<Term>,
    pub(super) units: Vec<Count>,
    /// What was found in those whose lines were read.
    pub(super) kept: Vec<Option<Kept>>,
}

/// A term as it is counted: most of a Japanese text are pairs, and need not be spelled for that.
pub(super) enum Term {
    Word(String),
    Pair(u32),
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

/// Counts some units, each by its number; keeps what was found in their texts if it shall.
pub(super) fn count<'u>(lines: &'u AllLines<'u>, units: &[usize], keeps: bool) -> Counts {
    let mut terms = Terms::default();
    let count = |unit: &usize| terms.count(lines, *unit, keeps);
    let (units, kept) = units.iter().map(count).unzip();
    Counts { terms: terms.places.all, units, kept }
}

/// Terms met so far, and the weights of the unit that is counted.
#[derive(Default)]
struct Terms<'u> {
    known: KnownTerms<'u>,
    places: Places,
    /// By place: what a term weighs in this field, and in the fields before it.
    field: Vec<u8>,
    unit: Vec<u8>,
    /// The terms with a weight in either. Kept for their room.
    in_field: Vec<u32>,
    in_unit: Vec<u32>,
}

/// Terms by their place in `all`, and the other way round.
#[derive(Default)]
struct Places {
    all: Vec<Term>,
    words: FxHashMap<String, u32>,
    pairs: Pairs,
}

impl Places {
    fn next(&self) -> u32 {
        u32::try_from(self.all.len()).expect("some neighbours have few terms")
    }
}

impl Numbers for Places {
    fn word(&mut self, term: &str) -> Option<u32> {
        let known = self.words.get(term).copied();
        known.or_else(|| {
            let place = self.next();
            self.words.insert(term.to_owned(), place);
            self.all.push(Term::Word(term.to_owned()));
            Some(place)
        })
    }

    fn pairs(&mut self, pairs: &[u32], all: &mut Vec<u32>) {
        let mut next = self.next();
        all.reserve(pairs.len());
        for pair in pairs {
            let place = self.pairs.get_or_insert(*pair, next);
            if place == next {
                self.all.push(Term::Pair(*pair));
                next += 1;
            }
            all.push(place);
        }
    }
}

/// What a heading weighs.
const HEADING: u8 = 6;

impl<'u> Terms<'u> {
    /// Headings say what a section is about, text says it in passing. Code repeats itself, so it counts a little, once.
    fn count(
        &mut self,
        lines: &'u AllLines<'u>,
        number: usize,
        keeps: bool,
    ) -> (Count, Option<Kept>) {
        let unit = &lines.units[number];
        let crumbs: Vec<&str> = unit.crumbs.iter().map(String::as_str).collect();
        let (anchor, file) = unit.named();
        let mut length = self.field(&[&unit.section], HEADING, HEADING);
        length += self.field(&anchor, 3, 3);
        length += self.field(&file, 2, 2);
        length += self.field(&[&unit.chapter], 3, 3);
        length += self.field(&crumbs, 2, 2);
        length += self.field(&[&unit.text], 1, 20);
        let lines = lines.of_known(number, self.known.is_plain());
        let keeps = keeps && lines.are_alike;
        let mut kept = Kept::default();
        if keeps {
            kept.push_line(0, self.known.told());
        }
        let code = if keeps { &*lines.code } else { &unit.code };
        length += self.field(&[code], 1, 2);
        if keeps && !code.is_empty() {
            kept.push_line(lines.start_of_code(), self.known.told());
        }
        if !matches!(unit.kind, UnitKind::Question | UnitKind::Card) {
            token::each_stop_word(&unit.section, &mut |word| {
                let place = self.places.word(word).expect("each word has a place");
                self.unit.resize(self.unit.len().max(self.places.all.len()), 0);
                let all = &mut self.unit[place as usize];
                if *all == 0 {
                    self.in_unit.push(place);
                }
                *all = HEADING;
            });
        }
        // A book has millions of them.
        let Self { unit, in_unit, .. } = self;
        let weigh = |place: u32| {
            place << 3 | u32::from(LEVEL[usize::from(std::mem::take(&mut unit[place as usize]))])
        };
        let count = Count { terms: in_unit.drain(..).map(weigh).collect(), length };
        (count, (keeps && self.places.all.len() <= Kept::MOST).then_some(kept))
    }

    /// Adds the texts of a field, where no term weighs more than `most`; gives how many terms they have.
    fn field(&mut self, texts: &[&'u str], weight: u8, most: u8) -> usize {
        let length = texts.iter().map(|text| self.add(text, weight, most)).sum();
        let Self { field, unit, in_field, in_unit, .. } = self;
        for place in in_field.drain(..) {
            let weight = std::mem::take(&mut field[place as usize]);
            let all = &mut unit[place as usize];
            if *all == 0 {
                in_unit.push(place);
            }
            *all += weight;
        }
        length
    }

    /// Adds a text of the field at hand.
    fn add(&mut self, text: &'u str, weight: u8, most: u8) -> usize {
        let Self { known, places, field, unit, in_field, .. } = self;
        let met = known.of(text, places).terms;
        field.resize(places.all.len(), 0);
        unit.resize(places.all.len(), 0);
        // Each goes into the room behind those that are in the field, which grows by it if it is new: whether it is follows
        // no rule that a processor could foresee.
        let mut count = in_field.len();
        in_field.resize(count + met.len(), 0);
        for place in met {
            let here = &mut field[*place as usize];
            in_field[count] = *place;
            count += usize::from(*here == 0);
            *here = (*here + weight).min(most);
        }
        in_field.truncate(count);
        met.len()
    }
}

/// For each weight the highest level that it reaches.
static LEVEL: [u8; 256] = {
    let mut all = [0; 256];
    let mut weight = 0;
    while weight < all.len() {
        let mut level = pack::LEVELS;
        while level > 0 && LEVELS[level as usize] as usize > weight {
            level -= 1;
        }
        all[weight] = level;
        weight += 1;
    }
    all
};

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
