'use strict';
{
  // What a study plan is made from (`plan.js`), for the plan and for the tile of today: what the book holds to read, to ask
  // and to learn, and what the reader has done of it.

  const filled = new WeakMap();

  /** Which forms of the exam the bank can fill. */
  function fills(bank) {
    const { exam } = bank;
    const can = more => Boolean(exam) && !gw.form.fill(bank, { seed: 'plan', ...more }).short.length;
    if (!filled.has(bank)) filled.set(bank, { mock: can({}), diagnostic: can(exam && gw.form.half(exam)) });
    return filled.get(bank);
  }

  gw.daybook = (bank, state, now) => {
    const { exam, pages, questions } = bank;
    const marks = gw.keep('reads').get({});
    const practised = questions.filter(({ pool }) => pool !== 'exam');
    const supply = {};
    for (const { task } of practised) supply[task] = (supply[task] ?? 0) + 1;
    const { today, wishes, due, fresh, unmet } = gw.agenda.cards(bank, state, now);
    return {
      exam, supply, fills: fills(bank),
      sections: pages.map(({ path, title, task, minutes }) => ({ id: gw.addressOf(path), title, task, minutes, done: marks[path] === 'read' })),
      missed: practised.filter(({ id }) => state.answers[id] && state.answers[id].verdict !== 'right').length,
      due: due.length, fresh: fresh.length, unmet, most: wishes.mostCards,
      returns: gw.agenda.returns(bank, state, today),
      begin: (unmet, day) => gw.agenda.fresh(unmet, day, wishes),
      mastery: gw.mastery(bank, state.answers, today),
      attempts: gw.fold.attempts(state, exam?.code),
    };
  };
}
