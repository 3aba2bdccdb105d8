'use strict';
{
  // At the end of a chapter: how many of its questions were right the last time they were answered in it.

  gw.each('.gw-checks', line => {
    const words = line.textContent;
    const show = () => {
      const met = [...document.querySelectorAll('gw-question')].map(({ item }) => gw.store.state().answers[item]?.check).filter(Boolean);
      line.hidden = !met.length;
      line.textContent = gw.message(words, { right: met.filter(({ verdict }) => verdict === 'right').length });
    };
    gw.store.ready.then(show);
    gw.on('log', show);
  });
}
