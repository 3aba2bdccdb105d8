'use strict';
{
  // <gw-question>: one question answered in place. The template holds the whole question, its native
  // controls, the words for each outcome and its folded answer; this element grades and brings each reason
  // to its option. One list of ids is the answer; controls and buttons are views of it. On a chapter page
  // the element keeps answers by itself; a session (`practice.js`, `exam.js`) sets `mode` and listens
  // for `gw-change` and `gw-answer`.

  const { make } = gw;
  const text = select => (select.value ? select.selectedOptions[0].text : '');
  const option = (select, id) => [...select.options].find(({ value }) => value === id);

  customElements.define('gw-question', class extends HTMLElement {
    /** `check` and `practice` show the verdict at once, `ask` never does. */
    mode = 'check';

    // What grading asks of a question, also of one that no page shows yet.
    get item() { return this.dataset.id; }
    get kind() { return this.dataset.kind; }
    get rev() { return Number(this.dataset.rev); }
    get key() { return this.dataset.key.split(' '); }

    /** The entries, each `{ id, print }`, in the order of the source. */
    get entries() {
      return [...this.querySelectorAll('[data-entry]')].sort((a, b) => a.dataset.place - b.dataset.place)
        .map(({ dataset: { entry, print } }) => ({ id: entry, print }));
    }

    /** The same of the prompts of a matching question. */
    get prompts() {
      return [...this.querySelectorAll('.gw-slot[data-print]')].map(({ dataset: { print } }, at) => ({ id: `${at + 1}`, print }));
    }

    connectedCallback() {
      if (!this.put) begin(this);
    }
  });

  function begin(host) {
    const { item, kind, key, rev, entries: sourced } = host;
    const { choose } = host.dataset;
    const find = selector => host.querySelector(selector);
    const list = selector => [...host.querySelectorAll(selector)];
    const form = find('form');
    const given = find('.gw-given');
    const answer = find('details.gw-answer');
    const heading = find('.gw-verdict');
    const selects = list('.gw-slot select');
    const reused = 'reuse' in host.dataset;
    const entries = () => list('[data-entry]');
    const areas = list('[data-area]');
    const certain = () => find('.gw-sure :checked');
    const sure = () => Number(certain()?.value) || undefined;
    /** The answer that the reader was told is not complete: the second time it is graded all the same. */
    let warned;
    /** The drop-down that was changed last, and whether a pointer did it. */
    let latest;
    let pointed;

    /** An id as it is kept. */
    const named = id => (id ? gw.entry.name(sourced.find(entry => entry.id === id)) : '');

    /** The answer: picked ids, or one id a slot with '' for an empty one. */
    const picked = () => (selects.length ? selects : list('.gw-given :checked')).map(({ value }) => value);

    function pick(ids) {
      for (const input of list('.gw-given input')) input.checked = ids.includes(input.value);
      selects.forEach((select, at) => { select.value = option(select, ids[at])?.value ?? ''; });
      draw();
    }

    /** Puts back an answer that was given before, by the names that were kept. */
    function put(names = [], level) {
      const ids = gw.entry.follow(names.filter(Boolean), sourced);
      pick(selects.length ? names.map(name => ids.get(name)) : [...ids.values()]);
      for (const input of list('.gw-sure input')) input.checked = Number(input.value) === level;
    }

    /** Shows the entries in another order: a list of the places in which the author wrote them. One of another length is out of date. */
    function arrange(order) {
      const ids = picked();
      const all = entries();
      if (order?.length !== all.length) return;
      const sorted = order.map(place => all.find(({ dataset }) => Number(dataset.place) === place)).filter(Boolean);
      find('.gw-given ul').append(...sorted);
      for (const select of selects) select.append(...sorted.map(({ dataset }) => option(select, dataset.entry)));
      pick(ids);
    }

    /** Shows the entries in an order of chance. */
    const mix = seed => arrange(gw.random(seed).shuffle([...entries().keys()]));

    /** Brings texts, buttons and counter up to the answer. A full text lies over each drop-down, since those cut long ones off. */
    function draw() {
      const ids = picked();
      selects.forEach((select, at) => {
        select.previousElementSibling.textContent = select.selectedOptions[0].text;
        const slot = select.closest('.gw-slot');
        slot.toggleAttribute('data-filled', select.value);
        const edge = { up: 0, down: selects.length - 1 };
        for (const button of slot.querySelectorAll('button')) {
          button.disabled = !select.value || edge[button.dataset.do] === at;
          button.ariaLabel = `${button.textContent}: ${text(select) || gw.word('step', { nth: at + 1 })}`;
        }
      });
      if (selects.length && !reused) {
        for (const entry of entries()) entry.toggleAttribute('data-used', ids.includes(entry.dataset.entry));
      }
      for (const area of areas) area.toggleAttribute('data-picked', ids.includes(area.dataset.area));
      const filled = ids.filter(Boolean).length;
      const of = selects.length || choose;
      if (kind !== 'choice' && of > 1) say(gw.word(filled > of ? 'too_many' : 'chosen', { filled, of: Number(of) }));
    }

    function say(words) { find('.gw-count').value = words; }

    function warn(words) {
      gw.say(words);
      say(words);
    }

    const tell = (name, detail) => host.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

    function changed() {
      draw();
      tell('gw-change');
    }

    /** A step sits in one slot only: choosing it again moves it. */
    function settle() {
      const to = latest;
      latest = null;
      if (!to?.value || reused) return;
      const from = selects.find(select => select !== to && select.value === to.value);
      if (!from) return;
      from.value = '';
      gw.say(gw.word('moved_here', { step: text(to) }));
      changed();
    }

    /** Moves or removes a placed step; the focus stays with the step. */
    function move(button, what) {
      const ids = picked();
      const at = selects.findIndex(select => select.closest('.gw-slot').contains(button));
      const label = text(selects[at]);
      const to = at + ({ up: -1, down: 1 }[what] ?? 0);
      [ids[at], ids[to]] = [ids[to], what === 'remove' ? '' : ids[at]];
      pick(ids);
      const slot = selects[to].closest('.gw-slot');
      (slot.querySelector(`[data-do="${what}"]:enabled`) ?? slot.querySelector('button:enabled') ?? selects[to]).focus();
      gw.say(gw.word(what === 'remove' ? 'removed' : 'moved', { step: label, nth: to + 1, all: ids.length }));
      tell('gw-change');
    }

    /** Grades what is there; in a chapter and in practice the answer is kept and shown at once. */
    function check() {
      settle();
      const { mode } = host;
      if (mode === 'ask') return tell('gw-answer', {});
      const ids = picked();
      const { verdict } = gw.grade(kind, key, ids);
      if (verdict === 'unanswered') return warn(gw.word('choose_first'));
      const filled = ids.filter(Boolean).length;
      const of = selects.length || (choose ? Number(choose) : filled);
      if (filled !== of && warned !== ids.join()) {
        warned = ids.join();
        return warn(gw.word('choose_more', { filled, of }));
      }
      gw.store.add('answer', { item, rev, verdict, where: mode, sure: sure(), picked: ids.map(named), seconds: host.seconds?.() });
      show(verdict, true);
      gw.tell('answered', { id: item, verdict });
      tell('gw-answer', { verdict });
    }

    /** Shows verdict, marks and reasons for the answer that is in the controls. */
    function show(verdict, focus) {
      hide();
      const ids = picked();
      const words = answer.dataset;
      const open = verdict === 'unanswered';
      const { right, of } = gw.grade(kind, key, ids);
      heading.replaceChildren(verdict === 'wrong' && of > 1 ? gw.word('partly_right', { verdict: words[verdict], right, of, parts: words.parts }) : words[verdict], ...!open && certain() ? [' ', make('small', certain().dataset.said)] : []);
      heading.dataset.verdict = verdict;
      host.dataset.verdict = verdict;
      answer.open = true;
      ends(true);
      const mark = (place, name, words, ...reason) => {
        place.closest('[data-entry], .gw-slot').dataset.mark = name;
        if (words) place.append(make('p', words, { class: 'gw-mark' }), ...reason);
      };
      selects.forEach((select, at) => {
        const right = ids[at] === key[at];
        const place = select.closest('td, li');
        mark(place, right ? 'hit' : ids[at] ? 'slip' : 'missed', right ? !open && gw.word('correct') : ids[at] && gw.word('incorrect'));
        // The right answer stands in a line of its own.
        if (!right) place.append(make('p', `✓ ${option(select, key[at]).text}`, { class: 'gw-mark gw-mark-right' }));
      });
      if (!selects.length) for (const entry of entries()) {
        const id = entry.dataset.entry;
        const right = key.includes(id);
        const name = ids.includes(id) ? (right ? 'hit' : 'slip') : right ? 'missed' : 'rest';
        const reason = answer.querySelector(`[data-reason="${CSS.escape(id)}"]`);
        reason.hidden = true;
        for (const area of areas) if (area.dataset.area === id) area.dataset.mark = name;
        mark(entry, name, open && name === 'missed' ? gw.word('correct') : words[name], ...reason.querySelector('dd').cloneNode(true).childNodes);
      }
      if (focus) heading.focus();
    }

    /** Goes over between asking and telling. */
    function ends(done) {
      given.disabled = done;
      heading.hidden = answer.hidden = !done;
      // The deciding phrase, in the stem or in the scenario above it.
      for (const phrase of document.querySelectorAll(`[data-of="${item}"]`)) phrase.toggleAttribute('data-lit', done);
      for (const button of list('.gw-ask-foot button')) button.hidden = done !== (button.dataset.do === 'again');
      find('.gw-sure').hidden = done;
    }

    function hide() {
      for (const mark of list('.gw-given .gw-mark')) {
        while (mark.nextSibling) mark.nextSibling.remove();
        mark.remove();
      }
      warned = null;
      for (const marked of list('[data-mark]')) delete marked.dataset.mark;
      for (const reason of list('[data-reason]')) reason.hidden = false;
      delete host.dataset.verdict;
      ends(false);
    }

    const does = {
      reveal: () => show('unanswered', true),
      /** Clears the question for another try, in another order. */
      again() {
        hide();
        put();
        // Areas keep the numbers that they have on the picture.
        if (!areas.length) mix(`${Date.now()}/${item}`);
        find('.gw-given input, .gw-given select').focus();
      },
    };

    form.addEventListener('submit', event => {
      event.preventDefault();
      check();
    });
    form.addEventListener('change', ({ target }) => {
      if (selects.includes(target)) latest = target;
      // An arrow key passes over the entries between; the one it rests on is known when the focus leaves.
      if (pointed) settle();
      changed();
    });
    /** Puts an entry into a slot: the given one, else the first that is empty. One that is placed already comes out of its place. */
    function place(id, slot) {
      if (given.disabled || !selects.length) return;
      const ids = picked();
      const from = reused ? -1 : ids.indexOf(id);
      const to = slot ? selects.findIndex(select => slot.contains(select)) : from < 0 ? ids.indexOf('') : -1;
      if (from >= 0) ids[from] = to >= 0 ? ids[to] : '';
      if (to >= 0) ids[to] = id;
      pick(ids);
      changed();
    }

    // A pointer may press an entry or drag it into its slot; the lists beside are for everybody.
    if (selects.length) {
      for (const entry of entries()) entry.draggable = true;
      find('.gw-entries').addEventListener('click', ({ target }) => {
        const entry = target.closest('[data-entry]');
        if (entry && !target.closest('a')) place(entry.dataset.entry);
      });
      host.addEventListener('dragstart', ({ target, dataTransfer }) => {
        // A link or a picture brings data of its own.
        if (target.dataset?.entry) dataTransfer?.setData('text/plain', target.dataset.entry);
      });
      host.addEventListener('dragover', event => { if (event.target.closest('.gw-slot') && !given.disabled) event.preventDefault(); });
      host.addEventListener('drop', event => {
        const slot = event.target.closest('.gw-slot');
        const id = event.dataTransfer?.getData('text/plain');
        if (!slot || !entries().some(({ dataset }) => dataset.entry === id)) return;
        event.preventDefault();
        place(id, slot);
      });
    }

    // An area of a picture is one more way to press its option.
    for (const area of areas) {
      area.addEventListener('click', () => {
        if (!given.disabled) list('.gw-given input').find(({ value }) => value === area.dataset.area).click();
      });
    }

    form.addEventListener('pointerdown', () => { pointed = true; });
    form.addEventListener('keydown', () => { pointed = false; });
    form.addEventListener('focusout', settle);
    form.addEventListener('click', ({ target }) => {
      const button = target.closest('[data-do]');
      const what = button?.dataset.do;
      if (what) (does[what] ?? move)(button, what);
    });
    Object.assign(host, {
      given, put, pick, arrange, mix, show, check,
      answer: () => ({ picked: picked().map(named), sure: sure() }), picked,
    });
    answer.hidden = true;
    gw.store.rename(Object.fromEntries((host.dataset.was ?? '').split(' ').filter(Boolean).map(old => [old, item])));
    draw();
    if (!gw.study) recall();

    /** On a chapter page: the last answer given here comes back after a reload. */
    async function recall() {
      await gw.store.ready;
      const last = gw.store.state().answers[item];
      if (last?.rev !== rev || !last.check || host.dataset.verdict || picked().some(Boolean)) return;
      put(last.check.picked, last.check.sure);
      show(last.check.verdict);
    }
  }
}
