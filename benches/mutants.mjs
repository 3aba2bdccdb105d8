// One-token mutations of the pure scripts: how many the Node tests let live.
//
//     node benches/mutants.mjs [mutations of each file, 12 by default] [files, such as schedule score]
//
// A mutation changes one operator, number or word of a file in a copy of `static/js`; the tests of the pure scripts run
// against that copy (`SCRIPTS` names it). One that fails no test lives, and is printed with its line. Which ones are
// tried is drawn from a seed, so a run can be repeated.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMES, gw } from '../tests/js/scripts.mjs';

const ROOT = new URL('../', import.meta.url).pathname;
const [many = '12', ...names] = process.argv.slice(2);
// What each file is held by; the rest would only take time.
const TESTS = {
  random: 'random form', grade: 'grade run', words: 'words', entry: 'entry run month', pack: 'backup store', form: 'form month', share: 'score', score: 'score month', schedule: 'schedule plan',
  log: 'log fold backup', due: 'schedule plan set', swap: 'shelf store', wishes: 'fold plan set', fold: 'fold month', backup: 'backup', exams: 'exams', mastery: 'plan', agenda: 'plan month', plan: 'plan month', set: 'set month', run: 'run month', store: 'store',
};

const SWAPS = [
  [/(?<![<>=!])<=/g, '<'], [/(?<![<>=!])<(?![<=])/g, '<='], [/(?<![<>=!])>=/g, '>'], [/(?<![<>=!>])>(?![>=])/g, '>='], [/===/g, '!=='], [/!==/g, '==='], [/&&/g, '||'], [/\|\|/g, '&&'],
  [/ \+ /g, ' - '], [/ - /g, ' + '], [/ \* /g, ' / '], [/ \/ /g, ' * '], [/\bMath\.max\b|(?<![\w.])max\(/g, found => found.replace('max', 'min')], [/\bMath\.min\b|(?<![\w.])min\(/g, found => found.replace('min', 'max')],
  [/\btrue\b/g, 'false'], [/\bfalse\b/g, 'true'], [/\?\? /g, '&& '], [/(?<![\w.'-])\d+(?:\.\d+)?(?![\w.])/g, found => `${Number(found) + 1}`],
];

/** Every mutation of a text, `{ at, from, to }`, outside of comments and texts between quotes. */
function mutations(text) {
  const plain = text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|=>/g, part => ' '.repeat(part.length));
  return SWAPS.flatMap(([pattern, to]) => [...plain.matchAll(pattern)].map(found => ({
    at: found.index, from: found[0], to: typeof to === 'string' ? to : to(found[0]),
  })));
}

const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
cpSync(join(ROOT, 'static/js'), copy, { recursive: true });
let [made, alive] = [0, 0];
for (const name of names.length ? names : [...NAMES, 'store']) {
  const path = join(copy, `${name}.js`);
  const text = readFileSync(path, 'utf8');
  const chosen = gw.random(`mutants ${name}`).shuffle(mutations(text)).slice(0, Number(many));
  const tests = TESTS[name].split(' ').map(test => join(ROOT, `tests/js/${test}.test.mjs`));
  let lives = 0;
  for (const { at, from, to } of chosen) {
    writeFileSync(path, text.slice(0, at) + to + text.slice(at + from.length));
    // A mutation may loop for ever; that is noticed, too.
    const { status } = spawnSync(process.execPath, ['--test', ...tests], { env: { ...process.env, SCRIPTS: `file://${copy}/` }, timeout: 60_000, stdio: 'ignore' });
    if (status !== 0) continue;
    lives += 1;
    const before = text.slice(0, at).split('\n');
    console.log(`  ${name}.js:${before.length}: ${from.trim()} → ${to.trim()}   ${text.split('\n')[before.length - 1].trim()}`);
  }
  writeFileSync(path, text);
  console.log(`${name}: ${lives} of ${chosen.length} live`);
  made += chosen.length;
  alive += lives;
}
rmSync(copy, { recursive: true });
console.log(`${alive} of ${made} live`);
