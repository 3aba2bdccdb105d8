import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw, vectors } from './scripts.mjs';

const { exam, rows, printed } = vectors('score');
const { estimate, label, readiness, report } = gw.score;
const { wilson, posterior } = gw.share;

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

test('quantiles bracket the mean and narrow with answers', () => {
  const width = (right, wrong) => posterior(right, wrong).quantile(0.975) - posterior(right, wrong).quantile(0.025);
  assert.ok(width(4, 2) > width(8, 4) && width(8, 4) > width(80, 40));
  const { mean, quantile } = posterior(3.5, 1.25);
  assert.ok(quantile(0.025) < mean && mean < quantile(0.975));
  // Beta(8.5, 3.5), from a table of the distribution.
  assert.ok(Math.abs(posterior(8, 3).quantile(0.5) - 0.7191) < 0.002);
});

const bank = {
  exam: { ...exam, domains: [{ id: 'a', weight: 60, tasks: ['a1', 'a2'] }, { id: 'b', weight: 40, tasks: ['b1'] }] },
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
  assert.equal(found.estimate.of, 23, 'a repeat says nothing of readiness');
});

test('a book without an exam has a report without an estimate', () => {
  const found = report({ ...bank, exam: null }, { items: [item(1)] });
  assert.deepEqual([found.estimate, found.domains, found.right], [null, [], 1]);
});

test('readiness pools first exposures of the last three mocks by weight', () => {
  const all = verdict => bank.questions.map((_, at) => item(at, { verdict }));
  assert.equal(readiness(bank, []), null);
  assert.equal(readiness(bank, [{ mode: 'mock', items: all('right').slice(0, 18) }]), null);
  const good = readiness(bank, [
    { mode: 'mock', items: all('wrong') },
    { mode: 'mock', items: all('right') }, { mode: 'quiz', items: all('wrong') },
    { mode: 'mock', items: all('right') }, { mode: 'mock', items: all('right') },
  ]);
  assert.equal(good.answers, 90);
  assert.equal(good.ready, true);
  assert.ok(good.high - good.low < estimate(exam, 30, 30).high - estimate(exam, 30, 30).low);
  // Domain b all wrong: 60 % of the weight is right, however many questions each domain had.
  const half = readiness(bank, [{ mode: 'mock', items: bank.questions.map((_, at) => item(at, { verdict: at < 18 ? 'right' : 'wrong' })) }]);
  assert.equal(half.line, Math.round(100 + 900 * 0.6));
  assert.equal(half.ready, false);
  const repeats = readiness(bank, [{ mode: 'mock', items: all('right').map(each => ({ ...each, first: false })) }]);
  assert.equal(repeats, null);
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
