// On paper: what is folded is open, nothing ends at the edge, no control waits for a hand, and a chapter's answers and
// the addresses of its links stand at its end. Afterwards the page is as it was.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { built, folder, launched, temporary } from './support.mjs';

const chromium = launched('chromium');
const firefox = launched('firefox');

const columns = text => Array.from({ length: 14 }, (_, at) => `${text}${at + 1}`);
const line = cells => `| ${cells.join(' | ')} |\n`;

function book() {
  const root = temporary();
  mkdirSync(join(root, 'chapters'));
  writeFileSync(join(root, 'book.toml'), '[book]\nid = "paper"\ntitle = "Paper"\n\n[check.rules]\nquestion-source = "off"\nquestion-section = "off"\nquestion-objective = "off"\nquestion-options = "off"\n');
  writeFileSync(join(root, 'chapters/one.md'), `# Wide

See [the notes](https://example.org/notes), and [them again](https://example.org/notes).

${line(columns('column'))}${line(columns('---').map(() => '---'))}${line(columns('`one_long_name_of_code_').map(cell => `${cell}\``))}

| Command | Options | What it is for |
| --- | --- | --- |
| \`get\` | \`${'--with-an-option '.repeat(12).trim()}\` | ${'Long words of explanation. '.repeat(20).trim()} |

<details><summary>More</summary>

Folded words here.

</details>

> [!WARNING] Mind the gap
> Words of a callout.

## Which rule holds? {#rule .choice}

Which rule holds for a gap?

- [x] Mind it
  > The gap is wider than a step, so one has to look.
- [ ] Jump
  > The gap is too wide for a jump with luggage.

**Deciding phrase:** a gap
`);
  return root;
}

const page = `${folder(built(book()))}one.html`;

for (const browser of [chromium, firefox]) {
  test(`${browser.name}: a chapter is complete on paper and as before afterwards`, () => browser.visit(page, async page => {
    const state = () => page.evaluate(() => document.querySelector('main').innerHTML);
    // The score of the chapter's questions comes a moment after the page.
    await page.until(() => !document.querySelector('.gw-checks').textContent.includes('{right}'));
    const before = await state();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.$$eval('main details:not([open])', folded => folded.length), 0);
    const end = await page.words('.gw-paper');
    assert.match(end, /^Answers ?Which rule holds\? ?Correct: Mind it ?The gap is wider.*Incorrect: Jump.*Links ?https:\/\/example\.org\/notes$/);
    assert.deepEqual(await page.$$eval('.gw-paper-mark', marks => marks.map(mark => mark.textContent)), ['1', '1']);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await state(), before);
  }));
}

test('paper shows every column and no control', () => chromium.visit(page, async page => {
  await page.setViewport({ width: 680, height: 900 });
  await page.emulateMediaType('print');
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const edge = await page.$$eval('td', cells => Math.max(...cells.map(cell => cell.getBoundingClientRect().right)));
  assert.ok(edge <= 680, `the last column ends at ${edge}`);
  const seen = await page.$$eval('main :is(input, select, textarea, button)', controls => controls.filter(control => control.checkVisibility()).map(control => control.outerHTML));
  assert.deepEqual(seen, []);
  const sign = await page.$eval('.gw-callout-word', word => getComputedStyle(word, '::before').printColorAdjust);
  assert.equal(sign, 'exact');
}));

test('heads of a table on paper keep their words whole where there is room', () => chromium.visit(page, async page => {
  await page.setViewport({ width: 680, height: 900 });
  await page.emulateMediaType('print');
  const lines = await page.$$eval('.gw-table th', heads => heads.filter(head => head.textContent === 'Command').map(head => {
    const range = document.createRange();
    range.selectNodeContents(head);
    return range.getClientRects().length;
  }));
  assert.deepEqual(lines, [1]);
}));

test('without scripts what is folded is open on paper as well', () => chromium.visit(page, async page => {
  await page.emulateMediaType('print');
  const heights = await page.$$eval('main details > p', texts => texts.map(text => text.getBoundingClientRect().height));
  assert.ok(heights.length > 0 && heights.every(height => height > 0), `${heights}`);
}, { scripts: false }));
