'use strict';
{
  // Addresses that moved. A page that is gone leads to its new one and takes along what stood behind `#`; a page that is
  // still there leads on from places that it no longer has.

  const moves = [...document.querySelectorAll('[data-moved]')];

  function go() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* Written by hand, and no encoding: taken as it stands. */ }
    if (id && document.getElementById(id)) return;
    const link = moves.find(({ dataset }) => dataset.moved === id) ?? moves.find(({ dataset }) => !dataset.moved);
    if (link) location.replace(link.hash ? link.href : link.href + location.hash);
  }

  go();
  addEventListener('hashchange', go);
}
