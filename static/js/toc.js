'use strict';
{
  // Lights the heading of this page that the reader is at, in the list on the right.

  const toc = document.querySelector('.gw-toc');
  let lit;

  function light() {
    const links = [...document.querySelectorAll('.gw-toc a')];
    const heading = link => document.getElementById(gw.idOf(link));
    // At the very end the last heading is meant, however short its text is.
    const end = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const link = links.findLast(each => end || heading(each)?.getBoundingClientRect().top <= innerHeight * 0.28);
    if (link === lit) return;
    if (lit) lit.ariaCurrent = null;
    if (link) link.ariaCurrent = 'location';
    lit = link;
    if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
    gw.tell('heading', { id: link && heading(link)?.id, text: link?.textContent });
  }

  if (toc) {
    addEventListener('scroll', light);
    addEventListener('resize', light);
    // The preview changed the headings.
    gw.on('fresh', light);
    // Asked for places now, the page would be laid out once more for what the next scripts change.
    setTimeout(light);
  }
}
