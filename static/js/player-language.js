/** Tells media-chrome which of its translations the page speaks. */

import { setLanguage } from "../vendor/media-chrome-4.19.4/utils/i18n.js";

const page = document.documentElement.lang || "en";
setLanguage(page.toLowerCase().startsWith("zh") ? "zh-CN" : page);
