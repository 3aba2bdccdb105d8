import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw } from './scripts.mjs';

const question = (id, more = {}) => ({
  id, rev: 1, kind: 'choice', domain: '1', task: '1.1', difficulty: 2, pool: 'practice', confuses: [], case: null, chapter: 0, ...more,
});
const bank = {
  questions: [
    question('a'), question('b', { task: '1.2', kind: 'order', chapter: 1 }), question('c', { domain: '2', task: '2.1', difficulty: 3 }),
    question('kept-for-exams', { pool: 'exam' }), question('overdue', { review_by: '2026-01-01' }),
    question('one', { case: 'story' }), question('two', { case: 'story', task: '1.2' }),
  ],
  cases: [{ id: 'story', questions: ['one', 'two'] }],
};
const at = Date.UTC(2026, 10, 25, 12);
const clock = { now: at, today: gw.fsrs.studyDay(at), date: '2026-11-25' };
const answer = (n, item, verdict, sure, days = 0) => gw.log.event('w', n, at - days * 864e5, 'answer', { item, rev: 1, verdict, where: 'practice', sure });
const ids = (state, wish) => gw.set.matching(bank, state, wish, clock).map(({ id }) => id);
const none = gw.fold([]);

test('a wish filters by place, kind and difficulty, and never shows what exams keep or what is out of date', () => {
  assert.deepEqual(ids(none, {}), ['a', 'b', 'c', 'one', 'two']);
  assert.deepEqual(ids(none, { task: ['1.2'] }), ['b', 'two']);
  assert.deepEqual(ids(none, { domain: ['2'] }), ['c']);
  assert.deepEqual(ids(none, { kind: ['order'] }), ['b']);
  assert.deepEqual(ids(none, { difficulty: ['3'] }), ['c']);
  assert.deepEqual(ids(none, { chapter: ['1'] }), ['b']);
  assert.deepEqual(ids(none, { id: ['kept-for-exams', 'a'] }), ['a']);
});

test('a wish filters by what the reader did', () => {
  const state = gw.fold([
    answer(1, 'a', 'right', 1), answer(2, 'b', 'wrong', 3), answer(3, 'c', 'wrong', undefined, 5),
    gw.log.event('w', 4, at, 'flag', { item: 'one', on: true }), gw.log.event('w', 5, at, 'flag', { item: 'two', on: true }),
    gw.log.event('w', 6, at, 'flag', { item: 'two', on: false }),
  ]);
  assert.deepEqual(ids(state, { which: 'unseen' }), ['one', 'two']);
  assert.deepEqual(ids(state, { which: 'missed' }), ['b', 'c']);
  assert.deepEqual(ids(state, { which: 'sure' }), ['b']);
  assert.deepEqual(ids(state, { which: 'flagged' }), ['one']);
  assert.deepEqual(ids(state, { which: 'due' }), ['c'], 'sure and wrong waits two days');
});

test('an answer to an older version counts as none', () => {
  const newer = { ...bank, questions: bank.questions.map(each => ({ ...each, rev: 2 })) };
  const state = gw.fold([answer(1, 'a', 'wrong')]);
  assert.deepEqual(gw.set.matching(newer, state, { which: 'missed' }, clock), []);
});

test('a set takes what is due first, then the unseen, then the longest unseen, and keeps cases whole', () => {
  const state = gw.fold([answer(1, 'a', 'right', 3, 40), answer(2, 'b', 'right', 3, 1), answer(3, 'c', 'wrong', 1, 9)]);
  const first = count => gw.set.choose(bank, state, { which: 'any', count }, clock, 'seed');
  assert.ok(first(1).every(id => ['a', 'c'].includes(id)));
  assert.equal(first(5).length, 5);
  assert.deepEqual(first(5).filter(id => ['one', 'two'].includes(id)), ['one', 'two']);
  assert.ok([2, 3, 4].every(count => first(count).length <= count), 'a case does not stretch a set');
  assert.deepEqual(first(5), first(5), 'the same seed gives the same set');
  const fresh = (wish, seed) => gw.set.choose(bank, gw.fold([]), { count: 1, ...wish }, clock, `${seed}`);
  for (let seed = 0; seed < 50; seed += 1) assert.equal(fresh({ task: ['1.1'] }, seed).length, 1, 'nor when it is drawn first');
  assert.deepEqual(fresh({ task: ['1.2'], kind: ['choice'] }, 0), ['one', 'two'], 'a case that alone fits comes whole');
});

test('look-alikes follow each other once they are known', () => {
  const alike = ['x', 'y'].map((id, nth) => question(id, { task: nth ? '1.2' : '1.1', confuses: ['emr'] }));
  const others = ['p', 'q', 'r'].map(id => question(id, { task: '1.1' }));
  const whole = { questions: [alike[0], ...others, alike[1]], cases: [] };
  const state = gw.fold(whole.questions.map(({ id }, nth) => answer(nth + 1, id, 'right', 3)));
  for (let seed = 0; seed < 20; seed += 1) {
    const set = gw.set.choose(whole, state, { count: 5 }, clock, String(seed));
    assert.equal(Math.abs(set.indexOf('x') - set.indexOf('y')), 1);
  }
});

test('what a short set leaves out: the last is what was seen most recently', () => {
  const questions = [...'abcdefgh'].map((id, at) => question(id, { task: `1.${at}`, confuses: [id] }));
  const right = (n, id, days) => answer(n, id, 'right', 3, days);
  // Three are due, three were never seen, two were answered of late and wait.
  const state = gw.fold([answer(1, 'a', 'wrong', 1, 9), answer(2, 'b', 'wrong', 1, 8), answer(3, 'c', 'wrong', 1, 7), right(4, 'g', 1), right(5, 'h', 0)]);
  const due = ids => ids.filter(id => 'abc'.includes(id)).length;
  for (let seed = 0; seed < 20; seed += 1) {
    const chosen = count => gw.set.choose({ questions, cases: [] }, state, { which: 'any', count }, clock, `set ${seed}`);
    assert.deepEqual(chosen(3).sort(), ['a', 'b', 'c']);
    assert.deepEqual(chosen(6).sort(), [...'abcdef']);
    assert.deepEqual(chosen(7).sort(), [...'abcdefg']);
    assert.equal(due(chosen(2)), 2);
  }
});

test('new questions stay with their task, known ones go from one task to another', () => {
  const questions = ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'].map(id => question(id, { task: id[0] }));
  const chosen = (state, seed) => gw.set.choose({ questions, cases: [] }, state, { which: 'any', count: 6 }, clock, `mix ${seed}`).map(id => id[0]).join('');
  const known = gw.fold(questions.map(({ id }, at) => answer(at + 1, id, 'wrong', 1, 9)));
  for (let seed = 0; seed < 20; seed += 1) {
    assert.match(chosen(none, seed), /^(aaabbb|bbbaaa)$/);
    assert.match(chosen(known, seed), /^(ababab|bababa)$/);
  }
});

test('a set that was begun goes on in another edition: renamed questions are followed, those that are gone are left out', () => {
  const now = id => ({ old: 'b' })[id] ?? id;
  const known = id => bank.questions.find(each => each.id === id);
  const go = (more = {}) => gw.set.resumed({
    ids: ['a', 'gone', 'old', 'c'], at: 2, feedback: 'once', seed: '1',
    answers: { a: { verdict: 'right', picked: ['1.x'], rev: 1 }, gone: { verdict: 'wrong', rev: 1 }, old: { verdict: 'wrong', rev: 1 } }, ...more,
  }, known, now);
  const set = go();
  assert.deepEqual([set.ids, set.at, Object.keys(set.answers), set.feedback], [['a', 'b', 'c'], 1, ['a', 'b'], 'once']);
  assert.deepEqual(Object.keys(go({ answers: { a: { verdict: 'right', rev: 0 }, c: { verdict: 'right' } } }).answers), ['c'], 'what asks for something else now is asked again');
  assert.equal(go({ ids: ['a', 'gone'], at: 1 }).at, 0, 'where it stood at one that is gone and last');
  assert.equal(go({ ids: ['gone'] }), null);
});

test('what was kept as a set and is none kills nothing', () => {
  const known = id => bank.questions.find(each => each.id === id);
  for (const stored of [{}, null, { ids: 'a' }, { ids: ['a'] }, { ids: ['a'], at: '0', answers: {} }, { ids: ['a'], at: 0 }, { ids: ['a'], at: -1, answers: {} }, { ids: [], at: 0, answers: {} }]) {
    assert.equal(gw.set.resumed(stored, known, id => id), null, JSON.stringify(stored));
  }
  const odd = { ids: ['a', 'b', 'c'], at: 9, answers: { a: 5, b: { verdict: 'right', picked: 'x' }, c: null, __proto__: 1 } };
  const { at, answers } = gw.set.resumed(odd, known, id => id);
  assert.deepEqual([at, answers], [2, {}]);
  assert.deepEqual(gw.set.resumed({ ...odd, answers: null }, known, id => id).answers, {});
});
