// The adapter that keeps the reader's log, on a shelf made of a Map: what is written, what survives damage, two tabs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { gw } from './scripts.mjs';

const source = readFileSync(new URL('../../static/js/store.js', import.meta.url), 'utf8');

/** A page: the store on a shelf; `room` is what the shelf holds, in UTF-16 units. */
async function page(texts = new Map(), room = Infinity) {
  globalThis.location ??= { protocol: 'file:' };
  const listeners = [];
  const told = [];
  const size = () => [...texts].reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  Object.assign(gw, {
    shelf: {
      ready: Promise.resolve(), kind: 'page',
      get: key => texts.get(key) ?? null,
      set(key, text) {
        if (text === null) return texts.delete(key) || true;
        if (size() - (texts.get(key)?.length ?? -key.length) + text.length > room) return false;
        texts.set(key, text);
        return true;
      },
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
  return { store, texts, told, tell };
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

test('a later edition’s log is left as it is and nothing is added to it', async () => {
  const texts = new Map([['log:w:1', gw.log.seal('[99,"w",1,[]]')]]);
  const { store } = await page(texts);
  assert.equal(store.add('answer', answer('one')), null);
  assert.ok(store.problems.has('newer'));
  assert.deepEqual([...texts.keys()], ['log:w:1']);
});

test('a full shelf says so, keeps the answer for this page and what was there before', async () => {
  const texts = new Map();
  const { store } = await page(texts, 900);
  for (let n = 0; n < 40; n += 1) store.add('answer', answer(`question-${n}`));
  assert.ok(store.problems.has('full'));
  assert.equal(ids(store).length, 40);
  const kept = ids((await page(texts)).store);
  assert.ok(kept.length > 0 && kept.length < 40);
});

test('an import twice is an import once, and its reading marks come along', async () => {
  const from = await page();
  from.store.add('answer', answer('one'));
  from.store.add('read', { item: 'a.html', done: true });
  const { events, snapshot } = from.store.log();
  const file = gw.backup.save('book', '2026-11-25', events, snapshot);
  const to = await page();
  to.store.add('answer', answer('two'));
  const bring = () => to.store.take(gw.backup.read(file, { book: 'book', known: new Set(), ...to.store.log() }), 'file');
  bring();
  const once = JSON.stringify(to.store.state());
  bring();
  assert.equal(JSON.stringify(to.store.state()), once);
  const again = await page(to.texts);
  assert.deepEqual(ids(again.store), ['one', 'two']);
  assert.deepEqual(JSON.parse(to.texts.get('reads')), { 'a.html': 'read' });
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

test('erasing leaves nothing behind', async () => {
  const { store, texts } = await page(new Map([['reads', '{}']]));
  store.add('answer', answer('one'));
  store.erase();
  assert.equal(texts.size, 0);
  assert.deepEqual(ids(store), []);
  store.add('answer', answer('two'));
  assert.deepEqual(ids((await page(texts)).store), ['two']);
});
