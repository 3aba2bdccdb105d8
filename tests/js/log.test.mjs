import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someEvents } from './events.mjs';
import { compact } from './legacy.mjs';
import { gw } from './scripts.mjs';

const { decode, encode, load, merge, segments, seal, unseal, valid, LIMIT } = gw.log;
const stored = events => segments(events).map(({ key, text }) => [key, text]);

test('every kind of event survives a round trip', () => {
  const events = someEvents('round trip', 600);
  assert.equal(new Set(events.map(event => event.type)).size, 11);
  assert.ok(events.every(valid));
  const loaded = load(stored(events));
  assert.deepEqual([loaded.bad, loaded.newer, loaded.snapshot], [[], false, null]);
  assert.deepEqual(loaded.events, [...events].sort(gw.log.order));
});

test('segments stay below 32 K units, hold one run each, and ten thousand reviews stay small', () => {
  const reviews = Array.from({ length: 10000 }, (_, at) => gw.log.event('w1', at + 1, 1.7e12 + at * 45000, 'review', {
    item: `formats-card-${at % 600}`, rev: 1, grade: at % 7 ? 3 : 1,
  }));
  const found = segments(reviews);
  assert.ok(found.every(({ text }) => text.length <= LIMIT));
  assert.ok(found.reduce((sum, { text }) => sum + text.length, 0) < 400000);
  assert.deepEqual(found.map(({ key }) => key).slice(0, 1), ['log:w1:1']);
  // A hole in the counters, as after an import that lacked some, starts a new segment.
  assert.deepEqual(segments([...reviews.slice(0, 3), ...reviews.slice(4, 6)]).map(({ key }) => key), ['log:w1:1', 'log:w1:5']);
  assert.equal(new Set(found.map(({ key }) => key)).size, found.length);
});

test('merging is a union: idempotent, commutative, associative', () => {
  for (let at = 0; at < 40; at += 1) {
    const all = someEvents(`merge ${at}`, 60);
    const random = gw.random(`parts ${at}`);
    const part = () => all.filter(() => random.below(2)).map(event =>
      // Now and then one id stands for two different events, as after a tampered file.
      (random.below(40) ? event : { ...event, at: event.at + random.below(3) }));
    const [a, b, c] = [part(), part(), part()];
    assert.deepEqual(merge(a, a), merge(a, []));
    assert.deepEqual(merge(a, b), merge(b, a));
    assert.deepEqual(merge(merge(a, b), c), merge(a, merge(b, c)));
    assert.deepEqual(merge(merge(a, b), b), merge(a, b));
  }
});

test('whatever happens to one segment, the others load and it is set aside', () => {
  const entries = stored(someEvents('damage', 90));
  const victim = entries.findIndex(([, text]) => text.length > 300);
  const [key, text] = entries[victim];
  const rest = load(entries.toSpliced(victim, 1)).events;
  const damaged = hurt => {
    const loaded = load(entries.with(victim, [key, hurt]));
    assert.deepEqual(loaded.bad, [[key, hurt]]);
    assert.equal(loaded.events.length, rest.length);
    return loaded.events;
  };
  for (let at = 0; at < text.length; at += 1) {
    for (const bit of [1, 2, 4, 8, 16, 32, 64, 128, 256, 32768]) {
      const unit = String.fromCharCode(text.charCodeAt(at) ^ bit);
      damaged(text.slice(0, at) + unit + text.slice(at + 1));
    }
    damaged(text.slice(0, at));
    damaged(text.slice(0, at) + text.slice(at + 1));
  }
  damaged(text + ' ');
  assert.deepEqual(damaged('null'), rest);
  for (const odd of ['', '0:811c9dc5:', seal('null'), seal('[]'), seal('[1,"w",1,[[99,1,1]]]'), seal('[1,"w",1,5]'), seal('{"v":1}')]) damaged(odd);
});

test('a snapshot that is damaged is set aside and an older one is taken', () => {
  const events = someEvents('snap', 80);
  const { snapshot, events: left } = compact(events, null, Infinity);
  const frozen = gw.fold.freeze(snapshot);
  const loaded = load([['snap:1', frozen], ['snap:2', `${frozen.slice(0, -3)}xxx`], ['snap:10', frozen.slice(0, 50)]]);
  assert.deepEqual(loaded.bad.map(([key]) => key), ['snap:2', 'snap:10']);
  assert.deepEqual(gw.fold(loaded.events, loaded.snapshot), gw.fold(events));
  assert.deepEqual(left, []);
});

test('a text from a later edition makes the log read-only and stays where it is', () => {
  const loaded = load([['log:w:1', seal('[3,"w",1,[["anything"]]]')], ['snap:1', seal('{"v":9}')], ...stored(someEvents('now', 20))]);
  assert.deepEqual([loaded.newer, loaded.bad, loaded.events.length], [true, [], 20]);
});

test('sealed text comes back whole, with any characters in it', () => {
  for (const text of ['', 'a', '{"é":"日本 🎓 \ud800"}', 'x'.repeat(50000)]) assert.equal(unseal(seal(text)), text);
  assert.equal(unseal('12:zzzzzzzz:hello'), null);
  const note = gw.log.event('w', 1, 5e11, 'note', { item: 'données/x#é', text: '日本 🎓 \ud800 "quoted"\n' });
  assert.deepEqual(decode(encode([note])).events, [note]);
});

test('events of other shapes are refused', () => {
  const good = gw.log.event('w', 1, 1e12, 'review', { item: 'c', rev: 1, grade: 3 });
  assert.ok(valid(good));
  for (const change of [
    { id: 'w' }, { at: 8.1e15 }, { at: 1e300 }, { day: 1e9 }, { now: -1 }, { now: 8.1e15 }, { id: 'W.1' }, { id: 'w.0' }, { id: 1.5 }, { at: -1 }, { at: NaN }, { at: '1' }, { day: 1.5 }, { type: 'constructor' },
    { type: 'toString' }, { grade: 5 }, { grade: '3' }, { item: '' }, { item: 'x'.repeat(301) }, { rev: -1 }, { item: null },
  ]) assert.ok(!valid({ ...good, ...change }), JSON.stringify(change));
  for (const odd of [null, 5, 'x', [], {}]) assert.ok(!valid(odd));
  assert.ok(!valid({ ...good, type: 'submit', form: 'w.1', items: [null] }));
  assert.ok(!valid({ ...good, type: 'form', mode: 'mock', form: { items: [{ id: 5, rev: 1 }] } }));
});

test('a segment written by version 1 is read for ever', () => {
  const frozen = '220:0bc72d25:[1,"w1",1,[[0,1795446000000,20780,"formats-wide-csv",1,"right","check",2,41,["b"]],[1,5000,0,"formats-cards-1",1,3],[2,5000,0,"formats-wide-csv",true],[4,80000000,1,"data/formats.html",true],[7,1000,0,"retention",0.92]]]';
  const { events } = decode(frozen);
  assert.deepEqual(events, [
    { id: 'w1.1', at: 1795446000000, day: 20780, type: 'answer', item: 'formats-wide-csv', rev: 1, verdict: 'right', where: 'check', sure: 2, seconds: 41, picked: ['b'] },
    { id: 'w1.2', at: 1795446005000, day: 20780, type: 'review', item: 'formats-cards-1', rev: 1, grade: 3 },
    { id: 'w1.3', at: 1795446010000, day: 20780, type: 'flag', item: 'formats-wide-csv', on: true },
    { id: 'w1.4', at: 1795526010000, day: 20781, type: 'read', item: 'data/formats.html', done: true },
    { id: 'w1.5', at: 1795526011000, day: 20781, type: 'setting', item: 'retention', value: 0.92 },
  ]);
  assert.deepEqual(decode(encode(events)).events, events);
});

test('an event comes after the newest one known, and says what the clock said', () => {
  const ahead = 1.9e12;
  const clock = 1.8e12;
  const late = gw.log.event('w', 1, clock, 'flag', { item: 'q', on: true }, ahead);
  assert.deepEqual([late.at, late.now, gw.log.when(late), late.day], [ahead + 1, clock, clock, gw.fsrs.studyDay(clock)]);
  const usual = gw.log.event('w', 2, clock, 'flag', { item: 'q', on: true }, clock - 1);
  assert.deepEqual([usual.at, 'now' in usual, gw.log.when(usual)], [clock, false, clock]);
  assert.deepEqual(decode(encode([late, { ...usual, at: ahead + 2, now: clock + 5 }])).events, [late, { ...usual, at: ahead + 2, now: clock + 5 }]);
  // Past the calendar there is nothing; the order of counters goes on.
  const last = gw.log.event('w', 3, clock, 'flag', { item: 'q', on: true }, gw.log.LAST);
  assert.equal(last.at, gw.log.LAST);
  assert.ok(valid(last));
});

test('an archive holds every event and reads as the segments do', async () => {
  const events = someEvents('archive', 300);
  const packed = await gw.pack.pack(gw.log.archive(events));
  assert.ok(packed.length < stored(events).reduce((sum, [, text]) => sum + text.length, 0) / 2);
  const unpacked = await gw.pack.unpack(packed);
  assert.deepEqual(load([['pack:1', unpacked]]).events, [...events].sort(gw.log.order));
  assert.deepEqual(load([['pack:1', unpacked], ...stored(events)]).events.length, 300);
  for (const odd of [null, '', '[]', '[2,5]', '[2,[[1]]]', '[2,[["w",1,[[99]]]]]']) assert.deepEqual(load([['pack:1', odd]]).bad, [['pack:1', odd]]);
  assert.equal(load([['pack:1', '[3,[]]']]).newer, true);
});
