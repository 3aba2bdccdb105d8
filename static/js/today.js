'use strict';
{
  // What <gw-today> on the home page tells a reader who has begun: how the exam stands, what was left, what is planned for
  // today and what of it is done, and beside the bars of the domains what was right at first sight.

  const all = (list, value) => list.reduce((sum, each) => sum + value(each), 0);

  /** An exam or a set that was begun and not ended. */
  function left() {
    const run = gw.store.run.get();
    const set = gw.set.resumed(gw.keep('set').get({}), id => gw.bank.here.question.get(id), gw.store.now);
    const time = run && gw.run.sound(run) ? gw.run.left(run, Date.now()) : null;
    return {
      run: run && gw.run.sound(run) && { answered: gw.run.answered(run), of: run.items.length, clock: time !== null, minutes: Math.ceil(time / 60_000) },
      set: set && { nth: set.at + 1, of: set.ids.length },
    };
  }

  /** What was done today. */
  function done(state, today) {
    const count = table => Object.values(table).filter(({ day }) => day === today).length;
    return {
      chapters: Object.values(state.reads).filter(({ day, done }) => done && day === today).length,
      answers: count(state.answers), reviews: count(state.cards), tests: count(state.attempts),
    };
  }

  gw.today = place => {
    const bank = gw.bank.here;
    const state = gw.store.state();
    const now = Date.now();
    const today = gw.fsrs.studyDay(now);
    const { plan, exam, saved } = gw.wishes(state);
    const days = exam - today;
    const attempts = gw.fold.attempts(state, bank.exam?.code);
    const open = attempts.filter(attempt => gw.fold.unread(state, attempt)).map(({ id }) => id);
    const cards = gw.agenda.cards(bank, state, now);
    const { due } = gw.set.counts(bank, state, now);
    // A day is what the device's clock said; what came after is told by the order of the log.
    const since = gw.store.log().events.filter(({ at }) => at > (state.settings.saved?.at ?? 0)).length;
    const { estimate, ready } = bank.exam ? gw.score.readiness(bank, attempts) : {};
    const planned = plan && days > 0 ? gw.plan.make({ ...plan, today }, gw.daybook(bank, state, now)).days.find(({ day }) => day === today) : null;
    gw.fill(place.querySelector('.gw-today-told'), {
      exam: exam !== null && days >= 0 && { days, now: !days, ahead: days > 0 },
      estimate: estimate && { ...estimate, ready, pass: bank.exam.pass },
      ...left(),
      results: open.length > 0 && { count: open.length, last: open.at(-1) },
      plan: planned && { minutes: planned.minutes, items: planned.items.map(item => ({ ...item, link: encodeURIComponent(item.task ?? '') })) },
      free: !planned && (cards.due.length || cards.fresh.length || due) && { cards: cards.due.length, fresh: cards.fresh.length, due },
      done: [done(state, today)].filter(what => Object.values(what).some(Boolean)),
      since: since > 100 && Math.abs(now - saved) > 7 * 864e5 && since,
    });
    place.querySelector('.gw-today-set').hidden = exam !== null && days >= 0;

    const tasks = gw.mastery(bank, state.answers, today);
    for (const line of document.querySelectorAll('.gw-domains [data-domain]')) {
      const own = tasks.filter(({ domain }) => domain === line.dataset.domain);
      const [right, n] = [all(own, task => task.right), all(own, task => task.n)];
      const told = gw.told(right, n);
      line.style.setProperty('--gw-known', told ? `${told.mean * 100}%` : '0%');
      gw.fill(line.querySelector('.gw-known'), n > 0 && { right, n });
    }
  };
}
