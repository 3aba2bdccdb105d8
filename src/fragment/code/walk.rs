//! A syntax walked along the lines of a text, within a budget of work.
//!
//! The walk is the one that Sublime Text describes and `syntect` does: at each place the rule that matches first wins, the
//! scopes it gives are written down, and it may go into other contexts or come back. Two things are added. Rules that
//! take no letter and lead back to where the walk has been at the same place would go round for ever; such a rule is
//! passed over, as Sublime does it for a push and a pop. And every look of an expression at a text is charged, by the
//! bytes it looks at and the ways it tries, so that the end of the budget comes at the same place on every machine.

mod scopes;
mod search;
mod work;

use super::grammar::{Context, ContextId, Operation, Reference, Rule, Syntax};
use onig::Region;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use syntect::parsing::ScopeStackOp;

use scopes::{arrive, enter};
use search::{Groups, search, whole};
pub(super) use work::{Spent, Work};

/// What it costs to compile an expression that repeats words of the text.
const COMPILING: u64 = 2_000;
/// Contexts that may lie on each other, as in Sublime Text.
const DEPTH: usize = 100;

/// Where the lines so far have led.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    levels: Vec<Level>,
    begun: bool,
    /// Levels that a rule of a prototype has led into: prototypes from below them do not hold above.
    walls: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Level {
    context: ContextId,
    prototypes: Vec<ContextId>,
    /// The groups of the match that led here, for rules that repeat them.
    words: Option<Arc<[Option<String>]>>,
}

/// A rule that matches.
struct Match {
    rule: &'static Rule,
    groups: Groups,
    from_prototype: bool,
    /// It takes no letter and leads back to where the walk came from.
    goes_round: bool,
}

/// What goes with a line while it is walked.
struct Line<'l> {
    text: &'l str,
    /// Where each rule matches next; nothing if it matches nowhere in the rest.
    found: FxHashMap<*const Rule, Option<Groups>>,
    region: Region,
    /// The last push that took no letter: its place, and the number of levels after it.
    empty_push: Option<(usize, usize)>,
    /// Where rules that take no letter were followed, all at one place.
    been: Vec<Spot>,
    been_at: usize,
}

/// All that decides which rule is followed next at one place.
#[derive(PartialEq, Eq)]
struct Spot {
    /// Hash of the contexts; there may be many.
    levels: u64,
    empty_push: Option<(usize, usize)>,
}

impl State {
    pub(super) fn new(syntax: Syntax) -> Self {
        let start = Level { context: syntax.start(), prototypes: Vec::new(), words: None };
        Self { levels: vec![start], begun: false, walls: Vec::new() }
    }

    /// Walks along a line, which ends with its line end; gives the changes of scopes with their places. After an error
    /// the state is of no use.
    pub(super) fn line(
        &mut self,
        text: &str,
        work: &mut Work,
    ) -> Result<Vec<(usize, ScopeStackOp)>, Spent> {
        let mut changes = Vec::new();
        if !self.begun {
            self.begun = true;
            let scope = self.top().meta_content_scope.first();
            changes.extend(scope.map(|scope| (0, ScopeStackOp::Push(*scope))));
        }
        let mut line = Line {
            text,
            found: FxHashMap::default(),
            region: Region::with_capacity(8),
            empty_push: None,
            been: Vec::new(),
            been_at: 0,
        };
        let mut at = 0;
        loop {
            while self.walls.last().is_some_and(|wall| *wall >= self.levels.len()) {
                self.walls.pop();
            }
            let Some(best) = self.best(&mut line, at, work)? else { break };
            let end = whole(&best.groups).1;
            if best.goes_round || (end <= at && self.was_here(&mut line, at, work)?) {
                // The next letter is tried with the same rules.
                let Some((width, _)) = text[at..].char_indices().nth(1) else { break };
                at += width;
                continue;
            }
            if end <= at && matches!(best.rule.operation, Operation::Push(_)) {
                line.empty_push = Some((end, self.levels.len() + 1));
            }
            at = end;
            if best.from_prototype {
                self.walls.push(self.levels.len());
            }
            self.follow(&best, text, &mut changes);
        }
        Ok(changes)
    }

    fn top(&self) -> &'static Context {
        self.levels.last().map(|level| level.context.get()).expect("the start is never left")
    }

    /// Whether a rule that takes no letter was followed from here already, so that all would happen once more; if not,
    /// it is now.
    fn was_here(&self, line: &mut Line<'_>, at: usize, work: &mut Work) -> Result<bool, Spent> {
        if line.been_at != at {
            line.been.clear();
            line.been_at = at;
        }
        work.charge((line.been.len() + self.levels.len()) as u64)?;
        let mut levels = FxHasher::default();
        self.levels.iter().for_each(|level| level.context.hash(&mut levels));
        let spot = Spot { levels: levels.finish(), empty_push: line.empty_push };
        let was = line.been.contains(&spot);
        line.been.push(spot);
        Ok(was)
    }

    /// The rule that matches first from a place on; of several, the one that stands first.
    fn best(
        &self,
        line: &mut Line<'_>,
        at: usize,
        work: &mut Work,
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
        let mut best: Option<Match> = None;
        for (from_prototype, context, words) in chain {
            let rules = context.get().rules();
            work.charge(rules.len() as u64)?;
            for rule in rules {
                let Some(groups) = self.search(rule, words, line, at, work)? else { continue };
                let (start, end) = whole(&groups);
                let earlier = best.as_ref().is_none_or(|best| {
                    let known = whole(&best.groups).0;
                    start < known || (start == known && best.goes_round)
                });
                if !earlier {
                    continue;
                }
                if matches!(rule.operation, Operation::Push(_)) && self.levels.len() >= DEPTH {
                    return Ok(None);
                }
                let goes_round =
                    after_push && end <= at && matches!(rule.operation, Operation::Pop);
                best = Some(Match { rule, groups, from_prototype, goes_round });
                if start == at && !goes_round {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    /// Where a rule matches next.
    fn search(
        &self,
        rule: &'static Rule,
        words: Option<&Arc<[Option<String>]>>,
        line: &mut Line<'_>,
        at: usize,
        work: &mut Work,
    ) -> Result<Option<Groups>, Spent> {
        let key = std::ptr::from_ref(rule);
        match line.found.get(&key) {
            Some(None) => return Ok(None),
            Some(Some(groups)) if whole(groups).0 >= at => return Ok(Some(Arc::clone(groups))),
            _ => {}
        }
        // An expression that repeats words of the text differs each time.
        let repeats = words.filter(|_| rule.has_captures);
        let own;
        let expression = match repeats {
            Some(words) => {
                work.charge(COMPILING)?;
                own = rule.expression_after(words);
                own.as_ref()
            }
            None => rule.expression(),
        };
        let found = match expression {
            Some(expression) => search(expression, line.text, at, &mut line.region, work)?,
            None => None,
        };
        let useful = found.as_ref().is_none_or(|groups| {
            let (start, end) = whole(groups);
            match rule.operation {
                Operation::None => start != end,
                Operation::Push(_) => self.levels.len() < DEPTH,
                Operation::Set(_) | Operation::Pop => true,
            }
        });
        if repeats.is_none() && useful {
            line.found.insert(key, found.clone());
        }
        Ok(found.filter(|_| useful))
    }

    /// Writes down the scopes of a match and goes where its rule leads.
    fn follow(&mut self, found: &Match, text: &str, changes: &mut Vec<(usize, ScopeStackOp)>) {
        let (start, end) = whole(&found.groups);
        let rule = found.rule;
        let here = self.top();
        enter(start, here, &rule.operation, changes);
        changes.extend(rule.scope.iter().map(|scope| (start, ScopeStackOp::Push(*scope))));
        let mut groups = Vec::new();
        for (group, scopes) in rule.captures.iter().flatten() {
            let place = found.groups.get(*group).copied().flatten();
            let Some((from, to)) = place.filter(|(from, to)| from < to) else { continue };
            // The longer of two groups that begin together is outside.
            let outside = std::cmp::Reverse(to - from);
            let opened = scopes.iter().map(|scope| ScopeStackOp::Push(*scope));
            groups.extend(opened.map(|change| ((from, Some(outside)), change)));
            groups.push(((to, None), ScopeStackOp::Pop(scopes.len())));
        }
        groups.sort_by_key(|(order, _)| *order);
        changes.extend(groups.into_iter().map(|((at, _), change)| (at, change)));
        if !rule.scope.is_empty() {
            changes.push((end, ScopeStackOp::Pop(rule.scope.len())));
        }
        arrive(end, here, &rule.operation, changes);
        self.go(found, text);
    }

    fn go(&mut self, found: &Match, text: &str) {
        let (references, mut prototypes) = match &found.rule.operation {
            Operation::None => return,
            Operation::Pop => {
                if self.levels.len() > 1 {
                    self.levels.pop();
                }
                return;
            }
            Operation::Push(references) => (references, Vec::new()),
            // A prototype stays with its level, whatever context is set there.
            Operation::Set(references) => {
                (references, self.levels.pop().map(|level| level.prototypes).unwrap_or_default())
            }
        };
        for (index, reference) in references.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut prototypes);
            if index + 1 == references.len() {
                prototypes.extend(found.rule.with_prototype.as_ref().map(Reference::id));
            }
            let context = reference.id();
            let repeats = std::iter::once(&context).chain(&prototypes);
            let words = repeats.clone().any(|id| id.get().uses_backrefs).then(|| {
                let word = |place: &Option<(usize, usize)>| {
                    place.map(|(from, to)| text[from..to].to_owned())
                };
                found.groups.iter().map(word).collect()
            });
            self.levels.push(Level { context, prototypes, words });
        }
    }
}

#[cfg(test)]
mod tests;
