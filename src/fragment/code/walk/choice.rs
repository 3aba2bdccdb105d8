//! Which rule is followed next.
//!
//! Of a hundred rules that hold at a place the one that matches first is looked for from place to place: where a rule
//! cannot match, judged by the letters there, its expression is not asked, and none is asked about places behind the first
//! match. An expression that says no again and again is searched for in the rest of the line at once, as its library does it
//! faster.

use super::super::grammar::{Listed, Operation};
use super::search::{AHEAD, Groups, look, search, whole};
use super::{COMPILING, DEPTH, Line, Match, Spent, State, Work};
use std::cell::RefCell;
use std::sync::Arc;

/// How often an expression is asked about single places of a line.
const LOOKS: u8 = 4;
/// Letters that are passed for one unit.
const PASSED: u64 = 8;
/// In the place of a place where there is none.
const NOWHERE: usize = usize::MAX;

thread_local! {
    pub(super) static KNOWN: RefCell<Known> = RefCell::default();
}

/// What is known of rules in a line, by their numbers. The room for it is kept from line to line.
#[derive(Default)]
pub(super) struct Known {
    line: u64,
    rules: Vec<Next>,
    candidates: Vec<Candidate>,
    _stack: Stack,
}

/// As large as the stack that the library of expressions asks for each time it is asked. As long as another of its size is
/// there, the memory for it is not given back and taken anew, which costs more than the answer.
struct Stack {
    _room: Vec<u8>,
}

impl Default for Stack {
    fn default() -> Self {
        Self { _room: Vec::with_capacity(5_300) }
    }
}

/// Where a rule matches next.
#[derive(Clone, Default)]
struct Next {
    /// The line of which it is known.
    line: u64,
    /// The place at which it can match and in front of which it does not.
    place: usize,
    /// Its match there, if it is known to.
    groups: Option<Groups>,
    looks: u8,
}

/// A rule that can match next.
struct Candidate {
    listed: &'static Listed,
    from_prototype: bool,
    /// Where it matches or at least can.
    place: usize,
    /// Its match there if that is known and stands nowhere else, since its expression differs each time.
    own: Option<Groups>,
}

impl Known {
    /// Forgets what it knows, for another line.
    pub(super) fn forget(&mut self) {
        self.line += 1;
    }

    /// Where a rule matches or can match next, from a place on, if that is known.
    #[inline]
    fn place(&self, number: usize, at: usize) -> Option<usize> {
        let next = self.rules.get(number)?;
        (next.line == self.line && next.place >= at).then_some(next.place)
    }

    fn next(&mut self, number: usize) -> &mut Next {
        if self.rules.len() <= number {
            self.rules.resize(number + 1, Next::default());
        }
        let next = &mut self.rules[number];
        if next.line != self.line {
            *next = Next { line: self.line, ..Next::default() };
        }
        next
    }
}

impl State {
    /// The rule that matches first from a place on; of several, the one that stands first.
    pub(super) fn best(
        &self,
        line: &mut Line<'_>,
        at: usize,
        work: &mut Work,
    ) -> Result<Option<Match>, Spent> {
        let mut candidates = std::mem::take(&mut line.known.candidates);
        candidates.clear();
        let mut best = self.best_here(line, at, work, &mut candidates)?;
        let nearest = candidates.iter().map(|candidate| candidate.place).min();
        let mut place = nearest.unwrap_or(NOWHERE);
        while place != NOWHERE && best.is_none() {
            work.charge(candidates.len() as u64 / 8 + 1)?;
            let mut farther = NOWHERE;
            for candidate in &mut candidates {
                if candidate.place == place {
                    best = self.followed(line, candidate, work)?;
                    if best.is_some() {
                        break;
                    }
                }
                farther = farther.min(candidate.place);
            }
            place = farther;
        }
        line.known.candidates = candidates;
        Ok(best)
    }

    /// The rule that matches at a place itself, or all that can match behind it.
    fn best_here(
        &self,
        line: &mut Line<'_>,
        at: usize,
        work: &mut Work,
        candidates: &mut Vec<Candidate>,
    ) -> Result<Option<Match>, Spent> {
        let after_push = line.empty_push == Some((at, self.levels.len()));
        let wall = self.walls.last().copied().unwrap_or(0);
        work.charge((self.levels.len() - wall) as u64)?;
        let top = self.levels.last().expect("the start is never left");
        let from_levels = self.levels[wall..]
            .iter()
            .flat_map(|level| level.prototypes.iter().map(|id| (true, *id, level.words.as_ref())));
        let own = self.top().prototype.into_iter().map(|id| (false, id, None));
        let chain = from_levels.chain(own).chain([(false, top.context, top.words.as_ref())]);
        let mut round = None;
        for (from_prototype, context, words) in chain {
            let rules = context.get().rules();
            work.charge(rules.len() as u64)?;
            for listed in rules {
                let (place, own) = match words.filter(|_| listed.rule.has_captures) {
                    Some(words) => line.find_after(listed, words, at, work)?,
                    None => match line.known.place(listed.number, at) {
                        Some(place) => (place, None),
                        None => (line.next(listed, at, work)?, None),
                    },
                };
                if place == NOWHERE {
                    continue;
                }
                let mut candidate = Candidate { listed, from_prototype, place, own };
                if place == at
                    && let Some(found) = self.followed(line, &mut candidate, work)?
                {
                    let is_pop = matches!(found.rule.operation, Operation::Pop);
                    if !(after_push && is_pop && whole(&found.groups).1 <= at) {
                        return Ok(Some(found));
                    }
                    round = Some(Match { goes_round: true, ..found });
                } else if candidate.place != NOWHERE {
                    candidates.push(candidate);
                }
            }
        }
        Ok(round)
    }

    /// The match of a rule where it is said to match or to be able to, if it does and is of use.
    fn followed(
        &self,
        line: &mut Line<'_>,
        candidate: &mut Candidate,
        work: &mut Work,
    ) -> Result<Option<Match>, Spent> {
        let Some(groups) = line.look(candidate, work)? else { return Ok(None) };
        let rule = candidate.listed.rule;
        let (start, end) = whole(&groups);
        if !self.is_of_use(&rule.operation, start == end) {
            candidate.place = NOWHERE;
            return Ok(None);
        }
        let from_prototype = candidate.from_prototype;
        Ok(Some(Match { rule, groups, from_prototype, goes_round: false }))
    }

    fn is_of_use(&self, operation: &Operation, is_empty: bool) -> bool {
        match operation {
            Operation::None => !is_empty,
            Operation::Push(_) => self.levels.len() < DEPTH,
            Operation::Set(_) | Operation::Pop => true,
        }
    }
}

impl Line<'_> {
    /// Where a rule matches next, or at least can, if that is not known.
    fn next(&mut self, listed: &Listed, at: usize, work: &mut Work) -> Result<usize, Spent> {
        let Some(starts) = listed.starts else { return self.find(listed, at, work) };
        let place = if starts.are_among(self.letters) {
            let place = starts.next(self.text, at).unwrap_or(NOWHERE);
            work.charge((place.min(self.text.len()) - at) as u64 / PASSED)?;
            place
        } else {
            NOWHERE
        };
        let next = self.known.next(listed.number);
        next.place = place;
        next.groups = None;
        Ok(place)
    }

    /// Looks for a rule in the rest of the line.
    fn find(&mut self, listed: &Listed, at: usize, work: &mut Work) -> Result<usize, Spent> {
        let groups = match listed.rule.expression() {
            Some(expression) => search(expression, self.text, at, &mut self.region, work)?,
            None => None,
        };
        let place = groups.as_ref().map_or(NOWHERE, |groups| whole(groups).0);
        let next = self.known.next(listed.number);
        next.place = place;
        next.groups = groups;
        Ok(place)
    }

    /// The same for an expression that repeats words of the text, which differs each time.
    fn find_after(
        &mut self,
        listed: &Listed,
        words: &Arc<[Option<String>]>,
        at: usize,
        work: &mut Work,
    ) -> Result<(usize, Option<Groups>), Spent> {
        work.charge(COMPILING)?;
        let groups = match listed.rule.expression_after(words) {
            Some(expression) => search(&expression, self.text, at, &mut self.region, work)?,
            None => None,
        };
        Ok((groups.as_ref().map_or(NOWHERE, |groups| whole(groups).0), groups))
    }

    /// The match of a rule at the place where it can match next; if it does not, the place where it can after it.
    fn look(
        &mut self,
        candidate: &mut Candidate,
        work: &mut Work,
    ) -> Result<Option<Groups>, Spent> {
        if let Some(groups) = &candidate.own {
            return Ok(Some(Arc::clone(groups)));
        }
        let listed = candidate.listed;
        let place = candidate.place;
        let next = self.known.next(listed.number);
        // A rule may hold here twice, and it was looked for when its other turn came.
        if next.place > place {
            candidate.place = next.place;
            return Ok(None);
        }
        if let Some(groups) = &next.groups {
            return Ok(Some(Arc::clone(groups)));
        }
        let (Some(starts), true) = (listed.starts, next.looks < LOOKS) else {
            candidate.place = self.find(listed, place, work)?;
            let groups = self.known.next(listed.number).groups.clone();
            return Ok(groups.filter(|_| candidate.place == place));
        };
        if let Some(place) = starts.certain(self.text, place) {
            work.charge(1)?;
            return Ok(Some(Arc::new([Some(place)])));
        }
        work.charge((self.text.len() - place) as u64 / AHEAD)?;
        let groups = match listed.rule.expression() {
            Some(expression) => look(expression, self.text, place, &mut self.region, work)?,
            None => None,
        };
        if groups.is_none() {
            let farther = self.text[place..].chars().next().map(|letter| place + letter.len_utf8());
            let farther = farther.and_then(|farther| starts.next(self.text, farther));
            let farther = farther.unwrap_or(NOWHERE);
            work.charge((farther.min(self.text.len()) - place) as u64 / PASSED)?;
            let next = self.known.next(listed.number);
            next.looks += 1;
            next.place = farther;
            candidate.place = farther;
        }
        Ok(groups)
    }
}
