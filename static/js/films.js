// Sends a film piece by piece: goes on after a lost network, and where the same film broke off before.

const form = document.getElementById("film-form");
const bar = document.getElementById("film-progress");
const said = document.getElementById("film-said");
const WAITS = [1000, 2000, 4000, 8000, 15000];
const token = () => form.elements.csrf_token.value;
const pause = (time) => new Promise((done) => setTimeout(done, time));

class Refused extends Error {}

async function ask(address, body, headers = {}) {
  const answer = await fetch(address, {
    method: "POST",
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers },
    body,
  });
  // Who was signed out meanwhile is led to the sign-in page, which is no answer to this.
  if (answer.redirected) throw new Refused(form.dataset.failed);
  const told = await answer.json().catch(() => ({}));
  // A piece out of turn says which one is wanted.
  if (answer.ok || answer.status === 409) return told;
  if (answer.status < 500) throw new Refused(told.words || form.dataset.failed);
  throw new Error(answer.status);
}

/** Ask until an answer comes; only a refusal ends it. */
async function patiently(address, body, headers) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask(address, body, headers);
    } catch (error) {
      if (error instanceof Refused) throw error;
      said.textContent = form.dataset.lost;
      await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
    }
  }
}

/** Send the film and then its sound tracks, as if they were one file. */
async function send(film) {
  const sounds = [...form.elements.sounds.files];
  const whole = new Blob([film, ...sounds]);
  const first = new FormData(form);
  for (const name of ["film", "sounds"]) first.delete(name);
  first.set("name", film.name);
  first.set("size", film.size);
  for (const sound of sounds) {
    first.append("sound_name", sound.name);
    first.append("sound_size", sound.size);
  }
  const begun = await ask(form.action, first);
  const count = Math.ceil(whole.size / begun.piece);
  for (let at = begun.pieces; at < count; ) {
    show(Math.floor((100 * at) / count));
    const piece = whole.slice(at * begun.piece, (at + 1) * begun.piece);
    at = (await patiently(begun.to + at, piece, { "Content-Type": "application/octet-stream" })).pieces;
  }
  show(100);
}

function show(percent) {
  bar.hidden = false;
  bar.value = percent;
  said.textContent = form.dataset.going.replace("#", percent);
}

form.addEventListener("submit", async (event) => {
  const film = form.elements.film.files[0];
  if (!film) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    await send(film);
    location.assign(form.action);
  } catch (error) {
    said.textContent = error instanceof Refused ? error.message : form.dataset.failed;
    button.disabled = false;
  }
});
