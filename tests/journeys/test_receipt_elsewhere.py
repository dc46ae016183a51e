"""A receipt's link brings what was bought to another browser."""

import pytest
from playwright.sync_api import expect

from ..support.axe import assert_usable
from ..support.buying import buy
from ..support.watching import assert_plays


@pytest.mark.once
def test_a_receipts_link_plays_in_another_browser(new_browser, running):
    episode = running.examples["paid_episode"]
    phone, desk = new_browser(), new_browser(phone=False)
    buy(phone, episode)
    assert_plays(phone, episode)
    phone.goto("/account/receipts")
    phone.locator(".receipts a").first.click()
    link = phone.locator("#restore-link").input_value()
    assert link.startswith(running.base_url)

    desk.goto(link)
    assert_usable(desk)
    desk.get_by_role("button", name="打开").click()
    assert_plays(desk, episode)

    phone.goto("/account")
    expect(phone.locator("#devices li")).to_have_count(2)
    expect(phone.locator("#devices")).to_contain_text("用收据打开")
    phone.locator("#devices form button").click()
    expect(phone.locator("#devices li")).to_have_count(1)
    desk.goto(episode)
    expect(desk.locator(".choices")).to_be_visible()
