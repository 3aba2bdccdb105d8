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
      this.form.addEventListener('submit', event => {
        event.preventDefault();
        this.check();
      });
      this.form.addEventListener('change', event => this.changed(event));
      this.form.addEventListener('pointerdown', () => { this.pointed = true; });
      this.form.addEventListener('keydown', () => { this.pointed = false; });
      this.form.addEventListener('focusout', () => this.settle());
      this.form.addEventListener('click', event => this.pressed(event));
      this.draw();
      if (!this.closest('gw-study')) this.recall();
    }

    get entries() { return [...this.given.querySelectorAll('[data-entry]')]; }
    get sure() { return Number(this.form.querySelector('.gw-sure :checked')?.value) || undefined; }

    /** The answer: picked ids, or one id a slot with '' for an empty one. */
    get picked() {
      const inputs = this.selects.length ? this.selects : [...this.given.querySelectorAll(':checked')];
      return inputs.map(({ value }) => value);
    }

    set picked(ids) {
      for (const input of this.given.querySelectorAll('input')) input.checked = ids.includes(input.value);
      this.selects.forEach((select, at) => { select.value = option(select, ids[at])?.value ?? ''; });
      this.draw();
    }

    /** Puts back an answer that was given before. */
    put(picked, sure) {
      this.picked = picked ?? [];
      for (const input of this.form.querySelectorAll('.gw-sure input')) input.checked = Number(input.value) === sure;
    }

    /** Shows the entries in another order: a list of the places in which the author wrote them. */
    arrange(order) {
      const { picked, entries } = this;
      const sorted = order.map(place => entries.find(({ dataset }) => Number(dataset.place) === place)).filter(Boolean);
      this.given.querySelector('ul').append(...sorted);
      for (const select of this.selects) select.append(...sorted.map(({ dataset }) => option(select, dataset.entry)));
      this.picked = picked;
    }

    /** Brings texts, buttons and counter up to the answer. A full text lies over each drop-down, since those cut long ones off. */
    draw() {
      const { picked, selects, kind } = this;
      selects.forEach((select, at) => {
        select.previousElementSibling.textContent = select.selectedOptions[0].text;
        const slot = select.closest('.gw-slot');
        slot.toggleAttribute('data-filled', select.value);
        const edge = { up: 0, down: selects.length - 1 };
        for (const button of slot.querySelectorAll('button')) {
          button.disabled = !select.value || edge[button.dataset.do] === at;
          button.setAttribute('aria-label', `${button.textContent}: ${text(select) || `step ${at + 1}`}`);
        }
      });
      if (selects.length && !('reuse' in this.dataset)) {
        for (const entry of this.entries) entry.toggleAttribute('data-used', picked.includes(entry.dataset.entry));
      }
      const filled = picked.filter(Boolean).length;
      const of = selects.length || this.dataset.choose;
      if (kind !== 'choice') this.say(`${filled} of ${of} chosen${filled > of ? ': too many' : ''}`);
    }

    say(words) {
      this.form.querySelector('.gw-count').value = words;
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
      gw.say(`${text(latest)} moved here; its earlier place is empty`);
      this.draw();
      this.tell('gw-change');
    }

    pressed({ target }) {
      const button = target.closest('[data-do]');
      const what = button?.dataset.do;
      if (what === 'reveal') this.show('unanswered', true);
      else if (what === 'again') this.again();
      else if (what) this.move(button, what);
    }

    /** Moves or removes a placed step; the focus stays with the step. */
    move(button, what) {
      const { picked, selects } = this;
      const at = selects.findIndex(select => select.closest('.gw-slot').contains(button));
      const label = text(selects[at]);
      const to = at + ({ up: -1, down: 1 }[what] ?? 0);
      [picked[at], picked[to]] = [picked[to], what === 'remove' ? '' : picked[at]];
      this.picked = picked;
      const slot = selects[to].closest('.gw-slot');
      (slot.querySelector(`[data-do="${what}"]:enabled`) ?? slot.querySelector('button:enabled') ?? selects[to]).focus();
      gw.say(`${label}, ${what === 'remove' ? 'removed' : `step ${to + 1} of ${picked.length}`}`);
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
        return this.say('Choose an answer first.');
      }
      gw.store.add('answer', { item, rev, verdict, where: this.mode, sure, picked, seconds: this.seconds?.() });
      this.show(verdict, true);
      gw.tell('answered', { id: item, verdict });
      this.tell('gw-answer', { verdict });
    }

    /** Shows verdict, marks and reasons for the answer that is in the controls. */
    show(verdict, focus = false) {
      this.hide();
      const { picked, key, answer } = this;
      const { note } = gw.grade(this.kind, key, picked);
      const level = Number(this.querySelector('h1, h2, h3, h4, h5, h6')?.tagName[1] ?? 3);
      const said = answer.dataset[verdict] + (verdict === 'wrong' && note ? `: ${note}` : '');
      const heading = make(`h${Math.min(6, level + 1)}`, said, { class: 'gw-verdict', tabindex: -1, 'data-verdict': verdict });
      const sure = this.form.querySelector('.gw-sure :checked');
      if (verdict !== 'unanswered' && sure) heading.append(' ', make('small', sure.dataset.said));
      this.form.before(heading);
      this.dataset.verdict = verdict;
      answer.open = true;
      this.ends(true);
      const mark = (place, name, words, ...reason) => {
        place.closest('[data-entry], .gw-slot').dataset.mark = name;
        if (words) place.append(make('p', words, { class: 'gw-mark' }), ...reason);
      };
      this.selects.forEach((select, at) => {
        const right = picked[at] === key[at];
        const words = right ? verdict !== 'unanswered' && '✓ Right' : `${picked[at] ? '✗ Wrong. ' : ''}Right: ${option(select, key[at]).text}`;
        mark(select.closest('td, li'), right ? 'hit' : picked[at] ? 'slip' : 'missed', words);
      });
      if (!this.selects.length) for (const entry of this.entries) {
        const id = entry.dataset.entry;
        const right = key.includes(id);
        const name = picked.includes(id) ? (right ? 'hit' : 'slip') : right ? 'missed' : 'rest';
        const reason = answer.querySelector(`[data-reason="${CSS.escape(id)}"]`);
        reason.hidden = true;
        mark(entry, name, verdict === 'unanswered' && name === 'missed' ? '✓ Right' : answer.dataset[name], ...reason.querySelector('dd').cloneNode(true).childNodes);
      }
      // The deciding phrase, in the stem or in the scenario above it.
      const phrase = this.dataset.deciding;
      const scenario = this.closest('.gw-case, .gw-study')?.querySelector('.gw-scenario');
      if (phrase) [this.querySelector('.gw-stem'), scenario].some(place => place && highlight(place, phrase, this.item));
      if (focus) heading.focus();
    }

    /** Goes over between asking and telling. */
    ends(done) {
      this.given.disabled = done;
      this.answer.hidden = !done;
      for (const button of this.form.querySelectorAll('.gw-ask-foot button')) button.hidden = done !== (button.dataset.do === 'again');
      this.form.querySelector('.gw-sure').hidden = done;
    }

    hide() {
      this.querySelector('.gw-verdict')?.remove();
      for (const mark of document.querySelectorAll(`mark[data-of="${this.item}"]`)) {
        const parent = mark.parentNode;
        mark.replaceWith(...mark.childNodes);
        parent.normalize();
      }
      for (const mark of this.given.querySelectorAll('.gw-mark')) {
        while (mark.nextSibling) mark.nextSibling.remove();
        mark.remove();
      }
      for (const marked of this.querySelectorAll('[data-mark]')) delete marked.dataset.mark;
      for (const reason of this.answer.querySelectorAll('[data-reason]')) reason.hidden = false;
      delete this.dataset.verdict;
      this.ends(false);
    }

    /** Clears the question for another try, in another order. */
    again() {
      this.hide();
      this.put([]);
      this.arrange(gw.random(`${Date.now()}/${this.item}`).shuffle([...this.entries.keys()]));
      this.given.querySelector('input, select').focus();
    }

    /** On a chapter page: the last answer given here comes back after a reload. */
    async recall() {
      await gw.store.ready;
      const last = gw.store.state().answers[this.item];
      if (last?.rev !== this.rev || !last.check || this.dataset.verdict || this.picked.some(Boolean)) return;
      this.put(last.check.picked, last.check.sure);
      this.show(last.check.verdict);
    }
  }

  /** Wraps the first occurrence of a phrase in <mark>, also where markup divides it and wherever lines break. */
  function highlight(place, phrase, of) {
    const words = phrase.trim().split(/\s+/).map(word => word.replace(/\W/g, '\\$&'));
    const found = new RegExp(words.join('\\s+')).exec(place.textContent);
    if (!found) return false;
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    let [from, to] = [found.index, found.index + found[0].length];
    for (const node of nodes) {
      const { length } = node;
      if (from < length && to > 0) {
        const range = document.createRange();
        range.setStart(node, Math.max(from, 0));
        range.setEnd(node, Math.min(to, length));
        range.surroundContents(make('mark', '', { 'data-of': of }));
      }
      from -= length;
      to -= length;
    }
    return true;
  }

  customElements.define('gw-question', Question);
}
