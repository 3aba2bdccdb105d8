// A candidate's month by script: thirty days with a moving clock, cards, sets and mocks on two devices that are joined by
// a file now and then, one of them ahead of its time for an evening, an edition that renames a question, and one that mends
// the words of options and moves others while an exam is under way. Nothing is lost, every answer keeps its grade, and
// every number can be counted again from what was done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { big } from './bank.mjs';
import { gw } from './scripts.mjs';

const TODAY = 20780;
const EXAM = TODAY + 30;
const noon = day => (day * 24 + 12) * 36e5;
const cards = Array.from({ length: 180 }, (_, at) => ({ id: `card-${at}`, domain: `${1 + at % 4}` }));
const bank = { ...big, cards, pages: [] };
const random = gw.random('month');

/** Days on which an edition comes out: one renames a question, one mends options in the middle of a mock. */
const RENAMED = TODAY + 15;
const MENDED = TODAY + 19;

/** The options of a question as an edition has them: what each is about, by the place that is its id, and which is right. */
function asked(id, mended) {
  const key = Number(id.replace(/\D/g, '')) % 4;
  const options = ['fit', 'fast', 'cheap', 'plain'].map((about, at) => ({ about, right: at === key, words: `${about} of ${id}` }));
  if (mended) {
    // Every other right option says the same in other words, else the one after it; where the last two change places it is
    // the latter, since of two that are mended and moved at once nobody knows which is which.
    const moved = Number(id.replace(/\D/g, '')) % 3 === 0;
    options[moved || key % 2 ? (key + 1) % 4 : key].words += ', said better';
    if (moved) options.push(options.splice(2, 1)[0]);
  }
  const entries = options.map(({ words }, at) => ({ id: `${at + 1}`, print: words }));
  return { kind: 'choice', rev: bank.questions.find(question => question.id === id)?.rev, options, entries, prompts: [], key: [`${options.findIndex(option => option.right) + 1}`] };
}

/** The place of the option that the reader takes: three times in four the right one. */
function pick(options) {
  const wanted = Boolean(random.below(4));
  return options.findIndex(({ right }) => right === wanted);
}

/** A device: its own writer, its own log, its own clock. */
function device(writer) {
  const own = { events: [], counter: 0, ahead: 0, renamed: {} };
  own.add = (day, type, fields) => {
    const event = gw.log.event(writer, own.counter += 1, noon(day) + own.ahead + own.counter * 1000, type, fields, own.events.at(-1)?.at ?? -1);
    own.events.push(event);
    return event;
  };
  own.state = () => gw.fold(own.events, null, own.renamed);
  return own;
}

/** One device reads the other's file. */
async function bring(from, to) {
  const file = await gw.backup.save('book', '2026-01-01', from.events);
  const found = await gw.backup.read(file, { book: 'book', events: to.events, renamed: to.renamed, known: new Set(bank.questions.map(({ id }) => id)) });
  assert.equal(found.error, undefined);
  assert.equal(found.summary.removed, false, 'nothing is taken away');
  to.events = found.events;
}

test('thirty days on two devices lose nothing, and every number is explained', async () => {
  const [phone, desk] = [device('phone'), device('desk')];
  /** What each question was graded last. */
  const graded = new Map();
  const made = { answers: new Map(), reviews: 0, cards: new Set(), forms: 0, attempts: 0 };
  const wish = { exam: EXAM, start: TODAY, weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 60 };
  desk.add(TODAY, 'plan', { value: wish });
  await bring(desk, phone);
  const old = bank.questions.find(({ pool, case: group }) => pool === 'both' && !group).id;
  let renamed = {};

  for (let day = TODAY; day < EXAM; day += 1) {
    const on = day % 2 ? phone : desk;
    on.renamed = renamed;
    on.ahead = day === TODAY + 5 && on === phone ? 365 * 864e5 : 0;
    // Cards: what the plan says is what the deck deals.
    const state = on.state();
    const dealt = gw.agenda.cards(bank, state, noon(day));
    const supply = {};
    const plan = gw.plan.make({ ...wish, today: day }, {
      exam: bank.exam, fills: { mock: true, diagnostic: true }, sections: [], supply, missed: 0, due: dealt.due.length, fresh: dealt.fresh.length,
      unmet: dealt.unmet, most: dealt.wishes.mostCards, returns: gw.agenda.returns(bank, state, day), begin: (unmet, then) => gw.agenda.fresh(unmet, then, dealt.wishes),
      mastery: gw.mastery(bank, state.answers, day), attempts: gw.fold.attempts(state, bank.exam.code),
    });
    const told = kind => plan.days[0]?.day === day ? plan.days[0].items.filter(item => item.kind === kind).reduce((sum, { count }) => sum + count, 0) : 0;
    assert.deepEqual([told('new-cards'), told('cards')], [dealt.fresh.length, dealt.due.length], `cards on day ${day - TODAY}`);
    assert.ok(dealt.due.length + dealt.fresh.length <= dealt.wishes.mostCards);
    for (const id of [...dealt.due, ...dealt.fresh, ...dealt.fresh]) {
      on.add(day, 'review', { item: id, rev: 1, grade: random.below(6) ? 3 : 1 });
      made.reviews += 1;
      made.cards.add(id);
    }
    // A set of ten.
    for (const id of gw.set.choose(bank, on.state(), { which: 'any', count: 10 }, gw.set.clock(noon(day)), `set ${day}`)) {
      const { rev } = bank.questions.find(question => question.id === id);
      const { options, entries } = asked(id, day > MENDED);
      const picked = pick(options);
      const verdict = options[picked].right ? 'right' : 'wrong';
      on.add(day, 'answer', { item: id, rev, verdict, where: 'practice', picked: [gw.entry.name(entries[picked])] });
      graded.set(id, verdict);
      made.answers.set(id, (made.answers.get(id) ?? 0) + 1);
    }
    // A mock every tenth day.
    if ((day - TODAY) % 10 === 9) {
      const history = gw.fold.history(on.state());
      const form = gw.form.draw(bank, gw.run.ask(bank, { mode: 'mock', size: bank.exam.items, word: `w${day}`, known: history, today: '2026-01-01' }));
      assert.deepEqual([form.items.length, form.short], [65, []]);
      const seats = gw.form.quotas(bank.exam, 65);
      for (const { id, seats: many } of seats) {
        assert.equal(form.items.filter(item => bank.questions.find(question => question.id === item.id).domain === id).length, many, 'drawn by weight');
      }
      const event = on.add(day, 'form', { mode: 'mock', form: { code: form.code, seed: form.seed, items: form.items } });
      let mended = day > MENDED;
      const known = id => asked(id, mended);
      const run = gw.run.begin(form, { id: event.id, mode: 'mock', time: '1' }, noon(day), known);
      const meant = form.items.map(({ id }, at) => {
        const { options, entries } = known(id);
        const picked = pick(options);
        Object.assign(run.answers[at], { picked: [gw.entry.name(entries[picked])], seconds: 60 });
        return { about: options[picked].about, verdict: options[picked].right ? 'right' : 'wrong' };
      });
      // The reader comes back after lunch, and a new edition is there.
      mended ||= day === MENDED;
      const items = gw.run.outcomes(gw.run.refresh(JSON.parse(JSON.stringify(run)), known), known);
      items.forEach(({ verdict, picked, void: gone }, at) => {
        const { options } = known(form.items[at].id);
        assert.deepEqual([verdict, options[picked[0].split('.')[0] - 1].about, gone], [meant[at].verdict, meant[at].about, undefined], `${form.items[at].id} on day ${day - TODAY}`);
      });
      on.add(day, 'submit', { form: event.id, items });
      form.items.forEach(({ id }, at) => graded.set(id, meant[at].verdict));
      made.forms += 1;
      made.attempts += 1;
      for (const { id } of form.items) made.answers.set(id, (made.answers.get(id) ?? 0) + 1);
    }
    // An edition gives a question another id.
    if (day === RENAMED) {
      renamed = { [old]: 'renamed-question' };
      bank.questions = bank.questions.map(question => (question.id === old ? { ...question, id: 'renamed-question' } : question));
      if (made.answers.has(old)) made.answers.set('renamed-question', made.answers.get(old));
      made.answers.delete(old);
      if (graded.has(old)) graded.set('renamed-question', graded.get(old));
      graded.delete(old);
      phone.renamed = desk.renamed = renamed;
    }
    // The devices meet every day, now this one first, now the other.
    await bring(on, on === phone ? desk : phone);
  }

  await bring(phone, desk);
  await bring(desk, phone);
  const [one, other] = [phone.state(), desk.state()];
  assert.deepEqual(one, other, 'both devices show the same');
  assert.equal(new Set(phone.events.map(({ id }) => id)).size, phone.counter + desk.counter, 'every event is there once');
  assert.deepEqual(new Set(Object.keys(one.cards)), made.cards);
  assert.equal(Object.values(one.cards).reduce((sum, { reps }) => sum + reps, 0), made.reviews);
  assert.equal(made.cards.size, cards.length, 'all cards are met before the exam, also those dealt on the day of the wrong clock');
  assert.deepEqual(new Set(Object.keys(one.answers)), new Set(made.answers.keys()));
  for (const [id, count] of made.answers) assert.equal(one.answers[id].n, count, id);
  for (const [id, verdict] of graded) assert.equal(one.answers[id].verdict, verdict, `${id} keeps its grade`);
  const attempts = gw.fold.attempts(one, bank.exam.code);
  assert.equal(attempts.length, made.attempts);
  // Readiness rests on the questions that a mock showed first, and on no others.
  const ready = gw.score.readiness(bank, attempts);
  const first = attempts.flatMap(({ items }) => items).filter(({ scored, first }) => scored && first);
  assert.equal(ready.answers, first.length);
  assert.equal(ready.right, first.filter(({ verdict }) => verdict === 'right').length);
  assert.equal(ready.mocks, 3);
  const shown = attempts.flatMap(({ items }) => items.map(({ id }) => id));
  assert.equal(new Set(shown).size, shown.length, 'no mock shows a question twice while others wait');
});
