// A book on two exams: the reader chooses one, and home, chapters, contents, practice, cards, plan and progress follow.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { small } from './mock.mjs';
import { ROOT, built, folder, launched, served, temporary } from './support.mjs';

const chromium = launched('chromium');
const firefox = launched('firefox');
const book = join(temporary(), 'book');
cpSync(join(ROOT, 'tests/books/exams'), book, { recursive: true });
// What the book lacks is told in its expected findings.
appendFileSync(join(book, 'book.toml'), ['chapter-without-questions', 'objective-without-card', 'objective-without-question', 'objective-without-chapter', 'exam-pool'].map(rule => `${rule} = "off"\n`).join(''));
const site = built(book);
const server = await served(site);
const opened = page => page.until(() => document.querySelector('gw-study')?.dataset.ready === '');
/** Texts of what is to be seen of a selector. */
const seen = (page, selector) => page.$$eval(selector, list => list.filter(node => node.checkVisibility()).map(node => node.textContent.replace(/\s+/g, ' ').trim()));
const choose = (page, code) => page.evaluate(code => {
  const choice = document.querySelector('gw-choice');
  choice.firstElementChild.open = true;
  choice.querySelector(`[value="${code}"]`).click();
}, code);

for (const browser of [chromium, firefox]) {
  for (const [where, root] of [['server', server.url], ['folder', folder(site)]]) {
    test(`${browser.name}, ${where}: the exam is asked for once, and everything follows`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${root}index.html`);
      assert.ok(await page.$eval('gw-choice details', node => node.open), 'nothing is chosen yet');
      assert.deepEqual(await seen(page, '.gw-brand b'), ['EX-1'], 'the first one is shown until then');
      await choose(page, 'EX-2');
      await page.until(() => document.documentElement.dataset.exam === '1');
      assert.deepEqual(await seen(page, '.gw-brand b'), ['EX-2']);
      assert.deepEqual(await seen(page, '.gw-exam-facts b'), ['6', '40', '600']);
      assert.deepEqual(await seen(page, '.gw-domain-name'), ['Data and lakes']);
      await page.reload();
      assert.equal(await page.$eval('gw-choice details', node => node.open), false, 'it is not asked again');
      assert.deepEqual(await seen(page, '.gw-brand b'), ['EX-2']);

      await page.go(`${root}lakes.html`);
      assert.deepEqual(await seen(page, '.gw-chapter-exam'), ['Only EX-2 covers this chapter.']);
      assert.deepEqual(await seen(page, '.gw-title .gw-chip'), ['Objective 1.1.2']);
      await page.go(`${root}formats.html`);
      assert.deepEqual(await seen(page, '.gw-chapter-exam'), []);
      assert.deepEqual((await seen(page, '.gw-title .gw-chip')).sort(), ['Objective 1.1.1', 'Objective 1.1.3'], 'what continues the earlier objectives');

      await page.go(`${root}study.html#practice`);
      await opened(page);
      assert.match(await page.words('.gw-matching'), /^2 /, 'a kind that the exam does not ask stays out');
      await page.go(`${root}index.html`);
      await choose(page, 'EX-1');
      await page.go(`${root}lakes.html`);
      assert.deepEqual(await seen(page, '.gw-chapter-exam'), ['EX-1 does not cover this chapter.']);
      await page.go(`${root}contents.html`);
      assert.deepEqual((await seen(page, '.gw-contents li')).filter(line => /not in EX-1/.test(line)).length, 1);
      await page.go(`${root}study.html#practice`);
      await opened(page);
      assert.match(await page.words('.gw-matching'), /^2 /, 'what the other exam alone asks stays out');
      await page.go(`${root}study.html#exam`);
      await opened(page);
      await page.until(() => document.querySelector('.gw-exam-set').checkVisibility());
      assert.deepEqual((await seen(page, '.gw-exam-name b')), ['EX-1'], 'which exam it is');
      const ids = await page.evaluate(() => gw.bank.here.questions.map(({ id, domain, task }) => `${id} ${domain} ${task}`));
      assert.deepEqual(ids, ['wide 1 1.1', 'readers 1 1.1']);
    }));
  }
}

test('search finds what the exam asks for first, and says what it does not', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}index.html`);
  const find = async words => {
    await page.goto('about:blank');
    await page.go(`${server.url}search.html#q=${words}`);
    await page.until(() => document.querySelector('.gw-hits li li'));
    return page.$$eval('.gw-hits li li', list => list.map(hit => `${hit.querySelector('a').textContent}: ${hit.querySelector('small').textContent}`));
  };
  await choose(page, 'EX-2');
  assert.ok((await find('table')).every(hit => !hit.includes('Not in')), 'both chapters are asked for');
  await page.go(`${server.url}index.html`);
  await choose(page, 'EX-1');
  const found = await find('reader table together columns');
  const elsewhere = found.map(hit => hit.includes('Not in EX-1'));
  assert.ok(elsewhere.includes(true) && elsewhere.includes(false), `${found}`);
  assert.deepEqual(elsewhere, [...elsewhere].sort(), `what the other exam alone asks for comes last: ${found}`);
}));

test('an answer counts for both exams, and the choice travels with the progress', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}formats.html`);
  await page.evaluate(() => gw.store.ready);
  await page.$eval('gw-question[data-id="wide"]', node => {
    node.pick(node.dataset.key.split(' '));
    node.querySelector('form').requestSubmit();
  });
  await page.go(`${server.url}index.html`);
  await choose(page, 'EX-2');
  await page.go(`${server.url}study.html#progress`);
  await opened(page);
  assert.ok((await seen(page, '.gw-covered td')).includes('1 of 2'), `${await seen(page, '.gw-covered tr')}`);
  const letters = await page.evaluate(async () => {
    const { events, snapshot } = gw.store.log();
    return gw.pack.letters(await gw.backup.save(gw.book, '2026-01-01', events, snapshot));
  });
  await chromium.reader(async ({ visit }) => {
    const other = await visit(`${server.url}study.html#data`);
    await opened(other);
    await other.$eval('[name="text"]', (node, text) => { node.value = text; }, letters);
    await other.evaluate(() => document.querySelector('[data-do="paste"]').click());
    await other.until(() => document.querySelector('[data-do="take"]'));
    await other.evaluate(() => document.querySelector('[data-do="take"]').click());
    await other.until(() => gw.setting('exam') === 'EX-2');
  });
}));

test('an open study page follows the choice that another tab makes', () => chromium.reader(async ({ visit }) => {
  const study = await visit(`${server.url}study.html#practice`);
  await opened(study);
  await study.evaluate(() => { globalThis.isOld = true; });
  const home = await visit(`${server.url}index.html`);
  await choose(home, 'EX-2');
  await study.until(() => !globalThis.isOld && document.querySelector('gw-study')?.dataset.ready === '' && gw.bank.here.exam.code === 'EX-2');
  assert.deepEqual(await study.evaluate(() => gw.store.log().events.map(({ type, item, value }) => [type, item, value])), [['setting', 'exam', 'EX-2']]);
}));

test('a book on one exam shows nothing of a choice', () => chromium.visit(`${folder(built(small(join(temporary(), 'one'))))}index.html`, async page => {
  assert.deepEqual(await page.$$eval('gw-choice, [data-exams], [data-codes]', list => list.map(node => node.outerHTML)), []);
}));
