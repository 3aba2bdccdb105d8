'use strict';
{
  // The page that nothing was found: looks through the contents for the titles and addresses nearest to the one asked for.

  const near = document.querySelector('.gw-nearest');

  const pairs = text => {
    const letters = [...text.toLowerCase().replace(/\.html?$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()];
    return new Set(letters.slice(1).map((letter, at) => letters[at] + letter));
  };

  /** How alike two texts are, 0 to 1, by the pairs of letters they share. */
  function alike(one, other) {
    const [a, b] = [pairs(one), pairs(other)];
    return 2 * [...a].filter(pair => b.has(pair)).length / (a.size + b.size || 1);
  }

  async function look() {
    const answer = await fetch(near.dataset.contents);
    if (!answer.ok) return;
    const name = path => decodeURIComponent(path).split('/').pop();
    const asked = name(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const found = [...page.querySelectorAll('.gw-contents a')].map(link => {
      const [href, title] = [link.getAttribute('href'), link.textContent];
      return { href, title, likeness: Math.max(alike(asked, name(href)), alike(asked, title)) };
    });
    const best = found.filter(({ likeness }) => likeness > 0.3).sort((a, b) => b.likeness - a.likeness).slice(0, 5);
    near.querySelector('ul').append(...best.map(({ href, title }) => gw.make('li', gw.make('a', title, { href: gw.root + href }))));
    near.hidden = !best.length;
  }

  if (near && location.protocol.startsWith('http')) look().catch(() => {});
}
