'use strict';
{
  // <gw-plan>: the study plan to the exam's day (`plan.js`). The wish is kept as an event; the plan itself is made anew
  // from today and from what is done whenever it is looked at, so nothing of it can go stale. Saves it as a calendar.

  const dayOf = text => Math.floor(Date.parse(`${text}T00:00:00Z`) / 864e5);
  const long = day => gw.when(day * 864e5, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' });

  /** Where a line of the plan leads. */
  function href({ kind, id, task, count }) {
    const set = `#practice?count=${count}`;
    if (kind === 'read') return id;
    if (kind === 'set') return task ? `${set}&task=${encodeURIComponent(task)}` : set;
    if (kind === 'misses') return `${set}&which=missed`;
    return { diagnostic: '#exam?mode=diagnostic', mock: '#exam' }[kind] ?? '#cards';
  }

  class Plan extends gw.View {
    does = {
      make: () => this.make(),
      failed: ({ failed }) => this.failed(dayOf(failed.value)),
      calendar: () => this.save(),
      print: () => print(),
      forget: () => this.keep(null),
    };

    get today() { return gw.fsrs.studyDay(Date.now()); }
    get wish() { return gw.store.state().settings.plan?.value; }

    /** Keeps a wish and shows what comes of it. */
    keep(value) {
      gw.store.add('plan', { value });
      this.show();
    }

    show() {
      const { wish, form: { exam, minutes, weekday } } = this;
      if (wish) {
        exam.value = gw.plan.date(wish.exam);
        minutes.value = wish.minutes;
        for (const box of weekday) box.checked = wish.weekdays.includes(Number(box.value));
      }
      this.draw();
    }

    make() {
      const { wish, today } = this;
      const data = new FormData(this.form);
      const exam = dayOf(data.get('exam'));
      const weekdays = data.getAll('weekday').map(Number);
      const fault = exam <= today ? 'past' : weekdays.length ? '' : 'none';
      this.fill('plan-fault', { fault });
      if (fault) return;
      const earliest = wish?.earliest;
      this.keep({ exam, start: wish?.exam > today ? wish.start : today, weekdays, minutes: Number(data.get('minutes')), ...(earliest && { earliest }) });
      this.part('plan-line').scrollIntoView({ block: 'nearest' });
    }

    failed(day) {
      const { wish, today } = this;
      const wait = this.bank.exam?.retake ?? 0;
      const earliest = gw.plan.retake(day, wait);
      const sat = day <= today;
      if (sat) this.keep({ ...wish, exam: Math.max(earliest, today + 1), start: today, earliest });
      this.fill('failed-words', { sat, date: sat && long(earliest), wait });
    }

    /** What the plan is made from besides the wish: sections, cards, mastery, attempts. */
    book() {
      const state = gw.store.state();
      const marks = gw.keep('reads').get({});
      const { exam, pages, cards, questions } = this.bank;
      const fresh = {};
      for (const { id, task } of cards) if (!state.cards[id]) fresh[task] = (fresh[task] ?? 0) + 1;
      return {
        exam, fresh,
        asked: questions.filter(({ pool }) => pool !== 'exam').map(({ task }) => task),
        sections: pages.map(({ path, title, task, minutes }) => ({ id: path, title, task, minutes, done: marks[path] === 'read' })),
        started: Object.keys(state.cards).length,
        mastery: gw.mastery(this.bank, state.answers, this.today),
        attempts: gw.fold.attempts(state),
      };
    }

    draw() {
      const { wish, today } = this;
      this.part('plan-view').hidden = this.button('forget').hidden = !wish;
      this.form.exam.min = gw.plan.date(Math.max(today + 1, wish?.earliest ?? 0));
      if (!wish) return;
      const left = wish.exam - today;
      const { days, left: out } = this.plan = gw.plan.make({ ...wish, today }, this.book());
      const titles = out.map(({ title }) => title).join(', ');
      this.fill('plan-line', { left, when: left < 0 ? 'past' : left ? 'ahead' : 'today', date: long(wish.exam) });
      this.fill('plan-left', left >= 0 && out.length && { count: out.length, titles });
      this.fill('days', {
        days: days.map(({ day, minutes, items }) => ({
          minutes, date: long(day), now: day === today, items: items.map(item => ({ href: href(item), words: gw.plan.words(item) })),
        })),
      });
    }

    save() {
      const title = this.bank.exam?.code || document.querySelector('.gw-brand').textContent.trim();
      const text = gw.plan.calendar(this.plan, { book: gw.book, title, exam: this.wish.exam, stamp: Date.now() });
      gw.download(`${gw.book}-plan.ics`, text, 'text/calendar');
    }
  }

  customElements.define('gw-plan', Plan);
}
