// The adapter that keeps the reader's log, on a shelf made of a Map: what is written, what survives damage, two tabs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { gw } from './scripts.mjs';

const source = readFileSync(new URL('store.js', process.env.SCRIPTS ?? new URL('../../static/js/', import.meta.url)), 'utf8');

/** A page: the store on a shelf; `room` is what the shelf holds, in UTF-16 units, `journal` what it wrote through to the disk. */
async function page(texts = new Map(), room = Infinity, journal = new Map()) {
  globalThis.location ??= { protocol: 'file:' };
  const listeners = [];
  const told = [];
  const size = () => [...texts].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  Object.assign(gw, {
    shelf: {
      ready: Promise.resolve(), kind: 'page',
      get: key => texts.get(key) ?? null,
      set(key, text, sure) {
        if (text !== null && size() - (texts.get(key)?.length ?? -key.length) + text.length > room) return false;
        if (sure) journal.set(key, text);
        if (text === null) texts.delete(key);
        else texts.set(key, text);
        return true;
      },
      async swap(anew, old) { return gw.swap(this, anew, old); },
      recent: async () => [...journal].filter(([, text]) => text !== null),
      settle: () => journal.clear(),
      keys: (start = '') => [...texts.keys()].filter(key => key.startsWith(start)).sort(),
    },
    keep: key => ({
      get: (fallback = null) => (texts.has(key) ? JSON.parse(texts.get(key)) : fallback),
      set: value => texts.set(key, JSON.stringify(value)),
    }),
    tell(name, detail) {
      told.push([name, detail]);
      for (const [wanted, react] of listeners) if (wanted === name) react(detail);
    },
    on: (name, react) => listeners.push([name, react]),
    unique: () => crypto.randomUUID().replaceAll('-', '').slice(0, 21),
  });
  runInThisContext(source);
  const { store, tell } = gw;
  await store.ready;
  return { store, texts, told, tell, journal };
}

/** Waits until something is so. */
async function until(is) {
  for (let left = 400; !is() && left; left -= 1) await new Promise(done => setTimeout(done, 5));
  assert.ok(is(), `${is}`);
}

const answer = (item, verdict = 'right') => ({ item, rev: 1, verdict, where: 'check', picked: ['a'] });
const ids = store => Object.keys(store.state().answers).sort();

test('what is added is there after a reload', async () => {
  const { store, texts } = await page();
  store.add('answer', answer('one'));
  store.add('review', { item: 'card', rev: 1, grade: 3 });
  store.add('setting', { item: 'retention', value: 0.85 });
  const again = (await page(texts)).store;
  assert.deepEqual(again.state(), store.state());
  assert.equal(texts.size, 1, 'one page writes one segment');
});

test('two tabs write side by side and lose nothing', async () => {
  const texts = new Map();
  const one = await page(texts);
  const two = await page(texts);
  one.store.add('answer', answer('one'));
  two.store.add('answer', answer('two'));
  one.store.add('answer', answer('three'));
  assert.deepEqual(ids((await page(texts)).store), ['one', 'three', 'two']);
});

test('any unit of any stored text flipped or cut loses that segment at most, keeps the text and says so', async () => {
  const whole = new Map();
  for (const item of ['one', 'two', 'three']) (await page(whole)).store.add('answer', answer(item));
  for (const [key, text] of whole) {
    const lost = gw.log.decode(text).events[0].item;
    const rest = ['one', 'three', 'two'].filter(item => item !== lost);
    for (let at = 0; at < text.length; at += 1) {
      for (const broken of [text.slice(0, at), text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)]) {
        const { store, texts } = await page(new Map(whole).set(key, broken));
        assert.deepEqual(ids(store), rest, `${key} at ${at}`);
        assert.ok(store.problems.has('damaged'));
        assert.deepEqual(store.damaged().map(([, kept]) => kept), [broken]);
        assert.equal(texts.has(key), false);
      }
    }
  }
});

test('hostile texts under our keys are set aside, and the scripts after it run', async () => {
  const sealed = value => gw.log.seal(typeof value === 'string' ? value : JSON.stringify(value));
  const odd = ['', 'x', '{}', sealed('x'), sealed('null'), sealed([2, 'w', 1, [[0]]]), sealed([1, 'w', 1, [[3, 1e300, 1, 'q', true]]]), sealed('eA==')];
  for (const kind of ['log:w:1', 'snap:1', 'pack:1']) {
    for (const text of odd) {
      const texts = new Map([[kind, text]]);
      (await page(texts)).store.add('answer', answer('one'));
      const { store } = await page(texts);
      assert.deepEqual(ids(store), ['one'], `${kind} ${text}`);
      assert.equal(store.damaged().length + store.log().events.length + Number(Boolean(store.log().snapshot)), 2);
    }
  }
  for (const [key, text] of [['run', 'x'], ['run', sealed(5)], ['reads', '5'], ['before', '{'], ['before', 'null']]) {
    const { store } = await page(new Map([[key, text]]));
    assert.ok([null, 5].includes(store.run.get()));
    assert.equal(store.before(), null);
  }
});

test('a later edition’s log is left as it is and nothing is added to it', async () => {
  const texts = new Map([['log:w:1', gw.log.seal('[99,"w",1,[]]')]]);
  const { store } = await page(texts);
  assert.equal(store.add('answer', answer('one')), null);
  assert.ok(store.problems.has('newer'));
  assert.deepEqual([...texts.keys()], ['log:w:1']);
});

test('a full shelf packs what it holds, says so when that is not enough, and keeps the answer for this page', async () => {
  const texts = new Map();
  const { store } = await page(texts, 2500);
  for (let n = 0; n < 60; n += 1) store.add('answer', answer(`question-${n}`));
  await until(() => [...texts.keys()].some(key => key.startsWith('pack:')));
  assert.equal(store.problems.has('full'), false, 'packed, they fit');
  assert.deepEqual(ids((await page(texts, 2500)).store).length, 60);
  for (let n = 60; n < 600; n += 1) store.add('answer', answer(`question-${n}-${Math.sin(n)}`));
  await until(() => store.problems.has('full'));
  assert.equal(ids(store).length, 600);
  const kept = ids((await page(texts, 2500)).store).length;
  assert.ok(kept >= 60 && kept < 600, `${kept}`);
});

test('an exam that is handed in on a full shelf is kept in the room that its run took', async () => {
  const texts = new Map();
  const { store } = await page(texts);
  const form = store.add('form', { mode: 'mock', form: { items: [{ id: 'a', rev: 1 }, { id: 'b', rev: 1 }] } });
  store.run.set({ id: form.id, items: [], answers: [] });
  const room = [...texts].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  const full = await page(texts, room);
  full.store.add('submit', { form: form.id, items: [{ verdict: 'right' }, { verdict: 'wrong' }] });
  full.store.run.set(null);
  const again = (await page(texts, room)).store;
  assert.deepEqual(gw.fold.attempts(again.state())[0].items.map(({ verdict }) => verdict), ['right', 'wrong']);
});

test('packing keeps every event, on a shelf without room for both copies too', async () => {
  for (const room of [Infinity, 0]) {
    const texts = new Map();
    for (let n = 0; n < 30; n += 1) (await page(texts)).store.add('answer', answer(`question-${n}`));
    const size = [...texts].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
    const { store } = await page(texts, room || size + 10);
    await store.pack();
    assert.deepEqual([...texts.keys()], ['pack:1']);
    store.add('answer', answer('later'));
    const again = (await page(texts)).store;
    assert.equal(ids(again).length, 31);
    await again.pack();
    assert.deepEqual([...texts.keys()], ['pack:2']);
    assert.equal(ids((await page(texts)).store).length, 31);
  }
});

test('what another tab writes while one packs is not lost', async () => {
  const texts = new Map();
  const one = await page(texts);
  one.store.add('answer', answer('one'));
  const two = await page(texts);
  two.store.add('answer', answer('two'));
  const packing = one.store.pack();
  two.store.add('answer', answer('three'));
  await packing;
  one.store.add('answer', answer('four'));
  assert.deepEqual(ids((await page(texts)).store), ['four', 'one', 'three', 'two']);
});

test('many segments are packed when a page opens', async () => {
  const texts = new Map();
  for (let n = 0; n < 61; n += 1) (await page(texts)).store.add('answer', answer(`question-${n}`));
  await page(texts);
  await until(() => texts.size === 1);
  assert.deepEqual([...texts.keys()], ['pack:1']);
  assert.equal(ids((await page(texts)).store).length, 61);
});

test('an archive that cannot be read takes nothing with it and is set aside', async () => {
  const texts = new Map();
  const { store } = await page(texts);
  store.add('answer', answer('one'));
  await store.pack();
  (await page(texts)).store.add('answer', answer('two'));
  texts.set('pack:1', gw.log.seal('AAAA'));
  const again = (await page(texts)).store;
  assert.deepEqual(ids(again), ['two']);
  assert.deepEqual([again.problems.has('damaged'), again.damaged().length, texts.has('pack:1')], [true, 1, false]);
});

test('what was written through comes back when the shelf lost it, and only then', async () => {
  const texts = new Map();
  const journal = new Map();
  const { store } = await page(texts, Infinity, journal);
  for (const item of ['one', 'two', 'three']) store.add('answer', answer(item));
  store.run.set({ id: 'w.1', beat: 5, items: [], answers: [{ picked: ['a'] }] });
  const lost = new Map();
  const { store: back } = await page(lost, Infinity, journal);
  assert.deepEqual([ids(back), back.run.get().beat], [['one', 'three', 'two'], 5]);
  assert.deepEqual(ids((await page(lost)).store), ['one', 'three', 'two']);
  // An older run of the journal does not take the place of a newer one.
  store.run.set({ id: 'w.1', beat: 9, items: [], answers: [] }, false);
  assert.equal((await page(texts, Infinity, journal)).store.run.get().beat, 9);
  store.run.set(null);
  assert.equal((await page(texts, Infinity, journal)).store.run.get(), null);
});

test('events come after the newest one known, and tell what the clock said', async () => {
  const texts = new Map();
  const { now } = Date;
  try {
    const start = now();
    Date.now = () => start + 365 * 864e5;
    (await page(texts)).store.add('plan', { value: { exam: 21400 } });
    Date.now = () => start;
    const { store } = await page(texts);
    const event = store.add('plan', { value: { exam: 20800 } });
    assert.deepEqual([event.at, event.now], [start + 365 * 864e5 + 1, start]);
    assert.equal(gw.wishes(store.state()).exam, 20800);
    assert.equal(gw.wishes((await page(texts)).store.state()).exam, 20800);
  } finally {
    Date.now = now;
  }
});

test('a renamed question keeps its answers and its place in a running exam', async () => {
  const texts = new Map();
  const { store } = await page(texts);
  store.add('answer', answer('old'));
  store.run.set({ id: 'w.1', items: [{ id: 'old' }, { id: 'other' }], answers: [] });
  const again = (await page(texts)).store;
  again.rename({ old: 'new' });
  assert.deepEqual(ids(again), ['new']);
  assert.deepEqual(again.run.get().items.map(({ id }) => id), ['new', 'other']);
  again.add('answer', answer('new'));
  assert.equal(again.state().answers.new.n, 2);
});

/** Brings the log of one page into another. */
async function bring(from, to) {
  const { events, snapshot } = from.log();
  const found = await gw.backup.read(await gw.backup.save('book', '2026-11-25', events, snapshot), { book: 'book', known: new Set(), ...to.log() });
  return to.take(found, 'file', 'the copy');
}

test('an import twice is an import once, and its reading marks come along', async () => {
  const from = await page();
  from.store.add('answer', answer('one'));
  from.store.add('read', { item: 'a.html', done: true });
  const to = await page();
  to.store.add('answer', answer('two'));
  await bring(from.store, to.store);
  const once = JSON.stringify(to.store.state());
  await bring(from.store, to.store);
  assert.equal(JSON.stringify(to.store.state()), once);
  const again = await page(to.texts);
  assert.deepEqual(ids(again.store), ['one', 'two']);
  assert.deepEqual(JSON.parse(to.texts.get('reads')), { 'a.html': 'read' });
});

test('an import can be taken back; what was done since stays, and a reload finds the same', async () => {
  const to = await page();
  to.store.add('answer', answer('two'));
  const { at } = to.store.add('flag', { item: 'two', on: true });
  const from = await page(new Map([['log:f:1', gw.log.encode([gw.log.event('f', 1, at + 1, 'reset', { scope: ['flags'] })])]]));
  from.store.add('answer', answer('one'));
  const before = to.store.log().events.length;
  await bring(from.store, to.store);
  assert.deepEqual([ids(to.store), Object.keys(to.store.state().flags)], [['one', 'two'], []]);
  assert.equal(to.store.before().copy, 'the copy');
  to.store.add('answer', answer('three'));
  await to.store.takeBack();
  assert.deepEqual([ids(to.store), Object.keys(to.store.state().flags)], [['three', 'two'], ['two']]);
  assert.equal(to.store.log().events.length, before + 1);
  assert.equal(to.store.before(), null);
  const again = (await page(to.texts, Infinity, to.journal)).store;
  assert.deepEqual([ids(again), again.log().events.length], [['three', 'two'], before + 1]);
});

test('two devices that both chose an exam agree on the later choice, and their logs do not grow', async () => {
  const device = exam => ({ texts: new Map([['settings', JSON.stringify({ exam })]]) });
  const chosen = ({ texts }) => JSON.parse(texts.get('settings')).exam;
  const told = ({ store }) => store.log().events.filter(({ type }) => type === 'setting').map(({ value }) => value);
  const [one, two] = [device('EX-1'), device('EX-2')];
  // The choices of the shelf are those of the page that was opened last.
  const sync = async (from, to) => {
    Object.assign(from, await page(from.texts));
    Object.assign(to, await page(to.texts));
    await bring(from.store, to.store);
  };
  await page(one.texts);
  await new Promise(done => setTimeout(done, 5));
  await page(two.texts);
  for (let round = 0; round < 3; round += 1) {
    await sync(one, two);
    await sync(two, one);
    assert.deepEqual([chosen(one), chosen(two)], ['EX-2', 'EX-2']);
    assert.deepEqual([told(one), told(two)], [['EX-1', 'EX-2'], ['EX-1', 'EX-2']]);
  }
  // A choice that was made since is the newest, also on a page that knew nothing of the log.
  one.texts.set('settings', JSON.stringify({ ...JSON.parse(one.texts.get('settings')), exam: 'EX-1' }));
  await sync(two, one);
  await sync(one, two);
  assert.deepEqual([chosen(one), chosen(two)], ['EX-1', 'EX-1']);
  assert.deepEqual(told(two), ['EX-1', 'EX-2', 'EX-1']);
});

test('marks that pages kept without the log join it once', async () => {
  const texts = new Map([['reads', JSON.stringify({ 'a.html': 'read', 'b.html': 'open' })]]);
  await page(texts);
  const { store } = await page(texts);
  assert.deepEqual(Object.keys(store.state().reads), ['a.html']);
  assert.equal(store.log().events.length, 1);
});

test('the exam in progress takes the same room at its start and at its end', async () => {
  const { store, texts } = await page();
  store.run.set({ answers: [] });
  const room = texts.get('run').length;
  store.run.set({ answers: Array.from({ length: 65 }, (_, n) => ({ n, picked: ['abc', 'def'] })) });
  assert.equal(texts.get('run').length, room);
  assert.equal(store.run.get().answers.length, 65);
  texts.set('run', texts.get('run').replace('abc', 'abd'));
  assert.equal(store.run.get(), null);
  store.run.set(null);
  assert.equal(texts.has('run'), false);
});

test('erasing leaves nothing behind, in the journal and in other tabs neither', async () => {
  const texts = new Map([['reads', '{}']]);
  const journal = new Map();
  const { store } = await page(texts, Infinity, journal);
  store.add('answer', answer('one'));
  const other = await page(texts, Infinity, journal);
  other.store.add('answer', answer('two'));
  await store.erase();
  assert.equal(texts.size, 0);
  assert.deepEqual(ids(store), []);
  const erased = () => other.told.filter(([name]) => name === 'erased').length;
  const before = erased();
  other.tell('shelf-key', { key: 'log:w:1' });
  await until(() => erased() > before);
  other.store.add('answer', answer('three'));
  store.add('answer', answer('four'));
  assert.deepEqual(ids((await page(texts, Infinity, journal)).store), ['four', 'three']);
});
