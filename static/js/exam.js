'use strict';
{
  // <gw-exam>: from the choice of a form to the moment it is handed in. Says before the start what the bank cannot fill,
  // and on return what became of an exam that was left. One exam at a time, and one tab writes it: another one may take
  // over or look on. Questions, clock and grid are `<gw-sitting>`'s, which lies in this element.

  class Exam extends gw.View {
    does = {
      start: () => this.start(),
      longest: () => this.offered(() => this.sizes(this.drawn.longest)),
      quiz: ({ value }) => this.offered(() => this.choose('quiz', value)),
      go: () => this.sit(this.run),
      over: () => this.sit(this.run),
      look: () => this.sit(this.run, true),
      calm: () => this.sit(Object.assign(this.run, { deadline: null, mode: 'practice' })),
      submit: async button => {
        if (!this.sitting.contains(button) && await this.load(this.run)) this.hand(this.run);
      },
      // Pressed twice, it is meant.
      drop: ({ children }) => {
        if (children[0].hidden) {
          gw.store.run.set(null);
          this.setUp();
        } else for (const words of children) words.hidden = !words.hidden;
      },
    };

    prepare() {
      this.sitting = this.querySelector('gw-sitting');
      this.sitting.enter();
      this.word = gw.run.word();
      this.form.addEventListener('change', ({ target }) => this.chosen(target));
      this.sitting.addEventListener('gw-over', ({ detail }) => this.hand(detail));
      this.sitting.addEventListener('gw-lost', () => this.found(gw.store.run.get()));
      // Another tab began one, or ended it.
      gw.on('run', () => {
        const part = [...this.children].find(each => !each.hidden);
        if (part && Boolean(gw.store.run.get()) === part.matches('.gw-exam-set')) this.show();
      });
    }

    show(_, query) {
      const run = gw.store.run.get();
      if (run && !gw.store.state().forms[run.id]?.submitted) this.found(run);
      else {
        if (run) gw.store.run.set(null);
        this.setUp(query);
      }
    }

    leave() {
      this.sitting.stop();
      super.only();
    }

    only(name) {
      const sits = name === 'sitting';
      super.only(name, sits && 'exam');
      this.study.name(sits ? this.study.dataset[this.run.mode] : this.parentElement.dataset.title);
    }

    // ---- the choice

    setUp(query = new URLSearchParams()) {
      const { bank, form } = this;
      this.only('exam-set');
      form.keys.closest('label').hidden = gw.setting('keys') === 'off';
      // A form that was taken is taken again as it was drawn, whatever the history would draw now.
      this.again = gw.store.state().forms[query.get('form')];
      const domain = query.get('domain');
      const mode = query.get('mode') ?? (domain ? 'quiz' : this.again?.mode);
      if (bank.exam) this.choose(mode ?? form.mode.value, domain);
      else this.sizes();
      this.take(query.get('code'));
      this.offer();
    }

    /** A book without an exam has tests only. */
    get mode() { return this.form.mode.value; }

    choose(mode, domain) {
      const { form } = this;
      form.mode.value = mode;
      if (domain) form.domain.value = domain;
      this.sizes();
    }

    /** What was offered in the place of a form that cannot be filled. */
    offered(act) {
      act();
      this.offer();
      this.form.querySelector('[type="submit"]').focus();
    }

    chosen({ name, value }) {
      if (name !== 'time' && name !== 'keys') this.again = null;
      if (name === 'mode' || name === 'domain') this.sizes();
      if (name === 'code') {
        if (value.trim()) this.take(value);
        else this.word = gw.run.word();
      }
      this.offer();
    }

    /** A code or a word of the reader's own: what it names is chosen, and the history stays out. */
    take(code) {
      if (!code?.trim()) return;
      const { mode, domain, size, word, revision } = gw.run.read(code);
      this.word = word;
      if (mode && this.bank.exam) this.choose(mode, domain);
      if (size) this.sizes(size);
      this.form.plain.checked = true;
      this.foreign = revision && revision !== this.bank.revision;
    }

    /** Offers the sizes there are; one that is asked for is offered too, and chosen. */
    sizes(size) {
      const { bank: { exam, questions }, form, mode } = this;
      const supply = questions.filter(gw.run.inQuiz(form.domain?.value)).length;
      const offered = mode === 'mock' ? gw.run.lengths(exam) : mode === 'quiz' ? gw.run.portions(supply) : [gw.form.half(exam).size];
      const wanted = size ?? Number(form.size.value);
      if (size && !offered.includes(size)) offered.push(size);
      const whole = mode === 'mock' && exam.items;
      gw.fill(form.size, { whole, sizes: offered.filter(each => each !== whole) });
      if (offered.includes(wanted)) form.size.value = wanted;
      for (const label of form.querySelectorAll('[data-only]')) label.hidden = !label.dataset.only.includes(mode);
    }

    /** Draws the form that would begin now, and says what it is or what is missing. */
    offer() {
      const { bank: { exam, questions }, form, mode, again, foreign } = this;
      this.drawn = again ? this.repeat(again) : this.fresh();
      const { items, minutes, short, longest, code } = this.drawn;
      const newer = gw.store.problems.has('newer');
      const limit = gw.run.limit(minutes, form.time.value);
      const scored = items.filter(item => item.scored).length;
      const name = id => exam?.names[id].short;
      const lack = short.length && {
        longest, lacks: short.map(({ domain, want, have }, at) => ({ name: name(domain), want, have, comma: at ? ', ' : '' })),
      };
      if (lack && exam && mode !== 'quiz') {
        const count = ({ id }) => questions.filter(gw.run.inQuiz(id)).length;
        const best = exam.domains.reduce((most, each) => (count(each) > count(most) ? each : most));
        if (count(best)) lack.best = { id: best.id, name: name(best.id) };
      }
      form.code.value = code;
      form.querySelector('[type="submit"]').disabled = lack || !items.length || newer;
      this.fill('exam-word', {
        quiz: Number(mode === 'quiz'), lack, fits: !lack, newer, foreign: !lack && foreign, count: items.length,
        scored: scored < items.length && { scored }, minutes: limit && Math.round(limit / 60_000),
        again: !lack && again && gw.when(again.at, { dateStyle: 'medium' }),
      }).toggleAttribute('data-short', lack);
    }

    fresh() {
      const { bank, form, mode, word } = this;
      const domain = form.domain?.value;
      const history = gw.fold.history(gw.store.state());
      const plain = form.plain.checked || (!history.seen.length && !Object.keys(history.exposure).length);
      const wish = { mode, size: Number(form.size.value), domain, word, known: plain ? null : history, today: gw.plan.date(gw.fsrs.studyDay(Date.now())) };
      return { ...gw.form.draw(bank, gw.run.ask(bank, wish)), mode, plain, ...(mode === 'quiz' && domain && { domain }) };
    }

    /** A stored form, as far as its questions are still there. */
    repeat({ items, ...form }) {
      const { question } = this.bank;
      this.sizes(items.length);
      const seats = items.filter(({ id }) => question.has(id)).map(seat => ({ ...seat, rev: question.get(seat.id).rev }));
      return { ...form, items: seats, short: [] };
    }

    async start() {
      if (gw.store.run.get()) {
        this.show();
        return;
      }
      const { drawn, form } = this;
      const time = form.time.value;
      const { items, seed, code, minutes, mode, plain, domain } = drawn;
      const limit = gw.run.limit(minutes, time);
      // Every question is at hand before the clock starts: nothing has to be fetched while it runs.
      if (!await this.load(drawn)) return;
      const now = Date.now();
      const { id } = gw.store.add('form', {
        mode, ...(limit !== null && { deadline: now + limit }),
        form: { items, seed, code, minutes, time, ...(plain && { plain }), ...(domain && { domain }) },
      });
      this.word = gw.run.word();
      this.sit(gw.run.begin(drawn, { id, mode, time, keys: form.keys.checked }, now));
    }

    /** False when the questions did not come, or the reader has gone elsewhere meanwhile. */
    async load({ items }) {
      try {
        await this.sitting.load(items);
        return !this.parentElement.hidden;
      } catch {
        this.fill('exam-word', { failed: true });
        return false;
      }
    }

    // ---- an exam that is under way

    /** Goes on at once in the tab that holds it, else says how things stand. */
    found(run) {
      if (!run) {
        this.show();
        return;
      }
      const { sitting } = this;
      const now = Date.now();
      this.run = gw.run.reopen(run, now);
      const { lease, deadline, items } = run;
      const mine = lease && [sitting.tab, history.state?.tab].includes(lease.tab);
      const left = gw.run.left(run, now);
      if (mine && left !== 0) {
        this.sit(run);
        return;
      }
      const how = !mine && !gw.run.free(run, sitting.tab, now) ? 'busy' : left === 0 ? 'over' : left === null ? 'calm' : 'under';
      const minutes = Math.floor(left / 60_000);
      const part = this.fill('exam-back', {
        answered: gw.run.answered(run), all: items.length, how, go: how === 'calm' || how === 'under', clock: how !== 'busy' && deadline !== null,
        hours: Math.floor(minutes / 60), minutes: minutes % 60, seconds: !minutes && Math.ceil(left / 1000),
      });
      sitting.stop();
      this.only('exam-back');
      part.querySelector('h2').focus();
    }

    async sit(run, watching = false) {
      if (await this.load(run)) {
        this.run = run;
        this.only('sitting');
        this.sitting.begin(run, watching);
        // Nothing is lost otherwise: the run is kept, and the next visit finds it.
      } else if (!this.parentElement.hidden) {
        this.setUp();
        this.fill('exam-word', { failed: true });
      }
    }

    /** Hands in what is there. The log has it before the run goes. */
    hand(run) {
      const items = gw.run.outcomes(run, id => this.sitting.known(id));
      const clock = gw.run.note(run);
      const event = gw.store.add('submit', {
        form: run.id, items, ...(clock && { clock }), ...(run.mode === 'practice' && { mode: 'practice' }),
      }, gw.store.state().forms[run.id]?.at);
      gw.store.run.set(null);
      this.leave();
      location.hash = `#result/${event?.id ?? ''}`;
    }
  }

  customElements.define('gw-exam', Exam);
}
