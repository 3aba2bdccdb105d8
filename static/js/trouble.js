'use strict';
{
  // Says what is wrong with the reader's data, once, in a notice that stays: nothing is kept here, a later edition made
  // the data, a part of it was damaged and set aside, or the browser's store is full. The words stand in the page.

  function show(kind) {
    const words = document.querySelector('.gw-troubles')?.content.querySelector(`[data-kind="${kind}"]`);
    if (!words || document.querySelector(`.gw-notice[data-kind="${kind}"]`)) return;
    gw.say(gw.notice(kind, [...words.cloneNode(true).childNodes]).textContent);
  }

  for (const kind of gw.store.problems) show(kind);
  gw.on('trouble', ({ kind }) => show(kind));
}
