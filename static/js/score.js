'use strict';
{
  // Turns right answers into an honest estimate: a point, a band and a chance, never a promise.
  // The raw pass mark of a real form is not published, so it is a range (`exam.cut`: low, central,
  // high) and every number carries that doubt. Also the report of one attempt, and the pooled
  // estimate over several. An attempt is `{ mode, items: [{ id, scored, verdict, seconds, sure,
  // was, flagged, first }] }`, as the log folds it.

  const { wilson, posterior } = gw.share;

  /** The scaled point for a share of right answers if `cut` were the raw pass mark. */
  function scaled({ pass, scale: [bottom, top] }, share, cut) {
    return share <= cut
      ? bottom + (pass - bottom) * share / cut
      : pass + (top - pass) * (share - cut) / (1 - cut);
  }

  const VERDICTS = [
    [0.85, 'above'],
    [0.5, 'leaning-above'],
    [0.15, 'leaning-below'],
    [0, 'below'],
  ];

  /** Estimate, 95 % band, the plain line other tools draw, chance of passing, and a verdict. */
  function estimate(exam, right, of) {
    const [low, central, high] = exam.cut;
    const [bottom, top] = exam.scale;
    const [least, most] = wilson(right, of);
    const share = of ? right / of : 0;
    // The chance to reach a pass mark drawn evenly from low to high.
    const chance = posterior(right, of - right).expect(part =>
      high > low ? Math.min(1, Math.max(0, (part - low) / (high - low))) : Number(part >= low));
    const [, verdict] = VERDICTS.find(([from]) => chance >= from);
    return {
      right, of, chance, verdict,
      point: Math.round(scaled(exam, share, central)),
      low: Math.round(scaled(exam, least, high)),
      high: Math.round(scaled(exam, most, low)),
      line: Math.round(bottom + (top - bottom) * share),
    };
  }

  /** The label of a domain; `sure` is false while the interval still holds the threshold. */
  function label(right, of, threshold) {
    const [low, high] = wilson(right, of);
    return {
      right, of, low, high,
      label: of === 0 ? 'none' : right / of >= threshold ? 'meets' : 'needs',
      sure: threshold < low || threshold > high,
    };
  }

  const isRight = item => item.verdict === 'right';
  const tally = items => ({ right: items.filter(isRight).length, of: items.length });
  const ids = items => items.map(item => item.id);

  const tallyBy = (items, key) =>
    [...new Set(items.map(key))].sort().map(id => ({ id, ...tally(items.filter(item => key(item) === id)) }));

  /** Each domain of the exam with its label, from the items of its questions. */
  const byDomain = ({ exam, questions }, items) => {
    const home = new Map(questions.map(({ id, domain }) => [id, domain]));
    return (exam?.domains ?? []).map(({ id, weight }) => {
      const { right, of } = tally(items.filter(item => home.get(item.id) === id));
      return { id, weight, ...label(right, of, exam.cut[1]) };
    });
  };

  // What a reader who says guess, fairly sure or certain is taken to claim; our assumption.
  const CLAIMED = { 1: 0.3, 2: 0.65, 3: 0.9 };

  /** Everything the result page tells about one attempt. */
  function report(bank, attempt) {
    const { exam, questions } = bank;
    const items = attempt.items.filter(item => !item.void);
    const byId = new Map(questions.map(question => [question.id, question]));
    const scored = items.filter(item => item.scored && byId.has(item.id));
    const { right, of } = tally(scored);
    // A question met before tests the memory of it, so repeats stay out of the estimate.
    const fresh = tally(scored.filter(item => item.first !== false));
    const third = Math.ceil(items.length / 3);
    const mean = list => list.reduce((sum, item) => sum + (item.seconds ?? 0), 0) / (list.length || 1);
    const changed = items.filter(item => item.was);
    const turned = (from, to) => changed.filter(item => item.was === from && isRight(item) === to).length;
    return {
      right, of,
      domains: byDomain(bank, scored),
      estimate: exam && fresh.of ? estimate(exam, fresh.right, fresh.of) : null,
      tasks: tallyBy(scored, item => byId.get(item.id).task),
      kinds: tallyBy(scored, item => byId.get(item.id).kind),
      unscored: tally(items.filter(item => !item.scored)),
      pace: { mean: mean(items), first: mean(items.slice(0, third)), last: mean(items.slice(-third)) },
      changes: { all: changed.length, gained: turned('wrong', true), lost: turned('right', false) },
      calibration: Object.entries(CLAIMED).map(([sure, claimed]) => {
        const own = tally(items.filter(item => item.sure === Number(sure)));
        return { sure: Number(sure), claimed, ...own, gap: own.of ? own.right / own.of - claimed : null };
      }),
      flagged: tally(items.filter(item => item.flagged)),
      guessed: ids(items.filter(item => item.sure === 1 && isRight(item))),
      certain: ids(items.filter(item => item.sure === 3 && !isRight(item))),
      misses: ids(items.filter(item => !isRight(item))),
      repeats: tally(scored.filter(item => item.first === false)),
    };
  }

  /**
   * Readiness over the last three mocks: questions met for the first time only, domains weighted
   * as on the exam. `of` is the number of answers that this weighting is worth. Null until every
   * domain has an answer.
   */
  function readiness(bank, attempts) {
    const mocks = attempts.filter(attempt => attempt.mode === 'mock').slice(-3);
    const items = mocks.flatMap(attempt => attempt.items).filter(item => item.first);
    const domains = byDomain(bank, items);
    if (domains.some(domain => domain.of === 0)) return null;
    const whole = domains.reduce((sum, domain) => sum + domain.weight, 0);
    let share = 0;
    let spread = 0;
    for (const { weight, right, of } of domains) {
      share += weight / whole * right / of;
      spread += (weight / whole) ** 2 / of;
    }
    const pooled = estimate(bank.exam, share / spread, 1 / spread);
    const lost = domains.some(domain => domain.label === 'needs' && domain.sure);
    return { ...pooled, mocks: mocks.length, answers: items.length, domains, ready: pooled.chance >= 0.9 && !lost };
  }

  /**
   * Right answers per domain over all mocks and diagnostics: scored questions that were met for the first time, so that
   * neither repeats nor quizzes on one domain colour them.
   */
  function pooled(bank, attempts) {
    const taken = attempts.filter(({ mode }) => mode === 'mock' || mode === 'diagnostic');
    const items = taken.flatMap(attempt => attempt.items).filter(item => item.scored && item.first !== false);
    return byDomain(bank, items).map(domain => ({ ...domain, forms: taken.length }));
  }

  gw.score = { estimate, label, report, readiness, pooled };
}
