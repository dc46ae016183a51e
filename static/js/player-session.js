/** The world around the page: media keys and lock screen, and a display that stays awake. */

import { config, part } from "./player-config.js";

const video = part("video");

/** Tell the system what plays and what its keys do. */
export function wireMediaSession(leave) {
  if (!("mediaSession" in navigator)) return;
  const { title, series, poster } = config.media;
  navigator.mediaSession.metadata = new MediaMetadata({
    title,
    artist: series ?? "",
    artwork: poster ? [{ src: new URL(poster, document.baseURI).href }] : [],
  });
  const next = config.next?.counts ? () => leave(config.next.url) : null;
  handle("play", () => video.play());
  handle("pause", () => video.pause());
  handle("seekbackward", (wish) => seek(video.currentTime - (wish.seekOffset ?? 10)));
  handle("seekforward", (wish) => seek(video.currentTime + (wish.seekOffset ?? 10)));
  handle("seekto", (wish) => seek(wish.seekTime));
  handle("nexttrack", next);
  video.addEventListener("timeupdate", showPosition);
}

/** Keep the display on while the film runs; the browser lets go by itself when hidden. */
export function keepAwake() {
  let lock = null;
  let isAsking = false;
  const release = () => {
    lock?.release();
    lock = null;
  };
  const hold = async () => {
    if (video.paused || document.hidden || isAsking || (lock && !lock.released)) return;
    isAsking = true;
    lock = await navigator.wakeLock?.request("screen").catch(() => null);
    isAsking = false;
    if (video.paused) release();
  };
  video.addEventListener("playing", hold);
  video.addEventListener("pause", release);
  document.addEventListener("visibilitychange", hold);
}

function handle(action, does) {
  try {
    navigator.mediaSession.setActionHandler(action, does);
  } catch {
    // An older browser does not know this action; its other keys still work.
  }
}

function seek(seconds) {
  video.currentTime = Math.min(Math.max(0, seconds), video.duration || 0);
}

function showPosition() {
  if (!Number.isFinite(video.duration)) return;
  navigator.mediaSession.setPositionState?.({
    duration: video.duration,
    playbackRate: video.playbackRate,
    position: Math.min(video.currentTime, video.duration),
  });
}
