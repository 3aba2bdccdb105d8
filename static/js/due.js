'use strict';
{
  // Which cards are asked on a day, seen from that day: what the exam's date makes of the days that reviews have set
  // (`schedule.js`), which come first, what a deck will be worth at the exam. Days are whole study days.

  const { DEFAULTS, interval, recall, remember, weights } = gw.fsrs;
  const { floor, max, min } = Math;

  // A card on a learning step sleeps no longer than this. One that seems to was asked by a clock ahead of its time.
  const LONGEST = max(...DEFAULTS.steps, ...DEFAULTS.relearn) * 1.5 * 6e4;

  /** The wished retention rises to 95 % over the last 14 days before the exam. */
  const ramp = (retention, left) =>
    left >= 14 ? retention : retention + max(0, 0.95 - retention) * (14 - left) / 14;

  /** Nothing new is begun in the last three days. */
  const mayStart = (today, exam) => exam === null || today > exam || exam - today > 3;

  /**
   * The day a card is due, seen from today. Before an exam a card whose turn would come too late
   * is either safe (Infinity) or asked on the day before. One that a clock ahead of its time put
   * into days to come is asked today.
   */
  function dueDay(card, today, wishes = {}) {
    const { exam, retention, target } = { ...DEFAULTS, ...wishes };
    if (card.day > today) return today;
    if (exam === null || today > exam) return card.due;
    const wish = ramp(retention, exam - today);
    const sooner = card.day + max(1, floor(interval(wish, card.stability) + 0.5));
    const due = wish > retention ? min(card.due, sooner) : card.due;
    if (due < exam) return due;
    if (recall(exam - card.day, card.stability) >= target) return Infinity;
    return max(exam - 1, card.day + 1);
  }

  /** Whether a card on a learning step is to be left alone for some more minutes. */
  const isAsleep = ({ wake }, now) => wake > now && wake - now <= LONGEST;

  /**
   * The ids of cards to ask now, weakest first; `most` is what the day's minutes hold, so what
   * overflows are the cards most likely to be known at the exam, or today when there is none.
   */
  function queue(cards, { now, today, most = Infinity, ...wishes }) {
    const { exam = null } = wishes;
    const horizon = exam === null || today > exam ? today : exam;
    return Object.entries(cards)
      .filter(([, card]) => !card.suspended
        && (card.wake ? !isAsleep(card, now) : dueDay(card, today, wishes) <= today))
      .map(([id, card]) => ({ id, known: recall(max(0, horizon - card.day), card.stability) }))
      .sort((a, b) => a.known - b.known || (a.id < b.id ? -1 : 1))
      .slice(0, most)
      .map(({ id }) => id);
  }

  /**
   * Mean recall on the exam's day over a deck, without and with today's session. A card never met
   * counts as not known; one in the session counts with both of its outcomes.
   */
  function forecast(deck, cards, session, today, exam) {
    const asked = new Set(session);
    const left = max(0, exam - today);
    const without = card => (card ? recall(max(0, exam - card.day), card.stability) : 0);
    const after = card => {
      if (!card) return recall(left, weights[2]);
      const gap = max(0, today - card.day);
      const chance = recall(gap, card.stability);
      const then = grade => recall(left, remember(card, grade, gap).stability);
      return chance * then(3) + (1 - chance) * then(1);
    };
    const mean = value => deck.reduce((sum, id) => sum + value(id), 0) / (deck.length || 1);
    return {
      without: mean(id => without(cards[id])),
      with: mean(id => (asked.has(id) ? after : without)(cards[id])),
    };
  }

  Object.assign(gw.fsrs, { dueDay, ramp, mayStart, isAsleep, queue, forecast });
}
