// Stands where the service worker was when the book no longer wants one: takes itself and what it kept away.

const HERE = new URL('./', self.location.href);

async function leave() {
  const names = (await caches.keys()).filter(name => name.startsWith(`guidewright ${HERE.pathname} `));
  await Promise.all(names.map(name => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(leave()));
