'use strict';
{
  // The reader's data as text: what an event is, how events become stored segments, how a segment
  // is read again even after damage, and how two logs become one. The log is the only authority;
  // everything shown is folded from it (`fold.js`). Nothing here touches storage: `store.js` keeps
  // the texts under the keys it is given.
  // An event is `{ id, at, day, type, ...fields }`, its id the writer's name and a counter. One tab
  // is one writer, so two tabs never write the same segment and a merge is a plain union.
  // Events are in the order of `at`, which is later than that of every event known when it was made:
  // what comes after a device whose clock was ahead comes after it. Where that is not what the clock
  // of the device said, `now` keeps what it said.

  const VERSION = 2;
  const LIMIT = 32 * 1024;
  /** The last moment of an event, in milliseconds: all that comes later would be past the calendar. */
  const LAST = 8e15;

  const isText = most => value => typeof value === 'string' && value.length <= most;
  const isCount = value => Number.isSafeInteger(value) && value >= 0;
  const isMoment = value => isCount(value) && value <= LAST;
  /** A study day that a calendar has. */
  const isDay = value => Number.isSafeInteger(value) && Math.abs(value) <= LAST / 864e5;
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
  const SEAT = { id: isId, rev: isCount, scored: maybe(isFlag), order: maybe(isList(isCount)) };

  // The types and their fields in the order in which they are stored: a later edition adds at the
  // end of a list and nowhere else, and raises VERSION. `submit` lists its outcomes in the order of its form.
  const TYPES = {
    answer: { item: isId, rev: isCount, verdict: isVerdict, where: oneOf('check', 'practice', 'quiz'), ...GIVEN },
    review: { item: isId, rev: isCount, grade: oneOf(1, 2, 3, 4), seconds: GIVEN.seconds },
    flag: { item: isId, on: isFlag },
    note: { item: isId, text: isText(20000) },
    read: { item: isId, done: isFlag },
    form: {
      mode: oneOf('mock', 'diagnostic', 'quiz'), deadline: maybe(isMoment),
      form: has({ items: isList(has(SEAT)), code: maybe(isText(300)) }),
    },
    // A `mode` says that the form was finished as something else than it began; a `void` outcome that its question
    // was changed or withdrawn meanwhile.
    submit: {
      form: isId, items: isList(has({ ...GIVEN, verdict: isVerdict, was: maybe(isVerdict), flagged: maybe(isFlag), void: maybe(isFlag) })),
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
    && isMoment(event.at) && isDay(event.day) && maybe(isMoment)(event.now)
    && Object.hasOwn(TYPES, event.type) && has(TYPES[event.type])(event);

  /** By writer, then counter. */
  function byWriter(a, b) {
    const [one, other] = [writerOf(a), writerOf(b)];
    return one < other ? -1 : one > other ? 1 : counterOf(a) - counterOf(b);
  }

  /** The order of folding: time, then writer, then counter. */
  const order = (a, b) => a.at - b.at || byWriter(a, b);

  /** What the clock of the device said. */
  const when = ({ at, now = at }) => now;

  function pack(event, before) {
    const row = [NAMES.indexOf(event.type), event.at - before.at, event.day - before.day, when(event) - event.at];
    for (const field of Object.keys(TYPES[event.type])) row.push(event[field] ?? null);
    while (row.at(-1) === null) row.pop();
    return row;
  }

  /** Rows of the first version say nothing of the device's clock. */
  function unpack(row, id, before, version) {
    const [type, at, day, late, ...values] = version > 1 ? row : row.toSpliced(3, 0, 0);
    const event = { id, at: before.at + at, day: before.day + day, type: NAMES[type] };
    if (late) event.now = event.at + late;
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

  /** Splits events into runs of one writer without a hole in the counters, each of at most `most` units as text. */
  function runs(events, most = Infinity) {
    const found = [];
    for (const event of [...events].sort(byWriter)) {
      let run = found.at(-1);
      const last = run?.events.at(-1);
      const size = most < Infinity ? JSON.stringify(pack(event, last ?? ZERO)).length + 1 : 0;
      const follows = last && writerOf(last) === writerOf(event) && counterOf(last) + 1 === counterOf(event);
      if (!follows || run.size + size > most) found.push(run = { events: [], size: 100 });
      run.events.push(event);
      run.size += size;
    }
    return found.map(run => run.events);
  }

  /** A run as data: its writer, its first counter, its rows. */
  const rowsOf = run => [writerOf(run[0]), counterOf(run[0]), run.map((event, at) => pack(event, run[at - 1] ?? ZERO))];

  /** Events of such data; throws for what is none. */
  function eventsOf([writer, first, rows], version) {
    let before = ZERO;
    const events = rows.map((row, at) => (before = unpack(row, `${writer}.${first + at}`, before, version)));
    if (!events.every(valid)) throw new TypeError('no events');
    return events;
  }

  /** Events as sealed segments `{ key, text, events }` of at most 32 K units; a key is the writer and the first counter. */
  const segments = events => runs(events, LIMIT).map(run => ({ key: keyOf(run[0]), text: encode(run), events: run }));

  const keyOf = event => `log:${writerOf(event)}:${counterOf(event)}`;

  /** One run of events as a sealed segment. */
  const encode = run => seal(JSON.stringify([VERSION, ...rowsOf(run)]));

  /** Gives `{ events }`, `{ newer: true }` for a later edition's text, or `{ bad: true }`. Never throws. */
  function decode(sealed) {
    try {
      const [version, ...run] = JSON.parse(unseal(sealed));
      return version > VERSION ? { newer: true } : { events: eventsOf(run, version) };
    } catch {
      return { bad: true };
    }
  }

  /** Events as the text of an archive or a file, and back the same way as a segment. */
  const archive = events => JSON.stringify([VERSION, runs(events).map(rowsOf)]);
  function unarchive(text) {
    try {
      const [version, found] = JSON.parse(text);
      return version > VERSION ? { newer: true } : { events: found.flatMap(run => eventsOf(run, version)) };
    } catch {
      return { bad: true };
    }
  }

  /**
   * Reads all stored texts, `[[key, text], …]`; the text of an archive is what was packed, or null if that cannot be
   * read. Damaged ones come back under `bad` to be set aside; a later edition's make the log read-only. Snapshots are
   * the first edition's: the newest whole one is taken.
   */
  function load(entries) {
    const loaded = { events: [], snapshot: null, bad: [], newer: false };
    const snapshots = [];
    const readers = { log: decode, pack: unarchive, snap: gw.fold.thaw };
    for (const [key, text] of entries) {
      const [kind, nth] = key.split(':');
      const found = readers[kind](text);
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
      if (!known || known !== event && text(event) < text(known)) byId.set(event.id, event);
    }
    return [...byId.values()].sort(order);
  }

  /** A writer's next event at a moment of the device's clock, later than the `newest` one known. */
  function event(writer, counter, now, type, fields, newest = -1) {
    const at = Math.max(now, Math.min(newest + 1, LAST));
    return { id: `${writer}.${counter}`, at, day: gw.fsrs.studyDay(now), type, ...(at !== now && { now }), ...fields };
  }

  gw.log = {
    VERSION, LIMIT, LAST, event, valid, isDay, order, when, writerOf, counterOf,
    seal, unseal, checksum, encode, decode, segments, runs, keyOf, archive, unarchive, load, merge,
  };
}
