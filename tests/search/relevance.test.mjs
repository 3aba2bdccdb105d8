// What readers look for stands first: the mean reciprocal rank of `queries.txt` on our own guide.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { built } from '../site.mjs';
import { opened } from './engine.mjs';

const lines = readFileSync(new URL('queries.txt', import.meta.url), 'utf8').split('\n');
const wanted = lines.filter(line => line && !line.startsWith('#')).map(line => {
  const [query, ...places] = line.split(' | ');
  return { query, places };
});
const search = await opened(built());
const place = hit => hit.page + (hit.anchor && `#${hit.anchor}`);

test('the section a reader looks for stands first', async () => {
  assert.ok(wanted.length >= 200, 'two hundred queries at least');
  const missed = [];
  let [sum, found] = [0, 0];
  for (const { query, places } of wanted) {
    const { hits } = await search.ask(query, { limit: 10 });
    const rank = hits.findIndex(hit => places.includes(place(hit))) + 1;
    sum += rank && 1 / rank;
    found += rank > 0;
    if (rank !== 1) missed.push(`${query}: ${rank || 'not'} of ${hits.slice(0, 4).map(place).join(', ')}`);
  }
  const mean = sum / wanted.length;
  console.log(`mean reciprocal rank ${mean.toFixed(3)} over ${wanted.length} queries`);
  // Holds what is reached, with room for what authors mend in chapters; 0.9 is the aim.
  assert.ok(mean >= 0.89, `mean reciprocal rank ${mean.toFixed(3)}\n${missed.join('\n')}`);
  assert.ok(found >= 0.97 * wanted.length, `${found} of ${wanted.length} among the first ten\n${missed.join('\n')}`);
});

test('every place that the queries name is there', async () => {
  const all = new Set();
  for (const { query, places } of wanted) {
    const { hits } = await search.ask(query, { limit: 1000 });
    for (const hit of hits) all.add(place(hit));
    for (const one of places) assert.ok(all.has(one), `${one} of “${query}” is not in the index or is not found by it`);
  }
});
