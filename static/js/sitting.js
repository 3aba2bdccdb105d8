'use strict';
{
  // <gw-sitting>: the exam while it runs: one question a screen with its scenario, the time left, flags, the overview and
  // what is still open before the end. Every answer, flag and move is kept at once (`store.run`), with a sign of life
  // every five seconds. Tells `gw-over` when the reader or the clock ends it, `gw-lost` when another tab took it over.

  const { make } = gw;
  const MARKS = { unseen: 'unseen', seen: 'seen', begun: 'incomplete', answered: 'answered' };
  const two = number => String(number).padStart(2, '0');

  /** 1:58:03, or 8:03 in the last hour. */
  function digits(left) {
    const seconds = Math.ceil(left / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  class Sitting extends HTMLElement {
    /** Names this page among the tabs; a reload finds its old name in the history entry. */
    tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), each => each.toString(36)).join('');

    connectedCallback() {
      if (this.views) return;
      this.questions = new Map();
      this.scenarios = new Map();
      this.views = ['one', 'grid', 'end'].map(name => this.querySelector(`.gw-sit-${name}`));
      this.screen = this.querySelector('.gw-sit-screen');
      this.addEventListener('click', ({ target }) => this.pressed(target.closest('[data-do]')));
      this.addEventListener('gw-change', () => this.changed());
      this.addEventListener('gw-answer', () => this.step(1));
      this.addEventListener('keydown', event => this.key(event));
      document.addEventListener('visibilitychange', () => this.tick());
      addEventListener('pagehide', () => this.rest());
      gw.on('run', () => this.elsewhere());
    }

    /** Brings every question of a form into memory; one that the guide no longer has is left out. */
    async load(items, bank) {
      this.bank = bank;
      await Promise.all(items.map(async ({ id }) => {
        const line = bank.question.get(id);
        if (!line || this.questions.has(id)) return;
        const group = line.case;
        if (group && !this.scenarios.has(group)) this.scenarios.set(group, await gw.bank.scenario(group));
        this.questions.set(id, await gw.bank.question(id));
      }));
    }

    /** Kind and key of a question. */
    known(id) {
      const question = this.questions.get(id);
      return question && { kind: question.dataset.kind, key: question.dataset.key.split(' ') };
    }

    begin(run, watching) {
      this.stop();
      Object.assign(this, { run, watching, before: gw.run.left(run, Date.now()), since: { wall: Date.now(), mono: performance.now() } });
      this.toggleAttribute('data-watching', watching);
      if (!watching) {
        run.lease = { tab: this.tab, beat: Date.now() };
        gw.store.run.set(run);
        history.replaceState({ tab: this.tab }, '');
      }
      this.querySelector('.gw-sit-time').hidden = run.deadline === null;
      this.timer = setInterval(() => this.tick(), 1000);
      this.open(run.at);
      this.tick();
    }

    stop() {
      this.rest();
      clearInterval(this.timer);
      this.run = null;
      this.entered = null;
      this.screen?.replaceChildren();
    }

    /** Lets the lease go, so that another tab need not wait. */
    rest() {
      if (!this.run) return;
      this.spend();
      this.save(0);
    }

    // ---- keeping

    /** Keeps everything; false when another tab holds the exam now. */
    save(beat = Date.now()) {
      const { run } = this;
      if (!run || this.watching) return true;
      const stored = gw.store.run.get();
      if (stored?.id !== run.id || stored.lease?.tab !== this.tab) {
        this.lose();
        return false;
      }
      gw.run.join(run, stored);
      run.lease.beat = beat;
      run.beat = Date.now();
      gw.store.run.set(run);
      return true;
    }

    lose() {
      this.run = null;
      this.stop();
      this.dispatchEvent(new CustomEvent('gw-lost'));
    }

    elsewhere() {
      if (!this.run) return;
      const stored = gw.store.run.get();
      if (stored?.id !== this.run.id) return this.lose();
      if (!this.watching) return stored.lease?.tab === this.tab ? undefined : this.lose();
      const { at } = this.run;
      this.run = Object.assign(stored, { at });
      if (!this.views[0].hidden) this.put();
      return this.head();
    }

    touch(answer) {
      answer.touched = Math.max(Date.now(), (answer.touched ?? 0) + 1);
      this.save();
    }

    get answer() { return this.run.answers[this.run.at]; }

    /** Adds the time since the question was opened to it. */
    spend() {
      const now = performance.now();
      if (this.entered && !this.watching) this.answer.seconds = (this.answer.seconds ?? 0) + (now - this.entered) / 1000;
      this.entered = this.views?.[0].hidden ? null : now;
    }

    // ---- the clock

    tick() {
      const { run } = this;
      if (!run) return;
      const wall = Date.now();
      const jumped = !this.watching && gw.run.settle(run, this.since, wall, performance.now());
      if (jumped || wall - run.beat >= gw.run.BEAT || wall < run.beat) {
        this.spend();
        if (!this.save()) return;
      }
      const left = gw.run.left(run, wall);
      if (left === null) return;
      this.querySelector('.gw-sit-left').textContent = run.hidden ? 'hidden' : digits(left);
      const minutes = gw.run.warning(this.before, left);
      this.before = left;
      if (minutes) this.tell(`${minutes} minute${minutes > 1 ? 's' : ''} left`);
      this.toggleAttribute('data-late', left <= 300_000);
      if (left === 0 && !this.watching) this.end();
    }

    tell(words) {
      const word = this.querySelector('.gw-sit-word');
      word.textContent = words;
      word.hidden = false;
      gw.say(words);
    }

    end() {
      const { run } = this;
      this.spend();
      gw.run.settled(this.answer);
      if (!this.save()) return;
      this.run = null;
      this.dispatchEvent(new CustomEvent('gw-over', { detail: run }));
    }

    // ---- one question

    open(at, focus = true) {
      const { run } = this;
      this.spend();
      gw.run.settled(this.answer);
      run.at = at;
      this.answer.seen = true;
      this.see(0);
      const { id, order } = run.items[at];
      const question = this.questions.get(id);
      const scenario = this.scenarios.get(this.bank.question.get(id)?.case);
      const lost = make('p', 'This question is no longer in the guide. It counts as not answered.');
      this.screen.replaceChildren(...(scenario ? [scenario] : []), question ?? lost);
      this.toggleAttribute('data-case', Boolean(scenario));
      this.question = question;
      if (question) {
        question.mode = 'ask';
        if (order.length === question.entries.length) question.arrange(order);
        this.put();
      }
      this.querySelector('.gw-sit-skip').hidden = !scenario;
      this.querySelector('.gw-sit-place').replaceChildren(`Question ${at + 1} `, make('small', `of ${run.items.length}`));
      this.querySelector('[data-do="back"]').disabled = at === 0;
      this.querySelector('[data-do="next"]').textContent = at + 1 < run.items.length ? 'Next' : 'Overview';
      this.querySelector('.gw-sit-word').hidden = true;
      this.head();
      this.entered = performance.now();
      this.touch(this.answer);
      if (!focus) return;
      scrollTo(0, 0);
      this.querySelector('.gw-sit-place').focus({ preventScroll: true });
    }

    /** Shows the answer that is kept. */
    put() {
      this.question?.put(this.answer.picked, this.answer.sure);
      if (this.question) this.question.given.disabled = this.watching;
    }

    changed() {
      const { answer, question } = this;
      if (this.watching || !question) return;
      answer.picked = question.picked;
      answer.sure = question.sure;
      this.touch(answer);
      this.head();
    }

    head() {
      const { run } = this;
      if (!run) return;
      const answered = run.answers.filter(({ picked }) => picked?.some(Boolean)).length;
      this.querySelector('.gw-sit-done').textContent = `${answered} of ${run.items.length} answered`;
      const flag = this.querySelector('[data-do="flag"]');
      flag.setAttribute('aria-pressed', String(Boolean(this.answer.flagged)));
      flag.disabled = this.watching;
      if (!this.views[1].hidden) this.grid();
    }

    step(by) {
      const at = this.run.at + by;
      if (at >= this.run.items.length) this.overview();
      else if (at >= 0) this.open(at);
    }

    flag() {
      this.answer.flagged = !this.answer.flagged;
      this.touch(this.answer);
      this.head();
    }

    // ---- the overview, and what is open before the end

    see(nth) {
      this.spend();
      this.views.forEach((view, at) => { view.hidden = at !== nth; });
      this.querySelector('[data-do="flag"]').hidden = nth !== 0;
      this.querySelector('.gw-sit-bar [data-do="grid"]').hidden = nth === 1;
      this.spend();
    }

    marks() {
      return this.run.items.map(({ id }, at) => gw.run.mark(this.run.answers[at], this.known(id) ?? { kind: 'choice', key: [] }));
    }

    overview() {
      gw.run.settled(this.answer);
      this.see(1);
      this.grid();
      this.save();
      scrollTo(0, 0);
      this.views[1].querySelector('h2').focus({ preventScroll: true });
    }

    grid() {
      const marks = this.marks();
      const { answers, at } = this.run;
      const cell = (mark, nth) => {
        const { flagged } = answers[nth];
        const words = [MARKS[mark], ...(flagged ? ['flagged'] : [])];
        const button = make('button', [
          make('b', String(nth + 1)),
          make('span', words[0], { class: 'gw-sit-mark' }), ...(flagged ? [make('span', 'flagged', { class: 'gw-vh' })] : []),
        ], { type: 'button', 'data-do': 'to', value: nth, 'data-mark': mark, ...(flagged && { 'data-flagged': '' }), ...(nth === at && { 'aria-current': 'true' }) });
        return make('li', button);
      };
      this.querySelector('.gw-sit-cells').replaceChildren(...marks.map(cell));
      const count = mark => marks.filter(each => each === mark).length;
      const flagged = answers.filter(answer => answer.flagged).length;
      this.querySelector('.gw-sit-legend').replaceChildren(...[
        ...Object.keys(MARKS).map(mark => [mark, MARKS[mark], count(mark)]), ['flagged', 'flagged', flagged],
      ].filter(([mark, , number]) => number || mark !== 'begun').map(([mark, words, number]) =>
        make('li', [make('b', String(number)), ` ${words}`], { 'data-mark': mark })));
      this.querySelector('[data-do="end"]').hidden = this.watching;
    }

    /** The last question before the end: what has no answer, what is not complete, what was flagged. */
    ask() {
      const marks = this.marks();
      const places = fits => this.run.answers.map((answer, at) => [answer, marks[at], at]).filter(fits).map(([, , at]) => at);
      const open = places(([, mark]) => mark === 'unseen' || mark === 'seen');
      const lists = [
        ['Without an answer: each counts as wrong, a guess costs nothing.', open],
        ['Not complete: each counts as wrong.', places(([, mark]) => mark === 'begun')],
        ['Flagged by you.', places(([answer]) => answer.flagged)],
      ].filter(([, list]) => list.length);
      const title = open.length === 0 ? 'Every question has an answer' : `${open.length} question${open.length > 1 ? 's have' : ' has'} no answer`;
      this.views[2].querySelector('h2').textContent = title;
      this.querySelector('.gw-sit-open').replaceChildren(...lists.flatMap(([words, list]) => [
        make('p', words),
        make('ul', list.map(at => make('li', make('button', String(at + 1), {
          type: 'button', class: 'gw-button', 'data-do': 'to', value: at, 'aria-label': `Go to question ${at + 1}`,
        }))), { class: 'gw-sit-jumps' }),
      ]), make('p', 'After this, answers cannot be changed. The result and every reason come next.'));
      this.see(2);
      scrollTo(0, 0);
      this.views[2].querySelector('h2').focus({ preventScroll: true });
    }

    // ---- hands

    pressed(button) {
      const what = button?.dataset.do;
      if (!this.run || !what) return;
      if (what === 'next') this.step(1);
      if (what === 'back') this.step(-1);
      if (what === 'to') this.open(Number(button.value));
      if (what === 'one') this.open(this.run.at);
      if (what === 'grid') this.overview();
      if (what === 'end') this.ask();
      if (what === 'flag') this.flag();
      if (what === 'submit') this.end();
      if (what === 'skip') {
        this.question.given.querySelector('legend').tabIndex = -1;
        this.question.given.querySelector('legend').focus();
      }
      if (what !== 'time') return;
      this.run.hidden = !this.run.hidden;
      button.textContent = this.run.hidden ? 'Show time' : 'Hide';
      this.save();
      this.tick();
    }

    /** Single keys, for who asked for them at the start and has them switched on for the site. */
    key(event) {
      const { key, target } = event;
      if (!this.run?.keys || gw.setting('keys') === 'off' || event.ctrlKey || event.altKey || event.metaKey) return;
      if (target.matches('select, input[type="text"], textarea') || this.views[0].hidden) return;
      const does = { n: () => this.step(1), p: () => this.step(-1), f: () => this.flag(), o: () => this.overview() };
      if (does[key]) does[key]();
      else if (/^[1-9]$/.test(key)) this.question?.given.querySelectorAll('.gw-options input')[key - 1]?.click();
    }
  }

  customElements.define('gw-sitting', Sitting);
}
