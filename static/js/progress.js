'use strict';
{
  // <gw-progress>: where the reader stands. Readiness pooled over mocks, mastery of each task with its uncertainty, what
  // is covered, what waits. Everything is computed from the log; a task without answers says so, which is not zero.

  gw.views['gw-progress'] = ({ bank, part, fill }) => {
    const { exam, questions, cards, pages, tasks } = bank;
    const practised = questions.filter(({ pool }) => pool !== 'exam');

    function readiness({ pass, note, scale: [bottom, top] }, attempts) {
      const mocks = attempts.filter(({ mode }) => mode === 'mock').length;
      const ready = gw.score.readiness(bank, attempts);
      if (!ready) return { mocks };
      const share = score => (score - bottom) / (top - bottom);
      const { point, low, high } = ready;
      return { ready, pass, note, known: true, range: gw.chart.range(share(point), share(low), share(high), share(pass)) };
    }

    const mastery = ({ domains, names, cut }, known) => ({
      domains: domains.map(({ id, weight }) => ({
        id, weight, title: names[id].title,
        tasks: known.filter(({ domain }) => domain === id).map(task => ({
          ...task, name: tasks[task.task], link: encodeURIComponent(task.task), none: !task.n,
          range: gw.chart.range(task.mean, task.low, task.high, cut[1]),
        })),
      })),
    });

    function covered(state) {
      const marks = gw.keep('reads').get({});
      const titles = [...(exam?.domains ?? []).map(({ id }) => [id, exam.names[id].title]), ['']];
      return titles.map(([of, title]) => {
        const count = (list, met) => {
          const own = list.filter(({ domain }) => !exam || domain === of);
          return { all: own.length, met: own.filter(met).length };
        };
        const counts = [
          count(pages, ({ path }) => marks[path] === 'read'),
          count(practised, ({ id }) => state.answers[id]),
          count(cards, ({ id }) => state.cards[id]),
        ];
        return { title, counts };
      }).filter(({ counts }) => counts.some(({ all }) => all));
    }

    return {
      draw() {
        const state = gw.store.state();
        const now = Date.now();
        const today = gw.fsrs.studyDay(now);
        const { events, snapshot } = gw.store.log();
        part('none').hidden = events.length || snapshot;
        fill('ready', exam && readiness(exam, gw.fold.attempts(state)));
        fill('mastery', exam && mastery(exam, gw.mastery(bank, state.answers, today)));
        fill('covered', { rows: covered(state) });
        const queues = {
          ...gw.bank.due(state, { now, today, ...gw.wishes(state) }),
          sure: practised.filter(({ id }) => state.answers[id]?.sure === 3 && state.answers[id].verdict !== 'right').length,
          flagged: practised.filter(({ id }) => state.flags[id]?.on).length,
        };
        fill('queues', Object.values(queues).some(Boolean) && queues);
      },
    };
  };
}
