// Shows the library's pictures below the list of their names: a click chooses in the list, which is what is saved.

for (const picker of document.querySelectorAll(".picker")) picker.hidden = false;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-picks]");
  if (!button) return;
  const list = document.getElementById(button.dataset.picks);
  list.value = button.value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  button.closest("details").open = false;
});

// The picture that is chosen stands below the list, whoever chose it.
for (const type of ["change", "shown"]) {
  document.addEventListener(type, ({ target }) => {
    const shown = target.closest("[data-key]")?.querySelector(".chosen");
    if (!shown || target.tagName !== "SELECT") return;
    shown.hidden = !target.value;
    if (target.value) shown.src = shown.dataset.from.replace("KEY", target.value);
  });
}
