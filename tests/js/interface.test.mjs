// Words of the interface stand in `locales` and nowhere else: neither scripts nor templates nor the program say any.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { parse } from 'acorn';
import { ROOT } from '../site.mjs';
import { gw } from './scripts.mjs';

const read = (...path) => readFileSync(join(ROOT, ...path), 'utf8');
const list = (folder, end) => readdirSync(join(ROOT, folder), { recursive: true }).filter(name => name.endsWith(end) && !/(^|\/)tests\.rs$/.test(name));

/** The texts of a script with what is done with them: those of literals, and the pieces between the values of templates. */
function texts(node, above = []) {
  if (!node || typeof node.type !== 'string') return [];
  const inside = Object.values(node).flat().flatMap(child => texts(child, [node, ...above]));
  const own = node.type === 'Literal' && typeof node.value === 'string' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : '';
  return own ? [{ text: own, above }, ...inside] : inside;
}

/** What a text is handed to: the name of a function, or of what is asked with `name(`. */
const takers = above => above.filter(({ type }) => ['CallExpression', 'NewExpression'].includes(type)).map(({ callee }) => callee.property?.name ?? callee.name);

const SELECTS = ['querySelector', 'querySelectorAll', 'closest', 'matches', 'matchMedia', 'find', 'list', 'each', 'part', 'is', 'RegExp'];

/** Whether a text reads like words for people: two of them, one that begins with a capital, or a unit behind a value. */
function isSaid({ text, above }) {
  if (above[0].directive || text.startsWith('gw-')) return false;
  if (takers(above).some(name => SELECTS.includes(name)) || above.some(({ type }) => type === 'ThrowStatement')) return false;
  if (text.includes('\\p{') || /^[A-Z][a-zA-Z]*(Error|Up|Down|Left|Right)$|^( ?(Space|Enter|Escape|Home|End))+$/.test(text)) return false;
  return /\p{L}{2,},? \p{L}{2,}/u.test(text) || /(^|[^-\w/])\p{Lu}\p{Ll}{2,}/u.test(text) || above[0].type === 'TemplateLiteral' && /^:? \p{L}{2,}$/u.test(text);
}

/** Texts that are for programs although they read like words. */
const FOR_PROGRAMS = new Set([
  'keys.js: textarea, select, input:not([type="radio"], [type="checkbox"])',
  'offline.js: take over', 'worker.js: take over',
  'plan.js: PRODID:-//guidewright//study plan//EN',
]);

test('no script says a word of the interface', () => {
  const said = list('static/js', '.js').flatMap(name =>
    texts(parse(read('static/js', name), { ecmaVersion: 'latest' })).filter(isSaid).map(({ text }) => `${name}: ${text}`));
  assert.deepEqual(said.filter(each => !FOR_PROGRAMS.has(each)), []);
});

test('no template says a word of the interface', () => {
  const said = list('templates', '.html').flatMap(name => {
    const text = read('templates', name).replaceAll(/\{[{%#].*?[#%}]\}/gs, '').replaceAll(/<(script|style|kbd|code)\b.*?<\/\1>/gs, '');
    const shown = text.replaceAll(/<[^>]*>/g, '\n').split('\n').concat([...text.matchAll(/\s(?:aria-label|title|alt|placeholder)="([^"]*)"/g)].map(([, told]) => told));
    return shown.map(words => words.replaceAll(/\{[\w.%]*\}/g, '').replaceAll(/&\w+;/g, '').trim()).filter(words => /\p{L}/u.test(words)).map(words => `${name}: ${words}`);
  });
  assert.deepEqual(said, []);
});

test('what the program writes into pages says no word of the interface', () => {
  const said = ['src/render', 'src/fragment', 'src/emit/anki'].flatMap(folder => list(folder, '.rs').flatMap(name => {
    const [code] = read(folder, name).split('#[cfg(test)]');
    return [...code.matchAll(/"(?:[^"\\]|\\.)*"/g)].flatMap(([literal]) => [
      ...[...literal.matchAll(/<[a-z][^<>]*>([^<>{}"\\]*\p{L}{2,}[^<>{}"\\]*)<\//gu)].map(([, words]) => words),
      ...[...literal.matchAll(/(?:aria-label|title|alt)=\\"([^"\\{]*\p{L}{2,}[^"\\]*)\\"/gu)].map(([, words]) => words),
    ]).map(words => `${name}: ${words}`);
  }));
  assert.deepEqual(said, []);
});

test('the program writes days as scripts do', () => {
  const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
  for (const name of list('locales', '.toml')) {
    const [, group] = read('locales', name).split('[dates]\n');
    const words = Object.fromEntries(group.split('\n\n')[0].split('\n').map(line => line.split(' = ')).map(([key, value]) => [key, JSON.parse(value)]));
    const language = name === 'en.toml' ? 'en-GB' : name.replace('.toml', '');
    MONTHS.forEach((month, at) => {
      const told = gw.message(words.day, { day: '5', month: words[month], year: '2026' });
      const wish = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
      assert.equal(told, new Date(Date.UTC(2026, at, 5)).toLocaleString(language, wish), `${language}, ${month}`);
    });
  }
});
