"""A code sold on Tmall: made by marketing, sent as its order is paid, redeemed on a phone, ended by a refund there."""

import re

from playwright.sync_api import Locator, Page, expect

from ..support.alipay_side import eventually
from ..support.axe import assert_usable
from ..support.coming_in import sign_in
from ..support.watching import assert_plays

ITEM, EPISODE = "900000000105", "/watch/return-the-lantern/1/3"


def make_batch(page: Page, name: str) -> None:
    """Make five codes for the item's season, as the form has it."""
    page.goto(f"/staff/vouchers/new?item={ITEM}")
    page.fill("#name", name)
    page.fill("#count", "5")
    assert_usable(page)
    page.get_by_role("button", name="做好这一批").click()
    expect(page.locator("h1")).to_have_text(name)


def buy(page: Page, running) -> str:
    """Play a buyer on Tmall; return the code that the shop sent."""
    page.goto(running.sandbox_url + "/tmall")
    page.fill("[name=item_id]", ITEM)
    page.fill("[name=title]", "还灯 第一季")
    page.get_by_role("button", name="买下，付款").click()
    code = page.locator(".tmall-code")
    shows(page, code)
    return code.inner_text()


def shows(page: Page, wanted: Locator) -> None:
    """Look at the page, and anew until something is on it."""

    def is_there() -> bool:
        if wanted.count():
            return True
        page.reload()
        return False

    eventually(is_there, f"{wanted} is shown")


def test_a_code_bought_on_tmall_opens_a_season_until_tmall_gives_the_money_back(new_browser, running):
    marketer, tmall, phone = new_browser(phone=False), new_browser(phone=False), new_browser()
    sign_in(marketer, running, "marketing")
    make_batch(marketer, "双11 还灯")
    code = buy(tmall, running)

    phone.goto("/redeem")
    phone.get_by_label("兑换码或礼物码").fill(f"卡密：{code.lower()}")
    phone.get_by_role("button", name="看看是什么").click()
    expect(phone.locator(".gift-what h2")).to_contain_text("还灯")
    assert_usable(phone)
    phone.get_by_role("button", name="兑换，马上看").click()
    expect(phone.locator("h1")).to_have_text("灯亮了")
    assert_usable(phone)
    phone.goto(EPISODE)
    phone.locator("#player-start").click()
    assert_plays(phone, EPISODE)

    used = tmall.locator(".tag", has_text=re.compile("^used$"))
    shows(tmall, used)
    expect(used).to_have_count(1)
    tmall.get_by_role("button", name="退款", exact=True).click()
    expect(tmall.locator(".tag", has_text="refunded")).to_have_count(1)

    answer = phone.goto(EPISODE)
    assert answer is not None
    assert answer.status == 402
    phone.goto(f"/redeem/{code}")
    expect(phone.locator(".gift-refused")).to_contain_text("作废了")

    marketer.goto(f"/staff/vouchers?q={code}")
    expect(marketer.locator("#tmall")).to_contain_text("退款")
    assert_usable(marketer)
    marketer.goto("/staff/vouchers")
    expect(marketer.locator("#vouchers")).to_contain_text("双11 还灯")
    assert_usable(marketer)
