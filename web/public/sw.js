// Keeps the app's frame for days without a line. Sound, events and the API always go to the network.
const CACHE = 'awaz-shell-1';
const NEVER = /^\/(api|live|media|feeds|health|ready|metrics|rest|internal|admin)(\/|$)/;
const HASHED = /^\/assets\//;
const MOST = 120;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(['/', '/theme.js', '/icon.svg']))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const clean = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => self.clients.claim()));
});

async function keep(request, response) {
  if (!response.ok || response.type !== 'basic') return response;
  const cache = await caches.open(CACHE);
  await cache.put(request, response.clone());
  const keys = await cache.keys();
  // Hashed files of older versions are dropped, oldest first; the page itself stays.
  const assets = keys.filter((key) => HASHED.test(new URL(key.url).pathname));
  await Promise.all(assets.slice(0, Math.max(0, assets.length - MOST)).map((key) => cache.delete(key)));
  return response;
}

async function page() {
  try {
    return await keep('/', await fetch('/', { cache: 'no-cache' }));
  } catch (error) {
    const kept = await caches.match('/');
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  return (await caches.match(request)) ?? keep(request, await fetch(request));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (
    request.method !== 'GET' ||
    url.origin !== location.origin ||
    NEVER.test(url.pathname) ||
    request.headers.has('range')
  )
    return;
  // An address with a file's ending is a file (a playlist, a status page), not a page of the app.
  const file = url.pathname.slice(url.pathname.lastIndexOf('/')).includes('.');
  if (request.mode === 'navigate' && !file) event.respondWith(page());
  else if (HASHED.test(url.pathname)) event.respondWith(asset(request));
});
