// The preview as an author sees it: a real browser has a page open while the chapter behind it is saved.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { launched, serving, temporary } from './support.mjs';

// The question of this book is a stand-in, so the rules for good ones are off.
const OFF = ['phrase', 'section', 'options', 'reason', 'echo', 'source'].map(rule => `question-${rule}`);

const LONG = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of the middle, which makes the page long enough to scroll.`).join('\n\n');

const CHAPTER = `# Formats

The first words.

${LONG}

<details><summary>More on this</summary>Folded text.</details>

\`\`\`python tab="Python"
a = 1
\`\`\`

\`\`\`json tab="JSON"
{"a": 1}
\`\`\`

## Wide scans {#wide .multi}

A job reads few of many columns. Which two things help most?

- [x] Store columns together
  > Only those that are wanted are read.
- [x] Cut files into partitions
  > Fewer of them are opened.
- [ ] Zip each of the files
  > All of it is still read.
- [ ] Rename all of the files
  > Names change nothing.

## Far down

The last words.
`;

/** A book that is being served, and ways to edit it. */
async function preview() {
  const book = join(temporary(), 'book');
  const write = (name, text) => {
    mkdirSync(dirname(join(book, name)), { recursive: true });
    writeFileSync(join(book, name), text);
  };
  write('book.toml', `[book]\nid = "small"\ntitle = "Small"\n[check.rules]\n${OFF.map(rule => `${rule} = "off"\n`).join('')}`);
  write('chapters/formats.md', CHAPTER);
  write('chapters/second.md', '# Second\n\n![A square](square.svg)\n');
  write('chapters/square.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
  const start = port => serving(book, port);
  return { book, write, start, ...await start() };
}

/** Leaves a mark on the page that only a reload or a new node takes away. */
const mark = page => page.evaluate(() => {
  globalThis.stayed = true;
  [...document.querySelectorAll('h2')].find(heading => heading.textContent.startsWith('Far down')).stayed = true;
});
const marks = page => page.evaluate(() => [
  globalThis.stayed === true,
  [...document.querySelectorAll('h2')].some(heading => heading.stayed),
]);
const says = words => document.querySelector('main').textContent.includes(words);

for (const name of ['chromium', 'firefox']) {
  const browser = await launched(name);

  test(`${name}: a save changes the text and leaves the reader where they are`, async () => {
    const { url, write } = await preview();
    await browser.visit(`${url}formats.html`, async page => {
      await mark(page);
      await page.evaluate(() => {
        document.querySelector('main details:not(.gw-answer)').open = true;
        [...document.querySelectorAll('[role=tab]')].find(tab => tab.textContent === 'JSON').click();
        document.querySelectorAll('gw-question input[type=checkbox]')[1].click();
        document.querySelector('gw-search input').value = 'half a que';
        document.querySelector('#far-down').scrollIntoView({ behavior: 'instant' });
      });
      const place = () => page.evaluate(() => document.querySelector('#far-down').getBoundingClientRect().top);
      const before = await place();
      write('chapters/formats.md', CHAPTER.replace('Paragraph 7 of', 'Paragraph seven of').replace('last words', 'very last words'));
      await page.until(says, 'very last words');
      assert.ok(await page.evaluate(says, 'Paragraph seven of'));
      assert.deepEqual(await marks(page), [true, true]);
      assert.ok(Math.abs(await place() - before) <= 2, 'the page moved');
      const state = () => page.evaluate(() => ({
        open: document.querySelector('main details:not(.gw-answer)').open,
        tab: document.querySelector('[role=tab][aria-selected=true]').textContent,
        picked: document.querySelector('gw-question').answer().picked.length,
        query: document.querySelector('gw-search input').value,
      }));
      const kept = { open: true, tab: 'JSON', picked: 1, query: 'half a que' };
      assert.deepEqual(await state(), kept);
      // The question and the tabs themselves are edited; a block, a heading and a code block come in.
      write('chapters/formats.md', CHAPTER.replace('few of many', 'few of very many').replace('{"a": 1}', '{"a": 2}')
        .replace('## Far down', '## Brought in\n\n```python\nb = 2\n```\n\n## Far down'));
      await page.until(says, 'few of very many');
      assert.deepEqual(await marks(page), [true, true]);
      assert.deepEqual(await state(), kept);
      assert.ok(await page.evaluate(() => document.querySelector('.gw-toc').textContent.includes('Brought in')));
      const buttons = () => page.evaluate(() => [...document.querySelectorAll('.gw-code')].filter(code => !code.querySelector('.gw-code-tools')).length);
      assert.equal(await buttons(), 0, 'a code block has no copy button');
      // And out again.
      write('chapters/formats.md', CHAPTER);
      await page.until(() => !document.querySelector('main').textContent.includes('Brought in'));
      assert.deepEqual(await marks(page), [true, true]);
    });
  });

  test(`${name}: a style sheet is swapped, a script loads the page anew in its place`, async () => {
    const { url, write } = await preview();
    await browser.visit(`${url}formats.html`, async page => {
      await mark(page);
      write('static/css/code.css', '@layer parts { h1 { color: rgb(1, 2, 3); } }');
      await page.until(() => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)');
      await page.until(() => document.querySelectorAll('link[rel=stylesheet][href*="guide-"]').length === 1);
      assert.deepEqual(await marks(page), [true, true]);
      await page.evaluate(() => {
        document.querySelectorAll('gw-question input[type=checkbox]')[2].click();
        document.querySelector('#far-down').scrollIntoView({ behavior: 'instant' });
      });
      const before = await page.evaluate(() => scrollY);
      write('static/js/zoom.js', "'use strict';\ndocument.documentElement.dataset.mine = 'yes';\n");
      await page.until(() => document.documentElement.dataset.mine === 'yes' && document.readyState === 'complete');
      await page.until(y => Math.abs(scrollY - y) <= 2, before);
      assert.equal((await marks(page))[0], false);
      assert.equal(await page.evaluate(() => document.querySelector('gw-question').answer().picked.length), 1);
    });
  });

  test(`${name}: a broken save puts its findings over the last good page`, async () => {
    const { url, write, book, words } = await preview();
    await browser.visit(`${url}formats.html`, async page => {
      await mark(page);
      write('chapters/formats.md', CHAPTER.replace('The first words.', 'Broken [words](gone.md) <b>&amp;'));
      await page.until(() => document.querySelector('.gw-preview:not([hidden]) li'));
      const panel = await page.words('.gw-preview');
      assert.match(panel, /1 error/);
      assert.match(panel, /nothing is at `gone.md` broken-link/);
      assert.match(panel, /chapters\/formats.md:3:16/);
      assert.match(panel, /3 \| Broken \[words\]\(gone.md\) <b>&amp;/);
      assert.match(panel, /shown as they were before/);
      const link = await page.$eval('.gw-preview a', node => node.getAttribute('href'));
      assert.equal(link, `vscode://file${book}/chapters/formats.md:3:16`);
      assert.ok(await page.evaluate(says, 'The first words.'));
      assert.equal(words().match(/error\[broken-link\]/g).length, 1);
      // Folded by keyboard, and away when the fault is.
      await page.focus('.gw-preview button');
      await page.keyboard.press('Enter');
      assert.ok(await page.$eval('.gw-preview-body', body => body.hidden));
      write('chapters/formats.md', CHAPTER.replace('The first words.', 'Mended words.'));
      await page.until(says, 'Mended words.');
      await page.until(() => document.querySelector('.gw-preview').hidden);
      assert.equal(await page.$eval('.gw-preview', panel => panel.checkVisibility()), false, 'an empty panel shows');
      assert.deepEqual(await marks(page), [true, true]);
    });
  });

  test(`${name}: the browser follows a chapter that moves, and comes back after the server was away`, async () => {
    const { url, write, book, child, start } = await preview();
    await browser.visit(`${url}formats.html`, async page => {
      mkdirSync(join(book, 'chapters/data'));
      renameSync(join(book, 'chapters/formats.md'), join(book, 'chapters/data/files.md'));
      await page.until(() => location.pathname === '/data/files.html' && document.readyState === 'complete');
      assert.ok(await page.evaluate(says, 'The first words.'));
      // The program ends and comes back on its port: a machine that slept sees the same.
      child.kill('SIGINT');
      await new Promise(done => child.once('exit', done));
      write('chapters/data/files.md', CHAPTER.replace('first words', 'words after the sleep'));
      await start(new URL(url).port);
      await page.until(says, 'words after the sleep');
    }, { allow: [/live/, /net::ERR/, /NS_ERROR/] });
  });

  test(`${name}: two pages at once, and a picture that changes under its name`, async () => {
    const { url, write, book } = await preview();
    await browser.reader(async ({ visit }) => {
      const [one, two] = [await visit(`${url}formats.html`), await visit(`${url}second.html`)];
      // Pictures load when they come into view, not with the page.
      await two.until(() => document.querySelector('main img').naturalWidth === 10);
      write('chapters/square.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="25" height="25"/>');
      await two.until(() => document.querySelector('main img').naturalWidth === 25);
      write('chapters/formats.md', CHAPTER.replace('first words', 'words for both'));
      await one.bringToFront();
      await one.until(says, 'words for both');
      // A chapter's new title shows on the pages of the others.
      write('chapters/formats.md', CHAPTER.replace('# Formats', '# Formats of files'));
      await two.bringToFront();
      await two.until(() => document.querySelector('.gw-nav').textContent.includes('Formats of files'));
      rmSync(join(book, 'chapters/second.md'));
      await two.until(() => document.querySelector('h1').textContent === 'Page not found');
    }, { allow: [/404/] });
  });
}
