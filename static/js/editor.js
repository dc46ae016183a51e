// Owns what the editor of pages does beyond its forms: shortcuts, dragging, the width of the preview.

import { learnOfOthers } from "./editor-presence.js";
import { isSaving, later } from "./editor-saving.js";
import { typeInPlace } from "./editor-words.js";

function keys(event) {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
    event.preventDefault();
    document.querySelector(`#undoing [value=${event.shiftKey ? "redo" : "undo"}]`)?.click();
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    later(0);
  }
  if (event.key === "Escape" && !event.isComposing) closeGallery();
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

function closeGallery() {
  const gallery = document.querySelector(".gallery[open]");
  if (!gallery) return;
  gallery.open = false;
  gallery.querySelector("summary").focus();
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

// The chosen block is what the preview shows, however far down it stands; the page around the preview stays where it is.
function showChosen() {
  const preview = document.getElementById("preview");
  const chosen = document.querySelector("#settings [name=block]")?.value;
  let isShown = false;
  const show = () => {
    const block = preview.contentDocument?.querySelector(`[data-block="${CSS.escape(chosen)}"]`);
    if (isShown || !block) return;
    isShown = true;
    const view = preview.contentWindow;
    view.scrollTo({ top: block.getBoundingClientRect().top + view.scrollY - 72, behavior: "instant" });
  };
  preview?.addEventListener("load", show);
  show();
}

document.addEventListener("keydown", keys);
drag();
widths();
showChosen();
if (isSaving) typeInPlace(keys);
learnOfOthers();
