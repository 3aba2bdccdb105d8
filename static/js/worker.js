// The service worker, `sw.js` of the site. The build puts `EDITION` and `FILES` (path to checksum) above this text. An
// edition is kept whole or not at all: each file is checked while it is fetched, so a server in the middle of an upload
// makes the new edition fail and the old one stay. A new edition takes over when the reader says so.

const HERE = new URL('./', location.href);
const PREFIX = `guidewright ${HERE.pathname} `;
const CACHE = PREFIX + EDITION;
const AT_ONCE = 6;

const address = path => new URL(path.split('/').map(encodeURIComponent).join('/'), HERE).href;

async function keep(path, cache, earlier) {
  const url = address(path);
  if (await cache.match(url)) return;
  const sum = FILES[path];
  for (const old of earlier) {
    const known = await old.match(url);
    if (known?.headers.get('x-sum') === sum) return cache.put(url, known);
  }
  const answer = await fetch(url, { integrity: sum, cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const headers = new Headers(answer.headers);
  headers.set('x-sum', sum);
  // A cache takes nothing that varies by everything.
  headers.delete('vary');
  // A fresh answer: one that was redirected may not be given to a navigation.
  await cache.put(url, new Response(answer.body, { headers }));
}

/** Does something with every earlier edition. */
async function others(act) {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== CACHE);
  return Promise.all(names.map(act));
}

async function install() {
  const cache = await caches.open(CACHE);
  const earlier = await others(name => caches.open(name));
  const left = Object.keys(FILES);
  const work = async () => {
    while (left.length > 0) await keep(left.pop(), cache, earlier);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The file of this edition that an address means, however the server spells it. */
function file(url) {
  const path = decodeURIComponent(url.pathname.slice(HERE.pathname.length));
  return [path, `${path}.html`, `${path}index.html`, `${path}/index.html`].find(name => Object.hasOwn(FILES, name));
}

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  return await cache.match(address(path)) ?? fetch(request);
}

addEventListener('install', event => event.waitUntil(install()));
addEventListener('activate', event => event.waitUntil(others(name => caches.delete(name))));
addEventListener('message', event => { if (event.data === 'take over') skipWaiting(); });
addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== HERE.origin || !url.pathname.startsWith(HERE.pathname)) return;
  const path = file(url);
  if (path) event.respondWith(answer(event.request, path));
});
