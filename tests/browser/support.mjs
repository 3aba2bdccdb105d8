// What every test in a browser starts with: the built guide, a small web server, Chromium and Firefox. A page that is
// visited through here fails its test on a request to another host, an error in the console or in a script, a broken
// answer and a breach of the security policy, so no test has to ask for that.
// `CHROMIUM` and `FIREFOX` name browsers that are not where Debian puts them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';
import { ROOT } from '../site.mjs';

export { ROOT, built, files, guidewright, serving, temporary } from '../site.mjs';

const BROWSERS = {
  chromium: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      // A request that leaves the machine fails even where no test watches.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  },
  firefox: {
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    // Automation switches the isolation of local files off; readers have it.
    extraPrefsFirefox: { 'security.fileuri.strict_origin_policy': true },
  },
};

/** How long a page may take, in milliseconds; a machine that does other things as well is slow. */
const PATIENCE = 30_000;

/** One page of every kind that our guide has, by what it is; the 404 page is at any address that leads nowhere. */
export const KINDS = {
  home: 'index.html',
  chapter: 'data/formats.html',
  'chapter with diagrams': 'start/kinds.html',
  'chapter with tabs and notes': 'data/feeding-gpus.html',
  'chapter with footnotes': 'data/storage-choice.html',
  contents: 'contents.html',
  objectives: 'objectives.html',
  services: 'services.html',
  glossary: 'glossary.html',
  search: 'search.html',
  print: 'print.html',
};

// ---- where it is read from

/** The address of a site's folder, ending in `/`. */
export const folder = path => `${pathToFileURL(path).href}/`;

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp', '.jpg': 'image/jpeg', '.xml': 'application/xml',
  '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.zip': 'application/zip',
};

/**
 * A web server on this machine with the site under a path such as `/guide/`. `site` may be changed while it runs, as by
 * an upload; `gzip` has it compress, as web hosts do; `down` makes it refuse everything; `asked` lists the paths that were asked for. To be awaited before the
 * first test of a file: what comes later may come after the tests' end.
 */
export async function served(site, base = '/') {
  const state = { site, asked: [], down: false };
  const server = createServer((request, response) => {
    let path = new URL(request.url, 'http://127.0.0.1').pathname;
    // One that is not well written stands for itself.
    try { path = decodeURIComponent(path); } catch { /* nothing is there */ }
    state.asked.push(path);
    if (state.down) return request.socket.destroy();
    const send = (status, file) => {
      let bytes = readFileSync(file);
      const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache', ...state.headers };
      if (state.gzip) {
        bytes = gzipSync(bytes);
        headers['content-encoding'] = 'gzip';
      }
      response.writeHead(status, { ...headers, 'content-length': bytes.length });
      response.end(bytes);
    };
    let file = path.startsWith(base) ? join(state.site, path.slice(base.length)) : '';
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    if (file && existsSync(file)) return send(200, file);
    // A browser asks for this one by itself, whatever the page says.
    if (path === '/favicon.ico') return response.writeHead(204).end();
    if (existsSync(join(state.site, '404.html'))) return send(404, join(state.site, '404.html'));
    response.writeHead(404).end();
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  state.origin = `http://127.0.0.1:${server.address().port}`;
  state.url = state.origin + base.split('/').map(encodeURIComponent).join('/');
  state.close = () => new Promise(done => {
    server.close(done);
    server.closeAllConnections();
  });
  after(state.close);
  return state;
}

// ---- letters

/** Families that set the same words wide and narrow, so that a layout is tried with both, whatever fonts a machine has. */
const FAMILIES = { wide: 'dejavu-sans', narrow: 'archivo-narrow' };

const letterFile = (family, weight) => join(ROOT, `tests/node_modules/@fontsource/${family}/files/${family}-latin-${weight}-normal.woff2`);

/** Sets all text of each page that comes in a family of ours. The page's policy lets no font be loaded, yet a script may bring one along. */
async function inLetters(page, letters) {
  const files = [400, 700].map(weight => [String(weight), readFileSync(letterFile(FAMILIES[letters], weight)).toString('base64')]);
  await page.evaluateOnNewDocument(files => {
    for (const [weight, text] of files) {
      document.fonts.add(new FontFace('Letters', Uint8Array.from(atob(text), sign => sign.charCodeAt(0)), { weight }));
    }
    const dress = () => document.documentElement?.style.setProperty('--gw-font-text', 'Letters');
    new MutationObserver((_, observer) => {
      if (!document.documentElement) return;
      observer.disconnect();
      dress();
    }).observe(document, { childList: true });
    dress();
  }, files);
}

// ---- browsers

/**
 * A browser for the tests of this file, started by the first that needs it. `reader(act)` gives a new reader, with storage of their own, to `act`;
 * the reader's `visit(url)` opens a page that is watched. `visit(url, act)` is both in one.
 */
export function launched(name) {
  const { executablePath } = BROWSERS[name];
  assert.ok(existsSync(executablePath), `${name} is not at ${executablePath}; tests/run.sh installs it, or name it in ${name.toUpperCase()}`);
  let browser;
  const close = async () => (await browser)?.close();
  after(close);

  async function reader(act, settings = {}) {
    const context = await (await (browser ??= puppeteer.launch(BROWSERS[name]))).createBrowserContext();
    const pages = [];
    const visit = async (url, more) => {
      const page = await watched(context, { ...settings, ...more });
      pages.push(page);
      await page.go(url);
      return page;
    };
    try {
      const given = await act({ visit, context });
      for (const page of pages) page.sound();
      return given;
    } catch (error) {
      // What went wrong in the page often explains what the test found.
      const troubles = pages.flatMap(page => page.troubles);
      if (error.code === 'ERR_ASSERTION' && troubles.length > 0) error.message += `\ntroubles: ${troubles.join('\n')}`;
      throw error;
    } finally {
      await context.close();
    }
  }

  return {
    name,
    close,
    reader,
    visit: (url, act, settings) => reader(async ({ visit }) => act(await visit(url)), settings),
  };
}

/**
 * A page whose troubles are collected; `sound()` fails if there were any. Settings: `viewport`, `scripts: false`,
 * `media` as features of Chromium, `worker: true` to let the service worker in, which loads the whole guide,
 * `letters`, the family its text is set in, `prepare`, what is done with the page before it opens anything, and `allow`,
 * patterns of troubles that the test wants.
 */
async function watched(context, { viewport, scripts = true, media, letters, worker = false, prepare, allow = [] } = {}) {
  const page = await context.newPage();
  const troubles = [];
  const trouble = words => { if (!allow.some(pattern => pattern.test(words))) troubles.push(words); };
  let origin = '';

  page.on('request', request => {
    const url = request.url();
    const inside = /^(data|blob|about):/.test(url) || url.startsWith(origin);
    if (!inside) trouble(`a request to ${url}`);
  });
  page.on('requestfailed', request => {
    // A page that is left takes its requests along, and a browser without scripts does not load them ahead.
    const why = request.failure()?.errorText ?? '';
    if (!/ABORTED|NS_BINDING_ABORTED/.test(why) && !(!scripts && why === 'csp')) trouble(`${request.url()} failed: ${why}`);
  });
  page.on('response', response => { if (response.status() >= 400) trouble(`${response.url()}: ${response.status()}`); });
  page.on('pageerror', error => trouble(`error in a script: ${error.stack ?? error.message}`));
  page.on('console', message => {
    if (['error', 'warn', 'warning', 'assert'].includes(message.type())) trouble(`console: ${message.text()} ${message.location()?.url ?? ''}`);
  });

  if (viewport) await page.setViewport(viewport);
  if (media) await page.emulateMediaFeatures(media);
  if (letters) await inLetters(page, letters);
  if (!scripts) await page.setJavaScriptEnabled(false);
  else {
    await page.evaluateOnNewDocument(keepWorker => {
      addEventListener('securitypolicyviolation', event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      if (!keepWorker) delete Navigator.prototype.serviceWorker;
    }, worker);
  }

  await prepare?.(page);

  /** The page's own scripts come after its first frame. */
  const ran = async () => { if (scripts) await page.until(() => document.documentElement.dataset.scripts === 'ran'); };
  const reload = page.reload.bind(page);
  const click = page.click.bind(page);

  return Object.assign(page, {
    troubles,
    sound: () => assert.deepEqual(troubles, [], `troubles on ${page.url()}`),
    /** Opens an address of the site and waits until its scripts have run. */
    go: async url => {
      const from = new URL(url);
      origin = from.protocol === 'file:' ? 'file://' : `${from.origin}/`;
      await page.goto(url, { waitUntil: 'load' });
      await ran();
    },
    reload: async () => {
      await reload({ waitUntil: 'load' });
      await ran();
    },
    /** Clicks what a selector finds first. A view may draw it anew between finding and clicking: then the new one is clicked. */
    click: async (selector, options) => {
      for (const end = Date.now() + PATIENCE; ;) {
        try {
          return await click(selector, options);
        } catch (error) {
          if (!/detached|no such node|stale/i.test(error.message) || Date.now() > end) throw error;
        }
      }
    },
    /** Text of what a selector finds first, blanks folded. */
    words: selector => page.$eval(selector, node => node.textContent.replace(/\s+/g, ' ').trim()),
    /** Waits until a function of the page, called with the rest, gives something. */
    until: async (act, ...rest) => {
      // Asked anew each time: a wait of the library's own may lose its answer when Firefox loads the page meanwhile.
      let last = null;
      for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise(rested => setTimeout(rested, 50))) {
        try {
          // An element is as good as `true`; Firefox gives it to nobody as a value.
          const found = await page.evaluateHandle(act, ...rest);
          const given = await found.evaluate(value => (value instanceof Node ? true : value));
          await found.dispose();
          if (given) return given;
          last = null;
        } catch (error) {
          // Also what a page throws that is not there yet.
          last = error;
        }
      }
      throw new Error(`not within half a minute: ${act} ${JSON.stringify(rest)} at ${page.url()}`, { cause: last });
    },
    /** Presses keys one after the other: `press('Tab', 'Control+k')`. */
    press: async (...keys) => {
      for (const chord of keys) {
        const held = chord.split('+').slice(0, -1);
        const key = chord.split('+').at(-1) || '+';
        for (const one of held) await page.keyboard.down(one);
        await page.keyboard.press(key);
        for (const one of held.reverse()) await page.keyboard.up(one);
      }
    },
  });
}
