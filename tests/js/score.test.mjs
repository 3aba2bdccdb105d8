import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw, vectors } from './scripts.mjs';

const { exam, rows, printed } = vectors('score');
const { estimate, label, readiness, report } = gw.score;
const { wilson, expect } = gw.share;

test('the table agrees to the unit, chances to four places', () => {
  for (const [right, of, point, low, high, line, chance] of rows) {
    const found = estimate(exam, right, of);
    assert.deepEqual([found.point, found.low, found.high, found.line], [point, low, high, line], `${right} of ${of}`);
    assert.ok(Math.abs(found.chance - chance) < 1e-4, `${right} of ${of}: ${found.chance}`);
  }
  for (const [right, point, low, high, line, chance] of printed.rows) {
    const found = estimate(exam, right, 50);
    assert.deepEqual([found.point, found.low, found.high, found.line], [point, low, high, line]);
    assert.equal(found.chance.toFixed(2), chance.toFixed(2));
  }
});

test('more right answers never lower anything; the pass mark gives 720; the band holds the point', () => {
  for (const of of [20, 33, 50, 65]) {
    let before = estimate(exam, 0, of);
    for (let right = 1; right <= of; right += 1) {
      const now = estimate(exam, right, of);
      for (const each of ['point', 'low', 'high', 'chance']) assert.ok(now[each] >= before[each], each);
      assert.ok(now.low <= now.point && now.point <= now.high);
      assert.ok(now.low >= 100 && now.high <= 1000);
      before = now;
    }
  }
  assert.equal(estimate(exam, 35, 50).point, 720);
  assert.equal(estimate(exam, 14, 20).point, 720);
});

test('the verdict goes by the chance', () => {
  const words = right => estimate(exam, right, 50).verdict;
  assert.deepEqual([50, 40, 39, 36, 35, 33, 31, 25].map(words), [
    'above', 'above', 'above', 'leaning-above', 'leaning-below', 'leaning-below', 'below', 'below',
  ]);
});

test('a domain says when it has too few questions', () => {
  const eight = label(8, 11, 0.7);
  assert.deepEqual([Math.round(eight.low * 100), Math.round(eight.high * 100)], [43, 90]);
  assert.deepEqual([eight.label, eight.sure], ['meets', false]);
  assert.deepEqual([label(1, 14, 0.7).label, label(1, 14, 0.7).sure], ['needs', true]);
  assert.equal(label(7, 10, 0.7).label, 'meets');
  assert.equal(label(0, 0, 0.7).label, 'none');
  assert.deepEqual(wilson(0, 0), [0, 1]);
});

test('what is expected of a share follows its posterior', () => {
  // Beta(8.5, 3.5): its mean, and the part above 0.7191, its median by a table of the distribution.
  assert.ok(Math.abs(expect(8, 3, share => share) - 8.5 / 12) < 1e-6);
  assert.ok(Math.abs(expect(8, 3, share => Number(share > 0.7191)) - 0.5) < 0.01);
  assert.ok(Math.abs(expect(0, 0, share => share) - 0.5) < 1e-6);
});

const bank = {
  exam: { ...exam, scored: 24, domains: [{ id: 'a', weight: 60, tasks: ['a1', 'a2'] }, { id: 'b', weight: 40, tasks: ['b1'] }] },
  questions: Array.from({ length: 30 }, (_, at) => ({
    id: `q${at}`, kind: at % 3 ? 'choice' : 'multi', domain: at < 18 ? 'a' : 'b', task: at < 9 ? 'a1' : at < 18 ? 'a2' : 'b1',
  })),
};
const item = (at, more) => ({ id: `q${at}`, scored: at % 5 > 0, verdict: at % 4 ? 'right' : 'wrong', seconds: 60 + at, first: true, ...more });

test('a report counts scored questions and tells the rest apart', () => {
  const items = bank.questions.map((_, at) => item(at));
  Object.assign(items[1], { was: 'wrong', sure: 1, flagged: true });
  Object.assign(items[4], { was: 'right', sure: 3 });
  Object.assign(items[8], { verdict: 'unanswered', seconds: 0, first: false });
  const found = report(bank, { mode: 'mock', items });
  assert.equal(found.of, 24);
  assert.equal(found.right, items.filter(each => each.scored && each.verdict === 'right').length);
  assert.deepEqual(found.domains.map(each => each.of), [14, 10]);
  assert.equal(found.tasks.reduce((sum, task) => sum + task.of, 0), 24);
  assert.deepEqual(found.kinds.map(kind => kind.id), ['choice', 'multi']);
  const asked = ['hotspot', 'match', 'order', 'multi', 'choice'].map((kind, at) => ({ id: `q${at}`, kind, domain: 'a', task: 'a1' }));
  const each = report({ ...bank, questions: asked }, { mode: 'mock', items: asked.map(({ id }) => ({ id, scored: true, verdict: 'right' })) });
  assert.deepEqual(each.kinds.map(kind => kind.id), ['choice', 'multi', 'order', 'match', 'hotspot'], 'as the guide names them');
  assert.deepEqual(found.changes, { all: 2, gained: 1, lost: 1 });
  assert.deepEqual(found.guessed, ['q1']);
  assert.deepEqual(found.certain, ['q4']);
  assert.ok(found.misses.includes('q8'));
  assert.deepEqual(found.unscored.of, 6);
  assert.deepEqual(found.flagged, { right: 1, of: 1 });
  assert.deepEqual(found.repeats.of, 1);
  assert.ok(found.pace.last > found.pace.first);
  assert.ok(Math.abs(found.calibration[0].gap - 0.7) < 1e-9);
  assert.equal(found.calibration[1].gap, null);
  assert.equal(found.fresh.of, 23, 'a repeat says nothing of readiness');
  const news = items.filter(each => each.scored && each.first);
  const share = (from, to) => {
    const own = news.filter(({ id }) => Number(id.slice(1)) >= from && Number(id.slice(1)) < to);
    return own.filter(({ verdict }) => verdict === 'right').length / own.length;
  };
  assert.equal(found.estimate.line, Math.round(100 + 900 * (0.6 * share(0, 18) + 0.4 * share(18, 30))), 'domains by weight');
});

test('a book without an exam has a report without an estimate', () => {
  const found = report({ ...bank, exam: null }, { items: [item(1)] });
  assert.deepEqual([found.estimate, found.domains, found.right], [null, [], 1]);
});

test('no estimate without new questions in every domain, and the report says which lack', () => {
  const four = { ...exam, scored: 50, domains: [50, 20, 20, 10].map((weight, at) => ({ id: `${at}`, weight, tasks: [] })) };
  assert.deepEqual(gw.score.ground(four), [10, 4, 4, 2]);
  const questions = Array.from({ length: 50 }, (_, at) => ({ id: `q${at}`, kind: 'choice', task: 't', domain: at < 25 ? '0' : at < 35 ? '1' : at < 45 ? '2' : '3' }));
  const told = change => report({ exam: four, questions }, { items: questions.map(({ id }, at) => ({ id, scored: true, first: true, verdict: 'right', ...change(at) })) });
  // The whole first domain was met before, and went wrong: what is left is all right, and says nothing of half the exam.
  const left = told(at => (at < 25 ? { first: false, verdict: 'wrong' } : {}));
  assert.equal(left.estimate, null);
  assert.deepEqual([left.fresh, left.lacks], [{ right: 25, of: 25 }, [{ id: '0', of: 0, least: 10 }]]);
  assert.equal(told(at => ({ scored: at % 17 === 0 })).estimate, null, 'three right of three are no ground');
  assert.equal(told(at => ({ first: at < 10 || at > 24 })).estimate.point, 1000);
  assert.deepEqual(told(at => ({ first: at < 9 || at > 24 })).lacks, [{ id: '0', of: 9, least: 10 }]);
  // Weak where the exam asks most.
  assert.equal(told(at => ({ verdict: at < 25 ? 'wrong' : 'right' })).estimate.line, 550);
});

test('readiness pools first meetings of the last mocks by weight, recent ones more', () => {
  const all = verdict => bank.questions.map((_, at) => item(at, { verdict, scored: true }));
  const mock = (verdict, from = 0, to = 30) => ({ mode: 'mock', items: all(verdict).slice(from, to) });
  const none = readiness(bank, []);
  assert.deepEqual([none.estimate, none.mocks, none.answers, none.ready], [null, 0, 0, false]);
  const half = readiness(bank, [mock('right', 0, 18)]);
  assert.deepEqual([half.estimate, half.right, half.answers], [null, 18, 18]);
  assert.deepEqual(half.lacks.map(({ id }) => id), ['b']);
  const good = readiness(bank, [mock('wrong'), mock('right'), mock('right'), { mode: 'quiz', items: all('wrong') }, mock('right'), mock('right')]);
  assert.deepEqual([good.mocks, good.answers, good.ready], [4, 120, true]);
  assert.equal(good.estimate.line, 1000, 'the fifth last is forgotten');
  const better = readiness(bank, [mock('wrong'), mock('right')]);
  const worse = readiness(bank, [mock('right'), mock('wrong')]);
  assert.equal(better.estimate.line, Math.round(100 + 900 * 2 / 3));
  assert.equal(worse.estimate.line, Math.round(100 + 900 / 3));
  const one = readiness(bank, [mock('right')]);
  assert.ok(good.estimate.high - good.estimate.low < one.estimate.high - one.estimate.low);
  // Domain b all wrong: 60 % of the weight is right, however many questions each domain had.
  const uneven = readiness(bank, [{ mode: 'mock', items: bank.questions.map((_, at) => item(at, { scored: true, verdict: at < 18 ? 'right' : 'wrong' })) }]);
  assert.equal(uneven.estimate.line, Math.round(100 + 900 * 0.6));
  assert.equal(uneven.ready, false);
  const repeats = readiness(bank, [{ mode: 'mock', items: all('right').map(each => ({ ...each, first: false })) }]);
  assert.equal(repeats.estimate, null);
  const unscored = readiness(bank, [{ mode: 'mock', items: all('right').map(each => ({ ...each, scored: false })) }]);
  assert.equal(unscored.answers, 0);
});

test('the pooled figure of a domain leaves repeats, quizzes, practice and what does not count aside', () => {
  const home = ['1', '1', '2', '2'];
  const bank = { exam: { ...exam, domains: [{ id: '1' }, { id: '2' }] }, questions: home.map((domain, at) => ({ id: `q-${at}`, domain })) };
  const items = (...verdicts) => verdicts.map((verdict, at) => ({ id: `q-${at}`, scored: true, first: true, verdict }));
  const again = items('right', 'right', 'right', 'right').map(item => ({ ...item, first: false }));
  const found = gw.score.pooled(bank, [
    { mode: 'mock', items: items('right', 'wrong', 'right', 'right') },
    { mode: 'diagnostic', items: [...items('right', 'unanswered'), { id: 'q-2', scored: false, verdict: 'wrong' }] },
    { mode: 'mock', items: again },
    { mode: 'quiz', items: items('wrong', 'wrong') },
    { mode: 'practice', items: items('wrong', 'wrong') },
  ]);
  assert.deepEqual(found.map(({ id, right, of, forms, label: word }) => [id, right, of, forms, word]), [['1', 2, 4, 3, 'needs'], ['2', 2, 2, 3, 'meets']]);
});
