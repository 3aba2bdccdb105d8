'use strict';
{
  // <gw-plan>: the study plan to the exam's day (`plan.js`). The wish is kept as an event; the plan itself is made anew
  // from today and from what is done whenever it is looked at, so nothing of it can go stale. Saves it as a calendar.

  const dayOf = text => Math.floor(Date.parse(`${text}T00:00:00Z`) / 864e5);
  const long = day => gw.when(day * 864e5, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' });

  const wished = () => gw.wishes(gw.store.state()).plan;

  gw.views['gw-plan'] = ({ bank, form, part, button, fill }) => {
    const { exam, pages, questions } = bank;
    let plan;
    let fills;

    /** Keeps a wish and shows what comes of it. */
    function keep(value) {
      gw.store.add('plan', { value });
      show();
    }

    function show() {
      const wish = wished();
      if (wish) {
        form.exam.value = gw.plan.date(wish.exam);
        form.minutes.value = wish.minutes;
        for (const box of form.weekday) box.checked = wish.weekdays.includes(Number(box.value));
      }
      draw();
    }

    /** What the plan is made from besides the wish: what there is to read, to ask and to learn, and what the reader did. */
    function book(today) {
      const state = gw.store.state();
      const marks = gw.keep('reads').get({});
      const now = gw.agenda.cards(bank, state, Date.now());
      const supply = {};
      for (const { pool, task } of questions) if (pool !== 'exam') supply[task] = (supply[task] ?? 0) + 1;
      return {
        exam, supply, fills: (fills ??= fillable()),
        sections: pages.map(({ path, title, task, minutes }) => ({ id: gw.addressOf(path), title, task, minutes, done: marks[path] === 'read' })),
        missed: questions.filter(({ id, pool }) => pool !== 'exam' && state.answers[id] && state.answers[id].verdict !== 'right').length,
        due: now.due.length, fresh: now.fresh.length, unmet: now.unmet, most: now.wishes.mostCards,
        returns: gw.agenda.returns(bank, state, today),
        begin: (unmet, day) => gw.agenda.fresh(unmet, day, now.wishes),
        mastery: gw.mastery(bank, state.answers, today),
        attempts: gw.fold.attempts(state, exam?.code),
      };
    }

    /** Which forms of the exam the bank can fill. */
    function fillable() {
      const can = more => exam && !gw.form.fill(bank, { seed: 'plan', ...more }).short.length;
      return { mock: can({}), diagnostic: can(exam && gw.form.half(exam)) };
    }

    function draw() {
      const wish = wished();
      const today = gw.fsrs.studyDay();
      part('plan-view').hidden = button('forget').hidden = !wish;
      form.exam.min = gw.plan.date(Math.max(today + 1, wish?.earliest ?? 0));
      if (!wish) return;
      const left = wish.exam - today;
      plan = gw.plan.make({ ...wish, today }, book(today));
      fill('plan-line', { left, when: left < 0 ? 'past' : left ? 'ahead' : 'today', date: long(wish.exam) });
      fill('plan-left', left >= 0 && plan.left.length && { count: plan.left.length, titles: plan.left.map(({ title }) => title).join(', ') });
      fill('days', {
        days: plan.days.map(({ day, minutes, items }) => ({
          minutes, date: long(day), now: day === today, items: items.map(item => ({ ...item, link: encodeURIComponent(item.task ?? '') })),
        })),
      });
    }

    return {
      show,
      draw,
      does: {
        make() {
          const wish = wished();
          const today = gw.fsrs.studyDay();
          const data = new FormData(form);
          const day = dayOf(data.get('exam'));
          const weekdays = data.getAll('weekday').map(Number);
          const fault = day <= today ? 'past' : weekdays.length ? '' : 'none';
          fill('plan-fault', { fault });
          if (fault) return;
          const earliest = wish?.earliest;
          keep({ exam: day, start: wish?.exam > today ? wish.start : today, weekdays, minutes: Number(data.get('minutes')), ...(earliest && { earliest }) });
          part('plan-line').scrollIntoView({ block: 'nearest' });
        },
        failed({ failed }) {
          const today = gw.fsrs.studyDay();
          const day = dayOf(failed.value);
          const wait = exam?.retake ?? 0;
          const earliest = day + wait;
          const sat = day <= today;
          if (sat) keep({ ...wished(), exam: Math.max(earliest, today + 1), start: today, earliest });
          fill('failed-words', { sat, date: sat && long(earliest), wait });
        },
        calendar() {
          const title = exam?.code || document.querySelector('.gw-brand').textContent.trim();
          const lines = [...part('days').children].map(day => [...day.querySelectorAll('a')].map(link => link.textContent));
          const text = gw.plan.calendar(plan, { book: gw.book, title, exam: wished().exam, stamp: Date.now(), lines });
          gw.download(`${gw.book}-plan.ics`, text, 'text/calendar');
        },
        print: () => print(),
        forget: () => keep(null),
      },
    };
  };
}
