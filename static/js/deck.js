'use strict';
{
  // <gw-deck>: cards on the schedule of `schedule.js`, one at a time: the situation, then on demand the solution, then
  // the reader's own grade. Which cards a day asks, and how many new ones, is `agenda.js`'s. Also what the schedule
  // predicts for the exam's day, cards that keep being forgotten, and the settings. Reached as #cards, with a domain as
  // #cards/1.

  const MINUTE = 6e4;
  // A card on a learning step is shown this early when nothing else is left.
  const AHEAD = 20 * MINUTE;
  /** The settings of the form, by the names of its fields. */
  function setting(name) {
    const { newCards, mostCards, ...others } = gw.wishes(gw.store.state());
    return { 'new-cards': newCards, 'most-cards': mostCards, ...others }[name];
  }

  /** A wait of days, as templates tell it: tomorrow, in days, in months. */
  const wait = days => ({ tomorrow: days === 1, days: days > 1 && days < 60 && days, months: days >= 60 && Math.round(days / 30) });

  gw.views['gw-deck'] = ({ host, bank, form, find, part, button, fill }) => {
    const deck = find('[name="deck"]');
    const { exam, cards } = bank;
    const domains = exam?.domains.filter(({ id }) => cards.some(({ domain }) => domain === id)) ?? [];
    gw.fill(deck, { domains: domains.map(({ id }) => ({ id, ...exam.names[id] })) });
    let extra = 0;
    /** The card on the screen, since when it is there, and whether the reader has moved on since the view was opened. */
    let shown;
    let began;
    let moved;

    /** What the day asks of this deck. */
    const plan = () => gw.agenda.cards(bank, gw.store.state(), Date.now(), { extra, own: ({ domain }) => !deck.value || domain === deck.value });

    function draw() {
      const day = plan();
      const { due, fresh, waking, cards, wishes } = day;
      const soon = waking.filter(id => cards[id].wake - Date.now() <= AHEAD);
      const [id] = [...due, ...fresh, ...soon];
      fill('due', { due: due.length, fresh: fresh.length, soon: soon.length });
      for (const input of form.elements) {
        if (input !== document.activeElement) input[input.type === 'checkbox' ? 'checked' : 'value'] = setting(input.name);
      }
      pauses();
      forecast(day);
      leeches(cards);
      form['new-cards'].closest('p').hidden = gw.agenda.planned(day.today, wishes);
      button('undo').hidden = !latest();
      part('turn').hidden = !id;
      fill('deck-done', !id && rest(day));
      if (!id) shown = null;
      else if (id !== shown) open(id);
    }

    /** The last grade of today that was not taken back, in this tab or before it was opened. */
    function latest() {
      const today = gw.fsrs.studyDay();
      const { events } = gw.store.log();
      const recent = events.slice(events.findIndex(({ day }) => day >= today));
      const gone = gw.fold.undone(recent);
      return recent.findLast(({ type, day, id }) => type === 'review' && day === today && !gone.has(id));
    }

    /** What to say when nothing is left. */
    function rest({ own, cards, waking, today, wishes, mayStart, unmet }) {
      const days = Object.values(cards).filter(card => !card.wake && !card.suspended)
        .map(card => gw.fsrs.dueDay(card, today, wishes) - today).filter(days => days > 0);
      const at = waking.length && gw.when(cards[waking[0]].wake, { timeStyle: 'short' });
      const next = Math.min(...days);
      return { own: own.length, at, next: !at && next < Infinity && wait(next), more: mayStart && Math.min(unmet, 10) };
    }

    async function open(id) {
      shown = id;
      const card = await gw.bank.card(id);
      if (shown !== id) return;
      part('screen').replaceChildren(card);
      part('card-back').hidden = true;
      part('turn-foot').hidden = false;
      part('grades').hidden = true;
      began = Date.now();
      if (moved) button('turn').focus({ preventScroll: true });
    }

    /** What another wish for recall does to the pauses between reviews. */
    function pauses() {
      const { value } = form.retention;
      const times = gw.fsrs.interval(Number(value), 1);
      part('retention').textContent = gw.percent(value);
      fill('multiplier', times !== 1 && { times: times.toFixed(2) });
    }

    function forecast({ own, cards, due, fresh, today, wishes: { exam } }) {
      fill('forecast', exam !== null && exam >= today && own.length && {
        rows: [...deck.options].map(({ value, dataset }) => {
          const ids = own.filter(id => !value || bank.card.get(id).domain === value);
          return { ...dataset, count: ids.length, met: ids.filter(id => cards[id]).length, ...gw.fsrs.forecast(ids, cards, [...due, ...fresh], today, exam) };
        }).filter(({ count }) => count),
      });
    }

    function leeches(cards) {
      const leeches = Object.keys(cards).filter(id => cards[id].suspended);
      fill('leeches', leeches.length && { leeches });
      for (const place of host.querySelectorAll('.gw-leech')) {
        gw.bank.card(place.dataset.id).then(card => place.append(
          ...card.querySelector('.gw-card-front').childNodes, ' ', card.querySelector('.gw-card-section a')));
      }
    }

    deck.addEventListener('change', draw);
    form.addEventListener('change', ({ target: { name, type, checked, value } }) =>
      gw.store.add('setting', { item: name, value: type === 'checkbox' ? checked : Number(value) }));
    form.retention.addEventListener('input', pauses);
    // A card on a learning step wakes by itself.
    setInterval(() => { if (!host.parentElement.hidden && part('turn').hidden) draw(); }, MINUTE / 2);

    return {
      draw,
      show(domain) {
        if (domain) deck.value = domain;
        draw();
      },
      does: {
        turn() {
          const { today, wishes, cards } = plan();
          const now = Date.now();
          part('turn-foot').hidden = true;
          fill('grades', {
            grades: (setting('four') ? [1, 2, 3, 4] : [1, 3]).map(grade => {
              const card = gw.fsrs.review(cards[shown], grade, { id: shown, at: now, day: today }, wishes);
              const days = gw.fsrs.dueDay(card, today, wishes) - today;
              const when = card.wake ? { minutes: Math.round((card.wake - now) / MINUTE) } : days === Infinity ? { safe: true } : wait(Math.max(1, days));
              return { grade, primary: grade === 3 && 'gw-primary', ...when };
            }),
          });
          const back = part('card-back');
          back.hidden = false;
          back.focus({ preventScroll: true });
        },
        grade({ value }) {
          const item = shown;
          moved = true;
          shown = null;
          gw.store.add('review', { item, rev: 1, grade: Number(value), seconds: gw.since(began) });
          draw();
          gw.say(part('turn').hidden ? part('deck-words').textContent : 'Next card');
        },
        more() {
          extra += 10;
          moved = true;
          draw();
        },
        undo() {
          const { id, item } = latest();
          moved = true;
          gw.store.add('reset', { scope: ['event'], item: id });
          open(item);
          gw.say('The last grade is taken back');
        },
        afresh: ({ value }) => gw.store.add('reset', { scope: ['cards'], item: value }),
      },
    };
  };
}
