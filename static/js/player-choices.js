/** Remembers what the viewer chose: languages, quality, speed, volume. */

const KEY = "tbo.player";

/** Return all remembered choices; an unreadable or forbidden store is an empty one. */
export function choices() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

/** Remember one choice; without storage it holds for this page only. */
export function remember(name, value) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...choices(), [name]: value }));
  } catch {
    // Private windows and some in-app browsers refuse; nothing is lost but the habit.
  }
}
