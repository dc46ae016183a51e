"""A family's day: two children in their own pool behind the PIN, an end in the afternoon, a wish, a night, a report."""

import re
import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tbo.rules.screen_time import CHINA

from ..support.axe import assert_usable, assert_usable_as_it_is
from ..support.buying import log_in, pay, press_order
from ..support.inbox import newest_code
from ..support.watching import assert_plays

CONTACT, PIN, PARENT, YOUNGER, OLDER = "13800137777", "2468", "我", "糖糖", "阿树"
FOR_SALE = "/watch/undersea-garage/1/5"
FOR_CHILDREN, FOR_NOBODY_SMALL = "/watch/undersea-garage/1/1", "/titles/west-of-orion"
PRICE = re.compile(r"[¥￥]\s?\d")
# What plays learns of a change with its next grant; tokens of journeys live ten seconds.
WITHIN_A_LIFE_MS = 20_000


# What such a day asks of a database (screens, minutes, wishes, PINs) is looked at on both engines without a browser,
# and with one in test_one_household.
@pytest.mark.once
def test_a_family_lives_through_a_day(new_browser, running):
    began = time.monotonic()
    tv, pad, phone = new_browser(phone=False), new_browser(), new_browser()
    code = sign_in(tv, running)
    add_child(tv, YOUNGER, its_pin="家里的 PIN")
    add_child(tv, OLDER)
    code = sign_in(pad, running, before=code)
    sign_in(phone, running, before=code)
    watch_as(phone, PARENT)

    watch_as(tv, YOUNGER, look=True)
    finds_only_its_own(tv)
    begin(tv)
    watch_as(pad, OLDER, look=True)
    finds_only_its_own(pad)
    wants_an_episode(pad, phone)
    begin(pad)

    # The afternoon: on the parent's phone the younger one's minutes are made to be over, at once.
    set_time(phone, YOUNGER, {"周一到周五": "0", "周末": "0"}, is_strict=True)
    stops(tv, "今天的时间用完了", "今天的灯都熄了")
    tv.get_by_role("button", name="问问爸爸妈妈").click()
    expect(tv.locator(".wish-code svg")).to_be_visible()
    assert_usable_as_it_is(tv)
    allow(phone, wish=tv.url.partition("?")[0])
    expect(tv.locator("#wish h1")).to_have_text("可以再看 30 分钟")
    tv.get_by_role("link", name="去看").click()
    assert_plays(tv, FOR_CHILDREN)

    # The night comes to the elder one, who plays on meanwhile.
    now = datetime.now(CHINA)
    night = {"夜间休息开始": f"{now - timedelta(hours=1):%H:%M}", "夜间休息结束": f"{now + timedelta(hours=1):%H:%M}"}
    set_time(phone, OLDER, night)
    stops(pad, "夜里休息", "夜深了，灯休息")

    assert pad.goto("/family/week").status == 403
    leave(tv, "1357")
    expect(tv.get_by_role("alert")).to_contain_text("不对")
    assert_usable_as_it_is(tv)
    leave(tv, PIN, by_keys=True)
    expect(tv.locator(".tool.me")).to_have_attribute("aria-label", f"{PARENT} 的页面")
    for page in (tv, phone):
        report(page, round((time.monotonic() - began) / 60))


def sign_in(page: Page, running, before: str = "") -> str:
    """Sign in with a code, another one than the one `before`; return it."""
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(CONTACT)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_label("六位验证码")).to_be_focused()
    code = newest_code(running, "+86" + CONTACT, but=before)
    page.get_by_label("六位验证码").fill(code)
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return code


def add_child(page: Page, name: str, its_pin: str = "") -> None:
    """A parent adds a child's profile; the household's PIN comes with the first."""
    if its_pin:
        expect(page.locator("#watchers")).to_be_visible()
        page.get_by_role("link", name="加一个").first.click()
    else:
        page.goto("/profiles/new")
    assert_usable(page)
    page.get_by_label("名字").fill(name)
    page.locator("input[name=kind][value=child]").check()
    if its_pin:
        page.get_by_label(its_pin).fill(PIN)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="建好了")).to_be_visible()
    assert_usable_as_it_is(page)


def watch_as(page: Page, name: str, look: bool = False) -> None:
    """Say who is watching."""
    page.goto("/profiles")
    if look:
        assert_usable(page)
    page.get_by_role("button", name=name).click()
    expect(page.locator(".tool.me")).to_have_attribute("aria-label", f"{name} 的页面")


def finds_only_its_own(page: Page) -> None:
    """A child reads no price, and what is not in its pool is not there."""
    for address in ("/", "/library", "/account", FOR_CHILDREN):
        page.goto(address)
        assert not PRICE.search(page.locator("body").inner_text()), address
    assert page.goto(FOR_NOBODY_SMALL).status == 404


def wants_an_episode(child: Page, parent: Page) -> None:
    """A child asks for what nobody bought; a parent opens the link, types the PIN, pays, and the child may go on."""
    child.goto(FOR_SALE)
    child.get_by_role("link", name="问问爸爸妈妈").click()
    expect(child.locator(".wish-code svg")).to_be_visible()
    assert_usable_as_it_is(child)
    assert not PRICE.search(child.locator("body").inner_text())
    parent.goto(child.url)
    expect(parent.locator("#title-wish h1")).to_contain_text(f"{OLDER} 想看《")
    assert_usable_as_it_is(parent)
    parent.get_by_role("link", name="看看怎么打开").click()
    parent.locator(".choices a.pay:visible").click()
    press_order(parent)
    log_in(parent)
    pay(parent)
    expect(child.locator("#title-wish h1")).to_have_text("打开了，可以看了")
    child.get_by_role("link", name="去看").click()
    assert_plays(child, FOR_SALE)


def begin(page: Page) -> None:
    """Watch for a moment, and have it counted; the film plays on."""
    page.goto(FOR_CHILDREN)
    page.locator("#player-start").click()
    assert_plays(page, FOR_CHILDREN)
    with page.expect_response(re.compile("/beats$")):
        page.locator("#player-video").evaluate("video => video.pause()")
    page.locator("#player-video").evaluate("video => video.play()")


def set_time(page: Page, name: str, typed: dict[str, str], is_strict: bool = False) -> None:
    """A parent says for how long, and from when to when not, a child watches."""
    page.goto("/family")
    page.get_by_role("link", name=name).click()
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    if is_strict:
        page.get_by_label("时间到了马上停").check()
    page.get_by_role("button", name="保存时间").click()
    for label, value in typed.items():
        expect(page.get_by_label(label)).to_have_value(value)


def stops(page: Page, because: str, heading: str) -> None:
    """What plays ends within one token's life, with the reason, and the way out leads to the calm page."""
    message = page.locator("#player-message")
    expect(message).to_be_visible(timeout=WITHIN_A_LIFE_MS)
    expect(message).to_contain_text(because)
    expect(page.locator("#player-video")).to_have_js_property("paused", True)
    expect(page.locator("#player-retry")).to_be_hidden()
    page.locator("#player-way-out").click()
    expect(page.locator("h1")).to_have_text(heading)
    assert_usable(page)


def allow(page: Page, wish: str) -> None:
    """A parent opens the link on the phone and allows half an hour."""
    page.goto(wish)
    expect(page.locator("#wish h1")).to_have_text(f"{YOUNGER} 想再看一会儿")
    assert_usable(page)
    page.get_by_role("button", name="再看 30 分钟").click()
    expect(page.locator("#wish h1")).to_have_text("可以再看 30 分钟")


def leave(page: Page, pin: str, by_keys: bool = False) -> None:
    """Try to go on as the parent; the PIN is typed, or pressed on the page's own keys, one wrong one among them."""
    page.goto("/profiles")
    page.get_by_role("button", name=PARENT).click()
    if by_keys:
        for key in ("0", "删掉一位", *pin):
            page.get_by_role("button", name=key, exact=True).click()
        expect(page.locator(".pin-dots .is-typed")).to_have_count(len(pin))
    else:
        page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="继续").click()


def report(page: Page, most: int) -> None:
    """The week tells of both what they watched: a minute, and on a slow machine no more than the clock went on."""
    minutes = re.compile("|".join(rf"(?<!\d){count} 分钟" for count in range(1, max(1, most) + 1)))
    page.goto("/family/week")
    assert_usable(page)
    for week, name in zip(page.locator(".week").all(), (YOUNGER, OLDER), strict=True):
        expect(week.locator("h2")).to_have_text(name)
        expect(week.locator(".week-head")).to_contain_text("一共 ")
        expect(week.locator(".week-head")).to_contain_text(minutes)
        expect(week.locator(".week-days")).to_contain_text(minutes)
