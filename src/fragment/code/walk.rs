//! A syntax walked along the lines of a text, within a budget of work.
//!
//! The walk is the one that Sublime Text describes and `syntect` does: at each place the rule that matches first wins, the
//! scopes it gives are written down, and it may go into other contexts or come back. Two things are added. Rules that
//! take no letter and lead back to where the walk has been at the same place would go round for ever; such a rule is
//! passed over, as Sublime does it for a push and a pop. And every look of an expression at a text is charged, by the
//! bytes it looks at and the ways it tries, so that the end of the budget comes at the same place on every machine.

mod choice;
mod scopes;
mod search;
mod work;

use super::grammar::{Context, ContextId, Letters, Operation, Reference, Rule, Syntax};
use onig::Region;
use rustc_hash::FxHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use syntect::parsing::ScopeStackOp;

use choice::{KNOWN, Known};
use scopes::{arrive, enter};
use search::{Groups, whole};
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
    words: Option<Words>,
}

type Words = Arc<[Option<String>]>;

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
    letters: Letters,
    known: &'l mut Known,
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
        KNOWN.with_borrow_mut(|known| {
            known.forget();
            self.walk(text, known, work)
        })
    }

    fn walk(
        &mut self,
        text: &str,
        known: &mut Known,
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
            letters: Letters::within(text),
            known,
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
