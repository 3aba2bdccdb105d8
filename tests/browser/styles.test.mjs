// A site's styles are joined and made small when the program is built. Here they keep their meaning: a browser reads the
// same rules, in the same order, out of the sheets of sites and out of the files as they are written.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, built, files, launched, served, temporary } from './support.mjs';

const site = built();
// What not every book has comes with the books that have it.
const laidOut = temporary();
mkdirSync(join(laidOut, 'chapters'));
writeFileSync(join(laidOut, 'book.toml'), '[book]\ntitle = "Laid out"\n');
writeFileSync(join(laidOut, 'chapters/steps.md'), '# Steps\n\n> [!STEPS]\n> 1. Moor the boat.\n');
const sites = [site, built(laidOut), built(join(ROOT, 'tests/books/languages')), built(join(ROOT, 'tests/books/mdbook'))];
const server = await served(site);
const chromium = launched('chromium');

test('styles of a site mean what is written in static/css', () => chromium.visit(`${server.url}index.html`, async page => {
  const rules = text => page.evaluate(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const list = rules => [...rules].flatMap(rule => [
      `${rule.selectorText ?? rule.conditionText ?? rule.name ?? rule.cssText} { ${rule.style?.cssText ?? ''} }`, ...list(rule.cssRules ?? [])]);
    // Values of our own properties are kept as they are written.
    return list(sheet.cssRules).map(rule => rule.replace(/\s+/g, ' ').replaceAll(', ', ','));
  }, text);
  const folder = join(ROOT, 'static/css');
  const written = new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]));
  written.set('diagram.css', readFileSync(join(ROOT, 'crates/diagram/style.css'), 'utf8'));
  const made = [];
  for (const one of sites) {
    for (const name of files(join(one, 'assets'), '.css')) made.push(...await rules(readFileSync(join(one, 'assets', name), 'utf8')));
  }
  const lost = [];
  for (const [name, text] of written) {
    const wanted = await rules(text);
    const from = made.findIndex((_, at) => wanted.every((rule, nth) => made[at + nth] === rule));
    if (from < 0) lost.push([name, wanted.filter(rule => !made.includes(rule))]);
  }
  assert.deepEqual(lost, []);
}));
