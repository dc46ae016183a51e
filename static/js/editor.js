// Owns what the editor of pages does beyond its forms: saves what changed, keeps what could not be saved, shows it.
// Nothing here moves the focus, nor puts a letter into a field that somebody writes in.

const WAIT = 600;
const AGAIN = [2000, 4000, 8000, 15000];
const form = document.getElementById("settings");
const mark = document.getElementById("saved-mark");
const preview = document.getElementById("preview");
const token = form?.elements.csrf_token?.value;
const changed = new Map(); // key -> text, what is not saved yet
const bases = new Map(); // key -> the step at which this page last saw the field
const conflicts = new Map(); // key -> what somebody else wrote, or why it is no value
let isComposing = false;
let isUnderWay = false;
let failures = 0;
let turn = 0; // how often this page has saved: what it sent itself, heard of or not, is no conflict
let timer = 0;

const keyOf = (control) => (control.name?.startsWith("f:") && control.type !== "hidden" ? control.name.slice(2) : "");
const textOf = (control) => (control.type === "checkbox" ? (control.checked ? "yes" : "") : control.value);
const boxOf = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);

// The mark says how things stand, never what the last answer was: an open conflict outlives a later success.
function say() {
  let words = mark.dataset.saved;
  if (conflicts.size) words = mark.dataset.conflict;
  else if (failures) words = mark.dataset.failed;
  else if (isUnderWay || changed.size) words = mark.dataset.saving;
  if (mark.textContent !== words) mark.textContent = words;
}

function later(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function noticed(control) {
  const key = keyOf(control);
  if (!key) return;
  changed.set(key, textOf(control));
  count(control);
  say();
}

function count(control) {
  const room = boxOf(keyOf(control))?.querySelector(".room");
  if (!room) return;
  // A price that is filled in counts as the server counts it.
  const length = [...control.value.replace(/\{[a-z]+:[\w/-]+\}/g, "000.00")].length;
  room.textContent = `${length}/${room.dataset.room}`;
  room.classList.toggle("red", length > Number(room.dataset.room));
}

function bodyOf(sent) {
  turn += 1;
  const body = new URLSearchParams({ csrf_token: token, base: form.elements.base.value, tab: form.elements.tab.value, turn });
  for (const [key, text] of sent) {
    body.set(`f:${key}`, text);
    if (bases.has(key)) body.set(`base:${key}`, bases.get(key));
  }
  return body;
}

const request = (sent, more) =>
  fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: bodyOf(sent), ...more });

async function send() {
  if (isUnderWay || isComposing || !changed.size) return;
  const sent = new Map(changed);
  isUnderWay = true;
  setTimeout(say, 400);
  try {
    const answer = await request(sent);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    learn(await answer.json(), sent);
    failures = 0;
  } catch {
    failures += 1;
  }
  isUnderWay = false;
  say();
  if (failures) later(AGAIN[Math.min(failures, AGAIN.length) - 1]);
  else if (changed.size) later(150);
}

function learn(told, sent) {
  for (const [key, text] of sent) if (changed.get(key) === text) changed.delete(key);
  for (const [key, step] of Object.entries(told.saved)) {
    bases.set(key, step);
    conflicts.delete(key);
    tell(key);
  }
  for (const [key, words] of Object.entries(told.unfit)) {
    conflicts.set(key, words);
    tell(key, words);
  }
  for (const each of told.conflicts) {
    conflicts.set(each.key, each);
    offer(each, told.revision);
  }
  if (Object.keys(told.saved).length) preview?.contentWindow?.location.reload();
}

function tell(key, words = "") {
  const box = boxOf(key);
  if (!box) return;
  box.classList.toggle("wrong", Boolean(words));
  const said = document.createElement("p");
  said.className = "hint";
  said.textContent = words;
  box.querySelector(".said").replaceChildren(...(words ? [said] : []));
}

// Theirs and mine below the field: the field keeps mine until somebody chooses.
function offer(conflict, revision) {
  const words = document.getElementById("conflict-words").content.firstElementChild;
  const copy = words.cloneNode(true);
  copy.querySelector("[data-who]").textContent = conflict.by;
  copy.querySelector("q").textContent = conflict.theirs;
  const control = boxOf(conflict.key).querySelector("input:not([type=hidden]), textarea, select");
  copy.querySelector("[data-mine]").addEventListener("click", () => {
    bases.set(conflict.key, revision);
    conflicts.delete(conflict.key);
    noticed(control);
    send();
  });
  copy.querySelector("[data-theirs]").addEventListener("click", () => {
    if (control.type === "checkbox") control.checked = conflict.theirs !== "";
    else control.value = conflict.theirs;
    bases.set(conflict.key, revision);
    conflicts.delete(conflict.key);
    changed.delete(conflict.key);
    tell(conflict.key);
    count(control);
    say();
  });
  boxOf(conflict.key).classList.add("wrong");
  boxOf(conflict.key).querySelector(".said").replaceChildren(copy);
}

function keepSaving() {
  form.addEventListener("compositionstart", () => { isComposing = true; });
  form.addEventListener("compositionend", ({ target }) => {
    isComposing = false;
    noticed(target);
    later();
  });
  form.addEventListener("input", ({ target }) => {
    if (isComposing) return;
    noticed(target);
    later();
  });
  form.addEventListener("change", ({ target }) => {
    noticed(target);
    later(0);
  });
  form.addEventListener("submit", (event) => {
    // The button says what happens by itself; without a network it says that it did not.
    event.preventDefault();
    for (const control of form.elements) if (changed.has(keyOf(control))) noticed(control);
    if (changed.size) later(0);
    else say();
  });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => {
    if (changed.size) request(changed, { keepalive: true }).catch(() => {});
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && changed.size) later(0);
  });
  addEventListener("beforeunload", (event) => {
    if (conflicts.size || (changed.size && (failures || !navigator.onLine))) event.preventDefault();
  });
}

// Leaving the block for another one, for a button or for the publish page takes what was typed along.
async function flushed(go, isAsked = false) {
  clearTimeout(timer);
  while (isUnderWay) await new Promise((done) => { setTimeout(done, 50); });
  if (changed.size) await send();
  // What somebody has to decide on, and what is no value yet, stands in this page alone: the browser asks who leaves it.
  if (isAsked || (!failures && !conflicts.size)) go();
}

function leave() {
  document.addEventListener("submit", (event) => {
    if (event.target === form || event.target.id === "seen" || !(changed.size || conflicts.size)) return;
    event.preventDefault();
    flushed(() => event.target.requestSubmit(event.submitter));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !(changed.size || conflicts.size) || link.target || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    flushed(() => location.assign(link.href), true);
  });
}

function keys(event) {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
    event.preventDefault();
    document.querySelector(`#undoing [value=${event.shiftKey ? "redo" : "undo"}]`)?.click();
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    later(0);
  }
  const line = event.target.closest?.("#outline li");
  if (!line || isTyping) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    line.querySelectorAll(".order [name=place]")[event.key === "ArrowUp" ? 0 : 1]?.click();
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    event.preventDefault();
    const next = event.key === "ArrowUp" ? line.previousElementSibling : line.nextElementSibling;
    next?.querySelector("a")?.focus();
  }
}

// Dragging ends in the button that moves without script: one way to move, whatever the hand.
function drag() {
  const list = document.getElementById("outline");
  const grips = list?.querySelectorAll(".grip");
  if (!window.Sortable || !grips?.length) return;
  for (const grip of grips) grip.hidden = false;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  window.Sortable.create(list, {
    handle: ".grip",
    draggable: "[data-code]",
    animation: isCalm ? 0 : 120,
    onEnd: ({ item, oldDraggableIndex, newDraggableIndex }) => {
      if (oldDraggableIndex === newDraggableIndex) return;
      const button = item.querySelector("[name=place]");
      button.value = newDraggableIndex;
      button.click();
    },
  });
}

function widths() {
  const bar = document.querySelector(".widths");
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener("click", ({ target }) => {
    if (!target.dataset.width) return;
    document.querySelector(".frame").className = `frame is-${target.dataset.width}`;
    for (const button of bar.children) button.setAttribute("aria-pressed", String(button === target));
  });
}

if (form && token && document.getElementById("conflict-words")) {
  keepSaving();
  leave();
}
document.addEventListener("keydown", keys);
drag();
widths();
