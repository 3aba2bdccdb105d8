'use strict';
{
  // The reader's data as text: what an event is, how events become stored segments, how a segment
  // is read again even after damage, and how two logs become one. The log is the only authority;
  // everything shown is folded from it (`fold.js`). Nothing here touches storage: `store.js` keeps
  // the texts under the keys it is given.
  // An event is `{ id, at, day, type, ...fields }`, its id the writer's name and a counter. One tab
  // is one writer, so two tabs never write the same segment and a merge is a plain union.

  const VERSION = 1;
  const LIMIT = 32 * 1024;

  const isText = most => value => typeof value === 'string' && value.length <= most;
  const isCount = value => Number.isInteger(value) && value >= 0;
  const isList = check => value => Array.isArray(value) && value.length <= 1000 && value.every(check);
  const isFlag = value => typeof value === 'boolean';
  const oneOf = (...values) => value => values.includes(value);
  const maybe = check => value => value === undefined || check(value);
  /** Every field of an object is what its check asks for. */
  const has = fields => value => Object.entries(fields).every(([field, check]) => check(value?.[field]));

  const isId = value => isText(300)(value) && value !== '';
  const isVerdict = oneOf('right', 'wrong', 'unanswered');
  const GIVEN = {
    sure: oneOf(undefined, 1, 2, 3), seconds: maybe(value => Number.isFinite(value) && value >= 0),
    picked: maybe(isList(value => value === null || isText(300)(value))),
  };

  // The types and their fields in the order in which they are stored: a later edition adds at the
  // end of a list and nowhere else, and raises VERSION. `submit` lists its outcomes in the order of its form.
  const TYPES = {
    answer: { item: isId, rev: isCount, verdict: isVerdict, where: oneOf('check', 'practice', 'quiz'), ...GIVEN },
    review: { item: isId, rev: isCount, grade: oneOf(1, 2, 3, 4), seconds: GIVEN.seconds },
    flag: { item: isId, on: isFlag },
    note: { item: isId, text: isText(20000) },
    read: { item: isId, done: isFlag },
    form: {
      mode: oneOf('mock', 'diagnostic', 'quiz'), deadline: maybe(isCount),
      form: has({ items: isList(has({ id: isId, rev: isCount })) }),
    },
    // A `mode` says that the form was finished as something else than it began.
    submit: {
      form: isId, items: isList(has({ ...GIVEN, verdict: isVerdict, was: maybe(isVerdict), flagged: maybe(isFlag) })),
      clock: maybe(isText(300)), mode: oneOf(undefined, 'practice'),
    },
    setting: { item: isId, value: value => value !== undefined },
    plan: { value: value => typeof value === 'object' },
    reset: { scope: isList(isText(40)), item: maybe(isId) },
    import: { from: isText(300), count: isCount },
  };
  const NAMES = Object.keys(TYPES);

  const writerOf = event => event.id.split('.')[0];
  const counterOf = event => Number(event.id.split('.')[1]);

  /** True for an event that the fold can take without looking twice. */
  const valid = event => isText(40)(event?.id) && /^[a-z0-9]{1,24}\.[1-9]\d{0,9}$/.test(event.id)
    && isCount(event.at) && Number.isInteger(event.day) && Object.hasOwn(TYPES, event.type) && has(TYPES[event.type])(event);

  /** By writer, then counter. */
  function byWriter(a, b) {
    const [one, other] = [writerOf(a), writerOf(b)];
    return one < other ? -1 : one > other ? 1 : counterOf(a) - counterOf(b);
  }

  /** The order of folding: time, then writer, then counter. */
  const order = (a, b) => a.at - b.at || byWriter(a, b);

  function pack(event, before) {
    const row = [NAMES.indexOf(event.type), event.at - before.at, event.day - before.day];
    for (const field of Object.keys(TYPES[event.type])) row.push(event[field] ?? null);
    while (row.at(-1) === null) row.pop();
    return row;
  }

  function unpack([type, at, day, ...values], id, before) {
    const event = { id, at: before.at + at, day: before.day + day, type: NAMES[type] };
    Object.keys(TYPES[event.type]).forEach((field, place) => {
      if (values[place] != null) event[field] = values[place];
    });
    if (event.type === 'plan' || event.type === 'setting') event.value ??= null;
    return event;
  }

  const ZERO = { at: 0, day: 0 };

  // FNV-1a over UTF-16 units: each step is reversible, so one changed unit always shows.
  function checksum(text) {
    let sum = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
    return (sum >>> 0).toString(16).padStart(8, '0');
  }

  /** Puts length and checksum before a text; `unseal` gives null for anything damaged. */
  const seal = text => `${text.length}:${checksum(text)}:${text}`;
  function unseal(sealed) {
    const [, length, sum, text] = /^(\d+):([0-9a-f]{8}):([^]*)$/.exec(sealed) ?? [];
    return text !== undefined && length === String(text.length) && sum === checksum(text) ? text : null;
  }

  /**
   * Splits events into sealed segments `{ key, text, events }`. A key is the writer and the first
   * counter, a segment one unbroken run of counters of at most 32 K units.
   */
  function segments(events) {
    const runs = [];
    for (const event of [...events].sort(byWriter)) {
      let run = runs.at(-1);
      const last = run?.events.at(-1);
      const size = JSON.stringify(pack(event, last ?? ZERO)).length + 1;
      const follows = last && writerOf(last) === writerOf(event) && counterOf(last) + 1 === counterOf(event);
      if (!follows || run.size + size > LIMIT) runs.push(run = { events: [], size: 100 });
      run.events.push(event);
      run.size += size;
    }
    return runs.map(run => ({ key: keyOf(run.events[0]), text: encode(run.events), events: run.events }));
  }

  const keyOf = event => `log:${writerOf(event)}:${counterOf(event)}`;

  /** One run of events as a sealed segment. */
  function encode(events) {
    const rows = events.map((event, at) => pack(event, events[at - 1] ?? ZERO));
    return seal(JSON.stringify([VERSION, writerOf(events[0]), counterOf(events[0]), rows]));
  }

  /** Gives `{ events }`, `{ newer: true }` for a later edition's text, or `{ bad: true }`. Never throws. */
  function decode(sealed) {
    try {
      const [version, writer, first, rows] = JSON.parse(unseal(sealed));
      if (version > VERSION) return { newer: true };
      let before = ZERO;
      const events = rows.map((row, at) => (before = unpack(row, `${writer}.${first + at}`, before)));
      const current = migrate(events, version);
      return current.every(valid) ? { events: current } : { bad: true };
    } catch {
      return { bad: true };
    }
  }

  // Place n holds the step from version n + 1 to n + 2: a pure function over a list of events.
  const STEPS = [];
  const migrate = (events, version, steps = STEPS) =>
    steps.slice(version - 1).reduce((list, step) => step(list), events);

  /**
   * Reads all stored texts, `[[key, text], …]`. Damaged ones come back under `bad` to be set
   * aside; a later edition's make the log read-only. The newest whole snapshot is taken.
   */
  function load(entries) {
    const loaded = { events: [], snapshot: null, bad: [], newer: false };
    const snapshots = [];
    for (const [key, text] of entries) {
      const [kind, nth] = key.split(':');
      const found = kind === 'snap' ? gw.fold.thaw(text) : decode(text);
      if (found.newer) loaded.newer = true;
      else if (found.bad) loaded.bad.push([key, text]);
      else if (found.snapshot) snapshots.push([Number(nth), found.snapshot]);
      else loaded.events.push(...found.events);
    }
    loaded.snapshot = snapshots.sort((a, b) => b[0] - a[0])[0]?.[1] ?? null;
    loaded.events = merge(loaded.events, []);
    return loaded;
  }

  /**
   * The union of two logs, in folding order. Should one id ever stand for two different events,
   * the same one wins whichever side it came from, so that merging stays commutative.
   */
  function merge(mine, theirs) {
    const byId = new Map();
    const text = event => JSON.stringify([event.at, event.day, pack(event, ZERO)]);
    for (const event of [...mine, ...theirs]) {
      const known = byId.get(event.id);
      if (!known || text(event) < text(known)) byId.set(event.id, event);
    }
    return [...byId.values()].sort(order);
  }

  /** A writer's next event. */
  const event = (writer, counter, at, type, fields) =>
    ({ id: `${writer}.${counter}`, at, day: gw.fsrs.studyDay(at), type, ...fields });

  gw.log = {
    VERSION, LIMIT, event, valid, order, writerOf, counterOf,
    seal, unseal, checksum, encode, decode, segments, keyOf, migrate, load, merge,
  };
}
