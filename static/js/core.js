'use strict';
{
  // The one global, `gw`: where this page stands, messages between features, choices that are kept,
  // scripts loaded on demand. Loaded before every feature. Features never call each other: they
  // `gw.tell` and `gw.on`. Texts are kept by `shelf.js`, which may keep them for this page only.

  const { root, book, was, path, hub = '' } = document.documentElement.dataset;
  const site = new URL(root || './', location.href);

  /** A part of an address as it is meant; one that is not well written stands for itself. */
  function decoded(part) {
    try { return decodeURIComponent(part); } catch { return part; }
  }

  /** Path of a page of this site from its root, by a link to it; nothing for links elsewhere. */
  const pageOf = link => (link.href.startsWith(site.href) ? decoded(link.pathname.slice(site.pathname.length)) : null);

  /** The address of a page of this site by its path, perhaps of an id on it, as the build makes it in `address.rs`. */
  const addressOf = (page, id) => root + page.split('/').map(encodeURIComponent).join('/') + (id ? `#${encodeURIComponent(id)}` : '');

  /** What a link leads to on its own page, by id. */
  const idOf = link => decoded(link.hash.slice(1));

  const kindOf = value => (Array.isArray(value) ? 'list' : typeof value);

  /** A value under a key: `get(fallback)`, `set(value)`; `set` says whether it will last. One of another kind than the fallback is none. */
  const keep = key => ({
    get(fallback = null) {
      try {
        const value = JSON.parse(gw.shelf.get(key)) ?? fallback;
        return fallback === null || kindOf(value) === kindOf(fallback) ? value : fallback;
      } catch {
        return fallback;
      }
    },
    set: value => gw.shelf.set(key, JSON.stringify(value) ?? null),
  });

  /** Says something to other features. */
  function tell(name, detail = {}) {
    document.dispatchEvent(new CustomEvent(`gw:${name}`, { detail }));
  }

  /** Listens for what other features say. */
  const on = (name, react) => document.addEventListener(`gw:${name}`, ({ detail }) => react(detail));

  /** Does something to every element of a kind: those on the page, and those that the preview puts in later. */
  function each(selector, act) {
    const look = place => {
      if (place.matches?.(selector)) act(place);
      place.querySelectorAll(selector).forEach(element => act(element));
    };
    look(document);
    on('fresh', ({ nodes }) => nodes.forEach(look));
  }

  /** A choice of the reader, such as `theme`; a value given is kept. */
  function setting(name, value) {
    const { get, set } = keep('settings');
    if (value !== undefined) set({ ...get({}), [name]: value });
    return get({})[name];
  }

  /** Nodes of HTML that our own build made. Text of readers and authors never passes here. */
  function nodes(html) {
    const fragment = document.createDocumentFragment();
    fragment.append(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
    // Elements of ours become what they are at once, not only when they are shown.
    customElements.upgrade(fragment);
    return fragment;
  }

  /** A new element; its content is a text, a node or a list of them. An attribute that is a function listens for that event. */
  function make(tag, content = '', attributes = {}) {
    const element = document.createElement(tag);
    element.append(...[content].flat());
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value);
      else element.setAttribute(name, value);
    }
    return element;
  }

  const button = (content, click, more) => make('button', content, { type: 'button', click, ...more });

  /** The session on the screen, such as a set of questions or an exam; nothing outside of one. */
  const session = () => [...document.querySelectorAll('.gw-shell')].find(shell => shell.checkVisibility());

  /** What notices stand in: the session, whose foot they must not cover, or else the page. */
  const noticeBoard = () => session() ?? document.querySelector('main');

  /** A box over the foot of the page; a newer one of the same kind takes the place of an older. */
  function notice(kind, content) {
    document.querySelector(`.gw-notice[data-kind="${kind}"]`)?.remove();
    const note = make('p', content, { class: 'gw-notice', 'data-kind': kind });
    noticeBoard().prepend(note);
    return note;
  }

  /** Up to 21 letters and digits that nobody guesses and no other page has. */
  const unique = () => Array.from(crypto.getRandomValues(new Uint32Array(3)), word => word.toString(36)).join('');

  const loading = {};

  /** Runs a script of the site once, by its path from the root. A failed one can be asked for again. */
  function load(file) {
    return loading[file] ??= new Promise((done, failed) => {
      const script = make('script', '', {
        src: root + file,
        load: done,
        error() {
          delete loading[file];
          script.remove();
          failed(new Error(file));
        },
      });
      document.head.append(script);
    });
  }

  const shards = { __proto__: null };

  /** Data scripts call it with their data; readers of the data call it with the name alone. */
  const shard = (name, data = shards[name]) => shards[name] = data;

  const region = document.querySelector('.gw-said') ?? make('p');

  /** Speaks to readers who do not see the change. The same words twice are spoken twice. */
  function say(text) {
    region.textContent = '';
    setTimeout(() => { region.textContent = text; }, 50);
  }

  const lang = document.documentElement.lang || 'en';

  globalThis.gw = { lang, root, book, was, path, hub, site, decoded, pageOf, addressOf, idOf, keep, tell, on, each, setting, nodes, make, button, session, noticeBoard, notice, unique, load, shard, say };
}
