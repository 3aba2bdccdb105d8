import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOUR, THREE } from './bank.mjs';
import { gw } from './scripts.mjs';

const { make, calendar } = gw.plan;
const TODAY = 20780; // a Monday
const tasks = FOUR.domains.flatMap(domain => domain.tasks);
// Weekdays (0 is Sunday) for a number of days a week.
const weekdays = count => [...['', '6', '25', '135', '1245', '12345', '123456', '0123456'][count]].map(Number);
const weekday = day => new Date(day * 864e5).getUTCDay();

const sections = minutes => tasks.flatMap(task => [1, 2, 3].map(nth => ({
  id: `${task}-${nth}`, title: `Section ${task}-${nth}`, task, minutes: minutes + nth, done: false,
})));
const wish = more => ({ today: TODAY, start: TODAY, exam: TODAY + 42, weekdays: [1, 2, 3, 4, 5, 6], minutes: 60, ...more });
/** What there is, for a wish: 144 cards never met, thirty questions to practise in each task. */
const book = (more, wished = wish()) => {
  const begin = (unmet, day) => gw.agenda.fresh(unmet, day, { exam: wished.exam, plan: wished, newCards: 10 });
  const unmet = more?.unmet ?? 144;
  return {
    exam: FOUR, fills: { mock: true, diagnostic: true }, sections: sections(15), supply: Object.fromEntries(tasks.map(task => [task, 30])), missed: 0,
    due: 0, fresh: begin(unmet, wished.today), unmet, most: 100, returns: new Map(), begin, mastery: [], attempts: [], ...more,
  };
};
const plan = (more, rest) => make(wish(more), book(rest, wish(more)));
const items = (plan, kind) => plan.days.flatMap(day => day.items.filter(item => item.kind === kind).map(item => ({ day: day.day, ...item })));
const left = (day, { exam } = wish()) => exam - day;

test('a plan opens with the diagnostic and places the mocks', () => {
  const made = plan();
  assert.deepEqual(made.days[0].items[0], { kind: 'diagnostic', minutes: 65 });
  assert.deepEqual(items(made, 'mock').map(mock => left(mock.day)), [21, 10, 4]);
  assert.equal(left(made.days.at(-1).day), 1);
});

test('a form that the bank cannot fill is not planned', () => {
  const none = plan({}, { fills: { mock: false, diagnostic: false } });
  assert.deepEqual([...items(none, 'mock'), ...items(none, 'diagnostic')], []);
  const half = plan({}, { fills: { mock: false, diagnostic: true } });
  assert.deepEqual([items(half, 'mock').length, items(half, 'diagnostic').length], [0, 1]);
});

test('a mock falls on a study day, on its day or before', () => {
  for (let shift = 0; shift < 7; shift += 1) {
    const exam = TODAY + 42 + shift;
    const mocks = items(plan({ exam, weekdays: [2, 5] }), 'mock').map(({ day }) => day);
    assert.ok(mocks.every(day => [2, 5].includes(weekday(day))));
    assert.ok(mocks.at(-1) <= exam - 4 && mocks.at(-1) > exam - 8);
  }
});

test('everything is read in the order of the book, done before the last mocks, and cards come every day', () => {
  const made = plan();
  const read = items(made, 'read');
  assert.deepEqual([...new Set(read.map(item => item.id))], sections(15).map(section => section.id));
  assert.equal(read.filter(item => item.last).length, 36);
  assert.equal(read.reduce((sum, item) => sum + item.minutes, 0), sections(15).reduce((sum, item) => sum + item.minutes, 0));
  assert.ok(read.every(({ day }) => left(day) > 10));
  assert.deepEqual(made.left, []);
  const cards = items(made, 'new-cards');
  assert.equal(cards.reduce((sum, item) => sum + item.count, 0), 144);
  assert.ok(Math.max(...cards.map(({ count }) => count)) - Math.min(...cards.map(({ count }) => count)) <= 1, 'the same number every study day');
});

test('a plan asks for no more questions and cards than there are', () => {
  for (const supply of [{}, { '1.1': 1 }, { '1.1': 3, '2.2': 7 }]) {
    for (const missed of [0, 2]) {
      const made = plan({}, { supply, missed, unmet: 5 });
      for (const { items: list } of made.days) {
        for (const item of list) {
          if (item.kind === 'set') assert.ok(item.count <= (item.task ? supply[item.task] : Object.values(supply).reduce((sum, each) => sum + each, 0)), JSON.stringify(item));
          if (item.kind === 'misses') assert.ok(item.count <= missed);
        }
      }
      assert.equal(items(made, 'new-cards').reduce((sum, { count }) => sum + count, 0), 5);
    }
  }
});

test('no day is longer than wished, and none but study days are used', () => {
  for (const minutes of [20, 45, 90]) {
    for (const count of [2, 3, 5, 7]) {
      for (const length of [2, 5, 9, 15, 30, 80]) {
        const made = plan({ minutes, weekdays: weekdays(count), exam: TODAY + length });
        for (const { day, minutes: total, items: list } of made.days) {
          assert.ok(day < TODAY + length && day >= TODAY);
          assert.ok(weekdays(count).includes(weekday(day)) || day === TODAY + length - 1);
          const test = list.some(({ kind }) => kind === 'mock' || kind === 'diagnostic');
          const cards = ({ kind }) => kind === 'cards' || kind === 'new-cards';
          assert.ok(test ? list.slice(1).every(cards) : total <= minutes, `${minutes} ${count} ${length}: ${total}`);
          assert.ok(list.every(item => item.minutes > 0 && Number.isInteger(item.minutes)));
        }
      }
    }
  }
});

test('nothing new begins in the last three days, which offer what there is', () => {
  const made = plan({ exam: TODAY + 12, minutes: 30 }, { missed: 8 });
  for (const { day, items: list } of made.days) {
    if (TODAY + 12 - day > 3) continue;
    assert.ok(list.length > 0 && list.every(({ kind }) => ['cards', 'misses', 'set'].includes(kind)), JSON.stringify(list));
  }
  assert.ok(items(made, 'misses').every(({ count }) => count <= 8));
  assert.ok(made.left.length > 0);
  const bare = plan({ exam: TODAY + 5 }, { sections: [], supply: {}, unmet: 0, fills: {} });
  assert.deepEqual(bare.days, [], 'nothing is offered where there is nothing');
});

test('scarce time goes to heavy and weak tasks, and what does not fit is named', () => {
  const mastery = tasks.map(task => ({ task, need: task.startsWith('1') ? 0.1 : 0.7 }));
  const made = plan({ exam: TODAY + 16, minutes: 45 }, { mastery });
  const time = domain => items(made, 'read').filter(({ task }) => task[0] === domain).reduce((sum, item) => sum + item.minutes, 0);
  assert.ok(time('1') < time('2') / 2, `${time('1')} against ${time('2')}`);
  assert.ok(time('3') <= time('2'));
  const read = new Set(items(made, 'read').filter(item => item.last).map(item => item.id));
  assert.deepEqual(made.left.map(section => section.id), sections(15).map(({ id }) => id).filter(id => !read.has(id)));
});

test('questions go to tasks that were begun, the neediest first', () => {
  const begun = new Set();
  for (const { items: list } of plan({ minutes: 90 }).days) {
    for (const item of list) {
      if (item.kind === 'read') begun.add(item.task);
      if (item.kind === 'set' && item.task) assert.ok(begun.has(item.task) && item.count <= 10 && item.minutes === item.count * 2);
    }
  }
  const sets = items(plan({ minutes: 90 }), 'set');
  assert.ok(new Set(sets.map(({ task }) => task)).size > 8);
  const done = { sections: [], unmet: 0, mastery: tasks.map(task => ({ task, need: task === '2.2' ? 0.8 : 0.1 })) };
  const weak = items(plan({}, done), 'set').filter(({ task }) => task === '2.2');
  const most = Math.max(...tasks.map(task => items(plan({}, done), 'set').filter(set => set.task === task).length));
  assert.equal(weak.length, most);
});

test('a plan made again after missed days spreads what is left and never piles up', () => {
  const late = plan({ today: TODAY + 14 }, { attempts: [{ mode: 'diagnostic', day: TODAY }], due: 30, returns: new Map([[TODAY + 14, 30], [TODAY + 16, 12]]) });
  assert.ok(late.days.every(({ minutes, items: list }) => minutes <= 60 || list[0].kind === 'mock'));
  assert.equal(items(late, 'read').filter(item => item.last).length, 36);
  assert.deepEqual(items(late, 'diagnostic'), []);
  assert.equal(items(late, 'cards')[0].count, 30);
});

test('the exam sets how many cards a day begins, and plan and deck say the same number', () => {
  const cards = Array.from({ length: 400 }, (_, at) => ({ id: `c${at}`, domain: '1' }));
  const bank = { exam: FOUR, questions: [], cards };
  const wished = wish({ exam: TODAY + 30, weekdays: [0, 1, 2, 3, 4, 5, 6] });
  const log = [];
  const at = day => (day * 24 + 12) * 36e5;
  const add = (day, type, fields) => log.push(gw.log.event('w', log.length + 1, at(day), type, fields, log.at(-1)?.at));
  add(TODAY, 'plan', { value: wished });
  let state = gw.fold(log);
  const deal = day => gw.agenda.cards(bank, state, at(day));
  const begun = [];
  for (let day = TODAY; day < wished.exam; day += 1) {
    const { fresh, wishes } = deal(day);
    const told = items(make({ ...wished, today: day }, {
      ...book({}, wished), due: deal(day).due.length, fresh: fresh.length, unmet: deal(day).unmet, begin: (unmet, then) => gw.agenda.fresh(unmet, then, wishes),
    }), 'new-cards').filter(item => item.day === day).reduce((sum, { count }) => sum + count, 0);
    assert.equal(told, fresh.length, `on day ${day - TODAY}`);
    begun.push(fresh.length);
    const { due } = deal(day);
    for (const id of [...due, ...fresh, ...fresh]) add(day, 'review', { item: id, rev: 1, grade: 3 });
    state = gw.fold(log);
  }
  assert.equal(begun.reduce((sum, count) => sum + count, 0), 400, 'all cards are met before the exam');
  assert.ok(begun.slice(-3).every(count => count === 0));
  assert.ok(Math.max(...begun) <= 16, `never many at once: ${begun}`);
});

test('a day holds no more cards than wished, new ones too', () => {
  const cards = Array.from({ length: 300 }, (_, at) => ({ id: `c${at}`, domain: '1' }));
  const old = { stability: 5, difficulty: 5, day: TODAY - 30, due: TODAY - 20, stage: 'review', at: 1 };
  const state = { ...gw.fold.empty(), cards: Object.fromEntries(cards.slice(0, 80).map(({ id }) => [id, { ...old }])), settings: { 'most-cards': { value: 85 }, 'new-cards': { value: 20 } } };
  const day = gw.agenda.cards({ cards, questions: [] }, state, (TODAY * 24 + 12) * 36e5);
  assert.deepEqual([day.due.length, day.fresh.length], [80, 5]);
});

test('a mock that was taken is not planned again, a missed one is made up while there is time', () => {
  const at = (today, attempts) => items(plan({ today }, { attempts }), 'mock').map(({ day }) => day - TODAY);
  const mock = day => ({ mode: 'mock', day: TODAY + day });
  assert.deepEqual(at(TODAY + 22, [mock(20)]), [32, 38]);
  assert.deepEqual(at(TODAY + 22, [mock(2)]), [22, 32, 38]);
  assert.deepEqual(at(TODAY + 30, [mock(21)]), [32, 38]);
  assert.deepEqual(at(TODAY + 33, [mock(21), mock(32)]), [38]);
  assert.deepEqual(at(TODAY + 38, [mock(21), mock(32), mock(38)]), []);
  assert.deepEqual(at(TODAY + 39, [mock(21)]), []);
});

test('an exam tomorrow, today or past makes a short plan or none', () => {
  assert.deepEqual(plan({ exam: TODAY + 1 }).days.map(({ minutes }) => minutes <= 30), [true]);
  assert.deepEqual(plan({ exam: TODAY }).days, []);
  assert.deepEqual(plan({ exam: TODAY - 5 }).days, []);
});

test('a book without a blueprint is planned without mocks', () => {
  const made = plan({}, { exam: null, fills: {} });
  assert.deepEqual([...items(made, 'mock'), ...items(made, 'diagnostic')], []);
  assert.deepEqual(made.left, []);
});

const unfold = text => text.replaceAll('\r\n ', '').split('\r\n');

test('the calendar has whole lines, short ones, and keeps its identifiers', () => {
  const long = book({ sections: sections(15).map(section => ({ ...section, title: `Wählen, was passt; 日本語の長い題名 \\ ${section.id} 🎓`.repeat(2) })) });
  const head = { book: 'mla-guide', last: 'The exam, at last', exam: TODAY + 42, stamp: Date.UTC(2026, 10, 23, 8) };
  const written = plan => calendar(plan, { ...head, titles: plan.days.map(({ minutes }) => `Study, ${minutes} min`), lines: plan.days.map(day => day.items.map(item => `${item.kind}: ${item.title}`)) });
  const text = written(make(wish(), long));
  assert.ok(text.endsWith('END:VCALENDAR\r\n'));
  assert.ok(!/[^\r]\n/.test(text) && !/\r[^\n]/.test(text));
  for (const line of text.split('\r\n')) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.equal(Buffer.from(line).toString(), line);
  }
  const lines = unfold(text);
  const uids = list => list.filter(line => line.startsWith('UID:'));
  assert.equal(new Set(uids(lines)).size, uids(lines).length);
  assert.equal(lines.filter(line => line === 'BEGIN:VEVENT').length, lines.filter(line => line === 'END:VEVENT').length);
  assert.ok(lines.includes('UID:mla-guide-2026-11-23@guidewright'));
  assert.ok(lines.includes('DTSTART;VALUE=DATE:20261123'));
  assert.ok(lines.includes('DTSTAMP:20261123T080000Z'));
  assert.ok(lines.some(line => /^SUMMARY:Study\\, \d+ min$/.test(line)) && lines.includes('SUMMARY:The exam\\, at last'));
  assert.ok(lines.some(line => line.startsWith('DESCRIPTION:') && line.includes('Wählen\\, was passt\\; 日本語の長い題名 \\\\')));
  const later = unfold(written(make(wish({ today: TODAY + 3 }), long)));
  assert.ok(uids(later).every(uid => uids(lines).includes(uid)));
});

test('mastery counts first answers, tells a share from ten on, and knows when it knows nothing', () => {
  const question = (id, task, rev = 1) => ({ id, task, domain: 'data', rev });
  const ids = 'abcdefghijkl';
  const bank = { exam: THREE, questions: [...ids].map(id => question(id, 'data.1')).concat(question('y', 'run.1'), question('z', 'run.2', 2)) };
  const first = (days, verdict) => ({ rev: 1, first: { day: TODAY - days, verdict } });
  const of = (answers, task) => gw.mastery(bank, answers, TODAY).find(each => each.task === task);
  const many = (count, right) => Object.fromEntries([...ids].slice(0, count).map((id, at) => [id, first(at, at < right ? 'right' : 'wrong')]));
  assert.equal(gw.mastery(bank, {}, TODAY).length, 7);
  assert.deepEqual(of({}, 'data.1'), { task: 'data.1', domain: 'data', right: 0, n: 0, told: null, need: 1 });
  assert.deepEqual(of({ a: first(0, 'right'), b: first(40, 'unanswered') }, 'data.1'), { task: 'data.1', domain: 'data', right: 1, n: 2, told: null, need: 0.5 });
  assert.equal(of(many(9, 9), 'data.1').told, null);
  const { mean, low, high } = of(many(10, 8), 'data.1').told;
  assert.equal(mean, 0.8, 'a count is a count');
  assert.ok(low < 0.8 && high > 0.8 && high < 1);
  assert.equal(of({ a: first(61, 'right') }, 'data.1').n, 0);
  assert.equal(of({ z: first(0, 'right') }, 'run.2').n, 0, 'an answer to an older version');
  assert.ok(gw.mastery({ ...bank, exam: null }, {}, TODAY).length === 3);
  const [alone] = gw.mastery({ exam: null, questions: [question('a', 'data.1')] }, { a: first(0, 'wrong') }, TODAY);
  assert.deepEqual([alone.right, alone.n], [0, 1], 'a book without an exam counts as well');
});
