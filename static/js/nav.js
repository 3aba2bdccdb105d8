'use strict';
{
  // The contents beside the text: which parts are folded and how far they are scrolled stays from page to page; the
  // drawers of small screens close when the screen grows or a link of this page is taken.

  const nav = document.querySelector('.gw-nav');
  const folds = gw.keep('folds');
  const place = gw.keep('nav-place');
  const last = gw.keep('places').get([])[0]?.page;
  const wide = matchMedia('(width >= 68.75rem)');

  if (nav) {
    const current = nav.querySelector('[aria-current]');
    const outside = !nav.querySelector('.gw-chapters [aria-current]');
    for (const part of nav.querySelectorAll('details')) {
      const kept = folds.get({})[part.id];
      if (!part.contains(current) && kept !== undefined) part.open = kept;
      // On a page of no part, the one where reading stopped is the one to show.
      else if (outside && [...part.querySelectorAll('a')].some(link => gw.pageOf(link) === last)) part.open = true;
      // Only what the reader folds is kept: a part that opens by itself does not stay open for it.
      part.querySelector('summary').addEventListener('click', () => folds.set({ ...folds.get({}), [part.id]: !part.open }));
    }
    const come = () => {
      nav.scrollTop = place.get(0);
      const top = current?.offsetTop - nav.scrollTop;
      if (top < 0 || top + current?.offsetHeight > nav.clientHeight) nav.scrollTop = current.offsetTop - nav.clientHeight / 3;
    };
    const go = () => place.set(nav.scrollTop);
    // A drawer that is closed has no place, and asking for one would have the whole page laid out too early.
    if (wide.matches) come();
    nav.addEventListener('toggle', ({ newState }) => { if (newState === 'open') come(); });
    nav.addEventListener('beforetoggle', ({ newState }) => { if (newState === 'closed') go(); });
    addEventListener('pagehide', () => { if (wide.matches) go(); });
  }

  const drawers = document.querySelectorAll('.gw-nav, .gw-toc');
  const close = () => drawers.forEach(drawer => drawer.hidePopover());
  wide.addEventListener('change', close);
  for (const drawer of drawers) drawer.addEventListener('click', ({ target }) => { if (target.closest('a')) close(); });
}
