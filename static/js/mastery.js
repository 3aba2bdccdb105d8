'use strict';
{
  // What a reader knew of each task at first sight, from first answers of the last 60 days: a repeat measures memory of
  // the question. Counts are counts; a share is told from ten answers on, with the interval that the truth lies in. A
  // task without answers has none, which is not zero.

  const WINDOW = 60;
  // Below this many answers a share in per cent says more than it knows.
  const TELLING = 10;

  /** Right answers as a share with its interval, or null while there are too few to tell. */
  const told = (right, of) => {
    if (of < TELLING) return null;
    const [low, high] = gw.share.wilson(right, of);
    return { mean: right / of, low, high };
  };

  /**
   * One entry a task: `right` of `n` first answers, and what they tell. `need` is what a plan goes by: the share that is
   * likely not known, which is all of it where nothing is known. `answers` is the folded table; answers to an older
   * version of a question are left out.
   */
  gw.mastery = ({ exam, questions }, answers, today) => {
    const byTask = new Map();
    for (const { id: domain, tasks } of exam?.domains ?? []) for (const task of tasks) byTask.set(task, { domain, right: 0, n: 0 });
    for (const { id, task, domain, rev } of questions) {
      if (!byTask.has(task)) byTask.set(task, { domain, right: 0, n: 0 });
      const answer = answers[id];
      if (answer?.rev !== rev || today - answer.first.day > WINDOW) continue;
      const entry = byTask.get(task);
      entry.n += 1;
      if (answer.first.verdict === 'right') entry.right += 1;
    }
    return [...byTask].map(([task, { domain, right, n }]) => ({
      task, domain, right, n, told: told(right, n), need: n ? (n - right + 0.5) / (n + 1) : 1,
    }));
  };

  gw.told = told;
}
