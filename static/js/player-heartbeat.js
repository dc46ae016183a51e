/** Tells the shop every twenty seconds where the viewer is, and hears whether to go on. */

import { config, part } from "./player-config.js";

const SOON_MS = 5000;

export class Heartbeat extends EventTarget {
  #keeper;
  #measures;
  #video = part("video");
  #played = 0;
  #since = null;
  // A trailer has nobody to tell.
  #isOver = !config.heartbeat_url;

  constructor(keeper, measures) {
    super();
    this.#keeper = keeper;
    this.#measures = measures;
    const every = Math.max(5, keeper.grant.heartbeat_seconds || 25) * 1000;
    this.timer = this.#isOver ? 0 : setInterval(() => this.#video.paused || this.#tell("playing"), every);
    this.#video.addEventListener("playing", () => this.#onPlaying());
    for (const name of ["waiting", "seeking"]) this.#video.addEventListener(name, () => this.#count());
    this.#video.addEventListener("pause", () => this.#video.ended || this.#tell("paused"));
    this.#video.addEventListener("ended", () => this.beat("ended"));
    addEventListener("pagehide", () => this.#leave());
  }

  /**
   * Say what was played until here, and no beat after that. What stood still holds a screen too; an element that was
   * emptied has played nothing, and knows no place.
   */
  stop() {
    this.#tell("closed");
    this.#isOver = true;
    clearInterval(this.timer);
  }

  /** Say where the viewer is. What is pressed, and still loads, stands at 0, which is nobody's place. */
  #tell(state) {
    if (this.#video.played.length) this.beat(state);
  }

  /** Send one beat; seconds whose beat got lost are sent again with the next. */
  async beat(state) {
    if (this.#isOver) return;
    this.#count(state === "playing");
    const body = this.#body(state);
    this.#played = 0;
    try {
      const answer = await this.#send(body);
      // A counter that is down or busy must not stop a film.
      if (answer.ok || answer.status === 403) {
        this.#measures.told(body.measured);
        this.#hear(await answer.json());
      } else {
        this.#played += body.played_s;
        // What was measured must not keep a place or a minute from being told: it is not said a second time.
        if (answer.status === 400) this.#measures.told(body.measured);
      }
    } catch {
      this.#played += body.played_s;
    }
  }

  #hear(answer) {
    if (this.#isOver) return;
    if (answer.grant) this.#keeper.take(answer.grant);
    if (answer.then === "continue") this.dispatchEvent(new CustomEvent("told", { detail: answer }));
    if (answer.then === "stop" || answer.reason) {
      this.dispatchEvent(new CustomEvent("stopped", { detail: answer }));
    }
  }

  #body(state) {
    return {
      session: this.#keeper.grant.session,
      position_s: Math.round(this.#video.currentTime * 10) / 10,
      played_s: Math.round(this.#played * 10) / 10,
      state,
      measured: this.#measures.news(),
    };
  }

  #send(body) {
    return fetch(config.heartbeat_url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** The last word goes as a beacon: it is sent although the page is already gone. */
  #leave() {
    if (this.#isOver || !this.#video.played.length) return;
    this.#count();
    const body = this.#body("closed");
    this.#played = 0;
    navigator.sendBeacon(config.heartbeat_url, new Blob([JSON.stringify(body)], { type: "application/json" }));
  }

  #onPlaying() {
    const isFirst = this.#since === null && this.#played === 0;
    this.#count(true);
    if (!isFirst) return;
    this.beat("playing");
    // Whoever leaves soon may leave no last word behind: a browser loses some of its beacons.
    setTimeout(() => this.#video.paused || this.beat("playing"), SOON_MS);
  }

  /** Add the wall-clock seconds of playing since the last count: a jump is not watching. */
  #count(goesOn = false) {
    const now = performance.now() / 1000;
    if (this.#since !== null) this.#played += now - this.#since;
    this.#since = goesOn ? now : null;
  }
}
