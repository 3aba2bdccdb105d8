// The site as files: every link leads somewhere, every page is whole without scripts, and the Nu HTML checker finds no
// error in any of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { KINDS, ROOT, built, files, launched, served } from './support.mjs';

const site = built();
const pages = files(site, '.html');
const server = await served(site);
const chromium = launched('chromium');

test('no link, image, script or style sheet leads nowhere', () => chromium.visit(`${server.url}index.html`, async page => {
  const parsed = new Map();
  for (const path of pages) {
    parsed.set(path, await page.evaluate(html => {
      const page = new DOMParser().parseFromString(html, 'text/html');
      const list = (selector, name) => [...page.querySelectorAll(selector)].map(node => node.getAttribute(name));
      return {
        to: [...list('[href]', 'href'), ...list('[src]', 'src'), ...list('form[action]', 'action'), ...list('[data-contents]', 'data-contents')],
        ids: list('[id]', 'id'),
        twice: list('[id]', 'id').filter((id, at, all) => all.indexOf(id) !== at),
      };
    }, readFileSync(join(site, path), 'utf8')));
  }
  const dead = [];
  for (const [path, { to, twice }] of parsed) {
    for (const id of twice) dead.push(`${path}: the id ${id} stands twice`);
    for (const link of to) {
      if (/^(https?|mailto|data):/.test(link)) continue;
      const [file, anchor = ''] = link.split('#').map(decodeURIComponent);
      const bare = file.split('?')[0];
      const target = bare === '' ? path : bare.startsWith('/') ? bare.slice(1) : posix.join(posix.dirname(path), bare);
      if (!existsSync(join(site, target))) dead.push(`${path}: ${link}`);
      else if (anchor && parsed.has(target) && target !== 'study.html' && target !== 'search.html' && !parsed.get(target).ids.includes(anchor)) dead.push(`${path}: no ${link}`);
    }
  }
  assert.deepEqual(dead, []);
}));

test('the Nu HTML checker finds no error in any page', () => {
  const jar = join(ROOT, 'tests/node_modules/vnu-jar/build/dist/vnu.jar');
  const { status, stderr, error } = spawnSync('java', ['-jar', jar, '--errors-only', '--skip-non-html', site], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(error, undefined);
  assert.equal(`${stderr}`, '');
  assert.equal(status, 0);
});

// What stays out of sight without scripts, and why that loses nothing.
const HIDDEN = [
  '.gw-terms', // explanations for the hint; each term links to the glossary, which has them all
  '.gw-none', '.gw-nearest', // answers of a filter and of the search for a lost page
  '.gw-look, .gw-nav, .gw-toc', // drawers; their buttons open them without scripts
  '.gw-checks', // a reader's score on a chapter's questions, which scripts keep
  '.gw-scripted', // controls that do nothing without scripts
  '.gw-sure, .gw-ask-foot, .gw-count, .gw-pairs td, .gw-pairs th:last-child, .gw-slots', // what takes an answer; the answer itself is folded
  '.gw-note-mark i', // brackets round a note's number, for who copies the code
  'svg title, svg desc, rp', // for those who do not see the picture
  'gw-today', 'noscript', 'template', '.gw-vh', '.gw-skip',
];

for (const [kind, path] of Object.entries(KINDS)) {
  test(`without scripts, ${kind}: everything is there`, () => chromium.visit(server.url + path, async page => {
    const lost = await page.evaluate(hidden => {
      const lost = [];
      for (const details of document.querySelectorAll('details')) details.open = true;
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode;
        if (!data.trim() || hidden.some(selector => parentElement.closest(selector))) continue;
        if (!parentElement.checkVisibility({ visibilityProperty: true })) lost.push(data.trim());
      }
      return lost;
    }, HIDDEN);
    assert.deepEqual(lost, []);
    // Nothing that only a script could answer is offered.
    const idle = await page.$$eval('button, input, select, textarea', all => all.filter(one => one.checkVisibility()
      && !one.hasAttribute('popovertarget') && !one.closest('form[action], .gw-question, .gw-look')).map(one => one.outerHTML));
    assert.deepEqual(idle, []);
  }, { scripts: false, viewport: { width: 1280, height: 800 } }));
}

test('without scripts, on a phone: the contents open and lead on', () => chromium.visit(`${server.url}data/formats.html`, async page => {
  await page.tap('.gw-open-nav');
  assert.ok(await page.$eval('.gw-nav', nav => nav.matches(':popover-open')));
  await Promise.all([page.waitForNavigation(), page.tap('.gw-nav a[href$="shared-stores.html"]')]);
  assert.equal(await page.words('h1'), 'Three homes for shared data: S3, EFS, FSx for NetApp ONTAP');
}, { scripts: false, viewport: { width: 390, height: 844, isMobile: true, hasTouch: true } }));

test('without scripts, search says what to do instead', () => chromium.visit(`${server.url}search.html`, async page => {
  assert.match(await page.words('main'), /Search needs scripts/);
}, { scripts: false }));
