'use strict';
{
  // <gw-plan>: the study plan to the exam's day (`plan.js`). The wish is kept as an event; the plan itself is made anew
  // from today and from what is done whenever it is looked at, so nothing of it can go stale. Saves it as a calendar.

  const dayOf = text => Math.floor(Date.parse(`${text}T00:00:00Z`) / 864e5);
  const yearOf = day => new Date(day * 864e5).getUTCFullYear();
  /** A day in words, with its year where that is another one. */
  const long = day => gw.when(day * 864e5, {
    weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC', ...(yearOf(day) !== yearOf(gw.fsrs.studyDay()) && { year: 'numeric' }),
  });
  // So many chapters are named that a plan has no room for; a reader who begins late has a hundred.
  const NAMED = 5;

  const wished = () => gw.wishes(gw.store.state()).plan;

  gw.views['gw-plan'] = ({ bank, form, part, button, fill }) => {
    const { exam } = bank;
    let plan;

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

    function draw() {
      const wish = wished();
      const today = gw.fsrs.studyDay();
      part('plan-view').hidden = button('forget').hidden = !wish;
      form.exam.min = gw.plan.date(Math.max(today + 1, wish?.earliest ?? 0));
      if (!wish) return;
      const left = wish.exam - today;
      plan = gw.plan.make({ ...wish, today }, gw.daybook(bank, gw.store.state(), Date.now()));
      fill('plan-line', { left, when: left < 0 ? 'past' : left ? 'ahead' : 'today', date: long(wish.exam) });
      const titles = plan.left.slice(0, NAMED).map(({ title }) => title);
      fill('plan-left', left > 0 && plan.left.length && { count: plan.left.length, titles: [...titles, ...plan.left.length > NAMED ? ['…'] : []].join(gw.word('comma')) });
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
          const titles = plan.days.map(({ minutes }) => gw.word('calendar_day', { title, minutes }));
          const text = gw.plan.calendar(plan, { book: gw.book, titles, last: gw.word('calendar_exam', { title }), exam: wished().exam, stamp: Date.now(), lines });
          gw.download(`${gw.book}-plan.ics`, text, 'text/calendar');
        },
        print: () => print(),
        forget() {
          keep(null);
          form.exam.focus();
        },
      },
    };
  };
}
