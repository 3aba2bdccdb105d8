//! Which rule is followed next.
//!
//! Of a hundred rules that hold at a place the one that matches first is looked for from place to place: where a rule
//! cannot match, judged by the letters there, its expression is not asked, and none is asked about places behind the first
//! match. An expression that says no again and again is searched for in the rest of the line at once, as its library does it
//! faster.

use super::super::grammar::{ContextId, Kind, Listed, Listing, Operation};
use super::search::{AHEAD, Groups, look, search, whole};
use super::{COMPILING, DEPTH, Line, Match, Spent, State, Words, Work};
use std::cell::RefCell;
use std::sync::Arc;

/// How often an expression is asked about single places of a line.
const LOOKS: u8 = 4;
/// Letters that are passed for one unit, or rules that are.
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
    links: Vec<Link>,
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

/// What is known of a rule in the rest of a line.
#[derive(Clone, Default)]
struct Next {
    /// The line of which it is known.
    line: u64,
    /// The place in front of which it does not match.
    place: usize,
    /// Its match there, if it is known to.
    groups: Option<Groups>,
    looks: u8,
}

/// A context whose rules hold.
struct Link {
    listing: &'static Listing,
    from_prototype: bool,
    /// Words that its rules repeat.
    words: Option<Words>,
}

/// A rule that matches somewhere, which its letters do not tell.
struct Sure {
    link: usize,
    rule: usize,
    place: usize,
    /// Its match, where it stands nowhere else, since its expression differs each time.
    own: Option<Groups>,
}

/// One search for the next rule.
struct Turn<'l> {
    /// Where it begins.
    at: usize,
    links: &'l [Link],
    sure: Vec<Sure>,
    /// Numbers of rules whose first match is of no use.
    useless: Vec<usize>,
    /// The walk has come here by a push that took no letter.
    after_push: bool,
}

impl Link {
    fn new(from_prototype: bool, context: ContextId, words: Option<&Words>) -> Self {
        Self { listing: context.get().listing(), from_prototype, words: words.cloned() }
    }

    /// Whether a rule's expression differs with the words that stand before it.
    fn repeats(&self, listed: &Listed) -> bool {
        self.words.is_some() && listed.rule.has_captures
    }
}

impl Known {
    /// Forgets what it knows, for another line.
    pub(super) fn forget(&mut self) {
        self.line += 1;
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
        let mut links = std::mem::take(&mut line.known.links);
        links.clear();
        self.link(&mut links);
        let best = self.first(line, at, &links, work);
        line.known.links = links;
        best
    }

    /// The contexts whose rules hold, in order.
    fn link(&self, links: &mut Vec<Link>) {
        let wall = self.walls.last().copied().unwrap_or(0);
        for level in &self.levels[wall..] {
            links.extend(
                level.prototypes.iter().map(|id| Link::new(true, *id, level.words.as_ref())),
            );
        }
        let top = self.levels.last().expect("the start is never left");
        links.extend(self.top().prototype.map(|id| Link::new(false, id, None)));
        links.push(Link::new(false, top.context, top.words.as_ref()));
    }

    fn first(
        &self,
        line: &mut Line<'_>,
        at: usize,
        links: &[Link],
        work: &mut Work,
    ) -> Result<Option<Match>, Spent> {
        let wall = self.walls.last().copied().unwrap_or(0);
        let rules: usize = links.iter().map(|link| link.listing.rules.len()).sum();
        work.charge((self.levels.len() - wall + rules) as u64)?;
        let mut turn = Turn {
            at,
            links,
            sure: line.sure(links, at, work)?,
            useless: Vec::new(),
            after_push: line.empty_push == Some((at, self.levels.len())),
        };
        for place in (at..=line.text.len()).filter(|place| line.text.is_char_boundary(*place)) {
            if ((place - at) as u64).is_multiple_of(PASSED) {
                work.charge(links.len() as u64)?;
            }
            let found = self.here(&mut turn, line, place, work)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The rule that matches at a place.
    fn here(
        &self,
        turn: &mut Turn<'_>,
        line: &mut Line<'_>,
        place: usize,
        work: &mut Work,
    ) -> Result<Option<Match>, Spent> {
        let kind = Kind::of(line.text, place);
        let mut round = None;
        for (number, link) in turn.links.iter().enumerate() {
            for row in 0..link.listing.rows.width() {
                let mut bits =
                    link.listing.rows.bits(kind, row) | turn.sure_bits(number, row, place);
                work.charge(u64::from(bits.count_ones()) / PASSED)?;
                while bits != 0 {
                    let rule = row * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let listed = &link.listing.rules[rule];
                    let groups = match link.repeats(listed) {
                        true => turn.own(number, rule, place),
                        false if turn.useless.contains(&listed.number) => None,
                        false => line.look(listed, place, work)?,
                    };
                    let Some(groups) = groups else { continue };
                    let (start, end) = whole(&groups);
                    let operation = &listed.rule.operation;
                    if !self.is_of_use(operation, start == end) {
                        if !link.repeats(listed) {
                            turn.useless.push(listed.number);
                        }
                        continue;
                    }
                    let goes_round = turn.after_push
                        && place == turn.at
                        && end <= place
                        && matches!(operation, Operation::Pop);
                    let from_prototype = link.from_prototype;
                    let found = Match { rule: listed.rule, groups, from_prototype, goes_round };
                    if !goes_round {
                        return Ok(Some(found));
                    }
                    round = Some(found);
                }
            }
        }
        Ok(round)
    }

    fn is_of_use(&self, operation: &Operation, is_empty: bool) -> bool {
        match operation {
            Operation::None => !is_empty,
            Operation::Push(_) => self.levels.len() < DEPTH,
            Operation::Set(_) | Operation::Pop => true,
        }
    }
}

impl Turn<'_> {
    /// The rules of a row that are known to match at a place.
    fn sure_bits(&self, link: usize, row: usize, place: usize) -> u64 {
        let here = self.sure.iter().filter(|it| (it.link, it.place) == (link, place));
        here.filter(|it| it.rule / 64 == row).fold(0, |bits, it| bits | 1 << (it.rule % 64))
    }

    fn own(&self, link: usize, rule: usize, place: usize) -> Option<Groups> {
        let is = |it: &&Sure| (it.link, it.rule, it.place) == (link, rule, place);
        self.sure.iter().find(is)?.own.clone()
    }
}

impl Line<'_> {
    /// Where rules match next that are searched for, since their letters do not tell or their expressions change.
    fn sure(&mut self, links: &[Link], at: usize, work: &mut Work) -> Result<Vec<Sure>, Spent> {
        let mut sure = Vec::new();
        for (number, link) in links.iter().enumerate() {
            let Listing { rules, unread, repeating, .. } = link.listing;
            for rule in unread.iter().copied() {
                if !link.repeats(&rules[rule]) {
                    let place = self.find_from(&rules[rule], at, work)?;
                    sure.push(Sure { link: number, rule, place, own: None });
                }
            }
            let Some(words) = link.words.as_ref() else { continue };
            for rule in repeating.iter().copied() {
                let (place, own) = self.find_after(&rules[rule], words, at, work)?;
                sure.push(Sure { link: number, rule, place, own });
            }
        }
        Ok(sure)
    }

    /// Where a rule matches next.
    fn find_from(&mut self, listed: &Listed, at: usize, work: &mut Work) -> Result<usize, Spent> {
        let next = self.known.next(listed.number);
        // Nothing is known of it yet, or it is of what lies behind.
        if next.place < at || next.groups.is_none() && next.place != NOWHERE {
            self.find(listed, at, work)?;
        }
        Ok(self.known.next(listed.number).place)
    }

    /// Looks for a rule in the rest of the line.
    fn find(
        &mut self,
        listed: &Listed,
        at: usize,
        work: &mut Work,
    ) -> Result<Option<Groups>, Spent> {
        let groups = match listed.rule.expression() {
            Some(expression) => search(expression, self.text, at, &mut self.region, work)?,
            None => None,
        };
        let place = groups.as_ref().map_or(NOWHERE, |groups| whole(groups).0);
        let next = self.known.next(listed.number);
        next.place = place;
        next.groups.clone_from(&groups);
        Ok(groups.filter(|_| place == at))
    }

    /// The same for an expression that repeats words of the text, which differs each time.
    fn find_after(
        &mut self,
        listed: &Listed,
        words: &Words,
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

    /// The match of a rule at a place where it can match, judged by the letter there.
    fn look(
        &mut self,
        listed: &Listed,
        place: usize,
        work: &mut Work,
    ) -> Result<Option<Groups>, Spent> {
        let next = self.known.next(listed.number);
        if next.place > place {
            return Ok(None);
        }
        if next.place == place && next.groups.is_some() {
            return Ok(next.groups.clone());
        }
        if listed.starts.is_some_and(|starts| !starts.goes_on(self.text, place)) {
            return Ok(None);
        }
        let (Some(starts), true) = (listed.starts, next.looks < LOOKS) else {
            return self.find(listed, place, work);
        };
        if !starts.are_among(self.letters) {
            next.place = NOWHERE;
            return Ok(None);
        }
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
            let next = self.known.next(listed.number);
            next.looks += 1;
            next.place = place + 1;
            next.groups = None;
        }
        Ok(groups)
    }
}
