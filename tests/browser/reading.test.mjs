// What a reader does on a chapter: choices that stay, contents, headings, explanations, code, tabs, pictures, and the
// way back to where reading stopped. Mostly over http, since automation is surer there; what storage does in a folder
// has its own tests.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { built, folder, guidewright, launched, served, temporary } from './support.mjs';

const site = built();
const server = await served(site);
const book = join(temporary(), 'book');
guidewright('new', book);
// A second chapter with the tabs of the first and one more before them.
appendFileSync(join(book, 'chapters/harbour/tides.md'), [['bash', 'Bash', 'tide 4'], ['python', 'Python', 'tide(4)'], ['sql', 'SQL', 'SELECT tide FROM tides;']]
  .map(([language, tab, code]) => `\n\`\`\`${language} tab="${tab}"\n${code}\n\`\`\`\n`).join(''));
const small = await served(built(book));
const at = path => server.url + path;
const chromium = launched('chromium');
const firefox = launched('firefox');

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const pause = time => new Promise(done => { setTimeout(done, time); });
/** Waits until what was kept lies where it stays, which in a folder another page sees to. */
const settled = page => page.evaluate(() => gw.shelf.swap([], []));
const data = (page, name) => page.evaluate(name => document.documentElement.dataset[name], name);

for (const browser of [chromium, firefox]) {
  for (const [where, root] of Object.entries({ server: server.url, folder: folder(site) })) {
    test(`${browser.name}, ${where}: colours, size and width stay`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${root}index.html`);
      await page.click('.gw-open-look');
      for (const [name, value] of [['theme', 'dark'], ['size', 'large'], ['width', 'wide']]) {
        await page.click(`.gw-look [name="${name}"][value="${value}"]`);
        assert.equal(await data(page, name), value);
      }
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
      await settled(page);
      await page.go(`${root}data/encoding.html`);
      // In a folder, where each page has a store of its own, another page brings them.
      await page.until(() => ['theme:dark', 'size:large', 'width:wide'].every(one => document.documentElement.dataset[one.split(':')[0]] === one.split(':')[1]));
      assert.ok(await page.$eval('.gw-look [value="dark"]', choice => choice.checked));
    }));

    test(`${browser.name}, ${where}: reading goes on where it stopped`, () => browser.reader(async ({ visit }) => {
      const page = await visit(`${root}data/encoding.html`);
      await page.click('.gw-mark-read');
      await page.evaluate(() => document.getElementById('unseen').scrollIntoView({ block: 'start' }));
      await page.until(() => document.querySelector('.gw-toc [aria-current]')?.hash === '#unseen');
      await page.until(() => JSON.stringify(gw.keep('places').get([])).includes('"unseen"'));
      await settled(page);
      await page.go(`${root}index.html`);
      await page.until(() => document.querySelector('.gw-continue').getAttribute('href') === 'data/encoding.html#unseen');
      assert.match(await page.words('.gw-continue'), /^Continue where you left off Turn categories and text into numbers/);
      // The log of what was done comes later than the place.
      await page.until(() => document.querySelector('.gw-chapters a[href="data/encoding.html"]').dataset.read === 'read');
    }, { viewport: WIDE }));
  }
}

test('a chapter seen before offers the way to where it was left', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('data/encoding.html'));
  await page.evaluate(() => document.getElementById('unseen').scrollIntoView());
  await page.until(() => document.querySelector('.gw-toc [aria-current]')?.hash === '#unseen');
  await page.go(at('index.html'));
  await page.go(at('data/encoding.html'));
  assert.match(await page.words('.gw-notice'), /^Continue at “Prepare for the category/);
  await page.click('.gw-notice a');
  await page.until(() => location.hash === '#unseen' && !document.querySelector('.gw-notice'));
}, { viewport: WIDE }));

test('contents: a drawer on a phone, closed by Escape and by its links', () => chromium.visit(at('data/formats.html'), async page => {
  const open = () => page.$eval('.gw-nav', nav => nav.matches(':popover-open'));
  assert.equal(await open(), false);
  await page.tap('.gw-open-nav');
  assert.equal(await open(), true);
  await page.press('Escape');
  assert.equal(await open(), false);
  await page.tap('.gw-open-toc');
  await page.tap('.gw-toc a[href="#file-size"]');
  assert.equal(await page.$eval('.gw-toc', toc => toc.matches(':popover-open')), false);
  assert.equal(await page.evaluate(() => location.hash), '#file-size');
  // It comes back where it was.
  await page.tap('.gw-open-nav');
  await pause(100);
  await page.$eval('.gw-nav', nav => { nav.scrollTop = 120; });
  await page.press('Escape');
  await page.go(at('data/shared-stores.html'));
  await page.tap('.gw-open-nav');
  await page.until(() => document.querySelector('.gw-nav').scrollTop === 120);
}, { viewport: PHONE }));

test('contents: what is folded and how far it is scrolled stays', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('data/formats.html'));
  assert.equal(await page.$eval('#gw-nav-1', part => part.open), false);
  await page.click('#gw-nav-1 summary');
  await pause(100);
  await page.$eval('.gw-nav', nav => { nav.scrollTop = 120; });
  await page.go(at('data/shared-stores.html'));
  assert.equal(await page.$eval('#gw-nav-1', part => part.open), true);
  assert.equal(await page.$eval('.gw-nav', nav => nav.scrollTop), 120);
  await page.click('#gw-nav-1 summary');
  await pause(100);
  await page.go(at('data/formats.html'));
  assert.equal(await page.$eval('#gw-nav-1', part => part.open), false);
}, { viewport: WIDE }));

test('contents: lists are marked as the page one is on, and the part where reading stopped is open there', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('services.html'));
  const open = () => page.$$eval('.gw-part', parts => parts.filter(part => part.open).map(part => part.id));
  assert.deepEqual(await open(), []);
  assert.match(await page.words('#gw-nav-2 summary'), /32 chapters$/);
  await page.go(at('data/encoding.html'));
  await page.go(at('start/kinds.html'));
  assert.deepEqual(await open(), ['gw-nav-1']);
  await page.go(at('data/encoding.html'));
  for (const [path, words] of Object.entries({ 'contents.html': 'All chapters', 'objectives.html': 'Objectives', 'services.html': 'Services', 'glossary.html': 'Glossary', 'study.html#plan': 'Plan', 'study.html#data': 'Your data' })) {
    await page.go(at(path));
    await page.until(words => document.querySelector('.gw-nav [aria-current="page"]')?.textContent === words, words);
    assert.equal((await page.$$('.gw-nav [aria-current]')).length, 1, path);
    assert.deepEqual(await open(), ['gw-nav-2'], path);
  }
  await page.click('#gw-nav-2 summary');
  await page.go(at('index.html'));
  assert.deepEqual(await open(), [], 'the reader folded it');
}, { viewport: WIDE }));

test('contents: the current chapter is in sight, however far down it is', () => chromium.visit(at('data/feeding-gpus.html'), async page => {
  const inside = await page.$eval('.gw-nav [aria-current="page"]', link => {
    const [here, box] = [link.getBoundingClientRect(), link.closest('.gw-nav').getBoundingClientRect()];
    return here.top >= box.top && here.bottom <= box.bottom;
  });
  assert.ok(inside);
}, { viewport: WIDE }));

test('this page: the heading that is read is lit', () => chromium.visit(at('data/formats.html'), async page => {
  for (const id of ['row-or-column', 'file-size', 'three-questions']) {
    await page.evaluate(id => document.getElementById(id).scrollIntoView(), id);
    await page.until(id => document.querySelector('.gw-toc [aria-current="location"]')?.hash === `#${id}`, id);
    assert.equal((await page.$$('.gw-toc [aria-current]')).length, 1);
  }
}, { viewport: WIDE }));

const term = '.gw-prose .gw-term';
const hint = page => page.$eval('.gw-hint', box => box.matches(':popover-open') && box.textContent);

test('a term is explained on hover', () => chromium.visit(at('data/formats.html'), async page => {
  await page.hover(term);
  await page.until(() => document.querySelector('.gw-hint:popover-open'));
  assert.match(await hint(page), /In the glossary$/);
  // The pointer may move into the box and take its link.
  await page.hover('.gw-hint a');
  await pause(400);
  assert.ok(await hint(page));
  await page.mouse.move(5, 400);
  await page.until(() => !document.querySelector('.gw-hint:popover-open'));
}, { viewport: WIDE }));

test('a term is explained on a tap, and the box holds the link', () => chromium.visit(at('data/formats.html'), async page => {
  await page.$eval(term, link => link.scrollIntoView({ block: 'center' }));
  await page.tap(term);
  await page.until(() => document.querySelector('.gw-hint:popover-open'));
  assert.equal(new URL(page.url()).pathname, '/data/formats.html');
  await Promise.all([page.waitForNavigation(), page.tap('.gw-hint a')]);
  assert.equal(new URL(page.url()).pathname, '/glossary.html');
}, { viewport: PHONE }));

test('a term is explained to the keyboard; Escape closes, Enter follows', () => chromium.visit(at('data/formats.html'), async page => {
  await page.evaluate(term => {
    document.querySelector(term).scrollIntoView({ block: 'center' });
    const before = document.createElement('button');
    document.querySelector(term).before(before);
    before.focus();
  }, term);
  await pause(100);
  await page.press('Tab');
  await page.until(() => document.querySelector('.gw-hint:popover-open'));
  assert.equal(await page.$eval(term, link => link.getAttribute('aria-describedby')), 'gw-hint');
  await page.press('Escape');
  assert.equal(await hint(page), false);
  assert.ok(await page.evaluate(term => document.activeElement === document.querySelector(term), term), 'the focus stays on the word');
  await Promise.all([page.waitForNavigation(), page.press('Enter')]);
  assert.equal(new URL(page.url()).pathname, '/glossary.html');
}, { viewport: WIDE }));

test('a footnote stands beside the text where there is room, and opens in place where there is none', () => chromium.reader(async ({ visit }) => {
  const page = await visit(at('data/storage-choice.html'));
  const mark = '.gw-footnote a';
  const beside = () => page.$eval('.gw-footnotes', notes => notes.hasAttribute('data-beside'));
  await page.setViewport({ width: 1680, height: 900 });
  await page.until(() => document.querySelector('.gw-footnotes[data-beside]'));
  const [one, other] = await page.evaluate(mark => ['.gw-footnotes li', mark].map(part => document.querySelector(part).getBoundingClientRect().top), mark);
  assert.ok(Math.abs(one - other) < 40, 'the note is level with its mark');
  await page.setViewport(WIDE);
  await page.until(() => !document.querySelector('.gw-footnotes[data-beside]'));
  assert.equal(await beside(), false);
  await page.click(mark);
  await page.until(() => document.querySelector('.gw-hint:popover-open'));
  assert.ok((await hint(page)).length > 20);
}));

test('code is copied without prompts, output and marks of notes', async () => {
  const copied = [];
  await chromium.visit(at('data/ingestion-faults.html'), async page => {
    const dressed = () => page.until(() => document.querySelector('.gw-code-tools'));
    await page.exposeFunction('keepCopy', words => { copied.push(words); });
    await dressed();
    await page.evaluate(() => {
      navigator.clipboard.writeText = async words => { await globalThis.keepCopy(words); };
      const block = [...document.querySelectorAll('.gw-code:has(.gw-prompt)')].find(block => block.querySelectorAll('.gw-prompt').length > 1);
      [...block.querySelectorAll('.gw-code-tools button')].at(-1).click();
    });
    await page.until(() => [...document.querySelectorAll('.gw-code-tools button')].some(button => button.textContent === 'Copied'));
    await page.go(at('data/encryption.html'));
    await dressed();
    await page.evaluate(() => {
      navigator.clipboard.writeText = async words => { await globalThis.keepCopy(words); };
      const block = document.querySelector('.gw-code:has(.gw-note-mark)');
      [...block.querySelectorAll('.gw-code-tools button')].at(-1).click();
    });
    await page.until(() => [...document.querySelectorAll('.gw-code-tools button')].some(button => button.textContent === 'Copied'));
  });
  const [session, noted] = copied;
  assert.match(session, /^aws kinesis/m);
  assert.doesNotMatch(session, /^\$ /m);
  assert.match(noted, /EnableKeyRotation: true # ?$|EnableKeyRotation: true$/m);
  assert.doesNotMatch(noted, /\(\d\)/);
});

test('what was typed in a session is copied whole', async () => {
  const book = join(temporary(), 'sessions');
  mkdirSync(join(book, 'chapters'), { recursive: true });
  writeFileSync(join(book, 'book.toml'), '[book]\nid = "sessions"\ntitle = "Sessions"\n');
  const blocks = {
    'a remark, a here document, an answer': ['console', '# write the settings\n$ cat <<EOF > tide.toml\nport = "Harwich"\n\nEOF\n\n$ tide -c tide.toml |\n    grep high\nhigh 11:42\n',
      '# write the settings\ncat <<EOF > tide.toml\nport = "Harwich"\n\nEOF\ntide -c tide.toml |\n    grep high'],
    'a prompt in code': ['python', '>>> tide.now()\n4.1\n>>> exit()\n', 'tide.now()\nexit()'],
    'lines with marks': ['console mark="1"', 'ana@harbour:~$ tide\nhigh 11:42\nana@harbour:~$ exit\n', 'tide\nexit'],
    'no prompt': ['console', 'tide --port Harwich\nhigh 11:42\n', 'tide --port Harwich\nhigh 11:42'],
  };
  writeFileSync(join(book, 'chapters/one.md'), `# One\n\n${Object.values(blocks).map(([language, text]) => `\`\`\`${language}\n${text}\`\`\`\n`).join('\n')}`);
  const place = await served(built(book));
  await chromium.visit(`${place.url}one.html`, async page => {
    const copied = await page.evaluate(async () => {
      const all = [];
      navigator.clipboard.writeText = async words => { all.push(words); };
      for (const block of document.querySelectorAll('.gw-code')) [...block.querySelectorAll('.gw-code-tools button')].at(-1).click();
      await new Promise(done => { setTimeout(done, 100); });
      return all;
    });
    assert.deepEqual(copied, Object.values(blocks).map(([,, wanted]) => wanted));
  });
});

test('tabs: notes belong to the code of their tab', () => chromium.visit(at('data/feeding-gpus.html'), async page => {
  const groups = () => page.$$eval('.gw-tabs', all => all.map(group => [...group.querySelectorAll('[role="tab"]')].map(tab => tab.textContent)));
  assert.deepEqual(await groups(), [['CloudFormation', 'AWS CLI']]);
  const notes = () => page.$eval('.gw-tab .gw-notes', box => box.checkVisibility());
  assert.equal(await notes(), true);
  await page.focus('.gw-tablist [aria-selected="true"]');
  await page.press('ArrowRight');
  assert.equal(await notes(), false);
}, { viewport: WIDE }));

test('tabs: arrow keys choose, and the choice stays on this page and the next', () => chromium.reader(async ({ visit }) => {
  const page = await visit(`${small.url}code.html`);
  const titles = await page.$$eval('.gw-tablist:first-child [role="tab"]', tabs => tabs.map(tab => tab.textContent));
  const shown = () => page.$eval('.gw-tablist', list => list.querySelector('[aria-selected="true"]').textContent);
  assert.equal(await shown(), titles[0]);
  await page.focus('.gw-tablist [aria-selected="true"]');
  await page.press('ArrowRight');
  assert.equal(await shown(), titles[1]);
  assert.equal((await page.$$('.gw-tabs:first-of-type .gw-tab:not([hidden])')).length, 1);
  await page.reload();
  assert.equal(await shown(), titles[1], 'kept after a reload');
  await page.go(`${small.url}harbour/tides.html`);
  assert.deepEqual(await page.$$eval('.gw-tablist [role="tab"]', tabs => tabs.map(tab => tab.textContent)), ['Bash', ...titles]);
  assert.equal(await shown(), titles[1], 'kept on another page, where it is not the first');
  assert.equal((await page.$$('.gw-tab:not([hidden])')).length, 1);
}));

test('a diagram opens large, at its own size, and closes', () => chromium.visit(at('data/formats.html'), async page => {
  await page.click('.gw-zoom');
  assert.ok(await page.$('.gw-lightbox[open] svg'));
  const name = await page.$eval('.gw-lightbox', dialog => dialog.getAttribute('aria-label'));
  assert.ok(name.length > 3);
  // At full size or at the screen's, whichever shows more than the page did, and then at the other.
  const full = () => page.$eval('.gw-lightbox', dialog => [dialog.hasAttribute('data-full'), dialog.querySelector('[aria-pressed]').ariaPressed === 'true']);
  const [before, pressed] = await full();
  assert.equal(pressed, before);
  await page.click('.gw-lightbox button[aria-pressed]');
  assert.deepEqual(await full(), [!before, !before]);
  assert.equal(await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
    return ids.length - new Set(ids).size;
  }), 0, 'no id stands twice while the copy is open');
  await page.press('Escape');
  assert.equal(await page.$('.gw-lightbox[open]'), null);
  assert.ok(await page.evaluate(() => document.activeElement.matches('.gw-zoom')), 'the focus is back');
}, { viewport: WIDE }));

test('a wide table scrolls in its own box and can be reached by the keyboard', () => chromium.visit(at('data/formats.html'), async page => {
  const boxes = await page.$$eval('.gw-table', all => all.map(box => ({ scrolls: box.scrollWidth > box.clientWidth, stop: box.tabIndex === 0 })));
  assert.ok(boxes.some(box => box.scrolls), 'one is wider than a phone');
  for (const { scrolls, stop } of boxes) assert.ok(stop || !scrolls);
}, { viewport: PHONE }));

test('services and terms are left out as one types, and a link to a hidden one brings it back', () => chromium.visit(at('services.html'), async page => {
  await page.type('.gw-filter input', 'file system');
  const left = await page.$$eval('.gw-service:not([hidden])', all => all.length);
  assert.ok(left > 0 && left < 20, `${left} left`);
  await page.evaluate(() => { location.hash = '#s-athena'; });
  await page.until(() => !document.querySelector('#s-athena').hidden);
  await page.type('.gw-filter input', 'xylophone');
  assert.equal(await page.$eval('.gw-none', none => none.hidden), false);
}));
