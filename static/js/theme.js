'use strict';
{
  // Runs before anything is painted, so that a page never flashes in the wrong colours or size. Only reads; the choices
  // are made and kept by `look.js`. Without storage the page follows the system. Then brings the other scripts.
  const page = document.documentElement;
  page.dataset.scripts = '';
  try {
    const all = JSON.parse(localStorage.getItem(`gw:${page.dataset.book}:settings`)) ?? {};
    for (const name of ['theme', 'size', 'width']) {
      if (all[name]) page.dataset[name] = all[name];
    }
    choose(all.exam);
  } catch {
    // No storage, or not ours.
    choose();
  }

  /** Shows what belongs to one exam, where a book is about several: the chosen one, and the first while none is. */
  function choose(code) {
    const codes = page.dataset.codes?.split('|');
    if (codes) page.dataset.exam = Math.max(0, codes.indexOf(code));
  }

  /** Runs the scripts that the page names, one after the other; they are loaded by then. One that fails stops no other. */
  function bring() {
    const link = document.querySelector('link[as="script"]');
    if (!link) {
      page.dataset.scripts = 'ran';
      return;
    }
    const script = document.createElement('script');
    script.src = link.href;
    script.onload = script.onerror = bring;
    link.replaceWith(script);
  }
  // After the first frame, which they must not hold up. A page that nobody sees has no frames.
  addEventListener('DOMContentLoaded', () => {
    if (document.hidden) bring();
    else requestAnimationFrame(() => setTimeout(bring));
  });
}
