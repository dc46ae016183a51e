"""Somebody who bought the wrong thing takes it back with one tap, and the lock is back on."""

import pytest
from playwright.sync_api import expect

from ..support.buying import ORDER, assert_face, buy
from ..support.watching import assert_plays

EPISODE = "/watch/return-the-lantern/1/4"


def bought(page) -> str:
    """Buy the episode and return the address of its order."""
    buy(page, EPISODE)
    page.wait_for_url(ORDER, wait_until="commit")
    return ORDER.search(page.url)[0]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_unplayed_episode_goes_back_with_one_tap(new_browser, script):
    page = new_browser(script=script)
    order = bought(page)
    page.goto(f"{order}/refunds/new")
    expect(page.locator("h1")).to_contain_text("退")
    page.locator("form.till-form button").click()
    page.wait_for_url(f"**{order}")
    assert_face(page, "钱退回去了", "unlit")
    page.goto(EPISODE)
    expect(page.locator(".choices a.pay:visible").first).to_be_visible()


def test_once_the_film_runs_it_cannot_be_taken_back(new_browser):
    page = new_browser()
    order = bought(page)
    with page.expect_response(lambda answer: answer.url.endswith("/beats")):
        assert_plays(page, EPISODE)
    page.goto(f"{order}/refunds/new")
    expect(page.locator(".face .lead")).to_contain_text("已经看过")
    expect(page.locator("form.till-form")).to_have_count(0)
