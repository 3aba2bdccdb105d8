// Formulas as readers see them, in both browsers and under the page's own policy, which every page visited here must
// keep: columns meet, lines are drawn, colours are seen, terms are struck out, and none makes a page wider.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, built, launched, served } from './support.mjs';

const server = await served(built(join(ROOT, 'tests/books/formulas')));
const at = name => `${server.url}${name}.html`;

/** The cells of the table in the formula of that number, or of the table inside of that, row by row: where each one's content begins and ends, and its lines. */
const cells = (page, nth, table = 'mtable') => page.$$eval('.gw-formula math', (all, nth, table) => [...all[nth].querySelector(table).children].map(row => [...row.children].map(cell => {
  const boxes = [...cell.querySelectorAll('*')].filter(node => !node.firstElementChild).map(node => node.getBoundingClientRect()).filter(box => box.width);
  const style = getComputedStyle(cell);
  const lines = ['Top', 'Right', 'Bottom', 'Left'].map(side => (style[`border${side}Style`] === 'none' ? '' : parseFloat(style[`border${side}Width`]) > 0 ? side : '')).filter(Boolean);
  return { start: Math.min(...boxes.map(box => box.left)), end: Math.max(...boxes.map(box => box.right)), lines, text: cell.textContent };
})), nth, table);

const near = (one, other, what) => assert.ok(Math.abs(one - other) < 2, `${what}: ${one} and ${other}`);

for (const name of ['chromium', 'firefox']) {
  const browser = launched(name);

  test(`${name}: columns meet`, () => browser.visit(at('environments'), async page => {
    for (const nth of [0, 1]) {
      const rows = await cells(page, nth);
      const [left, right] = nth ? [1, 2] : [0, 1];
      near(rows[0][left].end, rows[1][left].end, 'the left sides end at the sign');
      near(rows[0][right].start, rows[1][right].start, 'the right sides begin with it');
    }
    const cases = await cells(page, 2);
    near(cases[0][0].start, cases[1][0].start, 'cases begin together');
    near(cases[0][1].start, cases[1][1].start, 'and so do their conditions');
    const [lines, words] = [await cells(page, 3), row => row.map(cell => cell.text)];
    assert.deepEqual(lines.map(words), [['name', 'size'], ['a', '1'], ['bc', '23']]);
    near(lines[1][0].start, lines[2][0].start, 'a column on the left');
    near(lines[1][1].end, lines[2][1].end, 'a column on the right');
    // The number stands in a table around it.
    const split = await cells(page, 6, 'mtable mtable');
    near(split[0][1].start, split[1][1].start, 'lines of one formula');
    const long = await cells(page, 7);
    assert.ok(long[0][1].start < long[1][1].start && long[1][1].start < long[2][1].start, 'a long formula goes down in steps');
  }));

  test(`${name}: lines are drawn`, () => browser.visit(at('environments'), async page => {
    const rows = await cells(page, 3);
    assert.deepEqual(rows.map(row => row.map(cell => cell.lines.join())), [['Right', 'Right'], ['Top,Right', 'Top,Right'], ['Right', 'Right']]);
    const around = await page.$$eval('.gw-formula math', all => {
      const style = getComputedStyle(all[3].querySelector('mtable'));
      return ['Top', 'Right', 'Bottom', 'Left'].map(side => style[`border${side}Style`]);
    });
    assert.deepEqual(around, ['solid', 'none', 'solid', 'solid']);
  }));

  test(`${name}: numbers stand at the edge and can be referred to`, () => browser.visit(at('environments'), async page => {
    const [edge, number] = await page.$eval('#gw-eq-mass', cell => [cell.closest('.gw-formula').getBoundingClientRect().right, cell.querySelector('mtext').getBoundingClientRect().right]);
    near(edge, number, 'the number ends with the column');
    await page.evaluate(() => document.querySelector('a[href="#gw-eq-mass"]').click());
    assert.ok(await page.$('#gw-eq-mass:target'));
  }));

  test(`${name}: a term is struck out, a formula boxed, colours differ`, () => browser.visit(at('marks'), async page => {
    const struck = await page.$$eval('.gw-f-cancel, .gw-f-bcancel', all => all.map(node => {
      const box = node.getBoundingClientRect();
      return getComputedStyle(node).backgroundImage.match(/linear-gradient/g)?.length * (box.width > 4 && box.height > 4);
    }));
    assert.deepEqual(struck, [1, 1, 2]);
    const [box, inner] = await page.$eval('math mtable', table => [table, table.querySelector('mi')].map(node => node.getBoundingClientRect().toJSON()));
    assert.ok(box.left < inner.left && box.right > inner.right && box.top < inner.top && box.bottom > inner.bottom, 'the box is around it');
    const colours = await page.$$eval('[class*="gw-f-hue"], main p', all => all.map(node => getComputedStyle(node).color));
    assert.equal(new Set(colours).size, 4);
    const [a, b, c] = await page.$$eval('.gw-prose math', all => [...all.at(-1).querySelectorAll('mi')].map(node => node.getBoundingClientRect().left));
    assert.ok(b > a && c < b, `a step back: ${[a, b, c]}`);
  }));

  test(`${name}: a long formula in a line scrolls by itself and keeps its place`, () => browser.visit(at('macros'), async page => {
    for (const width of [320, 768, 1280]) {
      await page.setViewport({ width, height: 700 });
      await page.until(width => innerWidth === width, width);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${width} pixels`);
    }
    await page.setViewport({ width: 320, height: 700 });
    await page.until(() => innerWidth === 320);
    assert.ok(await page.$eval('.gw-formula-long', box => box.scrollWidth > box.clientWidth));
    // Where it is cut there is an edge, and a stop for the keyboard.
    await page.until(() => document.querySelector('.gw-formula-long').matches('[data-wide][tabindex="0"]'));
    assert.notEqual(await page.$eval('.gw-formula-long', box => getComputedStyle(box).borderRightStyle), 'none');
    await page.setViewport({ width: 1280, height: 700 });
    await page.until(() => innerWidth === 1280);
    await page.until(() => document.querySelector('.gw-formula-long').matches(':not([data-wide], [tabindex])'));
    assert.equal(await page.$eval('.gw-formula-long', box => getComputedStyle(box).borderRightStyle), 'none');
    const [long, short] = await page.$$eval('.gw-formula-long mi, p:not(:has(.gw-formula-long)) > math mi', all => [all.at(-1), all[0]].map(node => {
      const range = document.createRange();
      range.selectNode(node.closest('p').firstChild);
      return node.getBoundingClientRect().bottom - range.getClientRects()[0].bottom;
    }));
    assert.ok(Math.abs(long - short) < 4, `letters stand on the line: ${long} and ${short}`);
  }));
}
