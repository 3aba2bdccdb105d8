'use strict';
{
  // What <gw-today> on the home page tells of the reader's progress: days to the exam, cards due, what waits, and beside
  // the bars of the domains how well each is known.

  gw.today = place => {
    const bank = gw.shard('bank');
    const state = gw.store.state();
    const now = Date.now();
    const today = gw.fsrs.studyDay(now);
    const wishes = { now, today, ...gw.wishes(state) };
    const left = wishes.exam - today;
    const open = gw.fold.attempts(state).filter(attempt => gw.fold.unread(state, attempt)).map(({ id }) => id);
    const { saved } = wishes;
    const since = gw.store.log().events.filter(({ at }) => at > saved).length;
    const facts = {
      exam: wishes.exam !== null && left >= 0 && { left },
      ...gw.bank.due(state, wishes),
      results: open.length && { count: open.length, last: open.at(-1) },
      since: since > 100 && now - saved > 7 * 864e5 && since,
    };
    gw.fill(place.querySelector('.gw-today-told'), Object.values(facts).some(Boolean) && facts);
    place.querySelector('.gw-today-set').hidden = facts.exam;

    const tasks = gw.mastery(bank, state.answers, today);
    for (const line of document.querySelectorAll('.gw-domains [data-domain]')) {
      const own = tasks.filter(({ domain, n }) => n && domain === line.dataset.domain);
      const n = own.reduce((sum, task) => sum + task.n, 0);
      const mean = own.reduce((sum, task) => sum + task.mean * task.n, 0) / n;
      gw.fill(line.querySelector('.gw-known'), n && { n, mean });
    }
  };
}
