"""Signing in with a code: a guest's purchase joins the account, on this browser and on the next."""

import pytest
from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.buying import buy
from ..support.inbox import newest_code
from ..support.watching import assert_plays

CONTACT = "reader@example.com"


def sign_in(page: Page, running, contact: str, before: str = "") -> str:
    """Sign in by number or address and the code of the inbox, which is another one than the one `before`."""
    page.goto("/sign-in")
    assert_usable(page)
    page.get_by_label("手机号或邮箱").fill(contact)
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_label("六位验证码")).to_be_focused()
    assert_usable(page)
    code = newest_code(running, contact if "@" in contact else "+86" + contact, but=before)
    page.get_by_label("六位验证码").fill(code)
    expect(page.locator("#devices")).to_be_visible()
    return code


def play(page: Page, episode: str) -> None:
    page.goto(episode)
    page.locator("#player-start").click()
    assert_plays(page, episode)


def test_what_a_guest_bought_joins_the_account(page, running):
    episode = running.examples["paid_episode"]
    buy(page, episode)
    assert_plays(page, episode)
    contact = f"1380013{page.viewport_size['width']:04d}"
    sign_in(page, running, contact)
    expect(page.locator("#contacts")).to_contain_text(contact[-4:])
    expect(page.locator("#receipts li")).to_have_count(1)
    play(page, episode)


def test_two_browsers_purchases_become_one_account(new_browser, running):
    first, second = new_browser(), new_browser(phone=False)
    episode = running.examples["paid_episode"]
    other = episode.rsplit("/", 1)[0] + "/3"
    buy(first, episode)
    assert_plays(first, episode)
    code = sign_in(first, running, CONTACT)
    buy(second, other)
    assert_plays(second, other)
    sign_in(second, running, CONTACT, before=code)
    expect(second.locator("#receipts li")).to_have_count(2)
    play(second, episode)


@pytest.mark.once
def test_signing_in_and_out_needs_no_script(new_browser, running):
    page = new_browser(script=False)
    page.goto("/sign-in?next=/my-list")
    page.get_by_label("手机号或邮箱").fill("1380")
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_role("alert")).to_contain_text("这不像手机号")
    expect(page.get_by_label("手机号或邮箱")).to_have_value("1380")
    page.get_by_label("手机号或邮箱").fill("13800139999")
    page.get_by_role("button", name="发验证码").click()
    page.get_by_label("六位验证码").fill(newest_code(running, "+8613800139999"))
    page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/my-list")
    page.goto("/account")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(running.base_url + "/")
    page.goto("/account")
    page.wait_for_url("**/sign-in?next=/account")
