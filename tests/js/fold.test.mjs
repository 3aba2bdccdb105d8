import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someEvents } from './events.mjs';
import { compact } from './legacy.mjs';
import { gw } from './scripts.mjs';

const DAY = 864e5;
const START = new Date('2026-11-01T12:00:00').getTime();

/** A log written by hand: `[days after the start, type, fields]`, one writer. */
const log = rows => rows.map(([days, type, fields], at) => gw.log.event('w', at + 1, START + days * DAY + at * 1000, type, fields));
const answer = (item, verdict, more) => ({ item, rev: 1, verdict, where: 'practice', ...more });
const plain = value => JSON.parse(JSON.stringify(value));

test('replaying a log and applying it event by event give the same state, in any order of arrival', () => {
  for (let at = 0; at < 20; at += 1) {
    const events = someEvents(`replay ${at}`, 150);
    const state = gw.fold.empty();
    for (const event of [...events].sort(gw.log.order)) gw.fold.apply(state, event);
    assert.deepEqual(gw.fold(events), state);
    assert.deepEqual(gw.fold(gw.random(`${at}`).shuffle([...events])), state);
  }
});

test('a snapshot and the rest give the state of the whole log', () => {
  for (let at = 0; at < 20; at += 1) {
    const events = someEvents(`compact ${at}`, 200).sort(gw.log.order);
    const before = events[gw.random(`cut ${at}`).below(200)].at;
    const once = compact(events, null, before);
    const [kept] = [gw.fold.thaw(gw.fold.freeze(once.snapshot)).snapshot];
    assert.deepEqual(plain(gw.fold(once.events, kept)), plain(gw.fold(events)));
    assert.deepEqual(plain(gw.fold(events, kept)), plain(gw.fold(events)), 'what is folded does not count twice');
    const twice = compact(once.events, kept, Infinity);
    assert.deepEqual([twice.events, plain(twice.snapshot.state)], [[], plain(gw.fold(events))]);
  }
});

test('compaction stops at a hole, so that a lost segment still counts when it comes back', () => {
  const events = log(Array.from({ length: 6 }, (_, at) => [at, 'flag', { item: `q${at}`, on: true }]));
  const { snapshot, events: rest } = compact(events.toSpliced(2, 1), null, Infinity);
  assert.deepEqual(rest.map(event => event.id), ['w.4', 'w.5', 'w.6']);
  assert.deepEqual(Object.keys(gw.fold([...rest, events[2]], snapshot).flags).length, 6);
});

test('joining snapshots is idempotent, commutative and associative', () => {
  const snap = seed => compact(someEvents(seed, 80), null, Infinity).snapshot;
  const [a, b, c] = ['a', 'b', 'c'].map(snap);
  const { join } = gw.fold;
  const sorted = value => JSON.stringify(value, (_, each) => (each && typeof each === 'object' && !Array.isArray(each)
    ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1))) : each));
  assert.equal(sorted(join(a, a)), sorted(a));
  assert.equal(sorted(join(a, b)), sorted(join(b, a)));
  assert.equal(sorted(join(join(a, b), c)), sorted(join(a, join(b, c))));
  assert.equal(join(null, a), a);
  assert.equal(join(a, null), a);
});

test('answers count, the first one is kept, practice is remembered', () => {
  const { answers, recall } = gw.fold(log([
    [0, 'answer', answer('q', 'wrong', { sure: 3 })], [3, 'answer', answer('q', 'right')], [3, 'answer', answer('r', 'right', { where: 'quiz' })],
  ]));
  assert.equal(answers.q.n, 2);
  assert.equal(answers.q.right, 1);
  assert.deepEqual(answers.q.first, { day: gw.fsrs.studyDay(START), verdict: 'wrong' });
  assert.deepEqual([answers.q.practice, answers.r.practice], [true, false]);
  assert.equal(recall.q.reps, 2);
});

test('sure but wrong comes back after two days at least', () => {
  const day = gw.fsrs.studyDay(START);
  const due = sure => gw.fold(log([[0, 'answer', answer('q', 'wrong', { sure })]])).recall.q.due - day;
  assert.deepEqual([due(3), due(2), due(undefined)], [2, 1, 1]);
});

test('a changed question starts afresh and an old answer says nothing of it', () => {
  const state = gw.fold(log([
    [0, 'answer', answer('q', 'right', { rev: 1 })], [1, 'answer', answer('q', 'wrong', { rev: 2 })], [2, 'answer', answer('q', 'right', { rev: 1 })],
  ]));
  assert.deepEqual([state.answers.q.rev, state.answers.q.n, state.answers.q.first.verdict], [2, 1, 'wrong']);
});

const seat = (id, scored = true) => ({ id, rev: 1, scored, order: [0, 1] });
const drawn = (...ids) => ({ mode: 'mock', form: { code: 'c', seed: 's', items: ids.map(id => seat(id)) } });

test('an attempt knows which questions were met for the first time, and forms make exposure', () => {
  const events = log([
    [0, 'answer', answer('a', 'right')],
    [1, 'form', drawn('a', 'b')],
    [1, 'submit', { form: 'w.2', items: [{ verdict: 'right' }, { verdict: 'unanswered' }] }],
    [2, 'form', drawn('b', 'c')],
    [2, 'submit', { form: 'w.4', items: [{ verdict: 'wrong', sure: 1 }] }],
    [2, 'submit', { form: 'w.4', items: [{ verdict: 'right' }, { verdict: 'right' }] }],
    [3, 'form', drawn('a')],
  ]);
  const state = gw.fold(events);
  const [one, two, ...more] = gw.fold.attempts(state);
  assert.deepEqual(more, []);
  assert.deepEqual(one.items.map(item => item.first), [false, true]);
  assert.deepEqual(two.items.map(item => [item.id, item.verdict, item.first]), [['b', 'wrong', false], ['c', 'unanswered', true]]);
  assert.deepEqual(gw.fold.history(state), { exposure: { a: 2, b: 2, c: 1 }, seen: ['a'] });
  assert.deepEqual(Object.values(state.forms).map(form => form.submitted), [true, true, false]);
});

test('an attempt keeps its id and its flags, and one finished as practice says so', () => {
  const events = log([
    [0, 'form', drawn('a', 'b')],
    [0, 'submit', { form: 'w.1', items: [{ verdict: 'right', flagged: true }, { verdict: 'wrong' }], mode: 'practice' }],
    [1, 'form', drawn('a')],
    [1, 'submit', { form: 'w.3', items: [{ verdict: 'right' }] }],
  ]);
  const found = gw.fold.attempts(gw.fold(gw.log.decode(gw.log.encode(events)).events));
  assert.deepEqual(found.map(({ id, mode }) => [id, mode]), [['w.2', 'practice'], ['w.4', 'mock']]);
  assert.deepEqual(found[0].items.map(({ flagged }) => flagged), [true, undefined]);
});

test('a reset empties what it names, and dropping it brings everything back', () => {
  const rows = [
    [0, 'answer', answer('q', 'right')], [0, 'answer', answer('r', 'right')], [0, 'flag', { item: 'q', on: true }],
    [1, 'reset', { scope: ['answers', 'recall'], item: 'q' }],
  ];
  assert.deepEqual(Object.keys(gw.fold(log(rows)).answers), ['r']);
  assert.equal(gw.fold(log(rows)).flags.q.on, true);
  const undo = [1, 'reset', { scope: ['event'], item: 'w.4' }];
  assert.deepEqual(gw.fold(log([...rows, undo])), gw.fold(log(rows.slice(0, 3))));
  const redo = [1, 'reset', { scope: ['event'], item: 'w.5' }];
  assert.deepEqual(gw.fold(log([...rows, undo, redo])), gw.fold(log(rows)));
  assert.deepEqual(Object.keys(gw.fold(log([...rows, [1, 'reset', { scope: ['answers', 'nonsense'] }]])).answers), []);
});

test('settings are brought back inside their bounds', () => {
  const settings = rows => gw.wishes(gw.fold(log(rows)));
  const fresh = { plan: null, exam: null, retention: 0.9, target: 0.9, fuzz: false, four: false, newCards: 10, mostCards: 100, saved: 0 };
  assert.deepEqual(settings([]), fresh);
  assert.equal(settings([[0, 'setting', { item: 'retention', value: 7 }]]).retention, 0.97);
  assert.equal(settings([[0, 'setting', { item: 'retention', value: 'x' }]]).retention, 0.9);
  assert.equal(settings([[0, 'plan', { value: { exam: 20800 } }]]).exam, 20800);
  assert.deepEqual(settings([[0, 'plan', { value: { exam: 20800 } }]]).plan, { exam: 20800, start: 20800, weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 60 });
  const odd = [[], {}, '5', NaN, Infinity, -1, 1e300, true, 'x'.repeat(99)];
  for (const exam of odd.filter(value => value !== -1)) assert.equal(settings([[0, 'plan', { value: { exam } }]]).exam, null);
  for (const value of odd) {
    for (const item of ['retention', 'target', 'fuzz', 'four', 'new-cards', 'most-cards', 'saved']) {
      const found = settings([[0, 'setting', { item, value }]]);
      for (const [name, kept] of Object.entries(found)) assert.equal(typeof kept, typeof fresh[name], `${item} ${value}`);
      assert.ok(found.retention >= 0.8 && found.target <= 0.97 && found.newCards >= 0 && found.mostCards >= 1 && found.saved <= gw.log.LAST);
    }
    const plan = settings([[0, 'plan', { value: { exam: 20800, start: value, weekdays: value, minutes: value, earliest: value } }]]).plan;
    assert.deepEqual([plan.exam, plan.weekdays.length, plan.minutes >= 5 && plan.minutes <= 1440], [20800, 7, true]);
  }
  assert.deepEqual(settings([[0, 'plan', { value: { exam: 20800, weekdays: [1, 9, 'x', 3] } }]]).plan.weekdays, [1, 3]);
});

test('hostile ids stay data', () => {
  const state = gw.fold(log([[0, 'flag', { item: '__proto__', on: true }], [0, 'answer', answer('constructor', 'right')]]));
  assert.equal({}.on, undefined);
  assert.equal(state.flags.__proto__.on, true);
  assert.equal(state.answers.constructor.n, 1);
});

test('odd snapshots load as far as they make sense', () => {
  const odd = { v: 1, cursor: null, state: { answers: { a: 5, b: { at: 1 }, c: { at: 1, first: {} } }, forms: { f: { at: 1, items: [null] } }, cards: 'x', flags: null } };
  const { snapshot } = gw.fold.thaw(gw.log.seal(JSON.stringify(odd)));
  const state = gw.fold(someEvents('odd', 40), snapshot);
  assert.ok(gw.fold.history(state));
  assert.equal(state.answers.a, undefined);
  for (const text of ['null', '5', '[]', '{}', '{"v":1,"state":[]}']) assert.ok(gw.fold.thaw(gw.log.seal(text)));
});

test('cards and questions are scheduled by the clock of the device, not by the order of the log', () => {
  const year = 365 * DAY;
  const at = START + year;
  const wrong = gw.log.event('w', 1, at, 'flag', { item: 'q', on: true });
  const graded = gw.log.event('w', 2, START, 'review', { item: 'c', rev: 1, grade: 1 }, wrong.at);
  const { cards } = gw.fold([wrong, graded]);
  assert.deepEqual([cards.c.day, cards.c.wake, cards.c.at], [gw.fsrs.studyDay(START), START + 60_000, at + 1]);
  const drawnLate = gw.log.event('w', 3, START, 'form', drawn('a'), graded.at);
  const handed = gw.log.event('w', 4, START + 5, 'submit', { form: 'w.3', items: [{ verdict: 'right' }] }, drawnLate.at);
  const state = gw.fold([wrong, graded, drawnLate, handed]);
  assert.deepEqual([state.forms['w.3'].when, state.attempts['w.4'].when], [START, START + 5]);
});

test('what comes after a device whose clock was ahead wins over it', () => {
  const plan = (counter, now, exam, newest) => gw.log.event('w', counter, now, 'plan', { value: { exam } }, newest);
  const ahead = plan(1, START + 365 * DAY, 21200);
  const after = plan(2, START, 20800, ahead.at);
  const forget = gw.log.event('w', 3, START + 1, 'reset', { scope: ['cards'] }, after.at);
  const card = gw.log.event('v', 1, START + 365 * DAY - 5, 'review', { item: 'c', rev: 1, grade: 3 });
  const state = gw.fold([after, forget, card, ahead]);
  assert.equal(gw.wishes(state).exam, 20800);
  assert.deepEqual(Object.keys(state.cards), []);
});

test('a renamed question keeps what was known of it, in the log, in forms and in a snapshot', () => {
  const rows = [
    [0, 'answer', answer('old', 'wrong')], [1, 'form', drawn('old', 'b')], [1, 'submit', { form: 'w.2', items: [{ verdict: 'right' }] }],
    [1, 'flag', { item: 'old', on: true }], [2, 'answer', answer('new', 'right')],
  ];
  const names = { old: 'new' };
  const state = gw.fold(log(rows), null, names);
  assert.deepEqual([state.answers.new.n, state.answers.new.first.verdict, state.answers.old], [3, 'wrong', undefined]);
  assert.deepEqual([state.flags.new.on, state.attempts['w.3'].items[0].id, state.attempts['w.3'].items[0].first], [true, 'new', false]);
  assert.deepEqual(gw.fold.history(state).exposure, { new: 1, b: 1 });
  const { snapshot, events } = compact(log(rows.slice(0, 4)), null, Infinity);
  const other = gw.fold(events, snapshot, names);
  assert.deepEqual([other.answers.new.n, other.forms['w.2'].items[0].id, other.answers.old], [2, 'new', undefined]);
});

test('a void outcome is no answer and does not count', () => {
  const state = gw.fold(log([[0, 'form', drawn('a', 'b')], [0, 'submit', { form: 'w.1', items: [{ verdict: 'unanswered', void: true }, { verdict: 'right' }] }]]));
  const [attempt] = gw.fold.attempts(state);
  assert.deepEqual(attempt.items.map(({ scored }) => scored), [false, true]);
  assert.deepEqual(Object.keys(state.answers), ['b']);
  assert.equal(gw.fold.unread(state, attempt), false);
});

test('an attempt asks to be looked through while something was missed and nothing of it was opened', () => {
  const rows = [[0, 'form', drawn('a', 'b')], [0, 'submit', { form: 'w.1', items: [{ verdict: 'right' }, { verdict: 'right' }] }], [1, 'form', drawn('a')], [1, 'submit', { form: 'w.3', items: [{ verdict: 'wrong' }] }]];
  const unread = more => {
    const state = gw.fold(log([...rows, ...more]));
    return gw.fold.attempts(state).map(attempt => gw.fold.unread(state, attempt));
  };
  assert.deepEqual(unread([]), [false, true]);
  assert.deepEqual(unread([[2, 'setting', { item: 'reviewed:w.4', value: true }]]), [false, false]);
});

test('attempts know their exam, and those of another one are left out', () => {
  const form = code => ({ mode: 'mock', form: { code, items: [seat('a')] } });
  const state = gw.fold(log([
    [0, 'form', form('ONE/r/s')], [0, 'submit', { form: 'w.1', items: [] }], [1, 'form', form('TWO/r/s')], [1, 'submit', { form: 'w.3', items: [] }],
    [2, 'form', form('/r/s')], [2, 'submit', { form: 'w.5', items: [] }],
  ]));
  const ids = code => gw.fold.attempts(state, code).map(({ id }) => id);
  assert.deepEqual([ids(), ids('ONE'), ids('TWO')], [['w.2', 'w.4', 'w.6'], ['w.2', 'w.6'], ['w.4', 'w.6']]);
});

test('a snapshot that claims events it does not hold is not believed', () => {
  const events = log([[0, 'answer', answer('q', 'right')], [1, 'review', { item: 'c', rev: 1, grade: 3 }], [1, 'form', drawn('a')]]);
  const { snapshot } = gw.fold.thaw(gw.log.seal(JSON.stringify({ v: 1, cursor: { w: 99 }, state: {} })));
  const state = gw.fold(events, snapshot);
  assert.deepEqual([Object.keys(state.answers), Object.keys(state.cards), Object.keys(state.forms)], [['q'], ['c'], ['w.3']]);
});
