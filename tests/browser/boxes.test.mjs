// Layout of every kind of page and every state of the study tools, compared with what was looked at and found good: where
// the named parts stand, at four widths, in letters of our own. `boxes.json` holds them; pixels are not compared, so
// colours and words may change. Fails as well where something is wider than its page, clipped, or covers a control.
// `UPDATE=1` writes the boxes anew: look at the pages, then read the diff.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { small } from './mock.mjs';
import { ROOT, built, launched, served, temporary } from './support.mjs';

const FILE = join(ROOT, 'tests/browser/boxes.json');
const SIZES = [[1440, 900], [1280, 800], [820, 1180], [390, 844]];
// Letters are drawn a little otherwise on other machines, and a line more or less of them moves what follows.
const ALONG = 6;
const DOWN = 30;
/** Noon of a day: what pages say of days, and the clock of an exam, stay as they are. */
const NOON = Date.UTC(2026, 10, 25, 12);

const book = small(join(temporary(), 'book'));
appendFileSync(join(book, 'chapters/d1.md'), `\n## Cards {.cards}\n\n| id | situation | solution | deciding phrase | tempting alternative |\n| --- | --- | --- | --- | --- |\n${[1, 2, 3].map(nth => `| card-${nth} | A store must give single rows at once, for job ${nth} of a team that has no one to run servers. Which one fits? | The store of rows ${nth} | single rows at once | Files: read whole |`).join('\n')}\n`);
// Lists that a reader looks things up in.
const manifest = join(book, 'book.toml');
writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('[study]\n', '[study]\nglossary = "glossary.toml"\nservices = "services.toml"\n'));
const names = ['Buoy', 'Current', 'Harbour'];
writeFileSync(join(book, 'chapters/glossary.toml'), names.map(name => `[[term]]\nname = "${name}"\nmeaning = "What a pilot means by it, in one sentence that is long enough for two lines on a phone."\n`).join('\n'));
writeFileSync(join(book, 'chapters/services.toml'), names.map(name => `[[service]]\nid = "${name.toLowerCase()}"\nname = "${name} Store"\ncategory = "Stores"\nwhat = "Keeps what a pilot writes down, for as long as the harbour wants it."\nwhen = "Single rows must be there at once."\n`).join('\n'));
const server = await served(built(book));
const browser = launched('chromium');
const known = process.env.UPDATE ? {} : JSON.parse(readFileSync(FILE, 'utf8'));
const seen = {};

/** Parts by selector, the first of each that is to be seen, which must be there: of every page, and of every session. */
const FRAME = ['.gw-header', '.gw-bar', 'main', 'h1'];
const SHELL = ['.gw-shell:not([hidden])', '.gw-session-head', '.gw-along', '.gw-shell-work', '.gw-dock:not([hidden])', '.gw-dock:not([hidden]) .gw-primary'];

async function measure(page, state, parts) {
  const boxes = seen[state] = {};
  for (const [width, height] of SIZES) {
    // Without touch: a browser loads the page anew for that, and the state would be gone.
    await page.setViewport({ width, height });
    await page.until((width, height) => innerWidth === width && innerHeight === height && document.fonts.check('1em Letters'), width, height);
    await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    const { found, faults } = await page.evaluate(look, parts);
    boxes[width] = found;
    assert.deepEqual([...faults, ...parts.filter(part => !found[part])], [], `${state} at ${width}`);
    if (process.env.UPDATE) continue;
    for (const part of parts) {
      const [is, was] = [found[part], known[state]?.[width]?.[part]];
      const moved = !was || is.some((value, at) => Math.abs(value - was[at]) > (at % 2 ? DOWN : ALONG));
      assert.ok(!moved, `${state} at ${width}: ${part} stood at ${was}, and stands at ${is} (x, y, width, height)`);
    }
  }
}

/** In the page: boxes of the parts, and what is wrong at a glance. */
function look(parts) {
  const visible = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const found = {};
  for (const part of parts) {
    const node = [...document.querySelectorAll(part)].find(visible);
    if (!node) continue;
    const { left, top, width, height } = node.getBoundingClientRect();
    found[part] = [left, top + scrollY, width, height].map(Math.round);
  }
  const faults = [];
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > edge) faults.push(`${document.documentElement.scrollWidth - edge} pixels wider than the page`);
  for (const node of document.querySelectorAll('main *, .gw-header *')) {
    if (!visible(node) || node.closest('.gw-vh, svg')) continue;
    const style = getComputedStyle(node);
    const hides = node.clientWidth > 2 && /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && !style.webkitLineClamp.match(/\d/);
    if (hides && node.scrollWidth > node.clientWidth + 1 && node.textContent.trim()) faults.push(`clipped: ${node.outerHTML.slice(0, 100)}`);
  }
  for (const node of document.querySelectorAll('main :is(a, button, select, input, summary)')) {
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, edge) / 2, box.top + box.height / 2];
    if (!visible(node) || node.disabled || node.closest('.gw-vh') || box.width < 8 || box.height < 8 || x < 0 || y < 0 || x > edge || y > innerHeight) continue;
    const top = document.elementFromPoint(x, y);
    // The bars at the edges may lie over what scrolls below them.
    if (top && !node.contains(top) && !top.contains(node) && !top.closest('.gw-bar, .gw-header, .gw-dock, label')) faults.push(`covered: ${node.outerHTML.slice(0, 100)} by ${top.outerHTML.slice(0, 60)}`);
  }
  return { found, faults };
}

/** A reader at noon of that day, whose pages are set in wide letters. */
const reader = act => browser.reader(async ({ visit }) => {
  const page = await visit(`${server.url}404.html`, { letters: 'wide', media: [{ name: 'prefers-reduced-motion', value: 'reduce' }] });
  await page.evaluateOnNewDocument(noon => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given) { super(...given.length ? given : [noon]); }
      static now() { return noon; }
    };
  }, NOON);
  const go = async path => {
    // From one view to another the page itself would stay.
    await page.go(`${server.url}404.html`);
    await page.go(server.url + path);
    await page.until(() => !document.querySelector('gw-study') || document.querySelector('gw-study[data-ready]'));
  };
  await act(page, go);
});

const click = (page, selector) => page.$eval(selector, node => node.click());
const settled = (page, selector) => page.until(selector => [...document.querySelectorAll(selector)].some(node => node.checkVisibility()), selector);
/** Answers the question in a place, right or wrong, as the controls would. */
const answer = (page, within, right) => page.$eval(`${within} gw-question`, (question, right) => {
  const other = [...question.querySelectorAll('[data-entry]')].map(entry => entry.dataset.entry).find(id => !question.key.includes(id));
  question.pick(right ? question.key : [...question.key.slice(1), other]);
  question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
}, right);

test('pages to read stand as they did', () => reader(async (page, go) => {
  await go('index.html');
  await measure(page, 'home of a newcomer', [...FRAME, '.gw-continue', 'gw-today .gw-actions', '.gw-exam-facts', '.gw-domains', '.gw-outline']);
  await go('contents.html');
  await measure(page, 'contents', [...FRAME, '.gw-lead', '.gw-contents']);
  await go('objectives.html');
  await measure(page, 'objectives', [...FRAME, '.gw-lead', '.gw-coverage', '.gw-objectives']);
  await go('glossary.html');
  await measure(page, 'glossary', [...FRAME, '.gw-lead', '.gw-filter', '.gw-letters', '.gw-letter']);
  await go('services.html');
  await measure(page, 'services', [...FRAME, '.gw-lead', '.gw-filter', '.gw-service']);
  await go('search.html#q=pilot');
  await settled(page, '.gw-hits a');
  await measure(page, 'search with hits', [...FRAME, '.gw-hits', '.gw-hits li']);
  await go('print.html');
  await measure(page, 'print page', ['h1', '.gw-book-contents']);
  await go('d1.html');
  const QUESTION = ['gw-question', 'gw-question .gw-stem', 'gw-question .gw-given', 'gw-question .gw-ask-foot'];
  const VERDICT = [...QUESTION, 'gw-question .gw-verdict', 'gw-question .gw-answer'];
  await measure(page, 'chapter, question unanswered', [...FRAME, '.gw-facts', '.gw-prose', ...QUESTION, 'gw-question .gw-sure']);
  await answer(page, '.gw-prose', true);
  await click(page, 'gw-question [type="submit"]');
  await measure(page, 'question right', VERDICT);
  await click(page, 'gw-question [data-do="again"]');
  await answer(page, '.gw-prose', false);
  await click(page, 'gw-question [type="submit"]');
  await measure(page, 'question wrong', VERDICT);
}));

test('practice and cards stand as they did', () => reader(async (page, go) => {
  await go('study.html#practice');
  await measure(page, 'practice', [...FRAME, '.gw-setup-now', '.gw-which', '.gw-where', '.gw-kinds', '.gw-setup-start', '.gw-matching']);
  await go('study.html#practice?ids=q-1,q-2');
  await settled(page, '.gw-session gw-question');
  await measure(page, 'a set, before the answer', [...SHELL, '.gw-session gw-question .gw-given']);
  await answer(page, '.gw-session', false);
  await click(page, '.gw-session [data-do="next"]');
  await measure(page, 'a set, after a wrong answer', [...SHELL, '.gw-session gw-question .gw-given', '.gw-session gw-question .gw-verdict']);
  await click(page, '.gw-session [data-do="end"]');
  await settled(page, '.gw-outcome-line');
  await measure(page, 'a set at its end', [...FRAME, '.gw-outcome-line', '.gw-outcome-next', '.gw-outcome .gw-actions', '.gw-outcome-list']);
  await go('study.html#cards');
  await measure(page, 'cards', [...FRAME, '.gw-deck-head', '.gw-deck-go', '.gw-deck-settings']);
  await click(page, '.gw-deck-go [data-do="start"]');
  await settled(page, '.gw-card-front');
  await measure(page, 'a card in front', [...SHELL, '.gw-card-front']);
  await click(page, '[data-do="turn"]');
  await measure(page, 'a card turned', [...SHELL, '.gw-card-front', '.gw-card-back', '.gw-grades']);
}));

test('the exam stands as it did', () => reader(async (page, go) => {
  await go('study.html#exam?code=boxes');
  await measure(page, 'exam, before the start', [...FRAME, '.gw-exam-rules', '.gw-exam-modes', '.gw-exam-row', '.gw-exam-more', '.gw-exam-word', '.gw-exam-form > .gw-actions']);
  await click(page, '.gw-exam-form [type="submit"]');
  await settled(page, 'gw-sitting gw-question');
  const SITTING = ['gw-sitting', '.gw-sit-bar', '.gw-sit-time', '.gw-sit-place', '.gw-sit-screen', '.gw-sit-foot'];
  await measure(page, 'exam under way', SITTING);
  for (let nth = 0; nth < 3; nth += 1) {
    await answer(page, 'gw-sitting', nth !== 1);
    await click(page, 'gw-sitting [data-do="next"]');
    await page.until(nth => document.querySelector('.gw-sit-place').textContent.includes(nth), nth + 2);
  }
  await click(page, 'gw-sitting [data-do="grid"]');
  await measure(page, 'exam, overview', ['.gw-sit-bar', '.gw-sit-grid', '.gw-sit-legend', '.gw-sit-cells', '.gw-sit-grid .gw-actions']);
  await click(page, '.gw-sit-grid [data-do="end"]');
  await measure(page, 'exam, before it is submitted', ['.gw-sit-bar', '.gw-sit-end h2', '.gw-sit-open', '.gw-sit-end .gw-actions']);
  await click(page, '.gw-sit-end [data-do="submit"]');
  await settled(page, '.gw-result-one');
  await measure(page, 'result', [...FRAME, '.gw-result-head', '.gw-result-facts', '[data-slot="domains"]', '[data-slot="next"]', '[data-slot="how"]', '.gw-result-filter']);
  await go('study.html#result');
  await measure(page, 'all results', [...FRAME, '.gw-result-all']);
  await go('study.html#progress');
  await measure(page, 'progress', [...FRAME, '.gw-ready', '.gw-mastery', '.gw-covered']);
  await go('study.html#data');
  await measure(page, 'your data', [...FRAME, '.gw-data-where', '.gw-data-last', '.gw-erase']);
  await go('study.html#plan');
  await page.evaluate(() => {
    const today = gw.fsrs.studyDay();
    gw.store.add('plan', { value: { exam: today + 30, start: today, weekdays: [1, 2, 3, 4, 5], minutes: 60 } });
  });
  await settled(page, '.gw-days li');
  await measure(page, 'plan', [...FRAME, '.gw-plan-form', '.gw-plan-line', '.gw-plan-view .gw-actions', '.gw-days', '.gw-days li']);
  await go('index.html');
  await settled(page, '.gw-today-plan a');
  await measure(page, 'home on a day of the plan', [...FRAME, '.gw-today-told', '.gw-today-exam', '.gw-today-plan', '.gw-domains']);
}));

after(() => {
  if (!process.env.UPDATE) return;
  const lines = sizes => Object.entries(sizes).map(([width, boxes]) => `    "${width}": ${JSON.stringify(boxes)}`).join(',\n');
  writeFileSync(FILE, `{\n${Object.entries(seen).map(([state, sizes]) => `  "${state}": {\n${lines(sizes)}\n  }`).join(',\n')}\n}\n`);
});
