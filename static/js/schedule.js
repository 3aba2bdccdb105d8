'use strict';
{
  // When a card is due: FSRS-6 with its published default weights, and the few rules round it that
  // packages leave open (study day, steps, order of buttons, the exam's date). Stability is the
  // number of days until the chance of recall has fallen to 90 %, difficulty runs from 1 to 10,
  // grades are 1 missed, 2 hard, 3 good, 4 easy. Days are whole study days, never timestamps.
  // A card's memory never depends on settings; the exam's date is applied when a due day is read (`due.js`).

  // The 21 weights of FSRS-6, by the place they have in its formulas.
  const w = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ];

  const { exp, floor, max, min } = Math;
  const clamp = (value, least, most) => min(most, max(least, value));

  /** The factor that makes recall exactly 90 % after as many days as the stability. */
  const factor = () => 0.9 ** (-1 / w[20]) - 1;

  /** The chance of recall after some days. */
  const recall = (days, stability) => (1 + factor() * days / stability) ** -w[20];

  /** The days, not rounded, after which recall has fallen to a wished retention. */
  const interval = (retention, stability) => stability / factor() * (retention ** (-1 / w[20]) - 1);

  /** The memory after a grade, `gap` days after the last one; null is a card never met. */
  function remember(memory, grade, gap) {
    const start = first => w[4] - exp(w[5] * (first - 1)) + 1;
    if (!memory) return { stability: w[grade - 1], difficulty: clamp(start(grade), 1, 10) };
    const { stability: s, difficulty: d } = memory;
    const moved = d - w[6] * (grade - 3) * (10 - d) / 9;
    const difficulty = clamp(w[7] * start(4) + (1 - w[7]) * moved, 1, 10);
    return { stability: clamp(s * growth(s, d, grade, gap), 0.001, 36500), difficulty };
  }

  function growth(s, d, grade, gap) {
    if (gap === 0) {
      const same = exp(w[17] * (grade - 3 + w[18])) * s ** -w[19];
      return grade >= 2 ? max(same, 1) : same;
    }
    const lost = 1 - recall(gap, s);
    if (grade === 1) {
      const after = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * exp(w[14] * lost);
      return min(after / s, exp(-w[17] * w[18]));
    }
    const bonus = grade === 2 ? w[15] : grade === 4 ? w[16] : 1;
    return 1 + exp(w[8]) * (11 - d) * s ** -w[9] * (exp(w[10] * lost) - 1) * bonus;
  }

  /** The local study day as a whole number; a night's work until 04:00 belongs to the day before. */
  function studyDay(at = Date.now()) {
    const date = new Date(at);
    const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 864e5;
    return date.getHours() < 4 ? day - 1 : day;
  }

  const DEFAULTS = {
    retention: 0.9, target: 0.9, exam: null, fuzz: false, steps: [1, 10], relearn: [10],
  };
  const LEECH = 6;

  /**
   * The card after a review `when = { id, at, day }`. `wake` is a moment within the day while the
   * card is on a learning step, otherwise null, and `due` counts. A card that keeps being
   * forgotten is suspended: its section needs reading, not one more repetition. However often it is
   * missed on one day, that is one lapse; a right answer frees it, half-way back to the next time.
   */
  function review(card, grade, when, wishes = {}) {
    const settings = { ...DEFAULTS, ...wishes };
    const gap = card ? max(0, when.day - card.day) : 0;
    const reviewed = card?.stage === 'review';
    const forgotten = reviewed && grade === 1 && card.lapsed !== when.day;
    const freed = card?.suspended && grade > 1;
    const lapses = freed ? LEECH / 2 : (card?.lapses ?? 0) + (forgotten ? 1 : 0);
    const stage = reviewed ? 'relearning' : card?.stage ?? 'learning';
    const steps = stage === 'learning' ? settings.steps : settings.relearn;
    const [minutes, step] = reviewed && grade > 1 ? [] : nextStep(steps, card?.step ?? 0, grade);
    const next = {
      ...remember(card, grade, gap),
      day: when.day, reps: (card?.reps ?? 0) + 1, lapses, lapsed: forgotten ? when.day : card?.lapsed ?? null,
      suspended: lapses >= LEECH, began: card ? card.began ?? null : when.day,
    };
    if (minutes) return { ...next, stage, step, wake: when.at + minutes * 6e4, due: when.day };
    const days = button(card, grade, gap, when, settings);
    return { ...next, stage: 'review', step: 0, wake: null, due: when.day + days };
  }

  /** Minutes to the next step and its place, or nothing when the card leaves the steps. */
  function nextStep(steps, at, grade) {
    if (grade === 1) return [steps[0], 0];
    if (grade === 2) return [at > 0 ? steps[at] : steps.length > 1 ? (steps[0] + steps[1]) / 2 : steps[0] * 1.5, at];
    return grade === 3 ? [steps[at + 1], at + 1] : [];
  }

  /** Days until the next review. Among reviews a better grade never comes back sooner. */
  function button(card, grade, gap, when, { retention, exam, fuzz }) {
    const most = exam === null || when.day > exam ? 36500 : 365;
    const days = each => {
      const whole = clamp(floor(interval(retention, remember(card, each, gap).stability) + 0.5), 1, most);
      return fuzz ? spread(whole, gap, most, `${when.id}/${card?.reps ?? 0}`) : whole;
    };
    if (card?.stage !== 'review' || grade === 1) return days(grade);
    const hard = min(days(2), days(3));
    const good = max(days(3), hard + 1);
    const easy = max(days(4), good + 1);
    return min(most, [hard, good, easy][grade - 2]);
  }

  /** Moves an interval a little, always the same way for the same card and count of reviews. */
  function spread(days, gap, most, seed) {
    if (days < 2.5) return days;
    const part = (from, to, share) => share * max(0, min(days, to) - from);
    const delta = 1 + part(2.5, 7, 0.15) + part(7, 20, 0.1) + part(20, Infinity, 0.05);
    const last = min(floor(days + delta + 0.5), most);
    const first = min(last, max(2, floor(days - delta + 0.5), days > gap ? gap + 1 : 0));
    return first + gw.random(seed).below(last - first + 1);
  }

  /** A question's grade in its own queue; recognising an answer is never easy. */
  const questionGrade = (verdict, sure) => (verdict === 'right' ? (sure === 1 ? 2 : 3) : 1);

  gw.fsrs = { DEFAULTS, weights: w, recall, interval, remember, studyDay, review, questionGrade };
}
