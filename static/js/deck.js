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

  gw.views['gw-deck'] = ({ host, bank, form, study, find, part, fill, only, lacking }) => {
    const deck = find('[name="deck"]');
    const { exam, cards } = bank;
    const domains = exam?.domains.filter(({ id }) => cards.some(({ domain }) => domain === id)) ?? [];
    gw.fill(deck, { domains: domains.map(({ id }) => ({ id, ...exam.names[id] })) });
    let extra = 0;
    /** The chapter whose cards alone are studied, as the bank counts chapters; all of the deck without one. */
    let chapter = null;
    /** The last grade of each card of this session, by id, and those that were new; null outside of one. */
    let session = null;
    /** The id of the card on the screen, the card itself once it is there, since when it is. */
    let shown;
    let card;
    let began;

    /** What the day asks of this deck. */
    const plan = () => gw.agenda.cards(bank, gw.store.state(), Date.now(), {
      extra, own: card => (chapter === null ? !deck.value || card.domain === deck.value : card.chapter === chapter),
    });

    /** The cards to ask now, in order; those on a learning step come when nothing else is left. */
    const asked = ({ due, fresh, waking, cards }) => [...due, ...fresh, ...waking.filter(id => cards[id].wake - Date.now() <= AHEAD)];

    function draw() {
      const day = plan();
      if (session) sit(day);
      else overview(day);
    }

    function overview(day) {
      const { due, fresh, cards, wishes, mayStart, unmet } = day;
      const all = asked(day).length;
      fill('due', { due: due.length, fresh: fresh.length, soon: all - due.length - fresh.length });
      for (const input of form.elements) {
        if (input !== document.activeElement) input[input.type === 'checkbox' ? 'checked' : 'value'] = setting(input.name);
      }
      pauses();
      forecast(day);
      leeches(cards);
      form['new-cards'].closest('p').hidden = gw.agenda.planned(day.today, wishes);
      fill('deck-go', { all, more: !all && mayStart && Math.min(unmet, 10), undo: latest(day) });
      fill('deck-done', !all && { own: day.own.length, ...back(day) });
    }

    /** One card after the other, until none is left. */
    function sit(day) {
      const queue = asked(day);
      // The card on the screen stays there, whatever another tab does meanwhile.
      const id = queue.includes(shown) ? shown : queue[0];
      if (!id) return end();
      const done = Object.keys(session.grades).filter(id => !queue.includes(id)).length;
      const all = done + queue.length;
      fill('place', { nth: done + 1, all });
      Object.assign(part('along'), { max: all, value: done });
      host.querySelector('.gw-turn [data-do="undo"]').disabled = !latest(day);
      if (id !== shown) open(id);
      return undefined;
    }

    /** What happened in the session, and what is next. */
    function end() {
      const { grades, begun } = session;
      session = shown = null;
      const count = Object.keys(grades).length;
      if (!count) {
        show();
        return gw.arrive(study.heading);
      }
      const day = plan();
      const missed = Object.values(grades).filter(grade => grade === 1).length;
      only('deck-end');
      fill('deck-end', { count, missed, known: count - missed, begun: begun.size, left: asked(day).length, due: gw.set.counts(bank, gw.store.state(), Date.now()).due, ...back(day) });
      gw.arrive(study.heading);
      return undefined;
    }

    /** The cards to choose from: all of them, or those of the one chapter, under its name. */
    function show() {
      session = shown = null;
      deck.closest('label').hidden = !exam || chapter !== null;
      const { title } = host.parentElement.dataset;
      study.name(chapter === null ? title : gw.word('cards_of', { chapter: bank.chapters[chapter].title }));
      only('deck-start');
      draw();
    }

    /** When the next cards come back: later today, or in some days. */
    function back({ cards, waking, today, wishes }) {
      const days = Object.values(cards).filter(card => !card.wake && !card.suspended)
        .map(card => gw.fsrs.dueDay(card, today, wishes) - today).filter(days => days > 0);
      const at = waking.length && gw.when(cards[waking[0]].wake, { timeStyle: 'short' });
      const next = Math.min(...days);
      return { at, next: !at && next < Infinity && wait(next) };
    }

    /** The last grade of today in this deck that was not taken back, in this tab or before it was opened. */
    function latest({ today, own }) {
      const { events } = gw.store.log();
      const recent = events.slice(events.findIndex(({ day }) => day >= today));
      const gone = gw.fold.undone(recent);
      return recent.findLast(({ type, day, id, item }) => type === 'review' && day === today && own.includes(item) && !gone.has(id));
    }

    async function open(id) {
      shown = id;
      card = null;
      const found = await gw.bank.card(id).catch(() => null);
      if (shown !== id) return;
      card = found;
      part('turn-foot').hidden = !card;
      part('grades').hidden = true;
      if (!card) {
        lacking(part('screen'), () => open(id));
        return;
      }
      part('screen').replaceChildren(card);
      part('card-back').hidden = true;
      began = Date.now();
      gw.arrive(card.querySelector('.gw-card-front'));
    }

    /** What another wish for recall does to the pauses between reviews. */
    function pauses() {
      const { value } = form.retention;
      const times = gw.fsrs.interval(Number(value), 1);
      part('retention').textContent = gw.percent(value);
      fill('multiplier', times !== 1 && { times: Math.round(times * 100) / 100, base: 0.9 });
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
          ...card.querySelector('.gw-card-front').childNodes, ' ', card.querySelector('.gw-card-section a')), () => lacking(place, draw));
      }
    }

    deck.addEventListener('change', draw);
    form.addEventListener('change', ({ target }) => {
      // A field that was emptied is no wish for none.
      if (!target.reportValidity()) return;
      const { name, type, checked, value } = target;
      gw.store.add('setting', { item: name, value: type === 'checkbox' ? checked : Number(value) });
    });
    form.retention.addEventListener('input', pauses);
    // A card on a learning step wakes by itself.
    setInterval(() => { if (!host.parentElement.hidden && !session) draw(); }, MINUTE / 2);

    return {
      draw,
      leave() {
        session = shown = chapter = null;
        only();
      },
      show(domain, query) {
        const wanted = bank.chapters.findIndex(({ href }) => gw.decoded(href) === query.get('chapter'));
        chapter = wanted < 0 ? null : wanted;
        if (domain) deck.value = domain;
        show();
      },
      does: {
        start() {
          session = { grades: {}, begun: new Set() };
          only('turn', 'cards');
          draw();
        },
        overview() {
          if (chapter !== null) history.replaceState(null, '', '#cards');
          chapter = null;
          show();
          gw.arrive(study.heading);
        },
        end,
        turn() {
          // A second press while the next card is on its way is none.
          if (!card) return;
          const { today, wishes, cards } = plan();
          const now = Date.now();
          const grades = setting('four') ? [1, 2, 3, 4] : [1, 3];
          part('turn-foot').hidden = true;
          fill('grades', {
            grades: grades.map((grade, at) => {
              const card = gw.fsrs.review(cards[shown], grade, { id: shown, at: now, day: today }, wishes);
              const days = gw.fsrs.dueDay(card, today, wishes) - today;
              const when = card.wake ? { minutes: Math.round((card.wake - now) / MINUTE) } : days === Infinity ? { safe: true } : wait(Math.max(1, days));
              return { grade, primary: grade === 3 && 'gw-primary', keys: `${at + 1}${grade === 3 ? ' Space Enter' : ''}`, ...when };
            }),
          });
          const back = part('card-back');
          back.hidden = false;
          back.focus({ preventScroll: true });
          back.scrollIntoView({ block: 'nearest' });
        },
        grade({ value }) {
          if (!card) return;
          const item = shown;
          const grade = Number(value);
          if (!gw.store.state().cards[item]) session.begun.add(item);
          session.grades[item] = grade;
          shown = null;
          gw.store.add('review', { item, rev: 1, grade, seconds: gw.since(began) });
        },
        more() {
          extra += 10;
          draw();
          find('.gw-deck-start [data-do="start"]')?.focus();
        },
        /** Takes the last grade back and asks that card again. */
        async undo() {
          const last = latest(plan());
          // Another tab may have taken it back.
          if (!last) return;
          const { id, item } = last;
          session ??= { grades: {}, begun: new Set() };
          delete session.grades[item];
          session.begun.delete(item);
          shown = item;
          only('turn', 'cards');
          gw.store.add('reset', { scope: ['event'], item: id });
          await open(item);
          gw.say(gw.word('grade_taken_back'));
        },
        afresh({ value }) {
          gw.store.add('reset', { scope: ['cards'], item: value });
          gw.arrive(study.heading);
        },
      },
    };
  };
}
