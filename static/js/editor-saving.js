// Owns how the editor of pages saves: what changed, what could not be saved, what somebody else wrote meanwhile.
// Nothing here moves the focus, nor puts a letter into a field that somebody writes in.

import { addressOf, around, boxOf, controlOf, count, form, grow, keyOf, replace, show, tell, textOf } from "./editor-form.js";
import { bases, changed, conflicts, say, state } from "./editor-mark.js";

export { bases, changed, conflicts };

const WAIT = 600;
const AGAIN = [2000, 4000, 8000, 15000];
let token = form?.elements.csrf_token?.value;
const tab = form?.elements.tab?.value;
let isComposing = false;
let turn = 0; // how often this page has saved: what it sent itself, heard of or not, is no conflict
let timer = 0;
let whenSaved = () => {};
let whenTyped = () => {};

/** What else happens after something was saved, and when a field has other words: `(key, text)`. */
export function listen(saved, typed) {
  whenSaved = saved;
  whenTyped = typed;
}

/** While somebody composes a character, nothing is sent. */
export function composing(isNow) {
  isComposing = isNow;
}

export function later(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

/** Keep a text of a field until it is saved. */
export function keep(key, text) {
  changed.set(key, text);
  count(controlOf(key));
  say();
}

function noticed(control) {
  const key = keyOf(control);
  if (!key) return;
  keep(key, textOf(control));
  whenTyped(key, textOf(control));
}

function bodyOf(sent) {
  turn += 1;
  const body = new URLSearchParams({ csrf_token: token, base: form.elements.base.value, tab, turn });
  for (const [key, text] of sent) {
    body.set(`f:${key}`, text);
    if (bases.has(key)) body.set(`base:${key}`, bases.get(key));
  }
  return body;
}

const request = (sent, more) =>
  fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: bodyOf(sent), ...more });

/** What may be sent: a field whose words somebody has to choose between waits for that, however its control tells of itself. */
const due = () => new Map([...changed].filter(([key]) => !conflicts.get(key)?.by));

async function send() {
  const sent = due();
  if (state.isUnderWay || isComposing || !sent.size) return;
  state.isUnderWay = true;
  setTimeout(say, 400);
  try {
    let answer = await request(sent);
    if (answer.redirected || answer.status === 400) {
      await renew();
      answer = await request(sent);
    }
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    learn(await answer.json(), sent);
    state.failures = 0;
  } catch {
    state.failures += 1;
  }
  state.isUnderWay = false;
  say();
  if (state.isOut) later(AGAIN[1]);
  else if (state.failures) later(AGAIN[Math.min(state.failures, AGAIN.length) - 1]);
  else if (due().size) later(150);
}

/** Whoever signed in again, maybe in another tab, has another token: the forms of this page go on with that. */
export async function renew() {
  const answer = await fetch(addressOf());
  state.isOut = answer.redirected;
  if (state.isOut) throw new Error("signed out");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  token = page.getElementById("settings").elements.csrf_token.value;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
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
    conflicts.set(each.key, { ...each, revision: told.revision });
    offer(each, told.revision);
  }
  around(told);
  grow(told.items).then((added) => { for (const [key, step] of added) bases.set(key, step); });
  if (Object.keys(told.saved).length) whenSaved();
}

// Theirs and mine below the field: the field keeps mine until somebody chooses.
function offer(conflict, revision) {
  const control = controlOf(conflict.key);
  if (!control) return; // Its block is not shown; the box comes with it.
  const words = document.getElementById("conflict-words").content.firstElementChild;
  const copy = words.cloneNode(true);
  copy.querySelector("[data-who]").textContent = conflict.by;
  copy.querySelector("q").textContent = conflict.theirs;
  copy.querySelector("[data-mine]").addEventListener("click", () => {
    bases.set(conflict.key, revision);
    conflicts.delete(conflict.key);
    noticed(control);
    send();
  });
  copy.querySelector("[data-theirs]").addEventListener("click", () => {
    show(control, conflict.theirs);
    whenTyped(conflict.key, conflict.theirs);
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

/** Show the settings of another block, fresh from the server, in the place of these. */
export function exchange(settings) {
  replace(settings);
  form.elements.tab.value = tab; // This is the same page still.
  for (const control of form.elements) {
    const key = keyOf(control);
    if (!key) continue;
    if (changed.has(key)) show(control, changed.get(key));
    else bases.delete(key); // What the field shows is as new as its form.
    const open = conflicts.get(key);
    if (open?.by) offer(open, open.revision);
    else if (open) tell(key, open);
  }
}

function keepSaving() {
  const place = form.closest(".settings");
  place.addEventListener("compositionstart", () => { isComposing = true; });
  place.addEventListener("compositionend", ({ target }) => {
    isComposing = false;
    noticed(target);
    later();
  });
  place.addEventListener("input", ({ target }) => {
    if (isComposing) return;
    noticed(target);
    later();
  });
  place.addEventListener("change", ({ target }) => {
    noticed(target);
    later(0);
  });
  place.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    // The button says what happens by itself; without a network it says that it did not.
    event.preventDefault();
    for (const control of form.elements) if (changed.has(keyOf(control))) noticed(control);
    if (changed.size) later(0);
    else say();
  });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (state.isOut && !document.hidden) later(0);
  });
  addEventListener("pagehide", () => {
    if (changed.size) request(changed, { keepalive: true }).catch(() => {});
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && changed.size) later(0);
  });
  addEventListener("beforeunload", (event) => {
    if (conflicts.size || (changed.size && (state.failures || !navigator.onLine))) event.preventDefault();
  });
}

// Leaving the block for another one, for a button or for the publish page takes what was typed along; tells whether it did.
export async function flushed(go, isAsked = false) {
  clearTimeout(timer);
  while (state.isUnderWay) await new Promise((done) => { setTimeout(done, 50); });
  if (changed.size) await send();
  // What somebody has to decide on, and what is no value yet, stands in this page alone: the browser asks who leaves it.
  const goes = isAsked || (!state.failures && !conflicts.size);
  if (goes) await go();
  return goes;
}

function leave() {
  let way = null; // the form that leads out of this page, after all that could be saved was
  document.addEventListener("submit", (event) => {
    if (event.target === form || event.target === way || event.target.id === "seen" || !(changed.size || conflicts.size)) return;
    event.preventDefault();
    // Signing out and looking for an order lead out of this page, as links do; what acts on it waits for a decision.
    const leadsOut = !event.target.closest("main");
    const go = () => {
      if (leadsOut) way = event.target;
      event.target.requestSubmit(event.submitter);
      way = null;
    };
    const decide = () => controlOf([...conflicts.keys()][0])?.focus();
    // Not at once: while a form says that it is sent, nobody can send it again.
    setTimeout(() => flushed(go, leadsOut).then((goes) => goes || decide()));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !(changed.size || conflicts.size) || link.target || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    flushed(() => location.assign(link.href), true);
  });
}

export const isSaving = Boolean(form && token && document.getElementById("conflict-words"));
if (isSaving) {
  keepSaving();
  leave();
}
