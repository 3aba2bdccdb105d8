'use strict';
{
  // Lights the heading of this page that the reader is at, in the list on the right.

  const links = [...document.querySelectorAll('.gw-toc a')];
  const toc = document.querySelector('.gw-toc');
  const headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let lit = null;
  let waiting = false;

  function light() {
    waiting = false;
    const line = innerHeight * 0.28;
    let at = headings.findLastIndex(heading => heading && heading.getBoundingClientRect().top <= line);
    // At the very end the last heading is meant, however short its text is.
    const end = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    if (end) at = links.length - 1;
    const link = links[at] ?? null;
    if (link === lit) return;
    lit?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'location');
    lit = link;
    if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
    gw.tell('heading', { id: headings[at]?.id ?? null, text: link?.textContent ?? '' });
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(light);
  }

  if (links.length > 0) {
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    light();
  }
}
