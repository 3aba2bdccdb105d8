// The one place that touches storage, on a made-up one: what an earlier name of the book left, a store that is full.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

const script = name => readFileSync(new URL(name, process.env.SCRIPTS ?? new URL('../../static/js/', import.meta.url)), 'utf8');
const source = ['swap.js', 'shelf.js'].map(script).join('\n');

/** A store like a browser's, whose texts are its own keys; `room` is what it holds in all. */
function storage(texts, room = Infinity) {
  const store = { __proto__: {
    getItem: key => store[key] ?? null,
    setItem(key, text) {
      const size = Object.entries(store).reduce((sum, [name, value]) => sum + (name === key ? 0 : name.length + value.length), 0);
      if (size + key.length + text.length > room) throw new Error('QuotaExceededError');
      store[key] = text;
    },
    removeItem: key => delete store[key],
    get length() { return Object.keys(store).length; },
  } };
  return Object.assign(store, texts);
}

/** The shelf of a page. */
function shelf(localStorage, { book = 'pilot', was } = {}) {
  const gw = { book, was, tell() {} };
  runInNewContext(source, { gw, localStorage, location: { protocol: 'https:' }, addEventListener() {} });
  return gw.shelf;
}

test('what was kept under an earlier name of the book is taken over once', () => {
  const store = storage({ 'gw:old:log:w:1': 'events', 'gw:old:reads': 'marks', 'gw:old:snap:1': 'state', 'gw:other:log:w:1': 'not ours' });
  const { get, keys } = shelf(store, { was: 'old' });
  assert.deepEqual([get('log:w:1'), get('reads'), get('snap:1')], ['events', 'marks', 'state']);
  assert.deepEqual(Object.keys(store).sort(), ['gw:other:log:w:1', 'gw:pilot:log:w:1', 'gw:pilot:reads', 'gw:pilot:snap:1']);
  assert.deepEqual([...shelf(store, { was: 'old' }).keys()], [...keys()]);
});

test('a page of the earlier name that went on writing is taken over too, and nothing newer is lost', () => {
  const store = storage({ 'gw:pilot:log:a:1': 'new', 'gw:pilot:reads': 'newer', 'gw:pilot:snap:1': 'one', 'gw:old:log:b:1': 'late', 'gw:old:reads': 'older', 'gw:old:snap:1': 'two' });
  const { get, keys } = shelf(store, { was: 'old' });
  assert.deepEqual([...keys()], ['log:a:1', 'log:b:1', 'reads', 'snap:1', 'snap:10']);
  assert.deepEqual([get('reads'), get('snap:1'), get('snap:10')], ['newer', 'one', 'two']);
});

test('a store without room for two copies is taken over as well', () => {
  const store = storage({ 'gw:long-name:log:w:1': 'x'.repeat(100) }, 130);
  assert.equal(shelf(store, { was: 'long-name' }).get('log:w:1').length, 100);
});

test('a store that is full to the last letter is read, and says that it takes nothing', () => {
  const texts = { 'gw:pilot:log:w:1': 'events' };
  const { kind, get, set, keys } = shelf(storage(texts, 'gw:pilot:log:w:1events'.length));
  assert.deepEqual([kind, get('log:w:1'), ...keys('log:')], ['page', 'events', 'log:w:1']);
  assert.equal(set('log:w:2', 'more'), false);
  assert.equal(set('log:w:1', null), true);
});

test('without storage, and with one that takes nothing at all, texts live as long as the page', () => {
  for (const store of [undefined, storage({}, 0)]) {
    const { kind, get, set } = shelf(store);
    assert.deepEqual([kind, set('a', 'text'), get('a')], ['none', false, 'text']);
  }
});

test('texts take the place of others all at once or not at all, and what was not read stays', async () => {
  const size = texts => Object.entries(texts).reduce((sum, pair) => sum + pair.join('').length, 0);
  const old = { 'gw:pilot:a': 'x'.repeat(50), 'gw:pilot:b': 'y'.repeat(50) };
  for (const [room, done, left] of [[1000, true, { c: 70 }], [size(old), true, { c: 70 }], [size(old), false, { a: 50, b: 50 }]]) {
    const store = storage(old, room);
    const { swap, keys, get } = shelf(store);
    const anew = 'z'.repeat(done ? 70 : 200);
    assert.equal(await swap([['c', anew]], [['a', old['gw:pilot:a']], ['b', old['gw:pilot:b']]]), done);
    assert.deepEqual(Object.fromEntries([...keys()].map(key => [key, get(key).length])), left);
  }
  const store = storage({ ...old, 'gw:pilot:b': 'another tab' });
  const { swap, get } = shelf(store);
  assert.ok(await swap([['a', 'new']], [['a', old['gw:pilot:a']], ['b', old['gw:pilot:b']]]));
  assert.deepEqual([get('a'), get('b')], ['new', 'another tab']);
});
