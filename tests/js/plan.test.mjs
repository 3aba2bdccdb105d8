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
const book = more => ({
  exam: FOUR, sections: sections(15), fresh: Object.fromEntries(tasks.map(task => [task, 12])), started: 0, mastery: [], attempts: [], ...more,
});
const wish = more => ({ today: TODAY, start: TODAY, exam: TODAY + 42, weekdays: [1, 2, 3, 4, 5, 6], minutes: 60, ...more });
const items = (plan, kind) => plan.days.flatMap(day => day.items.filter(item => item.kind === kind).map(item => ({ day: day.day, ...item })));
const left = (day, { exam } = wish()) => exam - day;

test('a plan opens with the diagnostic and places the mocks', () => {
  const plan = make(wish(), book());
  assert.deepEqual(plan.days[0].items, [{ kind: 'diagnostic', minutes: 65 }]);
  assert.deepEqual(items(plan, 'mock').map(mock => left(mock.day)), [21, 10, 4]);
  assert.deepEqual(plan.days.at(-1).items, [{ kind: 'light', minutes: 30 }]);
  assert.equal(left(plan.days.at(-1).day), 1);
});

test('a mock falls on a study day, on its day or before', () => {
  for (let shift = 0; shift < 7; shift += 1) {
    const exam = TODAY + 42 + shift;
    const mocks = items(make(wish({ exam, weekdays: [2, 5] }), book()), 'mock').map(({ day }) => day);
    assert.ok(mocks.every(day => [2, 5].includes(weekday(day))));
    assert.ok(mocks.at(-1) <= exam - 4 && mocks.at(-1) > exam - 8);
  }
});

test('everything is read in the order of the book, then cards, and done before the last mocks', () => {
  const plan = make(wish(), book());
  const read = items(plan, 'read');
  assert.deepEqual([...new Set(read.map(item => item.id))], sections(15).map(section => section.id));
  assert.equal(read.filter(item => item.last).length, 36);
  assert.equal(read.reduce((sum, item) => sum + item.minutes, 0), sections(15).reduce((sum, item) => sum + item.minutes, 0));
  assert.ok(read.every(({ day }) => left(day) > 10));
  assert.deepEqual(plan.left, []);
  const cards = items(plan, 'new-cards');
  assert.equal(cards.reduce((sum, item) => sum + item.count, 0), 144);
  for (const { task, day } of cards) assert.ok(read.filter(item => item.task === task).every(item => item.day <= day));
  for (const { items: list } of plan.days) {
    const rank = list.map(({ kind }) => ['read', 'new-cards', 'cards', 'set'].indexOf(kind)).filter(place => place >= 0);
    assert.deepEqual(rank, [...rank].sort());
  }
});

test('no day is longer than wished, and none but study days are used', () => {
  for (const minutes of [20, 45, 90]) {
    for (const count of [2, 3, 5, 7]) {
      for (const length of [2, 5, 9, 15, 30, 80]) {
        const plan = make(wish({ minutes, weekdays: weekdays(count), exam: TODAY + length }), book());
        for (const { day, minutes: total, items: list } of plan.days) {
          assert.ok(day < TODAY + length && day >= TODAY);
          assert.ok(weekdays(count).includes(weekday(day)) || day === TODAY + length - 1);
          const test = list.some(({ kind }) => kind === 'mock' || kind === 'diagnostic');
          assert.ok(test ? list.length === 1 : total <= minutes, `${minutes} ${count} ${length}: ${total}`);
          assert.ok(list.every(item => item.minutes > 0 && Number.isInteger(item.minutes)));
        }
      }
    }
  }
});

test('nothing new begins in the last three days', () => {
  const plan = make(wish({ exam: TODAY + 12, minutes: 30 }), book());
  for (const { day, items: list } of plan.days) {
    if (TODAY + 12 - day > 3) continue;
    assert.ok(list.every(({ kind }) => ['cards', 'misses', 'light'].includes(kind)), JSON.stringify(list));
  }
  assert.ok(plan.left.length > 0);
});

test('scarce time goes to heavy and weak tasks, and what does not fit is named', () => {
  const mastery = tasks.map(task => ({ task, mean: task.startsWith('1') ? 0.9 : 0.3 }));
  const plan = make(wish({ exam: TODAY + 16, minutes: 45 }), book({ mastery }));
  const time = domain => items(plan, 'read').filter(({ task }) => task[0] === domain).reduce((sum, item) => sum + item.minutes, 0);
  assert.ok(time('1') < time('2') / 2, `${time('1')} against ${time('2')}`);
  assert.ok(time('3') <= time('2'));
  const read = new Set(items(plan, 'read').filter(item => item.last).map(item => item.id));
  assert.deepEqual(plan.left.map(section => section.id), sections(15).map(({ id }) => id).filter(id => !read.has(id)));
});

test('questions go to tasks that were begun, the neediest first', () => {
  const plan = make(wish({ minutes: 90 }), book());
  const begun = new Set();
  for (const { items: list } of plan.days) {
    for (const item of list) {
      if (item.kind === 'read') begun.add(item.task);
      if (item.kind === 'set') assert.ok(begun.has(item.task) && item.count <= 10 && item.minutes === item.count * 2);
    }
  }
  const sets = items(plan, 'set');
  assert.ok(new Set(sets.map(({ task }) => task)).size > 8);
  const done = book({ sections: [], fresh: {}, mastery: tasks.map(task => ({ task, mean: task === '2.2' ? 0.2 : 0.9 })) });
  const weak = items(make(wish(), done), 'set').filter(({ task }) => task === '2.2');
  assert.ok(weak.length > items(make(wish(), done), 'set').length / 4);
});

test('a plan made again after missed days spreads what is left and never piles up', () => {
  const late = wish({ today: TODAY + 14 });
  const plan = make(late, book({ attempts: [{ mode: 'diagnostic', day: TODAY }], started: 40 }));
  assert.ok(plan.days.every(({ minutes, items: list }) => minutes <= 60 || list[0].kind === 'mock'));
  assert.equal(items(plan, 'read').filter(item => item.last).length, 36);
  assert.deepEqual(items(plan, 'diagnostic'), []);
  assert.ok(plan.days.filter(({ items: list }) => list.some(({ kind }) => kind === 'cards')).length > 10);
});

test('a mock that was taken is not planned again, a missed one is made up while there is time', () => {
  const at = (today, attempts) => items(make(wish({ today }), book({ attempts })), 'mock').map(({ day }) => day - TODAY);
  const mock = day => ({ mode: 'mock', day: TODAY + day });
  assert.deepEqual(at(TODAY + 22, [mock(20)]), [32, 38]);
  assert.deepEqual(at(TODAY + 22, [mock(2)]), [22, 32, 38]);
  assert.deepEqual(at(TODAY + 30, [mock(21)]), [32, 38]);
  assert.deepEqual(at(TODAY + 33, [mock(21), mock(32)]), [38]);
  assert.deepEqual(at(TODAY + 38, [mock(21), mock(32), mock(38)]), []);
  assert.deepEqual(at(TODAY + 39, [mock(21)]), []);
});

test('an exam tomorrow, today or past makes a short plan or none', () => {
  assert.deepEqual(make(wish({ exam: TODAY + 1 }), book()).days.map(({ items: list }) => list[0].kind), ['light']);
  assert.deepEqual(make(wish({ exam: TODAY }), book()).days, []);
  assert.deepEqual(make(wish({ exam: TODAY - 5 }), book()).days, []);
});

test('a book without a blueprint is planned without mocks', () => {
  const plan = make(wish(), book({ exam: null }));
  assert.deepEqual([...items(plan, 'mock'), ...items(plan, 'diagnostic')], []);
  assert.deepEqual(plan.left, []);
});

const unfold = text => text.replaceAll('\r\n ', '').split('\r\n');

test('the calendar has whole lines, short ones, and keeps its identifiers', () => {
  const long = book({ sections: sections(15).map(section => ({ ...section, title: `Wählen, was passt; 日本語の長い題名 \\ ${section.id} 🎓`.repeat(2) })) });
  const head = { book: 'mla-guide', title: 'Study, daily', exam: TODAY + 42, stamp: Date.UTC(2026, 10, 23, 8) };
  const written = plan => calendar(plan, { ...head, lines: plan.days.map(day => day.items.map(item => `${item.kind}: ${item.title}`)) });
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
  assert.ok(lines.includes('SUMMARY:Study\\, daily: 65 min') && lines.includes('SUMMARY:Study\\, daily: exam'));
  assert.ok(lines.some(line => line.startsWith('DESCRIPTION:') && line.includes('Wählen\\, was passt\\; 日本語の長い題名 \\\\')));
  const later = unfold(written(make(wish({ today: TODAY + 3 }), long)));
  assert.ok(uids(later).every(uid => uids(lines).includes(uid)));
});

test('mastery weighs first answers by age and knows when it knows nothing', () => {
  const question = (id, task, rev = 1) => ({ id, task, domain: 'data', rev });
  const bank = { exam: THREE, questions: [...'abcdef'].map(id => question(id, 'data.1')).concat(question('g', 'run.1'), question('h', 'run.2', 2)) };
  const first = (days, verdict) => ({ rev: 1, first: { day: TODAY - days, verdict } });
  const of = (answers, task) => gw.mastery(bank, answers, TODAY).find(each => each.task === task);
  assert.equal(gw.mastery(bank, {}, TODAY).length, 7);
  assert.deepEqual(of({}, 'data.1'), { task: 'data.1', domain: 'data', n: 0, mean: null, low: null, high: null });
  assert.equal(of({ a: first(0, 'right') }, 'data.1').mean, 0.75);
  assert.equal(of({ a: first(21, 'right') }, 'data.1').mean, 1 / 1.5);
  assert.equal(of({ a: first(0, 'unanswered') }, 'data.1').mean, 0.25);
  assert.equal(of({ a: first(61, 'right') }, 'data.1').n, 0);
  assert.equal(of({ h: first(0, 'right') }, 'run.2').n, 0, 'an answer to an older version');
  const few = of({ a: first(0, 'right'), b: first(0, 'right'), c: first(0, 'wrong') }, 'data.1');
  const many = of({ a: first(0, 'right'), b: first(0, 'right'), c: first(0, 'wrong'), d: first(0, 'right'), e: first(0, 'right'), f: first(0, 'wrong') }, 'data.1');
  assert.ok(many.high - many.low < few.high - few.low && few.low < few.mean && few.mean < few.high);
  assert.ok(gw.mastery({ ...bank, exam: null }, {}, TODAY).length === 3);
});
