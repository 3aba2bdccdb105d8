'use strict';
{
  // <gw-deck>: cards on the schedule of `schedule.js`, one at a time: the situation, then on demand the solution, then
  // the reader's own grade. Due cards come first, weakest first, then a day's share of new ones in the book's order.
  // Also what the schedule predicts for the exam's day, cards that keep being forgotten, and the settings. Reached as
  // #cards, with a domain as #cards/1.

  const MINUTE = 6e4;
  // A card on a learning step is shown this early when nothing else is left.
  const AHEAD = 20 * MINUTE;
  const FALLBACK = { 'new-cards': 10, 'most-cards': 100, retention: 0.9, four: false, fuzz: false };

  class Deck extends gw.View {
    extra = 0;

    does = {
      turn: () => this.turn(),
      grade: ({ value }) => this.grade(Number(value)),
      more: () => {
        this.extra += 10;
        this.moved = true;
        this.draw();
      },
      undo: () => {
        const { id, item } = this.last;
        this.last = null;
        gw.store.add('reset', { scope: ['event'], item: id });
        this.open(item);
        gw.say('The last grade is taken back');
      },
      afresh: ({ value }) => gw.store.add('reset', { scope: ['cards'], item: value }),
    };

    prepare() {
      const { bank: { cards, exam }, form } = this;
      this.deck = this.querySelector('[name="deck"]');
      const domains = [...new Set(cards.map(({ domain }) => domain).filter(Boolean))];
      this.domains = domains.map(id => ({ id, title: id, short: id, ...exam?.names[id] }));
      gw.fill(this.deck, { domains: this.domains });
      this.deck.parentElement.hidden = domains.length < 2;
      this.deck.addEventListener('change', () => this.draw());
      form.addEventListener('change', ({ target: { name, type, checked, value } }) =>
        gw.store.add('setting', { item: name, value: type === 'checkbox' ? checked : Number(value) }));
      form.retention.addEventListener('input', () => this.pauses());
      // A card on a learning step wakes by itself.
      setInterval(() => { if (!this.parentElement.hidden && this.part('turn').hidden) this.draw(); }, MINUTE / 2);
    }

    show(deck) {
      if (deck) this.deck.value = deck;
      this.draw();
    }

    setting(name) { return gw.store.state().settings[name]?.value ?? FALLBACK[name]; }

    /** What the day asks: ids due now, new ones, those that wake soon. */
    plan() {
      const state = gw.store.state();
      const now = Date.now();
      const today = gw.fsrs.studyDay(now);
      const wishes = gw.fold.settings(state);
      const own = this.bank.cards.filter(({ domain }) => !this.deck.value || domain === this.deck.value).map(({ id }) => id);
      const cards = Object.fromEntries(own.filter(id => state.cards[id]).map(id => [id, state.cards[id]]));
      const reviews = gw.store.log().events.filter(({ type }) => type === 'review');
      const items = fits => new Set(reviews.filter(({ day }) => fits(day)).map(({ item }) => item));
      const begun = items(day => day === today).difference(items(day => day < today)).size;
      const most = Math.max(0, this.setting('most-cards') - reviews.filter(({ day }) => day === today).length);
      const mayStart = gw.fsrs.mayStart(today, wishes.exam);
      const unmet = own.filter(id => !cards[id]);
      return {
        now, today, wishes, own, cards,
        due: gw.fsrs.queue(cards, { now, today, most, ...wishes }),
        fresh: unmet.slice(0, mayStart ? Math.max(0, this.setting('new-cards') + this.extra - begun) : 0),
        more: mayStart && unmet.length,
        waking: Object.keys(cards).filter(id => cards[id].wake > now && !cards[id].suspended).sort((a, b) => cards[a].wake - cards[b].wake),
      };
    }

    draw() {
      const plan = this.plan();
      const { due, fresh, waking, now, cards } = plan;
      const soon = waking.filter(id => cards[id].wake - now <= AHEAD);
      const [id] = [...due, ...fresh, ...soon];
      this.fill('due', { due: due.length, fresh: fresh.length, soon: soon.length });
      this.settings();
      this.forecast(plan);
      this.leeches(plan);
      this.button('undo').hidden = !this.last;
      this.part('turn').hidden = !id;
      this.fill('deck-done', !id && this.rest(plan));
      if (!id) this.id = null;
      else if (id !== this.id) this.open(id);
    }

    /** What to say when nothing is left. */
    rest({ own, cards, waking, today, wishes, more }) {
      const days = Object.values(cards).filter(card => !card.wake && !card.suspended)
        .map(card => gw.fsrs.dueDay(card, today, wishes) - today).filter(days => days > 0 && days < Infinity);
      const at = waking.length && gw.when(cards[waking[0]].wake, { hour: '2-digit', minute: '2-digit' });
      return { own: own.length, at, next: !at && days.length && wait(Math.min(...days)), more };
    }

    async open(id) {
      this.id = id;
      const card = await gw.bank.card(id);
      if (this.id !== id) return;
      this.part('screen').replaceChildren(card);
      this.part('card-back').hidden = true;
      this.part('turn-foot').hidden = false;
      this.part('grades').hidden = true;
      this.began = Date.now();
      if (this.moved) this.button('turn').focus({ preventScroll: true });
    }

    turn() {
      const { now, today, wishes, cards } = this.plan();
      const { id } = this;
      this.part('turn-foot').hidden = true;
      this.fill('grades', {
        grades: (this.setting('four') ? [1, 2, 3, 4] : [1, 3]).map(grade => {
          const card = gw.fsrs.review(cards[id], grade, { id, at: now, day: today }, wishes);
          const days = gw.fsrs.dueDay(card, today, wishes) - today;
          const when = card.wake ? { minutes: Math.round((card.wake - now) / MINUTE) } : days === Infinity ? { safe: true } : wait(Math.max(1, days));
          return { grade, primary: grade === 3 && 'gw-primary', ...when };
        }),
      });
      const back = this.part('card-back');
      back.hidden = false;
      back.tabIndex = -1;
      back.focus({ preventScroll: true });
    }

    grade(grade) {
      const { id } = this;
      this.moved = true;
      this.id = null;
      this.last = gw.store.add('review', { item: id, rev: 1, grade, seconds: gw.since(this.began) });
      this.draw();
      gw.say(this.part('turn').hidden ? this.part('deck-words').textContent : 'Next card');
    }

    settings() {
      for (const input of this.form.elements) {
        if (input !== document.activeElement) input[input.type === 'checkbox' ? 'checked' : 'value'] = this.setting(input.name);
      }
      this.pauses();
    }

    /** What another wish for recall does to the pauses between reviews. */
    pauses() {
      const { value } = this.form.retention;
      const times = gw.fsrs.interval(Number(value), 1);
      this.part('retention').textContent = gw.percent(value);
      this.fill('multiplier', times !== 1 && { times: times.toFixed(2) });
    }

    forecast({ own, cards, due, fresh, today, wishes: { exam } }) {
      const decks = [{ ids: own }, ...this.domains.map(({ id, short }) => ({ short, ids: own.filter(each => this.bank.card.get(each).domain === id) }))];
      this.fill('forecast', exam !== null && exam >= today && own.length && {
        rows: decks.filter(({ ids }) => ids.length).map(({ ids, short }) => ({
          short, count: ids.length, met: ids.filter(id => cards[id]).length, ...gw.fsrs.forecast(ids, cards, [...due, ...fresh], today, exam),
        })),
      });
    }

    leeches({ cards }) {
      const leeches = Object.keys(cards).filter(id => cards[id].suspended);
      this.fill('leeches', leeches.length && { leeches });
      for (const place of this.querySelectorAll('.gw-leech')) {
        gw.bank.card(place.dataset.id).then(card => place.append(
          ...card.querySelector('.gw-card-front').childNodes, ' ', card.querySelector('.gw-card-section a')));
      }
    }
  }

  /** A wait of days, as templates tell it: tomorrow, in days, in months. */
  const wait = days => ({ tomorrow: days === 1, days: days > 1 && days < 60 && days, months: days >= 60 && Math.round(days / 30) });

  customElements.define('gw-deck', Deck);
}
