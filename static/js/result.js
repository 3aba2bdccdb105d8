'use strict';
{
  // <gw-result>: what became of the attempts. #result lists and compares all, #result/ID tells of one: the estimate with
  // its band and its doubts, domains, pace, changes of mind, what to do next, and every question with its reasons.
  // Arithmetic is `score.js`'s. Opening a question marks the attempt as looked through: until then home reminds of it.

  function span(seconds) {
    const whole = Math.round(seconds);
    return whole < 60 ? gw.word('seconds', { seconds: whole }) : gw.word('minutes_and_seconds', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
  }

  /** Jumps of the clock as `run.js` notes them; results of the first edition have words for them. */
  const jumps = clock => (/^[-+\d,]+$/.test(clock)
    ? clock.split(',').map(jump => (jump < 0 ? '−' : '+') + span(Math.abs(jump))).join(gw.word('comma')) : clock);

  const formOf = ({ form }) => gw.store.state().forms[form];

  const unread = attempt => gw.fold.unread(gw.store.state(), attempt);

  gw.views['gw-result'] = ({ host, bank, study, part, fill, bring, stems }) => {
    const { exam, question, chapters } = bank;
    let path;
    let attempts;
    /** The attempt that is told of, and the ids of its questions by what the reader may want to see of it. */
    let attempt;
    let filters;

    function show(wanted) {
      path = wanted;
      attempts = gw.fold.attempts(gw.store.state(), exam?.code);
      attempt = attempts.find(({ id }) => id === path);
      fill('result-list', !attempt && list());
      fill('result-one', attempt && one());
      if (attempt) stems(part('result-questions'));
      if (attempt) part('result-verdict').focus({ preventScroll: true });
    }

    /** An attempt, its report, what it is called and when it was, whether an estimate can be made of it. */
    function told(attempt) {
      const { mode, when, items, id } = attempt;
      const report = gw.score.report(bank, attempt);
      const counts = exam && (mode === 'mock' || mode === 'diagnostic');
      const lacks = report.lacks.map((lack, at) => ({ ...lack, name: exam.names[lack.id].short, comma: at ? gw.word('comma') : '' }));
      return {
        ...report, lacks, id, what: study.words[mode], where: exam?.names[formOf(attempt)?.domain]?.short,
        count: items.length, date: gw.when(when), time: gw.when(when, { timeStyle: 'short' }),
        unread: unread(attempt), counts, number: counts && report.estimate,
      };
    }

    function list() {
      const rows = attempts.map(told);
      const marks = rows.map(({ number }, at) => number && { ...number, when: gw.when(attempts[at].when, { day: 'numeric', month: 'short' }) }).filter(Boolean);
      return {
        rows: rows.reverse(), any: rows.length, domains: exam?.domains.map(({ id }) => exam.names[id]), trend: marks.length && gw.chart.trend(exam, marks),
      };
    }

    function one() {
      const report = told(attempt);
      const { number, of, misses, guessed, certain, changes, pace, tasks } = report;
      const { items, clock } = attempt;
      const form = formOf(attempt);
      const flagged = items.filter(item => item.flagged).map(({ id }) => id);
      filters = { all: items.map(({ id }) => id), misses, flagged, certain, guessed };

      const open = misses.filter(id => question.has(id) && question.get(id).pool !== 'exam');
      const sure = certain.filter(id => open.includes(id));
      const link = ids => ids.length && { count: ids.length, ids: ids.map(encodeURIComponent).join(',') };
      const places = {};
      for (const id of misses) {
        const { read, chapter } = question.get(id) ?? {};
        const place = read ?? chapters[chapter];
        if (place) (places[place.href] ??= { ...place, count: 0 }).count += 1;
      }
      const pooled = exam ? gw.score.pooled(bank, attempts) : [];
      const domains = report.domains.filter(domain => domain.of).map(domain => ({
        ...domain, title: exam.names[domain.id].title,
        all: pooled.filter(all => all.id === domain.id && all.of).map(all => ({ ...all, told: gw.told(all.right, all.of) })),
      }));
      return {
        ...report, exam, clock: clock && jumps(clock), form: form && attempt.form, code: form?.plain && form.code, unmarked: !number,
        number: number && {
          ...number, ...gw.chart.scale(exam, number),
          estimate: number.point, chance: Math.min(0.99, Math.max(0.01, number.chance)), met: of - report.fresh.of,
        },
        none: report.counts && !number && of && { repeats: !report.fresh.of },
        spent: span(items.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)),
        domains, tested: domains.length, open: link(open), sure: link(sure),
        kept: misses.length - open.length, places: Object.values(places).sort((a, b) => b.count - a.count),
        tasks: tasks.filter(({ id }) => id).map(each => ({ ...each, title: exam?.tasks[each.id] })),
        pace: items.some(({ seconds }) => seconds) && {
          mean: span(pace.mean), first: span(pace.first), last: span(pace.last), allowed: exam && span(exam.minutes * 60 / exam.items),
        },
        same: changes.all - changes.gained - changes.lost,
        levels: report.calibration.filter(level => level.of).map(level => ({ ...level, expected: Math.round(level.claimed * level.of) })),
        read: !report.unread, lines: items.map(line),
      };
    }

    function line(item, at) {
      const { id, rev, verdict, scored, first, was, seconds } = item;
      const known = question.get(id);
      return {
        ...item, at, nth: at + 1, known, title: known?.title, read: known?.read, older: known && known.rev !== rev,
        domain: exam?.names[known?.domain]?.short, uncounted: exam && !scored, again: first === false, flagged: Boolean(item.flagged),
        was: was !== verdict && was, seconds: seconds && span(seconds),
      };
    }

    /** Brings one question with its reasons; the first one opened marks the attempt as looked through. */
    host.addEventListener('toggle', ({ target }) => {
      const item = attempt?.items[target.dataset.at];
      if (!item || !target.open) return;
      if (unread(attempt)) gw.store.add('setting', { item: `reviewed:${attempt.id}`, value: true });
      part('result-unread').hidden = !unread(attempt);
      const order = formOf(attempt)?.items.find(({ id }) => id === item.id)?.order;
      const older = question.get(item.id)?.rev !== item.rev;
      bring(target, older ? { id: item.id, verdict: 'unanswered', order } : { ...item, order });
    }, true);
    host.addEventListener('change', ({ target: { name, value } }) => {
      if (name !== 'show') return;
      [...part('result-questions').children].forEach((line, at) => { line.hidden = !filters[value].includes(attempt.items[at].id); });
    });

    return {
      show,
      /** Another tab's log may still be on its way. */
      draw() { if (path && !attempt) show(path); },
      leave() {
        path = null;
        fill('result-one');
      },
    };
  };
}
