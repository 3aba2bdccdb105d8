import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw } from './scripts.mjs';

test('a message gets its values, counts in the way of its language and keeps what it does not know', () => {
  gw.lang = 'en';
  const told = (message, values, exact) => gw.message(message, values, exact);
  assert.equal(told('{n} {n|one: card|other: cards} due', { n: 1 }), '1 card due');
  assert.equal(told('{n} {n|one: card|other: cards} due', { n: 1200 }), '1,200 cards due');
  assert.equal(told('{n}', { n: 1200 }, true), '1200');
  assert.equal(told('{a.b} of {a.c%}', { a: { b: 'x', c: 0.256 } }), 'x of 26%');
  assert.equal(told('{nobody}{n|one: a: b|other: c}', { n: 1 }), 'a: b');
  assert.equal(told('a } b { c', {}), 'a } b { c');
});

test('a script says a message by its name', () => {
  gw.words.left = '{n|one: one|other: some} left';
  assert.equal(gw.word('left', { n: 1 }), 'one left');
});
