"""From a link of Tmall to a paid picture in three taps and the cashier, and the link is not forgotten."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from ..support.attribution import newest_order
from ..support.buying import AT_CASHIER, log_in, pay
from ..support.taps import Finger
from ..support.watching import assert_plays

EPISODE = "/watch/return-the-lantern/1/2"


def go_to_cashier_from(page: Page, link: str) -> int:
    """Follow a link and order the second episode, up to the cashier; return the taps it took."""
    finger = Finger()
    page.goto(link)
    finger.tap(page.locator(".episode", has_text="第 2 集").locator(".episode-ask a"))
    finger.tap(page.locator("form.till-form button"))
    on_this_computer = page.get_by_role("button", name="在这台电脑上登录支付宝付款")
    expect(page.locator("#buyers").or_(on_this_computer)).to_be_visible()
    if on_this_computer.is_visible():
        finger.tap(on_this_computer)
    page.wait_for_url(AT_CASHIER)
    return finger.taps


def assert_brought_by(order: dict, link: str) -> None:
    """The order names the link that brought the shopper, to its last code."""
    codes = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert order["codes"] == codes
    assert order["item"] == urlsplit(link).path.rsplit("/", 1)[1]


def test_a_guest_from_tmall_pays_in_three_taps_and_watches(page, running):
    link = running.examples["tmall_link"]
    assert go_to_cashier_from(page, link) <= 3
    log_in(page)
    pay(page)
    assert_plays(page, EPISODE)
    assert_brought_by(newest_order(running), link)


def test_the_link_is_known_although_every_cookie_is_gone(new_browser, running):
    phone, link = new_browser(), running.examples["tmall_link"]
    go_to_cashier_from(phone, link)
    log_in(phone)
    phone.context.clear_cookies()
    pay(phone)
    expect(phone.locator("h1")).to_have_text("灯亮了")
    expect(phone.locator(".face-aside")).to_contain_text("这个浏览器不是下单的那个")
    expect(phone.get_by_role("link", name="在这里找回")).to_be_visible()
    order = newest_order(running)
    assert order["state"] == "fulfilled"
    assert_brought_by(order, link)
