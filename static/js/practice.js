'use strict';
{
  // <gw-practice>: sets of questions chosen by the reader (`set.js`), one a screen, with verdict and reasons after each
  // or all at the end. The set in progress is kept, so a reload goes on where it was. Reached as #practice, with wishes
  // as in #practice?ids=a,b or #practice?which=due&count=20; those start at once.

  const kept = gw.keep('set');

  gw.views['gw-practice'] = ({ host, bank, form, study, part, button, fill, only, lacking, bring, stems }) => {
    const known = id => bank.question.get(id);
    /** The set, the question on the screen or null while it is on its way, what was missed in the set that is over. */
    let set;
    let question;
    /** Whether it did not come. */
    let missing;
    let missed;

    function setUp() {
      only('setup');
      draw();
    }

    /** What the form or the address asks for. */
    function wish(data = new FormData(form)) {
      const wish = { which: data.get('which'), feedback: data.get('feedback'), id: data.get('ids')?.split(',') ?? [] };
      for (const name of gw.set.LISTS) wish[name] ??= data.getAll(name).filter(Boolean);
      // A task that is marked narrows its domain.
      if (wish.task.length) {
        for (const { id, tasks } of bank.exam?.domains ?? []) {
          if (wish.domain.includes(id) && !tasks.some(task => wish.task.includes(task))) wish.task.push(...tasks);
        }
        wish.domain = [];
      }
      return { ...wish, count: wish.id.length || Number(data.get('count')) || 10 };
    }

    function draw() {
      if (form.hidden) return;
      const found = gw.set.matching(bank, gw.store.state(), wish(), gw.set.clock()).length;
      fill('matching', { found });
      form.querySelector('[type="submit"]').disabled = !found;
    }

    function start(wish) {
      const now = Date.now();
      const ids = gw.set.choose(bank, gw.store.state(), wish, gw.set.clock(now), `set/${now}`);
      if (ids.length) resume({ ids, at: 0, feedback: wish.feedback ?? 'once', seed: `${now}`, answers: {} });
      else {
        setUp();
        fill('matching', { none: true });
      }
    }

    function resume(stored) {
      set = stored;
      only('session', 'practice');
      turn(set.at);
    }

    async function turn(at) {
      const whole = set;
      question = null;
      missing = false;
      set.at = at;
      kept.set(set);
      const id = set.ids[at];
      const { kind, shuffle } = known(id);
      const shown = await gw.bank.question(id).catch(() => null);
      // The reader may have gone on meanwhile.
      if (set !== whole || set.at !== at || host.parentElement.hidden) return;
      fill('place', { nth: at + 1, all: set.ids.length });
      if (!shown) {
        missing = true;
        lacking(part('screen'), () => turn(at));
        head();
        return;
      }
      const given = set.answers[id];
      const began = Date.now();
      question = shown.at(-1);
      question.mode = question.dataset.mode = set.feedback === 'end' ? 'ask' : 'practice';
      part('screen').replaceChildren(...shown);
      if (shuffle || kind === 'order') question.mix(`${set.seed}/${id}`);
      question.seconds = () => gw.since(began);
      if (given) {
        question.put(given.picked, given.sure);
        if (question.mode === 'practice') question.show(given.verdict);
      }
      head();
      gw.tell('question', { id });
      // A scenario comes before its question.
      gw.arrive(part('screen').querySelector('h2'));
    }

    function head() {
      const { ids, at, answers } = set;
      const id = ids[at];
      const on = Boolean(gw.store.state().flags[id]?.on);
      Object.assign(part('along'), { max: ids.length, value: Object.keys(answers).length });
      button('flag').ariaPressed = on;
      gw.fill(button('flag'), { on });
      button('back').disabled = !at;
      const asking = isAsking();
      for (const name of ['reveal', 'skip']) button(name).hidden = !asking;
      gw.fill(button('next'), { next: asking ? 'check' : at + 1 === ids.length ? 'finish' : 'go' });
    }

    /** Whether the verdict on the question on the screen is still to come. */
    const isAsking = () => set.feedback === 'once' && Boolean(question) && !question.dataset.verdict;

    function next() {
      if (set.at + 1 < set.ids.length) turn(set.at + 1);
      else finish();
    }

    function finish() {
      const { ids, answers } = set;
      kept.set(undefined);
      const lines = ids.map(id => ({ id, verdict: 'unanswered', ...known(id), ...answers[id] }));
      missed = lines.filter(({ verdict }) => verdict !== 'right').map(({ id }) => id);
      const met = Object.keys(answers).length;
      only('outcome');
      fill('outcome', { lines, met, open: ids.length - met, right: ids.length - missed.length, misses: missed.length, ...after(Object.keys(answers)) });
      stems(part('outcome-list'));
      study.heading.focus();
      gw.say(part('outcome-line').textContent);
    }

    /** What comes after a set: when the first of its questions come back, what is due besides. */
    function after(ids) {
      const state = gw.store.state();
      const { now, today } = gw.set.clock();
      const due = ids.map(id => state.recall[id]?.due).filter(day => day > today);
      const first = Math.min(...due);
      const back = due.length > 0 && { count: due.filter(day => day === first).length, when: gw.when(first * 864e5, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }) };
      const { due: { length }, fresh } = gw.agenda.cards(bank, state, now);
      return {
        tomorrow: first === today + 1 && back, later: first > today + 1 && back,
        due: gw.set.counts(bank, state, now).due, cards: length + fresh.length,
      };
    }

    form.addEventListener('input', draw);
    host.addEventListener('gw-answer', ({ detail }) => {
      if (!question) return;
      const { item, rev, kind, key } = question;
      const { picked, sure } = question.answer();
      const { verdict } = gw.grade(kind, key, question.picked());
      const end = set.feedback === 'end';
      if (end && verdict === 'unanswered') return gw.say(gw.word('choose_first'));
      if (!detail.verdict && !set.answers[item]) gw.store.add('answer', { item, rev, verdict, where: 'practice', sure, picked, seconds: question.seconds() });
      set.answers[item] = { picked, sure, verdict, rev };
      kept.set(set);
      head();
      if (end) next();
    });
    host.addEventListener('toggle', ({ target }) => {
      const { id } = target.dataset;
      if (id) bring(target, { id, verdict: 'unanswered', ...set.answers[id] });
    }, true);

    return {
      draw,
      leave: only,
      show(_, query) {
        const stored = gw.set.resumed(kept.get({}), known, gw.store.now);
        if (query.size) {
          history.replaceState(null, '', '#practice');
          start(wish(query));
        } else if (stored) resume(stored);
        else setUp();
      },
      does: {
        now: ({ value }) => start({ count: Number(value), feedback: form.feedback.value }),
        start: () => start(wish()),
        /** One button in one place: it checks, then goes on. With reasons at the end it keeps the answer and goes on. */
        next() {
          // A second press while the next question is on its way is none.
          if (!question && !missing) return;
          if (isAsking()) question.check();
          else if (set.feedback === 'end' && question?.picked().some(Boolean)) question.check();
          else next();
        },
        skip: next,
        reveal() {
          question.show('unanswered', true);
          head();
        },
        back: () => turn(set.at - 1),
        end: finish,
        new() {
          setUp();
          gw.arrive(study.heading);
        },
        misses: () => start({ id: missed, count: missed.length }),
        flag(button) {
          gw.store.add('flag', { item: set.ids[set.at], on: button.ariaPressed !== 'true' });
          head();
        },
      },
    };
  };
}
