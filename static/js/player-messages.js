/** Says in plain words what is going on: buffering aloud, faults with a way out. */

import { clock, config, part, say } from "./player-config.js";

const video = part("video");
const box = part("message");
const status = part("status");
const MOMENT_MS = 800;
const LONG_MS = 12_000;
const LONG_OFFLINE_MS = 2_000;
let waits = [];

/** Tell screen readers when the picture waits for more than a moment; `giveUp` when for long. */
export function announceBuffering(giveUp) {
  video.addEventListener("waiting", () => {
    quiet();
    const speak = () => {
      status.textContent = say("buffering");
    };
    waits = [setTimeout(speak, MOMENT_MS), setTimeout(giveUp, navigator.onLine ? LONG_MS : LONG_OFFLINE_MS)];
  });
  for (const name of ["playing", "pause"]) video.addEventListener(name, quiet);
}

/** Show a fault (network, offline, media, unsupported) with the minute where it stands and a retry. */
export function showFault(kind, place, retry) {
  const time = clock(place || config.resume_at_s);
  show(say(`${kind}_title`), say(`${kind}_words`, { time }));
  const button = part("retry");
  button.hidden = kind === "unsupported";
  button.onclick = () => {
    hideMessage();
    retry();
  };
}

/** Show the shop's own reason for stopping; it is no fault, so there is no retry. */
export function showStop({ words, url }) {
  show(say("stopped_title"), words || say("stopped_words"));
  part("retry").hidden = true;
  if (!url) return;
  const wayOut = part("way-out");
  wayOut.href = url;
  wayOut.textContent = say("go_on");
  wayOut.classList.replace("line", "watch");
}

export function hideMessage() {
  box.hidden = true;
}

function show(title, words) {
  quiet();
  part("message-title").textContent = title;
  part("message-words").textContent = words;
  box.hidden = false;
}

function quiet() {
  for (const wait of waits) clearTimeout(wait);
  status.textContent = "";
}
