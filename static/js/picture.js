// Lets the corners and the focal point of a cut be dragged; the form's numbers are what counts, with or without this.

const drawing = document.getElementById("cut");
const form = document.getElementById("cut-form");
const handles = [...drawing.querySelectorAll(".handle")];
const shade = drawing.querySelector(".shade");
const { width, height } = drawing.viewBox.baseVal;
const number = (name) => Number(form.elements[name].value);
const within = (value, least, most) => Math.min(Math.max(value, least), most);
const LEAST = 10; // per cent that a crop leaves, as the server wants it

/** What a handle may say: corners keep their distance, the focal point stays inside. */
const BOUNDS = {
  left: () => [0, number("right") - LEAST],
  right: () => [number("left") + LEAST, 100],
  top: () => [0, number("bottom") - LEAST],
  bottom: () => [number("top") + LEAST, 100],
  focus_x: () => [number("left"), number("right")],
  focus_y: () => [number("top"), number("bottom")],
};

function set(name, value) {
  form.elements[name].value = within(Math.round(value), ...BOUNDS[name]());
}

function draw() {
  const [left, right] = [number("left"), number("right")].map((each) => (each * width) / 100);
  const [top, bottom] = [number("top"), number("bottom")].map((each) => (each * height) / 100);
  shade.setAttribute("d", `M0 0H${width}V${height}H0ZM${left} ${top}V${bottom}H${right}V${top}Z`);
  for (const handle of handles) {
    handle.setAttribute("cx", (number(handle.dataset.x) * width) / 100);
    handle.setAttribute("cy", (number(handle.dataset.y) * height) / 100);
  }
}

function move(handle, event) {
  const box = drawing.getBoundingClientRect();
  // The drawing keeps its shape within its box; what is left over lies on both sides.
  const scale = Math.min(box.width / width, box.height / height);
  const x = (event.clientX - box.left - (box.width - width * scale) / 2) / scale;
  const y = (event.clientY - box.top - (box.height - height * scale) / 2) / scale;
  set(handle.dataset.x, (x / width) * 100);
  set(handle.dataset.y, (y / height) * 100);
  set("focus_x", number("focus_x"));
  set("focus_y", number("focus_y"));
  draw();
}

if (shade) {
  drawing.classList.add("is-live");
  for (const handle of handles) {
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) move(handle, event);
    });
  }
  form.addEventListener("input", draw);
}
