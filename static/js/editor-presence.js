// Owns what an open editor learns of others: htmx asks who is here and what they changed, and this puts it in its place.
// Nothing moves the focus, nor goes into a field that somebody is in or has changed: those are told, and keep their text.

import { around, boxOf, controlOf, count, form, grow, show, tell, textOf } from "./editor-form.js";
import { bases, changed, conflicts, say, state } from "./editor-mark.js";
import { drawOutline, isOutlineOld } from "./editor-outline.js";
import { isSaving, later, renew } from "./editor-saving.js";
import { mirrored, refresh, writtenIn } from "./editor-words.js";

const place = document.getElementById("presence");
const preview = document.getElementById("preview");
const waiting = new Map(); // key -> what came while somebody was in its field
let asked = form.elements.block.value; // the block that was asked about; htmx asks first before this listens
let isBack = false; // somebody came back to this tab: it asks at once, whatever was answered before

/** Listen to what htmx is answered: by the clock, and at once for whoever comes back to this tab. */
export function learnOfOthers() {
  place.addEventListener("htmx:before:request", asking);
  place.addEventListener("htmx:before:response", answered);
  place.addEventListener("htmx:after:swap", () => {
    const told = document.getElementById("arrived")?.dataset.told;
    const lately = document.getElementById("lately");
    if (lately) lately.hidden = Boolean(place.querySelector(".badge"));
    if (told) arrived(JSON.parse(told));
    else if (isOutlineOld()) drawOutline();
  });
  document.addEventListener("visibilitychange", back);
  addEventListener("focus", back);
  document.addEventListener("focusout", () => setTimeout(settle));
  preview.addEventListener("left", settle);
}

function back() {
  if (document.hidden) return;
  isBack = true;
  place.dispatchEvent(new Event("look"));
}

// A tab that nobody sees asks nothing; one that is signed out, or whose page is gone, asks when somebody comes back to it.
function asking(event) {
  asked = form.elements.block.value;
  if (document.hidden || ((state.isOut || state.isGone) && !isBack)) event.preventDefault();
  isBack = false;
}

function answered(event) {
  const { status, headers } = event.detail.ctx.response;
  const wasGone = state.isGone;
  const isOut = headers.has("HX-Redirect"); // The way to the door; this page and its text stay.
  if (state.isOut && !isOut && status < 400) renew().then(() => { say(); later(0); }, () => {});
  if (isOut) state.isOut = true;
  state.isGone = status === 403 || status === 404;
  if (isOut || status >= 400) event.preventDefault();
  else if (asked !== form.elements.block.value) {
    event.preventDefault(); // Told of another block than is shown by now.
    setTimeout(back);
  }
  if (isOut || state.isGone || wasGone) say();
  if (status === 204 && !isOut && isOutlineOld()) drawOutline(); // It did not come, or a block was being dragged.
}

function arrived(told) {
  for (const [key, { text, by }] of Object.entries(told.fields)) came(key, { text, by, revision: told.revision });
  around(told);
  grow(told.items).then((added) => { for (const [key, step] of added) bases.set(key, step); });
  if (told.is_outline_other || isOutlineOld()) drawOutline(told.removed_by);
  if (isSaving) refresh();
  else if (preview.contentWindow.location.pathname !== "blank") preview.contentWindow.location.reload();
}

function came(key, change) {
  const control = controlOf(key);
  const seen = Number(bases.get(key) ?? form.elements.base.value);
  if (!control || seen >= change.revision || conflicts.get(key)?.by) return;
  const isMine = changed.has(key) || conflicts.has(key);
  if (!isMine && (textOf(control) === change.text || !isIn(key, control))) fill(key, control, change);
  else {
    note(key, control, change);
    if (!isMine) waiting.set(key, change);
  }
}

const isIn = (key, control) => document.activeElement === control || writtenIn() === key;

function fill(key, control, { text, revision }) {
  bases.set(key, revision);
  tell(key);
  if (textOf(control) === text) return;
  show(control, text);
  mirrored(key, text);
  count(control);
}

// Said beside the field, and once, quietly, to who listens: whether there is a conflict, the next saving finds.
function note(key, control, { text, by }) {
  const box = boxOf(key);
  const words = document.getElementById("came-words").content.firstElementChild.cloneNode(true);
  words.querySelector("[data-who]").textContent = by;
  const option = [...(control.options ?? [])].find(({ value }) => value === text);
  words.querySelector("q").textContent = option?.text ?? text;
  box.querySelector(".came")?.remove();
  box.querySelector(".said").after(words);
  const label = box.querySelector("label").firstChild.textContent.trim();
  document.getElementById("heard").textContent = `${label}: ${words.textContent}`;
}

// Whoever leaves a field without having changed it gets what came meanwhile.
function settle() {
  for (const [key, change] of waiting) {
    const control = controlOf(key);
    if (control && isIn(key, control)) continue;
    waiting.delete(key);
    came(key, change);
  }
}
