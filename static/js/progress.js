'use strict';
{
  // <gw-progress>: where the reader stands. Readiness over the last mocks, what was right at first sight of each task, what
  // is covered, what waits. Everything is computed from the log; a task without answers says so, which is not zero.

  gw.views['gw-progress'] = ({ bank, part, fill }) => {
    const { exam, questions, cards, pages } = bank;
    const practised = questions.filter(({ pool }) => pool !== 'exam');

    function readiness({ pass, note, scale: [bottom, top] }, attempts) {
      const { estimate, ready, lacks, mocks, answers, right } = gw.score.readiness(bank, attempts);
      const share = score => (score - bottom) / (top - bottom);
      return {
        mocks, answers, right, pass, note: estimate && note, short: mocks > 0 && !estimate,
        lacks: lacks.map((lack, at) => ({ ...lack, name: exam.names[lack.id].short, comma: at ? gw.word('comma') : '' })),
        sure: estimate && {
          ...estimate, ready, least: gw.score.READY, n: 1,
          range: gw.chart.range(share(estimate.point), share(estimate.low), share(estimate.high), share(pass)),
        },
      };
    }

    const mastery = ({ domains, names, tasks, cut }, known) => ({
      domains: domains.map(({ id, weight }) => ({
        id, weight, title: names[id].title,
        tasks: known.filter(({ domain }) => domain === id).map(task => ({
          ...task, name: tasks[task.task], link: encodeURIComponent(task.task), none: !task.told,
          ...(task.told && { range: gw.chart.range(task.told.mean, task.told.low, task.told.high, cut[1]) }),
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
        fill('ready', exam && readiness(exam, gw.fold.attempts(state, exam.code)));
        fill('mastery', exam && mastery(exam, gw.mastery(bank, state.answers, today)));
        fill('covered', { rows: covered(state) });
        const { due, sure, flagged } = gw.set.counts(bank, state, now);
        const day = gw.agenda.cards(bank, state, now);
        const queues = { cards: day.due.length, fresh: day.fresh.length, due, sure, flagged };
        fill('queues', Object.values(queues).some(Boolean) && queues);
      },
    };
  };
}
