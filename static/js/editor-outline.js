// Owns the outline after others changed it: it comes anew, and whoever was in it stays where they were.

import { form, fresh } from "./editor-form.js";

let isOld = false;

/** Whether others changed the blocks and the outline could not be drawn yet: no network, or a block is being dragged. */
export const isOutlineOld = () => isOld;

/** Draw the outline as the page has it now; `removedBy` took off the block whose settings are shown. */
export async function drawOutline(removedBy = "") {
  if (removedBy) tellOfRemoval(removedBy);
  const list = document.getElementById("outline");
  isOld = true;
  if (list.querySelector(".sortable-chosen")) return;
  const page = await fresh(form.elements.block.value);
  if (!page || list.querySelector(".sortable-chosen")) return;
  isOld = false;
  exchange(list, page.getElementById("outline"));
  for (const selector of [".settings > form.acts", ".gallery"]) {
    const [was, is] = [document.querySelector(selector), page.querySelector(selector)];
    if (was && is && !was.open && !was.contains(document.activeElement)) was.replaceWith(is);
  }
  if (list.querySelector(".here[data-code]")) document.getElementById("removed")?.remove();
}

function exchange(list, newer) {
  const held = list.contains(document.activeElement) ? document.activeElement : null;
  const line = held?.closest("li");
  const nth = line ? stops(line).indexOf(held) : -1;
  list.replaceChildren(...newer.children);
  if (window.Sortable) for (const grip of list.querySelectorAll(".grip")) grip.hidden = false;
  if (!held) return;
  const code = line.dataset.code;
  const again = (code && list.querySelector(`[data-code="${CSS.escape(code)}"]`)) || list.firstElementChild;
  (stops(again)[nth] ?? stops(again)[0]).focus({ preventScroll: true });
}

const stops = (line) => [...line.querySelectorAll("a, button")];

// The text stays, to be copied; the block itself comes back only by whoever took it off.
function tellOfRemoval(who) {
  document.getElementById("removed")?.remove();
  const words = document.getElementById("removed-words").content.firstElementChild.cloneNode(true);
  words.querySelector("[data-who]").textContent = who;
  form.before(words);
}
