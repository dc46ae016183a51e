"""Parts of the player alone in a browser: our own scripts, and an element that does as it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
CONFIG = {"heartbeat_url": "/beats", "grant_url": "/grants", "texts": {}, "grant": {}}
# Parts listen to the element; here it is one that plays nothing, and whose state a test sets.
PAGE = """<!doctype html><title>x</title>
<script type="application/json" id="player-config">{config}</script>
<div id="player"><div id="player-stage" tabindex="-1"></div><div id="player-video"></div>{markup}</div>
<script type="module">
  const video = document.getElementById("player-video");
  const becomes = (state, ...events) => {{
    Object.assign(video, state);
    for (const name of events) video.dispatchEvent(new Event(name));
  }};
  video.play = () => becomes({{ paused: false }}, "play");
  video.pause = () => becomes({{ paused: true }}, "pause");
  becomes({{ paused: true, ended: false, error: null, currentTime: 0, readyState: 0, duration: NaN }});
  video.played = {{ length: 0 }};
  const grant = {{ session: "s", heartbeat_seconds: 20, url: "/hls/one/e001/master.m3u8" }};
  const keeper = Object.assign(new EventTarget(), {{ grant, isStale: false, asked: 0 }});
  keeper.renew = async () => {{ keeper.asked += 1; }};
  const parts = {{ becomes, video, keeper, left: [] }};
  {script}
  window.parts = parts;
</script>"""
BECOMES = "([state, events]) => window.parts.becomes(state, ...events)"


@contextmanager
def player_parts(browser: Browser, script: str, markup: str = "", **config) -> Iterator[Page]:
    """Open a page with parts of the player, and nothing of a shop behind it; `script` adds to `parts`."""
    context = browser.new_context()
    page = context.new_page()
    body = PAGE.format(config=json.dumps(CONFIG | config), markup=markup, script=script)
    page.route("**/*", lambda route: _serve(route, body))
    page.goto("https://player.test/")
    page.wait_for_function("window.parts")
    yield page
    context.close()


def becomes(page: Page, state: dict, *events: str) -> None:
    """Let the element be in a state, and say so."""
    page.evaluate(BECOMES, [state, list(events)])


def _serve(route: Route, body: str) -> None:
    """Answer with the page, or with a script as it stands in the tree."""
    name = route.request.url.rpartition("/")[2]
    if not name:
        route.fulfill(body=body, content_type="text/html")
    elif (SCRIPTS / name).is_file():
        route.fulfill(body=(SCRIPTS / name).read_text("utf-8"), content_type="text/javascript")
    else:
        route.fulfill(status=404)
