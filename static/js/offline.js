'use strict';
{
  // Keeps the whole guide in this browser when it came over https. At an address of this machine nothing is kept, since
  // the next book that is tried out there would be hidden by it. A new edition waits until the reader takes it, so that
  // the pages of one visit never come from two editions.

  const said = document.querySelector('.gw-offline');
  const { serviceWorker } = navigator;
  let taking = false;

  /** Shows the one of the form's sentences that is true now. */
  function state(name) {
    said.hidden = false;
    said.textContent = said.dataset[name];
  }

  /** A line with one button, said aloud as well. */
  function notice(words, act) {
    gw.notice('edition', [`${words} `, gw.button(gw.word('reload'), act, { class: 'gw-button' })]);
    gw.say(words);
  }

  /** The new edition is here: at once where the reader asked for it, by a word in other windows, which may be in use. */
  function changed() {
    if (taking) location.reload();
    else notice(gw.word('edition_changed'), () => location.reload());
  }

  async function start() {
    // Not in the page itself: from a folder browsers refuse the file and complain.
    document.head.append(gw.make('link', '', { rel: 'manifest', href: `${gw.root}manifest.webmanifest` }));
    // The first worker of all changes nothing for the page.
    if (serviceWorker.controller) serviceWorker.addEventListener('controllerchange', changed);
    const known = await serviceWorker.register(`${gw.root}sw.js`, { scope: gw.site.pathname });
    function waiting() {
      const worker = known.waiting;
      if (worker && serviceWorker.controller) notice(gw.word('edition_ready'), () => {
        taking = true;
        worker.postMessage('take over');
      });
    }
    function watch() {
      const worker = known.installing;
      if (!known.active) state('keeping');
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') waiting();
        if (worker.state === 'activated') state('kept');
        if (worker.state === 'redundant' && !known.active) state('failed');
      });
    }
    waiting();
    watch();
    known.addEventListener('updatefound', watch);
    if (known.active) state('kept');
  }

  // The first time, fetching the whole guide would hold up the page that is being opened, and the next one.
  const wait = serviceWorker?.controller ? 0 : 4000;
  const begin = () => setTimeout(() => start().catch(() => state('failed')), wait);
  const triedOut = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
  if (said && serviceWorker && isSecureContext && location.protocol.startsWith('http') && !triedOut) {
    if (document.readyState === 'complete') begin();
    else addEventListener('load', begin);
  }
}
