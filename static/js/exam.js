'use strict';
{
  // <gw-exam>: from the choice of a form to the moment it is handed in. Says before the start what the bank cannot fill,
  // and on return what became of an exam that was left. One exam at a time, and one tab writes it: another one may take
  // over or look on. Questions, clock and grid are `<gw-sitting>`'s, which lies in this element.

  gw.views['gw-exam'] = ({ host, bank, form, study, find, fill, only }) => {
    const { exam, questions, question } = bank;
    const { run: running } = gw.store;
    const sitting = gw.view(find('gw-sitting'));
    const begin = form.querySelector('[type="submit"]');
    if (exam) gw.fill(form.domain, { domains: exam.domains.map(({ id }) => ({ id, title: exam.names[id].title })) });
    /** The end of the next form's seed, the form that would begin now, the one that is taken again, whether a code is of another edition. */
    let word = gw.run.word();
    let drawn;
    let again;
    let foreign;
    /** Whether it was a code that left the history out, and not the reader. */
    let bare;
    /** The exam that is under way. */
    let run;

    function show(_, query) {
      const stored = left();
      if (stored && !gw.store.state().forms[stored.id]?.submitted) found(stored);
      else {
        if (stored) running.set(null);
        setUp(query);
      }
    }

    /** The exam that was left, if there is one; what cannot be one is set aside. */
    function left() {
      const stored = running.get();
      if (!stored || gw.run.sound(stored)) return stored;
      running.aside();
      return null;
    }

    function leave() {
      sitting.stop();
      only();
    }

    function see(name) {
      const sits = name === 'sitting';
      only(name, sits && 'exam');
      study.name(sits ? study.words[run.mode] : host.parentElement.dataset.title);
    }

    // ---- the choice

    /** The study day as questions name the last one on which they are asked. */
    const date = () => gw.plan.date(gw.fsrs.studyDay());

    function setUp(query = new URLSearchParams()) {
      see('exam-set');
      // A form that was taken is taken again as it was drawn, whatever the history would draw now.
      again = gw.store.state().forms[query.get('form')];
      const domain = query.get('domain');
      choose(query.get('mode') ?? (domain ? 'quiz' : again?.mode ?? form.mode.value), domain);
      take(query.get('code'));
      offer();
      if (!query.size && drawn.short.length) startable();
    }

    /** Where the bank cannot fill a whole form, the page opens on what can be started: the longest one, else a quiz. */
    function startable() {
      if (worth(drawn.longest)) sizes(drawn.longest);
      else choose('quiz', mostAsked().id);
      offer();
    }

    /** Whether a form of this size says anything: an exam has a shortest one. */
    const worth = size => size >= (exam && form.mode.value === 'mock' ? gw.run.lengths(exam).at(-1) : 1);

    /** The domain that has most questions for a quiz. */
    function mostAsked() {
      const count = ({ id }) => questions.filter(gw.run.inQuiz(bank, date(), id)).length;
      const best = exam.domains.reduce((most, each) => (count(each) > count(most) ? each : most));
      return { id: best.id, count: count(best) };
    }

    /** A book without an exam has tests only. */
    function choose(mode, domain) {
      if (exam) {
        form.mode.value = mode;
        if (domain) form.domain.value = domain;
      }
      sizes();
    }

    /** What was offered in the place of a form that cannot be filled. */
    function offered() {
      offer();
      begin.focus();
    }

    /** A code or a word of the reader's own: what it names is chosen, and the history stays out. */
    function take(code) {
      if (!code?.trim()) return;
      const { mode, domain, size, word: own, revision } = gw.run.read(code);
      word = own;
      if (mode) choose(mode, domain);
      if (size) sizes(size);
      bare ||= !form.plain.checked;
      form.plain.checked = true;
      foreign = revision && revision !== bank.revision;
    }

    /** The next form is of chance again, and no code has a say in it. */
    function renew() {
      word = gw.run.word();
      if (bare) form.plain.checked = false;
      bare = foreign = false;
    }

    /** Offers the sizes there are; one that is asked for is offered too, and chosen. */
    function sizes(size) {
      const mode = form.mode.value;
      const supply = questions.filter(gw.run.inQuiz(bank, date(), form.domain?.value)).length;
      const offered = mode === 'mock' ? gw.run.lengths(exam) : mode === 'quiz' ? gw.run.portions(supply) : [gw.form.half(exam).size];
      const wanted = size ?? Number(form.size.value);
      if (size && !offered.includes(size)) offered.push(size);
      const whole = mode === 'mock' && exam.items;
      gw.fill(form.size, { whole, sizes: offered.filter(each => each !== whole) });
      if (offered.includes(wanted)) form.size.value = wanted;
      for (const label of form.querySelectorAll('[data-only]')) label.hidden = !label.dataset.only.includes(mode);
    }

    /** Draws the form that would begin now, and says what it is or what is missing. */
    function offer() {
      const mode = form.mode.value;
      drawn = again ? repeat(again) : fresh(mode);
      const { items, minutes, short, longest, code } = drawn;
      const newer = gw.store.problems.has('newer');
      const limit = gw.run.limit(minutes, form.time.value);
      const scored = items.filter(item => item.scored).length;
      const name = id => exam?.names[id].short;
      const lack = short.length && {
        longest: worth(longest) && longest, lacks: short.map(({ domain, want, have }, at) => ({ name: name(domain), want, have, comma: at ? gw.word('comma') : '' })),
      };
      if (lack && exam && mode !== 'quiz') {
        const { id, count } = mostAsked();
        if (count) lack.best = { id, name: name(id) };
      }
      form.code.value = code;
      begin.disabled = lack || !items.length || newer;
      fill('exam-word', {
        quiz: Number(mode === 'quiz'), lack, fits: !lack, newer, foreign: !lack && foreign, count: items.length,
        scored: scored < items.length && scored, minutes: limit && Math.round(limit / 60_000),
        again: !lack && again && gw.when(again.when),
      });
    }

    function fresh(mode) {
      const domain = form.domain?.value;
      const known = gw.fold.history(gw.store.state());
      const plain = form.plain.checked || !known.seen.length && !Object.keys(known.exposure).length;
      const wish = { mode, size: Number(form.size.value), domain, word, known: !plain && known, today: date() };
      return { ...gw.form.draw(bank, gw.run.ask(bank, wish)), mode, plain, domain: mode === 'quiz' && domain };
    }

    /** A stored form, as far as its questions are still there. */
    function repeat({ items, ...form }) {
      sizes(items.length);
      const seats = items.filter(({ id }) => question.has(id)).map(seat => ({ ...seat, rev: question.get(seat.id).rev }));
      return { ...form, items: seats, short: [] };
    }

    /** False when the questions did not come, or the reader has gone elsewhere meanwhile. */
    async function load({ items }) {
      try {
        await sitting.load(items);
        return !host.parentElement.hidden;
      } catch {
        fill('exam-word', { failed: true });
        return false;
      }
    }

    // ---- an exam that is under way

    /** Goes on at once in the tab that holds it, else says how things stand. */
    function found(stored) {
      if (!stored) return show();
      const now = Date.now();
      run = gw.run.reopen(stored, now);
      const { lease, deadline, items } = run;
      const mine = lease && [sitting.tab, history.state?.tab].includes(lease.tab);
      const time = gw.run.left(run, now);
      if (mine && time !== 0) return sit(run);
      const how = !mine && !gw.run.free(run, sitting.tab, now) ? 'busy' : time === 0 ? 'over' : time === null ? 'calm' : 'under';
      const minutes = Math.floor(time / 60_000);
      fill('exam-back', {
        answered: gw.run.answered(run), all: items.length, how, go: how === 'calm' || how === 'under', clock: how !== 'busy' && deadline !== null,
        hours: Math.floor(minutes / 60), minutes: minutes % 60, seconds: !minutes && Math.ceil(time / 1000),
      });
      sitting.stop();
      see('exam-back');
      find('.gw-exam-back h2').focus();
    }

    async function sit(begun, watching = false) {
      if (await load(begun)) {
        run = begun;
        see('sitting');
        sitting.begin(run, watching);
        // Nothing is lost otherwise: the run is kept, and the next visit finds it.
      } else if (!host.parentElement.hidden) {
        setUp();
        fill('exam-word', { failed: true });
      }
    }

    /** Hands in what is there. The log has it before the run goes. */
    function hand(run) {
      const items = gw.run.outcomes(gw.run.refresh(run, sitting.known), sitting.known);
      const mode = run.mode === 'practice' ? 'practice' : undefined;
      const event = gw.store.add('submit', { form: run.id, items, clock: gw.run.note(run), mode });
      running.set(null);
      leave();
      location.hash = `#result/${event?.id ?? ''}`;
    }

    sitting.over = hand;
    sitting.lost = () => found(left());
    form.addEventListener('change', ({ target: { name, value } }) => {
      if (name !== 'time') again = null;
      if (name === 'mode' || name === 'domain') sizes();
      if (name === 'code') {
        if (value.trim()) take(value);
        else renew();
      }
      offer();
    });
    // Another tab began one, or ended it.
    gw.on('run', () => {
      const part = [...host.children].find(each => !each.hidden);
      if (part && Boolean(running.get()) === part.matches('.gw-exam-set')) show();
    });

    return {
      show,
      leave,
      does: {
        async start() {
          if (running.get()) return show();
          const time = form.time.value;
          const { items, seed, code, minutes, mode, plain, domain } = drawn;
          const limit = gw.run.limit(minutes, time);
          // Every question is at hand before the clock starts: nothing has to be fetched while it runs. Meanwhile a second
          // click, or another tab, may have begun one.
          begin.disabled = true;
          const loaded = await load(drawn);
          begin.disabled = false;
          if (!loaded) return;
          if (running.get()) return show();
          const now = Date.now();
          const { id } = gw.store.add('form', {
            mode, deadline: limit === null ? undefined : now + limit, form: { items, seed, code, minutes, time, plain, domain },
          });
          renew();
          // It is this tab's from the first moment: another one that stands open is told at once.
          const begun = { ...gw.run.begin(drawn, { id, mode, time }, now, sitting.known), lease: { tab: sitting.tab, beat: now } };
          running.set(begun);
          sit(begun);
        },
        longest() {
          sizes(drawn.longest);
          offered();
        },
        quiz({ value }) {
          choose('quiz', value);
          offered();
        },
        go: () => sit(run),
        look: () => sit(run, true),
        calm: () => sit(Object.assign(run, { deadline: null, mode: 'practice' })),
        async submit(button) {
          if (!button.closest('gw-sitting') && await load(run)) hand(run);
        },
        drop() {
          running.set(null);
          setUp();
          gw.arrive(study.heading);
        },
      },
    };
  };
}
