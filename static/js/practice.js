'use strict';
{
  // <gw-practice>: sets of questions chosen by the reader (`set.js`), one a screen, with verdict and reasons after each
  // or all at the end. The set in progress is kept, so a reload goes on where it was. Reached as #practice, with wishes
  // as in #practice?ids=a,b or #practice?which=due&count=20; those start at once.

  const { make } = gw;
  const kept = gw.keep('set');
  const KINDS = { choice: 'Multiple choice', multi: 'Multiple response', order: 'Ordering', match: 'Matching' };
  const WORDS = { right: '✓ Right', wrong: '✗ Not right', unanswered: 'Not answered' };
  const LISTS = { domain: 'domains', task: 'tasks', kind: 'kinds', difficulty: 'difficulties', chapter: 'chapters' };
  const NUMBERS = ['difficulty', 'chapter'];

  /** Now, as the pure parts want it. */
  const clock = (now = Date.now()) => {
    const today = gw.fsrs.studyDay(now);
    return { now, today, date: new Date(today * 864e5).toISOString().slice(0, 10) };
  };

  class Practice extends HTMLElement {
    async show(_, query) {
      this.bank ??= await this.prepare();
      if ([...query.keys()].length) {
        history.replaceState(null, '', '#practice');
        return this.start(this.asked(query));
      }
      const set = kept.get();
      if (set && set.at < set.ids.length && set.ids.every(id => this.bank.question.has(id))) return this.resume(set);
      return this.setup();
    }

    async prepare() {
      const bank = await gw.bank.open();
      [this.form, this.session, this.outcome] = this.querySelectorAll(':scope > *');
      this.screen = this.querySelector('.gw-screen');
      const kinds = this.querySelector('.gw-kinds');
      for (const [kind, words] of Object.entries(KINDS)) {
        if (bank.questions.some(question => question.kind === kind)) kinds.append(box('kind', kind, words));
      }
      const where = this.querySelector('.gw-where');
      if (!bank.exam) bank.chapters.forEach(({ title }, at) => where.append(box('chapter', at, title)));
      for (const label of where.querySelectorAll('.gw-where-task')) {
        const count = bank.questions.filter(({ task, pool }) => task === label.firstElementChild.value && pool !== 'exam').length;
        label.hidden = count === 0;
        label.lastElementChild.textContent = count;
      }
      this.form.addEventListener('submit', event => {
        event.preventDefault();
        this.start(this.wish());
      });
      this.form.addEventListener('change', () => this.count());
      this.form.addEventListener('input', () => this.count());
      this.addEventListener('click', ({ target }) => this.pressed(target.closest('[data-do]')));
      this.addEventListener('gw-answer', event => this.answered(event));
      gw.on('log', () => { if (!this.form.hidden) this.count(); });
      return bank;
    }

    only(part) {
      for (const each of [this.form, this.session, this.outcome]) each.hidden = each !== part;
      document.body.toggleAttribute('data-session', part === this.session);
    }

    leave() { document.body.removeAttribute('data-session'); }

    setup() {
      this.only(this.form);
      this.count();
    }

    wish() {
      const data = new FormData(this.form);
      const wish = { which: data.get('which'), feedback: data.get('feedback'), count: Number(data.get('count')) || 10 };
      for (const [name, list] of Object.entries(LISTS)) {
        wish[list] = data.getAll(name).map(value => (NUMBERS.includes(name) ? Number(value) : value));
      }
      // A task that is marked narrows its domain.
      wish.domains = wish.domains.filter(id => !wish.tasks.some(task => this.bank.exam?.domains.find(each => each.id === id)?.tasks.includes(task)));
      if (wish.domains.length && wish.tasks.length) {
        wish.tasks.push(...this.bank.exam.domains.filter(({ id }) => wish.domains.includes(id)).flatMap(({ tasks }) => tasks));
        wish.domains = [];
      }
      return wish;
    }

    asked(query) {
      const wish = { which: query.get('which') ?? 'any', feedback: query.get('feedback') ?? 'once', count: Number(query.get('count')) || 10 };
      for (const [name, list] of Object.entries(LISTS)) {
        wish[list] = query.getAll(name).map(value => (NUMBERS.includes(name) ? Number(value) : value));
      }
      const ids = query.get('ids')?.split(',').filter(Boolean);
      return ids ? { ...wish, ids, count: ids.length } : wish;
    }

    count() {
      const found = gw.set.matching(this.bank, gw.store.state(), this.wish(), clock()).length;
      this.form.querySelector('.gw-matching').value = found ? `${found} questions fit` : 'No question fits: take a mark away';
      this.form.querySelector('[type="submit"]').disabled = found === 0;
    }

    start(wish) {
      const now = Date.now();
      const ids = gw.set.choose(this.bank, gw.store.state(), wish, clock(now), `set/${now}`);
      if (!ids.length) {
        this.setup();
        this.form.querySelector('.gw-matching').value = 'No such question now.';
        return undefined;
      }
      return this.resume({ ids, at: 0, feedback: wish.feedback, seed: `${now}`, answers: {} });
    }

    resume(set) {
      this.set = set;
      this.only(this.session);
      return this.open(set.at);
    }

    keep() { kept.set(this.set); }

    async open(at, focus = false) {
      const { set } = this;
      set.at = at;
      this.keep();
      const id = set.ids[at];
      const line = this.bank.question.get(id);
      const [scenario, question] = await Promise.all([line.case && gw.bank.scenario(line.case), gw.bank.question(id)]);
      this.question = question;
      question.mode = set.feedback === 'end' ? 'ask' : 'practice';
      question.dataset.mode = question.mode;
      this.screen.replaceChildren(...(scenario ? [scenario] : []), question);
      if (line.shuffle || line.kind === 'order') question.arrange(gw.random(`${set.seed}/${id}`).shuffle([...question.entries.keys()]));
      const began = Date.now();
      question.seconds = () => Math.round((Date.now() - began) / 100) / 10;
      const given = set.answers[id];
      if (given) {
        question.put(given.picked, given.sure);
        if (question.mode === 'practice') question.show(given.verdict);
      }
      this.head();
      gw.tell('question', { id });
      if (focus) {
        const heading = question.querySelector('h2');
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
    }

    head() {
      const { ids, at, answers, feedback } = this.set;
      const done = Object.keys(answers).length;
      this.querySelector('.gw-place').value = `Question ${at + 1} of ${ids.length}`;
      Object.assign(this.querySelector('.gw-along'), { max: ids.length, value: done });
      const flag = this.querySelector('[data-do="flag"]');
      const on = Boolean(gw.store.state().flags[ids[at]]?.on);
      flag.setAttribute('aria-pressed', String(on));
      flag.textContent = on ? 'Flagged' : 'Flag';
      this.querySelector('[data-do="back"]').disabled = at === 0;
      const next = this.querySelector('[data-do="next"]');
      next.textContent = at + 1 < ids.length ? (answers[ids[at]] || feedback === 'end' ? 'Next question' : 'Skip') : 'Finish';
    }

    answered({ detail }) {
      const { set, question } = this;
      const { item, picked, sure, rev } = question;
      const { verdict } = gw.grade(question.kind, question.key, picked);
      const first = !set.answers[item];
      if (set.feedback === 'end' && verdict === 'unanswered') return gw.say('Choose an answer first');
      set.answers[item] = { picked, sure, verdict };
      if (detail.verdict === undefined && first) gw.store.add('answer', { item, rev, verdict, where: 'practice', sure, picked, seconds: question.seconds() });
      this.keep();
      this.head();
      if (set.feedback === 'end') this.next();
      return undefined;
    }

    next() {
      const { set } = this;
      if (set.at + 1 < set.ids.length) this.open(set.at + 1, true);
      else this.finish();
    }

    pressed(button) {
      const what = button?.dataset.do;
      if (what === 'ten') this.start({ ...this.asked(new URLSearchParams()), feedback: this.wish().feedback });
      if (what === 'next') this.next();
      if (what === 'back') this.open(this.set.at - 1, true);
      if (what === 'end') this.finish();
      if (what === 'new') this.setup();
      if (what === 'misses') this.start({ ...this.asked(new URLSearchParams({ ids: this.misses.join(',') })) });
      if (what === 'flag') {
        const item = this.set.ids[this.set.at];
        gw.store.add('flag', { item, on: button.getAttribute('aria-pressed') !== 'true' });
        this.head();
      }
    }

    finish() {
      const { ids, answers } = this.set;
      kept.set(undefined);
      const verdict = id => answers[id]?.verdict ?? 'unanswered';
      const right = ids.filter(id => verdict(id) === 'right').length;
      const met = ids.filter(id => answers[id]).length;
      this.misses = ids.filter(id => verdict(id) !== 'right');
      this.querySelector('.gw-outcome-line').textContent = `${right} right of ${met} answered${met < ids.length ? `; ${ids.length - met} not answered` : ''}.`;
      this.querySelector('.gw-outcome-list').replaceChildren(...ids.map(id => this.line(id, verdict(id), answers[id])));
      this.querySelector('[data-do="misses"]').hidden = this.misses.length === 0;
      this.only(this.outcome);
      this.closest('gw-study').heading.focus();
      gw.say(this.querySelector('.gw-outcome-line').textContent);
    }

    /** One question of the finished set: how it went, where to reread, and the question itself on demand. */
    line(id, verdict, given) {
      const { title, read } = this.bank.question.get(id);
      const details = make('details', make('summary', [make('b', WORDS[verdict], { 'data-verdict': verdict }), ` ${title}`]));
      details.addEventListener('toggle', async () => {
        if (details.children.length > 1) return;
        const question = await gw.bank.question(id);
        question.mode = 'ask';
        details.append(question);
        question.put(given?.picked, given?.sure);
        question.show(verdict);
      });
      return make('li', [details, ...(read ? [make('a', `Reread: ${read.title}`, { href: read.href })] : [])]);
    }
  }

  const box = (name, value, words) => make('label', [make('input', '', { type: 'checkbox', name, value }), ' ', make('span', words)]);

  customElements.define('gw-practice', Practice);
}
