// Owns what every page may do beyond links and forms: clocks that count, words for a lost network, the offline page,
// codes that go off by themselves, rows that follow the keyboard, results that come back into view.

// htmx looks a page through part by part (neither body nor main asks for anything), and between two of them a finger is answered.
const SLICE_MS = 4;
document.addEventListener("htmx:before:process", async (event) => {
  if (event.target !== document.body) return;
  event.preventDefault();
  const main = document.getElementById("main");
  const parts = [...document.body.children].flatMap((part) => (part === main ? [...main.children] : part));
  let until = 0;
  for (const part of parts) {
    if (performance.now() > until) {
      await breath();
      until = performance.now() + SLICE_MS;
    }
    htmx.process(part);
  }
}, { once: true });

function breath() {
  return window.scheduler?.yield ? scheduler.yield() : new Promise((done) => { setTimeout(done); });
}

const network = document.getElementById("network-toast");

document.addEventListener("htmx:error", () => { network.hidden = false; });
document.addEventListener("htmx:after:request", () => { network.hidden = true; });
// A link whose part could not be brought leads to its whole page, which says what is wrong.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const link = ctx.sourceElement.closest("a[href]");
  if (link && (ctx.response.status === 404 || ctx.response.status >= 500)) location.assign(link.href);
});
window.addEventListener("online", () => { network.hidden = true; });

// A clock says the rest of the time in words that the server put into its pattern ("%h … %m …").
function tick() {
  for (const clock of document.querySelectorAll("[data-until]")) {
    const minutes = Math.floor((Date.parse(clock.dataset.until) - Date.now()) / 60000);
    const pattern = minutes >= 60 ? clock.dataset.hours : clock.dataset.minutes;
    const soon = minutes >= 0 && minutes < 48 * 60;
    clock.textContent = soon ? pattern.replace("%h", Math.floor(minutes / 60)).replace("%m", minutes % 60) : "";
  }
}

tick();
setInterval(tick, 30000);
document.addEventListener("htmx:after:settle", tick);

// A form that leaves says so once and cannot be sent twice; Back brings the button to life again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.dataset.busy || event.defaultPrevented) return;
  setTimeout(() => { button.disabled = true; }, 0);
  button.dataset.rest = button.textContent;
  button.textContent = button.dataset.busy;
});
// Six digits are a whole code: the form goes off by itself, once; whoever has no script presses the button.
document.addEventListener("input", ({ target }) => {
  const button = target.matches(".digits input") && target.form.querySelector("button[type=submit]");
  if (button && !button.dataset.rest && /^\d{6}$/.test(target.value)) target.form.requestSubmit(button);
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[data-rest]")) {
    button.disabled = false;
    button.textContent = button.dataset.rest;
    delete button.dataset.rest;
  }
});

// A browser leaves a card alone of which a strip is to be seen; whoever comes to it by keyboard sees all of it.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".row :focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// Fewer results end above whoever had scrolled down through many: they are shown from their beginning.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const library = document.getElementById("library");
  if (library && ctx.target === library && library.getBoundingClientRect().top < 0) library.scrollIntoView();
});

if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
