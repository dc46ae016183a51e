"""Around the film: an intro that is skipped, the next episode, keys of the system, a display kept on, previews."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ..support.player_parts import becomes, player_parts

pytestmark = pytest.mark.once
MARKS = {"intro": [20, 80], "credits_s": 1200}
TEXTS = {"countdown": "{seconds}", "next": "下一集"}
NEXT = {"url": "/watch/x/1/2", "counts": True}
CARD = """<button id="player-skip" hidden></button>
<div id="player-next" hidden>
  <progress id="player-next-bar"></progress><span id="player-next-when"></span>
  <button id="player-next-stay">留</button><a id="player-next-now" href="/x">看</a>
</div>"""
WIRED = """
  const { wireMarks } = await import("/player-marks.js");
  wireMarks((url) => parts.left.push(url));
"""
SYSTEM = """
  const { keepAwake, wireMediaSession } = await import("/player-session.js");
  Object.assign(parts, { actions: {}, places: [], held: 0, locks: 0 });
  const session = { setActionHandler: (name, does) => { parts.actions[name] = does; } };
  session.setPositionState = (place) => parts.places.push(place);
  const lock = { released: false, release: () => { parts.held -= 1; } };
  const request = async () => { parts.held += 1; parts.locks += 1; return lock; };
  Object.defineProperty(navigator, "mediaSession", { value: session });
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
  wireMediaSession((url) => parts.left.push(url));
  keepAwake();
"""
MEDIA = {"title": "第一集", "series": "参宿以西", "poster": "/pictures/p.webp"}


def marked(browser, **next_one) -> Iterator[Page]:
    """A page with marks and a next episode."""
    with player_parts(browser, WIRED, CARD, marks=MARKS, texts=TEXTS, next=NEXT | next_one) as page:
        page.clock.install()
        yield page


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """One that counts down to the next episode."""
    yield from marked(browser)


@pytest.fixture
def waiting(browser) -> Iterator[Page]:
    """One that does not: a child's, or of an episode that must be opened first."""
    yield from marked(browser, counts=False)


def at(page: Page, second: float, *events: str) -> None:
    """Let the film stand there."""
    becomes(page, {"currentTime": second, "paused": False}, "timeupdate", *events)


def test_the_intro_is_skipped_from_its_first_second_to_its_last_but_one(page):
    shown = {}
    for second in (19.9, 20, 78.9, 79, 80):
        at(page, second)
        shown[second] = page.locator("#player-skip").is_visible()
    assert shown == {19.9: False, 20: True, 78.9: True, 79: False, 80: False}
    at(page, 30)
    page.locator("#player-skip").click()
    assert page.evaluate("parts.video.currentTime") == 80
    expect(page.locator("#player-skip")).to_be_hidden()
    expect(page.locator("#player-stage")).to_be_focused()


def test_the_next_episode_is_counted_down_to_while_the_credits_play(page):
    at(page, 1199)
    expect(page.locator("#player-next")).to_be_hidden()
    at(page, 1200)
    expect(page.locator("#player-next-when")).to_have_text("10")
    page.clock.run_for(9000)
    expect(page.locator("#player-next-when")).to_have_text("1")
    becomes(page, {"paused": True})
    page.clock.run_for(5000)
    assert page.evaluate("parts.left") == []
    becomes(page, {"paused": False})
    page.clock.run_for(1000)
    assert page.evaluate("parts.left") == [NEXT["url"]]
    page.clock.run_for(5000)
    assert page.evaluate("parts.left") == [NEXT["url"]]


def test_whoever_wants_the_credits_is_asked_no_more_and_never_led_on(page):
    at(page, 1200)
    page.locator("#player-next-stay").click()
    at(page, 1210)
    expect(page.locator("#player-next")).to_be_hidden()
    at(page, 1230, "ended")
    expect(page.locator("#player-next-when")).to_have_text("下一集")
    page.clock.run_for(20_000)
    assert page.evaluate("parts.left") == []
    at(page, 100)
    at(page, 1200)
    expect(page.locator("#player-next")).to_be_visible()


def test_where_nothing_counts_somebody_goes_on_by_hand(waiting):
    at(waiting, 1200)
    expect(waiting.locator("#player-next-bar")).to_be_hidden()
    waiting.clock.run_for(20_000)
    assert waiting.evaluate("parts.left") == []
    waiting.locator("#player-next-now").click()
    assert waiting.evaluate("parts.left") == [NEXT["url"]]


@pytest.fixture
def system(browser) -> Iterator[Page]:
    """A page that the system knows of."""
    with player_parts(browser, SYSTEM, media=MEDIA, next=NEXT) as page:
        yield page


def test_keys_of_the_system_lead_the_film(system):
    told = system.evaluate("(({ title, artist }) => [title, artist])(navigator.mediaSession.metadata)")
    assert told == [MEDIA["title"], MEDIA["series"]]
    becomes(system, {"currentTime": 100, "duration": 105, "playbackRate": 1}, "timeupdate")
    places = []
    for name, wish in (("seekbackward", {}), ("seekforward", {"seekOffset": 3}), ("seekto", {"seekTime": 42})):
        system.evaluate("([name, wish]) => parts.actions[name](wish)", [name, wish])
        places.append(system.evaluate("parts.video.currentTime"))
    assert places == [90, 93, 42]
    for wish, place in (({"seekTime": -5}, 0), ({"seekTime": 900}, 105)):
        system.evaluate("wish => parts.actions.seekto(wish)", wish)
        assert system.evaluate("parts.video.currentTime") == place
    system.evaluate("parts.actions.play()")
    assert system.evaluate("parts.video.paused") is False
    system.evaluate("parts.actions.pause()")
    assert system.evaluate("parts.video.paused") is True
    system.evaluate("parts.actions.nexttrack()")
    assert system.evaluate("parts.left") == [NEXT["url"]]
    assert system.evaluate("parts.places") == [{"duration": 105, "playbackRate": 1, "position": 100}]


def test_no_key_leads_to_an_episode_that_nobody_may_watch_now(browser):
    with player_parts(browser, SYSTEM, media=MEDIA, next=NEXT | {"counts": False}) as page:
        assert page.evaluate("parts.actions.nexttrack") is None


def test_the_display_stays_on_while_the_film_runs(system):
    # Twice in one breath, and once more after a jump: one display is kept on, and let go of.
    becomes(system, {"paused": False}, "playing", "playing")
    becomes(system, {}, "playing")
    assert system.evaluate("parts.held") == 1
    becomes(system, {"paused": True}, "pause")
    assert system.evaluate("parts.held") == 0
    system.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert system.evaluate("parts.locks") == 1
    # Who pauses before the system has answered is not kept awake either.
    becomes(system, {"paused": False}, "playing")
    becomes(system, {"paused": True}, "pause")
    assert system.evaluate("parts.held") == 0


PREVIEWS = """
  const { wirePreviews } = await import("/player-previews.js");
  wirePreviews(keeper);
"""
FOLDER = "https://player.test/hls/{}/e001/"


def test_previews_are_asked_for_with_the_token_that_lives(browser):
    script = 'keeper.grant.url = "https://player.test/hls/one/e001/master.m3u8";' + PREVIEWS
    with player_parts(browser, script, thumbnails="thumbnails/index.vtt") as page:
        track = page.locator("#player-video track")
        assert track.get_attribute("src") == FOLDER.format("one") + "thumbnails/index.vtt"
        renewed = FOLDER.format("two") + "master.m3u8"
        page.evaluate(
            "url => { parts.keeper.grant = { url }; parts.keeper.dispatchEvent(new Event('renewed')); }", renewed
        )
        assert track.get_attribute("src") == FOLDER.format("two") + "thumbnails/index.vtt"
        asks = "() => { const asked = new CustomEvent('mediapreviewrequest', { detail: 7, bubbles: true }); "
        asks += "let seen = false; parts.video.addEventListener('mediapreviewrequest', () => { seen = true; }); "
        asks += "parts.video.dispatchEvent(asked); return [seen, parts.keeper.asked]; }"
        assert page.evaluate(asks) == [True, 0]
        page.evaluate("parts.keeper.isStale = true")
        assert page.evaluate(asks) == [False, 1]
