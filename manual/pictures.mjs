// Takes the manual's pictures again, from the guide of this repository: `node manual/pictures.mjs [WORD]` takes those
// whose name holds the word. Chromium has to be there.
import { join } from 'node:path';
import { ROOT, built, launched, served } from '../tests/browser/support.mjs';

const word = process.argv[2] ?? '';
const server = await served(built());
const browser = launched('chromium');

/** Sits a mock to its end, four of five answers right. */
async function sitMock(page) {
  await page.until(() => document.querySelector('.gw-exam-word b'));
  await page.$eval('.gw-exam-form', form => form.requestSubmit());
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  const { items } = await page.evaluate(() => gw.store.run.get());
  for (let nth = 0; nth < items.length; nth += 1) {
    await page.evaluate(right => {
      const question = document.querySelector('gw-sitting gw-question');
      const other = [...question.querySelectorAll('[data-entry]')].map(entry => entry.dataset.entry).find(id => !question.key.includes(id));
      question.pick(right || question.querySelector('.gw-slot') ? question.key : [...question.key.slice(1), other]);
      question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
    }, nth % 5 !== 4);
    await page.$eval('gw-sitting [data-do="next"]', button => button.click());
  }
  await page.click('.gw-sit-grid [data-do="end"]');
  await page.click('.gw-sit-end [data-do="submit"]');
  await page.until(() => /^#result\/./.test(location.hash) && document.querySelector('.gw-result-one:not([hidden])'));
}

/** What each picture shows: an address, what a reader does there, and the scheme of colours. */
const PICTURES = {
  chapter: ['data/formats.html', async page => {
    await page.$eval('gw-question', question => {
      question.pick(question.key);
      question.querySelector('form').requestSubmit();
      question.scrollIntoView();
      scrollBy(0, 40);
    });
  }],
  exam: ['study.html#exam', async page => {
    await page.until(() => document.querySelector('.gw-exam-word b'));
    await page.$eval('.gw-exam-form', form => form.requestSubmit());
    await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  }],
  result: ['study.html#exam', sitMock, 'dark'],
};

for (const [name, [path, act, scheme = 'light']] of Object.entries(PICTURES)) {
  if (!name.includes(word)) continue;
  await browser.visit(server.url + path, async page => {
    await act(page);
    await new Promise(done => { setTimeout(done, 400); });
    await page.screenshot({ path: join(ROOT, 'manual', 'src', 'pictures', `${name}.webp`), quality: 60 });
  }, { viewport: { width: 1100, height: 720 }, media: [{ name: 'prefers-color-scheme', value: scheme }] });
}
await browser.close();
await server.close();
