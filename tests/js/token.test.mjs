// Queries are split as texts are: `src/index/token.rs` reads the same vectors.
import assert from 'node:assert/strict';
import test from 'node:test';
import { gw, vectors } from './scripts.mjs';

const { stop, terms } = vectors('token');
// What the index leaves out.
const isKept = term => !stop.includes(term) && [...term].length <= 40;

test('queries give the terms of the shared vectors', () => {
  for (const [text, wanted] of terms) {
    assert.equal(gw.token.terms(text).filter(isKept).join(' '), wanted, JSON.stringify(text));
  }
});

test('names know where in the text they stand', () => {
  const text = 'Zürich, ＳａｇｅＭａｋｅｒ: CreateEndpoint, 学习了';
  const found = gw.token.names(text).flatMap(({ pieces }) => pieces.map(([, from, to]) => text.slice(from, to)));
  assert.deepEqual(found, ['Zürich', 'Ｓａｇｅ', 'Ｍａｋｅｒ', 'Create', 'Endpoint', '学习', '习了', '了']);
});
