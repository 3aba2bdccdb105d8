'use strict';
{
  // <gw-sitting>: the exam while it runs: one question a screen with its scenario, the time left, flags, the overview and
  // what is still open before the end. Every answer, flag and move is kept at once (`store.run`), with a sign of life
  // every five seconds. Tells `gw-over` when the reader or the clock ends it, `gw-lost` when another tab took it over.

  /** 1:58:03, or 8:03 in the last hour. */
  const digits = left => new Date(Math.ceil(left / 1000) * 1000).toISOString().slice(11, 19).replace(/^0(0:0?)?/, '');

  class Sitting extends gw.View {
    /** Names this page among the tabs; a reload finds its old name in the history entry. */
    tab = gw.run.word();

    /** What is shown of each question: itself, after the scenario of its case if it has one. */
    shown = new Map();

    does = {
      next: () => this.step(1),
      back: () => this.step(-1),
      to: ({ value }) => this.turn(Number(value)),
      one: () => this.turn(this.run.at),
      grid: () => this.overview(),
      end: () => this.ask(),
      flag: () => this.flag(),
      submit: () => this.end(),
      skip: () => {
        const legend = this.question.given.querySelector('legend');
        legend.tabIndex = -1;
        legend.focus();
      },
      time: button => {
        this.run.hidden = !this.run.hidden;
        gw.fill(button, this.run);
        this.save();
        this.tick();
      },
    };

    prepare() {
      this.views = ['one', 'grid', 'end'].map(name => this.part(`sit-${name}`));
      this.addEventListener('gw-change', () => this.changed());
      this.addEventListener('gw-answer', () => this.step(1));
      this.addEventListener('keydown', event => this.key(event));
      document.addEventListener('visibilitychange', () => this.tick());
      addEventListener('pagehide', () => this.rest());
      gw.on('run', () => this.elsewhere());
    }

    /** Brings every question of a form into memory; one that the guide no longer has is left out. */
    load(items) {
      return Promise.all(items.map(async ({ id }) => {
        if (this.bank.question.has(id) && !this.shown.has(id)) this.shown.set(id, await gw.bank.question(id));
      }));
    }

    /** Kind and key of a question. */
    known(id) {
      const { kind, key } = this.shown.get(id)?.at(-1).dataset ?? {};
      return kind && { kind, key: key.split(' ') };
    }

    begin(run, watching) {
      this.stop();
      const now = Date.now();
      Object.assign(this, { run, watching, before: gw.run.left(run, now), since: { wall: now, mono: performance.now() } });
      this.toggleAttribute('data-watching', watching);
      if (!watching) {
        run.lease = { tab: this.tab, beat: now };
        gw.store.run.set(run);
        history.replaceState({ tab: this.tab }, '');
      }
      this.part('sit-time').hidden = run.deadline === null;
      gw.fill(this.button('time'), run);
      this.timer = setInterval(() => this.tick(), 1000);
      this.turn(run.at);
      this.tick();
    }

    stop() {
      this.rest();
      clearInterval(this.timer);
      this.run = this.entered = null;
      this.part('sit-screen').replaceChildren();
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
      if (stored?.id !== this.run.id || (!this.watching && stored.lease?.tab !== this.tab)) this.lose();
      else if (this.watching) {
        this.run = Object.assign(stored, { at: this.run.at });
        if (!this.views[0].hidden) this.put();
        this.head();
      }
    }

    touch() {
      const { answer } = this;
      answer.touched = Math.max(Date.now(), (answer.touched ?? 0) + 1);
      this.save();
    }

    get answer() { return this.run.answers[this.run.at]; }

    /** Adds the time since the question was opened to it. */
    spend() {
      const now = performance.now();
      if (this.entered && !this.watching) this.answer.seconds = (this.answer.seconds ?? 0) + (now - this.entered) / 1000;
      this.entered = this.views[0].hidden ? null : now;
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
      this.fill('sit-left', { left: !run.hidden && digits(left) });
      const minutes = gw.run.warning(this.before, left);
      this.before = left;
      if (minutes) gw.say(this.fill('sit-word', { minutes }).textContent);
      this.toggleAttribute('data-late', left <= 300_000);
      if (left === 0 && !this.watching) this.end();
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

    turn(at) {
      const { run } = this;
      this.spend();
      gw.run.settled(this.answer);
      run.at = at;
      this.answer.seen = true;
      const { id, order } = run.items[at];
      const shown = this.shown.get(id) ?? [];
      const question = shown.at(-1);
      const scenario = shown.length > 1;
      this.part('sit-screen').replaceChildren(...shown);
      this.part('sit-gone').hidden = Boolean(question);
      this.toggleAttribute('data-case', scenario);
      this.question = question;
      if (question) {
        question.mode = 'ask';
        if (order.length === question.entries.length) question.arrange(order);
        this.put();
      }
      this.button('skip').hidden = !scenario;
      this.fill('sit-place', { nth: at + 1, all: run.items.length });
      this.button('back').disabled = !at;
      gw.fill(this.button('next'), { last: at + 1 === run.items.length });
      this.part('sit-word').hidden = true;
      this.see(0);
      this.head();
      this.entered = performance.now();
      this.touch();
    }

    /** Shows the answer that is kept. */
    put() {
      const { answer, question, watching } = this;
      if (!question) return;
      question.put(answer.picked, answer.sure);
      question.given.disabled = watching;
    }

    changed() {
      const { answer, question } = this;
      if (this.watching || !question) return;
      answer.picked = question.picked;
      answer.sure = question.sure;
      this.touch();
      this.head();
    }

    head() {
      const { run, answer, watching } = this;
      if (!run) return;
      const flag = this.button('flag');
      this.fill('sit-done', { answered: gw.run.answered(run), all: run.items.length });
      flag.setAttribute('aria-pressed', Boolean(answer.flagged));
      flag.disabled = watching;
      if (!this.views[1].hidden) this.grid();
    }

    step(by) {
      const at = this.run.at + by;
      if (at >= this.run.items.length) this.overview();
      else if (at >= 0) this.turn(at);
    }

    flag() {
      this.answer.flagged = !this.answer.flagged;
      this.touch();
      this.head();
    }

    // ---- the overview, and what is open before the end

    /** Shows one of the three views, its heading in focus. */
    see(nth) {
      this.spend();
      this.views.forEach((view, at) => { view.hidden = at !== nth; });
      this.button('flag').hidden = nth !== 0;
      this.button('grid').hidden = nth === 1;
      this.spend();
      gw.arrive(this.views[nth].querySelector('h2'));
    }

    /** Every question's place: its number, and what the grid says of it. */
    places() {
      const { answers, items, at: here } = this.run;
      return items.map(({ id }, at) => {
        const mark = gw.run.mark(answers[at], this.known(id) ?? { kind: 'choice', key: [] });
        return { at, nth: at + 1, mark, flagged: answers[at].flagged, here: at === here };
      });
    }

    overview() {
      gw.run.settled(this.answer);
      this.grid();
      this.see(1);
      this.save();
    }

    grid() {
      const places = this.places();
      const all = { unseen: 0, seen: 0, begun: 0, answered: 0, flagged: 0 };
      for (const { mark, flagged } of places) {
        all[mark] += 1;
        if (flagged) all.flagged += 1;
      }
      this.fill('sit-marks', { places, all });
      this.button('end').hidden = this.watching;
    }

    /** The last question before the end: what has no answer, what is not complete, what was flagged. */
    ask() {
      const places = this.places();
      const those = fits => {
        const list = places.filter(fits);
        return list.length && { list, count: list.length };
      };
      this.fill('sit-end', {
        open: those(({ mark }) => mark === 'unseen' || mark === 'seen'), begun: those(({ mark }) => mark === 'begun'), flagged: those(({ flagged }) => flagged),
      });
      this.see(2);
    }

    // ---- single keys, for who asked for them at the start and has them switched on for the site

    key({ key, target, ctrlKey, altKey, metaKey }) {
      if (!this.run?.keys || gw.setting('keys') === 'off' || ctrlKey || altKey || metaKey) return;
      if (target.matches('select, input[type="text"], textarea') || this.views[0].hidden) return;
      this.does[{ n: 'next', p: 'back', f: 'flag', o: 'grid' }[key]]?.();
      if (key > 0) this.question?.given.querySelectorAll('.gw-options input')[key - 1]?.click();
    }
  }

  customElements.define('gw-sitting', Sitting);
}
