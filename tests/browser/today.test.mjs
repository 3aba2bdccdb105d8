// Home as the reader's day, and the end of a chapter: what was left, what is planned and done, cards of one chapter alone.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { small } from './mock.mjs';
import { built, folder, launched, served, temporary } from './support.mjs';

const site = built(small(join(temporary(), 'book')));
const server = await served(site);
/** The site without the study code, as for a reader who is cut off in the middle, or leaves while it loads. */
const cut = join(temporary(), 'site');
cpSync(site, cut, { recursive: true });
for (const name of readdirSync(join(cut, 'assets'))) if (/^study-.*js$/.test(name)) rmSync(join(cut, 'assets', name));
const lame = await served(cut);
const chromium = launched('chromium');
const firefox = launched('firefox');
const opened = page => page.until(() => document.querySelector('gw-study')?.dataset.ready === '');
const seen = (page, selector) => page.$$eval(selector, list => list.filter(node => node.checkVisibility()).map(node => node.textContent.replace(/\s+/g, ' ').trim()));

for (const browser of [chromium, firefox]) {
  test(`${browser.name}: home tells a newcomer what to do first, and a reader what was left, what is planned and what is done`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${folder(site)}index.html`);
    assert.deepEqual(await seen(page, '.gw-today-told'), []);
    assert.deepEqual(await seen(page, '.gw-continue-word'), ['Start reading']);
    const gap = await page.evaluate(() => document.querySelector('gw-today .gw-button').getBoundingClientRect().top - document.querySelector('.gw-continue').getBoundingClientRect().bottom);
    assert.ok(gap > 0 && gap < 24, `the links of a newcomer stand together, ${gap} pixels apart`);
    await page.go(`${folder(site)}study.html#plan`);
    await opened(page);
    const due = await page.evaluate(() => {
      const today = gw.fsrs.studyDay();
      gw.store.add('plan', { value: { exam: today + 30, start: today, weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 90 } });
      const asked = gw.bank.here.questions.filter(({ pool }) => pool !== 'exam').slice(0, 3);
      for (const { id, rev } of asked) gw.store.add('answer', { item: id, rev, verdict: 'wrong', where: 'practice' });
      gw.keep('set').set({ ids: asked.map(({ id }) => id), at: 1, feedback: 'once', seed: 's', answers: {} });
      return [...document.querySelectorAll('.gw-days [data-today] a')].map(link => link.textContent);
    });
    assert.ok(due.length > 0);
    await page.go(`${folder(site)}index.html`);
    await page.until(() => document.querySelector('.gw-today-plan a'));
    assert.deepEqual(await seen(page, '.gw-today-exam'), ['30 days until your exam']);
    assert.deepEqual(await seen(page, '.gw-today-left li'), ['Practice set question 2 of 3']);
    assert.deepEqual(await seen(page, '.gw-today-done li'), ['✓ 3 questions answered']);
    assert.equal((await seen(page, '.gw-today-plan li')).length, due.length, 'what the plan says of today');
    await page.evaluate(() => document.querySelector('.gw-today-left a').click());
    await opened(page);
    await page.until(() => document.querySelector('.gw-place').value === 'Question 2 of 3');
  }));
}

for (const browser of [chromium, firefox]) {
  test(`${browser.name}: home stays as it is where the study code does not come`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${lame.url}d1.html`, { allow: [/study-\w+\.js/, /status of 404/] });
    await page.evaluate(async () => {
      await gw.store.ready;
      gw.store.add('setting', { item: 'four', value: true });
    });
    await page.go(`${lame.url}index.html`);
    await page.until(() => document.querySelector('gw-today .gw-button'));
    await new Promise(done => { setTimeout(done, 500); });
    assert.deepEqual(await seen(page, '.gw-today-told'), []);
    assert.ok(lame.asked.some(path => /study-\w+\.js/.test(path)), 'it was asked for');
    assert.deepEqual(page.troubles.filter(words => words.startsWith('error in a script')), []);
  }));
}

test('a chapter ends with the score on its questions', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${server.url}d1.html`);
  await page.evaluate(() => gw.store.ready);
  assert.deepEqual(await seen(page, '.gw-checks'), []);
  await page.$eval('gw-question[data-kind="choice"]', node => {
    node.pick(node.key);
    node.querySelector('form').requestSubmit();
  });
  const all = await page.$$eval('gw-question', list => list.length);
  await page.until(() => !document.querySelector('.gw-checks').hidden);
  assert.deepEqual(await seen(page, '.gw-checks'), [`Your score on this chapter: 1 of ${all}`]);
}));
