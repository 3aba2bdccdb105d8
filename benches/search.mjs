// How much a first query loads, how large the whole index is and how long a query takes, on a made-up book of 1,000
// chapters: `node benches/search.mjs [FOLDER OF A BUILT SITE]`. Prints the numbers beside their limits and ends with 1
// if one is passed. Without a folder the book is made and built with target/release/guidewright (or BIN).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opened } from '../tests/search/engine.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LIMITS = { 'first query, KB': 200, 'whole index, MB': 3, 'query at the 95th percentile, ms': 5 };

const work = mkdtempSync(join(tmpdir(), 'guidewright-bench-'));
let [site] = process.argv.slice(2);
if (!site) {
  const book = join(work, 'book');
  site = join(work, 'site');
  execFileSync('python3', [join(ROOT, 'benches/make_book.py'), book, '1000'], { stdio: 'inherit' });
  execFileSync(process.env.BIN ?? join(ROOT, 'target/release/guidewright'), ['--quiet', 'build', book, '--dest', site]);
}

const folder = join(site, 'search');
const whole = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

// Words of the book itself: common and rare ones, two and three together, beginnings and slips.
const words = new Set();
const probe = await opened(site);
for (const letter of 'abcdefghijklmnoprstuvw') {
  const { hits } = await probe.ask(letter, { limit: 5 });
  for (const hit of hits) for (const word of hit.body.split(/\W+/).slice(0, 12)) if (word.length > 3) words.add(word.toLowerCase());
}
const list = [...words].sort();
const pick = n => list[(n * 7919) % list.length];
const queries = Array.from({ length: 400 }, (_, n) => {
  const [one, two, three] = [pick(n), pick(n + 1), pick(n + 2)];
  return [one, `${one} ${two}`, `${one} ${two} ${three}`, one.slice(0, 4), one.slice(0, 2) + one.slice(3)][n % 5];
});

const firsts = [];
for (const query of queries.slice(0, 40)) {
  const fresh = await opened(site);
  await fresh.ask(query);
  firsts.push([...fresh.loaded.values()].reduce((sum, size) => sum + size, 0));
}

const search = await opened(site);
for (const query of queries) await search.ask(query);
const times = [];
for (const query of queries) {
  const start = performance.now();
  await search.ask(query);
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
firsts.sort((a, b) => a - b);

const measured = {
  'first query, KB': firsts.at(-1) / 1000,
  'whole index, MB': whole / 1e6,
  'query at the 95th percentile, ms': times[Math.floor(times.length * 0.95)],
};
for (const [what, value] of Object.entries(measured)) {
  const over = value >= LIMITS[what];
  if (over) process.exitCode = 1;
  console.log(`${what}: ${value.toFixed(2)} (limit ${LIMITS[what]})${over ? ' TOO MUCH' : ''}`);
}
console.log(`first query at the median, KB: ${(firsts[firsts.length >> 1] / 1000).toFixed(2)}; query at the median, ms: ${times[times.length >> 1].toFixed(2)}; ${queries.length} queries, ${list.length} words`);
rmSync(work, { recursive: true, force: true });
