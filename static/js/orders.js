// Owns what an order's page may do beyond links and forms: a clock that runs out, playing by itself, copying, printing.

const SECONDS_BEFORE_PLAYING = 3;

function count() {
  for (const clock of document.querySelectorAll("[data-ends]")) {
    const left = Math.max(0, Math.round((Date.parse(clock.dataset.ends) - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}

// Whether a mark was not there yet; where a browser lets nobody leave one, none is ever the first.
function isFirst(mark) {
  try {
    if (sessionStorage.getItem(mark)) return false;
    sessionStorage.setItem(mark, "1");
    return true;
  } catch {
    return false;
  }
}

// Once for each order in this tab: whoever comes back from the film wants to stay here.
function playSoon() {
  const link = document.querySelector("[data-plays]");
  const mark = link && `tbo-played-${link.dataset.plays}`;
  if (!link || !isFirst(mark)) return;
  const note = document.querySelector("[data-plays-words]");
  const [words, stop] = note.children;
  let left = SECONDS_BEFORE_PLAYING;
  const say = () => { words.textContent = note.dataset.playsWords.replace("#", left); };
  const clock = setInterval(() => {
    left -= 1;
    if (left > 0) return say();
    clearInterval(clock);
    location.assign(link.href);
  }, 1000);
  stop.addEventListener("click", () => { clearInterval(clock); note.hidden = true; link.focus(); });
  say();
  note.hidden = false;
}

// A part that was brought says how the page around it is called now; the tab's name is seen from another tab.
function rename() {
  const order = document.querySelector("[data-name]");
  if (!order) return;
  document.title = order.dataset.name;
  document.querySelector(".till-place").textContent = order.dataset.place;
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
  button.textContent = button.dataset.done;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copies], [data-prints]");
  if (!button) return;
  if ("prints" in button.dataset) print();
  else copy(button);
});

// Buttons that only a script can answer are hidden until it is there.
function wake() {
  count();
  rename();
  playSoon();
  for (const button of document.querySelectorAll("[data-copies], [data-prints]")) button.hidden = false;
}

wake();
setInterval(count, 1000);
document.addEventListener("htmx:after:settle", wake);
