'use strict';
{
  /** Leaves of a list what holds all the words typed, and the chosen group. Accents and case do not matter. */
  const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  class Filter extends HTMLElement {
    connectedCallback() {
      this.entries = [...document.querySelectorAll(this.dataset.over)].map(element => ({
        element, words: plain(element.textContent), group: element.dataset.group ?? '',
      }));
      this.field = this.querySelector('input');
      this.group = this.querySelector('select');
      this.count = this.querySelector('[role="status"]');
      this.none = document.querySelector('.gw-none');
      this.addEventListener('input', () => this.apply());
      // A link to an entry that the filter hides shows everything again.
      addEventListener('hashchange', () => {
        if (document.querySelector(':target')?.closest('[hidden]')) this.clear();
      });
      this.apply();
    }

    clear() {
      this.field.value = '';
      if (this.group) this.group.value = '';
      this.apply();
      document.querySelector(':target')?.scrollIntoView();
    }

    apply() {
      const words = plain(this.field.value).split(/\s+/).filter(Boolean);
      const group = this.group?.value ?? '';
      let left = 0;
      for (const entry of this.entries) {
        const fits = words.every(word => entry.words.includes(word)) && (group === '' || group === entry.group);
        entry.element.hidden = !fits;
        if (fits) left += 1;
      }
      for (const section of document.querySelectorAll('.gw-letter')) {
        section.hidden = !section.querySelector('.gw-glossary-term:not([hidden])');
      }
      const { one, many } = this.count.dataset;
      const all = this.entries.length;
      this.count.textContent = left === all ? `${all} ${all === 1 ? one : many}` : `${left} of ${all} ${many}`;
      this.none.hidden = left > 0;
    }
  }

  customElements.define('gw-filter', Filter);
}
