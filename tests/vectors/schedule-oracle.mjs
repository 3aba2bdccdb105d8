// Writes `more` of schedule-oracle.json: what ts-fsrs makes of random histories, compactly. The histories come from
// tests/js/histories.mjs, so only results are kept. First the 300 histories written out in the file are tried, so that
// the script is known to ask the oracle the right thing. Run once, by hand, with ts-fsrs at hand:
//
//   npm install --prefix target/oracle ts-fsrs@5.4.2 && node tests/vectors/schedule-oracle.mjs
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { histories } from '../js/histories.mjs';

const at = new URL('schedule-oracle.json', import.meta.url);
const { createEmptyCard, fsrs, generatorParameters } = createRequire(new URL('../../target/oracle/', import.meta.url))('ts-fsrs');
const oracle = fsrs(generatorParameters({
  enable_fuzz: false, enable_short_term: true, request_retention: 0.9, maximum_interval: 36500,
  learning_steps: ['1m', '10m'], relearning_steps: ['10m'],
}));

function run(grades, gaps) {
  let day = 20000;
  let card = createEmptyCard(new Date(day * 864e5));
  const intervals = [...grades].map((grade, nth) => {
    day += gaps[nth];
    // Reviews of one day are minutes apart.
    ({ card } = oracle.next(card, new Date(day * 864e5 + (nth + 1) * 6e5), Number(grade)));
    return card.scheduled_days;
  });
  return { intervals, stability: card.stability, difficulty: card.difficulty, lapses: card.lapses };
}

const text = readFileSync(at, 'utf8');
const file = JSON.parse(text);
for (const [grades, gaps, intervals, stability, difficulty, lapses] of file.histories) {
  const found = run(grades, gaps);
  assert.deepEqual([found.intervals, found.lapses], [intervals, lapses], `${grades} ${gaps}`);
  assert.ok(Math.abs(found.stability / stability - 1) < 1e-6 && Math.abs(found.difficulty / difficulty - 1) < 1e-6);
}
const short = number => Number(number.toPrecision(8));
const rows = histories(1700).map(({ grades, gaps }) => {
  const { intervals, stability, difficulty, lapses } = run(grades, gaps);
  return `[${[intervals.reduce((sum, days) => sum + days, 0), short(stability), short(difficulty), lapses].join(',')}]`;
});
const whole = text.slice(0, text.indexOf('"more"') < 0 ? text.lastIndexOf(']') + 1 : text.indexOf('"more"')).replace(/,\s*$/, '');
const lines = Array.from({ length: Math.ceil(rows.length / 5) }, (_, nth) => rows.slice(nth * 5, nth * 5 + 5).join(','));
writeFileSync(at, `${whole},\n"more": [\n${lines.join(',\n')}\n]\n}\n`);
