// A site's scripts are made small when the program is built. Here they keep their meaning: each statement at the top of
// a bundle has the same tree as one of the files in `static/js`.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'acorn';
import { ROOT, built, files } from '../site.mjs';

/** Whether a statement brings the messages that the scripts of a bundle say, in the language of the book. */
const isWords = (script, { start }) => script.startsWith('Object.assign(gw.words,', start);

/** The statements of a script but for words, without their places and without how numbers and texts are spelled. */
const statements = script => parse(script, { ecmaVersion: 'latest' }).body
  .filter(statement => statement.directive !== 'use strict' && !isWords(script, statement))
  .map(statement => JSON.stringify(statement, (name, value) => (['start', 'end', 'raw'].includes(name) ? undefined : value)));

const read = (...path) => readFileSync(join(...path), 'utf8');

test('scripts of a site mean what is written in static/js', () => {
  const folder = join(ROOT, 'static/js');
  const written = new Map(readdirSync(folder).flatMap(name => statements(read(folder, name)).map(tree => [tree, name])));
  const site = built();
  const met = new Set();
  for (const name of files(join(site, 'assets'), '.js').filter(name => /^(theme|guide|search|choice|question|study|hub)-/.test(name))) {
    for (const tree of statements(read(site, 'assets', name))) {
      assert.ok(written.has(tree), `${name}: ${tree.slice(0, 400)}`);
      met.add(written.get(tree));
    }
  }
  // The workers are files of their own, and our book has no address that moved.
  const apart = ['moved.js', 'worker.js', 'unworker.js'];
  assert.deepEqual(readdirSync(folder).filter(name => !met.has(name) && !apart.includes(name)), []);
});
