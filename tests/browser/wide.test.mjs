// Wide things: code, tables and diagrams use the room beside the text, nothing of them is out of sight on a phone, and
// no control lies over them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { built, folder, launched, served, temporary } from './support.mjs';

const server = await served(built());
const chromium = launched('chromium');
const firefox = launched('firefox');
const at = path => server.url + path;
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const LAPTOP = { width: 1440, height: 900 };
const NOTED = 'data/feeding-gpus.html';

/** Boxes of a page that would have to be scrolled to be read. */
const clipped = (page, selector) => page.$$eval(selector, boxes => boxes.filter(box => box.scrollWidth > box.clientWidth + 1).length);

test('on a phone lines of code break and no mark of a note is out of sight', () => chromium.visit(at(NOTED), async page => {
  assert.ok((await page.$$('.gw-code pre')).length > 0);
  assert.equal(await clipped(page, '.gw-code pre'), 0);
  const marks = await page.$$eval('.gw-note-mark', marks => marks.map(mark => mark.getBoundingClientRect()).filter(({ width }) => width).map(({ left, right }) => left >= 0 && right <= innerWidth));
  assert.ok(marks.length > 0 && marks.every(Boolean), `${marks}`);
}, { viewport: PHONE }));

/** A page whose lines have words that are too long for a phone, and words with hyphens at many places of a line. */
const narrow = (() => {
  const book = temporary();
  mkdirSync(join(book, 'chapters'));
  writeFileSync(join(book, 'book.toml'), '[book]\ntitle = "Narrow"\n');
  const shifted = words => Array.from({ length: 24 }, (_, at) => `${'x'.repeat(at + 12)} ${words}`).join('\n\n');
  writeFileSync(join(book, 'chapters', 'lines.md'), `# Lines

\`\`\`python
bucket = s3.Bucket(
    block_public_access=s3.BlockPublicAccess.BLOCK_ALL_OF_THEM,
)
\`\`\`

\`\`\`console
$ python sizes.py
model                   kilobytes   milliseconds
harbour.onnx                  670          0.082
\`\`\`

${shifted('2026-11-29')}

${shifted('`--dry-run`')}
`);
  return `${folder(built(book))}lines.html`;
})();

for (const browser of [chromium, firefox]) {
  test(`${browser.name}: on a phone a line of code begins with its indentation and its first letters`, () => browser.visit(narrow, async page => {
    const [tops, height] = await page.evaluate(() => {
      const code = document.querySelector('.language-python');
      const range = document.createRange();
      const walk = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
      const tops = [];
      for (let node; (node = walk.nextNode());) {
        for (const sign of ['    ', 'block']) {
          const at = node.data.indexOf(sign);
          if (at < 0) continue;
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          tops.push(range.getBoundingClientRect().top);
        }
      }
      return [tops, parseFloat(getComputedStyle(code).lineHeight)];
    });
    assert.equal(tops.length, 2);
    assert.ok(Math.abs(tops[0] - tops[1]) < height / 2, `${tops}`);
  }, { viewport: { width: 390, height: 844 } }));

  test(`${browser.name}: on a phone columns of an answer stay below each other, and a day and dashes stay whole`, () => browser.visit(narrow, async page => {
    const rows = await page.$$eval('.gw-output', list => list.map(row => row.getClientRects().length));
    assert.deepEqual(rows, [1, 1]);
    const broken = await page.evaluate(() => {
      const range = document.createRange();
      const walk = document.createTreeWalker(document.querySelector('.gw-prose'), NodeFilter.SHOW_TEXT);
      const broken = [];
      let met = 0;
      for (let node; (node = walk.nextNode());) {
        for (const { index, 0: { length } } of node.data.matchAll(/\d{4}-\d\d-\d\d|--\w/g)) {
          met += 1;
          range.setStart(node, index);
          range.setEnd(node, index + length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(node.parentElement.closest('p').textContent);
        }
      }
      return { met, broken };
    });
    assert.deepEqual(broken, { met: 48, broken: [] });
  }, { viewport: { width: 390, height: 844 } }));
}

test('beside the text there is room for wide things, and they take it to both sides alike', () => chromium.visit(at('data/feature-store.html'), async page => {
  const [text, ...wide] = await page.evaluate(() => ['.gw-prose > p', '.gw-prose > .gw-table', '.gw-prose > .gw-code, .gw-prose > .gw-tabs']
    .map(selector => [...document.querySelectorAll(selector)].map(node => node.getBoundingClientRect()).sort((a, b) => b.width - a.width)[0])
    .map(({ left, right, width }) => ({ left, right, width })));
  for (const box of wide) {
    assert.ok(box.width > text.width + 60, `${box.width} beside ${text.width}`);
    assert.ok(Math.abs(text.left - box.left - (box.right - text.right)) < 2, JSON.stringify({ text, box }));
  }
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
}, { viewport: LAPTOP }));

test('no button lies over code or over a drawing', () => chromium.reader(async ({ visit }) => {
  for (const viewport of [PHONE, LAPTOP]) {
    for (const path of [NOTED, 'start/kinds.html', 'data/ingestion.html']) {
      const page = await visit(at(path), { viewport });
      const over = await page.evaluate(() => {
        const meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        const boxes = node => [...node.getClientRects()];
        return [...document.querySelectorAll('.gw-code, .gw-diagram')].flatMap(figure => {
          const buttons = [...figure.querySelectorAll(':scope > .gw-zoom, .gw-code-tools button')].flatMap(boxes);
          const range = document.createRange();
          const lines = [...figure.querySelectorAll('pre code')].flatMap(code => {
            range.selectNodeContents(code);
            return boxes(range);
          }).filter(({ width }) => width < 2000 && width > 0);
          const drawn = [...lines, ...[...figure.querySelectorAll('svg')].flatMap(boxes)];
          return buttons.some(button => drawn.some(part => meets(button, part))) ? [figure.outerHTML.slice(0, 120)] : [];
        });
      });
      assert.deepEqual(over, [], path);
    }
  }
}));

test('buttons of code lie over no name and no line, also where both are long', async () => {
  const book = temporary();
  mkdirSync(join(book, 'chapters'));
  writeFileSync(join(book, 'book.toml'), '[book]\nid = "buttons"\ntitle = "Buttons"\n[markdown]\nhidden-lines = { python = "~" }\n');
  const code = '~import tides, harbours, lighthouses, pilots, moorings\ntides.at("Harwich", of="the first high water after the ship is through the lock, and not before it")\n';
  const heads = { none: 'text', hidden: 'python', named: `python title="harbour/of/a/long/name/${'tide_'.repeat(12)}table.py"` };
  writeFileSync(join(book, 'chapters/one.md'), `# One\n\n${Object.values(heads).map(head => `\`\`\`${head}\n${code}\`\`\`\n`).join('\n')}`);
  const place = await served(built(book));
  await chromium.visit(`${place.url}one.html`, async page => {
    for (const viewport of [PHONE, LAPTOP]) {
      await page.setViewport(viewport);
      const seen = await page.evaluate(() => [...document.querySelectorAll('.gw-code')].map(figure => {
        const [tools, pre, head] = ['.gw-code-tools', 'pre', '.gw-code-file, .gw-code-language'].map(part => figure.querySelector(part)?.getBoundingClientRect());
        const over = box => box && tools.left < box.right - 1 && box.left < tools.right - 1 && tools.top < box.bottom - 1 && box.top < tools.bottom - 1;
        return { buttons: figure.querySelectorAll('button').length, within: tools.left >= 0 && tools.right <= innerWidth, code: over(pre), name: over(head) };
      }));
      assert.deepEqual(seen.map(({ buttons }) => buttons), [1, 2, 2]);
      for (const one of seen) assert.ok(one.within && !one.code && !one.name, JSON.stringify({ ...one, width: viewport.width }));
    }
  }, { viewport: PHONE });
});

test('numbers stand before lines, and marked lines begin where the others do', async () => {
  const book = temporary();
  mkdirSync(join(book, 'chapters'));
  writeFileSync(join(book, 'book.toml'), '[book]\nid = "numbers"\ntitle = "Numbers"\n');
  const code = 'import tides # (1)\ntides.at("Harwich", of="the first high water after the ship is through the lock")\nmoon.rise()\n';
  writeFileSync(join(book, 'chapters/one.md'), `# One\n\n${['mark="2"', 'numbers mark="2"', 'numbers notes mark="2"'].map(options => `\`\`\`python ${options}\n${code}\`\`\`\n`).join('\n')}\n1. A note.\n`);
  const place = await served(built(book));
  await chromium.visit(`${place.url}one.html`, async page => {
    for (const viewport of [PHONE, LAPTOP]) {
      await page.setViewport(viewport);
      const seen = await page.$$eval('.gw-code', figures => figures.map(figure => [...figure.querySelectorAll('.gw-line')].map(line => {
        const range = document.createRange();
        const words = document.createTreeWalker(line, NodeFilter.SHOW_TEXT, node => (node.parentElement.closest('.gw-note-mark') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)).nextNode();
        range.setStart(words, 0);
        range.setEnd(words, 1);
        const { left, width, textIndent } = getComputedStyle(line, '::before');
        const number = figure.classList.contains('gw-numbered') ? line.getBoundingClientRect().left + parseFloat(left) + parseFloat(width) + parseFloat(textIndent) : 0;
        const note = line.querySelector('.gw-note-mark')?.getBoundingClientRect().right ?? 0;
        return { first: range.getBoundingClientRect().left, before: Math.max(number, note), number, note };
      })));
      assert.deepEqual(seen.map(lines => lines.length), [3, 3, 3]);
      for (const lines of seen) {
        for (const line of lines) {
          assert.ok(line.before < line.first && Math.abs(line.first - lines[0].first) < 1, JSON.stringify({ lines, width: viewport.width }));
        }
      }
    }
  }, { viewport: PHONE });
});

test('the zoom of a diagram enlarges it, also on a phone', () => chromium.reader(async ({ visit }) => {
  for (const viewport of [PHONE, LAPTOP]) {
    const page = await visit(at('start/kinds.html'), { viewport });
    const width = selector => page.$eval(selector, picture => picture.getBoundingClientRect().width);
    const before = await width('.gw-diagram svg');
    await page.$eval('.gw-zoom', button => button.click());
    const after = await width('.gw-lightbox svg');
    assert.ok(after > 1.3 * before, `${before} became ${after}`);
  }
}));

test('forced colours tell chapters read, begun and not begun apart', () => chromium.visit(at('contents.html'), async page => {
  const session = await page.createCDPSession();
  await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  const looks = await page.evaluate(() => {
    const lines = [...document.querySelectorAll('.gw-contents > li[data-read]')];
    return ['new', 'open', 'read'].map((state, nth) => {
      lines[nth].dataset.read = state;
      const { backgroundColor, backgroundImage, borderTopWidth, maskImage } = getComputedStyle(lines[nth], '::before');
      return JSON.stringify([backgroundColor, backgroundImage, borderTopWidth, maskImage.slice(0, 20)]);
    });
  });
  assert.equal(new Set(looks).size, 3, looks.join('\n'));
}));

test('numbers of the list of chapters stand in the column of their titles', () => chromium.visit(at('index.html'), async page => {
  for (const width of [1440, 1000, 820]) {
    await page.setViewport({ width, height: 900 });
    await page.until(width => innerWidth === width, width);
    const room = await page.$eval('.gw-outline ol:has(> li:nth-child(12))', list => {
      const { columnGap, fontSize } = getComputedStyle(list);
      const [first, ...others] = [...list.children].map(line => line.getBoundingClientRect());
      const second = others.find(({ left }) => left > first.right);
      // Between the end of the first column and the first title of the second: the gap, and what the number takes.
      return (second.left - first.right - parseFloat(columnGap)) / parseFloat(fontSize);
    });
    assert.ok(room > 1.8, `${room} letters at ${width}`);
  }
}));
