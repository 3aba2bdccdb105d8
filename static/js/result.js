'use strict';
{
  // <gw-result>: what became of the attempts. #result lists and compares all, #result/ID tells of one: the estimate with
  // its band and its doubts, domains, pace, changes of mind, what to do next, and every question with its reasons.
  // Arithmetic is `score.js`'s. Opening a question marks the attempt as looked through: until then home reminds of it.

  const { make } = gw;
  const KINDS = { choice: 'Multiple choice', multi: 'Multiple response', order: 'Ordering', match: 'Matching' };
  const VERDICTS = { right: '✓ right', wrong: '✗ wrong', unanswered: '– no answer' };
  const SURE = { 1: 'Guess', 2: 'Fairly sure', 3: 'Certain' };
  const LABELS = { meets: '✓ Meets competencies', needs: '△ Needs improvement', none: 'No counted question' };
  const NOTE = 'Estimate from this guide’s own questions. How right answers become an official score is not known here. Not an official score.';

  const words = number => number.toLocaleString(document.documentElement.lang || 'en');
  const told = wish => at => new Date(at).toLocaleString(document.documentElement.lang || 'en', wish);
  const [date, clock, day] = [{ dateStyle: 'medium' }, { timeStyle: 'short' }, { day: 'numeric', month: 'short' }].map(told);
  const whole = text => make('span', text, { class: 'gw-whole' });
  const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
  const of = ({ right, of: all }) => `${right} of ${all}`;
  const percent = share => `${Math.round(share * 100)} %`;
  const row = (...cells) => make('tr', cells.map((cell, at) => (at ? make('td', cell) : make('th', cell, { scope: 'row' }))));

  function span(seconds) {
    const whole = Math.round(seconds);
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }

  class Result extends HTMLElement {
    async show(path) {
      this.bank ??= await gw.bank.open();
      this.parts ??= [...this.children];
      this.listening ??= gw.on('log', () => { if (this.missing) this.show(this.missing); });
      this.attempts = gw.fold.attempts(gw.store.state());
      const attempt = this.attempts.find(({ id }) => id === path);
      // Another tab's log may still be on its way.
      this.missing = path && !attempt ? path : null;
      for (const part of this.parts) part.hidden = (part.dataset.part === 'one') !== Boolean(attempt);
      if (attempt) this.one(attempt);
      else this.list();
    }

    leave() {
      this.missing = null;
      this.querySelector('.gw-result-questions').replaceChildren();
    }

    slot(name) { return this.querySelector(`[data-slot="${name}"]`); }

    /** Whether an attempt is one that an estimate can be made of. */
    counts({ mode }) { return this.bank.exam && (mode === 'mock' || mode === 'diagnostic'); }

    what(attempt) {
      const form = gw.store.state().forms[attempt.form];
      const domain = this.bank.exam?.names[form?.domain]?.short;
      return `${gw.run.title(attempt.mode, this.bank.exam)}${domain ? ` · ${domain}` : ''}, ${many(attempt.items.length, 'question')}`;
    }

    // ---- all of them

    list() {
      const { attempts, bank } = this;
      const reports = attempts.map(attempt => gw.score.report(bank, attempt));
      const marks = attempts.map((attempt, at) => this.counts(attempt) && reports[at].estimate && { ...reports[at].estimate, when: day(attempt.at) }).filter(Boolean);
      this.querySelector('.gw-result-none').hidden = attempts.length > 0;
      this.querySelector('.gw-result-all').hidden = attempts.length === 0;
      this.querySelector('.gw-result-trend').hidden = marks.length === 0;
      if (marks.length) this.querySelector('gw-trend').draw(bank.exam, marks);
      this.querySelector('.gw-result-all tbody').replaceChildren(...attempts.map((attempt, at) => {
        const { right, of: all, estimate, domains } = reports[at];
        const number = this.counts(attempt) && estimate;
        const unread = this.unread(attempt) ? [make('small', 'not looked through')] : [];
        return row(
          [make('a', date(attempt.at), { href: `#result/${attempt.id}` }), make('small', clock(attempt.at)), ...unread],
          this.what(attempt), whole(`${right} of ${all}`),
          ...(bank.exam ? [number ? [make('b', words(number.point)), make('small', `${words(number.low)}–${words(number.high)}`, { class: 'gw-whole' })] : '–'] : []),
          ...domains.map(domain => (domain.of ? whole(of(domain)) : '–')));
      }).reverse());
    }

    unread({ id, items }) {
      return !gw.store.state().settings[`reviewed:${id}`]?.value && items.some(({ verdict }) => verdict !== 'right');
    }

    // ---- one

    one(attempt) {
      const report = gw.score.report(this.bank, attempt);
      this.head(attempt, report);
      this.domains(attempt, report);
      this.next(report);
      this.split(report);
      this.ways(attempt, report);
      this.review(attempt, report);
      this.querySelector('.gw-result-verdict').focus({ preventScroll: true });
    }

    head(attempt, { right, of: all, estimate, unscored, repeats }) {
      const { exam } = this.bank;
      const number = this.counts(attempt) ? estimate : null;
      const form = gw.store.state().forms[attempt.form];
      this.querySelector('.gw-result-what').textContent = `${this.what(attempt)} · ${date(attempt.at)}, ${clock(attempt.at)}`;
      const title = this.querySelector('.gw-result-verdict');
      title.textContent = number ? `${number.words[0].toUpperCase()}${number.words.slice(1)}` : `${right} of ${all} right`;
      const numbers = this.querySelector('.gw-result-numbers');
      for (const name of ['gw-scale', '.gw-result-label', '.gw-result-how']) this.querySelector(name).hidden = !number;
      numbers.replaceChildren();
      if (number) {
        const fact = (value, name) => make('p', [make('b', value), make('span', name)]);
        numbers.append(
          fact(words(number.point), 'estimate'),
          fact(`${words(number.low)}–${words(number.high)}`, '95 % band'),
          fact(percent(Math.min(0.99, Math.max(0.01, number.chance))), `chance to be at ${words(exam.pass)} or above`));
        this.querySelector('gw-scale').draw(exam, number);
        this.querySelector('.gw-result-label').textContent = exam.note ?? NOTE;
        this.querySelector('.gw-result-how > div').replaceChildren(...this.how(number, all - number.of, unscored).map(text => make('p', text)));
      } else if (this.counts(attempt) && all > 0) numbers.append(make('p', 'Every question that counted had been met before, so this form gives no estimate.'));
      const facts = [
        `${right} of ${all} that count`,
        ...(unscored.of ? [`${of(unscored)} that do not count`] : []),
        ...(repeats.of ? [`Met before: ${of(repeats)}, kept out of the estimate`] : []),
        `Time on questions: ${span(attempt.items.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0))}`,
        ...(attempt.clock ? [attempt.clock] : []),
      ].map(text => make('li', text));
      // A form that a history had a say in cannot be drawn from its code alone.
      if (form?.plain) facts.push(make('li', ['Form code ', make('code', form.code)]));
      if (form) facts.push(make('li', make('a', 'Take this form again', { href: `#exam?form=${attempt.form}` })));
      this.querySelector('.gw-result-facts').replaceChildren(...facts);
    }

    /** The number explained: pass share, band, what did not count, the plain line. */
    how(number, repeats, unscored) {
      const { cut, pass, scale: [bottom, top] } = this.bank.exam;
      return [
        `You had ${of(number)} right of the questions that counted${repeats ? ' and were new to you' : ''}. What share of right answers passes is not published, and differs between forms. We take ${percent(cut[1])} as the middle: that share gives ${words(pass)}, none gives ${words(bottom)}, all give ${words(top)}.`,
        `The band holds two doubts. With ${many(number.of, 'question')} chance alone moves the share of right answers (Wilson’s 95 % interval), and the pass share may lie anywhere from ${percent(cut[0])} to ${percent(cut[2])}: the low end of the band takes the strictest, the high end the mildest. The chance to pass weighs both.`,
        ...(unscored.of ? [`${many(unscored.of, 'question')} of this form did not count, as on the exam, where new questions are tried out and nobody is told which. You had ${unscored.right} of them right.`] : []),
        `Other tools would show ${words(number.line)}: a straight line from ${words(bottom)} to ${words(top)} over the share of right answers.`,
      ];
    }

    domains(attempt, { domains }) {
      const { exam } = this.bank;
      const slot = this.slot('domains');
      const shown = domains.filter(domain => domain.of);
      slot.hidden = !exam || shown.length === 0;
      if (slot.hidden) return;
      const pooled = gw.score.pooled(this.bank, this.attempts);
      slot.querySelector('tbody').replaceChildren(...shown.map(domain => {
        const all = pooled.find(({ id }) => id === domain.id);
        const label = make('span', LABELS[domain.label], { class: 'gw-result-tag', 'data-label': domain.label });
        const unsure = domain.sure ? [] : [make('small', 'too few questions to be sure')];
        const line = row(make('span', exam.names[domain.id].title), whole(of(domain)), [label, ...unsure],
          all.of ? [whole(of(all)), make('small', `${percent(all.right / all.of)}, between ${percent(all.low)} and ${percent(all.high)}`)] : '–');
        line.dataset.domain = domain.id;
        return line;
      }));
      slot.querySelector('.gw-result-small').textContent =
        `“Meets competencies” from ${percent(exam.cut[1])} of the counted questions on; that line is ours. The last column takes all mocks and diagnostics together, questions met for the first time only, with its 95 % interval.`;
    }

    next({ misses, certain }) {
      const { question } = this.bank;
      const open = misses.filter(id => question.has(id) && question.get(id).pool !== 'exam');
      const set = (ids, text, primary) => make('a', text, { class: `gw-button${primary ? ' gw-primary' : ''}`, href: `#practice?ids=${ids.map(encodeURIComponent).join(',')}` });
      const sure = certain.filter(id => open.includes(id));
      const kept = misses.length - open.length;
      const buttons = [];
      if (open.length) buttons.push(set(open, kept ? `Practise ${open.length} of the ${misses.length} misses` : `Practise the ${many(open.length, 'miss', 'misses')}`, true));
      if (sure.length) buttons.push(set(sure, `Sure but wrong first: ${sure.length}`));
      this.querySelector('.gw-result-next').replaceChildren(...buttons);
      const places = new Map();
      for (const id of misses) {
        const { read, chapter } = question.get(id) ?? {};
        const place = read ?? this.bank.chapters[chapter];
        if (place) places.set(place.href, { ...place, count: (places.get(place.href)?.count ?? 0) + 1 });
      }
      this.querySelector('.gw-result-reread').textContent = misses.length === 0
        ? 'Nothing was missed.'
        : `${kept ? `${many(kept, 'miss is', 'misses are')} kept for exams and not practised. ` : ''}Sections to reread, most missed first:`;
      this.querySelector('.gw-result-links').replaceChildren(...[...places.values()].sort((a, b) => b.count - a.count).map(({ href, title, count }) =>
        make('li', [make('a', title, { href }), make('small', count > 1 ? ` ${count} questions` : '')])));
    }

    split({ tasks, kinds }) {
      const lines = (list, name) => list.map(each => row(name(each.id), of(each)));
      const known = tasks.filter(({ id }) => id);
      this.slot('tasks').replaceChildren(...lines(known, id => [make('b', id), ` ${this.bank.tasks[id] ?? ''}`]));
      this.slot('tasks').closest('.gw-table').hidden = known.length === 0;
      this.slot('kinds').replaceChildren(...lines(kinds, id => KINDS[id] ?? id));
      this.slot('parts').hidden = kinds.length === 0;
    }

    ways({ items }, { pace, changes, calibration, flagged, guessed, certain }) {
      const { exam } = this.bank;
      const told = calibration.filter(level => level.of);
      const list = [
        ['Pace', `${span(pace.mean)} a question${exam ? `, the exam allows ${span((exam.minutes * 60) / exam.items)}` : ''}. First third ${span(pace.first)}, last third ${span(pace.last)}.`],
        ['Changes of mind', changes.all ? `${changes.all}: ${changes.gained} from wrong to right, ${changes.lost} from right to wrong, ${changes.all - changes.gained - changes.lost} without effect.` : 'None.'],
        ['Flagged', flagged.of ? `${flagged.of}, of which ${flagged.right} right.` : 'None.'],
        ['How sure, how right', told.length ? make('ul', told.map(level => make('li',
          `${SURE[level.sure]}: ${of(level)} right. Whoever says so is taken to expect ${Math.round(level.claimed * level.of)}.`))) : 'You gave no confidence. It is optional, and shows where you err without a doubt.'],
        ...(guessed.length ? [['Guessed right', `${many(guessed.length, 'question')}: worth reading the reasons, luck does not repeat.`]] : []),
        ...(certain.length ? [['Sure but wrong', `${many(certain.length, 'question')}: read these first.`]] : []),
      ];
      if (!items.some(({ seconds }) => seconds)) list.shift();
      this.querySelector('.gw-result-ways').replaceChildren(...list.flatMap(([name, text]) => [make('dt', name), make('dd', text)]));
    }

    // ---- every question

    review(attempt, { misses, guessed, certain }) {
      const { items } = attempt;
      const flagged = items.filter(item => item.flagged).map(({ id }) => id);
      const filters = [['all', 'All', items.map(({ id }) => id)], ['misses', 'Misses', misses], ['flagged', 'Flagged', flagged],
        ['certain', 'Sure but wrong', certain], ['guessed', 'Guessed right', guessed]].filter(([, , ids]) => ids.length);
      const list = this.querySelector('.gw-result-questions');
      const rows = items.map((item, at) => this.line(attempt, item, at));
      list.replaceChildren(...rows);
      const field = this.querySelector('.gw-result-filter');
      field.replaceChildren(field.querySelector('legend'), ...filters.map(([value, name, ids]) => {
        const input = make('input', '', { type: 'radio', name: 'show', value, ...(value === 'all' && { checked: '' }) });
        input.addEventListener('change', () => rows.forEach((line, at) => { line.hidden = !ids.includes(items[at].id); }));
        return make('label', [input, ` ${name} `, make('small', String(ids.length))]);
      }));
      this.told(attempt);
    }

    told(attempt) {
      const note = this.querySelector('.gw-result-unread');
      note.hidden = !this.unread(attempt);
      note.textContent = 'Not looked through yet. Lures stick when nobody corrects them: open the misses today.';
    }

    line(attempt, item, at) {
      const { question, exam } = this.bank;
      const known = question.get(item.id);
      const older = known && known.rev !== item.rev;
      const notes = [
        ...(known?.domain && exam ? [exam.names[known.domain].short] : []),
        ...(item.scored || !exam ? [] : ['does not count']), ...(item.flagged ? ['⚑ flagged'] : []),
        ...(item.sure ? [SURE[item.sure].toLowerCase()] : []), ...(item.first === false ? ['met before'] : []),
        ...(item.was && item.was !== item.verdict ? [`first ${item.was}`] : []), ...(item.seconds ? [span(item.seconds)] : []),
      ];
      const summary = make('summary', [
        make('b', `${at + 1}`), make('span', VERDICTS[item.verdict], { class: 'gw-result-mark', 'data-verdict': item.verdict }),
        make('span', [make('span', known?.title ?? 'No longer in the guide'), make('small', notes.join(' · '))]),
      ]);
      const details = make('details', summary);
      details.addEventListener('toggle', () => { if (details.open) this.open(attempt, item, details, older); });
      return make('li', details);
    }

    /** Brings one question with its reasons; the first one opened marks the attempt as looked through. */
    async open(attempt, item, details, older) {
      if (this.unread(attempt)) {
        gw.store.add('setting', { item: `reviewed:${attempt.id}`, value: true });
        this.told(attempt);
      }
      if (details.children.length > 1) return;
      const place = make('div', '', { class: 'gw-review' });
      details.append(place);
      const known = this.bank.question.get(item.id);
      if (!known) {
        place.append(make('p', 'This question has been taken out of the guide.'));
        return;
      }
      const [scenario, question] = await Promise.all([known.case && gw.bank.scenario(known.case), gw.bank.question(item.id)]);
      if (scenario) {
        // Several members of a case may be open at once.
        scenario.removeAttribute('aria-labelledby');
        scenario.firstElementChild.removeAttribute('id');
        scenario.append(question);
      }
      if (older) place.append(make('p', 'The question was changed since; this is the newer version.'));
      place.append(scenario || question);
      const order = gw.store.state().forms[attempt.form]?.items.find(({ id }) => id === item.id)?.order;
      question.mode = 'ask';
      if (order?.length === question.entries.length) question.arrange(order);
      if (!older) question.put(item.picked, item.sure);
      question.show(older ? 'unanswered' : item.verdict);
      if (known.read) question.append(make('p', ['Reread: ', make('a', known.read.title, { href: known.read.href })], { class: 'gw-review-read' }));
    }
  }

  customElements.define('gw-result', Result);
}
