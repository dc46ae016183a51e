/** What can be chosen: quality, subtitles, sound, speed; and what stands on their buttons. */

import { choices, remember } from "./player-choices.js";
import { config, part, say } from "./player-config.js";
import { opens } from "./player-panel.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const OFF = -1;
const video = part("video");
const qualityButton = part("quality");
const tracksButton = part("tracks");
const speedButton = part("speed");
const names = new Map([qualityButton, speedButton].map((button) => [button, button.getAttribute("aria-label")]));

/** Wire the menus to a source; they fill themselves when its tracks become known. */
export function wireMenus(source) {
  opens(speedButton, () => [speedGroup()]);
  opens(qualityButton, () => [qualityGroup(source.hls), speedGroup("is-narrow")]);
  opens(tracksButton, () => trackGroups(source));
  source.addEventListener("hls", () => followHls(source.hls));
  source.addEventListener("native", () => followNative());
  video.addEventListener("ratechange", showSpeed);
  video.addEventListener("loadedmetadata", () => {
    video.playbackRate = SPEEDS.includes(choices().speed) ? choices().speed : 1;
  });
}

/** Switch subtitles on in the remembered or first language, or off; returns nothing. */
export function toggleSubtitles(source) {
  const languages = subtitleTracks(source).map((track) => track.language);
  const kept = Math.max(0, languages.indexOf(choices().lastSubtitles));
  if (languages.length) chooseSubtitles(source, subtitleNow(source) === OFF ? kept : OFF);
}

function followHls(hls) {
  const { Events } = window.Hls;
  hls.subtitleDisplay = false; // The words are drawn by player-subtitles.js.
  hls.on(Events.MANIFEST_PARSED, () => keepQuality(hls));
  hls.on(Events.LEVEL_SWITCHED, () => showQuality(hls));
  for (const name of ["AUDIO_TRACKS_UPDATED", "SUBTITLE_TRACKS_UPDATED"]) {
    hls.on(Events[name], () => {
      tracksButton.hidden = hls.subtitleTracks.length === 0 && hls.audioTracks.length < 2;
    });
  }
  hls.on(Events.SUBTITLE_TRACKS_UPDATED, () => keepSubtitles(hls));
}

function followNative() {
  const show = () => {
    tracksButton.hidden = nativeSubtitles().length === 0;
  };
  video.textTracks.addEventListener("addtrack", show);
  show();
}

function keepQuality(hls) {
  const wanted = hls.levels.findIndex((level) => level.height === choices().quality);
  if (wanted >= 0) hls.nextLevel = wanted;
  qualityButton.hidden = hls.levels.length < 2;
  showQuality(hls);
}

function keepSubtitles(hls) {
  hls.subtitleTrack = hls.subtitleTracks.findIndex((track) => track.lang === choices().subtitles);
}

function showQuality(hls) {
  // What was chosen stands on the button at once; the picture follows with the next segment.
  const level = hls.autoLevelEnabled ? null : hls.levels[hls.nextLevel];
  stands(qualityButton, level ? `${level.height}P` : say("auto"));
}

// Who listens is told what can be chosen and what is; who speaks to the browser may say what stands there.
function stands(button, words) {
  button.textContent = words;
  button.setAttribute("aria-label", `${names.get(button)} ${words}`);
}

function showSpeed() {
  const rate = video.playbackRate;
  stands(speedButton, `${Number.isInteger(rate * 10) ? rate.toFixed(1) : rate}×`);
}

function qualityGroup(hls) {
  const level = hls.levels[hls.currentLevel];
  const auto = hls.autoLevelEnabled && level ? say("auto_now", { height: level.height }) : say("auto");
  const rungs = hls.levels.map(({ height }, value) => ({ value, height, label: `${height}P` }));
  rungs.sort((one, other) => other.height - one.height);
  return {
    name: "quality",
    title: say("quality"),
    options: [{ value: OFF, label: auto }, ...rungs],
    value: hls.autoLevelEnabled ? OFF : hls.nextLevel,
    choose(value) {
      hls.nextLevel = value;
      remember("quality", hls.levels[value]?.height ?? null);
      showQuality(hls);
    },
  };
}

function speedGroup(className) {
  return {
    className,
    name: "speed",
    title: say("speed"),
    options: SPEEDS.map((value) => ({ value, label: value === 1 ? say("normal") : `${value}×` })),
    value: video.playbackRate,
    choose(value) {
      video.playbackRate = value;
      remember("speed", value);
    },
  };
}

function trackGroups(source) {
  const groups = [];
  const subtitles = subtitleTracks(source);
  if (subtitles.length) {
    groups.push({
      name: "subtitles",
      title: say("subtitles"),
      options: [{ value: OFF, label: say("off") }, ...subtitles],
      value: subtitleNow(source),
      choose: (value) => chooseSubtitles(source, value),
    });
  }
  if (source.hls?.audioTracks.length > 1) groups.push(audioGroup(source.hls));
  return groups;
}

function audioGroup(hls) {
  return {
    name: "audio",
    title: say("audio"),
    options: hls.audioTracks.map((track, value) => ({ value, ...soundName(track) })),
    value: hls.audioTrack,
    choose(value) {
      hls.audioTrack = value;
      remember("audio", hls.audioTracks[value].lang);
    },
  };
}

// Sounds that every film calls alike are said in the page's language; others have a name in their own.
function soundName({ name, lang }) {
  const { sounds } = config.texts;
  const label = sounds[lang] ?? sounds[name];
  return label ? { label } : { label: name, language: lang };
}

function nativeSubtitles() {
  return [...video.textTracks].filter((track) => /subtitles|captions/.test(track.kind));
}

function subtitleTracks({ hls }) {
  const tracks = hls
    ? hls.subtitleTracks.map(({ name, lang }) => [name, lang])
    : nativeSubtitles().map(({ label, language }) => [label, language]);
  return tracks.map(([label, language], value) => ({ value, label, language }));
}

function subtitleNow({ hls }) {
  return hls ? hls.subtitleTrack : nativeSubtitles().findIndex((track) => track.mode === "showing");
}

function chooseSubtitles(source, value) {
  if (source.hls) source.hls.subtitleTrack = value;
  else
    nativeSubtitles().forEach((track, at) => {
      track.mode = at === value ? "showing" : "disabled";
    });
  const language = subtitleTracks(source)[value]?.language ?? null;
  remember("subtitles", language);
  if (language) remember("lastSubtitles", language);
}
