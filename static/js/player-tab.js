/** What a tab remembers until it is closed; where a browser lets nobody keep anything, nothing. */

/** Return what was kept under a name, null for nothing. */
export function kept(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keep a text under a name; null forgets it. */
export function keep(name, text) {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {
    // Some in-app browsers have no storage, or throw at whoever asks for it: a film plays without.
  }
}
