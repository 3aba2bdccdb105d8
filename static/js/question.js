'use strict';
{
  // <gw-question>: one question answered in place. The template holds the whole question, its native
  // controls and its folded answer; this element fills the drop-downs, grades, and brings each reason to
  // its option. One list of ids is the answer; controls and buttons are views of it. On a chapter page
  // the element keeps answers by itself; a session (`practice.js`, `exam.js`) sets `mode` and listens
  // for `gw-change` and `gw-answer`.

  const MARKS = {
    hit: '✓ Right, your choice', slip: '✗ Wrong, your choice', missed: '✓ Right, not chosen', rest: 'Wrong',
  };
  const VERDICTS = { right: 'Right', wrong: 'Not right', unanswered: 'The answer' };
  const SURE = { 1: 'You guessed.', 2: 'You were fairly sure.', 3: 'You were certain.' };
  const EMPTY = { order: 'Choose a step', match: 'Choose a response' };

  const { make } = gw;

  class Question extends HTMLElement {
    /** `check` and `practice` show the verdict at once, `ask` never does. */
    mode = 'check';

    connectedCallback() {
      if (this.form) return;
      const { id, kind, key, rev } = this.dataset;
      Object.assign(this, { item: id, kind, rev: Number(rev), key: key.split(' ') });
      this.form = this.querySelector('form');
      this.given = this.querySelector('.gw-given');
      this.answer = this.querySelector('details.gw-answer');
      this.answer.hidden = true;
      this.selects = [...this.querySelectorAll('.gw-slot select')];
      if (this.selects.length) this.fill();
      this.form.addEventListener('submit', event => {
        event.preventDefault();
        this.check();
      });
      this.form.addEventListener('change', event => this.changed(event));
      this.form.addEventListener('pointerdown', () => { this.pointed = true; });
      this.form.addEventListener('keydown', () => { this.pointed = false; });
      this.form.addEventListener('focusout', () => this.settle());
      this.form.addEventListener('click', event => this.pressed(event));
      this.count();
      if (!this.closest('gw-study')) this.recall();
    }

    get entries() { return [...this.given.querySelectorAll('[data-entry]')]; }
    label(id) { return this.entries.find(entry => entry.dataset.entry === id)?.dataset.label ?? ''; }
    get sure() { return Number(this.form.querySelector('.gw-sure :checked')?.value) || undefined; }

    /** The answer: picked ids, or one id a slot with '' for an empty one. */
    get picked() {
      return this.selects.length
        ? this.selects.map(select => select.value)
        : [...this.given.querySelectorAll(':checked')].map(input => input.value);
    }

    set picked(ids) {
      for (const input of this.given.querySelectorAll('.gw-options input')) input.checked = ids.includes(input.value);
      this.selects.forEach((select, at) => { select.value = ids[at] ?? ''; });
      this.draw();
    }

    /** Puts back an answer that was given before. */
    put(picked, sure) {
      this.picked = picked ?? [];
      for (const input of this.form.querySelectorAll('.gw-sure input')) input.checked = Number(input.value) === sure;
    }

    /** Shows the entries in another order: a list of the places in which the author wrote them. */
    arrange(order) {
      const list = this.given.querySelector('ul');
      const byPlace = new Map(this.entries.map(entry => [Number(entry.dataset.place), entry]));
      list.append(...order.map(place => byPlace.get(place)).filter(Boolean));
      if (this.selects.length) this.fill();
    }

    /** Drop-downs list the entries; a full text lies over each, since drop-downs cut long ones off. */
    fill() {
      const { picked } = this;
      this.selects.forEach((select, at) => {
        const options = this.entries.map(({ dataset: { entry, label } }) => make('option', label, { value: entry }));
        select.replaceChildren(make('option', EMPTY[this.kind], { value: '' }), ...options);
        select.value = picked[at];
        if (select.previousElementSibling?.matches('.gw-slot-text')) return;
        select.before(make('span', '', { class: 'gw-slot-text', 'aria-hidden': true }));
        if (this.kind !== 'order') return;
        const tools = make('span', '', { class: 'gw-slot-tools' });
        for (const what of ['Up', 'Down', 'Remove']) {
          tools.append(make('button', what, { type: 'button', class: 'gw-small', 'data-do': what.toLowerCase() }));
        }
        select.closest('li').append(tools);
      });
      this.draw();
    }

    /** Brings texts, buttons and counter up to the answer. */
    draw() {
      const { picked } = this;
      this.selects.forEach((select, at) => {
        const text = this.label(picked[at]);
        select.previousElementSibling.textContent = text || EMPTY[this.kind];
        const slot = select.closest('.gw-slot');
        slot.toggleAttribute('data-filled', Boolean(text));
        const edge = { up: 0, down: this.selects.length - 1 };
        for (const button of slot.querySelectorAll('button')) {
          button.disabled = !text || edge[button.dataset.do] === at;
          button.setAttribute('aria-label', `${button.textContent}: ${text || `step ${at + 1}`}`);
        }
      });
      if (this.selects.length && !('reuse' in this.dataset)) {
        for (const entry of this.entries) entry.toggleAttribute('data-used', picked.includes(entry.dataset.entry));
      }
      this.count();
    }

    count() {
      if (this.kind === 'choice') return;
      const filled = this.picked.filter(Boolean).length;
      const of = this.kind === 'multi' ? Number(this.dataset.choose) : this.selects.length;
      const more = filled > of ? ': too many' : '';
      this.form.querySelector('.gw-count').value = `${filled} of ${of} chosen${more}`;
    }

    changed({ target }) {
      if (this.selects.includes(target)) this.latest = target;
      // An arrow key passes over the entries between; the one it rests on is known when the focus leaves.
      if (this.pointed) this.settle();
      this.draw();
      this.tell('gw-change');
    }

    /** A step sits in one slot only: choosing it again moves it. */
    settle() {
      const { latest } = this;
      this.latest = null;
      if (!latest?.value || 'reuse' in this.dataset) return;
      const from = this.selects.find(select => select !== latest && select.value === latest.value);
      if (!from) return;
      from.value = '';
      gw.say(`${this.label(latest.value)} moved here; its earlier place is empty`);
      this.draw();
      this.tell('gw-change');
    }

    pressed(event) {
      const button = event.target.closest('[data-do]');
      if (!button) return;
      const what = button.dataset.do;
      if (what === 'reveal') this.show('unanswered', true);
      else if (what === 'again') this.again();
      else this.move(button, what);
    }

    /** Moves or removes a placed step; the focus stays with the step. */
    move(button, what) {
      const at = this.selects.findIndex(select => select.closest('.gw-slot').contains(button));
      const { picked } = this;
      const label = this.label(picked[at]);
      let to = at;
      if (what === 'remove') picked[at] = '';
      else {
        to = what === 'up' ? at - 1 : at + 1;
        [picked[at], picked[to]] = [picked[to], picked[at]];
      }
      this.picked = picked;
      const slot = this.selects[to].closest('.gw-slot');
      const same = slot.querySelector(`[data-do="${what}"]:enabled`) ?? slot.querySelector('button:enabled');
      (same ?? this.selects[to]).focus();
      gw.say(what === 'remove' ? `${label}, removed` : `${label}, step ${to + 1} of ${picked.length}`);
      this.tell('gw-change');
    }

    tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    }

    /** Grades what is there; in a chapter and in practice the answer is kept and shown at once. */
    check() {
      this.settle();
      if (this.mode === 'ask') return this.tell('gw-answer', {});
      const { item, rev, picked, sure } = this;
      const { verdict } = gw.grade(this.kind, this.key, picked);
      if (verdict === 'unanswered') {
        gw.say('Choose an answer first');
        this.form.querySelector('.gw-count').value = 'Choose an answer first.';
        return undefined;
      }
      gw.store?.add('answer', { item, rev, verdict, where: this.mode, sure, picked, seconds: this.seconds?.() });
      this.show(verdict, true);
      gw.tell('answered', { id: item, verdict });
      return this.tell('gw-answer', { verdict });
    }

    /** Shows verdict, marks and reasons for the answer that is in the controls. */
    show(verdict, focus = false) {
      this.hide();
      const { note } = gw.grade(this.kind, this.key, this.picked);
      const level = Number(this.querySelector('h1, h2, h3, h4, h5, h6')?.tagName[1] ?? 3);
      const words = [VERDICTS[verdict]];
      if (verdict === 'wrong' && note) words.push(note);
      const heading = make(`h${Math.min(6, level + 1)}`, words.join(': '), {
        class: 'gw-verdict', tabindex: -1, 'data-verdict': verdict,
      });
      if (verdict !== 'unanswered' && this.sure) heading.append(' ', make('small', SURE[this.sure]));
      this.form.before(heading);
      this.dataset.verdict = verdict;
      this.given.disabled = true;
      this.answer.hidden = false;
      this.answer.open = true;
      if (this.selects.length) this.markSlots(verdict);
      else this.markOptions(verdict);
      this.mark();
      this.buttons(true);
      if (focus) heading.focus();
    }

    buttons(done) {
      for (const button of this.form.querySelectorAll('.gw-ask-foot button')) {
        button.hidden = done !== (button.dataset.do === 'again');
      }
      this.form.querySelector('.gw-sure').hidden = done;
    }

    markOptions(verdict) {
      const { picked } = this;
      for (const entry of this.entries) {
        const { entry: id } = entry.dataset;
        const [mine, right] = [picked.includes(id), this.key.includes(id)];
        const mark = mine ? (right ? 'hit' : 'slip') : right ? 'missed' : 'rest';
        entry.dataset.mark = mark;
        const words = mark === 'missed' && verdict === 'unanswered' ? '✓ Right' : MARKS[mark];
        const reason = this.answer.querySelector(`[data-reason="${CSS.escape(id)}"]`);
        entry.append(make('p', words, { class: 'gw-mark' }), ...(reason?.querySelector('dd').childNodes ?? []));
        reason.hidden = true;
      }
    }

    markSlots(verdict) {
      const { picked } = this;
      this.selects.forEach((select, at) => {
        const slot = select.closest('.gw-slot');
        const right = picked[at] === this.key[at];
        slot.dataset.mark = right ? 'hit' : picked[at] ? 'slip' : 'missed';
        const words = right ? '✓ Right' : `${picked[at] ? '✗ Wrong. ' : ''}Right: ${this.label(this.key[at])}`;
        if (verdict !== 'unanswered' || !right) {
          select.closest('td, li').append(make('p', words, { class: 'gw-mark' }));
        }
      });
    }

    /** Marks the deciding phrase in the stem, or in the scenario above it. */
    mark() {
      const phrase = this.dataset.deciding?.replace(/\s+/g, ' ');
      if (!phrase) return;
      const scenario = this.closest('.gw-case, gw-study')?.querySelector('.gw-scenario');
      [this.querySelector('.gw-stem'), scenario].some(place => place && highlight(place, phrase, this.item));
    }

    hide() {
      this.querySelector('.gw-verdict')?.remove();
      for (const mark of document.querySelectorAll(`mark[data-of="${this.item}"]`)) {
        const parent = mark.parentNode;
        mark.replaceWith(...mark.childNodes);
        parent.normalize();
      }
      for (const mark of this.given.querySelectorAll('.gw-mark')) {
        const reason = this.answer.querySelector(`[data-reason="${CSS.escape(mark.parentElement.dataset.entry ?? '')}"]`);
        if (reason) {
          reason.hidden = false;
          while (mark.nextSibling) reason.querySelector('dd').append(mark.nextSibling);
        }
        mark.remove();
      }
      for (const marked of this.querySelectorAll('[data-mark]')) delete marked.dataset.mark;
      delete this.dataset.verdict;
      this.given.disabled = false;
      this.answer.hidden = true;
      this.buttons(false);
    }

    /** Clears the question for another try, in another order. */
    again() {
      this.hide();
      this.put([]);
      this.tries = (this.tries ?? 0) + 1;
      const order = [...this.entries.keys()];
      const random = gw.random(`${Date.now()}/${this.item}/${this.tries}`);
      this.arrange(random.shuffle(order));
      this.draw();
      this.given.querySelector('input, select').focus();
    }

    /** On a chapter page: the last answer given here comes back after a reload. */
    async recall() {
      await gw.store?.ready;
      const last = gw.store?.state().answers[this.item];
      if (last?.rev !== this.rev || !last.check || this.dataset.verdict || this.picked.some(Boolean)) return;
      this.put(last.check.picked, last.check.sure);
      this.show(last.check.verdict);
    }
  }

  /** Wraps the first occurrence of a phrase in <mark>, also where markup divides it. */
  function highlight(place, phrase, of) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const units = [];
    let text = '';
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      [...node.data].reduce((at, letter) => {
        const blank = /\s/.test(letter);
        if (!blank || !text.endsWith(' ')) {
          for (let unit = 0; unit < letter.length; unit += 1) units.push([node, at + unit]);
          text += blank ? ' ' : letter;
        }
        return at + letter.length;
      }, 0);
    }
    const from = text.indexOf(phrase);
    if (from < 0) return false;
    const found = new Map();
    for (const [node, at] of units.slice(from, from + phrase.length)) {
      found.set(node, [found.get(node)?.[0] ?? at, at + 1]);
    }
    for (const [node, [start, end]] of found) {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      range.surroundContents(make('mark', '', { 'data-of': of }));
    }
    return true;
  }

  customElements.define('gw-question', Question);
}
