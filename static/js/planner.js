'use strict';
{
  // <gw-plan>: the study plan to the exam's day (`plan.js`). The wish is kept as an event; the plan itself is made anew
  // from today and from what is done whenever it is looked at, so nothing of it can go stale. Saves it as a calendar.

  const { make } = gw;
  const dayOf = text => Math.floor(Date.parse(`${text}T00:00:00Z`) / 864e5);
  const long = day => new Date(day * 864e5).toLocaleDateString(document.documentElement.lang, { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' });
  const LINKS = {
    diagnostic: () => '#exam?mode=diagnostic', mock: () => '#exam', light: () => '#cards', cards: () => '#cards', 'new-cards': () => '#cards',
    read: item => item.id, set: ({ task, count }) => `#practice?count=${count}${task ? `&task=${encodeURIComponent(task)}` : ''}`,
    misses: ({ count }) => `#practice?which=missed&count=${count}`,
  };

  class Plan extends HTMLElement {
    async show() {
      this.bank ??= await this.prepare();
      this.draw(true);
    }

    async prepare() {
      const bank = await gw.bank.open();
      this.form = this.querySelector('.gw-plan-form');
      this.form.addEventListener('submit', event => {
        event.preventDefault();
        this.make();
      });
      this.querySelector('.gw-failed form').addEventListener('submit', event => {
        event.preventDefault();
        this.failed(dayOf(event.target.elements.failed.value));
      });
      this.addEventListener('click', ({ target }) => {
        const what = target.closest('[data-do]')?.dataset.do;
        if (what === 'calendar') this.save();
        if (what === 'print') print();
        if (what === 'forget') {
          gw.store.add('plan', { value: null });
          this.draw(true);
        }
      });
      gw.on('log', () => { if (!this.closest('section').hidden) this.draw(false); });
      return bank;
    }

    get today() { return gw.fsrs.studyDay(Date.now()); }
    get wish() { return gw.store.state().settings.plan?.value ?? null; }

    make() {
      const data = new FormData(this.form);
      const exam = dayOf(data.get('exam'));
      const weekdays = data.getAll('weekday').map(Number);
      const fault = exam <= this.today ? 'The exam must lie after today.' : weekdays.length === 0 ? 'Mark at least one day of the week.' : '';
      this.querySelector('.gw-plan-fault').textContent = fault;
      if (fault) return;
      const start = this.wish?.exam > this.today ? this.wish.start : this.today;
      const earliest = this.wish?.earliest;
      gw.store.add('plan', { value: { exam, start, weekdays, minutes: Number(data.get('minutes')), ...(earliest && { earliest }) } });
      this.draw(true);
      this.querySelector('.gw-plan-line').scrollIntoView({ block: 'nearest' });
    }

    failed(day) {
      const wait = this.bank.exam?.retake ?? 0;
      const earliest = gw.plan.retake(day, wait);
      const words = this.querySelector('.gw-failed-words');
      if (!(day <= this.today)) {
        words.textContent = 'That day has not come yet.';
        return;
      }
      const exam = Math.max(earliest, this.today + 1);
      gw.store.add('plan', { value: { ...this.wish, exam, start: this.today, earliest } });
      this.draw(true);
      words.textContent = `The exam may be taken again from ${long(earliest)} on, ${wait} days after. The plan now leads there; choose a later day if it is too soon.`;
    }

    /** What the plan is made from besides the wish: sections, cards, mastery, attempts. */
    book() {
      const state = gw.store.state();
      const marks = gw.keep('reads').get({});
      const { exam, pages, cards, questions } = this.bank;
      const fresh = {};
      for (const card of cards) if (!state.cards[card.id]) fresh[card.task] = (fresh[card.task] ?? 0) + 1;
      return {
        exam, fresh,
        asked: [...new Set(questions.filter(({ pool }) => pool !== 'exam').map(({ task }) => task))],
        sections: pages.map(({ path, title, task, minutes }) => ({ id: path, title, task, minutes, done: marks[path] === 'read' })),
        started: Object.keys(state.cards).length,
        mastery: gw.mastery(this.bank, state.answers, this.today),
        attempts: gw.fold.attempts(state),
      };
    }

    draw(fill) {
      const { wish, today } = this;
      const view = this.querySelector('.gw-plan-view');
      view.hidden = !wish;
      this.querySelector('[data-do="forget"]').hidden = !wish;
      const { exam, minutes } = this.form.elements;
      exam.min = gw.plan.date(Math.max(today + 1, wish?.earliest ?? 0));
      if (!wish) return;
      if (fill) {
        exam.value = gw.plan.date(wish.exam);
        minutes.value = wish.minutes;
        for (const box of this.form.querySelectorAll('[name="weekday"]')) box.checked = wish.weekdays.includes(Number(box.value));
      }
      const line = this.querySelector('.gw-plan-line');
      if (wish.exam < today) {
        line.textContent = `The exam was on ${long(wish.exam)}. Cards are back on their own schedule.`;
        this.querySelector('.gw-days').replaceChildren();
        return;
      }
      this.plan = gw.plan.make({ ...wish, today }, this.book());
      const left = wish.exam - today;
      line.textContent = left === 0 ? 'The exam is today.' : `${left} ${left === 1 ? 'day' : 'days'} to the exam on ${long(wish.exam)}.`;
      const out = this.querySelector('.gw-plan-left');
      out.hidden = this.plan.left.length === 0;
      out.textContent = `There is no time for ${this.plan.left.length} ${this.plan.left.length === 1 ? 'chapter' : 'chapters'}: ${this.plan.left.map(({ title }) => title).join(', ')}. More minutes, more days or a later exam make room.`;
      this.querySelector('.gw-days').replaceChildren(...this.plan.days.map(({ day, minutes: all, items }) => {
        const lines = items.map(item => make('li', make('a', gw.plan.words(item), { href: LINKS[item.kind](item) })));
        return make('li', [make('h3', [day === today ? 'Today' : long(day), ' ', make('small', `${all} min`)]), make('ul', lines)], day === today ? { 'data-today': '' } : {});
      }));
    }

    save() {
      const text = gw.plan.calendar(this.plan, { book: gw.book, title: this.bank.exam?.code || document.querySelector('.gw-brand').textContent.trim(), exam: this.wish.exam, stamp: Date.now() });
      gw.download(`${gw.book}-plan.ics`, text, 'text/calendar');
    }
  }

  customElements.define('gw-plan', Plan);
}
