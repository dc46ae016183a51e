"""From a link of Tmall to a free picture in two taps, without signing in."""

import re

import pytest
from playwright.sync_api import expect

from ..support.browser import IN_TAOBAO
from ..support.taps import Finger
from ..support.watching import assert_plays

SEASON, EPISODE = re.compile(r"/titles/return-the-lantern/seasons/1$"), "/watch/return-the-lantern/1/1"
# Some browsers let the film begin after the tap on the page before, some want a tap on the film.
ASKS_TO_START = """(button) => new Promise((done) => {
  const film = document.querySelector("#player-video");
  const look = () => {
    if (!button.hidden) done(true);
    else if (film.currentTime > 0) done(false);
    else requestAnimationFrame(look);
  };
  look();
})"""


def play_free(page, link: str) -> int:
    """Open a link and play what is free; return the taps it took."""
    finger = Finger()
    page.goto(link)
    expect(page).to_have_url(SEASON)
    finger.tap(page.locator(".hero-acts a.watch"))
    page.wait_for_url(f"**{EPISODE}")
    if page.locator("#player-start").evaluate(ASKS_TO_START):
        finger.tap(page.locator("#player-start"))
    assert_plays(page, EPISODE)
    return finger.taps


def test_a_newcomer_from_tmall_watches_in_two_taps(page, running):
    assert play_free(page, running.examples["tmall_link"]) <= 2
    assert {cookie["name"] for cookie in page.context.cookies()} == {"tbo-arrival"}, "nobody had to sign in"


@pytest.mark.once
def test_so_does_who_comes_inside_the_taobao_app(new_browser, running):
    assert play_free(new_browser(user_agent=IN_TAOBAO), running.examples["tmall_link"]) <= 2
