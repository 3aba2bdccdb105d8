'use strict';
{
  // Puts values into what a <template> of the page holds, so that words and markup of the study tools stand in templates,
  // where a book may translate or change them, and scripts only say what is so.
  //
  // Texts and attributes are messages (`words.js`). An attribute that comes out empty goes away.
  // An element with `data-for="name"` stands once for each value of a list, with that value's own parts at hand and the
  // value as `{it}`; once for any other value there is; not at all for none, false, zero or an empty text.
  // `data-for="name=text"` asks for just this value, and `data-for="!name"` turns either round.

  const { look, message } = gw;

  function put(node, values) {
    if (node.nodeType === Node.TEXT_NODE) node.data = message(node.data, values);
    for (const attribute of [...node.attributes ?? []]) {
      if (!attribute.value.includes('{')) continue;
      attribute.value = message(attribute.value, values, attribute.name !== 'aria-label');
      if (!attribute.value) node.removeAttributeNode(attribute);
    }
    for (const child of [...node.childNodes]) {
      const name = child.dataset?.for;
      if (!name) {
        put(child, values);
        continue;
      }
      delete child.dataset.for;
      const [, not, place, wanted] = /^(!?)([^=]+)=?(.*)$/.exec(name);
      const value = look(values, place);
      const found = wanted ? `${value}` === wanted : value;
      child.replaceWith(...[not ? !found : found].flat().filter(Boolean).map(it => put(child.cloneNode(true), { ...values, it, ...it })));
    }
    return node;
  }

  /** What of a place stands for one that was in it. */
  const same = (place, one) => [...place.querySelectorAll(one.localName)].find(other =>
    ['data-do', 'value', 'href', 'name', 'data-at', 'data-id'].every(name => other.getAttribute(name) === one.getAttribute(name)));

  const isSame = (place, nodes) => place.childNodes.length === nodes.length && nodes.every((node, at) => node.isEqualNode(place.childNodes[at]));

  /**
   * Fills a place from the template in it; without values the place is empty and hidden. What has the focus keeps it, and
   * what is there as it would be stays: nobody is told twice. A place with a role of its own says each time what it says.
   */
  gw.fill = (place, values) => {
    place.shape ??= place.querySelector('template').content;
    const { activeElement: focused } = document;
    const inside = focused !== place && place.contains(focused);
    place.hidden = !values;
    const anew = values ? [...put(place.shape.cloneNode(true), values).childNodes] : [];
    if (!place.hasAttribute('role') && isSame(place, anew)) return;
    place.replaceChildren(...anew);
    if (inside) same(place, focused)?.focus({ preventScroll: true });
  };

  // English of no country writes dates as most that speak it do, and as `locales/en.toml` does: 25 Nov 2026.
  const language = gw.lang === 'en' ? 'en-GB' : gw.lang;

  /** A moment in words; its date unless something else is wished for. */
  gw.when = (at, wish = { day: 'numeric', month: 'short', year: 'numeric' }) => new Date(at).toLocaleString(language, wish);
}
