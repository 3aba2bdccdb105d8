'use strict';
{
  // The study plan up to the exam: which sections, cards, question sets and mocks on which day.
  // It is made anew from today and from what is done, so a missed day spreads over the days left
  // and never makes one of them longer. Days are study-day numbers; the exam's day is not planned.
  // Time goes to tasks by weight x (1 - mastery). Nothing new begins in the last three days.

  const QUESTION = 2; // minutes, as on the exam
  const SET = 10; // questions, so that a longer stretch mixes tasks
  const NEW_CARD = 0.75;
  const DUE_CARDS = 0.2; // the share of a day kept for cards that come back
  const PIECE = 10; // minutes: a section is not cut into smaller pieces
  const LIGHT = 30;

  const sum = (list, value) => list.reduce((all, each) => all + value(each), 0);
  const weekday = day => (day + 4) % 7; // day 0 was a Thursday

  /**
   * `wish` is `{ today, start, exam, weekdays, minutes }`, `book` is `{ exam, sections: [{ id, title,
   * task, minutes, done }], fresh: { task: new cards }, started: cards met so far, mastery, attempts,
   * asked: tasks that have questions to practise }`.
   * Gives `days`, each `{ day, minutes, items }`, and the sections `left` out for want of time.
   */
  function make(wish, book) {
    const { today, exam, minutes } = wish;
    const days = [];
    for (let day = today; day < exam; day += 1) {
      if (wish.weekdays.includes(weekday(day)) || day === exam - 1) days.push({ day, items: [] });
    }
    placeMocks(days, wish, book);
    const last = days.at(-1);
    if (last && !last.items.length) last.items.push({ kind: 'light', minutes: Math.min(LIGHT, minutes) });

    const free = days.filter(({ items }) => items.length === 0);
    const open = free.filter(({ day }) => gw.fsrs.mayStart(day, exam));
    const tasks = shares(book);
    const work = choose(tasks, book, open.length * (minutes - Math.floor(minutes * DUE_CARDS)));
    const asked = tasks.filter(({ id }) => !book.asked || book.asked.includes(id));
    spread(open, work, asked, wish, book.started > 0);
    // What was missed comes last: no new matter, only what went wrong and what is due.
    for (const { items } of free.filter(day => !open.includes(day))) {
      const count = Math.floor(minutes / 2 / QUESTION);
      items.push({ kind: 'cards', minutes: minutes - count * QUESTION }, { kind: 'misses', count, minutes: count * QUESTION });
    }
    for (const day of days) {
      day.items = day.items.filter(item => item.minutes > 0);
      day.minutes = sum(day.items, item => item.minutes);
    }
    const read = new Set(days.flatMap(({ items }) => items).filter(item => item.last).map(item => item.id));
    return {
      days: days.filter(({ items }) => items.length),
      left: book.sections.filter(section => !section.done && !read.has(section.id)),
    };
  }

  /** The diagnostic first, a mock half-way, two more ten and four days before the exam. */
  function placeMocks(days, { today, start, exam }, { exam: blueprint, attempts }) {
    if (!blueprint) return;
    const since = attempts.filter(attempt => attempt.day >= start);
    const free = days.filter(({ day }) => day <= exam - 4);
    if (free.length && !since.length) {
      free[0].items.push({ kind: 'diagnostic', minutes: gw.form.half(blueprint).minutes });
    }
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

  /** Each task's share of the time; a task without data counts as not known. */
  function shares({ exam: blueprint, mastery, sections }) {
    const weight = new Map();
    for (const domain of blueprint?.domains ?? []) {
      for (const task of domain.tasks) weight.set(task, domain.weight / domain.tasks.length);
    }
    for (const { task } of sections) if (!weight.has(task)) weight.set(task, blueprint ? 0 : 1);
    const known = new Map(mastery.map(({ task, mean }) => [task, mean ?? 0]));
    return [...weight].map(([id, each]) => ({ id, need: Math.max(0.001, each * (1 - (known.get(id) ?? 0))), used: 0 }));
  }

  const mostBehind = tasks => tasks.reduce((best, task) => (task.used / task.need < best.used / best.need ? task : best));

  /**
   * The new work that fits: sections of the task most behind its share first, then its new cards.
   * It is handed out in the order of the book, each task's cards after its last section.
   */
  function choose(tasks, { sections, fresh }, room) {
    const reading = sections.filter(section => !section.done)
      .map(({ id, title, task, minutes }) => ({ kind: 'read', id, title, task, minutes: Math.ceil(minutes) }));
    const cards = tasks.filter(({ id }) => fresh[id])
      .map(({ id }) => ({ kind: 'new-cards', task: id, count: fresh[id], minutes: Math.ceil(fresh[id] * NEW_CARD) }));
    const chosen = new Set();
    for (const kind of [reading, cards]) {
      let open = tasks;
      while (open.length) {
        const task = mostBehind(open);
        const next = kind.find(item => item.task === task.id && !chosen.has(item));
        if (next && room > 0) {
          chosen.add(next);
          task.used += next.minutes;
          room -= next.minutes;
        } else {
          open = open.filter(each => each !== task);
        }
      }
    }
    const last = new Map(reading.filter(item => chosen.has(item)).map(item => [item.task, item]));
    const cardsOf = task => cards.filter(item => item.task === task && chosen.has(item));
    return [
      ...tasks.filter(({ id }) => !last.has(id)).flatMap(({ id }) => cardsOf(id)),
      ...reading.filter(item => chosen.has(item)).flatMap(item =>
        (last.get(item.task) === item ? [item, ...cardsOf(item.task)] : [item])),
    ];
  }

  /**
   * Hands out the work at an even pace, done ten days before the exam where it fits; the rest of
   * each day is questions on the tasks most behind, among those already begun.
   */
  function spread(days, work, tasks, { exam, minutes }, started) {
    const reserve = Math.floor(minutes * DUE_CARDS);
    const whole = sum(work, item => item.minutes);
    const early = days.filter(({ day }) => day < exam - 10);
    const paced = early.length * (minutes - reserve) >= whole ? early : days;
    const waiting = new Set(work.map(item => item.task));
    let done = 0;
    days.forEach(({ items }, at) => {
      const due = started ? reserve : 0;
      let room = minutes - due;
      while (work.length && done < whole * (at + 1) / paced.length) {
        const [piece, rest] = cut(work[0], room);
        if (!piece) break;
        work.splice(0, 1, ...(rest ? [rest] : []));
        items.push(piece);
        room -= piece.minutes;
        done += piece.minutes;
        waiting.delete(piece.task);
        started ||= piece.kind === 'new-cards';
      }
      items.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'read' ? -1 : 1));
      items.push({ kind: 'cards', minutes: due });
      const begun = tasks.filter(task => !waiting.has(task.id));
      for (let count; begun.length && (count = Math.min(SET, Math.floor(room / QUESTION))) > 1;) {
        const task = mostBehind(begun);
        task.used += count * QUESTION;
        room -= count * QUESTION;
        items.push({ kind: 'set', task: task.id, count, minutes: count * QUESTION });
      }
    });
  }

  /** What of an item fits into some minutes, and what stays for the next day. */
  function cut(item, room) {
    if (item.minutes <= room) return [item.kind === 'read' ? { ...item, last: true } : item];
    if (item.kind === 'read') {
      return room < PIECE ? [] : [{ ...item, minutes: room }, { ...item, minutes: item.minutes - room }];
    }
    const count = Math.floor(room / NEW_CARD);
    const part = cards => ({ ...item, count: cards, minutes: Math.ceil(cards * NEW_CARD) });
    return count < 1 ? [] : [part(count), part(item.count - count)];
  }

  const date = day => new Date(day * 864e5).toISOString().slice(0, 10);

  /**
   * The plan as a calendar. A day keeps its identifier from one plan to the next, so importing
   * again replaces it. `stamp` is the moment of making, in milliseconds; `lines` tell for each day what is to be done.
   */
  function calendar({ days }, { book, title, exam, stamp, lines }) {
    const made = new Date(stamp).toISOString().replace(/[-:]|\.\d+/g, '');
    const entry = (day, summary, told) => [
      'BEGIN:VEVENT', `UID:${book}-${date(day)}@guidewright`, `DTSTAMP:${made}`,
      `DTSTART;VALUE=DATE:${date(day).replaceAll('-', '')}`,
      `SUMMARY:${escape(summary)}`, `DESCRIPTION:${escape(told.join('\n'))}`, 'TRANSP:TRANSPARENT', 'END:VEVENT',
    ];
    const escape = text => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
    return [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//guidewright//study plan//EN',
      ...days.flatMap(({ day, minutes }, nth) => entry(day, `${title}: ${minutes} min`, lines[nth])),
      ...entry(exam, `${title}: exam`, []),
      'END:VCALENDAR',
    ].map(line => `${foldLine(line)}\r\n`).join('');
  }

  /** Breaks a line before it reaches 75 bytes, never inside a character: outside of ASCII one has up to four bytes. */
  const foldLine = line => line.match(/[ -~]{1,72}|.{1,18}/gsu).join('\r\n ');

  gw.plan = { make, date, calendar };
}
