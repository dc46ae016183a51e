"""What befalls a film that plays: tokens that end, a network that goes, a broken piece, an app that takes over."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, Route, expect

from ..support.watching import assert_plays
from .conftest import PATIENCE_MS
from .test_playing import COUNT_STALLS, GO_ON, TOKEN_S, video

# A token that is renewed just before the lie ends ten seconds later, 40 of the film, and 30 more are fetched ahead.
TIMES, SPEED = 4, 4
# A piece of the picture that is not there yet when the film begins, and where one is before and after it.
BROKEN, BEFORE_S, AFTER_S = re.compile(r"/video/.*/s0009\.m4s$"), 30, 41


def longer(route: Route) -> None:
    """Let a list name its files several times over: a clip of a minute is a film of four."""
    answer = route.fetch()
    head, mark, rest = answer.text().partition("#EXTINF")
    once = mark + rest.removesuffix("#EXT-X-ENDLIST\n")
    again = f"#EXT-X-DISCONTINUITY\n{once}" * (TIMES - 1)
    route.fulfill(response=answer, body=f"{head}{once}{again}#EXT-X-ENDLIST\n")


def with_a_lie(route: Route) -> None:
    """Say of a token that it lives for an hour, as a clock that stood still would."""
    answer = route.fetch()
    told = answer.json()
    route.fulfill(response=answer, json=told | {"expires_at": told["expires_at"] + 3600})


def test_a_long_film_plays_through_and_over_tokens_that_ended_unforeseen(new_browser, running, is_turned):
    page = new_browser(phone=not is_turned)
    answers, refused = Counter(), []
    page.on("response", lambda answer: answers.update([(kind_of(answer.url), answer.status)]))
    page.on("response", lambda answer: refused.append(file_of(answer.url)) if answer.status == 403 else None)
    page.route(re.compile("/hls/.*/list.m3u8$"), longer)
    page.goto(running.examples["free_episode"])
    config = page.locator("#player-config").evaluate("block => JSON.parse(block.textContent)")
    assert config["grant"]["expires_at"] - config["grant"]["now"] <= TOKEN_S
    page.locator("#player-start").click()
    assert_plays(page, running.examples["free_episode"])
    assert video(page).evaluate("video => video.duration") > 230
    video(page).evaluate(COUNT_STALLS, SPEED)
    assert video(page).evaluate(GO_ON, 95) >= 95
    assert answers["grants", 200] >= 2
    assert [answer for answer in answers if answer[1] >= 400] == []

    # From here on the player believes its tokens to live on, and is refused in the middle.
    page.route("**/grants", with_a_lie)
    for second in (160, 232):
        assert video(page).evaluate(GO_ON, second) >= second
    assert refused, "no token ended while the film played"
    assert all(answers[file, 200] >= 1 for file in refused)
    expect(page.locator("#player-message")).to_be_hidden()
    assert video(page).evaluate("video => video.stalls") == 0


def kind_of(url: str) -> str:
    """What an address is for; of a film, which file."""
    return file_of(url) if "/hls/" in url else url.rpartition("/")[2]


def file_of(url: str) -> str:
    """A file of a film, without its token."""
    return url.partition("/hls/")[2].partition("/")[2]


@pytest.mark.once
def test_a_film_goes_on_after_what_befell_it(new_browser, running):
    page, episode = new_browser(), running.examples["free_episode"]
    a_piece_is_late(page, episode)
    a_piece_is_broken_for_a_while(page, episode)
    a_piece_stays_broken(page, episode)
    the_network_goes(page)
    an_app_takes_the_film_over(page)


def start(page: Page, episode: str) -> None:
    """Open the page anew and press the big button."""
    page.goto(episode)
    page.locator("#player-start").click()
    assert_plays(page, episode)


def broken(route: Route) -> None:
    """Answer with half of the piece."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.body()[: len(answer.body()) // 2])


def a_piece_is_late(page: Page, episode: str) -> None:
    """While the film waits something turns, and nothing does while it plays: that would never let a telephone rest."""
    waits, held = page.locator("media-loading-indicator"), []
    page.route(BROKEN, lambda route: held.append(route))
    start(page, episode)
    expect(waits).to_be_hidden()
    jump(page, BEFORE_S)
    expect(waits).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute(BROKEN)
    assert video(page).evaluate(GO_ON, AFTER_S) >= AFTER_S
    expect(waits).to_be_hidden()


def a_piece_is_broken_for_a_while(page: Page, episode: str) -> None:
    """One that comes broken, and whole when it is asked for again, ends nothing: the film goes on by itself."""
    start(page, episode)
    page.route(BROKEN, broken, times=1)
    jump(page, BEFORE_S)
    assert video(page).evaluate(GO_ON, AFTER_S) >= AFTER_S
    expect(page.locator("#player-message")).to_be_hidden()


def a_piece_stays_broken(page: Page, episode: str) -> None:
    """One that never comes whole is said with its minute, not asked for all the time; somebody may try again."""
    # Seen by its own clock, a slow telephone needs long for every try; that must not make it try for ever.
    page.add_init_script("const now = performance.now.bind(performance); performance.now = () => 20 * now();")
    start(page, episode)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if BROKEN.search(request.url) else None)
    page.route(BROKEN, broken)
    jump(page, BEFORE_S)
    message = page.locator("#player-message")
    # While it is still tried a slow machine says that it waits, which goes by itself; this stays until somebody tries.
    expect(message).to_contain_text("这一段放不出来", timeout=2 * PATIENCE_MS)
    expect(message.locator("#player-retry")).to_be_visible()
    expect(video(page)).to_have_js_property("paused", True)
    expect(message).to_contain_text(re.compile("停在 00:3[0-5]，我们记着"))
    assert len(asked) < 20
    page.unroute(BROKEN)
    page.locator("#player-retry").tap()
    assert video(page).evaluate(GO_ON, AFTER_S) >= AFTER_S
    expect(message).to_be_hidden()


def the_network_goes(page: Page) -> None:
    """The player says that it is gone, keeps the place, and goes on by itself."""
    message = page.locator("#player-message")
    page.context.set_offline(True)
    jump(page, 8)
    expect(message).to_contain_text("网断了")
    expect(message).to_contain_text("00:08")
    page.context.set_offline(False)
    expect(message).to_be_hidden()
    assert video(page).evaluate(GO_ON, 11) >= 10


def an_app_takes_the_film_over(page: Page) -> None:
    """While an app shows the film alone it draws the words; afterwards the page is as it was, and usable."""
    # What stands still keeps its buttons, and its words: a film that ran on might be between two of them by now.
    video(page).evaluate("video => video.pause()")
    page.locator("#player-tracks").tap()
    page.get_by_role("radio", name="简体中文").check()
    words = page.locator("#player-words")
    video(page).evaluate("video => { video.currentTime = 9 }")
    expect(words).not_to_be_empty()
    take = "(video, name) => video.dispatchEvent(new Event(name))"
    video(page).evaluate(take, "webkitbeginfullscreen")
    expect(words).to_be_empty()
    modes = "video => [...video.textTracks].filter((one) => one.kind === 'subtitles').map((one) => one.mode)"
    assert "showing" in video(page).evaluate(modes)
    video(page).evaluate("video => video.pause()")
    video(page).evaluate(take, "webkitendfullscreen")
    assert "showing" not in video(page).evaluate(modes)
    expect(words).not_to_be_empty()
    page.get_by_role("link", name="选集").tap()
    expect(page.locator("#episodes")).to_be_in_viewport()
    page.locator("media-play-button").tap()
    expect(video(page)).to_have_js_property("paused", False)


def jump(page: Page, second: float) -> None:
    """Go somewhere and play on from there, faster than a person would."""
    go = "(video, second) => { Object.assign(video, { currentTime: second, playbackRate: 2 }); video.play(); }"
    video(page).evaluate(go, second)
