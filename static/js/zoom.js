'use strict';
{
  // Pictures and diagrams open over the page at the size of the screen, and from there at full size, which is twice what
  // the page shows or more. Where the screen shows them hardly larger than the page, they open at full size. Also here: a
  // table that fits its column needs no box of its own, and its header may stay on the screen; a formula that does not fit
  // shows its edges.

  const { make, button } = gw;
  /** So many times the size on the page is worth a look. */
  const LARGER = 1.4;

  gw.each('.gw-lightbox', dialog => {
    const [full, close] = dialog.querySelectorAll('button');

    /** A copy without ids: what it refers to by one is found in the original, which stays on the page. */
    function twin(picture) {
      const copy = picture.cloneNode(true);
      for (const part of [copy, ...copy.querySelectorAll('[id]')]) part.removeAttribute('id');
      // The picture itself, not one of its smaller copies.
      for (const name of ['loading', 'srcset', 'sizes']) copy.removeAttribute(name);
      return copy;
    }

    /** Width of a picture by itself. Of one with smaller copies a browser counts what it chose among them; the last is whole. */
    const own = picture => Number(picture.srcset?.match(/ (\d+)w$/)?.[1]) || (picture.naturalWidth ?? picture.viewBox.baseVal.width);

    function open(picture, name) {
      const { width, height } = picture.getBoundingClientRect();
      const copy = twin(picture);
      copy.style.setProperty('--gw-own', `${Math.max(own(picture), 2 * width)}px`);
      dialog.ariaLabel = name;
      const view = dialog.lastElementChild;
      view.replaceChildren(copy);
      dialog.showModal();
      const larger = Math.min(view.clientWidth / width, view.clientHeight / height);
      full.ariaPressed = dialog.toggleAttribute('data-full', larger < LARGER);
    }

    full.addEventListener('click', () => { full.ariaPressed = dialog.toggleAttribute('data-full'); });
    dialog.addEventListener('click', ({ target }) => { if (target === dialog || target === close) dialog.close(); });

    gw.each('.gw-figure, .gw-diagram', figure => {
      const picture = figure.querySelector('img, svg');
      if (!picture || picture.closest('a')) return;
      const name = picture.alt || figure.querySelector('.gw-diagram-box')?.ariaLabel || gw.word('picture');
      const show = () => open(picture, name);
      figure.append(button(make('span', '', { class: 'gw-icon gw-icon-zoom' }), show, { class: 'gw-zoom', 'aria-label': gw.word('enlarge', { name }) }));
      picture.classList.add('gw-zoomable');
      picture.addEventListener('click', show);
    });
  });

  // ---- boxes that scroll

  const BOXES = '.gw-table, .gw-formula, .gw-formula-long';

  function fit(box, fits, head) {
    box.toggleAttribute('data-fits', fits);
    box.toggleAttribute('data-wide', !fits);
    // What does not scroll needs no stop for the keyboard.
    if (fits) box.removeAttribute('tabindex');
    else box.tabIndex = 0;
    // So much of a table the header covers.
    box.style.setProperty('--gw-head', `${head}px`);
  }
  // All are measured before one is changed. A box has a size of its own, a table another one: letters may grow.
  const measured = ({ target }) => {
    const box = target.closest(BOXES);
    const table = box.querySelector('table');
    return [box, (table?.offsetWidth ?? box.scrollWidth) <= box.clientWidth, table?.tHead?.offsetHeight ?? 0];
  };
  const watch = new ResizeObserver(entries => entries.map(measured).forEach(each => fit(...each)));
  gw.each(BOXES, box => {
    watch.observe(box);
    watch.observe(box.firstElementChild);
  });
}
