/** Skip the intro; offer the next episode when the credits begin, and count down to it. */

import { config, part, say } from "./player-config.js";

const COUNT_S = 10;
const video = part("video");
const skip = part("skip");
const card = part("next");

/** Wire both; `leave(url)` goes to the next episode. */
export function wireMarks(leave) {
  const { intro, credits_s: credits } = config.marks ?? {};
  if (intro) wireSkip(intro);
  if (card) new NextCard(credits, leave);
}

function wireSkip([start, end]) {
  video.addEventListener("timeupdate", () => {
    skip.hidden = video.currentTime < start || video.currentTime >= end - 1;
  });
  skip.addEventListener("click", () => {
    video.currentTime = end;
    skip.hidden = true;
    part("stage").focus();
  });
}

class NextCard {
  #counts = config.next.counts;
  #stays = false;
  #left = COUNT_S;
  #timer = null;

  constructor(credits, leave) {
    this.leave = leave;
    this.credits = credits ?? Number.POSITIVE_INFINITY;
    video.addEventListener("timeupdate", () => this.#look());
    video.addEventListener("ended", () => this.#end());
    part("next-stay").addEventListener("click", () => this.#stay());
    part("next-now").addEventListener("click", (event) => {
      event.preventDefault();
      leave(config.next.url);
    });
  }

  #look() {
    const isDue = video.currentTime >= this.credits;
    if (!isDue) this.#reset();
    else if (card.hidden && !this.#stays) this.#show();
  }

  #show() {
    card.hidden = false;
    if (this.#counts) this.#timer ??= setInterval(() => this.#tick(), 1000);
    this.#write();
  }

  #tick() {
    if (video.paused && !video.ended) return;
    this.#left -= 1;
    this.#write();
    if (this.#left <= 0) {
      this.#stop();
      this.leave(config.next.url);
    }
  }

  #write() {
    const bar = part("next-bar");
    bar.hidden = !this.#counts;
    bar.value = COUNT_S - this.#left;
    part("next-when").textContent = this.#counts ? say("countdown", { seconds: this.#left }) : say("next");
  }

  /** The credits are wanted: the card goes and does not come again by itself. */
  #stay() {
    this.#stays = true;
    this.#stop();
    card.hidden = true;
    part("stage").focus();
  }

  /** After the last picture the card offers itself once more, but never counts against a wish. */
  #end() {
    if (this.#stays) this.#counts = false;
    this.#show();
  }

  #reset() {
    this.#stays = false;
    this.#stop();
    this.#left = COUNT_S;
    card.hidden = true;
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
