'use strict';
{
  // What <gw-today> on the home page tells of the reader's progress: days to the exam, cards due, what waits, and beside
  // the bars of the domains how well each is known.

  gw.today = place => {
    const bank = gw.bank.here;
    const state = gw.store.state();
    const now = Date.now();
    const today = gw.fsrs.studyDay(now);
    const { exam, saved } = gw.wishes(state);
    const left = exam - today;
    const cards = gw.agenda.cards(bank, state, now);
    const { due } = gw.set.counts(bank, state, now);
    const open = gw.fold.attempts(state, bank.exam?.code).filter(attempt => gw.fold.unread(state, attempt)).map(({ id }) => id);
    const since = gw.store.log().events.filter(({ at }) => at > saved).length;
    const facts = {
      exam: exam !== null && left >= 0 && { left },
      cards: cards.due.length, fresh: cards.fresh.length, due,
      results: open.length && { count: open.length, last: open.at(-1) },
      since: since > 100 && now - saved > 7 * 864e5 && since,
    };
    gw.fill(place.querySelector('.gw-today-told'), Object.values(facts).some(Boolean) && facts);
    place.querySelector('.gw-today-set').hidden = facts.exam;

    const tasks = gw.mastery(bank, state.answers, today);
    for (const line of document.querySelectorAll('.gw-domains [data-domain]')) {
      const own = tasks.filter(({ domain }) => domain === line.dataset.domain);
      const [right, n] = ['right', 'n'].map(name => own.reduce((sum, task) => sum + task[name], 0));
      gw.fill(line.querySelector('.gw-known'), n && { right, n });
    }
  };
}
