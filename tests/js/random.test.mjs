import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw, vectors } from './scripts.mjs';

const { words, hashes, shuffles } = vectors('random');

test('the published words come out', () => {
  for (const { seed, next } of words) {
    const random = gw.random(seed);
    assert.deepEqual(next.map(() => random.word()), next);
  }
});

test('texts hash as FNV-1a over UTF-8', () => {
  for (const [text, hash] of hashes) assert.equal(gw.hash(text), hash);
  assert.notEqual(gw.hash('é'), gw.hash('e'));
});

test('a shuffle is the published one', () => {
  for (const { seed, length, gives } of shuffles) {
    assert.deepEqual(gw.random(seed).shuffle(Array.from({ length }, (_, at) => at)), gives);
  }
});

test('bounded draws are even and inside', () => {
  const random = gw.random('even');
  const seen = Array(6).fill(0);
  for (let at = 0; at < 60000; at += 1) seen[random.below(6)] += 1;
  const chi = seen.reduce((sum, count) => sum + (count - 10000) ** 2 / 10000, 0);
  assert.ok(chi < 20.5, `chi-square ${chi}`); // 0.1 % point at five degrees of freedom
  assert.equal(random.below(1), 0);
});

test('a bound above half the range throws away and still ends', () => {
  const random = gw.random('wide');
  for (let at = 0; at < 100; at += 1) assert.ok(random.below(2 ** 31 + 1) <= 2 ** 31);
});
