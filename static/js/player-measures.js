/** Measures what the viewer waits for: the first moving picture, pauses that nobody asked for, faults. */

import { part } from "./player-config.js";

// With this much at hand a wait is the decoder's, not the network's.
const AT_HAND_S = 0.5;
// Nobody waited for what took longer; the shop refuses it.
const LONGEST_START_MS = 600_000;
const now = () => performance.now();

/** Whether the film has more than a moment ahead of where it stands. */
function isAtHand({ buffered, currentTime }) {
  for (let at = 0; at < buffered.length; at += 1) {
    if (buffered.start(at) <= currentTime && buffered.end(at) > currentTime + AT_HAND_S) return true;
  }
  return false;
}

export class Measures {
  #video = part("video");
  #pressedAt = null;
  #waitsSince = null;
  #hasMoved = false;
  // Browsers let a page that nobody looks at wait; its start says nothing.
  #wasHidden = document.hidden;
  #sums = { startup_ms: null, stalls: 0, stalled_ms: 0, failures: 0 };
  #told = "";

  constructor() {
    const video = this.#video;
    video.addEventListener("play", () => {
      this.#pressedAt ??= now();
    });
    video.addEventListener("playing", () => this.#play());
    video.addEventListener("waiting", () => this.#wait());
    for (const name of ["seeking", "pause", "ended"]) video.addEventListener(name, () => this.#end());
    video.addEventListener("pause", () => this.begin(null));
    document.addEventListener("visibilitychange", () => {
      this.#wasHidden = true;
    });
  }

  /** The viewer waits since now, since the page was asked for (0), or no more (null). */
  begin(at = now()) {
    if (!this.#hasMoved) this.#pressedAt = at;
  }

  failed() {
    this.#end();
    this.#sums.failures += 1;
  }

  /** Return the sums if the shop does not know them yet; it keeps the last ones, so none is counted twice. */
  news() {
    this.#count();
    return JSON.stringify(this.#sums) === this.#told ? undefined : { ...this.#sums };
  }

  told(sums) {
    if (sums) this.#told = JSON.stringify(sums);
  }

  #play() {
    this.#end();
    if (this.#hasMoved) return;
    this.#hasMoved = true;
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(() => this.#begun());
    else this.#begun();
  }

  #begun() {
    if (this.#wasHidden || this.#pressedAt === null) return;
    const waited = Math.round(now() - this.#pressedAt);
    if (waited <= LONGEST_START_MS) this.#sums.startup_ms = waited;
  }

  /** A wait after a jump is the jump's own price. */
  #wait() {
    if (!this.#hasMoved || this.#video.seeking || isAtHand(this.#video)) return;
    this.#sums.stalls += 1;
    this.#waitsSince = now();
  }

  #end() {
    this.#count();
    this.#waitsSince = null;
  }

  #count() {
    if (this.#waitsSince === null) return;
    const until = now();
    this.#sums.stalled_ms += Math.round(until - this.#waitsSince);
    this.#waitsSince = until;
  }
}
