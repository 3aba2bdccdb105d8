// Takes pictures of every kind of page for people to look at: `node tests/browser/shots.mjs [FOLDER] [WORD]`. They go to
// target/shots unless a folder is named; a word takes only the pictures whose name holds it. Tests nothing.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, ROOT, built, launched, served } from './support.mjs';

const [target = join(ROOT, 'target', 'shots'), word = ''] = process.argv.slice(2);
const SIZES = { 1280: 800, 820: 1180, 390: 844 };

/** What a picture shows besides the top of a page. */
const MORE = {
  'chapter middle': ['data/formats.html', () => scrollTo(0, 2200)],
  'chapter end': ['data/formats.html', () => scrollTo(0, document.documentElement.scrollHeight)],
  code: ['data/ingestion.html', () => document.querySelector('.gw-tabs, .gw-code')?.scrollIntoView({ block: 'center' })],
  diagram: ['data/ingestion.html', () => document.querySelector('.gw-diagram')?.scrollIntoView({ block: 'center' })],
  question: ['data/formats.html', () => document.querySelector('.gw-question')?.scrollIntoView()],
  found: ['search.html#q=feature%20store', () => {}],
  'search box': ['data/formats.html', async () => {
    document.querySelector('.gw-open-search').click();
    const field = document.querySelector('.gw-search input');
    field.value = 'parquet column';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(done => { setTimeout(done, 700); });
  }],
  display: ['data/formats.html', () => document.querySelector('.gw-open-look').click()],
  drawer: ['data/formats.html', () => document.querySelector('#gw-nav').matches(':popover-open') || document.querySelector('.gw-open-nav').click()],
  hint: ['data/formats.html', async () => {
    const term = document.querySelector('.gw-term');
    term.scrollIntoView({ block: 'center' });
    term.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await new Promise(done => { setTimeout(done, 300); });
  }],
};

const server = await served(built());
const browser = launched('chromium');
mkdirSync(target, { recursive: true });

const views = [...Object.entries({ ...KINDS, 404: 'data/formates.html' }).map(([name, path]) => [name, path, () => {}]),
  ...Object.entries(MORE).map(([name, [path, act]]) => [name, path, act])];

for (const [name, path, act] of views) {
  for (const [width, height] of Object.entries(SIZES)) {
    for (const scheme of ['light', 'dark']) {
      const picture = `${name.replaceAll(' ', '-')}-${width}-${scheme}.png`;
      if (!picture.includes(word)) continue;
      await browser.visit(server.url + path, async page => {
        await page.evaluate(act);
        await new Promise(done => { setTimeout(done, path.includes('#q=') ? 800 : 150); });
        await page.screenshot({ path: join(target, picture) });
      }, {
        viewport: { width: Number(width), height, isMobile: width < 600, hasTouch: width < 600 },
        media: [{ name: 'prefers-color-scheme', value: scheme }],
        allow: [/: 404$/, /status of 404/],
      });
    }
  }
}
await browser.close();
await server.close();
