'use strict';
{
  // <gw-progress>: where the reader stands. Readiness pooled over mocks, mastery of each task with its uncertainty, what
  // is covered, what waits. Everything is computed from the log; a task without answers says so, which is not zero.

  const { make } = gw;
  const SVG = 'http://www.w3.org/2000/svg';
  const percent = share => `${Math.round(share * 100)} %`;

  /** An SVG element with attributes and children; the site's policy allows no styles in attributes. */
  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** A share with its interval on a track from 0 to 100 %, and the line that asks for more. */
  function range({ mean, low, high }, line) {
    const at = share => (share * 100).toFixed(1);
    const picture = draw('svg', { class: 'gw-range', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    picture.append(draw('rect', { class: 'gw-range-track', x: 0, y: 3, width: 100, height: 4 }));
    if (mean !== null) {
      picture.append(
        draw('rect', { class: 'gw-range-band', x: at(low), y: 3, width: at(high - low), height: 4 }),
        draw('rect', { class: 'gw-range-mean', x: at(Math.max(0, mean - 0.006)), y: 0, width: 1.2, height: 10 }),
      );
    }
    if (line) picture.append(draw('rect', { class: 'gw-range-line', x: at(line), y: 0, width: 0.6, height: 10 }));
    return picture;
  }

  class Progress extends HTMLElement {
    async show() {
      this.bank ??= await gw.bank.open();
      if (!this.listening) {
        this.listening = true;
        gw.on('log', () => { if (!this.closest('section').hidden) this.draw(); });
      }
      this.draw();
    }

    draw() {
      const state = gw.store.state();
      const today = gw.fsrs.studyDay(Date.now());
      const { events, snapshot } = gw.store.log();
      this.querySelector('.gw-none').hidden = events.length > 0 || snapshot !== null;
      this.readiness(state);
      this.mastery(state, today);
      this.covered(state);
      this.queues(state, today);
    }

    readiness(state) {
      const { exam } = this.bank;
      this.querySelector('.gw-ready').hidden = !exam;
      if (!exam) return;
      const mocks = gw.fold.attempts(state).filter(({ mode }) => mode === 'mock').length;
      const ready = gw.score.readiness(this.bank, gw.fold.attempts(state));
      const line = this.querySelector('.gw-ready-line');
      const scale = this.querySelector('.gw-ready-scale');
      scale.replaceChildren();
      if (!ready) {
        line.replaceChildren(mocks ? 'The mocks so far do not cover every domain, so there is no estimate yet. ' : 'No mock exam yet, so there is no estimate. ', make('a', 'Take a mock exam', { href: '#exam' }));
        return;
      }
      line.replaceChildren(
        make('b', `${ready.words[0].toUpperCase()}${ready.words.slice(1)}.`), ` Estimate ${ready.point}, between ${ready.low} and ${ready.high}; the line is at ${exam.pass}. From ${ready.answers} first answers in ${ready.mocks} ${ready.mocks === 1 ? 'mock' : 'mocks'}. `,
        ready.ready ? 'Chance and domains say that you can book.' : 'Not yet: the chance should reach 90 % and no domain be clearly below.', ' ', make('a', 'All attempts', { href: '#result' }));
      const share = score => (score - exam.scale[0]) / (exam.scale[1] - exam.scale[0]);
      scale.append(range({ mean: share(ready.point), low: share(ready.low), high: share(ready.high) }, share(exam.pass)));
      const note = this.querySelector('.gw-estimate-note');
      note.hidden = false;
      note.textContent = exam.note ?? '';
    }

    mastery(state, today) {
      const { exam, tasks } = this.bank;
      const all = gw.mastery(this.bank, state.answers, today);
      this.querySelector('.gw-mastery').hidden = !exam;
      const domains = exam?.domains ?? [];
      this.querySelector('.gw-mastery-list').replaceChildren(...domains.map(({ id, weight }) => {
        const rows = all.filter(({ domain }) => domain === id).map(task => {
          const words = task.n ? `${percent(task.mean)}, ${percent(task.low)} to ${percent(task.high)}` : 'no data';
          const count = `${task.n} ${task.n === 1 ? 'answer' : 'answers'}`;
          const name = make('a', [make('b', task.task), ` ${tasks[task.task] ?? ''}`], { href: `#practice?task=${encodeURIComponent(task.task)}` });
          return make('li', [make('span', name, { class: 'gw-mastery-name' }), range(task, exam.cut[1]), make('span', [words, ' ', make('small', count)], { class: 'gw-mastery-words' })], task.n ? {} : { 'data-none': '' });
        });
        const title = make('h3', [exam.names?.[id]?.title ?? this.bank.exam.names[id].title, ' ', make('small', `${weight} %`)]);
        return make('div', [title, make('ul', rows)], { 'data-domain': id });
      }));
    }

    covered(state) {
      const { exam, questions, cards, pages } = this.bank;
      const marks = gw.keep('reads').get({});
      const domains = exam ? exam.domains.map(({ id }) => [id, exam.names[id].title]) : [];
      const rows = [...domains, ['', exam ? 'Outside the domains' : 'The whole book']];
      const of = (list, met) => `${list.filter(met).length} of ${list.length}`;
      this.querySelector('.gw-covered tbody').replaceChildren(...rows.map(([id, title]) => {
        const own = list => list.filter(each => (exam ? each.domain === id : true));
        const counts = [
          of(own(pages), page => marks[page.path] === 'read'),
          of(own(questions).filter(({ pool }) => pool !== 'exam'), question => state.answers[question.id]),
          of(own(cards), card => state.cards[card.id]),
        ];
        if (counts.every(text => text === '0 of 0')) return null;
        return make('tr', [make('th', title, { scope: 'row' }), ...counts.map(text => make('td', text))]);
      }).filter(Boolean));
    }

    queues(state, today) {
      const now = Date.now();
      const wishes = gw.fold.settings(state);
      const known = new Set(this.bank.questions.filter(({ pool }) => pool !== 'exam').map(({ id }) => id));
      const count = (test, words, href) => {
        const n = test();
        return n ? make('li', make('a', `${n} ${words}`, { href })) : null;
      };
      const due = Object.fromEntries(Object.entries(state.recall).filter(([id]) => known.has(id)));
      const lines = [
        count(() => gw.fsrs.queue(state.cards, { now, today, ...wishes }).filter(id => this.bank.card.has(id)).length, 'cards due', '#cards'),
        count(() => gw.fsrs.queue(due, { now, today, ...wishes }).length, 'questions to see again', '#practice?which=due'),
        count(() => [...known].filter(id => state.answers[id]?.sure === 3 && state.answers[id].verdict !== 'right').length, 'questions sure but wrong', '#practice?which=sure'),
        count(() => [...known].filter(id => state.flags[id]?.on).length, 'questions flagged', '#practice?which=flagged'),
      ].filter(Boolean);
      this.querySelector('.gw-queues').hidden = lines.length === 0;
      this.querySelector('.gw-queues ul').replaceChildren(...lines);
    }
  }

  customElements.define('gw-progress', Progress);
}
