// What a reader does on the study page and at the end of a chapter: answers of every kind by keyboard and by clicks,
// practice sets, cards, plan, progress, a copy carried to another browser, a browser that keeps nothing.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, built, folder, launched, served, temporary } from './support.mjs';

const guide = built();
const small = built(kinds());
const server = await served(guide, '/guide/');

const study = root => `${root}study.html`;
const opened = page => page.until(() => document.querySelector('gw-study[data-ready]'));
const view = async (page, hash) => {
  await page.evaluate(to => { location.hash = to; }, hash);
  await page.until(to => !document.querySelector(`[data-route="${to.slice(1).split('?')[0]}"]`).hidden, hash);
};
/** A visit after the page was closed, not a change of the address behind #. */
const again = async page => {
  await page.reload({ waitUntil: 'load' });
  await opened(page);
};
const log = page => page.evaluate(async () => {
  await gw.store.ready;
  return gw.store.log().events.map(({ type, item, verdict, grade, where }) => ({ type, item, verdict, grade, where }));
});
/** Sets the question in a session right, or wrong, through its own controls' values. */
const fill = (page, right) => page.evaluate(wish => {
  const question = document.querySelector('.gw-screen gw-question');
  const ids = [...question.querySelectorAll('[data-entry]')].map(({ dataset }) => dataset.entry);
  const { key } = question;
  if (wish) question.pick(key);
  else if (question.querySelector('.gw-slot')) question.pick([...key.slice(1), key[0]].map((id, at) => (at ? id : ids.find(other => other !== key[0]))));
  else question.pick([ids.find(id => !key.includes(id)), ...key.slice(1)]);
}, right);

/** The golden book with a question of every kind, its headings one level up so that it builds without an error. */
function kinds() {
  const book = join(temporary(), 'kinds');
  cpSync(`${ROOT}tests/books/study`, book, { recursive: true });
  const file = join(book, 'chapters/kinds.md');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n###', '\n##'));
  return book;
}

/** Every kind of the small book's chapter: what is pressed, or clicked, to answer it right. */
const KEYBOARD = {
  one: async (page, key) => {
    await page.focus(`[data-id="one"] input[value="${key[0]}"]`);
    await page.press(' ', 'Enter');
  },
  two: async (page, key) => {
    for (const id of key) {
      await page.focus(`[data-id="two"] input[value="${id}"]`);
      await page.press(' ');
    }
    await page.press('Enter');
  },
  three: slots('three'),
  four: slots('four'),
  seven: async (page, key) => {
    await page.focus(`[data-id="seven"] input[value="${key[0]}"]`);
    await page.press(' ', 'Enter');
  },
};
function slots(id) {
  return async (page, key) => {
    const selects = await page.$$(`[data-id="${id}"] select`);
    for (const [at, select] of selects.entries()) {
      const steps = await select.evaluate((node, wanted) => [...node.options].findIndex(({ value }) => value === wanted), key[at]);
      await select.focus();
      for (let n = 0; n < steps; n += 1) await page.press('ArrowDown');
      assert.equal(await select.evaluate(node => node.value), key[at]);
    }
    for (let n = 0; n < 12; n += 1) {
      await page.press('Tab');
      if (await page.evaluate(() => document.activeElement.matches('button[type="submit"]'))) break;
    }
    await page.press('Enter');
  };
}
const CLICKS = {
  one: async (page, key) => page.click(`[data-id="one"] li[data-entry="${key[0]}"] label`),
  two: async (page, key) => { for (const id of key) await page.click(`[data-id="two"] li[data-entry="${id}"] label`); },
  three: pick('three'),
  four: pick('four'),
  seven: async (page, key) => {
    await drawn(page);
    await page.click(`[data-id="seven"] [data-area="${key[0]}"] rect`);
  },
};
function pick(id) {
  return async (page, key) => {
    for (const [at, select] of (await page.$$(`[data-id="${id}"] select`)).entries()) await select.select(key[at]);
  };
}

/** The picture of the hotspot is loaded once it comes into view. */
async function drawn(page) {
  await page.$eval('[data-id="seven"] img', picture => picture.scrollIntoView({ block: 'center' }));
  await page.until(() => document.querySelector('[data-id="seven"] img').naturalWidth > 0);
}

for (const name of ['chromium', 'firefox']) {
  const browser = launched(name);

  for (const [how, ways] of Object.entries({ keyboard: KEYBOARD, clicks: CLICKS })) {
    test(`${name}: every kind is answered by ${how} alone, and the answer is there after a reload`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${folder(small)}kinds.html`);
      for (const [id, act] of Object.entries(ways)) {
        const key = await page.$eval(`[data-id="${id}"]`, node => node.dataset.key.split(' '));
        const phrase = () => page.$$eval(`[data-of="${id}"]`, list => list.map(part => [part.textContent, 'lit' in part.dataset]));
        assert.deepEqual(await phrase(), id === 'one' ? [['Which', false]] : [], `${id}: the deciding phrase gives nothing away`);
        await act(page, key);
        if (how === 'clicks') await page.click(`[data-id="${id}"] button[type="submit"]`);
        await page.until(which => document.querySelector(`[data-id="${which}"]`).dataset.verdict, id);
        assert.equal(await page.$eval(`[data-id="${id}"]`, node => node.dataset.verdict), 'right', id);
        assert.equal(await page.evaluate(() => document.activeElement.className), 'gw-verdict', 'the focus goes to the verdict');
        assert.ok((await phrase()).every(([, lit]) => lit), `${id}: the deciding phrase is marked`);
      }
      await page.reload();
      await page.until(count => document.querySelectorAll('gw-question[data-verdict="right"]').length === count, Object.keys(ways).length);
    }));
  }

  test(`${name}: areas of a picture show what was picked, and what was right`, () => browser.visit(`${folder(small)}kinds.html`, async page => {
    const areas = () => page.$$eval('[data-id="seven"] [data-area]', list => list.map(({ dataset: { picked, mark } }) => mark ?? (picked === undefined ? '' : 'picked')));
    await drawn(page);
    await page.click('[data-id="seven"] [data-area="1"] rect');
    assert.deepEqual(await areas(), ['picked', '']);
    assert.ok(await page.$eval('[data-id="seven"] input[value="1"]', input => input.checked), 'the list says the same');
    await page.click('[data-id="seven"] button[type="submit"]');
    await page.until(() => document.querySelector('[data-id="seven"]').dataset.verdict === 'wrong');
    assert.deepEqual(await areas(), ['slip', 'missed']);
    await page.click('[data-id="seven"] [data-area="2"] rect');
    assert.deepEqual(await areas(), ['slip', 'missed'], 'what is graded stays');
    await page.click('[data-id="seven"] [data-do="again"]');
    assert.deepEqual(await areas(), ['', '']);
    assert.deepEqual(await page.$$eval('[data-id="seven"] [data-entry]', list => list.map(({ dataset }) => dataset.entry)), ['1', '2'], 'the list keeps the order of the numbers');
  }));

  test(`${name}: a wrong answer is told how far it got`, () => browser.visit(`${folder(small)}kinds.html`, async page => {
    const said = {};
    for (const id of ['one', 'two', 'three', 'four']) {
      said[id] = await page.$eval(`[data-id="${id}"]`, node => {
        // The first of the key stays; the second is swapped for another entry.
        const key = node.dataset.key.split(' ');
        const ids = [...node.querySelectorAll('[data-entry]')].map(({ dataset }) => dataset.entry);
        node.pick(key.length > 1 ? [key[0], ids.find(other => !key.slice(0, 2).includes(other)) ?? '', ...key.slice(2)] : [ids.find(other => other !== key[0])]);
        node.querySelector('form').requestSubmit();
        return node.querySelector('.gw-verdict').textContent;
      });
    }
    assert.deepEqual(said, {
      one: 'Incorrect', two: 'Incorrect: 1 of 2 correct choices', three: 'Incorrect: 1 of 2 steps in place', four: 'Incorrect: 1 of 2 pairs',
    });
    // On a phone the words go on beside the sign, not below it.
    await page.setViewport({ width: 320, height: 700 });
    const { first, whole } = await page.$eval('[data-id="three"] .gw-verdict', node => {
      const words = document.createRange();
      words.selectNodeContents(node.firstChild);
      return { first: words.getClientRects()[0].top, whole: node.getBoundingClientRect().top };
    });
    assert.ok(first - whole < 8, `${first - whole} pixels below the sign`);
  }));

  test(`${name}, folder: what was answered in a chapter is on the progress page`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${folder(guide)}data/formats.html`);
    await page.evaluate(() => gw.store.ready);
    const id = await page.$eval('gw-question[data-kind="choice"]', node => {
      node.pick(node.dataset.key.split(' '));
      node.querySelector('form').requestSubmit();
      return node.dataset.id;
    });
    await page.go(`${study(folder(guide))}#progress`);
    await opened(page);
    assert.deepEqual((await log(page)).map(({ item, verdict }) => [item, verdict]), [[id, 'right']]);
    const words = await page.$$eval('.gw-mastery-words', list => list.map(node => node.textContent.trim()));
    assert.deepEqual(words.filter(text => text !== 'no answers yet'), ['1 of 1 right'], 'no share from one answer');
  }));

  for (const [where, root] of Object.entries({ folder: folder(guide), server: server.url })) {
    test(`${name}, ${where}: a practice set, reloaded in the middle, finished, its misses practised`, () => browser.reader(async ({ visit }) => {
      const page = await visit(study(root));
      await opened(page);
      await page.click('[data-do="now"]');
      for (let at = 0; at < 10; at += 1) {
        if (at === 4) {
          const ids = await page.evaluate(() => gw.keep('set').get().ids);
          await again(page);
          assert.deepEqual(await page.evaluate(() => gw.keep('set').get().ids), ids);
        }
        await page.until(n => document.querySelector('.gw-place').value.startsWith(`Question ${n} of`), at + 1);
        await fill(page, at % 3 > 0);
        assert.equal(await page.words('.gw-session [data-do="next"]'), 'Check answer');
        const foot = () => page.$eval('.gw-session [data-do="next"]', button => Math.round(button.getBoundingClientRect().top));
        const before = await foot();
        await page.click('.gw-session [data-do="next"]');
        await page.until(() => document.querySelector('.gw-screen .gw-verdict:not([hidden])'));
        assert.equal(await foot(), before, 'Check and Next are in one place');
        assert.deepEqual(await page.$$eval('.gw-session .gw-dock-more button', more => more.filter(each => each.checkVisibility()).map(each => each.dataset.do)), [], 'nothing is left to reveal');
        if (at === 0) await page.$eval('[data-do="flag"]', button => button.click());
        await page.click('.gw-session [data-do="next"]');
      }
      await page.until(() => !document.querySelector('.gw-outcome').hidden);
      assert.equal(await page.words('.gw-outcome-line'), '6 of 10 right.');
      assert.equal((await log(page)).filter(({ where: place }) => place === 'practice').length, 10);
      await page.click('.gw-outcome-list summary');
      await page.until(() => document.querySelector('.gw-outcome-list gw-question[data-verdict]'));
      await page.click('[data-do="misses"]');
      await page.until(() => document.querySelector('.gw-place').value === 'Question 1 of 4');
      await page.click('[data-do="end"]');
      await page.click('[data-do="new"]');
      await page.click('input[name="which"][value="flagged"]');
      assert.match(await page.$eval('.gw-matching', node => node.value), /^1 question/);
    }));
  }

  test(`${name}: a set with reasons at the end shows none before`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${study(server.url)}#practice?count=2&kind=choice&feedback=end`);
    await opened(page);
    for (let at = 0; at < 2; at += 1) {
      await page.until(n => document.querySelector('.gw-place').value === `Question ${n} of 2`, at + 1);
      await fill(page, at === 0);
      await page.click('.gw-session [data-do="next"]');
      assert.equal(await page.$('.gw-screen .gw-verdict:not([hidden])'), null);
    }
    await page.until(() => !document.querySelector('.gw-outcome').hidden);
    assert.equal(await page.words('.gw-outcome-line'), '1 of 2 right.');
  }));

  test(`${name}, folder: cards are turned, graded by keyboard, taken back and kept`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${study(folder(guide))}#cards`);
    await opened(page);
    await page.click('[data-do="start"]:not(form *)');
    await page.until(() => document.querySelector('.gw-turn .gw-card'));
    const front = await page.words('.gw-card-front');
    assert.equal(await page.$eval('.gw-card-back', node => node.hidden), true, 'the solution is asked for first');
    // A card in two strokes.
    await page.press(' ');
    assert.equal(await page.$eval('.gw-card-back', node => node.hidden), false);
    await page.press('2');
    await page.until(before => document.querySelector('.gw-card-front').textContent.trim() !== before, front);
    await page.click('.gw-turn [data-do="undo"]');
    await page.until(before => document.querySelector('.gw-card-front').textContent.replace(/\s+/g, ' ').trim() === before, front);
    await page.click('[data-do="turn"]');
    await page.click('[data-grade="1"]');
    // The next card has the focus once it is there.
    await page.until(() => document.activeElement.matches('.gw-card-front'));
    await page.press('Enter', '2');
    await page.until(() => Object.keys(gw.store.state().cards).length === 2);
    await again(page);
    assert.deepEqual((await log(page)).map(({ type }) => type), ['review', 'reset', 'review', 'review']);
    assert.equal(await page.evaluate(() => Object.values(gw.store.state().cards)[0].reps), 1);
    // Back by several steps, also after a reload; the new card is given back.
    await page.click('.gw-deck-start [data-do="undo"]');
    await page.until(() => document.querySelector('.gw-turn .gw-card'));
    assert.equal(await page.evaluate(() => Object.keys(gw.store.state().cards).length), 1);
    await page.click('.gw-turn [data-do="undo"]');
    await page.until(() => Object.keys(gw.store.state().cards).length === 0);
    assert.equal(await page.words('.gw-card-front'), front);
    await page.click('[data-do="turn"]');
    await page.click('[data-grade="1"]');
    await page.click('.gw-turn [data-do="end"]');
    assert.match(await page.words('.gw-deck-end .gw-outcome-line'), /^0 of 1 card known\. 1 missed\. 1 new\.$/);
    await page.click('[data-do="overview"]');
    await page.until(() => /again today/.test(document.querySelector('.gw-due').value));
  }));

  test(`${name}: a plan leads to the exam, as a calendar too, and a failed exam waits its days`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${study(server.url)}#plan`);
    await opened(page);
    const date = days => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
    await page.$eval('[name="exam"]', (node, value) => { node.value = value; }, date(-3));
    await page.$eval('.gw-plan-form', form => { form.noValidate = true; form.requestSubmit(); });
    assert.match(await page.words('.gw-plan-fault'), /after today/);
    await page.$eval('[name="exam"]', (node, value) => { node.value = value; }, date(40));
    // Every day, so that today is one of them.
    await page.$$eval('[name="weekday"]:not(:checked)', boxes => boxes.forEach(box => box.click()));
    await page.click('.gw-plan-form [type="submit"]');
    await page.until(() => document.querySelectorAll('.gw-days > li').length > 20);
    const calendar = await page.evaluate(() => new Promise(done => {
      gw.download = (file, text) => done(text);
      document.querySelector('[data-do="calendar"]').click();
    }));
    assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
    assert.equal(calendar.match(/BEGIN:VEVENT/g).length, 1 + await page.$$eval('.gw-days > li', list => list.length));
    const lines = await page.$$eval('.gw-days a', list => list.map(link => link.textContent));
    for (const [kind, line] of Object.entries({ read: /^Read: .+ – \d+ min$/, set: /^Questions: \d+ \(\d\.\d\) – \d+ min$/, cards: /^New cards: \d+ – \d+ min$/, mock: /^Mock exam – 130 min$/ })) {
      assert.ok(lines.some(each => line.test(each)), `${kind}: ${lines.slice(0, 20)}`);
    }
    assert.ok(calendar.replaceAll('\r\n ', '').includes(`DESCRIPTION:${lines[0]}`));
    await view(page, '#cards');
    await page.until(() => !document.querySelector('.gw-forecast').hidden);
    const [, planned] = /^New cards: (\d+)/.exec(lines.find(line => line.startsWith('New cards')));
    assert.match(await page.words('.gw-due'), new RegExp(`\\b${planned} new`), 'the deck deals what the plan says');
    await view(page, '#plan');
    await page.click('.gw-failed summary');
    await page.$eval('[name="failed"]', (node, value) => { node.value = value; }, date(-1));
    await page.click('.gw-failed [type="submit"]');
    assert.match(await page.words('.gw-failed-words'), /14 days later/);
    const [exam, today] = await page.evaluate(() => [gw.store.state().settings.plan.value.exam, gw.fsrs.studyDay(Date.now())]);
    assert.ok(exam - today >= 12 && exam - today <= 14);
  }));

  test(`${name}, folder: a copy carried to another browser gives the same history, twice too`, () => browser.reader(async ({ visit }) => {
    const page = await visit(`${study(folder(guide))}#practice?count=3`);
    await opened(page);
    for (let at = 0; at < 3; at += 1) {
      await page.until(n => document.querySelector('.gw-place').value.startsWith(`Question ${n} of`), at + 1);
      await fill(page, at === 1);
      await page.click('.gw-session [data-do="next"]');
      await page.click('.gw-session [data-do="next"]');
    }
    await view(page, '#data');
    const copy = await page.evaluate(() => new Promise(done => {
      gw.download = (file, bytes) => done(gw.pack.letters(bytes));
      document.querySelector('[data-do="export"]').click();
    }));
    const history = (await log(page)).filter(({ type }) => type === 'answer');
    assert.equal(history.length, 3);
    await browser.reader(async other => {
      const fresh = await other.visit(`${study(folder(guide))}#data`);
      await opened(fresh);
      const bring = async text => {
        await fresh.$eval('[name="text"]', (node, value) => { node.value = value; }, text);
        await fresh.$eval('[data-do="paste"]', button => button.click());
      };
      await bring(`${copy.slice(0, 90)}${copy[90] === 'A' ? 'B' : 'A'}${copy.slice(91)}`);
      await fresh.until(() => /cannot be read/.test(document.querySelector('.gw-data-fault').textContent));
      await bring(copy);
      await fresh.until(() => /^3 new, 0 already here/.test(document.querySelector('.gw-incoming p')?.textContent));
      await fresh.click('[data-do="take"]');
      await fresh.until(() => gw.store.log().events.length === 4);
      assert.deepEqual((await log(fresh)).filter(({ type }) => type !== 'import'), history);
      const state = await fresh.evaluate(() => JSON.stringify(gw.store.state()));
      await bring(copy);
      await fresh.until(() => /^0 new, 3 already here/.test(document.querySelector('.gw-incoming p')?.textContent));
      await fresh.click('[data-do="take"]');
      await fresh.until(() => gw.store.log().events.length === 5);
      assert.equal(await fresh.evaluate(() => JSON.stringify(gw.store.state())), state);
      await again(fresh);
      assert.deepEqual((await log(fresh)).filter(({ type }) => type === 'answer'), history);
      await fresh.click('.gw-erase summary');
      await Promise.all([fresh.waitForNavigation(), fresh.click('[data-do="erase"]')]);
      await opened(fresh);
      assert.deepEqual(await log(fresh), []);
    });
  }));

  test(`${name}: two tabs see each other's answers`, () => browser.reader(async ({ visit }) => {
    const one = await visit(`${study(server.url)}#progress`);
    const two = await visit(`${study(server.url)}#progress`);
    await opened(one);
    await opened(two);
    await one.evaluate(() => gw.store.add('answer', { item: 'formats-wide-csv', rev: 1, verdict: 'right', where: 'check' }));
    await two.until(() => gw.store.log().events.length === 1);
    await two.evaluate(() => gw.store.add('flag', { item: 'formats-wide-csv', on: true }));
    await one.until(() => gw.store.state().flags['formats-wide-csv']?.on);
  }));

  test(`${name}: a browser that keeps nothing says so, and everything works until the page is left`, () => browser.reader(async ({ context }) => {
    const page = await context.newPage();
    await page.evaluateOnNewDocument(() => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } });
    });
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(`${study(server.url)}#practice?count=2`);
    await page.waitForSelector('.gw-notice[data-kind="none"]');
    await page.waitForSelector('.gw-screen gw-question');
    await fill(page, true);
    await page.click('.gw-session [data-do="next"]');
    await page.waitForSelector('.gw-screen .gw-verdict[data-verdict="right"]');
    assert.deepEqual(errors, []);
  }));

  test(`${name}: a damaged part is set aside and offered, the rest is shown`, () => browser.reader(async ({ visit }) => {
    const page = await visit(study(server.url));
    await opened(page);
    await page.evaluate(() => gw.store.add('answer', { item: 'formats-wide-csv', rev: 1, verdict: 'right', where: 'check' }));
    await page.evaluate(() => gw.shelf.set('log:other:1', gw.shelf.get(gw.shelf.keys('log:')[0]).replace('formats', 'fOrmats')));
    await view(page, '#data');
    await again(page);
    await page.until(() => document.querySelector('.gw-notice[data-kind="damaged"]'));
    assert.equal(await page.evaluate(() => Object.keys(gw.store.state().answers).length), 1);
    assert.equal(await page.$eval('.gw-data-damaged', node => node.hidden), false);
  }));
}

// ---- accessibility: every view, both schemes

const axe = readFileSync(`${ROOT}tests/node_modules/axe-core/axe.min.js`, 'utf8');
const chromium = launched('chromium');
const VIEWS = ['#practice', '#practice?kind=choice', '#practice?kind=multi', '#practice?kind=order', '#practice?kind=match', '#cards', '#plan', '#progress', '#data'];

for (const scheme of ['light', 'dark']) {
  test(`no accessibility fault in any study view, ${scheme}`, () => chromium.reader(async ({ visit }) => {
    // The same questions each time: what a test says must not hang on what is drawn.
    const first = await visit(study(server.url));
    await opened(first);
    const ids = await first.evaluate(() => Object.fromEntries(gw.bank.here.questions.filter(({ pool }) => pool !== 'exam').map(({ kind, id }) => [kind, id])));
    await first.close();
    for (const view of VIEWS) {
      const hash = view.replace(/kind=(\w+)/, (_, kind) => `ids=${ids[kind]}`);
      for (const answered of hash.includes('?') ? [false, true] : [false]) {
        const page = await visit(study(server.url) + hash, { media: [{ name: 'prefers-color-scheme', value: scheme }] });
        await opened(page);
        if (hash.includes('?')) await page.until(() => document.querySelector('.gw-screen gw-question'));
        if (answered) {
          await fill(page, false);
          await page.click('.gw-session [data-do="next"]');
          await page.until(() => document.querySelector('.gw-verdict:not([hidden])'));
        }
        if (hash === '#cards') {
          await page.click('[data-do="start"]:not(form *)');
          await page.until(() => document.querySelector('.gw-turn .gw-card'));
          await page.click('[data-do="turn"]');
        }
        const client = await page.createCDPSession();
        await client.send('Page.setBypassCSP', { enabled: true });
        await page.evaluate(axe);
        await page.evaluate(() => {
          scrollTo(0, 0);
          for (const work of document.querySelectorAll('.gw-shell-work')) work.scrollTo(0, 0);
        });
        const found = await page.evaluate(async () => {
          const { violations, incomplete } = await globalThis.axe.run(document, { resultTypes: ['violations', 'incomplete'] });
          // Of what the edge of a scrolled part cuts in two the checker cannot tell the ground.
          const isCut = ({ any: [first] }) => first?.data?.messageKey === 'elmPartiallyObscured';
          const lines = list => list.map(({ id, nodes }) => [id, nodes.filter(node => !isCut(node))]).filter(([, nodes]) => nodes.length);
          return [...violations.map(({ id, nodes }) => [id, nodes]), ...lines(incomplete)].map(([id, nodes]) => `${id}: ${nodes.map(({ target, any: [first] }) => `${target.join(' ')} ${first?.data?.messageKey ?? ''}`).join(', ')}`);
        });
        assert.deepEqual(found, [], `${hash}${answered ? ' answered' : ''}`);
        await page.close();
      }
    }
  }));
}

/** A page on cards, with the first two chapters that have some and what a reader does there. */
async function deck(visit) {
  const page = await visit(`${study(server.url)}#cards`);
  await opened(page);
  const chapters = await page.evaluate(() => {
    const { cards, chapters } = gw.bank.here;
    return [...new Set(cards.map(({ chapter }) => chapter))].slice(0, 2).map(at => chapters[at]);
  });
  return {
    page, chapters,
    open: async ({ href, title }) => {
      await view(page, `#cards?chapter=${encodeURIComponent(href)}`);
      await page.until(title => document.querySelector('.gw-study h1').textContent.endsWith(`: ${title}`), title);
    },
    begin: async () => {
      await page.click('.gw-deck-start [data-do="start"]');
      await page.until(() => document.activeElement.matches('.gw-card-front'));
    },
    end: () => page.click('.gw-turn [data-do="end"]'),
    heading: () => page.$eval('.gw-study h1', node => [node.textContent, node === document.activeElement]),
  };
}

test('the focus is on the heading when cards come to an end', () => chromium.reader(async ({ visit }) => {
  const { page, begin, end, heading } = await deck(visit);
  await begin();
  await end();
  assert.deepEqual(await heading(), ['Cards', true], 'before a card was graded');
  await begin();
  await page.press(' ', '2');
  await end();
  await page.click('.gw-deck-end [data-do="overview"]');
  assert.deepEqual(await heading(), ['Cards', true], 'back from the end');
}));

test('the cards of a chapter stay under its name until all cards are asked for', () => chromium.reader(async ({ visit }) => {
  const { page, chapters: [chapter], open, begin, end, heading } = await deck(visit);
  const choosable = () => page.$eval('.gw-deck-where', node => node.checkVisibility());
  await open(chapter);
  assert.equal(await choosable(), false);
  await begin();
  await page.press(' ', '2');
  await end();
  assert.deepEqual(await heading(), [`Cards: ${chapter.title}`, true]);
  await page.click('.gw-deck-end [data-do="overview"]');
  assert.deepEqual(await heading(), ['Cards', true]);
  assert.ok(await choosable(), 'the decks are there to choose from');
}));

test('undo takes back no grade of another chapter', () => chromium.reader(async ({ visit }) => {
  const { page, chapters: [one, other], open, begin, end } = await deck(visit);
  await open(one);
  await begin();
  await page.press(' ', '2');
  await end();
  await open(other);
  assert.equal(await page.$('.gw-deck-start [data-do="undo"]'), null);
  await begin();
  assert.ok(await page.$eval('.gw-turn [data-do="undo"]', button => button.disabled));
  await end();
  await open(one);
  assert.ok(await page.$('.gw-deck-start [data-do="undo"]'), 'there it is still to be taken back');
}));

test('a link that is dragged out of a question keeps its address', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${folder(small)}kinds.html`);
  const dragged = await page.$eval('[data-id="three"]', node => {
    const data = new DataTransfer();
    data.setData('text/plain', 'https://example.com/');
    node.querySelector('.gw-stem').dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer: data }));
    return data.getData('text/plain');
  });
  assert.equal(dragged, 'https://example.com/');
}));

test('a question says what is missing before it grades, and takes clicks on entries and drags as well as lists', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${folder(small)}kinds.html`);
  const verdict = id => page.$eval(`[data-id="${id}"]`, node => node.dataset.verdict ?? null);
  const check = id => page.$eval(`[data-id="${id}"] form`, form => form.requestSubmit());
  await page.click('[data-id="two"] .gw-options label');
  await check('two');
  assert.equal(await verdict('two'), null);
  assert.match(await page.$eval('[data-id="two"] .gw-count', node => node.value), /^1 of 2 chosen/);
  await check('two');
  assert.notEqual(await verdict('two'), null, 'the second time it is graded as it is');
  for (const id of ['three', 'four']) {
    const key = await page.$eval(`[data-id="${id}"]`, node => node.key);
    for (const entry of key) await page.$eval(`[data-id="${id}"] .gw-entries [data-entry="${entry}"]`, node => node.click());
    assert.deepEqual(await page.$eval(`[data-id="${id}"]`, node => node.picked()), key, id);
  }
  await page.$eval('[data-id="three"]', node => {
    const [first] = node.key;
    const data = new DataTransfer();
    node.querySelector(`.gw-entries [data-entry="${first}"]`).dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer: data }));
    node.querySelectorAll('.gw-slot')[1].dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }));
  });
  const key = await page.$eval('[data-id="three"]', node => node.key);
  assert.deepEqual((await page.$eval('[data-id="three"]', node => node.picked())).slice(0, 2), [key[1], key[0]], 'what was there takes its place');
  await check('three');
  await check('three');
  const lines = await page.$$eval('[data-id="three"] .gw-mark-right', list => list.map(node => [node.textContent[0], getComputedStyle(node).color]));
  assert.ok(lines.length > 0 && lines.every(([sign]) => sign === '✓'), 'the right answer stands in a line of its own');
  assert.equal(new Set(lines.map(([, colour]) => colour)).size, 1);
}));
