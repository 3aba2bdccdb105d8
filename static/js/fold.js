'use strict';
{
  // Turns the log into what the pages show: answers, cards, flags, notes, settings, what is read,
  // forms and attempts. The result is derived and may be dropped at any time. Folding a whole log
  // and applying its events one by one give the same state, whatever the order of arrival.
  // Snapshots let a long log shrink; two snapshots join entry by entry, the later one winning.

  const TABLES = [
    'answers', 'cards', 'recall', 'flags', 'notes', 'reads', 'settings', 'forms', 'attempts',
  ];

  // Tables have no prototype: an imported id may be any text, `__proto__` too.
  const table = entries => ({ __proto__: null, ...entries });
  const tables = make => Object.fromEntries(TABLES.map(name => [name, table(make(name))]));
  const empty = () => tables(() => {});

  /** Folds events, on top of a snapshot if there is one. */
  function fold(events, snapshot = null) {
    const state = copy(snapshot?.state);
    const ordered = [...events].sort(gw.log.order).filter(event => !covers(snapshot, event));
    // Read from the end, so that an undo that was itself undone has no effect.
    const dropped = new Set();
    for (const { type, scope, id, item } of ordered.toReversed()) {
      if (type === 'reset' && scope[0] === 'event' && !dropped.has(id)) dropped.add(item);
    }
    for (const event of ordered) if (!dropped.has(event.id)) apply(state, event);
    return state;
  }

  /** A copy of a state without the entries that no fold could have made; a file may hold anything. */
  const copy = state => tables(name => Object.fromEntries(
    Object.entries(structuredClone({ ...state?.[name] })).filter(([, entry]) => sound(name, entry))));

  const sound = (name, entry) => Number.isFinite(entry?.at)
    && (name !== 'answers' || typeof entry.first === 'object')
    && (!['forms', 'attempts'].includes(name) || Array.isArray(entry.items) && entry.items.every(item => typeof item?.id === 'string'));

  const covers = (snapshot, event) => gw.log.counterOf(event) <= (snapshot?.cursor[gw.log.writerOf(event)] ?? 0);

  /** What each type of event does to a state. An import is a note in the log; its events came by themselves. */
  const EFFECTS = {
    answer: (state, event) => answered(state, event, event.where !== 'quiz'),
    review({ cards, ...state }, { item, at, day, grade }) {
      cards[item] = { ...gw.fsrs.review(cards[item], grade, { id: item, at, day }, settings(state)), at };
    },
    flag: ({ flags }, { item, at, on }) => { flags[item] = { at, on }; },
    note: ({ notes }, { item, at, text }) => { notes[item] = { at, text }; },
    read: ({ reads }, { item, at, day, done }) => { reads[item] = { at, day, done }; },
    setting: ({ settings }, { item, at, value }) => { settings[item] = { at, value }; },
    plan: ({ settings }, { at, value }) => { settings.plan = { at, value }; },
    form: ({ forms }, { id, at, day, form, mode, deadline = null }) => { forms[id] = { ...form, at, day, mode, deadline, submitted: false }; },
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
    const wishes = { ...settings(state), steps: [], relearn: [] };
    const grade = gw.fsrs.questionGrade(verdict, sure);
    const next = gw.fsrs.review(state.recall[item], grade, { id: item, at, day }, wishes);
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
      return { ...outcome, id: seat.id, rev: seat.rev, scored: seat.scored === true, first };
    });
    for (const { id, ...rest } of items) {
      answered(state, { ...rest, item: id, at: event.at, day: event.day }, false);
    }
    const { at, day, clock = null, mode = form.mode } = event;
    state.attempts[event.id] = { id: event.id, at, day, clock, form: event.form, mode, items };
  }

  /** Empties the named tables, or one entry of each. */
  function reset(state, { scope, item }) {
    for (const name of scope.filter(each => TABLES.includes(each))) {
      if (item === undefined) state[name] = table();
      else delete state[name][item];
    }
  }

  /** The scheduler's settings as they stand; a value out of bounds is brought back inside. */
  function settings({ settings: { plan, retention, target, fuzz } }) {
    const share = wish => Math.min(0.97, Math.max(0.8, Number(wish?.value) || 0.9));
    const exam = plan?.value?.exam;
    return {
      exam: Number.isInteger(exam) ? exam : null,
      retention: share(retention), target: share(target), fuzz: fuzz?.value === true,
    };
  }

  /** How many forms held each question, and which questions were met in practice. */
  function history(state) {
    const exposure = {};
    for (const { id } of Object.values(state.forms).flatMap(form => form.items)) exposure[id] = (exposure[id] ?? 0) + 1;
    return { exposure, seen: Object.keys(state.answers).filter(id => state.answers[id].practice) };
  }

  /** The attempts, oldest first. */
  const attempts = state => Object.values(state.attempts).sort((a, b) => a.at - b.at);

  /**
   * Folds events older than a moment into a snapshot and gives the rest. Each writer's events are
   * taken without a gap, so a lost segment that turns up later still counts.
   */
  function compact(events, snapshot, before) {
    const cursor = { ...snapshot?.cursor };
    const old = [];
    for (const event of [...events].sort((a, b) => gw.log.counterOf(a) - gw.log.counterOf(b))) {
      const writer = gw.log.writerOf(event);
      if (event.at >= before || gw.log.counterOf(event) !== (cursor[writer] ?? 0) + 1) continue;
      cursor[writer] = gw.log.counterOf(event);
      old.push(event);
    }
    const folded = { cursor, state: fold(old, snapshot) };
    return { snapshot: folded, events: events.filter(event => !covers(folded, event)) };
  }

  const freeze = snapshot => gw.log.seal(JSON.stringify({ v: gw.log.VERSION, ...snapshot }));

  /** A sealed snapshot read back: `{ snapshot }`, `{ newer }` or `{ bad }`. Never throws. */
  function thaw(sealed) {
    const text = gw.log.unseal(sealed);
    if (text === null) return { bad: true };
    const { v, cursor, state } = JSON.parse(text) ?? {};
    return v > gw.log.VERSION ? { newer: true } : { snapshot: { cursor: table(cursor), state: copy(state) } };
  }

  /** Two snapshots as one: each entry from the side that touched it last. */
  function join(a, b) {
    if (!a || !b) return a ?? b;
    const later = (one, other) => {
      if (!one || !other) return one ?? other;
      return one.at > other.at || (one.at === other.at && JSON.stringify(one) > JSON.stringify(other)) ? one : other;
    };
    const both = (one, other, pick) => Object.fromEntries(Object.keys({ ...one, ...other }).map(key => [key, pick(one[key], other[key])]));
    return {
      cursor: table(both(a.cursor, b.cursor, (one = 0, other = 0) => Math.max(one, other))),
      state: tables(name => both(a.state[name], b.state[name], later)),
    };
  }

  gw.fold = Object.assign(fold, { empty, apply, covers, settings, history, attempts, compact, freeze, thaw, join });
}
