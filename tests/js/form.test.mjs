// The draw is pinned twice: by properties that hold for any seed, and by `vectors/form.json`, whose
// thousand forms the Rust twin must draw as well. `UPDATE=1 node --test tests/js/form.test.mjs`
// writes the vectors anew; read the difference before keeping it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import * as banks from './bank.mjs';
import { gw, vectorFile, vectors } from './scripts.mjs';

const { apportion, quotas, half, draw } = gw.form;

/** One form as a line of text: every id, revision, flag and permutation in order. */
const line = form => [
  form.code, form.minutes, form.longest ?? '-',
  ...form.items.map(item => `${item.id}:${item.rev}:${item.scored ? 1 : 0}:${item.order.join('')}`),
  ...form.short.map(({ domain, want, have }) => `${domain ?? '-'}:${want}:${have}`),
].join('|');

/**
 * The thousand requests. Each forgets or keeps history by its number: exposure is what the
 * requests before it drew since the last multiple of five, on the same bank.
 */
function* requests(bankOf) {
  const names = ['small', 'three', 'plain'];
  const sizes = [undefined, undefined, 33, 20, 9];
  const exposure = {};
  for (let at = 0; at < 1000; at += 1) {
    const name = names[at % 3];
    if (at % 5 === 0 || !exposure[name]) exposure[name] = {};
    const bank = bankOf(name);
    const ask = { seed: `form/${at}`, exposure: exposure[name], size: sizes[at % 5] };
    ask.seen = bank.questions.filter((_, nth) => nth % 4 === at % 7).map(question => question.id);
    if (at % 2) ask.today = '2026-11-23';
    if (at % 11 === 0) ask.pool = 'practice';
    if (at % 13 === 0 && bank.exam) ask.domain = bank.exam.domains[at % bank.exam.domains.length].id;
    const form = draw(bank, ask);
    yield { name, ask, form };
    for (const { id } of form.items) exposure[name][id] = (exposure[name][id] ?? 0) + 1;
  }
}

if (process.env.UPDATE) {
  const { small, three, plain } = banks;
  const forms = [...requests(name => ({ small, three, plain })[name])];
  const list = rows => `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]`;
  const bank = ({ exam, revision, questions, cases }) =>
    `{"exam": ${JSON.stringify(exam)},\n"revision": "${revision}", "cases": ${JSON.stringify(cases)},\n"questions": ${list(questions)}}`;
  writeFileSync(vectorFile('form'), `{
"about": "form.js and form.rs draw the same forms: hashes are FNV-1a 32 of each form as a line of text; the requests are spelled out in tests/js/form.test.mjs",
"quotas": ${JSON.stringify(vectors('form').quotas)},
"first": ${JSON.stringify(line(forms[0].form))},
"hashes": [${forms.map(({ form }) => gw.hash(line(form))).join(',')}],
"banks": {
"small": ${bank(small)},
"three": ${bank(three)},
"plain": ${bank(plain)}
}
}
`);
}

const vector = vectors('form');

test('seats go by largest remainder', () => {
  for (const [seats, ...shares] of vector.quotas) assert.deepEqual(apportion([28, 26, 22, 24], seats), shares);
  assert.deepEqual(apportion([0, 0], 5), [0, 0]);
  assert.deepEqual(apportion([1, 1, 1], 2), [1, 1, 0]);
});

test('unscored seats are the difference and never negative, at any size', () => {
  const full = quotas(banks.FOUR, 65);
  assert.deepEqual(full.map(({ seats, scored }) => seats - scored), [4, 4, 3, 4]);
  for (let size = 1; size <= 65; size += 1) {
    const counted = quotas(banks.FOUR, size);
    assert.equal(counted.reduce((sum, quota) => sum + quota.seats, 0), size);
    assert.equal(counted.reduce((sum, quota) => sum + quota.scored, 0), Math.round((size * 50) / 65));
  }
  assert.deepEqual(half(banks.FOUR), { size: 33, minutes: 65 });
});

test('a thousand forms are the ones both languages draw', () => {
  const forms = [...requests(name => vector.banks[name])];
  assert.equal(line(forms[0].form), vector.first);
  assert.deepEqual(forms.map(({ form }) => gw.hash(line(form))), vector.hashes);
});

test('10,000 seeds: quotas exact, least exposed first, enemies apart, cases whole', () => {
  const bank = banks.big;
  const byId = new Map(bank.questions.map(question => [question.id, question]));
  const able = bank.questions.filter(({ pool }) => pool !== 'practice');
  const foes = new Map(able.map(({ id }) => [id, able.filter(other =>
    other.enemies.includes(id) || byId.get(id).enemies.includes(other.id)).map(other => other.id)]));
  const want = quotas(bank.exam, 65);
  const groupsSeen = new Set();
  let exposure = {};
  for (let at = 0; at < 10000; at += 1) {
    if (at % 8 === 0) exposure = {};
    const form = draw(bank, { seed: `seed ${at}`, exposure, seen: at % 3 ? [] : ['q-1', 'q-5', 'q-40', 'q-200'] });
    const ids = form.items.map(({ id }) => id);
    const on = new Set(ids);
    assert.equal(on.size, 65);
    assert.deepEqual(form.short, []);

    const cases = new Map();
    form.items.forEach(({ id, scored, order, rev }, place) => {
      const question = byId.get(id);
      assert.ok(question.pool !== 'practice' && question.rev === rev && typeof scored === 'boolean');
      assert.ok(!foes.get(id).some(foe => on.has(foe)), `seed ${at}: ${id} meets an enemy`);
      assert.equal(new Set(order).size, question.entries);
      const identity = order.every((entry, nth) => entry === nth);
      if (question.kind === 'order') assert.ok(!identity, `seed ${at}: ${id} opens in the right order`);
      else if (!question.shuffle) assert.ok(identity);
      if (question.case) cases.set(question.case, [...(cases.get(question.case) ?? []), [id, place]]);
    });
    for (const [name, members] of cases) {
      const whole = bank.cases.find(({ id }) => id === name).questions;
      assert.deepEqual(members.map(([id]) => id), whole);
      assert.ok(members.every(([, place], nth) => place === members[0][1] + nth), `seed ${at}: ${name} is torn`);
    }
    assert.ok(cases.size >= 1 && cases.size <= 2);
    groupsSeen.add(cases.size);

    for (const { id: domain, seats, scored } of want) {
      const own = form.items.filter(({ id }) => byId.get(id).domain === domain);
      assert.equal(own.length, seats);
      assert.equal(own.filter(item => item.scored).length, scored);
      const most = Math.max(...own.filter(({ id }) => !byId.get(id).case).map(({ id }) => exposure[id] ?? 0));
      for (const question of able) {
        if (question.domain !== domain || question.case || on.has(question.id) || (exposure[question.id] ?? 0) >= most) continue;
        assert.ok(foes.get(question.id).some(foe => on.has(foe)), `seed ${at}: ${question.id} waits while ${most} is drawn`);
      }
      if (at % 8 < 2) {
        for (const task of bank.exam.domains.find(({ id }) => id === domain).tasks) {
          assert.ok(own.filter(({ id }) => byId.get(id).task === task).length >= 2, `seed ${at}: task ${task}`);
        }
      }
    }
    for (const id of ids) exposure[id] = (exposure[id] ?? 0) + 1;
  }
  assert.equal(groupsSeen.size, 2);
});

test('the kinds come near to the wished mix while the bank allows', () => {
  const totals = {};
  for (let at = 0; at < 200; at += 1) {
    const kinds = {};
    for (const { id } of draw(banks.big, { seed: `mix ${at}` }).items) {
      const { kind } = banks.big.questions.find(question => question.id === id);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      totals[kind] = (totals[kind] ?? 0) + 1;
    }
    assert.ok(Math.abs(kinds.choice - 45) <= 4, JSON.stringify(kinds));
  }
  for (const [kind, wish] of Object.entries({ choice: 45.5, multi: 9.75, order: 4.55, match: 5.2 })) {
    assert.ok(Math.abs(totals[kind] / 200 - wish) < 1, `${kind} ${totals[kind] / 200}`);
  }
});

test('questions met in practice come after unseen ones of the same exposure', () => {
  const pool = banks.big.questions.filter(({ pool: each, case: group }) => each === 'both' && !group);
  const seen = pool.filter((_, at) => at % 2).map(({ id }) => id);
  let met = 0;
  for (let at = 0; at < 50; at += 1) {
    met += draw(banks.big, { seed: `seen ${at}`, seen }).items.filter(({ id }) => seen.includes(id)).length;
  }
  assert.ok(met / 50 < 2, `${met / 50} questions met in practice on a form`);
});

test('the same seed gives the same form, another seed another one', () => {
  const ask = { seed: 'mla-c01/exam/1' };
  assert.equal(line(draw(banks.big, ask)), line(draw(banks.big, ask)));
  assert.notEqual(line(draw(banks.big, ask)), line(draw(banks.big, { seed: 'mla-c01/exam/2' })));
  assert.equal(draw(banks.big, ask).code, 'MLA-C01/r7/mla-c01/exam/1');
  assert.equal(draw(banks.big, ask).minutes, 130);
});

test('a shortage is told and the longest whole form is offered', () => {
  const questions = banks.big.questions.filter(({ domain }, at) => domain !== '3' || at % 9 === 0);
  const form = draw({ ...banks.big, questions, cases: [] }, { seed: 's' });
  const [{ domain, want, have }, ...others] = form.short;
  assert.deepEqual([domain, want, others], ['3', 14, []]);
  assert.ok(have < 14);
  assert.equal(form.items.filter(({ id }) => questions.find(question => question.id === id).domain === '1').length, 18);
  assert.ok(form.longest < 65);
  assert.deepEqual(draw({ ...banks.big, questions, cases: [] }, { seed: 's', size: form.longest }).short, []);
  assert.notDeepEqual(draw({ ...banks.big, questions, cases: [] }, { seed: 's', size: form.longest + 1 }).short, []);
  assert.equal(draw({ ...banks.big, questions: [], cases: [] }, { seed: 's' }).longest, 0);
});

test('overdue questions and the other pool stay out', () => {
  for (let at = 0; at < 50; at += 1) {
    for (const { id } of draw(banks.big, { seed: `old ${at}`, today: '2026-11-23', size: 60 }).items) {
      assert.notEqual(banks.big.questions.find(question => question.id === id).review_by, '2026-06-30');
    }
    for (const { id } of draw(banks.big, { seed: `practice ${at}`, pool: 'practice', domain: '2', size: 12 }).items) {
      const question = banks.big.questions.find(each => each.id === id);
      assert.ok(question.pool !== 'exam' && question.domain === '2');
    }
  }
});

test('a book without an exam draws from everything', () => {
  const { plain } = banks;
  const all = draw(plain, { seed: 'all', pool: 'practice' });
  const able = plain.questions.filter(({ pool, case: group }) =>
    pool !== 'exam' && (!group || plain.questions.every(each => each.case !== group || each.pool !== 'exam')));
  assert.ok(all.items.length + all.short.length >= able.length - plain.questions.length / 12 - 1);
  const ten = draw(plain, { seed: 'ten', size: 10 });
  assert.deepEqual([ten.items.length, ten.short, ten.minutes], [10, [], 20]);
  assert.ok(ten.items.every(item => item.scored));
});

test('cases take no more than their share of a form, however short', () => {
  const byId = new Map(banks.big.questions.map(question => [question.id, question]));
  const most = {};
  for (const size of [10, 20, 33, 65]) {
    most[size] = 0;
    for (let at = 0; at < 200; at += 1) {
      const inCases = draw(banks.big, { seed: `share ${at}`, size }).items.filter(({ id }) => byId.get(id).case).length;
      most[size] = Math.max(most[size], inCases);
    }
  }
  assert.deepEqual(most, { 10: 0, 20: 0, 33: 4, 65: 8 });
  const none = { ...banks.big, exam: { ...banks.big.exam, case_share: 0 } };
  assert.ok(draw(none, { seed: 'none' }).items.every(({ id }) => !byId.get(id).case));
});

test('every kind of the mix comes in every domain, in short forms too', () => {
  const byId = new Map(banks.big.questions.map(question => [question.id, question]));
  const met = new Set();
  for (let at = 0; at < 400; at += 1) {
    for (const { id } of draw(banks.big, { seed: `mix ${at}`, size: 10 }).items) met.add(`${byId.get(id).domain} ${byId.get(id).kind}`);
  }
  const wanted = banks.FOUR.domains.flatMap(({ id }) => Object.keys(banks.FOUR.mix).map(kind => `${id} ${kind}`));
  assert.deepEqual([...met].sort(), wanted.sort());
});
