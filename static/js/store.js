'use strict';
{
  // Keeps the log of the reader's events (`log.js`) on the shelf and gives what is folded from it (`fold.js`). A page
  // that adds events is one writer and alone writes its segments, so two tabs never overwrite each other. What cannot be
  // read is set aside, never deleted. What other features do with the state is theirs; they listen for `gw:log`.

  const RUN = 64 * 1024;
  const SOFT = 2_000_000; // of the 2.5 million units that we may take
  const OLD = 90 * 864e5;
  const RECENT = 7 * 864e5;

  const { shelf } = gw;
  const problems = new Set();
  let events = [];
  let snapshot = null;
  let state = null;
  let newer = false;
  let writer = null;
  let counter = 0;
  let run = [];

  /** Something the reader should know: `none`, `newer`, `damaged`, `full`. */
  function trouble(kind) {
    problems.add(kind);
    gw.tell('trouble', { kind });
  }

  const stored = () => [...shelf.keys('log:'), ...shelf.keys('snap:')].map(key => [key, shelf.get(key)]).filter(([, text]) => text !== null);

  function open() {
    const loaded = gw.log.load(stored());
    for (const [key, text] of loaded.bad) aside(key, text);
    if (shelf.keys('bad:').length) trouble('damaged');
    if (loaded.newer) trouble('newer');
    if (shelf.kind === 'none') trouble('none');
    ({ events, snapshot, newer } = loaded);
    state = null;
    gw.tell('log');
  }

  /** Moves a text that cannot be read out of the way; only when the copy stands is the original removed. */
  function aside(key, text) {
    const name = `bad:${key}:${gw.log.checksum(text)}`;
    if (shelf.set(name, text)) shelf.set(key, null);
  }

  /**
   * Appends one event and gives it; nothing while a later edition's data is here. `after` is the time of an event that
   * must come before, whatever the computer's clock says now.
   */
  function add(type, fields, after = -1) {
    if (newer) return null;
    const at = Math.max(Date.now(), after + 1);
    writer ??= gw.unique();
    const event = gw.log.event(writer, counter += 1, at, type, fields);
    put(event);
    return event;
  }

  function put(event) {
    const last = events.at(-1);
    const current = folded();
    events.push(event);
    const { scope } = event;
    // An event that undoes another, or comes before what is known, asks for the whole fold again.
    if (scope?.[0] === 'event' || (last && gw.log.order(last, event) > 0)) refold();
    else gw.fold.apply(current, event);
    run.push(event);
    let text = gw.log.encode(run);
    if (run.length > 1 && text.length > gw.log.LIMIT) {
      run = [event];
      text = gw.log.encode(run);
    }
    keep(gw.log.keyOf(run[0]), text);
    gw.tell('log', { event });
  }

  function keep(key, text) {
    if (shelf.set(key, text) || shelf.kind === 'none') return true;
    compact(Date.now() - RECENT);
    if (shelf.set(key, text)) return true;
    trouble('full');
    return false;
  }

  function refold() {
    events.sort(gw.log.order);
    state = null;
  }

  const folded = () => (state ??= gw.fold(events, snapshot));

  /** Folds what is older than a moment into a snapshot. The new one stands before the old ones go. */
  function compact(before) {
    const texts = stored();
    const all = gw.log.load(texts);
    const done = gw.fold.compact(all.events, all.snapshot, before);
    if (done.events.length === all.events.length || !shelf.set(nextSnapshot(), gw.fold.freeze(done.snapshot))) return;
    const segments = gw.log.segments(done.events);
    const whole = segments.every(({ key, text }) => shelf.get(key) === text || shelf.set(key, text));
    const stay = new Set(segments.map(({ key }) => key));
    // A segment that another tab wrote in the meantime is not the one that was folded, and stays.
    if (whole) for (const [key, text] of texts) if (!stay.has(key) && shelf.get(key) === text) shelf.set(key, null);
    ({ events, snapshot } = done);
    state = null;
    run = [];
  }

  const nextSnapshot = () =>
    `snap:${shelf.keys('snap:').reduce((most, key) => Math.max(most, Number(key.slice(5)) || 0), 0) + 1}`;

  /** Takes the union of what is here and what a file brought. */
  function take({ events: all, snapshot: other, added }, from) {
    if (other && JSON.stringify(other) !== JSON.stringify(snapshot)) {
      keep(nextSnapshot(), gw.fold.freeze(other));
      snapshot = other;
    }
    for (const { key, text } of gw.log.segments(added)) keep(key, text);
    events = all;
    refold();
    add('import', { from, count: added.length });
    reads();
    gw.tell('log');
  }

  /** What is read, told both ways: pages without this file keep marks only, and a file brings only events. */
  function reads() {
    const marks = gw.keep('reads').get({});
    const known = folded().reads;
    for (const [item, mark] of Object.entries(marks)) {
      if (mark === 'read' && !known[item]) add('read', { item, done: true });
    }
    const missing = Object.keys(known).filter(item => known[item].done && marks[item] !== 'read');
    if (missing.length) gw.keep('reads').set({ ...marks, ...Object.fromEntries(missing.map(item => [item, 'read'])) });
  }

  /** The texts of the damaged parts, for a file. */
  const damaged = () => shelf.keys('bad:').map(key => [key, shelf.get(key)]);

  /** Removes everything of this book from this browser. */
  function erase() {
    for (const key of shelf.keys()) shelf.set(key, null);
    [events, snapshot, state, writer, counter, run, newer] = [[], null, null, null, 0, [], false];
    problems.clear();
    gw.tell('log');
  }

  // ---- the exam in progress: one text of one length, so that an answer is never the write that fails

  function running() {
    const text = gw.log.unseal((shelf.get('run') ?? '').trimEnd());
    try { return text === null ? null : JSON.parse(text); } catch { return null; }
  }

  function keepRun(value) {
    if (value === null) return shelf.set('run', null);
    return keep('run', gw.log.seal(JSON.stringify(value)).padEnd(RUN));
  }

  // ---- other tabs, other features

  let waiting = null;
  gw.on('shelf-key', ({ key }) => {
    if (key === 'run') gw.tell('run');
    if (!/^(log|snap):/.test(key)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const loaded = gw.log.load(stored());
      ({ snapshot } = loaded);
      events = gw.log.merge(loaded.events, run).filter(event => !gw.fold.covers(snapshot, event));
      refold();
      gw.tell('log');
    }, 50);
  });
  gw.on('shelf-full', () => {
    compact(Date.now() - RECENT);
    trouble('full');
  });
  gw.on('read', ({ item, done }) => add('read', { item, done }));

  const ready = shelf.ready.then(() => {
    open();
    const size = shelf.keys().reduce((sum, key) => sum + key.length + (shelf.get(key)?.length ?? 0), 0);
    if (size > SOFT) compact(Date.now() - OLD);
    reads();
    // After a few days of study the browser is asked not to clear this by itself. Its answer may never come, so nothing waits.
    const days = new Set(events.map(event => event.day)).size;
    if (location.protocol === 'https:' && days >= 3) navigator.storage?.persist?.().catch(() => {});
  });

  gw.store = {
    ready, add, take, erase, damaged, problems,
    state: folded,
    log: () => ({ events, snapshot }),
    run: { get: running, set: keepRun },
  };
}
