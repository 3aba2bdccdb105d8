'use strict';
{
  // <gw-deck>: cards on the schedule of `schedule.js`, one at a time: the situation, then on demand the solution, then
  // the reader's own grade. Due cards come first, weakest first, then a day's share of new ones in the book's order.
  // Also what the schedule predicts for the exam's day, cards that keep being forgotten, and the settings. Reached as
  // #cards, with a domain as #cards/1.

  const { make } = gw;
  const MINUTE = 6e4;
  // A card on a learning step is shown this early when nothing else is left.
  const AHEAD = 20 * MINUTE;
  const FALLBACK = { 'new-cards': 10, 'most-cards': 100, retention: 0.9, four: false, fuzz: false };

  const percent = share => `${Math.round(share * 100)} %`;

  class Deck extends HTMLElement {
    async show(deck) {
      this.bank ??= await this.prepare();
      if (deck) this.deck.value = deck;
      this.draw();
    }

    async prepare() {
      const bank = await gw.bank.open();
      this.turnPart = this.querySelector('.gw-turn');
      this.screen = this.querySelector('.gw-screen');
      this.deck = this.querySelector('[name="deck"]');
      this.extra = 0;
      const names = bank.exam?.names ?? {};
      for (const id of new Set(bank.cards.map(card => card.domain).filter(Boolean))) {
        this.deck.append(make('option', names[id]?.title ?? id, { value: id }));
      }
      this.deck.closest('label').hidden = this.deck.options.length < 3;
      this.deck.addEventListener('change', () => this.draw());
      this.addEventListener('click', ({ target }) => this.pressed(target.closest('button')));
      this.form = this.querySelector('.gw-deck-settings form');
      this.form.addEventListener('submit', event => event.preventDefault());
      this.form.addEventListener('change', ({ target }) => {
        const value = target.type === 'checkbox' ? target.checked : Number(target.value);
        gw.store.add('setting', { item: target.name, value });
        this.draw();
      });
      this.form.elements.retention.addEventListener('input', () => this.multiplier());
      gw.on('log', ({ event }) => { if (!event && !this.closest('section').hidden) this.draw(); });
      // A card on a learning step wakes by itself.
      setInterval(() => { if (!this.closest('section').hidden && this.turnPart.hidden) this.draw(); }, MINUTE / 2);
      return bank;
    }

    setting(name) {
      return gw.store.state().settings[name]?.value ?? FALLBACK[name];
    }

    /** What the day asks: ids due now, new ones, those that wake soon. */
    plan() {
      const state = gw.store.state();
      const now = Date.now();
      const today = gw.fsrs.studyDay(now);
      const wishes = gw.fold.settings(state);
      const own = this.bank.cards.filter(card => !this.deck.value || card.domain === this.deck.value);
      const ids = new Set(own.map(card => card.id));
      const cards = Object.fromEntries(Object.entries(state.cards).filter(([id]) => ids.has(id)));
      const { events } = gw.store.log();
      const firsts = new Map();
      for (const event of events) if (event.type === 'review' && !firsts.has(event.item)) firsts.set(event.item, event.day);
      const begun = [...firsts.values()].filter(day => day === today).length;
      const done = events.filter(event => event.type === 'review' && event.day === today).length;
      const most = Math.max(0, this.setting('most-cards') - done);
      const due = gw.fsrs.queue(cards, { now, today, most, ...wishes });
      const room = gw.fsrs.mayStart(today, wishes.exam) ? Math.max(0, this.setting('new-cards') + this.extra - begun) : 0;
      const unmet = own.filter(card => !cards[card.id]);
      const waking = Object.entries(cards).filter(([, card]) => card.wake && card.wake > now && !card.suspended)
        .sort((a, b) => a[1].wake - b[1].wake);
      return {
        state, now, today, wishes, own, cards, due, waking,
        unmet: unmet.length,
        fresh: unmet.slice(0, room).map(card => card.id),
        leeches: Object.keys(cards).filter(id => cards[id].suspended),
      };
    }

    draw() {
      const plan = this.plan();
      const { due, fresh, waking, now } = plan;
      const soon = waking.filter(([, card]) => card.wake - now <= AHEAD).map(([id]) => id);
      const [id] = [...due, ...fresh, ...soon];
      const parts = [`${due.length} due`, `${fresh.length} new`, soon.length && `${soon.length} again today`].filter(Boolean);
      this.querySelector('.gw-due').value = parts.join(' · ');
      this.settings();
      this.forecast(plan);
      this.leeches(plan);
      this.querySelector('[data-do="undo"]').hidden = !this.last;
      this.turnPart.hidden = !id;
      const done = this.querySelector('.gw-deck-done');
      done.hidden = Boolean(id);
      if (!id) this.rest(plan);
      else if (id !== this.id) this.open(id);
    }

    rest({ cards, waking, today, wishes, unmet }) {
      this.id = null;
      const next = Object.values(cards).filter(card => !card.wake && !card.suspended)
        .map(card => gw.fsrs.dueDay(card, today, wishes)).filter(day => day > today && day < Infinity).sort((a, b) => a - b)[0];
      const words = ['Nothing is due.'];
      if (waking.length) words.push(`The next card comes back at ${new Date(waking[0][1].wake).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}.`);
      else if (next) words.push(`The next cards come ${next - today === 1 ? 'tomorrow' : `in ${next - today} days`}.`);
      if (!Object.keys(cards).length && !unmet) words.splice(0, 1, 'This deck has no cards.');
      this.querySelector('.gw-deck-words').textContent = words.join(' ');
      this.querySelector('[data-do="more"]').hidden = unmet === 0 || !gw.fsrs.mayStart(today, wishes.exam);
    }

    async open(id) {
      this.id = id;
      const card = await gw.bank.card(id);
      this.screen.replaceChildren(card);
      this.back = card.querySelector('.gw-card-back');
      this.back.hidden = true;
      this.querySelector('.gw-turn-foot').hidden = false;
      this.querySelector('.gw-grades').hidden = true;
      this.began = Date.now();
      if (this.moved) this.querySelector('[data-do="turn"]').focus({ preventScroll: true });
    }

    turn() {
      this.back.hidden = false;
      this.querySelector('.gw-turn-foot').hidden = true;
      const grades = this.querySelector('.gw-grades');
      grades.hidden = false;
      const { state, now, today, wishes } = this.plan();
      for (const button of grades.querySelectorAll('[data-grade]')) {
        const grade = Number(button.dataset.grade);
        button.hidden = !this.setting('four') && grade % 2 === 0;
        const then = gw.fsrs.review(state.cards[this.id], grade, { id: this.id, at: now, day: today }, wishes);
        button.querySelector('small').textContent = this.when(then, now, today, wishes);
      }
      this.back.tabIndex = -1;
      this.back.focus({ preventScroll: true });
    }

    when(card, now, today, wishes) {
      if (card.wake) return `in ${Math.round((card.wake - now) / MINUTE)} min`;
      const day = gw.fsrs.dueDay(card, today, wishes);
      if (day === Infinity) return 'safe until the exam';
      const days = Math.max(1, day - today);
      return days === 1 ? 'tomorrow' : days < 60 ? `in ${days} days` : `in ${Math.round(days / 30)} months`;
    }

    grade(grade) {
      const seconds = Math.round((Date.now() - this.began) / 100) / 10;
      const event = gw.store.add('review', { item: this.id, rev: 1, grade, seconds });
      this.last = event;
      this.moved = true;
      this.id = null;
      this.draw();
      gw.say(this.turnPart.hidden ? this.querySelector('.gw-deck-words').textContent : 'Next card');
    }

    pressed(button) {
      if (!button) return;
      const { grade, do: what } = button.dataset;
      if (grade) this.grade(Number(grade));
      if (what === 'turn') this.turn();
      if (what === 'more') {
        this.extra += 10;
        this.moved = true;
        this.draw();
      }
      if (what === 'undo') {
        const { id, item } = this.last;
        gw.store.add('reset', { scope: ['event'], item: id });
        this.last = null;
        this.draw();
        this.open(item);
        gw.say('The last grade is taken back');
      }
      if (what === 'afresh') {
        gw.store.add('reset', { scope: ['cards'], item: button.dataset.card });
        this.draw();
      }
    }

    multiplier() {
      const { retention } = this.form.elements;
      retention.previousElementSibling.textContent = percent(retention.value);
      const times = gw.fsrs.interval(Number(retention.value), 1);
      this.querySelector('.gw-multiplier').textContent = times === 1 ? '' : `Every pause becomes ${times.toFixed(2)} times as long as at 90 %.`;
    }

    settings() {
      for (const input of this.form.elements) {
        if (input === document.activeElement || !input.name) continue;
        const value = this.setting(input.name);
        if (input.type === 'checkbox') input.checked = value;
        else input.value = value;
      }
      this.multiplier();
    }

    forecast({ own, cards, due, fresh, today, wishes: { exam } }) {
      const section = this.querySelector('.gw-forecast');
      section.hidden = exam === null || exam < today || own.length === 0;
      if (section.hidden) return;
      const names = this.bank.exam?.names ?? {};
      const rows = [['All cards', own], ...[...new Set(own.map(card => card.domain).filter(Boolean))].map(id => [names[id]?.short ?? id, own.filter(card => card.domain === id)])];
      const session = [...due, ...fresh];
      this.querySelector('.gw-forecast tbody').replaceChildren(...rows.map(([title, list]) => {
        const ids = list.map(card => card.id);
        const then = gw.fsrs.forecast(ids, cards, session, today, exam);
        const met = ids.filter(id => cards[id]).length;
        return make('tr', [make('th', title, { scope: 'row' }), ...[ids.length, met, percent(then.without), percent(then.with)].map(text => make('td', String(text)))]);
      }));
    }

    leeches({ leeches }) {
      const section = this.querySelector('.gw-leeches');
      section.hidden = leeches.length === 0;
      const lines = leeches.map(id => {
        const line = make('li');
        gw.bank.card(id).then(card => line.append(
          ...card.querySelector('.gw-card-front').childNodes, ' ', card.querySelector('.gw-card-section a'), ' ',
          make('button', 'Start it afresh', { type: 'button', class: 'gw-button gw-small', 'data-do': 'afresh', 'data-card': id })));
        return line;
      });
      section.querySelector('ul').replaceChildren(...lines);
    }
  }

  customElements.define('gw-deck', Deck);
}
