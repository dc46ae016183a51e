// Puts what is chosen from suggestions into a field of several; without script its names are typed into it as well.

for (const adder of document.querySelectorAll(".adder")) adder.hidden = false;

function add(adder) {
  const input = adder.querySelector("input");
  const field = document.getElementById(adder.dataset.adds);
  const chosen = input.value.trim();
  if (!chosen) return;
  const text = field.value.trimEnd();
  if (adder.dataset.inside) field.value = text + adder.dataset.inside.replace("#", chosen);
  else field.value = text ? `${text}${field.tagName === "TEXTAREA" ? "\n" : ", "}${chosen}` : chosen;
  input.value = "";
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

document.addEventListener("click", ({ target }) => {
  const adder = target.closest(".adder button")?.closest(".adder");
  if (adder) add(adder);
});

document.addEventListener("keydown", (event) => {
  const adder = event.target.closest?.(".adder");
  if (!adder || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  add(adder);
});
