// What a reader has done is never lost: an edition that mends the options of a running exam, an id in the place of the
// title, a browser that is killed, a full store, a file that two devices share, hostile addresses and values.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { small } from './mock.mjs';
import { built, folder, launched, served, temporary } from './support.mjs';

const book = small(join(temporary(), 'book'));
const site = built(book);
const server = await served(site);
const chromium = launched('chromium');
const firefox = launched('firefox');
const study = `${server.url}study.html`;

/** The book as another edition has it: `change(text, name)` gives each file's new text. */
function edition(change) {
  const other = small(join(temporary(), 'edition'));
  for (const name of readdirSync(join(other, 'chapters')).map(name => join('chapters', name)).concat('book.toml')) {
    writeFileSync(join(other, name), change(readFileSync(join(other, name), 'utf8'), name));
  }
  return built(other);
}

const ready = page => page.until(() => document.querySelector('gw-study[data-ready]'));
const answers = page => page.evaluate(async () => {
  await gw.store.ready;
  return Object.keys(gw.store.state().answers).length;
});
const add = (page, ...items) => page.evaluate(list => {
  for (const item of list) gw.store.add('answer', { item, rev: 1, verdict: 'right', where: 'practice', picked: ['1.k3x9f'] });
}, items);
const submit = page => page.evaluate(() => {
  document.querySelector('gw-sitting [data-do="grid"]').click();
  document.querySelector('.gw-sit-grid [data-do="end"]').click();
  document.querySelector('.gw-sit-end [data-do="submit"]').click();
  return gw.fold.attempts(gw.store.state()).at(-1);
});

/** Begins an exam and answers every question right. */
async function begun(page) {
  await ready(page);
  await page.$eval('.gw-exam-form', form => form.requestSubmit());
  await page.until(() => document.querySelector('gw-sitting:not([hidden]) gw-question'));
  await page.evaluate(() => {
    for (let at = 0; at < 24; at += 1) {
      const question = document.querySelector('gw-sitting gw-question');
      question.pick(question.key);
      question.querySelector('form').dispatchEvent(new Event('change', { bubbles: true }));
      if (at < 23) document.querySelector('gw-sitting [data-do="next"]').click();
    }
  });
}

/** Goes on with the exam that was left. */
async function goOn(page) {
  await page.until(() => document.querySelector('.gw-exam-back:not([hidden]) [data-do="go"]'));
  await page.click('.gw-exam-back [data-do="go"]');
  await page.until(() => document.querySelector('gw-sitting:not([hidden])'));
}

const EDITIONS = {
  'right options in other words': text => text.replaceAll(/- \[x\] (Fit|Also) (\d+)/g, '- [x] $1, in other words, for $2'),
  'every option in other words': text => text.replaceAll(/- \[(.)\] (\w+) (\d+)/g, '- [$1] $2, in other words, for $3'),
  'options in another order': text => text.replaceAll(/(- \[x\] Fit .*\n.*\n)(- \[.\] (?:Near|Also) .*\n.*\n)(- \[ \] (?:Far|Near) .*\n.*\n)/g, '$3$1$2'),
  'another option before them, and the wrong ones in other words': text => text.replaceAll(/- \[x\] Fit (\d+)/g, '- [ ] New $1\n  > The reason says why this one does not do at all.\n- [x] Fit $1').replaceAll(/- \[ \] (Near|Far) (\d+)/g, '- [ ] $1, in other words, for $2'),
  'questions under other ids': text => text.replaceAll(/\{#q-(\d+) /g, '{#renamed-$1 was=q-$1 '),
};

for (const [name, change] of Object.entries(EDITIONS)) {
  test(`a running exam survives an edition: ${name}`, () => chromium.reader(async ({ visit }) => {
    server.site = site;
    const page = await visit(`${study}#exam`);
    await begun(page);
    server.site = edition((text, file) => (file.endsWith('.md') ? change(text) : text.replace('[check.rules]', '[check.rules]\nquestion-options = "off"')));
    await page.go(`${study}?new#exam`);
    await goOn(page);
    const attempt = await submit(page);
    server.site = site;
    assert.deepEqual(attempt.items.map(({ verdict }) => verdict), Array(24).fill('right'));
  }));
}

test('a question that asks for something else after an edition does not count', () => chromium.reader(async ({ visit }) => {
  server.site = site;
  const page = await visit(`${study}#exam`);
  await begun(page);
  server.site = edition((text, file) => (file === 'chapters/d1.md' ? text.replaceAll(/\.(choice|multi) obj/g, '.$1 rev=2 obj') : text));
  await page.go(`${study}?new#exam`);
  await goOn(page);
  const attempt = await submit(page);
  server.site = site;
  // Half of the exam is domain 1.
  assert.deepEqual([attempt.items.filter(item => item.void).length, attempt.items.filter(({ scored }) => scored).length], [12, 12]);
  assert.match(await page.words('.gw-result-facts'), /12 of 12/);
}));

test('another title and another id lose nothing', () => chromium.reader(async ({ visit }) => {
  const titled = (id, title) => edition((text, file) => (file === 'book.toml' ? text.replace(/id = .*\ntitle = .*/, `${id}title = "${title}"`).replace('[check.rules]', '[check.rules]\nbook-id = "off"') : text));
  server.site = titled('', 'Another – exam');
  const page = await visit(study);
  await ready(page);
  await add(page, 'q-1', 'q-2');
  const copy = await page.evaluate(async () => gw.pack.letters(await gw.backup.save(gw.book, '', gw.store.log().events)));
  server.site = titled('id = "another"\n', 'Another – exam');
  await page.go(`${study}?id`);
  assert.equal(await answers(page), 2);
  server.site = titled('id = "another"\nwas = "Another – exam"\n', 'Another exam');
  await page.go(`${study}?title`);
  assert.equal(await answers(page), 2);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter(key => !key.startsWith('gw:another:'))), []);
  // A copy from before is the book's own.
  const { error, summary } = await page.evaluate(async text => gw.backup.read(text, { book: gw.book, was: gw.was, events: [], known: new Set() }), copy);
  assert.deepEqual([error, summary.added], [undefined, 2]);
  server.site = site;
}));

test('what was answered just before the browser is killed is there again', async () => {
  const userDataDir = temporary();
  const open = async () => {
    const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--no-first-run'], userDataDir });
    const [page] = await browser.pages();
    // Not the exam's own view, which puts a run that nobody could go on with out of the way.
    await page.goto(`${study}#progress`);
    await page.waitForSelector('gw-study[data-ready]');
    return { browser, page };
  };
  // What is kept from now on must be on the disk by its own means: the quick store writes after some seconds.
  const { browser, page } = await open();
  await page.evaluate(() => {
    gw.store.add('answer', { item: 'q-1', rev: 1, verdict: 'right', where: 'practice' });
    gw.store.run.set({ id: 'w.1', beat: 7, deadline: null, jumps: [], items: [], answers: [], at: 0 });
  });
  // What the sure store is asked comes after what it was told: then that is written.
  await page.evaluate(() => gw.shelf.recent());
  const gone = new Promise(done => { browser.process().once('exit', done); });
  browser.process().kill('SIGKILL');
  await gone;
  // Its other processes go, too.
  await new Promise(done => { setTimeout(done, 500); });
  const again = await open();
  const found = await again.page.evaluate(() => [Object.keys(gw.store.state().answers), gw.store.run.get()?.beat]);
  await again.browser.close();
  assert.deepEqual(found, [['q-1'], 7]);
});

test('a store that is full to the last letter is read, and a finished exam still finds room', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${study}#exam`);
  await begun(page);
  await page.evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size >>= 1) {
      for (let nth = 0; ; nth += 1) {
        try { localStorage.setItem(`full:${size}:${nth}`, 'x'.repeat(size)); } catch { break; }
      }
    }
  });
  const id = (await submit(page)).id;
  await page.go(`${study}?again#result`);
  await ready(page);
  assert.deepEqual(await page.evaluate(() => [gw.shelf.kind, ...gw.fold.attempts(gw.store.state()).map(attempt => attempt.id)]), ['page', id]);
}, { allow: [/quota/i] }));

/** A file that both devices write, as in a shared folder. */
const FILE = `{
  const file = { bytes: null };
  globalThis.showSaveFilePicker = async () => ({
    name: 'shared.json.gz', queryPermission: async () => 'granted',
    getFile: async () => new Blob(await shared.read()),
    createWritable: async () => ({ write: bytes => shared.write([...bytes]), close: async () => {} }),
  });
}`;

test('one step keeps two devices the same through a file', async () => {
  let bytes = [];
  const prepare = async page => {
    await page.exposeFunction('readShared', () => bytes);
    await page.exposeFunction('writeShared', list => { bytes = list; });
    await page.evaluateOnNewDocument(`globalThis.shared = { read: async () => [new Uint8Array(await readShared())], write: list => writeShared(list) };${FILE}`);
  };
  const device = act => chromium.visit(`${study}#data`, async page => {
    await ready(page);
    const sync = async () => {
      await page.evaluate(() => gw.fill(document.querySelector('.gw-data-fault')));
      await page.click('[data-do="sync"]');
      // What was brought in is said a moment before the file is written.
      await page.waitForFunction(() => document.querySelector('.gw-data-fault').textContent.trim().startsWith('Synced') || !document.querySelector('.gw-incoming').hidden);
      return page.$eval('.gw-data-fault', node => node.textContent.trim());
    };
    return act(page, sync);
  }, { prepare });
  await device(async (one, syncOne) => {
    await add(one, 'q-1', 'q-2');
    assert.equal(await syncOne(), 'Synced with shared.json.gz: 0 new.');
    assert.ok(bytes.length > 50 && bytes.length < 1000, `${bytes.length} bytes`);
    await device(async (two, syncTwo) => {
      await add(two, 'q-3');
      assert.match(await syncTwo(), /: [23] new\.$/);
      assert.equal(await answers(two), 3);
      assert.match(await syncOne(), /new\.$/);
      assert.equal(await answers(one), 3);
      // What the other device forgot on purpose is shown before it is forgotten here.
      await two.evaluate(() => document.querySelector('[data-do="reset-answers"]').click());
      await syncTwo();
      assert.equal(await syncOne(), '');
      assert.match(await one.$eval('.gw-incoming', node => node.textContent), /These would be removed here: 3 answers\./);
      assert.equal(await answers(one), 3);
      await one.click('[data-do="refuse"]');
      await syncOne();
      await one.click('[data-do="take"]');
      await one.waitForFunction(() => !Object.keys(gw.store.state().answers).length);
      // And it can be taken back.
      await one.waitForFunction(() => document.querySelector('[data-do="take-back"]')?.checkVisibility());
      await one.click('[data-do="take-back"]');
      await one.waitForFunction(() => Object.keys(gw.store.state().answers).length === 3);
    });
  });
});

test('addresses and values of any shape kill neither a view nor the scripts after it', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${study}#cards/%E0%A4%A`);
  await ready(page);
  for (const hash of ['#practice?task=%', '#result/%', '#%', '#exam?code=%2&size=x', '#plan/../..', '#cards/<b>']) {
    await page.go(`${study}?${encodeURIComponent(hash)}${hash}`);
    await ready(page);
  }
  await page.evaluate(() => {
    const odd = [null, true, -1, 1e300, 'x', {}, [], [[]], { exam: 1e300 }, { exam: 'x' }, { exam: 21000, weekdays: 5, minutes: {} }];
    for (const value of odd) {
      gw.store.add('plan', { value: typeof value === 'object' ? value : null });
      for (const item of ['retention', 'target', 'new-cards', 'most-cards', 'four', 'fuzz', 'saved', 'exam', 'reviewed:x']) gw.store.add('setting', { item, value });
    }
    for (const [key, text] of Object.entries({ 'log:bad:1': 'x', 'snap:9': '{}', 'pack:9': gw.log.seal('AAAA'), run: gw.log.seal('{"id":5}'), set: '{"ids":5}', reads: '[]', places: '{}', before: '5' })) gw.shelf.set(key, text);
  });
  for (const hash of ['#practice', '#exam', '#result', '#plan', '#progress', '#data']) {
    await page.go(`${study}?odd${hash}`);
    await ready(page);
    await page.until(wanted => document.querySelector(`[data-route="${wanted}"]:not([hidden])`), hash.slice(1));
  }
  await page.go(`${server.url}index.html`);
  assert.ok(await page.evaluate(() => gw.shelf.keys('bad:').length >= 3));
}));

test('a folder keeps it as a server does', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${folder(site)}study.html#data`);
  await ready(page);
  await add(page, 'q-1');
  await page.go(`${folder(site)}study.html?again#data`);
  assert.equal(await answers(page), 1);
  await page.click('.gw-erase summary');
  await Promise.all([page.waitForNavigation(), page.click('[data-do="erase"]')]);
  await ready(page);
  assert.deepEqual(await page.evaluate(() => [Object.keys(gw.store.state().answers).length, gw.store.before(), document.querySelector('[data-do="undo-reset"]').hidden]), [0, null, true]);
}));

/** Storage that holds so much of ours and no more, in the hidden page that keeps it for others too; without the browser's other store. */
const ROOM = `{
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) {
    const others = Object.entries(this).filter(([name]) => name !== key && name.startsWith('gw:'));
    const size = others.reduce((sum, [name, value]) => sum + name.length + value.length, 0) + key.length + text.length;
    if (size > 4000) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    setItem.call(this, key, text);
  };
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  globalThis.refused = 0;
  addEventListener('message', ({ data }) => { if (data.full) globalThis.refused += 1; });
}`;

test('firefox: in a folder a store that is full keeps what it held, says so, and rests', () => firefox.reader(async ({ visit }) => {
  const prepare = page => page.evaluateOnNewDocument(ROOM);
  const page = await visit(`${folder(site)}study.html#data`, { prepare });
  await ready(page);
  assert.equal(await page.evaluate(() => gw.shelf.kind), 'hub');
  await add(page, ...Array.from({ length: 20 }, (_, nth) => `early-${nth}`));
  await page.evaluate(() => gw.store.pack());
  await add(page, ...Array.from({ length: 300 }, (_, nth) => `late-${nth}-${Math.sin(nth)}`));
  await page.until(() => document.querySelector('.gw-notice[data-kind="full"]'));
  assert.equal(await answers(page), 320, 'for this page all are there');
  const refused = () => page.evaluate(() => globalThis.refused);
  const before = await refused();
  await new Promise(done => { setTimeout(done, 1000); });
  assert.equal(await refused(), before, 'nothing is tried over and over');
  await page.go(`${folder(site)}study.html?again#data`);
  await ready(page);
  const kept = await page.evaluate(() => Object.keys(gw.store.state().answers));
  assert.equal(kept.filter(item => item.startsWith('early')).length, 20);
  assert.ok(kept.length < 320, `${kept.length}`);
}, { allow: [/quota/i] }));
