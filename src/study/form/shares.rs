//! How the seats of a form are shared: among domains by weight, among the tasks of a domain by what the bank has.

use super::{Ask, BankDomain, BankExam, BankQuestion, Shortage, count_of};
use std::collections::BTreeMap;

/// Every task of a domain gets this many seats before the rest are shared by supply.
pub(super) const TASK_FLOOR: u32 = 2;

/// The seats of one domain, and how many of them count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub seats: u32,
    pub scored: u32,
}

/// One domain of the form being filled.
pub(super) struct Share<'a> {
    pub id: Option<&'a str>,
    pub quota: Quota,
    pub targets: BTreeMap<&'a str, u32>,
    pub taken: u32,
    pub tasks: BTreeMap<&'a str, u32>,
    pub kinds: BTreeMap<&'a str, u32>,
}

impl<'a> Share<'a> {
    pub fn new(id: Option<&'a str>, quota: Quota, targets: BTreeMap<&'a str, u32>) -> Self {
        Share { id, quota, targets, taken: 0, tasks: BTreeMap::new(), kinds: BTreeMap::new() }
    }

    pub fn shortage(&self) -> Option<Shortage> {
        let domain = self.id.map(str::to_owned);
        (self.taken < self.quota.seats).then_some(Shortage {
            domain,
            want: self.quota.seats,
            have: self.taken,
        })
    }
}

/// The domains of the form with their seats; a book without a blueprint is one domain.
pub(super) fn shares<'a>(
    exam: Option<&'a BankExam>,
    eligible: &[&BankQuestion],
    ask: &Ask,
    size: u32,
) -> Vec<Share<'a>> {
    let Some(exam) = exam else {
        let quota = Quota { seats: size, scored: ask.scored.unwrap_or(size).min(size) };
        return vec![Share::new(None, quota, BTreeMap::new())];
    };
    let outline: Vec<&BankDomain> = exam
        .domains
        .iter()
        .filter(|domain| ask.domain.as_ref().is_none_or(|id| *id == domain.id))
        .collect();
    let weights: Vec<u32> = outline.iter().map(|domain| domain.weight).collect();
    // In a quiz every question counts.
    let usual = if ask.domain.is_some() { size } else { rounded(exam.scored * size, exam.items) };
    let quotas = shared(&weights, size, ask.scored.unwrap_or(usual));
    outline
        .into_iter()
        .zip(quotas)
        .map(|(domain, quota)| {
            let supply: Vec<u32> = domain
                .tasks
                .iter()
                .map(|task| {
                    let fits = |question: &&&BankQuestion| {
                        question.domain == domain.id && question.task == *task
                    };
                    count_of(eligible.iter().filter(fits).count())
                })
                .collect();
            let floor = TASK_FLOOR * count_of(domain.tasks.len());
            let rest = apportion(&supply, quota.seats.saturating_sub(floor));
            let targets = domain
                .tasks
                .iter()
                .map(String::as_str)
                .zip(rest.iter().map(|rest| TASK_FLOOR + rest));
            Share::new(Some(&domain.id), quota, targets.collect())
        })
        .collect()
}

/// Seats per domain. Shorter forms keep the exam's share of scored questions; where rounding would ask for more scored
/// seats than a domain has, it gets what it has.
pub(super) fn shared(weights: &[u32], size: u32, scored: u32) -> Vec<Quota> {
    apportion(weights, size)
        .into_iter()
        .zip(apportion(weights, scored))
        .map(|(seats, scored)| Quota { seats, scored: scored.min(seats) })
        .collect()
}

/// Shares seats by largest remainder; a tie goes to the larger weight, then to the earlier one.
pub(super) fn apportion(weights: &[u32], seats: u32) -> Vec<u32> {
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let product = |weight: u32| u64::from(seats) * u64::from(weight);
    let mut shares: Vec<u32> =
        weights.iter().map(|&weight| count_of(product(weight) / sum)).collect();
    let mut rest: Vec<(u64, u32, usize)> = weights
        .iter()
        .enumerate()
        .map(|(at, &weight)| (product(weight) % sum, weight, at))
        .collect();
    rest.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    let open = seats - shares.iter().sum::<u32>();
    for &(_, _, at) in rest.iter().take(open as usize) {
        shares[at] += 1;
    }
    shares
}

/// A share rounded to the nearest whole, halves up.
pub(super) fn rounded(part: u32, whole: u32) -> u32 {
    (2 * part + whole) / (2 * whole.max(1))
}
