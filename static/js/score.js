'use strict';
{
  // Turns right answers into an honest estimate: a point, a band and a chance, never a promise, and
  // none without ground. The raw pass mark of a real form is not published, so it is a range
  // (`exam.cut`: low, central, high) and every number carries that doubt. Also the report of one
  // attempt, and the pooled estimate over several. An attempt is `{ mode, items: [{ id, scored, verdict, seconds, sure,
  // was, flagged, first }] }`, as the log folds it.

  const { wilson, expect } = gw.share;

  /** The scaled point for a share of right answers if `cut` were the raw pass mark. */
  function scaled({ pass, scale: [bottom, top] }, share, cut) {
    return share <= cut
      ? bottom + (pass - bottom) * share / cut
      : pass + (top - pass) * (share - cut) / (1 - cut);
  }

  /** The chance to pass from which a reader is told to book. */
  const READY = 0.9;

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
    const chance = expect(right, of - right, part =>
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

  /** The kinds of question, in the order in which the guide names them. */
  const KINDS = ['choice', 'multi', 'order', 'match', 'hotspot'];

  const tallyBy = (items, key, order = (a, b) => (a < b ? -1 : 1)) =>
    [...new Set(items.map(key))].sort(order).map(id => ({ id, ...tally(items.filter(item => key(item) === id)) }));

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

  // A headline stands on this many questions that were new to the reader, or on this share of those that count, whichever
  // is more: below it the band is so wide that a number says nothing. Simulated readers (`benches/examinees.mjs`) hold it.
  const LEAST = 20;
  const LEAST_SHARE = 0.4;

  /** How many such questions each domain needs, by weight. */
  const ground = exam => gw.form.apportion(
    exam.domains.map(domain => domain.weight), Math.min(exam.scored, Math.max(LEAST, Math.ceil(exam.scored * LEAST_SHARE))),
  ).map(least => Math.max(1, least));

  /**
   * The estimate from domains, each `{ id, weight, right, of }`, weighted as on the exam; counts may be weighted, `worth`
   * is how many answers a domain's are worth. Where a domain has too few there is no estimate, and `lacks` says which.
   */
  function weighted(exam, domains) {
    const least = ground(exam);
    const lacks = domains.map(({ id, worth }, at) => ({ id, of: Math.floor(worth + 1e-9), least: least[at] })).filter(({ of, least }) => of < least);
    if (lacks.length) return { estimate: null, lacks };
    const whole = domains.reduce((sum, domain) => sum + domain.weight, 0);
    let share = 0;
    let spread = 0;
    for (const { weight, right, of, worth } of domains) {
      share += weight / whole * right / of;
      spread += (weight / whole) ** 2 / worth;
    }
    return { estimate: estimate(exam, share / spread, 1 / spread), lacks };
  }

  /** Everything the result page tells about one attempt. */
  function report(bank, attempt) {
    const { exam, questions } = bank;
    const items = attempt.items.filter(item => !item.void);
    const byId = new Map(questions.map(question => [question.id, question]));
    const scored = items.filter(item => item.scored && byId.has(item.id));
    const { right, of } = tally(scored);
    // A question met before tests the memory of it, so repeats stay out of the estimate.
    const news = scored.filter(item => item.first !== false);
    const third = Math.ceil(items.length / 3);
    const mean = list => list.reduce((sum, item) => sum + (item.seconds ?? 0), 0) / (list.length || 1);
    const changed = items.filter(item => item.was);
    const turned = (from, to) => changed.filter(item => item.was === from && isRight(item) === to).length;
    return {
      right, of,
      domains: byDomain(bank, scored),
      fresh: tally(news),
      ...(exam ? weighted(exam, byDomain(bank, news).map(domain => ({ ...domain, worth: domain.of }))) : { estimate: null, lacks: [] }),
      tasks: tallyBy(scored, item => byId.get(item.id).task),
      kinds: tallyBy(scored, item => byId.get(item.id).kind, (a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)),
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

  // Of several mocks each is worth half of the one after it: readiness is about now.
  const FADING = 0.5;
  const MOCKS = 4;

  /**
   * Readiness over the last mocks, recent ones counting more: questions that count and were met for the first time,
   * domains weighted as on the exam. `mocks` and `answers` say what it rests on; `estimate` is null while a domain
   * `lacks` questions.
   */
  function readiness(bank, attempts) {
    const mocks = attempts.filter(attempt => attempt.mode === 'mock').slice(-MOCKS);
    const parts = mocks.map(({ items }) => byDomain(bank, items.filter(item => item.scored && item.first)));
    const worths = mocks.map((_, at) => FADING ** (mocks.length - 1 - at));
    const sum = (place, value) => parts.reduce((all, part, at) => all + value(part[place], worths[at]), 0);
    const domains = (bank.exam?.domains ?? []).map(({ id, weight }, place) => {
      const of = sum(place, (domain, worth) => worth * domain.of);
      const squares = sum(place, (domain, worth) => worth ** 2 * domain.of);
      return { id, weight, right: sum(place, (domain, worth) => worth * domain.right), of, worth: squares && of ** 2 / squares };
    });
    const counts = domains.map(({ id }, place) => ({ id, right: sum(place, ({ right }) => right), of: sum(place, ({ of }) => of) }));
    const { estimate: found, lacks } = weighted(bank.exam, domains);
    const { cut: [, threshold] } = bank.exam;
    const lost = domains.some(({ right, of, worth }) => {
      const { label: word, sure } = label(right / of * worth, worth, threshold);
      return word === 'needs' && sure;
    });
    const total = value => counts.reduce((all, each) => all + value(each), 0);
    return {
      estimate: found, lacks, mocks: mocks.length, domains: counts, right: total(({ right }) => right), answers: total(({ of }) => of),
      ready: Boolean(found) && found.chance >= READY && !lost,
    };
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

  gw.score = { READY, estimate, label, ground, report, readiness, pooled };
}
