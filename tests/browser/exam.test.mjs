// The exam from the first rule to the last reason: a whole mock taken in both browsers from a folder, reloaded in the
// middle; every kind by keys alone, by clicks alone and by touch alone; the clock under jumps, sleep and zero; two tabs;
// what the bank cannot fill; books with another exam and with none.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NOTE, pictured, plain, small, whole } from './mock.mjs';
import { built, folder, launched, served, temporary } from './support.mjs';

const site = built(whole(join(temporary(), 'whole')));
const server = await served(site);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens the set-up and waits for what it says. */
async function setUp(page) {
  await page.until(() => document.querySelector('.gw-exam-word b'));
}

/** Starts what is chosen. */
async function start(page) {
  await setUp(page);
  await page.$eval('.gw-exam-form', form => form.requestSubmit());
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
}

const place = page => page.$eval('.gw-sit-place', node => Number(/\d+/.exec(node.textContent)[0]));
const run = page => page.evaluate(() => gw.store.run.get());
const timeLeft = page => page.evaluate(() => gw.run.left(gw.store.run.get(), Date.now()));

/** Answers the question on the screen, right or wrong, as the controls would. */
const answer = (page, right) => page.evaluate(wanted => {
  const question = document.querySelector('gw-sitting gw-question');
  const other = [...question.querySelectorAll('[data-entry]')].map(entry => entry.dataset.entry).find(id => !question.key.includes(id));
  const wrong = question.querySelector('.gw-slot') ? [...question.key].reverse() : [...question.key.slice(1), other];
  question.pick(wanted ? question.key : wrong);
  question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
}, right);

const next = page => page.$eval('gw-sitting [data-do="next"]', button => button.click());

/** Answers question by question to the end of the form; `right(at)` says which are right, null leaves one open. */
async function answerAll(page, right) {
  const { items, at } = await run(page);
  for (let nth = at; nth < items.length; nth += 1) {
    assert.equal(await place(page), nth + 1);
    if (right(nth) !== null) await answer(page, right(nth));
    await next(page);
  }
}

/** From the overview to the result; gives the attempt as the log folds it. */
async function submit(page) {
  await page.click('.gw-sit-grid [data-do="end"]');
  await page.click('.gw-sit-end [data-do="submit"]');
  await page.until(() => /^#result\/./.test(location.hash) && document.querySelector('.gw-result-one:not([hidden])'));
  return page.evaluate(() => gw.fold.attempts(gw.store.state()).at(-1));
}

/** A whole mock, reloaded in the middle: gives the attempt. What reads history elsewhere may begin with this. */
export async function takeMock(page) {
  await start(page);
  const middle = 30;
  for (let nth = 0; nth < middle; nth += 1) {
    await answer(page, nth % 5 !== 4);
    if (nth % 10 === 0) await page.click('gw-sitting [data-do="flag"]');
    await next(page);
  }
  const before = await run(page);
  await page.reload({ waitUntil: 'load' });
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  const after = await run(page);
  assert.deepEqual([after.id, after.at, after.deadline], [before.id, middle, before.deadline]);
  assert.deepEqual(after.answers.map(({ picked }) => picked ?? null), before.answers.map(({ picked }) => picked ?? null));
  assert.equal(await place(page), middle + 1);
  await answerAll(page, nth => (nth === 64 ? null : nth % 5 !== 4));
  return submit(page);
}

for (const name of ['chromium', 'firefox']) {
  const browser = launched(name);

  test(`${name}, folder: a whole mock, reloaded, finished, reviewed`, () => browser.reader(async ({ visit }) => {
    // A browser that has just started may show an old store once.
    await visit(`${folder(site)}index.html`);
    const page = await visit(`${folder(site)}study.html#exam`);
    const attempt = await takeMock(page);
    const form = await page.evaluate(id => gw.store.state().forms[id], attempt.form);
    assert.equal(form.items.length, 65);
    assert.equal(attempt.items.filter(({ scored }) => scored).length, 50);
    const domains = await page.evaluate(ids => {
      const counts = {};
      for (const id of ids) counts[gw.bank.here.question.get(id).domain] = (counts[gw.bank.here.question.get(id).domain] ?? 0) + 1;
      return counts;
    }, form.items.map(({ id }) => id));
    assert.deepEqual(domains, { 1: 18, 2: 17, 3: 14, 4: 16 });
    const kinds = await page.evaluate(ids => [...new Set(ids.map(id => gw.bank.here.question.get(id).kind))].sort(), form.items.map(({ id }) => id));
    assert.deepEqual(kinds, ['choice', 'match', 'multi', 'order']);
    attempt.items.forEach(({ verdict, flagged }, nth) => {
      assert.equal(verdict, nth === 64 ? 'unanswered' : nth % 5 === 4 ? 'wrong' : 'right', `question ${nth + 1}`);
      assert.equal(Boolean(flagged), nth < 30 && nth % 10 === 0);
    });
    assert.equal(attempt.clock, null);
    assert.equal(await page.evaluate(() => gw.store.run.get()), null);

    assert.equal(await page.words('.gw-result-label'), NOTE);
    assert.match(await page.$eval('gw-scale svg', node => node.getAttribute('aria-label')), /Estimate \d+, range \d+ to [\d,]+, on a scale from 100 to 1,000; the pass mark is 720/);
    assert.equal((await page.$$('[data-slot="domains"] tbody tr')).length, 4);
    assert.match(await page.$eval('[data-slot="domains"] tbody td:nth-child(4)', node => node.innerText), /^\d+ of \d+\n+\d+\s?%/, 'the count, and on a line of its own the share');

    // Review: the question as it was shown, with the answer that was given, read-only.
    assert.equal(await page.evaluate(id => gw.store.state().settings[`reviewed:${id}`] ?? null, attempt.id), null);
    await page.until(() => /job number/.test(document.querySelector('.gw-result-questions li:nth-child(5) [data-stem]').textContent));
    const stem = () => page.$eval('.gw-result-questions li:nth-child(5) [data-stem]', node => node.offsetHeight > 0 && node.textContent.length);
    // Its words may come before its style. A question of a case asks in 80 letters, a title has a dozen.
    await page.until(() => {
      const node = document.querySelector('.gw-result-questions li:nth-child(5) [data-stem]');
      return node.offsetHeight > 0 && node.textContent.length > 60;
    });
    // However long a question is, the list of all shows a few lines of it.
    const lines = await page.$eval('.gw-result-questions li:nth-child(5) [data-stem]', node => {
      const words = node.textContent;
      node.textContent = words.repeat(9);
      const lines = Math.round(node.offsetHeight / parseFloat(getComputedStyle(node).lineHeight));
      node.textContent = words;
      return lines;
    });
    assert.ok(lines <= 3, `${lines} lines`);
    await page.$eval('.gw-result-questions li:nth-child(5) summary', summary => summary.click());
    await page.until(() => document.querySelector('.gw-review gw-question[data-verdict="wrong"]'));
    assert.equal(await stem(), false, 'it is told once');
    const shown = await page.$eval('.gw-review gw-question', question => ({ picked: question.answer().picked, off: question.given.disabled, order: [...question.querySelectorAll('[data-entry]')].map(({ dataset }) => Number(dataset.place)) }));
    assert.deepEqual(shown, { picked: attempt.items[4].picked, off: true, order: form.items[4].order });
    assert.equal(await page.evaluate(id => gw.store.state().settings[`reviewed:${id}`].value, attempt.id), true);

    // The attempt is there for a new page of the site, and its misses make a practice set.
    const later = await visit(`${folder(site)}study.html#result`);
    await later.until(() => document.querySelector('.gw-result-all tbody tr') && document.querySelector('gw-trend svg'));
    assert.equal((await later.$$('.gw-result-all tbody tr')).length, 1);
    await page.bringToFront();
    await page.click('.gw-result-next a');
    await page.until(() => document.querySelector('gw-practice gw-question'));

    // A copy of all this, brought into a browser that knows nothing, gives the same history.
    await page.evaluate(() => { location.hash = '#data'; });
    await page.until(() => document.querySelector('gw-data [data-do="export"]')?.checkVisibility());
    const copy = await page.evaluate(() => new Promise(done => {
      gw.download = (file, bytes) => done(gw.pack.letters(bytes));
      document.querySelector('[data-do="export"]').click();
    }));
    await browser.reader(async other => {
      const fresh = await other.visit(`${folder(site)}study.html#data`);
      await fresh.until(() => document.querySelector('gw-study[data-ready]'));
      await fresh.$eval('[name="text"]', (node, value) => { node.value = value; }, copy);
      await fresh.$eval('[data-do="paste"]', button => button.click());
      await fresh.until(() => document.querySelector('[data-do="take"]'));
      await fresh.click('[data-do="take"]');
      await fresh.until(() => gw.fold.attempts(gw.store.state()).length);
      const history = view => view.evaluate(() => {
        const { attempts, answers, forms } = gw.store.state();
        return JSON.stringify([attempts, answers, forms]);
      });
      assert.equal(await history(fresh), await history(page));
      await fresh.evaluate(() => { location.hash = '#result'; });
      await fresh.until(() => document.querySelector('.gw-result-all tbody tr'));
    });
  }));

  test(`${name}: every kind by keys alone`, () => browser.visit(`${server.url}study.html#exam`, async page => {
    await start(page);
    const seen = new Set();
    for (let nth = 0; nth < 65 && seen.size < 4; nth += 1) {
      assert.equal(await page.evaluate(() => document.activeElement.className), 'gw-sit-place');
      const { kind, key, entries } = await page.$eval('gw-sitting gw-question', question => ({ kind: question.kind, key: question.key, entries: [...question.querySelectorAll('[data-entry]')].map(({ dataset }) => dataset.entry) }));
      const tabTo = async wanted => {
        for (let step = 0; step < 60; step += 1) {
          if (await page.evaluate(selector => document.activeElement.matches(selector), wanted)) return;
          await page.press('Tab');
        }
        assert.fail(`${wanted} was not reached by Tab`);
      };
      if (!seen.has(kind)) {
        seen.add(kind);
        if (kind === 'choice') {
          await tabTo('.gw-options input');
          await page.press(' ');
          for (let at = entries.indexOf(key[0]); at > 0; at -= 1) await page.press('ArrowDown');
        } else if (kind === 'multi') {
          for (const id of entries.filter(entry => key.includes(entry))) {
            await tabTo(`.gw-options input[value="${id}"]`);
            await page.press(' ');
          }
        } else {
          for (let slot = 0; slot < key.length; slot += 1) {
            await tabTo(kind === 'order' ? `.gw-slots li:nth-child(${slot + 1}) select` : `.gw-pairs tbody tr:nth-child(${slot + 1}) select`);
            for (let at = entries.indexOf(key[slot]); at >= 0; at -= 1) await page.press('ArrowDown');
          }
        }
        const verdict = await page.$eval('gw-sitting gw-question', question => gw.grade(question.kind, question.key, question.picked()).verdict);
        assert.equal(verdict, 'right', kind);
        const { answers, at } = await run(page);
        assert.deepEqual(answers[at].picked, await page.$eval('gw-sitting gw-question', question => question.answer().picked), kind);
      }
      await tabTo('gw-sitting [data-do="next"]');
      await page.press('Enter');
    }
    assert.deepEqual([...seen].sort(), ['choice', 'match', 'multi', 'order']);
  }));

  /** Goes on until every kind was answered right, by `choose(key)` or `fill(key, kind)`, and `next` goes to the next one. */
  async function everyKind(page, { choose, fill, next }) {
    const seen = new Set();
    for (let nth = 0; nth < 65 && seen.size < 4; nth += 1) {
      const { kind, key } = await page.$eval('gw-sitting gw-question', question => ({ kind: question.kind, key: question.key }));
      if (!seen.has(kind)) {
        seen.add(kind);
        const chosen = kind === 'choice' || kind === 'multi';
        await (chosen ? choose(key) : fill(key, kind));
        const { answers, at, items } = await run(page);
        assert.equal(items.length, 65);
        const ids = answers[at].picked.map(name => name.split('.')[0]);
        assert.deepEqual(chosen ? ids.sort() : ids, chosen ? [...key].sort() : key, kind);
      }
      await next();
    }
    assert.deepEqual([...seen].sort(), ['choice', 'match', 'multi', 'order']);
  }

  const fillSlots = async (page, key) => {
    const lists = await page.$$('gw-sitting .gw-slot select');
    for (const [slot, list] of lists.entries()) await list.select(key[slot]);
  };

  test(`${name}: every kind by clicks alone`, () => browser.visit(`${server.url}study.html#exam`, async page => {
    await start(page);
    await everyKind(page, {
      async choose(key) { for (const id of key) await page.click(`gw-sitting li[data-entry="${id}"] label`); },
      fill: key => fillSlots(page, key),
      next: () => page.click('gw-sitting [data-do="next"]'),
    });
  }));

  for (const letters of ['wide', 'narrow']) test(`${name}: every kind by touch alone, on a phone, ${letters} letters`, () => browser.visit(`${server.url}study.html#exam`, async page => {
    await page.setViewport({ width: 390, height: 844, hasTouch: name === 'chromium' });
    const tap = async selector => (await page.$(selector)).tap();
    await setUp(page);
    await tap('.gw-exam-form [type="submit"]');
    await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
    await everyKind(page, {
      async choose(key) { for (const id of key) await tap(`gw-sitting li[data-entry="${id}"] label`); },
      // A finger opens the system's own list; what is chosen there comes as the browser tells it.
      async fill(key, kind) {
        if (kind === 'match') return fillSlots(page, key);
        await fillSlots(page, [...key.slice(1), key[0]]);
        // The last step goes up to its place by the button beside it.
        for (let at = key.length; at > 1; at -= 1) await tap(`gw-sitting .gw-slot:nth-child(${at}) [data-do="up"]`);
        return undefined;
      },
      next: () => tap('gw-sitting [data-do="next"]'),
    });
  }, { letters }));
}

const chromium = launched('chromium');

/** Puts both clocks of a page under the test's hand: `shift(wall, mono)` moves them by milliseconds. */
const clocks = page => page.evaluate(() => {
  const [now, mono] = [Date.now.bind(Date), performance.now.bind(performance)];
  const moved = { wall: 0, mono: 0 };
  Date.now = () => now() + moved.wall;
  performance.now = () => mono() + moved.mono;
  globalThis.shift = (wall, by) => {
    moved.wall += wall;
    moved.mono += by;
    document.dispatchEvent(new Event('visibilitychange'));
  };
});

const HOUR = 3_600_000;

test('time goes on when the wall clock alone does, as in a sleep; turned back it gives none', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  await clocks(page);
  const before = await timeLeft(page);
  // Asleep for an hour; then the clock is set back by two, of which one was that hour.
  for (const [jump, taken] of [[HOUR, HOUR], [-2 * HOUR, 0], [HOUR / 2, HOUR / 2]]) {
    await page.evaluate(by => shift(by, 0), jump);
    const after = await page.evaluate(() => gw.run.left(gw.store.run.get(), Date.now()));
    // What passes meanwhile, on a slow machine too, is far from an hour.
    assert.ok(Math.abs(before - after - taken) < 60_000, `${jump}: ${before} became ${after}`);
  }
  await page.$eval('gw-sitting .gw-sit-bar [data-do="grid"]', button => button.click());
  const { clock } = await submit(page);
  assert.equal(clock, '+3600,-7200,+1800');
  assert.match(await page.words('.gw-result-facts'), /slept during this exam/);
}));

test('time that ran out in a sleep waits for a word of the reader', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  await clocks(page);
  await answer(page, true);
  await page.evaluate(by => shift(by, 0), 5 * HOUR);
  await page.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  assert.equal(await page.words('.gw-exam-back h2'), 'Time ran out while you were away');
  await page.click('.gw-exam-back [data-do="submit"]');
  await page.until(() => /^#result\/./.test(location.hash));
  assert.equal(await page.evaluate(() => gw.fold.attempts(gw.store.state()).at(-1).items[0].verdict), 'right');
}));

test('a double click starts one exam', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await page.until(() => document.querySelector('gw-study[data-ready]'));
  await page.click('.gw-exam-form [type="submit"]', { count: 2 });
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  assert.equal(await page.evaluate(() => Object.keys(gw.store.state().forms).length), 1);
}));

test('sleep takes time from the clock, warns once, and zero submits what is there', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  await clocks(page);
  await answer(page, true);
  const before = await timeLeft(page);
  await page.evaluate(by => shift(by, by), 20 * 60_000);
  const after = await timeLeft(page);
  assert.ok(Math.abs(before - after - 20 * 60_000) < 60_000);
  assert.ok(await page.$eval('.gw-sit-word', word => word.hidden));
  // Past 30 and 10 in one sleep: only the more urgent one is said.
  await page.evaluate(by => shift(by, by), after - 7 * 60_000);
  assert.equal(await page.words('.gw-sit-word'), '10 minutes left');
  await page.evaluate(() => {
    const wanted = gw.run.left(gw.store.run.get(), Date.now()) - 50_000;
    shift(wanted, wanted);
  });
  assert.equal(await page.words('.gw-sit-word'), '1 minute left');
  await page.evaluate(() => shift(60_000, 60_000));
  await page.until(() => /^#result\/./.test(location.hash));
  const attempt = await page.evaluate(() => gw.fold.attempts(gw.store.state()).at(-1));
  assert.deepEqual([attempt.items.length, attempt.items[0].verdict, attempt.clock], [65, 'right', null]);
}));

test('an exam that was left says so, and goes on without the clock as practice', () => chromium.reader(async ({ visit }) => {
  const first = await visit(`${server.url}study.html#exam`);
  await start(first);
  await answer(first, true);
  await first.goto('about:blank');
  const page = await visit(`${server.url}study.html#exam`);
  await page.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  assert.equal(await page.words('.gw-exam-back h2'), 'An exam is in progress');
  assert.match(await page.words('.gw-exam-back-words'), /^1 of 65 questions answered\. 2 hours \d+ minutes left/);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2');
  await page.click('[data-do="calm"]');
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  assert.ok(await page.$eval('.gw-sit-time', node => node.hidden));
  await page.click('.gw-sit-bar [data-do="grid"]');
  const attempt = await submit(page);
  assert.deepEqual([attempt.mode, attempt.items[0].verdict], ['practice', 'right']);
  assert.ok(await page.$eval('gw-scale', node => node.hidden), 'practice gives no estimate');
}));

test('time that ran out while away waits for a word of the reader', () => chromium.reader(async ({ visit }) => {
  const first = await visit(`${server.url}study.html#exam`);
  await start(first);
  await answer(first, true);
  await first.goto(`${server.url}study.html#cards`);
  await first.until(() => document.querySelector('gw-exam').parentElement.hidden);
  await first.evaluate(() => {
    const kept = gw.store.run.get();
    // As if it had begun three hours ago.
    for (const name of ['began', 'beat', 'deadline']) kept[name] -= 3 * 3_600_000;
    gw.store.run.set(kept);
  });
  await first.goto('about:blank');
  const page = await visit(`${server.url}study.html#exam`);
  await page.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  assert.equal(await page.words('.gw-exam-back h2'), 'Time ran out while you were away');
  await page.click('.gw-exam-back [data-do="submit"]');
  await page.until(() => /^#result\/./.test(location.hash));
  assert.equal(await page.evaluate(() => gw.fold.attempts(gw.store.state()).at(-1).items[0].verdict), 'right');
}));

test('one tab writes; another looks on or takes over', () => chromium.reader(async ({ visit }) => {
  const idle = await visit(`${server.url}study.html#exam`);
  await setUp(idle);
  const one = await visit(`${server.url}study.html#exam`);
  await start(one);
  await idle.until(() => document.querySelector('.gw-exam-back:not([hidden]) h2')?.textContent === 'This exam is open in another tab');
  await idle.close();
  const two = await visit(`${server.url}study.html#exam`);
  await two.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  assert.equal(await two.words('.gw-exam-back h2'), 'This exam is open in another tab');
  await two.click('.gw-exam-back [data-do="look"]');
  await two.until(() => document.querySelector('gw-sitting[data-watching] gw-question'));
  assert.ok(await two.$eval('gw-sitting gw-question', question => question.given.disabled));
  await answer(one, true);
  await two.until(() => document.querySelector('gw-sitting gw-question').answer().picked.some(Boolean));

  await two.reload({ waitUntil: 'load' });
  await two.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  await two.click('.gw-exam-back [data-do="go"]');
  await two.until(() => document.querySelector('gw-sitting:not([hidden], [data-watching]) gw-question'));
  await one.until(() => document.querySelector('.gw-exam-back:not([hidden])'));
  await next(two);
  await answer(two, false);
  const { answers } = await run(two);
  assert.deepEqual(answers.slice(0, 2).map(({ picked }) => Boolean(picked?.some(Boolean))), [true, true]);
}));

test('before the end: what is open, with a way to each', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await page.select('.gw-exam-form [name="size"]', '10');
  await page.select('.gw-exam-form [name="time"]', 'none');
  await start(page);
  await answerAll(page, nth => ([2, 6].includes(nth) ? null : true));
  assert.deepEqual(await page.$$eval('.gw-sit-cells button', cells => cells.map(cell => cell.dataset.mark)),
    ['answered', 'answered', 'seen', 'answered', 'answered', 'answered', 'seen', 'answered', 'answered', 'answered']);
  await page.click('.gw-sit-grid [data-do="end"]');
  assert.equal(await page.words('.gw-sit-end h2'), '2 questions are unanswered');
  await page.click('.gw-sit-end [aria-label="Go to question 7"]');
  assert.equal(await place(page), 7);
  await answer(page, true);
  // A change of mind is told apart from the first answer.
  await next(page);
  await page.click('gw-sitting [data-do="back"]');
  await answer(page, false);
  await page.click('.gw-sit-bar [data-do="grid"]');
  const attempt = await submit(page);
  assert.deepEqual([attempt.items[6].verdict, attempt.items[6].was], ['wrong', 'right']);
  assert.match(await page.words('.gw-result-ways'), /1: 0 from wrong to right, 1 from right to wrong/);
}));

test('a code brings the same form back, and so does a result; history steps aside', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  const take = code => page.$eval('.gw-exam-form', (form, value) => {
    form.code.value = value;
    form.code.dispatchEvent(new Event('change', { bubbles: true }));
  }, code);
  await setUp(page);
  await take('mock-20-lighthouse');
  await start(page);
  const { items, code } = await run(page);
  assert.equal(items.length, 20);
  assert.match(code, /^MADE-UP\/\w+\/mock-20-lighthouse$/);
  await page.click('.gw-sit-bar [data-do="grid"]');
  await submit(page);
  assert.equal(await page.words('.gw-result-facts code'), code);
  await page.evaluate(() => { location.hash = '#exam'; });
  await page.until(() => document.querySelector('.gw-exam-set').offsetParent);
  await take(code);
  await start(page);
  assert.deepEqual((await run(page)).items, items);
  await page.click('.gw-sit-bar [data-do="grid"]');
  await submit(page);

  // Drawn with the history, this one has no code; taken again it is the same all the same.
  await page.evaluate(() => { location.hash = '#exam'; });
  await page.until(() => document.querySelector('.gw-exam-set').offsetParent);
  assert.equal(await page.$eval('.gw-exam-form', form => form.plain.checked), false, 'the code was for one form');
  await start(page);
  const third = (await run(page)).items;
  assert.notDeepEqual(third, items);
  await page.click('.gw-sit-bar [data-do="grid"]');
  await submit(page);
  assert.equal(await page.$('.gw-result-facts code'), null);
  await page.$eval('.gw-result-facts a', link => link.click());
  await page.until(() => document.querySelector('.gw-exam-set').offsetParent);
  await start(page);
  assert.deepEqual((await run(page)).items, third);
}));

test('the history that a reader leaves out stays out', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await setUp(page);
  const plain = () => page.$eval('.gw-exam-form', form => form.plain.checked);
  const type = code => page.$eval('.gw-exam-form', (form, value) => {
    form.code.value = value;
    form.code.dispatchEvent(new Event('change', { bubbles: true }));
  }, code);
  await type('lighthouse');
  assert.equal(await plain(), true);
  await type('');
  assert.equal(await plain(), false, 'with the code its effect goes');
  await page.$eval('.gw-exam-form', form => form.plain.click());
  await type('lighthouse');
  await type('');
  assert.equal(await plain(), true);
}));

test('one map of keys, shown on ?, switched off in one place', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  await page.press('f', 'Enter');
  assert.equal(await place(page), 2);
  assert.deepEqual((await run(page)).answers.slice(0, 2).map(({ flagged }) => Boolean(flagged)), [true, false]);
  await page.press('?');
  assert.match(await page.words('dialog[open]'), /Keyboard shortcuts/);
  await page.press('f', 'Escape');
  assert.equal((await run(page)).answers[1].flagged, undefined, 'not through the list of keys');
  await page.evaluate(() => gw.setting('keys', 'off'));
  await page.press('f', '1', '?');
  assert.equal(await page.$('dialog[open]'), null);
  assert.equal((await run(page)).answers[1].flagged, undefined);
}));

test('a session shows nothing of the site, and its foot covers nothing', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }, { width: 320, height: 640 }]) {
    await page.setViewport(viewport);
    assert.deepEqual(await page.$$eval('.gw-header, .gw-nav, .gw-footer, .gw-crumbs', list => list.filter(node => node.checkVisibility()).map(node => node.className)), []);
    const { work, dock, wide } = await page.evaluate(() => ({
      work: document.querySelector('gw-sitting .gw-shell-work').getBoundingClientRect().bottom, dock: document.querySelector('gw-sitting .gw-dock').getBoundingClientRect().top,
      wide: document.documentElement.scrollWidth - innerWidth,
    }));
    assert.ok(work <= dock + 1, `${work} ${dock}`);
    assert.ok(wide <= 0);
  }
}));

test('a list in a scenario is set off from its edge as in a chapter', () => chromium.visit(`${server.url}study.html#practice`, async page => {
  await page.until(() => document.querySelector('gw-study')?.dataset.ready === '');
  await page.evaluate(() => { location.hash = `#practice?ids=${gw.bank.here.cases[0].questions[0]}`; });
  await page.until(() => document.querySelector('gw-practice .gw-scenario li'));
  const inset = await page.$eval('gw-practice .gw-scenario li', node => node.getBoundingClientRect().left - node.closest('.gw-scenario').getBoundingClientRect().left);
  assert.ok(inset > 32, `${inset} pixels`);
}));

test('what stands in the bar stands in one row and on one line', () => chromium.visit(`${server.url}study.html#exam`, async page => {
  await start(page);
  const spread = selector => page.$$eval(selector, list => {
    const middles = list.filter(node => node.checkVisibility()).map(node => {
      const words = document.createRange();
      words.selectNodeContents(node);
      const { top, bottom } = (node.matches('.gw-sit-bar > *') ? node : words).getBoundingClientRect();
      return (top + bottom) / 2;
    });
    return middles.length > 1 ? Math.max(...middles) - Math.min(...middles) : NaN;
  });
  for (const width of [1280, 800, 390]) {
    await page.setViewport({ width, height: 844 });
    await page.until(width => innerWidth === width, width);
    // As long as it is in French.
    if (width === 390) await page.$eval('.gw-sit-bar [data-do="grid"]', button => button.append(' of all'));
    assert.ok(await spread('.gw-sit-bar > *') <= 2, `the boxes at ${width}`);
    if (width === 1280) assert.ok(await spread('.gw-sit-bar > * > .gw-word') <= 2, 'the words');
  }
}, { letters: 'wide' }));

test('a book that cannot fill a form opens on what can be started, and says what it lacks', async () => {
  const book = small(join(temporary(), 'unfinished'));
  writeFileSync(join(book, 'chapters/d3.md'), '# Domain 3\n\n## About\n\nTo be written.\n');
  const own = await served(built(book));
  await chromium.visit(`${own.url}study.html#exam`, async page => {
    await page.until(() => document.querySelector('.gw-exam-word b'));
    assert.deepEqual(await page.$eval('.gw-exam-form', ({ mode, domain, elements }) => [mode.value, domain.value, [...elements].at(-1).disabled]), ['quiz', '2', false]);
    await page.click('input[name="mode"][value="mock"]');
    assert.match(await page.words('.gw-exam-word'), /too few questions for this exam.*Deployment 0 of \d/);
    assert.ok(await page.$eval('.gw-exam-form [type="submit"]', button => button.disabled));
    await page.click('.gw-exam-word [data-do="quiz"]');
    assert.ok(await page.$eval('.gw-exam-form [type="submit"]', button => !button.disabled));
    await start(page);
    assert.equal(await page.words('h1'), 'Domain quiz');
    assert.ok(await page.$eval('.gw-sit-word', word => word.hidden), 'twenty minutes are no warning yet');
    assert.equal(await page.evaluate(() => {
      const bank = gw.bank.here;
      return gw.store.run.get().items.every(({ id }) => bank.question.get(id).domain === '2' && bank.question.get(id).pool !== 'exam');
    }), true);
  });
});

test('a book that fills a shorter form opens on the longest', async () => {
  const book = small(join(temporary(), 'short'));
  const file = join(book, 'chapters/d3.md');
  writeFileSync(file, readFileSync(file, 'utf8').split('\n### ').slice(0, 4).join('\n### '));
  const own = await served(built(book));
  await chromium.visit(`${own.url}study.html#exam`, async page => {
    await page.until(() => document.querySelector('.gw-exam-word b'));
    const [mode, size, off] = await page.$eval('.gw-exam-form', ({ mode, size, elements }) => [mode.value, Number(size.value), [...elements].at(-1).disabled]);
    assert.ok(mode === 'mock' && size >= 10 && size < 24 && !off, `${mode} ${size}`);
  });
});

test('another exam, three domains and two kinds, needs no code', async () => {
  const other = await served(built(small(join(temporary(), 'small'))));
  await chromium.visit(`${other.url}study.html#exam`, async page => {
    await start(page);
    assert.equal((await run(page)).items.length, 24);
    await answerAll(page, () => true);
    await submit(page);
    assert.match(await page.$eval('gw-scale svg', node => node.getAttribute('aria-label')), /scale from 0 to 800; the pass mark is 500/);
    assert.match(await page.words('.gw-result-label'), /^Estimate from this guide’s own questions/);
    assert.equal((await page.$$('[data-slot="domains"] tbody tr')).length, 3);
  });
});

test('an exam that asks for places on pictures is taken by pressing them', async () => {
  const other = await served(built(pictured(join(temporary(), 'pictured'))));
  await chromium.visit(`${other.url}study.html#exam`, async page => {
    await start(page);
    const { items } = await run(page);
    const kinds = [];
    for (const { id } of items) {
      await page.until(wanted => document.querySelector('gw-sitting gw-question')?.item === wanted, id);
      const { kind, key } = await page.$eval('gw-sitting gw-question', question => ({ kind: question.kind, key: question.key }));
      kinds.push(kind);
      await page.until(() => [...document.querySelectorAll('gw-sitting img')].every(picture => picture.naturalWidth > 0));
      await page.click(kind === 'hotspot' ? `gw-sitting [data-area="${key[0]}"] rect` : `gw-sitting li[data-entry="${key[0]}"] label`);
      await next(page);
    }
    assert.deepEqual(kinds.sort(), [...Array(6).fill('choice'), ...Array(6).fill('hotspot')]);
    await submit(page);
    assert.match(await page.words('.gw-result-one'), /12 of 12/);
    const types = await page.$$eval('[data-slot="parts"] .gw-table:last-child tbody th', list => list.map(node => node.textContent));
    assert.deepEqual(types, ['Multiple choice', 'Hotspot']);
    await page.goto(`${other.url}study.html#practice?count=3&kind=hotspot`);
    await page.until(() => document.querySelector('gw-practice gw-question[data-kind="hotspot"] img')?.getBoundingClientRect().width > 0);
    await page.click('gw-practice gw-question [data-area="1"] rect');
    await page.press('Enter');
    await page.until(() => document.querySelector('gw-practice gw-question [data-area][data-mark]'));
  });
});

test('a book without an exam gives a plain test', async () => {
  const bare = await served(built(plain(join(temporary(), 'plain'))));
  await chromium.visit(`${bare.url}study.html#exam`, async page => {
    await setUp(page);
    // What is kept for exams is what such a test is for.
    const [most, all] = await page.evaluate(() => [Number([...document.querySelector('.gw-exam-form [name="size"]').options].at(-1).value), gw.bank.here.questions.length]);
    assert.equal(most, all);
    await page.select('.gw-exam-form [name="size"]', '10');
    await start(page);
    await answerAll(page, nth => nth < 7);
    await submit(page);
    assert.equal(await page.words('.gw-result-verdict'), '7 of 10 right');
    assert.ok(await page.$eval('gw-scale', node => node.hidden));
  });
});

test('nothing for a checker to find, in light and dark', async () => {
  for (const scheme of ['light', 'dark']) {
    await chromium.visit(`${server.url}study.html#exam`, async page => {
      await page.evaluate(axe);
      const check = async where => {
        await page.evaluate(() => scrollTo(0, 0));
        const found = await page.evaluate(async () => {
          const { violations, incomplete } = await globalThis.axe.run();
          // A picture, and the shadow at the edge of a table, hide from the checker that texts lie on the page's own ground.
          const hidden = ({ any: [first] }) => ['imgNode', 'bgGradient'].includes(first?.data?.messageKey);
          const lines = (list, what) => list.flatMap(({ id, nodes }) => nodes.filter(node => !hidden(node)).map(({ target }) => `${what} ${id} ${target.join(' ')}`));
          return [...lines(violations, 'violation'), ...lines(incomplete, 'unsure')];
        });
        assert.deepEqual(found, [], `${scheme}: ${where}`);
      };
      await setUp(page);
      await check('set-up');
      await start(page);
      const seen = new Set();
      for (let nth = 0; nth < 64; nth += 1) {
        const kind = await page.$eval('gw-sitting', sitting => (sitting.hasAttribute('data-case') ? 'case' : sitting.querySelector('gw-question').kind));
        await answer(page, nth % 3 !== 0);
        if (!seen.has(kind)) await check(kind);
        seen.add(kind);
        await next(page);
      }
      assert.equal(seen.size, 5);
      await page.click('.gw-sit-bar [data-do="grid"]');
      await check('overview');
      await page.click('.gw-sit-grid [data-do="end"]');
      await check('end');
      await page.click('.gw-sit-end [data-do="submit"]');
      await page.until(() => document.querySelector('gw-scale svg'));
      await check('result');
      await page.$eval('.gw-result-questions li:first-child summary', summary => summary.click());
      await page.until(() => document.querySelector('.gw-review gw-question[data-verdict]'));
      await check('review');
      await page.evaluate(() => { location.hash = '#result'; });
      await page.until(() => document.querySelector('gw-trend svg'));
      await check('attempts');
    }, { media: [{ name: 'prefers-color-scheme', value: scheme }], viewport: { width: 1280, height: 4000 } });
  }
});
