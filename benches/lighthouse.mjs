// Lighthouse on the served guide, a chapter and the home page: `node benches/lighthouse.mjs`. Prints the four scores of
// each and ends with 1 if one is below 100. The server compresses, as web hosts do. Not a test, since its performance depends on what else the machine does.
import lighthouse from '../tests/node_modules/lighthouse/core/index.js';
import puppeteer from '../tests/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js';
import { built, served } from '../tests/browser/support.mjs';

const server = await served(built());
server.gzip = true;
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--no-first-run'] });
for (const path of ['index.html', 'data/formats.html']) {
  const page = await browser.newPage();
  const { lhr } = await lighthouse(server.url + path, { logLevel: 'error' }, undefined, page);
  for (const { title, score, auditRefs } of Object.values(lhr.categories)) {
    console.log(`${path}: ${title} ${Math.round(score * 100)}`);
    if (score === 1) continue;
    process.exitCode = 1;
    for (const { id, weight } of auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`  ${audit.title} ${audit.displayValue ?? ''}`);
    }
  }
  await page.close();
}
await browser.close();
await server.close();
