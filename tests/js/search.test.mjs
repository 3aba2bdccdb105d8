// The index as the search reads it: `src/index/pack.rs` reads the same vectors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { runInThisContext } from 'node:vm';
import { deflateRawSync } from 'node:zlib';
import { gw, vectors } from './scripts.mjs';

for (const name of ['hit', 'search']) {
  const file = new URL(`${name}.js`, process.env.SCRIPTS ?? new URL('../../static/js/', import.meta.url));
  runInThisContext(readFileSync(file, 'utf8'), { filename: file.pathname });
}

const packed = value => deflateRawSync(JSON.stringify(value)).toString('base64');
const UNITS = 300_000;
// Of each shard of texts the same one serves.
const TEXTS = 1_000;

const lists = vectors('places');
const words = lists.map((_, n) => `${String.fromCharCode(97 + n)}nchor`);
const starts = Array.from({ length: UNITS / TEXTS }, (_, n) => n * TEXTS);
const files = {
  search: 'entry',
  entry: packed({
    units: Array(UNITS).fill(0), domain: Array(UNITS).fill(0), domains: [''], first: words.slice(0, 1),
    words: { starts: [0], names: ['words'] }, places: { starts: [0], names: ['places'] }, texts: { starts, names: starts.map(() => 'texts') },
    same: [], plain: [], stop: [], levels: [1, 2, 3, 5, 8, 13, 21, 34],
  }),
  words: packed(words.map(word => `0${word}`)),
  places: packed(lists.map(([text]) => text)),
  texts: packed([['page.html', 'Page', ...Array(TEXTS).fill(['', 'Section', ''])]]),
};

test('a word leads to the units that its places name, however far apart', async () => {
  const ask = await gw.search.open(async name => files[name], 'search');
  for (const [n, [, list]] of lists.entries()) {
    const { hits, total } = await ask(`${words[n]} `);
    assert.deepEqual(hits.map(hit => hit.unit).sort((a, b) => a - b), list.map(([unit]) => unit), words[n]);
    assert.equal(total, list.length);
    const best = Math.max(...list.map(([, level]) => level));
    assert.equal(hits[0].unit, list.find(([, level]) => level === best)[0], 'what weighs most comes first');
  }
});
