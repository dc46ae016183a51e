/** Reads what the page tells the player, once. */

const block = document.getElementById("player-config");

/** The page's JSON: addresses, grant, marks, next episode, words. */
export const config = JSON.parse(block.textContent);

/** Find a part of the player by the end of its id; null when the page left it out. */
export const part = (name) => document.getElementById(`player-${name}`);

/** Return a sentence in the page's language, with `{names}` filled in. */
export function say(name, values = {}) {
  return (config.texts[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Write seconds as people do: 1:02:03 or 26:04. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const tail = [Math.floor(whole / 60) % 60, whole % 60].map((n) => String(n).padStart(2, "0"));
  return whole < 3600 ? tail.join(":") : [Math.floor(whole / 3600), ...tail].join(":");
}
