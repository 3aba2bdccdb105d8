// Every kind of page opens without a trouble: from a folder and from a server under a path, in both browsers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS, built, folder, launched, served } from './support.mjs';

const site = built();
const server = await served(site, '/study/guide/');
const top = await served(site);

for (const name of ['chromium', 'firefox']) {
  const browser = launched(name);
  for (const [where, root] of Object.entries({ folder: folder(site), server: server.url })) {
    for (const [kind, path] of Object.entries(KINDS)) {
      test(`${name}, ${where}: ${kind}`, () => browser.visit(root + path, async page => {
        assert.ok(await page.words('h1'));
        assert.equal(await page.evaluate(() => typeof gw), 'object');
      }));
    }
  }

  test(`${name}, server: an address that leads nowhere`, () => browser.visit(`${top.url}data/formates.html`, async page => {
    assert.equal(await page.words('h1'), 'Page not found');
    await page.until(() => document.querySelector('.gw-nearest li a'));
    assert.equal(await page.$eval('.gw-nearest a', link => new URL(link.href).pathname), '/data/formats.html');
  }, { allow: [/: 404$/, /status of 404/] }));

  test(`${name}, server: an address that is not well written`, () => browser.visit(`${top.url}data/%E0%A4.html`, async page => {
    assert.equal(await page.words('h1'), 'Page not found');
    assert.ok(await page.$('dialog.gw-search form'), 'the features after it run');
  }, { allow: [/: 404$/, /status of 404/] }));
}
