'use strict';
{
  // Runs before anything is painted, so that a page never flashes in the wrong colours or size. Only reads; the choices
  // are made and kept by `look.js`. Without storage the page follows the system.
  const page = document.documentElement;
  page.dataset.scripts = '';
  try {
    const all = JSON.parse(localStorage.getItem(`gw:${page.dataset.book}:settings`)) ?? {};
    for (const name of ['theme', 'size', 'width']) {
      if (typeof all[name] === 'string') page.dataset[name] = all[name];
    }
  } catch { /* no storage, or not ours */ }
}
