'use strict';
{
  // Keeps the log of the reader's events (`log.js`) on the shelf and gives what is folded from it (`fold.js`). A page
  // that adds events is one writer and alone writes its segments, so two tabs never overwrite each other. Many segments
  // are packed into one archive now and then; nothing is folded away. What cannot be read is set aside, never deleted.
  // What other features do with the state is theirs; they listen for `gw:log`.

  const RUN = 64 * 1024;
  // Segments are packed when they take this much room, in UTF-16 units, or are this many.
  const LOOSE = 400_000;
  const MANY = 60;

  const { shelf } = gw;
  const problems = new Set();
  /** Ids that questions have now, by earlier ones. */
  const renamed = {};
  let events = [];
  let snapshot = null;
  let state = null;
  let newer = false;
  /** Texts that the shelf did not take, by key. */
  const unsaved = new Map();
  /** This page as a writer: its name, its last counter, the events of its segment. */
  let writer = null;
  let counter = 0;
  let run = [];

  /** Something the reader should know: `none`, `newer`, `damaged`, `full`. */
  function trouble(kind) {
    problems.add(kind);
    gw.tell('trouble', { kind });
  }

  // ---- reading

  const isLog = key => /^(log|snap|pack):/.test(key);
  /** What archives hold, by their sealed text. */
  const unpacked = new Map();

  async function unpack(sealed) {
    const text = gw.log.unseal(sealed);
    if (!unpacked.has(sealed)) unpacked.set(sealed, text && await gw.pack.unpack(text).catch(() => null));
    return unpacked.get(sealed);
  }

  /** Everything of the log on the shelf, `[[key, text, as it lies there], …]`. */
  async function stored() {
    const found = shelf.keys().filter(isLog).map(key => [key, shelf.get(key)]).filter(([, text]) => text !== null);
    for (const text of unpacked.keys()) if (!found.some(([, here]) => here === text)) unpacked.delete(text);
    return Promise.all(found.map(async ([key, text]) => [key, key.startsWith('pack:') ? await unpack(text) : text, text]));
  }

  async function open() {
    const recent = await shelf.recent();
    await adopt(await stored());
    recover(recent);
    if (shelf.get('run') && !running()) aside('run', shelf.get('run'));
    if (shelf.keys('bad:').length) trouble('damaged');
    if (newer) trouble('newer');
    if (shelf.kind === 'none') trouble('none');
  }

  /** Takes what is on the shelf for the log, and what this page has added. */
  async function adopt(texts) {
    const loaded = gw.log.load(texts);
    for (const [key] of loaded.bad) aside(key, texts.find(([known]) => known === key)[2]);
    ({ snapshot, newer } = loaded);
    events = gw.log.merge(loaded.events, [...waiting(), ...run]);
    state = null;
    gw.tell('log');
  }

  /** Brings back what the browser had not written when it was killed. */
  function recover(recent) {
    const known = new Set(events.map(({ id }) => id));
    const found = gw.log.load(recent.filter(([key]) => key.startsWith('log:'))).events;
    const lost = found.filter(event => !known.has(event.id) && !gw.fold.covers(snapshot, event));
    for (const { key, text } of gw.log.segments(lost)) keep(key, text);
    const [, last] = recent.find(([key]) => key === 'run') ?? [];
    const beat = text => parsed(text)?.beat ?? 0;
    if (last && beat(last) > beat(shelf.get('run'))) shelf.set('run', last);
    if (!lost.length) return;
    events = gw.log.merge(events, lost);
    state = null;
  }

  /** Moves a text that cannot be read out of the way; only when the copy stands is the original removed. */
  function aside(key, text) {
    const name = `bad:${key}:${gw.log.checksum(text)}`;
    if (shelf.set(name, text)) shelf.set(key, null);
  }

  const folded = () => (state ??= gw.fold(events, snapshot, renamed));

  /** Earlier ids of questions, `{ earlier: now }`: what was kept under them counts for the question. */
  function rename(names) {
    if (Object.keys(names).every(old => renamed[old] === names[old])) return;
    Object.assign(renamed, names);
    state = null;
  }

  /** The id that an earlier one has become. */
  const now = id => renamed[id] ?? id;

  // ---- adding

  /** The time of the newest event known; every one that is added comes after it. */
  const newest = () => Math.max(events.at(-1)?.at ?? 0, gw.fold.newest(snapshot));

  /** Appends one event and gives it; nothing while a later edition's data is here. */
  function add(type, fields) {
    if (newer) return null;
    writer ??= gw.unique();
    const event = gw.log.event(writer, counter += 1, Date.now(), type, fields, newest());
    const current = folded();
    events.push(event);
    // An event that undoes another asks for the whole fold again.
    if (event.scope?.[0] === 'event') state = null;
    else gw.fold.apply(current, event);
    run.push(event);
    let text = gw.log.encode(run);
    if (run.length > 1 && text.length > gw.log.LIMIT) {
      run = [event];
      text = gw.log.encode(run);
    }
    keep(gw.log.keyOf(run[0]), text);
    gw.tell('log', { event });
    return event;
  }

  /** Puts a text on the shelf; one for which there is no room waits until there is. */
  function keep(key, text, sure = true) {
    unsaved.delete(key);
    if (shelf.set(key, text, sure) || shelf.kind === 'none') return;
    unsaved.set(key, text);
    relieve();
  }

  /** Tries again what the shelf did not take. */
  async function flush() {
    for (const [key, text] of [...unsaved]) if (await shelf.swap([[key, text]]) && unsaved.get(key) === text) unsaved.delete(key);
  }

  let relieving = null;
  /** Makes room by packing; the reader is told when that is not enough. */
  function relieve() {
    // The first edition kept a copy of everything before an import; the log itself holds all of it.
    shelf.set('before-import', null);
    relieving ??= pack().then(async () => {
      await flush();
      if (unsaved.size) trouble('full');
    }).finally(() => { relieving = null; });
  }

  // ---- packing

  /** Events for which the shelf had no room. */
  const waiting = () => gw.log.load([...unsaved].filter(([key]) => key.startsWith('log:'))).events;

  /** Puts all events into one archive, those for which there was no room too. */
  async function pack() {
    const texts = (await stored()).filter(([key]) => !key.startsWith('snap:'));
    const loaded = gw.log.load(texts);
    const all = gw.log.merge(loaded.events, [...waiting(), ...run]);
    if (loaded.newer || loaded.bad.length || !all.length) return;
    const archive = gw.log.seal(await gw.pack.pack(gw.log.archive(all)));
    // Read again before anything goes: an archive that cannot be read would be the end of what it holds.
    if (gw.log.unarchive(await unpack(archive)).events?.length !== all.length) return;
    if (!await shelf.swap([[nextKey('pack:'), archive]], lying(texts))) return;
    // What is in the archive needs no segment. What was added meanwhile begins one of its own.
    const packed = new Set(all.map(({ id }) => id));
    const left = waiting().filter(({ id }) => !packed.has(id));
    run = run.filter(({ id }) => !packed.has(id));
    for (const key of [...unsaved.keys()].filter(isLog)) unsaved.delete(key);
    for (const { key, text } of gw.log.segments(left)) unsaved.set(key, text);
  }

  /** Texts of the log as they lie on the shelf. */
  const lying = texts => texts.map(([key, , text]) => [key, text]);

  /** The next free number behind some letters. */
  const nextKey = start => start + (shelf.keys(start).reduce((most, key) => Math.max(most, Number(key.slice(start.length)) || 0), 0) + 1);

  /** Packs when there is much to pack. */
  async function tidy() {
    const loose = shelf.keys('log:');
    const size = loose.reduce((sum, key) => sum + (shelf.get(key)?.length ?? 0), 0);
    if (size > LOOSE || loose.length > MANY) await pack();
  }

  // ---- files

  /**
   * Takes the union of what is here and what a file brought (`gw.backup.read`). How things stood before is kept as
   * `before`, so that the reader can go back. Gives the event that notes the import.
   */
  function take({ events: all, snapshot: other, added }, from, before) {
    const old = snapshot;
    if (other && JSON.stringify(other) !== JSON.stringify(snapshot)) {
      snapshot = other;
      keep(nextKey('snap:'), gw.fold.freeze(other));
    }
    for (const { key, text } of gw.log.segments(added)) keep(key, text);
    events = all;
    state = null;
    const event = add('import', { from, count: added.length });
    const brought = gw.log.runs(added).map(run => [gw.log.writerOf(run[0]), gw.log.counterOf(run[0]), gw.log.counterOf(run.at(-1))]);
    if (before) keep('before', JSON.stringify({ at: gw.log.when(event), event: event.id, copy: before, brought, snapshot: old && gw.fold.freeze(old) }));
    reads();
    exam();
    gw.tell('log');
    return event;
  }

  /** How things stood before the last import, `{ at, copy }`; nothing if there was none. */
  function before() {
    try {
      const { at, copy } = JSON.parse(shelf.get('before'));
      return { at, copy };
    } catch {
      return null;
    }
  }

  /** Goes back to how things stood before the last import; what was done here since stays. */
  async function takeBack() {
    const { brought, event, snapshot: old } = JSON.parse(shelf.get('before'));
    const from = new Map();
    for (const [name, first, last] of brought) from.set(name, [...from.get(name) ?? [], [first, last]]);
    const came = ({ id }) => id === event
      || from.get(gw.log.writerOf({ id }))?.some(([first, last]) => first <= gw.log.counterOf({ id }) && gw.log.counterOf({ id }) <= last);
    const texts = await stored();
    const stay = gw.log.load(texts).events.filter(one => !came(one));
    const anew = gw.log.segments(stay).map(({ key, text }) => [key, text]);
    if (old) anew.push([nextKey('snap:'), old]);
    if (!await shelf.swap(anew, lying(texts))) return trouble('full');
    run = run.filter(one => !came(one));
    shelf.set('before', null);
    shelf.settle();
    await adopt(await stored());
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

  /**
   * The exam that the reader chose, told both ways: pages without this file know the choice, and a file brings only
   * events. `told` is what both sides agreed on last: a choice that differs from it was made here since, and is the newer.
   */
  function exam() {
    const { get, set } = gw.keep('settings');
    const { exam: chosen, told, ...others } = get({});
    const known = folded().settings.exam?.value;
    const isNew = chosen && (chosen !== told || typeof known !== 'string');
    if (isNew && chosen !== known && !add('setting', { item: 'exam', value: chosen })) return;
    const agreed = isNew ? chosen : known;
    if (typeof agreed === 'string' && (agreed !== chosen || agreed !== told)) set({ ...others, exam: agreed, told: agreed });
  }

  /** The texts of the damaged parts, for a file. */
  const damaged = () => shelf.keys('bad:').map(key => [key, shelf.get(key)]);

  /** Removes everything of this book from this browser. */
  async function erase() {
    for (const key of shelf.keys()) shelf.set(key, null);
    unsaved.clear();
    problems.clear();
    forget();
    gw.tell('log');
    await shelf.settle();
    gw.tell('erased');
  }

  function forget() {
    [events, snapshot, state, writer, counter, run, newer] = [[], null, null, null, 0, [], false];
  }

  // ---- the exam in progress: one text of one length, so that an answer is never the write that fails

  function parsed(text) {
    try { return JSON.parse(gw.log.unseal((text ?? '').trimEnd())); } catch { return null; }
  }

  function running() {
    const stored = parsed(shelf.get('run'));
    for (const seat of stored?.items ?? []) seat.id = now(seat.id);
    return stored;
  }

  /** Puts an exam that cannot be gone on with out of the way. */
  function asideRun() {
    aside('run', shelf.get('run'));
    trouble('damaged');
  }

  /** A `sure` one outlives the end of the browser; a sign of life need not. */
  function keepRun(value, sure = true) {
    if (value) return keep('run', gw.log.seal(JSON.stringify(value)).padEnd(RUN), sure);
    shelf.set('run', null, true);
    unsaved.delete('run');
    // The room it took is there for what had none.
    flush();
  }

  // ---- other tabs, other features

  let soon = null;
  gw.on('shelf-key', ({ key }) => {
    if (key === 'run') gw.tell('run');
    if (!isLog(key)) return;
    clearTimeout(soon);
    soon = setTimeout(async () => {
      const texts = await stored();
      // Packing leaves an archive. Where nothing at all is left, another tab erased it, and here it must not live on.
      const erased = !texts.length && events.length && !unsaved.size;
      if (erased) forget();
      await adopt(texts);
      if (erased) gw.tell('erased');
    }, 50);
  });
  // Where another page keeps the texts, it says so afterwards.
  gw.on('shelf-full', ({ key }) => {
    const text = shelf.get(key);
    if (text === null) return;
    unsaved.set(key, text);
    relieve();
  });
  gw.on('read', ({ item, done }) => add('read', { item, done }));
  gw.on('exam', exam);

  const ready = shelf.ready.then(open).then(() => {
    reads();
    exam();
    tidy();
    // After a few days of study the browser is asked not to clear this by itself. Its answer may never come, so nothing waits.
    const days = new Set(events.map(event => event.day)).size;
    if (location.protocol === 'https:' && days >= 3) navigator.storage?.persist?.().catch(() => {});
  });

  gw.store = {
    ready, add, rename, now, take, before, takeBack, erase, damaged, problems, pack,
    state: folded,
    log: () => ({ events, snapshot }),
    run: { get: running, set: keepRun, aside: asideRun },
  };
}
