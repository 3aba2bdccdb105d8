'use strict';
{
  // <gw-sitting>: the exam while it runs: one question a screen with its scenario, the time left, flags, the overview and
  // what is still open before the end. Every answer, flag and move is kept at once (`store.run`), with a sign of life
  // every five seconds. Calls `over` when the reader or the clock ends it, `lost` when another tab took it over.

  /** 1:58:03, or 8:03 in the last hour. */
  const digits = left => new Date(Math.ceil(left / 1000) * 1000).toISOString().slice(11, 19).replace(/^0(0:0?)?/, '');

  /** Names this page among the tabs; a reload finds its old name in the history entry. */
  const tab = gw.run.word();

  gw.views['gw-sitting'] = ({ host, bank, part, button, fill }) => {
    const { run: running } = gw.store;
    const views = ['one', 'grid', 'end'].map(name => part(`sit-${name}`));
    /** What is shown of each question: itself, after the scenario of its case if it has one. */
    const shown = new Map();
    let run;
    let watching;
    let question;
    /** When the question on the screen was opened. */
    let entered;
    /** Both clocks as they stood, the time left at the last look. */
    let since;
    let before;
    let timer;

    function stop() {
      rest();
      clearInterval(timer);
      run = entered = null;
      part('sit-screen').replaceChildren();
    }

    /** Lets the lease go, so that another tab need not wait. */
    function rest() {
      if (!run) return;
      spend();
      save(0);
    }

    /** What grading asks of a question: kind, key, revision, entries and prompts. */
    const known = id => shown.get(id)?.at(-1);

    // ---- keeping

    const holds = stored => stored?.id === run.id && (watching || stored.lease?.tab === tab);

    /** Keeps everything; false when another tab holds the exam now. */
    function save(beat = Date.now(), sure = true) {
      if (!run || watching) return true;
      const stored = running.get();
      if (!holds(stored)) {
        lose();
        return false;
      }
      gw.run.join(run, stored);
      run.lease.beat = beat;
      run.beat = Date.now();
      running.set(run, sure);
      return true;
    }

    function lose() {
      run = null;
      stop();
      view.lost();
    }

    function touch() {
      const answer = current();
      answer.touched = Math.max(Date.now(), (answer.touched ?? 0) + 1);
      save();
    }

    const current = () => run.answers[run.at];

    /** Adds the time since the question was opened to it. */
    function spend() {
      const now = performance.now();
      if (entered && !watching) current().seconds = (current().seconds ?? 0) + (now - entered) / 1000;
      entered = views[0].hidden ? null : now;
    }

    // ---- the clock

    function tick() {
      if (!run) return;
      const wall = Date.now();
      const jumped = watching ? 0 : gw.run.settle(run, since, wall, performance.now());
      if (jumped || wall - run.beat >= gw.run.BEAT || wall < run.beat) {
        spend();
        if (!save(wall, Boolean(jumped))) return;
      }
      const left = gw.run.left(run, wall);
      if (left === null) return;
      fill('sit-left', { left: !run.hidden && digits(left) });
      const minutes = gw.run.warning(before, left);
      before = left;
      if (minutes) {
        fill('sit-word', { minutes });
        gw.say(part('sit-word').textContent);
      }
      host.toggleAttribute('data-late', left <= 300_000);
      // Time that ran out in a sleep is not handed in behind the reader's back.
      if (left === 0 && !watching) (jumped > 0 ? lose : end)();
    }

    function end() {
      spend();
      gw.run.settled(current());
      if (!save()) return;
      const ended = run;
      run = null;
      view.over(ended);
    }

    // ---- one question

    function turn(at) {
      spend();
      gw.run.settled(current());
      run.at = at;
      current().seen = true;
      const { id, order } = run.items[at];
      const nodes = run.items[at].void ? [] : shown.get(id);
      const scenario = nodes.length > 1;
      question = nodes.at(-1);
      part('sit-screen').replaceChildren(...nodes);
      part('sit-gone').hidden = Boolean(question);
      host.toggleAttribute('data-case', scenario);
      if (question) {
        question.mode = 'ask';
        question.arrange(order);
        put();
      }
      button('skip').hidden = !scenario;
      fill('sit-place', { nth: at + 1, all: run.items.length });
      button('back').disabled = !at;
      gw.fill(button('next'), { last: at + 1 === run.items.length });
      part('sit-word').hidden = true;
      see(0);
      head();
      entered = performance.now();
      touch();
    }

    /** Shows the answer that is kept. */
    function put() {
      if (!question) return;
      question.put(current().picked, current().sure);
      question.given.disabled = watching;
    }

    function head() {
      if (!run) return;
      const flag = button('flag');
      fill('sit-done', { answered: gw.run.answered(run), all: run.items.length });
      flag.ariaPressed = Boolean(current().flagged);
      flag.disabled = watching;
      if (!views[1].hidden) grid();
    }

    function step(by) {
      const at = run.at + by;
      if (at >= run.items.length) overview();
      else if (at >= 0) turn(at);
    }

    // ---- the overview, and what is open before the end

    /** Shows one of the three views, its heading in focus. */
    function see(nth) {
      spend();
      views.forEach((each, at) => { each.hidden = at !== nth; });
      button('flag').hidden = nth !== 0;
      button('grid').hidden = nth === 1;
      spend();
      gw.arrive(views[nth].querySelector('h2'));
    }

    /** Every question's place: its number, and what the grid says of it. */
    const places = () => run.items.map(({ id }, at) => {
      const { [at]: answer } = run.answers;
      return { at, nth: at + 1, mark: gw.run.mark(answer, known(id) ?? { kind: 'choice', key: [] }), flagged: answer.flagged, here: at === run.at };
    });

    function overview() {
      gw.run.settled(current());
      grid();
      see(1);
      save();
    }

    function grid() {
      const all = { unseen: 0, seen: 0, begun: 0, answered: 0, flagged: 0 };
      for (const { mark, flagged } of places()) {
        all[mark] += 1;
        if (flagged) all.flagged += 1;
      }
      fill('sit-marks', { places: places(), all });
      button('end').hidden = watching;
    }

    const does = {
      next: () => step(1),
      back: () => step(-1),
      to: ({ value }) => turn(Number(value)),
      one: () => turn(run.at),
      grid: overview,
      /** The last question before the end: what has no answer, what is not complete, what was flagged. */
      end() {
        const those = fits => {
          const list = places().filter(fits);
          return list.length && { list, count: list.length };
        };
        fill('sit-end', {
          open: those(({ mark }) => mark === 'unseen' || mark === 'seen'), begun: those(({ mark }) => mark === 'begun'), flagged: those(({ flagged }) => flagged),
        });
        see(2);
      },
      flag() {
        current().flagged = !current().flagged;
        touch();
        head();
      },
      submit: end,
      skip: () => question.given.querySelector('legend').focus(),
      time(button) {
        run.hidden = !run.hidden;
        gw.fill(button, run);
        save();
        tick();
      },
    };

    host.addEventListener('gw-change', () => {
      if (watching || !question) return;
      Object.assign(current(), question.answer());
      touch();
      head();
    });
    host.addEventListener('gw-answer', does.next);
    document.addEventListener('visibilitychange', tick);
    addEventListener('pagehide', rest);
    gw.on('run', () => {
      if (!run) return;
      const stored = running.get();
      if (!holds(stored)) lose();
      else if (watching) {
        run = gw.run.refresh(Object.assign(stored, { at: run.at }), known);
        if (!views[0].hidden) put();
        head();
      }
    });

    const view = {
      tab, known, stop, does,

      /** Brings every question of a form into memory; one that the guide no longer has is left out. */
      load: items => Promise.all(items.map(async ({ id }) => {
        if (bank.question.has(id) && !shown.has(id)) shown.set(id, await gw.bank.question(id));
      })),

      begin(begun, looks) {
        stop();
        const now = Date.now();
        run = gw.run.refresh(begun, known);
        watching = looks;
        before = gw.run.left(run, now);
        since = { wall: now, mono: performance.now() };
        if (watching) host.dataset.watching = gw.word('looking_on');
        else delete host.dataset.watching;
        if (!watching) {
          run.lease = { tab, beat: now };
          running.set(run);
          history.replaceState({ tab }, '');
        }
        part('sit-time').hidden = run.deadline === null;
        gw.fill(button('time'), run);
        timer = setInterval(tick, 1000);
        turn(run.at);
        tick();
      },
    };
    return view;
  };
}
