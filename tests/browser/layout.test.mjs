// Every kind of page with wide and with narrow letters, from 320 pixels up: it never scrolls sideways, and no bar lies
// over what has the focus or was scrolled to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS, built, launched, served } from './support.mjs';

const server = await served(built());
const chromium = launched('chromium');
const firefox = launched('firefox');

const VIEWS = Object.fromEntries(['practice', 'exam', 'cards', 'progress', 'plan', 'data'].map(view => [`study, ${view}`, `study.html#${view}`]));
const PAGES = { ...KINDS, ...VIEWS };
const WIDTHS = [320, 390, 820, 1280];
const CALM = [{ name: 'prefers-reduced-motion', value: 'reduce' }];

/** Waits for the letters, and for what a view of the study page loads. */
const ready = page => page.until(() => document.fonts.check('1em Letters') && (!document.querySelector('gw-study') || document.querySelector('gw-study[data-ready]')));

/** A browser may need a moment to become another size. */
async function resize(page, width) {
  await page.setViewport({ width, height: 700 });
  await page.until(width => innerWidth === width && innerHeight === 700, width);
}

/** What reaches past the edge of the page, though it is in no box that scrolls. */
const past = page => page.evaluate(() => {
  const edge = document.documentElement.clientWidth;
  const clipped = node => {
    for (let up = node.parentElement; up; up = up.parentElement) if (getComputedStyle(up).overflowX !== 'visible') return true;
    return false;
  };
  const out = [...document.querySelectorAll('body *')].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && (box.right > edge + 1 || box.left < -1) && getComputedStyle(node).position !== 'fixed' && !clipped(node);
  });
  const wide = document.documentElement.scrollWidth - edge;
  return [...wide > 0 ? [`${wide} pixels too wide`] : [], ...out.slice(0, 3).map(node => node.outerHTML.slice(0, 120))];
});

/** Numbers that go on in a second line. */
const broken = page => page.evaluate(() => {
  const numbers = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const over = [];
  while (numbers.nextNode()) {
    const { currentNode: node } = numbers;
    if (!/^\s*\d{2,4}\s*$/.test(node.data) || node.parentElement.closest('code')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
    if (lines.size > 1) over.push(node.parentElement.outerHTML.slice(0, 120));
  }
  return over.slice(0, 3);
});

/** Controls that something else lies over when they get the focus, one after the other, down the page and up again. */
const covered = page => page.evaluate(() => {
  // A page of thousands of controls holds the same few over and over.
  const most = 400;
  const stops = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')]
    .filter(node => node.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !node.disabled && !node.closest('[popover]')).slice(0, most);
  const over = [];
  for (const list of [stops, [...stops].reverse()]) {
    document.activeElement.blur();
    for (const stop of list) {
      stop.focus();
      if (document.activeElement !== stop) continue;
      const box = stop.getClientRects()[0];
      // A box that scrolls by itself may be larger than the room there is.
      if (!box?.width || box.height > 200) continue;
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // In a wide table a browser may leave it half out of sight; no bar is beside a page.
      if (x < 0 || x > innerWidth) continue;
      const hit = document.elementFromPoint(x, y);
      // A term's explanation comes with its focus and goes a moment after it.
      const right = hit && (hit.closest('.gw-hint') || stop.contains(hit) || hit.contains(stop) || hit.closest('label, .gw-over')?.contains(stop));
      if (!right) over.push(`${stop.outerHTML.slice(0, 100)} under ${hit?.outerHTML.slice(0, 60)}`);
    }
  }
  return over.slice(0, 3);
});

/** Places of the page that something lies over after a link there was followed. */
const hidden = page => page.evaluate(async () => {
  const ids = new Set([...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1))));
  const places = [...ids].map(id => id && document.getElementById(id)).filter(place => place?.closest('main') && place.checkVisibility());
  const over = [];
  for (const place of places.slice(0, 60)) {
    location.hash = '';
    location.hash = place.id;
    await new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); });
    const box = place.getClientRects()[0];
    if (!box?.width) continue;
    const hit = document.elementFromPoint(box.left + Math.min(box.width, 20) / 2, box.top + 4);
    if (!hit || !(place.contains(hit) || hit.contains(place))) over.push(`#${place.id} under ${hit?.outerHTML.slice(0, 60)}`);
  }
  return over.slice(0, 3);
});

for (const letters of ['wide', 'narrow']) {
  for (const [kind, path] of Object.entries(PAGES)) {
    test(`${letters} letters, ${kind}: fits, and no bar is in the way`, () => chromium.visit(server.url + path, async page => {
      await ready(page);
      for (const width of WIDTHS) {
        await resize(page, width);
        assert.deepEqual(await past(page), [], `${width} pixels`);
        assert.deepEqual(await broken(page), [], `${width} pixels, a number`);
        // The whole book in one page takes minutes, and its links are those of the chapters.
        if (kind === 'print') continue;
        assert.deepEqual(await covered(page), [], `${width} pixels, the focus`);
        if (!path.startsWith('study')) assert.deepEqual(await hidden(page), [], `${width} pixels, a place`);
      }
    }, { letters, media: CALM, viewport: { width: 320, height: 700 } }));
  }
}

for (const kind of ['chapter', 'glossary', 'services', 'study, practice']) {
  test(`firefox, wide letters, ${kind}: fits, and no bar is in the way`, () => firefox.visit(server.url + PAGES[kind], async page => {
    await ready(page);
    for (const width of [360, 1280]) {
      await resize(page, width);
      assert.deepEqual(await past(page), [], `${width} pixels`);
      assert.deepEqual(await covered(page), [], `${width} pixels, the focus`);
    }
  }, { letters: 'wide' }));
}
