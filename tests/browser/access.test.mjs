// For everyone: axe-core finds nothing on any kind of page in either scheme, every feature works by keyboard alone and
// by single clicks alone, and nothing is lost at 320 pixels, at 200 % zoom, in forced colours and with reduced motion.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { KNOWN, judged, used } from './axe.mjs';
import { KINDS, built, guidewright, launched, served, temporary } from './support.mjs';

const server = await served(built());
const book = join(temporary(), 'book');
guidewright('new', book);
const small = await served(built(book));
const at = path => server.url + path;
const chromium = launched('chromium');
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

for (const scheme of ['light', 'dark']) {
  const media = [{ name: 'prefers-color-scheme', value: scheme }];
  // The print page of our whole guide takes minutes; the small book's has the same parts.
  for (const [kind, address] of [...Object.entries(KINDS).map(([kind, path]) => [kind, at(path)]), ['print', small.url + KINDS.print]]) {
    if (address === at(KINDS.print)) continue;
    test(`axe, ${scheme}: ${kind}`, () => chromium.visit(address, async page => {
      assert.deepEqual(await judged(page), []);
    }, { viewport: WIDE, media }));
  }

  test(`axe, ${scheme}: no such page`, () => chromium.visit(at('no/such/page.html'), async page => {
    assert.deepEqual(await judged(page), []);
  }, { viewport: WIDE, media, allow: [/: 404$/, /status of 404/] }));

  test(`axe, ${scheme}: what opens on a phone`, () => chromium.visit(at('data/formats.html'), async page => {
    // What lies under an open drawer is judged on the page without it.
    for (const [opener, drawer] of Object.entries({ '.gw-open-nav': '.gw-nav', '.gw-open-toc': '.gw-toc', '.gw-open-look': '.gw-look' })) {
      await page.tap(opener);
      assert.deepEqual(await judged(page, drawer), [], opener);
      await page.press('Escape');
    }
    await page.tap('.gw-open-search');
    await page.type('dialog.gw-search input', 'parquet');
    await page.until(() => document.querySelector('dialog.gw-search .gw-hits a'));
    assert.deepEqual(await judged(page), [], 'search');
    await page.press('Escape');
    await page.$eval('.gw-zoom', button => button.click());
    assert.deepEqual(await judged(page), [], 'a picture');
  }, { viewport: PHONE, media }));
}

test('axe: nothing on the list of what it cannot decide is out of date', () => {
  assert.deepEqual(KNOWN.filter(one => !used.has(one)), []);
});

for (const [kind, path] of Object.entries(KINDS)) {
  // 1,280 pixels at 400 % and 640 at 200 % are what readers with large type see.
  for (const width of [320, 640]) {
    test(`${width} pixels wide: ${kind} does not scroll sideways`, () => chromium.visit(at(path), async page => {
      const { wide, past } = await page.evaluate(() => {
        const edge = document.documentElement.clientWidth;
        const past = [...document.querySelectorAll('body *')].filter(node => {
          const box = node.getBoundingClientRect();
          if (box.width === 0 || box.right <= edge + 1) return false;
          for (let up = node.parentElement; up; up = up.parentElement) if (getComputedStyle(up).overflowX !== 'visible') return false;
          return getComputedStyle(node).position !== 'fixed';
        });
        return { wide: document.documentElement.scrollWidth - edge, past: past.slice(0, 3).map(node => node.outerHTML.slice(0, 120)) };
      });
      assert.ok(wide <= 0, `${wide} pixels too wide: ${past.join('\n')}`);
      assert.deepEqual(past, []);
    }, { viewport: { width, height: 700 } }));
  }
}

test('reduced motion: nothing moves', () => chromium.visit(at('data/formats.html'), async page => {
  const moving = await page.$$eval('body, body *', all => all.filter(node => {
    const style = getComputedStyle(node);
    return style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0) || style.scrollBehavior === 'smooth';
  }).map(node => node.outerHTML.slice(0, 80)));
  assert.deepEqual(moving, []);
}, { media: [{ name: 'prefers-reduced-motion', value: 'reduce' }] }));

test('forced colours: signs and marks stay in sight', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('data/formats.html'));
  const client = await page.createCDPSession();
  await client.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  assert.ok(await page.evaluate(() => matchMedia('(forced-colors: active)').matches));
  const faint = await page.$$eval('.gw-icon, .gw-callout-word', all => all.filter(node => {
    const style = getComputedStyle(node.matches('.gw-icon') ? node : node, node.matches('.gw-icon') ? null : '::before');
    return node.checkVisibility() && style.maskImage !== 'none' && style.backgroundColor === getComputedStyle(document.body).backgroundColor;
  }).map(node => node.outerHTML.slice(0, 80)));
  assert.deepEqual(faint, []);
  await page.focus('.gw-open-look');
  assert.notEqual(await page.$eval('.gw-open-look', node => getComputedStyle(node).outlineStyle), 'none');
}, { viewport: WIDE }));

test('by keyboard alone: skip, display, contents, search, the next chapter', () => chromium.visit(at('data/formats.html'), async page => {
  const here = () => page.evaluate(() => document.activeElement.className || document.activeElement.tagName);
  await page.press('Tab');
  assert.equal(await here(), 'gw-skip');
  await page.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'gw-main');
  // Every stop is seen, is in sight when it has the focus, and none is a trap.
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  const seen = new Set();
  const bad = [];
  for (let stops = 0; stops < 250; stops += 1) {
    await page.press('Tab');
    const stop = await page.evaluate(() => {
      const node = document.activeElement;
      if (node === document.body) return null;
      node.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);
      const box = node.getBoundingClientRect();
      // A radio button may be lit by the row that it is in.
      const rows = [node, node.closest('label'), node.closest('li')].filter(Boolean);
      const lit = rows.some(row => getComputedStyle(row).outlineStyle !== 'none');
      const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
      return { number: node.dataset.stop, lit, inside, html: node.outerHTML.slice(0, 100) };
    });
    if (!stop || seen.has(stop.number)) break;
    seen.add(stop.number);
    if (!stop.lit || !stop.inside) bad.push(`${stop.html} ${JSON.stringify(stop)}`);
  }
  assert.deepEqual(bad, []);
  assert.ok(seen.size > 60, `${seen.size} stops`);

  await page.focus('.gw-open-look');
  await page.press('Enter');
  await page.focus('.gw-look [name="theme"]');
  await page.press('ArrowDown', 'ArrowDown');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.press('Escape');
  await page.focus('#gw-nav-1 summary');
  await page.press('Enter');
  assert.ok(await page.$eval('#gw-nav-1', part => part.open));
  await page.focus('.gw-next');
  await Promise.all([page.waitForNavigation(), page.press('Enter')]);
  assert.equal(new URL(page.url()).pathname, '/data/shared-stores.html');
}, { viewport: WIDE }));

test('by single clicks alone: everything on a chapter without a key', () => chromium.visit(at('data/formats.html'), async page => {
  const is = (selector, state) => page.$eval(selector, (node, state) => node.matches(state), state);
  await page.click('.gw-open-look');
  await page.click('.gw-look [value="light"]');
  await page.click('h1');
  assert.equal(await is('.gw-look', ':popover-open'), false, 'a click elsewhere closes it');
  await page.click('.gw-open-search');
  await page.click('dialog.gw-search form button');
  assert.equal(await is('dialog.gw-search', '[open]'), false);
  await page.click('.gw-zoom');
  await page.click('.gw-lightbox-tools button:last-child');
  assert.equal(await is('.gw-lightbox', '[open]'), false);
  await page.click('.gw-mark-read');
  assert.equal(await is('.gw-mark-read', '[aria-pressed="true"]'), true);
  await page.click('.gw-mark-read');
  assert.equal(await is('.gw-mark-read', '[aria-pressed="false"]'), true);
}, { viewport: WIDE }));

test('no single key does anything once shortcuts are off', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('data/formats.html'));
  await page.click('.gw-open-look');
  await page.click('.gw-look [name="keys"][value="off"]');
  await page.press('Escape');
  await page.evaluate(() => document.activeElement.blur());
  const before = await page.evaluate(() => document.querySelector('main').innerHTML.length);
  for (const key of 'abcdefghijklmnopqrstuvwxyz0123456789/?.') await page.keyboard.press(key);
  assert.equal(await page.$('dialog[open], :popover-open'), null);
  assert.equal(page.url(), at('data/formats.html'));
  assert.equal(await page.evaluate(() => document.querySelector('main').innerHTML.length), before);
}));
