// What may come between a reader and a session: an edition that changes the set under way, a connection that is gone, a
// second press, a clock that was wrong, keys alone.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { small } from './mock.mjs';
import { built, launched, served, temporary } from './support.mjs';

const book = small(join(temporary(), 'book'));
const server = await served(built(book));
const chromium = launched('chromium');
const firefox = launched('firefox');
const study = `${server.url}study.html`;
const ready = page => page.until(() => document.querySelector('gw-study[data-ready]'));
const shown = page => page.until(() => document.querySelector('gw-practice .gw-screen gw-question'));
const focused = page => page.evaluate(() => [document.activeElement.localName, document.activeElement.dataset.do ?? document.activeElement.className]);

/** Another edition of the book: one question has another id, one is gone, one asks for something else. */
function edition() {
  const other = small(join(temporary(), 'edition'));
  const file = join(other, 'chapters/d1.md');
  const text = readFileSync(file, 'utf8').replace('{#q-2 ', '{#q-two was=q-2 ').replace('{#q-4 ', '{#q-4 rev=2 ');
  writeFileSync(file, text.replace(/### Matter 3 [^]*?(?=### Matter 4 )/, ''));
  return built(other);
}

test('a set goes on in another edition, with what it still has', () => chromium.visit(`${study}#practice`, async page => {
  await ready(page);
  await page.evaluate(() => {
    const ids = ['q-1', 'q-2', 'q-3', 'q-5', 'q-6'];
    const answers = { 'q-1': { verdict: 'right', picked: [], rev: 1 }, 'q-2': { verdict: 'wrong', picked: [], rev: 1 }, 'q-3': { verdict: 'right', picked: [], rev: 1 } };
    gw.keep('set').set({ ids, at: 3, feedback: 'once', seed: '1', answers });
  });
  const before = server.site;
  server.site = edition();
  await page.reload();
  await shown(page);
  assert.equal(await page.$eval('.gw-place', node => node.value), 'Question 3 of 4');
  assert.equal(await page.$eval('.gw-screen gw-question', question => question.item), 'q-5');
  await page.go(`${server.url}index.html`);
  await page.evaluate(() => gw.store?.ready);
  await page.go(`${study}?again#practice`);
  await shown(page);
  await page.click('.gw-session [data-do="end"]');
  assert.equal(await page.words('.gw-outcome-line'), '1 of 2 right. 2 not answered.');
  server.site = before;
}));

test('a question that does not load is asked for again by a button', () => chromium.visit(`${study}#practice`, async page => {
  await ready(page);
  const ids = await page.evaluate(() => {
    const practised = gw.bank.here.questions.filter(({ pool }) => pool !== 'exam');
    return [practised[0], practised.find(({ shard }) => shard !== practised[0].shard)].map(({ id }) => id);
  });
  await page.evaluate(list => { location.hash = `#practice?ids=${list}`; }, ids.join());
  await shown(page);
  const first = await page.$eval('.gw-screen gw-question', question => question.item);
  server.down = true;
  await page.click('.gw-session [data-do="skip"]');
  await page.until(() => document.querySelector('.gw-screen .gw-not-loaded'));
  // One may go on without it, and come back.
  await page.click('.gw-session [data-do="back"]');
  await page.until(id => document.querySelector('.gw-screen gw-question')?.item === id, first);
  await page.click('.gw-session [data-do="skip"]');
  await page.until(() => document.querySelector('.gw-screen .gw-not-loaded'));
  assert.equal(await page.words('.gw-session [data-do="next"]'), 'Finish');
  server.down = false;
  await page.click('.gw-screen button');
  await page.until(before => (document.querySelector('.gw-screen gw-question')?.item ?? before) !== before, first);
  assert.equal(await page.$eval('.gw-place', node => node.value), 'Question 2 of 2');
}, { allow: [/failed: net::|ERR_/] }));

test('a late question does not take the place of the one that was asked for after it', () => chromium.visit(`${study}#practice?count=3`, async page => {
  await ready(page);
  await shown(page);
  await page.evaluate(() => {
    const { question } = gw.bank;
    let first = true;
    gw.bank.question = async id => {
      const wait = first ? 400 : 0;
      first = false;
      await new Promise(done => { setTimeout(done, wait); });
      return question(id);
    };
    const skip = document.querySelector('.gw-session [data-do="skip"]');
    skip.click();
    skip.click();
  });
  await page.until(() => document.querySelector('.gw-place').value === 'Question 3 of 3');
  await new Promise(done => { setTimeout(done, 600); });
  const [item, id] = await page.evaluate(() => [document.querySelector('.gw-screen gw-question').item, gw.keep('set').get().ids[2]]);
  assert.equal(item, id);
}));

for (const browser of [chromium, firefox]) {
  test(`${browser.name}: the focus goes where the reader goes on`, () => browser.visit(`${study}#practice`, async page => {
    await ready(page);
    await page.focus('[data-do="now"]');
    await page.press('Enter');
    await shown(page);
    await page.until(() => document.activeElement.localName === 'h2');
    await page.focus('.gw-session [data-do="end"]');
    await page.press('Enter');
    await page.until(() => document.activeElement.localName === 'h1');
    await page.focus('.gw-outcome [data-do="new"]');
    await page.press('Enter');
    await page.until(() => document.activeElement.localName === 'h1');
    await page.evaluate(() => { location.hash = '#plan'; });
    await page.until(() => document.querySelector('.gw-plan-form').offsetParent);
    await page.$eval('[name="exam"]', node => { node.value = new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10); });
    await page.focus('.gw-plan-form [type="submit"]');
    await page.press('Enter');
    await page.until(() => !document.querySelector('[data-do="forget"]').hidden);
    await page.focus('[data-do="forget"]');
    await page.press('Enter');
    await page.until(() => document.activeElement.name === 'exam');
    await page.evaluate(() => { location.hash = '#data'; });
    await page.until(() => document.querySelector('[data-do="reset-answers"]').offsetParent);
    for (const name of ['reset-answers', 'undo-reset']) {
      await page.focus(`[data-do="${name}"]`);
      await page.press('Enter');
    }
    assert.deepEqual(await focused(page), ['button', 'reset-answers']);
  }));
}

test('a part of a view that is drawn anew keeps the focus', () => chromium.visit(`${study}#exam`, async page => {
  await ready(page);
  await page.evaluate(() => {
    gw.store.add('plan', { value: { exam: gw.fsrs.studyDay() + 30, start: gw.fsrs.studyDay(), weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 60 } });
    location.hash = '#plan';
  });
  await page.until(() => document.querySelectorAll('.gw-days a').length > 3);
  const place = () => page.evaluate(() => [document.activeElement.localName, document.activeElement.getAttribute('href')]);
  await page.focus('.gw-days li:nth-child(2) a');
  const before = await place();
  await page.evaluate(() => {
    globalThis.first = document.querySelector('.gw-days').firstElementChild;
    gw.store.add('flag', { item: 'q-1', on: true });
  });
  assert.deepEqual(await place(), before);
  assert.ok(await page.evaluate(() => first.isConnected), 'and what is as it was stays, so that it is not told again');
  // What changed is drawn anew; the focus goes to its like.
  await page.evaluate(() => gw.store.add('plan', { value: { ...gw.store.state().settings.plan.value, exam: gw.fsrs.studyDay() + 40 } }));
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'a');
}));

test('a result has the day that the clock said, also after the clock was a year ahead', () => chromium.visit(`${study}#result`, async page => {
  await ready(page);
  await page.evaluate(() => {
    const { now } = Date;
    const take = () => {
      const items = gw.bank.here.questions.slice(0, 3).map(({ id, rev }) => ({ id, rev, scored: true }));
      const form = gw.store.add('form', { mode: 'quiz', form: { items } });
      gw.store.add('submit', { form: form.id, items: items.map(() => ({ verdict: 'right' })) });
    };
    Date.now = () => now() + 365 * 864e5;
    take();
    Date.now = now;
    take();
    location.hash = '#result?';
  });
  await page.until(() => document.querySelectorAll('.gw-result-all tbody tr').length === 2);
  const [latest, first] = await page.$$eval('.gw-result-all tbody tr', rows => rows.map(row => row.textContent));
  const [year, next] = await page.evaluate(() => [gw.when(Date.now()), gw.when(Date.now() + 365 * 864e5)]);
  assert.ok(latest.includes(year) && first.includes(next), `${latest} ${first}`);
}));

test('a plan names a few of the chapters it has no room for, and the year of an exam that is far', () => chromium.visit(`${study}#plan`, async page => {
  await ready(page);
  const plan = days => page.evaluate(days => {
    const today = gw.fsrs.studyDay();
    const title = 'A chapter of this book';
    gw.bank.here.pages.splice(0, Infinity, ...Array.from({ length: 90 }, (_, at) => ({ path: `${at}.html`, title, task: '1.1', domain: '1', minutes: 30 })));
    gw.store.add('plan', { value: { exam: today + days, start: today, weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 60 } });
    const [line, left] = ['line', 'left'].map(name => document.querySelector(`.gw-plan-${name}`));
    return [line.textContent.trim(), left.textContent.trim(), left.hidden, new Date((today + days) * 864e5).getUTCFullYear()];
  }, days);
  const [, left] = await plan(2);
  assert.match(left, /^Not enough time for 90 chapters: (A chapter of this book, ){5}…\./);
  const [, , none] = await plan(0);
  assert.equal(none, true, 'on the day itself it is too late for that');
  const [line, , , year] = await plan(3653);
  assert.ok(line.endsWith(`${year}.`), line);
}));
