'use strict';
{
  // Where the reader's texts lie, by key: the one place that touches storage. From a server, and in browsers that let
  // all pages of a folder share one store, that is this page's own store. Where each page opened from a folder has a
  // store of its own, a hidden page of the site (`hub.js`) keeps everything for all of them. Where nothing can be kept
  // the texts live as long as the page, and `kind` says so. What was kept under the book's earlier name is taken over.

  const prefix = `gw:${gw.book}:`;
  const earlier = gw.was && `gw:${gw.was}:`;
  const PROBE = 'gw:probe';
  // A folder on a slow disk may take its time; after this the hub is taken for missing.
  const PATIENCE = 3000;

  const tried = (act, otherwise = null) => { try { return act(); } catch { return otherwise; } };
  /** A key of this book as other features know it; nothing for others. */
  const bare = key => (key?.startsWith?.(prefix) ? key.slice(prefix.length) : null);

  // A store that is full takes nothing more and is read all the same; one that is empty and takes nothing is none.
  const store = tried(() => {
    const takes = tried(() => {
      localStorage.setItem(PROBE, '1');
      localStorage.removeItem(PROBE);
      return true;
    });
    return takes || localStorage.length ? localStorage : null;
  });

  /** The store of this page. What was written last is in the journal too, until the browser has it on its disk. */
  const local = {
    kind: 'page',
    get: key => store.getItem(prefix + key),
    set: (key, text, sure) => tried(() => {
      if (text === null) store.removeItem(prefix + key);
      else store.setItem(prefix + key, text);
      if (sure) gw.journal.put(prefix + key, text);
      return true;
    }, false),
    swap: async (anew, old) => gw.swap(local, anew, old),
    keys: () => Object.keys(store).map(bare).filter(Boolean),
  };

  const memory = new Map();
  /** What the hub was asked and has not answered yet, by the name of the question. */
  const waiting = new Map();
  function remember(key, text) {
    if (text === null) memory.delete(key);
    else memory.set(key, text);
    return true;
  }
  const held = { get: key => memory.get(key) ?? null, set: remember };

  /** Texts that live as long as the page; `put` hands each change on and `kind` says where to. */
  const remembered = (kind, put) => ({
    kind,
    get: held.get,
    set(key, text, sure) {
      remember(key, text);
      put?.(key, text, sure);
      return kind === 'hub';
    },
    swap: async (anew, old) => gw.swap(held, anew, old),
    keys: () => [...memory.keys()],
  });

  let shelf = store ? local : remembered('none');
  let recent = () => gw.journal.recent(prefix);
  let clear = () => gw.journal.clear(prefix);

  /** The key that a text from under the earlier name gets, or nothing if there is a newer one. Numbered texts all stay. */
  function taken(old, text) {
    let key = old.slice(earlier.length);
    if (/^(snap|pack):/.test(key)) while (![null, text].includes(shelf.get(key))) key += '0';
    return shelf.get(key) === null ? key : null;
  }

  if (earlier && store) {
    for (const old of Object.keys(store).filter(key => key.startsWith(earlier))) {
      const text = store.getItem(old);
      const key = taken(old, text);
      // The old one goes first: a full store has no room for both.
      store.removeItem(old);
      if (key && !local.set(key, text)) store.setItem(old, text);
    }
  }

  function changed(key) {
    if (key) gw.tell('shelf-key', { key });
  }

  /** Opens the hub and goes over to it, unless it does not answer or its store is this page's too. */
  async function choose() {
    const nonce = gw.unique();
    const frame = gw.make('iframe', '', { hidden: '', src: `${gw.root}${gw.hub}hub.html#${nonce}` });
    const found = await new Promise(done => {
      // Pages of a folder have no origin to compare, so a message counts by its sender and its nonce.
      addEventListener('message', ({ source, data }) => {
        if (source !== frame.contentWindow || data?.nonce !== nonce) return;
        if (data.all) done(data);
        if (shelf.kind !== 'hub') return;
        waiting.get(data.swap)?.(data.done);
        const key = bare(data.key);
        if (data.full) return gw.tell('shelf-full', { key });
        if (key) remember(key, data.text);
        changed(key);
      });
      setTimeout(done, PATIENCE);
      // The hub looks for it: a store that it shares with this page needs no hub.
      tried(() => store?.setItem(PROBE, nonce));
      document.body.append(frame);
    });
    store?.removeItem(PROBE);
    if (found && (found.shared || shares(found.all))) return frame.remove();
    const send = (key, text, sure) => frame.contentWindow.postMessage({ nonce, key, text, sure }, '*');
    /** Has the hub put texts in the place of others; `local` has them under their whole keys. */
    const swap = (anew, old) => new Promise(told => {
      const id = gw.unique();
      waiting.set(id, done => {
        waiting.delete(id);
        told(done);
      });
      frame.contentWindow.postMessage({ nonce, swap: id, anew, old }, '*');
    });
    const whole = list => list.map(([key, text]) => [prefix + key, text]);
    shelf = !found ? remembered('none') : remembered('hub', (key, text, sure) => {
      send(prefix + key, text, sure);
      // This page's own store keeps a copy of the choices, so that the next visit opens in the right colours.
      if (key === 'settings') local.set(key, text);
    });
    if (found) {
      const own = shelf.swap;
      shelf.swap = async (anew, old = []) => await swap(whole(anew), whole(old)) && own(anew, old);
    }
    clear = () => frame.contentWindow.postMessage({ nonce, key: prefix, clear: true }, '*');
    recent = () => found?.recent ?? [];
    const all = found?.all ?? [];
    for (const [key, text] of all) if (bare(key)) memory.set(bare(key), text);
    for (const [old, text] of all.filter(([key]) => earlier && key.startsWith(earlier))) {
      const key = taken(old, text);
      // Without room for it the text stays where it was.
      if (!key) send(old, null);
      else if (await swap([[prefix + key, text]], [[old, text]])) remember(key, text);
    }
    if (found) local.set('settings', shelf.get('settings'));
    gw.tell('shelf');
  }

  /** A full store takes no nonce; it is the hub's too if it holds the same texts. */
  const shares = all => store?.length > 0 && tried(() => {
    const own = Object.keys(store).filter(key => key.startsWith('gw:'));
    return own.length === all.length && all.every(([key, text]) => store.getItem(key) === text);
  }, false);

  addEventListener('storage', ({ key }) => { if (shelf === local) changed(bare(key)); });

  gw.shelf = {
    ready: location.protocol === 'file:' ? choose() : Promise.resolve(),
    /** `page`, `hub`, or `none` where nothing lasts. */
    get kind() { return shelf.kind; },
    get: key => tried(() => shelf.get(key)),
    /** Keeps a text, or removes it with null; says whether it will last. A `sure` one outlives the end of the browser. */
    set: (key, text, sure = false) => tried(() => shelf.set(key, text, sure), false),
    /**
     * Puts texts in the place of others, `[[key, text], …]`, all of it or nothing, and says in the end whether it did. What
     * is not as it was read was written by another tab meanwhile, and stays.
     */
    swap: (anew, old) => shelf.swap(anew, old).catch(() => false),
    /** The texts that were kept for sure in the last minute, `[[key, text], …]`: some may not be on the shelf yet. */
    recent: async () => (await recent()).map(([key, text]) => [bare(key), text]).filter(([key]) => key),
    /** Lets go of those. */
    settle: () => clear(),
    /** All keys that begin with some letters. */
    keys: (start = '') => tried(() => shelf.keys().filter(key => key.startsWith(start)).sort(), []),
  };
}
