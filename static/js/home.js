'use strict';
{
  // <gw-today>, on the home page: the reader's log and the study code are loaded only when there is progress to show
  // (`today.js`); a new reader gets the two links of the page alone.

  gw.each('gw-today', async place => {
    await gw.shelf.ready;
    if (!gw.shelf.keys('log:').length && !gw.shelf.keys('snap:').length) return;
    try {
      for (const script of place.dataset.scripts.trim().split(' ')) await gw.load(script);
      await gw.bank.open();
    } catch {
      // Who leaves the page while they load, or is cut off, has the links of the page; nobody is there to be told.
      return;
    }
    await gw.store.ready;
    gw.today(place);
    gw.on('log', () => gw.today(place));
  });
}
