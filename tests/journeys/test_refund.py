"""Somebody who bought the wrong thing takes it back with one tap, and the lock is back on."""

import pytest
from playwright.sync_api import expect

from ..support.buying import ORDER, assert_face, buy

EPISODE = "/watch/return-the-lantern/1/4"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_unplayed_episode_goes_back_with_one_tap(new_browser, script):
    page = new_browser(script=script)
    buy(page, EPISODE)
    order = ORDER.search(page.url)[0]
    page.goto(f"{order}/refunds/new")
    expect(page.locator("h1")).to_contain_text("退")
    page.locator("form.till-form button").click()
    page.wait_for_url(f"**{order}")
    assert_face(page, "钱退回去了", "unlit")
    page.goto(EPISODE)
    expect(page.locator(".choices a.pay:visible").first).to_be_visible()
