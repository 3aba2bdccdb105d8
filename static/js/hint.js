'use strict';
{
  // One small box that explains what the reader points at: a glossary term, or a footnote where there is no room beside
  // the text. Mouse: hover. Keyboard: focus, Escape closes. Touch: the first tap shows, the box holds the link. What it
  // says comes from the page itself, so it works from a folder.

  const box = document.createElement('div');
  box.className = 'gw-hint';
  box.id = 'gw-hint';
  box.popover = 'auto';
  document.body.append(box);

  let owner = null;
  let timer = 0;

  const target = link => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const aside = link => link.matches('.gw-footnote a') && target(link)?.closest('[data-beside]');

  /** What the box says about a link. */
  function words(link) {
    if (link.matches('.gw-footnote a')) {
      const copy = target(link)?.cloneNode(true);
      copy?.querySelectorAll('[id]').forEach(part => part.removeAttribute('id'));
      copy?.querySelectorAll('.gw-footnote-back').forEach(part => part.remove());
      return copy ? [...copy.childNodes] : null;
    }
    const id = decodeURIComponent(link.hash.slice(1));
    const meaning = document.querySelector(`.gw-terms [data-term="${CSS.escape(id)}"]`);
    if (!meaning) return null;
    const name = document.createElement('b');
    name.textContent = meaning.previousElementSibling?.textContent ?? link.textContent;
    const more = document.createElement('a');
    more.href = link.href;
    more.textContent = 'In the glossary';
    return [name, `${meaning.textContent} `, more];
  }

  function show(link) {
    clearTimeout(timer);
    if (owner === link || aside(link)) return;
    const parts = words(link);
    if (!parts) return;
    hide();
    box.replaceChildren(...parts);
    box.showPopover();
    put(link);
    link.setAttribute('aria-describedby', box.id);
    owner = link;
  }

  /** Puts the box below what it explains, or above where there is more room. */
  function put(link) {
    const at = link.getClientRects()[0];
    const { width, height } = box.getBoundingClientRect();
    const below = at.bottom + 6;
    const top = below + height > innerHeight - 8 && at.top - 6 - height > 8 ? at.top - 6 - height : below;
    box.style.top = `${top}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
  }

  function hide() {
    clearTimeout(timer);
    owner?.removeAttribute('aria-describedby');
    owner = null;
    if (box.matches(':popover-open')) box.hidePopover();
  }

  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  let touch = false;
  document.addEventListener('pointerdown', event => { touch = event.pointerType !== 'mouse'; }, true);

  gw.each('.gw-chapter :is(.gw-term, .gw-footnote a)', link => {
    link.addEventListener('pointerenter', event => {
      if (event.pointerType === 'mouse') later(() => show(link), 120);
    });
    link.addEventListener('pointerleave', event => {
      if (event.pointerType === 'mouse') later(hide, 250);
    });
    link.addEventListener('focus', () => { if (link.matches(':focus-visible')) show(link); });
    link.addEventListener('blur', () => later(() => { if (!box.contains(document.activeElement)) hide(); }, 50));
    link.addEventListener('click', event => {
      // A click without a pointer comes from the keyboard and follows the link.
      const byPointer = event.detail > 0;
      const note = link.matches('.gw-footnote a');
      if (!byPointer || (!note && !touch) || aside(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link);
    });
  });

  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') later(hide, 250); });
  box.addEventListener('toggle', event => {
    if (event.newState === 'closed') {
      owner?.removeAttribute('aria-describedby');
      owner = null;
    }
  });
  // The box goes along: a browser scrolls what gets the focus into view after that.
  addEventListener('scroll', () => {
    const at = owner?.getBoundingClientRect();
    if (at && (at.bottom < 0 || at.top > innerHeight)) hide();
    else if (at) put(owner);
  }, { passive: true });

  // ---- footnotes beside the text

  const notes = document.querySelector('.gw-footnotes');
  const article = notes?.closest('.gw-chapter');
  const GAP = 12;

  /** Puts each note beside its mark, or lower where another one is in the way; none where the page is too narrow. */
  function place() {
    const main = article.closest('main');
    const room = main.parentElement.clientWidth
      - [...main.parentElement.children].filter(part => part !== main && getComputedStyle(part).position === 'sticky')
        .reduce((sum, part) => sum + part.offsetWidth, 0);
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const measure = parseFloat(getComputedStyle(main).getPropertyValue('--gw-measure')) * size;
    const beside = room >= measure + 20 * size;
    notes.toggleAttribute('data-beside', beside);
    main.toggleAttribute('data-notes', beside);
    let free = 0;
    for (const note of notes.querySelectorAll(':scope > ol > li')) {
      const mark = document.getElementById(`fnref-${note.id.slice(3)}`);
      if (!beside || !mark) {
        note.style.top = '';
        continue;
      }
      const top = Math.max(free, mark.getBoundingClientRect().top - article.getBoundingClientRect().top - 4);
      note.style.top = `${top}px`;
      free = top + note.offsetHeight + GAP;
    }
  }

  if (article) new ResizeObserver(place).observe(article);
}
