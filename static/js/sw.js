// Owns one thing: a page for browsers that have lost the network, in each language. It keeps no other page and no
// personal word.

const KEPT = "tbo-offline-2";
const PAGES = ["/offline", "/en/offline", "/de/offline"];

self.addEventListener("install", (event) => {
  const fresh = PAGES.map((page) => new Request(page, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))),
  );
});

// An address without a language of its own is in the shop's.
function pageFor(address) {
  const wanted = `/${new URL(address).pathname.split("/")[1]}/offline`;
  return PAGES.includes(wanted) ? wanted : PAGES[0];
}

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(pageFor(event.request.url))));
});
