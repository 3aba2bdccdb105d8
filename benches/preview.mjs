// From the end of a write to the new text on screen, in a real browser.
//
// usage: node benches/preview.mjs [CHAPTERS] [EDITS]
//
// Makes a book of CHAPTERS chapters, serves it with the release build, opens one and edits it EDITS times, each time
// after a pause as an author makes one. The clock starts when the write has returned and stops in the first frame after
// the new text was put into the page; both read the machine's clock. `BIN` names another program.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { default: puppeteer } = await import(new URL('../tests/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js', import.meta.url));

const [chapters, edits] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 60)];
const program = process.env.BIN ?? join(ROOT, 'target', 'release', 'guidewright');
const folder = mkdtempSync(join(tmpdir(), 'guidewright-bench-'));
const book = join(folder, 'book');
execFileSync('python3', [join(ROOT, 'benches', 'make_book.py'), book, String(chapters)]);

const started = performance.now();
const server = spawn(program, ['serve', book, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
const url = await new Promise(done => {
  let words = '';
  server.stderr.setEncoding('utf8').on('data', more => {
    words += more;
    const [, found] = /^(http:\S+)$/m.exec(words) ?? [];
    if (found) done(found);
  });
});
console.log(`${chapters} chapters, up after ${Math.round(performance.now() - started)} ms`);
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

try {
  const page = await browser.newPage();
  const name = String(Math.floor(chapters / 2)).padStart(5, '0');
  const seen = new Map();
  await page.exposeFunction('shown', (mark, at) => seen.get(mark)?.(at));
  await page.goto(`${url}${name}.html`, { waitUntil: 'load' });
  await page.evaluate(() => {
    new MutationObserver(() => {
      const [mark] = /edit-\d+-here/.exec(document.querySelector('.gw-prose').textContent) ?? [];
      if (!mark || mark === globalThis.lastMark) return;
      globalThis.lastMark = mark;
      // After the frame that shows it was handed to the compositor.
      requestAnimationFrame(() => setTimeout(() => shown(mark, Date.now() + (performance.now() % 1))));
    }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
  });
  const file = join(book, 'chapters', `${name}.md`);
  const text = readFileSync(file, 'utf8');
  const times = [];
  for (let edit = 0; edit < edits; edit += 1) {
    await new Promise(done => setTimeout(done, 700));
    const mark = `edit-${edit}-here`;
    const arrived = new Promise(done => seen.set(mark, done));
    const lines = text.split('\n');
    lines[4 + (edit % 5) * 2] += ` ${mark}`;
    writeFileSync(file, lines.join('\n'));
    const written = Date.now();
    const at = await Promise.race([arrived, new Promise((_, late) => setTimeout(() => late(new Error(`${mark} did not show`)), 20_000))]);
    times.push(at - written);
  }
  times.sort((one, other) => one - other);
  const at = share => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
  console.log(`edit to visible, ${edits} edits: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, worst ${at(1)} ms; server ${Math.round(memory / 1024)} MB`);
} finally {
  await browser.close();
  server.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}
