import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw } from './scripts.mjs';

/** Entries as an edition has them: `3 wording` for the one that had id 3 at first; a new wording is written with a dash. */
const edition = (...words) => words.map((print, at) => ({ id: `${at + 1}`, print }));
const first = edition('alpha', 'beta', 'gamma', 'delta');
const names = first.map(gw.entry.name);
const followed = (now, whole = true, of = names) => [...of.map(name => gw.entry.follow(whole ? names : of, now, whole).get(name))];

test('a name holds the place and the wording', () => {
  assert.deepEqual(names, ['1.alpha', '2.beta', '3.gamma', '4.delta']);
});

test('mended words keep the entry, however many were mended', () => {
  assert.deepEqual(followed(edition('alpha', 'BETA', 'gamma', 'delta')), ['1', '2', '3', '4']);
  assert.deepEqual(followed(edition('ALPHA', 'BETA', 'GAMMA', 'DELTA')), ['1', '2', '3', '4']);
  assert.deepEqual(followed(edition('alpha', 'BETA', 'gamma', 'delta'), false, ['2.beta']), ['2']);
});

test('entries that were moved are found by their words', () => {
  assert.deepEqual(followed(edition('delta', 'gamma', 'beta', 'alpha')), ['4', '3', '2', '1']);
  assert.deepEqual(followed(edition('beta', 'alpha', 'gamma', 'delta'), false, ['1.alpha']), ['2']);
});

test('moved and mended at once, an entry is known by its neighbours', () => {
  // One was mended, and another was put before it.
  assert.deepEqual(followed(edition('new', 'alpha', 'BETA', 'gamma', 'delta')), ['2', '3', '4', '5']);
  // The last one has a neighbour on one side alone.
  assert.deepEqual(followed(edition('alpha', 'beta', 'gamma', 'DELTA', 'new')), ['1', '2', '3', '4']);
  // Two changed places, and one of them was mended: what is left over must be it.
  assert.deepEqual(followed(edition('beta', 'ALPHA', 'gamma', 'delta')), ['2', '1', '3', '4']);
  assert.deepEqual(followed(edition('gamma', 'delta', 'ALPHA', 'BETA')), ['3', '4', '1', '2']);
});

test('an entry that is gone is not taken for another one', () => {
  assert.deepEqual(followed(edition('alpha', 'gamma', 'delta')), ['1', undefined, '2', '3']);
  assert.deepEqual(followed(edition('alpha', 'gamma'), false, ['3.gamma', '4.delta']), ['2', undefined]);
});

test('names of the first edition are wordings alone', () => {
  assert.deepEqual(followed(edition('beta', 'alpha'), false, ['alpha', 'lost']), ['2', undefined]);
  assert.equal(gw.entry.follow([null, ''], first).size, 0);
});

test('of two with the same words each keeps its own', () => {
  const twins = edition('same', 'same', 'other');
  const both = ['1.same', '2.same'];
  assert.deepEqual(both.map(name => gw.entry.follow(both, twins).get(name)), ['1', '2']);
  assert.deepEqual(['2.same'].map(name => gw.entry.follow(['2.same'], twins).get(name)), ['2']);
});
