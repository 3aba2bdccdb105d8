'use strict';
{
  // The contents beside the text: which parts are folded and how far they are scrolled stays from page to page; the
  // drawers of small screens close when the screen grows or a link of this page is taken.

  const nav = document.querySelector('.gw-nav');
  const wide = matchMedia('(width >= 68.75rem)');
  const folds = gw.keep('folds');
  const place = gw.keep('nav-place');

  const parts = [...nav?.querySelectorAll('details') ?? []];
  const kept = folds.get({});
  const last = gw.keep('places').get([])[0]?.page;
  const stopped = decodeURIComponent(new URL(gw.root || './', location.href).pathname) + last;
  const outside = !nav?.querySelector('.gw-chapters [aria-current]');
  for (const part of parts) {
    const here = part.querySelector('[aria-current]');
    if (!here && typeof kept[part.id] === 'boolean') part.open = kept[part.id];
    // On a page of no part, the one where reading stopped is the one to show.
    else if (outside && [...part.querySelectorAll('a')].some(link => decodeURIComponent(link.pathname) === stopped)) part.open = true;
    // Only what the reader folds is kept: a part that opens by itself does not stay open for it.
    part.querySelector('summary').addEventListener('click', () => {
      folds.set({ ...folds.get({}), [part.id]: !part.open });
    });
  }

  if (nav) {
    nav.scrollTop = place.get(0);
    const current = nav.querySelector('[aria-current]');
    const inside = current && current.offsetTop >= nav.scrollTop
      && current.offsetTop + current.offsetHeight <= nav.scrollTop + nav.clientHeight;
    if (current && !inside) nav.scrollTop = current.offsetTop - nav.clientHeight / 3;
    addEventListener('pagehide', () => place.set(nav.scrollTop));
  }

  const drawers = [...document.querySelectorAll('.gw-nav, .gw-toc')];
  const close = () => drawers.forEach(drawer => drawer.matches(':popover-open') && drawer.hidePopover());
  wide.addEventListener('change', close);
  for (const drawer of drawers) {
    drawer.addEventListener('click', event => { if (event.target.closest('a')) close(); });
  }
}
