//! Draws one exam form from the bank, the same one as `static/js/form.js` draws in the browser.
//!
//! `check` uses it to tell an author whether the bank fills the forms that the blueprint promises. It follows the script step by step, random word by random word: change both or neither.
//! `tests/vectors/form.json` holds a thousand forms that both must draw.

mod bank;
mod random;
#[cfg(test)]
mod tests;

pub use bank::{Bank, Case, Domain, Exam, Pool, Question};

use random::Random;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a draw. An empty request but for the seed is a full form without history.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub seed: String,
    /// In how many earlier forms each question stood.
    pub exposure: BTreeMap<String, u32>,
    /// Questions met in practice.
    pub seen: BTreeSet<String>,
    /// Leaves out questions whose review date is before this day, `YYYY-MM-DD`.
    pub today: Option<String>,
    pub pool: Pool,
    pub size: Option<u32>,
    pub scored: Option<u32>,
    pub minutes: Option<u32>,
    /// A quiz on one domain alone.
    pub domain: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    pub code: String,
    pub seed: String,
    pub revision: String,
    pub minutes: u32,
    pub items: Vec<Seat>,
    /// The domains that lack questions; none is topped up from another.
    pub short: Vec<Shortage>,
    /// The longest form that the bank can fill, where this one is short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seat {
    pub id: String,
    pub rev: u32,
    pub scored: bool,
    /// The entries in the order in which they are shown.
    pub order: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shortage {
    pub domain: Option<String>,
    pub want: u32,
    pub have: u32,
}

/// The seats of one domain, and how many of them count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub seats: u32,
    pub scored: u32,
}

/// Every task of a domain gets this many seats before the rest are shared by supply.
const TASK_FLOOR: u32 = 2;

/// Most seats of a form that cases take, per cent, where the blueprint does not say.
pub const CASE_SHARE: u32 = 12;

/// Draws a form; a short one says so and names the longest form that the bank can fill.
pub fn draw(bank: &Bank, ask: &Ask) -> Form {
    let mut form = fill(bank, ask);
    if !form.short.is_empty() {
        form.longest = Some(longest(bank, ask, count_of(form.items.len())));
    }
    form
}

/// The size of the longest form that the bank can fill, at most `seated` questions.
fn longest(bank: &Bank, ask: &Ask, seated: u32) -> u32 {
    let fills = |size: &u32| fill(bank, &Ask { size: Some(*size), ..ask.clone() }).short.is_empty();
    (1..=seated).rev().find(fills).unwrap_or(0)
}

/// Shares seats by largest remainder; a tie goes to the larger weight, then to the earlier one.
fn apportion(weights: &[u32], seats: u32) -> Vec<u32> {
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

/// Seats per domain. Shorter forms keep the exam's share of scored questions; where rounding would ask for more scored
/// seats than a domain has, it gets what it has.
fn shared(weights: &[u32], size: u32, scored: u32) -> Vec<Quota> {
    apportion(weights, size)
        .into_iter()
        .zip(apportion(weights, scored))
        .map(|(seats, scored)| Quota { seats, scored: scored.min(seats) })
        .collect()
}

/// A share rounded to the nearest whole, halves up.
fn rounded(part: u32, whole: u32) -> u32 {
    (2 * part + whole) / (2 * whole.max(1))
}

fn count_of(count: impl TryInto<u32, Error: std::fmt::Debug>) -> u32 {
    count.try_into().expect("seats and questions are far fewer than four thousand million")
}

/// One draw at work: what it looks up and whom it has seated so far.
struct Drawing<'a> {
    ask: &'a Ask,
    domains: Vec<Share<'a>>,
    /// Domain by question, as a place in `domains`.
    home: BTreeMap<&'a str, usize>,
    enemies: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Rarest kind first: it is placed while every task still has room for it.
    mix: Vec<(&'a str, u32)>,
    minutes: Option<u32>,
    singles: Vec<&'a Question>,
    groups: Vec<Vec<&'a Question>>,
    /// Seats that cases may take.
    room: usize,
    /// Domains that have been filled, as places in `domains`.
    filled: Vec<usize>,
    /// Who may not be seated any more: those who are, and their enemies.
    banned: BTreeSet<&'a str>,
}

/// One domain of the form being filled.
struct Share<'a> {
    id: Option<&'a str>,
    quota: Quota,
    targets: BTreeMap<&'a str, u32>,
    taken: u32,
    tasks: BTreeMap<&'a str, u32>,
    kinds: BTreeMap<&'a str, u32>,
}

/// Draws a form, and says no more of a short one than what it lacks.
pub fn fill(bank: &Bank, ask: &Ask) -> Form {
    let mut random = Random::new(&ask.seed);
    let mut drawing = prepare(bank, ask);
    random.shuffle(&mut drawing.singles);
    random.shuffle(&mut drawing.groups);
    let exposure =
        |group: &Vec<&Question>| group.iter().map(|question| exposure(ask, question)).max();
    drawing.groups.sort_by_key(exposure);

    let wanted = 1 + random.below(2) as usize;
    let mut blocks = drawing.place_groups(wanted, drawing.room);
    // In an order of chance, since what is rare falls to the domain at which its share is full.
    let mut order: Vec<usize> = (0..drawing.domains.len()).collect();
    random.shuffle(&mut order);
    for domain in order {
        blocks.extend(drawing.fill_domain(domain).into_iter().map(|question| vec![question]));
        drawing.filled.push(domain);
    }
    // Further cases come only where single questions have run out and seats are left.
    blocks.extend(drawing.place_groups(usize::MAX, usize::MAX));

    random.shuffle(&mut blocks);
    let questions: Vec<&Question> = blocks.concat();
    let mut counted = BTreeSet::new();
    for (place, domain) in drawing.domains.iter().enumerate() {
        let mut own: Vec<&str> = questions
            .iter()
            .map(|question| question.id.as_str())
            .filter(|id| drawing.home[id] == place)
            .collect();
        random.shuffle(&mut own);
        counted.extend(own.into_iter().take(domain.quota.scored as usize));
    }
    let seconds: u32 = questions.iter().map(|question| question.seconds).sum();
    let code = bank.exam.as_ref().map_or("", |exam| &exam.code);
    Form {
        code: [code, &bank.revision, &ask.seed].join("/"),
        seed: ask.seed.clone(),
        revision: bank.revision.clone(),
        minutes: drawing.minutes.unwrap_or(seconds.div_ceil(60)),
        items: questions
            .iter()
            .map(|question| Seat {
                id: question.id.clone(),
                rev: question.rev,
                scored: counted.contains(question.id.as_str()),
                order: option_order(&ask.seed, question),
            })
            .collect(),
        short: drawing.domains.iter().filter_map(Share::shortage).collect(),
        longest: None,
    }
}

fn prepare<'a>(bank: &'a Bank, ask: &'a Ask) -> Drawing<'a> {
    let eligible: Vec<&Question> =
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
    let by_id: BTreeMap<&str, &Question> = eligible
        .iter()
        .filter(|question| home.contains_key(question.id.as_str()))
        .map(|&question| (question.id.as_str(), question))
        .collect();
    // A case is drawn whole or not at all, so one member out of the pool leaves it out.
    let whole =
        |case: &Case| case.questions.iter().map(|id| by_id.get(id.as_str()).copied()).collect();
    let groups: Vec<Vec<&Question>> =
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

fn may_sit(question: &Question, ask: &Ask) -> bool {
    let overdue = match (&question.review_by, &ask.today) {
        (Some(due), Some(today)) => due < today,
        _ => false,
    };
    (question.pool == ask.pool || question.pool == Pool::Both)
        && ask.domain.as_ref().is_none_or(|domain| *domain == question.domain)
        && !overdue
}

/// The domains of the form with their seats; a book without a blueprint is one domain.
fn shares<'a>(
    exam: Option<&'a Exam>,
    eligible: &[&Question],
    ask: &Ask,
    size: u32,
) -> Vec<Share<'a>> {
    let Some(exam) = exam else {
        let quota = Quota { seats: size, scored: ask.scored.unwrap_or(size).min(size) };
        return vec![Share::new(None, quota, BTreeMap::new())];
    };
    let outline: Vec<&Domain> = exam
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
                    let fits = |question: &&&Question| {
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

impl<'a> Share<'a> {
    fn new(id: Option<&'a str>, quota: Quota, targets: BTreeMap<&'a str, u32>) -> Self {
        Share { id, quota, targets, taken: 0, tasks: BTreeMap::new(), kinds: BTreeMap::new() }
    }

    fn shortage(&self) -> Option<Shortage> {
        let domain = self.id.map(str::to_owned);
        (self.taken < self.quota.seats).then_some(Shortage {
            domain,
            want: self.quota.seats,
            have: self.taken,
        })
    }
}

impl<'a> Drawing<'a> {
    fn seat(&mut self, question: &'a Question) {
        let domain = &mut self.domains[self.home[question.id.as_str()]];
        domain.taken += 1;
        *domain.tasks.entry(&question.task).or_default() += 1;
        *domain.kinds.entry(&question.kind).or_default() += 1;
        self.banned.insert(&question.id);
        self.banned.extend(&self.enemies[question.id.as_str()]);
    }

    /// Seats up to `wanted` whole groups on at most `room` seats; one that would overfill a domain is passed over.
    fn place_groups(&mut self, wanted: usize, mut room: usize) -> Vec<Vec<&'a Question>> {
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

    fn fits(&self, group: &[&Question]) -> bool {
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
    fn fill_domain(&mut self, place: usize) -> Vec<&'a Question> {
        let goals = self.kind_goals(place);
        let own: Vec<&Question> = self
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
        question: &Question,
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

fn exposure(ask: &Ask, question: &Question) -> u32 {
    ask.exposure.get(&question.id).copied().unwrap_or(0)
}

/// The order in which the entries are shown; an ordering list never opens in the right order.
pub fn option_order(seed: &str, question: &Question) -> Vec<usize> {
    let mut places: Vec<usize> = (0..question.entries).collect();
    let ordering = question.kind == "order";
    if places.len() < 2 || (!question.shuffle && !ordering) {
        return places;
    }
    let mut random = Random::new(&format!("{seed}/{}", question.id));
    loop {
        random.shuffle(&mut places);
        if !ordering || !places.is_sorted() {
            return places;
        }
    }
}
