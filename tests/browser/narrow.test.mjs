// A day of study on the narrowest screens: home and every view of the study page at 320 pixels, light, dark and in forced colours,
// from a folder and from a server. A checker finds nothing serious, nothing is past the edge, every control is large
// enough to be met, and the focus is never lost on the way.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whole } from './mock.mjs';
import { ROOT, built, folder, launched, served, temporary } from './support.mjs';

const AXE = readFileSync(join(ROOT, 'tests/node_modules/axe-core/axe.min.js'), 'utf8');
const book = whole(join(temporary(), 'book'));
appendFileSync(join(book, 'chapters/d1.md'), `\n## Cards {.cards}\n\n| id | situation | solution | deciding phrase | tempting alternative |\n| --- | --- | --- | --- | --- |\n${[1, 2].map(nth => `| card-${nth} | A store must give single rows at once, for job ${nth} of a team that has no one to run servers. Which one fits? | The store of rows ${nth} | single rows at once | Files: read whole |`).join('\n')}\n`);
const site = built(book);
const server = await served(site);
const chromium = launched('chromium');
const NARROW = { width: 320, height: 640 };

/** In the page: what a reader with a finger, or with a keyboard, meets there. */
function look() {
  const faults = [];
  const edge = document.documentElement.clientWidth;
  const name = node => node.outerHTML.replace(/\s+/g, ' ').slice(0, 110);
  if (document.documentElement.scrollWidth > edge) faults.push(`${document.documentElement.scrollWidth - edge} pixels wider than the page`);
  for (const node of document.querySelectorAll('main :is(a, button, input, select, summary, textarea)')) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('.gw-vh, p, li > a, td, th') && node.matches('a')) continue;
    const { width, height } = (node.matches('input') && node.closest('label') || node).getBoundingClientRect();
    if (width && (width < 23.5 || height < 23.5)) faults.push(`${Math.round(width)}×${Math.round(height)}: ${name(node)}`);
  }
  // No word of a table is broken, and no sign of a list stands outside the page.
  const range = document.createRange();
  for (const cell of document.querySelectorAll('main :is(th, td)')) {
    // Some heads are there for those who listen.
    if (!cell.checkVisibility() || cell.getBoundingClientRect().width < 2) continue;
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = walk.nextNode());) {
      for (const { 0: word, index } of text.data.matchAll(/\p{L}+/gu)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) faults.push(`a broken word: ${word}`);
      }
    }
  }
  for (const item of document.querySelectorAll('main li')) {
    const { listStyleType, display } = getComputedStyle(item);
    if (listStyleType !== 'none' && display === 'list-item' && item.checkVisibility() && item.getBoundingClientRect().left < 24) faults.push(`its sign is outside: ${name(item)}`);
  }
  // A sign is its ground, seen through a mask: in the colour of the page nobody sees it.
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const node of document.querySelectorAll('main *')) {
    for (const part of [null, '::before', '::after']) {
      const style = getComputedStyle(node, part);
      if (style.maskImage !== 'none' && style.backgroundColor === ground && node.checkVisibility()) faults.push(`a sign nobody sees: ${name(node)}`);
    }
  }
  return faults;
}

/** Goes through a day, and gives what `check(page, view)` says of every view. */
async function day(page, check) {
  const found = [];
  const at = async (view, lost) => {
    if (lost !== false && await page.evaluate(() => document.activeElement === document.body)) found.push(`${view}: the focus is lost`);
    found.push(...(await check(page)).map(fault => `${view}: ${fault}`));
  };
  const shown = selector => page.until(selector => [...document.querySelectorAll(selector)].some(node => node.checkVisibility()), selector);
  const press = async (selector, then) => {
    await page.$eval(selector, node => node.scrollIntoView({ block: 'center' }));
    await page.click(selector);
    if (then) await shown(then);
  };
  const view = async hash => {
    await page.evaluate(hash => { location.hash = hash; }, hash);
    await page.until(hash => !document.querySelector(`[data-route="${hash.slice(1).split('?')[0]}"]`).hidden, hash);
  };
  /** Picks an answer as the controls would. */
  const pick = (within, isRight) => page.$eval(`${within} gw-question`, (question, isRight) => {
    const other = [...question.querySelectorAll('[data-entry]')].map(({ dataset }) => dataset.entry).find(id => !question.key.includes(id));
    question.pick(isRight ? question.key : question.querySelector('.gw-slot') ? question.key.toReversed() : [...question.key.slice(1), other]);
    question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
  }, isRight);

  await view('#practice');
  await at('practice', false);
  for (const kind of ['choice', 'multi', 'order', 'match']) {
    // The same question each time: what a test says must not hang on what is drawn.
    const first = await page.evaluate(kind => gw.bank.here.questions.find(each => each.kind === kind && each.pool !== 'exam' && !each.case).id, kind);
    await view(`#practice?ids=${first}`);
    await shown('.gw-session gw-question');
    await at(`practice, ${kind}`);
    await pick('.gw-session', false);
    await press('.gw-session [data-do="next"]', '.gw-session .gw-verdict');
    await at(`practice, ${kind}, its reasons`);
    await press('.gw-session [data-do="next"]', '.gw-outcome-line');
    await at(`practice, ${kind}, its end`);
  }
  await view('#cards');
  await at('cards', false);
  await press('.gw-deck-go [data-do="start"]', '.gw-card-front');
  await at('a card');
  await press('[data-do="turn"]', '.gw-grades');
  await at('a card turned');
  await press('.gw-grades button', '.gw-card-front');
  await at('the next card');
  await press('.gw-turn [data-do="end"]', '.gw-deck-end');
  await at('cards, their end');
  await view('#exam?code=narrow');
  await at('exam', false);
  await press('.gw-exam-modes [value="quiz"]');
  await page.select('.gw-exam-form [name="size"]', await page.$eval('.gw-exam-form [name="size"]', select => select.options[0].value));
  await press('.gw-exam-form [type="submit"]', 'gw-sitting gw-question');
  await at('exam, under way');
  const items = await page.evaluate(() => gw.store.run.get().items.length);
  for (let nth = 0; nth < items - 1; nth += 1) {
    await pick('gw-sitting', nth % 3 > 0);
    await press('gw-sitting [data-do="next"]');
    await page.until(nth => document.querySelector('.gw-sit-place').textContent.includes(nth), nth + 2);
    if (nth === 0) await at('exam, the next question');
  }
  await press('.gw-sit-bar [data-do="grid"]', '.gw-sit-grid');
  await at('exam, overview');
  await press('.gw-sit-grid [data-do="end"]', '.gw-sit-end');
  await at('exam, before it is submitted');
  await press('.gw-sit-end [data-do="submit"]', '.gw-result-one');
  await page.until(() => document.querySelector('gw-scale svg, .gw-result-verdict'));
  await at('result');
  await press('.gw-result-questions li summary', '.gw-review gw-question, .gw-result-questions gw-question');
  await at('result, a question');
  await view('#result');
  await shown('.gw-result-all');
  await at('all results', false);
  await view('#plan');
  await at('plan, not made', false);
  await page.evaluate(() => {
    const today = gw.fsrs.studyDay();
    gw.store.add('plan', { value: { exam: today + 30, start: today, weekdays: [0, 1, 2, 3, 4, 5, 6], minutes: 60 } });
  });
  await shown('.gw-days li');
  await at('plan', false);
  await view('#progress');
  await shown('.gw-mastery');
  await at('progress', false);
  await view('#data');
  await at('data', false);
  return found;
}

const WAYS = { light: [server.url, { 'prefers-color-scheme': 'light' }], dark: [folder(site), { 'prefers-color-scheme': 'dark' }], 'forced colours': [server.url, { 'forced-colors': 'active' }] };

for (const [way, [base, media]] of Object.entries(WAYS)) {
  test(`a day of study at 320 pixels, ${way}`, () => chromium.reader(async ({ visit }) => {
    const page = await visit(`${base}index.html`, { viewport: NARROW });
    const client = await page.createCDPSession();
    await client.send('Emulation.setEmulatedMedia', { features: Object.entries(media).map(([name, value]) => ({ name, value })) });
    const check = async () => [...await page.evaluate(look), ...await page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'], preload: false });
      return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    })];
    await page.evaluate(AXE);
    const found = (await check()).map(fault => `home: ${fault}`);
    await page.go(`${base}study.html`);
    await page.until(() => document.querySelector('gw-study[data-ready]'));
    await page.evaluate(AXE);
    found.push(...await day(page, check));
    assert.deepEqual(found, []);
  }));
}
