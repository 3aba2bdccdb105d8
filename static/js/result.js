'use strict';
{
  // <gw-result>: what became of the attempts. #result lists and compares all, #result/ID tells of one: the estimate with
  // its band and its doubts, domains, pace, changes of mind, what to do next, and every question with its reasons.
  // Arithmetic is `score.js`'s. Opening a question marks the attempt as looked through: until then home reminds of it.

  function span(seconds) {
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }

  class Result extends gw.View {
    does = {};

    prepare() {
      this.addEventListener('toggle', ({ target }) => this.opened(target), true);
      this.addEventListener('change', ({ target: { name, value } }) => {
        if (name !== 'show') return;
        const lines = [...this.part('result-questions').children];
        lines.forEach((line, at) => { line.hidden = !this.filters[value].includes(this.attempt.items[at].id); });
      });
    }

    /** Another tab's log may still be on its way. */
    draw() { if (this.path && !this.attempt) this.show(this.path); }

    show(path) {
      this.path = path;
      this.attempts = gw.fold.attempts(gw.store.state());
      this.attempt = this.attempts.find(({ id }) => id === path);
      this.fill('result-list', !this.attempt && this.list());
      this.fill('result-one', this.attempt && this.one(this.attempt));
      if (this.attempt) this.part('result-verdict').focus({ preventScroll: true });
    }

    leave() {
      this.path = null;
      this.fill('result-one');
    }

    /** An attempt, its report, what it is called and when it was, whether an estimate can be made of it. */
    told(attempt) {
      const { bank } = this;
      const { mode, form, at, items, id } = attempt;
      const report = gw.score.report(bank, attempt);
      const counts = bank.exam && (mode === 'mock' || mode === 'diagnostic');
      return {
        ...report, id, what: this.study.dataset[mode], where: bank.exam?.names[gw.store.state().forms[form]?.domain]?.short,
        count: items.length, date: gw.when(at, { dateStyle: 'medium' }), time: gw.when(at, { timeStyle: 'short' }),
        unread: this.unread(attempt), counts, number: counts && report.estimate,
      };
    }

    unread({ id, items }) {
      return !gw.store.state().settings[`reviewed:${id}`]?.value && items.some(({ verdict }) => verdict !== 'right');
    }

    // ---- all of them

    list() {
      const { attempts, bank: { exam } } = this;
      const rows = attempts.map(attempt => this.told(attempt));
      const marks = rows.map(({ number }, at) => number && { ...number, when: gw.when(attempts[at].at, { day: 'numeric', month: 'short' }) }).filter(Boolean);
      return { rows: rows.reverse(), any: rows.length, trend: marks.length && gw.chart.trend(exam, marks) };
    }

    // ---- one

    one(attempt) {
      const { bank: { exam, question, chapters, tasks: titles } } = this;
      const told = this.told(attempt);
      const { number, of, misses, guessed, certain, changes, pace, tasks } = told;
      const { items, clock } = attempt;
      const form = gw.store.state().forms[attempt.form];
      const flagged = items.filter(item => item.flagged).map(({ id }) => id);
      this.filters = { all: items.map(({ id }) => id), misses, flagged, certain, guessed };

      const open = misses.filter(id => question.has(id) && question.get(id).pool !== 'exam');
      const sure = certain.filter(id => open.includes(id));
      const link = ids => ids.map(encodeURIComponent).join(',');
      const places = {};
      for (const id of misses) {
        const { read, chapter } = question.get(id) ?? {};
        const place = read ?? chapters[chapter];
        if (place) (places[place.href] ??= { ...place, count: 0 }).count += 1;
      }
      const pooled = exam ? gw.score.pooled(this.bank, this.attempts) : [];
      const domains = told.domains.filter(domain => domain.of).map(domain => ({
        ...domain, title: exam.names[domain.id].title,
        all: pooled.filter(all => all.id === domain.id && all.of).map(all => ({ ...all, share: all.right / all.of })),
      }));
      return {
        ...told, exam, clock, form: form && attempt.form, code: form?.plain && form.code, unmarked: !number,
        number: number && {
          ...number, ...gw.chart.scale(exam, number),
          estimate: number.point, chance: Math.min(0.99, Math.max(0.01, number.chance)), met: of - number.of,
        },
        // A form of repeats alone gives no estimate.
        none: told.counts && !number && of,
        spent: span(items.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)),
        domains, tested: domains.length,
        open: open.length && { count: open.length, ids: link(open) }, sure: sure.length && { count: sure.length, ids: link(sure) },
        kept: misses.length - open.length, places: Object.values(places).sort((a, b) => b.count - a.count).map(each => ({ ...each, more: each.count > 1 })),
        tasks: tasks.filter(({ id }) => id).map(each => ({ ...each, title: titles[each.id] })),
        pace: items.some(({ seconds }) => seconds) && {
          mean: span(pace.mean), first: span(pace.first), last: span(pace.last), allowed: exam && span((exam.minutes * 60) / exam.items),
        },
        same: changes.all - changes.gained - changes.lost,
        levels: told.calibration.filter(level => level.of).map(level => ({ ...level, expected: Math.round(level.claimed * level.of) })),
        read: !told.unread, lines: items.map((item, at) => this.line(item, at)),
      };
    }

    line({ id, rev, verdict, scored, flagged, sure, first, was, seconds }, at) {
      const { question, exam } = this.bank;
      const known = question.get(id);
      return {
        at, nth: at + 1, verdict, known, title: known?.title, read: known?.read, older: known && known.rev !== rev,
        domain: exam?.names[known?.domain]?.short, uncounted: exam && !scored, flagged, again: first === false,
        sure, was: was !== verdict && was, seconds: seconds && span(seconds),
      };
    }

    /** Brings one question with its reasons; the first one opened marks the attempt as looked through. */
    opened(details) {
      const { attempt } = this;
      const item = attempt?.items[details.dataset.at];
      if (!item || !details.open) return;
      if (this.unread(attempt)) gw.store.add('setting', { item: `reviewed:${attempt.id}`, value: true });
      this.part('result-unread').hidden = !this.unread(attempt);
      const order = gw.store.state().forms[attempt.form]?.items.find(({ id }) => id === item.id)?.order;
      const older = this.bank.question.get(item.id)?.rev !== item.rev;
      this.bring(details, older ? { id: item.id, verdict: 'unanswered', order } : { ...item, order });
    }
  }

  customElements.define('gw-result', Result);
}
