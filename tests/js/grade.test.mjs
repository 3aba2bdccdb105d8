import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gw } from './scripts.mjs';

const verdict = (...given) => gw.grade(...given).verdict;

const KEYS = { choice: ['b'], multi: ['a', 'd'], order: ['s2', 's1', 's3'], match: ['r1', 'r2', 'r1', 'r4', 'r5'] };
const ENTRIES = {
  choice: ['a', 'b', 'c', 'd'], multi: ['a', 'b', 'c', 'd', 'e'], order: ['s1', 's2', 's3', 'x'],
  match: ['r1', 'r2', 'r3', 'r4', 'r5'],
};

test('the key is right, a blank is unanswered', () => {
  for (const [kind, key] of Object.entries(KEYS)) {
    assert.equal(verdict(kind, key, key), 'right');
    for (const blank of [[], null, undefined, key.map(() => ''), key.map(() => null)]) {
      assert.equal(verdict(kind, key, blank), 'unanswered', kind);
    }
  }
});

test('every single change of the key is wrong', () => {
  for (const [kind, key] of Object.entries(KEYS)) {
    key.forEach((id, place) => {
      const others = ENTRIES[kind].filter(other => other !== id && !(kind === 'multi' && key.includes(other)));
      for (const other of [...others, '']) {
        const answer = key.with(place, other);
        if (key.length > 1 || other) assert.equal(verdict(kind, key, answer), 'wrong', `${kind} ${answer}`);
      }
    });
    const surplus = ENTRIES[kind].find(id => !key.includes(id));
    assert.equal(verdict(kind, key, [...key, surplus]), 'wrong', `${kind} with one more`);
  }
});

test('order matters for steps, not for picks', () => {
  assert.equal(verdict('multi', KEYS.multi, ['d', 'a']), 'right');
  assert.equal(verdict('multi', KEYS.multi, ['d', 'a', 'a']), 'right');
  assert.equal(verdict('order', KEYS.order, ['s1', 's2', 's3']), 'wrong');
});

test('how far a wrong answer got is told, not scored', () => {
  const graded = gw.grade('match', KEYS.match, ['r1', 'r2', 'r3', 'r4', 'r5']);
  assert.deepEqual(graded, { verdict: 'wrong', right: 4, of: 5, complete: true });
  assert.equal(gw.grade('order', KEYS.order, ['s2', '', 's3']).complete, false);
});

test('grades as the checker does', async () => {
  const vectors = JSON.parse(await readFile(new URL('../vectors/grade.json', import.meta.url), 'utf8'));
  for (const { kind, key, answers } of vectors) {
    for (const [answer, wanted] of answers) {
      assert.equal(verdict(kind, key, answer), wanted, `${kind} ${answer}`);
    }
  }
});
