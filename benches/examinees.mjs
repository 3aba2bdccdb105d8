// Simulated examinees against the estimates of `static/js/score.js`: how often the band holds the true score, how far
// the point is off, and how often somebody who would fail is told that they are likely to pass.
//
//     node benches/examinees.mjs [examinees for each line, 4000 by default]
//
// An examinee knows a share of each domain, spread around an own level, and answers each scored question right with that
// chance. The pass mark of a real form lies anywhere in the range that the exam's `cut` gives. The true score is the
// scale's at the examinee's own share, weighted as on the exam, under that pass mark.
import { FOUR } from '../tests/js/bank.mjs';
import { gw } from '../tests/js/scripts.mjs';

const MANY = Number(process.argv[2]) || 4000;
const random = gw.random('examinees');
const chance = () => (random.word() + 0.5) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(chance())) * Math.cos(2 * Math.PI * chance());
const within = (value, least, most) => Math.min(most, Math.max(least, value));

const [low, , high] = FOUR.cut;
const [bottom, top] = FOUR.scale;
const score = (share, cut) => (share <= cut ? bottom + (FOUR.pass - bottom) * share / cut : FOUR.pass + (top - FOUR.pass) * (share - cut) / (1 - cut));

/** The scored questions of one mock: seats by weight, answered by chance; `seen` of them are repeats. */
function mock(shares, seen) {
  const seats = gw.form.quotas(FOUR, FOUR.items);
  return { mode: 'mock', items: seats.flatMap(({ id, scored }, at) => Array.from({ length: scored }, (_, nth) => ({
    id: `${id}-${nth}`, scored: true, first: chance() >= seen, verdict: chance() < shares[at] ? 'right' : 'wrong',
  }))) };
}

const questions = gw.form.quotas(FOUR, FOUR.items).flatMap(({ id, scored }) => Array.from({ length: scored }, (_, nth) => ({ id: `${id}-${nth}`, domain: id, task: `${id}.1`, kind: 'choice' })));
const bank = { exam: FOUR, questions };

console.log('level  mocks  seen   estimate   in band   off by   told "likely above"   of these would fail');
for (const level of [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9]) {
  for (const [mocks, seen] of [[1, 0], [3, 0], [1, 0.4]]) {
    let [told, held, off, above, wrong] = [0, 0, 0, 0, 0];
    for (let each = 0; each < MANY; each += 1) {
      const shares = FOUR.domains.map(() => within(level + 0.08 * normal(), 0.02, 0.98));
      const share = FOUR.domains.reduce((sum, { weight }, at) => sum + weight / 100 * shares[at], 0);
      const cut = low + (high - low) * chance();
      const { estimate } = gw.score.readiness(bank, Array.from({ length: mocks }, () => mock(shares, seen)));
      if (!estimate) continue;
      told += 1;
      held += score(share, cut) >= estimate.low && score(share, cut) <= estimate.high ? 1 : 0;
      off += estimate.point - score(share, FOUR.cut[1]);
      if (estimate.verdict !== 'above') continue;
      above += 1;
      wrong += share < cut ? 1 : 0;
    }
    const per = (part, whole) => (whole ? `${(100 * part / whole).toFixed(1)} %` : '–');
    console.log([level.toFixed(2), mocks, per(seen, 1), per(told, MANY), per(held, told), (off / told).toFixed(1), per(above, told), per(wrong, above)].map((text, at) => String(text).padStart([5, 6, 7, 10, 9, 8, 16, 22][at])).join(' '));
  }
}
