'use strict';
{
  // The page that nothing was found: looks through the contents for the titles and addresses nearest to the one asked
  // for, by the pairs of letters they share.

  const near = document.querySelector('.gw-nearest');

  function pairs(text) {
    const plain = text.toLowerCase().replace(/\.html$|[^\p{L}\p{N}]/gu, '');
    return Array.from(plain.slice(1), (letter, at) => plain[at] + letter);
  }

  if (near && location.protocol.startsWith('http')) fetch(near.dataset.contents).then(async answer => {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // The last part of an address; one that is not well written throws, and nothing is near it.
    const last = path => decodeURIComponent(path).split('/').pop();
    const asked = pairs(last(location.pathname));
    /** How alike a text is to the address asked for, 0 to 1. */
    function likeness(text) {
      const own = pairs(text);
      return 2 * own.filter(pair => asked.includes(pair)).length / (own.length + asked.length);
    }
    const links = Array.from(page.querySelectorAll('.gw-contents a:not([rel])'), link => {
      const href = link.getAttribute('href');
      const title = link.textContent;
      return { href: gw.root + href, title, score: Math.max(likeness(title), likeness(last(href))) };
    });
    const best = links.filter(({ score }) => score > 0.3).sort((a, b) => b.score - a.score).slice(0, 5);
    near.querySelector('ul').append(...best.map(({ href, title }) => gw.make('li', gw.make('a', title, { href }))));
    near.hidden = !best.length;
  }).catch(() => {});
}
