// Owns how things stand in the editor: what is not saved yet, what has to be decided, and the mark that says so.

const mark = document.getElementById("saved-mark");
export const changed = new Map(); // key -> text, what is not saved yet
export const bases = new Map(); // key -> the step at which this page last saw the field
export const conflicts = new Map(); // key -> what somebody else wrote, or why it is no value
export const state = {
  isUnderWay: false,
  failures: 0,
  isOut: false, // signed out: by idling, or in another tab
  isGone: false, // the page, or the right to open it
};

// The mark says how things stand, never what the last answer was: an open conflict outlives a later success.
export function say() {
  const { isUnderWay, failures, isOut, isGone } = state;
  let words = mark.dataset.saved;
  if (isGone) words = mark.dataset.gone;
  else if (isOut) words = changed.size ? mark.dataset.out : mark.dataset.left;
  else if (conflicts.size) words = mark.dataset.conflict;
  else if (failures) words = mark.dataset.failed;
  else if (isUnderWay || changed.size) words = mark.dataset.saving;
  if (mark.textContent !== words) mark.textContent = words;
  document.getElementById("sign-in").hidden = !isOut;
}
