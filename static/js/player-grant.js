/** Keeps the grant fresh: knows when it ends, asks for a new one, swaps it into addresses. */

import { config } from "./player-config.js";

/** The server said no: not a fault of the network; `reason`, `words` and `url` are its own. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.words || answer.reason || "refused");
    Object.assign(this, { reason: answer.reason, words: answer.words, url: answer.url });
  }
}

const FRESH_S = 3;
const seconds = () => performance.now() / 1000;
const folder = (url) => url.slice(0, url.lastIndexOf("/") + 1);
const asset = (url) => folder(url).split("/").at(-2);
const absolute = (url) => new URL(url, document.baseURI).href;

/** When this page's answer began to arrive: the moment its `now` was true, or a little later. */
function bornAt() {
  const [entry] = performance.getEntriesByType("navigation");
  return (entry?.responseStart ?? 0) / 1000;
}

/** Tells `renewed` whenever another grant is in use. */
export class GrantKeeper extends EventTarget {
  #grant;
  #endsAt;
  #life;
  #folders = new Set();
  #asking = null;
  #takenAt = 0;

  constructor(grant) {
    super();
    this.take(grant, bornAt());
  }

  /** Use a grant from here on. Time left is counted on the server's clock, not the browser's. */
  take(grant, since = seconds()) {
    const before = this.#grant?.url;
    // No address is given yet: the first one is asked for when the film is played.
    this.#grant = { ...grant, url: grant.url && absolute(grant.url) };
    // The film was replaced: its files have other contents and keys, and no token of the new one opens the old.
    if (before && asset(before) !== asset(this.#grant.url)) this.#folders.clear();
    this.#takenAt = seconds();
    this.#life = grant.expires_at - grant.now;
    this.#endsAt = since + this.#life;
    if (grant.url) this.#folders.add(folder(this.#grant.url));
    this.dispatchEvent(new Event("renewed"));
  }

  get grant() {
    return this.#grant;
  }

  get secondsLeft() {
    return this.#endsAt - seconds();
  }

  /** True when so little is left that a request might arrive too late. */
  get isStale() {
    return this.secondsLeft < Math.min(30, this.#life / 3);
  }

  /** Put the current token into an address of this asset; others, and those a list was signed with, stay. */
  current(url) {
    const old = [...this.#folders].find((start) => url.startsWith(start));
    return old ? folder(this.#grant.url) + url.slice(old.length) : url;
  }

  /** Whether an address carries a token of ours, which can be exchanged. */
  carries(url) {
    return [...this.#folders].some((start) => url.startsWith(start));
  }

  /** Return the address with a token that will live long enough. Rejects with Refused. */
  async fresh(url) {
    if (this.isStale) await this.renew().catch((error) => this.#bear(error));
    return this.current(url);
  }

  /** A request was refused. A grant of a moment ago is not to blame: that request still had the old one. */
  distrust() {
    if (seconds() - this.#takenAt > FRESH_S) this.#endsAt = seconds();
  }

  /** Ask for a new grant; whoever asks meanwhile waits for the same answer. */
  renew(wish = {}) {
    this.#asking ??= this.#ask(wish).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(wish) {
    const asked = seconds();
    const answer = await fetch(config.grant_url, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
      },
      body: JSON.stringify({ session: this.#grant.session, ...wish }),
    });
    const body = await answer.json().catch(() => ({}));
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refused(body);
    if (!answer.ok) throw new Error(`grant ${answer.status}`);
    this.take(body, asked);
  }

  /** A lost network is borne while the old token may still open something. */
  #bear(error) {
    if (error instanceof Refused) throw error;
  }
}
