"""Parts of the player alone in a browser, before an element that does as it is told: what each says, and when."""

import pytest
from playwright.sync_api import Page

from ..support.player_parts import becomes, player_parts

SCRIPT = """
  const { Heartbeat } = await import("/player-heartbeat.js");
  const { Source } = await import("/player-source.js");
  const measures = { news: () => null, told: () => null };
  parts.sent = [];
  window.fetch = async (_url, { body }) => {
    parts.sent.push(JSON.parse(body));
    return new Response('{"then": "continue"}');
  };
  Object.assign(parts, { heartbeat: new Heartbeat(keeper, measures), source: new Source(keeper) });
"""
WATCHED = {"paused": False, "currentTime": 42, "readyState": 4, "played": {"length": 1}}
SAID = "() => window.parts.sent.map(({ state, position_s }) => [state, position_s])"


@pytest.fixture
def page(browser) -> Page:
    """A page with heartbeat and source."""
    with player_parts(browser, SCRIPT) as page:
        yield page


def said(page: Page, *states: str) -> list:
    """What the shop was told; `states` tells them apart."""
    return [told for told in page.evaluate(SAID) if not states or told[0] in states]


def stop(page: Page) -> None:
    """End it as the shop does, twice."""
    page.evaluate("() => { window.parts.heartbeat.stop(); window.parts.heartbeat.stop(); }")


@pytest.mark.once
@pytest.mark.parametrize("event", ["pause", "waiting", "seeking", None])
def test_whoever_is_stopped_gives_the_screen_back_and_says_where_they_were(page, event):
    becomes(page, WATCHED, "playing")
    if event:
        becomes(page, {"paused": event == "pause"}, event)
    stop(page)
    assert said(page, "closed") == [["closed", 42]]
    becomes(page, {"currentTime": 0}, "pause", "ended")
    assert said(page)[-1] == ["closed", 42]


@pytest.mark.once
def test_where_nothing_played_there_is_nothing_to_say(page):
    stop(page)
    assert said(page) == []


@pytest.mark.once
def test_an_element_that_was_emptied_tells_no_place(page):
    becomes(page, WATCHED, "playing")
    becomes(page, {"currentTime": 0, "readyState": 0, "played": {"length": 0}}, "emptied")
    stop(page)
    assert said(page) == [["playing", 42]]


@pytest.mark.once
def test_whoever_gives_up_before_anything_plays_keeps_the_place(browser):
    ticking = "window.setInterval = (does) => { parts.tick = does; };"
    with player_parts(browser, ticking + SCRIPT) as page:
        becomes(page, {"paused": False}, "play", "waiting")
        page.evaluate("parts.tick()")
        becomes(page, {"paused": True}, "pause")
        assert said(page) == []
        becomes(page, WATCHED, "play", "playing")
        page.evaluate("parts.tick()")
        becomes(page, {"paused": True}, "pause")
        assert said(page) == [["playing", 42], ["playing", 42], ["paused", 42]]


def place(page: Page) -> float:
    """Where the player takes its viewer to be."""
    return page.evaluate("window.parts.source.place")


@pytest.mark.once
def test_the_first_second_is_a_place_as_any_other(page):
    becomes(page, WATCHED, "playing", "timeupdate")
    becomes(page, {"currentTime": 0}, "seeking", "timeupdate")
    assert place(page) == 0
    becomes(page, {"readyState": 0}, "emptied", "timeupdate")
    assert place(page) == 0


@pytest.mark.once
def test_an_element_that_was_emptied_keeps_its_place_until_it_is_led_back(page):
    becomes(page, WATCHED, "playing", "timeupdate")
    becomes(page, {"currentTime": 0, "readyState": 0})
    assert place(page) == 42
    for events in (["emptied"], ["timeupdate"], ["seeking"]):
        becomes(page, {}, *events)
        assert place(page) == 42
    becomes(page, {"readyState": 1}, "timeupdate")
    assert place(page) == 42
    becomes(page, {"currentTime": 41}, "seeking")
    assert place(page) == 41
    becomes(page, {"currentTime": 0}, "seeking")
    assert place(page) == 0


@pytest.mark.once
def test_an_element_that_plays_from_its_beginning_after_it_was_emptied_is_there(page):
    becomes(page, WATCHED, "timeupdate")
    becomes(page, {"currentTime": 0, "readyState": 0, "paused": False}, "emptied")
    becomes(page, {"readyState": 4}, "playing")
    assert place(page) == 0


ASKING = """
  const { GrantKeeper } = await import("/player-grant.js");
  const { Source } = await import("/player-source.js");
  const session = { session: "s", mode: "prefix", heartbeat_seconds: 20 };
  const film = "/hls/two/e001/master.m3u8";
  parts.asked = [];
  window.fetch = async (url) => {
    parts.asked.push(url);
    return new Response(JSON.stringify({ ...session, url: film, now: 100, expires_at: 400 }));
  };
  const policies = ["manifest", "playlist", "frag", "key"].map((name) => [`${name}LoadPolicy`, { default: {} }]);
  window.Hls = class {
    static isSupported = () => true;
    static Events = {};
    static DefaultConfig = Object.fromEntries(policies);
    on() {}
    destroy() {}
    attachMedia() {}
    loadSource(url) { parts.loaded = url; }
  };
  const first = new GrantKeeper({ ...session, url: "", now: 100, expires_at: 100 });
  Object.assign(parts, { first, source: new Source(first) });
"""


@pytest.mark.once
def test_a_film_whose_page_has_no_address_is_asked_for_when_it_is_opened(browser):
    with player_parts(browser, ASKING) as page:
        assert page.evaluate("parts.first.carries('https://player.test/hls/one/e001/list.m3u8')") is False
        assert page.evaluate("parts.asked") == []
        page.evaluate("parts.source.open(0)")
        assert page.evaluate("parts.asked") == ["/grants"]
        assert page.evaluate("parts.loaded") == "https://player.test/hls/two/e001/master.m3u8"
        assert page.evaluate("parts.first.carries('https://player.test/hls/two/e001/list.m3u8')") is True


@pytest.mark.once
def test_who_pauses_while_a_film_is_opened_again_is_not_played_to(browser):
    paused_meanwhile = "() => { const opened = parts.source.reopen(); parts.video.pause(); return opened; }"
    with player_parts(browser, ASKING) as page:
        page.evaluate("parts.source.reopen()")
        assert page.evaluate("parts.source.isHeld") is False
        page.evaluate(paused_meanwhile)
        assert page.evaluate("parts.source.isHeld") is True
        page.evaluate("parts.video.play()")
        assert page.evaluate("parts.source.isHeld") is False
