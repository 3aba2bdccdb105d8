'use strict';
{
  // Leaves of a list what holds all the words typed, and the chosen group. Accents and case do not matter.

  const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

  gw.each('gw-filter', filter => {
    const entries = [...document.querySelectorAll(filter.dataset.over)];
    const words = new Map(entries.map(entry => [entry, plain(entry.textContent)]));
    const field = filter.querySelector('input');
    const group = filter.querySelector('select');
    const count = filter.querySelector('[role="status"]');

    function apply() {
      const typed = plain(field.value).split(/\s+/);
      for (const entry of entries) {
        entry.hidden = !typed.every(word => words.get(entry).includes(word)) || group?.value && group.value !== entry.dataset.group;
      }
      for (const section of document.querySelectorAll('.gw-letter')) section.hidden = !section.querySelector('.gw-glossary-term:not([hidden])');
      const left = entries.filter(entry => !entry.hidden).length;
      const all = entries.length;
      const { some, every } = count.dataset;
      count.textContent = gw.message(left < all ? some : every, { left, all });
      document.querySelector('.gw-none').hidden = left;
    }

    filter.addEventListener('input', apply);
    // A link to an entry that the filter hides shows everything again.
    addEventListener('hashchange', () => {
      const target = document.querySelector(':target');
      if (!target?.closest('[hidden]')) return;
      field.value = '';
      if (group) group.value = '';
      apply();
      target.scrollIntoView();
    });
    apply();
  });
}
