/** Loads the media-chrome elements we use; their words first, so that they are born translated. */

import "../vendor/media-chrome-4.19.4/lang/zh-CN.js";
import "../vendor/media-chrome-4.19.4/lang/de.js";
import "./player-language.js";
import "../vendor/media-chrome-4.19.4/media-controller.js";
import "../vendor/media-chrome-4.19.4/media-play-button.js";
import "../vendor/media-chrome-4.19.4/media-seek-backward-button.js";
import "../vendor/media-chrome-4.19.4/media-seek-forward-button.js";
import "../vendor/media-chrome-4.19.4/media-mute-button.js";
import "../vendor/media-chrome-4.19.4/media-volume-range.js";
import "../vendor/media-chrome-4.19.4/media-time-range.js";
import "../vendor/media-chrome-4.19.4/media-time-display.js";
import "../vendor/media-chrome-4.19.4/media-pip-button.js";
import "../vendor/media-chrome-4.19.4/media-fullscreen-button.js";
import "../vendor/media-chrome-4.19.4/media-loading-indicator.js";
