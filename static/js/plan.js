'use strict';
{
  // The study plan up to the exam: which sections, cards, question sets and mocks on which day.
  // It is made anew from today and from what is done, so a missed day spreads over the days left
  // and never makes one of them longer, and it offers nothing that the book or the reader's record
  // does not hold. Days are study-day numbers; the exam's day is not planned. Time goes to tasks by
  // weight x need. Nothing new begins in the last three days.

  const SET = 10; // questions, so that a longer stretch mixes tasks
  const DUE_CARD = 0.2; // minutes
  // A new card comes back about two days after it was begun, and once more after eleven.
  const RETURNS = [2, 11];
  const PIECE = 10; // minutes: a section is not cut into smaller pieces
  const LIGHT = 30;
  // Minutes a question where no exam says it.
  const QUESTION = 2;

  const sum = (list, value) => list.reduce((all, each) => all + value(each), 0);
  const isTest = ({ kind }) => kind === 'mock' || kind === 'diagnostic';
  const minutesOf = items => sum(items, item => item.minutes);

  /**
   * `wish` is `{ today, start, exam, weekdays, minutes }`. `book` is what there is:
   * - `exam`: the blueprint, or null; `fills`: which of its forms the bank can fill, `{ mock, diagnostic }`;
   * - `sections`: `[{ id, title, task, minutes, done }]`; `supply`: questions to practise, by task; `missed`: how many
   *   questions were missed so far;
   * - `due` and `fresh`: cards due today and new ones of today; `returns`: a Map of how many met cards come back on which
   *   day; `unmet`: cards never met; `begin(unmet, day)`: how many of them a day begins; `most`: cards that a day holds;
   * - `mastery` and `attempts`, as folded.
   * Gives `days`, each `{ day, minutes, items }`, and the sections `left` out for want of time.
   */
  function make(wish, book) {
    const { today, exam, minutes } = wish;
    const each = book.exam ? book.exam.minutes / book.exam.items : QUESTION;
    const days = [];
    for (let day = today; day < exam && day <= today + gw.agenda.HORIZON; day += 1) {
      if (wish.weekdays.includes(gw.agenda.weekday(day)) || day === exam - 1) days.push({ day, items: [] });
    }
    placeMocks(days, wish, book);
    placeCards(days, wish, book);

    const free = days.filter(({ items }) => !items.some(isTest));
    const open = free.filter(({ day }) => gw.fsrs.mayStart(day, exam));
    const room = ({ items }) => Math.max(0, minutes - minutesOf(items));
    const tasks = shares(book);
    spread(open, choose(tasks, book, sum(open, room)), wish, room);
    ask(open, tasks, { ...book, each }, room);
    // What was missed comes last: no new matter, only what went wrong and what is due.
    for (const day of free.filter(day => !open.includes(day))) {
      repeat(day, { ...book, each, most: day.day === exam - 1 ? Math.min(LIGHT, minutes) : minutes });
    }
    for (const day of days) day.minutes = minutesOf(day.items);
    const read = new Set(days.flatMap(({ items }) => items).filter(item => item.last).map(item => item.id));
    return {
      days: days.filter(({ items }) => items.length),
      left: book.sections.filter(section => !section.done && !read.has(section.id)),
    };
  }

  /** The diagnostic first, a mock half-way, two more ten and four days before the exam; those that the bank can fill. */
  function placeMocks(days, { today, start, exam }, { exam: blueprint, attempts, fills }) {
    if (!blueprint) return;
    const since = attempts.filter(attempt => attempt.day >= start);
    const free = days.filter(({ day }) => day <= exam - 4);
    if (fills.diagnostic && free.length && !since.length) {
      free[0].items.push({ kind: 'diagnostic', minutes: gw.form.half(blueprint).minutes });
    }
    if (!fills.mock) return;
    const wished = [start + Math.round((exam - start) / 2), exam - 10, exam - 4].filter((day, at) => at || day < exam - 13);
    wished.forEach((wanted, at) => {
      const until = wished[at + 1] ?? exam;
      const taken = since.some(({ mode, day }) => mode === 'mock' && day > wanted - 4 && day < until - 3);
      if (taken || wanted <= start + 2) return;
      // On the day or the study day before it; a missed one is made up while the next is not near.
      const before = free.filter(({ day, items }) => day <= wanted && day > wanted - 4 && !items.length).at(-1);
      const after = free.find(({ day, items }) => day > wanted && day < until - 3 && !items.length);
      (before ?? after)?.items.push({ kind: 'mock', minutes: blueprint.minutes });
    });
  }

  /** The cards of each day, the same that the deck will deal: new ones by the exam's date, due ones by the schedule. */
  function placeCards(days, { today, minutes }, { due, fresh, returns, unmet, begin, most }) {
    const coming = new Map([...returns].filter(([day]) => day > today));
    for (const { day, items } of days) {
      const now = day === today;
      const begun = now ? fresh : begin(unmet, day);
      unmet -= begun;
      for (const after of RETURNS) coming.set(day + after, (coming.get(day + after) ?? 0) + begun);
      // What came back since the study day before this one waits for it.
      const back = now ? due : Math.min(most - begun, sum([...coming].filter(([other]) => other <= day), ([, count]) => count));
      for (const other of [...coming.keys()]) if (other <= day) coming.delete(other);
      if (begun) items.push({ kind: 'new-cards', count: begun, minutes: Math.ceil(begun * gw.agenda.NEW_CARD) });
      const left = Math.max(1, minutes - minutesOf(items.filter(item => !isTest(item))));
      if (back > 0) items.push({ kind: 'cards', count: back, minutes: Math.min(left, Math.ceil(back * DUE_CARD)) });
    }
  }

  /** Each task's share of the time. */
  function shares({ exam: blueprint, mastery, sections, supply }) {
    const weight = new Map();
    for (const domain of blueprint?.domains ?? []) {
      for (const task of domain.tasks) weight.set(task, domain.weight / domain.tasks.length);
    }
    const others = [...sections.map(section => section.task), ...Object.keys(supply)];
    for (const task of others) if (!weight.has(task)) weight.set(task, blueprint ? 0 : 1);
    const need = new Map(mastery.map(entry => [entry.task, entry.need]));
    return [...weight].map(([id, share]) => ({ id, need: Math.max(0.001, share * (need.get(id) ?? 1)), used: 0 }));
  }

  const mostBehind = tasks => tasks.reduce((best, task) => (task.used / task.need < best.used / best.need ? task : best));

  /** The sections that fit, those of the task most behind its share first, in the order of the book. */
  function choose(tasks, { sections }, room) {
    const reading = sections.filter(section => !section.done)
      .map(({ id, title, task, minutes }) => ({ kind: 'read', id, title, task, minutes: Math.ceil(minutes) }));
    const chosen = new Set();
    let open = tasks;
    while (open.length) {
      const task = mostBehind(open);
      const next = reading.find(item => item.task === task.id && !chosen.has(item));
      if (next && room > 0) {
        chosen.add(next);
        task.used += next.minutes;
        room -= next.minutes;
      } else {
        open = open.filter(other => other !== task);
      }
    }
    return reading.filter(item => chosen.has(item));
  }

  /** Hands out the reading at an even pace, done ten days before the exam where it fits. */
  function spread(days, work, { exam }, room) {
    const whole = minutesOf(work);
    const early = days.filter(({ day }) => day < exam - 10);
    const paced = sum(early, room) >= whole ? early : days;
    const all = sum(paced, room);
    let done = 0;
    let passed = 0;
    for (const day of days) {
      passed += room(day);
      const pieces = [];
      while (work.length && done < whole * Math.min(1, passed / all)) {
        const [piece, rest] = cut(work[0], room(day) - minutesOf(pieces));
        if (!piece) break;
        work.splice(0, 1, ...(rest ? [rest] : []));
        pieces.push(piece);
        done += piece.minutes;
      }
      day.items.unshift(...pieces);
    }
  }

  /** What of a section fits into some minutes, and what stays for the next day. */
  function cut(item, room) {
    if (item.minutes <= room) return [{ ...item, last: true }];
    return room < PIECE ? [] : [{ ...item, minutes: room }, { ...item, minutes: item.minutes - room }];
  }

  /** The rest of each day is questions on the tasks most behind, of those whose reading has begun; each task once a day. */
  function ask(days, tasks, { each, supply }, room) {
    const waiting = new Set(days.flatMap(({ items }) => items.map(({ task }) => task)));
    for (const day of days) {
      for (const { task } of day.items) waiting.delete(task);
      let open = tasks.filter(({ id }) => supply[id] && !waiting.has(id));
      while (open.length) {
        const task = mostBehind(open);
        const many = Math.min(SET, supply[task.id], Math.floor(room(day) / each));
        if (!many) break;
        const minutes = Math.ceil(many * each);
        task.used += minutes;
        day.items.push({ kind: 'set', task: task.id, count: many, minutes });
        open = open.filter(other => other !== task);
      }
    }
  }

  /** A day without anything new: what was missed, then a mixed set, as far as there is any. */
  function repeat(day, { each, missed, supply, most }) {
    let left = sum(Object.values(supply), count => count);
    for (const [kind, there] of [['misses', missed], ['set', SET]]) {
      const count = Math.min(there, left, Math.floor((most - minutesOf(day.items)) / each));
      if (count <= 0) continue;
      day.items.push({ kind, count, minutes: Math.ceil(count * each) });
      left -= count;
    }
  }

  const date = day => new Date(day * 864e5).toISOString().slice(0, 10);

  /**
   * The plan as a calendar. A day keeps its identifier from one plan to the next, so importing
   * again replaces it. `stamp` is the moment of making, in milliseconds; `titles` and `lines` tell for each day how much and
   * what is to be done, `last` is the title of the exam's day.
   */
  function calendar({ days }, { book, titles, last, exam, stamp, lines }) {
    const made = new Date(stamp).toISOString().replace(/[-:]|\.\d+/g, '');
    const entry = (day, summary, told) => [
      'BEGIN:VEVENT', `UID:${book}-${date(day)}@guidewright`, `DTSTAMP:${made}`,
      `DTSTART;VALUE=DATE:${date(day).replaceAll('-', '')}`,
      `SUMMARY:${escape(summary)}`, `DESCRIPTION:${escape(told.join('\n'))}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
    ];
    const escape = text => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
    return [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//guidewright//study plan//EN',
      ...days.flatMap(({ day }, nth) => entry(day, titles[nth], lines[nth])),
      ...entry(exam, last, []),
      'END:VCALENDAR',
    ].map(line => `${foldLine(line)}\r\n`).join('');
  }

  /** Breaks a line before it reaches 75 bytes, never inside a character: outside of ASCII one has up to four bytes. */
  const foldLine = line => line.match(/[ -~]{1,72}|.{1,18}/gsu).join('\r\n ');

  gw.plan = { make, date, calendar };
}
