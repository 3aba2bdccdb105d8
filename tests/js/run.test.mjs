import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FOUR, THREE, big } from './bank.mjs';
import { gw } from './scripts.mjs';

const { ask, begin, free, join, left, lengths, limit, mark, note, outcomes, portions, read, refresh, reopen, settle, settled, warning } = gw.run;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const form = (size = 3) => gw.form.draw(big, { seed: 'mock-10-word', size });
/** Every question as the page knows it: two options, the first one right. */
const known = () => ({ kind: 'choice', key: ['1'], entries: [{ id: '1', print: 'yes' }, { id: '2', print: 'no' }], prompts: [] });
const running = (now = 1000, time = '1') => begin({ ...form(), minutes: 130 }, { id: 'w.1', mode: 'mock', time }, now, known);

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

/** What is left of 130 minutes after one minute and moves of the wall clock alone, each a minute after the other. */
function moved(...jumps) {
  const run = running();
  const since = { wall: 1000, mono: 0 };
  let [wall, mono] = [1000, 0];
  for (const jump of jumps) {
    wall += MINUTE + jump;
    mono += MINUTE;
    assert.equal(settle(run, since, wall, mono), jump);
    // Counted once.
    assert.equal(settle(run, since, wall, mono), 0);
  }
  return { left: left(run, wall), note: note(run) };
}

test('time goes on in a sleep, when the wall clock alone moves on', () => {
  assert.deepEqual(moved(HOUR), { left: 69 * MINUTE, note: '+3600' });
  assert.deepEqual(moved(6000), { left: 129 * MINUTE - 6000, note: '+6' });
  assert.deepEqual(moved(HOUR, HOUR), { left: 8 * MINUTE, note: '+3600,+3600' });
  assert.equal(moved(3 * HOUR).left, 0);
});

test('a clock that is turned back gives no time, and one that is put right takes none', () => {
  assert.deepEqual(moved(-HOUR), { left: 129 * MINUTE, note: '-3600' });
  assert.deepEqual(moved(-HOUR, -6000), { left: 128 * MINUTE, note: '-3600,-6' });
  assert.equal(moved(HOUR, -HOUR).left, 128 * MINUTE);
  assert.equal(moved(HOUR, -2 * HOUR).left, 128 * MINUTE);
  assert.equal(moved(-HOUR, HOUR).left, 68 * MINUTE);
});

test('drift and what both clocks saw is no jump', () => {
  const run = running();
  assert.equal(settle(run, { wall: 1000, mono: 0 }, 1000 + HOUR + 4000, HOUR), 0);
  assert.equal(settle(run, { wall: 1000, mono: 0 }, 1000 + HOUR - 5000, HOUR), 0);
  assert.equal(settle(run, { wall: 1000, mono: 0 }, 1000 + 20 * MINUTE, 20 * MINUTE), 0);
  assert.equal(note(run), undefined);
  const calm = running(1000, 'none');
  assert.equal(settle(calm, { wall: 1000, mono: 0 }, 1000 - HOUR, 0), -HOUR);
  assert.equal(calm.deadline, null);
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
  const kinds = [{ kind: 'choice', key: ['1'] }, { kind: 'multi', key: ['1', '2'] }];
  run.answers = [
    { seen: true, picked: ['2.no'], sure: 3, seconds: 41.26, flagged: true },
    { seen: true, picked: ['2.no', '1.yes'], seconds: 7 },
    { picked: ['1.yes'] },
  ];
  for (const answer of run.answers) settled(answer);
  run.answers[0].picked = ['1.yes'];
  const items = outcomes(run, id => kinds[run.items.findIndex(item => item.id === id)]);
  assert.deepEqual(items, [
    { verdict: 'right', sure: 3, seconds: 41.3, picked: ['1.yes'], was: 'wrong', flagged: true },
    { verdict: 'right', seconds: 7, picked: ['2.no', '1.yes'] },
    { verdict: 'unanswered', void: true },
  ]);
  assert.ok(gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items, mode: 'practice' })));
  assert.ok(!gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items, mode: 'mock' })));
  assert.ok(!gw.log.valid(gw.log.event('w', 2, 5, 'submit', { form: 'w.1', items: [{ verdict: 'right', flagged: 1 }] })));
});

test('the same picks in another order are no change of mind, a cleared answer is', () => {
  const run = { items: [{ id: 'q' }], answers: [{ first: ['1.a', '2.b'], picked: ['2.b', '1.a'] }] };
  const asked = () => ({ kind: 'multi', key: ['1', '2'] });
  assert.equal(outcomes(run, asked)[0].was, undefined);
  run.answers[0].picked = [];
  assert.deepEqual(outcomes(run, asked)[0], { verdict: 'unanswered', was: 'right' });
});

// ---- an edition that changes while an exam runs

const words = (...prints) => prints.map((print, at) => ({ id: `${at + 1}`, print }));
const asks = (kind, key, entries, prompts = [], rev = 1) => () => ({ kind, key, entries, prompts, rev });
/** The verdict of an answer that was given before and is graded after; `picked` and what is left of it come along. */
function across(before, after, picked) {
  const seat = { id: 'q', rev: 1, scored: true, order: [0, 1] };
  const run = begin({ code: '', items: [seat], minutes: 10 }, { id: 'w.1', mode: 'mock', time: '1' }, 0, before);
  run.answers[0] = { picked: [...picked], first: [...picked] };
  const [outcome] = outcomes(refresh(JSON.parse(JSON.stringify(run)), after), after);
  assert.equal(outcome.was, undefined);
  return outcome;
}

test('answers of a running exam survive mended, moved and added options', () => {
  const before = asks('choice', ['2'], words('alpha', 'beta', 'gamma', 'delta'));
  const verdict = (key, entries, picked = ['2.beta']) => across(before, asks('choice', [key], entries), picked).verdict;
  assert.equal(verdict('2', words('alpha', 'BETA', 'gamma', 'delta')), 'right');
  assert.equal(verdict('2', words('ALPHA', 'BETA', 'GAMMA', 'DELTA')), 'right');
  assert.equal(verdict('4', words('alpha', 'gamma', 'delta', 'beta')), 'right');
  assert.equal(verdict('3', words('new', 'alpha', 'BETA', 'gamma', 'delta')), 'right');
  assert.equal(verdict('2', words('alpha', 'BETA', 'gamma', 'delta'), ['1.alpha']), 'wrong');
  // An option that is gone was chosen: nothing is chosen any more.
  assert.equal(verdict('1', words('alpha', 'gamma', 'delta')), 'unanswered');
});

test('steps and pairs are followed, rows that were moved too', () => {
  const steps = asks('order', ['1', '2', '3'], words('one', 'two', 'three', 'spare'));
  assert.equal(across(steps, asks('order', ['1', '2', '3'], words('ONE', 'two', 'THREE', 'spare')), ['1.one', '2.two', '3.three']).verdict, 'right');
  assert.deepEqual(across(steps, steps, ['1.one', '', '2.two']).picked, ['1.one', '', '2.two']);
  const pairs = asks('match', ['1', '2', '3'], words('red', 'green', 'blue'), words('fire', 'leaf', 'sky'));
  const moved = asks('match', ['2', '1', '3'], words('GREEN', 'red', 'blue'), words('fire', 'LEAF', 'sky'));
  assert.equal(across(pairs, moved, ['1.red', '2.green', '3.blue']).verdict, 'right');
  const turned = asks('match', ['3', '1', '2'], words('red', 'green', 'blue'), words('sky', 'fire', 'leaf'));
  assert.equal(across(pairs, turned, ['1.red', '2.green', '3.blue']).verdict, 'right');
  assert.deepEqual(across(pairs, turned, ['1.red', '', '3.blue']).picked, ['3.blue', '1.red', '']);
});

test('a question that asks for something else now, or is gone, is void', () => {
  const before = asks('choice', ['1'], words('alpha', 'beta'));
  for (const after of [asks('choice', ['1'], words('alpha', 'beta'), [], 2), () => undefined]) {
    assert.deepEqual(across(before, after, ['1.alpha']), { verdict: 'unanswered', void: true });
  }
});

test('an exam that was begun in the first edition goes on', () => {
  const run = { items: [{ id: 'q', rev: 1 }], answers: [{ picked: ['beta'], first: ['alpha'] }] };
  const after = asks('choice', ['2'], words('alpha', 'beta'));
  assert.deepEqual(outcomes(refresh(run, after), after), [{ verdict: 'right', picked: ['2.beta'], was: 'wrong' }]);
});
