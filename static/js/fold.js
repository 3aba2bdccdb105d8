'use strict';
{
  // Turns the log into what the pages show: answers, cards, flags, notes, settings, what is read,
  // forms and attempts. The result is derived and may be dropped at any time. Folding a whole log
  // and applying its events one by one give the same state, whatever the order of arrival.
  // Snapshots come from the first edition, which folded the older part of a long log for good; what
  // they hold is the ground on which events are folded.

  const TABLES = [
    'answers', 'cards', 'recall', 'flags', 'notes', 'reads', 'settings', 'forms', 'attempts',
  ];

  // Tables have no prototype: an imported id may be any text, `__proto__` too.
  const table = entries => ({ __proto__: null, ...entries });
  const tables = make => Object.fromEntries(TABLES.map(name => [name, table(make(name))]));
  const empty = () => tables(() => {});

  /** Folds events, on top of a snapshot if there is one; `renamed` gives the ids that questions have now by earlier ones. */
  function fold(events, snapshot = null, renamed = {}) {
    const names = table(renamed);
    const state = rename(copy(snapshot?.state), names);
    const covered = trusted(snapshot, events);
    const ordered = [...events].sort(gw.log.order).filter(event => !covers(covered, event));
    const gone = undone(ordered);
    for (const event of ordered) if (!gone.has(event.id)) apply(state, renamedIn(event, names));
    return state;
  }

  /** The ids of events that were undone. Read from the end, so that an undo that was itself undone has no effect. */
  function undone(ordered) {
    const gone = new Set();
    for (const { type, scope, id, item } of ordered.toReversed()) {
      if (type === 'reset' && scope[0] === 'event' && !gone.has(id)) gone.add(item);
    }
    return gone;
  }

  /** An event that speaks of questions by the ids they have now. */
  function renamedIn(event, names) {
    if (event.type === 'form') return { ...event, form: { ...event.form, items: seats(event.form.items, names) } };
    return names[event.item] ? { ...event, item: names[event.item] } : event;
  }

  const seats = (items, names) => items.map(seat => (names[seat.id] ? { ...seat, id: names[seat.id] } : seat));

  function rename(state, names) {
    for (const [old, id] of Object.entries(names)) {
      for (const name of ['answers', 'recall', 'flags', 'notes']) {
        if (state[name][old] && !state[name][id]) state[name][id] = state[name][old];
        delete state[name][old];
      }
    }
    for (const entry of [...Object.values(state.forms), ...Object.values(state.attempts)]) entry.items = seats(entry.items, names);
    return state;
  }

  /** A copy of a state without the entries that no fold could have made; a file may hold anything. */
  function copy(state) {
    const copied = tables(name => Object.fromEntries(
      Object.entries(structuredClone({ ...state?.[name] })).filter(([, entry]) => Number.isFinite(entry?.at) && (SOUND[name] ?? Boolean)(entry))));
    for (const form of Object.values(copied.forms)) form.when ??= form.at;
    for (const attempt of Object.values(copied.attempts)) {
      attempt.when ??= attempt.at;
      attempt.exam ??= codeOf(copied.forms[attempt.form]);
    }
    return copied;
  }

  const memory = ({ stability, difficulty, day, due }) => stability > 0 && difficulty > 0 && gw.log.isDay(day) && gw.log.isDay(due);
  const seated = ({ items, day }) => gw.log.isDay(day) && Array.isArray(items) && items.every(item => typeof item?.id === 'string');
  const SOUND = {
    answers: ({ day, first, rev, n, right }) => [day, first?.day].every(gw.log.isDay) && [rev, n, right].every(Number.isFinite),
    cards: memory, recall: memory, forms: seated, attempts: seated,
  };

  /** The code of the exam that a form was drawn for. */
  const codeOf = form => String(form?.code ?? '').split('/')[0];

  const covers = (snapshot, event) => gw.log.counterOf(event) <= (snapshot?.cursor[gw.log.writerOf(event)] ?? 0);

  /**
   * A snapshot says of each writer how many of its events it holds. Where one of those is here and the snapshot has
   * nothing of it, that is not believed of its writer: rather is an answer counted twice than lost.
   */
  function trusted(snapshot, events) {
    if (!snapshot) return null;
    const held = events.filter(event => covers(snapshot, event));
    const state = held.length && fold(held);
    const missing = (name, id) => state[name][id] && !snapshot.state[name][id];
    const lies = held.filter(({ item, id }) => missing('answers', item) || missing('cards', item) || missing('forms', id));
    const liars = new Set(lies.map(gw.log.writerOf));
    return { cursor: table(Object.fromEntries(Object.entries(snapshot.cursor).filter(([writer]) => !liars.has(writer)))) };
  }

  /** What each type of event does to a state. An import is a note in the log; its events came by themselves. */
  const EFFECTS = {
    answer: (state, event) => answered(state, event, event.where !== 'quiz'),
    review({ cards, ...state }, event) {
      const { item, at, day, grade } = event;
      const when = { id: item, at: gw.log.when(event), day };
      cards[item] = { ...gw.fsrs.review(cards[item], grade, when, gw.wishes(state)), at };
    },
    flag: ({ flags }, { item, at, on }) => { flags[item] = { at, on }; },
    note: ({ notes }, { item, at, text }) => { notes[item] = { at, text }; },
    read: ({ reads }, { item, at, day, done }) => { reads[item] = { at, day, done }; },
    setting: ({ settings }, { item, at, value }) => { settings[item] = { at, value }; },
    plan: ({ settings }, { at, value }) => { settings.plan = { at, value }; },
    form({ forms }, event) {
      const { id, at, day, form, mode, deadline = null } = event;
      forms[id] = { ...form, at, day, when: gw.log.when(event), mode, deadline, submitted: false };
    },
    submit: submitted,
    reset,
    import() {},
  };

  /** Adds one event. Dropping an earlier event is the one thing that needs a new fold. */
  const apply = (state, event) => EFFECTS[event.type](state, event);

  /**
   * Counts one answer. A question whose key changed (`rev` rose) starts afresh: what was known of
   * the old one says nothing of the new. Every answer also moves the question in its own queue.
   */
  function answered(state, event, practice) {
    const { at, day, item, rev, verdict, sure, picked } = event;
    const when = { id: item, at: gw.log.when(event), day };
    const known = state.answers[item];
    if (known && rev < known.rev) return;
    const same = known?.rev === rev ? known : null;
    state.answers[item] = {
      at, day, rev, verdict,
      sure: sure ?? null,
      n: (same?.n ?? 0) + 1,
      right: (same?.right ?? 0) + (verdict === 'right' ? 1 : 0),
      first: same?.first ?? { day, verdict },
      practice: practice || Boolean(known?.practice),
      // What a chapter shows again after a reload; later answers elsewhere leave it alone.
      ...(event.where === 'check' ? { check: { verdict, ...(picked && { picked }), ...(sure && { sure }) } } : same?.check && { check: same.check }),
    };
    const wishes = { ...gw.wishes(state), steps: [], relearn: [] };
    const grade = gw.fsrs.questionGrade(verdict, sure);
    const next = gw.fsrs.review(state.recall[item], grade, when, wishes);
    // Sure and wrong comes back, but not tomorrow: a correction must outlive a night or two.
    if (sure === 3 && grade === 1) next.due = Math.max(next.due, day + 2);
    state.recall[item] = { ...next, at };
  }

  function submitted(state, event) {
    const form = state.forms[event.form];
    if (!form || form.submitted) return;
    form.submitted = true;
    const items = form.items.map((seat, place) => {
      const outcome = event.items[place] ?? { verdict: 'unanswered' };
      const first = state.answers[seat.id]?.rev !== seat.rev;
      return { ...outcome, id: seat.id, rev: seat.rev, scored: seat.scored === true && !outcome.void, first };
    });
    const { id, at, day, now, clock = null, mode = form.mode } = event;
    for (const { id: item, ...rest } of items.filter(outcome => !outcome.void)) {
      answered(state, { ...rest, item, at, day, now }, false);
    }
    state.attempts[id] = { id, at, day, when: gw.log.when(event), clock, form: event.form, exam: codeOf(form), mode, items };
  }

  /** Empties the named tables, or one entry of each. */
  function reset(state, { scope, item }) {
    for (const name of scope.filter(each => TABLES.includes(each))) {
      if (item === undefined) state[name] = table();
      else delete state[name][item];
    }
  }

  /** How many forms held each question, and which questions were met in practice. */
  function history(state) {
    const exposure = {};
    for (const { id } of Object.values(state.forms).flatMap(form => form.items)) exposure[id] = (exposure[id] ?? 0) + 1;
    return { exposure, seen: Object.keys(state.answers).filter(id => state.answers[id].practice) };
  }

  /** The attempts, oldest first; those of one exam if its code is given. Books without an exam have attempts without a code. */
  const attempts = (state, code) => Object.values(state.attempts)
    .filter(({ exam }) => !code || !exam || exam === code).sort((a, b) => a.at - b.at);

  /** Whether an attempt is still to be looked through: something was missed, and nothing of it was opened yet. */
  const unread = ({ settings }, { id, items }) =>
    !settings[`reviewed:${id}`]?.value && items.some(item => item.verdict !== 'right' && !item.void);

  const freeze = snapshot => gw.log.seal(JSON.stringify({ v: gw.log.VERSION, ...snapshot }));

  /** A sealed snapshot read back: `{ snapshot }`, `{ newer }` or `{ bad }`. Never throws. */
  function thaw(sealed) {
    try {
      const { v, cursor, state } = JSON.parse(gw.log.unseal(sealed));
      return v > gw.log.VERSION ? { newer: true } : { snapshot: { cursor: table(cursor), state: copy(state) } };
    } catch {
      return { bad: true };
    }
  }

  /** Two snapshots as one: each entry from the side that touched it last, with the larger count of answers. */
  function join(a, b) {
    if (!a || !b) return a ?? b;
    const later = (one, other) => {
      if (!one || !other) return one ?? other;
      const last = one.at > other.at || (one.at === other.at && JSON.stringify(one) > JSON.stringify(other)) ? one : other;
      return last.n && one.rev === other.rev ? { ...last, n: Math.max(one.n, other.n), right: Math.max(one.right, other.right) } : last;
    };
    const both = (one, other, pick) => Object.fromEntries(Object.keys({ ...one, ...other }).map(key => [key, pick(one[key], other[key])]));
    return {
      cursor: table(both(a.cursor, b.cursor, (one = 0, other = 0) => Math.max(one, other))),
      state: tables(name => both(a.state[name], b.state[name], later)),
    };
  }

  /** The time of the newest thing in a snapshot. */
  const newest = snapshot => TABLES.flatMap(name => Object.values(snapshot?.state[name] ?? {})).reduce((most, { at }) => Math.max(most, at), 0);

  gw.fold = Object.assign(fold, { empty, apply, covers, undone, history, attempts, unread, freeze, thaw, join, newest });
}
