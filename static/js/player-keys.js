/** The keyboard: space and k, arrows, j and l, m, f, c, Escape. */

import { part } from "./player-config.js";
import { toggleSubtitles } from "./player-menus.js";
import { closePanel } from "./player-panel.js";

const video = part("video");
const stage = part("stage");

const seekBy = (seconds) => {
  const end = Number.isFinite(video.duration) ? video.duration : Number.POSITIVE_INFINITY;
  video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), end);
};
const louder = (by) => {
  video.muted = false;
  video.volume = Math.min(1, Math.max(0, video.volume + by));
};
const request = (name) => stage.dispatchEvent(new CustomEvent(name));
const toggleFullscreen = () =>
  request(stage.hasAttribute("mediaisfullscreen") ? "mediaexitfullscreenrequest" : "mediaenterfullscreenrequest");

/** Listen on the whole page, except where letters are being typed or a control wants the key. */
export function wireKeys(source, playOrPause) {
  const keys = {
    " ": playOrPause,
    k: playOrPause,
    j: () => seekBy(-10),
    l: () => seekBy(10),
    ArrowLeft: () => seekBy(-10),
    ArrowRight: () => seekBy(10),
    ArrowUp: () => louder(0.1),
    ArrowDown: () => louder(-0.1),
    m: () => {
      video.muted = !video.muted;
    },
    f: toggleFullscreen,
    c: () => toggleSubtitles(source),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && closePanel()) return event.preventDefault();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!keys[key] || event.ctrlKey || event.metaKey || event.altKey || isTaken(event, key)) return;
    event.preventDefault();
    keys[key]();
    wake();
  });
}

/** The controls come up when a key is used, as they do for the pointer. */
function wake() {
  stage.dispatchEvent(new KeyboardEvent("keyup", { key: "Shift" }));
}

function isTaken(event, key) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest("input:not([type=range]), textarea, select, [contenteditable], dialog[open]")) return true;
  if (target.closest(".player-panel")) return true;
  const isButton = event.composedPath().some((node) => /^(a|button|summary|media-.*-button)$/.test(node.localName ?? ""));
  if (key === " ") return isButton;
  // Away from the picture the arrows scroll the page and lead through its lists.
  return key.startsWith("Arrow") && !isOnStage(target, event);
}

function isOnStage(target, event) {
  return target === document.body || event.composedPath().includes(stage);
}
