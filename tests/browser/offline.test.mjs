// The service worker: keeps the whole guide, brings a new edition only when the reader takes it and never mixes two,
// and leaves when the book no longer wants one. On a small made-up book, so that an edition is quick to build.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { files, guidewright, launched, served, temporary } from './support.mjs';

const book = join(temporary(), 'book');
guidewright('new', book);
const home = join(book, 'chapters', 'home.md');
const first = readFileSync(home, 'utf8');

/** Builds an edition whose pages all carry its number in the title. */
function edition(number, { offline = true } = {}) {
  const folder = join(temporary(), `edition-${number}`);
  const manifest = readFileSync(join(book, 'book.toml'), 'utf8');
  writeFileSync(home, `${first}\n\nThis is edition ${number}.\n`);
  writeFileSync(join(book, 'book.toml'), manifest.replace(/^title = .*$/m, `title = "Edition ${number}"`)
    .replace('[build]', `[build]\noffline = ${offline}`));
  guidewright('build', book, '--dest', folder);
  writeFileSync(join(book, 'book.toml'), manifest);
  return folder;
}

const one = edition(1);
const two = edition(2);
const none = edition(3, { offline: false });
const chromium = launched('chromium');
const BASE = '/guide/';

/** A server whose site can be swapped, at a fresh port and so at a fresh origin, under a name that is trusted like https. */
async function swapped() {
  const server = await served(join(temporary(), 'site'), BASE);
  server.url = server.url.replace('127.0.0.1', 'guide.localhost');
  const show = folder => {
    rmSync(server.site, { recursive: true, force: true });
    cpSync(folder, server.site, { recursive: true });
  };
  show(one);
  return { server, show };
}

const ready = page => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  const known = await navigator.serviceWorker.getRegistration();
  while (known.active?.state !== 'activated') await new Promise(done => { setTimeout(done, 50); });
});
const title = page => page.title();
// A worker that is not let in yet, or a server that is down, is what these tests are about.
const OFFLINE = { worker: true, allow: [/ERR_/, /Failed to load/, /sw\.js/, /404/] };

const [a, b, c, d, e, f] = await Promise.all(Array.from({ length: 6 }, swapped));

test('at an address of this machine nothing is kept', () => chromium.reader(async ({ visit }) => {
  const tried = await visit(`${f.server.origin}${BASE}index.html`);
  const page = await visit(`${f.server.url}index.html`);
  await ready(page);
  // It was opened before the one that keeps the guide by now.
  const kept = () => navigator.serviceWorker.getRegistrations().then(all => all.length);
  assert.deepEqual([await tried.evaluate(kept), await page.evaluate(kept)], [0, 1]);
}, OFFLINE));

test('the whole guide is there when the server is not', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${a.server.url}index.html`);
  await ready(page);
  a.server.down = true;
  for (const path of files(one, '.html').filter(path => !['404.html', 'hub.html'].includes(path))) {
    await page.go(a.server.url + path);
    assert.match(await title(page), /Edition 1/, path);
    assert.equal(await page.evaluate(() => typeof gw), 'object', path);
  }
  // However a server spells the address of a page.
  await page.go(a.server.url);
  assert.match(await title(page), /Edition 1/);
  await page.go(`${a.server.url}search.html#q=code`);
  await page.until(() => document.querySelector('div.gw-search .gw-hits a'));
}, OFFLINE));

test('a new edition waits until the reader takes it, then all pages are of it', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${b.server.url}index.html`);
  await ready(page);
  b.show(two);
  await page.go(`${b.server.url}contents.html`);
  assert.match(await title(page), /Edition 1/, 'before the new edition is whole');
  await page.until(() => document.querySelector('.gw-notice[data-kind="edition"]'));
  for (const path of ['index.html', 'search.html', 'print.html']) {
    await page.go(b.server.url + path);
    assert.match(await title(page), /Edition 1/, `${path} before the reader takes it`);
  }
  await page.until(() => document.querySelector('.gw-notice[data-kind="edition"]'));
  await Promise.all([page.waitForNavigation(), page.click('.gw-notice[data-kind="edition"] button')]);
  b.server.down = true;
  for (const path of ['index.html', 'contents.html', 'print.html']) {
    await page.go(b.server.url + path);
    assert.match(await title(page), /Edition 2/, path);
  }
  assert.equal((await page.evaluate(() => caches.keys())).length, 1, 'the old edition is gone');
}, OFFLINE));

test('an upload that is half done changes nothing', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${c.server.url}index.html`);
  await ready(page);
  // The worker of the second edition is there, its pages are not.
  cpSync(join(two, 'sw.js'), join(c.server.site, 'sw.js'));
  await page.go(`${c.server.url}index.html`);
  await page.evaluate(async () => {
    const known = await navigator.serviceWorker.getRegistration();
    await known.update().catch(() => {});
    while (known.installing) await new Promise(done => { setTimeout(done, 50); });
  });
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting), null);
  c.server.down = true;
  await page.go(`${c.server.url}contents.html`);
  assert.match(await title(page), /Edition 1/);
}, OFFLINE));

test('another window learns of the new edition and is not torn away', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${d.server.url}index.html`);
  await ready(page);
  const other = await visit(`${d.server.url}contents.html`);
  d.show(two);
  await page.bringToFront();
  await page.go(`${d.server.url}index.html`);
  await page.until(() => document.querySelector('.gw-notice[data-kind="edition"]'));
  await Promise.all([page.waitForNavigation(), page.click('.gw-notice[data-kind="edition"] button')]);
  assert.match(await title(page), /Edition 2/);
  await other.bringToFront();
  await other.until(() => document.querySelector('.gw-notice[data-kind="edition"]')?.textContent.includes('in another window'));
  assert.match(await title(other), /Edition 1/);
  await Promise.all([other.waitForNavigation(), other.click('.gw-notice[data-kind="edition"] button')]);
  assert.match(await title(other), /Edition 2/);
}, OFFLINE));

test('a book that wants no worker takes the old one away', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${e.server.url}index.html`);
  await ready(page);
  e.show(none);
  await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  await page.until(async () => !(await navigator.serviceWorker.getRegistration()) && (await caches.keys()).length === 0);
  await page.go(`${e.server.url}index.html`);
  assert.match(await title(page), /Edition 3/);
  assert.equal(await page.evaluate(() => document.querySelector('.gw-offline') !== null), false);
}, OFFLINE));
