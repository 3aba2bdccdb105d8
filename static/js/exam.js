'use strict';
{
  // <gw-exam>: from the choice of a form to the moment it is handed in. Says before the start what the bank cannot fill,
  // and on return what became of an exam that was left. One exam at a time, and one tab writes it: another one may take
  // over or look on. Questions, clock and grid are `<gw-sitting>`'s, which lies in this element.

  const { make } = gw;
  const WORDS = 'abcdefghjkmnpqrstuvwxyz23456789';
  const word = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => WORDS[byte % WORDS.length]).join('');
  const many = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;
  const date = now => new Date(gw.fsrs.studyDay(now) * 864e5).toISOString().slice(0, 10);

  class Exam extends HTMLElement {
    async show(_, query) {
      this.bank ??= await this.prepare();
      const run = gw.store.run.get();
      if (run && gw.store.state().forms[run.id]?.submitted) gw.store.run.set(null);
      else if (run) return this.found(run);
      return this.setUp(query);
    }

    leave() {
      if (!this.bank) return;
      this.sitting.stop();
      this.only(null);
    }

    async prepare() {
      const bank = await gw.bank.open();
      this.parts = [...this.children];
      this.sitting = this.querySelector('gw-sitting');
      this.form = this.querySelector('form.gw-exam-form');
      this.word = word();
      for (const [value, words] of gw.run.TIMES) this.form.time.append(make('option', words, { value }));
      this.form.addEventListener('submit', event => {
        event.preventDefault();
        this.start();
      });
      this.form.addEventListener('change', ({ target }) => this.chosen(target));
      this.addEventListener('click', ({ target }) => this.pressed(target.closest('[data-do]')));
      this.sitting.addEventListener('gw-over', ({ detail }) => this.hand(detail));
      this.sitting.addEventListener('gw-lost', () => this.found(gw.store.run.get()));
      // Another tab began one, or ended it.
      gw.on('run', () => {
        const part = this.parts.find(each => !each.hidden)?.dataset.part;
        if (part && Boolean(gw.store.run.get()) === (part === 'set')) this.show('', new URLSearchParams());
      });
      return bank;
    }

    only(part) {
      for (const each of this.parts) each.hidden = each !== part;
      const study = this.closest('gw-study');
      if (part) study.name(part === this.sitting ? gw.run.title(this.run.mode, this.bank.exam) : this.parentElement.dataset.title);
      if (part === this.sitting) document.body.dataset.session = 'exam';
      else document.body.removeAttribute('data-session');
    }

    // ---- the choice

    setUp(query) {
      this.only(this.querySelector('[data-part="set"]'));
      const newer = gw.store.problems.has('newer');
      this.form.querySelector('[type="submit"]').disabled = newer;
      this.form.keys.closest('label').hidden = gw.setting('keys') === 'off';
      const quiz = query.get('domain');
      // A form that was taken is taken again as it was drawn, whatever the history would draw now.
      this.again = gw.store.state().forms[query.get('form')] ?? null;
      if (this.again && this.bank.exam) this.form.mode.value = this.again.mode;
      if (quiz && this.bank.exam) [this.form.mode.value, this.form.domain.value] = ['quiz', quiz];
      if (query.get('mode') && this.bank.exam) this.form.mode.value = query.get('mode');
      this.sizes();
      if (query.get('code')) this.take(query.get('code'));
      this.draw();
    }

    get mode() { return this.bank.exam ? this.form.mode.value : 'quiz'; }
    get domain() { return this.bank.exam && this.form.domain.value; }

    chosen(target) {
      if (!['time', 'keys'].includes(target.name)) this.again = null;
      if (target.name === 'code') this.take(target.value);
      else if (target.name === 'mode' || target.name === 'domain') this.sizes();
      this.draw();
    }

    /** A code or a word of the reader's own: what it names is chosen, and the history stays out. */
    take(code) {
      if (!code.trim()) {
        this.word = word();
        return;
      }
      const read = gw.run.read(code);
      const { form } = this;
      this.word = read.word;
      if (read.mode && this.bank.exam) {
        form.mode.value = read.mode;
        if (read.domain) form.domain.value = read.domain;
        this.sizes();
      }
      if (read.size) this.size(read.size);
      form.plain.checked = true;
      this.foreign = read.revision && read.revision !== this.bank.revision;
    }

    sizes() {
      const { bank, form, mode } = this;
      const supply = bank.questions.filter(gw.run.inQuiz(this.domain)).length;
      const offered = mode === 'mock' ? gw.run.lengths(bank.exam) : mode === 'quiz' ? gw.run.portions(supply) : [gw.form.half(bank.exam).size];
      const before = Number(form.size.value);
      form.size.replaceChildren(...offered.map(size => make('option', this.sizeWords(size), { value: size })));
      if (offered.includes(before)) form.size.value = before;
      for (const label of form.querySelectorAll('[data-for="quiz"]')) label.hidden = mode !== 'quiz';
      form.querySelector('[data-for="size"]').hidden = mode === 'diagnostic';
    }

    sizeWords(size) {
      return this.mode === 'mock' && size === this.bank.exam.items ? `${size}, the whole exam` : String(size);
    }

    /** Chooses a size that may not be on the list. */
    size(size) {
      const { form } = this;
      if (![...form.size.options].some(option => Number(option.value) === size)) {
        form.size.append(make('option', String(size), { value: size }));
      }
      form.size.value = size;
    }

    /** Draws the form that would begin now, and says what it is or what is missing. */
    draw() {
      const { form } = this;
      this.drawn = this.again ? this.repeat(this.again) : this.fresh();
      const { items, minutes, short, code } = this.drawn;
      form.code.value = code;
      const lacking = short.length > 0;
      form.querySelector('[type="submit"]').disabled = lacking || items.length === 0 || gw.store.problems.has('newer');
      const words = this.querySelector('.gw-exam-word');
      words.toggleAttribute('data-short', lacking);
      if (lacking) words.replaceChildren(...this.shortage());
      else {
        const scored = items.filter(item => item.scored).length;
        const limit = gw.run.limit(minutes, form.time.value);
        const time = limit === null ? 'no clock' : many(Math.round(limit / 60_000), 'minute');
        const line = [many(items.length, 'question'), ...(scored < items.length ? [`${scored} count`] : []), time].join(' · ');
        words.replaceChildren(make('p', make('b', line)));
        if (this.again) words.append(make('p', `The form of ${new Date(this.again.at).toLocaleDateString(document.documentElement.lang || 'en', { dateStyle: 'medium' })} once more. What you have met before stays out of the estimate.`));
        if (this.foreign) words.append(make('p', 'The code is of another edition of the questions: the form may differ.'));
        if (gw.store.problems.has('newer')) words.append(make('p', 'Your progress was made by a newer edition of this guide, so an exam cannot be kept here.'));
      }
    }

    fresh() {
      const { bank, form, mode, domain } = this;
      const history = gw.fold.history(gw.store.state());
      const plain = form.plain.checked || (history.seen.length === 0 && Object.keys(history.exposure).length === 0);
      const wish = { mode, size: Number(form.size.value), domain, word: this.word, known: plain ? null : history, today: date(Date.now()) };
      return { ...gw.form.draw(bank, gw.run.ask(bank, wish)), mode, plain, ...(mode === 'quiz' && domain && { domain }) };
    }

    /** A stored form, as far as its questions are still there. */
    repeat({ items, ...form }) {
      const { question } = this.bank;
      this.size(items.length);
      const seats = items.filter(({ id }) => question.has(id)).map(seat => ({ ...seat, rev: question.get(seat.id).rev }));
      return { ...form, items: seats, short: [] };
    }

    /** What to say and to offer where the bank cannot fill a form. */
    shortage() {
      const { bank, drawn, mode } = this;
      const name = id => bank.exam?.names[id]?.short ?? 'The bank';
      const lacks = drawn.short.map(({ domain, want, have }) => `${name(domain)} ${have} of ${want}`).join(', ');
      const offers = [];
      if (drawn.longest > 0) offers.push(make('button', `Take the longest: ${many(drawn.longest, 'question')}`, { type: 'button', class: 'gw-button', 'data-do': 'longest' }));
      if (bank.exam && mode !== 'quiz') {
        const supply = bank.exam.domains.map(({ id }) => ({ id, count: bank.questions.filter(gw.run.inQuiz(id)).length }));
        const best = supply.reduce((most, each) => (each.count > most.count ? each : most));
        if (best.count) offers.push(make('button', `Quiz on ${name(best.id)} instead`, { type: 'button', class: 'gw-button', 'data-do': 'quiz', value: best.id }));
      }
      const whole = mode === 'quiz' ? 'quiz' : 'form';
      return [
        make('p', make('b', `This edition has too few questions for this ${whole}.`)),
        make('p', `Drawn so far: ${lacks}. No domain is filled up from another one, since the ${whole} would say less than it seems to.`),
        make('p', offers, { class: 'gw-actions' }),
      ];
    }

    async start() {
      if (gw.store.run.get()) return this.show('', new URLSearchParams());
      const { drawn, form } = this;
      const time = form.time.value;
      const { items, seed, code, minutes, mode, plain, domain } = drawn;
      const limit = gw.run.limit(minutes, time);
      // Every question is at hand before the clock starts: nothing has to be fetched while it runs.
      if (!await this.load(items)) return undefined;
      const now = Date.now();
      const event = gw.store.add('form', {
        mode, ...(limit !== null && { deadline: now + limit }),
        form: { items, seed, code, minutes, time, ...(plain && { plain }), ...(domain && { domain }) },
      });
      this.word = word();
      return this.sit(gw.run.begin(drawn, { id: event.id, mode, time, keys: form.keys.checked }, now));
    }

    async load(items) {
      try {
        await this.sitting.load(items, this.bank);
        // The reader may have gone elsewhere meanwhile.
        return !this.parentElement.hidden;
      } catch {
        this.querySelector('.gw-exam-word').replaceChildren(make('p', 'The questions did not load. Check the connection and try again.'));
        return false;
      }
    }

    // ---- an exam that is under way

    /** Goes on at once in the tab that holds it, else says how things stand. */
    async found(run) {
      if (!run) return this.show('', new URLSearchParams());
      const now = Date.now();
      this.run = gw.run.reopen(run, now);
      const mine = this.sitting.tab === run.lease?.tab || (history.state?.tab && history.state.tab === run.lease?.tab);
      const left = gw.run.left(run, now);
      if (mine && left !== 0) return this.sit(run);
      const busy = !mine && !gw.run.free(run, this.sitting.tab, now);
      const over = left === 0;
      const answered = run.answers.filter(({ picked }) => picked?.some(Boolean)).length;
      const so = `${answered} of ${many(run.items.length, 'question')} answered.`;
      const part = this.querySelector('[data-part="back"]');
      const [title, words] = busy
        ? ['This exam is open in another tab', `${so} One tab at a time writes answers. Take it over and the other one only looks on.`]
        : over
          ? ['Time ran out while the page was closed', `${so} Submit what is there, or go on without the clock: then it counts as practice and gives no estimate.`]
          : left === null
            ? ['You left a test under way', so]
            : ['An exam is under way', `${so} ${clockWords(left)} left; the clock ran on while the page was closed.`];
      part.querySelector('h2').textContent = title;
      part.querySelector('.gw-exam-back-words').textContent = words;
      const shown = { go: !busy && !over, over: busy, look: busy, submit: !busy && over, calm: !busy && run.deadline !== null, drop: !busy };
      for (const [what, on] of Object.entries(shown)) part.querySelector(`[data-do="${what}"]`).hidden = !on;
      part.querySelector('[data-do="drop"]').textContent = 'Discard it';
      this.sitting.stop();
      this.only(part);
      part.querySelector('h2').focus();
      return undefined;
    }

    async sit(run, watching = false) {
      if (!await this.load(run.items)) {
        // Nothing is lost: the run is kept, and the next visit finds it.
        return this.parentElement.hidden ? undefined : this.setUp(new URLSearchParams());
      }
      this.run = run;
      this.only(this.sitting);
      return this.sitting.begin(run, watching);
    }

    pressed(button) {
      const what = button?.dataset.do;
      if (!what || this.sitting.contains(button)) return;
      const { run } = this;
      if (what === 'longest') this.size(this.drawn.longest);
      if (what === 'quiz') {
        [this.form.mode.value, this.form.domain.value] = ['quiz', button.value];
        this.sizes();
      }
      if (what === 'longest' || what === 'quiz') {
        this.draw();
        this.form.querySelector('[type="submit"]').focus();
      }
      if (what === 'go' || what === 'over') this.sit(run);
      if (what === 'look') this.sit(run, true);
      if (what === 'submit') this.load(run.items).then(loaded => loaded && this.hand(run));
      if (what === 'calm') this.sit(Object.assign(run, { deadline: null, mode: 'practice' }));
      if (what !== 'drop') return;
      if (button.hasAttribute('data-sure')) {
        gw.store.run.set(null);
        this.setUp(new URLSearchParams());
      } else button.textContent = 'Press again: its answers are gone then';
      button.toggleAttribute('data-sure');
    }

    /** Hands in what is there. The log has it before the run goes. */
    hand(run) {
      const outcomes = gw.run.outcomes(run, id => this.sitting.known(id));
      const clock = gw.run.note(run);
      const event = gw.store.add('submit', {
        form: run.id, items: outcomes, ...(clock && { clock }), ...(run.mode === 'practice' && { mode: 'practice' }),
      }, gw.store.state().forms[run.id]?.at);
      gw.store.run.set(null);
      this.leave();
      location.hash = `#result/${event?.id ?? ''}`;
    }
  }

  /** A time for a sentence: hours and minutes, seconds only at the end. */
  function clockWords(left) {
    const minutes = Math.floor(left / 60_000);
    if (minutes < 1) return many(Math.ceil(left / 1000), 'second');
    return minutes < 60 ? many(minutes, 'minute') : `${many(Math.floor(minutes / 60), 'hour')} ${many(minutes % 60, 'minute')}`;
  }

  customElements.define('gw-exam', Exam);
}
