// A book in a language that runs from right to left: what has a side of its own changes it, scales of numbers do not.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { small } from './mock.mjs';
import { built, launched, served, temporary } from './support.mjs';

const chromium = launched('chromium');
const firefox = launched('firefox');

/** The site of one book, in a language. */
function site(language) {
  const book = small(join(temporary(), language));
  const file = join(book, 'book.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('[book]\n', `[book]\nlanguage = "${language}"\n`));
  return built(book);
}

const SIDES = { en: { onward: 'right', turn: '-45deg', edge: 'left' }, ar: { onward: 'left', turn: '135deg', edge: 'right' } };

for (const [language, { onward, turn, edge }] of Object.entries(SIDES)) {
  const server = await served(site(language));
  for (const browser of [chromium, firefox]) {
    test(`${browser.name}, ${language}: marks of the contents and bars begin where lines do`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${server.url}index.html`, { viewport: { width: 1280, height: 800 } });
      const before = (selector, name, part) => page.$eval(selector, (node, name, part) => getComputedStyle(node, part)[name], name, part);
      assert.equal(await before('.gw-part:not([open]) > summary, .gw-part-link', 'rotate', '::before'), turn);
      await page.evaluate(() => { document.querySelector('.gw-chapters a').dataset.read = 'open'; });
      assert.match(await before('.gw-chapters a', 'backgroundImage', '::before'), onward === 'left' ? /to left/ : /gradient\((to right|90deg)/);
      assert.equal(await before('.gw-bar-weight', edge, '::after'), '0px');
    }));

    test(`${browser.name}, ${language}: the ends of a scale stay over it`, () => browser.visit(`${server.url}study.html`, async page => {
      const places = await page.evaluate(() => {
        const svg = document.querySelector('.gw-result-one template').content.querySelector('.gw-chart').cloneNode(true);
        document.querySelector('main').append(svg);
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('.gw-chart-end')].map(text => {
          const { left, right } = text.getBoundingClientRect();
          return [Math.round(left - box.left), Math.round(box.right - right)];
        });
      });
      // Letters may reach a pixel past the place they are set at.
      assert.ok(Math.min(places[0][0], places[1][1]) >= -1, `${places}`);
    }));
  }
}
