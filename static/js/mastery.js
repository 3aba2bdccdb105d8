'use strict';
{
  // How well each task is known, from first answers only: a repeat measures memory of the question.
  // Each first answer of the last 60 days counts, half as much for every 21 days that passed.
  // The answer is a share with its interval; a task without answers has none, which is not zero.

  const WINDOW = 60;
  const HALF_LIFE = 21;

  /** `answers` is the folded table; answers to an older version of a question are left out. */
  gw.mastery = ({ exam, questions }, answers, today) => {
    const byTask = new Map();
    for (const { id: domain, tasks } of exam?.domains ?? []) for (const task of tasks) byTask.set(task, { domain, own: [] });
    for (const question of questions) {
      const { task, domain, rev } = question;
      if (!byTask.has(task)) byTask.set(task, { domain, own: [] });
      const answer = answers[question.id];
      if (answer?.rev === rev && today - answer.first.day <= WINDOW) byTask.get(task).own.push(answer.first);
    }
    return [...byTask].map(([task, { domain, own }]) => {
      let [right, wrong] = [0, 0];
      for (const { day, verdict } of own) {
        const worth = 2 ** (-Math.max(0, today - day) / HALF_LIFE);
        if (verdict === 'right') right += worth;
        else wrong += worth;
      }
      if (own.length === 0) return { task, domain, n: 0, mean: null, low: null, high: null };
      const known = gw.share.posterior(right, wrong);
      return { task, domain, n: own.length, mean: known.mean, low: known.quantile(0.025), high: known.quantile(0.975) };
    });
  };
}
