'use strict';
{
  // Keeps the texts of all pages of a folder for browsers in which each page has a store of its own. Lives in a hidden
  // frame and talks to the page around it alone: both sides know a nonce from the frame's address. Takes and gives keys
  // of ours and nothing else; a text is never run.
  const nonce = location.hash.slice(1);
  const ours = key => key?.startsWith?.('gw:');
  const send = message => parent.postMessage({ nonce, ...message }, '*');

  const store = {
    get: key => localStorage.getItem(key),
    set(key, text) {
      try {
        if (text === null) localStorage.removeItem(key);
        else localStorage.setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
  };

  addEventListener('message', ({ source, data }) => {
    if (source !== parent || data?.nonce !== nonce) return;
    const { key, text, swap, anew = [], old = [] } = data;
    // The page around it waits for this answer: a store that is full must not lose what it held.
    if (swap && [...anew, ...old].every(([key]) => ours(key))) return send({ swap, done: gw.swap(store, anew, old) });
    if (!ours(key)) return;
    if (data.clear) return gw.journal.clear(key);
    if (data.sure) gw.journal.put(key, text);
    if (!store.set(key, text)) send({ key, full: true });
  });
  addEventListener('storage', ({ key, newValue }) => { if (ours(key)) send({ key, text: newValue }); });

  if (nonce && parent !== window) gw.journal.recent('gw:').then(recent => {
    try {
      send({ shared: localStorage.getItem('gw:probe') === nonce, all: Object.entries(localStorage).filter(([key]) => ours(key)), recent });
    } catch { /* Without storage there is nothing to keep; the page stops waiting by itself. */ }
  });
}
