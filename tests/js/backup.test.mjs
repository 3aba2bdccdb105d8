import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someEvents } from './events.mjs';
import { gw } from './scripts.mjs';

const book = 'mla-guide-7f3a';
const known = new Set(Array.from({ length: 30 }, (_, at) => `q-${at}`).concat(Array.from({ length: 12 }, (_, at) => `c-${at}`)));
const empty = { book, events: [], known };

test('a saved file brings everything to an empty place', () => {
  const events = someEvents('file', 120);
  const read = gw.backup.read(gw.backup.save(book, '2026-11-23', events), empty);
  assert.deepEqual(read.events, [...events].sort(gw.log.order));
  assert.deepEqual(read.summary, { added: 120, same: 0, changed: 0, unknown: [] });
});

test('reading is a dry run that tells what is new, the same, changed and unknown', () => {
  const events = someEvents('dry', 100);
  const mine = events.slice(0, 60);
  const theirs = [...events.slice(40, 99), { ...events[0], at: events[0].at - 1 }, { ...events[99], type: 'review', item: 'gone', rev: 1, grade: 3 }];
  const { summary, added } = gw.backup.read(gw.backup.save(book, '', theirs), { ...empty, events: mine });
  assert.deepEqual(summary, { added: 40, same: 20, changed: 1, unknown: ['gone'] });
  assert.equal(added.length, 40);
  assert.equal(mine.length, 60);
});

test('reading twice adds nothing the second time', () => {
  const events = someEvents('twice', 80);
  const file = gw.backup.save(book, '', events);
  const once = gw.backup.read(file, empty);
  const twice = gw.backup.read(file, { ...empty, events: once.events });
  assert.deepEqual(twice.events, once.events);
  assert.equal(twice.summary.added, 0);
});

test('a compacted log travels with its snapshot and does not count twice', () => {
  const events = someEvents('old', 90);
  const { snapshot, events: rest } = gw.fold.compact(events, null, events[50].at);
  const read = gw.backup.read(gw.backup.save(book, '', rest, snapshot), empty);
  assert.deepEqual(gw.fold(read.events, read.snapshot), gw.fold(events));
  const again = gw.backup.read(gw.backup.save(book, '', events), { ...empty, events: rest, snapshot });
  assert.equal(again.summary.added, 0);
  assert.deepEqual(gw.fold(again.events, again.snapshot), gw.fold(events));
});

test('what is not ours is refused with a reason and never throws', () => {
  const file = gw.backup.save(book, '', someEvents('bad', 20));
  const error = text => gw.backup.read(text, empty).error;
  assert.equal(error('not json'), 'not-json');
  assert.equal(error(''), 'not-json');
  for (const odd of ['null', '5', '[]', '{}', '{"schema":"guidewright-progress"}']) assert.equal(error(odd), 'not-progress');
  assert.equal(error(file.replace(book, 'another')), 'other-book');
  assert.equal(error(file.replace('"version":1', '"version":2')), 'newer');
  assert.equal(error(file.replace('"type":"answer"', '"type":"answer "')), 'damaged');
  assert.equal(error(gw.backup.save(book, '', [{ id: 'w.1', type: 'answer' }])), 'not-progress');
  assert.equal(error(`${file}${' '.repeat(21 * 1024 * 1024)}`), 'too-large');
  const odd = gw.backup.save(book, '', [], { cursor: 5, state: { cards: [1], forms: { a: { at: 1 } } } });
  assert.ok(gw.fold(gw.backup.read(odd, empty).events, gw.backup.read(odd, empty).snapshot));
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
  ]);
  assert.equal(csv, [
    'time,where,id,rev,outcome,sure,seconds',
    `2026-11-23T09:00:00.000Z,check,"'=HYPERLINK(""x"")",1,right,2,40`,
    '2026-11-23T09:00:00.000Z,card,"a,b",1,3,,',
    '2026-11-23T09:00:00.000Z,mock,q,2,wrong,,9',
    '',
  ].join('\r\n'));
});
