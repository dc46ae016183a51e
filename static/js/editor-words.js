// Owns words that are typed in the preview, where shoppers read them: each is a field of the form, kept by the same saving.
// The preview is of this origin, and what listens to it is here: it runs no script of its own for this.

import { addressOf, boxOf, controlOf, form, fresh } from "./editor-form.js";
import { keepPlain, shorten, textOf, wordOf } from "./editor-line.js";
import { bases, changed, conflicts } from "./editor-mark.js";
import { composing, exchange, flushed, keep, later, listen } from "./editor-saving.js";

const REFERENCE = /\{[a-z]+:[\w/-]+\}/;
const preview = document.getElementById("preview");
let revision = 0; // the draft's step that the preview shows
let writing = null; // the words somebody writes in, and what stood there before
let before = "";
let last = ""; // the key of a line that was ended by a key
let isStale = false;
let wanted = "";
let drawing = 0;

const wordsOf = (key) => preview.contentDocument?.querySelectorAll(`[data-words="${CSS.escape(key)}"]`) ?? [];
const stepOf = (page) => page.querySelector("meta[name=draft-revision]");
const isWriting = () =>
  document.activeElement === preview && Boolean(preview.contentDocument?.activeElement?.dataset.words);

/** Let the words of the preview be typed in, now and each time it is drawn anew; `keys` hears its other keys. */
export function typeInPlace(keys) {
  preview.addEventListener("load", () => ready(keys));
  if (preview.contentDocument?.readyState === "complete") ready(keys);
  listen(refresh, mirrored);
}

// What somebody writes in is drawn anew only afterwards, and the new page takes the old one's place within one instant:
// there is none in which letters could be typed into a page that goes.
export async function refresh() {
  isStale = isWriting();
  if (isStale) return;
  if (revision < 0) return void preview.contentWindow?.location.reload();
  drawing += 1;
  const mine = drawing;
  try {
    const answer = await fetch(preview.contentWindow.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== drawing) return;
    isStale = isWriting() || !stepOf(page);
    if (!isStale) exchanged(page);
  } catch {
    isStale = true;
  }
}

function exchanged(page) {
  const shown = preview.contentDocument;
  shown.body.className = page.body.className;
  shown.querySelector("main").replaceWith(page.querySelector("main"));
  stepOf(shown).content = stepOf(page).content;
  revision = Number(stepOf(page).content);
  preview.contentWindow.htmx?.process(shown.querySelector("main"));
  shown.dispatchEvent(new CustomEvent("htmx:after:settle")); // clocks start
  opened(shown);
  // Whoever ended a line by a key goes on behind it, not at the top of the page: the browser knows what was left last.
  const word = last && document.activeElement === preview ? wordsOf(last)[0] : null;
  last = "";
  word?.focus({ preventScroll: true });
  word?.blur();
}

/** Show a text where it stands in the preview, but for a price, which is filled in when that is drawn anew. */
export function mirrored(key, text) {
  for (const word of wordsOf(key)) {
    if (isWriting() && word === writing) continue;
    if (!REFERENCE.test(text)) word.textContent = text;
    else close(word);
  }
}

// What stands there is not what the field says any more: it leads to its field, as it will when it is drawn anew.
function close(word) {
  word.removeAttribute("contenteditable");
  word.dataset.field = word.dataset.words;
  delete word.dataset.words;
}

/** The key of the words that somebody writes in now, "" where nobody does. */
export const writtenIn = () => (isWriting() ? (writing?.dataset.words ?? "") : "");

function ready(keys) {
  const shown = preview.contentDocument;
  composing(false); // a page that went takes what was half composed in it along
  revision = Number(shown && stepOf(shown) ? stepOf(shown).content : -1);
  if (revision < 0) return;
  opened(shown);
  shown.addEventListener("focusin", ({ target }) => begun(target));
  shown.addEventListener("focusout", () => setTimeout(ended));
  shown.addEventListener("compositionstart", () => composing(true));
  shown.addEventListener("compositionend", ({ target }) => {
    composing(false);
    shorten(wordOf(target));
    typed(wordOf(target));
  });
  shown.addEventListener("input", ({ target, isComposing }) => {
    if (!isComposing) typed(wordOf(target));
  });
  keepPlain(shown);
  shown.addEventListener("keydown", (event) => pressed(event, keys));
  shown.addEventListener("keyup", (event) => {
    // A space within a question is a letter, not a click on it.
    if (event.key === " " && wordOf(event.target)) event.preventDefault();
  });
  shown.addEventListener("click", clicked, true);
}

function opened(shown) {
  writing = null;
  for (const word of shown.querySelectorAll("[data-words]")) open(word);
  for (const [key, text] of changed) mirrored(key, text);
}

function open(word) {
  word.setAttribute("contenteditable", "plaintext-only");
  if (!word.isContentEditable) word.setAttribute("contenteditable", "true");
  word.setAttribute("role", "textbox");
  word.setAttribute("aria-label", word.dataset.label);
  word.setAttribute("enterkeyhint", "done");
  word.spellcheck = false;
  word.closest("a")?.setAttribute("draggable", "false");
}

function begun(target) {
  const word = wordOf(target);
  if (!word) return;
  const key = word.dataset.words;
  if (word !== writing) {
    writing = word;
    before = textOf(word);
  }
  choose(key.split(".")[0], conflicts.has(key) ? key : "");
}

function ended() {
  if (isWriting()) return;
  writing = null;
  preview.dispatchEvent(new Event("left"));
  if (changed.size) later(0);
  else if (isStale) refresh();
}

function typed(word) {
  if (!word) return;
  const key = word.dataset.words;
  const text = textOf(word);
  // Whoever types here has read what the preview shows; an open conflict stays one.
  if (!changed.has(key) && !conflicts.has(key)) bases.set(key, Math.max(bases.get(key) ?? 0, revision));
  const control = controlOf(key);
  if (control) control.value = text;
  keep(key, text);
  for (const other of wordsOf(key)) if (other !== word) other.textContent = text;
  later();
}

function pressed(event, keys) {
  const word = wordOf(event.target);
  const isComposed = event.isComposing || event.keyCode === 229;
  if (!word || isComposed) {
    if (!isComposed) keys(event);
  } else if (event.key === "Enter") {
    event.preventDefault();
    last = word.dataset.words;
    word.blur();
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (textOf(word) !== before) {
      word.textContent = before;
      typed(word);
    }
    last = word.dataset.words;
    word.blur();
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    keys(event);
  }
}

// A click chooses the block; what is no plain text, such as words with a price in them, is typed in its field.
function clicked(event) {
  const block = event.target.closest("[data-block]");
  const word = wordOf(event.target);
  if (word || event.target.closest("a[href]:not([href^='#'])")) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (block && !word) choose(block.dataset.block, event.target.closest("[data-field]")?.dataset.field);
}

// Changing the block keeps the page: nothing that is typed meanwhile is lost, nor the place where it is typed.
async function choose(code, key = "") {
  wanted = code;
  if (form.elements.block.value !== code) await flushed(() => fetched(code));
  if (key && form.elements.block.value === code) (boxOf(key)?.querySelector(".said button") ?? controlOf(key))?.focus();
}

async function fetched(code) {
  // Without a network the words are kept until there is one; their settings are not shown.
  const settings = (await fresh(code))?.querySelector(".settings");
  if (!settings || wanted !== code) return;
  exchange(settings);
  history.replaceState(null, "", addressOf(code));
  for (const word of wordsOf(writing?.dataset.words ?? "")) {
    const control = controlOf(word.dataset.words);
    if (control) control.value = textOf(word);
  }
  marked(code);
}

function marked(code) {
  for (const line of document.querySelectorAll("#outline li")) {
    const isHere = line.dataset.code === code;
    line.classList.toggle("here", isHere);
    if (isHere) line.querySelector("a").setAttribute("aria-current", "true");
    else line.querySelector("a").removeAttribute("aria-current");
  }
  const behind = document.querySelector(".gallery [name=block]");
  if (behind) behind.value = code;
}
