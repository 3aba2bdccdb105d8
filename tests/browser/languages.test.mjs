// A book in three languages: the list in the header stays on the same page, and what readers do in one language counts in
// the others.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { small } from './mock.mjs';
import { ROOT, built, folder, launched, served, temporary } from './support.mjs';

const chromium = launched('chromium');
const firefox = launched('firefox');
const site = built(join(ROOT, 'tests/books/languages'));
const server = await served(site, '/pilot/');
const opened = page => page.until(() => document.querySelector('gw-study')?.dataset.ready === '');

/** Goes to the page in another language, as a reader does. */
async function change(page, language) {
  await page.click('.gw-open-languages');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(`.gw-languages [hreflang="${language}"]`)]);
}
const ran = page => page.until(() => document.documentElement.dataset.scripts === 'ran');

for (const browser of [chromium, firefox]) {
  for (const [where, root] of [['server', server.url], ['folder', folder(site)]]) {
    test(`${browser.name}, ${where}: an answer given in one language counts in all`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${root}port/tides.html`);
      await page.click('gw-question input[value="2"]');
      await page.click('gw-question button[type="submit"]');
      await page.until(() => document.querySelector('.gw-checks').checkVisibility());
      await page.click('.gw-mark-read');

      await change(page, 'de');
      await ran(page);
      assert.equal(page.url(), `${root}de/port/tides.html`);
      await page.until(() => document.querySelector('.gw-checks').checkVisibility());
      assert.match(await page.words('.gw-checks'), /1 von 1/);
      assert.equal(await page.$eval('.gw-mark-read', button => button.ariaPressed), 'true', 'what was read is read');

      await page.go(`${root}ar/index.html`);
      await page.until(() => document.querySelector('.gw-today-done')?.checkVisibility());
      assert.equal(await page.words('.gw-continue-place'), 'المد والجزر', 'the place by its title in this language');

      await page.go(`${root}de/study.html#cards`);
      await opened(page);
      await change(page, 'en');
      assert.equal(page.url(), `${root}study.html#cards`, 'the view stays, too');
    }));
  }
}

test('without scripts the list opens, and leads to the same page', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}port/buoys.html`);
  assert.equal(await page.$eval('.gw-languages', list => list.checkVisibility()), false);
  for (const [language, path] of [['ar', 'ar/port/buoys.html'], ['de', 'de/port/buoys.html'], ['en', 'port/buoys.html']]) {
    await change(page, language);
    assert.equal(page.url(), server.url + path);
    assert.equal(await page.$eval('.gw-languages [aria-current]', link => link.lang), language);
    assert.equal(await page.$eval('html', html => html.lang), language);
    assert.equal(await page.$eval('.gw-chapter', chapter => chapter.closest('[lang]').lang), 'en', 'it is not translated');
    assert.equal((await page.$$('.gw-untranslated')).length, language === 'en' ? 0 : 1);
  }
}, { scripts: false }));

test('each language has its own search and its own way of lines', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}de/search.html?q=Hochwasser`);
  await page.until(() => [...document.querySelectorAll('.gw-hits a')].some(hit => /Hochwasser/.test(hit.textContent)));
  await page.go(`${server.url}ar/port/tides.html`);
  assert.equal(await page.$eval('main', main => getComputedStyle(main).direction), 'rtl');
  await page.go(`${server.url}ar/port/buoys.html`);
  assert.equal(await page.$eval('.gw-prose', prose => getComputedStyle(prose).direction), 'ltr', 'the text is in English');
  assert.equal(await page.$eval('.gw-untranslated', note => getComputedStyle(note).direction), 'rtl', 'the note is not');
}));

test('the page for addresses that lead nowhere leads to each language', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}nowhere/at/all.html`);
  const links = await page.$$eval('.gw-languages a', all => all.map(link => link.pathname));
  // The book says where its site stands.
  assert.deepEqual(links, ['/pilot/index.html', '/pilot/ar/index.html', '/pilot/de/index.html']);
}, { allow: [/404/] }));

test('an exam begun in one language goes on in another, and its result is the same', () => chromium.reader(async ({ visit }) => {
  const book = small(join(temporary(), 'exam'));
  appendFileSync(join(book, 'book.toml'), '\n[languages.de]\n');
  mkdirSync(join(book, 'chapters/de'));
  // Every option has other words there.
  const german = { Fit: 'Passt', Also: 'Auch', Near: 'Nah', Far: 'Fern', Never: 'Nie', 'A team stores': 'Ein Team speichert' };
  for (const chapter of readdirSync(join(book, 'chapters')).filter(name => name.endsWith('.md'))) {
    let text = readFileSync(join(book, 'chapters', chapter), 'utf8');
    for (const [english, said] of Object.entries(german)) text = text.replaceAll(english, said);
    writeFileSync(join(book, 'chapters/de', chapter), text);
  }
  const root = folder(built(book));
  const page = await visit(`${root}study.html#exam`);
  await page.until(() => document.querySelector('.gw-exam-word b'));
  await page.$eval('.gw-exam-form', form => form.requestSubmit());
  const sitting = () => page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  await sitting();
  const answer = () => page.evaluate(() => {
    const question = document.querySelector('gw-sitting gw-question');
    question.pick(question.key);
    question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
    document.querySelector('gw-sitting [data-do="next"]').click();
  });
  const left = () => page.evaluate(() => gw.store.run.get().items.length - gw.store.run.get().at);
  await answer();
  await answer();

  await page.go(`${root}de/study.html#exam`);
  await page.until(() => document.querySelector('.gw-exam-back [data-do="go"]')?.checkVisibility());
  await page.click('.gw-exam-back [data-do="go"]');
  await sitting();
  assert.match(await page.words('gw-sitting gw-question'), /Passt/);
  for (let more = await left(); more > 0; more -= 1) await answer();
  await page.click('.gw-sit-grid [data-do="end"]');
  await page.click('.gw-sit-end [data-do="submit"]');
  const shown = () => page.until(() => /^#result\/./.test(location.hash) && document.querySelector('.gw-result-one:not([hidden])'));
  await shown();
  const verdicts = () => page.evaluate(() => gw.fold.attempts(gw.store.state()).at(-1).items.map(({ verdict }) => verdict));
  assert.deepEqual(await verdicts(), Array(24).fill('right'));
  const result = new URL(page.url()).hash;
  const words = await page.words('.gw-result-one');
  await page.go(`${root}study.html${result}`);
  await shown();
  assert.deepEqual(await verdicts(), Array(24).fill('right'), 'the answers that were given in English, too');
  assert.notEqual(await page.words('.gw-result-one'), words, 'told in this language');
}));
