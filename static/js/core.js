'use strict';
{
  // The one global, `gw`: where this page stands, messages between features, choices that are kept,
  // scripts loaded on demand. Loaded before every feature. Features never call each other: they
  // `gw.tell` and `gw.on`. Texts are kept by `shelf.js`, which may keep them for this page only.

  const { root = '', book = 'book', path = '' } = document.documentElement.dataset;

  function parsed(text) {
    try { return JSON.parse(text) ?? undefined; } catch { return undefined; }
  }

  /** A value under a key: `get(fallback)`, `set(value)`; `set` says whether it will last. */
  const keep = key => ({
    get: (fallback = null) => parsed(gw.shelf.get(key)) ?? fallback,
    set: value => gw.shelf.set(key, value === undefined ? null : JSON.stringify(value)),
  });

  /** Says something to other features. */
  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(`gw:${name}`, { detail }));
  }

  /** Listens for what other features say; gives a function that stops listening. */
  function on(name, react) {
    const listen = event => react(event.detail, event);
    document.addEventListener(`gw:${name}`, listen);
    return () => document.removeEventListener(`gw:${name}`, listen);
  }

  /** Does something to every element of a kind: those on the page, and those that the preview puts in later. */
  function each(selector, act) {
    const look = place => {
      if (place.matches?.(selector)) act(place);
      place.querySelectorAll(selector).forEach(element => act(element));
    };
    look(document);
    on('fresh', ({ nodes }) => nodes.forEach(look));
  }

  /** A choice of the reader, such as `theme`; with a value it is kept and told as `setting`. */
  function setting(name, ...values) {
    const all = keep('settings').get({});
    if (values.length === 0) return all[name];
    [all[name]] = values;
    keep('settings').set(all);
    tell('setting', { name, value: all[name] });
    return all[name];
  }

  /** Nodes of HTML that our own build made. Text of readers and authors never passes here. */
  function nodes(html) {
    const fragment = document.createDocumentFragment();
    fragment.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    // Elements of ours become what they are at once, not only when they are shown.
    customElements.upgrade(fragment);
    return fragment;
  }

  /** A new element; its content is a text, a node or a list of them. */
  function make(tag, content = '', attributes = {}) {
    const element = document.createElement(tag);
    element.append(...[content].flat());
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  const loading = new Map();

  /** Runs a script of the site once, by its path from the root. A failed one can be asked for again. */
  function load(file) {
    if (!loading.has(file)) {
      loading.set(file, new Promise((done, failed) => {
        const script = document.createElement('script');
        script.src = root + file;
        script.addEventListener('load', () => done());
        script.addEventListener('error', () => {
          loading.delete(file);
          script.remove();
          failed(new Error(`${file} did not load`));
        });
        document.head.append(script);
      }));
    }
    return loading.get(file);
  }

  const shards = new Map();

  /** Data scripts call it with their data; readers of the data call it with the name alone. */
  function shard(name, ...data) {
    if (data.length > 0) shards.set(name, data[0]);
    return shards.get(name);
  }

  const region = document.createElement('p');
  region.className = 'gw-vh';
  region.setAttribute('role', 'status');
  document.body.append(region);

  /** Speaks to readers who do not see the change. The same words twice are spoken twice. */
  function say(text) {
    region.textContent = '';
    setTimeout(() => { region.textContent = text; }, 50);
  }

  globalThis.gw = { root, book, path, keep, tell, on, each, setting, nodes, make, load, shard, say };
}
