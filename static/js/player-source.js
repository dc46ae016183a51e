/** Brings the stream to the video element: hls.js where it runs, the browser's own HLS elsewhere. */

import { choices } from "./player-choices.js";
import { part } from "./player-config.js";
import { Refused } from "./player-grant.js";

const REFUSALS = [0, 401, 403, 410];
const POLICIES = ["manifestLoadPolicy", "playlistLoadPolicy", "fragLoadPolicy", "keyLoadPolicy"];
const TRIES = 3;
const FORGOTTEN_S = 10;

/** Load hls.js once, as a classic script: its worker is made from its own text. */
function loadHls() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.getElementById("player").dataset.hls;
    script.onload = () => resolve(window.Hls);
    script.onerror = () => reject(new Error("hls.js did not arrive"));
    document.head.append(script);
  });
}

/**
 * Counts faults of one place: one is forgotten when the film has gone on from it. By the clock a slow telephone, which
 * needs long for every try, would try for ever.
 */
class Faults {
  #number = 0;
  #place = 0;

  /** How many there were here, with this one; `place` in seconds of the film. */
  count(place) {
    if (Math.abs(place - this.#place) >= FORGOTTEN_S) this.#number = 0;
    if (!this.#number) this.#place = place;
    this.#number += 1;
    return this.#number;
  }
}

export class Source extends EventTarget {
  #keeper;
  #video = part("video");
  #losses = 0;
  #media = new Faults();
  #resets = new Faults();
  #wasCut = false;
  #place = 0;
  #isEmptied = false;
  #opened = "";
  hls = null;
  /** Whether somebody paused since the film was last opened: it does not begin by itself then. */
  isHeld = false;

  constructor(keeper) {
    super();
    this.#keeper = keeper;
    this.#video.addEventListener("play", () => {
      this.#wasCut = false;
      this.isHeld = false;
    });
    this.#video.addEventListener("pause", () => {
      this.#wasCut = this.#video.error !== null;
      this.isHeld = !this.#wasCut;
    });
    this.#video.addEventListener("emptied", () => {
      this.#isEmptied = true;
    });
    for (const name of ["timeupdate", "seeking", "playing"]) {
      this.#video.addEventListener(name, () => {
        if (this.#video.currentTime || name === "playing") this.#isEmptied = false;
        this.#place = this.place;
      });
    }
  }

  /** Where the viewer is, in seconds, or was before the element was emptied: that stands at 0 until it is led back. */
  get place() {
    const { currentTime, readyState } = this.#video;
    return currentTime || (this.#isEmptied || !readyState ? this.#place : 0);
  }

  /** Begin at a position in seconds. Tells `failed` (detail: kind) when nothing can be played. */
  async open(position) {
    this.isHeld = false;
    await this.#open(position);
  }

  async #open(position) {
    if (!(await this.#mayOpen())) return;
    const { grant } = this.#keeper;
    if (new URL(grant.url).origin !== location.origin) {
      this.#video.crossOrigin = grant.mode === "cookie" ? "use-credentials" : "anonymous";
    }
    const Hls = window.Hls ?? (await loadHls().catch(() => null));
    // Never by canPlayType: Chrome says "maybe" and then plays HLS with gaps.
    if (Hls?.isSupported()) this.#openHls(Hls, position);
    else if (this.#video.canPlayType("application/vnd.apple.mpegurl")) await this.#openNative(position);
    else this.#fail(Hls ? "unsupported" : "network");
  }

  /** Where nobody else says that a film was fetched, its first address is asked for when it is played. */
  async #mayOpen() {
    if (this.#keeper.grant.url) return true;
    try {
      await this.#keeper.renew();
      return true;
    } catch (error) {
      if (error instanceof Refused) this.#refuse(error);
      else this.#fail("network");
      return false;
    }
  }

  close() {
    this.hls?.destroy();
    this.hls = null;
  }

  /** Start again where the viewer was; the last resort, because it empties the buffer. */
  async reopen() {
    this.isHeld = false;
    await this.#keeper.renew();
    const position = this.place;
    this.close();
    this.#losses = 0;
    this.#media = new Faults();
    this.#resets = new Faults();
    await this.#open(position);
  }

  #openHls(Hls, position) {
    this.hls = new Hls({ ...this.#settings(Hls), startPosition: position || -1 });
    this.hls.on(Hls.Events.ERROR, (_, error) => this.#onError(Hls, error));
    this.hls.on(Hls.Events.FRAG_BUFFERED, () => {
      this.#losses = 0;
    });
    this.dispatchEvent(new Event("hls"));
    this.hls.attachMedia(this.#video);
    this.#opened = this.#keeper.grant.url;
    this.hls.loadSource(this.#opened);
  }

  async #openNative(position) {
    await this.#keeper.renew({ native: true }).catch((error) => this.#refuse(error));
    this.#video.src = this.#keeper.grant.url;
    this.#video.addEventListener("loadedmetadata", () => this.#seekOnce(position), { once: true });
    this.#video.onerror = () => this.#fail("network");
    this.dispatchEvent(new Event("native"));
  }

  #seekOnce(position) {
    if (position) this.#video.currentTime = position;
  }

  #settings(Hls) {
    const kept = choices();
    const settings = {
      capLevelToPlayerSize: true,
      backBufferLength: 60,
      maxMaxBufferLength: 30, // Otherwise low rates fetch ten minutes ahead, watched or not, and allowed or not.
      audioPreference: kept.audio ? { lang: kept.audio } : undefined,
      subtitlePreference: kept.subtitles ? { lang: kept.subtitles } : undefined,
      xhrSetup: (xhr, url) => this.#setUp(xhr, url),
    };
    for (const name of POLICIES) settings[name] = this.#policy(Hls.DefaultConfig[name]);
    return settings;
  }

  /** Wait for a living token, then open the request with it in the address. */
  async #setUp(xhr, url) {
    try {
      xhr.open("GET", await this.#keeper.fresh(url), true);
    } catch (error) {
      this.#refuse(error);
      throw error;
    }
    if (this.#keeper.grant.url !== this.#opened && !this.#keeper.carries(url)) this.#readAgain();
    xhr.withCredentials = this.#keeper.grant.mode === "cookie";
  }

  /**
   * Lists that sign their own files are read once: with another grant they are read again, where the viewer is.
   * So are those of a film that was replaced.
   */
  async #readAgain() {
    const losses = this.#losses + 1;
    const goesOn = !this.#video.paused;
    if (losses > TRIES) return this.#fail("network");
    this.#opened = this.#keeper.grant.url;
    try {
      await this.reopen();
    } catch (error) {
      return this.#refuse(error);
    }
    this.#losses = losses;
    if (goesOn && !this.isHeld) await this.#video.play().catch(() => null);
  }

  /** hls.js retries no refusal by itself; with a new token the same request may pass. */
  #policy({ default: usual }) {
    const shouldRetry = (_retry, count, _isTimeout, answer, would) => {
      if (!REFUSALS.includes(answer?.code) || !navigator.onLine || count >= TRIES) return would;
      this.#keeper.distrust();
      return true;
    };
    return { default: { ...usual, errorRetry: { ...usual.errorRetry, shouldRetry } } };
  }

  #onError(Hls, error) {
    if (!this.hls) return;
    if (!error.fatal) return error.details === Hls.ErrorDetails.MEDIA_SOURCE_REQUIRES_RESET && this.#onReset();
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && this.#media.count(this.place) === 1) {
      this.#mend();
    } else if (error.type === Hls.ErrorTypes.NETWORK_ERROR && this.#losses < TRIES) {
      this.#losses += 1;
      setTimeout(() => this.#again(), 1000 * 2 ** (this.#losses - 1));
    } else {
      this.#fail(error.type === Hls.ErrorTypes.NETWORK_ERROR ? "network" : "media");
    }
  }

  /** Give the film to the element anew. */
  #mend() {
    this.#wasCut ||= !this.#video.paused;
    this.hls.recoverMediaError();
    this.#goOn();
  }

  /** hls.js gives the film to the element anew by itself, and would do so for ever where a piece stays broken. */
  #onReset() {
    if (this.#resets.count(this.place) <= TRIES) return this.#goOn();
    this.close();
    this.#fail("media");
  }

  /** What a fault paused stands still with its new source until it is told to play. */
  #goOn() {
    const place = this.place;
    const play = () => {
      if (this.#video.currentTime < place) this.#video.currentTime = place;
      if (this.#wasCut) this.#video.play().catch(() => null);
    };
    this.#video.addEventListener("loadeddata", play, { once: true });
  }

  async #again() {
    try {
      await this.#keeper.renew();
    } catch (error) {
      this.#refuse(error);
    }
    if (!this.hls) return;
    if (this.hls.levels.length) this.hls.startLoad();
    else this.hls.loadSource(this.#keeper.grant.url);
  }

  #refuse(error) {
    if (error instanceof Refused) this.dispatchEvent(new CustomEvent("refused", { detail: error }));
  }

  #fail(kind) {
    this.dispatchEvent(new CustomEvent("failed", { detail: navigator.onLine ? kind : "offline" }));
  }
}
