// Lighthouse on the served guide, a chapter and the home page: `node benches/lighthouse.mjs [RUNS]`; on another book, pages
// named by their paths: `node benches/lighthouse.mjs 5 manual index.html write/text.html`. Prints each score of
// every run and ends with 1 if one is below 100. The server compresses, as web hosts do. Not a test, since performance
// depends on what else the machine does.
import lighthouse from '../tests/node_modules/lighthouse/core/index.js';
import puppeteer from '../tests/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js';
import { built, served } from '../tests/browser/support.mjs';

const [runs = 5, book, ...pages] = process.argv.slice(2);
const server = await served(built(book));
server.gzip = true;
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--no-first-run'] });
for (const path of book ? pages : ['index.html', 'data/formats.html']) {
  const scores = new Map();
  const short = new Set();
  for (let run = 0; run < runs; run += 1) {
    const page = await browser.newPage();
    const { lhr } = await lighthouse(server.url + path, { logLevel: 'error' }, undefined, page);
    for (const { title, score, auditRefs } of Object.values(lhr.categories)) {
      scores.set(title, [...scores.get(title) ?? [], Math.round(score * 100)]);
      for (const { id, weight } of auditRefs) {
        const audit = lhr.audits[id];
        if (score < 1 && weight > 0 && audit.score !== null && audit.score < 1) short.add(`  ${audit.title} ${audit.displayValue ?? ''}`);
      }
    }
    await page.close();
  }
  for (const [title, all] of scores) {
    console.log(`${path}: ${title} ${all.join(' ')}`);
    if (all.some(score => score < 100)) process.exitCode = 1;
  }
  for (const line of short) console.log(line);
}
await browser.close();
await server.close();
