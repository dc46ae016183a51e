/** Gives the seek line its preview pictures, always under a token that still lives. */

import { config, part } from "./player-config.js";

/** Add the index of the previews; whenever the grant changes its address changes too. */
export function wirePreviews(keeper) {
  if (!config.thumbnails) return;
  const track = document.createElement("track");
  Object.assign(track, { kind: "metadata", label: "thumbnails", default: true });
  const follow = () => {
    track.src = new URL(config.thumbnails, keeper.grant.url).href;
  };
  keeper.addEventListener("renewed", follow);
  if (keeper.grant.url && keeper.isStale) keeper.renew().catch(() => null);
  else if (keeper.grant.url) follow();
  part("video").append(track);
  if (keeper.grant.mode === "cookie") sendCookies();
  track.track.mode = "hidden";
  // After a long pause the pictures would be refused: first a new grant, then the next move shows them.
  document.getElementById("player").addEventListener("mediapreviewrequest", holdWhileStale(keeper), true);
}

/** The pictures are asked for without cookies, unless their own element says otherwise. */
async function sendCookies() {
  await customElements.whenDefined("media-time-range");
  const within = (element, name) => element?.shadowRoot?.querySelector(name);
  const shown = within(document.querySelector("#player media-time-range"), "media-preview-thumbnail");
  within(shown, "img")?.setAttribute("crossorigin", "use-credentials");
}

function holdWhileStale(keeper) {
  return (event) => {
    if (event.detail == null || !keeper.grant.url || !keeper.isStale) return;
    event.stopPropagation();
    keeper.renew().catch(() => null);
  };
}
