'use strict';
{
  // The page that nothing was found: looks through the contents for the titles and addresses nearest to the one asked for.

  const near = document.querySelector('.gw-nearest');

  const pairs = text => {
    const letters = text.toLowerCase().replace(/\.html?$/, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
    return new Set([...letters].slice(1).map((letter, at) => [...letters][at] + letter));
  };

  /** How alike two texts are, 0 to 1, by the pairs of letters they share. */
  function alike(one, other) {
    const [a, b] = [pairs(one), pairs(other)];
    const shared = [...a].filter(pair => b.has(pair)).length;
    return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
  }

  async function look() {
    const answer = await fetch(near.dataset.contents);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const asked = decodeURIComponent(location.pathname).split('/').pop();
    const found = [...page.querySelectorAll('.gw-contents a')].map(link => {
      const href = link.getAttribute('href');
      const name = decodeURIComponent(href).split('/').pop();
      return { href, title: link.textContent, likeness: Math.max(alike(asked, name), alike(asked, link.textContent)) };
    });
    const best = found.filter(one => one.likeness > 0.3).sort((a, b) => b.likeness - a.likeness).slice(0, 5);
    for (const one of best) {
      const line = document.createElement('li');
      const link = document.createElement('a');
      link.href = gw.root + one.href;
      link.textContent = one.title;
      line.append(link);
      near.querySelector('ul').append(line);
    }
    near.hidden = best.length === 0;
  }

  if (near && location.protocol.startsWith('http')) look().catch(() => {});
}
