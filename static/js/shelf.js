'use strict';
{
  // Where the reader's texts lie, by key: the one place that touches storage. From a server, and in browsers that let
  // all pages of a folder share one store, that is this page's own store. Where each page opened from a folder has a
  // store of its own, a hidden page of the site (`hub.js`) keeps everything for all of them. Where nothing can be kept
  // the texts live as long as the page, and `kind` says so.

  const prefix = `gw:${gw.book}:`;
  const PROBE = 'gw:probe';
  // A folder on a slow disk may take its time; after this the hub is taken for missing.
  const PATIENCE = 3000;

  const memory = new Map();

  function own() {
    try {
      localStorage.setItem(PROBE, '1');
      localStorage.removeItem(PROBE);
      return localStorage;
    } catch {
      return null;
    }
  }

  /** The store of this page. */
  const local = store => ({
    kind: 'page',
    get: key => store.getItem(prefix + key),
    set(key, text) {
      try {
        if (text === null) store.removeItem(prefix + key);
        else store.setItem(prefix + key, text);
        return true;
      } catch {
        return false;
      }
    },
    keys: () => Object.keys(store).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)),
  });

  /** Texts that live as long as the page; `put` hands each change on and `kind` says where to. */
  const remembered = (kind, put) => ({
    kind,
    get: key => memory.get(key) ?? null,
    set(key, text) {
      if (text === null) memory.delete(key);
      else memory.set(key, text);
      put(key, text);
      return kind === 'hub';
    },
    keys: () => [...memory.keys()],
  });

  const store = own();
  let shelf = store ? local(store) : remembered('none', () => {});

  /** Opens the hub; gives its frame, what it keeps and whether the store is this page's too, or nothing. */
  const hub = nonce => new Promise(done => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'Storage of this guide';
    frame.src = `${gw.root}hub.html#${nonce}`;
    const give = found => {
      removeEventListener('message', hear);
      clearTimeout(timer);
      done(found);
    };
    // Pages of a folder have no origin to compare, so a message counts by its sender and its nonce.
    const hear = ({ source, data }) => {
      if (source === frame.contentWindow && data?.nonce === nonce && data.all) give({ frame, all: data.all, shared: data.shared });
    };
    const timer = setTimeout(() => give(null), PATIENCE);
    addEventListener('message', hear);
    // The hub looks for it: a store that it shares with this page needs no hub.
    store?.setItem(PROBE, nonce);
    document.body.append(frame);
  });

  async function choose() {
    const nonce = Array.from(crypto.getRandomValues(new Uint32Array(4)), word => word.toString(36)).join('');
    const found = await hub(nonce);
    store?.removeItem(PROBE);
    if (found?.shared) {
      found.frame.remove();
      return;
    }
    if (!found) {
      shelf = remembered('none', () => {});
      gw.tell('shelf', {});
      return;
    }
    const post = (key, text) => {
      found.frame.contentWindow.postMessage({ nonce, key: prefix + key, text }, '*');
      // This page's own store keeps a copy of the choices, so that the next visit opens in the right colours.
      if (key === 'settings' && store) local(store).set(key, text);
    };
    for (const [key, text] of found.all) if (key.startsWith(prefix)) memory.set(key.slice(prefix.length), text);
    if (store) local(store).set('settings', memory.get('settings') ?? null);
    shelf = remembered('hub', post);
    addEventListener('message', ({ source, data }) => {
      if (source !== found.frame.contentWindow || data?.nonce !== nonce) return;
      if (data.full) gw.tell('shelf-full', {});
      if (typeof data.key !== 'string' || !data.key.startsWith(prefix)) return;
      const key = data.key.slice(prefix.length);
      if (data.text === null) memory.delete(key);
      else memory.set(key, data.text);
      gw.tell('shelf-key', { key });
    });
    gw.tell('shelf', {});
  }

  const ready = location.protocol === 'file:' ? choose() : Promise.resolve();

  addEventListener('storage', event => {
    if (shelf.kind === 'page' && event.key?.startsWith(prefix)) gw.tell('shelf-key', { key: event.key.slice(prefix.length) });
  });

  gw.shelf = {
    ready,
    /** `page`, `hub`, or `none` where nothing lasts. */
    get kind() { return shelf.kind; },
    get: key => { try { return shelf.get(key); } catch { return null; } },
    /** Keeps a text, or removes it with null; says whether it will last. */
    set: (key, text) => { try { return shelf.set(key, text); } catch { return false; } },
    /** All keys that begin with some letters. */
    keys: (start = '') => { try { return shelf.keys().filter(key => key.startsWith(start)).sort(); } catch { return []; } },
  };
}
