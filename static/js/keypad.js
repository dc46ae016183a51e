// The keypad of the PIN: it types into the one real field, which is what is sent. Without this script there is the field alone.

const LEAST = 4;

function showIn(form) {
  const field = form.querySelector(".input");
  const dots = form.querySelector(".pin-dots");
  const keys = form.querySelector(".keypad");

  // Four places are drawn; a longer PIN brings its own.
  function draw() {
    const typed = field.value.length;
    [...dots.children].forEach((dot, place) => {
      dot.hidden = place >= Math.max(LEAST, typed);
      dot.classList.toggle("is-typed", place < typed);
      dot.classList.toggle("is-next", place === typed);
    });
  }

  keys.addEventListener("click", ({ target }) => {
    const key = target.closest("button[type=button]")?.value;
    if (!key) return;
    field.value = key === "back" ? field.value.slice(0, -1) : (field.value + key).slice(0, field.maxLength);
    draw();
  });
  field.addEventListener("input", draw);
  // The telephone's own keys would lie over ours.
  field.inputMode = "none";
  form.classList.add("has-keys");
  dots.hidden = keys.hidden = false;
  // The same offer stands among the keys.
  document.querySelector(".pin-forgotten button").hidden = true;
  draw();
}

for (const form of document.querySelectorAll(".pin-form")) showIn(form);
