'use strict';
{
  // Keeps the whole guide in this browser when it came over https. A new edition waits until the reader takes it, so that
  // the pages of one visit never come from two editions.

  const said = document.querySelector('.gw-offline');

  function state(words) {
    if (!said) return;
    said.hidden = false;
    said.textContent = words;
  }

  /** A line with one button above everything, said aloud as well; a newer one takes the place of an older. */
  function notice(words, act) {
    document.querySelector('.gw-notice-edition')?.remove();
    const note = document.createElement('p');
    note.className = 'gw-notice gw-notice-edition';
    const take = document.createElement('button');
    take.type = 'button';
    take.className = 'gw-button';
    take.textContent = 'Reload with it';
    take.addEventListener('click', act);
    note.append(`${words} `, take);
    document.querySelector('main').prepend(note);
    gw.say(words);
  }

  let taking = false;

  function offer(worker) {
    notice('A new edition of this guide is ready.', () => {
      taking = true;
      worker.postMessage('take over');
    });
  }

  /** The new edition is here: at once where the reader asked for it, by a word in other windows, which may be in use. */
  function changed() {
    if (taking) location.reload();
    else notice('This guide went over to a new edition in another window.', () => location.reload());
  }

  async function start() {
    const scope = new URL(gw.root || './', location.href).pathname;
    // Not in the page itself: from a folder browsers refuse the file and complain.
    const manifest = document.createElement('link');
    manifest.rel = 'manifest';
    manifest.href = `${gw.root}manifest.webmanifest`;
    document.head.append(manifest);
    // The first worker of all changes nothing for the page.
    if (navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener('controllerchange', changed);
    const known = await navigator.serviceWorker.register(`${scope}sw.js`, { scope });
    const waiting = () => { if (known.waiting && navigator.serviceWorker.controller) offer(known.waiting); };
    const watch = worker => {
      if (!known.active) state('Keeping the guide for offline use…');
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') waiting();
        if (worker.state === 'activated') state('This guide is kept for offline use.');
        if (worker.state === 'redundant' && !known.active) state('The guide could not be kept for offline use.');
      });
    };
    waiting();
    watch(known.installing);
    known.addEventListener('updatefound', () => watch(known.installing));
    if (known.active) state('This guide is kept for offline use.');
  }

  const may = 'serviceWorker' in navigator && isSecureContext && location.protocol.startsWith('http')
    && document.documentElement.hasAttribute('data-offline');
  if (may) addEventListener('load', () => start().catch(() => state('The guide could not be kept for offline use.')));
}
