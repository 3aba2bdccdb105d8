'use strict';
{
  // Draws one exam form from the bank. The same bank, history and seed give the same form, here
  // and in `src/study/form.rs`, which follows this file step by step: change both or neither.
  // The exam's numbers come from the blueprint; a book without one is drawn as a single domain.
  // Decided here: who sits on the form, in which order, what counts. Not here: clock and answers.

  /** Shares seats by largest remainder; a tie goes to the larger weight, then to the earlier one. */
  function apportion(weights, seats) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum === 0) return weights.map(() => 0);
    const shares = weights.map(weight => Math.floor(seats * weight / sum));
    const rest = weights.map((weight, at) => ({ weight, at, left: seats * weight % sum }));
    rest.sort((a, b) => b.left - a.left || b.weight - a.weight || a.at - b.at);
    const open = seats - shares.reduce((total, share) => total + share, 0);
    for (const { at } of rest.slice(0, open)) shares[at] += 1;
    return shares;
  }

  const rounded = (part, whole) => Math.floor((2 * part + whole) / (2 * whole));
  const total = (list, value) => list.reduce((sum, entry) => sum + value(entry), 0);

  // Every task of a domain gets this many seats before the rest are shared by supply.
  const TASK_FLOOR = 2;
  // Most seats of a form that cases take, per cent, where the blueprint does not say.
  const CASE_SHARE = 12;

  /** The half form of the diagnostic: half the questions in half the time. */
  const half = exam => ({ size: Math.ceil(exam.items / 2), minutes: Math.floor(exam.minutes / 2) });

  /**
   * Seats per domain. Shorter forms keep the exam's share of scored questions; where rounding
   * would ask for more scored seats than a domain has, it gets what it has.
   */
  function quotas(exam, size, scored) {
    const weights = exam.domains.map(domain => domain.weight);
    const counted = apportion(weights, scored ?? rounded(exam.scored * size, exam.items));
    const seats = apportion(weights, size);
    return exam.domains.map((domain, at) => ({
      id: domain.id, seats: seats[at], scored: Math.min(counted[at], seats[at]),
    }));
  }

  /**
   * Draws a form. `ask` holds `seed` and, as wanted: `exposure` (forms that had a question, by
   * id), `seen` (ids met in practice), `today` (leaves out overdue questions), `pool`, `size`,
   * `scored`, `minutes`, `domain` (a quiz on one domain alone).
   */
  function draw(bank, ask) {
    const form = fill(bank, ask);
    if (form.short.length === 0) return form;
    // A domain that lacks questions is never topped up from another one. The reader is told
    // before the start and is offered the longest form that the bank can fill.
    form.longest = form.items.length;
    while (form.longest > 0 && fill(bank, { ...ask, size: form.longest }).short.length) form.longest -= 1;
    return form;
  }

  /** Draws a form, and says no more of a short one than what it lacks. */
  function fill(bank, ask) {
    const random = gw.random(ask.seed);
    const drawing = prepare(bank, ask);
    random.shuffle(drawing.singles);
    random.shuffle(drawing.groups).sort((a, b) => a.exposure - b.exposure);

    const blocks = placeGroups(drawing, 1 + random.below(2), drawing.room);
    // In an order of chance, since what is rare falls to the domain at which its share is full.
    for (const domain of random.shuffle([...drawing.domains])) {
      for (const question of fillDomain(drawing, domain)) blocks.push([question]);
      drawing.filled.push(domain);
    }
    // Further cases come only where single questions have run out and seats are left.
    blocks.push(...placeGroups(drawing, Infinity, Infinity));

    const questions = random.shuffle(blocks).flat();
    const counted = new Set();
    for (const domain of drawing.domains) {
      const own = questions.filter(question => drawing.home.get(question.id) === domain);
      for (const question of random.shuffle(own).slice(0, domain.scored)) counted.add(question.id);
    }
    return {
      code: [bank.exam?.code ?? '', bank.revision, ask.seed].join('/'),
      seed: ask.seed,
      revision: bank.revision,
      minutes: drawing.minutes ?? Math.ceil(total(questions, question => question.seconds) / 60),
      items: questions.map(question => ({
        id: question.id,
        rev: question.rev,
        scored: counted.has(question.id),
        order: optionOrder(ask.seed, question),
      })),
      short: drawing.domains
        .filter(domain => domain.taken < domain.seats)
        .map(domain => ({ domain: domain.id, want: domain.seats, have: domain.taken })),
    };
  }

  /** Everything the draw looks up: who may sit, the seats of each domain, who excludes whom. */
  function prepare(bank, ask) {
    const { exam } = bank;
    const pool = ask.pool ?? 'exam';
    const eligible = bank.questions.filter(question =>
      [pool, 'both'].includes(question.pool)
      && (!ask.domain || question.domain === ask.domain)
      && !(ask.today && question.review_by && question.review_by < ask.today));
    const byId = new Map(eligible.map(question => [question.id, question]));

    // The author names an enemy on one side; it holds for both.
    const enemies = new Map(eligible.map(question => [question.id, new Set(question.enemies)]));
    for (const question of eligible) for (const id of question.enemies) enemies.get(id)?.add(question.id);

    const size = ask.size ?? exam?.items ?? eligible.length;
    const outline = exam
      ? { ...exam, domains: exam.domains.filter(domain => !ask.domain || domain.id === ask.domain) }
      : { items: 1, scored: 1, domains: [{ id: null, weight: 1, tasks: [] }] };
    const home = new Map();
    const scored = ask.scored ?? (ask.domain && size); // in a quiz every question counts
    const domains = quotas(outline, size, scored).map((quota, at) => {
      const domain = { ...quota, taken: 0, tasks: new Map(), kinds: new Map() };
      const own = eligible.filter(question => !exam || question.domain === quota.id);
      for (const question of own) home.set(question.id, domain);
      const { tasks } = outline.domains[at];
      const supply = tasks.map(task => own.filter(question => question.task === task).length);
      const rest = apportion(supply, Math.max(0, quota.seats - TASK_FLOOR * tasks.length));
      domain.targets = new Map(tasks.map((task, nth) => [task, TASK_FLOOR + rest[nth]]));
      return domain;
    });
    const exposure = question => ask.exposure?.[question.id] ?? 0;

    return {
      domains, home, enemies, exposure,
      /** Domains that have been filled. */
      filled: [],
      /** Seats that cases may take. */
      room: rounded(size * (exam?.case_share ?? CASE_SHARE), 100),
      seen: new Set(ask.seen),
      // Rarest kind first: it is placed while every task still has room for it.
      mix: Object.entries(exam?.mix ?? {}).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)),
      minutes: ask.minutes ?? (exam && rounded(exam.minutes * size, exam.items)),
      singles: eligible.filter(question => !question.case && home.has(question.id)),
      // A case is drawn whole or not at all, so one member out of the pool leaves it out.
      groups: bank.cases
        .map(group => group.questions.map(id => byId.get(id)))
        .filter(group => group.length && group.every(question => question && home.has(question.id)))
        .map(questions => ({ questions, exposure: Math.max(...questions.map(exposure)) })),
      banned: new Set(),
    };
  }

  const count = (table, key) => table.get(key) ?? 0;

  function seat(drawing, question) {
    const domain = drawing.home.get(question.id);
    domain.taken += 1;
    domain.tasks.set(question.task, count(domain.tasks, question.task) + 1);
    domain.kinds.set(question.kind, count(domain.kinds, question.kind) + 1);
    // Nobody sits twice, and nobody beside an enemy.
    for (const id of [question.id, ...drawing.enemies.get(question.id)]) drawing.banned.add(id);
  }

  /** Seats up to `wanted` whole groups on at most `room` seats; one that would overfill a domain is passed over. */
  function placeGroups(drawing, wanted, room) {
    const { home, enemies, banned } = drawing;
    const blocks = [];
    for (const { questions } of drawing.groups) {
      if (blocks.length === wanted) break;
      if (questions.length > room) continue;
      const fits = questions.every(({ id }) => {
        const domain = home.get(id);
        const mates = questions.filter(mate => home.get(mate.id) === domain).length;
        return domain.taken + mates <= domain.seats && !banned.has(id)
          && !questions.some(mate => enemies.get(id).has(mate.id));
      });
      if (!fits) continue;
      for (const question of questions) seat(drawing, question);
      blocks.push(questions);
      room -= questions.length;
    }
    return blocks;
  }

  /**
   * Fills the seats that cases left in one domain, best candidate first. Least exposure comes
   * before everything else: no question appears a second time while another waits for its first.
   */
  function fillDomain(drawing, domain) {
    const drawn = [];
    const goals = kindGoals(drawing, domain);
    const own = drawing.singles.filter(question => drawing.home.get(question.id) === domain);
    while (domain.taken < domain.seats) {
      let best;
      let lowest = Infinity;
      for (const question of own) {
        if (drawing.banned.has(question.id)) continue;
        const cost = rank(drawing, domain, goals, question);
        if (cost < lowest) [best, lowest] = [question, cost];
      }
      if (!best) break;
      seat(drawing, best);
      drawn.push(best);
    }
    return drawn;
  }

  /**
   * How many of each kind this domain should hold. Goals are cumulative over the domains filled so
   * far, so one that could not meet its share is made good by the next.
   */
  function kindGoals({ filled, mix }, domain) {
    const seats = total(filled, each => each.seats) + domain.seats;
    const goals = apportion(mix.map(([, share]) => share), seats);
    return mix.map(([kind], at) => goals[at] - total(filled, each => count(each.kinds, kind)));
  }

  /**
   * The order of preference as one number, most important part first: exposure, a task below its
   * floor, met in practice, a task at its target, the kind that is missing. Ties keep the
   * shuffled order of the pool.
   */
  function rank(drawing, domain, goals, question) {
    const inTask = count(domain.tasks, question.task);
    const target = domain.targets.get(question.task) ?? 0;
    const kind = drawing.mix.findIndex(([name]) => name === question.kind);
    const missing = count(domain.kinds, question.kind) < (goals[kind] ?? 0);
    let cost = drawing.exposure(question);
    cost = cost * (TASK_FLOOR + 1) + (target ? Math.min(inTask, TASK_FLOOR) : TASK_FLOOR);
    cost = cost * 2 + (drawing.seen.has(question.id) ? 1 : 0);
    cost = cost * 2 + (inTask < target ? 0 : 1);
    return cost * (goals.length + 1) + (missing ? kind : goals.length);
  }

  /** The order in which the entries are shown; an ordering list never opens in the right order. */
  function optionOrder(seed, question) {
    const places = Array.from({ length: question.entries }, (_, place) => place);
    const ordering = question.kind === 'order';
    if (places.length < 2 || (!question.shuffle && !ordering)) return places;
    const random = gw.random(`${seed}/${question.id}`);
    do random.shuffle(places); while (ordering && places.every((place, at) => place === at));
    return places;
  }

  gw.form = { apportion, quotas, half, draw, fill };
}
