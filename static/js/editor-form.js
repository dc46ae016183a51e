// Owns the form of the editor of pages: its fields by their keys, what is said at each, and fields that come later.
// What comes is put beside what is there: nobody's field is drawn anew while they write in it.

export let form = document.getElementById("settings");

export const keyOf = (control) => (control.name?.startsWith("f:") && control.type !== "hidden" ? control.name.slice(2) : "");
export const textOf = (control) => (control.type === "checkbox" ? (control.checked ? "yes" : "") : control.value);
export const show = (control, text) => {
  if (control.type === "checkbox") control.checked = text !== "";
  else control.value = text;
  control.dispatchEvent(new Event("shown", { bubbles: true }));
};
export const boxOf = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);

export const controlOf = (key) => boxOf(key)?.querySelector("input:not([type=hidden]), textarea, select");

/** Say how much room is left in a control. */
export function count(control) {
  const room = control && boxOf(keyOf(control))?.querySelector(".room");
  if (!room) return;
  // A price that is filled in counts as the server counts it.
  const length = [...control.value.replace(/\{[a-z]+:[\w/-]+\}/g, "000.00")].length;
  room.textContent = `${length}/${room.dataset.room}`;
  room.classList.toggle("red", length > Number(room.dataset.room));
}

// What stands around the form and follows from what was saved: the outline's line, and whether shoppers see something else.
export function around({ outline, named, is_changed: isChanged }) {
  for (const [key, name] of Object.entries(named)) {
    const said = boxOf(key)?.querySelector(".named");
    if (said) [said.textContent, said.hidden] = [name, !name];
  }
  for (const [code, label] of Object.entries(outline)) {
    const line = document.querySelector(`#outline [data-code="${CSS.escape(code)}"] small`);
    if (line && line.textContent !== label) line.textContent = label;
  }
  document.getElementById("changed-mark").hidden = !isChanged;
}

/** Say at a field what is wrong with it, or nothing. */
export function tell(key, words = "") {
  const box = boxOf(key);
  if (!box) return;
  box.classList.toggle("wrong", Boolean(words));
  const said = document.createElement("p");
  said.className = "hint";
  said.textContent = words;
  box.querySelector(".said").replaceChildren(...(words ? [said] : []));
  box.querySelector(".came")?.remove();
}

/** Where this page is got from anew: it may itself be the answer to a form. */
export function addressOf(block) {
  const address = new URL(document.querySelector("#outline a[href]").href);
  if (block) address.search = new URLSearchParams({ block });
  return address;
}

/** Return this page as it is now, with the settings of a block; null where it does not come. */
export async function fresh(block) {
  try {
    const answer = await fetch(addressOf(block));
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    return null;
  }
}

/** Put the settings of another block in the place of these. */
export function replace(settings) {
  const place = form.closest(".settings");
  place.replaceChildren(...settings.childNodes);
  form = document.getElementById("settings");
  wake(place);
}

function wake(place) {
  for (const helper of place.querySelectorAll(".picker, .adder")) helper.hidden = false;
}

/** Add the next empty place to a list whose last one was filled; return the keys that came, with their step. */
export async function grow(lists) {
  const block = form.elements.block.value;
  const isShort = ([list, places]) =>
    list.startsWith(`${block}.`) && !form.querySelector(`[data-key^="${CSS.escape(`${list}.${places - 1}.`)}"]`);
  if (!Object.entries(lists).some(isShort)) return [];
  const settings = (await fresh(block))?.getElementById("settings");
  if (!settings || form.elements.block.value !== block) return [];
  const added = [];
  let before = null;
  for (const box of settings.querySelectorAll("[data-key]")) {
    const { key } = box.dataset;
    if (!boxOf(key)) {
      const heading = box.previousElementSibling;
      before?.after(...(heading.tagName === "H3" ? [heading, box] : [box]));
      added.push([key, settings.elements.base.value]);
    }
    before = boxOf(key);
  }
  wake(form);
  return added;
}
