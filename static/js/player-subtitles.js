/** Draws the words of the chosen subtitle track ourselves: one look in every browser, above the bar. */

import { part } from "./player-config.js";

const video = part("video");
const layer = part("words");

/** Follow every hidden subtitle track that hls.js feeds. */
export function drawSubtitles() {
  video.textTracks.addEventListener("addtrack", ({ track }) => follow(track));
  video.textTracks.addEventListener("change", redraw);
  // The system's own full screen and little window show the picture alone: there the browser draws.
  for (const name of ["enterpictureinpicture", "webkitbeginfullscreen"]) {
    video.addEventListener(name, () => setMode("hidden", "showing"));
  }
  for (const name of ["leavepictureinpicture", "webkitendfullscreen"]) {
    video.addEventListener(name, () => setMode("showing", "hidden"));
  }
}

function follow(track) {
  if (/subtitles|captions/.test(track.kind)) track.addEventListener("cuechange", redraw);
}

function wordTracks(mode) {
  return [...video.textTracks].filter((track) => /subtitles|captions/.test(track.kind) && track.mode === mode);
}

function setMode(from, to) {
  for (const track of wordTracks(from)) track.mode = to;
  redraw();
}

function redraw() {
  const cues = wordTracks("hidden").flatMap((track) => [...(track.activeCues ?? [])]);
  layer.replaceChildren(...cues.map(paragraph));
  layer.lang = wordTracks("hidden")[0]?.language ?? "";
}

function paragraph(cue) {
  const words = document.createElement("p");
  words.append(cue.getCueAsHTML());
  // A cue that asks for the upper half would hide something below: it stands on top.
  if (typeof cue.line === "number" && (cue.snapToLines ? cue.line >= 0 && cue.line < 5 : cue.line < 50)) {
    words.className = "is-top";
  }
  return words;
}
