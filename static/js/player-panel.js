/** One panel that opens above a button of the bar, with groups of radio choices. */

import { part } from "./player-config.js";

const panel = part("panel");
const stage = part("stage");
let opener = null;

/** Make a button open the panel; `groups()` gives what stands in it at that moment. */
export function opens(button, groups) {
  button.addEventListener("click", () => (opener === button ? closePanel() : open(button, groups)));
}

/** Close the panel and give the focus back; answers whether it was open. */
export function closePanel() {
  if (!opener) return false;
  const button = opener;
  opener = null;
  panel.hidden = true;
  stage.removeAttribute("data-panel");
  button.setAttribute("aria-expanded", "false");
  if (panel.contains(document.activeElement)) button.focus();
  return true;
}

function open(button, groups) {
  closePanel();
  opener = button;
  panel.setAttribute("aria-label", button.getAttribute("aria-label"));
  panel.replaceChildren(...groups().map(fieldset));
  panel.hidden = false;
  stage.setAttribute("data-panel", "");
  button.setAttribute("aria-expanded", "true");
  (panel.querySelector("input:checked") ?? panel.querySelector("input"))?.focus();
}

function fieldset({ name, title, options, value, choose, className = "" }) {
  const group = document.createElement("fieldset");
  group.className = className;
  const legend = document.createElement("legend");
  legend.textContent = title;
  group.append(legend, ...options.map((option) => row(name, option, value, choose)));
  return group;
}

function row(name, option, value, choose) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "radio";
  input.name = `player-${name}`;
  input.checked = option.value === value;
  input.addEventListener("change", () => choose(option.value));
  const words = document.createElement("span");
  words.textContent = option.label;
  if (option.language) words.lang = option.language;
  label.append(input, words);
  return label;
}

document.addEventListener("pointerdown", (event) => {
  if (opener && !panel.contains(event.target) && !opener.contains(event.target)) closePanel();
});
