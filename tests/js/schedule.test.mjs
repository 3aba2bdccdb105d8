import assert from 'node:assert/strict';
import { test } from 'node:test';
import { histories } from './histories.mjs';
import { gw, near, vectors } from './scripts.mjs';

process.env.TZ = 'Europe/Berlin';
const { weights, dueDay, forecast, interval, mayStart, queue, questionGrade, ramp, recall, remember, review, studyDay } = gw.fsrs;
const vector = vectors('schedule');
const oracle = vectors('schedule-oracle');
const when = (day, minute = 0, id = 'card') => ({ id, day, at: day * 864e5 + minute * 6e4 });

function memories(grades, gaps) {
  let memory = null;
  return grades.map((grade, at) => (memory = remember(memory, grade, gaps[at])));
}

test('first reviews start from the published values', () => {
  for (const grade of [1, 2, 3, 4]) {
    const { stability, difficulty } = remember(null, grade, 0);
    assert.equal(stability, vector.first.stability[grade - 1]);
    assert.ok(near(difficulty, vector.first.difficulty[grade - 1], 1e-8));
  }
});

test('memory follows the published paths', () => {
  for (const { grades, gaps, without = [], stability, difficulty } of vector.memory) {
    const whole = [...weights];
    for (const at of without) weights[at] = 0;
    const last = memories(grades, gaps).at(-1);
    Object.assign(weights, whole);
    assert.ok(near(last.stability, stability, 1e-6) && near(last.difficulty, difficulty, 1e-7));
  }
  for (const { reviews, steps } of vector.paths) {
    const pairs = reviews.split(' ').map(pair => pair.split('@').map(Number));
    memories(pairs.map(([grade]) => grade), pairs.map(([, gap]) => gap)).forEach((memory, at) => {
      assert.ok(near(memory.stability, steps[at][0], 2e-5), `${reviews} ${at}: ${memory.stability}`);
      assert.ok(near(memory.difficulty, steps[at][1], 1e-6), `${reviews} ${at}: ${memory.difficulty}`);
    });
  }
});

test('recall and intervals are inverse and as published', () => {
  const { stability, days, chance } = vector.recall;
  days.forEach((day, at) => assert.ok(near(recall(day, stability), chance[at], 1e-6)));
  // The crate counts in single precision, which shows in the largest interval.
  vector.intervals.retention.forEach((retention, at) =>
    assert.ok(near(Math.max(1, Math.round(interval(retention, 1))), vector.intervals.days[at], 1e-6)));
  for (const [retention, multiplier] of vector.multipliers) {
    assert.equal(Number(interval(retention, 1).toFixed(3)), multiplier);
    assert.ok(near(recall(interval(retention, 7), 7), retention, 1e-12));
  }
});

test('reviews on the due day give the published intervals', () => {
  let card = null;
  const found = vector.onTime.grades.map((grade, at) => {
    const before = card;
    const moment = before?.wake ? { id: 'card', day: before.day, at: before.wake } : when(before?.due ?? 20000, at);
    card = review(before, grade, moment);
    return card.wake ? 0 : card.due - card.day;
  });
  assert.deepEqual(found, vector.onTime.intervals);
});

/** Goes through a history; `lapses` counts every one, as the oracle does, and `days` the days on which there were any. */
function lived(grades, gaps, step = () => {}) {
  let [card, day, lapses] = [null, 20000, 0];
  const days = new Set();
  [...grades].forEach((grade, at) => {
    day += gaps[at];
    if (card?.stage === 'review' && grade === '1') {
      lapses += 1;
      days.add(day);
    }
    card = review(card, Number(grade), when(day, at));
    step(card, day, at);
  });
  if (days.size < 6) assert.equal(card.lapses, days.size, `one lapse a day: ${grades} ${gaps}`);
  return { card, lapses };
}

test('300 histories agree with the oracle', () => {
  assert.ok(oracle.histories.length >= 300);
  for (const [grades, gaps, intervals, stability, difficulty, lapses] of oracle.histories) {
    const { card, ...found } = lived(grades, gaps, (card, day, at) =>
      assert.equal(card.wake ? 0 : card.due - day, intervals[at], `${grades} ${gaps} step ${at}`));
    assert.ok(near(card.stability, stability, 1e-6) && near(card.difficulty, difficulty, 1e-6), grades);
    assert.equal(found.lapses, lapses);
  }
});

test('1,700 more agree in the sum of their intervals and in the end', () => {
  const found = histories(oracle.more.length);
  assert.equal(oracle.more.length + oracle.histories.length, 2000);
  oracle.more.forEach(([sum, stability, difficulty, lapses], nth) => {
    const { grades, gaps } = found[nth];
    let days = 0;
    const { card, ...told } = lived(grades, gaps, (card, day) => { days += card.wake ? 0 : card.due - day; });
    assert.equal(days, sum, `${grades} ${gaps}`);
    assert.ok(near(card.stability, stability, 1e-6) && near(card.difficulty, difficulty, 1e-6), `${grades} ${gaps}`);
    assert.equal(told.lapses, lapses);
  });
});

test('a random history stays within bounds and never throws', () => {
  const random = gw.random('bounds');
  for (let at = 0; at < 500; at += 1) {
    let card = null;
    let day = 20000;
    for (let nth = 0; nth < 20; nth += 1) {
      day += random.below(500) - 20; // a clock that was set back included
      card = review(card, 1 + random.below(4), when(day), { exam: 20100, fuzz: nth % 2 === 0 });
      assert.ok(card.stability >= 0.001 && card.stability <= 36500 && card.difficulty >= 1 && card.difficulty <= 10);
      assert.ok(card.due >= card.day);
    }
  }
});

test('learning steps are 1 and 10 minutes, hard between', () => {
  const minutes = card => (card.wake - 20000 * 864e5) / 6e4;
  const at = when(20000);
  assert.equal(minutes(review(null, 1, at)), 1);
  assert.equal(minutes(review(null, 2, at)), 5.5);
  assert.equal(minutes(review(null, 3, at)), 10);
  assert.equal(review(null, 4, at).stage, 'review');
  const second = review(null, 3, at);
  assert.equal(minutes(review(second, 2, at)), 10);
  assert.equal(minutes(review(second, 1, at)), 1);
  assert.equal(review(second, 3, at).due, 20002);
  const lapsed = review(review(second, 3, at), 1, when(20002));
  assert.deepEqual([lapsed.stage, lapsed.lapses], ['relearning', 1]);
  assert.equal(lapsed.wake, 20002 * 864e5 + 10 * 6e4);
  assert.equal(review(lapsed, 2, when(20002)).wake, 20002 * 864e5 + 15 * 6e4);
  assert.equal(review(null, 1, at, { steps: [], relearn: [] }).due, 20001);
});

test('among reviews a better grade never comes sooner, and 365 days is the most before an exam', () => {
  const random = gw.random('buttons');
  for (let at = 0; at < 300; at += 1) {
    const card = {
      stability: 0.1 + random.below(4000) / 10, difficulty: 1 + random.below(90) / 10,
      day: 20000, due: 20005, stage: 'review', step: 0, wake: null, reps: 3, lapses: 0,
    };
    const moment = when(20000 + random.below(60));
    const [hard, good, easy] = [2, 3, 4].map(grade => review(card, grade, moment).due);
    assert.ok(hard < good && good < easy);
    for (const grade of [2, 3, 4]) {
      const due = review(card, grade, moment, { exam: 21000 }).due;
      assert.ok(due - moment.day <= 365 && due > moment.day);
    }
  }
});

test('fuzz is small, repeatable and absent from short intervals', () => {
  const card = { stability: 20, difficulty: 5, day: 20000, due: 20020, stage: 'review', step: 0, wake: null, reps: 3, lapses: 0 };
  const plain = review(card, 3, when(20020)).due - 20020;
  const delta = 1 + 0.15 * 4.5 + 0.1 * 13 + 0.05 * (plain - 20);
  const found = new Set();
  for (let at = 0; at < 200; at += 1) {
    const due = review(card, 3, when(20020, 0, `card-${at}`), { fuzz: true }).due - 20020;
    assert.equal(due, review(card, 3, when(20020, 0, `card-${at}`), { fuzz: true }).due - 20020);
    assert.ok(Math.abs(due - plain) <= delta + 0.5);
    found.add(due);
  }
  assert.ok(found.size > 3);
  const short = { ...card, stability: 0.3, difficulty: 9.5 };
  const days = each => review(short, 2, when(20001, 0, `card-${each}`), { fuzz: true }).due;
  assert.equal(new Set(Array.from({ length: 20 }, (_, at) => days(at))).size, 1);
});

test('the study day turns at four in the morning, local time', () => {
  const day = text => studyDay(new Date(text).getTime());
  assert.equal(day('2026-11-23T03:59:59'), day('2026-11-22T12:00:00'));
  assert.equal(day('2026-11-23T04:00:00'), day('2026-11-23T23:59:00'));
  assert.equal(day('2026-11-23T12:00:00') - day('2026-11-22T12:00:00'), 1);
  // Also on the nights when the clock changes.
  for (const night of ['2026-03-29', '2026-10-25']) {
    assert.equal(day(`${night}T03:59:00`) + 1, day(`${night}T04:01:00`), night);
  }
  assert.equal(day('1970-01-01T12:00:00'), 0);
});

test('however often a card is missed on one day, that is one lapse', () => {
  let card = review(review(null, 4, when(20000)), 1, when(20009));
  for (let at = 1; at < 8; at += 1) card = review(card, at % 2 ? 3 : 1, when(20009, at));
  assert.deepEqual([card.lapses, card.suspended], [1, false]);
  card = review(review(card, 3, when(20010)), 1, when(20012));
  assert.equal(card.lapses, 2);
});

test('a right answer frees a card that was set aside, half-way back to the next time', () => {
  let card = review(null, 4, when(20000));
  for (let at = 1; at <= 6; at += 1) card = review(at > 1 ? review(card, 3, when(20000 + 9 * at - 3)) : card, 1, when(20000 + 9 * at));
  assert.deepEqual([card.lapses, card.suspended], [6, true]);
  assert.equal(review(card, 1, when(20200)).suspended, true);
  const freed = review(card, 3, when(20200));
  assert.deepEqual([freed.suspended, freed.lapses], [false, 3]);
});

test('six lapses suspend a card', () => {
  let card = null;
  let day = 20000;
  for (let at = 0; at < 6; at += 1) {
    card = review(card, 4, when(day));
    assert.equal(card.suspended, false);
    card = review(card, 1, when(day += 30));
  }
  assert.equal(card.suspended, true);
  assert.deepEqual(queue({ card }, { now: Infinity, today: day + 400 }), []);
});

test('a wrong question is 1, a guess 2, a known answer 3, never 4', () => {
  assert.deepEqual([
    questionGrade('wrong', 3), questionGrade('unanswered'), questionGrade('right', 1), questionGrade('right', 2),
    questionGrade('right', 3), questionGrade('right'),
  ], [1, 1, 2, 3, 3, 3]);
});

/** The day on which a card falls due by the share that the day asks for. */
const dueOnRamp = (card, day, { exam, retention }) => (ramp(retention, exam - day) > retention
  ? card.day + Math.max(1, Math.floor(interval(ramp(retention, exam - day), card.stability) + 0.5)) : Infinity);

const reviewed = (stability, day, more) => ({
  stability, difficulty: 5, day, due: day + Math.max(1, Math.round(interval(0.9, stability))),
  stage: 'review', step: 0, wake: null, reps: 4, lapses: 0, ...more,
});

test('before an exam a card is kept, safe, or asked on the day before', () => {
  const exam = 20060;
  const counts = { kept: 0, safe: 0, late: 0 };
  for (const retention of [0.8, 0.85, 0.9, 0.95]) {
    for (let stability = 0.2; stability < 400; stability *= 1.3) {
      for (let day = 20000; day < exam; day += 3) {
        const card = { ...reviewed(stability, day), due: day + Math.max(1, Math.round(interval(retention, stability))) };
        const wishes = { exam, retention, target: 0.9 };
        const found = dueDay(card, day, wishes);
        if (Math.min(card.due, dueOnRamp(card, day, wishes)) < exam) {
          counts.kept += 1;
          assert.equal(found, Math.min(card.due, dueOnRamp(card, day, wishes)));
        } else if (recall(exam - day, stability) >= 0.9) {
          counts.safe += 1;
          assert.equal(found, Infinity);
        } else {
          counts.late += 1;
          assert.equal(found, Math.max(exam - 1, day + 1));
        }
      }
    }
  }
  assert.ok(counts.kept && counts.safe && counts.late, JSON.stringify(counts));
  assert.equal(dueDay(reviewed(100, 20000), exam + 1, { exam, retention: 0.9 }), 20100);
});

test('a card that a clock ahead of its time put into days to come is asked today', () => {
  assert.equal(dueDay(reviewed(30, 20365), 20000, {}), 20000);
  assert.equal(dueDay(reviewed(30, 20365), 20000, { exam: 20040 }), 20000);
});

test('retention rises over the last fortnight and brings cards forward', () => {
  assert.equal(ramp(0.9, 20), 0.9);
  assert.equal(ramp(0.9, 14), 0.9);
  assert.ok(near(ramp(0.9, 7), 0.925, 1e-12) && near(ramp(0.9, 0), 0.95, 1e-12));
  assert.equal(ramp(0.97, 3), 0.97);
  const card = reviewed(20, 20040);
  assert.equal(dueDay(card, 20041, { exam: 20070 }), 20060);
  assert.ok(dueDay(card, 20065, { exam: 20070 }) < 20060);
});

test('nothing new is begun in the last three days', () => {
  assert.deepEqual([4, 3, 2, 1, 0, -1].map(left => mayStart(20000 - left, 20000)), [true, false, false, false, false, true]);
  assert.equal(mayStart(20000, null), true);
});

test('the queue asks the weakest first and drops those most likely known at the exam', () => {
  const cards = { a: reviewed(5, 20000), b: reviewed(2, 20000), c: reviewed(9, 20000), d: reviewed(500, 20000) };
  const wishes = { now: 0, today: 20010, exam: 20020 };
  assert.deepEqual(queue(cards, wishes), ['b', 'a', 'c']);
  assert.deepEqual(queue(cards, { ...wishes, most: 2 }), ['b', 'a']);
  const learning = { e: review(null, 3, when(20010)) };
  assert.deepEqual(queue(learning, { now: 20010 * 864e5, today: 20010 }), []);
  assert.deepEqual(queue(learning, { now: 20010 * 864e5 + 10 * 6e4, today: 20010 }), ['e']);
});

test('the forecast is the mean of simulated exam days', () => {
  const random = gw.random('forecast');
  const chance = () => random.word() / 2 ** 32;
  const deck = Array.from({ length: 60 }, (_, at) => `c${at}`);
  const cards = Object.fromEntries(deck.slice(0, 50).map(id => [id, reviewed(1 + random.below(60), 19980 + random.below(20))]));
  const [today, exam] = [20000, 20012];
  const session = deck.filter((_, at) => at % 3 === 0);
  const found = forecast(deck, cards, session, today, exam);
  let [without, after] = [0, 0];
  const runs = 4000;
  for (let run = 0; run < runs; run += 1) {
    for (const id of deck) {
      const card = cards[id];
      const known = card ? chance() < recall(exam - card.day, card.stability) : false;
      without += known;
      if (!session.includes(id)) after += known;
      else if (!card) after += chance() < recall(exam - today, weights[2]);
      else {
        const gap = today - card.day;
        const grade = chance() < recall(gap, card.stability) ? 3 : 1;
        after += chance() < recall(exam - today, remember(card, grade, gap).stability);
      }
    }
  }
  assert.ok(Math.abs(found.without - without / runs / deck.length) < 0.004);
  assert.ok(Math.abs(found.with - after / runs / deck.length) < 0.004);
  assert.ok(found.with > found.without);
  assert.deepEqual(forecast([], {}, [], today, exam), { without: 0, with: 0 });
});

test('a card that a clock ahead of its time put on a learning step does not sleep until then', () => {
  const ahead = review(null, 3, when(365));
  assert.ok(ahead.wake > when(365).at);
  const asked = (card, day, minute) => queue({ card }, { now: when(day, minute).at, today: day });
  assert.deepEqual(asked(ahead, 0, 0), ['card'], 'a year');
  const evening = review(null, 1, when(0, 300));
  assert.deepEqual(asked(evening, 0, 0), ['card'], 'five hours');
  assert.deepEqual(asked(evening, 0, 300), [], 'the minute itself still holds');
  assert.deepEqual(asked(evening, 0, 301), ['card']);
  const bank = { questions: [], cards: [{ id: 'card', domain: '1' }] };
  const day = gw.agenda.cards(bank, { settings: {}, cards: { card: ahead } }, when(0).at);
  assert.deepEqual([day.due, day.waking], [['card'], []]);
});
