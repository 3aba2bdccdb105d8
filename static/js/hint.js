'use strict';
{
  // One small box that explains what the reader points at: a glossary term, or a footnote where there is no room beside
  // the text. Mouse: hover. Keyboard: focus, Escape closes. Touch: the first tap shows, the box holds the link. What it
  // says comes from the page itself, so it works from a folder.

  gw.each('.gw-hint', box => {
    let owner = null;
    let timer = 0;
    let touch = false;

    const note = link => link.matches('.gw-footnote a');
    const target = link => document.getElementById(gw.idOf(link));
    const aside = link => note(link) && target(link)?.closest('[data-beside]');

    /** What the box says about a link. */
    function words(link) {
      if (note(link)) {
        const copy = target(link)?.cloneNode(true);
        copy?.querySelectorAll('.gw-footnote-back, [id]').forEach(part => (part.id ? part.removeAttribute('id') : part.remove()));
        return copy?.childNodes;
      }
      const meaning = document.querySelector(`.gw-terms [data-term="${CSS.escape(gw.idOf(link))}"]`);
      return meaning && [
        gw.make('b', meaning.previousElementSibling.textContent), `${meaning.textContent} `, gw.make('a', gw.word('in_the_glossary'), { href: link.href }),
      ];
    }

    function show(link) {
      clearTimeout(timer);
      const parts = owner !== link && !aside(link) && words(link);
      if (!parts) return;
      hide();
      box.replaceChildren(...parts);
      box.showPopover();
      link.setAttribute('aria-describedby', box.id);
      owner = link;
      put();
    }

    /** Puts the box below what it explains, or above where there is more room. */
    function put() {
      const at = owner.getClientRects()[0];
      const { width, height } = box.getBoundingClientRect();
      const [above, below] = [at.top - 6 - height, at.bottom + 6];
      box.style.top = `${below + height > innerHeight - 8 && above > 8 ? above : below}px`;
      box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
    }

    function release() {
      owner?.removeAttribute('aria-describedby');
      owner = null;
    }

    function hide() {
      clearTimeout(timer);
      release();
      box.hidePopover();
    }

    const later = (act, wait) => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
    const leaves = ({ pointerType }) => { if (pointerType === 'mouse') later(hide, 250); };

    document.addEventListener('pointerdown', ({ pointerType }) => { touch = pointerType !== 'mouse'; }, true);

    gw.each('.gw-chapter :is(.gw-term, .gw-footnote a)', link => {
      link.addEventListener('pointerenter', ({ pointerType }) => { if (pointerType === 'mouse') later(() => show(link), 120); });
      link.addEventListener('pointerleave', leaves);
      link.addEventListener('focus', () => { if (link.matches(':focus-visible')) show(link); });
      link.addEventListener('blur', () => later(() => { if (!box.contains(document.activeElement)) hide(); }, 50));
      link.addEventListener('click', event => {
        // A click without a pointer comes from the keyboard and follows the link.
        if (!event.detail || !(touch || note(link)) || aside(link) || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        show(link);
      });
    });

    box.addEventListener('pointerenter', () => clearTimeout(timer));
    box.addEventListener('pointerleave', leaves);
    box.addEventListener('toggle', ({ newState }) => { if (newState === 'closed') release(); });
    // The box goes along: a browser scrolls what gets the focus into view after that.
    addEventListener('scroll', () => {
      const at = owner?.getBoundingClientRect();
      if (at?.bottom < 0 || at?.top > innerHeight) hide();
      else if (at) put();
    });
  });

  // ---- footnotes beside the text

  const notes = document.querySelector('.gw-footnotes');
  const article = notes?.closest('.gw-chapter');
  const GAP = 12;

  /** Puts each note beside its mark, or lower where another one is in the way; none where the page is too narrow. */
  function place() {
    const main = article.closest('main');
    let room = main.parentElement.clientWidth;
    for (const part of main.parentElement.children) if (getComputedStyle(part).position === 'sticky') room -= part.offsetWidth;
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const beside = room >= (parseFloat(getComputedStyle(main).getPropertyValue('--gw-measure')) + 20) * size;
    notes.toggleAttribute('data-beside', beside);
    main.toggleAttribute('data-notes', beside);
    let free = 0;
    for (const note of notes.querySelectorAll(':scope > ol > li')) {
      const mark = beside && document.getElementById(`gw-to-${note.id}`);
      note.style.top = '';
      if (!mark) continue;
      const top = Math.max(free, mark.getBoundingClientRect().top - article.getBoundingClientRect().top - 4);
      note.style.top = `${top}px`;
      free = top + note.offsetHeight + GAP;
    }
  }

  if (article) new ResizeObserver(place).observe(article);
}
