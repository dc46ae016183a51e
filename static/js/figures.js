// Owns what a landing page tells of its blocks: which were seen, and which link is followed. Of nobody in particular.

const WAIT_MS = 1000;
const steps = Array.from({ length: 11 }, (_, n) => n / 10);
const places = new Map();
const waiting = new Map();
const told = new Set();
let news = [];

function tell(clicked) {
  if (!news.length && !clicked) return true;
  const body = new URLSearchParams({ seen: news.join(","), clicked });
  news = [];
  return navigator.sendBeacon("/figures", body);
}

function note(block) {
  const { place } = block.dataset;
  told.add(place);
  news.push(place);
  block.dataset.seen = "";
  watch.unobserve(block);
}

// Seen is what shows by half, or fills half the window, for a second.
const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
    const { place } = target.dataset;
    const shows = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2);
    if (shows && !told.has(place) && !waiting.has(place)) {
      waiting.set(place, setTimeout(() => note(target), WAIT_MS));
    } else if (!shows && waiting.has(place) && !told.has(place)) {
      clearTimeout(waiting.get(place));
      waiting.delete(place);
    }
  }
}, { threshold: steps });

// A shelf that was brought later takes the place of the one that waited for it.
function look() {
  for (const block of document.querySelectorAll("[data-place]")) {
    if (block.id) places.set(block.id, block.dataset.place);
    watch.observe(block);
  }
}
function lookAgain() {
  for (const [id, place] of places) {
    const block = document.getElementById(id);
    if (block && !block.dataset.place) block.dataset.place = place;
  }
  look();
}

// A page under test says at once that it is looked at, however soon somebody leaves.
const { tested } = document.querySelector("[data-tested]")?.dataset ?? {};
if (tested) navigator.sendBeacon("/figures", new URLSearchParams({ tested }));

look();
document.addEventListener("htmx:after:settle", lookAgain);
document.addEventListener("visibilitychange", () => { if (document.hidden) tell(""); });
window.addEventListener("pagehide", () => tell(""));

// A click is told here, and the address goes without it; without script the address tells it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const block = link && link.closest("[data-place]");
  if (!block || link.origin !== location.origin || event.defaultPrevented) return;
  const address = new URL(link.href);
  link.dataset.at ||= address.searchParams.get("at") || `${block.dataset.place}.0`;
  if (!tell(link.dataset.at)) return;
  address.searchParams.delete("at");
  link.href = address.href;
});
