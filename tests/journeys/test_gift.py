"""A gift bought in one browser and opened in another, and a coupon at the checkout."""

import re

import pytest
from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.buying import assert_face, go_to_cashier, log_in, pay, press_order
from ..support.watching import assert_plays

TITLE, EPISODE = "/titles/return-the-lantern", "/watch/return-the-lantern/1/2"
MONTHLY = "/plans/monthly/orders/new"


def buy_gift(page: Page) -> str:
    """Give the season away, and return the link on its card."""
    page.goto(TITLE)
    page.locator("a:visible", has_text="送给别人").first.click()
    expect(page.locator(".bought h2")).to_contain_text("礼物")
    assert_usable(page)
    go_to_cashier(page)
    log_in(page)
    pay(page)
    assert_face(page, "灯亮了", "lit")
    page.get_by_role("link", name="看礼物卡").click()
    expect(page.locator("#gift-link")).to_be_visible()
    assert_usable(page)
    return page.locator("#gift-link").input_value()


def test_a_gift_bought_in_one_browser_is_opened_in_another(new_browser, running):
    giver, friend, stranger = new_browser(), new_browser(phone=False), new_browser()
    link = buy_gift(giver)
    assert link.startswith(running.base_url)

    friend.goto(link)
    expect(friend.locator("h1")).to_have_text("一份礼物")
    assert_usable(friend)
    friend.get_by_role("button", name="打开礼物，马上看").click()
    expect(friend.locator("h1")).to_have_text("灯亮了")
    friend.goto(EPISODE)
    friend.locator("#player-start").click()
    assert_plays(friend, EPISODE)

    stranger.goto("/redeem")
    stranger.get_by_label("礼物码").fill(link.rsplit("/", 1)[1].lower())
    stranger.get_by_role("button", name="看看是什么").click()
    expect(stranger.locator(".hint")).to_contain_text("打不开")
    assert_usable(stranger)

    giver.reload()
    expect(giver.locator(".gift-state")).to_contain_text("被打开了")
    giver.goto("/gifts")
    expect(giver.locator(".gift-rows li")).to_have_count(1)
    assert_usable(giver)


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.once)], ids=["with script", "without"])
def test_a_coupon_is_typed_refused_mended_and_paid(new_browser, script):
    page = new_browser(script=script)
    page.goto(MONTHLY)
    price = page.locator(".sum .price").text_content()
    page.get_by_text("有优惠码？").click()
    page.get_by_label("优惠码", exact=True).fill("zaoniao")
    page.get_by_role("button", name="用上").click()
    expect(page.locator(".coupon .hint")).to_have_text("这个优惠码不能用在这里。")
    expect(page.get_by_label("优惠码", exact=True)).to_have_value("zaoniao")
    if script:
        assert_usable(page)
    page.get_by_label("优惠码", exact=True).fill("huan-ying")
    page.get_by_role("button", name="用上").click()
    expect(page.locator(".coupon-used b")).to_have_text("新家庭首月七折")
    less = page.locator(".sum .price").text_content()
    assert yuan(less) == round(yuan(price) * 0.7, 2)
    if script:
        assert_usable(page)
    press_order(page)
    log_in(page)
    pay(page)
    assert_face(page, "灯亮了", "lit")


def yuan(text: str | None) -> float:
    """The sum that a price says."""
    found = re.search(r"[\d.]+", text or "")
    assert found
    return float(found[0])
