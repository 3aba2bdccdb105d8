//! Who sits in a form: cases as a whole first, then single questions, domain by domain, the best candidate first.

use super::shares::{Share, TASK_FLOOR, apportion, rounded, shares};
use super::{Ask, Bank, BankCase, BankQuestion, CASE_SHARE, count_of};
use crate::study::question::Pool;
use std::collections::{BTreeMap, BTreeSet};

/// One draw at work: what it looks up and whom it has seated so far.
pub(super) struct Drawing<'a> {
    pub ask: &'a Ask,
    pub domains: Vec<Share<'a>>,
    /// Domain by question, as a place in `domains`.
    pub home: BTreeMap<&'a str, usize>,
    pub enemies: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Rarest kind first: it is placed while every task still has room for it.
    pub mix: Vec<(&'a str, u32)>,
    pub minutes: Option<u32>,
    pub singles: Vec<&'a BankQuestion>,
    pub groups: Vec<Vec<&'a BankQuestion>>,
    /// Seats that cases may take.
    pub room: usize,
    /// Domains that have been filled, as places in `domains`.
    pub filled: Vec<usize>,
    /// Who may not be seated any more: those who are, and their enemies.
    pub banned: BTreeSet<&'a str>,
}

pub(super) fn prepare<'a>(bank: &'a Bank, ask: &'a Ask) -> Drawing<'a> {
    let eligible: Vec<&BankQuestion> =
        bank.questions.iter().filter(|question| may_sit(question, ask)).collect();
    let size = ask
        .size
        .unwrap_or_else(|| bank.exam.as_ref().map_or(count_of(eligible.len()), |exam| exam.items));
    let domains = shares(bank.exam.as_ref(), &eligible, ask, size);
    let mut home = BTreeMap::new();
    for question in &eligible {
        let place =
            domains.iter().position(|share| share.id.is_none_or(|id| id == question.domain));
        home.extend(place.map(|place| (question.id.as_str(), place)));
    }

    // The author names an enemy on one side; it holds for both.
    let mut enemies: BTreeMap<&str, BTreeSet<&str>> =
        eligible.iter().map(|question| (question.id.as_str(), BTreeSet::new())).collect();
    for question in &eligible {
        for enemy in &question.enemies {
            enemies.entry(&question.id).or_default().insert(enemy);
            enemies.entry(enemy).or_default().insert(&question.id);
        }
    }

    let mut mix: Vec<(&str, u32)> = Vec::new();
    if let Some(exam) = &bank.exam {
        mix.extend(exam.mix.iter().map(|(kind, &share)| (kind.as_str(), share)));
        mix.sort_by_key(|&(kind, share)| (share, kind));
    }
    let by_id: BTreeMap<&str, &BankQuestion> = eligible
        .iter()
        .filter(|question| home.contains_key(question.id.as_str()))
        .map(|&question| (question.id.as_str(), question))
        .collect();
    // A case is drawn whole or not at all, so one member out of the pool leaves it out.
    let whole =
        |case: &BankCase| case.questions.iter().map(|id| by_id.get(id.as_str()).copied()).collect();
    let groups: Vec<Vec<&BankQuestion>> =
        bank.cases.iter().filter(|case| !case.questions.is_empty()).filter_map(whole).collect();
    let by_clock = bank.exam.as_ref().map(|exam| rounded(exam.minutes * size, exam.items));
    let share = bank.exam.as_ref().map_or(CASE_SHARE, |exam| exam.case_share);
    Drawing {
        ask,
        singles: eligible
            .into_iter()
            .filter(|question| question.case.is_none() && home.contains_key(question.id.as_str()))
            .collect(),
        domains,
        home,
        enemies,
        mix,
        minutes: ask.minutes.or(by_clock),
        groups,
        room: rounded(size * share, 100) as usize,
        filled: Vec::new(),
        banned: BTreeSet::new(),
    }
}

fn may_sit(question: &BankQuestion, ask: &Ask) -> bool {
    let overdue = match (&question.review_by, &ask.today) {
        (Some(due), Some(today)) => due < today,
        _ => false,
    };
    let pool = ask.pool.unwrap_or(Pool::Exam);
    [pool, Pool::Both].contains(&question.pool)
        && ask.domain.as_ref().is_none_or(|domain| *domain == question.domain)
        && !overdue
}

impl<'a> Drawing<'a> {
    fn seat(&mut self, question: &'a BankQuestion) {
        let domain = &mut self.domains[self.home[question.id.as_str()]];
        domain.taken += 1;
        *domain.tasks.entry(&question.task).or_default() += 1;
        *domain.kinds.entry(&question.kind).or_default() += 1;
        self.banned.insert(&question.id);
        self.banned.extend(&self.enemies[question.id.as_str()]);
    }

    /// Seats up to `wanted` whole groups on at most `room` seats; one that would overfill a domain is passed over.
    pub fn place_groups(&mut self, wanted: usize, mut room: usize) -> Vec<Vec<&'a BankQuestion>> {
        let mut blocks = Vec::new();
        for group in self.groups.clone() {
            if blocks.len() == wanted {
                break;
            }
            if group.len() <= room && self.fits(&group) {
                for &question in &group {
                    self.seat(question);
                }
                room -= group.len();
                blocks.push(group);
            }
        }
        blocks
    }

    fn fits(&self, group: &[&BankQuestion]) -> bool {
        group.iter().all(|question| {
            let id = question.id.as_str();
            let place = self.home[id];
            let domain = &self.domains[place];
            let mates = group.iter().filter(|mate| self.home[mate.id.as_str()] == place).count();
            let quarrel = group.iter().any(|mate| self.enemies[id].contains(mate.id.as_str()));
            domain.taken + count_of(mates) <= domain.quota.seats
                && !self.banned.contains(id)
                && !quarrel
        })
    }

    /// Fills the seats that cases left in one domain, best candidate first.
    pub fn fill_domain(&mut self, place: usize) -> Vec<&'a BankQuestion> {
        let goals = self.kind_goals(place);
        let own: Vec<&BankQuestion> = self
            .singles
            .iter()
            .copied()
            .filter(|question| self.home[question.id.as_str()] == place)
            .collect();
        let mut drawn = Vec::new();
        while self.domains[place].taken < self.domains[place].quota.seats {
            // The first of equals wins, so ties keep the shuffled order of the pool.
            let able = own.iter().filter(|question| !self.banned.contains(question.id.as_str()));
            let Some(&best) = able.min_by_key(|question| self.rank(place, &goals, question)) else {
                break;
            };
            self.seat(best);
            drawn.push(best);
        }
        drawn
    }

    /// How many of each kind this domain should hold. Goals are cumulative over the domains
    /// filled so far, so one that could not meet its share is made good by the next.
    fn kind_goals(&self, place: usize) -> Vec<u32> {
        let before = || self.filled.iter().map(|&place| &self.domains[place]);
        let seats = before().chain([&self.domains[place]]).map(|domain| domain.quota.seats).sum();
        let shares: Vec<u32> = self.mix.iter().map(|&(_, share)| share).collect();
        let had = |kind| before().map(|domain| domain.kinds.get(kind).copied().unwrap_or(0)).sum();
        let goals = apportion(&shares, seats).into_iter().zip(&self.mix);
        goals.map(|(goal, &(kind, _))| goal.saturating_sub(had(kind))).collect()
    }

    /// The order of preference, most important part first: exposure, a task below its floor, met
    /// in practice, a task at its target, the kind that is missing.
    fn rank(
        &self,
        place: usize,
        goals: &[u32],
        question: &BankQuestion,
    ) -> (u32, u32, bool, bool, usize) {
        let domain = &self.domains[place];
        let in_task = domain.tasks.get(question.task.as_str()).copied().unwrap_or(0);
        let target = domain.targets.get(question.task.as_str()).copied().unwrap_or(0);
        let of_kind = domain.kinds.get(question.kind.as_str()).copied().unwrap_or(0);
        let kind = self.mix.iter().position(|&(kind, _)| kind == question.kind);
        (
            exposure(self.ask, question),
            if target > 0 { in_task.min(TASK_FLOOR) } else { TASK_FLOOR },
            self.ask.seen.contains(&question.id),
            in_task >= target,
            kind.filter(|&kind| of_kind < goals[kind]).unwrap_or(goals.len()),
        )
    }
}

pub(super) fn exposure(ask: &Ask, question: &BankQuestion) -> u32 {
    ask.exposure.get(&question.id).copied().unwrap_or(0)
}
