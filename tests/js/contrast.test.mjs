// Colours by number: every pair of roles that the style sheets put together reads well in both schemes. axe judges
// what stands on a page; this judges what may come to stand there, from the same sheets the site ships.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const read = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const tokens = read('static/css/tokens.css');
const prose = read('static/css/prose.css');
const drawings = read('crates/diagram/style.css');
const domains = [...read('chapters/blueprint.toml').matchAll(/^hue = (\d+)$/gm)].map(([, hue]) => Number(hue));
const callouts = [...prose.matchAll(/\.gw-callout(?:-\w+)? \{ --gw-hue: (\d+)/g)].map(([, hue]) => Number(hue));

// ---- colours: linear light from what CSS says

const ROLES = Object.fromEntries([...tokens.matchAll(/--gw-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)]
  .map(([, role, light, dark]) => [role, { light: hex(light), dark: hex(dark) }]));

function hex(word) {
  return [1, 3, 5].map(at => parseInt(word.slice(at, at + 2), 16) / 255).map(one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
}

/** From OKLab; what no screen shows is cut off. */
function fromLab([l, a, b]) {
  const [x, y, z] = [l + 0.3963377774 * a + 0.2158037573 * b, l - 0.1055613458 * a - 0.0638541728 * b, l - 0.0894841775 * a - 1.291485548 * b].map(one => one ** 3);
  return [4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z, -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z, -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z]
    .map(one => Math.min(1, Math.max(0, one)));
}

const oklch = (l, c, hue) => fromLab([l, c * Math.cos(hue * Math.PI / 180), c * Math.sin(hue * Math.PI / 180)]);

/** `color-mix(in oklab, colour N%, transparent)` over something: browsers lay it on in sRGB. */
function laid(colour, share, under) {
  const curve = one => (one <= 0.0031308 ? one * 12.92 : 1.055 * one ** (1 / 2.4) - 0.055);
  const back = one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  return colour.map((one, at) => back(curve(one) * share + curve(under[at]) * (1 - share)));
}

const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one, other) {
  const [bright, dim] = [light(one), light(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

/** The tones of a hue in both schemes, by the formula of a sheet. */
function tones(sheet, name) {
  const formula = new RegExp(`--gw-${name}: light-dark\\(oklch\\((\\d+)% ([\\d.]+) var\\(--gw-hue[^)]*\\)\\), oklch\\((\\d+)% ([\\d.]+) var`);
  const [lightness, chroma, dimness, paleness] = formula.exec(sheet).slice(1).map(Number);
  return hue => ({ light: oklch(lightness / 100, chroma, hue), dark: oklch(dimness / 100, paleness, hue) });
}

const toneOf = tones(tokens, 'tone');
const kindOf = tones(prose, 'kind');
const TONES = { accent: ROLES.accent, ...Object.fromEntries(domains.map(hue => [`tone ${hue}`, toneOf(hue)])) };
const KINDS = Object.fromEntries(callouts.map(hue => [`callout ${hue}`, kindOf(hue)]));
const FORMULAS = Object.fromEntries([...read('static/css/formula.css').matchAll(/\.gw-f-hue-(\d+) \{/g)].map(([, hue]) => [`formula ${hue}`, tones(read('static/css/formula.css'), 'f-colour')(Number(hue))]));
const CODE = Object.fromEntries(Object.entries(ROLES).filter(([role]) => role.startsWith('code-')));
const DRAWN = Object.fromEntries([...drawings.matchAll(/\.gw-d-(\w+) { --gw-d-tone: light-dark\((#\w+), (#\w+)\)/g)]
  .map(([, name, light, dark]) => [`drawn ${name}`, { light: hex(light), dark: hex(dark) }]));
const pick = (...names) => Object.fromEntries(names.map(name => [name, ROLES[name]]));

const PAGE = pick('ground', 'panel', 'raised');
const spread = (colours, share, under) => Object.fromEntries(Object.entries(colours)
  .map(([name, colour]) => [`${share * 100}% of ${name}`, { light: laid(colour.light, share, under.light), dark: laid(colour.dark, share, under.dark) }]));

// What stands on what, and how far apart they have to be. The shares are those of the sheets.
const TEXT = 4.5;
const CONTROL = 3;
const PAIRS = [
  ['words', pick('ink', 'ink-soft', 'accent', 'good', 'bad', 'warn'), PAGE, TEXT],
  ['words of a domain', TONES, PAGE, TEXT],
  ['words of callouts', KINDS, PAGE, TEXT],
  ['colours in formulas', FORMULAS, PAGE, TEXT],
  ['code', CODE, PAGE, TEXT],
  ['code in marked lines', { ...CODE, ...pick('ink', 'ink-soft', 'bad') }, spread(TONES, 0.13, ROLES.panel), TEXT],
  ['what a link leads to', pick('ink', 'ink-soft', 'accent', 'warn'), spread({ accent: ROLES.accent, ...TONES }, 0.1, ROLES.ground), TEXT],
  // Shapes mix a little ink or accent into the ground (diagram.css).
  ['words in drawings', pick('ink', 'ink-soft'), { ...PAGE, ...spread(pick('ink'), 0.06, ROLES.ground), ...spread(pick('accent'), 0.12, ROLES.ground) }, TEXT],
  ['words in drawings with tones', pick('ink', 'ink-soft'), spread(DRAWN, 0.14, ROLES.ground), TEXT],
  ['lines of drawings with tones', DRAWN, pick('ground'), CONTROL],
  ['words on a button', pick('on-accent'), pick('accent'), TEXT],
  ['numbers of notes', pick('ground'), TONES, TEXT],
  ['what was looked for', pick('ink'), pick('mark'), TEXT],
  ['edges of controls', pick('line-strong'), PAGE, CONTROL],
];

test('every property of a sheet that is asked for is set, and every one that is set is asked for', () => {
  const folder = path => readdirSync(new URL(`../../${path}`, import.meta.url), { recursive: true }).filter(name => /\.(css|js|rs|html)$/.test(name)).map(name => read(`${path}/${name}`));
  const sheets = folder('static/css').join('');
  // Scripts, templates and the program set and ask for some.
  const others = ['static/js', 'templates', 'src/render', 'crates/diagram'].flatMap(folder).join('');
  const names = pattern => new Set([...sheets.matchAll(pattern)].map(([, name]) => name));
  const [set, asked] = [names(/(--gw-[\w-]+):/g), names(/var\((--gw-[\w-]+)/g)];
  assert.deepEqual([...asked].filter(name => !set.has(name) && !others.includes(name)), []);
  assert.deepEqual([...set].filter(name => !asked.has(name) && !others.includes(name)), []);
});

test('the sheets still name the colours this reads', () => {
  assert.deepEqual(['ground', 'panel', 'raised', 'ink', 'ink-soft', 'line-strong', 'accent', 'on-accent', 'good', 'bad', 'warn', 'mark'].filter(role => !ROLES[role]), []);
  assert.equal(Object.keys(CODE).length, 7);
  assert.equal(Object.keys(FORMULAS).length, 24);
  assert.equal(domains.length, 4);
  assert.equal(Object.keys(DRAWN).length, 9);
  assert.ok(callouts.length >= 9, `${callouts.length} kinds of callouts`);
  assert.ok(Math.abs(contrast(hex('#000000'), hex('#ffffff')) - 21) < 1e-9);
  assert.ok(Math.abs(contrast(oklch(0.6279554, 0.2576833, 29.2338806), hex('#ff0000')) - 1) < 1e-3, 'oklch gives red');
});

for (const scheme of ['light', 'dark']) {
  for (const [what, fronts, backs, least] of PAIRS) {
    test(`${scheme}: ${what} at ${least} to 1`, () => {
      const faint = Object.entries(fronts).flatMap(([front, colour]) => Object.entries(backs)
        .map(([back, under]) => [contrast(colour[scheme], under[scheme]), `${front} on ${back}`])
        .filter(([ratio]) => ratio < least)
        .map(([ratio, pair]) => `${pair}: ${ratio.toFixed(2)}`));
      assert.deepEqual(faint, []);
    });
  }
}
