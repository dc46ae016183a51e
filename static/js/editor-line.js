// Owns what words that are typed in place may become: one line of plain text, as long as a field takes.

export const textOf = (word) => word.textContent.replace(/[\s\u00a0]/g, " ");
export const wordOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-words]");

/** Let the words of a preview stay one plain line each, whatever is typed, pasted or dropped. */
export function keepPlain(shown) {
  shown.addEventListener("beforeinput", limited);
  shown.addEventListener("paste", plain);
  shown.addEventListener("drop", (event) => event.preventDefault());
}

function put(word, text) {
  if (!text) return;
  const shown = word.ownerDocument;
  const room = Number(word.dataset.most) - textOf(word).length + shown.getSelection().toString().length;
  shown.execCommand("insertText", false, [...text].slice(0, Math.max(0, room)).join(""));
}

function plain(event) {
  const word = wordOf(event.target);
  if (!word) return;
  event.preventDefault();
  put(word, event.clipboardData.getData("text/plain").replace(/\s+/g, " "));
}

// Lines end at Enter, whatever the keyboard calls it; nothing is cut from a character that is being composed.
function limited(event) {
  const word = wordOf(event.target);
  if (!word || event.isComposing) return;
  if (event.inputType === "insertParagraph" || event.inputType === "insertLineBreak") {
    event.preventDefault();
    word.blur();
  } else if (event.inputType.startsWith("format")) {
    event.preventDefault();
  } else if (event.inputType === "insertText" && event.data && word.ownerDocument.getSelection().isCollapsed) {
    if (textOf(word).length + event.data.length > Number(word.dataset.most)) event.preventDefault();
  }
}

/** What was composed beyond the end goes, as a field lets it go. */
export function shorten(word) {
  if (!word || word.textContent.length <= Number(word.dataset.most)) return;
  word.textContent = word.textContent.slice(0, Number(word.dataset.most));
  const selection = word.ownerDocument.getSelection();
  selection.selectAllChildren(word);
  selection.collapseToEnd();
}
