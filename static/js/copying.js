// Copies words that are sent elsewhere. Its buttons are hidden where no script could answer them; all of them work by keyboard.

const SHOWN_MS = 2500;

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https, or where the browser forbids it: the older way needs what is chosen, which says what was copied, too.
    const before = document.activeElement;
    field.select();
    const isDone = document.execCommand("copy");
    if (isDone) before.focus();
    return isDone;
  }
}

// The button says it to who looks, the line beside it to who listens; what failed leaves the words chosen.
async function copy(button) {
  const { done, failed, words, copies } = button.dataset;
  const said = await copied(document.getElementById(copies)) ? done : failed;
  const name = button.firstElementChild;
  const line = document.getElementById("copied");
  name.textContent = said;
  line.textContent = "";
  setTimeout(() => { line.textContent = said; }, 50);
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(() => { name.textContent = words; }, SHOWN_MS);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copies]");
  if (button) copy(button);
});

for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
