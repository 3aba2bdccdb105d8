import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FOUR, THREE, big } from './bank.mjs';
import { gw } from './scripts.mjs';

const { ask, begin, free, join, left, lengths, limit, mark, note, outcomes, portions, read, reopen, settle, settled, warning } = gw.run;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const form = (size = 3) => gw.form.draw(big, { seed: 'mock-10-word', size });
const running = (now = 1000, time = '1') => begin({ ...form(), minutes: 130 }, { id: 'w.1', mode: 'mock', time }, now);

test('lengths come from the blueprint', () => {
  assert.deepEqual(lengths(FOUR), [65, 49, 33, 20, 10]);
  assert.deepEqual(lengths(THREE), [40, 30, 20, 10]);
  assert.deepEqual(lengths({ items: 8 }), [8, 6, 4]);
  assert.deepEqual(portions(27), [10, 20, 27]);
  assert.deepEqual(portions(4), [4]);
  assert.deepEqual(portions(0), []);
});

test('a seed names what was drawn, and reads back', () => {
  for (const wish of [{ mode: 'mock', size: 65 }, { mode: 'quiz', size: 20, domain: 'data-2' }]) {
    const { seed } = ask(big, { ...wish, word: 'k7qm2x' });
    const { mode, size, domain, word } = read(`MLA-C01/r7/${seed}`);
    assert.deepEqual({ mode, size, domain, word }, { domain: undefined, ...wish, word: 'k7qm2x' });
  }
  assert.equal(ask(big, { mode: 'diagnostic', word: 'w' }).seed, 'diagnostic-33-w');
  assert.equal(read('A/r7/mock-65-w').revision, 'r7');
  assert.deepEqual(read('  my own-word '), { word: 'my ownword', revision: null });
  // A plain test has no domain in its seed.
  assert.equal(ask({ exam: null }, { mode: 'quiz', size: 10, word: 'w' }).seed, 'quiz-10-w');
});

test('a quiz asks what practice may show, a mock what exams may', () => {
  assert.deepEqual([ask(big, { mode: 'quiz', size: 9, domain: '1', word: 'w' })].map(({ pool, domain, minutes }) => [pool, domain, minutes]), [['practice', '1', 18]]);
  assert.equal(ask(big, { mode: 'mock', size: 65, word: 'w' }).pool, undefined);
});

test('more time for who needs it', () => {
  assert.deepEqual(['1', '1.25', '1.5', '2', 'more', 'none'].map(time => limit(130, time)),
    [130, 162.5, 195, 260, 160].map(minutes => minutes * MINUTE).concat(null));
  const offered = readFileSync(new URL('../../templates/exam.html', import.meta.url), 'utf8').match(/<select name="time">.*?<\/select>/s)[0];
  assert.deepEqual(Array.from(offered.matchAll(/value="(.*?)"/g), ([, time]) => time), ['1', '1.25', '1.5', '2', 'more', 'none']);
});

test('what is left is the deadline minus now, never below zero', () => {
  const run = running();
  assert.equal(left(run, 1000 + HOUR), 70 * MINUTE);
  assert.equal(left(run, 1000 + 9 * HOUR), 0);
  assert.equal(left(running(0, 'none'), 5), null);
});

test('a jump of the wall clock moves the deadline along; sleep and drift do not', () => {
  for (const jump of [HOUR, -HOUR, 6000, -6000]) {
    const run = running();
    const since = { wall: 1000, mono: 0 };
    assert.ok(settle(run, since, 1000 + MINUTE + jump, MINUTE));
    assert.equal(left(run, 1000 + MINUTE + jump), 129 * MINUTE);
    // Counted once.
    assert.ok(!settle(run, since, 1000 + 2 * MINUTE + jump, 2 * MINUTE));
    assert.match(note(run), /^[+−]\d+ (s|min)$/);
  }
  const run = running();
  assert.ok(!settle(run, { wall: 1000, mono: 0 }, 1000 + HOUR + 4000, HOUR));
  assert.ok(!settle(run, { wall: 1000, mono: 0 }, 1000 + 20 * MINUTE, 20 * MINUTE));
  assert.equal(note(run), undefined);
});

test('a clock turned back while the page was closed gives no time away', () => {
  const run = { ...running(), beat: 1000 + HOUR };
  assert.equal(left(reopen(run, 1000), 1000), 70 * MINUTE);
  const whole = { ...running(), beat: 1000 + HOUR };
  assert.equal(left(reopen(whole, 1000 + 2 * HOUR), 1000 + 2 * HOUR), 10 * MINUTE);
  assert.equal(note(whole), undefined);
});

test('a note of many jumps still fits the log', () => {
  const run = { jumps: Array(500).fill(-HOUR) };
  assert.ok(note(run).length <= 300);
});

test('warnings at 30, 10, 5 and 1 minutes, each once, the most urgent after a sleep', () => {
  const passed = [];
  for (let now = 31 * MINUTE; now >= 0; now -= 1000) {
    const minutes = warning(now + 1000, now);
    if (minutes) passed.push(minutes);
  }
  assert.deepEqual(passed, [30, 10, 5, 1]);
  assert.equal(warning(40 * MINUTE, 4 * MINUTE), 5);
  assert.equal(warning(40 * MINUTE, 0), null);
});

test('a lease binds until its holder has been silent for long', () => {
  const run = { lease: { tab: 'one', beat: 100_000 } };
  assert.ok(free({ lease: null }, 'two', 0));
  assert.ok(free(run, 'one', 100_001));
  assert.ok(!free(run, 'two', 110_000));
  assert.ok(free(run, 'two', 120_000));
  assert.ok(free({ lease: { tab: 'one', beat: 0 } }, 'two', 110_000), 'given up');
});

test('the grid tells unseen, seen, begun and answered', () => {
  const multi = { kind: 'multi', key: ['a', 'b'] };
  const order = { kind: 'order', key: ['a', 'b', 'c'] };
  assert.equal(mark({}, multi), 'unseen');
  assert.equal(mark({ seen: true }, multi), 'seen');
  assert.equal(mark({ seen: true, picked: ['a'] }, multi), 'begun');
  assert.equal(mark({ seen: true, picked: ['a', 'c'] }, multi), 'answered');
  assert.equal(mark({ seen: true, picked: ['', '', ''] }, order), 'seen');
  assert.equal(mark({ seen: true, picked: ['c', '', 'a'] }, order), 'begun');
});

test('two copies of a run join answer by answer; another run is not joined', () => {
  const mine = { id: 'w.1', answers: [{ picked: ['a'], touched: 5 }, {}, { picked: ['b'], touched: 9 }] };
  const stored = { id: 'w.1', answers: [{ picked: ['c'], touched: 4 }, { picked: ['d'], touched: 1 }, { picked: ['e'], touched: 10 }] };
  assert.deepEqual(join(structuredClone(mine), stored).answers.map(({ picked }) => picked[0]), ['a', 'd', 'e']);
  assert.deepEqual(join(structuredClone(mine), { ...stored, id: 'w.2' }), mine);
  assert.deepEqual(join(structuredClone(mine), null), mine);
});

test('what is handed in is a submit the log takes, in the order of the form', () => {
  const run = running();
  const known = { 0: { kind: 'choice', key: ['a'] }, 1: { kind: 'multi', key: ['a', 'b'] } };
  run.answers = [
    { seen: true, picked: ['b'], sure: 3, seconds: 41.26, flagged: true },
    { seen: true, picked: ['b', 'a'], seconds: 7 },
    { picked: ['x'] },
  ];
  for (const answer of run.answers) settled(answer);
  run.answers[0].picked = ['a'];
  const items = outcomes(run, id => known[run.items.findIndex(item => item.id === id)]);
  assert.deepEqual(items, [
    { verdict: 'right', sure: 3, seconds: 41.3, picked: ['a'], was: 'wrong', flagged: true },
    { verdict: 'right', seconds: 7, picked: ['b', 'a'] },
    { verdict: 'unanswered' },
  ]);
  assert.ok(gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items, mode: 'practice' })));
  assert.ok(!gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items, mode: 'mock' })));
  assert.ok(!gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items: [{ verdict: 'right', flagged: 1 }] })));
});

test('the same picks in another order are no change of mind, a cleared answer is', () => {
  const run = { items: [{ id: 'q' }], answers: [{ first: ['a', 'b'], picked: ['b', 'a'] }] };
  const known = () => ({ kind: 'multi', key: ['a', 'b'] });
  assert.equal(outcomes(run, known)[0].was, undefined);
  run.answers[0].picked = [];
  assert.deepEqual(outcomes(run, known)[0], { verdict: 'unanswered', was: 'right' });
});
