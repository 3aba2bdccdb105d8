'use strict';
{
  // What a study day asks of cards: which are due, how many new ones. The exam's date sets how many are begun a day, so
  // that all are met before it; plan, deck and home ask here and tell the same number. Without an exam the number is the
  // reader's own. Days are study-day numbers.

  const NEW_CARD = 0.75; // minutes
  // New cards take at most this share of a day's minutes.
  const MOST_NEW = 0.5;
  // Beyond this many days there is nothing to plan.
  const HORIZON = 1100;

  /** 0 for Sunday; day 0 was a Thursday. */
  const weekday = day => (day + 4) % 7;

  /** Whether a plan reaches from today to an exam. */
  const planned = (today, { exam }) => exam !== null && today <= exam && exam - today <= HORIZON;

  /** The days from today on that the reader studies and on which something new may begin. */
  function studyDays(today, { exam, plan }) {
    const found = [];
    for (let day = today; day < exam && gw.fsrs.mayStart(day, exam); day += 1) if (plan.weekdays.includes(weekday(day))) found.push(day);
    return found;
  }

  /** How many cards to begin on a day when so many were not begun before it. */
  function fresh(unmet, day, wishes) {
    if (!planned(day, wishes)) return Math.min(unmet, wishes.newCards);
    const days = studyDays(day, wishes);
    if (days[0] !== day) return 0;
    return Math.min(unmet, Math.ceil(unmet / days.length), Math.floor(wishes.plan.minutes * MOST_NEW / NEW_CARD));
  }

  /**
   * The cards of today, of a bank and a folded state: ids that are `due`, weakest first, and new ones in the book's order;
   * `unmet` ones there are; those that wake later (`waking`). A day holds as many cards as the reader wishes, new ones
   * too. `own` leaves out the cards of other decks, `extra` is how many more new ones the reader asked for.
   */
  function cards(bank, state, now, { extra = 0, own = () => true } = {}) {
    const today = gw.fsrs.studyDay(now);
    const wishes = gw.wishes(state);
    const met = Object.fromEntries(bank.cards.filter(({ id }) => state.cards[id]).map(({ id }) => [id, state.cards[id]]));
    const count = is => Object.values(met).filter(is).length;
    const begun = count(({ began }) => began === today);
    let room = Math.max(0, wishes.mostCards - count(({ day }) => day === today));
    // A card that was asked today comes again within the day without being one more.
    const due = gw.fsrs.queue(met, { now, today, ...wishes }).filter(id => met[id].day === today || (room -= 1) >= 0);
    const unmet = bank.cards.filter(({ id }) => !met[id]);
    const mayStart = gw.fsrs.mayStart(today, wishes.exam);
    const most = Math.max(0, fresh(unmet.length + begun, today, wishes) - begun) + (mayStart ? extra : 0);
    const mine = new Set(bank.cards.filter(own).map(({ id }) => id));
    const isMine = id => mine.has(id);
    return {
      today, wishes, mayStart,
      /** Ids of this deck, and what is known of those that were met. */
      own: [...mine], cards: Object.fromEntries(Object.entries(met).filter(([id]) => isMine(id))),
      due: due.filter(isMine),
      fresh: unmet.map(({ id }) => id).filter(isMine).slice(0, Math.min(most, Math.max(0, room))),
      unmet: unmet.filter(own).length,
      waking: Object.keys(met).filter(id => isMine(id) && gw.fsrs.isAsleep(met[id], now) && !met[id].suspended).sort((a, b) => met[a].wake - met[b].wake),
    };
  }

  /** How many cards come back on each day to come, as far as the schedule knows: a Map. What is late comes today. */
  function returns(bank, state, today) {
    const wishes = gw.wishes(state);
    const found = new Map();
    for (const { id } of bank.cards) {
      const card = state.cards[id];
      if (!card || card.suspended) continue;
      const day = Math.max(today, gw.fsrs.dueDay(card, today, wishes));
      if (day < Infinity) found.set(day, (found.get(day) ?? 0) + 1);
    }
    return found;
  }

  gw.agenda = { NEW_CARD, HORIZON, weekday, planned, fresh, cards, returns };
}
