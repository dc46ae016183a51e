/** The player: reads the page's grant, opens the stream, wires the parts together. */

import "./player-chrome.js";
import { choices, remember } from "./player-choices.js";
import { config, part } from "./player-config.js";
import { GrantKeeper, Refused } from "./player-grant.js";
import { Heartbeat } from "./player-heartbeat.js";
import { wireKeys } from "./player-keys.js";
import { wireMarks } from "./player-marks.js";
import { Measures } from "./player-measures.js";
import { wireMenus } from "./player-menus.js";
import { announceBuffering, hideMessage, showFault, showStop } from "./player-messages.js";
import { wirePreviews } from "./player-previews.js";
import { remindOfRests } from "./player-rest.js";
import { keepAwake, wireMediaSession } from "./player-session.js";
import { Source } from "./player-source.js";
import { drawSubtitles } from "./player-subtitles.js";
import { keep, kept } from "./player-tab.js";

const GOES_ON = "tbo.play";
const video = part("video");
const start = part("start");
const stage = part("stage");
const keeper = new GrantKeeper(config.grant);
const source = new Source(keeper);
const measures = new Measures();
const heartbeat = new Heartbeat(keeper, measures);

/** Go to another episode; its page may then begin by itself, because this one was playing. */
function leave(url) {
  keep(GOES_ON, "1");
  location.assign(url);
}

/** Whether someone has just asked for this film: a link of the shop, or the episode before. */
function wasAskedFor() {
  const goesOn = kept(GOES_ON);
  keep(GOES_ON, null);
  const [entry] = performance.getEntriesByType("navigation");
  const fromShop = document.referrer.startsWith(`${location.origin}/`);
  return Boolean(goesOn) || (entry?.type === "navigate" && fromShop);
}

/** Play; a browser that forbids it shows the big button instead, never a muted film. */
async function play() {
  try {
    await video.play();
  } catch (error) {
    if (error.name !== "NotAllowedError") return;
    start.hidden = false;
    measures.begin(null);
  }
}

function open() {
  source.open(config.resume_at_s).then(() => start.hidden && !source.isHeld && play());
}

function playOrPause() {
  if (video.paused) play();
  else video.pause();
}

async function retry() {
  try {
    await source.reopen();
    if (!source.isHeld) play();
  } catch (error) {
    if (error instanceof Refused) stop(error);
    else showLoss();
  }
}

/** Nothing more comes of this stream; the shop hears of it, for the sake of whoever looks after its films. */
function fail(kind) {
  showFault(kind, source.place, retry);
  measures.failed();
  heartbeat.beat("failed");
}

/** The stream is tried on behind this message; it goes by itself when the picture comes back. */
function showLoss() {
  showFault(navigator.onLine ? "network" : "offline", source.place, retry);
}

/** The shop ended it (refund, night rest, taken over): calm words, no stream, no more beats. */
function stop(answer) {
  heartbeat.stop();
  video.pause();
  source.close();
  start.hidden = true;
  showStop(answer);
}

/** An episode picked from the list below begins by itself too; this page's referrer tells nobody, us included. */
function wireEpisodes() {
  document.getElementById("episodes")?.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
    if (target.closest("a") && !(ctrlKey || metaKey || shiftKey)) keep(GOES_ON, "1");
  });
}

/** A button that goes with its press leaves the pointer over the film: the controls go as they do there. */
function restControls({ target }) {
  if (target.closest("button") && !target.closest(".player-top, .player-foot, .player-panel")) {
    stage.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse" }));
  }
}

function wireStage() {
  stage.addEventListener("click", restControls);
  start.addEventListener("click", () => {
    measures.begin();
    play();
  });
  video.addEventListener("play", () => {
    start.hidden = true;
  });
  video.addEventListener("playing", hideMessage);
  video.addEventListener("volumechange", () => remember("volume", video.muted ? 0 : video.volume));
  if (choices().volume > 0) video.volume = Math.min(1, choices().volume);
  source.addEventListener("failed", ({ detail }) => fail(detail));
  source.addEventListener("refused", ({ detail }) => stop(detail));
  heartbeat.addEventListener("stopped", ({ detail }) => stop(detail));
  addEventListener("online", () => part("message").hidden || part("retry").hidden || part("retry").click());
}

wireStage();
wireEpisodes();
wireMenus(source);
wireKeys(source, playOrPause);
wireMarks(leave);
wireMediaSession(leave);
wirePreviews(keeper);
drawSubtitles();
announceBuffering(showLoss);
remindOfRests(heartbeat);
keepAwake();
start.hidden = wasAskedFor();
if (start.hidden) measures.begin(0);
// What is fetched counts as played: who only looks at the page of what was paid for fetches nothing.
if (config.opens_when_played) {
  video.addEventListener("play", open, { once: true });
  if (start.hidden) play();
} else open();
