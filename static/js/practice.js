'use strict';
{
  // <gw-practice>: sets of questions chosen by the reader (`set.js`), one a screen, with verdict and reasons after each
  // or all at the end. The set in progress is kept, so a reload goes on where it was. Reached as #practice, with wishes
  // as in #practice?ids=a,b or #practice?which=due&count=20; those start at once.

  const kept = gw.keep('set');

  /** Now, as the pure parts want it. */
  const clock = (now = Date.now()) => {
    const today = gw.fsrs.studyDay(now);
    return { now, today, date: gw.plan.date(today) };
  };

  class Practice extends gw.View {
    does = {
      ten: () => this.start({ count: 10, feedback: this.form.feedback.value }),
      start: () => this.start(this.wish(new FormData(this.form))),
      next: () => this.next(),
      back: () => this.turn(this.set.at - 1, true),
      end: () => this.finish(),
      new: () => this.setUp(),
      misses: () => this.start({ id: this.misses, count: this.misses.length }),
      flag: button => {
        gw.store.add('flag', { item: this.question.item, on: button.getAttribute('aria-pressed') !== 'true' });
        this.head();
      },
    };

    prepare() {
      const { bank, form } = this;
      for (const { value, parentElement } of form.kind) parentElement.hidden = !bank.questions.some(({ kind }) => kind === value);
      if (!bank.exam) this.fill('where', { chapters: bank.chapters.map(({ title }, at) => ({ title, at })) });
      for (const label of this.querySelectorAll('.gw-where-task')) {
        const count = bank.questions.filter(({ task, pool }) => task === label.firstElementChild.value && pool !== 'exam').length;
        label.hidden = !count;
        label.lastElementChild.textContent = count;
      }
      form.addEventListener('input', () => this.draw());
      this.addEventListener('gw-answer', ({ detail }) => this.answered(detail.verdict));
      this.addEventListener('toggle', ({ target }) => {
        const { id } = target.dataset;
        if (id) this.bring(target, { id, verdict: 'unanswered', ...this.set.answers[id] });
      }, true);
    }

    show(_, query) {
      const set = kept.get();
      if (query.size) {
        history.replaceState(null, '', '#practice');
        this.start(this.wish(query));
      } else if (set && set.at < set.ids.length && set.ids.every(id => this.bank.question.has(id))) this.resume(set);
      else this.setUp();
    }

    leave() { this.only(); }

    setUp() {
      this.only('setup');
      this.draw();
    }

    /** What the form or the address asks for. */
    wish(data) {
      const wish = { which: data.get('which'), feedback: data.get('feedback'), id: data.get('ids')?.split(',') ?? [] };
      for (const name of gw.set.LISTS) wish[name] ??= data.getAll(name);
      // A task that is marked narrows its domain.
      if (wish.task.length) {
        for (const { id, tasks } of this.bank.exam?.domains ?? []) {
          if (wish.domain.includes(id) && !tasks.some(task => wish.task.includes(task))) wish.task.push(...tasks);
        }
        wish.domain = [];
      }
      return { ...wish, count: wish.id.length || Number(data.get('count')) || 10 };
    }

    draw() {
      if (this.form.hidden) return;
      const found = gw.set.matching(this.bank, gw.store.state(), this.wish(new FormData(this.form)), clock()).length;
      this.fill('matching', { found, few: !found });
      this.form.querySelector('[type="submit"]').disabled = !found;
    }

    start(wish) {
      const now = Date.now();
      const ids = gw.set.choose(this.bank, gw.store.state(), wish, clock(now), `set/${now}`);
      if (ids.length) this.resume({ ids, at: 0, feedback: wish.feedback ?? 'once', seed: `${now}`, answers: {} });
      else {
        this.setUp();
        this.fill('matching', { none: true });
      }
    }

    resume(set) {
      this.set = set;
      this.only('session', 'practice');
      this.turn(set.at);
    }

    async turn(at, focus) {
      const { set } = this;
      set.at = at;
      kept.set(set);
      const id = set.ids[at];
      const { kind, shuffle } = this.bank.question.get(id);
      const shown = await gw.bank.question(id);
      const question = shown.at(-1);
      const given = set.answers[id];
      const began = Date.now();
      this.question = question;
      question.mode = question.dataset.mode = set.feedback === 'end' ? 'ask' : 'practice';
      this.part('screen').replaceChildren(...shown);
      if (shuffle || kind === 'order') question.arrange(gw.random(`${set.seed}/${id}`).shuffle([...question.entries.keys()]));
      question.seconds = () => gw.since(began);
      if (given) {
        question.put(given.picked, given.sure);
        if (question.mode === 'practice') question.show(given.verdict);
      }
      this.head();
      gw.tell('question', { id });
      if (focus) gw.arrive(question.querySelector('h2'));
    }

    head() {
      const { ids, at, answers, feedback } = this.set;
      const id = ids[at];
      const on = Boolean(gw.store.state().flags[id]?.on);
      this.fill('place', { nth: at + 1, all: ids.length });
      Object.assign(this.part('along'), { max: ids.length, value: Object.keys(answers).length });
      this.button('flag').setAttribute('aria-pressed', on);
      gw.fill(this.button('flag'), { on });
      this.button('back').disabled = !at;
      gw.fill(this.button('next'), { next: at + 1 === ids.length ? 'finish' : answers[id] || feedback === 'end' ? 'go' : 'skip' });
    }

    answered(shown) {
      const { set, question } = this;
      const { item, rev, picked, sure } = question;
      const { verdict } = gw.grade(question.kind, question.key, picked);
      const end = set.feedback === 'end';
      if (end && verdict === 'unanswered') {
        gw.say('Choose an answer first');
        return;
      }
      if (!shown && !set.answers[item]) gw.store.add('answer', { item, rev, verdict, where: 'practice', sure, picked, seconds: question.seconds() });
      set.answers[item] = { picked, sure, verdict };
      kept.set(set);
      this.head();
      if (end) this.next();
    }

    next() {
      const { at, ids } = this.set;
      if (at + 1 < ids.length) this.turn(at + 1, true);
      else this.finish();
    }

    finish() {
      const { ids, answers } = this.set;
      kept.set(undefined);
      const lines = ids.map(id => {
        const { title, read } = this.bank.question.get(id);
        const { verdict = 'unanswered' } = answers[id] ?? {};
        return { id, title, read, verdict };
      });
      this.misses = lines.filter(({ verdict }) => verdict !== 'right').map(({ id }) => id);
      const met = Object.keys(answers).length;
      this.only('outcome');
      this.fill('outcome', { lines, met, open: ids.length - met, right: ids.length - this.misses.length, misses: this.misses.length });
      this.study.heading.focus();
      gw.say(this.part('outcome-line').textContent);
    }
  }

  customElements.define('gw-practice', Practice);
}
