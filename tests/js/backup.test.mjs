import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { someEvents } from './events.mjs';
import { compact, file as firstFile } from './legacy.mjs';
import { gw } from './scripts.mjs';

const book = 'mla-guide-7f3a';
const known = new Set(Array.from({ length: 30 }, (_, at) => `q-${at}`).concat(Array.from({ length: 12 }, (_, at) => `c-${at}`)));
const empty = { book, events: [], known };
const sorted = events => [...events].sort(gw.log.order);
/** A file of anything. */
const packed = content => new Uint8Array(gzipSync(typeof content === 'string' ? content : JSON.stringify(content)));
const fields = { schema: 'guidewright-progress', version: 2, book, log: '[2,[]]' };

test('a saved file brings everything to an empty place, as bytes and as letters', async () => {
  const events = someEvents('file', 120);
  const bytes = await gw.backup.save(book, '2026-11-23', events);
  for (const input of [bytes, gw.pack.letters(bytes), `${gw.pack.letters(bytes)}\n`, `\ufeff ${await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()}\n`, new TextEncoder().encode(gw.pack.letters(bytes))]) {
    const read = await gw.backup.read(input, empty);
    assert.deepEqual(read.events, sorted(events));
    assert.deepEqual(read.summary, { added: 120, same: 0, changed: 0, unknown: [], removed: false });
  }
});

test('a year of study makes a small file', async () => {
  const random = gw.random('year');
  const events = Array.from({ length: 10000 }, (_, at) => gw.log.event('w', at + 1, 1.79e12 + at * 3e6, at % 4 ? 'review' : 'answer', at % 4
    ? { item: `formats-card-${random.below(600)}`, rev: 1, grade: 1 + random.below(4), seconds: random.below(300) / 10 }
    : { item: `formats-question-${random.below(900)}`, rev: 1, verdict: random.below(3) ? 'right' : 'wrong', where: 'practice', picked: [`${1 + random.below(4)}.k3x9f`], seconds: random.below(900) / 10 }));
  const { length } = await gw.backup.save(book, '', events);
  assert.ok(length < 180_000, `${length} bytes`);
});

test('reading is a dry run that tells what is new, the same, changed and unknown', async () => {
  const events = someEvents('dry', 100);
  const mine = events.slice(0, 60);
  const theirs = [...events.slice(40, 99), { ...events[0], at: events[0].at - 1 }, { ...events[99], type: 'review', item: 'gone', rev: 1, grade: 3 }];
  const { summary, added } = await gw.backup.read(await gw.backup.save(book, '', theirs), { ...empty, events: mine });
  assert.deepEqual({ ...summary, removed: null }, { added: 40, same: 20, changed: 1, unknown: ['gone'], removed: null });
  assert.equal(added.length, 40);
  assert.equal(mine.length, 60);
});

test('reading twice adds nothing the second time', async () => {
  const events = someEvents('twice', 80);
  const file = await gw.backup.save(book, '', events);
  const once = await gw.backup.read(file, empty);
  const twice = await gw.backup.read(file, { ...empty, events: once.events });
  assert.deepEqual(twice.events, once.events);
  assert.equal(twice.summary.added, 0);
});

test('what another device forgot on purpose is told before it is forgotten here', async () => {
  const at = 1.79e12;
  const mine = Array.from({ length: 20 }, (_, nth) => gw.log.event('a', nth + 1, at + nth, 'answer', { item: `q-${nth}`, rev: 1, verdict: 'right', where: 'check' }));
  mine.push(gw.log.event('a', 21, at + 30, 'review', { item: 'c-1', rev: 1, grade: 3 }), gw.log.event('a', 22, at + 31, 'flag', { item: 'q-1', on: true }));
  const forgot = [...mine, gw.log.event('b', 1, at + 99, 'reset', { scope: ['answers', 'recall'] })];
  const look = async theirs => (await gw.backup.read(await gw.backup.save(book, '', theirs), { ...empty, events: mine })).summary.removed;
  assert.deepEqual(await look(forgot), { answers: 20, cards: 0, flags: 0, notes: 0, attempts: 0 });
  assert.deepEqual(await look([gw.log.event('b', 1, at + 99, 'reset', { scope: ['cards'], item: 'c-1' })]), { answers: 0, cards: 1, flags: 0, notes: 0, attempts: 0 });
  // One that takes back each thing by itself is told as well.
  const undone = mine.map((event, nth) => gw.log.event('b', nth + 1, at + 200 + nth, 'reset', { scope: ['event'], item: event.id }));
  assert.deepEqual(await look(undone), { answers: 20, cards: 1, flags: 1, notes: 0, attempts: 0 });
  assert.equal(await look([gw.log.event('b', 1, at + 99, 'flag', { item: 'q-1', on: false })]), false);
  // What was forgotten before it came here is no loss.
  const early = [gw.log.event('b', 1, at - 1, 'reset', { scope: ['answers'] })];
  assert.equal(await look(early), false);
});

test('files of the first edition are read, with their snapshots, and count once', async () => {
  const events = someEvents('old', 90);
  const { snapshot, events: rest } = compact(events, null, events[50].at);
  for (const input of [firstFile(book, '', rest, snapshot), new TextEncoder().encode(firstFile(book, '', rest, snapshot))]) {
    const read = await gw.backup.read(input, empty);
    assert.deepEqual(gw.fold(read.events, read.snapshot), gw.fold(events));
  }
  const again = await gw.backup.read(firstFile(book, '', events), { ...empty, events: rest, snapshot });
  assert.equal(again.summary.added, 0);
  assert.deepEqual(gw.fold(again.events, again.snapshot), gw.fold(events));
  // One of today carries the snapshot on.
  const today = await gw.backup.read(await gw.backup.save(book, '', rest, snapshot), empty);
  assert.deepEqual(gw.fold(today.events, today.snapshot), gw.fold(events));
});

test('a file of the book’s earlier name is its own', async () => {
  const file = await gw.backup.save('old-name', '', someEvents('name', 20));
  assert.equal((await gw.backup.read(file, { ...empty, was: 'old-name' })).summary.added, 20);
  assert.equal((await gw.backup.read(file, empty)).error, 'other-book');
  assert.equal((await gw.backup.read(packed({ ...fields, book: undefined }), empty)).error, 'other-book');
});

test('what is not ours is refused with a reason and never throws', async () => {
  const error = async input => (await gw.backup.read(input, empty)).error;
  for (const odd of ['not json', '', '{', new Uint8Array(), new Uint8Array([1, 2, 3])]) assert.equal(await error(odd), 'not-json');
  for (const odd of ['null', '5', '[]', '{}', '"x"']) {
    assert.equal(await error(packed(odd)), 'not-progress');
    assert.equal(await error(gw.pack.letters(packed(odd))), 'not-progress');
  }
  assert.equal(await error('{"schema":"guidewright-progress"}'), 'other-book');
  assert.equal(await error(packed({ ...fields, version: 3 })), 'newer');
  assert.equal(await error(packed({ ...fields, log: '[3,[]]' })), 'newer');
  for (const log of [undefined, 5, '', '[]', '[2,[["w",1,[[0]]]]]', '[2,[["w",1,[[4,1e300,1,0,"a",true]]]]]']) assert.equal(await error(packed({ ...fields, log })), 'damaged');
  for (const snapshot of [null, 'x', 5]) assert.equal(await error(packed({ ...fields, snapshot })), 'damaged');
  const file = await gw.backup.save(book, '', someEvents('bad', 20));
  assert.equal(await error(file.slice(0, -9)), 'damaged');
  assert.equal(await error(file.with(60, file[60] ^ 1)), 'damaged');
  assert.equal(await error(packed(JSON.stringify({ ...fields, more: ' '.repeat(60_000_000) }))), 'too-large');
  const old = firstFile(book, '', someEvents('bad', 20));
  assert.equal(await error(old.replace('"type":"answer"', '"type":"answer "')), 'damaged');
  assert.equal(await error(firstFile(book, '', [{ id: 'w.1', type: 'answer' }])), 'not-progress');
  assert.equal(await error(firstFile(book, '', 'none')), 'not-progress');
  const odd = await gw.backup.read(firstFile(book, '', [], { cursor: 5, state: { cards: [1], forms: { a: { at: 1 } } } }), empty);
  assert.ok(gw.fold(odd.events, odd.snapshot));
});

test('a file that claims to hold the events of others hides none of those here', async () => {
  const mine = Array.from({ length: 5 }, (_, nth) => gw.log.event('a', nth + 1, 1.79e12 + nth, 'answer', { item: `q-${nth}`, rev: 1, verdict: 'right', where: 'check' }));
  const read = await gw.backup.read(firstFile(book, '', [], { cursor: { a: 99 }, state: {} }), { ...empty, events: mine });
  assert.equal(Object.keys(gw.fold(read.events, read.snapshot).answers).length, 5);
  assert.equal(read.summary.removed, false);
});

test('a table holds answers, exam answers and reviews, and no formulas', () => {
  const at = Date.UTC(2026, 10, 23, 9);
  const event = (n, type, fields) => gw.log.event('w', n, at, type, fields);
  const csv = gw.backup.csv([
    event(1, 'answer', { item: '=HYPERLINK("x")', rev: 1, verdict: 'right', where: 'check', sure: 2, seconds: 40 }),
    event(2, 'review', { item: 'a,b', rev: 1, grade: 3 }),
    event(3, 'form', { mode: 'mock', form: { items: [{ id: 'q', rev: 2 }] } }),
    event(4, 'submit', { form: 'w.3', items: [{ verdict: 'wrong', seconds: 9 }, { verdict: 'right' }] }),
    event(5, 'flag', { item: 'q', on: true }),
    // The device's clock is told, not the place in the log.
    gw.log.event('w', 6, at, 'review', { item: 'c', rev: 1, grade: 1 }, at + 9e9),
  ]);
  assert.equal(csv, [
    'time,where,id,rev,outcome,sure,seconds',
    `2026-11-23T09:00:00.000Z,check,"'=HYPERLINK(""x"")",1,right,2,40`,
    '2026-11-23T09:00:00.000Z,card,"a,b",1,3,,',
    '2026-11-23T09:00:00.000Z,mock,q,2,wrong,,9',
    '2026-11-23T09:00:00.000Z,card,c,1,1,,',
    '',
  ].join('\r\n'));
});

test('a packed text may be as long as its limit, and not a byte longer', async () => {
  const packed = await gw.pack.gzip('x'.repeat(100));
  assert.equal(await gw.pack.gunzip(packed, 100), 'x'.repeat(100));
  await assert.rejects(gw.pack.gunzip(packed, 99), RangeError);
});
