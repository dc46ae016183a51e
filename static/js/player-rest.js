/** Reminds whoever has watched for long of a rest: calm words over the picture, once for each reminder. */

import { part } from "./player-config.js";
import { keep, kept } from "./player-tab.js";

const SHOWN = "tbo.rest";
const GOES_MS = 30_000;
const box = part("rest");

/** Listen to what the shop answers to beats; another episode of the same tab does not remind again. */
export function remindOfRests(heartbeat) {
  heartbeat.addEventListener("told", ({ detail }) => hear(detail.rest));
  part("rest-seen").addEventListener("click", hide);
}

function hear(rest) {
  const shown = Number(kept(SHOWN)) || 0;
  keep(SHOWN, rest?.number ?? 0);
  if (rest && rest.number > shown) show(rest.words);
}

function show(words) {
  box.hidden = false;
  part("rest-words").textContent = words;
  setTimeout(hide, GOES_MS);
}

function hide() {
  box.hidden = true;
}
