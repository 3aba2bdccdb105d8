// Lists that are laid out: a card leads as a whole where it begins with a link, and steps count as their list does.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { built, folder, launched, temporary } from './support.mjs';

const TEXT = `# Layouts

> [!CARDS]
> - [Plain](one.md#plain)
>
>   With [another](one.md#another) below.
> - **[Strong](one.md#strong)** and [beside](one.md#beside)
> - See [no card](one.md#none)

> [!CARDS]
> - [Tight](one.md#tight)

> [!STEPS]
>
> 3. Third
> 4. Fourth
`;
const targets = ['plain', 'another', 'strong', 'beside', 'none', 'tight'];

function book() {
  const root = temporary();
  mkdirSync(join(root, 'chapters'));
  writeFileSync(join(root, 'book.toml'), '[book]\nid = "layouts"\ntitle = "Layouts"\n');
  writeFileSync(join(root, 'chapters/one.md'), `${TEXT}\n${targets.map(id => `## ${id} {#${id}}\n\nWords.\n`).join('\n')}`);
  return root;
}

const page = `${folder(built(book()))}one.html`;

for (const browser of [launched('chromium'), launched('firefox')]) {
  test(`${browser.name}: a card that begins with a link leads there from its corner, and other links stay their own`, () => browser.visit(page, async page => {
    const led = await page.evaluate(() => {
      const hit = (x, y) => document.elementFromPoint(x, y).closest('a')?.hash ?? '';
      const cards = [...document.querySelectorAll('.gw-cards li')];
      const corner = card => { const box = card.getBoundingClientRect(); return hit(box.right - 4, box.bottom - 4); };
      const own = link => { const box = link.getClientRects()[0]; return hit(box.x + box.width / 2, box.y + box.height / 2) === link.hash; };
      return { corners: cards.map(corner), own: [...document.querySelectorAll('.gw-cards a')].every(own) };
    });
    assert.deepEqual(led, { corners: ['#plain', '#strong', '', '#tight'], own: true });
  }));
}

test('steps begin where their list does', () => launched('chromium').visit(page, async page => {
  const counted = await page.$$eval('.gw-steps li', steps => steps.map(step => getComputedStyle(step, '::before').content));
  assert.deepEqual(counted, ['counter(list-item)', 'counter(list-item)']);
  assert.equal(await page.$eval('.gw-steps ol', list => list.start), 3);
}));
