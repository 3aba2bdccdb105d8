// The manual passes what our own guide passes: axe finds nothing on any of its pages in either scheme, nothing is wider than
// a small telephone, and its links, which `check` follows, lead on in a browser without a request that fails.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { KNOWN, judged } from './axe.mjs';
import { ROOT, built, files, launched, served } from './support.mjs';

const site = built(join(ROOT, 'manual'));
const server = await served(site);
const chromium = launched('chromium');
// The page for addresses that are not there is shown at any of them.
const PAGES = files(site, '.html').filter(path => !['404.html', 'hub.html'].includes(path));

// As in axe.mjs; the manual shows more of what axe does not decide.
const HERE = [...KNOWN,
  { rule: 'color-contrast', says: 'elmPartiallyObscuring', nodes: '.gw-table *, .gw-code code', why: 'a wide table or line reaches past the column that the text stands in' },
  { rule: 'color-contrast', says: 'shortTextContent', nodes: '.gw-table :is(th, td), .gw-link-note a, .gw-areas text', why: 'a number' },
  { rule: 'color-contrast', says: 'nonBmp', nodes: 'code', why: 'a sign that is shown as code' },
  { rule: 'color-contrast', says: 'pseudoContent', nodes: '.gw-folder > code', why: 'a folder has its sign before its name' },
];

test('the manual has its pages', () => assert.ok(PAGES.length > 50, PAGES.join(' ')));

for (const path of PAGES) {
  test(`axe, the manual: ${path}`, async () => {
    for (const scheme of ['light', 'dark']) {
      const media = [{ name: 'prefers-color-scheme', value: scheme }];
      await chromium.visit(server.url + path, async page => assert.deepEqual(await judged(page, undefined, HERE), [], scheme), { viewport: { width: 1280, height: 800 }, media });
    }
    await chromium.visit(server.url + path, async page => {
      const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= screen, `${width} pixels on a screen of ${screen}`);
    }, { viewport: { width: 320, height: 640 } });
  });
}
