"""A family's evening: a child sees its own pool behind the PIN, its time is up, it asks, and a parent allows it."""

import re

from playwright.sync_api import Page, expect

from ..support.axe import assert_usable, assert_usable_as_it_is
from ..support.inbox import newest_code
from ..support.watching import assert_plays

PIN, CHILD = "2468", "糖糖"
FOR_CHILDREN, FOR_NOBODY_SMALL = "/watch/undersea-garage/1/1", "/titles/west-of-orion"
PRICE = re.compile(r"[¥￥]\s?\d")


def test_a_child_watches_behind_the_pin_and_asks_for_more(new_browser, running):
    tv, phone = new_browser(phone=False), new_browser()
    contact = "13800137777"
    code = sign_in(tv, running, contact)
    add_child(tv)

    tv.goto("/profiles")
    assert_usable(tv)
    tv.get_by_role("button", name=CHILD).click()
    expect(tv.locator(".tool.me")).to_have_attribute("aria-label", f"{CHILD} 的页面")
    for address in ("/", "/library", "/account", FOR_CHILDREN):
        tv.goto(address)
        assert not PRICE.search(tv.locator("body").inner_text()), address
    assert tv.goto(FOR_NOBODY_SMALL).status == 404

    leave(tv, "1357")
    expect(tv.get_by_role("alert")).to_contain_text("不对")
    assert_usable_as_it_is(tv)
    leave(tv, PIN)
    expect(tv.locator(".tool.me")).to_have_attribute("aria-label", "我 的页面")
    let_time_be_up(tv)

    tv.goto("/profiles")
    tv.get_by_role("button", name=CHILD).click()
    expect(tv.locator(".tool.me")).to_have_attribute("aria-label", f"{CHILD} 的页面")
    tv.goto(FOR_CHILDREN)
    expect(tv.locator("h1")).to_have_text("今天的灯都熄了")
    assert_usable(tv)
    tv.get_by_role("button", name="问问爸爸妈妈").click()
    expect(tv.locator(".wish-code svg")).to_be_visible()
    assert_usable_as_it_is(tv)

    allow(phone, running, contact, code, wish=tv.url.partition("?")[0])
    expect(tv.locator("#wish h1")).to_have_text("可以再看 30 分钟")
    tv.get_by_role("link", name="去看").click()
    tv.wait_for_url(f"**{FOR_CHILDREN}")
    assert_plays(tv, FOR_CHILDREN)


def sign_in(page: Page, running, contact: str, before: str = "", wish: str = "") -> str:
    """Sign in with a code, another one than the one `before`, on the way to a wish or to nothing."""
    page.goto(wish or "/sign-in")
    page.get_by_label("手机号或邮箱").fill(contact)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_label("六位验证码")).to_be_focused()
    code = newest_code(running, "+86" + contact, but=before)
    page.get_by_label("六位验证码").fill(code)
    page.get_by_role("button", name="继续").click()
    return code


def add_child(page: Page) -> None:
    """A parent adds a child's profile; the household's PIN comes with it."""
    expect(page.locator("#watchers")).to_be_visible()
    page.get_by_role("link", name="加一个").first.click()
    assert_usable(page)
    page.get_by_label("名字").fill(CHILD)
    page.locator("input[name=kind][value=child]").check()
    page.get_by_label("家里的 PIN").fill(PIN)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="建好了")).to_be_visible()
    assert_usable_as_it_is(page)


def leave(page: Page, pin: str) -> None:
    """Try to go on as the parent."""
    page.goto("/profiles")
    page.get_by_role("button", name="我").click()
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="继续").click()


def let_time_be_up(page: Page) -> None:
    """A parent gives the child no minutes at all, which is as if they had been watched."""
    page.goto("/family")
    page.get_by_role("link", name=CHILD).click()
    page.get_by_label("周一到周五").fill("0")
    page.get_by_label("周末").fill("0")
    page.get_by_role("button", name="保存时间").click()
    expect(page.get_by_label("周末")).to_have_value("0")


def allow(page: Page, running, contact: str, code: str, wish: str) -> None:
    """A parent opens the link on the phone, says who is watching, and allows half an hour."""
    sign_in(page, running, contact, before=code, wish=wish)
    expect(page.get_by_role("heading", name="谁在看？")).to_be_visible()
    page.get_by_role("button", name="我").click()
    expect(page.locator("#wish h1")).to_have_text(f"{CHILD} 想再看一会儿")
    assert_usable_as_it_is(page)
    page.get_by_role("button", name="再看 30 分钟").click()
    expect(page.locator("#wish h1")).to_have_text("可以再看 30 分钟")
