'use strict';
{
  // Lights the heading of this page that the reader is at, in the list on the right.

  const toc = document.querySelector('.gw-toc');
  let links = [];
  let headings = [];
  let lit = null;
  let waiting = false;

  function gather() {
    links = [...document.querySelectorAll('.gw-toc a')];
    headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  }

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

  gather();
  if (links.length > 0) {
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    // The preview changed the headings.
    gw.on('fresh', () => {
      gather();
      soon();
    });
    light();
  }
}
