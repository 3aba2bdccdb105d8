// What `serve` shows is what `build` wrote: every element of each kind of page has the same styles and the same box.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { KINDS, built, guidewright, launched, served, serving, temporary } from './support.mjs';

const VIEWS = Object.fromEntries(['practice', 'exam', 'cards', 'progress', 'plan', 'data'].map(view => [`study, ${view}`, `study.html#${view}`]));
const SIZES = [{ width: 1280, height: 800 }, { width: 390, height: 844 }];
const PAGES = { ...KINDS, 'not found': 'nowhere.html', ...VIEWS };

const ours = await served(built());
const preview = await serving();
// A whole guide on one page is laid out as it comes into view, so its length depends on what was seen: 1,912 pixels of
// 2.4 million between two visits. The small book's page has the same parts and is laid out at once.
const book = join(temporary(), 'book');
guidewright('new', book);
const small = { ours: await served(built(book)), preview: await serving(book) };

// The preview's panel, and what is told of keeping the guide for offline use, which a preview never does.
const OTHER = '.gw-preview, .gw-preview *, .gw-offline';

// What Firefox is asked for, which gives all styles only one by one.
const STYLES = ['align-items', 'background', 'border', 'box-shadow', 'color', 'columns', 'display', 'flex', 'font', 'gap', 'grid', 'inset', 'list-style', 'margin',
  'opacity', 'outline', 'overflow', 'padding', 'position', 'text-align', 'text-decoration', 'visibility', 'white-space', 'z-index'];

/**
 * Each other element of the page, as far as the whole book on the print page lets one look: its name, its box and, if
 * wanted, its styles.
 */
const looks = (page, styled) => page.evaluate((other, names) => [...document.querySelectorAll(`body, body *:not(${other})`)].slice(0, 2500).map(node => {
  const { x, y, width, height } = node.getBoundingClientRect();
  const look = `box: ${[x, y, width, height].join(' ')}`;
  if (!names) return look;
  const styles = getComputedStyle(node);
  const all = styles.cssText || names.map(name => `${name}: ${styles.getPropertyValue(name)}`).join('; ');
  return [`${node.localName}.${node.className.baseVal ?? node.className}`, `${look}; ${all}`];
}), OTHER, styled && STYLES);

/** Where two looks differ, for people: a few elements with what they have and what they should have. */
function differences(built, live) {
  const differ = built.map(([name, styles], at) => [name, styles, live[at]?.[1] ?? '']).filter(([, styles, others]) => styles !== others);
  const apart = (styles, others) => styles.split('; ').filter(style => !others.split('; ').includes(style));
  return differ.slice(0, 5).map(([name, styles, others]) => [name, apart(styles, others), apart(others, styles)]);
}

/** What a page looks like once it has come to rest: views load their questions and cards after the page. */
async function rested(page) {
  for (let last = ''; ; ) {
    const now = String(await looks(page, false));
    if (now === last) return looks(page, true);
    last = now;
    await new Promise(done => { setTimeout(done, 100); });
  }
}

for (const name of ['chromium', 'firefox']) {
  const browser = launched(name);
  for (const [kind, path] of Object.entries(PAGES)) {
    test(`${name}: ${kind}, built and served`, async () => {
      const seen = root => browser.visit(root + path, async page => {
        const given = [];
        for (const size of SIZES) {
          await page.setViewport(size);
          given.push(...await rested(page));
        }
        return given;
      }, { viewport: SIZES[0], allow: [/: 404$/, /status of 404/] });
      const whole = kind === 'print' ? small : { ours, preview };
      const [built, live] = [await seen(whole.ours.url), await seen(whole.preview.url)];
      assert.deepEqual(differences(built, live), []);
      assert.equal(built.length, live.length);
    });
  }
}
