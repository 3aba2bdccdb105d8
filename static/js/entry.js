'use strict';
{
  // How a stored answer names an entry: an option, a step or a response. Its id is its place in the source, so that
  // mending its words changes nothing; a name is the id and a print of the words, `2.k3x9f`, so that an entry that was
  // moved is found again. Answers of the first edition are prints alone.

  /** `2.k3x9f` of `{ id: '2', print: 'k3x9f' }`. */
  const name = ({ id, print }) => `${id}.${print}`;

  const parts = text => {
    const [print, id] = String(text).split('.').reverse();
    return { id, print };
  };

  /**
   * The ids that names from an earlier edition have now: a Map. `now` is the list of entries in the order of the
   * source. `whole` says that the names are all there were, in their order: then one whose words were mended is known by
   * what stands beside it, also where others were moved or added.
   */
  function follow(names, now, whole = false) {
    const found = new Map();
    const taken = new Set();
    const take = (text, entry) => {
      if (!entry || taken.has(entry)) return;
      taken.add(entry);
      found.set(text, entry.id);
    };
    for (const text of names) {
      const { id, print } = parts(text);
      const same = now.filter(entry => entry.print === print && !taken.has(entry));
      take(text, same.find(entry => entry.id === id) ?? same[0]);
    }
    const place = text => now.findIndex(({ id }) => id === found.get(text));
    names.forEach((text, at) => {
      if (found.has(text)) return;
      const { id } = parts(text);
      const after = at ? place(names[at - 1]) + 1 || -1 : 0;
      const before = at + 1 < names.length ? place(names[at + 1]) - 1 : now.length - 1;
      const beside = whole ? [now[after], now[before]] : [];
      take(text, [...beside, now.find(entry => entry.id === id), ...(whole ? now : [])].find(entry => entry && !taken.has(entry)));
    });
    return found;
  }

  gw.entry = { name, follow };
}
