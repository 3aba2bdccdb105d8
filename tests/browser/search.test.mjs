// Search as a reader uses it, in both browsers: from a folder, from a server under a path, and from the bundle's zip
// unpacked where the path has spaces and a `#`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, built, folder, guidewright, launched, served, temporary } from './support.mjs';

/** The bundle's zip, unpacked at an awkward path. */
function unpacked() {
  const zip = join(temporary(), 'guide.zip');
  guidewright('bundle', ROOT, '--output', zip);
  const place = join(temporary(), 'My guides, part #2', 'exam 50% off');
  mkdirSync(place, { recursive: true });
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, place]);
  return place;
}

const site = built();
const server = await served(site);
const under = await served(site, '/a b/guide/');
const places = { folder: folder(site), server: server.url, 'server under a path': under.url, 'unpacked zip': folder(unpacked()) };
const chromium = launched('chromium');
const firefox = launched('firefox');

// The search page has the box of the header besides its own.
const BOX = 'dialog.gw-search';
const PAGE = 'div.gw-search';

/** Waits until a box says some words. */
const said = (page, box, words) => page.until((box, words) => document.querySelector(`${box} [role="status"]`).textContent.includes(words), box, words);

/** Types into the box and gives the links found. */
async function find(page, box, words) {
  await page.keyboard.type(words);
  await said(page, box, ' results');
  // What was found for the first letters gives way to what is found for all of them.
  const links = () => page.$$eval(`${box} .gw-hits a`, links => links.map(link => link.href));
  for (let before = await links(); ;) {
    await new Promise(done => { setTimeout(done, 500); });
    const now = await links();
    if (now.length && now.join() === before.join()) return now;
    before = now;
  }
}

for (const browser of [chromium, firefox]) {
  for (const [where, root] of Object.entries(places)) {
    test(`${browser.name}, ${where}: the box finds a section and Enter opens it`, () => browser.visit(`${root}data/formats.html`, async page => {
      await page.press('/');
      await page.until(() => document.querySelector('dialog.gw-search[open]'));
      const [first] = await find(page, BOX, 'envelope encryption');
      assert.ok(first.endsWith('/glossary.html#envelope-encryption') || first.endsWith('/data/encryption.html#envelope'), first);
      await Promise.all([page.waitForNavigation(), page.press('Enter')]);
      assert.equal(page.url(), first);
      assert.ok(await page.$(':target'), 'the section is there');
    }));
  }

  test(`${browser.name}: the search page takes its words from the address`, () => browser.visit(`${places.folder}search.html#q=feature%20store`, async page => {
    await page.until(() => document.querySelector('.gw-hits a'));
    assert.equal(await page.$eval('gw-search[data-page] input', field => field.value), 'feature store');
    assert.ok((await page.$$('.gw-hits mark')).length > 0, 'the words found are marked');
  }));
}

test('the search page takes its words from a form as well', () => chromium.visit(`${places.server}search.html?q=outliers`, async page => {
  await page.until(() => document.querySelector('.gw-hits a'));
}));

test('arrow keys walk the results and Escape closes the box', () => chromium.visit(`${places.server}data/formats.html`, async page => {
  await page.focus('.gw-open-search');
  await page.press('Enter');
  await find(page, BOX, 'parquet');
  await page.press('ArrowDown', 'ArrowDown');
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('.gw-hits a')].indexOf(document.activeElement)), 1);
  await page.press('ArrowUp', 'ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT');
  await page.press('Escape');
  if (await page.$('dialog.gw-search[open]')) await page.press('Escape');
  assert.equal(await page.$('dialog.gw-search[open]'), null);
  assert.ok(await page.evaluate(() => document.activeElement.matches('.gw-open-search')), 'the focus is back where it was');
}));

test('results are left out by kind and by domain', () => chromium.visit(`${places.server}search.html`, async page => {
  await page.focus('gw-search[data-page] input');
  await find(page, PAGE, 'encryption');
  await page.select('div.gw-search select[aria-label="Kind"]', 'term');
  await page.until(() => [...document.querySelectorAll('div.gw-search .gw-hits a')].every(link => link.href.includes('glossary.html')));
  await page.select('div.gw-search select[aria-label="Kind"]', '');
  await page.select('div.gw-search select[aria-label="Domain"]', '1');
  await page.until(() => document.querySelector('div.gw-search .gw-hits a')
    && [...document.querySelectorAll('div.gw-search .gw-hits a')].every(link => link.href.includes('/data/')));
}));

test('what is nowhere is said, with what to do', () => chromium.visit(`${places.server}search.html`, async page => {
  await page.focus('gw-search[data-page] input');
  await page.keyboard.type('xylophone');
  await said(page, PAGE, 'No results for “xylophone”');
  assert.match(await page.words(`${PAGE} [data-note]:not([hidden])`), /Try another word/);
}));

test('a part of the index that does not load is said, and can be asked for again', async () => {
  const own = await served(site);
  await chromium.visit(`${own.url}search.html`, async page => {
    own.down = true;
    await page.focus('gw-search[data-page] input');
    await page.keyboard.type('parquet');
    await said(page, PAGE, 'did not load');
    own.down = false;
    await page.click(`${PAGE} .gw-hits button`);
    await page.until(() => document.querySelector('.gw-hits a'));
  }, { allow: [/search-?\w*\.js/, /ERR_/] });
});

test('`/` stays with the reader who writes, and can be switched off', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${places.server}glossary.html`);
  await page.focus('.gw-filter input');
  await page.press('/');
  assert.equal(await page.$('dialog.gw-search[open]'), null);
  assert.equal(await page.$eval('.gw-filter input', field => field.value), '/');
  await page.click('.gw-open-look');
  await page.click('.gw-look [name="keys"][value="off"]');
  await page.press('Escape');
  await page.go(`${places.server}data/formats.html`);
  await page.press('/');
  assert.equal(await page.$('dialog.gw-search[open]'), null);
  await page.press('Control+k');
  assert.ok(await page.$('dialog.gw-search[open]'), 'the chord still opens it');
}));
