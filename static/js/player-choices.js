/** Remembers what the viewer chose: languages and speed with the profile, the rest in this browser. */

import { config } from "./player-config.js";

const KEY = "tbo.player";
const OF_PROFILE = ["audio", "subtitles", "lastSubtitles", "speed"];
const profile = { ...config.choices };

/** Return all remembered choices; a profile's own languages, never those of another one in this browser. */
export function choices() {
  const here = inBrowser();
  if (!config.choices_url) return here;
  for (const name of OF_PROFILE) delete here[name];
  return { ...here, ...profile };
}

/** Remember one choice; without storage it holds for this page only. */
export function remember(name, value) {
  if (config.choices_url && OF_PROFILE.includes(name)) keepWithProfile(name, value);
  else keepInBrowser(name, value);
}

function keepWithProfile(name, value) {
  if (profile[name] === value) return;
  profile[name] = value;
  // A choice that did not arrive is made again some day; it must not disturb a film.
  fetch(config.choices_url, {
    method: "POST",
    credentials: "same-origin",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ [name]: value }),
  }).catch(() => null);
}

function keepInBrowser(name, value) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...inBrowser(), [name]: value }));
  } catch {
    // Private windows and some in-app browsers refuse; nothing is lost but the habit.
  }
}

/** An unreadable or forbidden store is an empty one. */
function inBrowser() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}
